"""Births not known to the day."""

from __future__ import annotations

from datetime import date

import pytest

from approdo.people.rules.birth import Age, BirthSpan, age, may_agree, may_be_minor, span
from approdo.people.rules.vocabulary import BirthPrecision as P

TODAY = date(2026, 6, 11)


@pytest.mark.parametrize(
    ("born", "precision", "expected"),
    [
        (date(2008, 6, 11), P.DAY, Age(18, 18)),
        (date(2008, 6, 12), P.DAY, Age(17, 17)),
        (date(2008, 6, 1), P.MONTH, Age(17, 18)),
        (date(2008, 1, 1), P.YEAR, Age(17, 18)),
        (date(2008, 1, 1), P.ESTIMATED, Age(15, 20)),
        (date(2026, 1, 1), P.YEAR, Age(0, 0)),
        (None, P.UNKNOWN, None),
        (date(2027, 1, 1), P.DAY, None),
    ],
)
def test_the_age_is_as_precise_as_the_birth(born: date | None, precision: P, expected: Age | None) -> None:
    assert age(born, precision, TODAY) == expected


def test_only_a_full_date_gives_one_age() -> None:
    assert [Age(18, 18).exact, Age(17, 18).exact] == [True, False]


def test_somebody_born_on_29_february_grows_older_on_1_march() -> None:
    born = date(2008, 2, 29)
    assert age(born, P.DAY, date(2026, 2, 28)) == Age(17, 17)
    assert age(born, P.DAY, date(2026, 3, 1)) == Age(18, 18)


def test_in_doubt_somebody_is_a_minor() -> None:
    assert may_be_minor(date(2008, 1, 1), P.YEAR, TODAY)
    assert not may_be_minor(date(2007, 1, 1), P.YEAR, TODAY)
    assert not may_be_minor(None, P.UNKNOWN, TODAY)


def test_a_month_ends_on_its_last_day() -> None:
    assert span(date(2024, 2, 10), P.MONTH) == BirthSpan(date(2024, 2, 1), date(2024, 2, 29))


def test_what_is_unknown_contradicts_nothing() -> None:
    year, day = span(date(1985, 1, 1), P.YEAR), span(date(1985, 3, 12), P.DAY)
    assert may_agree(year, day)
    assert may_agree(None, day)
    assert not may_agree(span(date(1986, 1, 1), P.YEAR), day)
