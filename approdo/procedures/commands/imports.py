"""The life of an import: a file sent, its columns named, checked row by row, run, or given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.core.files.base import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import ImportBatch, ImportMapping, ImportRow
from approdo.core.transfer.insertion import insert_rows
from approdo.core.transfer.tables import Row, open_table
from approdo.procedures.commands import import_planning, import_writing
from approdo.procedures.commands.import_planning import Plan
from approdo.procedures.queries import imports
from approdo.procedures.rules.case_rows import FIELDS, missing_columns

PEOPLE = ("reuse", "new")  # what to do with somebody of the same names and birth date
_OBJECT = "import"


@transaction.atomic
def start_import(*, by: Actor, name: str, content: bytes | File[bytes], most: int = 0) -> ImportBatch:
    """Keep a table of case files and read its headings. `most` bytes are allowed instead of the usual limit.

    Raises NotAllowed, TooLarge, NoRoom, InvalidInput (not a table, damaged, hostile, out of bounds).
    """
    require(by, Permission.CASE_IMPORT)
    documents.require_room(len(content) if isinstance(content, bytes) else content.size, most)
    document = documents.store(by, "import", name, content, most=most)
    with documents.opened(by, document) as stored, open_table(stored, document.file_name) as table:
        batch = ImportBatch.objects.create(
            prefecture_id=by.prefecture,
            kind=imports.KIND,
            document=document,
            sha256=document.sha256,
            headings=table.columns,
            notes=table.notes,
            encoding=table.encoding,
            delimiter=table.delimiter,
            columns=imports.proposed_columns(by, table.columns)[0],
            choices={"people": PEOPLE[0]},
            created_by_id=by.user_id,
        )
    audit.record(by, "import.started", _OBJECT, batch.pk, sha256=document.sha256, size=document.size)
    return batch


@transaction.atomic
def map_columns(
    *, by: Actor, batch_id: UUID, columns: Mapping[str, int], people: str = PEOPLE[0], queued: bool = True
) -> ImportBatch:
    """Say which column holds what and let the check begin again; the answer is remembered for the same headings.

    With `queued` the worker does it; without, the caller goes on with `jobs.work_through`.

    Raises NotAllowed, NotFound, InvalidInput (unknown field or column, one missing), Refusal when it already runs.
    """
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state not in ("uploaded", "mapped", "checked", "failed") or _has_run(batch):
        raise _not_now()
    faults = {name: _("Choose a column.") for name in missing_columns(columns)}
    width = len(batch.headings)
    if any(name not in FIELDS or not 0 <= place < width for name, place in columns.items()) or people not in PEOPLE:
        raise InvalidInput("unknown_column", _("One of the columns does not exist in this file."))
    if faults:
        raise InvalidInput("column_missing", _("Some columns that are needed have not been chosen."), fields=faults)
    ImportRow.objects.filter(batch=batch).delete()
    batch.columns, batch.choices = dict(columns), {**batch.choices, "people": people}
    batch.state, batch.position, batch.counts, batch.failure = "mapped", 0, {}, ""
    batch.save()
    ImportMapping.objects.update_or_create(
        prefecture_id=by.prefecture,
        kind=imports.KIND,
        signature=imports.signature(batch.headings),
        defaults={"name": batch.document.file_name[:80], "columns": batch.columns},
    )
    audit.record(by, "import.mapped", _OBJECT, batch.pk, columns=sorted(columns), people=people)
    _queue(batch, queued)
    return batch


@transaction.atomic
def run_import(*, by: Actor, batch_id: UUID, queued: bool = True) -> ImportBatch:
    """Let a checked import write. Raises NotAllowed, NotFound, Refusal (not checked, already running, no change)."""
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state != "checked":
        raise _not_now()
    if not batch.counts.get("would_create") and not batch.counts.get("would_update"):
        raise Refusal("nothing_to_import", _("No row of this file would change anything: there is nothing to import."))
    batch.state, batch.position = "running", 0
    batch.choices, batch.counts = {**batch.choices, "checked": batch.counts}, {}
    batch.save()
    audit.record(by, "import.run", _OBJECT, batch.pk, checked=batch.choices["checked"])
    _queue(batch, queued)
    return batch


@transaction.atomic
def resume_import(*, by: Actor, batch_id: UUID, queued: bool = True) -> ImportBatch:
    """Let an interrupted or failed work go on from its last row. Raises NotAllowed, NotFound, Refusal."""
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state not in (*imports.AT_WORK, "failed"):
        raise _not_now()
    if batch.state == "failed":
        batch.state, batch.failure = ("running" if _has_run(batch) else "mapped"), ""
    batch.save()
    audit.record(by, "import.resumed", _OBJECT, batch.pk, position=batch.position)
    _queue(batch, queued)
    return batch


@transaction.atomic
def cancel_import(*, by: Actor, batch_id: UUID) -> ImportBatch:
    """Give an import up. What it already wrote stays. Raises NotAllowed, NotFound, Refusal."""
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state in ("done", "cancelled"):
        raise _not_now()
    batch.state, batch.finished_at = "cancelled", timezone.now()
    batch.save()
    audit.record(by, "import.cancelled", _OBJECT, batch.pk, position=batch.position, counts=batch.counts)
    return batch


@transaction.atomic
def take_chunk(*, by: Actor, batch_id: UUID, rows: Sequence[Row], today: date) -> ImportBatch:
    """Check or write some rows in the order of the file; rows already dealt with are left out.

    The rows and the position are saved together: whoever is killed in the middle leaves neither. Raises NotAllowed,
    NotFound, Refusal when the work was given up meanwhile.
    """
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state not in imports.AT_WORK:
        raise _not_now()
    rows = [row for row in rows if row.number > batch.position]
    if not rows:
        return batch
    writing = batch.state == "running"
    if writing:
        _one_writer(by.prefecture)
    twice = _twice(batch, rows) if writing else frozenset()
    plans = import_planning.plan(by, batch, rows, today, lock=writing, twice=twice)
    if writing:
        import_writing.write(by, batch, plans, today)
    _keep_rows(batch, plans, writing)
    for made in plans:
        batch.counts[made.state] = batch.counts.get(made.state, 0) + 1
    batch.position, batch.rows_total = rows[-1].number, max(batch.rows_total, rows[-1].number - 1)
    batch.save(update_fields=["counts", "position", "rows_total", "updated_at"])
    return batch


@transaction.atomic
def finish_import(*, by: Actor, batch_id: UUID) -> ImportBatch:
    """The last row is done: the check or the run is over. Raises NotAllowed, NotFound."""
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state == "mapped":
        _mark_twice(batch)
        batch.state = "checked"
    elif batch.state == "running":
        batch.state, batch.finished_at = "done", timezone.now()
    else:
        return batch
    batch.save()
    audit.record(by, f"import.{batch.state}", _OBJECT, batch.pk, counts=batch.counts)
    return batch


@transaction.atomic
def fail_import(*, by: Actor, batch_id: UUID, why: str) -> None:
    """Say why a work stopped; it may go on later from where it is. Raises NotAllowed, NotFound."""
    require(by, Permission.CASE_IMPORT)
    batch = _locked(by, batch_id)
    if batch.state in imports.AT_WORK:
        batch.choices = {**batch.choices, "failed_while": batch.state}
        batch.state, batch.failure = "failed", why[:300]
        batch.save()
        audit.record(by, "import.failed", _OBJECT, batch.pk, position=batch.position)


def _queue(batch: ImportBatch, queued: bool) -> None:
    """Hand the work to the worker, in this same transaction."""
    if queued:
        task = app.configure_task("procedures.import", queue="imports")
        task.defer(prefecture=batch.prefecture_id, batch_id=str(batch.pk))


def _locked(by: Actor, batch_id: UUID) -> ImportBatch:
    rows = ImportBatch.objects.select_for_update().filter(pk=batch_id, prefecture_id=by.prefecture)
    batch = rows.first()
    if batch is None:
        raise NotFound("import_not_found", _("There is no such import in your prefecture."))
    return batch


def _not_now() -> Refusal:
    return Refusal(
        "import_not_now",
        _(
            "This import has gone on meanwhile, perhaps by a colleague's hand. "
            "Look at it again: nothing was done twice."
        ),
    )


def _has_run(batch: ImportBatch) -> bool:
    return "checked" in batch.choices


def _one_writer(prefecture: str) -> None:
    """Two imports of one prefecture take turns, so that neither creates what the other is creating."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {prefecture}"])


