"""What the checks of a payment look at, read on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from approdo.accounting.definitions import figure
from approdo.accounting.models import CommitmentCharge, Invoice, Settlement, TaxDebtCheck
from approdo.accounting.queries import findings
from approdo.accounting.queries.commitments import with_room
from approdo.accounting.queries.settlements import documents_of
from approdo.accounting.rules.settlement_checks import (
    Charged,
    Checked,
    CheckFacts,
    PayeeFacts,
    ProofFound,
    TaxAnswer,
    checked,
    payee_checks,
)
from approdo.accounting.rules.vocabulary import InvoiceState, TaxDebtOutcome
from approdo.reception.models import ManagingBody
from approdo.reception.queries import bodies
from approdo.reception.rules.expiries import Proof, Subject, holds


def checks_of(row: Settlement, on: date, documents: Sequence[Invoice] | None = None) -> tuple[Checked, ...]:
    """Every check of a settlement on a day; its documents where they were read already. Raises UnknownFigure."""
    return checked(_facts(row, on, documents_of(row) if documents is None else documents))


def payee_checks_of(row: Settlement, on: date) -> tuple[Checked, ...]:
    """What is looked at again when a settlement is paid. Raises UnknownFigure."""
    return payee_checks(_payee(row, on))


def payee_of(
    body: ManagingBody, on: date, payable: Decimal, answer: TaxDebtCheck | None, received_on: date
) -> PayeeFacts:
    """What is known on a day of who is paid; `answer`: the last of the collection agent. Raises UnknownFigure."""
    proofs = bodies.proofs(body.compliances.all())
    said = TaxAnswer(TaxDebtOutcome(answer.outcome), answer.answered_on, answer.reference) if answer else None
    return PayeeFacts(
        on=on, durc=_proof(proofs, Subject.DURC, on), antimafia=_proof(proofs, Subject.ANTIMAFIA, on),
        traceability=_proof(proofs, Subject.TRACEABILITY, on), account=body.dedicated_iban, payable=payable,
        threshold=figure("tax_debt_check_above", on).value, tax_answer=said, received_on=received_on,
    )  # fmt: skip


def charges_of(row: Settlement) -> Sequence[Any]:
    """The commitments that bear a settlement, each with what is `left` of it; read once."""
    prefetch_related_objects([row], Prefetch("charges", with_room(CommitmentCharge.objects.all())))
    return list(row.charges.all())


def _payee(row: Settlement, on: date) -> PayeeFacts:
    return payee_of(row.contract.body, on, row.payable, next(iter(row.tax_checks.all()), None), row.received_on)


def _facts(row: Settlement, on: date, documents: Sequence[Invoice]) -> CheckFacts:
    accepted = (InvoiceState.ACCEPTED.value, InvoiceState.CREDIT_ASKED.value)
    charges = tuple(Charged(str(one.commitment), one.amount, one.left) for one in charges_of(row))
    return CheckFacts(
        payee=_payee(row, on), statement_in_force=row.statement.superseded_at is None,
        open_invoices=sum(one.state not in accepted for one in documents),
        open_findings=findings.open_of(row.contract_id, row.month), charges=charges, pay_by=row.pay_by,
    )  # fmt: skip


def _proof(proofs: list[Proof], subject: Subject, on: date) -> ProofFound:
    mine = [one for one in proofs if one.subject == subject]
    good = [one for one in mine if holds([one], subject, on)]
    if good:
        without_end = any(one.last is None for one in good)
        return ProofFound(True, None if without_end else max(one.last or on for one in good))
    return ProofFound(False, max((one.last for one in mine if one.last), default=None))
