"""Pages of roundtables and of their seats."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import table_labels as labels
from approdo.network.commands import roundtables as acts
from approdo.network.forms.tables import DayForm, RoundtableForm, SeatForm, UntilForm
from approdo.network.models import Roundtable
from approdo.network.queries import organisations, roundtables
from approdo.network.rules.council import complete
from approdo.network.rules.roundtables import TableKind
from approdo.network.views.pages import actor_of, form_of, sheet

SEE, EDIT = Permission.GOVERNANCE_SEE, Permission.GOVERNANCE_EDIT
SORTS = {"name": "name", "kind": "kind", "since": "established_on", "actions": "open_actions"}
HEAD = (
    gettext_lazy("Name"), gettext_lazy("What it is for"), gettext_lazy("Act of the prefect"),
    gettext_lazy("Established on"), gettext_lazy("Mandate until"), gettext_lazy("Closed on"), gettext_lazy("Seats"),
    gettext_lazy("Actions to do"),
)  # fmt: skip
COUNCIL = TableKind.TERRITORIAL_COUNCIL.value


@require_GET
def roundtables_page(request: HttpRequest) -> HttpResponse:
    """The list of roundtables."""
    by, asked = actor_of(request, SEE), _filters(request)
    context = {
        **listing(request, roundtables.listed(by, **asked), SORTS, "name"), "asked": asked, "labels": labels,  # type: ignore[arg-type]
        "may_edit": by.may(EDIT),
    }  # fmt: skip
    return page(request, "network/roundtables.html", context)


@require_GET
def export_roundtables(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by = actor_of(request, SEE)
    rows = roundtables.listed(by, **_filters(request)).order_by("name", "id")  # type: ignore[arg-type]
    told = [
        [
            one.name, str(labels.KINDS[TableKind(one.kind)]), one.act_reference, one.established_on, one.expires_on,
            one.closed_on, one.seat_count, one.open_actions,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "roundtables", HEAD, told, SEE)


@require_GET
def roundtable(request: HttpRequest, roundtable_id: UUID) -> HttpResponse:
    """Everything of one roundtable: mandate, seats and whether they are those of the law, meetings, actions."""
    by, today = actor_of(request, SEE), timezone.localdate()
    found = roundtables.roundtable(by, roundtable_id)
    council = roundtables.council(found, today)
    actions = [(one, roundtables.state_of(one, today)) for one in roundtables.actions(by).filter(roundtable=found)]
    context = {
        "one": found, "labels": labels, "today": today, "seats": roundtables.seats_of(found), "council": council,
        "complete": complete(council), "meetings": roundtables.meetings(by).filter(roundtable=found),
        "actions": actions, "who_of": roundtables.who_of, "may_edit": by.may(EDIT) and found.closed_on is None,
    }  # fmt: skip
    return page(request, "network/roundtable.html", context)


def open_roundtable(request: HttpRequest) -> HttpResponse:
    """A new roundtable."""
    by = actor_of(request, EDIT)
    form = RoundtableForm(request.POST or None, tables=roundtables.choices(by))

    def act() -> HttpResponse:
        made = acts.open_roundtable(by=by, facts=form.facts())
        return done(request, _("The roundtable was written down. Say now who sits there."), "roundtable", made.pk)

    back = address("roundtables")
    return form_page(request, form, act, form_of(_("New roundtable"), _("Record"), back, (_("Roundtables"), back)))


def change_roundtable(request: HttpRequest, roundtable_id: UUID) -> HttpResponse:
    """What is written of a roundtable."""
    by = actor_of(request, EDIT)
    found = roundtables.roundtable(by, roundtable_id)
    others = [one for one in roundtables.choices(by) if one[0] != str(found.pk)]
    first = {"version": found.version}
    form = RoundtableForm(request.POST or None, tables=others, written=roundtables.facts_of(found), initial=first)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_roundtable(by=by, roundtable_id=roundtable_id, facts=form.facts(), expected_version=version)
        return done(request, _("The roundtable was changed."), "roundtable", roundtable_id)

    return form_page(request, form, act, about_table(found, _("Change"), _("Save")))


def close_roundtable(request: HttpRequest, roundtable_id: UUID) -> HttpResponse:
    """A roundtable meets no more."""
    by = actor_of(request, EDIT)
    found = roundtables.roundtable(by, roundtable_id)
    form = DayForm(request.POST or None, initial={"version": found.version, "on": timezone.localdate()})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.close_roundtable(by=by, roundtable_id=roundtable_id, on=told["on"], expected_version=told["version"] or 0)
        return done(request, _("The roundtable is closed."), "roundtable", roundtable_id)

    return form_page(request, form, act, about_table(found, _("Close"), _("Close")))


def add_seat(request: HttpRequest, roundtable_id: UUID) -> HttpResponse:
    """A body gets a seat."""
    by = actor_of(request, EDIT)
    found = roundtables.roundtable(by, roundtable_id)
    form = SeatForm(
        request.POST or None, organisations=organisations.choices(by), council=found.kind == COUNCIL,
        initial={"since": timezone.localdate()},
    )  # fmt: skip

    def act() -> HttpResponse:
        acts.add_seat(by=by, roundtable_id=roundtable_id, facts=form.facts())
        return done(request, _("The seat was added."), "roundtable", roundtable_id)

    return form_page(request, form, act, about_table(found, _("New seat"), _("Record")))


def change_seat(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """What is written of a seat."""
    by = actor_of(request, EDIT)
    found = roundtables.seat(by, seat_id)
    form = SeatForm(
        request.POST or None, organisations=organisations.choices(by), council=found.roundtable.kind == COUNCIL,
        written=roundtables.seat_facts(found), initial={"version": found.version},
    )  # fmt: skip

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_seat(by=by, seat_id=seat_id, facts=form.facts(), expected_version=version)
        return done(request, _("The seat was changed."), "roundtable", found.roundtable_id)

    return form_page(request, form, act, about_table(found.roundtable, _("Change the seat"), _("Save")))


def end_seat(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Until when a seat lasts."""
    by = actor_of(request, EDIT)
    found = roundtables.seat(by, seat_id)
    form = UntilForm(request.POST or None, initial={"version": found.version, "until": found.until})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.end_seat(by=by, seat_id=seat_id, until=told["until"], expected_version=told["version"] or 0)
        return done(request, _("The seat has its last day."), "roundtable", found.roundtable_id)

    return form_page(request, form, act, about_table(found.roundtable, _("Last day of the seat"), _("Save")))


def about_table(found: Roundtable, title: str, submit: str) -> Context:
    """What the page of a form about a roundtable shows around it."""
    back, home = address("roundtable", found.pk), address("roundtables")
    return form_of(title, submit, back, (_("Roundtables"), home), (found.name, back), subtitle=found.name)


def _filters(request: HttpRequest) -> dict[str, str | bool]:
    kind = chosen(request, "kind", TableKind)
    return {"text": text_of(request), "kind": kind, "closed": request.GET.get("closed") == "yes"}
