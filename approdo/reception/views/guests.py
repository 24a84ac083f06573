"""Pages of guests: the list, one guest with stays and what was known when, and the acts on who they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.render import page
from approdo.core.rest.paging import Paging, page_of
from approdo.core.transfer.exports import response as sheet_response
from approdo.people import labels as people_words
from approdo.people import queries as people
from approdo.reception import labels, measure_labels
from approdo.reception.commands import guests as acts
from approdo.reception.forms.guests import STATES, GuestForm, wanted_of
from approdo.reception.models import Guest
from approdo.reception.queries import centres, measures, sections, stays
from approdo.reception.queries import guests as queries
from approdo.reception.sight import actor_of
from approdo.reception.views.guest_forms import done, form_page, guest_context

HEAD = (
    gettext_lazy("Family name"), gettext_lazy("Given name"), gettext_lazy("Born"), gettext_lazy("CUI"),
    gettext_lazy("Vestanet number"), gettext_lazy("Centre"), gettext_lazy("State"), gettext_lazy("Entry"),
    gettext_lazy("Exit"),
)  # fmt: skip


@require_GET
def guests(request: HttpRequest) -> HttpResponse:
    """Guests, by name, number, centre and state."""
    by, wanted = actor_of(request), wanted_of(request.GET)
    paging = Paging(limit=50, cursor=request.GET.get("cursor"))
    found = page_of(request, queries.listed(by, wanted), paging, order=wanted.order)
    context: dict[str, Any] = {
        "rows": queries.with_stays(found["items"]),
        "next": found["next"],
        "wanted": wanted,
        "filtered": bool(wanted.text or wanted.centre or wanted.state),
        "centres": centres.visible_to(by),
        "states": STATES,
        "labels": labels,
        "people_words": people_words,
        "query_of": _query_of(request),
    }
    return page(request, "reception/guests.html", context, block="results")


def _query_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("cursor", "sort"):
        query.pop(name, None)
    return query.urlencode()


@require_GET
def export_guests(request: HttpRequest, kind: str) -> FileResponse:
    """The filtered list as a file for a spreadsheet."""
    by, wanted = actor_of(request), wanted_of(request.GET)
    rows = queries.with_stays(list(queries.listed(by, wanted).order_by(*wanted.order)))
    audit.record(
        by, "guest.exported", "prefecture", by.prefecture, format=kind, rows=len(rows), state=wanted.state,
        centre=wanted.centre, text=bool(wanted.text),
    )  # fmt: skip
    name = f"ospiti-{timezone.localdate().isoformat()}"
    return sheet_response(kind, name, [str(word) for word in HEAD], _cells(rows))


def _cells(rows: list[Any]) -> Iterator[list[Any]]:
    for row, stay in rows:
        yield [
            row.person.family_name, row.person.given_name, row.person.birth_date, row.cui, row.vestanet,
            stay.centre.name if stay else "", str(labels.STAY_STATES[stay.state]) if stay else "",
            stay.entry if stay else None, stay.exit if stay else None,
        ]  # fmt: skip


@require_GET
def guest(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """One guest: who they are, where they sleep, every stay; as it holds now or as it was known on a day."""
    by = actor_of(request)
    found, known = queries.guest(by, guest_id), _day(request.GET.get("known", ""))
    moment = timezone.make_aware(datetime.combine(known, time.max)) if known else None
    context = {
        **guest_context(found),
        "known": known,
        "rows": stays.of_guest(by, guest_id, moment),
        "versions": list(stays.written_of_guest(by, guest_id)),
        "beds": list(stays.beds_of_guest(by, guest_id)),
        "family": list(queries.companions(by, found)),
        "may": _may(by),
        "people_words": people_words,
        "section": None if known else sections.of_guest(by, found, timezone.localdate()),
        **_measures(by, found),
    }
    return page(request, "reception/guest.html", context)


def _measures(by: Actor, found: Guest) -> dict[str, Any]:
    """The measures of a guest for who may read them, else only whether one goes on."""
    reads = by.may(Permission.MEASURE_PREPARE)
    return {
        "measure_labels": measure_labels,
        "measures": list(measures.of_guest(by, found)) if reads else None,
        "measure_open": not reads and measures.something_open(by, found),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _may(by: Actor) -> dict[str, bool]:
    return {
        "see_person": by.may(Permission.PERSON_SEE),
        "edit": by.may(Permission.GUEST_EDIT),
        "place": by.may(Permission.STAY_PLACE),
        "record": by.may(Permission.STAY_RECORD),
        "correct": by.may(Permission.STAY_CORRECT),
        "report": by.may(Permission.MEASURE_REPORT),
    }


@require_GET
def find_guest(request: HttpRequest) -> HttpResponse:
    """Whom to register: a person known to the office who is no guest yet."""
    by, asked = actor_of(request), request.GET.get("q", "").strip()[:100]
    require(by, Permission.GUEST_EDIT)
    context = {"asked": asked, "hits": queries.to_register(by, asked), "people_words": people_words}
    return page(request, "reception/find_guest.html", context)


def register_guest(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A person becomes a guest."""
    by = actor_of(request)
    require(by, Permission.GUEST_EDIT)
    person, form = people.person(by, person_id), GuestForm(request.POST or None)

    def act() -> HttpResponse:
        made = acts.register_guest(by=by, person_id=person_id, facts=form.facts())
        done(request, made.pk, _("The guest was registered."))
        return redirect("guest", made.pk)

    context = {"title": _("New guest"), "subtitle": person, "submit": _("Register"), "guest": None}
    return form_page(request, form, act, context)


def change_identifiers(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The numbers of a guest."""
    by = actor_of(request)
    require(by, Permission.GUEST_EDIT)
    found = queries.guest(by, guest_id)
    form = GuestForm(request.POST or None, before=queries.facts_of(found), version=found.version)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_identifiers(by=by, guest_id=guest_id, facts=form.facts(), expected_version=version)
        return done(request, guest_id, _("The numbers were changed."))

    context = {"title": _("Numbers and documents"), "submit": _("Save"), **guest_context(found)}
    return form_page(request, form, act, context)
