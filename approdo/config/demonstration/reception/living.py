"""Who lived where, day by day: arrivals, exits, transfers, beds. Pure, and what comes later never changes it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import date, timedelta

from approdo.config.demonstration.names import ORIGINS as KNOWN
from approdo.config.demonstration.plans import Dice, Household, Human
from approdo.config.demonstration.reception.places import OVERFULL, SPECIAL, CentrePlan, Province
from approdo.config.demonstration.story import Teller, World
from approdo.people.rules.vocabulary import Relation, Sex
from approdo.reception.rules.occupancy import Sleeper, fits
from approdo.reception.rules.vocabulary import ExitReason

AHEAD = 3  # days before an arrival on which it is announced
ORIGINS = {"BD": 24.0, "EG": 14.0, "TN": 12.0, "NG": 12.0, "SN": 10.0, "MA": 8.0, "GE": 6.0, "PE": 5.0, "UA": 9.0}
SIZES = {"1": 62.0, "2": 12.0, "3": 13.0, "4": 9.0, "5": 4.0}
USUAL_DAYS = 760  # of a stay, on average
REASONS = {
    "voluntary_leaving": 30.0, "sai_transfer": 22.0, "status_granted_left": 14.0, "cas_transfer": 14.0,
    "abandonment": 10.0, "other_province_transfer": 4.0, "sufficient_means": 3.0, "protection_denied_final": 2.0,
    "assisted_return": 1.0,
}  # fmt: skip
SHORTAGE = 100  # days before the second year's end: places are taken away from a centre that is full
TOO_MANY = 3


@dataclass(slots=True)
class StayPlan:
    """A person in a centre. `bed` is None where there is none for them; `leaves` and `reason` as they will be."""

    key: str
    household: Household
    place: int  # of the person in the household
    centre: CentrePlan
    enters: date
    by_transfer: bool
    bed: int | None = None
    leaves: date | None = None
    reason: str = ""
    comes: bool = True  # False: announced, and never arrived
    due: date = date.max  # when and why they will leave, unless something happens before
    because: str = ""
    scenario: str = ""
    told: date | None = None  # the day of leaving that the centre told at first, later than the true one
    learned: date | None = None  # when the truth was known

    def known_exit(self, day: date) -> date | None:
        """When they left, as it was known on a day: what the centre told until the truth came out."""
        left = self.told if self.told and self.learned and day < self.learned else self.leaves
        return left if left and left <= day else None

    @property
    def human(self) -> Human:
        """Who it is."""
        return self.household.humans[self.place]


@dataclass(frozen=True, slots=True)
class OutPlan:
    """A bed that cannot be used for some days."""

    centre: CentrePlan
    bed: int
    first: date
    until: date


@dataclass(slots=True)
class Group:
    """People who live together, where they are now."""

    household: Household
    leaves: date
    reason: str
    scenario: Scenario | None = None
    stays: list[StayPlan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Somebody alone who comes so many days before the second year's end, and what will happen to them.

    `goes`: days after the first of the month of the mistakes, None: stays on. `told`: the same, for the day of leaving
    that the centre told at first. `then`: when they leave the centre to which they were moved.
    """

    id: str
    comes: int
    goes: int | None = None
    reason: str = ""
    told: int | None = None
    then: int | None = None


SCENARIOS = (
    Scenario("double_presence", 250, 7, ExitReason.CAS_TRANSFER),
    Scenario("signed_after_transfer", 245, 9, ExitReason.CAS_TRANSFER),
    Scenario("signed_after_exit", 240, 10, ExitReason.VOLUNTARY_LEAVING),
    Scenario("signed_after_decree", 235, 12, ExitReason.WITHDRAWAL_DECREE),
    Scenario("exit_told_late", 230, 11, ExitReason.VOLUNTARY_LEAVING, told=20),
    Scenario("still_signed", 225, 5, ExitReason.CAS_TRANSFER, told=19, then=13),
    Scenario("gone_and_back", 220),
    Scenario("pocket_unsigned", 215),
    Scenario("signed_while_away", 210),
    Scenario("police_elsewhere", 205),
    Scenario("not_signed", 190),
    Scenario("alert", 180),
)
LEARNED = 56  # days after the month of the mistakes: its registers are sealed by then
FOREVER = date(9999, 1, 1)


