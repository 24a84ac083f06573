"""Pairs of persons that may be one: found at every writing, judged by an officer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound
from approdo.people import queries
from approdo.people.models import DuplicateCandidate, Person

MOST_PAIRS = 10  # kept of one person


@transaction.atomic
def look_for_duplicates(*, by: Actor, person: Person) -> int:
    """Write down who may be the same as a person just written; dismissed pairs stay dismissed. Says how many."""
    require(by, Permission.PERSON_EDIT)
    pairs = DuplicateCandidate.objects.filter(prefecture_id=by.prefecture)
    pairs.filter(Q(first=person) | Q(second=person), dismissed_at__isnull=True).delete()
    found = queries.duplicate_candidates(by, person)[:MOST_PAIRS]
    DuplicateCandidate.objects.bulk_create(
        [
            DuplicateCandidate(
                prefecture_id=by.prefecture,
                first_id=min(person.pk, other.pk),
                second_id=max(person.pk, other.pk),
                score=score,
            )
            for other, score in found
        ],
        ignore_conflicts=True,
    )
    return len(found)


@transaction.atomic
def dismiss_duplicate(*, by: Actor, first_id: UUID, second_id: UUID, reason: str) -> DuplicateCandidate:
    """Say that two persons are two, and why; they are not proposed again.

    Raises NotAllowed, NotFound, InvalidInput (no reason).
    """
    require(by, Permission.PERSON_EDIT)
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why they are two persons."), fields={"reason": _("Write this.")})
    low, high = sorted((first_id, second_id))
    if low == high or queries.visible_to(by).filter(pk__in=(low, high)).count() != 2:
        raise NotFound("person_not_found", _("This person does not exist, or your office does not know them."))
    pair, _new = DuplicateCandidate.objects.update_or_create(
        prefecture_id=by.prefecture,
        first_id=low,
        second_id=high,
        defaults={"dismissed_at": timezone.now(), "dismissed_by_id": by.user_id, "reason": reason.strip()[:200]},
        create_defaults={
            "score": 0,
            "dismissed_at": timezone.now(),
            "dismissed_by_id": by.user_id,
            "reason": reason.strip()[:200],
        },
    )
    audit.record(by, "person.duplicate_dismissed", "person", low, other=high, reason=pair.reason)
    return pair
