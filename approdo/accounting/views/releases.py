"""Pages of the end of a contract: its final conformity, and what was kept given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from approdo.accounting import labels
from approdo.accounting.commands import releases as acts
from approdo.accounting.forms.releases import ConformityForm, ReleaseForm
from approdo.accounting.forms.settlements import ApproveForm, PaymentForm, TakeBackForm, TaxCheckForm
from approdo.accounting.models import RetentionRelease
from approdo.accounting.queries import commitments, releases, settlements, statements
from approdo.accounting.rules.settlement_checks import Checked, stops
from approdo.accounting.rules.vocabulary import SettlementState, TaxDebtOutcome
from approdo.accounting.views.parts import actor_of, checks_told, crumbs
from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.formats import money
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, done
from approdo.reception.models import Contract


def give_final_conformity(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Certify the whole service of a contract that has ended."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    contract = statements.contract(by, contract_id)
    form = ConformityForm(request.POST or None)

    def act() -> HttpResponse:
        acts.give_final_conformity(by=by, contract_id=contract_id, notes=form.cleaned_data["notes"], today=today)
        return done(request, _("The final conformity was certified."), "contract_money", contract_id)

    words = _("What is kept on the payments can be given back afterwards.")
    context = _of_contract(contract, _("Final conformity of the contract"), _("Certify"))
    return form_page(request, form, act, {**context, "subtitle": words})


def prepare_release(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """What would be given back of a contract, and the form that prepares it."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    contract = statements.contract(by, contract_id)
    context = _preparing(contract)
    taxed = bool(context["draft"] and context["draft"].released.vat)
    known = commitments.of_contract(by, contract_id) if taxed else ()
    form = ReleaseForm(request.POST if request.method == "POST" else None, taxed=taxed, commitments=known)

    def act() -> HttpResponse:
        row = acts.prepare_release(by=by, contract_id=contract_id, today=today, **form.facts())
        return done(request, _("The release was prepared: a colleague approves it."), "release", row.pk)

    return form_page(request, form, act, context, "accounting/release_prepare.html")


def _preparing(contract: Contract) -> Context:
    """What stands beside the form: the months, or the sentence that says why there are none."""
    context = _of_contract(contract, _("Give back what was kept"), _("Prepare the release"))
    context |= {"contract": contract, "draft": None, "refused": "", "months": []}
    try:
        found = releases.draft(contract)
    except Refusal as refusal:
        return {**context, "refused": refusal.message}
    lines = {one.reference: one for one in found.released.lines}
    months = [
        {"settlement": row, "settlement_id": row.pk, "amount": row.retention, "vat": lines[str(row.pk)].vat}
        for row in found.months
    ]
    return {**context, "draft": found, "months": months}


def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Everything of one release."""
    by, today = actor_of(request), timezone.localdate()
    found = releases.release(by, release_id)
    state = SettlementState(found.state)
    checks = releases.checks_of(found, today) if state == SettlementState.PREPARED else _kept(found.checks)
    again = releases.payee_checks_of(found, today) if state == SettlementState.APPROVED else _kept(found.paid_checks)
    looked_at = {SettlementState.PREPARED: checks, SettlementState.APPROVED: again}
    context = {
        "release": found, "labels": labels, "today": today, "checks": checks_told(checks), "again": checks_told(again),
        "stopped": bool(stops(looked_at.get(state, ()))), "lines": releases.lines_of(found),
        "tax_checks": found.tax_checks.all(), "mine": found.prepared_by_id == by.user_id,
        "may_prepare": by.may(Permission.SETTLEMENT_PREPARE), "may_approve": by.may(Permission.SETTLEMENT_APPROVE),
    }  # fmt: skip
    return page(request, "accounting/release.html", context)


def _kept(texts: list[str]) -> tuple[Checked, ...]:
    return settlements.kept_checks(texts)


def approve_release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second person approves."""
    by, today = actor_of(request, Permission.SETTLEMENT_APPROVE), timezone.localdate()
    found = releases.release(by, release_id)
    form = ApproveForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        acts.approve_release(by=by, release_id=release_id, today=today, expected_version=_version(form))

    words = _("%(payable)s to %(body)s, %(vat)s to the Treasury.") % {
        "payable": money(found.payable), "body": found.contract.body.name, "vat": money(found.vat_to_treasury),
    }  # fmt: skip
    context = {**_of(found, _("Approve the release"), _("Approve")), "subtitle": words}
    return _act_page(request, form, act, found, context, _("The release was approved."))


