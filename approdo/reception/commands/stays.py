"""The life of a stay: ordered, begun, moved to another centre, ended; each act for one guest or for a whole family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.pages.formats import short_date
from approdo.core.rules.nights import Nights, nights
from approdo.core.saying import not_later, reason_said
from approdo.reception import placing, sections, stay_rows
from approdo.reception.models import Centre, Contract, Guest, Stay
from approdo.reception.placing import DAY
from approdo.reception.queries import stays
from approdo.reception.rules.vocabulary import ExitReason, StayState

PLANNED, PRESENT, LEFT = StayState.PLANNED, StayState.PRESENT, StayState.LEFT
NO_SHOW, CANCELLED = StayState.NO_SHOW, StayState.CANCELLED


@dataclass(frozen=True, slots=True)
class Order:
    """Whom to place where and when. `reason`: why in spite of whom the centre is for."""

    centre_id: UUID
    guest_ids: tuple[UUID, ...]
    planned_entry: date
    planned_exit: date | None = None
    expected_entry: date | None = None
    reason: str = ""


@transaction.atomic
def plan_stay(*, by: Actor, order: Order, today: date | None = None) -> list[Stay]:
    """Give places of a centre to guests, all of them or none.

    The centre stays locked while its free places are counted, so that two orders never give the same one.
    Of a minor among adults the stay always has a planned exit, the last day of the law where none is asked.
    Raises NotAllowed, NotFound, InvalidInput, Refusal (no place, no contract in force, another place on those nights,
    a centre for others and no reason, a minor where the law lets none be or beyond their days).
    """
    require(by, Permission.STAY_PLACE)
    today = today or timezone.localdate()
    first, until = order.planned_entry, order.planned_exit
    _some_nights(first, until, "planned_exit")
    centre = placing.lock_centres(by, [order.centre_id])[order.centre_id]
    guests = placing.lock_guests(by, order.guest_ids)
    reason = _tidy(order.reason)
    contract = _receiving(by, centre, guests, Nights(first, until or date.max), today, reason)
    made = []
    for guest in guests:
        values = {
            "guest": guest, "centre": centre, "contract": contract, "state": PLANNED.value, "planned_entry": first,
            "planned_exit": sections.end_of(guest, centre, first, until, today),
            "expected_entry": order.expected_entry, "reason": reason,
        }  # fmt: skip
        _nowhere_else(by, Stay(**values))
        made.append(stay_rows.add(by, **values))
        _record(by, "stay.planned", made[-1], together=[str(one.pk) for one in guests])
    return made


@transaction.atomic
def cancel_plan(*, by: Actor, stay_id: UUID, reason: str, expected_version: int | None = None) -> Stay:
    """Take an order back before anybody arrives.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal.
    """
    require(by, Permission.STAY_PLACE)
    row, _centres = placing.lock_stay(by, stay_id, expected_version)
    placing.in_state(row, PLANNED)
    row = stay_rows.replace(by, row, state=CANCELLED.value, reason=reason_said(reason))
    return _record(by, "stay.cancelled", row)


@transaction.atomic
def record_no_show(*, by: Actor, stay_id: UUID, expected_version: int | None = None, today: date | None = None) -> Stay:
    """Say that who was expected never arrived: their place is free again.

    Raises NotAllowed, NotFound, Stale, Refusal (not expected yet, arrived).
    """
    require(by, Permission.STAY_RECORD)
    row, _centres = placing.lock_stay(by, stay_id, expected_version)
    placing.in_state(row, PLANNED)
    if row.planned_entry is not None and row.planned_entry > (today or timezone.localdate()):
        raise Refusal(
            "not_expected_yet",
            _("They are expected on %(day)s: wait for that day, or cancel the order.")
            % {"day": short_date(row.planned_entry)},
        )
    return _record(by, "stay.no_show", stay_rows.replace(by, row, state=NO_SHOW.value))


@transaction.atomic
def admit(
    *,
    by: Actor,
    stay_id: UUID,
    entry: date,
    bed_id: UUID | None = None,
    reason: str = "",
    expected_version: int | None = None,
    today: date | None = None,
) -> Stay:
    """Record who was expected as arrived, in a bed if one is named. After a no-show as well, if there is a place.

    With a `reason` an officer who places people admits above the capacity; the reason stays with the stay.
    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (no place, no contract, elsewhere, bed, sealed month).
    """
    require(by, Permission.STAY_RECORD)
    today = today or timezone.localdate()
    not_later(entry, today, "entry")
    row, centres = placing.lock_stay(by, stay_id, expected_version)
    placing.in_state(row, PLANNED, NO_SHOW)
    centre = centres[row.centre_id]
    until = row.planned_exit if row.planned_exit and row.planned_exit > entry else None
    contract = placing.contract_for(centre, entry, None)
    kept = _tidy(reason) if by.may(Permission.STAY_PLACE) else ""
    if not kept:
        # What was ordered is held for them; beyond it they may take nobody's place
        promised = row.planned_entry if row.state == PLANNED.value else until or date.max
        over = Nights(entry, max(today + DAY, promised or entry))
        placing.enough_places(centre, over, 1, today, [row.lineage])
    placing.unshut({}, {centre.pk: nights(entry, date.max)})
    sections.allowed(centre, [row.guest], entry, today, arriving=True)
    until = sections.end_of(row.guest, centre, entry, until, today, lineage=row.lineage, cut=True)
    row = stay_rows.replace(
        by, row, state=PRESENT.value, entry=entry, planned_exit=until, contract_id=contract.pk, reason=kept
    )
    if bed_id is not None:
        stay_rows.lie_down(by, row, placing.fit_bed(by, row, bed_id, entry, today), entry)
    return _record(by, "stay.admitted", row, bed=bed_id)


@transaction.atomic
def end_stay(
    *,
    by: Actor,
    stay_id: UUID,
    left: date,
    exit_reason: ExitReason,
    expected_version: int | None = None,
    today: date | None = None,
) -> Stay:
    """Record who left, on what day and why. The night of that day is not slept.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (not present, sealed month).
    """
    require(by, Permission.STAY_RECORD)
    not_later(left, today or timezone.localdate(), "exit")
    row, _centres = placing.lock_stay(by, stay_id, expected_version)
    placing.in_state(row, PRESENT)
    if exit_reason is ExitReason.NO_SHOW:
        sentence = _("They arrived: choose why they left.")
        raise InvalidInput("exit_reason_wrong", sentence, fields={"exit_reason": sentence})
    return _record(by, "stay.ended", _ended(by, row, left, exit_reason))


@transaction.atomic
def transfer(
    *, by: Actor, stay_ids: Sequence[UUID], centre_id: UUID, on: date, reason: str = "", today: date | None = None
) -> list[Stay]:
    """Move guests from one centre to another on one day, all of them or none; the night is of the new centre.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (not present, no place, no contract, sealed month), Stale.
    """
    require(by, Permission.STAY_PLACE)
    today = today or timezone.localdate()
    not_later(on, today, "on")
    seen = [stays.stay(by, stay_id) for stay_id in stay_ids]
    centres = placing.lock_centres(by, {centre_id, *(row.centre_id for row in seen)})
    guests = placing.lock_guests(by, [row.guest_id for row in seen])
    rows = [placing.lock_stay(by, row.lineage, None)[0] for row in seen]
    centre = centres[centre_id]
    _really_moving(rows, centre_id, on)
    kept = _tidy(reason)
    leaving = [row.lineage for row in rows]
    contract = _receiving(by, centre, guests, Nights(on, date.max), today, kept, leaving)
    placing.unshut({}, {centre_id: nights(on, date.max)})
    made = []
    for row in rows:
        ended = _ended(by, row, on, ExitReason.CAS_TRANSFER)
        new = stay_rows.add(
            by, guest_id=row.guest_id, centre=centre, contract=contract, state=PRESENT.value, by_transfer=True,
            planned_entry=on, entry=on, reason=kept,
            planned_exit=sections.end_of(row.guest, centre, on, None, today),
        )  # fmt: skip
        made.append(_record(by, "stay.transferred", new, left=str(ended.lineage)))
    return made


def _receiving(
    by: Actor, centre: Centre, guests: list[Guest], over: Nights, today: date, reason: str,
    leaving: Sequence[UUID] = (),
) -> Contract:  # fmt: skip
    """Under which contract a centre may receive guests on those nights; refuse what keeps it from that."""
    contract = placing.contract_for(centre, over.first, None if over.until == date.max else over.until)
    placing.proven(by, centre, today, reason)
    placing.suited(by, centre, guests, today, reason)
    sections.allowed(centre, guests, over.first, today, without=leaving)
    placing.enough_places(centre, over, len(guests), today)
    return contract


def _really_moving(rows: Sequence[Stay], centre_id: UUID, on: date) -> None:
    for row in rows:
        placing.in_state(row, PRESENT)
        if row.centre_id == centre_id:
            raise Refusal("same_centre", _("%(guest)s is in this centre already.") % {"guest": row.guest.person})
        if row.entry is None or on < row.entry:
            raise stay_rows.left_before_entry(row.entry)


def _ended(by: Actor, row: Stay, left: date, exit_reason: ExitReason) -> Stay:
    if row.entry is None or left < row.entry:
        raise stay_rows.left_before_entry(row.entry)
    before, after = nights(row.entry, date.max), nights(row.entry, left)
    placing.unshut({row.centre_id: before}, {row.centre_id: after})
    row = stay_rows.replace(by, row, state=LEFT.value, exit=left, exit_reason=exit_reason.value)
    stay_rows.keep_beds_within(row)
    return row


def _nowhere_else(by: Actor, row: Stay) -> None:
    if row.planned_entry and stay_rows.other_stays(row, row.planned_entry, row.planned_exit):
        raise stay_rows.elsewhere(by, row)


def _some_nights(first: date, until: date | None, field: str) -> None:
    if until is not None and until <= first:
        sentence = _("This day must be later than the entry.")
        raise InvalidInput("no_nights", sentence, fields={field: sentence})


def _tidy(reason: str) -> str:
    return " ".join(reason.split())[:300]


def _record(by: Actor, act: str, row: Stay, **details: object) -> Stay:
    audit.record(
        by, act, "stay", row.lineage, row=row.pk, guest=row.guest_id, centre=row.centre_id, state=row.state,
        entry=row.entry, exit=row.exit, planned_entry=row.planned_entry, planned_exit=row.planned_exit,
        exit_reason=row.exit_reason, reason=row.reason, **details,
    )  # fmt: skip
    return row
