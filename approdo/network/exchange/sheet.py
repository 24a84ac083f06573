"""Translations as a table: one row for each sentence, for who works in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from approdo.core.errors import InvalidInput
from approdo.core.transfer.exports import csv_lines
from approdo.core.transfer.tables import open_table
from approdo.network.exchange.going import Going
from approdo.network.models import Rendering
from approdo.network.rules.returned import Returned

COLUMNS = ("text", "sentence", "language", "record", "italian", "translation", "state", "glossary")
NEEDED = ("text", "sentence", "language", "translation")
MOST_ROWS = 50_000
# What a spreadsheet computes, and what already stands behind the sign that keeps it from that.
_COMPUTED = re.compile(r"'*[=+\-@\t\r]")
_SHIELDED = re.compile(r"'+[=+\-@\t\r]")
_UNIT = re.compile(r"(\d{1,9})-([0-9a-f]{32})")


def shielded(words: str) -> str:
    """Words as they may stand in a cell; `bare` gives them back whatever they were."""
    return f"'{words}" if _COMPUTED.match(words) else words


def bare(cell: str) -> str:
    """The words of a cell."""
    return cell[1:] if _SHIELDED.match(cell) else cell


def written(texts: Iterable[tuple[Rendering, list[Going]]]) -> Iterator[bytes]:
    """The file, piece by piece. Words of an older sentence are not given: an unchanged cell would pass for new ones."""
    return csv_lines(COLUMNS, _rows(texts))


def read(source: IO[bytes], name: str) -> list[Returned]:
    """The sentences of a CSV or XLSX file, in its order. Raises InvalidInput."""
    with open_table(source, name) as table:
        places = {column.strip().casefold(): place for place, column in enumerate(table.columns)}
        lacking = [column for column in NEEDED if column not in places]
        if lacking:
            words = _("The table lacks these columns: %(columns)s.") % {"columns": ", ".join(lacking)}
            raise InvalidInput("columns_lack", words, fields={"file": words})
        found: list[Returned] = []
        for row in table.rows():
            if len(found) >= MOST_ROWS:
                words = _("At most %(most)s sentences in a file: split it.") % {"most": MOST_ROWS}
                raise InvalidInput("too_many_sentences", words, fields={"file": words})
            found.append(_returned(row.number, {name: row.cells[place] for name, place in places.items()}))
        return found


def _rows(texts: Iterable[tuple[Rendering, list[Going]]]) -> Iterator[list[Any]]:
    for rendering, sentences in texts:
        for one in sentences:
            words = "" if one.state.value == "stale" else one.words
            yield [
                str(rendering.text_id), one.id, rendering.language, shielded(str(rendering.text)),
                shielded(one.sentence.words), shielded(words), one.state.value, shielded("; ".join(one.hints)),
            ]  # fmt: skip


def _returned(row: int, cells: dict[str, str]) -> Returned:
    found = _UNIT.fullmatch(cells["sentence"].strip())
    key, mark = (int(found[1]), found[2]) if found else (0, "")
    text, language = cells["text"].strip()[:64], cells["language"].strip()[:12]
    return Returned(row, text, language, key, mark, bare(cells.get("italian", "")), bare(cells["translation"]))
