"""What the open data says of itself: OpenAPI, the profile, and a JSON Schema of each record, in words of our own."""

from __future__ import annotations

from functools import cache
from typing import Any

from approdo.core.rest.problems import MEDIA_TYPE
from approdo.network.definitions import languages
from approdo.network.open_data_asked import LARGEST_PAGE, LARGEST_RADIUS, LONGEST, USUAL_PAGE
from approdo.network.rules.hsds import DAYS, VERSION
from approdo.portal.definitions import open_data_file

Words = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Words = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "flag": {"type": "boolean"},
    "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "clock": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
    "object": {"type": "object"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


@cache
def schemas() -> Words:
    """The schema of each record by its name; nothing stands in a record that its schema does not name."""
    return {name: _schema(entry) for name, entry in open_data_file()["records"].items()} | {"problem": _problem()}


def _schema(entry: Words) -> Words:
    members = {name: _member(words) for name, words in entry["members"].items()}
    return {
        "type": "object", "description": entry["is"], "properties": members, "required": entry["required"],
        "additionalProperties": False,
    }  # fmt: skip


def _member(words: str) -> Words:
    """A member from its kind and what it is: `uuid: the service`, `[phone]: …`, `{location}: …`, `a|b: …`, `=a: …`."""
    kind, _colon, what = words.partition(": ")
    shape: Words
    if kind.startswith("["):
        shape = {"type": "array", "items": _ref(kind[1:-1])}
    elif kind.startswith("{"):
        shape = _ref(kind[1:-1])
    elif kind.startswith("="):
        shape = {"type": "string", "const": kind[1:]}
    elif "|" in kind:
        shape = {"type": "string", "enum": kind.split("|")}
    else:
        shape = dict(_PLAIN[kind])
    return {**shape, "description": what} if what else shape


def _ref(name: str) -> Words:
    return {"$ref": f"#/components/schemas/{name}"}


def _problem() -> Words:
    texts = {name: {"type": "string"} for name in ("type", "title", "detail", "code")}
    more = {"status": {"type": "integer"}, "fields": {"type": "object"}, "changes": {"type": "array"}}
    return {"type": "object", "description": "Why a call was refused (RFC 9457).", "properties": {**texts, **more}}


def openapi(root: str) -> Words:
    """The description of the API at an address."""
    info = {
        "title": "Approdo, open data of the network", "version": "1.0.0", "summary": "HSDS 3.0 with the profile HSDS-IT",
        "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    }  # fmt: skip
    return {
        "openapi": "3.1.0", "jsonSchemaDialect": DIALECT, "info": info, "servers": [{"url": root}],
        "paths": {path: {"get": _operation(path, entry)} for path, entry in open_data_file()["paths"].items()},
        "components": {"schemas": schemas()},
    }  # fmt: skip


def profile() -> Words:
    """What the profile HSDS-IT adds to HSDS 3.0: members and parameters, each with what it means."""
    whole = open_data_file()
    return {
        "name": "HSDS-IT", "version": "1.0.0", "extends": f"HSDS {VERSION}", "description": whole["profile"],
        "members": {
            record: {name: words.partition(": ")[2] for name, words in entry["members"].items() if name.startswith("x-")}
            for record, entry in whole["records"].items()
        },
        "parameters": {name: entry["is"] for name, entry in whole["parameters"].items() if entry.get("profile")},
    }  # fmt: skip


def _operation(path: str, entry: Words) -> Words:
    parameters = [_parameter(name) for name in entry.get("parameters", ())]
    if "{id}" in path:
        parameters.insert(0, {"name": "id", "in": "path", "required": True, "schema": _PLAIN["uuid"]})
    content = {"application/json": {"schema": _page(entry["record"]) if entry.get("list") else _ref(entry["record"])}}
    if entry.get("list"):
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    refusals = {"404": "There is none."} if "{id}" in path else {"422": "A parameter cannot be read."}
    answers = {"304": "It did not change.", **refusals, "429": "Too many calls; Retry-After says how long to wait."}
    said = {
        code: {"description": words} | ({"content": {MEDIA_TYPE: {"schema": _ref("problem")}}} if code != "304" else {})
        for code, words in answers.items()
    }
    name = path.strip("/").replace("/{id}", "_one") or "about"
    return {
        "operationId": f"get_{name}", "summary": entry["is"], "parameters": parameters,
        "responses": {"200": {"description": entry["is"], "content": content}, **said},
    }  # fmt: skip


def _page(record: str) -> Words:
    pages = {name: {"type": "integer"} for name in ("total_items", "total_pages", "page_number", "size")}
    flags = {name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")}
    members = {**pages, **flags, "contents": {"type": "array", "items": _ref(record)}}
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def _parameter(name: str) -> Words:
    entry = open_data_file()["parameters"][name]
    bounds: Words = {
        "per_page": {"minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE}, "page": {"minimum": 1, "default": 1},
        "search": {"maxLength": LONGEST}, "radius_m": {"minimum": 1, "maximum": LARGEST_RADIUS},
        "proximity": {"minimum": 1, "maximum": LARGEST_RADIUS}, "lat": {"minimum": -90, "maximum": 90},
        "lon": {"minimum": -180, "maximum": 180}, "format": {"enum": ["json", "ndjson"]},
        "language": {"enum": sorted(languages())}, "day": {"pattern": f"^({'|'.join(DAYS)})(,({'|'.join(DAYS)}))*$"},
        "postcode": {"pattern": "^[0-9]{5}$"}, "minimum_age": {"minimum": 0, "maximum": 130},
        "maximum_age": {"minimum": 0, "maximum": 130},
    }  # fmt: skip
    shape = _PLAIN[entry["kind"]] | bounds.get(name, {})
    return {"name": name, "in": "query", "required": False, "description": entry["is"], "schema": shape}
