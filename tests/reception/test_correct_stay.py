"""A corrected stay: what holds, what was believed, and the months that do not change any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.access.actor import Actor
from approdo.core.errors import NotAllowed, Refusal
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.commands import corrections
from approdo.reception.commands.corrections import StayFacts
from approdo.reception.models import BedUse, RegisterMonth, Stay
from approdo.reception.queries import stays
from approdo.reception.rules.vocabulary import ExitReason
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.staff import officer_of, operator_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 20)
ABANDONED = ExitReason.ABANDONMENT


@pytest.fixture
def by(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    return officer_of(make_user, savona)


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona)


@pytest.fixture
def row(savona: Prefecture, place: Place) -> Stay:
    """In the centre from 1 May to 12 June."""
    return new_stay(place, new_guest(savona), date(2026, 5, 1), date(2026, 6, 12))


def correct(by: Actor, row: Stay, reason: str = "Foglio firme riletto", **told: Any) -> Stay:
    facts = StayFacts(**{"entry": row.entry, "left": row.exit, "exit_reason": ABANDONED, **told})
    return corrections.correct_stay(by=by, stay_id=row.lineage, facts=facts, reason=reason, today=TODAY)


def refused(code: str, act: Callable[[], Any]) -> None:
    rows = Stay.objects.count()
    with pytest.raises(Refusal) as found:
        act()
    assert found.value.code == code
    assert Stay.objects.count() == rows


def sealed(place: Place, month: int, **told: Any) -> None:
    RegisterMonth.objects.create(
        prefecture=place.centre.prefecture, centre=place.centre, month=date(2026, month, 1), state="sealed",
        content="{}", hash="0" * 64, sealed_at=datetime(2026, 6, 5, tzinfo=UTC), **told,
    )  # fmt: skip


def test_both_truths_are_kept(by: Actor, row: Stay) -> None:
    before = datetime(2026, 2, 1, tzinfo=UTC)
    made = correct(by, row, entry=date(2026, 5, 3), left=date(2026, 6, 10))
    assert (made.lineage, made.entry, made.exit, made.reason) == (
        row.lineage, date(2026, 5, 3), date(2026, 6, 10), "Foglio firme riletto",
    )  # fmt: skip
    assert [one.pk for one in stays.of_guest(by, row.guest_id)] == [made.pk]
    assert [(one.pk, one.entry) for one in stays.of_guest(by, row.guest_id, before)] == [(row.pk, date(2026, 5, 1))]
    assert stays.of_guest(by, row.guest_id, datetime(2025, 12, 1, tzinfo=UTC)) == []
    assert [one.pk for one in stays.history(by, row.lineage)] == [row.pk, made.pk]
    told = AuditRecord.objects.get(act="stay.corrected")
    assert '"entry":["2026-05-01","2026-05-03"]' in told.payload


def test_who_was_said_to_have_left_is_still_there(by: Actor, row: Stay) -> None:
    made = correct(by, row, left=None, exit_reason=None)
    assert (made.state, made.exit, made.exit_reason) == ("present", None, "")


def test_what_makes_no_sense(by: Actor, savona: Prefecture, place: Place, row: Stay) -> None:
    refused("reason_missing", lambda: correct(by, row, reason=" ", left=date(2026, 6, 10)))
    refused("exit_reason_missing", lambda: correct(by, row, exit_reason=None))
    refused("exit_reason_missing", lambda: correct(by, row, left=None))
    refused("stay_leaves_after_entry", lambda: correct(by, row, left=date(2026, 4, 30)))
    refused("not_yet", lambda: correct(by, row, left=date(2026, 6, 21)))
    refused("centre_without_contract", lambda: correct(by, row, entry=date(2025, 12, 31)))
    planned = new_stay(place, new_guest(savona), None, state="planned", planned_entry=TODAY)
    refused("stay_not_in_state", lambda: correct(by, planned, entry=TODAY, left=None, exit_reason=None))
    other = new_place(savona, 2)
    new_stay(other, row.guest, date(2026, 6, 12))
    refused("guest_elsewhere", lambda: correct(by, row, left=date(2026, 6, 13)))


def test_nothing_changed_writes_nothing(by: Actor, row: Stay) -> None:
    correct(by, row, exit_reason=ExitReason.VOLUNTARY_LEAVING)
    assert Stay.objects.count() == 1


def test_only_an_officer_corrects(make_user: Callable[..., User], place: Place, row: Stay) -> None:
    with pytest.raises(NotAllowed):
        correct(operator_of(make_user, place.body), row, left=date(2026, 6, 10))


def test_a_sealed_month_is_not_touched(by: Actor, place: Place, row: Stay) -> None:
    sealed(place, 5)
    refused("month_sealed", lambda: correct(by, row, entry=date(2026, 5, 2)))
    refused("month_sealed", lambda: correct(by, row, left=date(2026, 5, 30)))
    made = correct(by, row, left=date(2026, 6, 10))
    sealed(place, 6)
    refused("month_sealed", lambda: correct(by, made, exit_reason=ExitReason.DETENTION))
    RegisterMonth.objects.create(
        prefecture=place.centre.prefecture, centre=place.centre, month=date(2026, 6, 1), edition=2, reason="prova"
    )
    made = correct(by, made, left=date(2026, 6, 8))
    sealed(place, 6, edition=3, reason="prova")
    refused("month_sealed", lambda: correct(by, made, left=date(2026, 6, 9)))


def test_a_stay_of_another_centre_touches_the_months_of_both(
    by: Actor, savona: Prefecture, place: Place, row: Stay
) -> None:
    other = new_place(savona, 2)
    sealed(other, 5)
    refused("month_sealed", lambda: correct(by, row, centre_id=other.centre.pk))
    third = new_place(savona, 3)
    made = correct(by, row, centre_id=third.centre.pk)
    assert (made.centre, made.contract) == (third.centre, third.contract)
    sealed(third, 6)
    refused("month_sealed", lambda: correct(by, made, centre_id=place.centre.pk))


def test_beds_follow_the_nights(by: Actor, savona: Prefecture, place: Place, row: Stay) -> None:
    for bed, first, until in ((0, date(2026, 5, 1), date(2026, 5, 20)), (1, date(2026, 5, 20), date(2026, 6, 12))):
        BedUse.objects.create(
            prefecture=savona, bed=place.beds[bed], guest=row.guest, place=row.lineage, during=DateRange(first, until)
        )
    made = correct(by, row, entry=date(2026, 5, 5), left=date(2026, 6, 1))
    assert [use.during for use in stays.beds_of(made)] == [
        DateRange(date(2026, 5, 5), date(2026, 5, 20)), DateRange(date(2026, 5, 20), date(2026, 6, 1)),
    ]  # fmt: skip
    correct(by, made, left=date(2026, 5, 10))
    assert [use.during for use in stays.beds_of(row)] == [DateRange(date(2026, 5, 5), date(2026, 5, 10))]
