"""Random but plausible histories of files, for checks of the terms against a second computation.

Every history could happen in an office: nothing lies in the future of its `today`, papers follow their request,
observations follow their notice, nothing follows the end. Many days are drawn where errors hide: on and around the
due date, a cap, a month's end, a holiday, a change of law, the spring of 2020.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.procedures.brute_force_terms import BruteTerm, Event, walk

FAR_AWAY = date(2045, 1, 1)

# Procedure -> (first filing day of the version, term), from the oldest.
VERSIONS: dict[str, tuple[tuple[date, BruteTerm], ...]] = {
    "family_reunification": (
        (date(2017, 8, 18), BruteTerm(90)),
        (date(2025, 10, 4), BruteTerm(150)),
    ),
    "work_employee_quota": (
        (date(2023, 3, 11), BruteTerm(60)),
        (date(2025, 10, 4), BruteTerm(60, starts_on="quota_imputed")),
    ),
    "work_seasonal": (
        (date(2016, 11, 24), BruteTerm(20)),
        (date(2025, 10, 4), BruteTerm(20, starts_on="quota_imputed")),
    ),
    "work_outside_quota_art27": ((date(2016, 1, 1), BruteTerm(None)),),
    "blue_card": (
        (date(2012, 8, 8), BruteTerm(90)),
        (date(2025, 12, 18), BruteTerm(30)),
    ),
    "ict": ((date(2017, 1, 11), BruteTerm(45, integration="uncapped")),),
    "trained_abroad_art23": (
        (date(2023, 3, 11), BruteTerm(60)),
        (date(2025, 12, 18), BruteTerm(30)),
    ),
    "permit_conversion": ((date(2016, 1, 1), BruteTerm(30)),),  # the term of L. 241/1990 art. 2 c. 2
    "italian_test_a2": ((date(2016, 1, 1), BruteTerm(60)),),
    "citizenship_residence": (
        (date(1994, 6, 28), BruteTerm(730, integration="setting")),
        (date(2018, 10, 5), BruteTerm(48, "months", integration="setting")),
        (
            date(2020, 12, 20),
            BruteTerm(24, "months", extendable_to=36, integration="setting"),
        ),
    ),
}
VERSIONS["citizenship_marriage"] = VERSIONS["citizenship_residence"]
PROCEDURES = tuple(VERSIONS)
WITHOUT_STOPS = ("italian_test_a2",)  # a summons: nobody asks for papers or gives notice of refusal

CHANGES_OF_LAW = (
    date(2018, 10, 5),
    date(2020, 12, 20),
    date(2023, 3, 11),
    date(2025, 10, 4),
    date(2025, 12, 18),
)
HOLIDAY_EVES = (
    (1, 1),
    (1, 6),
    (4, 5),
    (4, 25),
    (5, 1),
    (6, 2),
    (6, 29),
    (8, 15),
    (10, 4),
    (11, 1),
    (12, 8),
    (12, 25),
)
COMUNI = (None, "058091", "009056", "082053")
EFFECTS = ("interrupt", "suspend", "none")


@dataclass(frozen=True, slots=True)
class History:
    """One file as the engine is told of it. `term` is the version in force on the day of filing."""

    procedure: str
    term: BruteTerm
    events: tuple[Event, ...]
    today: date
    comune: str | None
    saturday_rolls: bool
    integration_effect: str


def histories(seed: int, count: int) -> Iterator[History]:
    """`count` histories, the same for the same `seed`."""
    draw = Random(seed)
    for _ in range(count):
        yield _history(draw)


def _history(draw: Random) -> History:
    procedure = draw.choice(PROCEDURES)
    filed = _filing_day(draw, procedure)
    term = [term for since, term in VERSIONS[procedure] if since <= filed][-1]
    place = (draw.choice(COMUNI), draw.random() < 0.25, draw.choice(EFFECTS))
    events: list[Event] = [("filed", filed)]
    if term.starts_on == "quota_imputed" and draw.random() < 0.75:
        events.append(
            (
                "quota_imputed",
                filed + timedelta(draw.choice((0, 0, 1, 10, draw.randrange(90)))),
            )
        )
    if procedure not in WITHOUT_STOPS:
        acts = [_integrations, _notices]
        draw.shuffle(acts)
        for act in acts:
            act(draw, term, events, place)
    if term.extendable_to is not None and draw.random() < 0.4:
        late = timedelta(draw.choice((0, 0, 0, 900)))
        events.append(("extension_granted", _some_day(draw, term, events, place) + late))
    if draw.random() < 0.3:
        _end(draw, term, events, place)
    today = _today(draw, term, events, place)
    past = tuple(sorted((event for event in events if event[1] <= today), key=lambda event: event[1]))
    return History(procedure, term, past, today, *place)


def _filing_day(draw: Random, procedure: str) -> date:
    """A day of filing: any, or at a change of law, at a month's end, before the spring of 2020 or inside it."""
    earliest = VERSIONS[procedure][0][0]
    day = date(2016, 1, 1) + timedelta(draw.randrange(12 * 365))
    pick = draw.random()
    if pick < 0.15:
        day = draw.choice(CHANGES_OF_LAW) + timedelta(draw.randrange(-3, 4))
    elif pick < 0.3:
        day = day.replace(day=1) - timedelta(draw.randrange(1, 4))
    elif pick < 0.45:
        day = date(2020, 5, 20) - timedelta(draw.randrange(300))
    elif pick < 0.5:
        day = draw.choice((date(2020, 2, 22), date(2020, 2, 23), date(2020, 5, 15), date(2020, 5, 16)))
    elif pick < 0.55:
        day = date(draw.choice((2016, 2020, 2024, 2028)), 2, 29)
    if day < earliest:
        return earliest + timedelta(draw.randrange(900))
    return day


