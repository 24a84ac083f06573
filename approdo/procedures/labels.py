"""The words of this app's enums, in the reader's language."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approdo.procedures import wording
from approdo.procedures.rules.history import HistoryError
from approdo.procedures.rules.states import TransitionRefused
from approdo.procedures.rules.stops import Step

STATES: dict[str, Any] = {
    "draft": _("Draft"),
    "submitted": _("Submitted"),
    "registered": _("Registered"),
    "admissibility_check": _("Admissibility check"),
    "investigation": _("Investigation"),
    "integration_requested": _("Papers asked"),
    "decision_proposal": _("Decision proposed"),
    "preliminary_rejection": _("Notice before refusal"),
    "observations_review": _("Observations under review"),
    "decided": _("Decided"),
    "notified": _("Notified"),
    "post_decision": _("After the decision"),
    "closed": _("Closed"),
}

BALL: dict[str, Any] = {
    "desk": _("The desk"),
    "portal": _("The portal"),
    "employer": _("The employer"),
    "office": _("The office"),
    "applicant": _("The person"),
    "other_office": _("Another office"),
    "consulate": _("The consulate"),
    "mixed": _("Several"),
}

OWNERS: dict[str, Any] = {
    **BALL,
    "beneficiary": _("The family member or worker"),
    "applicant_and_beneficiary": _("The applicant and the beneficiary"),
    "employer_and_beneficiary": _("The employer and the worker"),
}

CLOCKS: dict[str, Any] = {
    "not_started": _("Not started yet"),
    "running": _("Running"),
    "stopped": pgettext_lazy("one case file", "Stopped"),
    "expired": _("Late"),
    "ended": _("Ended"),
}

STOPS: dict[str, Any] = {
    "integration_request": _("Papers asked to the person"),
    "preliminary_rejection": _("Notice before refusal (art. 10-bis)"),
    "legal_suspension": _("Suspension by law"),
}

OFFICES: dict[str, Any] = {
    "sui": _("Immigration desk (SUI)"),
    "citizenship": _("Citizenship office"),
    "municipality": _("Municipality"),
    "consulate": _("Consulate"),
    "prefecture": _("Prefettura"),
}

CONSULTED: dict[str, Any] = {
    "questura": _("Questura"),
    "itl": _("Labour inspectorate (ITL)"),
    "employment_centre": _("Employment centre"),
    "cpia": _("Adult education centre (CPIA)"),
    "prefecture": _("Prefettura"),
    "ministry": _("Ministry of the Interior"),
    "other_ministries": _("Other ministries"),
}

OPINION_STATES: dict[str, Any] = {
    "not_requested": _("Not asked yet"),
    "requested": _("Asked"),
    "solicited": _("Solicited"),
    "received_positive": _("Positive"),
    "received_negative": _("Negative"),
    "received_conditional": _("Positive with conditions"),
    "silent_expired": _("Silent, time over"),
    "not_needed": _("Not needed"),
}

OUTCOMES: dict[str, Any] = {
    "granted": _("Granted"),
    "denied": _("Refused"),
    "inadmissible": _("Inadmissible"),
    "not_receivable": _("Not receivable"),
    "archived": _("Archived"),
    "archived_no_show": _("Archived, nobody came"),
    "withdrawn": _("Withdrawn"),
    "revoked": _("Revoked"),
    "out_of_quota": _("Out of quota"),
    "refused_no_confirmation": _("Refused, not confirmed by the employer"),
    "permit_for_job_search": _("Permit to look for work"),
    "test_passed": _("Test passed"),
    "test_failed": _("Test failed"),
    "absent": _("Absent"),
    "returned": _("Sent back"),
    "fulfilled": _("Fulfilled"),
    "extended": _("Extended"),
    "partially_unfulfilled": _("Partly unfulfilled"),
    "unfulfilled": _("Unfulfilled"),
    "referred": _("Sent to the right office"),
}

PARTS: dict[str, Any] = {
    "applicant": _("Applicant"),
    "beneficiary": _("Beneficiary"),
    "employer": _("Employer"),
    "intermediary": _("Who helps with the request"),
    "spouse": _("Spouse"),
    "parent": _("Parent"),
}

ITEM_STATUSES: dict[str, Any] = {
    "missing": _("Missing"),
    "to_fix": _("To fix"),
    "ok": _("In order"),
    "waived": _("Not needed"),
}

DEFECTS: dict[str, Any] = {
    "not_legalised": _("Not legalised or without apostille"),
    "no_translation": _("Without a translation"),
    "expired": _("Expired"),
    "name_mismatch": _("Name or birth date differ from the other papers"),
    "illegible": _("Illegible"),
    "wrong_year": _("Of the wrong year"),
    "wrong_document": _("Another document than the one due"),
    "incomplete": _("Incomplete"),
}

LETTERS: dict[str, Any] = {
    "receipt_start_notice": _("Receipt and start notice"),
    "integration_request": _("Request for papers"),
    "preliminary_rejection": _("Notice before refusal"),
    "grant": _("Grant"),
    "denial": _("Refusal"),
    "inadmissible": _("Inadmissibility"),
    "solicitation": _("Solicitation to another office"),
    "pending_opinions_list": _("List of pending opinions"),
    "measure_notice": _("Notice of the start of a measure"),
    "measure_decision": _("Decision on a measure"),
    "measure_communication": _("Communication to the Territorial Commission"),
}

CHANNELS: dict[str, Any] = {
    "ali": _("ALI portal"),
    "certified_mail": _("Certified mail"),
    "send": _("SEND"),
    "post": _("Registered post"),
    "hand": _("By hand"),
}

LITIGATIONS: dict[str, Any] = {
    "substitute_power": _("Substitute power"),
    "silence_action": _("Action against silence"),
    "appeal": _("Appeal"),
    "judgment": _("Judgment that orders to decide"),
}

LITIGATION_OUTCOMES: dict[str, Any] = {"won": _("Won"), "lost": _("Lost"), "settled": _("Settled")}

PRIORITIES: dict[str, Any] = {
    "health": _("Health"),
    "minor": _("A minor is concerned"),
    "vulnerability": _("Vulnerability"),
    "work": _("Urgent work need"),
    "court_order": _("Order of a court"),
    "other": _("Other reason"),
}

EVENTS: dict[str, Any] = {
    "filed": _("Request filed"),
    "quota_imputed": _("Charged to a quota"),
    "integration_requested": _("Request for papers received by the person"),
    "integration_received": _("Papers arrived"),
    "preliminary_rejection_received": _("Notice before refusal received by the person"),
    "observations_received": _("Observations of the person"),
    "extension_granted": _("Term extended"),
    "decided": _("Decision signed"),
    "withdrawn": _("Request withdrawn"),
    "returned_irregular": _("Sent back as irregular"),
    "complete_application": _("Complete application at the consulate"),
    "accepted": _("Accepted by the portal"),
    "granted": _("Nulla osta issued"),
    "visa_requested": _("Visa requested"),
    "visa_checks_done_notified": _("Employer told that the visa checks are done"),
    "employer_confirmed": _("Confirmed by the employer"),
    "visa_issued": _("Visa issued"),
    "entered_italy": _("Entry into Italy"),
    "contract_signed": _("Residence contract signed"),
    "permit_requested": _("Residence permit requested"),
    "presence_declared": _("Presence declared"),
    "first_visit_done": _("First visit to the desk"),
    "handed_to_questura": _("Handed to the Questura"),
    "summoned": _("Called to the desk"),
    "revoked": _("Revoked"),
    "decree_signed": _("Decree signed"),
    "decree_notified": _("Decree notified"),
    "oath_taken": _("Oath taken"),
    "transcribed": _("Entered in the civil register"),
    "course_ended": _("Course abroad ended"),
    "session_assigned": _("Test session assigned"),
    "convoked": _("Called to the test"),
    "test_passed": _("Test passed"),
    "test_failed": _("Test failed"),
    "test_missed": _("Test missed"),
    "test_failed_or_unexcused_absence": _("Test failed or missed"),
    "result_sent_to_questura": _("Result sent to the Questura"),
}


class Sentence(NamedTuple):
    """A step in words, with the article beside."""

    text: str
    source: str


def history_error(error: HistoryError) -> str:
    """What is impossible in a history, in the reader's language."""
    return wording.sentence(error.code, error.params, get_language() or "it")


