"""The register on paper: the sheet to sign of a night and that of a month."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from approdo.core.pages.render import page
from approdo.core.rules.nights import Nights, NightSet
from approdo.people import labels as people_words
from approdo.reception import comuni, labels
from approdo.reception.queries import register
from approdo.reception.rules.vocabulary import NightState
from approdo.reception.sight import actor_of
from approdo.reception.views.register import day_asked, month_asked

ONE = timedelta(days=1)


@require_GET
def night_sheet(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Everybody expected in a night, each with a line to sign."""
    by, today = actor_of(request), timezone.localdate()
    found = register.night(by, centre_id, day_asked(request.GET.get("on"), today))
    context = {
        "labels": labels, "people_words": people_words, "comuni": comuni, "register": found, "present": NightState.PRESENT,
        "persons": register.persons(by, [one.guest for one in found.guests]),
    }  # fmt: skip
    return page(request, "reception/night_sheet.html", context)


@require_GET
def month_sheet(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Every guest of a month with a cell for each night: what was recorded, empty where it is to be signed."""
    by, today = actor_of(request), timezone.localdate()
    found = register.month(by, centre_id, month_asked(request.GET), today)
    days = [found.month.first + ONE * number for number in range(found.month.count)]
    context = {
        "labels": labels, "people_words": people_words, "comuni": comuni, "found": found, "days": days,
        "rows": [(one, _cells(one, days)) for one in found.guests],
        "persons": register.persons(by, [one.guest for one in found.guests]),
    }  # fmt: skip
    return page(request, "reception/month_sheet.html", context)


def _cells(one: register.GuestMonth, days: list[date]) -> list[NightState | str]:
    """The state of each night; "out" outside the stay where nothing was recorded, "" where it is to be signed."""
    return [_cell(one, day) for day in days]


def _cell(one: register.GuestMonth, day: date) -> NightState | str:
    said = next((stand.state for stand in one.stands if _holds((stand.nights,), day)), None)
    return said or ("" if _holds(one.expected, day) else "out")


def _holds(nights: NightSet | tuple[Nights, ...], day: date) -> bool:
    return any(part.first <= day < part.until for part in nights)
