"""Pages of centres and their places."""

from __future__ import annotations

from dataclasses import asdict
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
from approdo.core.pages.work import Context, Crumbs, chosen, done, listing, text_of
from approdo.reception import comuni, labels
from approdo.reception.commands import centres as acts
from approdo.reception.commands import layout
from approdo.reception.forms.centres import (
    CentreForm,
    CertificateForm,
    CloseCentreForm,
    DatedCapacityForm,
    EndUnderContractForm,
    LayOutForm,
    NewCentreForm,
    OutOfUseForm,
    ReturnForm,
    UnderContractForm,
)
from approdo.reception.models import Centre
from approdo.reception.queries import bodies, centres, contracts, sections
from approdo.reception.rules.expiries import band
from approdo.reception.rules.vocabulary import CentreType
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import crumbs, editor_of, sheet

SORTS = {
    "name": "name", "code": "code", "body": "body__name", "comune": "comune", "places": "authorised", "usable": "usable",
    "present": "present", "free": "free",
}  # fmt: skip
HEAD = (
    gettext_lazy("Centre"), gettext_lazy("Code"), gettext_lazy("Type of centre"), gettext_lazy("Managing body"),
    gettext_lazy("Comune"), gettext_lazy("Address"), gettext_lazy("Latitude (degrees)"),
    gettext_lazy("Longitude (degrees)"), gettext_lazy("Authorised places"), gettext_lazy("Emergency places"),
    gettext_lazy("Usable places"), gettext_lazy("Present guests"), gettext_lazy("Free places"),
)  # fmt: skip


def centres_page(request: HttpRequest) -> HttpResponse:
    """The list of centres."""
    by, today, asked = actor_of(request), timezone.localdate(), _asked(request)
    rows = centres.listed(by, today, **asked)
    context = {
        **listing(request, rows, SORTS, "name"), "labels": labels, "comuni": comuni, "asked": asked, "today": today,
        "places": centres.comuni(by), "may_edit": by.may(Permission.CENTRE_EDIT),
    }  # fmt: skip
    return page(request, "reception/centres.html", context)


