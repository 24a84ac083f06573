"""How likely two records of the directory are one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from approdo.people.rules.names import trigram_likeness

PROPOSED_FROM = 60  # of 100


class SameWhy(StrEnum):
    """What two records have in common."""

    NAME = "name"
    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"
    PAGE = "page"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Likened:
    """What is compared of a record. `codes`: identifiers that only one body has; `owner`: whose a service is, "" else."""

    names: tuple[str, ...]
    codes: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 to 100, with what speaks for it."""

    score: int
    why: tuple[SameWhy, ...]


def likeness(one: Likened, other: Likened) -> Likeness:
    """How alike two records are: 65 for the name, 20 for each way to reach them that is the same, at most 35.

    One identifier in common is certainty. Two services with one name in different bodies, and nothing else in common, are
    two: their score is halved.

    Source: our choice; trigrams as in PostgreSQL's pg_trgm.
    """
    shared = [
        why
        for why, left, right in (
            (SameWhy.PHONE, one.phones, other.phones), (SameWhy.EMAIL, one.emails, other.emails),
            (SameWhy.PAGE, one.pages, other.pages),
        )
        if left & right
    ]  # fmt: skip
    if one.codes & other.codes:
        return Likeness(100, (SameWhy.CODE, *shared))
    named = max(
        (trigram_likeness(left.lower(), right.lower()) for left in one.names for right in other.names), default=0
    )
    why = [SameWhy.NAME] if named >= 0.5 else []
    if one.owner and one.owner == other.owner:
        shared.append(SameWhy.ORGANISATION)
    score = round(65 * named) + min(35, 20 * len(shared))
    if one.owner and not shared:
        score //= 2
    return Likeness(score, (*why, *shared))
