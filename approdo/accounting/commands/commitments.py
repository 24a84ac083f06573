"""Money set aside for a contract."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.models import Commitment
from approdo.accounting.queries import commitments, statements
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import Refusal
from approdo.core.saying import reason_said, wrong_fields
from approdo.core.versions import refuse_changed


def _refused(constraint: str) -> Refusal | None:
    if constraint == "commitment_once":
        return Refusal(
            "commitment_recorded", _("A commitment with this year, chapter and reference is recorded already.")
        )
    if constraint == "commitment_holds":
        return Refusal("commitment_used", _("More than that was settled already of this commitment."))
    return None


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """What a commitment says: year and chapter of the budget, the decree, its day, euros."""

    year: int
    chapter: str
    reference: str
    decided_on: date
    amount: Decimal


@transaction.atomic
def record_commitment(*, by: Actor, contract_id: UUID, facts: CommitmentFacts) -> Commitment:
    """Record a commitment of a contract.

    Raises NotAllowed, NotFound, InvalidInput (nothing committed, a year, chapter or reference missing), Refusal
    (recorded already). Source: law 196/2009, art. 34.
    """
    require(by, Permission.COMMITMENT_RECORD)
    contract = statements.contract(by, contract_id)
    columns = _columns(facts)
    with answering(_refused):
        row = Commitment.objects.create(
            prefecture_id=by.prefecture,
            contract=contract,
            recorded_at=timezone.now(),
            recorded_by_id=by.user_id,
            **columns,
        )
    audit.record(by, "commitment.recorded", "commitment", row.pk, version=1, contract=contract.pk, **columns)
    return row


@transaction.atomic
def correct_commitment(
    *, by: Actor, commitment_id: UUID, facts: CommitmentFacts, reason: str, expected_version: int | None = None
) -> Commitment:
    """Correct a commitment, or make it larger or smaller, never below what was settled of it.

    Raises NotAllowed, NotFound, Stale, InvalidInput (as `record_commitment`, no reason), Refusal.
    """
    require(by, Permission.COMMITMENT_RECORD)
    row = Commitment.objects.select_for_update().get(pk=commitments.commitment(by, commitment_id).pk)
    words = _("A colleague changed this while you were writing. Nothing of yours was saved.")
    refuse_changed(by, "commitment", row, expected_version, words, acts=labels.ACTS)
    told, columns = reason_said(reason, 500), _columns(facts)
    before = {name: getattr(row, name) for name in columns}
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    with answering(_refused):
        row.save()
    changed = {name: [before[name], value] for name, value in columns.items() if before[name] != value}
    audit.record(by, "commitment.corrected", "commitment", row.pk, version=row.version, reason=told, changed=changed)
    return row


def _columns(facts: CommitmentFacts) -> dict[str, object]:
    """The columns of a commitment. Raises InvalidInput."""
    columns = {
        **asdict(facts), "chapter": " ".join(facts.chapter.split())[:40],
        "reference": " ".join(facts.reference.split())[:80],
    }  # fmt: skip
    wrong = {
        "chapter": not columns["chapter"], "reference": not columns["reference"], "amount": facts.amount <= 0,
        "year": not 2000 <= facts.year <= 2200,
    }  # fmt: skip
    fields = {name: _("Write this.") for name, is_wrong in wrong.items() if is_wrong}
    if fields:
        raise wrong_fields("commitment_incomplete", fields)
    return columns
