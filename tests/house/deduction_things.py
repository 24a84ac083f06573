"""A deduction at each point of its proceeding, full of words that nobody elsewhere may read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from approdo.accounting.models import Deduction
from approdo.accounting.rules import kept
from approdo.accounting.rules.deductions import recovery_reckoned
from approdo.core import documents
from approdo.core.access.actor import system_actor
from approdo.core.models import User

PROPOSED, SENT, RECEIVED, LAST, DECIDED = (date(2026, 2, day) for day in (1, 2, 3, 13, 14))


def make_deductions(prefecture: str, contract: UUID, note: str) -> dict[str, Any]:
    """Deductions against a contract by what was done of them; each has every paper that it may have."""
    paper = documents.store(
        system_actor(prefecture), "deduction", f"{note}.pdf", b"%PDF-1.7", media_type="application/pdf"
    )
    user = User.objects.filter(prefecture_id=prefecture).order_by("email")[0]
    written = {"letter": paper}
    sent = {**written, "state": "contested", "contested_on": SENT, "contested_by": "certified_mail"}
    received = {**sent, "received_on": RECEIVED, "answer_until": LAST}
    answered = {**received, "state": "answered", "answered_on": LAST, "answer": note, "answer_document": paper}
    decided = {
        **answered, "state": "confirmed", "decided_on": DECIDED, "decided_amount": Decimal(10), "decided_by": user,
        "reasons": note, "decision_letter": paper,
    }  # fmt: skip
    told = {
        "untold": {},
        "written": written,
        "sent": sent,
        "arrived": received,
        "defended": answered,
        "judged": decided,
        "told": {**decided, "communicated_on": DECIDED, "communicated_by": "in_hand"},
    }
    return {f"deduction_{name}": _made(prefecture, contract, note, paper, **more).pk for name, more in told.items()}


def _made(prefecture: str, contract: UUID, note: str, paper: Any, **told: Any) -> Deduction:
    amount = Decimal("10.00")
    return Deduction.objects.create(
        prefecture_id=prefecture, contract_id=contract, kind="recovery", happened_on=PROPOSED, article=note, facts=note,
        evidence=paper, reckoning=kept.text_of(recovery_reckoned(amount, "Art. 1")), amount=amount, source_kind="office",
        proposed_on=PROPOSED, **told,
    )  # fmt: skip
