"""What the database itself refuses, whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.models import Prefecture
from approdo.reception.models import BedUse, CentreContract, Contract, RegisterMonth, Stay
from tests.reception.places import AFTER, END, START, Place, new_guest, new_place, new_stay


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona)


def refused(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        act()
    assert found.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_nobody_sleeps_in_two_places(savona: Prefecture, place: Place) -> None:
    other, guest = new_place(savona, 2), new_guest(savona)
    new_stay(place, guest, date(2026, 5, 1), date(2026, 5, 12))
    refused("guest_in_one_place_a_night", lambda: new_stay(other, guest, date(2026, 5, 11)))
    new_stay(other, guest, date(2026, 5, 12))  # the day of a transfer is one night, in the second place
    refused("guest_in_one_place_a_night", lambda: new_stay(place, guest, date(2026, 6, 1)))


def test_what_was_superseded_bars_nothing(savona: Prefecture, place: Place) -> None:
    guest = new_guest(savona)
    wrong = new_stay(place, guest, date(2026, 5, 1), date(2026, 5, 12))
    wrong.superseded_at = datetime(2026, 6, 1, tzinfo=UTC)
    wrong.save()
    new_stay(place, guest, date(2026, 5, 2), lineage=wrong.lineage)
    refused(
        "stay_one_present_truth",
        lambda: new_stay(place, guest, date(2026, 1, 2), date(2026, 1, 3), lineage=wrong.lineage),
    )
    assert Stay.objects.filter(lineage=wrong.lineage).count() == 2


def test_two_do_not_share_a_bed(savona: Prefecture, place: Place) -> None:
    first, second = new_guest(savona), new_guest(savona)
    stays = [new_stay(place, guest, date(2026, 5, 1)) for guest in (first, second)]

    def lies(guest: Any, stay: Stay, bed: int) -> None:
        days = DateRange(date(2026, 5, 1), None)
        BedUse.objects.create(prefecture=savona, bed=place.beds[bed], guest=guest, place=stay.lineage, during=days)

    lies(first, stays[0], 0)
    refused("bed_for_one_a_night", lambda: lies(second, stays[1], 0))
    refused("guest_in_one_bed_a_night", lambda: lies(first, stays[0], 1))
    lies(second, stays[1], 1)


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        (date(2025, 12, 31), date(2026, 1, 5)),
        (date(2025, 12, 31), None),
        (date(2026, 12, 30), date(2027, 1, 2)),
        (AFTER, None),
    ],
)
def test_no_stay_stands_outside_its_contract(savona: Prefecture, place: Place, entry: date, left: date | None) -> None:
    refused("stay_within_contract", lambda: new_stay(place, new_guest(savona), entry, left))


def test_the_first_and_the_last_night_of_a_contract_are_inside(savona: Prefecture, place: Place) -> None:
    new_stay(place, new_guest(savona), START, AFTER)
    new_stay(place, new_guest(savona), END)


def test_a_contract_cut_short_leaves_no_stay_outside(savona: Prefecture, place: Place) -> None:
    new_stay(place, new_guest(savona), date(2026, 5, 1), date(2026, 5, 31))
    contract, held = Contract.objects.filter(pk=place.contract.pk), CentreContract.objects.all()
    for rows, column in ((contract, "in_force"), (held, "during")):
        refused("stay_within_contract", lambda rows=rows, column=column: rows.update(
            **{column: DateRange(START, date(2026, 5, 30))}
        ))  # fmt: skip
        rows.update(**{column: DateRange(START, date(2026, 5, 31))})
    refused("stay_within_contract", held.delete)


def test_a_centre_works_under_one_contract_at_a_time(savona: Prefecture, place: Place) -> None:
    other = new_place(savona, 2)
    days = DateRange(date(2026, 12, 31), date(2027, 2, 1))
    refused("centre_under_one_contract", lambda: CentreContract.objects.create(
        prefecture=savona, centre=place.centre, contract=other.contract, during=days
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("stay_leaves_after_entry", {"left": date(2026, 4, 30)}),
        ("stay_state_fits_its_days", {"state": "left"}),
        ("stay_state_fits_its_days", {"left": date(2026, 5, 2), "exit_reason": ""}),
        ("stay_state_fits_its_days", {"state": "no_show"}),
        ("stay_state_fits_its_days", {"state": "somewhere"}),
        ("stay_exit_reason_known", {"left": date(2026, 5, 2), "exit_reason": "flown"}),
    ],
)
def test_a_stay_makes_sense(savona: Prefecture, place: Place, constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError) as found:
        new_stay(place, new_guest(savona), date(2026, 5, 1), **values)
    assert constraint in str(found.value)


def test_a_sealed_register_does_not_change(savona: Prefecture, place: Place) -> None:
    sealed = RegisterMonth.objects.create(
        prefecture=savona, centre=place.centre, month=date(2026, 5, 1), state="sealed", content="{}", hash="0" * 64,
        sealed_at=datetime(2026, 6, 5, tzinfo=UTC),
    )  # fmt: skip
    refused("register_sealed_stays", lambda: RegisterMonth.objects.update(content="{ }"))
    refused("register_sealed_stays", RegisterMonth.objects.all().delete)
    RegisterMonth.objects.create(
        prefecture=savona, centre=place.centre, month=sealed.month, edition=2, reason="una notte in più"
    )
