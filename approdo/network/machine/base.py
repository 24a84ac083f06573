"""The door of machine translation. Whoever stands behind it has a folder of its own; `demo.py` needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class MachineFailed(Exception):
    """The machine did not answer, or not as it should."""


class Machine(Protocol):
    """A program that translates from Italian. `name` says which, with its version: it is kept with what it wrote."""

    name: str

    def speaks(self, language: str) -> bool:
        """Whether it knows that language (BCP-47 code)."""

    def translate(self, sentences: Sequence[str], language: str) -> list[str]:
        """Those Italian sentences in a language, one for each and in order.

        Answers within ten seconds: the act that asks holds a lock. Raises MachineFailed.
        """


def installed() -> Machine | None:
    """The machine of this installation; None where there is none."""
    if not settings.MACHINE_TRANSLATION:
        return None
    made: Machine = import_string(settings.MACHINE_TRANSLATION)()
    return made
