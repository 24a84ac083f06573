"""How many calls a caller made in the present minute."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from approdo.core.errors import Refusal

WINDOW = 60  # seconds
LONGEST = 86_400  # seconds, of a window that is counted


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller: `limit` and `remaining` in calls, `reset` in seconds."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool

    def write_on(self, response: HttpResponse) -> None:
        """Say it in the headers of a response."""
        response.headers["RateLimit-Limit"] = str(self.limit)
        response.headers["RateLimit-Remaining"] = str(self.remaining)
        response.headers["RateLimit-Reset"] = str(self.reset)


class TooMany(Refusal):
    """Something was asked too often. `wait` is in seconds."""

    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__("too_many_calls", _("Too many calls. Wait, then repeat."))
        self.wait = wait


def count_call(request: HttpRequest, *, known: bool = True) -> Allowance:
    """Count one call of the caller, known by what it shows (token or session) or by its address; not `known`: by that alone."""
    shown = known and (request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return count(shown or request.META.get("REMOTE_ADDR", ""), settings.API_CALLS_A_MINUTE)


def count(caller: str, limit: int, seconds: int = WINDOW) -> Allowance:
    """Count one call of somebody who may make `limit` of them in a minute, or in so many seconds, of which a day is the most.

    Who it is is kept as a keyed digest only.

    Calls of the API are counted outside the transaction of the request, so that a long one does not hold the others
    of the same caller.
    """
    now = int(time.time())
    window = now - now % seconds
    digest = hmac.new(settings.SECRET_KEY.encode(), caller.encode(), hashlib.sha256).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_ratecount (caller, window_start, calls) VALUES (%s, %s, 1)"
            " ON CONFLICT (caller) DO UPDATE SET window_start = EXCLUDED.window_start,"
            " calls = CASE WHEN core_ratecount.window_start = EXCLUDED.window_start"
            " THEN core_ratecount.calls + 1 ELSE 1 END RETURNING calls",
            [digest, window],
        )
        (calls,) = cursor.fetchone()
    return Allowance(limit, max(0, limit - calls), window + seconds - now, calls > limit)
