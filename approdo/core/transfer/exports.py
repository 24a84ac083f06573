"""Lists that leave as CSV or XLSX: safe to open, bounded, written in the audit."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.transfer.tables import XLSX

MOST_ROWS = {"csv": 1_000_000, "xlsx": 100_000}
FORMATS = tuple(MOST_ROWS)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold
Rows = Iterable[Sequence[Any]]


def neutral(value: Any) -> Any:
    """A value as it may stand in a cell: a text that a spreadsheet would compute begins with an apostrophe."""
    if not isinstance(value, str):
        return value
    text = _FORBIDDEN.sub("", value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_text(value: Any) -> str:
    """A value in CSV: days as ISO 8601, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            timezone.localtime(value).isoformat(timespec="seconds") if timezone.is_aware(value) else value.isoformat()
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(neutral(value))


def allow_export(
    by: Actor, name: str, format_: str, count: int, permission: Permission = Permission.CASE_EXPORT, **details: Any
) -> None:
    """Let a list of `count` rows leave, and write it down. Raises NotAllowed, Refusal (too long for that format)."""
    require(by, permission)
    if count > MOST_ROWS[format_]:
        raise Refusal(
            "export_too_long",
            _("The list has %(count)s rows and this format holds %(most)s. Narrow the filters, or export as CSV.")
            % {"count": count, "most": MOST_ROWS[format_]},
        )
    audit.record(by, "list.exported", "list", name, format=format_, rows=count, **details)


def csv_lines(headings: Sequence[Any], rows: Rows) -> Iterator[bytes]:
    """A list as CSV: semicolons, UTF-8 with its mark, so that a spreadsheet opens it as it is."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    writer.writerow([as_text(str(heading)) for heading in headings])
    for place, row in enumerate(rows, start=1):
        writer.writerow([as_text(value) for value in row])
        if place % 500 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content


def csv_response(name: str, headings: Sequence[Any], rows: Rows) -> FileResponse:
    """A list as a CSV file to save. `name` is without extension. The rows are read before the answer leaves."""
    return _response(lambda file: file.writelines(csv_lines(headings, rows)), f"{name}.csv", "text/csv; charset=utf-8")


def xlsx_response(name: str, headings: Sequence[Any], rows: Rows) -> FileResponse:
    """A list as an XLSX file to save. `name` is without extension."""
    # The library of workbooks is a tenth of what a web process would load at its start, and few lists leave this way.
    from approdo.core.transfer.workbooks import write_xlsx  # noqa: PLC0415

    return _response(lambda file: write_xlsx(file, headings, rows), f"{name}.xlsx", XLSX)


def response(format_: str, name: str, headings: Sequence[Any], rows: Rows) -> FileResponse:
    """A list in one of FORMATS."""
    return xlsx_response(name, headings, rows) if format_ == "xlsx" else csv_response(name, headings, rows)


def _response(write: Callable[[Any], None], file_name: str, media_type: str) -> FileResponse:
    # The rows are read inside the request's transaction: after it they could no longer be seen.
    with ExitStack() as half_written:
        content = half_written.enter_context(tempfile.SpooledTemporaryFile(max_size=5_000_000))
        write(content)
        content.seek(0)
        half_written.pop_all()  # whole: from here the answer closes it
    answer = FileResponse(content, as_attachment=True, filename=file_name, content_type=media_type)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
