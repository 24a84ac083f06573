"""Tables that people send, CSV and XLSX, read row by row within bounds."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any
from unicodedata import category

from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.errors import InvalidInput
from approdo.core.rules.cells import column_letter
from approdo.core.transfer.spreadsheet import MOST_COLUMNS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_READING = 20  # seconds given to the reader of a spreadsheet
MOST_LINES = 2_000_000  # rows of a CSV file
LONGEST_CELL = 20_000  # characters
LONGEST_ROW = 1_000_000  # characters, on however many lines
_SAMPLE = 65_536
STRANGEST = 50  # one sign in so many may be none of any writing
_BLANK = "\t\n\r\v\f\0"
_NO_WRITING = frozenset({"Cc", "Cn", "Co", "Cs"})
_DELIMITERS = ";,\t|"
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
}

REFUSED: dict[str, Any] = {
    "empty": _("The file is empty. Choose the file again, and check that it opens in a spreadsheet program."),
    "wrong_type": _(
        "The file is neither CSV nor XLSX, whatever its name says. "
        "Open it in a spreadsheet program, save it as XLSX or CSV, and send that."
    ),
    "old_excel": _("This is an old Excel file (XLS). Open it, save it as XLSX, and send that."),
    "not_a_spreadsheet": _(
        "The spreadsheet is damaged or protected and cannot be opened. "
        "Open it in a spreadsheet program, save it again as XLSX without a password, and send that."
    ),
    "inflates": _(
        "The spreadsheet grows too much when it is opened and was not read. "
        "Copy only the rows you need into a new file and send that."
    ),
    "too_many_parts": _(
        "The spreadsheet has too many parts. Copy only the rows you need into a new file and send that."
    ),
    "entities": _(
        "The spreadsheet contains declarations that no spreadsheet program writes and was not read. "
        "Copy the rows into a new file and send that."
    ),
    "too_slow": _(
        "Reading the spreadsheet takes too much time or memory and was stopped. "
        "Copy only the rows you need into a new file, or save it as CSV, and send that."
    ),
    "too_many_rows": _("The file has more than %(most)s rows. Split it into smaller files and send them one by one."),
    "too_many_cells": _(
        "The spreadsheet has more than %(most)s cells. Save it as CSV, or split it into smaller files, and send that."
    ),
    "too_many_columns": _(
        "The file has more than %(most)s columns. Delete the columns you do not need and send it again."
    ),
    "no_header": _("The first row must hold the names of the columns. Add it and send the file again."),
    "long_row": _(
        "Row %(row)s is far too long: perhaps the file is not a table, or a quotation mark is never closed. "
        "Correct that row and send the file again."
    ),
    "open_quote": _(
        "Row %(row)s holds a quotation mark that is never closed, or a cell that is far too long. "
        "Correct that row and send the file again."
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number as a spreadsheet shows it (the heading is 1), its cells, cells too many."""

    number: int
    cells: list[str]
    surplus: int = 0


class _TooLong(Exception):
    """A row goes on and on."""


@dataclass(slots=True)
class _Lines:
    """The lines of a text, without NUL characters, which no cell can mean; says once that there were some.

    `left` is how many characters the row being read may still take.
    """

    text: io.TextIOWrapper
    notes: list[tuple[str, dict[str, Any]]]
    left: int = LONGEST_ROW

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.left + 1)
        self.left -= len(line)
        if self.left < 0:
            raise _TooLong
        if not line:
            raise StopIteration
        if "\0" in line:
            if ("nul_dropped", {}) not in self.notes:
                self.notes.append(("nul_dropped", {}))
            line = line.replace("\0", "")
        return line


