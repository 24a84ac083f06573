"""What becomes of the words of people about a record."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

CONTACT_DAYS = 90  # for which the address of who wrote is kept where nobody answers
LONGEST = 1000  # signs of a suggestion and of its answer


class SuggestionState(StrEnum):
    """Whether somebody answered, and how."""

    NEW = "new"
    ACCEPTED = "accepted"
    REFUSED = "refused"


def forgotten_before(today: date) -> date:
    """The day before which a suggestion loses the address of who wrote, answered or not.

    Source: our choice; regulation (EU) 2016/679 art. 5 par. 1 letter e.
    """
    return today - timedelta(days=CONTACT_DAYS)
