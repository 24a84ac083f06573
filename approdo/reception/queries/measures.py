"""The only door to measures: who may read them, what each waits for, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.models import AuditRecord
from approdo.procedures.queries.terms import Due, guided_due, guided_terms
from approdo.procedures.rules.events import EventType
from approdo.procedures.rules.history import Event
from approdo.reception.models import (
    Centre,
    Guest,
    Measure,
    MeasureAssessment,
    MeasureDecision,
    MeasureRestoration,
    PocketMoneySuspension,
)
from approdo.reception.queries import guests
from approdo.reception.rules.measures import MeasureKind, MeasureState, Progress, Step, step

PROCEDURE = "reception_measure"
TERM_OF = {
    Step.NOTICE: "conclusion",
    Step.VOICE: "hearing",
    Step.ASSESSMENT: "conclusion",
    Step.DECISION: "conclusion",
    Step.NOTIFICATION: "commission_notice",
    Step.EFFECTS: "commission_notice",
    Step.COMMISSION: "commission_notice",
    Step.RESTORATION: "restoration",
}
GOING_ON = (MeasureState.REPORTED.value, MeasureState.OPEN.value, MeasureState.DECIDED.value)
STATES = {"going_on": GOING_ON, **{state.value: (state.value,) for state in MeasureState}}


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure with what it waits for and the term that runs for it, where one does."""

    measure: Measure
    step: Step
    due: Due | None


def visible_to(by: Actor) -> QuerySet[Measure]:
    """Measures that the actor may read: who prepares or decides them, and nobody else."""
    rows = Measure.objects.filter(prefecture_id=by.prefecture)
    return rows if by.may(Permission.MEASURE_PREPARE) or by.may(Permission.MEASURE_DECIDE) else rows.none()


def measure(by: Actor, identifier: UUID) -> Measure:
    """One measure with everything that stands with it. Raises NotFound."""
    found = _whole(visible_to(by)).filter(pk=identifier).first()
    if found is None:
        raise measure_not_found()
    return found


def measure_not_found() -> NotFound:
    """There is no such measure, or the actor may not read it."""
    return NotFound("measure_not_found", _("This measure does not exist, or you may not read it."))


def listed(by: Actor, state: str = "going_on", ground: str = "", text: str = "") -> QuerySet[Measure]:
    """Measures in a state of `STATES`, or all; `since` is the day each one began."""
    rows = _whole(visible_to(by)).annotate(since=F("recorded_at"))
    if state in STATES:
        rows = rows.filter(state__in=STATES[state])
    if ground:
        rows = rows.filter(ground=ground)
    if text:
        rows = rows.filter(guest__in=guests.listed(by, guests.Wanted(text=text)).values("pk"))
    return rows


