"""Every request: its language, its one transaction, its prefecture, its actor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role, permissions_of

Handler = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "approdo_language"
OPEN_PATHS = ("/accounts/", "/static/", "/status", "/metrics", "/language/", "/api/", "/feeds/")


class LanguageMiddleware:
    """Speaks the language the reader chose, Italian otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, settings.LANGUAGE_CODE)
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


class TenancyMiddleware:
    """Runs the whole request in one transaction, under the role that owns nothing.

    Until the actor is known the transaction sees only what is needed to recognise them. An answer of 500 or more
    keeps nothing of what the request wrote.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        with transaction.atomic():
            tenancy.enter(tenancy.SIGN_IN)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class ActorMiddleware:
    """Recognises who asks, binds the transaction to their prefecture, sends strangers to the login page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        user = request.user
        if user.is_authenticated and not request.path.startswith(("/accounts/", "/api/", "/feeds/")):
            request.actor = actor_of(user, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
            tenancy.enter(user.prefecture_id)
        elif not request.path.startswith(OPEN_PATHS):
            return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
        return self.get_response(request)


def actor_of(user: object, language: str) -> Actor:
    """The actor behind a signed-in user: the roles that hold today."""
    today = timezone.localdate()
    roles = frozenset(
        Role(row.role)
        for row in user.memberships.all()  # type: ignore[attr-defined]
        if row.valid_from <= today and (row.valid_to is None or today < row.valid_to)
    )
    return Actor(
        prefecture=user.prefecture_id,  # type: ignore[attr-defined]
        user_id=user.pk,  # type: ignore[attr-defined]
        label=user.full_name,  # type: ignore[attr-defined]
        permissions=permissions_of(roles),
        language=language,
    )
