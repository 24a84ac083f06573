"""The values of the demonstration's story: households, the people in them, their case files and what happens when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from approdo.people.rules.vocabulary import BirthPrecision, Relation, Script, Sex, Transliteration

SEED = "approdo"
_DAY_ZERO = date(1970, 1, 1)
_MS_A_DAY = 86_400_000


class Dice(random.Random):
    """Chance that a seed decides: the same words always give the same story."""

    def __init__(self, *words: object) -> None:
        super().__init__(":".join(map(str, words)))

    def chance(self, probability: float) -> bool:
        """True with that probability."""
        return self.random() < probability

    def weighted(self, weights: dict[str, float]) -> str:
        """One of the keys, each with its weight."""
        return self.choices(tuple(weights), tuple(weights.values()))[0]

    def some(self, options: Sequence[str], most: int) -> list[str]:
        """From one to `most` of the options."""
        return self.sample(list(options), min(len(options), self.randint(1, most)))


def identifier(day: date, *words: object) -> UUID:
    """The identifier of a row of the story: of version 7, placed on its day, the same whenever it is asked."""
    digest = int.from_bytes(blake2b(":".join(map(str, words)).encode(), digest_size=10).digest())
    value = ((day - _DAY_ZERO).days * _MS_A_DAY & 0xFFFFFFFFFFFF) << 80 | digest
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0b11 << 62) | 0b10 << 62)


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody invented."""

    key: str
    family_name: str
    given_name: str
    original_family_name: str
    original_given_name: str
    script: Script
    transliteration: Transliteration
    sex: Sex
    born: date
    precision: BirthPrecision
    country: str
    language: str
    needs_mediator: bool = False
    has_tax_code: bool = False
    tax_code: str = ""  # a code of its own instead of the one its data give
    contacts: tuple[tuple[str, str], ...] = ()
    special_fact: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Who takes part in a case file: the person of that place in the household, or a firm by name."""

    part: str
    human: int | None = None
    relation: str = ""
    entity_name: str = ""
    entity_tax_code: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a case file. `act` is one of `replay.ACTS`; `what` says which event, office, outcome or documents."""

    on: date
    act: str
    what: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A case file and everything that will happen to it, whatever today is."""

    key: str
    procedure: str
    filed_on: date
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    external_code: str
    protocol: str
    comune: str
    officer: str
    ground: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    priority_reason: str = ""
    lawful: bool = True  # False: taken over from an old register, with acts the law would not have allowed


@dataclass(frozen=True, slots=True)
class Household:
    """People who belong together and their case files. `relations` are those of the others to the first person."""

    key: str
    day: date
    humans: tuple[Human, ...]
    plans: tuple[Plan, ...]
    relations: tuple[Relation, ...] = ()


def days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]
