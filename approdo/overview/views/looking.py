"""Pages that look at many things at once: the day's plan, the search, a person's whole file, all prefectures."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.charts import Chart
from approdo.core.pages.formats import numbers
from approdo.core.pages.render import page
from approdo.overview import queries
from approdo.overview.views.worklist import by_of, office_of, words_of
from approdo.people import labels as people_words
from approdo.procedures.queries import day_plan as plans
from approdo.procedures.queries import national as counters
from approdo.procedures.queries.search import search as find
from approdo.procedures.queries.worklist import Wanted
from approdo.reception import labels as reception_words

BARS = 13  # prefectures drawn, as many as have room for their code; the table has them all


@require_GET
def day_plan(request: HttpRequest) -> HttpResponse:
    """What to do today."""
    require(by_of(request), Permission.CASE_SEE)
    scope = "office" if request.GET.get("scope") == "office" else "mine"
    today = timezone.localdate()
    plan = plans.day_plan(by_of(request), office_of(request), scope, today)
    return page(request, "overview/day_plan.html", {"plan": plan, "scope": scope, **words_of(Wanted(), today)})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """One box over case files and people."""
    require(by_of(request), Permission.CASE_SEE)
    today = timezone.localdate()
    answer = find(by_of(request), request.GET.get("q", "").replace("\0", ""), today)
    context = {"answer": answer, "people_words": people_words, **words_of(Wanted(), today)}
    return page(request, "overview/search.html", context)


@require_GET
def person_file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything the office knows of a person: what they asked, and where they slept."""
    today = timezone.localdate()
    shown = queries.person_file(by_of(request), person_id, today)
    if shown.person.merged_into_id:
        return redirect("person_file", shown.person.merged_into_id)
    context = {
        "shown": shown, "people_words": people_words, "reception_words": reception_words, **words_of(Wanted(), today),
    }  # fmt: skip
    return page(request, "overview/person_file.html", context)


@require_GET
def national(request: HttpRequest) -> HttpResponse:
    """The open case files of every prefecture, counted."""
    today = timezone.localdate()
    offices = counters.national(by_of(request), today)
    context = {
        "rows": _written(offices),
        "chart": _most_late(offices),
        "kinds": counters.KINDS,
    }
    return page(request, "overview/national.html", {**context, **words_of(Wanted(), today)})


def _written(offices: list[counters.OfficeCounts]) -> list[tuple[str, list[str]]]:
    """The rows of the table, the whole country's first."""
    number = numbers()
    rows = [(_("Italy"), counters.totals(offices)), *((office.name, office.counts) for office in offices)]
    return [(name, [number(counts[kind]) for kind in counters.KINDS]) for name, counts in rows]


def _most_late(offices: list[counters.OfficeCounts]) -> Chart:
    drawn = [office for office in offices if office.counts["late"]][:BARS]
    return {
        "title": _("Which prefectures have most late case files"),
        "unit": _("open case files past their term"),
        "labels": [office.code for office in drawn],
        "series": [{"name": _("Late"), "values": [office.counts["late"] for office in drawn]}],
    }
