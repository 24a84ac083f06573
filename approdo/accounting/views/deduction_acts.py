"""The acts on a deduction, one function each, on the version of it that was shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.accounting import deduction_labels as labels
from approdo.accounting.commands import deduction_acts as acts
from approdo.accounting.commands.deductions import withdraw_deduction as withdraw
from approdo.accounting.forms.deductions import (
    CounterArgumentsForm,
    DecideForm,
    ReceiptForm,
    RecordForm,
    SendForm,
    WithdrawForm,
    paper_of,
)
from approdo.accounting.forms.statements import VersionedForm
from approdo.accounting.models import Deduction
from approdo.accounting.queries import deductions
from approdo.accounting.rules.deductions import DeductionDelivery, DeductionKind
from approdo.accounting.views.deductions import reader_of, way
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.work import done

PREPARE, ANSWER, DECIDE = Permission.DEDUCTION_PREPARE, Permission.DEDUCTION_ANSWER, Permission.DEDUCTION_DECIDE


def withdraw_deduction(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """Set a proposal aside."""
    words = _("The proposal was withdrawn, with its reason.")
    return _act(request, deduction_id, WithdrawForm, withdraw, PREPARE, _("Withdraw the proposal"), words)


def write_contestation(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """Write the letter."""
    words = _("The contestation was written. Read it, send it, and write when it left.")
    return _act(
        request, deduction_id, VersionedForm, acts.write_contestation, PREPARE, _("Write the contestation"), words
    )


def dispatch_contestation(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """The letter left."""
    words = _("The managing body sees the contestation now, and may answer.")
    title = _("Record that the contestation was sent")
    return _act(request, deduction_id, SendForm, acts.dispatch_contestation, PREPARE, title, words)


def record_contestation_receipt(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """The letter arrived."""
    words = _("The receipt was recorded: the days for the counter-arguments run.")
    title = _("Record the receipt of the contestation")
    return _act(request, deduction_id, ReceiptForm, acts.record_contestation_receipt, PREPARE, title, words)


def answer_contestation(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """The managing body answers."""
    words = _("Your counter-arguments reached the prefecture. It decides after reading them.")
    title = _("Send the counter-arguments")
    return _act(request, deduction_id, CounterArgumentsForm, acts.answer_contestation, ANSWER, title, words)


def record_counter_arguments(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """The answer reached the office by another way."""
    words = _("The counter-arguments were recorded.")
    title = _("Record the counter-arguments")
    return _act(request, deduction_id, RecordForm, acts.record_counter_arguments, PREPARE, title, words)


def decide_deduction(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """The decision, signed by who sends the form."""
    words = _("The decision was signed and its letter written. Communicate it to the managing body.")
    return _act(request, deduction_id, DecideForm, acts.decide_deduction, DECIDE, _("Sign the decision"), words)


def communicate_decision(request: HttpRequest, deduction_id: UUID) -> HttpResponse:
    """The decision left."""
    words = _("The communication was recorded. What was confirmed may be deducted from a payment.")
    title = _("Record the communication of the decision")
    return _act(request, deduction_id, SendForm, acts.communicate_decision, PREPARE, title, words)


def _act(
    request: HttpRequest, deduction_id: UUID, kind: type[forms.Form], command: Callable[..., Deduction],
    permission: Permission, title: str, words: str,
) -> HttpResponse:  # fmt: skip
    """The page of an act: the fields of the form are the facts of the command."""
    by = reader_of(request)
    require(by, permission)
    row = deductions.deduction(by, deduction_id)
    form = kind(request.POST or None, request.FILES or None, initial=_initial(row))

    def act() -> HttpResponse:
        told = _facts(form)
        version = told.pop("version") or 0
        command(by=by, deduction_id=row.pk, **told, expected_version=version)
        return done(request, words, "deduction", row.pk)

    name, back = str(labels.KINDS[DeductionKind(row.kind)]), address("deduction", row.pk)
    context = {
        "title": title, "submit": title, "subtitle": f"{name}, {row.contract}", "back": back,
        "crumbs": way(by, (name, back), (title, None)),
    }  # fmt: skip
    return form_page(request, form, act, context)


def _initial(row: Deduction) -> dict[str, Any]:
    today = timezone.localdate()
    return {"version": row.version, "on": today, "received_on": today, "amount": row.amount}


def _facts(form: forms.Form) -> dict[str, Any]:
    told = dict(form.cleaned_data)
    if "delivery" in told:
        told["delivery"] = DeductionDelivery(told["delivery"])
    if "file" in told:
        told.pop("file")
        told["paper"] = paper_of(form)
    return told