def step(value: Step) -> Sentence:
    """A step of a computation, in the reader's language."""
    return Sentence(wording.sentence(value.code, value.params, get_language() or "it"), value.source)


def transition_refused(refused: TransitionRefused) -> Any:
    """Why an act is not allowed now, and what must come first."""
    return REFUSED[refused.code]


REFUSED: dict[str, Any] = {
    "act_not_allowed": _("This act is not possible in the present state of the case file."),
    "case_closed": _("The case file is closed: nothing more can be done with it."),
    "preliminary_rejection_missing": _(
        "A refusal needs the notice before refusal (art. 10-bis) first, unless the request is inadmissible. "
        "Send the notice and wait for the ten days."
    ),
    "observations_not_answered": _("The person sent observations: the refusal must answer them in its reasons."),
    "observations_time_running": _("The person may still answer the notice: wait until their ten days are over."),
    "integration_time_running": _("The person still has time to send the papers."),
    "responsible_officer_missing": _("Assign a responsible officer first: every decision names one."),
    "legal_basis_missing": _("The decision must name its legal basis."),
    "remedies_clause_missing": _("The decision must say which remedies the person has, and by when."),
    "term_not_over": _("The substitute power arises when the term is over: it is not over yet."),
    "opinion_act_not_allowed": _("This opinion is not at that point: look at its state."),
    "silence_has_no_effect": _("The law gives no effect to the silence of this office: wait, or solicit it."),
}

