"""Pages of letters."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from approdo.core import documents
from approdo.core.access.request import StaffRequest
from approdo.core.pages import answers
from approdo.procedures import labels
from approdo.procedures.commands import letters
from approdo.procedures.forms import acts as forms
from approdo.procedures.queries import cases
from approdo.procedures.rules.letters import OF_CASE_FILES
from approdo.procedures.views.acting import act_page


def write(request: StaffRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Write a letter of the case file."""
    if kind not in OF_CASE_FILES:
        raise Http404
    return act_page(
        request, case_id, forms.LetterForm,
        partial(letters.write_letter, kind=kind),
        title=labels.LETTERS[kind], submit=_("Write the letter"), tab="letters",
        done=_("The letter is written: open it, sign it and send it, then record the dispatch."),
        consequence=_("The PDF is kept as it is, with its hash. The clock moves when its receipt is recorded."),
    )  # fmt: skip


def download(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """The PDF of a letter."""
    letter = cases.visible_letter(request.actor, letter_id)
    return answers.letter(documents.read(request.actor, letter.document), letter.document.file_name)


def dispatch(request: StaffRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """The letter left."""
    return act_page(
        request, case_id, forms.DispatchForm,
        partial(letters.dispatch_letter, letter_id=letter_id),
        title=_("Dispatch of the letter"), submit=_("Record"), done=_("The dispatch is recorded."), tab="letters",
    )  # fmt: skip


def receipt(request: StaffRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """The letter was received."""
    return act_page(
        request, case_id, forms.DayForm,
        partial(letters.record_receipt, letter_id=letter_id),
        title=_("Receipt of the letter"), submit=_("Record"), done=_("The receipt is recorded."), tab="letters",
        consequence=_("From this day the clock stops for a request or a notice, and a decision counts as notified."),
    )  # fmt: skip


@require_POST
def solicit(request: StaffRequest, office: str) -> HttpResponse:
    """Write to an office the list of the opinions it owes."""
    letter = letters.write_solicitation(by=request.actor, office=office)
    messages.success(request, _("The list is written and every opinion in it is marked as solicited."))
    return redirect("letter", letter.pk)
