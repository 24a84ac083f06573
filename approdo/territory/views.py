"""What is known of the territory: where it comes from, the map of a province, one comune."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.pages.render import page
from approdo.territory import labels
from approdo.territory.forms import TerritoryFilter
from approdo.territory.queries import comuni, figures, outlines


@require_GET
def territory(request: HttpRequest) -> HttpResponse:
    """What is loaded, with its sources, and a province drawn; a name or a CAP finds its comuni."""
    by, day = who_asks(request, Permission.DEFINITION_SEE), timezone.localdate()
    asked = TerritoryFilter.of(request.GET, by.prefecture)
    context = {
        "asked": asked,
        "found": comuni.searched(asked.words, day),
        "provinces": comuni.provinces().values_list("sign", "name"),
        "drawn": outlines.province_map(asked.province, day),
        "sources": outlines.sources(),
        "labels": labels,
    }
    return page(request, "territory/territory.html", context)


@require_GET
def comune(request: HttpRequest, code: str) -> HttpResponse:
    """One comune: names, codes, residents by age, foreign residents, how far the chief town of the province is."""
    who_asks(request, Permission.DEFINITION_SEE)
    shown = comuni.comune(code)
    context = {
        "comune": shown,
        "caps": comuni.caps(shown),
        "residents": figures.residents(shown),
        "foreign": figures.foreign_residents(shown),
        "journeys": figures.to_capital(shown, timezone.localdate()),
        "sources": figures.sources_of(shown),
        "labels": labels,
    }
    return page(request, "territory/comune.html", context)