def _whole(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    return rows.select_related(
        "prefecture__officesettings", "guest__person", "centre", "opened_by", "assessment", "decision__signed_by",
        "decision__centre", "restoration__signed_by",
    )  # fmt: skip


def of_guest(by: Actor, guest: Guest) -> QuerySet[Measure]:
    """The measures of a guest, the latest first; nothing for who may not read them."""
    return _whole(visible_to(by)).filter(guest=guest).order_by("-recorded_at", "pk")


def something_open(by: Actor, guest: Guest) -> bool:
    """Whether a measure is going on about a guest that the actor may see: all that a centre is told of it."""
    seen = guests.visible_to(by).filter(pk=guest.pk).values("pk")
    return Measure.objects.filter(prefecture_id=by.prefecture, guest__in=seen, state__in=GOING_ON).exists()


def progress_of(row: Measure) -> Progress:
    """How far a measure is, as the rules want it."""
    decision, assessment = decision_of(row), assessment_of(row)
    restoration = restoration_of(row)
    return Progress(
        state=MeasureState(row.state),
        notice_received=row.notice_received_on,
        voice_until=row.voice_until,
        heard=row.heard_on,
        assessed=assessment.assessed_on if assessment else None,
        applied=decision.applied if decision else None,
        notified=decision.received_on if decision else None,
        carried_out=decision.carried_out_on if decision else None,
        commission=row.commission_on,
        traced=row.traced_on,
        restored=restoration.restored if restoration else None,
    )


def assessment_of(row: Measure) -> MeasureAssessment | None:
    """The assessment of a measure, where there is one."""
    return getattr(row, "assessment", None)


def decision_of(row: Measure) -> MeasureDecision | None:
    """The decision of a measure, where there is one."""
    return getattr(row, "decision", None)


def restoration_of(row: Measure) -> MeasureRestoration | None:
    """The decision on restoration, where there is one."""
    return getattr(row, "restoration", None)


def standings(rows: Iterable[Measure], today: date) -> list[Standing]:
    """What each measure waits for, and by when."""
    found = []
    for row in rows:
        waits = step(progress_of(row), today)
        counted = due(row, TERM_OF[waits], today) if waits in TERM_OF else None
        found.append(Standing(row, waits, counted if counted is None or counted.done is None else None))
    return found


def dues(row: Measure, today: date) -> list[Due]:
    """Every term of a measure that has begun, in the order of the procedure."""
    return [due(row, term, today) for term in guided_terms(PROCEDURE, events_of(row))]


def due(row: Measure, term: str, today: date) -> Due:
    """One term of a measure as it stands on a day."""
    return guided_due(PROCEDURE, row.prefecture, events_of(row), term, today, _done(row).get(term))


def _done(row: Measure) -> dict[str, date | None]:
    decision, restoration = decision_of(row), restoration_of(row)
    return {
        "conclusion": decision.decided_on if decision else None,
        "hearing": row.heard_on,
        "commission_notice": row.commission_on,
        "restoration": restoration.decided_on if restoration else None,
    }


def events_of(row: Measure) -> tuple[Event, ...]:
    """What happened to a measure, in the words of the term engine."""
    decision = decision_of(row)
    days = {
        EventType.FILED: row.opened_on,
        EventType.MEASURE_NOTICE_RECEIVED: row.notice_received_on,
        EventType.PERSON_HEARD: row.heard_on,
        EventType.DECIDED: decision.decided_on if decision else None,
        EventType.DECISION_NOTIFIED: decision.received_on if decision else None,
        EventType.COMMISSION_TOLD: row.commission_on,
        EventType.TRACED: row.traced_on,
    }
    return tuple(Event(kind.value, day) for kind, day in days.items() if day is not None)


def waiting(by: Actor, today: date) -> list[Standing]:
    """Measures that wait for a step of the office; one that only waits for the guest's voice does not."""
    rows = visible_to(by).exclude(state__in=[MeasureState.CLOSED.value, MeasureState.DISMISSED.value])
    back = visible_to(by).filter(traced_on__isnull=False, restoration__isnull=True)
    found = standings(_whole(rows | back).distinct().order_by("recorded_at", "pk")[:200], today)
    return [one for one in found if one.step is not Step.VOICE]


def history(by: Actor, row: Measure) -> QuerySet[AuditRecord]:
    """What was done on a measure and by whom, the latest first."""
    rows = AuditRecord.objects.filter(prefecture_id=by.prefecture, object_kind="measure", object_id=str(row.pk))
    return rows.order_by("-number")


def suspensions(guest_ids: Iterable[UUID]) -> QuerySet[PocketMoneySuspension]:
    """The nights without pocket money of guests, by measures carried out: what the accounting subtracts.

    Source: legislative decree 142/2015, art. 23 c. 2 lett. c.
    """
    return PocketMoneySuspension.objects.filter(guest__in=list(guest_ids)).order_by("guest_id", "during")


def centres_to_move_to(by: Actor) -> QuerySet[Centre]:
    """Centres to which a guest may be moved."""
    return Centre.objects.filter(prefecture_id=by.prefecture, closed_on__isnull=True).order_by("name", "pk")


def state_of(row: Measure) -> MeasureState:
    """How far a measure is."""
    return MeasureState(row.state)


def kinds_of(row: Measure) -> tuple[MeasureKind, ...]:
    """What was decided; nothing before."""
    decision = decision_of(row)
    return tuple(MeasureKind(word) for word in decision.kinds) if decision else ()
