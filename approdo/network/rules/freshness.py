"""How fresh what the network says of itself is: who said it, when, and when to ask again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Fresh(StrEnum):
    """`due`: to be asked; `asked`: the question is out; `stale`: shown after the others, and said; `hidden`: not shown."""

    CONFIRMED = "confirmed"
    DUE = "due"
    ASKED = "asked"
    STALE = "stale"
    HIDDEN = "hidden"


class Speaker(StrEnum):
    """Who said it."""

    MEMBER = "member"
    EDITOR = "editor"
    IMPORT = "import"
    PUBLIC = "public"


class FreshWhy(StrEnum):
    """Why it is in that state."""

    SAID_LATELY = "said_lately"
    TIME_TO_ASK = "time_to_ask"
    WAITING_FOR_ANSWER = "waiting_for_answer"
    NOT_CONFIRMED = "not_confirmed"
    NOT_CONFIRMED_FOR_LONG = "not_confirmed_for_long"
    NEVER_SAID = "never_said"


@dataclass(frozen=True, slots=True)
class FreshnessLimits:
    """Days since a thing was last said: when it is asked again, stale, hidden; and between two reminders."""

    ask_days: int
    stale_days: int
    hide_days: int
    remind_days: int

    def __post_init__(self) -> None:
        if not 0 < self.ask_days < self.stale_days < self.hide_days or self.remind_days < 1:
            raise ValueError("a thing is asked, then stale, then hidden, in this order")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said: the whole record where `field` is empty. `on` is None where nobody said it yet.

    `asked_on`: the days on which the question went out, of any time.
    """

    on: date | None
    by: Speaker | None = None
    field: str = ""
    asked_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class FreshAnswer:
    """State and why; `days` since it was said and `said_on`, None where it never was.

    `next_reminder` is the day on which to ask (again), not before today; None once it is hidden.
    `stale_on` and `hidden_on` are the days on which it becomes so if nobody answers.
    """

    state: Fresh
    why: FreshWhy
    days: int | None
    said_on: date | None
    next_reminder: date | None
    stale_on: date | None
    hidden_on: date | None


def freshness(said: Said, limits: FreshnessLimits, today: date) -> FreshAnswer:
    """How fresh one thing is on a day. What nobody ever said is hidden: it was never confirmed.

    A thing is due on the day `ask_days` after it was said, stale after `stale_days` and hidden after `hide_days`.

    Source: domain rule 2.2 of the network (our proposal): 90, 120 and 180 days.
    """
    if said.on is None:
        return FreshAnswer(Fresh.HIDDEN, FreshWhy.NEVER_SAID, None, None, None, None, None)
    days = (today - said.on).days
    asked = [day for day in said.asked_on if said.on < day <= today]
    state, why = _state(days, bool(asked), limits)
    stale, hidden = (said.on + timedelta(days=most + 1) for most in (limits.stale_days, limits.hide_days))
    coming = max(asked) + timedelta(days=limits.remind_days) if asked else said.on + timedelta(days=limits.ask_days)
    reminder = None if state is Fresh.HIDDEN else max(coming, today)
    return FreshAnswer(state, why, days, said.on, reminder, stale, hidden)


def record_freshness(record: Said, fields: Iterable[Said], limits: FreshnessLimits, today: date) -> FreshAnswer:
    """How fresh a record is: as its last confirmation or, where nobody ever confirmed it whole, as its oldest field.

    Source: our choice; one field said yesterday does not confirm the others.
    """
    if record.on is not None:
        return freshness(record, limits, today)
    own = [field for field in fields if field.on is not None]
    if not own:
        return freshness(record, limits, today)
    oldest = min(own, key=lambda field: field.on or today)
    return freshness(Said(oldest.on, oldest.by, asked_on=record.asked_on), limits, today)


def field_freshness(record: Said, field: Said, limits: FreshnessLimits, today: date) -> FreshAnswer:
    """How fresh one field is: as the later of what was said of it and of the whole record.

    Source: our choice; "all still right" confirms every field.
    """
    known = [one for one in (record, field) if one.on is not None]
    last = max(known, key=lambda one: one.on or date.min, default=record)
    return freshness(Said(last.on, last.by, field.field, record.asked_on + field.asked_on), limits, today)


def _state(days: int, asked: bool, limits: FreshnessLimits) -> tuple[Fresh, FreshWhy]:
    if days > limits.hide_days:
        return Fresh.HIDDEN, FreshWhy.NOT_CONFIRMED_FOR_LONG
    if days > limits.stale_days:
        return Fresh.STALE, FreshWhy.NOT_CONFIRMED
    if asked:
        return Fresh.ASKED, FreshWhy.WAITING_FOR_ANSWER
    if days >= limits.ask_days:
        return Fresh.DUE, FreshWhy.TIME_TO_ASK
    return Fresh.CONFIRMED, FreshWhy.SAID_LATELY
