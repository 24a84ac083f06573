"""When a record is asked about, when the editor hears that nobody answered, and what a link of a letter still opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from approdo.network.rules.freshness import FreshnessLimits, Said


class QuestionState(StrEnum):
    """`settled`: said otherwise, on the pages, or the record is not shown any more. `withdrawn`: by an editor."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CHANGE_WANTED = "change_wanted"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class EscalatedWhy(StrEnum):
    """Why an editor takes a question over."""

    NO_ANSWER = "no_answer"
    NOBODY_TO_ASK = "nobody_to_ask"


class Step(StrEnum):
    """What the campaign does next about one record."""

    WAIT = "wait"
    ASK = "ask"
    REMIND = "remind"
    ESCALATE = "escalate"


class LinkStanding(StrEnum):
    """What the link of a letter opens."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CampaignLimits:
    """Days from the first letter to the editor, days for which the link of a letter opens."""

    escalate_days: int
    link_days: int

    def __post_init__(self) -> None:
        if self.escalate_days < 1 or self.link_days < 1:
            raise ValueError("a question leaves time to be answered")


def next_step(said: Said, *, escalated: bool, limits: FreshnessLimits, campaign: CampaignLimits, today: date) -> Step:
    """What to do on a day about a thing said on `said.on`, after the letters of `said.asked_on`.

    The first letter goes out `ask_days` after it was said (at once where nobody ever said it), others every
    `remind_days`. `escalate_days` after the first one the editor is told, and no further letter goes out.

    Source: domain rule 2.2 of the network (our proposal): one question every 90 days, reminders, escalation.
    """
    asked = sorted(day for day in said.asked_on if said.on is None or said.on < day <= today)
    if not asked:
        due = said.on is None or today - said.on >= timedelta(days=limits.ask_days)
        return Step.ASK if due else Step.WAIT
    if today - asked[0] >= timedelta(days=campaign.escalate_days):
        return Step.WAIT if escalated else Step.ESCALATE
    return Step.REMIND if today - asked[-1] >= timedelta(days=limits.remind_days) else Step.WAIT


def link_standing(state: QuestionState, *, expired: bool, holds: bool) -> LinkStanding:
    """What a link opens. `holds`: whoever it was sent to still answers for the record.

    An answer is told before anything else, so that who comes late or twice knows that it was given.

    Source: our choice.
    """
    if state is QuestionState.WITHDRAWN:
        return LinkStanding.WITHDRAWN
    if state is not QuestionState.OPEN:
        return LinkStanding.ANSWERED
    if not holds:
        return LinkStanding.WITHDRAWN
    return LinkStanding.EXPIRED if expired else LinkStanding.OPEN


def next_letter(
    said: Said, *, escalated: bool, limits: FreshnessLimits, campaign: CampaignLimits, today: date
) -> date | None:
    """The first day, not before today, on which `next_step` sends a letter if nobody answers; None once an editor has it.

    Source: as `next_step`.
    """
    if escalated:
        return None
    asked = sorted(day for day in said.asked_on if said.on is None or said.on < day <= today)
    if not asked:
        return today if said.on is None else max(today, said.on + timedelta(days=limits.ask_days))
    coming = max(today, asked[-1] + timedelta(days=limits.remind_days))
    return coming if coming < asked[0] + timedelta(days=campaign.escalate_days) else None
