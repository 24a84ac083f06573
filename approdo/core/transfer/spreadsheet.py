"""Reads one XLSX file in a process of its own, so that a hostile one takes nothing else down.

`python -m approdo.core.transfer.spreadsheet SOURCE TARGET` writes the first sheet as CSV in UTF-8 and prints one line
of JSON: `{"formulas": n, "sheets": n}` or `{"refused": code, ...}`. It imports no Django: it starts in a few hundredths
of a second. Memory, processor time and the size of the CSV are bounded by the system; whoever starts it bounds the time
on the clock. A file within the bounds on rows and cells takes about two thirds of the processor time allowed.
"""

from __future__ import annotations

import csv
import datetime
import errno
import json
import resource
import signal
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

LARGEST_MEMORY = 200_000_000  # bytes of address space
LONGEST_PROCESSOR = 1.8  # seconds
LARGEST_TABLE = 150_000_000  # bytes of the CSV that is written
LARGEST_INFLATED = 150_000_000  # bytes, as the directory of the archive declares
LARGEST_RATIO = 250  # times a part may grow
MOST_PARTS = 2_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 500_000  # cells of the first sheet, and places between its first and its last cell
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_PEEK = 4096  # bytes of a part that are looked at for a document type


class Unreadable(Exception):
    """The file is refused: a code and what its sentence needs."""

    def __init__(self, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def check_archive(source: Path) -> None:
    """Refuse an archive that would inflate beyond its bounds or declares entities. Raises Unreadable."""
    try:
        with zipfile.ZipFile(source) as archive:
            _check_sizes(archive.infolist())
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        start = stream.read(_PEEK)
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or "<!DOCTYPE".encode("utf-16-le") in start:
                        raise Unreadable("entities")
    except _DAMAGED as problem:
        raise Unreadable("not_a_spreadsheet") from problem


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Unreadable("too_many_parts", most=MOST_PARTS)
    inflated = sum(part.file_size for part in parts)
    swollen = any(part.file_size > 1_000_000 and part.file_size > LARGEST_RATIO * part.compress_size for part in parts)
    if inflated > LARGEST_INFLATED or swollen:
        raise Unreadable("inflates", most=LARGEST_INFLATED // 1_000_000)
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable("not_a_spreadsheet")


def count_formulas(source: Path) -> int:
    """How many formulas stand in the sheets: their last computed values are what is read.

    Raises Unreadable when a sheet holds too many cells: counting them takes a tenth of the time that reading them does.
    """
    found = 0
    with zipfile.ZipFile(source) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                cells = 0
                with archive.open(part) as stream:
                    while block := stream.read(1 << 20):
                        cells += block.count(b"<c ") + block.count(b"<c>")
                        found += block.count(b"<f>") + block.count(b"<f ")
                if cells > MOST_CELLS:
                    raise Unreadable("too_many_cells", most=MOST_CELLS)
    return found


def cell(value: Any) -> str:
    """The text of one cell: days as ISO, whole numbers without a point."""
    if type(value) is str:  # nearly always
        return value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def convert(source: Path, target: Path) -> dict[str, int]:
    """Write the first sheet as CSV. Raises Unreadable."""
    # Web processes import this module for its bounds only: they start without the reader.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    check_archive(source)
    try:
        formulas = count_formulas(source)
        book = CalamineWorkbook.from_path(str(source))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError, ValueError, *_DAMAGED) as problem:
        raise Unreadable("not_a_spreadsheet") from problem
    height, width = sheet.total_height, sheet.total_width
    if height > MOST_ROWS + 1:
        raise Unreadable("too_many_rows", most=MOST_ROWS, found=height - 1)
    if width > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS, found=width)
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows(map(cell, row) for row in sheet.iter_rows())
    return {"formulas": formulas, "sheets": len(book.sheet_names)}


def main() -> None:
    """Convert within the bounds and print what happened."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_TABLE, LARGEST_TABLE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, LONGEST_PROCESSOR)  # ends the process; RLIMIT_CPU knows whole seconds only
    try:
        answer: dict[str, Any] = convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except Unreadable as refused:
        answer = {"refused": refused.code, **refused.params}
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        answer = {"refused": "disk_full"}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
