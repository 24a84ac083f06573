"""The list of an arrival as a stored table: read row by row, with what cannot be read of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput
from approdo.core.models import StoredDocument
from approdo.core.rules.cells import plain_word
from approdo.core.transfer.tables import open_table, refused
from approdo.people.spelled import countries, languages
from approdo.reception import comuni
from approdo.reception.queries import centres
from approdo.reception.rules.arrivals import NEEDED, ReadRow, columns_of, many, read_row, with_list_faults

MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class ReadList:
    """The rows of a list; `ignored`: headings that mean nothing here; `notes`: what the reader of the file found."""

    rows: list[ReadRow]
    ignored: list[str] = field(default_factory=list)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read_list(by: Actor, document: StoredDocument, on: date) -> ReadList:
    """Read a list of people expected on a day. Nothing is written.

    Raises InvalidInput (not a table, out of bounds, no column of groups or names), Damaged.
    """
    with documents.opened(by, document) as stored, open_table(stored, document.file_name) as table:
        columns = columns_of(table.columns)
        if not set(NEEDED) <= set(columns):
            raise InvalidInput(
                "list_without_columns",
                _("The first row must name the columns: at least “nucleo” (who stays together) and “cognome”."),
            )
        rows = [
            read_row(
                row.number,
                _coded({name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}),
                on,
            )
            for row in table.rows()
            if row.number <= MOST_ROWS or _too_many()
        ]
        ignored = [word for place, word in enumerate(table.columns) if place not in columns.values()]
        notes = list(table.notes)
    words = {row.listed.comune for row in rows if row.listed and row.listed.comune}
    codes = {word: comuni.code(word) for word in words}
    known = frozenset(centres.visible_to(by).values_list("code", flat=True))
    checked = with_list_faults(rows, known, codes)
    return ReadList([_with_code(row, codes) for row in checked], ignored, notes)


def _coded(cells: dict[str, str]) -> dict[str, str]:
    """The cells with the codes of country and languages; a word that nobody knows stands as it is, and is told."""
    country, spoken = cells.get("nationality", ""), cells.get("languages", "")
    return {
        **cells,
        "nationality": countries().get(plain_word(country), country),
        "languages": ";".join(languages().get(plain_word(one), one) for one in many(spoken)),
    }


def _with_code(row: ReadRow, codes: dict[str, str]) -> ReadRow:
    if row.listed is None or not row.listed.comune:
        return row
    return replace(row, listed=replace(row.listed, comune=codes[row.listed.comune]))


def _too_many() -> NoReturn:
    raise refused("too_many_rows", most=MOST_ROWS)
