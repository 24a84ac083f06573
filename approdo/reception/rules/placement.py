"""Whom to place and where: groups, places, comuni as values, and what forbids a placement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from approdo.reception.rules.occupancy import Sleeper, fits
from approdo.reception.rules.placement_weights import Weights
from approdo.reception.rules.vocabulary import CentreType, Need, SexProfile

SERVICES = frozenset(Need) - {Need.ACCESSIBLE, Need.HOSPITAL}  # what staff of a centre gives
RECEIVING = frozenset({CentreType.CAS, CentreType.CAS_PROVISIONAL, CentreType.CAS_UAM})
SHARED = (SexProfile.WOMEN, SexProfile.MEN, SexProfile.FAMILIES)  # profiles that leave somebody out, one bit each
MASKS = range(1 << len(SHARED))  # every set of them; whom a set confines finds room in it or in the rooms for anybody

NOBODY = tuple(0 for _mask in MASKS)


class WhyNot(StrEnum):
    """Why a group cannot be placed in a centre."""

    SET_ASIDE = "set_aside"
    CLOSED = "closed"
    WRONG_KIND = "wrong_kind"
    NO_CONTRACT = "no_contract"
    CONTRACT_SPENT = "contract_spent"
    DURC = "durc"
    ANTIMAFIA = "antimafia"
    SEPARATED = "separated"
    APART = "apart"
    MINORS_ONLY = "minors_only"
    NOT_FOR_MINORS = "not_for_minors"
    UNDER_LEAST_AGE = "under_least_age"
    PROFILE = "profile"
    NOT_ACCESSIBLE = "not_accessible"
    NO_ROOM = "no_room"
    NO_ACCESSIBLE_BED = "no_accessible_bed"
    COMUNE_FULL = "comune_full"


@dataclass(frozen=True, slots=True)
class Member:
    """What of a person decides where they are well. `age` in completed years, the lowest possible; None unknown."""

    female: bool = False
    male: bool = False
    minor: bool = False
    age: int | None = None
    needs: frozenset[Need] = frozenset()
    languages: frozenset[str] = frozenset()
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Persons who go to one place together. `id` is the name that the notice gives them.

    `separated`: centres they may not be sent to, by order; `apart`: groups they may not share a centre with;
    `comune`: where their care or school goes on, if anywhere.
    """

    id: str
    members: tuple[Member, ...]
    unaccompanied: bool = False
    separated: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    comune: str = ""

    @property
    def size(self) -> int:
        """Persons."""
        return len(self.members)

    def sleepers(self) -> tuple[Sleeper, ...]:
        """The members as the rules of rooms know them."""
        together = self.size > 1 and not self.unaccompanied
        return tuple(Sleeper(one.female, one.male, one.minor, together) for one in self.members)


@dataclass(frozen=True, slots=True)
class Place:
    """A centre as it is on the day of arrival.

    `free`: places free on every night to come; `beds`: free beds by profile of their room, empty where beds are not
    recorded; `accessible_beds`: of those free, None where beds are not recorded. Minutes by public transport, None
    unknown. `price`: cents a person and night. `stopped`: why nobody may be sent there. `section`: how many of the free
    places are kept for unaccompanied minors in a centre for adults, with their beds by profile and how many of these are
    accessible; neither `beds` nor `accessible_beds` holds any of them.
    """

    id: str
    comune: str
    type: CentreType = CentreType.CAS
    free: int = 0
    beds: Mapping[SexProfile, int] = field(default_factory=dict)
    profile: SexProfile = SexProfile.ANY
    accessible: bool = False
    accessible_beds: int | None = None
    minors_section: bool = False
    services: frozenset[Need] = frozenset()
    languages: frozenset[str] = frozenset()
    hospital_minutes: int | None = None
    school_minutes: int | None = None
    commission_minutes: int | None = None
    nationalities: Mapping[str, int] = field(default_factory=dict)
    price: int | None = None
    stopped: tuple[WhyNot, ...] = ()
    section: int = 0
    section_beds: Mapping[SexProfile, int] = field(default_factory=dict)
    section_accessible: int = 0


