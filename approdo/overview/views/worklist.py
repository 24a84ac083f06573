"""The worklist, the home of officials: the list, a look at one row, one act on many, files to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from approdo.core import audit
from approdo.core import queries as core
from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.frame import menu_of
from approdo.core.pages.render import page
from approdo.core.transfer.exports import response as sheet_response
from approdo.overview import commands, labels
from approdo.overview.forms import FilterForm, ManyForm, query_of, unknown_in, wanted_of
from approdo.overview.lines import lines_of
from approdo.procedures import labels as words
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import cases, choices, worklist
from approdo.procedures.queries import pages as case_pages
from approdo.procedures.queries.worklist import Cursor, Row, Wanted

HEAD = (
    _("Due date"), _("Days left"), _("Where it stands"), _("Protocol number"), _("Portal code"), _("Name"),
    _("Procedure"), _("State"), _("Who has the ball"), _("Responsible officer"), _("Filed"), _("Priority"),
)  # fmt: skip


def by_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return who_asks(request)


def office_of(request: HttpRequest) -> str:
    """The office of who asks."""
    return request.user.office  # type: ignore[union-attr]


@require_GET
def show_worklist(request: HttpRequest) -> HttpResponse:
    """The case files to work on, with counts that are filters."""
    by, today = by_of(request), timezone.localdate()
    if not by.may(Permission.CASE_SEE):
        return _home_of_others(request)
    wanted = wanted_of(request.GET)
    shown = worklist.page(by, office_of(request), wanted, today, _cursor(request, wanted))
    context = {
        "shown": shown,
        "lines": lines_of(shown.rows),
        "counts": worklist.counts(by, office_of(request), wanted, today),
        "filters": FilterForm(request.GET),
        "unknown": unknown_in(request.GET, wanted),
        "saved": core.filters_of(by),
        "colleagues": choices.colleagues(by) if by.may(Permission.CASE_ASSIGN) else [],
        **words_of(wanted, today),
    }
    return page(request, "overview/worklist.html", context)


def words_of(wanted: Wanted, today: Any) -> dict[str, Any]:
    """What every page with rows of the worklist needs to write them."""
    return {
        "wanted": wanted, "today": today, "labels": labels, "words": words, "query_of": query_of,
        "cursor_query": _cursor_query,
    }  # fmt: skip


def _home_of_others(request: HttpRequest) -> HttpResponse:
    """Who sees no case file starts from the first page of their menu."""
    for link in menu_of(by_of(request), request.path):
        if link.url != request.path:
            return HttpResponseRedirect(link.url)
    return page(request, "overview/nothing.html")


def _cursor(request: HttpRequest, wanted: Wanted) -> Cursor | None:
    try:
        identifier = UUID(request.GET.get("at", ""))
    except ValueError:
        return None
    return worklist.place(
        by_of(request), wanted, identifier, request.GET.get("value", ""), request.GET.get("way") == "before"
    )


def _cursor_query(wanted: Wanted, cursor: Cursor) -> str:
    """The address of the page at a cursor. A name stays out of it."""
    value = "" if cursor.value is None or wanted.column == "title" else cursor.value.isoformat()
    place = {"at": cursor.id, "value": value, "way": "before" if cursor.before else "after"}
    return "&".join(filter(None, (query_of(wanted), urlencode(place))))


@require_GET
def peek(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The summary of one row, without leaving the list; a page of its own without a script."""
    by, today = by_of(request), timezone.localdate()
    require(by, Permission.CASE_SEE)
    case = cases.visible_case(by, case_id)
    shown = case_pages.case_page(by, case, today)
    context = {"row": worklist.row_of(case, today), "shown": shown, **words_of(Wanted(), today)}
    return page(request, "overview/peek.html", context, block="peek")


@require_POST
def act_on_many(request: HttpRequest) -> HttpResponse:
    """Do one act on the chosen case files and say of each what became of it."""
    by, form = by_of(request), ManyForm(request.POST)
    require(by, Permission.CASE_SEE)
    outcomes = _outcomes(by, form.cleaned_data) if form.is_valid() else []
    named = cases.visible_to(by).in_bulk([outcome.case_id for outcome in outcomes])
    wanted = wanted_of(request.POST)
    context = {"form": form, "outcomes": outcomes, "named": named, **words_of(wanted, timezone.localdate())}
    return page(request, "overview/outcomes.html", context, status=200 if form.is_valid() else 422)


def _outcomes(by: Actor, asked: dict[str, Any]) -> list[commands.Outcome]:
    if asked["act"] == "assign":
        return commands.assign_many(by=by, case_ids=asked["chosen"], user_id=asked["user"])
    return commands.prioritise_many(by=by, case_ids=asked["chosen"], reason=asked["reason"])


@require_GET
def export_worklist(request: HttpRequest, kind: str) -> FileResponse:
    """The filtered list as a file for a spreadsheet."""
    by, today, wanted = by_of(request), timezone.localdate(), wanted_of(request.GET)
    require(by, Permission.CASE_EXPORT)
    rows = worklist.exported(by, office_of(request), wanted, today)
    asked = wanted_of({**request.GET.dict(), "text": ""})
    audit.record(
        by, "case.exported", "prefecture", by.prefecture, format=kind, query=query_of(asked), text=bool(wanted.text)
    )
    return sheet_response(kind, f"approdo-{today.isoformat()}", [str(word) for word in HEAD], _cells(rows))


def _cells(rows: Iterable[Row[CaseFile]]) -> Iterator[list[Any]]:
    for row in rows:
        case = row.case
        yield [
            row.due, row.days, str(labels.STANDINGS[row.standing]), case.protocol_number, case.external_code,
            case.title, labels.procedure_name(case.procedure), str(words.STATES[case.state]),
            str(words.BALL.get(row.ball, row.ball)),
            case.responsible.full_name if case.responsible else "", case.filed_on,
            str(words.PRIORITIES.get(case.priority_reason, "")),
        ]  # fmt: skip