@require_GET
def export_centres(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    rows = centres.listed(actor_of(request), timezone.localdate(), **_asked(request)).order_by("name", "id")
    told = [
        [
            one.name, one.code, str(labels.CENTRE_TYPES[CentreType(one.type)]), one.body.name, comuni.name(one.comune),
            one.address, one.latitude, one.longitude, one.authorised, one.emergency, one.usable, one.present, one.free,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "centres", HEAD, told)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        "text": text_of(request),
        "type_": chosen(request, "type", CentreType),
        "comune": chosen(request, "comune", comuni.names()),
        "state": chosen(request, "state", labels.CENTRE_STATES, "open"),
    }


def centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Everything of one centre."""
    by, today = actor_of(request), timezone.localdate()
    found = centres.centre_with_places(by, centre_id, today)
    rooms = centres.rooms_of(found, today)
    context = {
        "labels": labels, "comuni": comuni, "centre": found, "today": today, "day": contracts.DAY,
        "rooms": rooms, "out": list(centres.out_of_use(found)[:100]),
        "capacities": centres.capacities(found), "contracts": centres.contracts_of(found),
        "certificates": [(row, band(row.expires_on, today)) for row in found.certificates.all()],
        "may_edit": by.may(Permission.CENTRE_EDIT), "minors": sections.of_centre(by, found, today),
        "units": sections.units_of(found, rooms),
    }  # fmt: skip
    return page(request, "reception/centre.html", context)


def open_centre(request: HttpRequest) -> HttpResponse:
    """A new centre."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    known = [(str(row.pk), row.name) for row in bodies.visible_to(by).order_by("name", "id")]
    form = NewCentreForm(request.POST or None, bodies=known, initial={"body": request.GET.get("body", "")})

    def act() -> HttpResponse:
        body_id = UUID(form.cleaned_data["body"])
        made = acts.open_centre(by=by, body_id=body_id, facts=form.facts(), capacity=form.capacity())
        words = _("The centre was recorded. Put it under contract and lay out its rooms.")
        return done(request, words, "centre", made.pk)

    title = _("New centre")
    shown = {"title": title, "submit": _("Record"), "back": address("centres"), "crumbs": _way((title, None))}
    return form_page(request, form, act, shown)


def correct_centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """What is written of a centre."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    written = {**asdict(centres.facts_of(found)), "comune": comuni.name(found.comune), "version": found.version}
    form = CentreForm(request.POST or None, initial=written)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.correct_centre(by=by, centre_id=centre_id, facts=form.facts(), expected_version=version)
        return done(request, _("The centre was corrected."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Correct the centre"), _("Save")))


def close_centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The end of a centre."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    form = CloseCentreForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told, version = form.cleaned_data["closed_on"], form.cleaned_data["version"] or 0
        acts.close_centre(by=by, centre_id=centre_id, closed_on=told, expected_version=version)
        return done(request, _("The centre was closed."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Close the centre"), _("Close")))


def put_under_contract(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """A contract under which a centre works."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    known = [(str(row.pk), str(row)) for row in contracts.in_time_for_centres(by, found.body_id)]
    form = UnderContractForm(request.POST or None, contracts=known)

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.put_under_contract(
            by=by, centre_id=centre_id, contract_id=UUID(told["contract"]), first=told["first"], last=told["last"]
        )
        return done(request, _("The centre works under the contract."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Put under contract"), _("Put")))


def end_under_contract(request: HttpRequest, centre_id: UUID, held_id: UUID) -> HttpResponse:
    """The last day of a centre under a contract."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    form = EndUnderContractForm(request.POST or None)

    def act() -> HttpResponse:
        acts.end_under_contract(by=by, centre_id=centre_id, held_id=held_id, last=form.cleaned_data["last"])
        return done(request, _("The last day under the contract was set."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Last day under the contract"), _("Set")))


def set_capacity(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Places from a day on."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    form = DatedCapacityForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        day, version = form.cleaned_data["valid_from"], form.cleaned_data["version"] or 0
        acts.set_capacity(
            by=by, centre_id=centre_id, valid_from=day, capacity=form.capacity(), expected_version=version
        )
        return done(request, _("The places were set."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Set the places"), _("Set")))


def lay_out(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Rooms and beds in one act."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    form = LayOutForm(request.POST or None)

    def act() -> HttpResponse:
        made = layout.lay_out(by=by, centre_id=centre_id, rooms=form.cleaned_data["rooms"])
        return done(request, _("%(n)s beds were laid out.") % {"n": made}, "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Lay out rooms and beds"), _("Lay out")))


def take_out_of_use(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Beds that cannot be used for some days."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    known = [(str(bed.pk), labels.bed(bed.room.unit.name, bed.room.name, bed.name)) for bed in centres.beds_of(found)]
    form = OutOfUseForm(request.POST or None, beds=known)

    def act() -> HttpResponse:
        told = form.cleaned_data
        beds = [UUID(value) for value in told["beds"]]
        days = {"first": told["first"], "until": told["until"]}
        layout.take_out_of_use(by=by, centre_id=centre_id, bed_ids=beds, reason=told["reason"], **days)
        return done(request, _("The beds are out of use."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Beds out of use"), _("Take out of use")))


def return_to_use(request: HttpRequest, centre_id: UUID, out_id: UUID) -> HttpResponse:
    """A bed that can be used again."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    form = ReturnForm(request.POST or None)

    def act() -> HttpResponse:
        layout.return_to_use(by=by, centre_id=centre_id, out_id=out_id, on=form.cleaned_data["on"])
        return done(request, _("The bed can be used again."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("Bed back in use"), _("Set")))


def record_certificate(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """A certificate of the building."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    found = centres.centre(by, centre_id)
    form = CertificateForm(request.POST or None)

    def act() -> HttpResponse:
        acts.record_certificate(by=by, centre_id=centre_id, **form.cleaned_data)
        return done(request, _("The certificate was recorded."), "centre", centre_id)

    return form_page(request, form, act, _of(found, _("New certificate"), _("Record")))


def _way(*further: tuple[str, str | None]) -> Crumbs:
    return crumbs((_("Centres"), address("centres")), *further)


def _of(found: Centre, title: str, submit: str) -> Context:
    back = address("centre", found.pk)
    way = _way((found.name, back), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way, "subtitle": found.name}
