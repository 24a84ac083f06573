"""Who looks at what lies on the network: pages and mail domains written in the directory."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

SECONDS = 8.0  # for which one page or one name is waited for


class Inside(Exception):
    """The address leads into a network that is not everybody's: it is not looked at."""


class Outside(Protocol):
    """Answers within `SECONDS`, and never raises for what the other side does."""

    def page(self, url: str) -> int | None:
        """The status with which a page answers, after at most five redirections; None where nobody answers.

        Raises Inside.
        """

    def takes_mail(self, domain: str) -> bool | None:
        """Whether e-mail can arrive at a domain; None where nobody could be asked."""


def outside_of_here() -> Outside | None:
    """The one that the settings name; None where this machine does not go on the network."""
    if not settings.OUTSIDE:
        return None
    chosen: Outside = import_string(settings.OUTSIDE)()
    return chosen
