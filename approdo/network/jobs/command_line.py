"""The campaign and the checks as the command line does them: now, in one go, without the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone, translation

from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network import freshness_labels, letters, looking
from approdo.network.jobs import upkeep
from approdo.network.models.freshness import AboutRecord
from approdo.network.outside.base import outside_of_here
from approdo.network.queries import freshness
from approdo.network.rules.confirmations import EscalatedWhy
from approdo.network.rules.suggestions import SuggestionState

Work = Callable[[Callable[[int], None]], list[str]]


class Refused(Exception):
    """What the command line says instead of doing it."""


def campaign(prefecture: str) -> tuple[int, Work]:
    """To how many organisations something may have to be written, and what does it. Raises Refused."""
    _known(prefecture)
    if not letters.mail_goes_out():
        raise Refused("No mail server is named (APPRODO_SMTP_URL): no letter can go out, and no question is opened.")
    owners = upkeep.owners_to_ask(prefecture)

    def write(advance: Callable[[int], None]) -> list[str]:
        try:
            sent, told = upkeep.letters_to(prefecture, owners, advance)
        except OSError as fault:  # those of smtplib are too
            raise Refused(
                f"The mail server stopped: {fault}. Repeat the command: whoever was written to is not written to again."
            ) from fault
        return [f"letters to organisations: {sent}", f"letters to editors: {told}"]

    return len(owners), write


def checks(prefecture: str) -> tuple[int, Work]:
    """How many pages and mail domains must be asked, and what checks everything. Raises Refused."""
    _known(prefecture)
    wanted = upkeep.values_of(prefecture)
    outside = outside_of_here()
    turns = looking.turns(wanted, timezone.localdate()) if outside is not None else {}

    def check(advance: Callable[[int], None]) -> list[str]:
        faults, alike = upkeep.findings_of(prefecture, wanted, advance)
        told = [f"values looked at: {len(wanted)}", f"faults: {faults}", f"likely duplicates: {alike}"]
        return told if outside is not None else [*told, "pages and mail domains: not looked at (APPRODO_CHECK_LINKS)"]

    return sum(map(len, turns.values())), check


def waiting(prefecture: str) -> Iterator[str]:
    """What waits for an answer, the oldest first, one line each: questions to the network, suggestions to the editors.

    Names of records alone: no words of anybody, no names of people. Raises Refused.
    """
    _known(prefecture)
    with translation.override("en"), tenancy.within(prefecture):
        by = system_actor(prefecture, Permission.NETWORK_SEE)
        for one in freshness.questions(by, freshness.OPEN).order_by("asked_on", "id"):
            last = f"letters: {len(one.sent_on)}, the last on {one.sent_on[-1]}" if one.sent_on else "no letter"
            told = freshness_labels.ESCALATED[EscalatedWhy(one.escalated_why)] if one.escalated_on else last
            yield f"{one.asked_on}  question    {_named(one)}: {told}"
        for said in freshness.suggestions(by, SuggestionState.NEW.value).order_by("day", "id"):
            yield f"{said.day}  suggestion  {_named(said)}"


def _named(row: AboutRecord) -> str:
    kind = freshness_labels.KINDS[row.kind]
    owner = "" if row.kind == "organisation" else f" ({row.owner.name})"
    return f'{kind} "{row.record.name}"{owner}'


def _known(prefecture: str) -> None:
    if not Prefecture.objects.filter(pk=prefecture).exclude(pk=tenancy.NATIONAL).exists():
        raise Refused(f"There is no prefecture {prefecture} in this installation.")
