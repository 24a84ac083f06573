"""Imports and exports of case files as the command line does them: by the system, in one go, without the worker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.utils import translation

from approdo.core import documents, tenancy
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.models import ImportBatch, ImportMapping, Prefecture
from approdo.core.transfer import exports, workbooks
from approdo.core.transfer.tables import open_table
from approdo.procedures import import_labels, import_words
from approdo.procedures.commands import imports as commands
from approdo.procedures.jobs.imports import work_through
from approdo.procedures.queries import exporting, imports
from approdo.procedures.rules.case_rows import FIELDS

UNFINISHED = ("mapped", "running", "failed")


class Refused(Exception):
    """What the command line says instead of doing it."""


def _actor(prefecture: str) -> Actor:
    if not Prefecture.objects.filter(pk=prefecture).exists():
        raise Refused(f"There is no prefecture {prefecture} in this installation.")
    return system_actor(
        prefecture,
        Permission.CASE_IMPORT,
        Permission.CASE_EXPORT,
        Permission.CASE_SEE,
        Permission.PERSON_SEE,
        Permission.PERSON_EDIT,
    )


@contextmanager
def _in_words() -> Iterator[None]:
    """Refusals in English, the language of the command line."""
    try:
        with translation.override("en"):
            yield
    except Refusal as refusal:
        with translation.override("en"):
            fields = "".join(
                f" {import_labels.FIELDS.get(name, name)}: {words}" for name, words in refusal.fields.items()
            )
            raise Refused(f"{refusal.message}{fields}") from None


def begin(prefecture: str, file: Path, *, mapping: str, people: str, most: int) -> ImportBatch:
    """An import of that file, mapped and ready to go on: the interrupted one of the same file, or a new one.

    Raises Refused.
    """
    with _in_words(), tenancy.within(prefecture):
        by = _actor(prefecture)
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            waiting = imports.visible_to(by).filter(sha256=digest, state__in=UNFINISHED, created_by=None).first()
            if waiting is not None:
                commands.resume_import(by=by, batch_id=waiting.pk, queued=False)
                return imports.visible_batch(by, waiting.pk)
            batch = commands.start_import(by=by, name=file.name, content=File(stream, file.name), most=most)
        columns = _named(by, mapping, batch.headings) if mapping else batch.columns
        commands.map_columns(by=by, batch_id=batch.pk, columns=columns, people=people, queued=False)
        return imports.visible_batch(by, batch.pk)


def _named(by: Actor, name: str, headings: list[str]) -> dict[str, int]:
    rows = ImportMapping.objects.filter(prefecture_id=by.prefecture, kind=imports.KIND, name=name)
    found = rows.order_by("-updated_at").first()
    if found is None:
        raise Refused(f"There is no remembered mapping called {name}.")
    if found.signature != imports.signature(headings):
        raise InvalidInput("mapping_of_another", f"The mapping {name} was made for other headings.")
    return {field: int(place) for field, place in found.columns.items()}


def go_on(batch: ImportBatch, advance: Callable[[int], None]) -> None:
    """Check or write the rows that are left."""
    with translation.override("en"):
        work_through(_actor(batch.prefecture_id), batch, advance)


def let_run(batch: ImportBatch) -> bool:
    """Let a checked import write; False when it would change nothing. Raises Refused."""
    if not batch.counts.get("would_create") and not batch.counts.get("would_update"):
        return False
    with _in_words(), tenancy.within(batch.prefecture_id):
        commands.run_import(by=_actor(batch.prefecture_id), batch_id=batch.pk, queued=False)
    return True


def again(batch: ImportBatch) -> ImportBatch:
    """The import as it is now."""
    with tenancy.within(batch.prefecture_id):
        return imports.visible_batch(_actor(batch.prefecture_id), batch.pk)


def rows_of_file(batch: ImportBatch) -> int:
    """How many rows a file has that was never checked. Raises Refused."""
    by = _actor(batch.prefecture_id)
    with (
        _in_words(),
        documents.opened(by, batch.document) as stored,
        open_table(stored, batch.document.file_name) as table,
    ):
        return sum(1 for _row in table.rows())


def faults(batch: ImportBatch, most: int) -> Iterator[str]:
    """The first rows that were not taken, one line each."""
    with translation.override("en"), tenancy.within(batch.prefecture_id):
        for row in imports.rows_of(batch, "error")[:most]:
            for one in row.problems:
                name = str(import_labels.FIELDS.get(one["column"], "row"))
                yield f"row {row.number}, {name}: {import_labels.problem(one)}"


Write = Callable[[IO[bytes], Callable[[int], None]], None]


@contextmanager
def to_export(prefecture: str, format_: str) -> Iterator[tuple[int, Write]]:
    """How many case files there are, and what writes them; all of one moment, with an audit record. Raises Refused."""
    with _in_words(), tenancy.within(prefecture):
        by = _actor(prefecture)
        count = exporting.count(by)
        exports.allow_export(by, "case-files", format_, count)
        headings = [*(import_words.headings()[name] for name in FIELDS), *exporting.EXTRA]

        def write(target: IO[bytes], advance: Callable[[int], None]) -> None:
            rows = _counted(exporting.rows(by), advance)
            if format_ == "xlsx":
                workbooks.write_xlsx(target, headings, rows)
            else:
                for block in exports.csv_lines(headings, rows):
                    target.write(block)

        yield count, write


def _counted(rows: Iterable[list[Any]], advance: Callable[[int], None]) -> Iterator[list[Any]]:
    for row in rows:
        yield row
        advance(1)
