"""What the checks of a payment look at, read on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from approdo.accounting.definitions import figure
from approdo.accounting.models import Commitment, Settlement
from approdo.accounting.queries import findings
from approdo.accounting.rules.settlement_checks import Checked, CheckFacts, ProofFound, TaxAnswer, checked
from approdo.accounting.rules.vocabulary import BINDING, InvoiceState, TaxDebtOutcome
from approdo.core.rules.money import ZERO
from approdo.reception.queries import bodies
from approdo.reception.rules.expiries import Proof, Subject, holds


def checks_of(row: Settlement, on: date) -> tuple[Checked, ...]:
    """Every check of a settlement on a day. Raises UnknownFigure."""
    return checked(_facts(row, on))


def room_of(commitment: Commitment, *, without: Settlement | None = None) -> Decimal:
    """What is left of a commitment, euros; `without`: as if that settlement were not there."""
    rows = Settlement.objects.filter(commitment=commitment, state__in=[one.value for one in BINDING])
    if without:
        rows = rows.exclude(pk=without.pk)
    held: Decimal = rows.aggregate(held=Sum("charged", default=ZERO))["held"]
    return commitment.amount - held


def _facts(row: Settlement, on: date) -> CheckFacts:
    body = row.contract.body
    proofs = bodies.proofs(body.compliances.all())
    said = row.tax_checks.first()
    accepted = (InvoiceState.ACCEPTED.value, InvoiceState.CREDIT_ASKED.value)
    return CheckFacts(
        on=on, statement_in_force=row.statement.superseded_at is None,
        open_invoices=row.documents.exclude(invoice__state__in=accepted).count(),
        open_findings=findings.open_of(row.contract_id, row.month),
        durc=_proof(proofs, Subject.DURC, on), antimafia=_proof(proofs, Subject.ANTIMAFIA, on),
        traceability=_proof(proofs, Subject.TRACEABILITY, on), account=body.dedicated_iban, payable=row.payable,
        threshold=figure("tax_debt_check_above", on).value,
        tax_answer=TaxAnswer(TaxDebtOutcome(said.outcome), said.answered_on, said.reference) if said else None,
        received_on=row.received_on, charged=row.charged, room=room_of(row.commitment, without=row), pay_by=row.pay_by,
    )  # fmt: skip


def _proof(proofs: list[Proof], subject: Subject, on: date) -> ProofFound:
    mine = [one for one in proofs if one.subject == subject]
    good = [one for one in mine if holds([one], subject, on)]
    if good:
        without_end = any(one.last is None for one in good)
        return ProofFound(True, None if without_end else max(one.last or on for one in good))
    return ProofFound(False, max((one.last for one in mine if one.last), default=None))
