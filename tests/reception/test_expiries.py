"""What expires when, and what it stops."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from approdo.reception.rules.expiries import (
    Band,
    Proof,
    Stop,
    Subject,
    band,
    covered_until,
    holds,
    missing,
    stopped_by,
)

TODAY = date(2026, 6, 1)


def proof(subject: Subject = Subject.DURC, first: int = -10, last: int | None = 10) -> Proof:
    return Proof(subject, TODAY + timedelta(days=first), None if last is None else TODAY + timedelta(days=last))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Band.EXPIRED), (0, Band.WITHIN_60), (60, Band.WITHIN_60), (61, Band.WITHIN_90), (90, Band.WITHIN_90),
        (91, Band.WITHIN_180), (180, Band.WITHIN_180), (181, Band.LATER),
    ],
)  # fmt: skip
def test_the_bands_begin_and_end_on_their_days(days: int, expected: Band) -> None:
    assert band(TODAY + timedelta(days=days), TODAY) == expected


def test_what_has_no_end_is_never_near() -> None:
    assert band(None, TODAY) == Band.LATER


def test_a_proof_holds_on_its_first_and_on_its_last_day() -> None:
    one = proof(first=0, last=5)
    assert [holds([one], Subject.DURC, TODAY + timedelta(days=n)) for n in (-1, 0, 5, 6)] == [False, True, True, False]
    assert not holds([one], Subject.ANTIMAFIA, TODAY)
    assert holds([proof(last=None)], Subject.DURC, date(2090, 1, 1))


def test_each_missing_proof_is_named_by_what_it_stops() -> None:
    durc, mafia = proof(), proof(Subject.ANTIMAFIA)
    assert missing([durc, mafia], Stop.PAYMENTS, TODAY) == (Subject.TRACEABILITY,)
    assert missing([durc, mafia], Stop.CONTRACTS, TODAY) == ()
    assert missing([durc], Stop.PLACEMENTS, TODAY) == (Subject.ANTIMAFIA,)
    assert missing([durc, mafia], Stop.PLACEMENTS, TODAY + timedelta(days=11)) == (Subject.DURC, Subject.ANTIMAFIA)


def test_an_expired_contribution_certificate_stops_payment_and_a_certificate_of_the_building_does_not() -> None:
    assert Stop.PAYMENTS in stopped_by(Subject.DURC)
    assert stopped_by(Subject.CERTIFICATE) == stopped_by(Subject.GUARANTEE) == ()


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([(-10, 10)], 10),
        ([(-10, 10), (11, 50)], 50),  # renewed the day after
        ([(-10, 10), (12, 50)], 10),  # a day without
        ([(-10, 10), (-5, 40), (30, 80)], 80),
        ([(-90, -30), (-60, -3)], -3),  # expired: the latest end
        ([(5, 50)], None),  # does not hold yet
    ],
)
def test_a_renewal_moves_the_expiry_only_where_it_leaves_no_gap(
    spans: list[tuple[int, int]], expected: int | None
) -> None:
    found = covered_until([proof(first=first, last=last) for first, last in spans], TODAY)
    assert found == (None if expected is None else TODAY + timedelta(days=expected))


def test_without_an_end_the_cover_never_ends() -> None:
    assert covered_until([proof(), proof(first=5, last=None)], TODAY) == date.max
