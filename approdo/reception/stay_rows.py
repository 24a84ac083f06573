"""How stays and beds are written: nothing is overwritten, and what the database refuses is said in words."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.database.uniqueness import answering
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.pages.formats import short_date
from approdo.reception.models import Bed, BedUse, Guest, Stay
from approdo.reception.queries import guests, stays
from approdo.reception.rules.vocabulary import StayState

KEPT = (
    "prefecture_id", "lineage", "guest_id", "centre_id", "contract_id", "state", "by_transfer", "planned_entry",
    "expected_entry", "entry", "planned_exit", "exit", "exit_reason", "reason",
)  # fmt: skip


def add(by: Actor, **values: Any) -> Stay:
    """Write a new stay. Raises Refusal, InvalidInput as the database would."""
    row = Stay(prefecture_id=by.prefecture, recorded_at=timezone.now(), recorded_by_id=by.user_id, **values)
    with in_words(by, row):
        row.save(force_insert=True)
    return row


def replace(by: Actor, old: Stay, **changes: Any) -> Stay:
    """Write what holds now in the place of what a stay said; the old row stays. Raises Refusal, InvalidInput."""
    now = max(timezone.now(), old.recorded_at)
    values = {**{name: getattr(old, name) for name in KEPT}, "reason": "", **changes}
    row = Stay(recorded_at=now, recorded_by_id=by.user_id, **values)
    with in_words(by, row):
        Stay.objects.filter(pk=old.pk).update(superseded_at=now)
        row.save(force_insert=True)
    return row


def lie_down(by: Actor, row: Stay, bed: Bed, since: date) -> BedUse:
    """Give a bed to whom a stay is of, from a day on. Raises Refusal."""
    use = BedUse(
        prefecture_id=by.prefecture,
        bed=bed,
        guest_id=row.guest_id,
        place=row.lineage,
        during=DateRange(since, row.exit),
    )
    with in_words(by, row, bed):
        use.save(force_insert=True)
    return use


def keep_beds_within(row: Stay) -> None:
    """Cut the beds of a stay to its nights; none is left where somebody was not there at all."""
    for use in BedUse.objects.select_for_update().filter(place=row.lineage).select_related("bed").order_by("pk"):
        first = max(day for day in (use.during.lower, row.entry) if day is not None)
        until = min((day for day in (use.during.upper, row.exit) if day is not None), default=None)
        if row.entry is None or use.bed.centre_id != row.centre_id or (until is not None and until <= first):
            use.delete()
        elif (first, until) != (use.during.lower, use.during.upper):
            BedUse.objects.filter(pk=use.pk).update(during=DateRange(first, until))


def in_words(by: Actor, row: Stay, bed: Bed | None = None) -> AbstractContextManager[None]:
    """Turn what the database refuses into a refusal that says who, where and when, as far as the actor may know."""
    return answering(lambda name: _refusal(by, name, row, bed))


def _refusal(by: Actor, name: str, row: Stay, bed: Bed | None) -> Refusal | None:
    if name == "guest_in_one_place_a_night":
        return elsewhere(by, row)
    if name == "bed_for_one_a_night" and bed is not None:
        return _bed_taken(by, row, bed)
    if name == "stay_leaves_after_entry":
        return left_before_entry(row.entry)
    code, words = _SAID.get(name, ("", ""))
    told = {
        "guest": row.guest.person,
        "centre": row.centre.name,
        "first": short_date(row.entry),
        "until": short_date(row.exit),
    }
    return Refusal(code, words % told) if code else None


_SAID: dict[str, tuple[str, Any]] = {
    "guest_in_one_bed_a_night": (
        "guest_has_a_bed",
        _("%(guest)s has another bed on those nights: move them instead."),
    ),
    "stay_within_contract": (
        "stay_within_contract",
        _(
            "%(centre)s is under no contract for the whole stay (%(first)s – %(until)s): correct the days, or the contract."
        ),
    ),
    "minor_days_among_adults": (
        "minor_days_over",
        _("%(guest)s would be among adults longer than the law lets an unaccompanied minor be."),
    ),
}


def left_before_entry(entry: date | None) -> InvalidInput:
    """The refusal of a day of leaving before that of entry."""
    sentence = _("Nobody leaves before they enter (%(entry)s).") % {"entry": short_date(entry)}
    return InvalidInput("stay_leaves_after_entry", sentence, fields={"exit": sentence})


def other_stays(row: Stay, first: date, until: date | None) -> list[Stay]:
    """Stays of the same guest, planned ones included, that hold some of those nights; the earliest first."""
    inside = Q(entry__isnull=False) & (Q(exit__isnull=True) | Q(exit__gt=first))
    planned = Q(state=StayState.PLANNED.value) & (Q(planned_exit__isnull=True) | Q(planned_exit__gt=first))
    rows = Stay.objects.filter(inside | planned, guest_id=row.guest_id, superseded_at__isnull=True)
    rows = rows.exclude(lineage=row.lineage).select_related("centre").order_by("entry", "planned_entry")
    return [one for one in rows if until is None or (one.entry or one.planned_entry or date.max) < until]


def elsewhere(by: Actor, row: Stay) -> Refusal:
    """The refusal of a second place for a guest. Where the first one is, is said to who may see that centre."""
    first = row.entry or row.planned_entry or date.min
    found = other_stays(row, first, row.exit or (None if row.entry else row.planned_exit))
    other = found[0] if found else None
    if other is None or not stays.visible_to(by).filter(pk=other.pk).exists():
        sentence = _("%(guest)s has another place on some of those nights. Ask the Prefecture.")
        return Refusal("guest_elsewhere", sentence % {"guest": row.guest.person})
    return Refusal(
        "guest_elsewhere",
        _("%(guest)s has another place on some of those nights: %(centre)s, from %(first)s to %(until)s.")
        % {
            "guest": row.guest.person,
            "centre": other.centre.name,
            "first": short_date(other.entry or other.planned_entry),
            "until": short_date(other.exit or (None if other.entry else other.planned_exit)),
        },
    )


def _bed_taken(by: Actor, row: Stay, bed: Bed) -> Refusal:
    taken = BedUse.objects.filter(bed=bed).exclude(place=row.lineage).order_by("-during").first()
    who: Guest | None = (
        guests.visible_to(by).select_related("person").filter(pk=taken.guest_id).first() if taken else None
    )
    if taken is None or who is None:
        return Refusal("bed_taken", _("Somebody else has this bed on those nights."))
    return Refusal(
        "bed_taken",
        _("%(guest)s has this bed from %(first)s to %(until)s.")
        % {"guest": who.person, "first": short_date(taken.during.lower), "until": short_date(taken.during.upper)},
    )
