"""A placement as a whole: what it is worth, whether it may stand, the plain choice, and what else was possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from approdo.reception.rules.placement import (
    Party,
    Problem,
    WhyNot,
    accessible_room,
    party_of,
    room_of,
    whole_room,
    why_never,
)
from approdo.reception.rules.placement_terms import cost
from approdo.reception.rules.placement_weights import band_widths, load_points

LONGEST = 5.0  # seconds that a search may take

Chosen = Mapping[str, str]  # group -> place; who is not there has no place


@dataclass(frozen=True, slots=True)
class Other:
    """Another place where a group could go while the others stay: so many points more, or fewer."""

    place: str
    points: int


@dataclass(frozen=True, slots=True)
class Solved:
    """A placement: group -> place; who is missing has none.

    `points` and `greedy_points`: what it and the plain choice cost. `bound`: no placement costs less; `gap`: the share
    of the points by which it could at most be better. `by_price`: groups that a lower price decided for, all else equal.
    `in_time`: whether the search ended by itself; otherwise the clock ended it.
    """

    chosen: dict[str, str]
    points: int
    bound: int
    greedy_points: int
    greedy_chosen: dict[str, str]
    by_price: tuple[str, ...]
    seconds: float
    in_time: bool

    @property
    def gap(self) -> float:
        """0 where no better placement exists."""
        return (self.points - self.bound) / self.points if self.points else 0.0


class Compared:
    """Every group against every place, once: what forbids it, what it costs, what room it takes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.parties = {one.id: party_of(one, problem.weights) for one in problem.groups}
        self.never: dict[str, dict[str, tuple[WhyNot, ...]]] = {}
        self.cost: dict[str, dict[str, int]] = {}
        self.apart = apart_pairs(problem)
        self.bands = {one.code: band_widths(problem.weights, one.residents) for one in problem.comuni}
        alike: dict[Party, tuple[dict[str, tuple[WhyNot, ...]], dict[str, int]]] = {}
        for group, party in self.parties.items():
            if party not in alike:
                alike[party] = self._rows(party)
            self.never[group], self.cost[group] = alike[party]

    def _rows(self, party: Party) -> tuple[dict[str, tuple[WhyNot, ...]], dict[str, int]]:
        weights, places = self.problem.weights, self.problem.places
        never = {place.id: why_never(party, place, weights) for place in places}
        return never, {place.id: cost(party, place, weights) for place in places}


class Ledger:
    """What is left of every place while groups are put in it one by one."""

    def __init__(self, compared: Compared) -> None:
        self.compared, self.problem = compared, compared.problem
        self.places = {one.id: one for one in self.problem.places}
        self.comuni = {one.code: one for one in self.problem.comuni}
        self.room = {one.id: list(room_of(one)) for one in self.problem.places}
        self.accessible = {one.id: list(accessible_room(one)) for one in self.problem.places}
        self.load = {one.code: one.guests for one in self.problem.comuni}
        self.inside: dict[str, set[str]] = {one.id: set() for one in self.problem.places}
        self.where: dict[str, str] = {}

    def put(self, group: str, place: str) -> None:
        """Take the room of a group in a place."""
        self._move(group, place, 1)
        self.where[group] = place
        self.inside[place].add(group)

    def take_out(self, group: str) -> str:
        """Give the room of a group back, and say where it was."""
        place = self.where.pop(group)
        self._move(group, place, -1)
        self.inside[place].remove(group)
        return place

    def _move(self, group: str, place: str, sign: int) -> None:
        party, room = self.compared.parties[group], self.room[place]
        for mask, persons in enumerate(party.confined):
            room[mask] -= sign * persons
        for whose, chairs in enumerate(party.wheelchairs):
            self.accessible[place][whose] -= sign * chairs
        self.load[self.places[place].comune] += sign * party.size

    def open_to(self, group: str) -> list[str]:
        """The places where a group that has none can go as things stand."""
        return [place for place in self.places if not self._shut(group, place)]

    def _shut(self, group: str, place: str) -> bool:
        party, room = self.compared.parties[group], self.room[place]
        if self.compared.never[group][place] or room[whole_room(party)] < party.size:
            return True
        return bool(self.why_not(group, place))

    def why_not(self, group: str, place: str) -> tuple[WhyNot, ...]:
        """Why a group that has no place cannot go there as things stand; nothing when it can."""
        found = list(self.compared.never[group][place])
        party, apart = self.compared.parties[group], self.compared.apart
        if apart and any((group, other) in apart for other in self.inside[place]):
            found.append(WhyNot.APART)
        if any(left < asked for left, asked in zip(self.room[place], party.confined, strict=True)):
            found.append(WhyNot.NO_ROOM)
        elif self._too_few_accessible(party, place) and WhyNot.NOT_ACCESSIBLE not in found:
            found.append(WhyNot.NO_ACCESSIBLE_BED)
        comune = self.comuni[self.places[place].comune]
        if comune.most is not None and self.load[comune.code] + party.size > comune.most:
            found.append(WhyNot.COMUNE_FULL)
        return tuple(found)

    def _too_few_accessible(self, party: Party, place: str) -> bool:
        return any(left < asked for left, asked in zip(self.accessible[place], party.wheelchairs, strict=True))

    def points(self, group: str, place: str) -> int:
        """What putting a group in a place would cost now, the load of the comune included."""
        return self.compared.cost[group][place] + self.load_step(group, place)

    def load_step(self, group: str, place: str) -> int:
        """What a group that has no place would add to the cost of the load of the comune."""
        comune = self.places[place].comune
        bands, load = self.compared.bands[comune], self.load[comune]
        return load_points(bands, load + self.compared.parties[group].size) - load_points(bands, load)


