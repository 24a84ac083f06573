"""A measure locked for a change, and the refusals that its acts share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.core import versions
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.saying import between, wrong_fields
from approdo.core.versions import refuse_changed
from approdo.reception import measure_labels as labels
from approdo.reception.models import Measure, MeasureLetter
from approdo.reception.queries import measures
from approdo.reception.rules.measures import MeasurePaper, MeasureState


def locked(by: Actor, measure_id: UUID, expected_version: int | None, *states: MeasureState) -> Measure:
    """The measure, locked until the transaction ends, in one of the states. Raises NotFound, Stale, Refusal."""
    found = measures.visible_to(by).select_for_update(of=("self",)).filter(pk=measure_id).first()
    if found is None:
        raise measures.measure_not_found()
    row = measures.measure(by, measure_id)
    words = _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, "measure", row, expected_version, words, acts=labels.MEASURE_ACTS)
    if row.state not in {state.value for state in states}:
        words = _("This measure is in the state «%(state)s»: this act is not possible any more, or not yet.")
        raise Refusal("measure_not_in_state", words % {"state": labels.MEASURE_STATES[MeasureState(row.state)]})
    return row


def letter_left(row: Measure, kind: MeasurePaper) -> MeasureLetter | None:
    """The letter of that kind, locked, where one was written here. Raises Refusal when it has not left."""
    letter = row.letters.select_for_update(of=("self",)).filter(kind=kind.value).first()
    if letter is not None and letter.dispatched_on is None:
        words = _("The letter is written: record first how and when it left.")
        raise Refusal("letter_not_dispatched", words)
    return letter


def letter_received(row: Measure, kind: MeasurePaper, on: date, field: str) -> None:
    """Write the receipt on the letter of that kind, where one was written here: it must have left before.

    Raises Refusal (it has not left), InvalidInput (received before it left; `field` of the day).
    """
    letter = letter_left(row, kind)
    if letter is None:
        return
    between(on, letter.dispatched_on, on, field)
    letter.received_on = on
    letter.save(update_fields=["received_on"])


def keep(by: Actor, row: Measure, act: str, **details: Any) -> Measure:
    """Write a changed measure and its act. `details` hold no text about the guest."""
    return versions.keep(by, "measure", row, f"measure.{act}", state=row.state, **details)


def wrong(faults: Mapping[str, Any]) -> InvalidInput:
    """The refusal of fields, in words."""
    return wrong_fields("measure_invalid", dict(faults))
