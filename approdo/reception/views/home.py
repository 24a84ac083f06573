"""The home of reception and the calendar of expiries."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from approdo.core.access.permissions import Permission
from approdo.core.pages.render import page
from approdo.core.pages.work import ROWS, chosen, query_without, text_of
from approdo.reception import comuni, labels
from approdo.reception.queries import bodies, centres, expiries
from approdo.reception.rules.expiries import Band, Subject
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import sheet

SOON = (Band.EXPIRED, Band.WITHIN_60, Band.WITHIN_90)
SHOWN = 8  # on the home
EXPIRY_HEAD = (_("Last day"), _("Standing"), _("What expires"), _("Of what"), _("Managing body"), _("What stops"))


def reception(request: HttpRequest) -> HttpResponse:
    """Centres with their places today, who is there, and what expires soon."""
    by, today = actor_of(request), timezone.localdate()
    rows = centres.listed(by, today)
    soon = expiries.calendar(by, today, bands=SOON)
    context = {
        "labels": labels, "comuni": comuni, "today": today, "totals": centres.totals(rows),
        "fullest": list(islice(rows.order_by("free", "name", "id"), SHOWN)), "soon": soon[:SHOWN], "expiring": len(soon),
        "may_edit": by.may(Permission.CENTRE_EDIT), "has_bodies": bodies.visible_to(by).exists(),
    }  # fmt: skip
    return page(request, "reception/home.html", context)


def calendar(request: HttpRequest) -> HttpResponse:
    """What expires, the earliest first."""
    by, found = actor_of(request), _asked(request)
    start = (_number(request.GET.get("page", "")) - 1) * ROWS
    query = query_without(request)
    context = {
        "labels": labels, "rows": found[start : start + ROWS], "total": len(found), "subject": request.GET.get("subject", ""),
        "band": request.GET.get("band", ""), "asked": text_of(request), "query": query, "subjects": list(Subject),
        "bands": list(Band), "may_edit": by.may(Permission.CONTRACT_EDIT),
        "previous": _page(query, start // ROWS) if start else None,
        "next": _page(query, start // ROWS + 2) if start + ROWS < len(found) else None,
    }  # fmt: skip
    return page(request, "reception/expiries.html", context)


@require_GET
def export_calendar(request: HttpRequest, kind: str) -> FileResponse:
    """The calendar as a file."""
    rows: list[list[Any]] = [
        [
            one.last, str(labels.BANDS[one.band]), str(labels.SUBJECTS[one.subject]), one.what, one.body,
            labels.stops(one.stops) if one.band == Band.EXPIRED else "",
        ]
        for one in _asked(request)
    ]  # fmt: skip
    return sheet(request, kind, "expiries", EXPIRY_HEAD, rows)


def _asked(request: HttpRequest) -> list[expiries.Expiry]:
    band = chosen(request, "band", Band)
    return expiries.calendar(
        actor_of(request),
        timezone.localdate(),
        subject=chosen(request, "subject", Subject),
        bands=[Band(band)] if band else None,
        text=text_of(request),
    )


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _page(query: str, number: int) -> str:
    return f"?{query}{'&' if query else ''}page={number}"
