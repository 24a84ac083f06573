"""The papers of the province, for who prints and hands them out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.render import page
from approdo.network.definitions import categories
from approdo.network.queries.published import last_said
from approdo.portal.definitions import quick_exit_needs
from approdo.portal.eligible import under
from approdo.portal.leaflets import Paper, printable
from approdo.portal.views.pages import label
from approdo.portal.words import locale_of, speech, spoken


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper in every language, of all services or of a need, each set in type when it is opened."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, Permission.FEEDBACK_SEE)
    need = request.GET.get("need", "")
    need = need if under(need) and need not in quick_exit_needs() else ""
    here = speech("en" if actor.language == "en" else "it")
    needs = [(one.id, label(one, here)) for one in categories().values() if not one.need]
    rows = [
        (one, locale_of(code).get_language_name(here.locale), _links(code, actor.prefecture, need))
        for code, one in spoken().items()
        if printable(speech(code))
    ]
    context = {
        "rows": rows, "need": need, "needs": [one for one in needs if one[0] not in quick_exit_needs()],
        "today": timezone.localdate(), "last": last_said(actor.prefecture, timezone.localdate()),
    }  # fmt: skip
    return page(request, "portal/papers.html", context)


def _links(code: str, prefecture: str, need: str) -> list[tuple[str, str]]:
    """The kinds of paper with the address of each."""
    asked = f"?category={need}" if need else ""
    values = {"speech": code, "area": prefecture.lower()}
    return [(kind.value, reverse("portal_leaflet", kwargs={**values, "kind": kind.value}) + asked) for kind in Paper]
