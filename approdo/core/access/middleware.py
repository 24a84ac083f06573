"""Every request: its language, its one transaction, its prefecture, its actor."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from approdo.core import tenancy
from approdo.core.access import sessions
from approdo.core.access.recognition import actor_of, actor_of_request

Handler = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "approdo_language"
OPEN_PATHS = (
    "/accounts/", "/static/", "/status", "/metrics", "/language/", "/api/", "/feeds/",
    "/accessibility/", "/privacy/", "/licence/",
)  # fmt: skip
WITHOUT_DATABASE = ("/static/", "/status")
WITHOUT_SECOND_FACTOR = (
    "/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/", "/language/",
    "/accessibility/", "/privacy/", "/licence/",
)  # fmt: skip

__all__ = ["ActorMiddleware", "Handler", "LanguageMiddleware", "TenancyMiddleware", "actor_of"]


class LanguageMiddleware:
    """Speaks the language the reader chose, Italian otherwise. A program chooses by `Accept-Language`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        asked = [request.COOKIES.get(LANGUAGE_COOKIE, "")]
        if request.path.startswith(("/api/", "/hsds/", "/open-data/")):
            asked += [tag.partition("-")[0] for tag, _weight in _accepted(request)]
        code = next((language for language in asked if language in known), settings.LANGUAGE_CODE)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def _accepted(request: HttpRequest) -> tuple[tuple[str, float], ...]:
    return parse_accept_lang_header(request.headers.get("Accept-Language", ""))


class TenancyMiddleware:
    """Runs the whole request in one transaction, under the role that owns nothing.

    Until the actor is known the transaction sees only what is needed to recognise them. An answer of 500 or more
    keeps nothing of what the request wrote.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        with transaction.atomic():
            tenancy.enter(tenancy.SIGN_IN)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class ActorMiddleware:
    """Recognises who asks, binds the transaction to their prefecture, sends strangers to the login page.

    A session that is too old or was left alone, and a user who lost every role, are signed out at once. Where the
    second factor is required, nobody sees anything before having set one up.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        # In the portal and behind the link of a letter nobody is recognised, and no session is read.
        if request.path.startswith((*WITHOUT_DATABASE, "/feeds/", "/confirm/", "/metrics", *settings.PUBLIC_PATHS)):
            return self.get_response(request)
        api = request.path.startswith("/api/")
        actor = actor_of_request(request, api=api)
        if actor is None:
            if request.path.startswith(OPEN_PATHS):
                return self.get_response(request)
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        tenancy.enter(actor.prefecture)
        if actor.user_id and sessions.lacks_second_factor(request.user):
            if api:
                return HttpResponseForbidden()
            if not request.path.startswith(WITHOUT_SECOND_FACTOR):
                return HttpResponseRedirect(reverse("mfa_index"))
        if not request.path.startswith("/accounts/"):
            request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)
