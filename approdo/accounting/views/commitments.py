"""The money of a contract, its commitments, and the payments of a managing body as it sees them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.accounting import labels
from approdo.accounting.commands import commitments as acts
from approdo.accounting.forms.settlements import CommitmentForm, CorrectCommitmentForm
from approdo.accounting.queries import commitments, releases, settlements, statements
from approdo.accounting.queries.commitments import Money
from approdo.accounting.rules.commitments import by_month, cumulated
from approdo.accounting.views.parts import actor_of, crumbs
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.charts import Chart
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, done, listing
from approdo.reception.models import Contract

NAMES = ("year", "chapter", "reference", "decided_on", "amount")
SORTS = {"month": "month", "by": "pay_by"}


def contract_money(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Committed, settled, left and until when."""
    by = actor_of(request)
    found, today = commitments.money(by, contract_id), timezone.localdate()
    context = {
        "ended": found.last_day < today, "conformity": releases.conformity_of(found.contract),
        "releases": found.releases,
        "money": found, "contract": found.contract, "labels": labels, "chart": _chart(found),
        "charged_months": ", ".join(f"{one.month:%m/%Y}" for one in found.forecast.based_on),
        "rows": settlements.listed(by, contract=contract_id).order_by("-month", "-edition")[:50],
        "waiting": settlements.waiting(by, contract_id), "may_commit": by.may(Permission.COMMITMENT_RECORD),
        "may_prepare": by.may(Permission.SETTLEMENT_PREPARE),
    }  # fmt: skip
    return page(request, "accounting/contract_money.html", context)


def _chart(found: Money) -> Chart:
    """Settled so far, expected at the present pace, and the line of what was committed."""
    past = by_month(found.charged)
    coming = found.forecast.expected
    settled = cumulated(past)
    before = [None] * max(0, len(past) - 1)
    expected = [*before, *settled[-1:], *cumulated(coming, settled[-1] if settled else found.forecast.settled)]
    months = [f"{one.month:%m/%y}" for one in (*past, *coming)]
    return {
        "title": _("Until when do the commitments last?"), "unit": _("euros, running sum by month of service"),
        "labels": months,
        "series": [
            {"name": _("committed"), "values": [found.forecast.committed] * len(months)},
            {"name": _("settled"), "values": [*settled, *([None] * len(coming))]},
            {"name": _("expected"), "values": expected if coming else []},
        ],
    }  # fmt: skip


def record_commitment(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """A commitment of a contract."""
    by, today = actor_of(request, Permission.COMMITMENT_RECORD), timezone.localdate()
    contract = statements.contract(by, contract_id)
    form = CommitmentForm(request.POST or None, initial={"year": today.year})

    def act() -> HttpResponse:
        acts.record_commitment(by=by, contract_id=contract_id, facts=form.facts())
        return done(request, _("The commitment was recorded."), "contract_money", contract_id)

    return form_page(request, form, act, _of(contract, _("New commitment")))


def correct_commitment(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """A commitment made larger, smaller or right."""
    by = actor_of(request, Permission.COMMITMENT_RECORD)
    found = commitments.commitment(by, commitment_id)
    written = {name: getattr(found, name) for name in (*NAMES, "version")}
    form = CorrectCommitmentForm(request.POST or None, initial=written)

    def act() -> HttpResponse:
        told, version = form.cleaned_data, form.cleaned_data["version"] or 0
        acts.correct_commitment(
            by=by, commitment_id=commitment_id, facts=form.facts(), reason=told["reason"], expected_version=version
        )
        return done(request, _("The commitment was corrected."), "contract_money", found.contract_id)

    return form_page(request, form, act, _of(found.contract, _("Correct the commitment")))


def own_payments(request: HttpRequest) -> HttpResponse:
    """How far the payments of one's own managing body are."""
    rows = settlements.own(_body_actor(request))
    context = {**listing(request, rows, SORTS, "-month"), "labels": labels}
    return page(request, "accounting/own_payments.html", context)


def own_payment(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """One payment of one's own managing body."""
    found = settlements.own_settlement(_body_actor(request), settlement_id)
    context = {"settlement": found, "labels": labels, "documents": settlements.documents_of(found)}
    return page(request, "accounting/own_payment.html", context)


def _body_actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    require(by, Permission.SETTLEMENT_SEE_OWN)
    return by


def _of(contract: Contract, title: str) -> Context:
    back = address("contract_money", contract.pk)
    way = crumbs((contract.title, back), (title, None))
    return {"title": title, "submit": _("Record"), "back": back, "crumbs": way, "subtitle": str(contract)}
