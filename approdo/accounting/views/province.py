"""The whole province on one page, its tables as files, and what the coming months would bring."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.accounting import definitions
from approdo.accounting import province_tables as tables
from approdo.accounting.forms.province import ForecastForm, ProvinceForm, forecast_asked, province_asked
from approdo.accounting.queries import forecast as forecasts
from approdo.accounting.queries.province import Province, Scope, province
from approdo.accounting.rules.forecast import Assumed, MonthForecast, coming, forecast
from approdo.accounting.views.parts import actor_of as accountant_of
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound
from approdo.core.pages.addresses import address
from approdo.core.pages.render import page
from approdo.core.pages.work import query_without
from approdo.core.rules.money import ZERO
from approdo.reception.models import Centre
from approdo.reception.queries import filling
from approdo.reception.rules.filling import ONE_NIGHT
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import sheet

SHOWN = 12  # rows of a table that the page shows unfolded: a year of months; the file has them all
BOUNDS = ("outlier_score", "outlier_least_percent", "outlier_least_centres")


@require_GET
def show_province(request: HttpRequest) -> HttpResponse:
    """Occupancy, costs, contracts, registers and findings of a period."""
    by = actor_of(request)
    known = filling.seen(by)
    form = province_asked(request.GET, timezone.localdate(), known)
    found = province(by, form.scope(), timezone.localdate(), known) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "known": known, "query": query_without(request), "found": found}
    if found:
        context |= _shown(found, by)
    return page(request, "accounting/province.html", context, status=200 if found else 400)


def _shown(found: Province, by: Actor) -> dict[str, Any]:
    makers = {**tables.OF_PLACES, **(tables.OF_MONEY if by.may(Permission.ACCOUNTING_SEE) else {})}
    told = {name: make(found) for name, make in makers.items() if name != "nights"}
    last = found.scope.last
    return {
        "last_night": found.occupancy.over.until - ONE_NIGHT, "figures": tables.figures(found),
        "chart": tables.nights_chart(found), "tables": told, "shown": SHOWN,
        "bounds": [definitions.figure(name, last) for name in BOUNDS],
        "far": [one for one in found.costs if one.outlier], "names": found.names, "why": tables.far,
    }  # fmt: skip


@require_GET
def export_province(request: HttpRequest, table: str, kind: str) -> FileResponse:
    """One of the tables as a file."""
    by = actor_of(request)
    makers = {**tables.OF_PLACES, **(tables.OF_MONEY if by.may(Permission.ACCOUNTING_SEE) else {})}
    if table not in makers:
        raise NotFound("table_not_found", gettext_lazy("There is no such table."))
    found = makers[table](province(by, _scope(request, filling.seen(by)), timezone.localdate()))
    return sheet(request, kind, f"province-{table}", [one.label for one in found.columns], found.rows)


def _scope(request: HttpRequest, known: list[Centre]) -> Scope:
    form: ProvinceForm = province_asked(request.GET, timezone.localdate(), known)
    if not form.is_valid():
        raise InvalidInput("period_not_read", gettext_lazy("The filters make no sense: choose them on the page."))
    return form.scope()


@require_GET
def show_forecast(request: HttpRequest) -> HttpResponse:
    """Guests and cost of the coming months, with what is assumed."""
    by = accountant_of(request)
    known = filling.seen(by)
    form = forecast_asked(request.GET, known)
    found = expected(by, known, form) if form.is_valid() else ()
    context: dict[str, Any] = {
        "form": form, "known": known, "found": found, "total": sum((one.total for one in found), ZERO),
        "crumbs": [(_("Home"), "/"), (_("The province"), address("province")), (_("Forecast"), None)],
    }  # fmt: skip
    if found:
        context |= {"table": tables.forecast_table(found), "chart": tables.forecast_chart(found)}
    return page(request, "accounting/forecast.html", context, status=200 if form.is_valid() else 400)


def expected(by: Actor, known: list[Centre], form: ForecastForm) -> tuple[MonthForecast, ...]:
    """The forecast that a valid form asks for, from tonight on."""
    today, told = timezone.localdate(), form.cleaned_data
    scope = Scope(today, today, form.place("body"), form.place("centre"))
    over = coming(today, told["months"])
    begun = forecasts.known(by, [one for one in known if scope.holds(one)], over)
    return forecast(over, begun, Assumed(told["arrivals"], told["departures"]))