# What the law wants in a letter and a case file may still lack.
MISSING_FACTS: dict[str, Any] = {
    "authority": _("the name of the office"),
    "office": _("the office in charge"),
    "digital_address": _("the certified mail of the office (settings of the office)"),
    "addressee": _("the addressee"),
    "responsible_officer": _("the responsible officer (assign the case file)"),
    "signatory": _("who signs"),
    "procedure": _("the procedure"),
    "filed_on": _("the filing date"),
    "protocol": _("the protocol number (register the case file)"),
    "protocol_date": _("the protocol date (register the case file)"),
    "due_on": _("the day by which the office decides"),
    "due_reason": _("the article of the term"),
    "papers": _("how to see the papers"),
    "remedies": _("the remedies"),
    "items_missing": _("the documents to ask for (mark them in the checklist)"),
    "reply_by": _("by when to answer"),
    "send_to": _("where to send the papers"),
    "reasons": _("the reasons (propose the decision)"),
    "legal_basis": _("the legal basis (propose the decision)"),
    "notice_received_on": _("the day the notice before refusal was received"),
    "observations": _("the answer to the observations"),
    "pending": _("the pending opinions"),
    "persons": _("the person"),
    "decided_on": _("the day of the decision"),
    "measures": _("what was decided"),
    "weighing": _("why the measure is proportionate"),
}

# Why an offered act cannot be done yet.
NOT_YET: dict[str, Any] = {
    **REFUSED,
    "nothing_to_ask": _("Nothing in the checklist is missing or to fix."),
    "nothing_to_sign": _("Propose the decision first."),
    "notice_not_received": _("Record first the day on which the person received the notice (letters)."),
    "nothing_to_refuse": _("Propose a refusal first."),
    "opinion_awaited": _("An opinion is still awaited."),
}

ACTS: dict[str, Any] = {
    "register": _("Register with a protocol number"),
    "assign": _("Assign to a colleague"),
    "admit": _("Admit and begin the investigation"),
    "request-integration": _("Ask for missing papers"),
    "receive-integration": _("Record the papers that arrived"),
    "integration-expired": _("Go on without the papers"),
    "record-event": _("Record what happened"),
    "propose": _("Propose the decision"),
    "sign": _("Sign the decision"),
    "notify-10bis": _("Give notice before refusal"),
    "receive-observations": _("Record the person's observations"),
    "notify": _("Record the notification"),
    "start-follow-up": _("Follow what comes after"),
    "close": _("Close the case file"),
    "revoke": _("Revoke the decision"),
    "answer-questions": _("Answer the questions"),
    "withdraw": _("Record the withdrawal"),
    "prioritise": _("Priority"),
    "pin-version": _("Fix the version of the rule"),
    "extend-term": _("Extend the term"),
    "record-litigation": _("Record a lawsuit"),
    "request-substitute-power": _("Record a request of substitute power"),
}

SILENCES: dict[str, Any] = {
    "wait": _("Wait: silence has no effect"),
    "proceed": _("Go on without it"),
    "assent": _("It counts as assent"),
    "not_needed": _("It is not needed"),
}

AUDITED: dict[str, Any] = {
    "case.opened": _("opened the case file"),
    "case.registered": _("registered the case file"),
    "case.assigned": _("assigned the case file"),
    "case.assignment_ended": _("took a colleague off the case file"),
    "case.prioritised": _("changed the priority"),
    "case.admitted": _("admitted the request"),
    "case.questions_answered": _("answered the questions"),
    "case.document_checked": _("checked a document"),
    "case.event_recorded": _("recorded an event"),
    "case.event_corrected": _("corrected an event"),
    "case.version_pinned": _("fixed the version of the rule"),
    "case.term_extended": _("extended the term"),
    "case.opinion_asked": _("asked an opinion"),
    "case.opinion_solicited": _("solicited an opinion"),
    "case.opinion_received": _("recorded an opinion"),
    "case.opinion_silent": _("recorded the silence of an office"),
    "case.integration_requested": _("asked for papers"),
    "case.integration_received": _("recorded the papers that arrived"),
    "case.integration_expired": _("went on without the papers"),
    "case.preliminary_rejection_notified": _("gave notice before refusal"),
    "case.observations_received": _("recorded the person's observations"),
    "case.decision_proposed": _("proposed the decision"),
    "case.decided": _("signed the decision"),
    "case.notified": _("recorded the notification"),
    "case.follow_up_started": _("began the follow-up"),
    "case.withdrawn": _("recorded the withdrawal"),
    "case.revoked": _("revoked the decision"),
    "case.closed": _("closed the case file"),
    "case.letter_written": _("wrote a letter"),
    "case.letter_dispatched": _("recorded the dispatch of a letter"),
    "case.letter_received": _("recorded the receipt of a letter"),
    "case.substitute_power_requested": _("recorded a request of substitute power"),
    "case.litigation_recorded": _("recorded a lawsuit"),
    "case.litigation_ended": _("recorded the end of a lawsuit"),
}
