"""Pages of outreach: stops, their days, whom they met."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.formats import long_date
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import labels as words
from approdo.network import naming, text_labels
from approdo.network import offer_labels as labels
from approdo.network.commands import outreach as acts
from approdo.network.commands import visits
from approdo.network.council_definitions import coming_days
from approdo.network.definitions import languages
from approdo.network.forms.fields import near
from approdo.network.forms.offers import CallOffForm, StopForm, VisitForm
from approdo.network.models import OutreachStop
from approdo.network.queries import organisations, outreach, places, texts
from approdo.network.rules.directory import RecordState
from approdo.network.rules.outreach import Rhythm, quarter_before
from approdo.network.rules.sources import HolderKind
from approdo.network.views.pages import actor_of, form_of, one_button, sheet, sight_of, version_sent

SORTS = {"name": "name", "organisation": "organisation__name", "from": "first_day", "met": "met"}
HEAD = (
    gettext_lazy("Name"), gettext_lazy("Organisation"), gettext_lazy("State"), gettext_lazy("Where"),
    gettext_lazy("How often"), gettext_lazy("First day"), gettext_lazy("Last day"), gettext_lazy("Languages spoken"),
    gettext_lazy("Days held"), gettext_lazy("People met"),
)  # fmt: skip
EDIT, PUBLISH = Permission.NETWORK_EDIT, Permission.NETWORK_PUBLISH
PAST = 60  # days held that a page shows, of which a stop has one a week


@require_GET
def stops_page(request: HttpRequest) -> HttpResponse:
    """The list of stops."""
    by, today, asked = actor_of(request), timezone.localdate(), _filters(request)
    first, last = quarter_before(today)
    context = {
        **listing(request, outreach.listed(by, today, **asked), SORTS, "name"),  # type: ignore[arg-type]
        "asked": asked, "labels": labels, "words": words, "naming": naming, "quarter": (first, last),
        "figures": outreach.figures(by.prefecture)[:1], "may_edit": by.may(EDIT),
        "may_manage": by.may(Permission.NETWORK_MANAGE),
    }  # fmt: skip
    return page(request, "network/outreach.html", context)


@require_GET
def export_stops(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by, asked = actor_of(request), _filters(request)
    rows = outreach.listed(by, timezone.localdate(), **asked).order_by("name", "id")  # type: ignore[arg-type]
    told = [
        [
            one.name, one.organisation.name, str(words.STATES[RecordState(one.state)]), where_of(one),
            str(labels.RHYTHMS[Rhythm(one.rhythm)]), one.first_day, one.last_day, naming.spoken(one.languages),
            one.held, one.met,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "outreach", HEAD, told, sight_of(by))


@require_GET
def outreach_stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """Everything of one stop: its coming days, whom it met, its translations."""
    by, today = actor_of(request), timezone.localdate()
    found = outreach.stop(by, stop_id)
    held = texts.of_holder(by, HolderKind.OUTREACH, found.pk).filter(retired_at__isnull=True)
    context = {
        "one": found, "where": where_of(found), "labels": labels, "words": words, "naming": naming,
        "coming": outreach.coming_of(found, today, coming_days(today)),
        "visits": [(visit, outreach.tally_of(visit)) for visit in outreach.visits_of(found)[:PAST]],
        "text_labels": text_labels, "texts": held.prefetch_related("renderings").order_by("-field"),
        "may_edit": by.may(EDIT), "may_publish": by.may(PUBLISH), "may_translate": by.may(Permission.NETWORK_TRANSLATE),
    }  # fmt: skip
    return page(request, "network/outreach_stop.html", context)


def record_stop(request: HttpRequest) -> HttpResponse:
    """A new stop."""
    by = actor_of(request, EDIT)
    form = near(
        StopForm(request.POST or None, organisations=organisations.choices(by), places=_places(by)), by.prefecture
    )

    def act() -> HttpResponse:
        owner = UUID(form.cleaned_data["organisation"])
        made = acts.record_stop(by=by, organisation_id=owner, facts=form.facts())
        return done(request, _("The stop was written down as a draft."), "outreach_stop", made.pk)

    back = address("outreach")
    return form_page(request, form, act, form_of(_("New outreach stop"), _("Record"), back, (_("Outreach"), back)))


def change_stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """What is written of a stop."""
    by = actor_of(request, EDIT)
    found = outreach.stop(by, stop_id)
    first = {"version": found.version}
    form = near(
        StopForm(request.POST or None, written=outreach.facts_of(found), places=_places(by), initial=first),
        by.prefecture,
    )

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.change_stop(
            by=by, stop_id=stop_id, facts=form.facts(), minor=told["minor"], expected_version=told["version"] or 0
        )
        return done(request, _("The stop was changed."), "outreach_stop", stop_id)

    return form_page(request, form, act, _of(found, _("Change"), _("Save")))


@require_POST
def publish_stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """The public calendar shows it."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.publish_stop(by=by, stop_id=stop_id, expected_version=version),
        _("The stop is in the public calendar."), "outreach_stop", stop_id, PUBLISH,
    )  # fmt: skip


