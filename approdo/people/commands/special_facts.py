"""Facts of a special category: written encrypted, read through one door."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.special import log_reading
from approdo.core.errors import InvalidInput, NotFound
from approdo.people import queries
from approdo.people.locks import locked
from approdo.people.models import SpecialFact
from approdo.people.rules.vocabulary import FactKind


@transaction.atomic
def record_special_fact(*, by: Actor, person_id: UUID, kind: FactKind, text: str) -> SpecialFact:
    """Write a fact of a special category down. The audit holds its kind, not its text.

    Raises NotAllowed, NotFound, InvalidInput.
    """
    require(by, Permission.PERSON_EDIT_SPECIAL)
    person = locked(by, person_id)
    if not text.strip():
        raise InvalidInput("fact_missing", _("Write the fact."), fields={"text": _("Write this.")})
    fact = SpecialFact.objects.create(
        prefecture_id=by.prefecture, person=person, kind=kind.value, text=text.strip(), recorded_by_id=by.user_id
    )
    audit.record(by, "person.special_fact_recorded", "person", person.pk, fact=fact.pk, fact_kind=kind)
    return fact


@transaction.atomic
def read_special_fact(*, by: Actor, person_id: UUID, fact_id: UUID, purpose: str) -> str:
    """The text of a special fact. The reading is written into the access log with its purpose.

    Raises NotAllowed, NotFound, InvalidInput (no purpose).
    """
    require(by, Permission.PERSON_SEE_SPECIAL)
    person = queries.person(by, person_id)
    fact = SpecialFact.objects.filter(prefecture_id=by.prefecture, person=person, pk=fact_id).first()
    if fact is None:
        raise NotFound("fact_not_found", _("This fact does not exist any more."))
    log_reading(by, kind="person", identifier=person.pk, category=fact.kind, purpose=purpose)
    return str(fact.text)
