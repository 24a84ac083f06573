"""Letters: written once as PDF, kept with their hash, dispatched, received. Receipt moves the clock."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.letters.signer import signer_of
from approdo.core.models import Prefecture
from approdo.procedures import labels, letter_texts
from approdo.procedures.commands.deciding import INADMISSIBLE, REFUSALS, notify_decision
from approdo.procedures.commands.files import add_event, conclude, day_or_today, lock_case, move, not_in_the_future
from approdo.procedures.letter_printing import file_name, printed
from approdo.procedures.models import CaseFile, Letter, Opinion
from approdo.procedures.queries import letter_facts
from approdo.procedures.rules.letters import DECISIONS, OF_CASE_FILES, LetterKind
from approdo.procedures.rules.states import POSITIVE

# The act that the dispatch of a letter stands for: from which state, to which; and the event of its receipt.
ACT_OF_DISPATCH = {
    "integration_request": ("investigation", "request_integration", "integration_requested"),
    "preliminary_rejection": ("decision_proposal", "notify_10bis", "preliminary_rejection"),
}
EVENT_OF_RECEIPT = {
    "integration_request": "integration_requested",
    "preliminary_rejection": "preliminary_rejection_received",
}
ANSWER_TO = {"integration_requested": "integration_received", "preliminary_rejection_received": "observations_received"}
OUTCOMES_OF = {
    LetterKind.PRELIMINARY_REJECTION: REFUSALS,
    LetterKind.GRANT: POSITIVE,
    LetterKind.DENIAL: REFUSALS - INADMISSIBLE,
    LetterKind.INADMISSIBLE: INADMISSIBLE,
}


@transaction.atomic
def write_letter(
    *, by: Actor, case_id: UUID, kind: str, language: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> Letter:  # fmt: skip
    """Write a letter of a case file, with a short translation in the person's language unless one is chosen.

    Raises Refusal when the law wants something that the case file does not have yet.
    """
    require(by, Permission.CASE_WRITE_LETTER)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    if kind not in {item.value for item in OF_CASE_FILES}:
        raise InvalidInput("unknown_letter", _("Choose a letter of the list."), fields={"kind": _("Unknown letter.")})
    _says_what_is_decided(case, LetterKind(kind))
    tongue = language or letter_texts.letter_language(letter_facts.languages_of(case))
    facts = letter_facts.case_facts(case, LetterKind(kind), now)
    pdf = printed(LetterKind(kind), facts, tongue)
    name = file_name(LetterKind(kind), case.protocol_number or case.external_code or case.pk)
    letter = Letter.objects.create(
        prefecture_id=by.prefecture,
        case=case,
        kind=kind,
        addressee=facts.addressee.name,
        language=tongue if tongue != "it" else "",
        document=documents.store(by, "letter", name, pdf, media_type="application/pdf"),
        written_on=now,
        written_by_id=by.user_id,
    )
    conclude(
        case, by=by, act="case.letter_written", today=now, letter=letter.pk, kind=kind, sha256=letter.document.sha256
    )
    return letter


def _says_what_is_decided(case: CaseFile, kind: LetterKind) -> None:
    decision = case.decisions.filter(revoked_on=None).first()
    outcome = decision.outcome if decision else ""
    # A notice without a proposal lacks its reasons, and is refused for that.
    if kind in OUTCOMES_OF and outcome not in OUTCOMES_OF[kind] and (outcome or kind in DECISIONS):
        raise Refusal(
            "letter_of_another_outcome",
            _("This letter says something else than the decision proposed. Propose that decision first."),
        )


@transaction.atomic
def write_solicitation(*, by: Actor, office: str, today: date | None = None) -> Letter:
    """Write to an office the list of the opinions it has not given yet, and mark each as solicited.

    An office is reminded of an opinion once a day. Raises Refusal when it owes none.
    """
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    pending = list(
        Opinion.objects.select_for_update(of=("self",))
        .filter(prefecture_id=by.prefecture, office=office, state__in=["requested", "solicited"])
        .exclude(solicited_on=now)
        .select_related("case")
        .order_by("requested_on", "id")
    )
    if not pending:
        raise Refusal("nothing_pending", _("That office owes no opinion."))
    writer = signer_of(by)
    prefecture = Prefecture.objects.get(pk=by.prefecture)
    facts = letter_facts.opinions_facts(prefecture, office, pending, writer, now)
    pdf = printed(LetterKind.PENDING_OPINIONS_LIST, facts, "it")
    name = file_name(LetterKind.PENDING_OPINIONS_LIST, labels.CONSULTED.get(office, office), now)
    letter = Letter.objects.create(
        prefecture_id=by.prefecture,
        kind=LetterKind.PENDING_OPINIONS_LIST.value,
        addressee=facts.addressee.name,
        document=documents.store(by, "letter", name, pdf, media_type="application/pdf"),
        written_on=now,
        written_by_id=by.user_id,
    )
    for opinion in pending:
        opinion.state, opinion.solicited_on, opinion.solicitations = "solicited", now, opinion.solicitations + 1
    Opinion.objects.bulk_update(pending, ["state", "solicited_on", "solicitations"], batch_size=500)
    audit.record(by, "case.opinions_solicited", "letter", letter.pk, office=office, opinions=len(pending))
    return letter


def _letter_of(case: CaseFile, letter_id: UUID) -> Letter:
    letter = Letter.objects.select_for_update(of=("self",)).filter(case=case, pk=letter_id).first()
    if letter is None:
        raise NotFound("letter_not_found", _("There is no such letter in the case file."))
    return letter


@transaction.atomic
def dispatch_letter(
    *, by: Actor, case_id: UUID, letter_id: UUID, channel: str, on: date, protocol_number: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record that a letter left. The case file goes where the letter takes it; the clock waits for the receipt."""
    require(by, Permission.CASE_DISPATCH_LETTER)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    letter = _letter_of(case, letter_id)
    not_in_the_future(on, now)
    if letter.dispatched_on is not None:
        raise Refusal("already_dispatched", _("The dispatch of this letter is already recorded."))
    if channel not in labels.CHANNELS:
        raise InvalidInput(
            "unknown_channel", _("Choose a channel of the list."), fields={"channel": _("Unknown channel.")}
        )
    if on < letter.written_on:
        raise InvalidInput(
            "before_writing", _("A letter cannot leave before it is written."), fields={"on": _("Check the date.")}
        )
    letter.channel, letter.dispatched_on, letter.protocol_number = channel, on, protocol_number.strip()
    letter.save(update_fields=["channel", "dispatched_on", "protocol_number"])
    _leave(case, letter, on, by=by)
    return conclude(case, by=by, act="case.letter_dispatched", today=now, letter=letter.pk, channel=channel, on=on)