@dataclass(slots=True)
class Table:
    """An opened table. `notes` are the things a reader must know: (code, values)."""

    columns: list[str]
    encoding: str
    delimiter: str
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lines: _Lines | None = None
    reader: Iterator[list[str]] = field(default_factory=lambda: iter(()))
    text: io.TextIOWrapper | None = None

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The rows that hold something, from the one after number `after`. Raises InvalidInput on a broken one."""
        width, number = len(self.columns), 1
        while True:
            number += 1
            cells = self.next_row(number)
            if cells is None:
                return
            if number - 1 > MOST_LINES:
                raise refused("too_many_rows", most=MOST_LINES)
            if number <= after or not any(cells):
                continue
            surplus = sum(1 for cell in cells[width:] if cell.strip())
            yield Row(number, [*cells[:width], *[""] * (width - len(cells))], surplus)

    def next_row(self, number: int) -> list[str] | None:
        """The cells of the next row, which has that number; None at the end. Raises InvalidInput on a broken one."""
        if self.lines is not None:
            self.lines.left = LONGEST_ROW
        try:
            return next(self.reader, None)
        except csv.Error:
            raise refused("open_quote", row=number) from None
        except _TooLong:
            raise refused("long_row", row=number) from None


def refused(code: str, **params: Any) -> InvalidInput:
    """The refusal of a file, in words that say what to do."""
    return InvalidInput(f"file_{code}", REFUSED[code] % params if params else REFUSED[code], fields={"file": ""})


@contextmanager
def open_table(source: IO[bytes], name: str) -> Iterator[Table]:
    """Open a CSV or XLSX file that stands in `source`.

    Raises InvalidInput for a file of another kind, out of bounds, damaged or empty.
    """
    source.seek(0)
    start = source.read(8192)
    source.seek(0)
    if not start:
        raise refused("empty")
    kind = documents.media_type_of(name, start)
    if kind == XLSX:
        with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
            found = _converted(source, Path(folder))
            with (Path(folder) / "table.csv").open("rb") as converted:
                table = _read(converted, "utf-8", ";")
                table.encoding, table.delimiter = "XLSX", ""
                table.notes += _sheet_notes(found)
                yield from _lent(table)
        return
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused("old_excel")
    if PurePosixPath(name).suffix.lower() not in (".csv", ".txt", ".tsv") or not kind.startswith("text/"):
        raise refused("wrong_type")
    encoding = _encoding(source, start)
    if not _is_text(source, encoding):
        raise refused("wrong_type")
    yield from _lent(_read(source, encoding, None))


def _lent(table: Table) -> Iterator[Table]:
    """The table for a while; then its file goes back, open, to whoever opened it."""
    try:
        yield table
    finally:
        if table.text is not None:
            table.text.detach()


def _converted(source: IO[bytes], folder: Path) -> dict[str, Any]:
    """The spreadsheet as `table.csv` in that folder, read by a bounded process."""
    copy, target = folder / "source.xlsx", folder / "table.csv"
    with documents.disk_full_said(), copy.open("wb") as out:
        while block := source.read(1 << 20):
            out.write(block)
    program = [sys.executable, "-m", "approdo.core.transfer.spreadsheet", str(copy), str(target)]
    environment = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PATH": os.environ.get("PATH", ""),
        "RUST_BACKTRACE": "0",  # with one, a process without memory hangs
    }
    try:
        ended = subprocess.run(
            program,
            capture_output=True,
            timeout=LONGEST_READING,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise refused("too_slow") from None
    if ended.returncode != 0:
        raise refused("too_slow")
    answer: dict[str, Any] = json.loads(ended.stdout)
    if answer.get("refused") == "disk_full":
        raise documents.no_room()
    if code := answer.pop("refused", ""):
        raise refused(code, **answer)
    return answer


def _sheet_notes(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    notes: list[tuple[str, dict[str, Any]]] = []
    if found["formulas"]:
        notes.append(("formulas", {"count": found["formulas"]}))
    if found["sheets"] > 1:
        notes.append(("first_sheet", {"count": found["sheets"]}))
    return notes


def _encoding(source: IO[bytes], start: bytes) -> str:
    """The encoding that fits the whole file; the file is left at its start."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if (nothing := start.count(0)) > len(start) // 4:
        return "utf-16-le" if start[1::2].count(0) > nothing // 2 else "utf-16-be"
    return next((name for name in ("utf-8", "cp1252") if _fits(source, name)), "latin-1")


def _is_text(source: IO[bytes], encoding: str) -> bool:
    """Whether what that encoding makes of the beginning of the file is what people write; the file is left at its start.

    Nearly any bytes are valid UTF-16 or Windows-1252: what betrays them are signs that no language has.
    """
    sample = codecs.getincrementaldecoder(encoding)(errors="replace").decode(source.read(_SAMPLE))
    source.seek(0)
    strange = sum(1 for sign in sample if sign == "\ufffd" or (sign not in _BLANK and category(sign) in _NO_WRITING))
    return strange <= 1 + len(sample) // STRANGEST


def _fits(source: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    try:
        while block := source.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def _read(source: IO[bytes], encoding: str, delimiter: str | None) -> Table:
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, newline="", errors="replace", write_through=True)
    sample = text.read(_SAMPLE)
    text.seek(0)
    first = next((line for line in sample.splitlines() if line.strip()), "")
    chosen = delimiter or max(_DELIMITERS, key=first.count)
    notes: list[tuple[str, dict[str, Any]]] = []
    table = Table([], _spoken(encoding), chosen, notes, text=text)
    csv.field_size_limit(LONGEST_CELL)
    table.lines = _Lines(text, notes)
    table.reader = csv.reader(table.lines, delimiter=chosen)
    try:
        header = _header(table)
    except InvalidInput:
        text.detach()
        raise
    table.columns = [cell.strip()[:120] or column_letter(place) for place, cell in enumerate(header)]
    if encoding in ("cp1252", "latin-1"):
        notes.append(("guessed_encoding", {"encoding": table.encoding}))
    return table


def _header(table: Table) -> list[str]:
    header = table.next_row(1) or []
    while header and not header[-1].strip():
        header.pop()
    if not header:
        raise refused("no_header")
    if len(header) > MOST_COLUMNS:
        raise refused("too_many_columns", most=MOST_COLUMNS)
    return header


def _spoken(encoding: str) -> str:
    return ENCODINGS.get(encoding, ENCODINGS["utf-16"] if encoding.startswith("utf-16") else encoding)
