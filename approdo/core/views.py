"""Pages of the house itself."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approdo.core.access.middleware import LANGUAGE_COOKIE
from approdo.core.pages.render import page
from approdo.core.rest.problems import problem


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language for a year and go back to where they were."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_safe
def public_page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of plain words that anybody may read: accessibility, privacy, licence."""
    return page(request, f"core/{name}.html")


def closed(request: HttpRequest) -> HttpResponse:
    """A page of the login library that this house does not offer."""
    raise Http404


def status(request: HttpRequest) -> HttpResponse:
    """Whether web and database answer, as a problem even when all is well (national interoperability model)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        words = _("The database does not answer. Nothing was lost: repeat in a moment.")
        return problem(503, "database_down", words, headers={"Retry-After": "30", "Cache-Control": "no-store"})
    return problem(200, "ok", _("Approdo works."), headers={"Cache-Control": "no-store"})