@require_POST
def withdraw_stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """The public calendar no longer shows it."""
    version = version_sent(request)
    return one_button(
        request, lambda by: acts.withdraw_stop(by=by, stop_id=stop_id, expected_version=version),
        _("The stop is no longer in the public calendar."), "outreach_stop", stop_id, PUBLISH,
    )  # fmt: skip


def call_off_day(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """A stop does not come on a day."""
    by, today = actor_of(request, EDIT), timezone.localdate()
    found = outreach.stop(by, stop_id)
    free = [one for one in outreach.coming_of(found, today, coming_days(today)) if not one.called_off]
    days = [(one.day.isoformat(), long_date(one.day)) for one in free]
    form = CallOffForm(request.POST or None, days=days)

    def act() -> HttpResponse:
        told = form.cleaned_data
        on = next(one.day for one in free if one.day.isoformat() == told["day"])
        acts.call_off_day(by=by, stop_id=stop_id, day=on, reason=told["reason"])
        return done(request, _("The calendar says that it does not come on that day."), "outreach_stop", stop_id)

    return form_page(request, form, act, _of(found, _("Call a day off"), _("Call off")))


@require_POST
def restore_day(request: HttpRequest, stop_id: UUID, visit_id: UUID) -> HttpResponse:
    """A day that was called off comes after all."""
    return one_button(
        request, lambda by: acts.restore_day(by=by, stop_id=stop_id, visit_id=visit_id),
        _("The stop comes on that day after all."), "outreach_stop", stop_id, EDIT,
    )  # fmt: skip


def record_visit(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """How many people were met on a day: the last one on which it came is proposed."""
    by, today = actor_of(request, EDIT), timezone.localdate()
    found = outreach.stop(by, stop_id)
    past = outreach.days_between(found, today - timedelta(days=PAST), today)
    named = _named(request)
    visit = outreach.visits_of(found).filter(pk=named).first() if named else None
    on = visit.day if visit else past[-1] if past else None
    form = VisitForm(request.POST or None, written=outreach.tally_of(visit), initial={"day": on})

    def act() -> HttpResponse:
        visits.record_visit(by=by, stop_id=stop_id, day=form.cleaned_data["day"], tally=form.tally())
        return done(request, _("The counts of the day are written down."), "outreach_stop", stop_id)

    beside = {"sexes": "sex_female", "languages": "l0_code", "needs": "contacts"}
    context = {**_of(found, _("People met"), _("Record")), "about": True}
    return form_page(request, form, act, context, "network/visit_form.html", beside)


@require_POST
def publish_figures(request: HttpRequest) -> HttpResponse:
    """The counts of the last quarter, small numbers hidden, for the public."""
    visits.publish_figures(by=actor_of(request, Permission.NETWORK_MANAGE))
    return done(request, _("The figures of the quarter are published."), "outreach")


def where_of(found: OutreachStop) -> str:
    """Where a stop is, in a line."""
    place = found.location
    if place is None:
        return f"{found.spot}, {found.city}"
    return place.name if place.protected else f"{place.name}, {place.address_1}, {place.city}"


def _named(request: HttpRequest) -> UUID | None:
    """The day whose counts are to be corrected."""
    try:
        return UUID(request.GET.get("visit", ""))
    except ValueError:
        return None


def _filters(request: HttpRequest) -> dict[str, str | bool]:
    return {
        "text": text_of(request), "state": chosen(request, "state", RecordState),
        "language": chosen(request, "language", languages()), "over": request.GET.get("over") == "yes",
    }  # fmt: skip


def _places(by: Actor) -> list[tuple[str, str]]:
    rows = places.visible_to(by).filter(protected=False).order_by("name", "id")
    return [(str(pk), f"{name}, {city}") for pk, name, city in rows.values_list("pk", "name", "city")]


def _of(found: OutreachStop, title: str, submit: str) -> Context:
    back, home = address("outreach_stop", found.pk), address("outreach")
    return form_of(title, submit, back, (_("Outreach"), home), (found.name, back), subtitle=found.name)
