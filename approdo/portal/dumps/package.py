"""The directory as an HSDS data package: a CSV file for each table and the description of their columns, in a zip."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from approdo.network.queries.hsds import taxonomies, terms
from approdo.network.rules.hsds import Record
from approdo.network.rules.hsds_tables import FILES, KEYS, cell, taken_apart
from approdo.portal.definitions import open_data_file

DESCRIPTION = "datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}  # fmt: skip
IN_MEMORY = 1_000_000  # bytes of one table
_BEGAN = (1980, 1, 1, 0, 0, 0)  # the same day in every zip: the same data are the same bytes
_ANSWERED = {"service": ("modified_date",), "service_at_location": ("name", "status")}  # stand in answers alone
_WHOLE = {"service": "service_full", "organization": "organization_full", "location": "location_full",
          "service_at_location": "service_at_location_full"}  # fmt: skip
_KINDS: dict[str, Record] = {
    "text": {"type": "string"}, "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"}, "email": {"type": "string", "format": "email"},
    "number": {"type": "number"}, "whole": {"type": "integer"}, "flag": {"type": "boolean"}, "day": {"type": "date"},
    "moment": {"type": "datetime"}, "clock": {"type": "string"}, "object": {"type": "object"}, "texts": {"type": "array"},
}  # fmt: skip


@cache
def columns(table: str) -> dict[str, str]:
    """The columns of a table, each with its kind and what it is."""
    members: dict[str, str] = open_data_file()["records"][_WHOLE.get(table, table)]["members"]
    left_out = _ANSWERED.get(table, ())
    return {name: words for name, words in members.items() if not words.startswith(("[", "{")) and name not in left_out}


def description() -> Record:
    """The tables of the package, their columns and how they refer to each other."""
    return {
        "profile": "tabular-data-package", "name": "approdo-hsds", "title": "Approdo, HSDS 3.0 (HSDS-IT)",
        "licenses": [LICENCE], "resources": [_resource(table) for table in FILES],
    }  # fmt: skip


def _resource(table: str) -> Record:
    entry = open_data_file()["records"][_WHOLE.get(table, table)]
    fields = [_field(name, words, name in entry["required"]) for name, words in columns(table).items()]
    keys = [
        {"fields": name, "reference": {"resource": "" if KEYS[name] == table else KEYS[name], "fields": "id"}}
        for name in columns(table) if name in KEYS
    ]  # fmt: skip
    return {
        "name": table, "path": FILES[table], "profile": "tabular-data-resource", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "description": entry["is"],
        "schema": {"fields": fields, "primaryKey": "id", "foreignKeys": keys},
    }  # fmt: skip


def _field(name: str, words: str, required: bool) -> Record:
    kind, _colon, what = words.partition(": ")
    field: Record = {"name": name, **_KINDS.get(kind, {"type": "string"})}
    if "|" in kind:
        field["constraints"] = {"enum": kind.split("|")}
    if required or name == "id":
        field["constraints"] = {**field.get("constraints", {}), "required": True}
    return {**field, "description": what} if what else field


class _Table:
    """One file of the package while it is written: each row once."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.names, self.file, self.seen = tuple(columns(name)), file, set[str]()
        self.text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self.writer = csv.writer(self.text, lineterminator="\r\n")
        self.writer.writerow(self.names)

    def add(self, row: Record) -> None:
        """Write a row, unless one of its identifier stands already."""
        if row["id"] not in self.seen:
            self.seen.add(row["id"])
            self.writer.writerow([cell(row.get(name)) for name in self.names])


def write(target: IO[bytes], organisations: Iterable[Record], services: Iterable[Record]) -> None:
    """Write the package of whole organisations and whole services."""
    with ExitStack() as stack:
        tables = {name: _Table(name, stack.enter_context(SpooledTemporaryFile(IN_MEMORY))) for name in FILES}
        for kind, records in (
            ("organization", organisations), ("service", services), ("taxonomy", taxonomies().values()),
            ("taxonomy_term", terms().values()),
        ):  # fmt: skip
            for record in records:
                for name, row in taken_apart(record, kind):
                    tables[name].add(row)
        with ZipFile(target, "w", ZIP_DEFLATED) as package:
            package.writestr(_named(DESCRIPTION), json.dumps(description(), ensure_ascii=False, indent=1))
            for name, table in tables.items():
                _put(package, FILES[name], table)


def _put(package: ZipFile, name: str, table: _Table) -> None:
    table.text.flush()
    table.text.detach()
    table.file.seek(0)
    with package.open(_named(name), "w") as entry:
        shutil.copyfileobj(table.file, entry)


def _named(name: str) -> ZipInfo:
    info = ZipInfo(name, _BEGAN)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
