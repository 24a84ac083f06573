"""Closed lists of words as columns hold them."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The words as the choices of a column; what a person reads stands in `labels`."""
    return [(word.value, word.value) for word in words]


def known(column: str, words: type[StrEnum], *, blank: bool = False) -> Q:
    """The condition that a column holds one of the words, or nothing where `blank`."""
    return Q(**{f"{column}__in": [*([""] if blank else []), *(word.value for word in words)]})
