"""What a reader says of a service: kept without who says it, and answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from approdo.core.rest import rates
from approdo.core.rest.rates import Allowance
from approdo.network.commands import suggestions
from approdo.network.models import Service
from approdo.network.queries import published
from approdo.network.rules.suggestions import LONGEST
from approdo.portal.answering import public, show, too_many
from approdo.portal.areas import area_of
from approdo.portal.forms import SuggestionForm
from approdo.portal.words import Speech


# Nobody is signed in here: there is no authority that another site could borrow, and no cookie is asked for.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def suggest(request: HttpRequest, speech: Speech, area: str, service_id: UUID) -> HttpResponse:
    """What is wrong in this service? Counted before anything is read, kept without who sent it."""
    if request.method == "POST" and (spent := _spent(request)) is not None:
        return too_many(request, speech, spent.reset)
    about, form = _about(area, service_id), SuggestionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return show(request, speech, "suggest", _context(about, form), status=status, kept=False)
    _keep(about, form, speech)
    return HttpResponseRedirect(reverse("portal_suggested", kwargs={"speech": speech.code}), status=303)


@require_safe
@public
def thanks(request: HttpRequest, speech: Speech) -> HttpResponse:
    """It was kept."""
    return show(request, speech, "suggested")


def _spent(request: HttpRequest) -> Allowance | None:
    """The allowance of this connection that is used up, of a minute or of a day."""
    caller = f"suggestion {timezone.localdate()} {request.META.get('REMOTE_ADDR', '')}"
    minute = rates.count(caller, settings.SUGGESTIONS_A_MINUTE)
    day = rates.count(f"{caller} all day", settings.SUGGESTIONS_A_DAY, rates.LONGEST)
    return next((one for one in (day, minute) if one.exceeded), None)


def _about(area: str, service_id: UUID) -> Service:
    """The published service; from here on the transaction reads what its prefecture publishes. Raises Http404."""
    office = area_of(area)
    found = published.services(office.pk, timezone.localdate()).filter(pk=service_id).first()
    if found is None:
        raise Http404
    return found


def _context(about: Service, form: SuggestionForm) -> dict[str, Any]:
    exit_to = settings.QUICK_EXIT if about.protected else ""
    return {
        "about": about,
        "area": about.prefecture_id.lower(),
        "form": form,
        "longest": LONGEST,
        "quick_exit": exit_to,
    }


def _keep(about: Service, form: SuggestionForm, speech: Speech) -> None:
    said = form.cleaned_data
    suggestions.suggest(
        form=said["form_id"], prefecture=about.prefecture_id, service_id=about.pk, words=said["words"],
        language=speech.code, contact=said["contact"], today=timezone.localdate(),
    )  # fmt: skip