def _some_day(
    draw: Random,
    term: BruteTerm,
    events: list[Event],
    place: tuple[str | None, bool, str],
) -> date:
    """A day of the file's life: near an earlier event, near its due date as it stands, or anywhere."""
    filed = events[0][1]
    pick = draw.random()
    if pick < 0.25:
        return max(
            filed,
            draw.choice(events)[1] + timedelta(draw.choice((0, 0, 1, 5, 10, 29, 30, 31))),
        )
    if pick < 0.5:
        due = _due(term, events, place, draw)
        if due is not None:
            return max(filed, due + timedelta(draw.choice((-10, -2, -1, 0, 0, 1, 2, 3))))
    if pick < 0.6:
        year = filed.year + draw.randrange(2)
        return max(
            filed,
            date(year, *draw.choice(HOLIDAY_EVES)) - timedelta(draw.choice((0, 1, 10, 11))),
        )
    return filed + timedelta(draw.randrange(int(_length(term) * 1.3)))


def _length(term: BruteTerm) -> int:
    """About how many days the term lasts."""
    return (term.amount or 60) * (30 if term.unit == "months" else 1)


def _due(
    term: BruteTerm,
    events: list[Event],
    place: tuple[str | None, bool, str],
    draw: Random,
) -> date | None:
    """The due date as it stands, moved or not; None where there is none."""
    told = walk(
        term,
        events,
        FAR_AWAY if all(_answered(events)) else max(day for _, day in events),
        *place,
    )
    effective, nominal = told["effective_due"], told["nominal_due"]
    chosen = nominal if draw.random() < 0.2 else effective
    return chosen if isinstance(chosen, date) else None


def _answered(events: list[Event]) -> Iterator[bool]:
    """For each request, whether papers came."""
    for kind, day in events:
        if kind == "integration_requested":
            yield any(other == "integration_received" and when >= day for other, when in events)


def _integrations(
    draw: Random,
    term: BruteTerm,
    events: list[Event],
    place: tuple[str | None, bool, str],
) -> None:
    """Requests one after the other; the last one perhaps never answered."""
    after = events[0][1]
    for _ in range(draw.choices((0, 1, 2, 3), (35, 40, 20, 5))[0]):
        asked = max(after, _some_day(draw, term, events, place))
        events.append(("integration_requested", asked))
        if draw.random() < 0.75:
            came = asked + timedelta(draw.choice((0, 1, 29, 30, 31, draw.randrange(20), draw.randrange(120))))
            events.append(("integration_received", came))
            after = came + timedelta(1)
        else:
            return


def _notices(
    draw: Random,
    term: BruteTerm,
    events: list[Event],
    place: tuple[str | None, bool, str],
) -> None:
    """Notices before refusal, each on a later day than what answered the one before."""
    after = events[0][1]
    for _ in range(draw.choices((0, 1, 2, 3), (45, 40, 12, 3))[0]):
        notice = max(after, _some_day(draw, term, events, place))
        events.append(("preliminary_rejection_received", notice))
        after = notice + timedelta(1)
        for _ in range(draw.choices((0, 1, 2), (35, 55, 10))[0]):
            reply = notice + timedelta(draw.choice((0, 1, 9, 10, 11, 12, 13, draw.randrange(11), draw.randrange(40))))
            events.append(("observations_received", reply))
            after = max(after, reply + timedelta(1))


def _end(
    draw: Random,
    term: BruteTerm,
    events: list[Event],
    place: tuple[str | None, bool, str],
) -> None:
    """The decision, or the person gives up; what would have come later does not happen."""
    ended = _some_day(draw, term, events, place)
    events[:] = [event for event in events if event[1] <= ended]
    events.append((draw.choice(("decided", "decided", "decided", "withdrawn")), ended))


def _today(
    draw: Random,
    term: BruteTerm,
    events: list[Event],
    place: tuple[str | None, bool, str],
) -> date:
    """A day to look at the file, never before its filing, a third of the times long after everything."""
    if draw.random() < 0.35:
        return max(day for _, day in events) + timedelta(draw.randrange(60))
    if draw.random() < 0.05:
        return date(2020, 2, 23) + timedelta(draw.randrange(90)) if events[0][1] < date(2020, 2, 23) else events[0][1]
    return _some_day(draw, term, events, place)
