"""What the network does by itself: it asks, hands over, answers, checks, and looks for records that are one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from approdo.core import tenancy
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import asking, checking, duplicates, suggestions
from approdo.network.looking import looked_at
from approdo.network.outside.base import outside_of_here
from approdo.network.queries import checks
from approdo.network.queries.checks import ToCheck

log = structlog.get_logger(__name__)


@app.periodic(cron="30 6 * * *")
@app.task(name="network.ask_everywhere", queueing_lock="network.ask_everywhere")
def ask_everywhere(timestamp: int) -> None:
    """Every morning, one job for each prefecture, so that a fault in one leaves the others alone."""
    for code in _offices():
        ask.configure(lock=f"network.ask.{code}").defer(prefecture=code)


@app.task(name="network.ask", retry=3)
def ask(prefecture: str) -> int:
    """Ask whether records are still right, remind, hand over. Doing it twice in a day asks nobody twice.

    How many letters.
    """
    owners = owners_to_ask(prefecture)
    sent, told = letters_to(prefecture, owners, lambda steps: None)
    log.info("confirmations_asked", prefecture=prefecture, organisations=len(owners), letters=sent, editors=told)
    return sent


def owners_to_ask(prefecture: str) -> list[UUID]:
    """Open the questions of today; the organisations that may need a letter."""
    with tenancy.within(prefecture):
        return asking.open_questions(by=_actor(prefecture), today=timezone.localdate())


def letters_to(prefecture: str, owners: Sequence[UUID], advance: Callable[[int], None]) -> tuple[int, int]:
    """Write to those organisations, then to the editors: how many letters to each. `advance` is told of each one.

    Each organisation's letter is kept as sent by itself: a fault of the mail server loses no other.
    """
    today, by, sent = timezone.localdate(), _actor(prefecture), 0
    for owner in owners:
        with tenancy.within(prefecture):
            sent += asking.send_questions(by=by, organisation_id=owner, today=today)
        advance(1)
    with tenancy.within(prefecture):
        return sent, asking.tell_editors(by=by, today=today)


@app.periodic(cron="*/15 * * * *")
@app.task(name="network.answer_everywhere", queueing_lock="network.answer_everywhere")
def answer_everywhere(timestamp: int) -> None:
    """Answers to suggestions go out, and the addresses they go to are forgotten."""
    for code in _offices():
        with tenancy.within(code):
            suggestions.send_answers(by=_actor(code), today=timezone.localdate())


@app.periodic(cron="15 2 * * *")
@app.task(name="network.check_everywhere", queueing_lock="network.check_everywhere")
def check_everywhere(timestamp: int) -> None:
    """Every night, one job for each prefecture."""
    for code in _offices():
        check.configure(lock=f"network.check.{code}").defer(prefecture=code)


@app.task(name="network.check", retry=1)
def check(prefecture: str) -> int:
    """Look at telephones, links, mail domains and addresses, and for records that may be one. How many faults."""
    wanted = values_of(prefecture)
    found, alike = findings_of(prefecture, wanted, lambda steps: None)
    log.info("directory_checked", prefecture=prefecture, values=len(wanted), faults=found, alike=alike)
    return found


def values_of(prefecture: str) -> list[ToCheck]:
    """What there is to check."""
    with tenancy.within(prefecture):
        return checks.values_to_check(prefecture, timezone.localdate())


def findings_of(prefecture: str, wanted: Sequence[ToCheck], advance: Callable[[int], None]) -> tuple[int, int]:
    """Check those values and look for records that may be one: how many faults and pairs stand.

    Whoever is asked on the network is asked between two transactions, which hold no row meanwhile; `advance` is told of
    each.
    """
    today, by = timezone.localdate(), _actor(prefecture)
    seen = looked_at(wanted, outside_of_here(), today, advance)
    with tenancy.within(prefecture):
        found = checking.keep_findings(by=by, seen=seen, today=today)
        return found, duplicates.propose_duplicates(by=by, today=today)


def _offices() -> list[str]:
    return list(Prefecture.objects.exclude(code=tenancy.NATIONAL).values_list("code", flat=True))


def _actor(prefecture: str) -> Actor:
    return system_actor(prefecture, Permission.NETWORK_SEE, Permission.NETWORK_EDIT, Permission.NETWORK_MANAGE)
