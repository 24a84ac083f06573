"""Letters of a measure: written, kept with their hash, sent. Their receipt is the receipt of the notice or decision."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.letters.signer import signer_of
from approdo.core.saying import between, texts_said
from approdo.procedures.letter_printing import file_name, printed
from approdo.procedures.rules.letters import ITALIAN
from approdo.reception import measure_locks as locks
from approdo.reception.commands.measure_decisions import tell_commission
from approdo.reception.models import Measure, MeasureLetter
from approdo.reception.queries import measure_letters
from approdo.reception.rules.measures import SENDINGS, Delivery, MeasurePaper, MeasureState

OPEN, DECIDED, CLOSED = MeasureState.OPEN, MeasureState.DECIDED, MeasureState.CLOSED
STATES = {
    MeasurePaper.NOTICE: (OPEN,),
    MeasurePaper.DECISION: (DECIDED, CLOSED),
    MeasurePaper.COMMUNICATION: (DECIDED,),
}


@transaction.atomic
def write_measure_letter(
    *, by: Actor, measure_id: UUID, kind: MeasurePaper, expected_version: int | None = None, today: date | None = None
) -> MeasureLetter:
    """Write a letter of a measure, in Italian and in the guest's language; again, until it leaves.

    Raises NotAllowed, NotFound, Stale, Refusal (not its time, what it says was done already, it left already, nobody
    signs, what the law wants in it and is not there).
    Source: law 241/1990, arts. 7, 8 and 21-bis; legislative decree 142/2015, art. 23 c. 2-bis.
    """
    require(by, Permission.MEASURE_PREPARE)
    today = today or timezone.localdate()
    row = locks.locked(by, measure_id, expected_version, *STATES[kind])
    if kind not in measure_letters.possible(row):
        raise Refusal("told_already", _("What this letter says was told already: it is not written any more."))
    found = row.letters.filter(kind=kind.value).first() or MeasureLetter(measure=row, kind=kind.value)
    _not_sent(found)
    facts = measure_letters.facts_of(row, kind, signer_of(by), today)
    tongue = measure_letters.language_of(row, kind)
    pdf = printed(measure_letters.KINDS[kind], facts, tongue)
    name = file_name(measure_letters.KINDS[kind], today)
    found.prefecture_id, found.written_on, found.written_by_id = by.prefecture, today, by.user_id
    found.addressee, found.language = facts.addressee.name, "" if tongue == ITALIAN else tongue
    found.document = documents.store(by, "measure_letter", name, pdf, media_type="application/pdf")
    found.save()
    locks.keep(by, row, "letter_written", letter=kind.value, sha256=found.document.sha256)
    return found


@transaction.atomic
def dispatch_measure_letter(
    *, by: Actor, measure_id: UUID, kind: MeasurePaper, channel: Delivery, on: date, protocol_number: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> Measure:  # fmt: skip
    """Write how and when a letter left; for the Commission this is the communication, under its protocol number.

    Raises NotAllowed, NotFound, Stale, InvalidInput (before it was written, a day to come, no way of sending, no protocol
    for the Commission), Refusal (no letter, it left already).
    Source: legislative decree 142/2015, art. 23 c. 2-bis.
    """
    require(by, Permission.MEASURE_PREPARE)
    today = today or timezone.localdate()
    row = locks.locked(by, measure_id, expected_version, *STATES[kind])
    found = row.letters.select_for_update(of=("self",)).filter(kind=kind.value).first()
    if found is None:
        raise Refusal("letter_missing", _("Write the letter first: it is what is sent."))
    _not_sent(found)
    if channel not in SENDINGS:
        words = _("Choose how the letter was sent.")
        raise InvalidInput("untraceable", words, fields={"channel": words})
    between(on, found.written_on, today, "on")
    protocol = " ".join(protocol_number.split())[:40]
    if kind is MeasurePaper.COMMUNICATION:
        texts_said(protocol_number=protocol)
    found.channel, found.dispatched_on, found.protocol_number = channel.value, on, protocol
    found.save(update_fields=["channel", "dispatched_on", "protocol_number"])
    row = locks.keep(by, row, "letter_dispatched", letter=kind.value, channel=channel.value, on=on)
    if kind is not MeasurePaper.COMMUNICATION:
        return row
    return tell_commission(by=by, measure_id=row.pk, on=on, reference=protocol, today=today)


def _not_sent(letter: MeasureLetter) -> None:
    if letter.dispatched_on is not None:
        raise Refusal("already_dispatched", _("The dispatch of this letter is already recorded."))