class Living:
    """Plays a copy of the province from its first day; `stays` and `outs` are what happened."""

    def __init__(self, world: World, land: Province, seed: str) -> None:
        self.world, self.land, self.seed = world, land, seed
        self.dice = Dice(seed, land.office.code, "living", land.copy)
        self.stays: list[StayPlan] = []
        self.outs: list[OutPlan] = []
        self.free = {centre.number: list(range(centre.beds)) for centre in land.centres}
        self.inside = dict.fromkeys(self.free, 0)
        self.outside: dict[int, int] = dict.fromkeys(self.free, 0)  # beds out of use
        self.exits: list[tuple[date, int, Group]] = []
        self.returns: list[tuple[date, int, int]] = []
        self.number = 0
        self.frozen: int | None = None

    def play(self, until: date) -> None:
        """Everything up to `until`, and who is announced for the days after it."""
        day = self.land.first
        self._begin(day)
        while day <= until + timedelta(days=AHEAD):
            self._day(day)
            day += timedelta(days=1)

    def _begin(self, day: date) -> None:
        """Who was received under earlier contracts comes in on the first day."""
        while self._wanted(day) > 0:
            self._arrive(day, by_transfer=True)

    def _day(self, day: date) -> None:
        while self.returns and self.returns[0][0] <= day:
            _day, centre, bed = heapq.heappop(self.returns)
            self.outside[centre] -= 1
            self._give_back(centre, bed)
        while self.exits and self.exits[0][0] <= day:
            self._leave(heapq.heappop(self.exits)[2], day)
        if day == self.land.end - timedelta(days=SHORTAGE):
            self._take_places_away(day)
        for scenario in SCENARIOS:
            if day == self.land.end - timedelta(days=scenario.comes):
                self._arrive(day, scenario=scenario)
        for _ in range(3):
            if day > self.land.first and self._wanted(day) > 0 and self.dice.chance(0.6):
                self._arrive(day)
        if self.dice.chance(0.05):
            self._break_a_bed(day)

    def _wanted(self, day: date) -> int:
        """How many more are to be received: the province fills in two years."""
        share = 0.62 + 0.26 * min(1.0, (day - self.land.first).days / 700)
        places = sum(centre.places(day) for centre in self.land.centres)
        return int(share * places) - sum(self.inside.values())

    def _arrive(self, day: date, *, by_transfer: bool = False, scenario: Scenario | None = None) -> None:
        self.number += 1
        household = self._household(day if by_transfer else day - timedelta(days=AHEAD), alone=scenario is not None)
        centre = self._room_for(household, day, None, scenario)
        if scenario is None and not by_transfer and self.dice.chance(0.03):
            reached = centre or self.land.centres[0]
            self._no_show(household, reached, day)
            return
        leaves = day + timedelta(days=5 + int(self.dice.expovariate(1 / USUAL_DAYS)))
        reason = self.dice.weighted(REASONS)
        if scenario is not None:
            leaves = self._day_of_mistakes(scenario.goes) or FOREVER
            reason = scenario.reason
        if centre is not None:
            group = Group(household, leaves, reason, scenario)
            self._enter(group, centre, day, by_transfer=by_transfer)

    def _no_show(self, household: Household, centre: CentrePlan, day: date) -> None:
        for place in range(len(household.humans)):
            key = f"{household.key}:{place}:stay:0"
            self.stays.append(StayPlan(key, household, place, centre, day, False, comes=False))

    def _household(self, day: date, *, alone: bool) -> Household:
        teller = Teller(self.world, self.land.office, day, f"guest:{self.land.copy}:{self.number}", self.seed)
        return family(teller, 1 if alone else int(self.dice.weighted(SIZES)))

    def _day_of_mistakes(self, days: int | None) -> date | None:
        """So many days after the first of the month of the mistakes."""
        return None if days is None else self.land.mistaken.first + timedelta(days=days)

    def _room_for(
        self, household: Household, day: date, left: CentrePlan | None, scenario: Scenario | None
    ) -> CentrePlan | None:
        """A centre with room and beds for all of them, among a few looked at; None when none has."""
        sleepers = [sleeper(human, len(household.humans) > 1, day) for human in household.humans]
        for centre in self.dice.sample(self.land.centres, len(self.land.centres)):
            number = centre.number
            full = self.inside[number] + self.outside[number] + len(sleepers) > centre.places(day)
            lapsed = centre.body.lapsed is not None and day > centre.body.lapsed
            if scenario and number in SPECIAL:  # one mistake in a place
                continue
            if full or lapsed or centre is left or number == self.frozen or len(self.free[number]) < len(sleepers):
                continue
            if all(fits(centre.profile, one) for one in sleepers):
                return centre
        return None

    def _enter(self, group: Group, centre: CentrePlan, day: date, *, by_transfer: bool) -> None:
        before = len(group.stays)
        for place in range(len(group.household.humans)):
            key = f"{group.household.key}:{place}:stay:{before}"
            bed = self.free[centre.number].pop(0)
            made = StayPlan(
                key, group.household, place, centre, day, by_transfer, bed,
                scenario=group.scenario.id if group.scenario else "", due=group.leaves, because=group.reason,
            )  # fmt: skip
            group.stays.append(made)
            self.stays.append(made)
        self.inside[centre.number] += len(group.household.humans)
        heapq.heappush(self.exits, (group.leaves, len(self.stays), group))

    def _leave(self, group: Group, day: date) -> None:
        here = [stay for stay in group.stays if stay.leaves is None]
        centre = here[0].centre
        if centre.number == self.frozen or group.leaves == FOREVER:
            return
        onward = None
        if group.reason == ExitReason.CAS_TRANSFER:
            onward = self._room_for(group.household, day, centre, group.scenario)
            if onward is None:
                group.reason = ExitReason.SAI_TRANSFER.value
        for stay in here:
            stay.leaves, stay.reason = day, str(group.reason)
            self._free(group, stay)
        self.inside[centre.number] -= len(here)
        if onward is not None:
            group.leaves = day + timedelta(days=int(self.dice.expovariate(1 / USUAL_DAYS)) + 30)
            group.reason = self.dice.weighted(REASONS)
            if group.scenario:
                group.leaves = self._day_of_mistakes(group.scenario.then) or FOREVER
                group.reason = ExitReason.VOLUNTARY_LEAVING.value
            self._enter(group, onward, day, by_transfer=True)
            for stay in group.stays:  # until the truth is known nobody knows that they were there
                stay.learned = here[0].learned

    def _free(self, group: Group, stay: StayPlan) -> None:
        """Somebody else may have the bed; not as long as the centre tells that who left is still there."""
        if stay.bed is None:
            return
        if group.scenario and group.scenario.told and not stay.by_transfer:
            stay.told = self._day_of_mistakes(group.scenario.told) or stay.enters
            stay.learned = self.land.mistaken.until + timedelta(days=LEARNED)
            self.outside[stay.centre.number] += 1
            heapq.heappush(self.returns, (stay.told, stay.centre.number, stay.bed))
        else:
            self._give_back(stay.centre.number, stay.bed)

    def _give_back(self, centre: int, bed: int) -> None:
        self.free[centre] = sorted([*self.free[centre], bed])

    def _break_a_bed(self, day: date) -> None:
        centre = self.dice.choice(self.land.centres)
        number = centre.number
        if (
            number == OVERFULL
            or self.inside[number] + self.outside[number] >= centre.places(day) - 1
            or not self.free[number]
        ):
            return
        bed = self.free[number].pop()
        until = day + timedelta(days=self.dice.randint(14, 45))
        self.outs.append(OutPlan(centre, bed, day, until))
        self.outside[number] += 1
        heapq.heappush(self.returns, (until, number, bed))

    def _take_places_away(self, day: date) -> None:
        """A centre loses places that people sleep in, without an order: nobody comes or goes there any more."""
        centre = self.land.centres[OVERFULL]
        centre.steps.append((day, self.inside[OVERFULL] - TOO_MANY, 0, ""))
        self.frozen = OVERFULL


