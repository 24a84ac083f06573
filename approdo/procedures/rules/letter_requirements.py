"""What the law wants in a letter, and that a letter without it is not written."""

from __future__ import annotations

from approdo.procedures.rules.letters import (
    COURTS,
    DECISIONS,
    OF_CASE_FILES,
    OF_MEASURES,
    OF_OPINIONS,
    LetterFacts,
    LetterKind,
    LocalText,
    RemedyKind,
)


def missing_facts(kind: LetterKind, facts: LetterFacts) -> tuple[str, ...]:
    """Names of the facts the law wants in that letter and that are absent; empty when it can be written.

    Source: art. 3, 7, 8, 10-bis and 18-bis L. 241/1990; art. 23 c. 2-bis D.Lgs. 142/2015.
    """
    wanted: dict[str, object] = {
        "authority": facts.authority.name and facts.authority.seat,
        "office": facts.authority.office,
        "digital_address": facts.authority.certified_mail,
        "addressee": facts.addressee.name,
        "responsible_officer": facts.responsible_officer,
        "signatory": facts.signatory_name and facts.signatory_title,
    }
    if kind not in OF_OPINIONS:
        wanted |= {"procedure": facts.procedure.it, "filed_on": facts.filed_on}
    if kind in OF_CASE_FILES:
        wanted["protocol"] = facts.protocol_number
    wanted |= _wanted_by(kind, facts)
    return tuple(name for name, value in wanted.items() if not value)


def _wanted_by(kind: LetterKind, facts: LetterFacts) -> dict[str, object]:
    if kind in OF_OPINIONS:
        return {"pending": facts.pending}
    if kind in OF_MEASURES:
        return _wanted_by_measure(kind, facts)
    if kind in DECISIONS:
        return _wanted_by_decision(kind, facts)
    if kind is LetterKind.RECEIPT_START_NOTICE:
        return {"protocol_date": facts.protocol_date, "papers": facts.papers.it, **_by_when(facts)}
    deadline = facts.reply_days or facts.reply_by
    if kind is LetterKind.INTEGRATION_REQUEST:
        return {
            "items_missing": facts.items_missing,
            "reply_by": deadline,
            "send_to": facts.send_to.it,
        }
    return {
        "reasons": _all_written(facts.reasons),
        "legal_basis": facts.legal_basis,
        "reply_by": deadline,
        "papers": facts.papers.it,
        "send_to": facts.send_to.it,
    }


def _by_when(facts: LetterFacts) -> dict[str, object]:
    return {
        "due_on": facts.due_on or facts.not_started_reason,
        "due_reason": facts.due_reason or facts.due_on is None,
        "remedies": _has(facts, RemedyKind.SUBSTITUTE_POWER) and _has(facts, RemedyKind.SILENCE_ACTION),
    }


def _wanted_by_measure(kind: LetterKind, facts: LetterFacts) -> dict[str, object]:
    wanted: dict[str, object] = {"legal_basis": facts.legal_basis}
    if kind is LetterKind.MEASURE_COMMUNICATION:
        return {**wanted, "persons": facts.persons, "decided_on": facts.decided_on, "measures": facts.measures}
    wanted |= {"reasons": _all_written(facts.reasons), "papers": facts.papers.it}
    if kind is LetterKind.MEASURE_NOTICE:
        reply = {"reply_by": facts.reply_days or facts.reply_by, "send_to": facts.send_to.it}
        return {**wanted, **reply, **_by_when(facts)}
    wanted["decided_on"] = facts.decided_on
    if facts.measures:
        wanted["notice_received_on"] = facts.notice_received_on
        wanted["weighing"] = _all_written(facts.weighing)
        wanted["remedies"] = _names_a_court(facts)
    return wanted


def _wanted_by_decision(kind: LetterKind, facts: LetterFacts) -> dict[str, object]:
    wanted: dict[str, object] = {
        "legal_basis": facts.legal_basis,
        "remedies": _names_a_court(facts),
    }
    if kind is not LetterKind.GRANT:
        wanted |= {"reasons": _all_written(facts.reasons), "papers": facts.papers.it}
    if kind is LetterKind.DENIAL:
        wanted["notice_received_on"] = facts.notice_received_on
        if facts.observations_on or facts.observations:
            wanted["observations_on"] = facts.observations_on
            wanted["observations"] = facts.observations and all(item.answer.strip() for item in facts.observations)
    return wanted


def _all_written(reasons: tuple[LocalText, ...]) -> bool:
    return bool(reasons) and all(reason.it.strip() for reason in reasons)


def _has(facts: LetterFacts, kind: RemedyKind) -> bool:
    return any(remedy.kind is kind and remedy.where for remedy in facts.remedies)


def _names_a_court(facts: LetterFacts) -> bool:
    return any(_has(facts, kind) for kind in COURTS)
