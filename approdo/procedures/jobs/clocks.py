"""Work that is done by itself: every night stopped clocks move to the new day and spent counts go; jobs cut short go on."""

from __future__ import annotations

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.procedures.commands import recomputing

log = structlog.get_logger(__name__)
STALLED_AFTER = 600  # seconds without a heartbeat of the worker


@app.periodic(cron="10 0,4 * * *")  # twice, for the night in which no worker ran at midnight
@app.task(name="procedures.advance_all_clocks", queueing_lock="procedures.advance_all_clocks")
def advance_all_clocks(timestamp: int) -> None:
    """Ask for the clocks of each prefecture, one job each, so that a fault in one leaves the others alone."""
    for code in Prefecture.objects.exclude(code=tenancy.NATIONAL).values_list("code", flat=True):
        advance_clocks.configure(lock=f"procedures.advance_clocks.{code}").defer(prefecture=code)


@app.task(name="procedures.advance_clocks", retry=5)
def advance_clocks(prefecture: str) -> int:
    """Bring the stopped clocks of a prefecture to today, clear spent counts away. Doing it twice changes nothing.

    How many clocks changed.
    """
    with tenancy.within(prefecture):
        by = system_actor(prefecture, Permission.CASE_RECORD_EVENT)
        changed = recomputing.advance_clocks(by=by, today=timezone.localdate())
        spent = recomputing.clear_spent_counts(by=by)
    log.info("clocks_advanced", prefecture=prefecture, changed=changed, spent=spent)
    return changed


@app.periodic(cron="*/10 * * * *")
@app.task(name="procedures.retry_stalled_jobs", queueing_lock="procedures.retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> int:
    """Take up again the jobs whose worker died. How many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)
