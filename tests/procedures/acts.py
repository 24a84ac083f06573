"""Every act on a case file: at which point of its life it is possible, and how it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission as P
from approdo.procedures.commands import (
    checklist,
    deciding,
    events,
    integration,
    letters,
    litigation,
    opening,
    opinions,
    rejection,
)
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.models import CaseFile
from tests.procedures.conftest import FILED, GRANT

TODAY = date(2026, 6, 20)
Do = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """`point` is the fixture in which the act is possible, `audited` its name in the audit."""

    name: str
    point: str
    permission: P
    audited: str
    call: Do
    closed: bool = True  # refused on a closed case file

    def do(self, by: Actor, case: CaseFile, today: date = TODAY, **values: Any) -> Any:
        """Do the act on that case file."""
        return self.call(case, by=by, case_id=case.pk, today=today, **values)


def _event(case: CaseFile, type_: str) -> Any:
    return case.events.get(type=type_, cancelled_at=None).pk


ACTS = [
    Act("register", "submitted", P.CASE_REGISTER, "case.registered",
        lambda _c, **k: opening.register_case(protocol_number="2026/77", on=FILED, **k)),
    Act("assign", "registered", P.CASE_ASSIGN, "case.assigned",
        lambda _c, **k: opening.assign_case(user_id=k["by"].user_id, **k)),
    Act("end_assignment", "assigned", P.CASE_ASSIGN, "case.assignment_ended",
        lambda c, **k: opening.end_assignment(user_id=c.responsible_id, **k), closed=False),
    Act("prioritise", "investigated", P.CASE_PRIORITISE, "case.prioritised",
        lambda _c, **k: opening.prioritise(reason="health", **k)),
    Act("answer_questions", "investigated", P.CASE_CHECK_DOCUMENTS, "case.questions_answered",
        lambda _c, **k: checklist.answer_questions(answers={"ground": ["spouse"]}, **k)),
    Act("check_document", "investigated", P.CASE_CHECK_DOCUMENTS, "case.document_checked",
        lambda _c, **k: checklist.check_document(document="passport_copy", status="ok", **k)),
    Act("admit", "assigned", P.CASE_WORK, "case.admitted", lambda _c, **k: deciding.admit(**k)),
    Act("request_integration", "investigated", P.CASE_WORK, "case.integration_requested",
        lambda _c, **k: integration.request_integration(**k)),
    Act("receive_integration", "asked", P.CASE_WORK, "case.integration_received",
        lambda _c, **k: integration.receive_integration(on=date(2026, 3, 10), **k)),
    Act("integration_expired", "asked", P.CASE_WORK, "case.integration_expired",
        lambda _c, **k: integration.integration_expired(**k)),
    Act("ask_opinion", "investigated", P.CASE_WORK, "case.opinion_asked",
        lambda _c, **k: opinions.ask_opinion(office="questura", on=FILED, **k)),
    Act("solicit_opinion", "opinion_awaited", P.CASE_WORK, "case.opinion_solicited",
        lambda _c, **k: opinions.solicit_opinion(office="questura", on=date(2026, 2, 16), **k)),
    Act("receive_opinion", "opinion_awaited", P.CASE_WORK, "case.opinion_received",
        lambda _c, **k: opinions.receive_opinion(
            office="questura", result="received_positive", on=date(2026, 2, 16), **k)),
    Act("propose", "investigated", P.CASE_PROPOSE, "case.decision_proposed",
        lambda _c, **k: deciding.propose_decision(grounds=GRANT, **k)),
    Act("notify_10bis", "refusal_proposed", P.CASE_WORK, "case.preliminary_rejection_notified",
        lambda _c, **k: rejection.notify_10bis(reasons="Il reddito non basta.", **k)),
    Act("receive_observations", "noticed", P.CASE_WORK, "case.observations_received",
        lambda _c, **k: rejection.receive_observations(on=date(2026, 5, 28), **k)),
    Act("sign", "proposed", P.CASE_DECIDE, "case.decided",
        lambda _c, **k: deciding.sign_decision(on=date(2026, 4, 20), **k)),
    Act("notify", "decided", P.CASE_WORK, "case.notified",
        lambda _c, **k: deciding.notify_decision(on=date(2026, 4, 24), **k)),
    Act("start_follow_up", "notified", P.CASE_WORK, "case.follow_up_started",
        lambda _c, **k: deciding.start_follow_up(**k)),
    Act("close", "notified", P.CASE_WORK, "case.closed", lambda _c, **k: deciding.close_case(**k)),
    Act("withdraw", "investigated", P.CASE_WORK, "case.withdrawn",
        lambda _c, **k: deciding.withdraw(on=TODAY, reason="Lettera", **k)),
    Act("revoke", "notified", P.CASE_DECIDE, "case.revoked",
        lambda _c, **k: deciding.revoke_decision(on=TODAY, grounds=GRANT, **k)),
    Act("record_event", "followed", P.CASE_RECORD_EVENT, "case.event_recorded",
        lambda _c, **k: events.record_event(type_="visa_requested", on=date(2026, 5, 4), **k)),
    Act("correct_event", "investigated", P.CASE_CORRECT_EVENT, "case.event_corrected",
        lambda c, **k: events.correct_event(
            event_id=_event(c, "filed"), reason="Errore", right_date=date(2026, 1, 9), **k), closed=False),
    Act("pin_version", "investigated", P.CASE_PIN_VERSION, "case.version_pinned",
        lambda _c, **k: events.pin_version(valid_from=date(2017, 8, 18), reason="Circolare", **k)),
    Act("extend_term", "citizenship", P.CASE_DECIDE, "case.term_extended",
        lambda _c, **k: events.extend_term(on=date(2026, 1, 20), reason="Complessa", **k)),
    Act("substitute_power", "investigated", P.CASE_LITIGATE, "case.substitute_power_requested",
        lambda _c, **k: litigation.request_substitute_power(asked_on=date(2026, 6, 15), **k)),
    Act("litigation", "investigated", P.CASE_LITIGATE, "case.litigation_recorded",
        lambda _c, **k: litigation.record_litigation(
            lawsuit=Lawsuit("silence_action", date(2026, 6, 15), "TAR Liguria"), **k), closed=False),
    Act("write_letter", "assigned", P.CASE_WRITE_LETTER, "case.letter_written",
        lambda _c, **k: letters.write_letter(kind="receipt_start_notice", language="it", **k), closed=False),
]  # fmt: skip
