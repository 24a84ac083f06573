"""Words of questions, checks, likely duplicates, suggestions, and of the fields of a record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approdo.network.rules.checks import CheckedField, CheckFault
from approdo.network.rules.confirmations import EscalatedWhy, LinkStanding, QuestionState
from approdo.network.rules.duplicates import SameWhy
from approdo.network.rules.freshness import Fresh, Speaker
from approdo.network.rules.suggestions import SuggestionState

KINDS = {"organisation": _("Organisation"), "service": _("Service"), "place": _("Site")}
QUESTIONS = {
    QuestionState.OPEN: _("Waits for an answer"),
    QuestionState.CONFIRMED: _("Confirmed by the link"),
    QuestionState.CHANGE_WANTED: _("A change is asked"),
    QuestionState.SETTLED: _("Confirmed otherwise, or not shown any more"),
    QuestionState.WITHDRAWN: _("Withdrawn by an editor"),
}
QUESTION_TONES = {
    QuestionState.OPEN: "info", QuestionState.CONFIRMED: "success", QuestionState.CHANGE_WANTED: "warning",
    QuestionState.SETTLED: "neutral", QuestionState.WITHDRAWN: "stopped",
}  # fmt: skip
ESCALATED = {
    EscalatedWhy.NO_ANSWER: _("Nobody answered the letters"),
    EscalatedWhy.NOBODY_TO_ASK: _("There is nobody to write to"),
}
CLOSED_LINKS = {
    LinkStanding.ANSWERED: _("This question has its answer"),
    LinkStanding.WITHDRAWN: _("This address was withdrawn"),
    LinkStanding.EXPIRED: _("The days of this address are over"),
}
CLOSED_LINKS_HELP = {
    LinkStanding.ANSWERED: _("Nothing else is needed. We ask again in three months."),
    LinkStanding.WITHDRAWN: _("The office closed this question, or you no longer answer for this record."),
    LinkStanding.EXPIRED: _("The record was not confirmed. Use the address of the last letter, or sign in."),
}
FAULTS = {
    CheckFault.PHONE_ODD: _("The number cannot be right: count its digits"),
    CheckFault.PAGE_GONE: _("The page does not exist any more"),
    CheckFault.PAGE_UNREACHABLE: _("The page did not answer"),
    CheckFault.PAGE_REFUSED: _("The page leads to an address inside a network: it is not looked at"),
    CheckFault.MAIL_DOMAIN_UNKNOWN: _("No e-mail can arrive at this domain"),
    CheckFault.COMUNE_UNKNOWN: _("No comune has this code"),
    CheckFault.COMUNE_OTHER_NAME: _("The comune of this code has another name"),
    CheckFault.CAP_ELSEWHERE: _("The CAP is not one of this comune"),
    CheckFault.POINT_ELSEWHERE: _("The point on the map is in another comune"),
}
CHECKED = {
    CheckedField.PHONE: _("Telephones"),
    CheckedField.PAGE: _("Links"),
    CheckedField.MAIL: _("E-mail"),
    CheckedField.ADDRESS: _("Addresses"),
}
COUNTED = {
    Fresh.CONFIRMED: _("Fresh"),
    Fresh.DUE: _("To be asked"),
    Fresh.ASKED: _("Asked already"),
    Fresh.STALE: _("Not up to date"),
    Fresh.HIDDEN: _("Hidden"),
}
COUNTED_TONES = {
    Fresh.CONFIRMED: "success", Fresh.DUE: "info", Fresh.ASKED: "info", Fresh.STALE: "warning", Fresh.HIDDEN: "danger",
}  # fmt: skip
SAME = {
    SameWhy.NAME: _("like name"),
    SameWhy.CODE: _("same tax or IPA code"),
    SameWhy.PHONE: _("same telephone"),
    SameWhy.EMAIL: _("same e-mail"),
    SameWhy.PAGE: _("same web page"),
    SameWhy.ORGANISATION: _("same organisation"),
}
SUGGESTIONS = {
    SuggestionState.NEW: _("To be answered"),
    SuggestionState.ACCEPTED: _("Accepted"),
    SuggestionState.REFUSED: _("Refused"),
}
SUGGESTION_TONES = {
    SuggestionState.NEW: "info", SuggestionState.ACCEPTED: "success", SuggestionState.REFUSED: "neutral",
}  # fmt: skip
SPEAKERS = {
    Speaker.MEMBER: _("member of the network"),
    Speaker.EDITOR: _("editor of the network"),
    Speaker.IMPORT: _("import"),
    Speaker.PUBLIC: _("the public"),
}
FIELDS = {
    "accessibility": _("Access for disabled people"),
    "accessibility_note": _("Note on access"),
    "address_1": _("Address"),
    "address_2": _("Address, second line"),
    "alternate_name": _("Other name"),
    "alternate_names": _("Other names"),
    "application_process": _("How one applies"),
    "areas": _("Where it works"),
    "capacity": _("People at once"),
    "categories": _("What it helps with"),
    "certified_mail": _("Certified e-mail"),
    "city": _("Comune"),
    "comune_code": _("ISTAT code of the comune"),
    "cost": _("Cost"),
    "cost_amount": _("Amount"),
    "cost_source": _("Where the amount stands written"),
    "description": _("What it is"),
    "desks": _("Desks"),
    "directions": _("How to get there"),
    "eligibility": _("Who may use it"),
    "eligibility_note": _("Note on who may use it"),
    "email": _("E-mail"),
    "fees_description": _("Note on the cost"),
    "hours": _("Hours"),
    "ipa_code": _("IPA code"),
    "languages": _("Languages"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "name": _("Name"),
    "node_type": _("Kind of organisation"),
    "parent_id": _("Part of"),
    "phones": _("Telephones"),
    "postal_code": _("CAP"),
    "required_documents": _("Documents needed"),
    "tax_code": _("Tax code"),
    "url": _("Web page"),
    "ways_in": _("How one gets in"),
    "website": _("Web page"),
    "where": _("Where it is"),
    "whole_province": _("The whole province"),
}
ACTS = {
    "question.sent": _("Confirmation asked by letter"),
    "question.escalated": _("Question handed to the editors"),
    "question.confirmed": _("Confirmed by the link of a letter"),
    "question.change_wanted": _("Change asked by the link of a letter"),
    "question.settled": _("Question closed"),
    "question.withdrawn": _("Question withdrawn"),
    "suggestion.sent": _("Suggestion received"),
    "suggestion.accepted": _("Suggestion accepted"),
    "suggestion.refused": _("Suggestion refused"),
    "organisation.merged": _("Organisation merged into another"),
    "service.merged": _("Service merged into another"),
}
