"""Where a guest was each night, from what was recorded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.rules.nights import Nights, common, count, nights
from approdo.reception.rules.presence import (
    Disagreement,
    Reason,
    Record,
    Standing,
    abandonment,
    contradictions,
    gaps,
    standing,
    to_resolve,
)
from approdo.reception.rules.vocabulary import NightSource, NightState

MAY = (Nights(date(2026, 5, 1), date(2026, 6, 1)),)
HERE, AWAY, OPEN = NightState.PRESENT, NightState.ABSENT_UNJUSTIFIED, NightState.NOT_SIGNED
MIDNIGHT = datetime.combine(date(2026, 5, 1), time.min)  # local time, as the rules read it


def day(number: int) -> date:
    return date(2026, 5, 1) + timedelta(days=number - 1)


def moment(number: int, hour: int = 0, minute: int = 0) -> datetime:
    return MIDNIGHT + timedelta(days=number - 1, hours=hour, minutes=minute)


def said(
    first: int, until: int, state: NightState = HERE, source: NightSource = NightSource.OPERATOR, hour: int = 0
) -> Record:
    return Record(Nights(day(first), day(until)), state, source, moment(32) + timedelta(hours=hour))


def test_the_latest_word_stands_and_the_earlier_one_is_kept() -> None:
    whole, later = said(1, 32), said(10, 12, AWAY, NightSource.INSPECTION, hour=1)
    found = standing([later, whole])
    assert [(one.nights.first.day, one.nights.count, one.state) for one in found] == [
        (1, 9, HERE),
        (10, 2, AWAY),
        (12, 20, HERE),
    ]
    assert found[1].before == (whole,)
    assert found[0].before == ()


STATES = st.sampled_from(NightState)
RECORDS = st.lists(
    st.tuples(st.integers(1, 28), st.integers(1, 6), STATES, st.sampled_from(NightSource), st.integers(0, 9)).map(
        lambda told: said(told[0], told[0] + told[1], told[2], told[3], told[4])
    ),
    max_size=12,
)


@given(RECORDS)
def test_every_night_stands_as_a_night_by_night_reading_says(records: list[Record]) -> None:
    naive: dict[date, Record] = {}
    for record in sorted(records, key=lambda one: one.at):
        for number in range(record.nights.count):
            naive[record.nights.first + timedelta(days=number)] = record
    found = {
        one.nights.first + timedelta(days=number): one.record
        for one in standing(records)
        for number in range(one.nights.count)
    }
    assert found == naive
    assert count(gaps(MAY, standing(records))) == sum(1 for number in range(1, 32) if day(number) not in naive)


def test_a_night_without_a_word_is_a_gap_and_one_not_signed_is_to_resolve() -> None:
    stands = standing([said(1, 10), said(10, 12, OPEN), said(15, 32)])
    assert gaps(MAY, stands) == nights(day(12), day(15))
    assert to_resolve(MAY, stands) == nights(day(10), day(12))
    assert to_resolve(nights(day(1), day(11)), stands) == nights(day(10), day(11))


def alert_of(*records: Record, hours: int = 72, now: datetime | None = None) -> object:
    found = abandonment(standing(records), hours, now or moment(20, 12))
    return found and (found.absent.first.day, found.absent.count, found.risen)


@pytest.mark.parametrize(("absent", "risen"), [(1, False), (2, False), (3, False), (4, True), (7, True)])
def test_the_alert_rises_after_seventy_two_hours_of_recorded_absence(absent: int, risen: bool) -> None:
    assert alert_of(said(1, 5), said(5, 5 + absent, AWAY)) == (5, absent, risen)


def test_the_alert_rises_at_its_hour_and_by_the_contract() -> None:
    away = said(5, 12, AWAY)
    found = abandonment(standing([away]), 72, moment(20, 12))
    assert found is not None
    assert found.rises_at == moment(9)
    assert alert_of(away, now=moment(8, 23, 59)) == (5, 7, False)
    assert alert_of(away, now=moment(9)) == (5, 7, True)
    assert alert_of(away, hours=24 * 7) == (5, 7, False)


@pytest.mark.parametrize("back", [HERE, NightState.ABSENT_HOSPITAL, NightState.ABSENT_AUTHORISED, NightState.DETAINED])
def test_whoever_came_back_or_is_justified_raises_no_alert(back: NightState) -> None:
    assert alert_of(said(5, 12, AWAY), said(12, 13, back)) is None


def test_nights_not_signed_are_neither_absence_nor_return() -> None:
    assert alert_of(said(5, 15, OPEN)) is None
    found = abandonment(standing([said(5, 6, AWAY), said(6, 12, OPEN)]), 72, moment(20, 12))
    assert found is not None
    assert (found.risen, found.unclear) == (False, 6)
    assert Reason.NIGHTS_TO_RESOLVE in found.why


def test_the_alert_stops_payment_and_never_withdraws() -> None:
    found = abandonment(standing([said(5, 12, AWAY)]), 72, moment(20, 12))
    assert found is not None
    assert found.unpaid_from == day(5)
    assert found.withdraws is False
    assert found.why == (
        Reason.ABSENT_SINCE,
        Reason.HOURS_OF_THE_CONTRACT,
        Reason.PAYMENT_STOPS,
        Reason.NEVER_WITHDRAWS,
    )
    assert "art. 23" in found.basis


def kinds(stands: tuple[Standing, ...], *rest: object) -> list[tuple[Disagreement, int, int]]:
    return [(one.kind, one.nights.first.day, one.nights.count) for one in contradictions(stands, *rest)]  # type: ignore[arg-type]


def test_present_after_an_exit_and_present_while_elsewhere() -> None:
    stands = standing([said(1, 21)])
    assert kinds(stands, nights(day(1), day(10)), nights(day(15), day(18))) == [
        (Disagreement.AFTER_EXIT, 10, 5),
        (Disagreement.ELSEWHERE, 15, 3),
        (Disagreement.AFTER_EXIT, 18, 3),
    ]
    assert kinds(stands, nights(day(1), day(21)), ()) == []
    assert kinds(stands, MAY, (), nights(day(3), day(5))) == [(Disagreement.ABSENCE, 3, 2)]


@pytest.mark.parametrize("source", [NightSource.POLICE, NightSource.HOSPITAL, NightSource.INSPECTION])
@pytest.mark.parametrize("hour", [-1, 1])
def test_present_while_somebody_else_says_otherwise(source: NightSource, hour: int) -> None:
    centre, other = said(1, 32), said(10, 12, NightState.DETAINED, source, hour)
    found = contradictions(standing([centre, other]), MAY, ())
    assert [(one.kind, one.witness, one.nights) for one in found] == [
        (Disagreement.WITNESS, source, Nights(day(10), day(12)))
    ]
    assert contradictions(standing([centre, said(10, 12, HERE, source, hour)]), MAY, ()) == ()


def test_a_centre_that_corrects_itself_contradicts_nobody() -> None:
    told = [said(1, 32), said(10, 12, NightState.DETAINED, NightSource.POLICE, 1)]
    told.append(said(10, 12, NightState.DETAINED, NightSource.OPERATOR, 2))
    assert contradictions(standing(told), MAY, ()) == ()
    assert common(MAY, gaps(MAY, standing(told))) == ()
