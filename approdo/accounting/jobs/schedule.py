"""Work that is done by itself: statements follow the registers that were sealed and the stays that were corrected."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app

from approdo.accounting.commands.statements import recompute_touched
from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture

log = structlog.get_logger(__name__)


@app.periodic(cron="25 * * * *")
@app.task(name="accounting.follow_registers", queueing_lock="accounting.follow_registers")
def follow_registers(timestamp: int) -> None:
    """Every hour, one job for each prefecture, so that a fault in one leaves the others alone."""
    for code in Prefecture.objects.exclude(code=tenancy.NATIONAL).values_list("code", flat=True):
        recompute.configure(lock=f"accounting.recompute.{code}").defer(prefecture=code)


@app.task(name="accounting.recompute", retry=3)
def recompute(prefecture: str) -> int:
    """Compute again what something touched since. Doing it twice changes nothing. How many months of centres changed."""
    with tenancy.within(prefecture):
        by = system_actor(prefecture, Permission.STATEMENT_COMPUTE, Permission.ACCOUNTING_SEE)
        done = recompute_touched(by=by)
    log.info(
        "statements_recomputed", prefecture=prefecture, looked_at=done.looked_at, centres=done.centres,
        statements=len(done.statements), refused=len(done.refused),
    )  # fmt: skip
    return done.centres
