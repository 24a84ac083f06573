"""The records that a call of the open data gets, of all prefectures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Window

from approdo.core import tenancy
from approdo.network.open_data_asked import Call
from approdo.network.queries import open_data, published
from approdo.network.queries.hsds import (
    desk_record,
    moment,
    organisation_record,
    provinces_of,
    service_record,
    terms,
    whole_desk,
    whole_organisation,
    whole_service,
)
from approdo.network.queries.open_data import Asked
from approdo.network.queries.published import PublicService
from approdo.network.rules.hsds import Record
from approdo.network.rules.vocabulary import folded

AT_ONCE = 500  # records read in one go
Wanted = QuerySet[Any]
Reader = Callable[[Sequence[UUID]], list[Record]]


def window(wanted: Wanted, read: Reader, start: int, most: int | None) -> tuple[int, list[Record]]:
    """How many records there are, and those of them from `start`; `most` None reads all."""
    tenancy.enter_open_data()
    rows = wanted.annotate(total=Window(Count("pk"))).values_list("pk", "total")
    found = list(rows[start:] if most is None else rows[start : start + most])
    total = found[0][1] if found else wanted.count()
    return total, read([key for key, _total in found]) if found else []


def every(wanted: Wanted, read: Reader) -> Iterator[Record]:
    """All records, a few at once."""
    tenancy.enter_open_data()
    keys = list(wanted.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield from read(keys[start : start + AT_ONCE])


def one(wanted: Wanted, read: Reader, key: UUID) -> Record | None:
    """The record with an identifier, None where the public knows of none."""
    tenancy.enter_open_data()
    return next(iter(read([key])), None) if wanted.filter(pk=key).exists() else None


def service_records(call: Call, today: date) -> Reader:
    """Services as a list tells them: whole, in a line, or only that they are there."""

    def read(keys: Sequence[UUID]) -> list[Record]:
        if call.minimal:
            return [_minimal(each) for each in _read(keys, today)]
        return _services(keys, today, full=call.full)

    return read


def desk_records(today: date, *, full: bool) -> Reader:
    """Desks with their service and place."""

    def read(keys: Sequence[UUID]) -> list[Record]:
        rows = published.desks_shown(None, today).filter(pk__in=keys)
        of = dict(rows.values_list("pk", "service_id"))
        known = {each.id: each for each in published.published(None, today, set(of.values()), called=False)}
        pairs = [(desk, known[of[key]]) for key in keys for desk in known[of[key]].desks if desk.id == key]
        places = [desk.place for desk, _service in pairs if desk.place]
        provinces = provinces_of(places, today) if full else {}
        return [
            {
                **(whole_desk(desk, service, provinces) if full else desk_record(desk, service)),
                "name": service.facts.name, "status": "active", "service": service_record(service),
            }
            for desk, service in pairs
        ]  # fmt: skip

    return read


def organisation_records(call: Call, today: date, *, simple_services: bool = False) -> Reader:
    """Organisations in a line, whole, with their whole services or, of one alone, with the names of its services."""

    def read(keys: Sequence[UUID]) -> list[Record]:
        rows = published.organisations(None, today, keys)
        if not (call.full or call.full_service or simple_services):
            return [organisation_record(row) for row in rows]
        places = published.places(None, today, keys)
        provinces = provinces_of(places, today)
        offered = _offered(keys, today, full=call.full_service) if call.full_service or simple_services else {}
        return [
            {
                **whole_organisation(row, [one for one in places if one.organisation_id == row.id], provinces),
                **({"services": offered.get(str(row.id), [])} if call.full_service or simple_services else {}),
            }
            for row in rows
        ]  # fmt: skip

    return read


def _offered(keys: Sequence[UUID], today: date, *, full: bool) -> dict[str, list[Record]]:
    """The services of some organisations, by organisation."""
    rows = open_data.services_found(Asked(), today).filter(organisation__in=keys)
    found: dict[str, list[Record]] = {}
    for record in _services(list(rows.values_list("pk", flat=True)), today, full=full):
        kept = record if full else {name: record[name] for name in ("id", "name", "status")}
        found.setdefault(record["organization_id"], []).append(kept)
    return found


def _services(keys: Sequence[UUID], today: date, *, full: bool) -> list[Record]:
    rows = _read(keys, today)
    if not full:
        return [service_record(row) for row in rows]
    places = [desk.place for row in rows for desk in row.desks if desk.place]
    provinces = provinces_of(places, today)
    return [whole_service(row, provinces) for row in rows]


def _read(keys: Sequence[UUID], today: date) -> list[PublicService]:
    """Those services in the order in which they are named."""
    found = {row.id: row for row in published.published(None, today, keys, called=False)}
    return [found[key] for key in keys if key in found]


def _minimal(one: PublicService) -> Record:
    changed = moment(one.changed_at)
    name = one.facts.name  # the schema of a list wants name and status, also here
    return {"id": str(one.id), "name": name, "status": "active", "modified_date": changed, "last_modified": changed}


def with_words(rows: Iterable[Record], search: str | None) -> list[Record]:
    """Those of the program's own lists in whose names or descriptions every word of a search stands."""
    words = [folded(word) for word in (search or "").split()]
    return [row for row in rows if all(word in folded(f"{row['name']} {row['description']}") for word in words)]


def terms_found(call: Call) -> list[Record]:
    """The words of a taxonomy, under a word, at the top of their tree, as they are asked for."""
    rows = with_words(terms().values(), call.asked.search)
    if call.asked.taxonomy_id is not None:
        rows = [row for row in rows if row["taxonomy_id"] == str(call.asked.taxonomy_id)]
    if call.parent_id is not None:
        rows = [row for row in rows if row.get("parent_id") == str(call.parent_id)]
    return [row for row in rows if "parent_id" not in row] if call.top_only else rows
