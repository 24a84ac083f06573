"""Pages of the papers of a register: a sheet checked and taken over, a photograph kept."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approdo.core import documents
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages import answers
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.reception import labels
from approdo.reception.commands import papers as acts
from approdo.reception.forms.register import PaperForm
from approdo.reception.models import RegisterPaper
from approdo.reception.queries import centres, papers, register
from approdo.reception.rules.sheet import MARKS
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import crumbs


def add_paper(request: HttpRequest, centre_id: UUID, year: int, month: int) -> HttpResponse:
    """The paper of a month is sent."""
    by = actor_of(request)
    require(by, Permission.NIGHT_RECORD)
    found, first = centres.centre(by, centre_id), register.first_day(year, month)
    form = PaperForm(request.POST or None, request.FILES or None)

    def act() -> HttpResponse:
        sent = form.cleaned_data["file"]
        made = acts.add_paper(by=by, centre_id=centre_id, month=first, name=sent.name, content=sent)
        return redirect("register_paper", made.pk)

    context = {
        "title": _("Send the sheet of the month"), "submit": _("Send and check"), "subtitle": found.name,
        "back": _month_address(centre_id, first), "crumbs": _way(found.name, centre_id, first, _("Sheet")),
        "marks": [(labels.NIGHT_STATES[state], marks) for state, marks in MARKS.items()],
    }  # fmt: skip
    return form_page(request, form, act, context, "reception/paper_form.html")


@require_GET
def register_paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """What a sheet would change, cell by cell what cannot be read; of a photograph, where it is."""
    by, today = actor_of(request), timezone.localdate()
    found = papers.paper(by, paper_id)
    context = {
        "labels": labels, "paper": found, "plan": papers.plan(by, found, today) if _is_open(found) else None,
        "may_write": by.may(Permission.NIGHT_RECORD), "back": _month_address(found.centre_id, found.month),
        "crumbs": _way(found.centre.name, found.centre_id, found.month, found.document.file_name),
    }  # fmt: skip
    return page(request, "reception/paper.html", context)


@require_POST
def take_over(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """What a sheet says is written in the register."""
    by = actor_of(request)
    nights = acts.take_over(by=by, paper_id=paper_id, today=timezone.localdate())
    messages.success(request, _("The sheet was taken over: %(n)s nights are new.") % {"n": nights})
    return redirect("register_paper", paper_id)


@require_GET
def download_paper(request: HttpRequest, paper_id: UUID) -> FileResponse:
    """The file as it was sent, to be saved and never shown as a page."""
    by = actor_of(request)
    document = papers.paper(by, paper_id).document
    return answers.saved(documents.read(by, document), document.file_name, document.media_type)


def _is_open(found: RegisterPaper) -> bool:
    return found.is_table and found.written_at is None


def _month_address(centre_id: UUID, month: date) -> str:
    return f"{reverse('register_month', args=[centre_id])}?month={month.isoformat()[:7]}"


def _way(centre: str, centre_id: UUID, month: date, here: str) -> list[tuple[str, str | None]]:
    return crumbs((centre, _month_address(centre_id, month)), (here, None))
