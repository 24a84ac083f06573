"""A settlement on several commitments, and who is paid looked at again on the day of the payment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from approdo.accounting.commands import settlements
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.models import CommitmentCharge, Settlement
from approdo.accounting.queries import commitments as money
from approdo.accounting.queries import settlements as queries
from approdo.accounting.rules.settlement_checks import Colour
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.models import Prefecture, User
from approdo.reception.models import Compliance
from tests.accounting.payments import TODAY, Till
from tests.accounting.test_settlements import refused_by_the_database

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]


@pytest.fixture
def till(savona: Prefecture, make_user: MakeUser) -> Till:
    """May of a centre, accepted: 2 505.66 to charge."""
    till = Till(savona, make_user)
    till.accepted()
    return till


def borne(row: Settlement) -> dict[str, Decimal]:
    return {one.commitment.reference: one.amount for one in row.charges.select_related("commitment")}


def test_a_settlement_uses_up_the_oldest_commitment_first(till: Till) -> None:
    newer, oldest = till.commit("5000.00", "D-3"), till.commit("2000.00", "D-2", 2025)
    row = till.prepare(charges=[Charge(newer.pk), Charge(oldest.pk)])
    assert borne(row) == {"D-2": Decimal("2000.00"), "D-3": Decimal("505.66")}
    till.approve(row)
    left = {one.reference: one.residual for one in money.of_contract(till.chief, till.contract.pk)}
    assert left == {"A-1": Decimal("10000.00"), "D-2": 0, "D-3": Decimal("4494.34")}


def test_what_waits_for_its_approval_is_not_planned_twice(till: Till) -> None:
    oldest = till.commit("3000.00", "D-2", 2025)
    till.prepare(charges=[Charge(oldest.pk)])
    found = money.of_contract(till.chief, till.contract.pk).get(pk=oldest.pk)
    assert (found.residual, found.free) == (Decimal("3000.00"), Decimal("494.34"))


def test_the_officer_chooses_the_shares_and_they_add_up(till: Till) -> None:
    other = till.commit("5000.00", "D-2")
    for amounts in (("2000.00", "505.65"), ("2600.00", "-94.34")):
        with pytest.raises(InvalidInput, match="charges_do_not_add_up"):
            till.prepare(
                charges=[
                    Charge(key.pk, Decimal(one)) for key, one in zip((till.commitment, other), amounts, strict=True)
                ]
            )
    with pytest.raises(InvalidInput, match="commitment_missing"):
        till.prepare(charges=[])
    row = till.prepare(charges=[Charge(till.commitment.pk, Decimal("505.66")), Charge(other.pk, Decimal("2000.00"))])
    assert borne(row) == {"A-1": Decimal("505.66"), "D-2": Decimal("2000.00")}


def test_the_database_wants_the_shares_to_make_the_whole(till: Till) -> None:
    other, row = till.commit("5000.00", "D-2"), till.prepare()
    told = {"prefecture": till.contract.prefecture, "settlement": row}

    def more(amount: str) -> None:
        CommitmentCharge.objects.create(**told, commitment=other, amount=Decimal(amount))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused_by_the_database("charges_add_up", lambda: more("0.01"))
    refused_by_the_database("commitment_charged_some", lambda: more("0.00"))
    refused_by_the_database("accounting_kept", lambda: row.charges.update(amount=1))
    till.approve(row)
    refused_by_the_database("charge_of_one_contract", lambda: more("0.01"))


def test_one_commitment_without_room_stops_and_is_named(till: Till) -> None:
    short = till.commit("100.00", "D-2")
    row = till.prepare(charges=[Charge(till.commitment.pk, Decimal("2400.00")), Charge(short.pk, Decimal("105.66"))])
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        till.approve(row)
    assert "D-2" in str(stopped.value.message)
    assert "A-1" not in str(stopped.value.message)
    wanted = {"state": "approved", "approved_by": till.head_user, "approved_on": TODAY, "proposal": row.certificate}
    refused_by_the_database("within_commitment", lambda: Settlement.objects.filter(pk=row.pk).update(**wanted))


@pytest.mark.parametrize("kind", ["durc", "antimafia", "traceability"])
def test_a_proof_that_ended_since_the_approval_stops_the_payment(till: Till, kind: str) -> None:
    row = till.approve(till.prepare())
    Compliance.objects.filter(kind=kind).update(expires_on=TODAY)
    order: dict[str, Any] = {"by": till.chief, "settlement_id": row.pk, "reference": "OP 7/2026"}
    weeks = TODAY + timedelta(days=21)
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        settlements.record_payment(**order, paid_on=weeks, today=weeks)
    assert "20 giu 2026" in str(stopped.value.message)
    row.refresh_from_db()
    assert (row.state, row.paid_checks) == ("approved", [])
    paid = settlements.record_payment(**order, paid_on=TODAY, today=weeks)  # it held on the day of the payment
    assert [one.colour for one in queries.kept_checks(paid.paid_checks)] == [Colour.GREEN] * 4
    refused_by_the_database("accounting_kept", lambda: Settlement.objects.filter(pk=row.pk).update(paid_checks=[]))