def record_release_tax_check(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """What the collection agent answered about tax debts."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    found = releases.release(by, release_id)
    form = TaxCheckForm(request.POST or None, initial={"version": found.version, "answered_on": today})

    def act() -> None:
        told = form.cleaned_data
        acts.record_release_tax_check(
            by=by, release_id=release_id, outcome=TaxDebtOutcome(told["outcome"]), reference=told["reference"],
            answered_on=told["answered_on"], today=today, expected_version=_version(form),
        )  # fmt: skip

    context = _of(found, _("Check of tax debts (art. 48-bis)"), _("Record"))
    return _act_page(request, form, act, found, context, _("The answer was recorded."))


def withdraw_release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Take back what was not approved."""
    by = actor_of(request, Permission.SETTLEMENT_PREPARE)
    return _take_back(request, by, release_id, acts.withdraw_release, _("Take back the release"))


def cancel_release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Cancel what was not paid."""
    by = actor_of(request, Permission.SETTLEMENT_APPROVE)
    return _take_back(request, by, release_id, acts.cancel_release, _("Cancel the release"))


def _take_back(request: HttpRequest, by: Actor, release_id: UUID, command: Any, title: str) -> HttpResponse:
    found = releases.release(by, release_id)
    form = TakeBackForm(request.POST or None, initial={"version": found.version})

    def act() -> None:
        reason = form.cleaned_data["reason"]
        command(by=by, release_id=release_id, reason=reason, expected_version=_version(form))

    words = _("The release was taken back: what was kept can be given back by another.")
    return _act_page(request, form, act, found, _of(found, title, title), words)


def record_release_payment(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The payment order."""
    by, today = actor_of(request, Permission.SETTLEMENT_PREPARE), timezone.localdate()
    found = releases.release(by, release_id)
    form = PaymentForm(request.POST or None, initial={"version": found.version, "paid_on": today})

    def act() -> None:
        told = form.cleaned_data
        acts.record_release_payment(
            by=by, release_id=release_id, paid_on=told["paid_on"], reference=told["payment_reference"], today=today,
            expected_version=_version(form),
        )  # fmt: skip

    context = _of(found, _("Record the payment"), _("Record"))
    return _act_page(request, form, act, found, context, _("The payment was recorded."))


@require_GET
def final_conformity(request: HttpRequest, conformity_id: UUID) -> HttpResponse:
    """The certificate of final conformity."""
    by = actor_of(request)
    found = releases.conformity(by, conformity_id).certificate
    return answers.letter(documents.read(by, found), found.file_name)


@require_GET
def release_proposal(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The proposal of payment as it was approved."""
    by = actor_of(request)
    found = releases.release(by, release_id).proposal
    if found is None:
        raise NotFound("proposal_not_found", _("The proposal is written when the release is approved."))
    return answers.letter(documents.read(by, found), found.file_name)


def _act_page(
    request: HttpRequest, form: Any, act: Callable[[], None], found: RetentionRelease, context: Context, words: str
) -> HttpResponse:
    """The page of an act upon a release, which goes back to it."""

    def whole() -> HttpResponse:
        act()
        return done(request, words, "release", found.pk)

    return form_page(request, form, whole, context)


def _version(form: Any) -> int:
    return form.cleaned_data["version"] or 0


def _of(found: RetentionRelease, title: str, submit: str) -> Context:
    back = address("release", found.pk)
    way = crumbs(_money_of(found.contract), (_("What was kept"), back), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way}


def _of_contract(contract: Contract, title: str, submit: str) -> Context:
    back = address("contract_money", contract.pk)
    way = crumbs(_money_of(contract), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way, "subtitle": str(contract)}


def _money_of(contract: Contract) -> tuple[str, str]:
    return contract.title, address("contract_money", contract.pk)
