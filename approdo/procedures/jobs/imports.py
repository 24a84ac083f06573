"""What the worker does for case files: imports, row by row, from where they were left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from approdo.core import documents, tenancy
from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import ImportBatch
from approdo.core.transfer.tables import Row, open_table
from approdo.procedures.commands import imports as commands
from approdo.procedures.queries import imports

CHUNK = 1000  # rows of one transaction
log = logging.getLogger(__name__)


@app.task(name="procedures.import", queue="imports")
def continue_import(prefecture: str, batch_id: str) -> None:
    """Check or write an import from its position to its end."""
    with tenancy.within(prefecture):
        batch = ImportBatch.objects.select_related("document", "created_by").filter(pk=batch_id).first()
        by = imports.author_of(batch) if batch is not None else None
    if batch is not None and by is not None:
        work_through(by, batch)


@app.periodic(cron="* * * * *")
@app.task(
    name="procedures.resume_imports", queue="imports", queueing_lock="procedures.resume_imports", pass_context=False
)
def resume_imports(timestamp: int) -> None:
    """Take up the imports whose worker was killed."""
    for prefecture in list(imports.prefecture_codes()):
        with tenancy.within(prefecture):
            waiting = imports.interrupted_batches(prefecture)
        for batch_id in waiting:
            continue_import(prefecture, str(batch_id))


def work_through(by: Actor, batch: ImportBatch, advance: Callable[[int], None] = lambda rows: None) -> None:
    """Check or write the rows of an import after its position, each chunk in a transaction of its own.

    A refusal and a failure are written on the import; a failure is also raised. `advance` is told the rows done.
    """
    today = timezone.localdate()
    try:
        with documents.opened(by, batch.document) as stored, open_table(stored, batch.document.file_name) as table:
            for rows in _chunks(table.rows(after=batch.position)):
                with tenancy.within(by.prefecture):
                    commands.take_chunk(by=by, batch_id=batch.pk, rows=rows, today=today)
                advance(len(rows))
        with tenancy.within(by.prefecture):
            commands.finish_import(by=by, batch_id=batch.pk)
    except Refusal as refused:
        _say(by, batch.pk, str(refused.message))
    except Exception as problem:
        _say(by, batch.pk, _why(problem))
        raise


def _why(problem: Exception) -> str:
    if documents.is_disk_full(problem):
        return _(
            "The disk of this installation is full. What was written is whole: "
            "tell the administrator, then resume the import."
        )
    return _("Something unforeseen stopped the import. What was written is whole: resume it.")


def _say(by: Actor, batch_id: UUID, why: str) -> None:
    with tenancy.within(by.prefecture):
        commands.fail_import(by=by, batch_id=batch_id, why=why)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
