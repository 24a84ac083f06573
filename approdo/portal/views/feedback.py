"""What readers say of a page, and the page of the staff that lists it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.render import page
from approdo.core.rest import rates
from approdo.portal import queries
from approdo.portal.answering import public, show, too_many
from approdo.portal.commands import record_feedback
from approdo.portal.forms import FeedbackForm
from approdo.portal.models import LONGEST
from approdo.portal.words import Speech


# Nobody is signed in here: there is no authority that another site could borrow, and no cookie is asked for.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def give(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Was this page useful? What is missing? One form; kept without who sent it."""
    about = _about(speech, (request.POST if request.method == "POST" else request.GET).get("page", "/"))
    form = FeedbackForm(request.POST or None)
    if request.method != "POST":
        return show(request, speech, "feedback", {"about": about, "form": form, "longest": LONGEST}, kept=False)
    allowance = rates.count(f"feedback {timezone.localdate()} {_caller(request)}", settings.FEEDBACK_A_MINUTE)
    if allowance.exceeded:
        return too_many(request, speech, allowance.reset)
    if not form.answers():
        return show(request, speech, "feedback", {"about": about, "form": form, "longest": LONGEST}, status=422)
    _keep(form, speech, about)
    return HttpResponseRedirect(reverse("portal_thanks", kwargs={"speech": speech.code}), status=303)


@require_safe
@public
def thanks(request: HttpRequest, speech: Speech) -> HttpResponse:
    """It was kept."""
    return show(request, speech, "thanks")


@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """Every page of which somebody said something, for who keeps the pages."""
    require(request.actor, Permission.FEEDBACK_SEE)  # type: ignore[attr-defined]
    return page(request, "portal/opinions.html", {"opinions": queries.by_page(request.actor)})  # type: ignore[attr-defined]


@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """The last comments on one page."""
    require(request.actor, Permission.FEEDBACK_SEE)  # type: ignore[attr-defined]
    about = request.GET.get("page", "/")
    found = queries.comments(request.actor, about)  # type: ignore[attr-defined]
    return page(request, "portal/comments.html", {"about": about, "comments": found, "most": queries.SHOWN})


def _keep(form: FeedbackForm, speech: Speech, about: str) -> None:
    said = form.cleaned_data
    record_feedback(
        form=said["form_id"],
        page=about,
        language=speech.code,
        useful=form.useful_or_not(),
        missing=said["missing"],
        today=timezone.localdate(),
    )


def _about(speech: Speech, path: str) -> str:
    """The page spoken of, by its address without the language; the home where it is no page of the portal."""
    try:
        found = resolve(f"/{speech.code}{path}") if len(path) <= 200 else None
    except Resolver404:
        return "/"
    return (
        path if found and found.url_name != "portal_nothing" and (found.url_name or "").startswith("portal_") else "/"
    )


def _caller(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
