"""The measures as a workbook: one sheet a table, and the definitions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from approdo.core.pages.tables import Table
from approdo.core.transfer.exports import neutral
from approdo.procedures.measure_tables import Section

FORMATS = {"share": "0.0%", "ratio": "0.00", "euro": '#,##0.00 "€"', "number": "#,##0"}
BOLD = Font(bold=True)
LONGEST_TITLE = 31  # characters a spreadsheet allows
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def workbook(found: Sequence[Section], heading: Sequence[tuple[str, str | date]]) -> bytes:
    """The whole workbook. `heading` says of what and of which day, and stands above the definitions."""
    book = Workbook(write_only=True)
    about = book.create_sheet(_("Definitions"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 34, 110
    for label, value in heading:
        about.append([_cell(about, label, bold=True), _cell(about, value)])
    about.append([])
    about.append([_cell(about, word, bold=True) for word in (_("Measure"), _("Definition"), _("Source"))])
    for section in found:
        about.append([_cell(about, word) for word in (section.name, section.formula, section.source)])
    for section in found:
        for table in section.tables:
            _sheet(book, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title.translate(FORBIDDEN)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for at, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = 44 if column.kind == "text" else 20
    sheet.append([_cell(sheet, column.label, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value, kind=column.kind) for value, column in zip(row, table.columns, strict=True)])


def _cell(sheet: Any, value: Any, *, kind: str = "text", bold: bool = False) -> Any:
    """A cell that a spreadsheet never takes for a formula."""
    cell = WriteOnlyCell(sheet, value=neutral(value))
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    if bold:
        cell.font = BOLD
    return cell