@dataclass(frozen=True, slots=True)
class Comune:
    """A comune: residents (None unknown), guests it has already, and how many at most where somebody set that."""

    code: str
    residents: int | None = None
    guests: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a placement is computed from. The order of the rows means nothing."""

    groups: tuple[Group, ...]
    places: tuple[Place, ...]
    comuni: tuple[Comune, ...]
    weights: Weights

    def canonical(self) -> Problem:
        """The same with every list in the order of its identifiers, and only known comuni left out or added.

        Source: our definition (the same input gives the same answer, however its rows are ordered).
        """
        known = {one.code: one for one in self.comuni}
        codes = sorted({place.comune for place in self.places})
        return replace(
            self,
            groups=tuple(sorted(self.groups, key=lambda one: one.id)),
            places=tuple(sorted(self.places, key=lambda one: one.id)),
            comuni=tuple(known.get(code, Comune(code)) for code in codes),
        )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What an officer would like to see: centres set aside, other free places, caps by comune, more or less equity.

    `equity_percent` multiplies the weight of the load of the comuni.
    """

    closed: frozenset[str] = frozenset()
    free: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    equity_percent: int = 100


def supposing(problem: Problem, what_if: WhatIf) -> Problem:
    """The problem under a supposition. A free number replaces the places of a centre and of its rooms.

    Source: our definition.
    """
    places = []
    for place in problem.places:
        if place.id in what_if.closed:
            place = replace(place, stopped=(WhyNot.SET_ASIDE, *place.stopped))
        if place.id in what_if.free:
            place = replace(place, free=what_if.free[place.id], beds={}, section_beds={})
        places.append(place)
    codes = {place.comune for place in problem.places}
    known = {one.code: one for one in problem.comuni} | {
        code: Comune(code) for code in codes - {one.code for one in problem.comuni}
    }
    comuni = tuple(replace(one, most=what_if.most.get(one.code, one.most)) for one in known.values())
    weights = problem.weights.with_equity(what_if.equity_percent)
    return replace(problem, places=tuple(places), comuni=comuni, weights=weights)


@dataclass(frozen=True, slots=True)
class Party:
    """A group as places are compared for it: everything counted once. Two equal parties are well in the same places.

    `fits`: profiles of a centre that suit all of them; `confined`: see `confined`; `speaking`: how many speak exactly
    those languages; `from_countries`: how many come from each. `youngest` is None where an age is not known.
    `confined` and `wheelchairs` count places for adults and families first, then those for unaccompanied minors.
    """

    size: int
    unaccompanied: bool
    youngest: int | None
    separated: frozenset[str]
    comune: str
    fits: frozenset[SexProfile]
    confined: tuple[int, ...]
    wheelchairs: tuple[int, int]
    hospital: int
    pupils: int
    services: tuple[tuple[Need, int], ...]
    speaking: tuple[tuple[frozenset[str], int], ...]
    from_countries: tuple[tuple[str, int], ...]


def party_of(group: Group, weights: Weights) -> Party:
    """What a group asks of a place. Source: our definition; D.Lgs. 142/2015 art. 17 for the needs."""
    ages = [one.age for one in group.members]
    sleepers = group.sleepers()
    needs = Counter(need for one in group.members for need in one.needs)
    return Party(
        size=group.size,
        unaccompanied=group.unaccompanied,
        youngest=None if None in ages else min((age for age in ages if age is not None), default=None),
        separated=group.separated,
        comune=group.comune,
        fits=frozenset(profile for profile in SexProfile if all(fits(profile, one) for one in sleepers)),
        confined=_of_whom(group, confined(sleepers)),
        wheelchairs=(0, needs[Need.ACCESSIBLE]) if group.unaccompanied else (needs[Need.ACCESSIBLE], 0),
        hospital=needs[Need.HOSPITAL],
        pupils=sum(1 for age in ages if age is not None and weights.school_first_age <= age <= weights.school_last_age),
        services=tuple(sorted((need, count) for need, count in needs.items() if need in SERVICES)),
        speaking=tuple(
            sorted(Counter(one.languages for one in group.members if one.languages).items(), key=_by_languages)
        ),
        from_countries=tuple(sorted(Counter(one.nationality for one in group.members if one.nationality).items())),
    )


