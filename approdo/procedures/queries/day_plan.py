"""The plan of a day: what is due, what came in, whose time to answer ends, which opinions are silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from approdo.core.access.actor import Actor
from approdo.procedures.models import FOLLOWED, OPEN, CaseFile, Opinion
from approdo.procedures.queries import cases, terms
from approdo.procedures.queries.worklist import Row, Wanted, _row, buckets, row_of
from approdo.procedures.rules.standing import SILENT_AFTER
from approdo.procedures.rules.states import OPEN_OPINIONS

MOST = 50  # rows of each part
MOST_NOTICES = 300  # case files whose notice is looked at


@dataclass(frozen=True, slots=True)
class SilentOpinion:
    """An opinion asked `days` ago that has not come."""

    opinion: Opinion
    days: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a day's plan, each cut at `MOST` rows; `since` is the first day of what came in."""

    today: date
    since: date
    due: list[Row[CaseFile]]
    follow_ups: list[Row[CaseFile]]
    came_in: list[Row[CaseFile]]
    notices: list[Row[CaseFile]]
    opinions: list[SilentOpinion]
    most: int = MOST

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do about anything."""
        return not (self.due or self.follow_ups or self.came_in or self.notices or self.opinions)


def day_plan(actor: Actor, office: str, scope: str, today: date) -> Plan:
    """The plan of `today` for the actor (`mine`) or for their office (`office`)."""
    rows = cases.visible_to(actor).select_related("responsible", "prefecture")
    rows = rows.filter(responsible_id=actor.user_id) if scope == "mine" else rows.filter(office=office)
    running = buckets(today)["late"] | (buckets(today)["week"] & Q(effective_due=today))
    due = rows.filter(OPEN, effective_due__lte=today).filter(running).order_by("effective_due", "id")[:MOST]
    followed = rows.filter(FOLLOWED, follow_up_due__lte=today).order_by("follow_up_due", "id")[:MOST]
    since = _last_working_day(today)
    came_in = rows.filter(OPEN, filed_on__gte=since, filed_on__lt=today).order_by("filed_on", "id")[:MOST]
    return Plan(
        today=today,
        since=since,
        due=[row_of(case, today) for case in due],
        follow_ups=[_row(case, Wanted(bucket="follow_up"), today) for case in followed],
        came_in=[row_of(case, today) for case in came_in],
        notices=_notices(rows, today),
        opinions=_silent(actor, rows, today),
    )


def _last_working_day(today: date) -> date:
    """The last day before `today` on which an office is open: on Monday, Friday's and the weekend's come in."""
    calendar = terms.calendar()
    day = today - timedelta(days=1)
    while calendar.is_closed(day, saturday_rolls=True):
        day -= timedelta(days=1)
    return day


def _notices(rows: QuerySet[CaseFile], today: date) -> list[Row[CaseFile]]:
    """Files whose person has until today to answer the notice before refusal."""
    noticed = rows.filter(OPEN, state="preliminary_rejection").order_by("effective_due", "id")[:MOST_NOTICES]
    found = list(terms.with_history(noticed))
    settings = terms.office_settings(found[0].prefecture_id) if found else None
    ending = [case for case in found if terms.main_term(case, today, settings).next_deadline == today]
    return [row_of(case, today) for case in ending]


def _silent(actor: Actor, rows: QuerySet[CaseFile], today: date) -> list[SilentOpinion]:
    asked = Opinion.objects.filter(
        prefecture_id=actor.prefecture,
        state__in=sorted(OPEN_OPINIONS),
        requested_on__lt=today - SILENT_AFTER,
        case__in=rows.filter(OPEN).order_by().values("pk"),
    )
    found = asked.select_related("case__responsible").order_by("requested_on", "id")[:MOST]
    return [SilentOpinion(opinion, (today - opinion.requested_on).days) for opinion in found if opinion.requested_on]
