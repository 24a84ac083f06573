"""What the house does by itself."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.commands.upkeep import forget_old_calls, forget_old_sessions
from approdo.core.models import Prefecture


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_what_is_old", pass_context=False)
def forget_what_is_old(timestamp: int) -> None:
    """Every hour: answers kept for repeated calls, ended sessions, past counts."""
    now = datetime.fromtimestamp(timestamp, UTC)
    forget_old_sessions(now=now)
    for code in Prefecture.objects.values_list("code", flat=True):
        with tenancy.within(code):
            forget_old_calls(by=system_actor(code), now=now)
