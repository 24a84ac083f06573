"""Pages of protocols, and the calendar of what ends."""

from __future__ import annotations

from itertools import groupby
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
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import table_labels as labels
from approdo.network.commands import protocols as acts
from approdo.network.forms.tables import EndForm, PartyForm, ProtocolForm, RenewForm, SignForm
from approdo.network.models import Protocol
from approdo.network.queries import organisations, protocols
from approdo.network.queries.expiries import expiries
from approdo.network.rules.expiries import ExpiryKind
from approdo.network.rules.protocols import ProtocolState
from approdo.network.views.pages import actor_of, form_of, one_button, sheet

SEE, EDIT = Permission.GOVERNANCE_SEE, Permission.GOVERNANCE_EDIT
SORTS = {"title": "title", "signed": "signed", "expires": "expires", "parties": "party_count"}
HEAD = (
    gettext_lazy("Title"), gettext_lazy("Number in the register of documents"), gettext_lazy("State"),
    gettext_lazy("Signed on"), gettext_lazy("Last day"), gettext_lazy("At its last day"), gettext_lazy("Parties"),
)  # fmt: skip
EXPIRY_HEAD = (
    gettext_lazy("Day"), gettext_lazy("What ends"), gettext_lazy("Title"), gettext_lazy("About"), gettext_lazy("When"),
)  # fmt: skip


@require_GET
def protocols_page(request: HttpRequest) -> HttpResponse:
    """The list of protocols."""
    by, today, asked = actor_of(request, SEE), timezone.localdate(), _filters(request)
    context = {
        **listing(request, protocols.listed(by, today, **asked), SORTS, "title"), "asked": asked, "labels": labels,
        "today": today, "state_of": protocols.state_of, "may_edit": by.may(EDIT),
    }  # fmt: skip
    return page(request, "network/protocols.html", context)


@require_GET
def export_protocols(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by, today = actor_of(request, SEE), timezone.localdate()
    rows = protocols.listed(by, today, **_filters(request)).prefetch_related("parties").order_by("title", "id")
    told = [
        [
            one.title, one.reference, str(labels.STATES[protocols.state_of(one, today)]), one.signed_on,
            one.expires_on, str(labels.RENEWALS[one.renewal]), "; ".join(party.name for party in one.parties.all()),
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "protocols", HEAD, told, SEE)


@require_GET
def protocol(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """Everything of one protocol."""
    by, today = actor_of(request, SEE), timezone.localdate()
    found = protocols.protocol(by, protocol_id)
    context = {
        "one": found, "state": protocols.state_of(found, today), "labels": labels, "today": today,
        "parties": found.parties.all(), "may_edit": by.may(EDIT) and found.ended_on is None,
    }  # fmt: skip
    return page(request, "network/protocol.html", context)


def write_protocol(request: HttpRequest) -> HttpResponse:
    """A new protocol."""
    by = actor_of(request, EDIT)
    form = ProtocolForm(request.POST or None)

    def act() -> HttpResponse:
        made = acts.write_protocol(by=by, facts=form.facts())
        return done(request, _("The protocol was written down. Add its parties now."), "protocol", made.pk)

    back = address("protocols")
    return form_page(request, form, act, form_of(_("New protocol"), _("Record"), back, (_("Protocols"), back)))


def change_protocol(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """What is written of a protocol."""
    by, found = _asked(request, protocol_id)
    written, first = protocols.facts_of(found), {"version": found.version}
    form = ProtocolForm(request.POST or None, written=written, initial=first)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_protocol(by=by, protocol_id=protocol_id, facts=form.facts(), expected_version=version)
        return done(request, _("The protocol was changed."), "protocol", protocol_id)

    return form_page(request, form, act, _of(found, _("Change"), _("Save")))


def sign_protocol(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """A protocol was signed."""
    by, found = _asked(request, protocol_id)
    form = SignForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.sign_protocol(
            by=by, protocol_id=protocol_id, signed_on=told["signed_on"], expires_on=told["expires_on"],
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The protocol is signed."), "protocol", protocol_id)

    return form_page(request, form, act, _of(found, _("Signature"), _("Record")))


def renew_protocol(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """A protocol lasts longer."""
    by, found = _asked(request, protocol_id)
    form = RenewForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.renew_protocol(
            by=by, protocol_id=protocol_id, expires_on=told["expires_on"], reason=told["reason"],
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The protocol is renewed."), "protocol", protocol_id)

    return form_page(request, form, act, _of(found, _("Renew"), _("Renew")))


def end_protocol(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """A protocol ends before its day."""
    by, found = _asked(request, protocol_id)
    form = EndForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.end_protocol(
            by=by, protocol_id=protocol_id, on=told["on"], reason=told["reason"],
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The protocol is ended."), "protocol", protocol_id)

    return form_page(request, form, act, _of(found, _("End before its day"), _("End")))


def add_party(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """A body becomes part of a protocol."""
    by, found = _asked(request, protocol_id)
    form = PartyForm(request.POST or None, organisations=organisations.choices(by))

    def act() -> HttpResponse:
        acts.add_party(by=by, protocol_id=protocol_id, **form.body())
        return done(request, _("The body is part of the protocol."), "protocol", protocol_id)

    return form_page(request, form, act, _of(found, _("Add a party"), _("Add")))


@require_POST
def remove_party(request: HttpRequest, protocol_id: UUID, party_id: UUID) -> HttpResponse:
    """A body is no longer part of a protocol."""
    return one_button(
        request, lambda by: acts.remove_party(by=by, protocol_id=protocol_id, party_id=party_id),
        _("The body is no longer part of the protocol."), "protocol", protocol_id, EDIT,
    )  # fmt: skip


@require_GET
def expiries_page(request: HttpRequest) -> HttpResponse:
    """What ends, month by month."""
    by, kind = actor_of(request, SEE), chosen(request, "kind", ExpiryKind)
    rows = expiries(by, timezone.localdate(), kind)
    months = [(month, list(inside)) for month, inside in groupby(rows, lambda one: one.on.replace(day=1))]
    query = f"kind={kind}" if kind else ""
    return page(
        request, "network/expiries.html", {"months": months, "kind": kind, "labels": labels, "base_query": query}
    )


@require_GET
def export_expiries(request: HttpRequest, kind: str) -> FileResponse:
    """The calendar as a file."""
    by = actor_of(request, SEE)
    told = [
        [one.on, str(labels.EXPIRIES[one.kind]), one.title, one.about, str(labels.NEARNESS[one.nearness])]
        for one in expiries(by, timezone.localdate(), chosen(request, "kind", ExpiryKind))
    ]
    return sheet(request, kind, "expiries", EXPIRY_HEAD, told, SEE)


def _asked(request: HttpRequest, protocol_id: UUID) -> tuple[Actor, Protocol]:
    by = actor_of(request, EDIT)
    return by, protocols.protocol(by, protocol_id)


def _filters(request: HttpRequest) -> dict[str, str]:
    return {"text": text_of(request), "state": chosen(request, "state", ProtocolState)}


def _of(found: Protocol, title: str, submit: str) -> Context:
    back, home = address("protocol", found.pk), address("protocols")
    return form_of(title, submit, back, (_("Protocols"), home), (found.title, back), subtitle=found.title)
