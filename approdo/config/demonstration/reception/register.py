"""What the register of the demonstration says: absences, nights as periods, confirmations, months. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from approdo.config.demonstration.plans import Dice
from approdo.config.demonstration.reception.living import SHORTAGE, StayPlan
from approdo.config.demonstration.reception.places import (
    LATE,
    OVERFULL,
    RECTIFIED,
    SAME_MINUTE,
    UNCONFIRMED,
    CentrePlan,
    Province,
)
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.rules.vocabulary import (
    AbsenceAnswer,
    AbsenceKind,
    ExitReason,
    MonthState,
    NightSource,
    NightState,
)

BETWEEN_ABSENCES = 260  # days, on average
KINDS = {"authorised": 55.0, "hospital": 30.0, "unjustified": 9.0, "refused": 6.0}
STATES = {
    AbsenceKind.AUTHORISED: NightState.ABSENT_AUTHORISED, AbsenceKind.HOSPITAL: NightState.ABSENT_HOSPITAL,
    AbsenceKind.UNJUSTIFIED: NightState.ABSENT_UNJUSTIFIED,
}  # fmt: skip
ABANDONED = 4  # nights away before an abandonment is established
# Days after the first of the month of the mistakes, first and until, of the nights that the planted ones are about.
WRITTEN_BEFORE = (3, 7)
WRITTEN_AFTER_TRANSFER = (9, 12)
WRITTEN_AFTER_EXIT = (10, 17)
WRITTEN_AFTER_DECREE = (12, 18)
GONE_AND_BACK = (8, 12)
AWAY_AND_SIGNED = (14, 18)
SEEN_BY_POLICE = (15, 17)
# Days before the second year's end.
UNSIGNED = (40, 37)
GONE_SINCE = 5
RECTIFIED_ON = 12


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day, world time."""
    return datetime.combine(day, time(hour, minute), UTC)


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """Nights away of a stay. `asked`: the day on which it was asked, None where nothing was; `signed` all the same."""

    stay: StayPlan
    kind: AbsenceKind
    first: date
    until: date
    asked: date | None = None
    answer: str = ""
    signed: bool = False

    @property
    def answered(self) -> date | None:
        """The day of the office's answer."""
        return self.asked + timedelta(days=3) if self.asked else None


@dataclass(frozen=True, slots=True)
class NightPlan:
    """Nights of a guest in one state, within a month. `denied`: the day on which another word took their place."""

    stay: StayPlan
    nights: Nights
    state: NightState
    source: NightSource
    own: bool = True  # of the guest's stay in that centre
    denied: date | None = None

    @property
    def centre(self) -> CentrePlan:
        """Whose register it is."""
        return self.stay.centre


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """An edition of a month of a centre, as it stands."""

    centre: CentrePlan
    month: Nights
    edition: int
    state: MonthState
    closed: date | None
    checked: date | None
    sealed: date | None


