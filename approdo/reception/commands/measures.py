"""Measures against a guest, up to the decision: reported, opened, told to the guest, heard, assessed."""

from __future__ import annotations

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
from approdo.core.access.special import log_reading
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.pages.formats import short_date
from approdo.core.saying import between, texts_said
from approdo.reception import measure_locks as locks
from approdo.reception.models import Centre, Guest, Measure, MeasureAssessment
from approdo.reception.placing import lock_guests
from approdo.reception.queries import measures, stays
from approdo.reception.rules.measures import (
    Delivery,
    Ground,
    MeasurePaper,
    MeasureState,
    Voice,
    may_be_decided,
    warning_needed,
)
from approdo.reception.rules.vocabulary import StayState

REPORTED, OPEN, DISMISSED = MeasureState.REPORTED, MeasureState.OPEN, MeasureState.DISMISSED


@dataclass(frozen=True, slots=True)
class Assessment:
    """Why the measure is proportionate, why nothing milder is enough, and what was found of vulnerability."""

    proportionality: str
    lesser: str
    vulnerable: bool
    vulnerability: str


@transaction.atomic
def report_measure(
    *, by: Actor, guest_id: UUID, ground: Ground, facts: str, on: date, warned_on: date | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Report a guest of one's own centre to the prefecture: after a formal warning, where the rules were broken.

    Raises NotAllowed, NotFound, InvalidInput (no facts, no warning, a day to come), Refusal (reported already, not a
    guest of the centre now). Source: legislative decree 142/2015, art. 23 c. 3 and 4.
    """
    require(by, Permission.MEASURE_REPORT)
    today = today or timezone.localdate()
    texts_said(facts=facts)
    between(on, warned_on, today, "on")
    if warning_needed(ground) and warned_on is None:
        words = _("For a breach the guest is formally warned first: write the day of the warning.")
        raise InvalidInput("warning_missing", words, fields={"warned_on": words})
    [guest] = lock_guests(by, [guest_id])
    centre = _centre_of(by, guest, on)
    if centre is None:
        raise Refusal("not_a_guest_now", _("This guest was in none of your centres on that day."))
    row = Measure(state=REPORTED.value, centre=centre, warned_on=warned_on, reported_on=on)
    return _begun(by, row, guest, ground, facts, "reported", on=on)


@transaction.atomic
def open_measure(
    *, by: Actor, guest_id: UUID, ground: Ground, facts: str, on: date, today: date | None = None
) -> Measure:
    """Open the procedure against a guest, after an alert or what the office learnt. It decides nothing by itself.

    Raises NotAllowed, NotFound, InvalidInput (no facts, a day to come), Refusal (one goes on already on this ground).
    Source: legislative decree 142/2015, art. 23 c. 1 and 2; law 241/1990, art. 7.
    """
    require(by, Permission.MEASURE_PREPARE)
    texts_said(facts=facts)
    between(on, None, today or timezone.localdate(), "on")
    [guest] = lock_guests(by, [guest_id])
    row = Measure(state=OPEN.value, centre=_centre_of(by, guest, on), opened_on=on, opened_by_id=by.user_id)
    return _begun(by, row, guest, ground, facts, "opened", on=on)


@transaction.atomic
def take_up_report(
    *, by: Actor, measure_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> Measure:
    """Open the procedure that a centre asked for.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before the report, a day to come), Refusal.
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, REPORTED)
    between(on, row.reported_on, today or timezone.localdate(), "on")
    row.state, row.opened_on, row.opened_by_id = OPEN.value, on, by.user_id
    return locks.keep(by, row, "opened", on=on)


@transaction.atomic
def dismiss_measure(
    *, by: Actor, measure_id: UUID, on: date, reason: str, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Leave a report, or a procedure of which the guest was not told yet, without sequel; the reason stays.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (the guest was told: it must be decided).
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, REPORTED, OPEN)
    texts_said(reason=reason)
    between(on, row.opened_on or row.reported_on, today or timezone.localdate(), "on")
    if row.notice_received_on is not None:
        raise Refusal("guest_was_told", _("The guest was told of the procedure: it ends with a decision."))
    row.state, row.closed_on, row.closing = DISMISSED.value, on, reason.strip()
    return locks.keep(by, row, "dismissed", on=on)


