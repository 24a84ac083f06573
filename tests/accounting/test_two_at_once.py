"""Two officers at the same moment: the database decides, and what one did is told to the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from approdo.accounting.commands import receiving
from approdo.accounting.commands.deduction_acts import decide_deduction
from approdo.accounting.commands.findings import resolve_finding
from approdo.accounting.commands.invoices import answer_invoice
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.models import Finding, Invoice
from approdo.accounting.rules.deductions import DeductionKind
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.errors import Refusal
from approdo.core.models import AuditRecord, Prefecture, User
from tests.accounting.counting import compute, new_desk, sign
from tests.accounting.electronic_invoices import invoice, signed, xml
from tests.accounting.proceedings import AFTER_ALL, new_court
from tests.accounting.test_answer_invoices import TODAY, send

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.slow]
MakeUser = Callable[..., User]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What each act says, all of them begun together."""
    start = Barrier(len(acts), timeout=30)

    def work(act: Callable[[], Any]) -> str:
        try:
            start.wait()
            return str(act())
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(work, acts))


def test_the_same_invoice_in_two_files(
    savona: Prefecture, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look before either writes: the database lets one in, the other finds it there."""
    desk = new_desk(savona, make_user)
    both, real = Barrier(2, timeout=30), receiving.read_upload

    def together(name: str, content: bytes) -> object:
        found = list(real(name, content))
        both.wait()
        return found

    monkeypatch.setattr(receiving, "read_upload", together)

    def receive(name: str, content: bytes) -> str:
        day = date(2026, 6, 8)
        found = receiving.receive_invoices(by=desk.chief, name=name, content=content, received_on=day, today=TODAY)
        return found.upload.arrivals.get().outcome

    plain = xml(invoice())
    told = at_once(lambda: receive("a.xml", plain), lambda: receive("b.p7m", signed(plain)))
    assert (told, Invoice.objects.count()) == (["received", "same_content"], 1)


def test_two_answers_to_an_invoice(savona: Prefecture, make_user: MakeUser) -> None:
    desk = new_desk(savona, make_user)
    compute(desk)
    row = send(desk)

    def act(outcome: Outcome) -> str:
        told = {"reason": "Prova", "today": TODAY, "expected_version": 1}
        return answer_invoice(by=desk.chief, invoice_id=row.pk, outcome=outcome, **told).state

    told = at_once(lambda: act(Outcome.ACCEPT), lambda: act(Outcome.ACCEPT))
    assert told == ["accepted", "invoice_changed"]
    assert AuditRecord.objects.filter(act="invoice.accepted").count() == 1


def test_two_answers_to_a_finding(savona: Prefecture, make_user: MakeUser) -> None:
    desk = new_desk(savona, make_user)
    sign(desk, [])
    compute(desk)
    row = Finding.objects.order_by("pk")[0]

    def act(state: FindingState) -> str:
        return resolve_finding(by=desk.chief, finding_id=row.pk, state=state, reason="Prova", expected_version=1).state

    told = at_once(lambda: act(FindingState.EXPLAINED), lambda: act(FindingState.ACCEPTED))
    assert "finding_changed" in told
    assert AuditRecord.objects.filter(act__startswith="finding.").count() == 1


def test_the_same_month_computed_twice(savona: Prefecture, make_user: MakeUser) -> None:
    desk = new_desk(savona, make_user)
    told = at_once(lambda: compute(desk).version, lambda: compute(desk).version)
    assert told == ["1", "1"]


def test_two_penalties_share_what_is_left_of_their_cap(savona: Prefecture, make_user: MakeUser) -> None:
    """Ninety and ninety days at one per mille: what the first leaves of ten per cent is all that the second may ask."""
    court = new_court(savona, make_user)
    basis = Basis(rate=Decimal("1.0"), days=90)
    told = at_once(*[lambda: court.proposed(basis=basis).amount] * 2)
    assert told == ["1000.00", "9000.00"]


def test_two_decisions_on_a_deduction(savona: Prefecture, make_user: MakeUser) -> None:
    court = new_court(savona, make_user)
    row = court.received()

    def act(amount: str) -> str:
        told = {"on": AFTER_ALL, "amount": Decimal(amount), "reasons": "Prova", "today": AFTER_ALL}
        return decide_deduction(by=court.head, deduction_id=row.pk, expected_version=row.version, **told).state

    told = at_once(lambda: act("500.00"), lambda: act("0.00"))
    assert "deduction_changed" in told
    assert AuditRecord.objects.filter(act__in=["deduction.confirmed", "deduction.dismissed"]).count() == 1


def test_a_finding_proposed_twice_at_once(savona: Prefecture, make_user: MakeUser) -> None:
    court = new_court(savona, make_user)
    sign(court.desk, [])
    compute(court.desk)
    Finding.objects.update(withheld=False)
    row = Finding.objects.order_by("pk")[0]
    told = at_once(*[lambda: court.proposed(kind=DeductionKind.RECOVERY, basis=Basis(), findings=(row.pk,)).state] * 2)
    assert told == ["finding_deducted", "proposed"]
