"""The words with which a procedure's definition is told to an official."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approdo.core.pages.formats import money, number
from approdo.core.rules.figures import Figure, FigureVersion, Verification
from approdo.procedures import labels, wording
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.definition import DocumentRule, OpinionRule, Procedure, StopRule, TermVersion

EVIDENCE: dict[str, Any] = {
    "found": _("found in the source"),
    "known": _("known, but not found in a source we could read"),
    "chosen": _("our own choice, where the sources say nothing"),
}

KINDS: dict[str, Any] = {
    "case": _("Followed from filing to its end"),
    "legacy": _("Old procedure: only the files still open are followed"),
    "guided": _("Followed on pages of its own, without a case file"),
    "orientation": _("Advice only: no case file is opened"),
}

OWNERS: dict[str, Any] = {
    **labels.OWNERS,
    "office": pgettext_lazy("who must act", "The office"),
    "applicant": pgettext_lazy("who must act", "The applicant"),
    "employer": pgettext_lazy("who must act", "The employer"),
    "third_party": _("A third party"),
}

JUDGES: dict[str, Any] = {
    "administrative_court": _("Administrative court (TAR)"),
    "ordinary_court": _("Ordinary court"),
}

REMEDIES: dict[str, Any] = {
    **JUDGES,
    "substitute_power": _("Substitute power: another holder of the office decides in its place"),
    "silence_action": _("Action against the silence of the office"),
    "extraordinary_appeal": _("Extraordinary appeal to the President of the Republic"),
    "records_access": _("Access to the papers"),
}

SILENCE_EFFECTS: dict[str, Any] = {
    "none": _("None: the office must still decide"),
    "assent": _("The request counts as granted"),
    "refusal": _("The request counts as refused"),
}

SILENCE: dict[str, Any] = {
    "wait": _("Nothing: the office waits for the opinion"),
    "proceed": _("The office may go on without it"),
    "assent": _("The opinion counts as favourable"),
    "not_needed": _("The opinion is no longer needed"),
}

EXCEPTIONS: dict[str, Any] = {"high_risk_country": _("the person comes from a country at high risk")}

STOP_EFFECTS: dict[str, Any] = {
    "suspend": _("the days of the stop do not count"),
    "interrupt": _("the term starts again from the beginning"),
    "none": _("the term goes on"),
}

DUE_AT: dict[str, Any] = {
    "filing": _("with the request"),
    "visit": _("at the visit to the desk"),
    "consulate": _("at the consulate"),
}

ON_EXPIRY: dict[str, Any] = {
    "revoke_unless_force_majeure_or_not_worker_fault": _(
        "The clearance is revoked, unless for force majeure or for a cause that is not the worker's"
    ),
    "act_stands": _("The act stands: it can no longer be annulled by the office"),
    "verification_due": _("The check of the agreement is due"),
    "declaration_no_longer_possible": _("The declaration is no longer possible"),
    "new_request_allowed": _("A new request is allowed"),
    "credits_taken_off": _("Credits are taken off"),
    "nulla_osta_lapsed": _("The clearance lapses"),
    "office_may_proceed": _("The office may go on"),
    "authorisation_deemed_given": _("The authorisation counts as given"),
    "decree_without_effect": _("The decree is without effect"),
    "silence_is_assent": _("The silence counts as assent"),
    "silence_is_refusal": _("The silence counts as refusal"),
    "request_deemed_refused_and_nulla_osta_revoked": _("The request counts as refused and the clearance is revoked"),
}

EVENTS: dict[str, Any] = {
    **labels.EVENTS,
    "act_issued": _("Act issued"),
    "agreement_expires": _("Last day of the agreement"),
    "agreement_extended": _("Agreement extended"),
    "civic_access_notice_received": _("Third party told of a civic access"),
    "civic_access_requested": _("Civic access asked"),
    "commission_told": _("Territorial Commission told"),
    "contestation_received": _("Contestation received by the managing body"),
    "counter_arguments_over": _("Counter-arguments arrived, or their last day passed"),
    "decision_communicated": _("Decision communicated to the managing body"),
    "decision_notified": _("Decision notified"),
    "declared_to_municipality": _("Declaration to the municipality"),
    "eighteenth_birthday": _("Eighteenth birthday"),
    "employer_change_requested": _("Leave to change employer asked"),
    "end_of_signing_month": _("End of the month of the signing"),
    "judgment_filed": _("Judgment filed"),
    "measure_notice_received": _("Notice of the start of a measure received by the guest"),
    "opinion_requested": _("Opinion asked, received by the other office"),
    "person_heard": _("Guest heard, or memoir arrived"),
    "records_access_notice_received": _("Third party told of an access to the papers"),
    "records_access_requested": _("Access to the papers asked"),
    "session_attended": _("Training session attended"),
    "session_missed": _("Training session missed"),
    "signed": _("Agreement signed"),
    "substitute_power_requested": _("Substitute power asked"),
    "term_expired": _("Term of the office over"),
    "traced": _("Guest traced or back"),
    "verification_done": _("Check of the credits ended"),
    "verification_notified": _("Person told that the check has begun"),
}

FIGURE_UNITS: dict[str, Any] = {
    "allowances": _("yearly social allowances"),
    "share": _("of the social allowance"),
    "pieces": _("pieces"),
    "requests": _("requests"),
    "years_of_age": _("years of age"),
    "years": _("years"),
    "months": _("months"),
    "credits": _("credits"),
    "days": _("days"),
    "hours": _("hours"),
}

Conditions = tuple[tuple[str, tuple[str, ...]], ...]


def said(value: Any, name: str) -> str:
    """A word of a definition in the reader's language; empty where the definition says nothing."""
    return str(getattr(value, f"{name}_en" if get_language() == "en" else f"{name}_it"))


