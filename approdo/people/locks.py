"""A person locked for a change, and the refusal of a change made from an old page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound, Refusal
from approdo.core.versions import refuse_changed
from approdo.people import labels, queries
from approdo.people.models import Person


def locked(by: Actor, identifier: UUID, expected_version: int | None = None) -> Person:
    """The person, locked until the transaction ends. A merged one is refused.

    Raises NotFound, Stale, Refusal.
    """
    person = queries.everyone(by).select_for_update().filter(pk=identifier).first()
    if person is None:
        raise NotFound("person_not_found", _("This person does not exist, or your office does not know them."))
    if person.merged_into_id is not None:
        raise Refusal(
            "person_merged", _("This person was merged into another one: change that one, or undo the merge.")
        )
    words = _("A colleague changed this person while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, "person", person, expected_version, words, acts=labels.ACT)
    return person


def changes_since(by: Actor, person: Person, version: int) -> list[dict[str, Any]]:
    """Acts on the person after a version, from the audit: what in words, by whom, at what time."""
    changes = audit.changes_after(by, "person", person.pk, version)
    return [{**change, "what": str(labels.ACT.get(change["what"], change["what"]))} for change in changes]


def touch(person: Person) -> int:
    """Count one more version of the person and say which."""
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1)
    person.version += 1
    return person.version
