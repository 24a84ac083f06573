"""A measure on its way: acts of the procedure with the least that they need, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from approdo.core.access.actor import Actor
from approdo.reception.commands import measure_decisions, measures
from approdo.reception.commands.measure_decisions import Decision
from approdo.reception.commands.measures import Assessment
from approdo.reception.models import Guest, Measure
from approdo.reception.rules.measures import Delivery, Ground, MeasureKind, Terms, Voice

OPENED, RECEIVED, HEARD, DECIDED = date(2026, 5, 2), date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 11)
TODAY = date(2026, 7, 1)
SECRET = "Fatto inventato riservatissimo"
ASSESSMENT = Assessment("Proporzionata perché sì", "Nulla di più lieve basta", vulnerable=True, vulnerability=SECRET)
REMEDIES = "Ricorso al TAR entro 60 giorni"


def opened(by: Actor, guest: Guest, ground: Ground = Ground.ABANDONMENT, on: date = OPENED) -> Measure:
    """A procedure just opened."""
    return measures.open_measure(by=by, guest_id=guest.pk, ground=ground, facts=SECRET, on=on, today=TODAY)


def told(by: Actor, row: Measure, on: date = RECEIVED) -> Measure:
    """The guest received the notice."""
    return measures.record_notice(by=by, measure_id=row.pk, received_on=on, delivery=Delivery.IN_HAND, today=TODAY)


def heard(by: Actor, row: Measure, on: date = HEARD) -> Measure:
    """The guest was heard."""
    return measures.record_voice(by=by, measure_id=row.pk, on=on, voice=Voice.HEARING, said=SECRET, today=TODAY)


def assessed(by: Actor, row: Measure, on: date = HEARD) -> Measure:
    """Proportionality and vulnerability were assessed."""
    return measures.assess_measure(by=by, measure_id=row.pk, on=on, assessment=ASSESSMENT, today=TODAY)


def prepared(by: Actor, guest: Guest, ground: Ground = Ground.ABANDONMENT) -> Measure:
    """A measure that only waits for its decision."""
    row = opened(by, guest, ground)
    told(by, row)
    heard(by, row)
    return assessed(by, row)


def decided(
    by: Actor, row: Measure, *kinds: MeasureKind, on: date = DECIDED, centre_id: UUID | None = None, **terms: Any
) -> Measure:
    """The decision, signed; none of the kinds means that nothing is taken."""
    values = Terms(kinds, moves=centre_id is not None, **terms) if kinds else None
    decision = Decision("Perché sì", REMEDIES, values, centre_id)
    return measure_decisions.decide_measure(by=by, measure_id=row.pk, on=on, decision=decision, today=TODAY)


def notified(by: Actor, row: Measure, on: date = DECIDED) -> Measure:
    """The guest received the decision."""
    return measure_decisions.notify_decision(
        by=by, measure_id=row.pk, received_on=on, delivery=Delivery.UNTRACEABLE, today=TODAY
    )