def bottlenecks(procedure: Procedure) -> tuple[str, ...]:
    """Where the procedure gets stuck, in the reader's language."""
    return procedure.bottlenecks_en if get_language() == "en" else procedure.bottlenecks_it


def confirmed(verification: Verification | None) -> str:
    """Who confirmed a rule and when, or that nobody did yet."""
    if verification is None:
        return gettext("not confirmed by an official yet")
    return gettext("confirmed by %(official)s on %(day)s") % {
        "official": verification.official,
        "day": wording.date_words(verification.on, get_language() or "it"),
    }


def amount(version: TermVersion) -> str:
    """How long a term is, in words; a negative amount counts back from its event."""
    if version.amount is None:
        return gettext("the law sets no figure")
    words = wording.amount_words(abs(version.amount), version.unit, get_language() or "it")
    if version.amount < 0:
        return gettext("%(amount)s before") % {"amount": words}
    if version.extendable_to is None:
        return words
    longest = wording.amount_words(version.extendable_to, version.unit, get_language() or "it")
    return gettext("%(amount)s, extendable to %(longest)s with reasons") % {"amount": words, "longest": longest}


def stop(rule: StopRule) -> str:
    """What one stop does, in words."""
    parts = [str(labels.STOPS[rule.kind])]
    if rule.setting:
        parts.append(gettext("the office's settings say what it does"))
    else:
        parts.append(str(STOP_EFFECTS[rule.effect]))
    if rule.cap_days is not None:
        parts.append(gettext("at most %(days)s days") % {"days": rule.cap_days})
    if rule.once:
        parts.append(gettext("once only"))
    return "; ".join(parts)


def figure(value: Figure, version: FigureVersion) -> str:
    """A dated number with its unit."""
    if value.unit == "eur":
        return money(version.value)
    if value.unit == "share":
        return f"{number(version.value * 100)} % {FIGURE_UNITS['share']}"
    return f"{number(version.value)} {FIGURE_UNITS.get(value.unit, value.unit)}"


def conditions(procedure: Procedure, when: Conditions) -> list[str]:
    """Conditions in words: each question with the answers that count."""
    asked = {question.id: question for question in procedure.questions}
    told = []
    for name, values in when:
        question = asked[name]
        names = {choice.id: said(choice, "name") for choice in question.choices}
        answers = f" {gettext('or')} ".join(f"“{names.get(value, value)}”" for value in values)
        told.append(f"{said(question, 'text')} {answers}")
    return told


def document_facts(document: DocumentRule) -> list[str]:
    """What else is asked of a document."""
    facts = [f"{OWNERS.get(document.who, document.who)}, {DUE_AT[document.due_at]}"]
    if document.legalised:
        facts.append(gettext("legalised and translated"))
    if document.validity_months is not None:
        facts.append(gettext("valid for %(months)s months") % {"months": document.validity_months})
    return facts


def silence(rule: OpinionRule) -> str:
    """What the silence of a consulted office means, and after how long."""
    meaning = str(SILENCE[rule.silence])
    if rule.silence_days is not None:
        meaning = gettext("After %(days)s days: %(meaning)s") % {"days": rule.silence_days, "meaning": meaning}
    if rule.except_when:
        exception = EXCEPTIONS.get(rule.except_when, rule.except_when)
        meaning = gettext("%(meaning)s, unless %(exception)s") % {"meaning": meaning, "exception": exception}
    return meaning


def referred(place: str) -> str:
    """Where a wrong answer leads: another office or another procedure."""
    return said(procedures()[place], "name") if place in procedures() else str(labels.OFFICES.get(place, place))