def _leave(case: CaseFile, letter: Letter, on: date, *, by: Actor) -> None:
    """Do the act that the letter stands for, unless it was already done. Raises Refusal when it cannot be done."""
    if letter.kind in DECISIONS and case.decided_on is None:
        raise Refusal("not_decided", _("There is no signed decision to notify."))
    source, act, target = ACT_OF_DISPATCH.get(letter.kind, ("", "", ""))
    if not act or case.state == target or (case.state != source and case.passages.filter(act=act).exists()):
        return
    _says_what_is_decided(case, LetterKind(letter.kind))
    move(case, act, by=by, on=on)


def _stop_the_clock(case: CaseFile, letter: Letter, on: date, *, by: Actor, today: date) -> None:
    """The receipt of a request or of a notice, unless another act has already told its day.

    Papers that came before the receipt was recorded end the stop on the day they came.
    """
    event = EVENT_OF_RECEIPT[letter.kind]
    answer = ANSWER_TO[event]
    standing = list(case.events.filter(cancelled_at=None, type__in=(event, answer)).values_list("type", flat=True))
    if case.state == ACT_OF_DISPATCH[letter.kind][2]:
        if standing.count(event) <= standing.count(answer):
            add_event(case, event, on, by=by, today=today)
        return
    came = case.passages.filter(act="receive_integration", on__gte=on).order_by("at").first()
    if event == "integration_requested" and came is not None and event not in standing:
        add_event(case, event, on, by=by, today=today)
        add_event(case, answer, came.on, by=by, today=today)


@transaction.atomic
def record_receipt(
    *, by: Actor, case_id: UUID, letter_id: UUID, on: date,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record the day a letter was received: from that day the clock stops, or the decision counts as notified."""
    require(by, Permission.CASE_DISPATCH_LETTER)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    letter = _letter_of(case, letter_id)
    not_in_the_future(on, now)
    if letter.dispatched_on is None:
        raise Refusal("not_dispatched", _("Record the dispatch of this letter first."))
    if letter.received_on is not None:
        raise Refusal("already_received", _("The receipt of this letter is already recorded."))
    if on < letter.dispatched_on:
        raise InvalidInput(
            "before_dispatch", _("The receipt cannot come before the dispatch."), fields={"on": _("Check the date.")}
        )
    letter.received_on = on
    letter.save(update_fields=["received_on"])
    if letter.kind in EVENT_OF_RECEIPT:
        _stop_the_clock(case, letter, on, by=by, today=now)
    case = conclude(case, by=by, act="case.letter_received", today=now, letter=letter.pk, on=on)
    if letter.kind in {kind.value for kind in DECISIONS} and case.state == "decided":
        case = notify_decision(by=by, case_id=case.pk, on=on, today=now)
    return case
