"""The worklist page as others would write it: by hand from raw SQL, and with Django's own templates."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from approdo.overview import labels
from approdo.overview.forms import query_of
from approdo.procedures import labels as words
from approdo.procedures.queries import worklist
from approdo.procedures.queries.worklist import Wanted
from bench.caseload import Office
from bench.p06_dashboard import COUNTS, LIST, raw

PAGE = """{% load i18n l10n %}<!doctype html><html lang="it"><title>{% trans "Worklist" %}</title><body>
<header>{{ request.user.prefecture.name }} {{ request.user.full_name }}</header><main><h1>{% trans "Worklist" %}</h1>
<p>{% for name, count in counts.items %}<a href="?bucket={{ name }}">{{ name }} {{ count }}</a>{% endfor %}</p>
<table><tr><th>{% trans "Due date" %}</th><th>{% trans "Case file" %}</th><th>{% trans "Procedure" %}</th>
<th>{% trans "State" %}</th><th>{% trans "Next move" %}</th><th>{% trans "Officer" %}</th>
<th>{% trans "Filed" %}</th></tr>
{% for line in lines %}{% with row=line.row case=line.row.case %}<tr>
<td><input type="checkbox" name="chosen" value="{{ case.id }}"></td>
<td>{{ row.due|date:"d.m.Y" }} {% if row.days is not None %}{% if row.days < 0 %}{% trans "Late" %}{% endif %}
{{ row.days }}{% endif %}</td>
<td><a href="{% url 'case' case.id %}">{% firstof case.protocol_number case.external_code %}</a>
{% if case.priority %}{% trans "Priority" %}{% endif %}<br>{{ case.title }}</td>
<td>{{ line.procedure }}</td><td>{{ line.state }}</td><td>{{ line.ball }}</td>
<td>{% if case.responsible %}{{ case.responsible.full_name }}{% else %}{% trans "nobody" %}{% endif %}</td>
<td>{{ case.filed_on|date:"d.m.Y" }}</td><td><a href="{% url 'peek' case.id %}">{% trans "Look at" %}</a></td></tr>
{% endwith %}{% endfor %}</table></main></body></html>"""


@cache
def _compiled() -> Any:
    return engines["django"].from_string(PAGE)


def by_hand(request: HttpRequest) -> HttpResponse:
    """Raw SQL and texts put together, nothing more."""
    office = Office(request.user.prefecture, request.user, [], timezone.localdate())  # type: ignore[arg-type, union-attr]
    (counts,), rows = raw(office, COUNTS, LIST)
    return HttpResponse(
        f"<!doctype html><html lang=it><title>Elenco</title><body><header>{escape(office.prefecture.name)} "
        f"{escape(office.user.full_name)}</header><main><h1>Elenco</h1><p>"
        + "".join(f"<a href='?bucket={place}'>{count}</a>" for place, count in enumerate(counts))
        + "</p><table>"
        + "".join(map(_row, rows[: worklist.PAGE]))
        + "</table></main></body></html>"
    )


def _row(row: tuple[Any, ...]) -> str:
    key, number, code, title, procedure, state, ball, _clock, due, _ends, _by, filed, priority, officer = row
    return (
        f"<tr><td><input type=checkbox name=chosen value={key}></td><td>{due:%d.%m.%Y}</td>"
        f"<td><a href='/case-files/{key}/'>{escape(number or code)}</a>{' Priorità' if priority else ''}<br>"
        f"{escape(title)}</td><td>{procedure}</td><td>{state}</td><td>{ball}</td><td>{escape(officer or '')}</td>"
        f"<td>{filed:%d.%m.%Y}</td><td><a href='/worklist/peek/{key}/'>Guarda</a></td></tr>"
    )


def with_django_template(request: HttpRequest) -> HttpResponse:
    """Our own queries, drawn by Django's template engine."""
    by, today, wanted = request.actor, timezone.localdate(), Wanted(scope="all")  # type: ignore[attr-defined]
    shown = worklist.page(by, "sui", wanted, today)
    context = {
        "counts": worklist.counts(by, "sui", wanted, today), "query": query_of(wanted),
        "lines": [
            {
                "row": row, "procedure": labels.procedure_name(row.case.procedure),
                "state": words.STATES[row.case.state],
                "ball": words.BALL.get(row.case.ball, row.case.ball),
            }
            for row in shown.rows
        ],
    }  # fmt: skip
    return HttpResponse(_compiled().render(context, request))


urlpatterns = [
    path("plain/by-hand/", by_hand),
    path("plain/django/", with_django_template),
    path("", include("approdo.config.urls")),
]
