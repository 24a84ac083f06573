"""Reception in every prefecture, counted, for the national observatory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from approdo.accounting.province_tables import national_table
from approdo.accounting.queries.national import reception
from approdo.core.pages.render import page


@require_GET
def national_reception(request: HttpRequest) -> HttpResponse:
    """Centres, places, guests and what is not done, by prefecture."""
    today = timezone.localdate()
    offices = reception(request.actor, today)  # type: ignore[attr-defined]
    return page(request, "accounting/national.html", {"table": national_table(offices), "today": today})
