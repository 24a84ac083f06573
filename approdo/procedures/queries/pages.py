"""What the pages of one case file show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.procedures.definitions import procedure
from approdo.procedures.models import Assignment, CaseEvent, CaseFile, CaseParty, ChecklistItem, Letter, Opinion
from approdo.procedures.queries import terms
from approdo.procedures.rules import states
from approdo.procedures.rules.checklist import due_documents, first_missing_question
from approdo.procedures.rules.definition import DocumentRule, Procedure
from approdo.procedures.rules.standing import ball_on
from approdo.procedures.rules.terms import TermResult


@dataclass(frozen=True, slots=True)
class Offer:
    """An act offered on a case file: its name in the URL, and why it cannot be done when it cannot."""

    act: str
    allowed: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the checklist with its rule in the procedure."""

    row: ChecklistItem
    rule: DocumentRule | None


@dataclass(frozen=True, slots=True)
class Held:
    """Days in which one side had the ball."""

    ball: str
    days: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """The summary of a case file: its definition, its clock, its follow-up, what may be done now."""

    case: CaseFile
    definition: Procedure
    clock: TermResult
    ball: str
    unreceived: bool  # something was asked of the person, and nobody recorded yet that it arrived
    follow_ups: tuple[terms.FollowUp, ...]
    parties: QuerySet[CaseParty]  # read by the pages that show them
    events: list[CaseEvent]
    opinions: list[Opinion]
    items: Counter[str]
    next_act: str
    unanswered: bool  # a document may be due of which nobody knows yet
    offers: tuple[Offer, ...]


# The acts of each state in the order in which an officer looks for them; the first one possible is the next step.
# Names are those of the URLs.
ACTS: dict[str, tuple[str, ...]] = {
    "submitted": ("register",),
    "registered": ("assign",),
    "admissibility_check": ("admit", "propose", "sign", "assign"),
    "investigation": ("request-integration", "propose", "record-event", "assign"),
    "integration_requested": ("receive-integration", "integration-expired", "record-event", "assign"),
    "decision_proposal": ("notify-10bis", "sign", "propose", "assign"),
    "preliminary_rejection": ("sign", "receive-observations", "propose", "assign"),
    "observations_review": ("sign", "propose", "assign"),
    "decided": ("notify",),
    "notified": ("start-follow-up", "close", "revoke"),
    "post_decision": ("record-event", "close", "revoke"),
}
ALWAYS = ("prioritise", "withdraw", "record-litigation", "request-substitute-power", "pin-version", "extend-term")

# What each act needs, by the name of its URL.
PERMISSIONS: dict[str, Permission] = {
    "register": Permission.CASE_REGISTER,
    "assign": Permission.CASE_ASSIGN,
    "prioritise": Permission.CASE_PRIORITISE,
    "record-event": Permission.CASE_RECORD_EVENT,
    "correct-event": Permission.CASE_CORRECT_EVENT,
    "pin-version": Permission.CASE_PIN_VERSION,
    "answer-questions": Permission.CASE_CHECK_DOCUMENTS,
    "check-document": Permission.CASE_CHECK_DOCUMENTS,
    "read-opinion": Permission.CASE_SEE_POLICE_OPINIONS,
    "write-letter": Permission.CASE_WRITE_LETTER,
    "dispatch-letter": Permission.CASE_DISPATCH_LETTER,
    "record-receipt": Permission.CASE_DISPATCH_LETTER,
    "propose": Permission.CASE_PROPOSE,
    **dict.fromkeys(("sign", "revoke", "extend-term"), Permission.CASE_DECIDE),
    **dict.fromkeys(("record-litigation", "end-litigation", "request-substitute-power"), Permission.CASE_LITIGATE),
    **dict.fromkeys(
        (
            "admit", "ask-opinion", "solicit-opinion", "receive-opinion", "record-silence", "request-integration",
            "receive-integration", "integration-expired", "notify-10bis", "receive-observations", "notify",
            "start-follow-up", "withdraw", "close",
        ),
        Permission.CASE_WORK,
    ),
}  # fmt: skip

ASKS = PERMISSIONS["answer-questions"]


def case_page(actor: Actor, case: CaseFile, today: date) -> CasePage:
    """Everything the first page of a case file shows. `case` comes from `visible_case`."""
    definition = procedure(case.procedure)
    events = list(case.events.select_related("recorded_by").order_by("occurred_on", "recorded_at"))
    case.__dict__["standing"] = [event for event in events if event.cancelled_at is None]
    settings = terms.office_settings(case.prefecture_id)
    opinions = list(case.opinions.order_by("office"))
    items = Counter(case.checklist.values_list("status", flat=True))
    clock = terms.main_term(case, today, settings)
    offers = tuple(_offers(actor, case, clock, today, items, opinions))
    following = next((offer.act for offer in offers if offer.allowed and offer.act not in ALWAYS), "")
    unanswered = case.decided_on is None and first_missing_question(definition, case.answers) is not None
    asking = unanswered and case.state == "investigation" and following == "propose" and actor.may(ASKS)
    return CasePage(
        case=case,
        definition=definition,
        clock=clock,
        ball=ball_on(case.state, case.ball, case.clock, case.stop_ends_on, today),
        unreceived=_unreceived(case),
        follow_ups=terms.follow_ups(case, today, settings),
        parties=case.parties.select_related("person"),
        events=events,
        opinions=opinions,
        items=items,
        next_act="answer-questions" if asking else following,
        unanswered=unanswered,
        offers=offers,
    )


