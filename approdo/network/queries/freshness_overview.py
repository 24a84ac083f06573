"""How fresh the records of each organisation are: how many in each state, who answered last, when the next letter goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from approdo.core.access.actor import Actor
from approdo.network.definitions import campaign_limits, freshness_limits
from approdo.network.models import CheckFinding, Location, Organisation, Question, Service
from approdo.network.queries.freshness import OPEN, RECORDS, changes_wanted, findings
from approdo.network.queries.organisations import visible_to
from approdo.network.rules.checks import CHECKED, CheckedField, CheckFault
from approdo.network.rules.confirmations import next_letter
from approdo.network.rules.directory import RecordState
from approdo.network.rules.freshness import Fresh, Said, Speaker

PUBLISHED = RecordState.PUBLISHED.value
NEVER = date.min  # of records of which nobody ever said anything: it sorts before every day
_FIELD_OF = {fault: field for field, faults in CHECKED.items() for fault in faults}


@dataclass(slots=True)
class Answered:
    """What the records of one organisation say together: the last confirmation, the next letter, the doubts."""

    on: date | None = None
    name: str = ""
    speaker: Speaker | None = None
    next_letter: date | None = None
    doubts: dict[CheckedField, int] = field(default_factory=dict)


def listed(
    by: Actor, today: date, text: str = "", node_type: str = "", state: str = "", doubtful: bool = False
) -> QuerySet[Any]:
    """The organisations with published records that the actor sees, with how many of those are in each state.

    `last_on` is the day of the last confirmation, `doubt_count` how many findings of the checks stand. `state`: those
    with some record in it.
    """
    rows = visible_to(by).annotate(
        **{f"{one.value}_count": _counted(one, today) for one in Fresh}, last_on=_last_said(), doubt_count=_doubts()
    )
    there: list[QuerySet[Any]] = [
        model._default_manager.filter(organisation=OuterRef("pk"), state=PUBLISHED) for model in (Service, Location)
    ]
    rows = rows.filter(Q(state=PUBLISHED) | Q(*map(Exists, there), _connector=Q.OR))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(alternate_names__icontains=text))
    if node_type:
        rows = rows.filter(node_type=node_type)
    rows = rows.filter(**{f"{state}_count__gt": 0}) if state else rows
    return rows.filter(doubt_count__gt=0) if doubtful else rows


def totals(rows: QuerySet[Any], today: date) -> dict[Fresh, int]:
    """How many records of those organisations are in each state, asked at once: a sum over the list costs far more."""
    counted: list[QuerySet[Any, Any]] = []
    for kind, model in RECORDS.items():
        whose = "pk__in" if model is Organisation else "organisation__in"
        records: QuerySet[Any] = model._default_manager.filter(**{whose: rows.values("pk")}, state=PUBLISHED)
        counts = {one.value: Count("pk", filter=in_state(one, kind, today)) for one in Fresh}
        counted.append(records.order_by().values("prefecture").annotate(**counts).values_list(*counts))
    found = list(counted[0].union(*counted[1:], all=True))
    return {one: sum(line[place] for line in found) for place, one in enumerate(Fresh)}


def answered(by: Actor, bodies: Iterable[Any], today: date) -> dict[UUID, Answered]:
    """What there is to say of each of those organisations, in four questions however many they are."""
    keys = [one.pk for one in bodies]
    told = {key: Answered() for key in keys}
    letters = _letters_of(keys)
    limits, campaign = freshness_limits(today), campaign_limits(today)
    for kind, owner, pk, on, speaker, name, unasked in _records_of(keys):
        one = told[owner]
        if on is not None and (on, name or "") > (one.on or NEVER, one.name):
            one.on, one.name, one.speaker = on, name or "", Speaker(speaker) if speaker else None
        if unasked:
            continue
        asked, escalated = letters.get((kind, pk), ((), False))
        day = next_letter(Said(on, asked_on=asked), escalated=escalated, limits=limits, campaign=campaign, today=today)
        one.next_letter = min((each for each in (one.next_letter, day) if each is not None), default=None)
    for found in findings(by).filter(_of_bodies(keys)):
        doubts = told[found.owner.pk].doubts
        looked_at = _FIELD_OF[CheckFault(found.fault)]
        doubts[looked_at] = doubts.get(looked_at, 0) + 1
    return told


def in_state(state: Fresh, kind: str, today: date) -> Q:
    """The records of a kind that are in a state, as `rules.freshness` says it of each."""
    limits = freshness_limits(today)
    ask, stale, hide = (today - timedelta(days=days) for days in (limits.ask_days, limits.stale_days, limits.hide_days))
    shown = Q(confirmed_on__gte=stale)
    sent = Exists(
        Question.objects.filter(
            **{kind: OuterRef("pk")}, state=OPEN, sent_on__len__gt=0, asked_on__gt=OuterRef("confirmed_on")
        )
    )
    return {
        Fresh.CONFIRMED: Q(confirmed_on__gt=ask) & ~Q(sent),
        Fresh.DUE: shown & Q(confirmed_on__lte=ask) & ~Q(sent),
        Fresh.ASKED: shown & Q(sent),
        Fresh.STALE: Q(confirmed_on__lt=stale, confirmed_on__gte=hide),
        Fresh.HIDDEN: Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=hide),
    }[state]


def _counted(state: Fresh, today: date) -> Any:
    """How many published records of an organisation are in a state, itself among them."""
    counts = []
    for kind, model in RECORDS.items():
        rows: QuerySet[Any] = model._default_manager.filter(in_state(state, kind, today), state=PUBLISHED)
        whose = "pk" if model is Organisation else "organisation"
        rows = rows.filter(**{whose: OuterRef("pk")}).order_by().values(whose).annotate(all=Count("pk"))
        counts.append(_or_zero(rows.values("all")))
    return _sum(counts)


def _last_said() -> Any:
    days = [Coalesce(F("confirmed_on"), Value(NEVER))]
    for model in (Service, Location):
        rows: QuerySet[Any] = model._default_manager.filter(organisation=OuterRef("pk"), state=PUBLISHED).order_by()
        last = rows.values("organisation").annotate(last=Max("confirmed_on")).values("last")
        days.append(Coalesce(Subquery(last, output_field=DateField()), Value(NEVER)))
    return Greatest(*days)


def _doubts() -> Any:
    stands = CheckFinding.objects.filter(dismissed_at__isnull=True).order_by()
    ways = ("organisation", "service__organisation", "place__organisation")
    return _sum(
        _or_zero(stands.filter(**{way: OuterRef("pk")}).values(way).annotate(all=Count("pk")).values("all"))
        for way in ways
    )


def _or_zero(rows: QuerySet[Any, Any]) -> Any:
    return Coalesce(Subquery(rows, output_field=IntegerField()), Value(0))


def _sum(parts: Iterable[Any]) -> Any:
    first, *others = parts
    for one in others:
        first = first + one
    return first


def _records_of(keys: Sequence[UUID]) -> Iterable[tuple[Any, ...]]:
    """Kind, whose, which, when, in which quality, by whom, whether no letter asks about it: of each published record."""
    found: list[QuerySet[Any, Any]] = []
    for kind, model in RECORDS.items():
        whose = "pk" if model is Organisation else "organisation_id"
        rows: QuerySet[Any] = model._default_manager.filter(**{f"{whose}__in": keys}, state=PUBLISHED).order_by()
        rows = rows.annotate(kind=Value(kind), unasked=F("protected") if model is Location else Value(False))
        said = ("confirmed_on", "confirmed_as", "confirmed_by__full_name", "unasked")
        found.append(rows.annotate(owner=F(whose), row=F("pk")).values_list("kind", "owner", "row", *said))
    return found[0].union(*found[1:], all=True)


def _letters_of(keys: Sequence[UUID]) -> dict[tuple[str, UUID], tuple[tuple[date, ...], bool]]:
    """The days of the letters of each open question, and whether an editor has the record, by what it is about."""
    held: dict[tuple[str, UUID], tuple[tuple[date, ...], bool]] = {
        (one.kind, one.record_id): ((), True) for one in changes_wanted().filter(_of_bodies(keys))
    }
    rows = Question.objects.filter(_of_bodies(keys), state=OPEN)
    return held | {(one.kind, one.record_id): (tuple(one.sent_on), one.escalated_on is not None) for one in rows}


def _of_bodies(keys: Sequence[UUID]) -> Q:
    ways = ("organisation", "service__organisation", "place__organisation")
    return Q(*((f"{way}__in", keys) for way in ways), _connector=Q.OR)
