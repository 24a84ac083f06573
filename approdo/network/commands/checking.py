"""What the checks of a night found, kept; what somebody looked at and let stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.network.looking import Looked
from approdo.network.models import CheckFinding
from approdo.network.queries import freshness

LONGEST = 300  # signs of a value


@transaction.atomic
def keep_findings(*, by: Actor, seen: Sequence[Looked], today: date) -> int:
    """Bring the findings to what was seen: new ones are added, those that are right now go, the others stay.

    What nobody could look at stays as it was. How many faults stand. Raises NotAllowed.
    """
    require(by, Permission.NETWORK_MANAGE)
    rows = CheckFinding.objects.select_for_update().filter(prefecture_id=by.prefecture)
    before = {(one.kind, one.record_id, one.field, one.value, one.fault): one for one in rows}
    unknown = {_key(one)[:4] for one in seen if not one.looked}
    faults = {_key(one): one for one in seen if one.looked and one.fault is not None}
    CheckFinding.objects.bulk_create(
        CheckFinding(
            prefecture_id=by.prefecture, field=field, value=value, fault=fault, first_seen=today, last_seen=today,
            **{f"{kind}_id": record},
        )
        for kind, record, field, value, fault in faults.keys() - before.keys()
    )  # fmt: skip
    again = [before[key].pk for key in faults.keys() & before.keys()]
    rows.filter(pk__in=again).update(last_seen=today)
    over = [one.pk for key, one in before.items() if key not in faults and key[:4] not in unknown]
    CheckFinding.objects.filter(pk__in=over).delete()
    return len(faults)


@transaction.atomic
def dismiss_finding(*, by: Actor, finding_id: UUID) -> CheckFinding:
    """Let a value stand as it is: the same fault in it is not listed again. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = freshness.findings(by).select_for_update(of=("self",)).filter(pk=finding_id).first()
    if found is None:
        raise NotFound("finding_not_found", _("This is not listed any more."))
    found.dismissed_at, found.dismissed_by_id = timezone.now(), by.user_id
    found.save(update_fields=["dismissed_at", "dismissed_by"])
    audit.record(by, "check.dismissed", "check", found.pk, about=found.kind, field=found.field, fault=found.fault)
    return found


def _key(one: Looked) -> tuple[str, UUID, str, str, str]:
    value = one.value
    return value.kind, value.record_id, value.field, value.value[:LONGEST], one.fault.value if one.fault else ""