def _of_whom(group: Group, asked: tuple[int, ...]) -> tuple[int, ...]:
    return (*NOBODY, *asked) if group.unaccompanied else (*asked, *NOBODY)


def _by_languages(item: tuple[frozenset[str], int]) -> list[str]:
    return sorted(item[0])


def why_never(party: Party, place: Place, weights: Weights) -> tuple[WhyNot, ...]:
    """Why a group can never be placed in a centre, however empty it is; nothing when it can.

    Source: D.Lgs. 142/2015 arts. 10, 11, 17 and 19 c. 3-bis; domain rule 4.2.
    """
    found = list(place.stopped)
    if place.type not in RECEIVING:
        found.append(WhyNot.WRONG_KIND)
    if place.id in party.separated:
        found.append(WhyNot.SEPARATED)
    minors = _minors(party, place, weights)
    if minors is not None:
        found.append(minors)
    if place.profile not in party.fits:
        found.append(WhyNot.PROFILE)
    if any(party.wheelchairs) and not place.accessible:
        found.append(WhyNot.NOT_ACCESSIBLE)
    return tuple(found)


def _minors(party: Party, place: Place, weights: Weights) -> WhyNot | None:
    """Unaccompanied minors have centres of their own; from an age on, a section of a centre for adults as well."""
    for_minors = place.type is CentreType.CAS_UAM
    if not party.unaccompanied:
        return WhyNot.MINORS_ONLY if for_minors else None
    if for_minors:
        under = party.youngest is not None and party.youngest < weights.minors_centre_age
        return WhyNot.UNDER_LEAST_AGE if under else None
    old_enough = party.youngest is not None and party.youngest >= weights.minors_section_age
    return None if place.minors_section and old_enough else WhyNot.NOT_FOR_MINORS


def confined(sleepers: Sequence[Sleeper]) -> tuple[int, ...]:
    """For each set of profiles in `MASKS`, how many of a group find room only there or in rooms for anybody.

    Source: theorem of Hall; the members of a group find beds together when no set confines more than it has.
    """
    suited = [sum(1 << bit for bit, profile in enumerate(SHARED) if fits(profile, one)) for one in sleepers]
    return tuple(sum(1 for mask in suited if not mask & ~allowed) for allowed in MASKS)


def room_of(place: Place) -> tuple[int, ...]:
    """For each set of profiles in `MASKS`, how many may sleep in its rooms and in those for anybody: first of adults and
    families, then of unaccompanied minors. What is kept for the ones is never counted for the others.

    Source: as `confined`; the free places of the centre bound them all; D.Lgs. 142/2015 art. 19 c. 3-bis for the section.
    """
    free = max(0, place.free)
    if place.type is CentreType.CAS_UAM:
        return (*NOBODY, *_rooms(place.beds, free))
    kept = min(free, place.section)
    minors = _rooms(place.section_beds, kept)
    return (*_rooms(place.beds, free - kept), *minors)


def _rooms(beds: Mapping[SexProfile, int], free: int) -> tuple[int, ...]:
    if not beds:
        return tuple(free for _mask in MASKS)
    anybody = beds.get(SexProfile.ANY, 0)
    return tuple(
        min(free, anybody + sum(beds.get(SHARED[bit], 0) for bit in range(len(SHARED)) if mask >> bit & 1))
        for mask in MASKS
    )


def whole_room(party: Party) -> int:
    """Where in `room_of` stand all the places that a group may use. Source: as `room_of`."""
    return len(MASKS) * (2 if party.unaccompanied else 1) - 1


def accessible_room(place: Place) -> tuple[int, int]:
    """How many such beds are free, for adults and for minors; every place where the beds are not recorded.

    Source: domain rule 4.2.
    """
    room = room_of(place)
    adults, minors = room[len(MASKS) - 1], room[-1]
    if place.accessible_beds is None or not place.beds:
        return adults, minors
    if place.type is CentreType.CAS_UAM:
        return 0, min(minors, place.accessible_beds)
    return min(adults, place.accessible_beds), min(minors, place.section_accessible)
