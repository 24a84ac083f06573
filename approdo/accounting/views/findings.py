"""Pages of findings: the list, one with what it rests on and its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.accounting import deduction_labels, labels
from approdo.accounting.commands.findings import resolve_finding as resolve
from approdo.accounting.forms.statements import ResolveForm, month_asked
from approdo.accounting.models import Finding
from approdo.accounting.queries import deductions, evidence, findings, statements
from approdo.accounting.rules.irregularities import Irregularity
from approdo.accounting.rules.staffing import StaffCheck
from approdo.accounting.rules.vocabulary import FindingState
from approdo.accounting.views.parts import actor_of, crumbs, sheet
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import chosen, done, listing, text_of

SORTS = {"month": "month", "kind": "kind", "nights": "nights", "amount": "amount", "found": "found_at"}
HEAD = (
    gettext_lazy("Month"), gettext_lazy("What does not agree"), gettext_lazy("Contract"), gettext_lazy("Centre"),
    gettext_lazy("Guest"), gettext_lazy("Nights"), gettext_lazy("Amount (euros)"),
    gettext_lazy("Left out of the statement"), gettext_lazy("Which nights"), gettext_lazy("State"),
    gettext_lazy("Reason"),
)  # fmt: skip


def findings_page(request: HttpRequest) -> HttpResponse:
    """The list of findings."""
    by, filters = actor_of(request), _filters(request)
    rows = _rows(by, request, filters)
    context = {
        **listing(request, rows, SORTS, "-amount"), **filters, "labels": labels, "asked": text_of(request),
        "sums": findings.sums(rows), "centres": findings.centre_names(by),
    }  # fmt: skip
    return page(request, "accounting/findings.html", context)


@require_GET
def export_findings(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    rows = _rows(actor_of(request), request, _filters(request)).order_by("-month", "kind", "id")
    told = [
        [
            one.month, str(labels.FINDINGS[Irregularity(one.kind)]), one.contract.cig,
            one.centre.name if one.centre else "", str(one.guest.person) if one.guest else "", one.nights, one.amount,
            one.withheld, " ".join("/".join(period) for period in one.evidence),
            str(labels.FINDING_STATES[FindingState(one.state)]), one.reason,
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "findings", HEAD, told)


def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """One finding: what it rests on, and what the office answers."""
    by = actor_of(request)
    found = findings.finding(by, finding_id)
    form = ResolveForm(request.POST or None, found=FindingState(found.state), initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        state, version = FindingState(told["state"]), told["version"] or 0
        resolve(by=by, finding_id=finding_id, state=state, reason=told["reason"], expected_version=version)
        return done(request, _("The answer was recorded."), "finding", finding_id)

    return form_page(request, form, act, _context(by, found), "accounting/finding.html")


def _context(by: Actor, found: Finding) -> dict[str, Any]:
    kind = Irregularity(found.kind)
    in_force = statements.in_force(by, found.contract_id, found.month)
    return {
        "finding": found, "labels": labels, "title": labels.FINDINGS[kind], "meaning": labels.MEANINGS[kind],
        "periods": found.periods, "together_at": _together_at(found),
        "names": findings.centre_names(by), "may_resolve": by.may(Permission.FINDING_RESOLVE),
        "statement": in_force, "staff": _staff(found, in_force.paid_nights) if in_force else None,
        "deductions": deductions.of_finding(by, found.pk), "deduction_labels": deduction_labels,
        "may_propose": by.may(Permission.DEDUCTION_PREPARE),
        "crumbs": crumbs((_("Findings"), address("findings")), (str(labels.FINDINGS[kind]), None)),
    }  # fmt: skip


def _staff(found: Finding, paid_nights: int) -> StaffCheck | None:
    """The hours behind a lack of staff, where those written now still make its amount."""
    if found.kind != Irregularity.STAFF_SHORT:
        return None
    check = evidence.staff_check(found.contract, found.month, paid_nights, found.detail)
    return check if check and check.recovery == found.amount else None


def _together_at(found: Finding) -> datetime | None:
    """The minute in which many nights were confirmed, for that kind of finding."""
    if found.kind != Irregularity.IDENTICAL_TIMES:
        return None
    return timezone.make_aware(datetime.fromisoformat(found.detail))


def _filters(request: HttpRequest) -> dict[str, str]:
    return {
        "kind": chosen(request, "kind", Irregularity),
        "state": chosen(request, "state", labels.FINDING_FILTER),
        "month": request.GET.get("month", ""),
    }


def _rows(by: Actor, request: HttpRequest, filters: dict[str, str]) -> QuerySet[Finding]:
    asked = {**filters, "month": month_asked(filters["month"])}
    return findings.listed(by, text=text_of(request), **asked)  # type: ignore[arg-type]
