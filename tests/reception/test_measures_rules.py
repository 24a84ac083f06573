"""What art. 23 lets be decided, when, and for how long: worked examples, and a day-by-day reading beside the rules."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.rules.calendar import add_months
from approdo.core.rules.nights import Nights
from approdo.reception.limits import benefits_length
from approdo.reception.rules.measures import (
    DecisionFault,
    ExcludedService,
    Ground,
    MeasureKind,
    MeasureState,
    Progress,
    Step,
    Terms,
    decision_faults,
    kinds_for,
    may_be_decided,
    paragraph,
    step,
    suspension,
    warning_needed,
)

ON = date(2026, 5, 20)
DAY = timedelta(days=1)
LENGTH = benefits_length(ON)
KIND = MeasureKind
SUSPENDED, WITHDRAWN = (KIND.BENEFITS_SUSPENSION,), (KIND.BENEFITS_WITHDRAWAL,)


def faults(ground: Ground, *kinds: MeasureKind, **told: object) -> dict[str, DecisionFault]:
    return dict(decision_faults(ground, Terms(kinds, **told), ON, LENGTH))  # type: ignore[arg-type]


@pytest.mark.parametrize("ground", list(Ground))
def test_withdrawal_only_on_the_grounds_of_the_first_paragraph(ground: Ground) -> None:
    first = paragraph(ground).startswith("c. 1")
    assert (faults(ground, KIND.WITHDRAWAL) == {}) == first
    assert kinds_for(ground) == ({KIND.WITHDRAWAL} if first else set(KIND) - {KIND.WITHDRAWAL})
    assert warning_needed(ground) == (not first)


def test_the_grounds_stand_in_their_letters() -> None:
    assert [paragraph(ground) for ground in Ground][:4] == [f"c. 1 lett. {letter}" for letter in "abcd"]


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (30, None),
        (29, DecisionFault.TOO_SHORT),
        (184, None),
        (185, DecisionFault.TOO_LONG),
        (None, DecisionFault.TOO_SHORT),
    ],
)
def test_benefits_are_suspended_from_thirty_days_to_six_months(days: int | None, fault: DecisionFault | None) -> None:
    assert faults(Ground.DAMAGE, *SUSPENDED, benefits_days=days).get("benefits_days") is fault


def test_what_belongs_to_a_measure_is_asked_and_nothing_else() -> None:
    assert faults(Ground.VIOLENCE) == {"kinds": DecisionFault.NOTHING}
    assert faults(Ground.VIOLENCE, *SUSPENDED, *WITHDRAWN, benefits_days=40) == {"kinds": DecisionFault.BOTH_BENEFITS}
    assert faults(Ground.VIOLENCE, KIND.TRANSFER) == {"centre": DecisionFault.CENTRE_MISSING}
    assert faults(Ground.VIOLENCE, KIND.TRANSFER, moves=True) == {}
    assert faults(Ground.VIOLENCE, KIND.EXCLUSION_SERVICES) == {
        "services": DecisionFault.SERVICES_MISSING,
        "exclusion_until": DecisionFault.END_MISSING,
    }
    course = (ExcludedService.ITALIAN_COURSE,)
    assert faults(Ground.VIOLENCE, KIND.EXCLUSION_SERVICES, services=course, exclusion_until=ON + DAY) == {}
    assert faults(Ground.VIOLENCE, KIND.EXCLUSION_ACTIVITIES, exclusion_until=ON) == {
        "exclusion_until": DecisionFault.END_MISSING
    }
    assert faults(Ground.ABANDONMENT, KIND.WITHDRAWAL, services=course, benefits_days=40, moves=True) == {
        "services": DecisionFault.SERVICES_UNASKED,
        "benefits_days": DecisionFault.DAYS_UNASKED,
        "centre": DecisionFault.CENTRE_UNASKED,
    }


def test_material_reception_and_health_stand_among_no_services() -> None:
    words = " ".join(ExcludedService)
    assert not [one for one in ("board", "lodging", "meal", "clothing", "health", "hygiene") if one in words]


def test_every_set_of_the_listed_measures_stands_but_both_about_benefits() -> None:
    listed = sorted(set(KIND) - {KIND.WITHDRAWAL})
    sets = [kinds for size in range(1, len(listed) + 1) for kinds in combinations(listed, size)]
    refused = [kinds for kinds in sets if "kinds" in faults(Ground.DAMAGE, *kinds)]
    assert refused == [kinds for kinds in sets if {*SUSPENDED, *WITHDRAWN} <= set(kinds)]


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(30, 184))
def test_a_suspension_never_exceeds_six_months_whenever_it_begins(first: date, days: int) -> None:
    found = suspension(SUSPENDED, days, first, LENGTH)
    assert found is not None
    assert found.first == first
    assert 30 * DAY <= found.until - first <= days * DAY
    assert found.until <= add_months(first, 6)


def test_withdrawn_benefits_end_never_and_other_measures_suspend_nothing() -> None:
    assert suspension(WITHDRAWN, None, ON, LENGTH) == Nights(ON, date.max)
    assert suspension((KIND.TRANSFER,), None, ON, LENGTH) is None


RECEIVED, UNTIL = date(2026, 5, 4), date(2026, 5, 14)


def going(**told: object) -> Progress:
    return Progress(MeasureState.OPEN, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("progress", "on", "may"),
    [
        (going(), date(2026, 6, 30), False),
        (going(notice_received=RECEIVED, voice_until=UNTIL), UNTIL, False),
        (going(notice_received=RECEIVED, voice_until=UNTIL), UNTIL + DAY, True),
        (going(notice_received=RECEIVED, voice_until=UNTIL, heard=date(2026, 5, 6)), date(2026, 5, 6), True),
        (going(notice_received=RECEIVED, voice_until=UNTIL, heard=date(2026, 5, 6)), date(2026, 5, 5), False),
        (going(notice_received=RECEIVED, voice_until=UNTIL, heard=RECEIVED), RECEIVED - DAY, False),
    ],
)
def test_nobody_is_decided_against_before_they_were_told_and_could_speak(
    progress: Progress, on: date, *, may: bool
) -> None:
    assert may_be_decided(progress, on) == may


def test_the_steps_follow_the_law() -> None:
    told = {"notice_received": RECEIVED, "voice_until": UNTIL}
    decided = {**told, "heard": UNTIL, "assessed": UNTIL, "applied": True}
    lives = [
        (Progress(MeasureState.REPORTED), Step.REPORT),
        (going(), Step.NOTICE),
        (going(**told), Step.VOICE),
        (going(**told, heard=RECEIVED), Step.ASSESSMENT),
        (going(**told, heard=RECEIVED, assessed=RECEIVED), Step.DECISION),
        (Progress(MeasureState.DECIDED, **decided), Step.NOTIFICATION),  # type: ignore[arg-type]
        (Progress(MeasureState.DECIDED, **decided, notified=ON), Step.EFFECTS),  # type: ignore[arg-type]
        (Progress(MeasureState.DECIDED, **decided, notified=ON, carried_out=ON), Step.COMMISSION),  # type: ignore[arg-type]
        (Progress(MeasureState.CLOSED, **decided), Step.DONE),  # type: ignore[arg-type]
        (Progress(MeasureState.DISMISSED), Step.DONE),
        (Progress(MeasureState.CLOSED, **decided, traced=ON), Step.RESTORATION),  # type: ignore[arg-type]
        (Progress(MeasureState.CLOSED, **decided, traced=ON, restored=False), Step.DONE),  # type: ignore[arg-type]
    ]
    for progress, expected in lives:
        assert step(progress, UNTIL) is expected


days = st.none() | st.dates(date(2026, 5, 1), date(2026, 5, 31))


@given(days, days, days, st.dates(date(2026, 5, 1), date(2026, 5, 31)))
def test_a_decision_waits_for_the_notice_and_then_for_the_voice_or_the_days(
    received: date | None, until: date | None, heard: date | None, on: date
) -> None:
    found = may_be_decided(going(notice_received=received, voice_until=until, heard=heard), on)
    told = received is not None and received <= on
    assert found == (told and ((heard is not None and heard <= on) or (until is not None and until < on)))
