"""What the acts on stays share: rows locked in one order, versions, places, contracts and sealed months.

The order of the locks is always centres, guests, stays, each by identifier: two acts at once never wait in a ring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal, Stale
from approdo.core.pages.formats import month as in_words
from approdo.core.pages.formats import short_date
from approdo.core.rules.nights import Nights, NightSet, minus, month_of, union
from approdo.people.models import FamilyMember
from approdo.people.rules import birth
from approdo.people.rules.vocabulary import BirthPrecision, Sex
from approdo.reception import labels
from approdo.reception.models import Bed, Centre, Contract, Guest, Stay
from approdo.reception.queries import beds, bodies, centres, guests, sections, stays
from approdo.reception.rules.expiries import Stop
from approdo.reception.rules.minors import in_section
from approdo.reception.rules.occupancy import Sleeper, first_shortage, fits
from approdo.reception.rules.vocabulary import CentreType, MonthState, SexProfile, StayState

DAY = timedelta(days=1)
_SEALED = _("The register of %(centre)s for %(month)s is sealed. Open a rectification of that month first.")
_CLOSED = _("The register of %(centre)s for %(month)s is closed. Let the prefecture reopen that month first.")


def lock_centres(by: Actor, identifiers: Iterable[UUID]) -> dict[UUID, Centre]:
    """Centres that the actor may see, locked until the transaction ends. Raises NotFound."""
    wanted = set(identifiers)
    rows = Centre.objects.filter(pk__in=centres.visible_to(by).filter(pk__in=wanted).values("pk"))
    found = {row.pk: row for row in rows.order_by("pk").select_for_update()}
    if len(found) < len(wanted):
        raise centres.centre_not_found()
    return found


def lock_guests(by: Actor, identifiers: Sequence[UUID]) -> list[Guest]:
    """Guests that the actor may see, locked, in the order asked for. Raises NotFound, InvalidInput (none, one twice)."""
    if not identifiers or len(set(identifiers)) < len(identifiers):
        sentence = _("Name each guest once, and at least one.")
        raise InvalidInput("guests_unclear", sentence, fields={"guests": sentence})
    visible = guests.visible_to(by).filter(pk__in=identifiers).values("pk")
    rows = Guest.objects.filter(pk__in=visible).select_related("person").order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",))}
    if len(found) < len(identifiers):
        raise NotFound("guest_not_found", _("This guest does not exist, or is not of your centres."))
    return [found[identifier] for identifier in identifiers]


def lock_stay(by: Actor, lineage: UUID, expected: int | None, *also: UUID) -> tuple[Stay, dict[UUID, Centre]]:
    """A stay as it holds now, its centre and `also` other centres, all locked. Raises NotFound, Stale."""
    seen = stays.stay(by, lineage)
    centres = lock_centres(by, {seen.centre_id, *also})
    lock_guests(by, [seen.guest_id])
    row = stays.stay(by, lineage)
    if row.pk != seen.pk or (expected is not None and expected != stays.version_of(row)):
        raise Stale(
            "stay_changed",
            _("A colleague changed this stay while you were writing. Nothing of yours was saved; see what changed."),
            changes=_changes(by, lineage, expected or 0),
        )
    return row, centres


def _changes(by: Actor, lineage: UUID, after: int) -> list[dict[str, Any]]:
    return [
        {
            "what": str(labels.STAY_STATES[StayState(row.state)]),
            "by": row.recorded_by.full_name if row.recorded_by else "",
            "at": row.recorded_at,
            "fields": [],
        }
        for row in stays.history(by, lineage)[after:]
    ]


def in_state(row: Stay, *states: StayState) -> None:
    """Refuse an act that the state of the stay does not allow. Raises Refusal."""
    if row.state not in {state.value for state in states}:
        raise Refusal(
            "stay_not_in_state",
            _("This stay is in the state «%(state)s»: this act is not possible any more, or not yet.")
            % {"state": labels.STAY_STATES[StayState(row.state)]},
        )


def contract_for(centre: Centre, first: date, until: date | None) -> Contract:
    """The contract under which somebody is received on those nights. Raises Refusal."""
    held = stays.contract_of(centre, first)
    if held is None:
        raise Refusal(
            "centre_without_contract",
            _("%(centre)s is under no contract in force on %(day)s: nobody can be received there.")
            % {"centre": centre.name, "day": short_date(first)},
        )
    end = stays.last_night(held)
    if until is not None and end is not None and until > end:
        raise Refusal(
            "stay_within_contract",
            _("The contract of %(centre)s ends before: the last day for leaving is %(day)s.")
            % {"centre": centre.name, "day": short_date(end)},
        )
    return held.contract


def enough_places(centre: Centre, over: Nights, wanted: int, today: date, without: Iterable[UUID] = ()) -> None:
    """Refuse when on some night fewer places are free than wanted. Raises Refusal."""
    short = first_shortage(stays.free(centre, over, today, set(without)), wanted)
    if short is not None:
        raise Refusal(
            "no_free_place",
            _("Free places of %(centre)s on the night of %(day)s: %(free)s. Places needed: %(wanted)s.")
            % {
                "centre": centre.name,
                "free": max(0, short.places),
                "day": short_date(short.during.first),
                "wanted": wanted,
            },
        )


def sleepers(rows: Sequence[Guest], today: date) -> list[Sleeper]:
    """What of each guest decides where they may sleep; two questions to the database at most."""
    persons = [row.person_id for row in rows]
    families = FamilyMember.objects.filter(person_id__in=persons)
    shared = FamilyMember.objects.filter(family_id__in=families.values("family_id")).values_list(
        "family_id", "person_id"
    )
    members: dict[UUID, set[UUID]] = {}
    for family, person in shared:
        members.setdefault(family, set()).add(person)
    related = {person for together in members.values() if len(together) > 1 for person in together}
    return [
        Sleeper(
            female=row.person.sex == Sex.FEMALE.value,
            male=row.person.sex == Sex.MALE.value,
            minor=row.unaccompanied_minor
            or birth.may_be_minor(row.person.birth_date, BirthPrecision(row.person.birth_precision), today),
            in_family=row.person_id in related,
        )
        for row in rows
    ]


def suited(by: Actor, centre: Centre, rows: Sequence[Guest], today: date, reason: str) -> None:
    """Refuse whom the profile of a centre leaves out, unless an officer who places people says why. Raises Refusal."""
    profile = SexProfile(centre.sex_profile)
    if profile is SexProfile.ANY or (reason and by.may(Permission.STAY_PLACE)):
        return
    for row, sleeper in zip(rows, sleepers(rows, today), strict=True):
        if not fits(profile, sleeper):
            raise Refusal(
                "centre_not_suited",
                _("%(centre)s receives: %(profile)s. It does not suit %(guest)s; write a reason to place them anyway.")
                % {"centre": centre.name, "profile": labels.SEX_PROFILES[profile], "guest": row.person},
            )


def proven(by: Actor, centre: Centre, today: date, reason: str) -> None:
    """Refuse a placement while the body of a centre lacks a proof that stops it, unless an officer says why.

    Raises Refusal.
    """
    lacking = bodies.lacking(centre.body, Stop.PLACEMENTS, today)
    if lacking and not (reason and by.may(Permission.STAY_PLACE)):
        raise Refusal(
            "body_lacks_proofs",
            _(
                "%(body)s lacks a valid proof: %(proofs)s. Choose another centre, or write a reason to place them anyway."
            )
            % {"body": centre.body.name, "proofs": labels.subjects(lacking)},
        )


def unshut(before: dict[UUID, NightSet], after: dict[UUID, NightSet], *days: tuple[UUID, date]) -> None:
    """Refuse a change of nights, or of what is told of a day, in a month whose register is closed or sealed.

    `before` and `after` hold nights by centre. Raises Refusal.
    """
    for month in stays.shut_months([*before, *after, *(centre for centre, _day in days)]):
        period = month_of(month.month.year, month.month.month)
        old, new = before.get(month.centre_id, ()), after.get(month.centre_id, ())
        changed = union(minus(old, new), minus(new, old))
        told = any(centre == month.centre_id and period.first <= day < period.until for centre, day in days)
        if told or any(one.first < period.until and period.first < one.until for one in changed):
            sealed = month.state == MonthState.SEALED.value
            raise Refusal(
                "month_sealed" if sealed else "month_closed",
                (_SEALED if sealed else _CLOSED) % {"centre": month.centre.name, "month": in_words(month.month)},
            )


def fit_bed(by: Actor, row: Stay, bed_id: UUID, since: date, today: date) -> Bed:
    """A bed of the stay's centre that suits its guest and can be used. Raises NotFound, Refusal."""
    bed = beds.bed(by, row.centre_id, bed_id)
    guest = Guest.objects.select_related("person").get(pk=row.guest_id)
    profile = SexProfile(bed.room.sex_profile)
    if not fits(profile, sleepers([guest], today)[0]):
        raise Refusal(
            "room_not_suited",
            _("The room %(room)s is for: %(profile)s. It does not suit %(guest)s.")
            % {"room": bed.room.name, "profile": labels.SEX_PROFILES[profile], "guest": guest.person},
        )
    _of_the_section(bed, guest, since)
    broken = beds.out_of_use(bed, since, max(since, today) + DAY)
    if broken:
        raise Refusal(
            "bed_out_of_use",
            _("This bed cannot be used from %(first)s to %(until)s: %(reason)s.")
            % {
                "first": short_date(broken[0].during.lower),
                "until": short_date(broken[0].during.upper),
                "reason": broken[0].reason,
            },
        )
    return bed


def _of_the_section(bed: Bed, guest: Guest, on: date) -> None:
    if not in_section(CentreType(bed.centre.type)):
        return
    minor, section = sections.is_minor(guest, on), bed.room.unit.minors_section
    if minor and not section:
        words = _("%(guest)s is an unaccompanied minor: choose a bed of the section for minors.")
        raise Refusal("bed_outside_section", words % {"guest": guest.person})
    if section and not minor:
        words = _("This bed is of the section for unaccompanied minors: it does not suit %(guest)s.")
        raise Refusal("bed_of_section", words % {"guest": guest.person})
