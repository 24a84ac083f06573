"""Two officers at the same moment: no euro is promised, settled or deducted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from approdo.accounting.commands import settlements
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.models import RetentionRelease, Settlement, SettlementDeduction
from approdo.accounting.queries import commitments
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import Refusal
from approdo.core.identifiers import new_id
from approdo.core.models import AuditRecord, Prefecture, User
from tests.accounting.endings import End
from tests.accounting.payments import Till
from tests.accounting.test_two_at_once import at_once

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.slow]
MakeUser = Callable[..., User]


@pytest.fixture
def till(savona: Prefecture, make_user: MakeUser) -> Till:
    till = Till(savona, make_user)
    till.accepted()
    return till


def test_the_same_month_is_prepared_once(till: Till) -> None:
    told = at_once(lambda: till.prepare().edition, lambda: till.prepare().edition)
    assert told == ["1", "nothing_to_settle"]
    assert Settlement.objects.count() == 1


def test_a_settlement_is_approved_once(till: Till) -> None:
    row = till.prepare()
    told = at_once(lambda: till.approve(row).state, lambda: till.approve(row).state)
    assert told == ["approved", "settlement_moved_on"]
    assert AuditRecord.objects.filter(act="settlement.approved").count() == 1


def test_approved_and_taken_back_at_once_one_wins(till: Till) -> None:
    row = till.prepare()
    told = at_once(
        lambda: till.approve(row).state,
        lambda: settlements.withdraw_settlement(by=till.chief, settlement_id=row.pk, reason="Prova").state,
    )
    assert "settlement_moved_on" in told
    row.refresh_from_db()
    assert row.state in told


def _two_of_one_commitment(till: Till) -> tuple[Settlement, Settlement]:
    """May as it was prepared, and another month of the same contract with the same amounts, on one commitment that
    bears only one of them."""
    till.commitment = till.commit("2600.00", "D-2")
    first = till.prepare()
    return first, _copied(first, date(2026, 4, 1))


@transaction.atomic
def _copied(first: Settlement, month: date) -> Settlement:
    """The same settlement of another month, on the same commitments."""
    statement = first.statement
    statement.pk, statement.month, statement._state.adding = new_id(), month, True
    statement.save(force_insert=True)
    other = Settlement.objects.get(pk=first.pk)
    other.pk, other.month, other.statement, other._state.adding = new_id(), month, statement, True
    other.save(force_insert=True)
    for one in first.charges.all():
        one.pk, one.settlement, one._state.adding = new_id(), other, True
        one.save(force_insert=True)
    return other


def test_what_was_kept_is_given_back_once(savona: Prefecture, make_user: MakeUser) -> None:
    end = End(savona, make_user, 2)
    end.certify()
    told = at_once(lambda: end.give_back().edition, lambda: end.give_back().edition)
    assert told == ["1", "nothing_kept"]
    row = RetentionRelease.objects.get()
    assert at_once(lambda: end.let(row).state, lambda: end.let(row).state) == ["approved", "release_moved_on"]
    assert at_once(lambda: end.pay_back(row).state, lambda: end.pay_back(row).state) == ["paid", "release_moved_on"]
    assert AuditRecord.objects.filter(act__in=["release.approved", "release.paid"]).count() == 2


def test_two_settlements_on_two_commitments_do_not_exceed_either(till: Till) -> None:
    """Each is charged on both, in opposite orders of choice: no deadlock, and only one has room."""
    small = till.commit("2000.00", "D-2"), till.commit("1000.00", "D-3")
    shares = [Charge(small[0].pk, Decimal("1505.66")), Charge(small[1].pk, Decimal("1000.00"))]
    first = till.prepare(charges=shares)
    other = _copied(first, date(2026, 4, 1))
    told = at_once(lambda: till.approve(first).state, lambda: till.approve(other).state)
    assert told == ["approved", "payment_stopped"]
    residuals = {row.reference: row.residual for row in commitments.of_contract(till.chief, till.contract.pk)}
    assert (residuals["D-2"], residuals["D-3"]) == (Decimal("494.34"), 0)


@pytest.mark.parametrize("blind", [False, True])
def test_two_settlements_of_one_commitment_do_not_exceed_it(
    till: Till, monkeypatch: pytest.MonkeyPatch, *, blind: bool
) -> None:
    """Also when the code that looks at what is left is off: the database alone lets one of them through."""
    first, other = _two_of_one_commitment(till)
    if blind:
        monkeypatch.setattr(settlements, "checks_of", lambda *_row: ())
    told = at_once(lambda: till.approve(first).state, lambda: till.approve(other).state)
    assert told == sorted(["approved", "commitment_short" if blind else "payment_stopped"])
    assert Settlement.objects.filter(state="approved").count() == 1


def test_a_deduction_is_taken_once_by_two_months(till: Till) -> None:
    rows = _two_of_one_commitment(till)
    told = till.decided("300.00")

    def take(row: Settlement) -> str:
        with refusing("deducted_once", Refusal("deduction_taken", "")):
            SettlementDeduction.objects.create(
                prefecture=till.contract.prefecture, settlement=row, deduction=told, amount=Decimal("300.00")
            )
        return "taken"

    assert at_once(*(partial(take, row) for row in rows)) == ["deduction_taken", "taken"]
    assert SettlementDeduction.objects.count() == 1