@transaction.atomic
def record_notice(
    *, by: Actor, measure_id: UUID, received_on: date, delivery: Delivery, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Write the day on which the guest received the notice of the start: their days to be heard run from it.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before the opening, a day to come), Refusal (received already).
    Source: law 241/1990, arts. 7, 8 and 10.
    """
    require(by, Permission.MEASURE_PREPARE)
    today = today or timezone.localdate()
    row = locks.locked(by, measure_id, expected_version, OPEN)
    between(received_on, row.opened_on, today, "received_on")
    if row.notice_received_on is not None:
        raise Refusal("notice_received", _("The guest received the notice already."))
    locks.letter_received(row, MeasurePaper.NOTICE, received_on, "received_on")
    row.notice_received_on, row.notice_delivery = received_on, delivery.value
    counted = measures.due(row, "hearing", today).result
    row.voice_until = counted.effective_due
    return locks.keep(by, row, "notice_received", on=received_on, delivery=delivery, voice_until=row.voice_until)


@transaction.atomic
def record_voice(
    *, by: Actor, measure_id: UUID, on: date, voice: Voice, said: str, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Write what the guest said, in a hearing or in a memoir.

    Raises NotAllowed, NotFound, Stale, InvalidInput (nothing said, before the notice), Refusal (heard already, no notice).
    Source: law 241/1990, art. 10.
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, OPEN)
    texts_said(said=said)
    _told_of_it(row)
    between(on, row.notice_received_on, today or timezone.localdate(), "on")
    if row.heard_on is not None:
        raise Refusal("heard_already", _("The guest was heard already."))
    row.heard_on, row.voice, row.said = on, voice.value, said.strip()
    return locks.keep(by, row, "heard", on=on, voice=voice)


@transaction.atomic
def assess_measure(
    *, by: Actor, measure_id: UUID, on: date, assessment: Assessment, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Write why the measure is proportionate and how vulnerability was considered; again until it is decided.

    Raises NotAllowed, NotFound, Stale, InvalidInput (a text is missing), Refusal (the guest could not speak yet).
    Source: legislative decree 142/2015, arts. 17 and 23 c. 2-bis.
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, OPEN)
    texts_said(
        proportionality=assessment.proportionality, lesser=assessment.lesser, vulnerability=assessment.vulnerability
    )
    between(on, row.notice_received_on, today or timezone.localdate(), "on")
    after_the_voice(row, on)
    values = {
        "proportionality": assessment.proportionality.strip(), "lesser": assessment.lesser.strip(),
        "vulnerable": assessment.vulnerable, "vulnerability": assessment.vulnerability.strip(), "assessed_on": on,
        "assessed_by_id": by.user_id, "prefecture_id": by.prefecture,
    }  # fmt: skip
    MeasureAssessment.objects.update_or_create(measure=row, defaults=values)
    return locks.keep(by, row, "assessed", on=on)


@transaction.atomic
def read_vulnerability(*, by: Actor, measure_id: UUID, purpose: str) -> str:
    """What was written of the vulnerability of a guest. The reading goes into the access log with its purpose.

    Raises NotAllowed, NotFound, InvalidInput (no purpose).
    """
    require(by, Permission.MEASURE_PREPARE)
    row = measures.measure(by, measure_id)
    found = measures.assessment_of(row)
    if found is None:
        raise NotFound("assessment_not_found", _("Nothing was assessed yet."))
    log_reading(by, kind="measure", identifier=row.pk, category="vulnerability", purpose=purpose)
    return str(found.vulnerability)


def after_the_voice(row: Measure, on: date) -> None:
    """Refuse to go on before the guest was told, and heard or let the days pass. Raises Refusal."""
    _told_of_it(row)
    if not may_be_decided(measures.progress_of(row), on):
        words = _("The guest may be heard, or send a memoir, until %(day)s: wait for that day to pass, or hear them.")
        raise Refusal("voice_not_over", words % {"day": short_date(row.voice_until)})


def _told_of_it(row: Measure) -> None:
    if row.notice_received_on is None:
        raise Refusal("notice_missing", _("The guest has not received the notice of the start yet."))


def _begun(by: Actor, row: Measure, guest: Guest, ground: Ground, facts: str, act: str, **details: object) -> Measure:
    row.prefecture_id, row.guest, row.ground = by.prefecture, guest, ground.value
    row.facts, row.recorded_by_id = facts.strip(), by.user_id
    words = _("A measure on this ground is going on for this guest already.")
    with refusing("measure_once_at_a_time", Refusal("measure_going_on", words)):
        row.save(force_insert=True)
    audit.record(
        by, f"measure.{act}", "measure", row.pk, version=row.version, state=row.state, guest=guest.pk, ground=ground,
        **details,
    )  # fmt: skip
    return row


def _centre_of(by: Actor, guest: Guest, on: date) -> Centre | None:
    """Where a guest was on a day, among the centres of the actor; the last one of a stay that has ended."""
    inside = [StayState.PRESENT.value, StayState.LEFT.value]
    rows = stays.visible_to(by).filter(guest=guest, state__in=inside, entry__lte=on).select_related("centre")
    found = rows.order_by("-entry", "-recorded_at").first()
    return found.centre if found else None
