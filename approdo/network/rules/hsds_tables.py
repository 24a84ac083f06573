"""Records of HSDS taken apart into its tables, and put on one line for a sheet or a map. Pure: rows in, rows out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from approdo.network.rules.hsds import Record

# Table: the file it stands in.
FILES = {
    "organization": "organizations.csv",
    "organization_identifier": "organization_identifiers.csv",
    "service": "services.csv",
    "service_at_location": "service_at_location.csv",
    "location": "locations.csv",
    "address": "addresses.csv",
    "accessibility": "accessibility.csv",
    "phone": "phones.csv",
    "schedule": "schedules.csv",
    "service_area": "service_areas.csv",
    "language": "languages.csv",
    "cost_option": "cost_options.csv",
    "required_document": "required_documents.csv",
    "attribute": "attributes.csv",
    "taxonomy": "taxonomies.csv",
    "taxonomy_term": "taxonomy_terms.csv",
}
# Member of a record: the table whose rows stand in it.
NESTED = {
    "organization": "organization",
    "organization_identifiers": "organization_identifier",
    "services": "service",
    "service": "service",
    "service_at_locations": "service_at_location",
    "locations": "location",
    "location": "location",
    "addresses": "address",
    "accessibility": "accessibility",
    "phones": "phone",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "attributes": "attribute",
    "taxonomy_term": "taxonomy_term",
}
# Column: the table whose rows it names.
KEYS = {
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "service_id": "service",
    "service_at_location_id": "service_at_location",
    "location_id": "location",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
    "parent_id": "taxonomy_term",
}
FLAT = (
    "id", "service_id", "name", "organization", "node_type", "description", "categories", "attending", "place",
    "address", "postal_code", "city", "province", "latitude", "longitude", "hours", "languages", "phones", "email", "url",
    "cost", "fees", "minimum_age", "maximum_age", "eligibility", "documents", "assured_date", "last_modified",
)  # fmt: skip


def taken_apart(record: Mapping[str, Any], table: str) -> Iterator[tuple[str, Record]]:
    """A record as rows, each with the name of its table; a row before those that stand in it.

    Source: HSDS 3.0, tabular serialisation.
    """
    row = {name: value for name, value in record.items() if name not in NESTED}
    yield table, row
    for name, inside in NESTED.items():
        if name in record:
            rows = record[name] if isinstance(record[name], list) else [record[name]]
            for one in rows:
                yield from taken_apart(one, inside)


def cell(value: Any) -> str:
    """A value as a cell says it: lists and objects as JSON, nothing as nothing.

    Source: Frictionless Table Schema, physical representation of values.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def flat(service: Mapping[str, Any]) -> Iterator[Record]:
    """A whole service as one row for each of its desks, or one without where, for who opens a sheet or a map.

    Source: our choice.
    """
    desks = service.get("service_at_locations") or [{}]
    for desk in desks:
        place = desk.get("location", {})
        address: Record = next(iter(place.get("addresses", ())), {})
        codes = desk.get("x-languages") or []
        phones = [*desk.get("phones", ()), *service.get("phones", ())]
        row = {
            "id": desk.get("id", service["id"]), "attending": desk.get("x-attending"), "place": place.get("name"),
            "address": address.get("address_1"), "postal_code": address.get("postal_code"), "city": address.get("city"),
            "province": address.get("state_province"), "latitude": place.get("latitude"),
            "longitude": place.get("longitude"), "hours": "; ".join(spoken_hours(desk.get("schedules", ()))),
            "languages": ", ".join(codes), "phones": ", ".join(dict.fromkeys(one["number"] for one in phones)),
            **_of_service(service),
        }  # fmt: skip
        yield {name: row.get(name) for name in FLAT}


def _of_service(service: Mapping[str, Any]) -> Record:
    organisation = service.get("organization", {})
    categories = [one["taxonomy_term"]["name"] for one in service.get("attributes", ()) if "taxonomy_term" in one]
    kept = ("name", "description", "email", "url", "minimum_age", "maximum_age", "assured_date", "last_modified")
    return {name: service.get(name) for name in kept} | {
        "service_id": service["id"], "organization": organisation.get("name"),
        "node_type": organisation.get("x-node-type"), "categories": ", ".join(categories),
        "cost": service.get("x-cost"), "fees": service.get("fees_description"),
        "eligibility": service.get("eligibility_description"),
        "documents": "; ".join(one["document"] for one in service.get("required_documents", ())),
    }  # fmt: skip


