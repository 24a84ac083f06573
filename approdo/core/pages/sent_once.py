"""A form that is sent twice acts once, whatever it does: a double click, the browser's arrow, a repeated request.

Every form carries an identifier made when its page was written. A form that acted is remembered with the answer it got,
in the transaction of its act; the same form with the same content is led to that answer again. A form that was refused
is not remembered, and one whose content was changed is another act.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import Handler
from approdo.core.errors import Refusal
from approdo.core.models import IdempotentCall
from approdo.core.pages.render import page
from approdo.core.rest import idempotency
from approdo.core.rest.middleware import PREFIX

FIELD = "form_id"
LONGEST = 100
# Written anew each time a page is made: a page that the browser's arrow loads again holds others.
FRESH = frozenset({"csrfmiddlewaretoken", "version"})
LONGEST_LOCATION: int = IdempotentCall._meta.get_field("location").max_length or 0

ALREADY_SENT = _("This form was already sent and was recorded once: nothing was done a second time.")


class SentOnceMiddleware:
    """Runs a form once and leads whoever sends it again to the result of the first time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if request.method != "POST" or actor is None or request.path.startswith(PREFIX):
            return self.get_response(request)
        try:
            name = request.POST.get(FIELD, "")
        except (RequestDataTooBig, UnreadablePostError):
            return self.get_response(request)
        if not 0 < len(name) <= LONGEST or not name.isprintable():
            return self.get_response(request)
        return self._once(request, actor, name)

    def _once(self, request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
        asked = idempotency.fingerprint(request, without=FRESH)
        with transaction.atomic():
            call, fresh = idempotency.claim(actor, f"form {name} {asked}", asked)
            if call is None:
                words = _("This form is still at work. Wait a moment, then look at the result before sending it again.")
                return page(request, "core/refusal.html", {"refusal": Refusal("form_at_work", words)}, status=409)
            if not fresh:
                return _result_again(request, call)
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                _remember(call, response)
        return response


def _remember(call: IdempotentCall, response: HttpResponse) -> None:
    """Keep where the act led; what a page showed is not kept: it may hold a secret that is shown once."""
    place = response.headers.get("Location", "")
    call.status, call.location = response.status_code, place if len(place) <= LONGEST_LOCATION else ""
    call.save(update_fields=["status", "location"])


def _result_again(request: HttpRequest, call: IdempotentCall) -> HttpResponse:
    if not call.location:
        return page(request, "core/sent_again.html", {"words": ALREADY_SENT})
    messages.info(request, ALREADY_SENT)
    return HttpResponseRedirect(call.location)