def _unreceived(case: CaseFile) -> bool:
    facts = Counter(event.type for event in case.__dict__["standing"])
    if case.state == "preliminary_rejection":
        return not facts["preliminary_rejection_received"]
    return case.state == "integration_requested" and facts["integration_requested"] <= facts["integration_received"]


def _offers(
    actor: Actor, case: CaseFile, clock: TermResult, today: date, items: Counter[str], opinions: list[Opinion]
) -> Iterable[Offer]:
    """The acts that the role allows, in the order to look for them; those that cannot be done yet say why."""
    for act in (*ACTS.get(case.state, ()), *ALWAYS):
        if not actor.may(PERMISSIONS[act]) or _makes_no_sense(act, case, clock):
            continue
        reasons = _reasons(act, case, clock, today, items, opinions)
        yield Offer(act, not reasons, reasons)


def _makes_no_sense(act: str, case: CaseFile, clock: TermResult) -> bool:
    if case.state == "closed":
        return True
    if act == "extend-term":
        return case.max_due is None or case.decided_on is not None
    if act == "request-substitute-power":
        return case.effective_due is None or case.decided_on is not None
    if act == "pin-version":
        return case.decided_on is not None or clock.version is None
    if act == "revoke":
        return case.outcome not in states.POSITIVE
    return act == "start-follow-up" and (case.outcome not in states.POSITIVE or not procedure(case.procedure).follow_up)


NEEDS_NOTICE = frozenset({"denied", "refused_no_confirmation"})  # refusals that are not for inadmissibility


def _reasons(
    act: str, case: CaseFile, clock: TermResult, today: date, items: Counter[str], opinions: list[Opinion]
) -> tuple[str, ...]:
    """Codes of why an act cannot be done yet (`labels.NOT_YET`), empty when it can."""
    proposed = case.decisions.filter(revoked_on=None).first() if act in ("sign", "notify-10bis") else None
    received = any(event.type == "preliminary_rejection_received" for event in terms.standing_events(case))
    if act == "sign" and proposed is not None and proposed.outcome in NEEDS_NOTICE:
        if not received:
            return ("preliminary_rejection_missing",)
        if case.state == "observations_review" and not proposed.answers_observations:
            return ("observations_not_answered",)
        if case.state == "preliminary_rejection" and clock.next_deadline and today <= clock.next_deadline:
            return ("observations_time_running",)
    checks = {
        "receive-observations": ("notice_not_received", not received),
        "request-integration": ("nothing_to_ask", not items["missing"] and not items["to_fix"]),
        "sign": ("nothing_to_sign", proposed is None),
        "notify-10bis": ("nothing_to_refuse", proposed is None or proposed.outcome in ("granted",)),
        "integration-expired": ("integration_time_running", clock.stopped_by is not None),
        "request-substitute-power": ("term_not_over", case.effective_due is None or today <= case.effective_due),
        "propose": ("opinion_awaited", any(o.state in states.OPEN_OPINIONS for o in opinions)),
    }
    code, blocked = checks.get(act, ("", False))
    if act == "propose" and case.state != "investigation":
        blocked = False
    return (code,) if blocked else ()


def checklist(case: CaseFile) -> list[Item]:
    """The checklist in the order of the procedure, with the rule behind each row."""
    rules = {document.id: document for document in procedure(case.procedure).documents}
    order = {identifier: place for place, identifier in enumerate(rules)}
    rows = case.checklist.select_related("checked_by").all()
    return [Item(row, rules.get(row.document)) for row in sorted(rows, key=lambda row: order.get(row.document, 999))]


def why_due(case: CaseFile) -> dict[str, tuple[tuple[str, str], ...]]:
    """The answers that make each document due."""
    return {found.document.id: found.because for found in due_documents(procedure(case.procedure), case.answers)}


def letters(case: CaseFile) -> list[Letter]:
    """The letters of a case file, the newest first."""
    return list(case.letters.select_related("document", "written_by").order_by("-written_on", "-id"))


def assignments(case: CaseFile) -> list[Assignment]:
    """Who works and worked on a case file, the present ones first."""
    return list(case.assignments.select_related("user").order_by("-until", "-since"))


def time_held(case: CaseFile, today: date) -> list[Held]:
    """Days from the filing until today, or until the file was closed, by who had the ball. The days add up."""
    passages = list(case.passages.order_by("at", "id"))
    if not passages:
        return []
    # An act recorded late may bear a day before the last one: then the ball passed on the later of the two.
    starts = list(accumulate((case.filed_on or passages[0].on, *(passage.on for passage in passages[1:])), max))
    ends = [*starts[1:], max(case.closed_on or today, starts[-1])]
    days: Counter[str] = Counter()
    for passage, start, end in zip(passages, starts, ends, strict=True):
        days[passage.ball] += (end - start).days
    return [Held(ball, count) for ball, count in days.most_common()]


def described(rule: Any, language: str, name: str = "name") -> str:
    """A word of a definition in the reader's language."""
    return str(getattr(rule, f"{name}_en" if language == "en" else f"{name}_it"))