class Register:
    """The register of a copy of the province as it stands on the morning of `until`."""

    def __init__(self, land: Province, stays: list[StayPlan], until: date, seed: str) -> None:
        self.land, self.until, self.seed = land, until, seed
        self.stays = [stay for stay in stays if stay.comes and stay.enters < until]
        self.absences = [one for stay in self.stays for one in self._absences(stay)]
        away: dict[str, list[AbsencePlan]] = defaultdict(list)
        for one in self.absences:
            away[one.stay.key].append(one)
        self.nights = [night for stay in self.stays for night in self._nights(stay, away[stay.key])]

    def before_end(self, days: int) -> date:
        """A day so long before the second year's end."""
        return self.land.end - timedelta(days=days)

    def mistaken(self, days: tuple[int, int]) -> Nights:
        """Nights of the month of the mistakes, by days after its first."""
        month = self.land.mistaken
        first, until = (month.first + timedelta(days=one) for one in days)
        return Nights(first, min(until, month.until))

    def unsigned(self) -> Nights:
        """The nights that nobody signed for; moved to the next month where they would cross into it."""
        first, until = (self.before_end(one) for one in UNSIGNED)
        month = month_of(first.year, first.month)
        later = month.until - first if until > month.until else timedelta(0)
        return Nights(first + later, until + later)

    def _absences(self, stay: StayPlan) -> Iterator[AbsencePlan]:
        if stay.scenario:
            yield from self._scripted(stay)
            return
        dice = Dice(self.seed, stay.key, "away")
        last = stay.due
        stuck = stay.centre.number == OVERFULL and last >= self.before_end(SHORTAGE)
        abandoned = stay.because == ExitReason.ABANDONMENT and not stuck
        first = stay.enters + timedelta(days=12)
        while (first := first + timedelta(days=int(dice.expovariate(1 / BETWEEN_ABSENCES)))) < self.until + timedelta(
            9
        ):
            kind, until = dice.weighted(KINDS), first + timedelta(days=dice.randint(1, 6))
            if kind == "unjustified":
                until = first + timedelta(days=dice.randint(1, 2))
            if until > last - timedelta(days=ABANDONED + 1):
                break
            yield from self._told(stay, kind, first, until)
            first = until + timedelta(days=10)
        if abandoned and (last - stay.enters).days > 20 and last <= self.until + timedelta(days=ABANDONED):
            yield from self._told(stay, "unjustified", last - timedelta(days=ABANDONED), last)

    def _told(self, stay: StayPlan, kind: str, first: date, until: date) -> Iterator[AbsencePlan]:
        if kind in ("authorised", "refused"):
            answer = AbsenceAnswer.REFUSED if kind == "refused" else AbsenceAnswer.AUTHORISED
            asked = first - timedelta(days=5)
            if asked <= self.until:
                yield AbsencePlan(stay, AbsenceKind.AUTHORISED, first, until, asked, answer.value)
        elif first < self.until:
            yield AbsencePlan(stay, AbsenceKind(kind), first, until)

    def _scripted(self, stay: StayPlan) -> Iterator[AbsencePlan]:
        if stay.scenario == "signed_while_away":
            nights = self.mistaken(AWAY_AND_SIGNED)
            asked = nights.first - timedelta(days=5)
            if asked <= self.until:
                answer = AbsenceAnswer.AUTHORISED.value
                yield AbsencePlan(stay, AbsenceKind.AUTHORISED, nights.first, nights.until, asked, answer, signed=True)
        if stay.scenario == "gone_and_back":
            nights = self.mistaken(GONE_AND_BACK)
            yield from self._told(stay, "unjustified", nights.first, nights.until)
        if stay.scenario == "alert" and self.before_end(GONE_SINCE) < self.until:
            yield AbsencePlan(stay, AbsenceKind.UNJUSTIFIED, self.before_end(GONE_SINCE), date(9000, 1, 1))

    def _nights(self, stay: StayPlan, away: list[AbsencePlan]) -> Iterator[NightPlan]:
        source = NightSource.SIGNATURE_SHEET if stay.centre.paper else NightSource.OPERATOR
        written = self.until - timedelta(days=1) if stay.centre.number == UNCONFIRMED else self.until
        last = min(stay.told or stay.leaves or written, written)
        at = stay.enters
        others = [(one.first, one.until, STATES[one.kind]) for one in away if self._empties(one)]
        if stay.scenario == "not_signed":
            unsigned = self.unsigned()
            others.append((unsigned.first, unsigned.until, NightState.NOT_SIGNED))
        for first, until, state in sorted(others):
            yield from self._pieces(stay, at, min(first, last), NightState.PRESENT, source)
            yield from self._pieces(stay, first, min(until, last), state, source)
            at = until
        yield from self._pieces(stay, at, last, NightState.PRESENT, source)
        yield from self._mistaken(stay, source)

    def _empties(self, one: AbsencePlan) -> bool:
        return not one.signed and one.answer != AbsenceAnswer.REFUSED.value

    def _pieces(
        self, stay: StayPlan, first: date, until: date, state: NightState, source: NightSource, *, own: bool = True
    ) -> Iterator[NightPlan]:
        """Nights cut at the end of each month; those that police denied stand beside what police said."""
        police = self.mistaken(SEEN_BY_POLICE) if stay.scenario == "police_elsewhere" else None
        while first < until:
            month = month_of(first.year, first.month)
            part = Nights(first, min(until, month.until))
            if police and police.first < part.until and part.first < police.first:
                part = Nights(first, police.first)
            if police and part.first == police.first and part.until >= police.until:
                part = police
                yield NightPlan(stay, part, state, source, own, police.until)
                yield NightPlan(stay, part, NightState.ABSENT_UNJUSTIFIED, NightSource.POLICE, own)
            else:
                yield NightPlan(stay, part, state, source, own)
            first = part.until

    def _mistaken(self, stay: StayPlan, source: NightSource) -> Iterator[NightPlan]:
        """Nights that a centre wrote of somebody who was not, or no longer, its guest."""
        first_one = not stay.by_transfer
        wrong = {
            ("double_presence", False): WRITTEN_BEFORE,
            ("signed_after_transfer", True): WRITTEN_AFTER_TRANSFER,
            ("signed_after_exit", True): WRITTEN_AFTER_EXIT,
            ("signed_after_decree", True): WRITTEN_AFTER_DECREE,
        }.get((stay.scenario, first_one))
        if wrong is not None:
            nights = self.mistaken(wrong)
            until = min(nights.until, self.until)
            yield from self._pieces(stay, nights.first, until, NightState.PRESENT, source, own=False)

    def confirmations(self) -> Iterator[tuple[CentrePlan, date, int, datetime]]:
        """Each night that a centre confirmed, how many it said were there, and when it said so."""
        changes: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for one in self.nights:
            if one.own and one.source is not NightSource.POLICE and one.state is NightState.PRESENT:
                changes[one.centre.number][one.nights.first] += 1
                changes[one.centre.number][one.nights.until] -= 1
        alike = self.land.mistaken
        for centre in self.land.centres:
            dice = Dice(self.seed, centre.key, "confirmed")
            last = self.until - timedelta(days=2) if centre.number == UNCONFIRMED else self.until
            night, present = self.land.first, 0
            while night < last:
                present += changes[centre.number].get(night, 0)
                at = moment(night + timedelta(days=1), 5 + int(dice.random() * 3), int(dice.random() * 60))
                if centre.number == SAME_MINUTE and alike.first <= night < alike.until:
                    at = moment(alike.until, 6)
                if at < moment(self.until, 10):
                    yield centre, night, present, at
                night += timedelta(days=1)

    def months(self) -> Iterator[MonthPlan]:
        """Every edition of every month that somebody closed."""
        unsolved = {
            (one.centre.number, one.nights.first.replace(day=1))
            for one in self.nights
            if one.state is NightState.NOT_SIGNED
        }
        for centre in self.land.centres:
            month = month_of(self.land.first.year, self.land.first.month)
            while month.until <= self.until:
                if (centre.number, month.first) not in unsolved:
                    yield from self._editions(centre, month)
                month = month_of(month.until.year, month.until.month)

    def _editions(self, centre: CentrePlan, month: Nights) -> Iterator[MonthPlan]:
        dice = Dice(self.seed, centre.key, month.first)
        closed = month.until + timedelta(days=28 if centre.number == LATE else dice.randint(1, 5))
        checked = closed + timedelta(days=dice.randint(5, 25))
        sealed = checked + timedelta(days=dice.randint(10, 25))
        days = [day if day < self.until else None for day in (closed, checked, sealed)]  # not yet on the last day
        steps = (MonthState.CLOSED, MonthState.CHECKED, MonthState.SEALED)
        passed = [step for step, day in zip(steps, days, strict=True) if day]
        if passed:
            yield MonthPlan(centre, month, 1, passed[-1], *days)
        open_again = centre.number == RECTIFIED and month == self.land.mistaken
        if open_again and self.before_end(RECTIFIED_ON) <= self.until:
            yield MonthPlan(centre, month, 2, MonthState.OPEN, None, None, None)
