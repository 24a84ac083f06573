"""What waits for somebody: nights to confirm, months to close, check or seal, absences to answer, alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.limits import register_limits
from approdo.reception.models import Absence, Centre, ContractPolicy, NightConfirmation, RegisterMonth, Stay
from approdo.reception.queries import centres as places
from approdo.reception.queries import expiries, measures, register, sections
from approdo.reception.queries.expiries import Expiry
from approdo.reception.queries.measures import Standing
from approdo.reception.queries.sections import SectionStanding
from approdo.reception.rules import presence
from approdo.reception.rules.expiries import Band
from approdo.reception.rules.presence import AbandonmentAlert, Record
from approdo.reception.rules.register import RegisterLimits
from approdo.reception.rules.vocabulary import AbsenceAnswer, MonthState, NightSource, NightState

NIGHTS_BACK = 14  # nights looked at, the last one yesterday
MONTHS_BACK = 12
ALERT_DAYS = 60  # an absence that ended its record earlier is found in its month
USUAL_HOURS = 72  # where a contract says nothing
NEAR = (Band.EXPIRED, Band.WITHIN_60)

# Step: state of the month that waits for it, permission of who does it.
STEPS = {
    "close": (MonthState.OPEN, Permission.MONTH_CLOSE),
    "check": (MonthState.CLOSED, Permission.MONTH_CHECK),
    "seal": (MonthState.CHECKED, Permission.MONTH_SEAL),
}


@dataclass(frozen=True, slots=True)
class NightsToConfirm:
    """Nights of a centre of which it did not say that they are whole; of the first `late` the day to do it is past."""

    centre: Centre
    nights: list[date]
    late: int


@dataclass(frozen=True, slots=True)
class MonthToDo:
    """A month that waits for a step; `due`: by when the centre closes it, None for the steps of the office."""

    centre: Centre
    month: date
    step: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Alert:
    """An absence without reason that lasted as long as the contract says."""

    centre: Centre
    guest: UUID
    name: str
    alert: AbandonmentAlert


@dataclass(frozen=True, slots=True)
class ToDo:
    """Everything that waits for the actor. `expiries` are those of a body that sees its own, near or past."""

    nights: list[NightsToConfirm]
    months: list[MonthToDo]
    absences: list[Absence]
    alerts: list[Alert]
    minors: list[SectionStanding]
    measures: list[Standing]
    expiries: list[Expiry]
    limits: RegisterLimits


def to_do(by: Actor, today: date) -> ToDo:
    """What waits: for the operator of a centre its nights and months, for the office checks, seals and answers."""
    centres = {one.pk: one for one in places.visible_to(by)}
    since = _months_back(today, MONTHS_BACK)
    stays = _stays(centres, since, today)
    editions, limits = register.last_editions(centres, since, today), register_limits(today)
    return ToDo(
        _nights(centres, stays, editions, today, limits) if by.may(Permission.MONTH_CLOSE) else [],
        _months(by, centres, stays, editions, since, today, limits),
        list(register.absences(by).filter(answer=AbsenceAnswer.ASKED.value)[:200]),
        alerts(by, today),
        sections.waiting(by, today),
        measures.waiting(by, today),
        [] if by.may(Permission.RECEPTION_SEE) else expiries.calendar(by, today, bands=NEAR),
        limits,
    )


def alerts(by: Actor, today: date) -> list[Alert]:
    """Guests whose recorded absence without reason has lasted the hours of their contract, and goes on."""
    recent = DateRange(today - timedelta(days=ALERT_DAYS), None)
    away = register.visible_to(by).filter(
        superseded_at__isnull=True, state=NightState.ABSENT_UNJUSTIFIED.value, during__overlap=recent
    )
    keys = set(away.values_list("guest_id", "centre_id"))
    records: dict[tuple[UUID, UUID], list[Record]] = defaultdict(list)
    rows = register.visible_to(by).filter(superseded_at__isnull=True, guest__in={guest for guest, _centre in keys})
    for row in rows.filter(during__overlap=DateRange(today - timedelta(days=2 * ALERT_DAYS), None)):
        nights = Nights(row.during.lower, row.during.upper)
        told = Record(nights, NightState(row.state), NightSource(row.source), row.recorded_at)
        records[row.guest_id, row.centre_id].append(told)
    held = Stay.objects.filter(
        prefecture_id=by.prefecture, superseded_at__isnull=True, entry__isnull=False, exit__isnull=True,
        guest__in={guest for guest, _centre in keys},
    ).select_related("guest__person", "centre")  # fmt: skip
    stays = {(row.guest_id, row.centre_id): row for row in held}
    hours = _hours((stays[key].contract_id for key in keys if key in stays), today)
    now = datetime.combine(today + timedelta(days=1), time.min)  # the alert is of a day
    found = []
    for key in keys & set(stays):
        stands = presence.standing(records[key])
        alert = presence.abandonment(stands, hours.get(stays[key].contract_id, USUAL_HOURS), now)
        if alert is not None and alert.risen:
            found.append(Alert(stays[key].centre, key[0], str(stays[key].guest.person), alert))
    return sorted(found, key=lambda one: (one.alert.rises_at, one.name, one.guest))


def _hours(contracts: Iterable[UUID], today: date) -> dict[UUID, int]:
    rows = ContractPolicy.objects.filter(contract__in=set(contracts), valid_from__lte=today).order_by("valid_from")
    return dict(rows.values_list("contract_id", "abandonment_after_hours"))


def _stays(centres: Iterable[UUID], since: date, today: date) -> dict[UUID, list[tuple[date, date]]]:
    rows = Stay.objects.filter(centre__in=list(centres), superseded_at__isnull=True, entry__lte=today)
    rows = rows.filter(Q(exit__isnull=True) | Q(exit__gt=since))
    found: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    for centre, entry, left in rows.values_list("centre_id", "entry", "exit"):
        if entry is not None:
            found[centre].append((entry, left or date.max))
    return found


def _nights(
    centres: dict[UUID, Centre], stays: dict[UUID, list[tuple[date, date]]],
    editions: dict[tuple[UUID, date], RegisterMonth], today: date, limits: RegisterLimits,
) -> list[NightsToConfirm]:  # fmt: skip
    since = today - timedelta(days=NIGHTS_BACK)
    rows = NightConfirmation.objects.filter(centre__in=list(centres), night__gte=since)
    done = set(rows.values_list("centre_id", "night"))
    found = []
    for key, held in stays.items():
        missing = [
            night
            for night in (since + timedelta(days=number) for number in range(NIGHTS_BACK))
            if (key, night) not in done
            and _state(editions, key, night) is MonthState.OPEN
            and any(entry <= night < left for entry, left in held)
        ]
        if missing:
            late = sum(limits.night_due(night) < today for night in missing)
            found.append(NightsToConfirm(centres[key], missing, late))
    return sorted(found, key=lambda one: one.centre.name)


def _months(
    by: Actor, centres: dict[UUID, Centre], stays: dict[UUID, list[tuple[date, date]]],
    editions: dict[tuple[UUID, date], RegisterMonth], since: date, today: date, limits: RegisterLimits,
) -> list[MonthToDo]:  # fmt: skip
    steps = {state: step for step, (state, permission) in STEPS.items() if by.may(permission)}
    found = []
    month = month_of(since.year, since.month)
    while month.until <= today:
        for key, held in stays.items():
            step = steps.get(_state(editions, key, month.first))
            if step and any(entry < month.until and left > month.first for entry, left in held):
                due = limits.month_due(month.until) if step == "close" else None
                found.append(MonthToDo(centres[key], month.first, step, due))
        month = month_of(month.until.year, month.until.month)
    return sorted(found, key=lambda one: (one.month, one.centre.name))


def _state(editions: dict[tuple[UUID, date], RegisterMonth], centre: UUID, day: date) -> MonthState:
    row = editions.get((centre, day.replace(day=1)))
    return MonthState(row.state) if row else MonthState.OPEN


def _months_back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
