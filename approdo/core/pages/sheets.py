"""Lists as files of a spreadsheet: CSV and XLSX that no cell can turn into a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any, cast

from django.http import FileResponse
from openpyxl import Workbook

FORMULA = ("=", "+", "-", "@", "\t", "\r")
IN_MEMORY = 5_000_000  # bytes, beyond which the file goes to disk
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and never computes."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


def _xlsx_cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # Characters that XML cannot hold would make the file unreadable.
    return harmless("".join(sign for sign in value if sign >= " " or sign in "\t\n"))


def _write_csv(stream: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Semicolons and a byte-order mark: what a spreadsheet in Italian opens without asking."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_csv_cell(cell) for cell in head])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    text.detach()


def _write_xlsx(stream: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(cell) for cell in head])
    for row in rows:
        sheet.append([_xlsx_cell(cell) for cell in row])
    book.save(stream)


def sheet(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A file to download, `csv` or `xlsx`, written whole before it is sent: the rows are read while the transaction of
    the request is open, and a fault becomes an error page, not half a file.
    """
    stream = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - the response closes it
    (_write_xlsx if kind == "xlsx" else _write_csv)(stream, head, rows)
    stream.seek(0)
    response = FileResponse(stream, as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES[kind])
    response.headers["Cache-Control"] = "no-store"
    return response