def spoken_hours(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Rows of hours as short texts: `MO 09:00-12:00`, `2026-06-04 09:00-12:00`, `2026-08-10/2026-08-20 Chiuso`.

    Source: our choice.
    """
    for row in rows:
        since, until = row.get("valid_from"), row.get("valid_to")
        days = since if since == until else f"{since or ''}/{until or ''}"
        words = [days if since or until else ""]
        if "opens_at" in row:
            if row.get("x-kind") != "special":
                words.append(row.get("byday", ""))
            words.append(f"{row['opens_at']}-{row['closes_at']}")
        words.append(row.get("description", ""))
        yield " ".join(word for word in words if word)


def feature(row: Mapping[str, Any]) -> Record:
    """A row of `flat` for a map; without a position its geometry is null.

    Source: RFC 7946.
    """
    told = {
        name: value for name, value in row.items() if value not in (None, "") and name not in ("latitude", "longitude")
    }
    at = None
    if row["latitude"] is not None and row["longitude"] is not None:
        at = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    return {"type": "Feature", "id": row["id"], "geometry": at, "properties": told}


def put_together(tables: Mapping[str, Sequence[Record]]) -> tuple[list[Record], list[Record]]:
    """Tables as whole records: organisations, and services with everything that hangs on them.

    Source: HSDS 3.0, tabular serialisation.
    """
    inside = {name: _by(tables.get(table, ()), column) for name, table, column in _HANGING}
    bodies = {row["id"]: row for row in tables.get("organization", ()) if row.get("id")}
    words = {row["id"]: row for row in tables.get("taxonomy_term", ()) if row.get("id")}
    places = {row["id"]: row for row in tables.get("location", ()) if row.get("id")}

    def hung(row: Record, *names: str) -> Record:
        return row | {
            name.partition(".")[2]: inside[name][row["id"]] for name in names if row.get("id") in inside[name]
        }

    def place(key: Any) -> Record:
        return {"location": hung(places[key], "location.addresses", "location.accessibility")} if key in places else {}

    def desk(row: Record) -> Record:
        return hung(row, "desk.phones", "desk.schedules", "desk.languages") | place(row.get("location_id"))

    def whole(row: Record) -> Record:
        found = hung(row, *(name for name in inside if name.startswith("service.")))
        desks = [desk(one) for one in inside["service.service_at_locations"].get(row["id"], ())]
        marked = [one | _known(words, one) for one in inside["service.attributes"].get(row["id"], ())]
        body = {"organization": bodies[key]} if (key := row.get("organization_id")) in bodies else {}
        return found | body | {"service_at_locations": desks, "attributes": marked}

    organisations = [hung(row, *(name for name in inside if name.startswith("body."))) for row in bodies.values()]
    return organisations, [whole(row) for row in tables.get("service", ()) if row.get("id")]


# What hangs on what: where it stands in the whole record, its table, the column that names what it hangs on.
_HANGING = (
    ("body.phones", "phone", "organization_id"),
    ("body.organization_identifiers", "organization_identifier", "organization_id"),
    ("service.phones", "phone", "service_id"),
    ("service.service_areas", "service_area", "service_id"),
    ("service.languages", "language", "service_id"),
    ("service.cost_options", "cost_option", "service_id"),
    ("service.required_documents", "required_document", "service_id"),
    ("service.attributes", "attribute", "link_id"),
    ("service.service_at_locations", "service_at_location", "service_id"),
    ("desk.phones", "phone", "service_at_location_id"),
    ("desk.schedules", "schedule", "service_at_location_id"),
    ("desk.languages", "language", "service_at_location_id"),
    ("location.addresses", "address", "location_id"),
    ("location.accessibility", "accessibility", "location_id"),
)  # fmt: skip


def _by(rows: Iterable[Record], column: str) -> dict[Any, list[Record]]:
    found: dict[Any, list[Record]] = {}
    for row in rows:
        if row.get(column):
            found.setdefault(row[column], []).append(row)
    return found


def _known(words: Mapping[Any, Record], row: Record) -> Record:
    term = words.get(row.get("taxonomy_term_id"))
    return {"taxonomy_term": term} if term else {}


def from_cells(row: Mapping[str, str]) -> Record:
    """A row of a package as a record: cells that say nothing are left out, those of the profile are read as JSON.

    Raises ValueError for a cell of the profile that is no JSON.

    Source: Frictionless Table Schema, physical representation of values.
    """
    return {
        name: json.loads(value) if name.startswith("x-") and _is_json(value) else value
        for name, value in row.items()
        if name and value
    }


def _is_json(value: str) -> bool:
    return value in ("true", "false") or value[0] in "[{"
