"""Tables of invented case files, as offices send them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from openpyxl import Workbook

from approdo.core.access.actor import Actor
from approdo.core.models import ImportBatch
from approdo.procedures.commands import imports
from approdo.procedures.jobs.imports import work_through
from approdo.procedures.queries.imports import visible_batch

HEADINGS = (
    "Procedimento",
    "Codice ALI",
    "Protocollo",
    "Data domanda",
    "Cognome",
    "Nome",
    "Data di nascita",
    "Cittadinanza",
)


def line(number: int, **values: str) -> dict[str, str]:
    """A good row: a request of family reunification by an invented person."""
    return {
        "Procedimento": "Ricongiungimento familiare",
        "Codice ALI": f"SV{number:06d}",
        "Protocollo": f"2026/{number:05d}",
        "Data domanda": "12/01/2026",
        "Cognome": f"Prova{chr(65 + number % 26)}",
        "Nome": f"Inventata{chr(65 + number // 26 % 26)}",
        "Data di nascita": "01/02/1990",
        "Cittadinanza": "Marocco",
        **values,
    }


def as_csv(rows: Iterable[Mapping[str, str]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The rows as a file."""
    listed = list(rows)
    out = io.StringIO(newline="")
    headings = dict.fromkeys(HEADINGS if not listed else (heading for row in listed for heading in row))
    writer = csv.DictWriter(out, fieldnames=list(headings), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as a spreadsheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def start(by: Actor, content: bytes, name: str = "elenco.csv", people: str = "reuse") -> ImportBatch:
    """Send a file and accept the columns proposed."""
    batch = imports.start_import(by=by, name=name, content=content)
    return imports.map_columns(by=by, batch_id=batch.pk, columns=batch.columns, people=people)


def check(by: Actor, content: bytes, name: str = "elenco.csv", people: str = "reuse") -> ImportBatch:
    """Send a file and check its rows."""
    batch = start(by, content, name, people)
    work_through(by, batch)
    return visible_batch(by, batch.pk)


def run(by: Actor, content: bytes, name: str = "elenco.csv", people: str = "reuse") -> ImportBatch:
    """Send a file, check it and let it write."""
    batch = check(by, content, name, people)
    imports.run_import(by=by, batch_id=batch.pk)
    work_through(by, visible_batch(by, batch.pk))
    return visible_batch(by, batch.pk)


def problems(batch: ImportBatch) -> dict[int, list[tuple[str, str]]]:
    """What is wrong, row by row: (column, code)."""
    return {
        row.number: [(one["column"], one["code"]) for one in row.problems]
        for row in batch.rows.order_by("number")
        if row.problems
    }
