"""What one upload may cost, however many files it holds."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.accounting.invoices.refused import Unreadable

MOST_TAGS = 500_000  # about a second of processor time
MOST_CHECKED = 50_000  # elements looked at against the format: a real invoice has some thousands
MOST_SIGNED = 500  # signed files of an upload
MOST_VERIFIED = 100  # signed files whose signatures are verified
MOST_VALUES = 100_000  # headers of values in signed files: less than a second; a signed invoice has one or two hundred


@dataclass(slots=True)
class Budget:
    """What is left to spend on an upload."""

    tags: int = MOST_TAGS
    values: int = MOST_VALUES
    checked: int = MOST_CHECKED
    signed: int = MOST_SIGNED
    verified: int = MOST_VERIFIED

    def spend_tags(self, number: int) -> None:
        """Raises Unreadable when the upload has no more left."""
        self.tags -= number
        if self.tags < 0:
            raise Unreadable("too_many_tags", most=MOST_TAGS)

    def spend_value(self) -> None:
        """Raises Unreadable when the upload has no more left."""
        self.values -= 1
        if self.values < 0:
            raise Unreadable("signed_too_complex")

    def spend_signed(self) -> None:
        """Raises Unreadable when the upload holds more signed files than are opened at once."""
        self.signed -= 1
        if self.signed < 0:
            raise Unreadable("signed_too_many", most=MOST_SIGNED)

    def may_check(self) -> bool:
        """Whether one more element may be looked at against the format."""
        self.checked -= 1
        return self.checked >= 0

    def may_verify(self) -> bool:
        """Whether the signatures of one more file may be verified."""
        self.verified -= 1
        return self.verified >= 0
