"""How long a session lives, and the second factor it needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

STARTED = "approdo_started"
SEEN = "approdo_seen"
SEEN_NOTED_EVERY = timedelta(minutes=1)


def start(session: SessionBase) -> None:
    """Count the times of a session from now: at a login."""
    session.pop(STARTED, None)
    session.pop(SEEN, None)


def is_over(session: SessionBase, now: datetime) -> bool:
    """Whether a session was left alone for too long or is too old; otherwise notes that it was used."""
    seen = session.get(SEEN)
    if STARTED not in session or seen is None:
        session[STARTED] = session[SEEN] = now.isoformat()
        return False
    last = datetime.fromisoformat(seen)
    if now - last > settings.SESSION_IDLE or now - datetime.fromisoformat(session[STARTED]) > settings.SESSION_LONGEST:
        return True
    if now - last >= SEEN_NOTED_EVERY:
        session[SEEN] = now.isoformat()
    return False


def lacks_second_factor(user: Any) -> bool:
    """Whether a signed-in user must still set up the second factor that this installation requires."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=user, type__in=kinds).exists()
