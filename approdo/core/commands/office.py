"""Choices of an office on points the law leaves open."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Stale
from approdo.core.models import OfficeSettings

SHORTEST_REASON = 5  # characters
CHOICES = ("saturday_rolls", "citizenship_integration_effect", "substitute_power_holder")
EFFECTS = ("interrupt", "suspend", "none")


@transaction.atomic
def configure_office(*, by: Actor, version: int, reason: str, **choices: Any) -> OfficeSettings:
    """Change the choices named, on the `version` that was read, with the reason.

    Raises NotAllowed, InvalidInput, Stale.
    """
    require(by, Permission.OFFICE_CONFIGURE)
    fields = _faults(choices, reason)
    if fields:
        raise InvalidInput("office_settings_wrong", _("Some values are missing or wrong."), fields=fields)
    office = OfficeSettings.objects.select_for_update().get(prefecture_id=by.prefecture)
    if office.version != version:
        changes = audit.changes_after(by, "office_settings", by.prefecture, version)
        raise Stale(
            "stale", _("Somebody changed this after you read it. Look at the change, then repeat."), changes=changes
        )
    before = {name: getattr(office, name) for name in choices}
    for name, value in choices.items():
        setattr(office, name, value)
    office.reason, office.changed_by_id, office.version = reason.strip(), by.user_id, version + 1
    office.save()
    changed = {name: {"from": before[name], "to": value} for name, value in choices.items() if before[name] != value}
    audit.record(
        by, "office.configured", "office_settings", by.prefecture, changed=changed, reason=reason, version=version + 1
    )
    return office


def _faults(choices: dict[str, Any], reason: str) -> dict[str, Any]:
    fields: dict[str, Any] = {name: _("Unknown") for name in choices if name not in CHOICES}
    if choices.get("citizenship_integration_effect", "none") not in EFFECTS:
        fields["citizenship_integration_effect"] = _("Unknown")
    if len(reason.strip()) < SHORTEST_REASON:
        fields["reason"] = _("Required")
    return fields
