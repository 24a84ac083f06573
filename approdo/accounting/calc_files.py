"""The files of a folder of `calc statement`: their text, the lines of their tables, and where each thing stands."""

from __future__ import annotations

import csv
import io
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from approdo.core.rules.cells import NotADate, read_date

MOST_BYTES = 50_000_000  # of a file: a million stays; all of Italy has some hundred thousand a year
LONGEST_KEY = 60
MOST_NAMES = 20  # centres or columns listed in a message
OPTIONAL_FILES = ("absences.csv", "suspensions.csv")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a row counts from 1, headings included; of a contract `row` is 0."""

    file: str
    row: int
    column: str


class Unreadable(ValueError):
    """Something cannot be read. `expected` is a key of the sentences, with `values` to fill it."""

    def __init__(self, place: Place, expected: str, **values: str) -> None:
        super().__init__(expected)
        self.place, self.expected, self.values = place, expected, values


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Columns of a table that are not ours: notes, or days of ours under another name, which must not go unsaid."""

    file: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file and where it stands."""

    file: str
    number: int
    cells: Mapping[str, str]

    def place(self, column: str) -> Place:
        return Place(self.file, self.number, column)

    def text(self, column: str) -> str:
        if not self.cells[column]:
            raise Unreadable(self.place(column), "something")
        return self.cells[column]

    def day(self, column: str) -> date:
        try:
            return read_date(self.cells[column])
        except NotADate:
            raise Unreadable(self.place(column), "day") from None

    def day_or_none(self, column: str) -> date | None:
        return self.day(column) if self.cells[column] else None


def rows(folder: Path, name: str, columns: tuple[str, ...], passed_over: list[PassedOver]) -> Iterator[Row]:
    """The lines of a table; its columns that are not ours join those `passed_over`. Raises Unreadable."""
    if name in OPTIONAL_FILES and not os.path.lexists(folder / name):
        return
    text = io.StringIO(text_of(folder, name), newline="")
    first = text.readline()
    text.seek(0)
    lines = csv.reader(text, delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    begun = 1  # the line on which a row begins: one whose quotation marks never close swallows the rest
    try:
        headings = [cell.strip().lower() for cell in next(lines, [])]
        for column in columns:
            if headings.count(column) != 1:
                raise Unreadable(Place(name, 1, column), "heading", headings=", ".join(columns))
        if others := tuple(shown for head in headings if head not in columns and (shown := _shown(head))):
            passed_over.append(PassedOver(name, others))
        begun = lines.line_num + 1
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                begun = lines.line_num + 1
                continue
            if len(cells) != len(headings):
                lacking = headings[min(len(cells), len(headings) - 1)]
                raise Unreadable(Place(name, begun, lacking), "cells", number=str(len(headings)))
            yield Row(name, begun, {head: written_once(cell) for head, cell in zip(headings, cells, strict=True)})
            begun = lines.line_num + 1
    except csv.Error:
        raise Unreadable(Place(name, begun, columns[0]), "line") from None


def written_once(text: str) -> str:
    """A text in one form of Unicode, with single blanks: two spellings that look the same are the same."""
    if text.isascii() and "  " not in text and "\t" not in text:  # nearly every cell
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


def _shown(heading: str) -> str:
    """A heading as a terminal may show it: short, on one line, without what would move its cursor."""
    return "".join(sign for sign in written_once(heading) if sign.isprintable())[:LONGEST_KEY]


def text_of(folder: Path, name: str) -> str:
    """The text of a file of the folder, not too large and in UTF-8. Raises Unreadable."""
    try:
        about = (folder / name).stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(Place(name, 0, ""), "file")
        if about.st_size > MOST_BYTES:
            raise Unreadable(Place(name, 0, ""), "smaller", most=str(MOST_BYTES // 1_000_000))
        content = (folder / name).read_bytes()
    except OSError:
        raise Unreadable(Place(name, 0, ""), "file") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(Place(name, row, ""), "utf8") from None
    if "\0" in text:
        raise Unreadable(Place(name, text[: text.index("\0")].count("\n") + 1, ""), "utf8")
    return text
