"""Contracts: recorded with their first price and policy, extended, never changed in a past that was paid on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.reception.commands.contracts import (
    ContractFacts,
    Policy,
    Price,
    correct_contract,
    extend_contract,
    record_contract,
    record_framework,
    record_guarantee,
    set_policy,
    set_price,
)
from approdo.reception.models import CentreContract, Compliance, Contract, ContractPrice, FrameworkAgreement
from approdo.reception.queries import contracts
from approdo.reception.rules.vocabulary import ExtensionKind, LotClass, SchemeVersion
from tests.reception.places import AFTER, END, START, Place, new_guest, new_place, new_stay
from tests.reception.refusals import refused, seal

TODAY = date(2026, 6, 1)
FACTS = ContractFacts(
    "Convenzione di prova", "b00000000 9", SchemeVersion.V2024, LotClass.CC_50, 50, date(2025, 1, 1),
    date(2025, 12, 31), Decimal("500000.00"),
)  # fmt: skip
PRICE, POLICY = Price(Decimal("31.60"), "art. 4", Decimal("4.5")), Policy("art. 5", paid_absences={"hospital": 3})
NEXT_YEAR = date(2027, 6, 30)


def record(by: Actor, place: Place, facts: ContractFacts = FACTS, **values: Any) -> Contract:
    told = {"price": PRICE, "policy": POLICY, "today": TODAY, **values}
    return record_contract(by=by, body_id=place.body.pk, facts=facts, **told)


def proved(place: Place) -> None:
    for kind in ("durc", "antimafia", "traceability"):
        Compliance.objects.create(
            prefecture_id="SV", body=place.body, kind=kind, issued_on=START, expires_on=date(2026, 12, 31)
        )


def extend(by: Actor, place: Place, **values: Any) -> Any:
    told = {
        "kind": ExtensionKind.OPTION, "decided_on": TODAY, "ends_on": NEXT_YEAR, "reason": "Nuova gara in corso",
        "today": TODAY, **values,
    }  # fmt: skip
    return extend_contract(by=by, contract_id=place.contract.pk, **told)


def test_a_contract_begins_with_a_price_and_a_policy_of_its_first_day(reception: Actor, place: Place) -> None:
    made = record(reception, place)
    assert (made.cig, made.in_force.lower, made.in_force.upper) == ("B000000009", date(2025, 1, 1), date(2026, 1, 1))
    assert [(row.valid_from, row.base) for row in made.prices.all()] == [(date(2025, 1, 1), Decimal("31.60"))]
    assert made.policies.get().paid_absences == {"hospital": 3}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"cig": "123"}, ["cig"]),
        ({"title": " "}, ["title"]),
        ({"ends_on": date(2024, 12, 31)}, ["ends_on"]),
        ({"places": 0}, ["places"]),
        ({"value": Decimal(-1)}, ["value"]),
    ],
)
def test_what_is_wrong_in_a_contract_is_named(
    reception: Actor, place: Place, values: dict[str, Any], fields: list[str]
) -> None:
    refused("contract_invalid", lambda: record(reception, place, replace(FACTS, **values)), *fields)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price": replace(PRICE, base=Decimal(-1))}, "base"),
        ({"price": replace(PRICE, discount_percent=Decimal(101))}, "base"),
        ({"price": replace(PRICE, source=" ")}, "source"),
        ({"policy": replace(POLICY, paid_absences={"holiday": 3})}, "paid_absences"),
        ({"policy": replace(POLICY, paid_absences={"hospital": 0})}, "paid_absences"),
        ({"policy": replace(POLICY, entry_kit=Decimal(-1))}, "pocket_money_per_day"),
    ],
)
def test_nothing_is_written_when_the_price_or_the_policy_is_wrong(
    reception: Actor, place: Place, values: dict[str, Any], field: str
) -> None:
    refused("contract_invalid", lambda: record(reception, place, **values), field)
    assert Contract.objects.count() == 1


def test_a_cig_is_of_one_contract(reception: Actor, place: Place) -> None:
    record(reception, place)
    refused("cig_known", lambda: record(reception, place), "cig")


def test_a_contract_from_today_on_needs_the_proofs_of_its_body(reception: Actor, place: Place) -> None:
    Compliance.objects.all().delete()
    facts = replace(FACTS, starts_on=TODAY, ends_on=END)
    refused("body_lacks_proofs", lambda: record(reception, place, facts))
    proved(place)
    record(reception, place, facts)


def test_a_framework_agreement_holds_contracts_of_its_prefecture(
    reception: Actor, elsewhere: Actor, place: Place
) -> None:
    told = {"title": "Accordo", "cig": "Q000000001", "starts_on": START, "ends_on": END, "value": Decimal(1)}
    framework = record_framework(by=reception, **told)
    assert record(reception, place, replace(FACTS, framework_id=framework.pk)).framework == framework
    refused("cig_known", lambda: record_framework(by=reception, **told), "cig")
    refused("contract_invalid", lambda: record_framework(by=reception, **{**told, "cig": "?"}), "cig")
    theirs = record_framework(by=elsewhere, **told)
    facts = replace(FACTS, cig="B000000010", framework_id=theirs.pk)
    refused("framework_not_found", lambda: record(reception, place, facts))
    assert FrameworkAgreement.objects.count() == 2


def test_a_contract_is_called_otherwise_and_a_stale_correction_is_refused(reception: Actor, place: Place) -> None:
    told = {"title": "Altro titolo", "cig": place.contract.cig, "procurement_officer": "RUP"}
    made = correct_contract(by=reception, contract_id=place.contract.pk, expected_version=1, **told)
    assert (made.title, made.version) == ("Altro titolo", 2)
    refused("contract_changed", lambda: correct_contract(
        by=reception, contract_id=place.contract.pk, expected_version=1, **{**told, "title": "Terzo"}
    ))  # fmt: skip


def test_a_later_price_stands_beside_the_first_and_one_of_the_same_day_takes_its_place(
    reception: Actor, place: Place
) -> None:
    for base in ("32", "33"):
        set_price(
            by=reception, contract_id=place.contract.pk, valid_from=date(2026, 7, 1), price=Price(Decimal(base), "x")
        )
    found = ContractPrice.objects.filter(contract=place.contract).values_list("valid_from", "base")
    assert list(found) == [(START, Decimal("30.64")), (date(2026, 7, 1), Decimal(33))]


def test_a_past_that_a_sealed_month_used_does_not_change(reception: Actor, savona: Prefecture, place: Place) -> None:
    seal(savona, place.centre, date(2026, 5, 1))
    key = place.contract.pk
    for day in (START, date(2026, 5, 31)):
        refused("contract_past_sealed", lambda day=day: set_price(
            by=reception, contract_id=key, valid_from=day, price=PRICE
        ), "valid_from")  # fmt: skip
        refused("contract_past_sealed", lambda day=day: set_policy(
            by=reception, contract_id=key, valid_from=day, policy=POLICY
        ), "valid_from")  # fmt: skip
    set_price(by=reception, contract_id=key, valid_from=date(2026, 6, 1), price=PRICE)
    set_policy(by=reception, contract_id=key, valid_from=date(2026, 6, 1), policy=POLICY)
    assert contracts.open_from(place.contract) == date(2026, 6, 1)


def test_a_month_sealed_under_another_contract_does_not_bind(
    reception: Actor, savona: Prefecture, place: Place, other_place: Place
) -> None:
    seal(savona, other_place.centre, date(2026, 5, 1))
    set_price(by=reception, contract_id=place.contract.pk, valid_from=START, price=PRICE)


def test_a_price_begins_within_its_contract(reception: Actor, place: Place) -> None:
    for day in (START - timedelta(days=1), AFTER):
        refused("contract_invalid", lambda day=day: set_price(
            by=reception, contract_id=place.contract.pk, valid_from=day, price=PRICE
        ), "valid_from")  # fmt: skip


def test_an_extension_grows_the_contract_and_its_centres_go_on(reception: Actor, place: Place) -> None:
    proved(place)
    extend(reception, place)
    place.contract.refresh_from_db()
    until = NEXT_YEAR + timedelta(days=1)
    assert (place.contract.in_force.upper, place.contract.ends_on) == (until, END)
    assert place.centre.contracts.get().during.upper == until
    new_stay(place, new_guest(place.contract.prefecture), date(2027, 6, 1))  # the database allows it now


def test_a_centre_that_passes_to_another_contract_does_not_go_on(
    reception: Actor, savona: Prefecture, place: Place
) -> None:
    proved(place)
    other = new_place(savona, 2)
    Contract.objects.filter(pk=other.contract.pk).update(body=place.body, in_force=(START, date(2028, 1, 1)))
    CentreContract.objects.create(
        prefecture=savona, centre=place.centre, contract=other.contract, during=(date(2027, 3, 1), date(2027, 5, 1))
    )
    extend(reception, place)
    assert place.centre.contracts.get(contract=place.contract).during.upper == AFTER


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"ends_on": END}, ["ends_on"]),
        ({"reason": " "}, ["reason"]),
        ({"decided_on": date(2026, 6, 2)}, ["decided_on"]),
        ({"kind": ExtensionKind.FIFTH, "value": Decimal("20000.01")}, ["value"]),
        ({"value": Decimal(-1)}, ["value"]),
    ],
)
def test_what_is_wrong_in_an_extension_is_named(
    reception: Actor, place: Place, values: dict[str, Any], fields: list[str]
) -> None:
    proved(place)
    refused("contract_invalid", lambda: extend(reception, place, **values), *fields)


def test_increases_together_stay_within_a_fifth(reception: Actor, place: Place) -> None:
    proved(place)
    fifth = {"kind": ExtensionKind.FIFTH, "ends_on": END}
    extend(reception, place, **fifth, value=Decimal(15000))
    refused("contract_invalid", lambda: extend(reception, place, **fifth, value=Decimal(5001)), "value")
    extend(reception, place, **fifth, value=Decimal(5000))


def test_no_extension_without_the_proofs_or_on_an_old_page(reception: Actor, place: Place) -> None:
    Compliance.objects.all().delete()
    refused("body_lacks_proofs", lambda: extend(reception, place))
    proved(place)
    extend(reception, place, expected_version=1)
    refused("contract_changed", lambda: extend(reception, place, ends_on=date(2028, 1, 1), expected_version=1))


def test_a_guarantee_is_written_down_and_one_without_sense_is_refused(reception: Actor, place: Place) -> None:
    told = {"issuer": "Banca", "reference": "1/2026", "amount": Decimal(100), "expires_on": END}
    key = place.contract.pk
    assert record_guarantee(by=reception, contract_id=key, **told).amount == 100
    for values, field in (
        ({"issuer": " "}, "issuer"), ({"reference": ""}, "reference"), ({"amount": Decimal(0)}, "amount"),
        ({"expires_on": date(2025, 12, 31)}, "expires_on"),
    ):  # fmt: skip
        refused("contract_invalid", lambda values=values: record_guarantee(
            by=reception, contract_id=key, **{**told, **values}
        ), field)  # fmt: skip


def test_others_find_no_contract_and_operators_change_none(
    elsewhere: Actor, operator: Actor, place: Place, other_place: Place
) -> None:
    key = place.contract.pk
    refused("contract_not_found", lambda: set_price(by=elsewhere, contract_id=key, valid_from=START, price=PRICE))
    refused("contract_not_found", lambda: extend(elsewhere, place))
    refused("contract_not_found", lambda: contracts.contract(operator, other_place.contract.pk))
    assert list(contracts.visible_to(operator)) == [place.contract]
    refused("not_allowed", lambda: set_policy(by=operator, contract_id=key, valid_from=START, policy=POLICY))
    refused("not_allowed", lambda: extend(operator, place))
    refused("body_not_found", lambda: record(elsewhere, place))
    refused("contract_not_found", lambda: contracts.contract(elsewhere, uuid4()))
