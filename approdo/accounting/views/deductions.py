"""Pages of deductions: the list, one with its course and its why, the papers, what is proposed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.accounting import deduction_labels as labels
from approdo.accounting import deduction_letters as letters
from approdo.accounting import labels as words_of
from approdo.accounting.models import Deduction
from approdo.accounting.queries import deductions
from approdo.accounting.rules.deductions import DeductionKind, DeductionStep, deduction_step
from approdo.accounting.rules.penalties import DeductionState
from approdo.accounting.views.parts import crumbs, sheet
from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.render import page
from approdo.core.pages.work import Crumbs, chosen, listing, text_of
from approdo.procedures import labels as procedure_labels

SORTS = {"proposed": "proposed_on", "kind": "kind", "amount": "amount", "state": "state", "until": "answer_until"}
HEAD = (
    gettext_lazy("What"), gettext_lazy("Contract"), gettext_lazy("Managing body"), gettext_lazy("Centre"),
    gettext_lazy("Month"), gettext_lazy("Article"), gettext_lazy("Amount (euros)"), gettext_lazy("State"),
    gettext_lazy("Proposed on"), gettext_lazy("Contested on"), gettext_lazy("Received on"),
    gettext_lazy("Counter-arguments by"), gettext_lazy("Decided on"), gettext_lazy("Decided (euros)"),
    gettext_lazy("Communicated on"),
)  # fmt: skip
STEPS = (
    DeductionStep.CONTESTATION, DeductionStep.RECEIPT, DeductionStep.COUNTER_ARGUMENTS, DeductionStep.DECISION,
    DeductionStep.COMMUNICATION,
)  # fmt: skip
LETTERS = ("letter", "decision_letter")
PAPERS = (*LETTERS, "evidence", "answer_document")


def reader_of(request: HttpRequest) -> Actor:
    """Who asks: the office, or a managing body for what is its own. Raises NotAllowed."""
    by = who_asks(request)
    require(by, _sight(by))
    return by


def way(by: Actor, *further: tuple[str, str | None]) -> Crumbs:
    """The way from the home to a page of deductions, as far as the reader may go it."""
    here = (_("Deductions"), address("deductions") if further else None)
    if by.may(Permission.ACCOUNTING_SEE):
        return crumbs(here, *further)
    return [(_("Home"), "/"), here, *further]


@require_GET
def deductions_page(request: HttpRequest) -> HttpResponse:
    """The list of deductions."""
    by, asked, today = reader_of(request), _asked(request), timezone.localdate()
    rows = deductions.listed(by, **asked)
    shown = listing(request, rows, SORTS, "-proposed")
    context = {
        **shown, "standings": deductions.standings(by, shown["rows"], today), "labels": labels, "asked": asked,
        "kinds": list(DeductionKind), "sums": deductions.sums(rows), "crumbs": way(by),
        "may_prepare": by.may(Permission.DEDUCTION_PREPARE), "office": by.may(Permission.ACCOUNTING_SEE),
    }  # fmt: skip
    return page(request, "accounting/deductions.html", context)


@require_GET
def export_deductions(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by = reader_of(request)
    rows = deductions.listed(by, **_asked(request)).order_by("-proposed_on", "id")
    return sheet(request, kind, "deductions", HEAD, [_cells(deductions.as_told(by, one)) for one in rows], _sight(by))


def _cells(one: Deduction) -> list[Any]:
    return [
        str(labels.KINDS[DeductionKind(one.kind)]), one.contract.cig, one.contract.body.name,
        one.centre.name if one.centre else "", one.month, one.article, one.amount,
        str(labels.STATES[DeductionState(one.state)]), one.proposed_on, one.contested_on, one.received_on,
        one.answer_until, one.decided_on, one.decided_amount, one.communicated_on,
    ]  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "state": chosen(request, "state", [*deductions.STATES, "all"], "going_on"),
        "kind": chosen(request, "kind", DeductionKind),
        "text": text_of(request),
        "contract": _identifier(request.GET.get("contract", "")),
    }


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
def deduction(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """One deduction: what it waits for, its terms, why its amount, what was said and decided."""
    by, today = reader_of(request), timezone.localdate()
    row = deductions.deduction(by, deduction_id)
    now, office = deduction_step(deductions.course_of(row), today), by.may(Permission.ACCOUNTING_SEE)
    title = str(labels.KINDS[DeductionKind(row.kind)])
    context = {
        "deduction": row, "labels": labels, "words": words_of, "step": now, "title": title,
        "steps": [labels.STEPS[one] for one in STEPS], "current": _current(row, now),
        "dues": deductions.dues(row, today), "say": procedure_labels.step, "why": labels.why(deductions.reckoning_of(row)),
        "findings": deductions.findings_of(row) if office else [], "timeline": _timeline(row, office),
        "history": list(deductions.history(by, row)[:100]) if office else [], "office": office,
        "outcome": letters.outcome(row) if deductions.is_decided(row) else "", "crumbs": way(by, (title, None)),
        **_powers(by),
    }  # fmt: skip
    return page(request, "accounting/deduction.html", context)


def _powers(by: Actor) -> dict[str, bool]:
    return {
        "may_prepare": by.may(Permission.DEDUCTION_PREPARE), "may_decide": by.may(Permission.DEDUCTION_DECIDE),
        "may_answer": by.may(Permission.DEDUCTION_ANSWER),
    }  # fmt: skip


def _current(row: Deduction, now: DeductionStep) -> int:
    if row.state == DeductionState.WITHDRAWN.value:
        return 0
    return STEPS.index(now) + 1 if now in STEPS else len(STEPS) + 1


def _timeline(row: Deduction, office: bool) -> list[dict[str, Any]]:
    """What happened, each with its day; who did it is told to the office only."""
    happened: list[tuple[date | None, Any, Any]] = [
        (row.proposed_on, labels.ACTS["deduction.proposed"], row.proposed_by),
        (row.withdrawn_on, labels.ACTS["deduction.withdrawn"], None),
        (row.contested_on, labels.ACTS["deduction.contested"], None),
        (row.received_on, labels.ACTS["deduction.contestation_received"], None),
        (row.answered_on, labels.ACTS["deduction.answered"], row.answered_by),
        (row.decided_on, labels.STATES[DeductionState(row.state)], row.decided_by),
        (row.communicated_on, labels.ACTS["deduction.communicated"], None),
    ]
    told = sorted(((day, place) for place, (day, _title, _by) in enumerate(happened) if day is not None))
    return [
        {"date": day, "title": happened[place][1], "by": happened[place][2].full_name if office and happened[place][2] else ""}
        for day, place in told
    ]  # fmt: skip


@require_GET
def deduction_paper(request: HttpRequest, deduction_id: UUID, which: str) -> HttpResponseBase:
    """A paper of a deduction: a letter of ours is shown, what came from outside is saved."""
    by = reader_of(request)
    found = getattr(deductions.deduction(by, deduction_id), which)
    if found is None:
        raise NotFound("paper_not_found", _("There is no such paper of this deduction."))
    answer = answers.letter if which in LETTERS else answers.saved
    return answer(documents.read(by, found), found.file_name)


def _sight(by: Actor) -> Permission:
    return Permission.ACCOUNTING_SEE if by.may(Permission.ACCOUNTING_SEE) else Permission.DEDUCTION_ANSWER
