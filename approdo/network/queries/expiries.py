"""Everything of the network that ends on a day: one calendar, of what the actor may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from approdo.core.access.actor import Actor
from approdo.network.council_definitions import urgent_days, warn_days
from approdo.network.models import RoundtableSeat
from approdo.network.queries import opportunities, protocols, roundtables
from approdo.network.rules.directory import RecordState
from approdo.network.rules.expiries import ExpiryKind, Nearness, nearness

PAST_DAYS, AHEAD_DAYS = 365, 365  # what ended longer ago, or ends later, is not in the calendar


@dataclass(frozen=True, slots=True)
class Expiry:
    """What ends on a day. `page`: the name of its address; `about`: who must think of it, or what it belongs to."""

    on: date
    kind: ExpiryKind
    title: str
    about: str
    page: str
    identifier: UUID
    nearness: Nearness


def expiries(by: Actor, today: date, kind: str = "") -> list[Expiry]:
    """What ends within a year, and what ended within the last one and nobody closed, in order of day."""
    first, last = today - timedelta(days=PAST_DAYS), today + timedelta(days=AHEAD_DAYS)
    urgent, warn = urgent_days(today), warn_days(today)
    found: list[Expiry] = []
    for one, read in _READERS.items():
        if kind in ("", one.value):
            found += [
                Expiry(on, one, title, about, page, identifier, nearness(on, today, urgent, warn))
                for on, title, about, page, identifier in read(by, today, first, last)
            ]
    return sorted(found, key=lambda row: (row.on, row.kind.value, row.title, str(row.identifier)))


Told = Iterator[tuple[date, str, str, str, UUID]]


def _protocols(by: Actor, today: date, first: date, last: date) -> Told:
    rows = protocols.visible_to(by).filter(ended_on__isnull=True, expires_on__range=(first, last))
    for one in rows:
        if one.expires_on is not None:
            yield one.expires_on, one.title, one.reference, "protocol", one.pk


def _roundtables(by: Actor, today: date, first: date, last: date) -> Told:
    rows = roundtables.visible_to(by).filter(closed_on__isnull=True, expires_on__range=(first, last))
    for one in rows:
        if one.expires_on is not None:
            yield one.expires_on, one.name, one.act_reference, "roundtable", one.pk


def _seats(by: Actor, today: date, first: date, last: date) -> Told:
    open_tables = roundtables.visible_to(by).filter(closed_on__isnull=True)
    rows = RoundtableSeat.objects.filter(roundtable__in=open_tables, until__range=(today, last))
    for one in rows.select_related("roundtable"):
        if one.until is not None:
            yield one.until, one.body, one.roundtable.name, "roundtable", one.roundtable_id


def _actions(by: Actor, today: date, first: date, last: date) -> Told:
    rows = roundtables.actions(by).filter(
        done_on__isnull=True, dropped_on__isnull=True, due_on__range=(first, last), roundtable__closed_on__isnull=True
    )
    for one in rows:
        yield one.due_on, one.what, roundtables.who_of(one), "roundtable", one.roundtable_id


def _opportunities(by: Actor, today: date, first: date, last: date) -> Told:
    rows = opportunities.visible_to(by).filter(state=RecordState.PUBLISHED.value, last_day__range=(today, last))
    for one in rows:
        if one.last_day is not None:
            yield one.last_day, one.title, one.organisation.name, "opportunity", one.pk


_READERS = {
    ExpiryKind.PROTOCOL: _protocols,
    ExpiryKind.ROUNDTABLE: _roundtables,
    ExpiryKind.SEAT: _seats,
    ExpiryKind.ACTION: _actions,
    ExpiryKind.OPPORTUNITY: _opportunities,
}
