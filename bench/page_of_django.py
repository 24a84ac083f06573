"""The worklist page as a Django project would write it: our queries and words, Django's own templates.

Inheritance, includes, `translate` and `url` tags; the templates are compiled once and kept, as in production.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.utils import timezone

from approdo.core import queries as core
from approdo.core.access.actor import Actor
from approdo.core.identifiers import new_id
from approdo.core.pages.frame import approdo_version, menu_of, roles_of
from approdo.overview import labels
from approdo.overview.forms import FilterForm, query_of
from approdo.overview.views.worklist import _cursor_query
from approdo.procedures import labels as words
from approdo.procedures.queries import choices, worklist
from approdo.procedures.queries.worklist import Listed, Row, Wanted

COUNTED = ("late", "week", "month", "stopped", "waiting", "not_started", "follow_up")
HOLDERS = ("person", "office", "other_office", "law")
SIGNS = {
    "success": "check-circle", "warning": "clock", "danger": "warning-circle", "info": "info-circle",
    "neutral": "minus-circle", "stopped": "ban",
}  # fmt: skip
_PROCESSORS = ["django.template.context_processors.request", "django.contrib.messages.context_processors.messages"]


@cache
def _engine() -> DjangoTemplates:
    return DjangoTemplates(
        {
            "NAME": "bench", "DIRS": [Path(__file__).parent / "templates"], "APP_DIRS": False,
            "OPTIONS": {"context_processors": _PROCESSORS},
        }
    )  # fmt: skip


def with_django_template(request: HttpRequest) -> HttpResponse:
    """Our own queries, drawn by Django's template engine."""
    by, today, wanted = request.actor, timezone.localdate(), Wanted(scope="all")  # type: ignore[attr-defined]
    office = request.user.office  # type: ignore[union-attr]
    shown, counts = worklist.page(by, office, wanted, today), worklist.counts(by, office, wanted, today)
    context = {
        **_frame(request, by), **_filters(wanted, counts), "today": today, "saved": core.filters_of(by),
        "colleagues": choices.colleagues(by), "priorities": words.PRIORITIES.items(), "total": counts["all"],
        "lines": [_line(row) for row in shown.rows],
        "next": _cursor_query(wanted, shown.next) if shown.next else "",
    }  # fmt: skip
    return HttpResponse(_engine().get_template("worklist.html").render(context, request))


def _frame(request: HttpRequest, by: Actor) -> dict[str, Any]:
    return {
        "menu": menu_of(by, "/"), "roles": roles_of(by), "version": approdo_version(), "demo": settings.DEMO,
        "new_id": new_id,
    }  # fmt: skip


def _filters(wanted: Wanted, counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "wanted": wanted, "query": query_of(wanted), "counts": counts, "filters": FilterForm({}),
        "tabs": [
            {"query": query_of(wanted, scope=scope), "label": label, "current": scope == wanted.scope}
            for scope, label in labels.SCOPES.items()
        ],
        "items": [
            {"query": query_of(wanted, bucket=key), "label": labels.BUCKETS[key], "count": counts[key],
             "tone": labels.TONES[key]}
            for key in COUNTED
        ],
        "holders": [
            {"query": query_of(wanted, bucket=f"stopped_{key}"), "label": labels.HELD_BY[key],
             "count": counts[f"stopped_{key}"]}
            for key in HOLDERS
        ],
    }  # fmt: skip


def _line(row: Row[Listed]) -> dict[str, Any]:
    case, tone = row.case, labels.TONES[row.standing]
    return {
        "row": row, "tone": tone, "sign": SIGNS[tone], "number": case.protocol_number or case.external_code,
        "procedure": labels.procedure_name(case.procedure), "state": words.STATES[case.state],
        "ball": words.BALL.get(row.ball, row.ball), "held_by": labels.HELD_BY.get(row.held_by, ""),
        "late": -row.days if row.days is not None else 0,
    }  # fmt: skip
