"""Measures against a guest, from the decision on: signed, told, carried out, communicated, and restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering, refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.rules.nights import nights
from approdo.core.saying import between, texts_said
from approdo.reception import measure_labels as labels
from approdo.reception import measure_locks as locks
from approdo.reception import placing
from approdo.reception.commands import stays as stay_acts
from approdo.reception.commands.measures import after_the_voice
from approdo.reception.limits import benefits_length
from approdo.reception.models import Measure, MeasureDecision, MeasureRestoration, PocketMoneySuspension, Stay
from approdo.reception.queries import centres, measures, stays
from approdo.reception.rules.measures import (
    Delivery,
    Ground,
    MeasureKind,
    MeasurePaper,
    MeasureState,
    RestorationCause,
    Terms,
    decision_faults,
    suspension,
)
from approdo.reception.rules.vocabulary import ExitReason, StayState

OPEN, DECIDED, CLOSED = MeasureState.OPEN, MeasureState.DECIDED, MeasureState.CLOSED


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided and why; without `terms` nothing is taken against the guest."""

    reasons: str
    remedies: str
    terms: Terms | None = None
    centre_id: UUID | None = None


@transaction.atomic
def decide_measure(
    *, by: Actor, measure_id: UUID, on: date, decision: Decision, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Sign the decision: a measure of art. 23, or none.

    Raises NotAllowed, NotFound, Stale, InvalidInput (fields, no reasons), Refusal (the guest was not told or could not
    speak yet, nothing was assessed, nobody signs). Source: legislative decree 142/2015, art. 23.
    """
    require(by, Permission.MEASURE_DECIDE)
    row = locks.locked(by, measure_id, expected_version, OPEN)
    texts_said(reasons=decision.reasons, remedies=decision.remedies)
    between(on, row.opened_on, today or timezone.localdate(), "on")
    signer = _signer(by)
    terms = decision.terms
    if terms is not None:
        _may_be_taken(by, row, on, terms, decision.centre_id)
    made = MeasureDecision(
        prefecture_id=by.prefecture, measure=row, ground=row.ground, applied=terms is not None,
        reasons=decision.reasons.strip(), remedies=" ".join(decision.remedies.split())[:500], decided_on=on,
        signed_by_id=signer, **_columns(terms, decision.centre_id),
    )  # fmt: skip
    words = _("The guest must be told and heard before a decision.")
    with refusing("decided_after_hearing", Refusal("voice_not_over", words)):
        made.save(force_insert=True)
    row.state = DECIDED.value if terms else CLOSED.value
    row.closed_on = None if terms else on
    kinds = [kind.value for kind in terms.kinds] if terms else []
    return locks.keep(by, row, "decided", on=on, applied=made.applied, kinds=kinds)


@transaction.atomic
def notify_decision(
    *, by: Actor, measure_id: UUID, received_on: date, delivery: Delivery, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Write the day on which the guest received the decision: it has effect from then.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (received already). Source: law 241/1990, art. 21-bis.
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, DECIDED)
    made = _decision(row)
    between(received_on, made.decided_on, today or timezone.localdate(), "received_on")
    if made.received_on is not None:
        raise Refusal("decision_received", _("The guest received the decision already."))
    locks.letter_received(row, MeasurePaper.DECISION, received_on, "received_on")
    made.received_on, made.delivery = received_on, delivery.value
    made.save(update_fields=["received_on", "delivery"])
    return locks.keep(by, row, "notified", on=received_on, delivery=delivery)


@transaction.atomic
def carry_out(
    *, by: Actor, measure_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> Measure:
    """Let the decision have its effects from a day: the stay ends, goes on elsewhere, or pocket money is suspended.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before the guest received it), Refusal (not received, carried out
    already, what the acts on stays refuse, a closed month). Source: legislative decree 142/2015, art. 23.
    """
    require(by, Permission.MEASURE_PREPARE)
    require(by, Permission.STAY_RECORD)
    today = today or timezone.localdate()
    row = locks.locked(by, measure_id, expected_version, DECIDED)
    made = _decision(row)
    if made.received_on is None:
        raise Refusal("decision_not_received", _("The guest has not received the decision: it has no effect yet."))
    if made.carried_out_on is not None:
        raise Refusal("carried_out", _("The decision was carried out already."))
    between(on, made.received_on, today, "on")
    effects = _effects(by, row, made, on, today)
    made.carried_out_on, made.carried_out_by_id = on, by.user_id
    made.save(update_fields=["carried_out_on", "carried_out_by"])
    return _ended(by, row, on, "carried_out", effects=effects)


@transaction.atomic
def tell_commission(
    *, by: Actor, measure_id: UUID, on: date, reference: str, expected_version: int | None = None,
    today: date | None = None,
) -> Measure:  # fmt: skip
    """Write the communication of the measure to the Territorial Commission.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (told already).
    Source: legislative decree 142/2015, art. 23 c. 2-bis.
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, DECIDED)
    texts_said(reference=reference)
    between(on, _decision(row).decided_on, today or timezone.localdate(), "on")
    if row.commission_on is not None:
        raise Refusal("commission_told", _("The Commission was told already."))
    locks.letter_left(row, MeasurePaper.COMMUNICATION)
    row.commission_on, row.commission_reference = on, " ".join(reference.split())[:80]
    return _ended(by, row, on, "commission_told", reference=row.commission_reference)


