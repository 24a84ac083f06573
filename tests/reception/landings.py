"""Invented landings and centres, from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from approdo.reception.definitions import weights
from approdo.reception.rules.placement import Comune, Group, Member, Place, Problem
from approdo.reception.rules.vocabulary import CentreType, Need, SexProfile

LANGUAGES = ("ar", "bn", "fr", "en", "ti", "ur")
NATIONALITIES = ("BD", "TN", "ML", "ER", "PK", "NG")
PROFILES = (SexProfile.ANY, SexProfile.MEN, SexProfile.WOMEN, SexProfile.FAMILIES)


def member(random: Random, minor: bool, nationality: str, language: str) -> Member:
    """Somebody of that country, with or without needs."""
    female = random.random() < 0.4
    age = random.randint(0, 17) if minor else random.randint(18, 60)
    needs = frozenset(need for need in Need if random.random() < 0.04)
    return Member(female, not female, minor, age, needs, frozenset({language}), nationality)


def group(random: Random, number: int, largest: int) -> Group:
    """A family, somebody alone, now and then a minor alone."""
    size = 1 if random.random() < 0.5 else random.randint(1, largest)
    unaccompanied = size == 1 and random.random() < 0.1
    nationality, language = random.choice(NATIONALITIES), random.choice(LANGUAGES)
    members = tuple(member(random, unaccompanied or place > 1, nationality, language) for place in range(size))
    return Group(f"g{number:04d}", members, unaccompanied)


def place(random: Random, number: int, most: int, comuni: int) -> Place:
    """A centre with rooms of several profiles."""
    beds = {profile: random.randint(0, most // 2) for profile in PROFILES} if random.random() < 0.7 else {}
    free = random.randint(0, most)
    nationalities = {one: random.randint(0, 12) for one in NATIONALITIES if random.random() < 0.6}
    return Place(
        f"c{number:03d}", f"{random.randrange(comuni):06d}",
        CentreType.CAS_UAM if random.random() < 0.15 else CentreType.CAS, free, beds,
        random.choice((SexProfile.ANY, SexProfile.ANY, SexProfile.ANY, SexProfile.MEN, SexProfile.FAMILIES)),
        random.random() < 0.5, None, random.random() < 0.2,
        frozenset(need for need in Need if random.random() < 0.4),
        frozenset(one for one in LANGUAGES if random.random() < 0.5), random.randint(5, 90), random.randint(5, 60),
        random.choice((None, 30, 60)), nationalities, random.choice((None, 2516, 2790, 3064)),
    )  # fmt: skip


def with_sections(problem: Problem, random: Random) -> Problem:
    """The same with some of the places of the centres that have a section kept for minors, with rooms or without."""
    return replace(problem, places=tuple(_sectioned(one, random) for one in problem.places))


def _sectioned(place: Place, random: Random) -> Place:
    if not place.minors_section:
        return place
    beds = {profile: random.randint(0, 2) for profile in PROFILES} if place.beds else {}
    section = sum(beds.values()) if beds else random.randint(0, 3)
    return replace(place, section=section, section_beds=beds, section_accessible=random.randint(0, 1))


def landing(seed: int, groups: int, places: int, largest: int = 5, most: int = 12, comuni: int = 3) -> Problem:
    """A whole problem; the same seed gives the same one."""
    random = Random(seed)
    codes = [f"{number:06d}" for number in range(comuni)]
    return Problem(
        tuple(group(random, number, largest) for number in range(groups)),
        tuple(place(random, number, most, comuni) for number in range(places)),
        tuple(Comune(code, random.choice((None, 800, 2000, 60_000)), random.randint(0, 20)) for code in codes),
        weights(date(2026, 5, 1)),
    )
