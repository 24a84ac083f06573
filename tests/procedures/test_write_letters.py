"""Letters are written from the case file, kept with their hash, sent, received; the receipt moves the clock."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import User
from approdo.people.models import Person, PersonLanguage
from approdo.procedures import letter_printing
from approdo.procedures.commands import deciding, events, integration, letters, opinions, rejection
from approdo.procedures.models import CaseFile, Letter
from tests.procedures.conftest import FILED, NOTIFIED, PROPOSED, REFUSAL, SIGNED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = date(2026, 6, 20)


def write(officer: Actor, case: CaseFile, kind: str, on: date, language: str = "it") -> Letter:
    return letters.write_letter(by=officer, case_id=case.pk, kind=kind, language=language, today=on)


def dispatch(officer: Actor, letter: Letter, on: date, **values: Any) -> CaseFile:
    told = {"channel": "ali", "today": on, **values}
    return letters.dispatch_letter(by=officer, case_id=letter.case_id, letter_id=letter.pk, on=on, **told)


def receive(officer: Actor, letter: Letter, on: date, today: date | None = None) -> CaseFile:
    return letters.record_receipt(by=officer, case_id=letter.case_id, letter_id=letter.pk, on=on, today=today or on)


def text_of(officer: Actor, letter: Letter) -> str:
    pdf = documents.read(officer, letter.document)
    assert hashlib.sha256(pdf).hexdigest() == letter.document.sha256
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def sent(officer: Actor, case: CaseFile, kind: str, received: date) -> CaseFile:
    """Written and sent two days before the person receives it."""
    day = date.fromordinal(received.toordinal() - 2)
    letter = write(officer, case, kind, day)
    dispatch(officer, letter, day)
    return receive(officer, letter, received)


def test_the_notice_of_receipt_says_by_when_and_why(officer: Actor, assigned: CaseFile) -> None:
    letter = write(officer, assigned, "receipt_start_notice", FILED)
    said = text_of(officer, letter)
    assert "11 giugno 2026" in said
    assert "TUI art. 29 c. 8" in said
    assert "2026/0001" in said
    assert (letter.language, letter.addressee, letter.document.kind) == ("", "Provetta Inventata", "letter")
    case = dispatch(officer, letter, date(2026, 1, 13))
    case = receive(officer, letter, date(2026, 1, 14))
    assert (case.effective_due, case.state) == (date(2026, 6, 11), "admissibility_check")


def test_the_files_of_letters_have_italian_names(officer: Actor, opinion_awaited: CaseFile) -> None:
    with override("en"):
        letter = letters.write_letter(by=officer, case_id=opinion_awaited.pk, kind="receipt_start_notice")
        listed = letters.write_solicitation(by=officer, office="questura", today=date(2026, 6, 20))
    assert letter.document.file_name == "ricevuta-e-comunicazione-di-avvio-2026-0001.pdf"
    assert listed.document.file_name == "elenco-dei-pareri-in-attesa-questura-2026-06-20.pdf"


def test_what_is_missing_is_named_and_no_letter_is_kept(officer: Actor, submitted: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        write(officer, submitted, "receipt_start_notice", FILED)
    assert refused.value.code == "letter_incomplete"
    assert "protocol" in str(refused.value.message)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("kind", ["love_letter", "solicitation", "pending_opinions_list", ""])
def test_an_unknown_kind_is_refused(officer: Actor, assigned: CaseFile, kind: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        write(officer, assigned, kind, FILED)
    assert refused.value.code == "unknown_letter"


@pytest.mark.parametrize(
    ("spoken", "language"),
    [("ar", "ar"), ("wo", "en"), ("fr", "fr"), ("it", "")],
    ids=["known", "fallback", "fr", "it"],
)
def test_the_translation_follows_the_person(
    officer: Actor, assigned: CaseFile, person: Person, spoken: str, language: str
) -> None:
    PersonLanguage.objects.create(prefecture_id="SV", person=person, language=spoken)
    assert write(officer, assigned, "receipt_start_notice", FILED, language="").language == language


def test_a_person_without_languages_gets_english(officer: Actor, assigned: CaseFile) -> None:
    assert write(officer, assigned, "receipt_start_notice", FILED, language="").language == "en"


def test_a_request_for_papers_moves_the_file_when_sent_and_the_clock_when_received(
    officer: Actor, investigated: CaseFile
) -> None:
    """T07: received on 20 February, papers on 10 March, due 29 June."""
    letter = write(officer, investigated, "integration_request", date(2026, 2, 18))
    assert "30 giorni" in text_of(officer, letter)
    case = dispatch(officer, letter, date(2026, 2, 18), protocol_number=" U/1 ")
    assert (case.state, case.ball, case.clock) == ("integration_requested", "applicant", "running")
    case = receive(officer, letter, date(2026, 2, 20))
    assert (case.clock, case.stop_ends_on) == ("stopped", date(2026, 3, 22))
    case = integration.receive_integration(by=officer, case_id=case.pk, on=date(2026, 3, 10), today=TODAY)
    assert (case.effective_due, case.stopped_days) == (date(2026, 6, 29), 18)
    letter.refresh_from_db()
    assert (letter.channel, letter.protocol_number, letter.received_on) == ("ali", "U/1", date(2026, 2, 20))


@pytest.mark.parametrize(
    ("notice", "reply", "due"),
    [
        (date(2026, 5, 20), None, date(2026, 6, 22)),  # T10
        (date(2026, 5, 20), date(2026, 5, 28), date(2026, 6, 29)),  # T11
        (date(2026, 5, 23), None, date(2026, 6, 22)),  # T12
    ],
)
def test_a_notice_before_refusal_gives_the_dates_of_the_law(
    officer: Actor, refusal_proposed: CaseFile, notice: date, reply: date | None, due: date
) -> None:
    case = sent(officer, refusal_proposed, "preliminary_rejection", notice)
    assert (case.state, case.clock) == ("preliminary_rejection", "stopped")
    if reply:
        case = rejection.receive_observations(by=officer, case_id=case.pk, on=reply, today=reply)
    answered = Grounds_with_answer if reply else REFUSAL
    case = deciding.propose_decision(by=officer, case_id=case.pk, grounds=answered, today=TODAY)
    case = deciding.sign_decision(by=officer, case_id=case.pk, on=TODAY, today=TODAY)
    assert case.effective_due == due


Grounds_with_answer = deciding.Grounds(
    REFUSAL.outcome, REFUSAL.reasons, REFUSAL.legal_basis, REFUSAL.remedies, "Il reddito è di un altro anno."
)


def test_papers_and_then_a_notice_add_up(officer: Actor, investigated: CaseFile) -> None:
    """T13: due 17 July."""
    case = sent(officer, investigated, "integration_request", date(2026, 2, 20))
    integration.receive_integration(by=officer, case_id=case.pk, on=date(2026, 3, 10), today=date(2026, 3, 10))
    deciding.propose_decision(by=officer, case_id=case.pk, grounds=REFUSAL, today=PROPOSED)
    case = sent(officer, case, "preliminary_rejection", date(2026, 6, 1))
    case = rejection.receive_observations(by=officer, case_id=case.pk, on=date(2026, 6, 9), today=TODAY)
    assert (case.effective_due, case.stopped_days) == (date(2026, 7, 17), 36)


def test_the_receipt_of_a_grant_is_its_notification(officer: Actor, decided: CaseFile) -> None:
    case = sent(officer, decided, "grant", NOTIFIED)
    assert (case.state, case.decisions.get().notified_on) == ("notified", NOTIFIED)


def test_a_denial_answers_and_is_notified(officer: Actor, observed: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        write(officer, observed, "denial", TODAY)
    assert refused.value.code == "letter_incomplete"
    deciding.propose_decision(by=officer, case_id=observed.pk, grounds=Grounds_with_answer, today=TODAY)
    letter = write(officer, observed, "denial", TODAY)
    said = text_of(officer, letter)
    assert "Il reddito è di un altro anno." in said
    assert "Ho un altro reddito." in said
    with pytest.raises(Refusal) as refused:
        dispatch(officer, letter, TODAY)
    assert refused.value.code == "not_decided"
    deciding.sign_decision(by=officer, case_id=observed.pk, on=TODAY, today=TODAY)
    dispatch(officer, letter, TODAY)
    assert receive(officer, letter, TODAY).state == "notified"


def test_a_letter_never_says_another_outcome_than_the_decision(
    officer: Actor, investigated: CaseFile, decided: CaseFile
) -> None:
    for kind in ("denial", "inadmissible", "preliminary_rejection"):
        with pytest.raises(Refusal) as refused:
            write(officer, decided, kind, TODAY)
        assert refused.value.code == "letter_of_another_outcome"


def test_nothing_is_granted_by_letter_before_it_is_proposed(officer: Actor, investigated: CaseFile) -> None:
    with pytest.raises(Refusal) as refused:
        write(officer, investigated, "grant", TODAY)
    assert refused.value.code == "letter_of_another_outcome"
    with pytest.raises(Refusal) as refused:
        write(officer, investigated, "preliminary_rejection", TODAY)
    assert refused.value.code == "letter_incomplete"


def test_sending_and_receiving_happen_once_and_in_order(officer: Actor, investigated: CaseFile) -> None:
    letter = write(officer, investigated, "integration_request", date(2026, 2, 18))
    with pytest.raises(Refusal) as refused:
        receive(officer, letter, TODAY)
    assert refused.value.code == "not_dispatched"
    for values, code in (
        ({"on": date(2026, 2, 17), "today": TODAY}, "before_writing"),
        ({"on": date(2026, 6, 21), "today": TODAY}, "date_in_the_future"),
        ({"on": date(2026, 2, 18), "channel": "pigeon"}, "unknown_channel"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            dispatch(officer, letter, **values)  # type: ignore[arg-type]
        assert wrong.value.code == code
    dispatch(officer, letter, date(2026, 2, 19))
    with pytest.raises(Refusal) as refused:
        dispatch(officer, letter, date(2026, 2, 19))
    assert refused.value.code == "already_dispatched"
    with pytest.raises(InvalidInput) as wrong:
        receive(officer, letter, date(2026, 2, 18), TODAY)
    assert wrong.value.code == "before_dispatch"
    with pytest.raises(InvalidInput) as wrong:
        receive(officer, letter, date(2026, 6, 21), TODAY)
    assert wrong.value.code == "date_in_the_future"
    receive(officer, letter, date(2026, 2, 20))
    with pytest.raises(Refusal) as refused:
        receive(officer, letter, date(2026, 2, 20))
    assert refused.value.code == "already_received"


def test_a_letter_of_another_case_file_is_not_found(officer: Actor, investigated: CaseFile) -> None:
    with pytest.raises(NotFound):
        letters.dispatch_letter(
            by=officer, case_id=investigated.pk, letter_id=UUID(int=1), channel="ali", on=TODAY, today=TODAY
        )


def test_papers_are_not_asked_by_letter_before_the_investigation(officer: Actor, assigned: CaseFile) -> None:
    """Otherwise the clock would stop in a state in which nobody can say that the papers came."""
    letter = write(officer, assigned, "integration_request", FILED)
    with pytest.raises(Refusal) as refused:
        dispatch(officer, letter, FILED)
    assert refused.value.code == "act_not_allowed"
    letter.refresh_from_db()
    assert letter.dispatched_on is None


def test_a_receipt_already_told_by_the_act_is_not_counted_twice(officer: Actor, asked: CaseFile) -> None:
    day = date(2026, 2, 20)
    letter = write(officer, asked, "integration_request", day)
    dispatch(officer, letter, day)
    case = receive(officer, letter, day)
    assert case.events.filter(type="integration_requested").count() == 1


def test_a_notice_already_told_by_the_act_is_not_counted_twice(officer: Actor, noticed: CaseFile) -> None:
    day = date(2026, 5, 20)
    letter = write(officer, noticed, "preliminary_rejection", day)
    dispatch(officer, letter, day)
    case = receive(officer, letter, day)
    assert case.events.filter(type="preliminary_rejection_received").count() == 1


def test_papers_that_came_before_the_receipt_was_recorded_end_the_stop(officer: Actor, investigated: CaseFile) -> None:
    letter = write(officer, investigated, "integration_request", date(2026, 2, 18))
    dispatch(officer, letter, date(2026, 2, 18))
    case = integration.receive_integration(
        by=officer, case_id=investigated.pk, on=date(2026, 3, 10), today=date(2026, 3, 10)
    )
    assert case.effective_due == date(2026, 6, 11)
    case = receive(officer, letter, date(2026, 2, 20), date(2026, 3, 16))
    assert (case.clock, case.effective_due, case.state) == ("running", date(2026, 6, 29), "investigation")


def test_a_receipt_after_the_papers_stops_nothing(officer: Actor, investigated: CaseFile) -> None:
    letter = write(officer, investigated, "integration_request", date(2026, 2, 18))
    dispatch(officer, letter, date(2026, 2, 18))
    integration.receive_integration(by=officer, case_id=investigated.pk, on=date(2026, 2, 19), today=date(2026, 2, 19))
    case = receive(officer, letter, date(2026, 2, 20))
    assert (case.clock, case.effective_due) == ("running", date(2026, 6, 11))


def test_a_second_request_after_the_first_round_is_sent_once(officer: Actor, investigated: CaseFile) -> None:
    """T09: the second stop has no effect."""
    case = sent(officer, investigated, "integration_request", date(2026, 2, 20))
    integration.receive_integration(by=officer, case_id=case.pk, on=date(2026, 3, 10), today=date(2026, 3, 10))
    case = sent(officer, case, "integration_request", date(2026, 5, 4))
    assert case.state == "integration_requested"
    case = integration.receive_integration(by=officer, case_id=case.pk, on=date(2026, 5, 14), today=TODAY)
    assert case.effective_due == date(2026, 6, 29)


def test_a_corrected_receipt_corrects_the_letter_and_may_be_recorded_again(
    officer: Actor, investigated: CaseFile
) -> None:
    case = sent(officer, investigated, "integration_request", date(2026, 2, 20))
    letter = Letter.objects.get()

    def correct(right: date | None) -> CaseFile:
        event = case.events.get(type="integration_requested", cancelled_at=None)
        return events.correct_event(
            by=officer, case_id=case.pk, event_id=event.pk, reason="Errore", right_date=right, today=TODAY
        )

    with pytest.raises(InvalidInput) as wrong:
        correct(date(2026, 2, 17))
    assert (wrong.value.code, set(wrong.value.fields)) == ("too_early", {"right_date"})
    correct(date(2026, 2, 23))
    letter.refresh_from_db()
    assert letter.received_on == date(2026, 2, 23)
    correct(None)
    letter.refresh_from_db()
    assert letter.received_on is None
    assert receive(officer, letter, date(2026, 2, 24)).clock == "stopped"


def test_the_list_of_pending_opinions_reminds_of_each_once_a_day(
    officer: Actor, operator: Actor, opinion_awaited: CaseFile
) -> None:
    letter = letters.write_solicitation(by=officer, office="questura", today=date(2026, 2, 16))
    assert "2026/0001" in text_of(officer, letter)
    row = opinion_awaited.opinions.get()
    assert (row.state, row.solicited_on, row.solicitations) == ("solicited", date(2026, 2, 16), 1)
    with pytest.raises(Refusal) as refused:
        letters.write_solicitation(by=officer, office="questura", today=date(2026, 2, 16))
    assert refused.value.code == "nothing_pending"
    letters.write_solicitation(by=officer, office="questura", today=date(2026, 2, 17))
    opinions.receive_opinion(
        by=officer, case_id=opinion_awaited.pk, office="questura", result="received_positive", on=TODAY, today=TODAY
    )
    with pytest.raises(Refusal):
        letters.write_solicitation(by=officer, office="questura", today=TODAY)
    assert Letter.objects.count() == 2


def test_a_machine_does_not_sign_a_solicitation(officer: Actor, opinion_awaited: CaseFile) -> None:
    machine = Actor(prefecture="SV", user_id=None, label="x", permissions=officer.permissions)
    with pytest.raises(Refusal) as refused:
        letters.write_solicitation(by=machine, office="questura", today=SIGNED)
    assert refused.value.code == "nobody_signs"


def test_a_letter_that_cannot_be_printed_is_refused(
    officer: Actor, assigned: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise letter_printing.LetterNotRendered("too long")

    monkeypatch.setattr(letter_printing, "render_letter", fail)
    with pytest.raises(Refusal) as refused:
        write(officer, assigned, "receipt_start_notice", FILED)
    assert refused.value.code == "letter_not_rendered"


def test_a_letter_that_does_not_exist_has_no_page(
    signed_in: Callable[[User], Client], officer_user: User, investigated: CaseFile
) -> None:
    client = signed_in(officer_user)
    assert client.get(reverse("write-letter", args=[investigated.pk, "grant"])).status_code == 200
    for kind in ("parcel", "solicitation"):
        assert client.get(reverse("write-letter", args=[investigated.pk, kind])).status_code == 404
