"""Pages of measures: the list, the guided page of one, what a centre reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.core import documents
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.procedures import labels as procedure_labels
from approdo.reception import measure_labels as labels
from approdo.reception import measure_words
from approdo.reception.commands import measures as acts
from approdo.reception.forms.measures import GroundForm, PurposeForm, ReportForm
from approdo.reception.models import Guest, Measure
from approdo.reception.queries import guests, measure_letters, measures
from approdo.reception.rules.measures import Ground, MeasurePaper, Step, paragraph, step
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import crumbs, editor_of, sheet

SORTS = {"since": "recorded_at", "guest": "guest__person__family_name", "ground": "ground", "state": "state"}
HEAD = (
    gettext_lazy("Guest"), gettext_lazy("Centre"), gettext_lazy("Ground"), gettext_lazy("State"),
    gettext_lazy("What it waits for"), gettext_lazy("By when"), gettext_lazy("Began on"),
)  # fmt: skip
STEPS = (
    Step.NOTICE, Step.VOICE, Step.ASSESSMENT, Step.DECISION, Step.NOTIFICATION, Step.EFFECTS, Step.COMMISSION,
)  # fmt: skip


@require_GET
def measures_page(request: HttpRequest) -> HttpResponse:
    """Measures that go on, with what each waits for."""
    by, today, asked = editor_of(request, Permission.MEASURE_PREPARE), timezone.localdate(), _asked(request)
    shown = listing(request, measures.listed(by, **asked), SORTS, "-since")
    context = {
        **shown, "standings": measures.standings(shown["rows"], today), "labels": labels, "asked": asked,
        "states": list(measures.STATES), "grounds": list(Ground),
    }  # fmt: skip
    return page(request, "reception/measures.html", context)


@require_GET
def export_measures(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file, without what happened."""
    by = editor_of(request, Permission.MEASURE_PREPARE)
    rows = measures.listed(by, **_asked(request)).order_by("-recorded_at", "id")
    told = [_cells(one) for one in measures.standings(rows, timezone.localdate())]
    return sheet(request, kind, "measures", HEAD, told)


def _cells(one: measures.Standing) -> list[Any]:
    row = one.measure
    return [
        str(row.guest.person), row.centre.name if row.centre else "", str(labels.GROUNDS[Ground(row.ground)]),
        str(labels.MEASURE_STATES[measures.state_of(row)]), str(labels.MEASURE_STEPS[one.step]),
        one.due.result.effective_due if one.due else None, row.opened_on or row.reported_on,
    ]  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        "state": chosen(request, "state", [*measures.STATES, "all"], "going_on"),
        "ground": chosen(request, "ground", Ground),
        "text": text_of(request),
    }


@require_GET
def measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """One measure, step by step."""
    by, today = editor_of(request, Permission.MEASURE_PREPARE), timezone.localdate()
    row = measures.measure(by, measure_id)
    now, decision = step(measures.progress_of(row), today), measures.decision_of(row)
    context = {
        "measure": row, "labels": labels, "step": now, "steps": [labels.MEASURE_STEPS[one] for one in STEPS],
        "current": _current(now), "dues": measures.dues(row, today), "say": procedure_labels.step,
        "paragraph": paragraph(Ground(row.ground)), "assessment": measures.assessment_of(row),
        "decision": decision, "taken": measure_words.taken(decision) if decision else [],
        "letters": {one.kind: one for one in measure_letters.letters_of(row)}, "papers": measure_letters.possible(row),
        "restoration": measures.restoration_of(row),
        "history": list(measures.history(by, row)[:100]), "may_decide": by.may(Permission.MEASURE_DECIDE),
        "may_trace": _may_trace(row),
    }  # fmt: skip
    return page(request, "reception/measure.html", context)


@require_GET
def measure_letter(request: HttpRequest, measure_id: UUID, kind: str) -> HttpResponse:
    """The PDF of a letter of a measure."""
    by = editor_of(request, Permission.MEASURE_PREPARE)
    row = measures.measure(by, measure_id)
    if kind not in labels.PAPERS:
        raise Http404
    found = measure_letters.letter(row, MeasurePaper(kind))
    return answers.letter(documents.read(by, found.document), found.document.file_name)


def _current(now: Step) -> int:
    return STEPS.index(now) + 1 if now in STEPS else 0 if now is Step.REPORT else len(STEPS) + 1


def _may_trace(row: Measure) -> bool:
    decision = measures.decision_of(row)
    gone = row.ground == Ground.ABANDONMENT.value and row.traced_on is None
    return gone and decision is not None and decision.applied


def report_measure(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """What a centre reports of a guest."""
    by = editor_of(request, Permission.MEASURE_REPORT)
    found = guests.guest(by, guest_id)
    form = ReportForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.report_measure(
            by=by, guest_id=guest_id, ground=Ground(told["ground"]), facts=told["facts"], on=told["on"],
            warned_on=told["warned_on"],
        )  # fmt: skip
        return done(request, _("The prefecture was told. It decides; nothing changes until then."), "guest", guest_id)

    return form_page(request, form, act, _about(found, _("Report to the prefecture"), _("Report")))


def open_measure(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The office opens the procedure."""
    by = editor_of(request, Permission.MEASURE_PREPARE)
    found = guests.guest(by, guest_id)
    ground = chosen(request, "ground", Ground)
    form = GroundForm(request.POST or None, initial={"on": timezone.localdate(), "ground": ground})

    def act() -> HttpResponse:
        told = form.cleaned_data
        made = acts.open_measure(
            by=by, guest_id=guest_id, ground=Ground(told["ground"]), facts=told["facts"], on=told["on"]
        )
        return done(request, _("The procedure is open. Write the notice of the start."), "measure", made.pk)

    return form_page(request, form, act, _about(found, _("Open a measure"), _("Open the procedure")))


def _about(found: Guest, title: str, submit: str) -> Context:
    way = crumbs((_("Guests"), address("guests")), (str(found.person), address("guest", found.pk)), (title, None))
    return {
        "title": title,
        "submit": submit,
        "subtitle": found.person,
        "crumbs": way,
        "back": address("guest", found.pk),
    }


def read_vulnerability(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """What was written of vulnerability, after the purpose. The text is the answer to the form, at no address."""
    by = actor_of(request)
    require(by, Permission.MEASURE_PREPARE)
    row, form = measures.measure(by, measure_id), PurposeForm(request.POST or None)
    title = _("Read about vulnerability")
    context = {
        "title": title, "submit": _("Read"), "subtitle": row.guest.person, "back": address("measure", measure_id),
        "crumbs": crumbs((_("Art. 23 measures"), address("reception_measures")), (title, None)),
    }  # fmt: skip

    def act() -> HttpResponse:
        purpose = form.cleaned_data["purpose"]
        text = acts.read_vulnerability(by=by, measure_id=measure_id, purpose=purpose)
        read = {"text": text, "purpose": purpose, "assessment": measures.assessment_of(row)}
        return page(request, "reception/vulnerability.html", {**context, **read})

    return form_page(request, form, act, context)
