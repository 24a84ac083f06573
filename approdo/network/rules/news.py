"""Where a piece of news stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class When(StrEnum):
    """Where a piece of news stands on a day."""

    PUBLISHED = "published"
    TO_COME = "to_come"
    OVER = "over"
    WITHDRAWN = "withdrawn"


def when_of(published_from: date, published_until: date | None, withdrawn: bool, on: date) -> When:
    """Where a piece of news stands on a day; both its days are shown ones.

    Source: the issue of the portal, 1.4; our choice.
    """
    if withdrawn:
        return When.WITHDRAWN
    if published_from > on:
        return When.TO_COME
    return When.OVER if published_until is not None and published_until < on else When.PUBLISHED
