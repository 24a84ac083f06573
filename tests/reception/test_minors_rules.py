"""Where unaccompanied minors may be and for how long: worked examples, and the count day by day beside the rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.rules.nights import Nights
from approdo.people.rules import birth
from approdo.people.rules.vocabulary import BirthPrecision
from approdo.reception.limits import minor_limits
from approdo.reception.rules.minors import (
    ExtensionFault,
    MinorFault,
    counted,
    extension_fault,
    last_exit,
    placing_fault,
    section_count,
)
from approdo.reception.rules.vocabulary import CentreType

DAY = timedelta(days=1)
LAW = minor_limits(date(2026, 5, 1))
UAM, CAS = CentreType.CAS_UAM, CentreType.CAS
MAY = date(2026, 5, 1)


def test_the_law_says_90_and_60_days_from_16_years_and_14_years() -> None:
    assert (LAW.section_days, LAW.extension_days, LAW.section_age, LAW.centre_age) == (90, 60, 16, 14)
    assert LAW.warnings == (30, 14, 3)


@pytest.mark.parametrize(
    ("centre", "section", "age", "free", "fault"),
    [
        (UAM, False, 14, False, None),
        (UAM, False, 13, False, MinorFault.UNDER_CENTRE_AGE),
        (UAM, False, None, False, None),
        (CAS, True, 16, False, None),
        (CAS, True, 17, True, MinorFault.PLACE_FREE),
        (CAS, True, 15, False, MinorFault.UNDER_SECTION_AGE),
        (CAS, False, 17, False, MinorFault.NO_SECTION),
        (CAS, True, None, False, MinorFault.AGE_UNKNOWN),
        (CentreType.HOTSPOT, False, 17, False, MinorFault.NO_SECTION),
    ],
)
def test_where_a_minor_may_be_placed(
    centre: CentreType, section: bool, age: int | None, free: bool, fault: MinorFault | None
) -> None:
    assert placing_fault(centre, section, age, free, LAW) is fault


def test_ninety_nights_from_the_first_of_may_end_on_the_thirtieth_of_july() -> None:
    assert last_exit(MAY, (), 90, None) == date(2026, 7, 30)
    assert last_exit(MAY, (), 150, None) == date(2026, 9, 28)


def test_moving_to_another_section_does_not_begin_again() -> None:
    before = Nights(date(2026, 3, 1), date(2026, 4, 10))  # 40 nights
    assert last_exit(MAY, (before,), 90, None) == date(2026, 6, 20)


def test_who_comes_of_age_before_has_no_last_day() -> None:
    assert last_exit(MAY, (), 90, date(2026, 7, 30)) is None
    assert last_exit(MAY, (), 90, date(2026, 7, 31)) == date(2026, 7, 30)


def test_a_count_over_its_days_says_so_and_warns_before() -> None:
    present = Nights(MAY, date.max)

    def on(day: date) -> tuple[int, bool, int | None]:
        found = section_count((), present, days=90, extension=0, majority=None, today=day)
        return found.used, found.over, found.warning(LAW.warnings)

    assert on(date(2026, 6, 29)) == (59, False, None)
    assert on(date(2026, 6, 30)) == (60, False, 30)
    assert on(date(2026, 7, 20)) == (80, False, 14)
    assert on(date(2026, 7, 29)) == (89, False, 3)
    assert on(date(2026, 7, 30)) == (90, True, 3)


@pytest.mark.parametrize(
    ("extended", "until", "on", "fault"),
    [
        (False, date(2026, 7, 30), date(2026, 7, 30), None),
        (True, date(2026, 7, 30), date(2026, 7, 30), ExtensionFault.TWICE),
        (False, date(2026, 7, 30), date(2026, 7, 31), ExtensionFault.TOO_LATE),
        (False, date(2026, 9, 30), date(2026, 8, 2), ExtensionFault.IN_FUTURE),
        (False, None, date(2026, 7, 1), ExtensionFault.NOT_NEEDED),
    ],
)
def test_an_extension_is_decided_once_and_in_time(
    extended: bool, until: date | None, on: date, fault: ExtensionFault | None
) -> None:
    assert extension_fault(extended, until, on, date(2026, 8, 1)) is fault


days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
periods = st.lists(
    st.tuples(days, st.integers(1, 40)).map(lambda one: Nights(one[0], one[0] + one[1] * DAY)), max_size=4
)


def last_exit_by_hand(first: date, others: list[Nights], days_: int, majority: date | None) -> date | None:
    """Night by night: sleep on from `first` until one more night would be too many."""
    slept = {one.first + number * DAY for one in others for number in range(one.count)}
    slept = {night for night in slept if majority is None or night < majority}
    day = first
    while majority is None or day < majority:
        if day not in slept and len(slept) >= days_:
            return day
        slept.add(day)
        day += DAY
    return None


@given(days, periods, st.integers(1, 60), st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_last_day_is_the_one_found_night_by_night(
    first: date, others: list[Nights], allowed: int, majority: date | None
) -> None:
    assert last_exit(first, others, allowed, majority) == last_exit_by_hand(first, others, allowed, majority)


@given(days, periods, st.integers(1, 60), st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_stay_up_to_the_last_day_never_holds_more_nights_than_allowed(
    first: date, others: list[Nights], allowed: int, majority: date | None
) -> None:
    last = last_exit(first, others, allowed, majority)
    before = sum(one.count for one in counted(others, majority))
    if last is not None and last > first:
        whole = counted((*others, Nights(first, last)), majority)
        assert sum(one.count for one in whole) <= max(allowed, before)
        more = counted((*others, Nights(first, last + DAY)), majority)
        assert sum(one.count for one in more) > allowed


births = st.dates(date(2006, 1, 1), date(2012, 12, 31)) | st.just(date(2008, 2, 29))


@given(
    births, st.sampled_from([one for one in BirthPrecision if one != BirthPrecision.UNKNOWN]), st.integers(-400, 400)
)
def test_majority_is_the_first_day_on_which_nobody_may_be_a_minor(
    born: date, precision: BirthPrecision, off: int
) -> None:
    majority = birth.majority_on(born, precision)
    assert majority is not None
    day = majority + off * DAY
    assert birth.may_be_minor(born, precision, day) == (day < majority)
