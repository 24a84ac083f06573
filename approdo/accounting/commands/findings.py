"""What the office answers to a finding."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.models import Finding
from approdo.accounting.queries import findings
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.saying import reason_said
from approdo.core.versions import refuse_changed


@transaction.atomic
def resolve_finding(
    *, by: Actor, finding_id: UUID, state: FindingState, reason: str, expected_version: int | None = None
) -> Finding:
    """Say that a finding is explained (there was a reason) or accepted (it is right, and stays left out or is recovered),
    or open it again. Each with its reason, which is kept.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (no longer found, the same state).
    """
    require(by, Permission.FINDING_RESOLVE)
    seen = findings.finding(by, finding_id)
    row = Finding.objects.select_for_update().get(pk=seen.pk)
    words = _("A colleague answered this finding, or it was computed again, while you were writing. Nothing was saved.")
    refuse_changed(by, "finding", row, expected_version, words, acts=labels.ACTS)
    told = reason_said(reason, 500)
    if row.gone_at is not None:
        raise Refusal("finding_gone", _("This is no longer found: there is nothing to answer."))
    if row.state == state.value:
        raise Refusal("finding_answered", _("The finding stands so already."))
    row.state, row.reason, row.version = state.value, told, row.version + 1
    row.decided_at, row.decided_by_id = timezone.now(), by.user_id
    row.save()
    audit.record(by, f"finding.{state.value}", "finding", row.pk, version=row.version, reason=told, amount=row.amount)
    return row
