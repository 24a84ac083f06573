"""A letter is refused when the law wants something that is not there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from approdo.procedures.letter_texts import build_letter
from approdo.procedures.rules.letter_requirements import missing_facts
from approdo.procedures.rules.letters import (
    AnsweredObservation,
    Authority,
    LetterIncomplete,
    LetterKind,
    LocalText,
    Remedy,
    RemedyKind,
)
from tests.procedures.letter_facts import TAR, WHOLE, facts

NO_OFFICE = Authority("Prefettura", "Savona", "", "")


@pytest.mark.parametrize("kind", LetterKind)
def test_nothing_is_missing_when_everything_is_there(kind: LetterKind) -> None:
    assert missing_facts(kind, WHOLE) == ()


@pytest.mark.parametrize(
    ("kind", "changes", "missing"),
    [
        ("receipt_start_notice", {"authority": NO_OFFICE}, {"office", "digital_address"}),
        ("receipt_start_notice", {"responsible_officer": ""}, {"responsible_officer"}),
        ("receipt_start_notice", {"procedure": LocalText("")}, {"procedure"}),
        ("receipt_start_notice", {"filed_on": None, "protocol_date": None}, {"filed_on", "protocol_date"}),
        ("receipt_start_notice", {"due_on": None}, {"due_on"}),
        ("receipt_start_notice", {"due_reason": ""}, {"due_reason"}),
        ("receipt_start_notice", {"papers": LocalText("")}, {"papers"}),
        ("receipt_start_notice", {"remedies": (Remedy(RemedyKind.REGIONAL_COURT, TAR),)}, {"remedies"}),
        ("receipt_start_notice", {"remedies": (Remedy(RemedyKind.SUBSTITUTE_POWER, "vicario"),)}, {"remedies"}),
        ("integration_request", {"items_missing": ()}, {"items_missing"}),
        ("integration_request", {"reply_days": None}, {"reply_by"}),
        ("integration_request", {"send_to": LocalText("")}, {"send_to"}),
        ("preliminary_rejection", {"reasons": ()}, {"reasons"}),
        ("preliminary_rejection", {"reasons": (LocalText("  "),)}, {"reasons"}),
        ("preliminary_rejection", {"reply_days": None, "legal_basis": ()}, {"reply_by", "legal_basis"}),
        ("grant", {"remedies": ()}, {"remedies"}),
        ("grant", {"legal_basis": ()}, {"legal_basis"}),
        ("denial", {"reasons": ()}, {"reasons"}),
        ("denial", {"remedies": (Remedy(RemedyKind.REGIONAL_COURT),)}, {"remedies"}),
        ("denial", {"notice_received_on": None}, {"notice_received_on"}),
        ("denial", {"observations": ()}, {"observations"}),
        ("denial", {"observations": (AnsweredObservation("Non è vero.", " "),)}, {"observations"}),
        ("denial", {"observations_on": None}, {"observations_on"}),
        ("inadmissible", {"reasons": (), "papers": LocalText("")}, {"reasons", "papers"}),
        ("solicitation", {"pending": ()}, {"pending"}),
        ("measure_notice", {"reasons": (), "send_to": LocalText("")}, {"reasons", "send_to"}),
        ("measure_notice", {"due_reason": "", "filed_on": None}, {"due_reason", "filed_on"}),
        ("measure_decision", {"weighing": (), "notice_received_on": None}, {"weighing", "notice_received_on"}),
        ("measure_decision", {"remedies": (), "decided_on": None}, {"remedies", "decided_on"}),
        ("measure_communication", {"persons": (), "measures": ()}, {"persons", "measures"}),
        ("pending_opinions_list", {"pending": (), "signatory_name": ""}, {"pending", "signatory"}),
    ],
)
def test_the_absent_facts_are_named(kind: str, changes: dict[str, Any], missing: set[str]) -> None:
    with pytest.raises(LetterIncomplete) as refusal:
        build_letter(LetterKind(kind), facts(**changes))
    assert set(refusal.value.missing) == missing


def test_a_measure_has_no_application_and_none_taken_has_no_appeal() -> None:
    assert missing_facts(LetterKind.MEASURE_NOTICE, facts(protocol_number="", protocol_date=None)) == ()
    assert missing_facts(LetterKind.MEASURE_DECISION, facts(measures=(), weighing=(), remedies=())) == ()


def test_an_inadmissible_application_needs_no_notice_before_refusal() -> None:
    assert missing_facts(LetterKind.INADMISSIBLE, facts(notice_received_on=None)) == ()


def test_a_denial_without_observations_is_complete() -> None:
    assert missing_facts(LetterKind.DENIAL, facts(observations=(), observations_on=None)) == ()


def test_a_notice_may_say_why_the_term_has_not_started() -> None:
    waiting = facts(due_on=None, due_reason="", not_started_reason="la domanda aspetta una quota")
    assert missing_facts(LetterKind.RECEIPT_START_NOTICE, waiting) == ()


def test_a_reply_day_replaces_the_reply_days() -> None:
    dated = facts(reply_days=None, reply_by=datetime.date(2026, 4, 8))
    assert missing_facts(LetterKind.PRELIMINARY_REJECTION, dated) == ()
