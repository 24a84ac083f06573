"""The pages of one case file."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.guards import require
from approdo.core.access.request import StaffRequest
from approdo.core.pages.render import page
from approdo.procedures import labels
from approdo.procedures.commands import opinions
from approdo.procedures.forms.acts import PurposeForm
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import cases, pages
from approdo.procedures.queries import history as life
from approdo.procedures.views import shaping

TABS = (
    ("summary", _("Summary")),
    ("documents", _("Documents")),
    ("opinions", _("Opinions")),
    ("letters", _("Letters")),
    ("people", _("People")),
    ("decision", _("Decision and disputes")),
    ("time", _("Time spent")),
)
OTHER_TABS = frozenset(key for key, _label in TABS[1:])


def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One case file: its summary stays in view, the rest is a tab away."""
    actor = request.actor
    row = cases.visible_case(actor, case_id)
    tab = request.GET.get("tab", "summary")
    today = timezone.localdate()
    context = {
        **shaping.HELP,
        "shown": pages.case_page(actor, row, today),
        "history": _history(request, row) if tab not in OTHER_TABS else None,
        "tab": tab if tab in OTHER_TABS else "summary",
        "tabs": TABS,
        "labels": labels,
        "today": today,
        "pages": pages,
    }
    return page(request, "procedures/case.html", context)


def _history(request: StaffRequest, row: CaseFile) -> life.History:
    start = request.GET.get("from", "")
    return life.history(row, int(start) if re.fullmatch("[0-9]{1,5}", start) else 0)


def read_opinion(request: StaffRequest, case_id: UUID, office: str) -> HttpResponse:
    """The content of an opinion, for a purpose that is written down."""
    require(request.actor, pages.PERMISSIONS["read-opinion"])
    row = cases.visible_case(request.actor, case_id)
    form = PurposeForm(request.POST or None)
    content = None
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        content = opinions.read_opinion(by=request.actor, case_id=row.pk, office=office, purpose=purpose)
    context = {"case": row, "office": labels.CONSULTED.get(office, office), "form": form, "content": content}
    return page(request, "procedures/opinion.html", context, status=422 if form.errors else 200)
