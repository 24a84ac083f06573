"""The language at the beginning of every public address."""

from __future__ import annotations

from approdo.portal.words import Speech, speech


class SpeechConverter:
    """Turns the language of an address into how the portal speaks it; any other address is not the portal's."""

    regex = r"[a-z]{2,3}(?:-[A-Za-z]+)*"

    def to_python(self, value: str) -> Speech:
        """The language. Raises ValueError for one that the portal does not speak."""
        try:
            return speech(value)
        except KeyError:
            raise ValueError(value) from None

    def to_url(self, value: Speech | str) -> str:
        """Its code."""
        return value if isinstance(value, str) else value.code
