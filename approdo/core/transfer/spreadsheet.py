"""Reads one XLSX file in a process of its own, so that a hostile one takes nothing else down.

`python -m approdo.core.transfer.spreadsheet SOURCE TARGET` writes the first sheet as CSV in UTF-8 and prints one line
of JSON: `{"formulas": n, "sheets": n}` or `{"refused": code, ...}`. It imports no Django: it starts in a few hundredths
of a second. Memory and processor time are bounded by the system; whoever starts it bounds the time on the clock.
"""

from __future__ import annotations

import csv
import datetime
import json
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

LARGEST_MEMORY = 1_500_000_000  # bytes of address space
LONGEST_PROCESSOR = 15  # seconds
LARGEST_INFLATED = 300_000_000  # bytes, as the directory of the archive declares
LARGEST_RATIO = 250  # times a part may grow
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
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
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
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


def formulas(source: Path) -> int:
    """How many formulas stand in the sheets: their last computed values are what is read."""
    found = 0
    with zipfile.ZipFile(source) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with archive.open(part) as stream:
                    while block := stream.read(1 << 20):
                        found += block.count(b"<f>") + block.count(b"<f ")
    return found


def cell(value: Any) -> str:
    """The text of one cell: days as ISO, whole numbers without a point."""
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
    check_archive(source)
    try:
        book = CalamineWorkbook.from_path(str(source))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError, ValueError) as problem:
        raise Unreadable("not_a_spreadsheet") from problem
    if sheet.height > MOST_ROWS + 1:
        raise Unreadable("too_many_rows", most=MOST_ROWS, found=sheet.height - 1)
    if sheet.width > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS, found=sheet.width)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        # Empty rows and columns before the first cell count, so that the row numbers are those one sees.
        for row in sheet.to_python(skip_empty_area=False):
            writer.writerow([cell(value) for value in row])
    return {"formulas": formulas(source), "sheets": len(book.sheet_names)}


def main() -> None:
    """Convert within the bounds and print what happened."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_PROCESSOR, LONGEST_PROCESSOR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, Any] = convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except Unreadable as refused:
        answer = {"refused": refused.code, **refused.params}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
