"""The only door to the lists of the Ministry's system, and our list in the same shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.transfer.tables import open_table
from approdo.reception.models import Guest, Stay, SystemList
from approdo.reception.queries import guests, stays
from approdo.reception.rules import exchange
from approdo.reception.rules.exchange import Field, Listed, Ours, Unread

HEAD = ("CUI", "Vestanet", "Cognome", "Nome", "Data di nascita", "Centro", "Entrata", "Uscita")


def visible_to(by: Actor) -> QuerySet[SystemList]:
    """Lists that the actor may see: they name everybody, so only who sees the whole reception. Raises NotAllowed."""
    require(by, Permission.RECEPTION_SEE)
    return SystemList.objects.filter(prefecture_id=by.prefecture).select_related("document", "recorded_by")


def system_list(by: Actor, identifier: UUID) -> SystemList:
    """One list. Raises NotAllowed, NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("list_not_found", _("This list does not exist."))
    return found


def last_compared(by: Actor) -> datetime | None:
    """When a list was compared for the last time. Raises NotAllowed."""
    found: datetime | None = visible_to(by).aggregate(last=Max("compared_at"))["last"]
    return found


def proposed(by: Actor, headings: list[str]) -> dict[Field, int]:
    """The column of each field: as it was told for a list with the same headings, else by the words of the headings."""
    earlier = visible_to(by).filter(headings=headings, compared_at__isnull=False).order_by("-compared_at").first()
    if earlier is not None:
        return {Field(name): place for name, place in earlier.columns.items()}
    return exchange.columns(headings)


def read(by: Actor, of: SystemList, columns: dict[Field, int]) -> tuple[tuple[Listed, ...], tuple[Unread, ...]]:
    """The rows of a list, and the cells that are no date. Raises InvalidInput, Damaged."""
    with documents.opened(by, of.document) as stored, open_table(stored, of.document.file_name) as table:
        return exchange.read(((row.number, row.cells) for row in table.rows()), columns)


def ours(by: Actor, on: date) -> list[Ours]:
    """Every guest with the centre where they sleep in the night of a day."""
    held = {row.guest_id: row for row in sleeping(by, on)}
    return [_ours(guest, held.get(guest.pk)) for guest in guests.visible_to(by).select_related("person")]


def sleeping(by: Actor, on: date) -> QuerySet[Stay]:
    """Stays in which somebody sleeps in the night of a day, as they are known now."""
    rows = stays.visible_to(by).filter(entry__lte=on).filter(Q(exit__isnull=True) | Q(exit__gt=on))
    return rows.select_related("guest__person", "centre")


def table_of(by: Actor, on: date) -> Iterator[list[Any]]:
    """Our list of a night, in the columns of `HEAD`."""
    rows = sleeping(by, on).order_by("guest__person__family_name", "guest__person__given_name", "pk")
    for row in rows:
        person = row.guest.person
        yield [
            row.guest.cui, row.guest.vestanet, person.family_name, person.given_name, person.birth_date, row.centre.code,
            row.entry, row.exit,
        ]  # fmt: skip


def _ours(guest: Guest, row: Stay | None) -> Ours:
    person = guest.person
    return Ours(
        str(guest.pk), person.family_name, person.given_name, person.birth_date, guest.cui, guest.vestanet,
        (row.centre.code, row.centre.name) if row else (), row.entry if row else None,
    )  # fmt: skip
