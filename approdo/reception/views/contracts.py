"""Pages of contracts and framework agreements."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, Crumbs, chosen, done, listing, text_of
from approdo.reception import labels
from approdo.reception.commands import contracts as acts
from approdo.reception.forms.contracts import (
    ContractForm,
    ContractNamesForm,
    DatedPolicyForm,
    DatedPriceForm,
    ExtensionForm,
    FrameworkForm,
    GuaranteeForm,
)
from approdo.reception.models import Contract
from approdo.reception.queries import bodies, contracts
from approdo.reception.rules.expiries import band
from approdo.reception.rules.vocabulary import ExtensionKind, LotClass, SchemeVersion
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import crumbs, editor_of, sheet

SORTS = {"title": "title", "body": "body__name", "until": "until", "places": "places", "value": "value"}
HEAD = (
    gettext_lazy("Contract"), gettext_lazy("CIG"), gettext_lazy("Managing body"), gettext_lazy("Scheme"),
    gettext_lazy("Class of the lot"), gettext_lazy("Places under contract"), gettext_lazy("First day"),
    gettext_lazy("Last day"), gettext_lazy("Value, net of tax (euros)"),
)  # fmt: skip


def contracts_page(request: HttpRequest) -> HttpResponse:
    """The list of contracts."""
    by, today = actor_of(request), timezone.localdate()
    state, scheme = chosen(request, "state", contracts.STATES), chosen(request, "scheme", SchemeVersion)
    rows = contracts.listed(by, today, text_of(request), state, scheme)
    context = {
        **listing(request, rows, SORTS, "until"), "labels": labels, "asked": text_of(request), "state": state,
        "scheme": scheme, "today": today, "day": contracts.DAY, "frameworks": contracts.frameworks(by), "band": band,
        "may_edit": by.may(Permission.CONTRACT_EDIT),
    }  # fmt: skip
    return page(request, "reception/contracts.html", context)


@require_GET
def export_contracts(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    state, scheme = chosen(request, "state", contracts.STATES), chosen(request, "scheme", SchemeVersion)
    rows = contracts.listed(actor_of(request), timezone.localdate(), text_of(request), state, scheme)
    told = [
        [
            one.title, one.cig, one.body.name, str(labels.SCHEMES[SchemeVersion(one.scheme)]),
            str(labels.LOT_CLASSES[LotClass(one.lot_class)]),
            one.places, one.starts_on, one.last_day, one.value,
        ]
        for one in rows.order_by("until", "id")
    ]  # fmt: skip
    return sheet(request, kind, "contracts", HEAD, told)


def contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Everything of one contract."""
    by, today = actor_of(request), timezone.localdate()
    found = contracts.contract(by, contract_id)
    last = found.last_day
    context = {
        "labels": labels, "contract": found, "today": today, "last": last, "band": band(last, today), "day": contracts.DAY,
        "prices": found.prices.order_by("-valid_from"), "policies": found.policies.order_by("-valid_from"),
        "extensions": found.extensions.all(), "centres": contracts.centres_of(found),
        "guarantees": [(row, band(row.expires_on, today)) for row in found.guarantees.all()],
        "open_from": contracts.open_from(found), "may_edit": by.may(Permission.CONTRACT_EDIT),
    }  # fmt: skip
    return page(request, "reception/contract.html", context)


def record_framework(request: HttpRequest) -> HttpResponse:
    """A new framework agreement."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    form = FrameworkForm(request.POST or None)

    def act() -> HttpResponse:
        acts.record_framework(by=by, **form.cleaned_data)
        return done(request, _("The framework agreement was recorded."), "contracts")

    return form_page(request, form, act, _new(_("New framework agreement")))


def record_contract(request: HttpRequest) -> HttpResponse:
    """A new contract with its first price and policy."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    known = [(str(row.pk), row.name) for row in bodies.visible_to(by).order_by("name", "id")]
    form = ContractForm(
        request.POST or None, bodies=known, frameworks=_frameworks(by), initial={"body": request.GET.get("body", "")}
    )

    def act() -> HttpResponse:
        body_id = UUID(form.cleaned_data["body"])
        told = {"facts": form.facts(), "price": form.price(), "policy": form.policy()}
        made = acts.record_contract(by=by, body_id=body_id, **told)  # type: ignore[arg-type]
        return done(request, _("The contract was recorded. Put its centres under it."), "contract", made.pk)

    return form_page(request, form, act, _new(_("New contract")))


def correct_contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """How a contract is called and who follows it."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = contracts.contract(by, contract_id)
    names = ("version", "title", "cig", "procurement_officer", "contract_director")
    written = {**{name: getattr(found, name) for name in names}, "framework": found.framework_id}
    form = ContractNamesForm(request.POST or None, frameworks=_frameworks(by), initial=written)

    def act() -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in names[1:]}
        version, framework = form.cleaned_data["version"] or 0, form.cleaned_data["framework"] or None
        acts.correct_contract(
            by=by, contract_id=contract_id, framework_id=framework and UUID(framework), expected_version=version, **told
        )
        return done(request, _("The contract was corrected."), "contract", contract_id)

    return form_page(request, form, act, _of(found, _("Correct the contract"), _("Save")))


def set_price(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """A price from a day on."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = contracts.contract(by, contract_id)
    form = DatedPriceForm(request.POST or None)

    def act() -> HttpResponse:
        acts.set_price(by=by, contract_id=contract_id, valid_from=form.cleaned_data["valid_from"], price=form.price())
        return done(request, _("The price was set."), "contract", contract_id)

    return form_page(request, form, act, _of(found, _("New price"), _("Set")))


def set_policy(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What a contract counts and pays from a day on."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = contracts.contract(by, contract_id)
    form = DatedPolicyForm(request.POST or None)

    def act() -> HttpResponse:
        acts.set_policy(
            by=by, contract_id=contract_id, valid_from=form.cleaned_data["valid_from"], policy=form.policy()
        )
        return done(request, _("The policy was set."), "contract", contract_id)

    return form_page(request, form, act, _of(found, _("New policy"), _("Set")))


def extend_contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """A contract made longer or larger."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = contracts.contract(by, contract_id)
    form = ExtensionForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("decided_on", "ends_on", "value", "reason")}
        kind, version = ExtensionKind(form.cleaned_data["kind"]), form.cleaned_data["version"] or 0
        acts.extend_contract(by=by, contract_id=contract_id, kind=kind, expected_version=version, **told)
        return done(request, _("The contract was extended."), "contract", contract_id)

    return form_page(request, form, act, _of(found, _("Extend the contract"), _("Extend")))


def record_guarantee(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What stands for a contract."""
    by = editor_of(request, Permission.CONTRACT_EDIT)
    found = contracts.contract(by, contract_id)
    form = GuaranteeForm(request.POST or None)

    def act() -> HttpResponse:
        acts.record_guarantee(by=by, contract_id=contract_id, **form.cleaned_data)
        return done(request, _("The guarantee was recorded."), "contract", contract_id)

    return form_page(request, form, act, _of(found, _("New guarantee"), _("Record")))


def _frameworks(by: Actor) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.title} ({row.cig})") for row in contracts.frameworks(by)]


def _way(*further: tuple[str, str | None]) -> Crumbs:
    return crumbs((_("Contracts"), address("contracts")), *further)


def _new(title: str) -> Context:
    return {"title": title, "submit": _("Record"), "back": address("contracts"), "crumbs": _way((title, None))}


def _of(found: Contract, title: str, submit: str) -> Context:
    back = address("contract", found.pk)
    way = _way((found.title, back), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way, "subtitle": str(found)}
