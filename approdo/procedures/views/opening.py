"""Opening a case file by hand: first the procedure and who, then the questions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.request import StaffRequest
from approdo.core.errors import Refusal
from approdo.core.pages.render import page
from approdo.people import queries as people
from approdo.procedures.commands import opening
from approdo.procedures.forms.opening import OpenForm
from approdo.procedures.views.acting import explain


def open_case(request: StaffRequest) -> HttpResponse:
    """The form that opens a case file; who files is searched by name first."""
    require(request.actor, Permission.CASE_OPEN)
    sought = request.GET.get("who", "").strip()
    hits = people.search(request.actor, sought, 10) if sought else []
    form = OpenForm(request.POST or None, hits=hits, initial={"person": request.GET.get("person", "")})
    if request.method == "POST" and form.is_valid():
        try:
            case = opening.open_case(by=request.actor, opening=form.opening())
        except Refusal as refused:
            explain(form, refused)
        else:
            messages.success(request, _("The case file is open: answer the questions to build its checklist."))
            return redirect("answer-questions", case.pk)
    context: dict[str, Any] = {"form": form, "sought": sought, "hits": hits}
    return page(request, "procedures/open_case.html", context, status=409 if form.errors else 200)
