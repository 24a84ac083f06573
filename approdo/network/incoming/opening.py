"""Files of services as others send them, within bounds: a sheet, HSDS as JSON or lines of JSON, an HSDS data package."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from approdo.core.errors import InvalidInput
from approdo.core.transfer.tables import LONGEST_CELL, open_table
from approdo.network.rules.flat_rows import NEEDED, columns_of, service_of
from approdo.network.rules.hsds import Record
from approdo.network.rules.hsds_reading import Unread
from approdo.network.rules.hsds_tables import FILES, from_cells, put_together

LARGEST = 200_000_000  # bytes of a file, and of everything inside a package
MOST_FILES = 200  # of a package
MOST_RECORDS = 200_000
BLOCK = 1 << 20
ENDINGS = (".csv", ".xlsx", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".zip")
REFUSED: dict[str, Any] = {
    "kind": _("Send a CSV or XLSX sheet, HSDS as JSON or NDJSON, or an HSDS data package (zip)."),
    "too_large": _("The file is too large, also when it is unpacked. Split it and send the parts."),
    "too_many": _("The file has too many records. Split it and send the parts."),
    "no_zip": _("The package is damaged or encrypted. Make it again without a password."),
    "no_services": _(
        "The file has no services that could be read. A package needs services.csv and organizations.csv."
    ),
    "no_json": _("The file is not JSON, near line %(line)s. Ask its publisher for a whole one."),
    "no_columns": _("The sheet lacks these columns: %(columns)s."),
}


@dataclass(slots=True)
class Incoming:
    """What a file says: whole services with the row or place of each, organisations told apart, rows not read."""

    services: list[tuple[int, Record]] = field(default_factory=list)
    organisations: list[Record] = field(default_factory=list)
    unread: list[tuple[int, Unread]] = field(default_factory=list)


def opened(source: IO[bytes], name: str) -> Incoming:
    """What stands in a file. Raises InvalidInput."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS:
        raise refused("kind")
    if source.seek(0, io.SEEK_END) > LARGEST:
        raise refused("too_large")
    source.seek(0)
    if ending == ".zip":
        return _package(source)
    if ending in (".json", ".ndjson", ".jsonl"):
        return _records(_json(source, lines=ending != ".json"))
    return _sheet(source, name)


def refused(code: str, **params: Any) -> InvalidInput:
    """The refusal of a file, in words that say what to do."""
    return InvalidInput(f"services_{code}", REFUSED[code] % params if params else REFUSED[code], fields={"file": ""})


def _sheet(source: IO[bytes], name: str) -> Incoming:
    found, merged = Incoming(), dict[str, Record]()
    with open_table(source, name) as table:
        columns = columns_of(table.columns)
        if missing := [what for what in NEEDED if what not in columns]:
            raise refused("no_columns", columns=", ".join(missing))
        for row in table.rows():
            if len(found.services) > MOST_RECORDS:
                raise refused("too_many")
            try:
                record = service_of({what: row.cells[place] for what, place in columns.items()})
            except Unread as fault:
                found.unread.append((row.number, fault))
                continue
            if record["id"] in merged:
                merged[record["id"]]["service_at_locations"] += record["service_at_locations"]
                continue
            merged[record["id"]] = record
            found.services.append((row.number, record))
    return found


def _json(source: IO[bytes], *, lines: bool) -> Iterator[Any]:
    number = 1
    try:
        if not lines:
            yield json.load(source)
            return
        for number, line in enumerate(source, start=1):  # noqa: B007 - said by the refusal
            if line.strip():
                yield json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise refused("no_json", line=getattr(wrong, "lineno", number) if not lines else number) from None


def _records(told: Iterator[Any]) -> Incoming:
    """Records of services and of organisations: alone, in a list, in a page, or in members of that name."""
    found = Incoming()
    for place, record in enumerate(_each(told), start=1):
        if place > MOST_RECORDS:
            raise refused("too_many")
        if "status" in record or "organization" in record or "organization_id" in record:
            found.services.append((place, record))
        else:
            found.organisations.append(record)
            for service in record.get("services") or []:
                if isinstance(service, dict) and "description" in service:
                    found.services.append((place, {"organization": record, **service}))
    if not found.services:
        raise refused("no_services")
    return found


def _each(told: Iterator[Any]) -> Iterator[Record]:
    for whole in told:
        if isinstance(whole, list):
            yield from _each(iter(whole))
        elif isinstance(whole, dict):
            lists = [
                whole[name] for name in ("contents", "organizations", "services") if isinstance(whole.get(name), list)
            ]
            if lists and "name" not in whole:
                yield from _each(iter(lists))
            else:
                yield whole


def _package(source: IO[bytes]) -> Incoming:
    try:
        with ZipFile(source) as package:
            organisations, services = put_together(_tables(package))
    except (BadZipFile, RuntimeError, NotImplementedError):  # damaged, encrypted, packed in a way nobody reads
        raise refused("no_zip") from None
    if not services:
        raise refused("no_services")
    return Incoming(list(enumerate(services, start=2)), organisations)


def _tables(package: ZipFile) -> Mapping[str, list[Record]]:
    entries = package.infolist()
    if len(entries) > MOST_FILES:
        raise refused("too_many")
    named = {PurePosixPath(one.filename).name: one for one in entries}
    left, found = LARGEST, {}
    for table, name in FILES.items():
        if name in named:
            with package.open(named[name]) as entry:
                content = bytearray()
                while block := entry.read(BLOCK):
                    content += block
                    if len(content) > left:
                        raise refused("too_large")
            left -= len(content)
            found[table] = _rows(bytes(content))
    return found


def _rows(content: bytes) -> list[Record]:
    csv.field_size_limit(LONGEST_CELL)
    text = io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    rows: list[Record] = []
    try:
        for row in csv.DictReader(text):
            rows.append(from_cells({name: value for name, value in row.items() if isinstance(value, str)}))
            if len(rows) > 10 * MOST_RECORDS:
                raise refused("too_many")
    except (csv.Error, ValueError):
        raise refused("no_services") from None
    return rows