def _twice(batch: ImportBatch, rows: Sequence[Row]) -> frozenset[int]:
    found = ImportRow.objects.filter(batch=batch, number__gte=rows[0].number, number__lte=rows[-1].number)
    found = found.filter(state="error", problems__contains=[{"code": "twice"}])
    return frozenset(found.values_list("number", flat=True))


def _keep_rows(batch: ImportBatch, plans: Sequence[Plan], writing: bool) -> None:
    if writing:
        numbers = {"number__gte": plans[0].number, "number__lte": plans[-1].number}
        ImportRow.objects.filter(batch=batch, **numbers).delete()
    insert_rows(
        ImportRow,
        [
            {
                "batch_id": batch.pk,
                "prefecture_id": batch.prefecture_id,
                "number": made.number,
                "state": made.state,
                "key": made.key,
                "object_id": made.case.pk if made.case is not None else None,
                "problems": [import_planning.as_json(problem) for problem in made.problems],
                "changes": made.changes,
            }
            for made in plans
        ],
    )


# A row with the key of an earlier one is refused: which of the two is right nobody can say.
_TWICE = """
UPDATE core_importrow AS later
   SET state = 'error', object_id = NULL, changes = '{}',
       problems = jsonb_build_array(jsonb_build_object(
           'column', '', 'code', 'twice', 'doubt', false, 'params', jsonb_build_object('row', earlier.number)))
  FROM (SELECT key, min(number) AS number FROM core_importrow
         WHERE batch_id = %(batch)s AND key <> '' AND state <> 'error' GROUP BY key HAVING count(*) > 1) AS earlier
 WHERE later.batch_id = %(batch)s AND later.key = earlier.key AND later.number > earlier.number
   AND later.state <> 'error'
"""


def _mark_twice(batch: ImportBatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, {"batch": batch.pk})
        cursor.execute("SELECT state, count(*) FROM core_importrow WHERE batch_id = %s GROUP BY state", [batch.pk])
        batch.counts = dict(cursor.fetchall())