@transaction.atomic
def record_traced(
    *, by: Actor, measure_id: UUID, on: date, expected_version: int | None = None, today: date | None = None
) -> Measure:
    """Write that who had abandoned the centre was traced or came back: the prefect decides on restoration.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (another ground, not withdrawn, traced already).
    Source: legislative decree 142/2015, art. 23 c. 3.
    """
    require(by, Permission.MEASURE_PREPARE)
    row = locks.locked(by, measure_id, expected_version, DECIDED, CLOSED)
    made = _decision(row)
    if row.ground != Ground.ABANDONMENT.value or not made.applied:
        raise Refusal("not_abandoned", _("Only who abandoned the centre, and lost reception, can be restored to it."))
    if row.traced_on is not None:
        raise Refusal("traced_already", _("It was written already that they were traced or came back."))
    between(on, made.decided_on, today or timezone.localdate(), "on")
    row.traced_on = on
    return locks.keep(by, row, "traced", on=on)


@transaction.atomic
def decide_restoration(
    *, by: Actor, measure_id: UUID, on: date, restored: bool, cause: RestorationCause | None, reasons: str,
    expected_version: int | None = None, today: date | None = None,
) -> Measure:  # fmt: skip
    """Sign whether reception is restored, and why; who is restored is then placed in a centre like anybody.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reasons, no cause), Refusal (nobody was traced, decided already).
    Source: legislative decree 142/2015, art. 23 c. 3.
    """
    require(by, Permission.MEASURE_DECIDE)
    row = locks.locked(by, measure_id, expected_version, DECIDED, CLOSED)
    texts_said(reasons=reasons)
    if row.traced_on is None or measures.restoration_of(row) is not None:
        raise Refusal("nothing_to_restore", _("There is nothing to restore, or it was decided already."))
    between(on, row.traced_on, today or timezone.localdate(), "on")
    if restored != (cause is not None):
        words = _("Restoration has a cause of the law; without restoration there is none.")
        raise InvalidInput("cause_missing", words, fields={"cause": words})
    MeasureRestoration.objects.create(
        prefecture_id=by.prefecture, measure=row, restored=restored, cause=cause.value if cause else "",
        reasons=reasons.strip(), decided_on=on, signed_by_id=_signer(by),
    )  # fmt: skip
    return locks.keep(by, row, "restored" if restored else "not_restored", on=on)


def _signer(by: Actor) -> UUID:
    if by.user_id is None:
        raise Refusal("nobody_signs", _("A decision is signed by a person, not by a program."))
    return by.user_id


def _may_be_taken(by: Actor, row: Measure, on: date, terms: Terms, centre_id: UUID | None) -> None:
    after_the_voice(row, on)
    assessment = measures.assessment_of(row)
    if assessment is None or assessment.assessed_on > on:
        words = _("Write first why the measure is proportionate and how vulnerability was considered.")
        raise Refusal("assessment_missing", words)
    length = benefits_length(on)
    faults = decision_faults(Ground(row.ground), terms, on, length)
    if faults:
        told = {"least": length.least_days, "most": length.most_months}
        raise locks.wrong({name: labels.DECISION_FAULTS[fault] % told for name, fault in faults.items()})
    if centre_id is not None:
        centres.centre(by, centre_id)


def _columns(terms: Terms | None, centre_id: UUID | None) -> dict[str, Any]:
    if terms is None:
        return {}
    return {
        "kinds": sorted(kind.value for kind in set(terms.kinds)),
        "services": sorted(service.value for service in set(terms.services)),
        "exclusion_until": terms.exclusion_until, "benefits_days": terms.benefits_days, "centre_id": centre_id,
    }  # fmt: skip


def _decision(row: Measure) -> MeasureDecision:
    found = measures.decision_of(row)
    if found is None:
        raise Refusal("nothing_decided", _("Nothing was decided yet."))
    return found


def _ended(by: Actor, row: Measure, on: date, act: str, **details: object) -> Measure:
    """Keep the measure; it is closed when it was carried out and the Commission told."""
    if row.commission_on is not None and _decision(row).carried_out_on is not None:
        row.state, row.closed_on = CLOSED.value, on
    return locks.keep(by, row, act, on=on, **details)


def _effects(by: Actor, row: Measure, made: MeasureDecision, on: date, today: date) -> list[str]:
    kinds = measures.kinds_of(row)
    stay = stays.visible_to(by).filter(guest=row.guest_id, state=StayState.PRESENT.value).first()
    if MeasureKind.WITHDRAWAL in kinds and stay is not None:
        stay_acts.end_stay(by=by, stay_id=stay.lineage, left=on, exit_reason=ExitReason.WITHDRAWAL_DECREE, today=today)
    if MeasureKind.TRANSFER in kinds:
        _moved(by, made, stay, on, today)
    period = suspension(kinds, made.benefits_days, on, benefits_length(on))
    if period is not None:
        if stay is not None:
            placing.unshut({}, {stay.centre_id: nights(period.first, period.until)})
        words = _("Pocket money of this guest is suspended in those days already.")
        again = Refusal("suspended_already", words)
        with answering({"pocket_money_suspended_once": again}.get):
            PocketMoneySuspension.objects.create(
                prefecture_id=by.prefecture, guest_id=row.guest_id, measure=row,
                during=DateRange(period.first, None if period.until == date.max else period.until),
                recorded_at=timezone.now(), recorded_by_id=by.user_id,
            )  # fmt: skip
    return [kind.value for kind in kinds]


def _moved(by: Actor, made: MeasureDecision, stay: Stay | None, on: date, today: date) -> None:
    if stay is None or made.centre_id is None:
        raise Refusal("nobody_to_move", _("The guest is in no centre now: there is nobody to move."))
    reason = str(_("Measure of art. 23"))
    stay_acts.transfer(by=by, stay_ids=[stay.lineage], centre_id=made.centre_id, on=on, reason=reason, today=today)