def apart_pairs(problem: Problem) -> frozenset[tuple[str, str]]:
    """Pairs of groups that may not share a centre, both ways, whoever of the two says so.

    Source: domain rule 4.2 (separation orders).
    """
    known = {one.id for one in problem.groups}
    said = {(one.id, other) for one in problem.groups for other in one.apart if other in known and other != one.id}
    return frozenset(said | {(other, one) for one, other in said})


def filled(compared: Compared, chosen: Chosen) -> Ledger:
    """The ledger after everybody took their place. Source: our definition."""
    ledger = Ledger(compared)
    for group in sorted(chosen):
        ledger.put(group, chosen[group])
    return ledger


def broken(compared: Compared, chosen: Chosen) -> list[tuple[str, str, tuple[WhyNot, ...]]]:
    """What of a placement may not stand, as group, place and reasons; nothing when all of it may.

    Source: domain rule 4.2, the hard constraints.
    """
    ledger, found = Ledger(compared), []
    for group, place in sorted(chosen.items()):
        reasons = ledger.why_not(group, place)
        if reasons:
            found.append((group, place, reasons))
        ledger.put(group, place)
    return found


def value(compared: Compared, chosen: Chosen) -> int:
    """What a placement costs, in points: its terms, the load it adds to the comuni, and who is left without a place.

    Source: domain rule 4.2, the weighted terms.
    """
    ledger, total = Ledger(compared), 0
    for group, party in compared.parties.items():
        if group in chosen:
            total += ledger.points(group, chosen[group])
            ledger.put(group, chosen[group])
        else:
            total += compared.problem.weights.unplaced_person * party.size
    return total


def greedy(compared: Compared) -> dict[str, str]:
    """The plain choice: the largest group first, each in the place with most free places that may receive it.

    Source: our definition; what an office does by hand.
    """
    ledger = Ledger(compared)
    for group in _largest_first(compared):
        if open_to := ledger.open_to(group):
            whole = whole_room(compared.parties[group])
            ledger.put(group, min(open_to, key=lambda place, at=whole: (-ledger.room[place][at], place)))  # type: ignore[misc]
    return dict(ledger.where)


def cheapest_first(compared: Compared) -> dict[str, str]:
    """The largest group first, each where it costs least at that moment: where a search may begin.

    Source: our definition.
    """
    ledger = Ledger(compared)
    for group in _largest_first(compared):
        if open_to := ledger.open_to(group):
            ledger.put(group, min(open_to, key=lambda place, who=group: (ledger.points(who, place), place)))  # type: ignore[misc]
    return dict(ledger.where)


def _largest_first(compared: Compared) -> list[str]:
    return sorted(compared.parties, key=lambda group: (-compared.parties[group].size, group))


def cheaper_ties(compared: Compared, chosen: Chosen) -> tuple[dict[str, str], tuple[str, ...]]:
    """Of places worth exactly the same to a group, the one with the lower price; and the groups it decided for.

    Source: domain rule 4.2 (price only as a tie-break, with the reason kept).
    """
    ledger, moved = filled(compared, chosen), set[str]()
    changed = True
    while changed:
        changed = False
        for group in sorted(chosen):
            if _cheaper(ledger, group):
                moved.add(group)
                changed = True
    return dict(ledger.where), tuple(sorted(moved))


def _cheaper(ledger: Ledger, group: str) -> bool:
    """Move a group to the cheapest place that is worth the same, if there is one."""
    here = ledger.take_out(group)
    best, points = here, ledger.points(group, here)
    for place in sorted(ledger.places):
        price, least = ledger.places[place].price, ledger.places[best].price
        if price is None or least is None or price >= least:
            continue
        if ledger.points(group, place) == points and not ledger.why_not(group, place):
            best = place
    ledger.put(group, best)
    return best != here


def others(ledger: Ledger, group: str, most: int) -> tuple[Other, ...]:
    """The next best places of a group while everybody else stays where they are, the best first.

    Source: our definition.
    """
    here = ledger.take_out(group) if group in ledger.where else ""
    size = ledger.compared.parties[group].size
    points = ledger.points(group, here) if here else ledger.problem.weights.unplaced_person * size
    found = [Other(place, ledger.points(group, place) - points) for place in ledger.open_to(group) if place != here]
    if here:
        ledger.put(group, here)
    return tuple(sorted(found, key=lambda one: (one.points, one.place))[:most])


def reasons_without(ledger: Ledger, group: str) -> dict[WhyNot, int]:
    """Why a group has no place: for each reason, how many centres it shuts, the most frequent first.

    Source: our definition.
    """
    counted = Counter(reason for place in ledger.places for reason in ledger.why_not(group, place))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
