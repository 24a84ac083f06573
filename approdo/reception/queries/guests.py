"""The only door to guests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.people import queries as people
from approdo.people.models import Person
from approdo.reception.models import Guest, Stay
from approdo.reception.queries import stays
from approdo.reception.rules.facts import GuestFacts
from approdo.reception.rules.vocabulary import StayState

MOST_FOUND = 200  # persons that a search by name may bring
NEVER = date(1, 1, 1)
SORTS = {
    "name": ("person__family_name", "person__given_name", "id"),
    "entry": ("since", "id"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a list of guests. `state` is a state of the stay, or `never` for who was nowhere yet."""

    text: str = ""
    centre: UUID | None = None
    state: str = ""
    sort: str = "name"

    @property
    def order(self) -> tuple[str, ...]:
        """Columns of the order, the last one unique."""
        columns = SORTS[self.sort.removeprefix("-")]
        return tuple(f"-{column}" for column in columns) if self.sort.startswith("-") else columns


def visible_to(by: Actor) -> QuerySet[Guest]:
    """Guests that the actor may see: all of the office's, or who is, was or will be in the actor's own centres."""
    rows = Guest.objects.filter(prefecture_id=by.prefecture, person__merged_into__isnull=True)
    if by.may(Permission.RECEPTION_SEE):
        return rows
    mine = stays.visible_to(by).exclude(state=StayState.CANCELLED.value)
    return rows.filter(Exists(mine.filter(guest=OuterRef("pk"))))


def guest(by: Actor, identifier: UUID) -> Guest:
    """One guest.

    Raises NotFound.
    """
    found = visible_to(by).filter(pk=identifier).select_related("person").first()
    if found is None:
        raise NotFound("guest_not_found", _("This guest does not exist, or is not of your centres."))
    return found


def facts_of(row: Guest) -> GuestFacts:
    """What is written of a guest, as a value."""
    return GuestFacts(**{name: getattr(row, name) for name in GuestFacts.__dataclass_fields__})


def listed(by: Actor, wanted: Wanted) -> QuerySet[Guest]:
    """Guests that answer the filters, each with the stay that says where they are (`stay`) and since when (`since`)."""
    last = stays.visible_to(by).filter(guest=OuterRef("pk")).annotate(
        rank=Case(
            When(state=StayState.PRESENT.value, then=Value(0)), When(state=StayState.PLANNED.value, then=Value(1)),
            default=Value(2), output_field=IntegerField(),
        ),
        day=Coalesce("entry", "planned_entry", Value(NEVER)),
    )  # fmt: skip
    if wanted.centre is not None:
        last = last.filter(centre_id=wanted.centre)
    last = last.order_by("rank", "-day", "-recorded_at")
    rows = visible_to(by).select_related("person").annotate(
        stay_id=Subquery(last.values("pk")[:1]),
        stay_state=Subquery(last.values("state")[:1]),
        since=Coalesce(Subquery(last.values("day")[:1]), Value(NEVER)),
    )  # fmt: skip
    if wanted.centre is not None:
        rows = rows.filter(stay_id__isnull=False)
    if wanted.state == "never":
        rows = rows.filter(stay_id__isnull=True)
    elif wanted.state:
        rows = rows.filter(stay_state=wanted.state)
    return _named(by, rows, wanted.text)


def _named(by: Actor, rows: QuerySet[Guest], text: str) -> QuerySet[Guest]:
    text = " ".join(text.split())
    if not text:
        return rows
    # Who runs a centre may not search persons; here the answer only narrows the guests whom they may see anyway
    seeking = replace(by, permissions=by.permissions | {Permission.PERSON_SEE})
    hits = [hit.id for hit in people.search(seeking, text, MOST_FOUND)]
    number = text.replace(" ", "").upper()
    return rows.filter(Q(person_id__in=hits) | Q(cui=number) | Q(vestanet=number) | Q(permit_number=number))


def with_stays(rows: list[Guest]) -> list[tuple[Guest, Stay | None]]:
    """Guests of a list, each with the stay that the list named; one question to the database."""
    wanted = [row.stay_id for row in rows if row.stay_id]  # type: ignore[attr-defined]
    found = Stay.objects.filter(pk__in=wanted).select_related("centre").in_bulk()
    return [(row, found.get(row.stay_id)) for row in rows]  # type: ignore[attr-defined]


def to_register(by: Actor, text: str) -> list[people.PersonHit]:
    """Persons found by name or tax code who are not guests yet, the likeliest first."""
    hits = people.search(by, text, 20) if text.strip() else []
    known = set(Guest.objects.filter(person_id__in=[hit.id for hit in hits]).values_list("person_id", flat=True))
    return [hit for hit in hits if hit.id not in known]


def of_person(by: Actor, person: Person) -> Guest | None:
    """The guest that a person is, if they are one and the actor may see them."""
    return visible_to(by).filter(person=person).first()


def companions(by: Actor, of: Guest) -> QuerySet[Guest]:
    """Other guests of the families of a guest."""
    mine = of.person.family_memberships.values("family_id")
    rows = visible_to(by).filter(person__family_memberships__family__in=mine).exclude(pk=of.pk)
    return rows.select_related("person").order_by("person__family_name", "person__given_name", "pk").distinct()
