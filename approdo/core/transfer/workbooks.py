"""Lists as workbooks of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from approdo.core.transfer.exports import Rows, neutral


def write_xlsx(target: Any, headings: Sequence[Any], rows: Rows) -> None:
    """A list as XLSX into a path or a file: real days and numbers, the first row fixed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([neutral(str(heading)) for heading in headings])
    try:
        for row in rows:
            sheet.append([_xlsx_cell(sheet, value) for value in row])
    finally:
        sheet.close()  # else a list that breaks off leaves a file half written
    book.save(target)


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # its types forget plain days
        cell.number_format = "dd/mm/yyyy"
        return cell
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    return neutral(str(value))
