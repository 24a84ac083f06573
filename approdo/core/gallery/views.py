"""One page with every component, for those who build pages and those who judge them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from approdo.core.gallery.forms import SampleForm
from approdo.core.pages.render import page


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a reason."""

    text: str
    source: str


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component; a sent form comes back with its errors."""
    form = SampleForm(request.POST or None, request.FILES or None)
    months = ["gen", "feb", "mar", "apr", "mag", "giu"]
    context = {
        "form": form,
        "day": datetime.date(2026, 6, 11),
        "steps": [
            Step("13.03.2026 + 90 = 11.06.2026", "d.lgs. 286/1998, art. 29, c. 8"),
            Step("11.06.2026 è un giovedì feriale", "art. 2963 c.c."),
        ],
        "chart": {
            "title": "Quanti fascicoli superano il termine, per mese",
            "unit": "fascicoli",
            "labels": months,
            "series": [
                {"name": "Ricongiungimento", "values": [12, 9, 14, 7, 5, 3]},
                {"name": "Lavoro", "values": [4, 6, 3, 8, 2, 6]},
            ],
        },
    }
    return page(request, "core/gallery.html", context)
