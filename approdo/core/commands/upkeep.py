"""Throwing away what is kept for a time only."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from approdo.core.access.actor import Actor
from approdo.core.models import IdempotentCall, RateCount
from approdo.core.rest.idempotency import KEPT_FOR
from approdo.core.rest.rates import LONGEST


@transaction.atomic
def forget_old_calls(*, by: Actor, now: datetime) -> int:
    """Delete the answers kept for repeated calls of the actor's prefecture after 48 hours; says how many."""
    old = IdempotentCall.objects.filter(prefecture_id=by.prefecture, created_at__lt=now - KEPT_FOR)
    return old.delete()[0]


@transaction.atomic
def forget_old_sessions(*, now: datetime) -> int:
    """Delete sessions that ended and counts of calls of past days; says how many rows."""
    counts = RateCount.objects.filter(window_start__lt=int(now.timestamp()) - 2 * LONGEST)
    return Session.objects.filter(expire_date__lt=now).delete()[0] + counts.delete()[0]
