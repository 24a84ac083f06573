"""The pages of one case file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.pages.render import page
from approdo.procedures import labels
from approdo.procedures.queries import cases, pages

TABS = (
    ("summary", _("Summary")),
    ("documents", _("Documents")),
    ("opinions", _("Opinions")),
    ("letters", _("Letters")),
    ("people", _("People")),
    ("decision", _("Decision and disputes")),
    ("time", _("Time")),
)


def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case file: its summary stays in view, the rest is a tab away."""
    actor = request.actor  # type: ignore[attr-defined]
    row = cases.visible_case(actor, case_id)
    tab = request.GET.get("tab", "summary")
    today = timezone.localdate()
    context = {
        "shown": pages.case_page(actor, row, today),
        "tab": tab if tab in dict(TABS) else "summary",
        "tabs": TABS,
        "labels": labels,
        "today": today,
        "pages": pages,
    }
    return page(request, "procedures/case.html", context)
