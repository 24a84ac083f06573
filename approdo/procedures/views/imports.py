"""The pages of imports: send, say which column is what, look at what would happen, run, read the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.request import StaffRequest
from approdo.core.errors import Refusal
from approdo.core.models import ImportBatch
from approdo.core.pages.render import page
from approdo.core.rules.cells import column_letter
from approdo.core.transfer import exports
from approdo.procedures import import_labels, import_sample
from approdo.procedures.commands import imports as commands
from approdo.procedures.forms.imports import MappingForm, UploadForm
from approdo.procedures.queries import imports as queries
from approdo.procedures.rules.case_rows import FIELDS
from approdo.procedures.views.acting import explain

PAGE = 50  # rows
STEPS = (_("Send the file"), _("Say which column is what"), _("Check the rows"), _("Run"))
_STEP = {"uploaded": 2, "mapped": 3, "checked": 3, "running": 4, "done": 5, "failed": 3, "cancelled": 5}


@require_GET
def imports(request: StaffRequest) -> HttpResponse:
    """The imports of the office, the latest first, from the one after `before` in time."""
    by = request.actor
    require(by, Permission.CASE_IMPORT)
    rows = list(queries.page_of(by, request.GET.get("before", ""), PAGE + 1))
    context = {
        "batches": rows[:PAGE],
        "next": rows[PAGE - 1].created_at.isoformat() if len(rows) > PAGE else "",
        "before": request.GET.get("before", ""),
        "labels": import_labels,
    }
    return page(request, "procedures/imports.html", context)


def import_new(request: StaffRequest) -> HttpResponse:
    """The form that sends a file."""
    by = request.actor
    require(by, Permission.CASE_IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = commands.start_import(by=by, name=upload.name, content=upload)
        except Refusal as refused:
            form.add_error("file", refused.message)
            status = refused.status
        else:
            return redirect("import_mapping", batch.pk)
    context = {"form": form, "steps": STEPS, "fields": [import_labels.FIELDS[name] for name in FIELDS]}
    return page(request, "procedures/import_new.html", context, status=status if form.errors else 200)


def import_mapping(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Which column holds what: proposed from the headings, or as it was the last time they came."""
    by = request.actor
    batch = queries.visible_batch(by, batch_id)
    form = MappingForm(
        request.POST or None, headings=batch.headings, columns=batch.columns,
        initial={"people": batch.choices.get("people", "reuse")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            commands.map_columns(by=by, batch_id=batch.pk, columns=form.columns(), people=form.cleaned_data["people"])
        except Refusal as refused:
            explain(form, refused)
        else:
            return redirect("import_batch", batch.pk)
    context = {
        "batch": batch, "form": form, "steps": STEPS, "labels": import_labels,
        "remembered": queries.remembered(by, batch.headings) is not None,
    }  # fmt: skip
    return page(request, "procedures/import_mapping.html", context, status=409 if form.errors else 200)


@require_GET
def import_batch(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """What would happen or happened, row by row; while a work goes on, how far it is."""
    batch = queries.visible_batch(request.actor, batch_id)
    if batch.state == "uploaded":
        return redirect("import_mapping", batch.pk)
    shown = request.GET.get("state", "")
    after = request.GET.get("after", "")
    rows = queries.rows_of(batch, shown).filter(number__gt=int(after) if after.isdecimal() else 0)
    found = list(rows[: PAGE + 1])
    context = {
        "batch": batch,
        "rows": found[:PAGE],
        "next": found[PAGE - 1].number if len(found) > PAGE else None,
        "after": after,
        "shown": shown,
        "counts": _counts(batch),
        "steps": STEPS,
        "step": _STEP[batch.state],
        "at_work": batch.state in queries.AT_WORK,
        "interrupted": queries.interrupted(batch, timezone.now()),
        "earlier": queries.earlier_of_the_same_file(request.actor, batch),
        "labels": import_labels,
        "column_of": lambda name: column_letter(batch.columns[name]) if name in batch.columns else "",
    }
    return page(request, "procedures/import_batch.html", context, block="progress")


def _counts(batch: ImportBatch) -> list[tuple[str, Any, int, str]]:
    named = [
        (state, word, batch.counts.get(state, 0), import_labels.ROW_TONES[state])
        for state, word in import_labels.ROW_STATES.items()
        if batch.counts.get(state)
    ]
    return [("", _("All rows"), sum(batch.counts.values()), "neutral"), *named]


@require_POST
def import_run(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Let a checked import write."""
    commands.run_import(by=request.actor, batch_id=batch_id)
    messages.success(request, _("The import is running. You may leave this page: it goes on by itself."))
    return redirect("import_batch", batch_id)


@require_POST
def import_resume(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Let an interrupted import go on."""
    commands.resume_import(by=request.actor, batch_id=batch_id)
    messages.success(request, _("The import goes on from its last row."))
    return redirect("import_batch", batch_id)


@require_POST
def import_cancel(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Give an import up."""
    commands.cancel_import(by=request.actor, batch_id=batch_id)
    messages.success(request, _("The import was given up. What it had already written stays."))
    return redirect("import_batch", batch_id)


@require_GET
def import_errors(request: StaffRequest, batch_id: UUID) -> FileResponse:
    """The rows that were not taken, with column and reason, as CSV."""
    batch = queries.visible_batch(request.actor, batch_id)
    headings = (_("Row"), _("Column"), _("Field"), _("What is wrong"))
    exports.allow_export(request.actor, "import-errors", "csv", batch.counts.get("error", 0), batch=batch.pk)
    return exports.csv_response(f"errors-{batch.created_at:%Y%m%d-%H%M}", headings, _error_lines(batch))


def _error_lines(batch: ImportBatch) -> Iterator[tuple[Any, ...]]:
    for row in queries.rows_of(batch, "error").iterator(2000):
        for one in row.problems:
            name = one["column"]
            column = column_letter(batch.columns[name]) if name in batch.columns else ""
            yield row.number, column, str(import_labels.FIELDS.get(name, "")), import_labels.problem(one)


@require_GET
def import_example(request: StaffRequest) -> FileResponse:
    """A table of invented people that can be imported as it is."""
    require(request.actor, Permission.CASE_IMPORT)
    return exports.xlsx_response("case-files", import_sample.HEADINGS, import_sample.rows(timezone.localdate()))
