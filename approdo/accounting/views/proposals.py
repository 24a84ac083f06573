"""Deductions proposed: against a contract, from a finding; and the contract's table of penalties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from approdo.accounting import deduction_labels as labels
from approdo.accounting import labels as words_of
from approdo.accounting.commands import deductions as acts
from approdo.accounting.definitions import BREACHES
from approdo.accounting.forms.deductions import (
    BeginForm,
    BreachForm,
    DelayForm,
    FindingRecoveryForm,
    PenaltyRuleForm,
    ProposalForm,
    RecoveryForm,
)
from approdo.accounting.models import Finding
from approdo.accounting.queries import deductions, findings, statements
from approdo.accounting.rules.deductions import DeductionKind
from approdo.accounting.rules.irregularities import Irregularity
from approdo.accounting.views.parts import actor_of, crumbs
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.formats import money, short_date
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, done
from approdo.reception.models import Contract

PREPARE = Permission.DEDUCTION_PREPARE
UNDUE = "Art. 2033 c.c."


@require_GET
def begin_deduction(request: HttpRequest) -> HttpResponse:
    """Against which contract, and what: then the form of that kind."""
    by = actor_of(request, PREPARE)
    known = [(str(row.pk), f"{row.title} ({row.cig})") for row in statements.contracts(by).order_by("title", "id")]
    form = BeginForm(request.GET or None, contracts=known)
    if form.is_valid():
        return redirect(f"propose_{form.cleaned_data['kind']}", form.cleaned_data["contract"])
    context = _context(_("Propose a deduction"), address("deductions"), _("Go on"))
    return page(request, "accounting/deduction_begin.html", {**context, "form": form})


def propose_deduction(request: HttpRequest, contract_id: UUID, kind: str) -> HttpResponse:
    """A proposal against a contract."""
    by = actor_of(request, PREPARE)
    contract = statements.contract(by, contract_id)
    form = _FORMS[DeductionKind(kind)](request, by, contract, {"happened_on": timezone.localdate()})
    title = str(labels.KINDS[DeductionKind(kind)])
    context = {**_context(title, address("deductions"), _("Propose")), "subtitle": str(contract)}
    return form_page(request, form, lambda: _proposed(request, by, form, contract_id), context)


def propose_from_finding(request: HttpRequest, finding_id: UUID, kind: str) -> HttpResponse:
    """A proposal from a finding, with what the finding says already written."""
    by = actor_of(request, PREPARE)
    found = findings.finding(by, finding_id)
    form = _of_finding(request, by, found, DeductionKind(kind))
    title = str(labels.KINDS[DeductionKind(kind)])
    subtitle = f"{words_of.FINDINGS[Irregularity(found.kind)]}, {found.contract}"
    context = {**_context(title, address("finding", found.pk), _("Propose")), "subtitle": subtitle}
    return form_page(request, form, lambda: _proposed(request, by, form, found.contract_id, (found.pk,)), context)


def set_penalty_rule(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """A row of the contract's table of penalties."""
    by = actor_of(request, PREPARE)
    contract = statements.contract(by, contract_id)
    form = PenaltyRuleForm(request.POST or None, initial={"repeat_factor": 1})

    def act() -> HttpResponse:
        acts.set_penalty_rule(by=by, contract_id=contract_id, **form.cleaned_data)
        return done(request, _("The row was written."), "contract_evidence", contract_id)

    context = _context(_("Row of the table of penalties"), address("contract_evidence", contract_id), _("Record"))
    return form_page(request, form, act, {**context, "subtitle": str(contract)})


def _proposed(
    request: HttpRequest, by: Actor, form: ProposalForm, contract_id: UUID, of: tuple[UUID, ...] = ()
) -> HttpResponse:
    made = acts.propose_deduction(by=by, proposal=form.proposal(contract_id, of))
    return done(
        request, _("The deduction was proposed. Nothing is deducted until it is decided."), "deduction", made.pk
    )


def _delay(request: HttpRequest, by: Actor, contract: Contract, initial: dict[str, Any]) -> ProposalForm:
    return DelayForm(request.POST or None, request.FILES or None, initial=initial)


def _breach(request: HttpRequest, by: Actor, contract: Contract, initial: dict[str, Any]) -> ProposalForm:
    table = [(row.code, f"{row.name} ({row.article})") for row in deductions.penalty_rules(contract)]
    ours = [(code, labels.GRAVITIES[code]) for code in BREACHES]
    centres = [(str(key), name) for key, name in deductions.centres_of(contract)]
    return BreachForm(
        request.POST or None, request.FILES or None, initial=initial, centres=centres, codes=table or ours
    )  # fmt: skip


def _recovery(request: HttpRequest, by: Actor, contract: Contract, initial: dict[str, Any]) -> ProposalForm:
    known = [
        (str(row.pk), _("%(month)s, version %(version)s: %(gross)s") % {
            "month": f"{row.month:%m/%Y}", "version": row.version, "gross": money(row.gross),
        })
        for row in deductions.rectified(by, contract.pk)
    ]  # fmt: skip
    return RecoveryForm(request.POST or None, request.FILES or None, initial=initial, statements=known)


_FORMS: dict[DeductionKind, Callable[[HttpRequest, Actor, Contract, dict[str, Any]], ProposalForm]] = {
    DeductionKind.DELAY: _delay, DeductionKind.BREACH: _breach, DeductionKind.RECOVERY: _recovery,
}  # fmt: skip


def _of_finding(request: HttpRequest, by: Actor, found: Finding, kind: DeductionKind) -> ProposalForm:
    periods = ", ".join("–".join(short_date(day) for day in one) for one in found.periods)
    facts = [str(words_of.FINDINGS[Irregularity(found.kind)]), found.centre.name if found.centre else "", periods]
    initial = {
        "happened_on": timezone.localdate(), "facts": ". ".join(one for one in facts if one), "centre": found.centre_id,
        "month": found.month, "article": UNDUE if kind is DeductionKind.RECOVERY else "",
    }  # fmt: skip
    if kind is DeductionKind.RECOVERY:
        return FindingRecoveryForm(request.POST or None, request.FILES or None, initial=initial)
    return _breach(request, by, found.contract, initial)


def _context(title: str, back: str, submit: str) -> Context:
    way = crumbs((_("Deductions"), address("deductions")), (title, None))
    return {"title": title, "submit": submit, "back": back, "crumbs": way}
