"""The hours of a desk, and the languages spoken in each of them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.saying import wrong_fields
from approdo.network import labels
from approdo.network.commands.desks import KIND, locked_desk
from approdo.network.definitions import languages
from approdo.network.models import (
    ScheduleClosure,
    SchedulePeriod,
    ScheduleSlot,
    ScheduleSpecial,
    ServiceAtLocation,
)
from approdo.network.queries import desks
from approdo.network.records import hours_cut, known_words, recorded, texts_checked
from approdo.network.rules.hours import HoursPeriod, Schedule
from approdo.network.rules.schedule_faults import Found, ScheduleFault, faults

SPECIALS = {ScheduleFault.SPECIAL_IN_CLOSURE, ScheduleFault.OVERLAPPING_SPECIALS}
CLOSURES = {ScheduleFault.CLOSURE_REVERSED, ScheduleFault.CLOSURE_OUTSIDE_VALIDITY}


@transaction.atomic
def set_schedule(
    *, by: Actor, desk_id: UUID, schedule: Schedule, expected_version: int | None = None
) -> ServiceAtLocation:
    """Write the hours of a desk anew: periods, weekly slots, closures, special openings.

    The languages of the desk and its comune are those of the desk, whatever the schedule says. Raises NotAllowed,
    NotFound, Stale, InvalidInput with the words of every contradiction.
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_desk(by, desk_id, expected_version)
    _checked(found, schedule)
    before = desks.schedule_of(desks.desk(by, desk_id))
    told = replace(schedule, languages=before.languages, comune=before.comune)
    if told == before and found.periods.exists():
        return found
    found.on_holidays = schedule.on_holidays.value
    for rows in (found.periods, found.closures, found.specials):
        rows.all().delete()
    for period in schedule.periods:
        _write_period(found, period)
    common = {"prefecture_id": found.prefecture_id, "desk": found, "protected": found.protected}
    ScheduleClosure.objects.bulk_create(
        ScheduleClosure(first=one.first, last=one.last, reason=one.reason.strip(), **common)
        for one in schedule.closures
    )
    ScheduleSpecial.objects.bulk_create(
        ScheduleSpecial(
            day=one.day, opens=one.opens, closes=one.closes, crosses_midnight=one.crosses_midnight,
            by_appointment=one.by_appointment, languages=_listed(one.languages), **common,
        )
        for one in schedule.specials
    )  # fmt: skip
    recorded(by, KIND, found, "desk.schedule_set", ["hours"])
    hours_cut(desks.desk(by, desk_id))
    return found


@transaction.atomic
def add_slot_language(
    *, by: Actor, desk_id: UUID, slot_id: UUID, language: str, expected_version: int | None = None
) -> ScheduleSlot:
    """Say that a language is spoken in a slot. Where the slot had those of the desk, it keeps them.

    Raises NotAllowed, NotFound, Stale, InvalidInput (unknown language), Refusal (it is spoken already).
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_desk(by, desk_id, expected_version)
    slot, spoken = _slot(found, slot_id)
    known_words("language", [language], languages())
    if language in spoken:
        raise Refusal("language_spoken", _("This language is spoken in this slot already."))
    return _spoken(by, found, slot, [*spoken, language], "desk.language_added")


@transaction.atomic
def end_slot_language(
    *, by: Actor, desk_id: UUID, slot_id: UUID, language: str, expected_version: int | None = None
) -> ScheduleSlot:
    """Say that a language is no longer spoken in a slot. Raises NotAllowed, NotFound, Stale, Refusal (it was not)."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_desk(by, desk_id, expected_version)
    slot, spoken = _slot(found, slot_id)
    if language not in spoken:
        raise Refusal("language_not_spoken", _("This language is not spoken in this slot."))
    return _spoken(by, found, slot, [one for one in spoken if one != language], "desk.language_ended")


def _slot(found: ServiceAtLocation, identifier: UUID) -> tuple[ScheduleSlot, list[str]]:
    slot = ScheduleSlot.objects.filter(period__desk=found, pk=identifier).first()
    if slot is None:
        raise NotFound("slot_not_found", _("These hours are no longer written. Open the page again."))
    return slot, list(found.languages if slot.languages is None else slot.languages)


def _spoken(by: Actor, found: ServiceAtLocation, slot: ScheduleSlot, spoken: list[str], act: str) -> ScheduleSlot:
    slot.languages = spoken
    slot.save(update_fields=["languages"])
    recorded(by, KIND, found, act, ["languages"])
    hours_cut(desks.desk(by, found.pk))
    return slot


def _write_period(found: ServiceAtLocation, period: HoursPeriod) -> None:
    common = {"prefecture_id": found.prefecture_id, "protected": found.protected}
    row = SchedulePeriod.objects.create(
        desk=found, hours=period.hours.value, first=period.first, last=period.last, **common
    )
    ScheduleSlot.objects.bulk_create(
        ScheduleSlot(
            period=row, weekday=one.weekday, opens=one.opens, closes=one.closes, crosses_midnight=one.crosses_midnight,
            by_appointment=one.by_appointment, languages=_listed(one.languages), **common,
        )
        for one in period.slots
    )  # fmt: skip


def _listed(told: tuple[str, ...] | None) -> list[str] | None:
    return None if told is None else list(told)


def _checked(found: ServiceAtLocation, schedule: Schedule) -> None:
    wrong = faults(schedule)
    if wrong:
        words = [labels.SCHEDULE_FAULTS[one.fault] for one in wrong]
        raise InvalidInput(
            "schedule_contradicts_itself",
            _("These hours contradict themselves: %(faults)s") % {"faults": " ".join(map(str, words))},
            fields={_field(one): labels.SCHEDULE_FAULTS[one.fault] for one in reversed(wrong)},
        )
    if not schedule.periods:
        raise wrong_fields("schedule_empty", {"periods": _("Say at least whether the hours are known.")})
    told = [slot.languages for period in schedule.periods for slot in period.slots]
    told += [special.languages for special in schedule.specials]
    known_words("languages", [code for codes in told for code in codes or ()], languages())
    texts_checked({"closures": [one.reason for one in schedule.closures]}, protected=found.protected)


def _field(one: Found) -> str:
    """The part of the hours in which a contradiction stands, as the form and the API name it."""
    if one.fault in SPECIALS or (one.fault is ScheduleFault.END_BEFORE_START and one.period is None):
        return "specials"
    return "closures" if one.fault in CLOSURES else "periods" if one.period is None else "slots"
