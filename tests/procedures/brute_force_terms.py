"""The legal terms a second time, by walking the calendar one day after the other.

Nothing here comes from the application: holidays, Easter, stops and terms are worked out anew, so that an error of
the engine cannot hide behind the same error of its check. Days are counted as ordinals (1 is Monday 1 January of the
year 1), because a walk over two years of days has to stay cheap.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

Event = tuple[str, date]

ROME = "058091"
REPLY_DAYS = 10  # art. 10-bis: to reply, and again to resume after the observations
ART2C7_CAP = 30  # art. 2 c. 7: longest suspension
# A stop holds after its own day: that of the law, from 23 February to 15 May, after 22 February.
COVID_AFTER = date(2020, 2, 22).toordinal()
COVID_LAST = date(2020, 5, 15).toordinal()

# Day of the Easter full moon for each place of the year in the 19-year cycle of the moon (valid 1900-2199).
EASTER_MOONS = (
    (4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5),
    (3, 25), (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27),
)  # fmt: skip
FIXED_HOLIDAYS = (
    (1, 1),
    (1, 6),
    (4, 25),
    (5, 1),
    (6, 2),
    (8, 15),
    (11, 1),
    (12, 8),
    (12, 25),
    (12, 26),
)


@dataclass(frozen=True, slots=True)
class BruteTerm:
    """A term as the walk wants it.

    `integration` is `art2c7` (the first real stop only, 30 days at most), `uncapped` (every stop, whole) or `setting`
    (the office's setting says: interrupt, suspend, none).
    """

    amount: int | None
    unit: str = "days"
    starts_on: str = "filed"
    extendable_to: int | None = None
    integration: str = "art2c7"


@dataclass(slots=True)
class Stop:
    """A possible stop of the clock: every day from `start` on, `end` not included. `waiting`: nobody knows its end."""

    kind: str
    start: int
    end: int
    waiting: bool = False


@dataclass(slots=True)
class Walker:
    """Where the walk has got to. `counted_from` is where the term was last started, `added` the days it got since."""

    term: BruteTerm
    place: tuple[str | None, bool]
    counted_from: int
    running_due: int | None
    added: int = 0
    stopped_days: int = 0
    extended: bool = False
    art2c7_used: bool = False
    now: list[Stop] = field(default_factory=list)
    effective: list[Stop] = field(default_factory=list)

    def restart(self, day: int) -> None:
        """The term begins again, whole."""
        self.counted_from, self.added = day, 0
        amount = self.term.extendable_to if self.extended else self.term.amount
        self.running_due = None if amount is None else add(day, amount, self.term.unit)

    def extend(self) -> None:
        """The longest amount takes the place of the ordinary one; what was added stays."""
        self.extended = True
        assert self.term.extendable_to is not None
        self.running_due = add(self.counted_from, self.term.extendable_to, self.term.unit)

    def is_over(self, day: int, ahead: int = 0) -> bool:
        """Whether the day so many days after `day` comes after the due date, as it stands on `day` with its stops."""
        if self.running_due is None or any(stop.kind == "interrupt" for stop in self.now):
            return False
        still_to_add = max((stop.end - day for stop in self.now), default=0)
        due = self.running_due + self.added + max(still_to_add, 0)
        return day + ahead > due and day + ahead > move(due, *self.place)


@cache
def holidays_of(year: int) -> frozenset[int]:
    """Ordinals of the holidays of `year` that are not Sundays by nature."""
    days = {date(year, month, day).toordinal() for month, day in FIXED_HOLIDAYS}
    if year >= 2026:
        days.add(date(year, 10, 4).toordinal())
    day_after_moon = date(year, *EASTER_MOONS[year % 19]).toordinal() + 1
    while day_after_moon % 7 != 0:
        day_after_moon += 1
    days.add(day_after_moon + 1)
    return frozenset(days)


def is_closed(day: int, comune: str | None, saturday_closed: bool) -> bool:
    """Whether a term may not end on `day`."""
    if day % 7 == 0 or (saturday_closed and day % 7 == 6):
        return True
    that = date.fromordinal(day)
    return day in holidays_of(that.year) or (comune == ROME and (that.month, that.day) == (6, 29))


def move(day: int, comune: str | None, saturday_rolls: bool) -> int:
    """`day`, or the first day after it on which a term may end."""
    while is_closed(day, comune, saturday_rolls):
        day += 1
    return day


def add(day: int, amount: int, unit: str) -> int:
    """`amount` units after `day`; a day number the month lacks becomes its last day."""
    if unit == "days":
        return day + amount
    start = date.fromordinal(day)
    year, month = start.year, start.month
    for _ in range(amount * 12 if unit == "years" else amount):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1])).toordinal()


def working_days(start: date, amount: int, comune: str | None = None, *, saturday_works: bool) -> date:
    """The `amount`-th working day after `start`."""
    day = start.toordinal()
    while amount:
        day += 1
        amount -= not is_closed(day, comune, not saturday_works)
    return date.fromordinal(day)


def integration_stops(kind: str, asked: list[int], came: list[int], start: int, today: int) -> list[Stop]:
    """From each request to the first papers that came on that day or later; still waiting when none came."""
    stops = []
    for request in asked:
        papers = next((day for day in came if day >= request), None)
        stop = Stop(
            kind,
            request,
            max(request, today) if papers is None else papers,
            papers is None,
        )
        last = request + ART2C7_CAP
        if kind == "art2c7" and stop.end >= last:
            stop = Stop(kind, request, last)
        stops.append(stop)
    return stops


def notice_stops(notices: list[int], replies: list[int], place: tuple[str | None, bool], today: int) -> list[Stop]:
    """Art. 10-bis: ten days after timely observations, else the last day to reply, or today while it has not come."""
    stops = []
    for number, notice in enumerate(notices):
        until = notices[number + 1] if number + 1 < len(notices) else None
        reply = next(
            (day for day in replies if day >= notice and (until is None or day < until)),
            None,
        )
        last_day = move(notice + REPLY_DAYS, *place)
        if reply is not None and reply <= last_day:
            stops.append(Stop("notice", notice, reply + REPLY_DAYS))
        else:
            stops.append(Stop("notice", notice, min(last_day, max(notice, today)), waiting=today < last_day))
    return stops


def possible_stops(
    on: dict[str, list[int]],
    kind: str,
    start: int,
    ended: int | None,
    today: int,
    place: tuple[str | None, bool],
) -> dict[int, list[Stop]]:
    """Every stop the events tell of, by the day on which it would first hold the clock."""
    found = notice_stops(
        on.get("preliminary_rejection_received", []),
        on.get("observations_received", []),
        place,
        today,
    )
    if kind != "none":
        asked, came = (
            on.get("integration_requested", []),
            on.get("integration_received", []),
        )
        found += integration_stops(kind, asked, came, start, today if ended is None else ended)
    found.append(Stop("covid", COVID_AFTER, COVID_LAST))
    by_day: dict[int, list[Stop]] = {}
    for stop in found:
        if ended is not None:
            if stop.start > ended:
                continue
            stop.end, stop.waiting = min(stop.end, ended), False
        wholly_before = stop.start < start and stop.end <= start and not stop.waiting
        if not wholly_before:
            stop.start = max(stop.start, start)
            if stop.end >= stop.start:
                by_day.setdefault(stop.start, []).append(stop)
    return by_day


def begin(walker: Walker, stop: Stop, day: int) -> None:
    """Let `stop` hold the clock from `day`, unless the term is over or its one suspension has been spent."""
    if walker.is_over(day, ahead=1 if stop.kind == "covid" else 0):
        return
    if stop.kind == "art2c7":
        if walker.art2c7_used or (stop.end == stop.start and not stop.waiting):
            return
        walker.art2c7_used = True
    walker.now.append(stop)
    walker.effective.append(stop)


def mark(walker: Walker, stops: Sequence[Stop], extended: bool, day: int) -> None:
    """What happens on a day of the history: stops begin, an extension is granted, stops end."""
    for stop in stops:
        begin(walker, stop, day)
    if extended and not walker.extended and not walker.is_over(day):
        walker.extend()
    for stop in [stop for stop in walker.now if stop.end <= day]:
        walker.now.remove(stop)
        if stop.kind == "interrupt":
            walker.restart(day)


def walk_days(walker: Walker, stops: dict[int, list[Stop]], extensions: set[int], start: int) -> None:
    """One day after the other, until no stop holds the clock and the term is over."""
    marked = extensions.union(stops, (stop.end for begun in stops.values() for stop in begun))
    last_start = max(stops, default=start)
    day = start
    while True:
        if day in marked:
            mark(walker, stops.get(day, ()), day in extensions, day)
        if walker.now:
            walker.added += 1
            walker.stopped_days += 1
        elif walker.running_due is None:
            if day >= last_start:
                return
        elif day >= walker.running_due + walker.added and walker.is_over(day + 1):
            return
        day += 1


def clock_of(walker: Walker, ended: int | None, today: int, effective_due: int | None) -> str:
    """State of a clock that has started."""
    if ended is not None:
        return "ended"
    if any(stop.waiting or stop.start <= today < stop.end for stop in walker.effective if stop.kind != "covid"):
        return "stopped"
    if any(stop.kind == "covid" for stop in walker.effective) and COVID_AFTER < today <= COVID_LAST:
        return "stopped"
    return "expired" if effective_due is not None and effective_due < today else "running"


def walk(
    term: BruteTerm,
    events: Sequence[Event],
    today: date,
    comune: str | None = None,
    saturday_rolls: bool = False,
    integration_effect: str = "interrupt",
) -> dict[str, object]:
    """What the clock of `term` says on `today`: state, dates (None where there are none), days stopped, days left."""
    now, place = today.toordinal(), (comune, saturday_rolls)
    on: dict[str, list[int]] = {}
    for kind, day in events:
        on.setdefault(kind, []).append(day.toordinal())
    for days in on.values():
        days.sort()
    ended = min(on.get("decided", []) + on.get("withdrawn", []), default=None)
    if term.starts_on not in on:
        return answer("not_started" if ended is None else "ended")
    start = on[term.starts_on][0]

    kind = term.integration
    if kind == "setting":
        kind = {"interrupt": "interrupt", "suspend": "uncapped", "none": "none"}[integration_effect]
    walker = Walker(term, place, start, None)
    walker.restart(start)
    nominal = walker.running_due
    extensions = {max(day, start) for day in on.get("extension_granted", [])} if term.extendable_to else set()
    walk_days(walker, possible_stops(on, kind, start, ended, now, place), extensions, start)

    due = longest = None
    if walker.running_due is not None:
        due = move(walker.running_due + walker.added, *place)
        if term.extendable_to is not None:
            longest = move(
                add(walker.counted_from, term.extendable_to, term.unit) + walker.added,
                *place,
            )
    return answer(
        clock_of(walker, ended, now, due),
        starts_on=start,
        nominal_due=nominal,
        effective_due=due,
        max_due=longest,
        stopped_days=walker.stopped_days,
        provisional=any(stop.waiting for stop in walker.effective),
        days_left=None if due is None or ended is not None else due - now,
    )


def answer(
    clock: str,
    *,
    starts_on: int | None = None,
    nominal_due: int | None = None,
    effective_due: int | None = None,
    max_due: int | None = None,
    stopped_days: int = 0,
    provisional: bool = False,
    days_left: int | None = None,
) -> dict[str, object]:
    """The answer of the walk, its ordinals as dates."""
    ordinals = {
        "starts_on": starts_on,
        "nominal_due": nominal_due,
        "effective_due": effective_due,
        "max_due": max_due,
    }
    dates = {name: None if day is None else date.fromordinal(day) for name, day in ordinals.items()}
    return {
        "clock": clock,
        **dates,
        "stopped_days": stopped_days,
        "provisional": provisional,
        "days_left": days_left,
    }
