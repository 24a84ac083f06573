"""Centres: opened, put under contract, their places over time, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.reception.commands.centres import (
    Capacity,
    close_centre,
    correct_centre,
    end_under_contract,
    open_centre,
    put_under_contract,
    record_certificate,
    set_capacity,
)
from approdo.reception.models import Centre, CentreCapacity, CentreContract, OutOfUse
from approdo.reception.queries import centres
from approdo.reception.queries.centres import facts_of
from approdo.reception.rules.facts import CentreFacts
from approdo.reception.rules.vocabulary import CentreType
from tests.reception.places import AFTER, END, START, Place, new_guest, new_stay
from tests.reception.refusals import refused, seal

TODAY = date(2026, 6, 1)
FACTS = CentreFacts(
    "Centro di prova", "x1", CentreType.CAS, "Via 1", "009056", START, Decimal("44.307"), Decimal("8.481")
)


def test_a_centre_opens_with_its_places(reception: Actor, place: Place) -> None:
    made = open_centre(by=reception, body_id=place.body.pk, facts=FACTS, capacity=Capacity(20))
    assert (made.code, made.capacities.get().authorised, made.capacities.get().valid_from) == ("X1", 20, START)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"), ({"code": " "}, "code"), ({"address": ""}, "address"), ({"comune": "Savona"}, "comune"),
        ({"longitude": None}, "longitude"), ({"latitude": Decimal(91)}, "latitude"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_centre_is_named(reception: Actor, place: Place, values: dict[str, Any], field: str) -> None:
    facts = replace(FACTS, **values)
    refused("centre_invalid", lambda: open_centre(
        by=reception, body_id=place.body.pk, facts=facts, capacity=Capacity(20)
    ), field)  # fmt: skip


def test_a_centre_for_minors_is_small_and_a_code_is_of_one_centre(reception: Actor, place: Place) -> None:
    minors = replace(FACTS, type=CentreType.CAS_UAM)
    body = place.body.pk
    refused("capacity_invalid", lambda: open_centre(
        by=reception, body_id=body, facts=minors, capacity=Capacity(51)
    ), "authorised")  # fmt: skip
    taken = replace(FACTS, code="c1")
    refused("centre_code_known", lambda: open_centre(
        by=reception, body_id=body, facts=taken, capacity=Capacity(5)
    ), "code")  # fmt: skip


def test_a_correction_keeps_what_the_places_allow(reception: Actor, place: Place) -> None:
    key, facts = place.centre.pk, facts_of(place.centre)
    assert (
        correct_centre(by=reception, centre_id=key, facts=replace(facts, name="Altro"), expected_version=1).version == 2
    )
    refused("centre_changed", lambda: correct_centre(by=reception, centre_id=key, facts=facts, expected_version=1))
    refused("centre_invalid", lambda: correct_centre(
        by=reception, centre_id=key, facts=replace(facts, opened_on=date(2026, 2, 1))
    ), "opened_on")  # fmt: skip
    set_capacity(by=reception, centre_id=key, valid_from=TODAY, capacity=Capacity(60))
    refused("capacity_invalid", lambda: correct_centre(
        by=reception, centre_id=key, facts=replace(facts, type=CentreType.CAS_UAM)
    ), "authorised")  # fmt: skip


def test_emergency_places_need_an_order_and_count_from_their_day(reception: Actor, place: Place) -> None:
    key = place.centre.pk
    refused("capacity_invalid", lambda: set_capacity(
        by=reception, centre_id=key, valid_from=TODAY, capacity=Capacity(10, 5)
    ), "order_reference")  # fmt: skip
    set_capacity(by=reception, centre_id=key, valid_from=TODAY, capacity=Capacity(2, 1, "Ordinanza 5/2026"))
    rows = centres.visible_to(reception)
    usable = [centres.with_places(rows, day).get().usable for day in (date(2026, 5, 31), TODAY)]
    assert usable == [4, 3]


def test_places_do_not_change_under_a_sealed_month_or_before_the_opening(
    reception: Actor, savona: Prefecture, place: Place
) -> None:
    key = place.centre.pk
    refused("centre_invalid", lambda: set_capacity(
        by=reception, centre_id=key, valid_from=date(2025, 12, 31), capacity=Capacity(5)
    ), "valid_from")  # fmt: skip
    seal(savona, place.centre, date(2026, 5, 1))
    refused("centre_past_sealed", lambda: set_capacity(
        by=reception, centre_id=key, valid_from=date(2026, 5, 31), capacity=Capacity(5)
    ), "valid_from")  # fmt: skip
    set_capacity(by=reception, centre_id=key, valid_from=date(2026, 6, 1), capacity=Capacity(5))
    refused("centre_changed", lambda: set_capacity(
        by=reception, centre_id=key, valid_from=TODAY, capacity=Capacity(6), expected_version=1
    ))  # fmt: skip


def test_a_centre_works_under_a_contract_of_its_body_within_its_days(
    reception: Actor, place: Place, other_place: Place
) -> None:
    CentreContract.objects.filter(centre=place.centre).delete()
    key = place.centre.pk

    def put(first: date, last: date | None = None, contract: Any = place.contract) -> CentreContract:
        return put_under_contract(by=reception, centre_id=key, contract_id=contract.pk, first=first, last=last)

    refused("contract_of_another_body", lambda: put(START, contract=other_place.contract))
    refused("centre_invalid", lambda: put(date(2025, 12, 31)), "first")
    refused("centre_invalid", lambda: put(START, AFTER), "first")
    refused("centre_invalid", lambda: put(TODAY, date(2026, 5, 1)), "last")
    assert put(TODAY).during.upper == AFTER
    refused("centre_has_a_contract", lambda: put(END), "first")


def test_a_centre_leaves_a_contract_only_without_guests(reception: Actor, savona: Prefecture, place: Place) -> None:
    key, held = place.centre.pk, place.centre.contracts.get()

    def end(last: date) -> CentreContract:
        return end_under_contract(by=reception, centre_id=key, held_id=held.pk, last=last)

    refused("centre_invalid", lambda: end(date(2025, 12, 31)), "last")
    refused("centre_invalid", lambda: end(AFTER), "last")
    new_stay(place, new_guest(savona), date(2026, 5, 1), date(2026, 5, 31))
    refused("centre_contract_in_use", lambda: end(date(2026, 5, 29)), "last")
    assert end(date(2026, 5, 30)).during.upper == date(2026, 5, 31)
    seal(savona, place.centre, date(2026, 6, 1))
    refused("centre_past_sealed", lambda: end(date(2026, 5, 31)), "last")


def test_a_centre_with_somebody_in_it_does_not_close(reception: Actor, savona: Prefecture, place: Place) -> None:
    key = place.centre.pk
    stay = new_stay(place, new_guest(savona), date(2026, 5, 1))
    refused("centre_not_empty", lambda: close_centre(by=reception, centre_id=key, closed_on=END), "closed_on")
    stay.delete()
    new_stay(place, new_guest(savona, "Seconda"), date(2026, 5, 1), date(2026, 5, 10))
    refused("centre_not_empty", lambda: close_centre(
        by=reception, centre_id=key, closed_on=date(2026, 5, 9)
    ), "closed_on")  # fmt: skip
    close_centre(by=reception, centre_id=key, closed_on=date(2026, 5, 10))
    assert not centres.listed(reception, TODAY).exists()
    assert centres.listed(reception, TODAY, state="closed").get() == place.centre
    refused("centre_invalid", lambda: close_centre(
        by=reception, centre_id=key, closed_on=date(2025, 1, 1)
    ), "closed_on")  # fmt: skip


def test_a_certificate_is_written_down(reception: Actor, place: Place) -> None:
    key = place.centre.pk
    told = {"kind": "Prevenzione incendi", "issued_on": START, "expires_on": END, "today": TODAY}
    assert record_certificate(by=reception, centre_id=key, **told).expires_on == END
    for values, field in (
        ({"kind": " "}, "kind"), ({"issued_on": date(2026, 6, 2)}, "issued_on"),
        ({"expires_on": date(2025, 1, 1)}, "expires_on"),
    ):  # fmt: skip
        refused("centre_invalid", lambda values=values: record_certificate(
            by=reception, centre_id=key, **{**told, **values}
        ), field)  # fmt: skip


def test_places_of_a_day_count_beds_and_guests(
    reception: Actor, savona: Prefecture, place: Place, other_place: Place
) -> None:
    OutOfUse.objects.create(prefecture=savona, bed=place.beds[0], during=DateRange(TODAY, None), reason="x")
    new_stay(place, new_guest(savona), date(2026, 5, 1))
    new_stay(place, new_guest(savona, "Seconda"), date(2026, 5, 1), TODAY)  # leaves today: does not sleep there
    new_stay(other_place, new_guest(savona, "Terza"), TODAY)
    wrong = new_stay(place, new_guest(savona, "Quarta"), date(2026, 5, 1))
    wrong.superseded_at = wrong.recorded_at
    wrong.save()
    shown = centres.listed(reception, TODAY).get(pk=place.centre.pk)
    assert (shown.authorised, shown.beds_out, shown.usable, shown.present, shown.free) == (4, 1, 3, 1, 2)
    found = centres.totals(centres.listed(reception, TODAY))
    assert (found.centres, found.authorised, found.usable, found.present, found.free) == (2, 8, 7, 2, 5)


def test_who_is_too_many_in_one_centre_takes_no_free_place_of_another(
    reception: Actor, savona: Prefecture, place: Place, other_place: Place
) -> None:
    CentreCapacity.objects.filter(centre=place.centre).update(authorised=1)
    for name in ("Prima", "Seconda", "Terza"):
        new_stay(place, new_guest(savona, name), date(2026, 5, 1))
    found = centres.totals(centres.listed(reception, TODAY))
    assert (found.usable, found.present, found.free, found.beyond) == (5, 3, 4, 2)


def test_a_centre_without_beds_may_use_what_is_authorised(reception: Actor, place: Place) -> None:
    made = open_centre(by=reception, body_id=place.body.pk, facts=FACTS, capacity=Capacity(20))
    assert centres.listed(reception, TODAY).get(pk=made.pk).usable == 20


def test_others_find_no_centre_and_operators_change_none(
    elsewhere: Actor, operator: Actor, place: Place, other_place: Place
) -> None:
    key = place.centre.pk
    for by, code in ((elsewhere, "centre_not_found"), (operator, "not_allowed")):
        refused(code, lambda by=by: set_capacity(by=by, centre_id=key, valid_from=TODAY, capacity=Capacity(5)))
        refused(code, lambda by=by: close_centre(by=by, centre_id=key, closed_on=END))
        refused(code, lambda by=by: correct_centre(by=by, centre_id=key, facts=FACTS))
    assert list(centres.visible_to(operator)) == [place.centre]
    refused("centre_not_found", lambda: centres.centre(operator, other_place.centre.pk))
    assert Centre.objects.count() == 2
