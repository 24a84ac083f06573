"""Arrivals announced: the notice, its list on trial and taken over, the headcount; what centres and comuni offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.saying import wrong_fields
from approdo.reception.arrival_list import read_list
from approdo.reception.commands.stays import record_no_show
from approdo.reception.models import (
    ArrivalGroup,
    ArrivalNotice,
    ArrivalPerson,
    CentreOffer,
    ComuneQuota,
    Stay,
)
from approdo.reception.place_locks import locked_centre, locked_notice, touch
from approdo.reception.queries import arrivals
from approdo.reception.rules.arrivals import Listed, whole_groups
from approdo.reception.rules.vocabulary import ArrivalState, Need, StayState

MOST_PERSONS = 5_000  # of one notice


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the message says that announces people."""

    reference: str
    expected_on: date
    origin: str
    announced: int


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What a centre has for those placed in it."""

    services: tuple[Need, ...] = ()
    languages: tuple[str, ...] = ()
    hospital_minutes: int | None = None
    school_minutes: int | None = None
    commission_minutes: int | None = None
    stopped: str = ""


@transaction.atomic
def record_notice(*, by: Actor, facts: NoticeFacts) -> ArrivalNotice:
    """Write down that people were announced. Raises NotAllowed, InvalidInput, Refusal (the reference is known)."""
    require(by, Permission.STAY_PLACE)
    reference, origin = " ".join(facts.reference.split()), " ".join(facts.origin.split())
    wrong: dict[str, Any] = {
        name: _("Write this.") for name, text in (("reference", reference), ("origin", origin)) if not text
    }
    if not 1 <= facts.announced <= MOST_PERSONS:
        wrong["announced"] = _("Write how many, from 1 to %(most)s.") % {"most": MOST_PERSONS}
    if wrong:
        raise wrong_fields("notice_invalid", wrong)
    known = Refusal("notice_known", _("A notice with this reference is recorded already."))
    with refusing("notice_reference_once", known):
        notice = ArrivalNotice.objects.create(
            prefecture_id=by.prefecture, reference=reference, expected_on=facts.expected_on, origin=origin,
            announced=facts.announced, recorded_by_id=by.user_id,
        )  # fmt: skip
    audit.record(by, "arrival.announced", "arrival", notice.pk, **asdict(facts))
    return notice


@transaction.atomic
def try_list(*, by: Actor, notice_id: UUID, name: str, content: bytes | File[bytes]) -> ArrivalNotice:
    """Keep a list of the people of a notice on trial: it is read and shown, and nobody is written down yet.

    Raises NotAllowed, NotFound, TooLarge, NoRoom, InvalidInput (not a table, damaged, hostile, no column of groups).
    """
    require(by, Permission.STAY_PLACE)
    notice = locked_notice(by, notice_id)
    document = documents.store(by, "arrival-list", name, content)
    read_list(by, document, notice.expected_on)
    notice.document = document
    notice.save(update_fields=["document"])
    audit.record(by, "arrival.list_tried", "arrival", notice.pk, sha256=document.sha256, size=document.size)
    return notice


@transaction.atomic
def take_list(*, by: Actor, notice_id: UUID, document_id: UUID | None = None) -> list[ArrivalGroup]:
    """Write down the groups of the list on trial whose rows are all right; groups written before stay as they are.

    With `document_id` only that list, so that one never takes over another than one saw.
    Raises NotAllowed, NotFound, InvalidInput, Refusal (no list, another list, no group that can be written).
    """
    require(by, Permission.STAY_PLACE)
    notice = locked_notice(by, notice_id)
    if notice.document is None or (document_id is not None and notice.document_id != document_id):
        raise Refusal("list_changed", _("This list is not on trial any more. Look at the list again."))
    groups = whole_groups(read_list(by, notice.document, notice.expected_on).rows)
    there = set(notice.groups.values_list("label", flat=True))
    made = [_write_group(by, notice, label, rows) for label, rows in groups.items() if label not in there]
    if not made:
        raise Refusal("list_without_groups", _("No new group of this list can be written: see its rows."))
    audit.record(
        by, "arrival.list_taken", "arrival", notice.pk, groups=[row.label for row in made],
        persons=sum(len(groups[row.label]) for row in made),
    )  # fmt: skip
    return made


def _write_group(by: Actor, notice: ArrivalNotice, label: str, rows: Sequence[Listed]) -> ArrivalGroup:
    group = ArrivalGroup.objects.create(
        prefecture_id=by.prefecture, notice=notice, label=label, unaccompanied=rows[0].unaccompanied,
        separated=sorted({code for row in rows for code in row.separated}),
        apart=sorted({other for row in rows for other in row.apart}),
        comune=next((row.comune for row in rows if row.comune), ""),
    )  # fmt: skip
    ArrivalPerson.objects.bulk_create(
        ArrivalPerson(
            prefecture_id=by.prefecture, group=group, number=row.number, family_name=row.facts.family_name,
            given_name=row.facts.given_name, sex=row.facts.sex.value, birth_date=row.facts.birth_date,
            birth_precision=row.facts.birth_precision.value,
            nationality=row.facts.citizenships[0].country if row.facts.citizenships else "",
            languages=[one.language for one in row.facts.languages], needs=" ".join(sorted(row.needs)),
        )
        for row in rows
    )  # fmt: skip
    return group


@transaction.atomic
def count_arrived(
    *, by: Actor, notice_id: UUID, arrived_on: date, counted: int, absent: Sequence[UUID] = (),
    today: date | None = None,
) -> ArrivalNotice:  # fmt: skip
    """Record how many came and who of the list did not; the places of the missing are free again.

    Raises NotAllowed, NotFound, InvalidInput (a day to come), Refusal (one of the missing has arrived in a centre).
    """
    require(by, Permission.STAY_PLACE)
    notice = locked_notice(by, notice_id)
    now = today or timezone.localdate()
    if arrived_on > now:
        sentence = _("This has not happened yet: write a day that is not later than today.")
        raise InvalidInput("not_yet", sentence, fields={"arrived_on": sentence})
    persons = {row.pk: row for row in arrivals.persons_of(notice)}
    if not set(absent) <= set(persons):
        raise NotFound("arrival_person_not_found", _("One of these persons is not on the list of this notice."))
    for row in persons.values():
        _mark(by, row, row.pk in absent, now)
    ArrivalPerson.objects.bulk_update(persons.values(), ["state"], batch_size=500)
    notice.arrived_on, notice.counted = arrived_on, counted
    notice.save(update_fields=["arrived_on", "counted"])
    audit.record(
        by, "arrival.counted", "arrival", notice.pk, arrived_on=arrived_on, counted=counted, absent=len(absent)
    )
    return notice


def _mark(by: Actor, row: ArrivalPerson, absent: bool, now: date) -> None:
    row.state = (ArrivalState.NO_SHOW if absent else ArrivalState.ARRIVED).value
    if absent and row.guest_id is not None:
        held = Stay.objects.filter(guest_id=row.guest_id, superseded_at__isnull=True)
        if held.filter(state=StayState.PRESENT.value).exists():
            raise Refusal("arrived_in_centre", _("%(person)s is present in a centre.") % {"person": row})
        for stay in held.filter(state=StayState.PLANNED.value, planned_entry__lte=now):
            record_no_show(by=by, stay_id=stay.lineage, today=now)


@transaction.atomic
def describe_offer(
    *, by: Actor, centre_id: UUID, facts: OfferFacts, expected_version: int | None = None
) -> CentreOffer:
    """Write what a centre has for those placed in it, and whether anybody is sent there at all.

    Raises NotAllowed, NotFound, Stale, InvalidInput.
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id, expected_version)
    languages = [one.strip().lower() for one in facts.languages if one.strip()]
    if any(not (one.isascii() and one.isalpha() and 2 <= len(one) <= 3) for one in languages):
        sentence = _("Write the two or three letters of the language (ar, bn, wo).")
        raise InvalidInput("language_unknown", sentence, fields={"languages": sentence})
    values = {
        **asdict(facts), "services": sorted(facts.services), "languages": sorted(set(languages)),
        "stopped": " ".join(facts.stopped.split()),
    }  # fmt: skip
    row, _made = CentreOffer.objects.update_or_create(
        centre=centre, defaults=values, create_defaults={**values, "prefecture_id": by.prefecture}
    )
    audit.record(by, "centre.offer_described", "centre", centre.pk, version=touch(centre), **values)
    return row


@transaction.atomic
def set_quota(*, by: Actor, comune: str, residents: int | None, most: int | None, source: str) -> ComuneQuota:
    """Write the residents of a comune and how many guests it may have at most. Raises NotAllowed, InvalidInput."""
    require(by, Permission.CENTRE_EDIT)
    told = " ".join(source.split())
    wrong: dict[str, Any] = {} if told else {"source": _("Say where the number comes from.")}
    if len(comune) != 6 or not comune.isdigit():
        wrong["comune"] = _("Choose a comune.")
    if wrong:
        raise wrong_fields("quota_invalid", wrong)
    values = {"residents": residents, "most": most, "source": told[:200]}
    row, _made = ComuneQuota.objects.update_or_create(prefecture_id=by.prefecture, comune=comune, defaults=values)
    audit.record(by, "comune.quota_set", "comune", row.pk, comune=comune, **values)
    return row
