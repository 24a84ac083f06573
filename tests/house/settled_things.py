"""Settlements of invented months in each state, as rows, full of words that nobody elsewhere may read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from approdo.accounting.models import (
    Commitment,
    CommitmentCharge,
    Invoice,
    MonthlyStatement,
    Settlement,
    SettlementInvoice,
)
from approdo.accounting.queries import statements
from approdo.accounting.queries.settlements import COLUMNS
from approdo.accounting.rules import kept
from approdo.accounting.rules.settlement import Part, SettlementInputs, settle
from approdo.core import documents
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.identifiers import new_id
from approdo.core.models import StoredDocument, User
from approdo.core.rules.money import ZERO
from approdo.reception.models import Compliance, Contract, ManagingBody

ON = date(2026, 3, 1)


def make_settlements(prefecture: str, accounts: dict[str, Any], own_contract: UUID, keeper: User, note: str) -> Any:
    """One prepared by `keeper`, one approved, one paid of the owner's body, and an accepted month that waits."""
    by = system_actor(prefecture, *Permission)
    contract = Contract.objects.select_related("body").get(pk=accounts["paid_contract"])
    in_order(contract.body)
    own = Contract.objects.get(pk=own_contract)
    other = User.objects.create(
        prefecture_id=prefecture, email=f"approver@{prefecture.lower()}.example", full_name=f"{note} approver"
    )
    paper = documents.store(by, "certificate", f"{note}.pdf", b"%PDF-1.7", media_type="application/pdf")
    first = MonthlyStatement.objects.get(pk=accounts["statement"])
    commitment = commit(contract, note)
    approved = {"state": "approved", "approved_by": other, "approved_on": ON, "approved_at": timezone.now()}
    prepared = settled(statement_of(first, contract, date(2026, 3, 1)), commitment, keeper, paper)
    ready = settled(statement_of(first, contract, date(2026, 4, 1)), commitment, keeper, paper)
    mine = settled(statement_of(first, own, date(2026, 5, 1)), commit(own, note), keeper, paper)
    for row in (ready, mine):
        Settlement.objects.filter(pk=row.pk).update(**approved, proposal=paper)
    statement_of(first, contract, date(2026, 2, 1))
    accepted(Invoice.objects.get(pk=accounts["invoice"]), date(2026, 2, 1), "waits")
    return {
        "commitment": commitment.pk, "settlement": prepared.pk, "approved_settlement": ready.pk,
        "own_settlement": mine.pk,
    }  # fmt: skip


def in_order(body: ManagingBody) -> None:
    """Who is paid has an account and its traceability."""
    ManagingBody.objects.filter(pk=body.pk).update(dedicated_iban="IT60X0542811101000000123456")
    Compliance.objects.create(
        prefecture_id=body.prefecture_id, body=body, kind="traceability", issued_on=date(2025, 12, 1), reference="1"
    )


def commit(contract: Contract, reference: str, amount: str = "100000.00") -> Commitment:
    """A commitment of a contract, as a row."""
    return Commitment.objects.create(
        prefecture_id=contract.prefecture_id, contract=contract, year=2026, chapter=f"2351-{contract.cig}",
        reference=reference[:80], decided_on=ON, amount=Decimal(amount), recorded_at=timezone.now(),
    )  # fmt: skip


def statement_of(found: MonthlyStatement, contract: Contract, month: date) -> MonthlyStatement:
    """The same statement for another contract and month, as a row."""
    copy = MonthlyStatement.objects.get(pk=found.pk)
    copy.id, copy.month, copy.contract, copy._state.adding = new_id(), month, contract, True
    copy.save(force_insert=True)
    return copy


def accepted(found: Invoice, month: date, number: str) -> Invoice:
    """The same invoice under another number, accepted for that month."""
    copy = Invoice.objects.get(pk=found.pk)
    copy.id, copy.month, copy._state.adding = new_id(), month, True
    copy.content_hash, copy.number_key, copy.number = kept.digest(f"{number} {month}"), number.upper(), number
    copy.state, copy.answered_on = "accepted", timezone.localdate()
    copy.save(force_insert=True)
    return copy


def settled(
    statement: MonthlyStatement,
    commitment: Commitment,
    person: User,
    paper: StoredDocument,
    document: Invoice | None = None,
) -> Settlement:
    """A prepared settlement of what a statement recognises, as rows."""
    parts = tuple(Part(one, getattr(statement, name), getattr(statement, name)) for one, name in COLUMNS.items())
    supplier = statements.supplier_of(statement)
    inputs = SettlementInputs(1, ON, statement.result_hash, supplier, (), parts, statement.vat, ZERO, ZERO, ())
    found, text = settle(inputs), kept.text_of(inputs)
    columns = {column: found.of(one) for one, column in COLUMNS.items()}
    row = Settlement.objects.create(
        prefecture_id=statement.prefecture_id, contract=statement.contract, month=statement.month, edition=1,
        statement=statement, rule=1, inputs=text, input_hash=kept.digest(text),
        result_hash=kept.digest(kept.text_of(found)), **columns, vat=found.vat, total=found.total,
        vat_to_treasury=found.vat_to_treasury, retention=found.retention, deducted=found.deducted,
        payable=found.payable, charged=found.charged, received_on=ON, accepted_on=ON, pay_days=30,
        pay_by=date(2026, 4, 1), certified_on=ON, certificate=paper, prepared_at=timezone.now(), prepared_by=person,
    )  # fmt: skip
    CommitmentCharge.objects.create(
        prefecture_id=row.prefecture_id, settlement=row, commitment=commitment, amount=row.charged
    )
    if document:
        SettlementInvoice.objects.create(prefecture_id=row.prefecture_id, settlement=row, invoice=document)
    return row


def many_settlements(by: Actor, contract_id: UUID, rows: int) -> dict[str, object]:
    """So many commitments of a contract, settlements of its months, documents of one of them and months that wait."""
    contract = Contract.objects.get(pk=contract_id)
    first = MonthlyStatement.objects.filter(prefecture=by.prefecture).order_by("-month")[0]
    invoice = Invoice.objects.filter(prefecture=by.prefecture).order_by("pk")[0]
    person = User.objects.get(pk=by.user_id)
    Invoice.objects.filter(pk=invoice.pk).update(contract=contract)
    paper = documents.store(by, "certificate", "a.pdf", b"%PDF-1.7", media_type="application/pdf")
    for number in range(rows):
        commitment = commit(contract, f"D-{number}")
        month = date(2030 + number // 12, number % 12 + 1, 1)
        row = settled(statement_of(first, contract, month), commitment, person, paper)
        if number < rows - 1:
            Settlement.objects.filter(pk=row.pk).update(
                state="approved", approved_by=_other(by), approved_on=ON, approved_at=timezone.now(), proposal=paper
            )
        accepted(invoice, date(2090 + number // 12, number % 12 + 1, 1), f"waits {number}")
    for number in range(rows):
        SettlementInvoice.objects.create(
            prefecture_id=by.prefecture, settlement=row, invoice=accepted(invoice, row.month, f"paid {number}")
        )
    waits = statement_of(first, contract, date(2090, 1, 1))
    return {"settlement_id": row.pk, "commitment_id": commitment.pk, "waits": waits.month}


def _other(by: Actor) -> User:
    found, _made = User.objects.get_or_create(
        email="other.approver@sv.example", defaults={"prefecture_id": by.prefecture, "full_name": "Altra"}
    )
    return found
