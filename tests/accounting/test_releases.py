"""What was kept is given back once, whole, by two people, after the end of the contract; and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from approdo.accounting.commands import commitments, releases
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.models import Finding, ReleasedRetention, RetentionRelease
from approdo.accounting.queries import commitments as money
from approdo.accounting.queries import releases as queries
from approdo.accounting.rules.release import KeptBack, released
from approdo.accounting.rules.settlement_checks import CheckKind, Colour, Why, stops
from approdo.accounting.rules.vocabulary import TaxDebtOutcome
from approdo.core import documents
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.identifiers import new_id
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.models import Compliance
from tests.accounting.endings import LAST, End
from tests.accounting.payments import TODAY, Till
from tests.accounting.test_answer_invoices import send
from tests.accounting.test_settlements import refused_by_the_database

pytestmark = pytest.mark.slow

MakeUser = Callable[..., User]
euros = st.decimals(min_value=0, max_value=50_000, places=2)
KEPT = KeptBack("a", Decimal("50.00"), Decimal("10000.00"), Decimal("0.00"), Decimal(5), split_payment=True)


@pytest.fixture
def end(savona: Prefecture, make_user: MakeUser) -> End:
    return End(savona, make_user)


def whys(row: RetentionRelease, on: date = TODAY) -> list[Why]:
    return [one.why for one in stops(queries.checks_of(RetentionRelease.objects.get(pk=row.pk), on))]


def test_what_bore_its_tax_is_given_back_as_it_is() -> None:
    found = released([KEPT])
    assert (found.retention, found.vat, found.payable) == (Decimal("50.00"), 0, Decimal("50.00"))


def test_what_was_left_out_of_the_invoice_bears_its_tax_now() -> None:
    """10 000 of days, 50 kept and not invoiced: 497.50 of tax then, 2.50 now, 500 together."""
    found = released([KeptBack("a", Decimal(50), Decimal(10_000), Decimal(50), Decimal(5), split_payment=True)])
    assert (found.vat, found.vat_to_treasury, found.payable) == (Decimal("2.50"), Decimal("2.50"), Decimal(50))
    paid = released([KeptBack("a", Decimal(50), Decimal(10_000), Decimal(50), Decimal(5), split_payment=False)])
    assert (paid.vat_to_treasury, paid.payable) == (0, Decimal("52.50"))
    exempt = released([KeptBack("a", Decimal(50), Decimal(10_000), Decimal(50), None, split_payment=True)])
    assert (exempt.vat, exempt.payable) == (0, Decimal(50))


@given(st.lists(st.tuples(euros, euros, euros, st.sampled_from([None, 4, 5, 10, 22]), st.booleans()), max_size=6))
def test_any_release_adds_up(rows: list[tuple[Decimal, Decimal, Decimal, int | None, bool]]) -> None:
    """Against a sum in cents: the tax of the month and the tax of the release are the tax of the whole."""
    kept = [
        KeptBack(str(n), min(a, t), t, u, None if r is None else Decimal(r), s)
        for n, (a, t, u, r, s) in enumerate(rows)
    ]
    found = released(kept)

    def tax(amount: Decimal, rate: Decimal) -> int:
        return (int(amount * 100) * int(rate) * 2 + 100) // 200

    expected = {
        one.reference: tax(one.taxable, one.vat_percent) - tax(one.taxable - min(one.untaxed, one.amount), one.vat_percent)
        if one.vat_percent is not None else 0
        for one in kept if one.amount
    }  # fmt: skip
    assert {one.reference: int(one.vat * 100) for one in found.lines} == expected
    assert found.retention == sum((one.amount for one in kept), Decimal(0))
    assert found.payable + found.vat_to_treasury == found.retention + found.vat
    assert 0 <= found.vat_to_treasury <= found.vat


@pytest.mark.django_db
def test_the_whole_way(end: End) -> None:
    assert [(one.contract, one.amount) for one in queries.to_give_back(end.chief, TODAY)] == [
        (end.contract.pk, Decimal("9.50"))
    ]
    given_on = end.certify()
    assert documents.read(end.chief, given_on.certificate).startswith(b"%PDF")
    row = end.give_back()
    assert (row.retention, row.vat, row.payable, row.edition) == (Decimal("9.50"), 0, Decimal("9.50"), 1)
    end.let(row)
    row = queries.release(end.chief, row.pk)
    assert {one.colour for one in queries.checks_of(row, TODAY)} == {Colour.GREEN}
    assert row.proposal is not None
    assert documents.read(end.chief, row.proposal).startswith(b"%PDF")
    assert end.pay_back(row).state == "paid"
    assert not queries.to_give_back(end.chief, TODAY)
    found = money.money(end.chief, end.contract.pk)
    assert (found.retained, found.released, found.held) == (Decimal("9.50"), Decimal("9.50"), 0)
    for act in ("contract.conformity_given", "release.prepared", "release.approved", "release.paid"):
        assert AuditRecord.objects.filter(act=act).count() == 1, act


@pytest.mark.django_db
def test_the_commitment_bears_what_was_kept_once_and_only_the_tax_that_is_due_now(
    savona: Prefecture, make_user: MakeUser
) -> None:
    """1.55 were left out of an invoice at 5 per cent: the tax of 1 899.68 is 94.98, of 1 898.13 it was 94.91."""
    end = End(savona, make_user, withheld=True)
    before = money.of_contract(end.chief, end.contract.pk).get().residual
    end.certify()
    with pytest.raises(InvalidInput) as wrong:
        end.give_back()
    assert set(wrong.value.fields) == {"commitment", "invoice_number"}
    other = Till(savona, make_user, 2)
    with pytest.raises(InvalidInput, match="commitment_of_another"):
        end.give_back(commitment_id=other.commitment.pk, invoice_number="20/2026")
    row = end.give_back(commitment_id=end.commitment.pk, invoice_number="20/2026")
    assert (row.vat, row.vat_to_treasury, row.payable) == (Decimal("0.07"), Decimal("0.07"), row.retention)
    end.let(row)
    found = money.of_contract(end.chief, end.contract.pk).get()
    assert found.residual == before - Decimal("0.07")
    assert money.money(end.chief, end.contract.pk).forecast.residual == found.residual


@pytest.mark.django_db
def test_the_tax_does_not_go_beyond_the_commitment(savona: Prefecture, make_user: MakeUser) -> None:
    end = End(savona, make_user, withheld=True)
    short = end.commit("0.06", "D-2")
    end.certify()
    row = end.give_back(commitment_id=short.pk, invoice_number="20/2026")
    assert whys(row) == [Why.NO_ROOM]
    with pytest.raises(Refusal, match="payment_stopped"):
        end.let(row)
    wanted = {
        "state": "approved",
        "approved_by": end.head_user,
        "approved_on": TODAY,
        "proposal": row.conformity.certificate,
    }
    mine = RetentionRelease.objects.filter(pk=row.pk)
    refused_by_the_database("within_commitment", lambda: mine.update(**wanted))
    enough = CommitmentFacts(2026, "2351/2", "D-2", date(2026, 1, 5), Decimal("0.07"))
    commitments.correct_commitment(by=end.chief, commitment_id=short.pk, facts=enough, reason="Prova")
    end.let(row)
    less = CommitmentFacts(2026, "2351/2", "D-2", date(2026, 1, 5), Decimal("0.06"))
    with pytest.raises(Refusal, match="commitment_used"):
        commitments.correct_commitment(by=end.chief, commitment_id=short.pk, facts=less, reason="Prova")


@pytest.mark.django_db
def test_nothing_is_given_back_before_the_end_or_without_the_final_conformity(end: End) -> None:
    with pytest.raises(Refusal, match="conformity_missing"):
        end.give_back()
    end.end(TODAY)
    with pytest.raises(Refusal, match="contract_runs"):
        end.certify()
    end.end(LAST)
    end.certify()
    with pytest.raises(Refusal, match="conformity_given"):
        end.certify()
    row = end.give_back()
    end.end(date(2026, 6, 30))  # extended meanwhile
    assert whys(row) == [Why.CONTRACT_RUNS, Why.CONFORMITY_MISSING]
    with pytest.raises(Refusal, match="payment_stopped"):
        end.let(row)
    wanted = {
        "state": "approved",
        "approved_by": end.head_user,
        "approved_on": TODAY,
        "proposal": row.conformity.certificate,
    }
    mine = RetentionRelease.objects.filter(pk=row.pk)
    refused_by_the_database("release_after_the_end", lambda: mine.update(**wanted))
    later = date(2026, 7, 1)
    releases.withdraw_release(by=end.chief, release_id=row.pk, reason="Proroga")
    end.certify(today=later)
    assert end.let(end.give_back(today=later), today=later).state == "approved"


@pytest.mark.django_db
def test_what_was_given_back_is_not_given_back_again(end: End) -> None:
    end.certify()
    row = end.give_back()
    with pytest.raises(Refusal, match="nothing_kept"):
        end.give_back()
    releases.withdraw_release(by=end.chief, release_id=row.pk, reason="Errore")
    again = end.let(end.give_back())
    assert (again.edition, again.retention) == (2, row.retention)
    end.pay_back(again)
    with pytest.raises(Refusal, match="nothing_kept"):
        end.give_back()
    told = {"prefecture": end.contract.prefecture, "settlement": end.settlement, "amount": row.retention, "vat": 0}
    refused_by_the_database("released_as_kept", lambda: ReleasedRetention.objects.create(release=again, **told))
    lines = ReleasedRetention.objects.filter(release=again)
    refused_by_the_database("taken_back_when_cancelled", lambda: lines.update(live=False))
    refused_by_the_database("accounting_kept", lambda: RetentionRelease.objects.filter(pk=again.pk).update(vat=1))


@pytest.mark.django_db
def test_the_database_gives_back_what_was_kept_and_no_more(end: End) -> None:
    row = end.give_back() if end.certify() else None
    assert row is not None
    releases.withdraw_release(by=end.chief, release_id=row.pk, reason="Errore")
    row.pk, row.edition, row._state.adding, row.state, row.cancellation = new_id(), 2, True, "prepared", ""
    row.retention, row.payable = Decimal("9.51"), Decimal("9.51")

    def give(amount: str) -> None:
        row.save(force_insert=True)
        told = {"prefecture": end.contract.prefecture, "settlement": end.settlement, "release": row, "vat": 0}
        ReleasedRetention.objects.create(**told, amount=Decimal(amount))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused_by_the_database("released_as_kept", lambda: give("9.51"))
    refused_by_the_database("released_add_up", lambda: give("9.50"))


@pytest.mark.django_db
def test_two_people(end: End) -> None:
    end.certify()
    row = end.give_back(by=end.head)
    with pytest.raises(Refusal, match="same_person"):
        end.let(row)
    with pytest.raises(NotAllowed):
        end.let(row, by=end.chief)
    wanted = {
        "state": "approved",
        "approved_by": end.head_user,
        "approved_on": TODAY,
        "proposal": row.conformity.certificate,
    }
    refused_by_the_database("release_two_people", lambda: RetentionRelease.objects.filter(pk=row.pk).update(**wanted))
    with pytest.raises(Stale):
        end.let(row, expected_version=9)
    with pytest.raises(NotAllowed):
        end.certify(by=end.desk.operator)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["durc", "antimafia", "traceability"])
def test_a_proof_that_ended_stops_it_and_stops_its_payment(end: End, kind: str) -> None:
    end.certify()
    row, proof = end.give_back(), Compliance.objects.filter(kind=kind)
    proof.update(expires_on=TODAY - timedelta(days=1))
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        end.let(row)
    assert "19 giu 2026" in str(stopped.value.message)
    proof.update(expires_on=TODAY)
    end.let(row)
    weeks = TODAY + timedelta(days=30)
    with pytest.raises(Refusal, match="payment_stopped") as stopped:
        end.pay_back(row, paid_on=weeks, today=weeks)
    assert "20 giu 2026" in str(stopped.value.message)
    assert end.pay_back(row, today=weeks).state == "paid"  # paid on a day on which it held


@pytest.mark.django_db
def test_above_the_threshold_the_collection_agent_is_asked(end: End, monkeypatch: pytest.MonkeyPatch) -> None:
    end.certify()
    row = end.give_back()
    threshold = SimpleNamespace(value=Decimal("9.49"))
    monkeypatch.setattr("approdo.accounting.queries.settlement_checks.figure", lambda _name, _on: threshold)
    with pytest.raises(Refusal, match="payment_stopped"):
        end.let(row)
    releases.record_release_tax_check(
        by=end.chief, release_id=row.pk, outcome=TaxDebtOutcome.CLEAR, answered_on=TODAY, reference="A-1", today=TODAY
    )
    assert end.let(row).state == "approved"


@pytest.mark.django_db
def test_open_findings_and_deductions_stop_it(end: End) -> None:
    end.certify()
    row = end.give_back()
    told = end.decided("3.00")
    checks = {one.kind: one for one in queries.checks_of(row, TODAY)}
    assert checks[CheckKind.DEDUCTIONS].why is Why.DEDUCTIONS_LEFT  # for the guarantee: told, and no stop
    assert whys(row) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounting_deduction DISABLE TRIGGER USER")
    type(told).objects.filter(pk=told.pk).update(communicated_on=None, communicated_by="")
    assert whys(row) == [Why.DEDUCTIONS_OPEN]
    type(told).objects.filter(pk=told.pk).delete()
    Finding.objects.create(
        prefecture=end.contract.prefecture, contract=end.contract, month=date(2026, 4, 1), kind="after_exit", key="a",
        nights=1, amount=1, withheld=True, found_at=end.settlement.prepared_at, evidence={},
    )  # fmt: skip
    assert whys(row) == [Why.FINDINGS_OPEN]


@pytest.mark.django_db
def test_a_settlement_that_is_not_paid_is_not_given_back_and_stops_the_rest(
    savona: Prefecture, make_user: MakeUser
) -> None:
    till = Till(savona, make_user)
    till.accepted()
    row = till.approve(till.prepare())
    assert not queries.to_give_back(till.chief, date(2027, 1, 1))
    late = date(2027, 1, 1)
    releases.give_final_conformity(by=till.chief, contract_id=till.contract.pk, notes="", today=late)
    with pytest.raises(Refusal, match="nothing_kept"):
        releases.prepare_release(by=till.chief, contract_id=till.contract.pk, today=late)
    assert row.retention == Decimal("9.50")


@pytest.mark.django_db
def test_an_invoice_that_came_late_stops_it(end: End) -> None:
    end.certify()
    row = end.give_back()
    send(end.desk, number="99/2026")
    assert whys(row) == [Why.MONTHS_OPEN]


@pytest.mark.django_db
def test_an_approved_one_is_cancelled_with_reasons(end: End) -> None:
    end.certify()
    row = end.let(end.give_back())
    with pytest.raises(Refusal, match="release_moved_on"):
        releases.withdraw_release(by=end.chief, release_id=row.pk, reason="Prova")
    with pytest.raises(InvalidInput):
        releases.cancel_release(by=end.head, release_id=row.pk, reason=" ")
    assert releases.cancel_release(by=end.head, release_id=row.pk, reason="Conto chiuso").state == "cancelled"
    assert end.give_back().edition == 2


@pytest.mark.django_db
def test_the_office_of_another_prefecture_finds_nothing(end: End, palermo: Prefecture, make_user: MakeUser) -> None:
    given_on, other = end.certify(), End(palermo, make_user, 9)
    row = end.give_back()
    for act in (
        lambda: end.let(row, by=other.head), lambda: queries.release(other.chief, row.pk),
        lambda: queries.conformity(other.chief, given_on.pk), lambda: end.certify(by=other.chief),
        lambda: end.give_back(by=other.chief),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    assert [one.contract for one in queries.to_give_back(other.chief, TODAY)] == [other.contract.pk]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE approdo_web")
        cursor.execute("SELECT set_config('approdo.prefecture', 'PA', true)")
        for table in ("finalconformity", "retentionrelease", "releasedretention"):
            cursor.execute(f"SELECT count(*) FROM accounting_{table} WHERE prefecture_id <> 'PA'")  # noqa: S608
            assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")
