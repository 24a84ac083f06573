"""Pages of managing bodies."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, Crumbs, chosen, done, listing, text_of
from approdo.reception import labels
from approdo.reception.commands import bodies as acts
from approdo.reception.forms.bodies import BodyForm, ComplianceForm, MemberForm
from approdo.reception.models import Compliance, ManagingBody
from approdo.reception.queries import bodies, centres, contracts
from approdo.reception.rules.expiries import Band, Stop, band, missing
from approdo.reception.rules.vocabulary import ComplianceKind, LegalForm
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import crumbs, editor_of, sheet

SORTS = {"name": "name", "tax_code": "tax_code", "centres": "centre_count", "contracts": "contract_count"}
HEAD = (
    gettext_lazy("Managing body"), gettext_lazy("Tax code"), gettext_lazy("VAT number"), gettext_lazy("Legal form"),
    gettext_lazy("Certified e-mail"), gettext_lazy("Centres"), gettext_lazy("Contracts"),
)  # fmt: skip


def bodies_page(request: HttpRequest) -> HttpResponse:
    """The list of managing bodies."""
    by, form = actor_of(request), chosen(request, "form", LegalForm)
    rows = bodies.listed(by, text_of(request), form)
    context = {
        **listing(request, rows, SORTS, "name"), "labels": labels, "asked": text_of(request), "form_asked": form,
        "may_edit": by.may(Permission.CONTRACT_EDIT),
    }  # fmt: skip
    return page(request, "reception/bodies.html", context)


@require_GET
def export_bodies(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    rows = bodies.listed(actor_of(request), text_of(request), chosen(request, "form", LegalForm)).order_by("name", "id")
    told = [
        [
            one.name, one.tax_code, one.vat_number, str(labels.LEGAL_FORMS[LegalForm(one.legal_form)]), one.certified_mail,
            one.centre_count, one.contract_count,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "managing-bodies", HEAD, told)


def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """Everything of one managing body."""
    by, today = actor_of(request), timezone.localdate()
    found = bodies.body(by, body_id)
    proofs = list(bodies.compliances(found))
    stopped = [(stop, missing(bodies.proofs(proofs), stop, today)) for stop in Stop]
    context = {
        "labels": labels, "body": found, "today": today, **_parted(proofs, today),
        "stopped": [(stop, lacking) for stop, lacking in stopped if lacking], "contracts": contracts.of_body(found),
        "centres": centres.with_places(found.centres.all(), today).order_by("name", "id"),
        "members": bodies.members(found), "may_edit": by.may(Permission.CONTRACT_EDIT),
    }  # fmt: skip
    return page(request, "reception/body.html", context)


def _parted(proofs: list[Compliance], today: date) -> dict[str, list[tuple[Compliance, Band]]]:
    """The last proof of each kind and what else holds today; those that another one has followed apart."""
    last = {row.kind: row for row in sorted(proofs, key=lambda row: row.issued_on)}
    parts: dict[str, list[tuple[Compliance, Band]]] = {"proofs": [], "earlier": []}
    for row in proofs:
        holds = row is last[row.kind] or row.expires_on is None or row.expires_on >= today
        parts["proofs" if holds else "earlier"].append((row, band(row.expires_on, today)))
    return parts


def record_body(request: HttpRequest) -> HttpResponse:
    """A new managing body."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    form = BodyForm(request.POST or None)

    def act() -> HttpResponse:
        made = acts.record_body(by=by, facts=form.facts())
        return done(request, _("The managing body was recorded."), "managing_body", made.pk)

    title, back = _("New managing body"), address("managing_bodies")
    shown = {"title": title, "submit": _("Record"), "back": back, "crumbs": _way((title, None))}
    return form_page(request, form, act, shown)


def correct_body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """What is written of a body."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = bodies.body(by, body_id)
    form = BodyForm(request.POST or None, initial={**asdict(bodies.facts_of(found)), "version": found.version})

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.correct_body(by=by, body_id=body_id, facts=form.facts(), expected_version=version)
        return done(request, _("The managing body was corrected."), "managing_body", body_id)

    return form_page(request, form, act, _of(found, _("Correct the managing body"), _("Save")))


def record_compliance(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """A proof that a body holds."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = bodies.body(by, body_id)
    form = ComplianceForm(request.POST or None)

    def act() -> HttpResponse:
        told = {**form.cleaned_data, "kind": ComplianceKind(form.cleaned_data["kind"])}
        acts.record_compliance(by=by, body_id=body_id, **told)
        return done(request, _("The proof was recorded."), "managing_body", body_id)

    return form_page(request, form, act, _of(found, _("New proof"), _("Record")))


def admit_member(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """An operator who sees the body's centres."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = bodies.body(by, body_id)
    free = [(str(user.pk), f"{user.full_name} ({user.email})") for user in bodies.operators(by)]
    form = MemberForm(request.POST or None, operators=free)

    def act() -> HttpResponse:
        acts.admit_member(by=by, body_id=body_id, user_id=UUID(form.cleaned_data["user"]))
        return done(request, _("The operator now sees the centres of the body."), "managing_body", body_id)

    return form_page(request, form, act, _of(found, _("New operator"), _("Add")))


@require_POST
def remove_member(request: HttpRequest, body_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody no longer works for the body."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    acts.remove_member(by=by, body_id=body_id, member_id=member_id)
    return done(request, _("The operator no longer sees the centres of the body."), "managing_body", body_id)


def _way(*further: tuple[str, str | None]) -> Crumbs:
    return crumbs((_("Managing bodies"), address("managing_bodies")), *further)


def _of(found: ManagingBody, title: str, submit: str) -> Context:
    back = address("managing_body", found.pk)
    way = _way((found.name, back), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way, "subtitle": found.name}