def family(teller: Teller, size: int) -> Household:
    """Somebody alone, or one or two parents with their children."""
    dice = teller.dice
    teller.origin = KNOWN[dice.weighted(ORIGINS)]
    first = teller.human(
        teller.day.year - dice.randint(19, 44), Sex.MALE if dice.chance(0.72) else Sex.FEMALE, in_italy=False
    )
    teller.humans.append(first)
    second = size > 1 and dice.chance(0.7)
    if second:
        other = Sex.FEMALE if first.sex is Sex.MALE else Sex.MALE
        teller.humans.append(teller.human(first.born.year + dice.randint(-4, 5), other, in_italy=False))
        teller.relations.append(Relation.SPOUSE)
    names = (first.family_name, first.original_family_name)
    while len(teller.humans) < size:
        year = max(first.born.year + 18, teller.day.year - dice.randint(1, 14))
        sex = dice.choice([Sex.FEMALE, Sex.MALE])
        teller.humans.append(teller.human(year, sex, in_italy=False, family=names))
        teller.relations.append(Relation.CHILD)
    return Household(teller.key, teller.day, tuple(teller.humans), (), tuple(teller.relations))


def sleeper(human: Human, in_family: bool, day: date) -> Sleeper:
    """What of somebody decides where they may sleep."""
    minor = day.year - human.born.year < 18
    return Sleeper(human.sex is Sex.FEMALE, human.sex is Sex.MALE, minor, in_family)
