"""The one door to special-category facts: it asks the purpose and writes the reading down."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput
from approdo.core.models import AccessLogEntry

SHORTEST_PURPOSE = 5  # characters


def log_reading(by: Actor, *, kind: str, identifier: object, category: str, purpose: str) -> None:
    """Write down that `by` reads a `category` of facts of an object, and why.

    Raises InvalidInput when no purpose is given.
    """
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise InvalidInput(
            "purpose_missing", _("Say for what purpose you read these data."), fields={"purpose": _("Required")}
        )
    AccessLogEntry.objects.create(
        prefecture_id=by.prefecture,
        actor_id=by.user_id or by.token_id,
        actor_label=by.label,
        object_kind=kind,
        object_id=str(identifier),
        category=category,
        purpose=purpose.strip(),
    )
