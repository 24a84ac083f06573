"""One effect for each key: an unsafe call that is repeated gets the first answer again.

The claim of a key and the effects of the call stand in one savepoint. An answer of 400 or more keeps neither: a refusal
had no effect, so the same key may be sent again once the reason is gone. Of two calls at once with the same key the
second waits for the first on the unique index, for ten seconds at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.core.access.actor import Actor
from approdo.core.models import IdempotentCall
from approdo.core.rest.problems import of_status, problem

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=48)
LONGEST_KEY = 200
WAIT = "10s"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

Run = Callable[..., HttpResponse]


def once(run: Run) -> Run:
    """Wrap the run of an unsafe operation so that each key has one effect."""

    def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return run(request, *args, **values)
        key = request.headers.get(HEADER, "")
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            return problem(428, "idempotency_key_missing", _("Send an Idempotency-Key of 1 to 200 characters."))
        try:
            asked = fingerprint(request)
        except RequestDataTooBig:
            return of_status(413)
        with transaction.atomic():
            call, fresh = claim(actor, key, asked)
            if call is None:
                busy = _("The first call with this key is still at work. Repeat in a moment.")
                return problem(409, "call_at_work", busy, headers={"Retry-After": "2"})
            if not fresh:
                return _again(call, asked)
            response = run(request, *args, **values)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                _keep(call, response)
        return response

    return answer


def fingerprint(request: HttpRequest, without: frozenset[str] = frozenset()) -> str:
    """SHA-256 of what the call asks: method, address and content, files included, but the form fields in `without`."""
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type in FORMS:
        for name, texts in sorted(request.POST.lists()):
            if name not in without:
                asked.update(f"{name}={texts!r}\n".encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                asked.update(f"{name}\n".encode())
                for chunk in file.chunks():
                    asked.update(chunk)
                file.seek(0)
    else:
        asked.update(request.body)
    return asked.hexdigest()


def claim(actor: Actor, key: str, asked: str) -> tuple[IdempotentCall | None, bool]:
    """The call of that key and whether it is ours to run; None when another one keeps it for too long."""
    caller = f"token:{actor.token_id}" if actor.token_id else f"user:{actor.user_id}"
    mine = IdempotentCall(prefecture_id=actor.prefecture, caller=caller, key=key, fingerprint=asked)
    same = IdempotentCall.objects.filter(prefecture_id=actor.prefecture, caller=caller, key=key)
    try:
        with transaction.atomic():
            _wait_at_most(WAIT)
            same.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
            IdempotentCall.objects.bulk_create([mine], ignore_conflicts=True)
            _wait_at_most("0")
    except OperationalError:
        return None, False
    kept = same.get()
    return kept, kept.pk == mine.pk


def _wait_at_most(span: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [span])


def _again(call: IdempotentCall, asked: str) -> HttpResponse:
    if call.fingerprint != asked:
        words = _("This key was already used for another call. Use a new one.")
        return problem(422, "idempotency_key_reused", words)
    response = HttpResponse(call.body, status=call.status, content_type="application/json; charset=utf-8")
    if call.location:
        response.headers["Location"] = call.location
    if call.etag:
        response.headers["ETag"] = call.etag
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _keep(call: IdempotentCall, response: HttpResponse) -> None:
    IdempotentCall.objects.filter(pk=call.pk).update(
        status=response.status_code,
        body=response.content.decode(),
        location=response.headers.get("Location", ""),
        etag=response.headers.get("ETag", ""),
    )
