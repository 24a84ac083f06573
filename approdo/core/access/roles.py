"""Who may do what: the only table of roles. `docs/permissions.md` is made from it."""

from __future__ import annotations

from enum import StrEnum

from approdo.core.access.permissions import Permission as P


class Role(StrEnum):
    """A role held by a user in one prefecture."""

    EXECUTIVE = "executive"
    OFFICER = "officer"
    LEGAL_OPERATOR = "legal_operator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    NATIONAL_OBSERVER = "national_observer"
    RECEPTION_OFFICER = "reception_officer"
    CENTRE_OPERATOR = "centre_operator"
    TRANSLATOR = "translator"
    TRANSLATION_REVIEWER = "translation_reviewer"
    NETWORK_EDITOR = "network_editor"
    NETWORK_MEMBER = "network_member"


_NETWORK = frozenset({P.NETWORK_SEE, P.MEDIATOR_SEE})
_NETWORK_EDITOR = _NETWORK | {
    P.NETWORK_EDIT, P.NETWORK_PUBLISH, P.NETWORK_MANAGE, P.NETWORK_SEE_PROTECTED, P.MEDIATOR_EDIT,
    P.GOVERNANCE_SEE, P.GOVERNANCE_EDIT,
}  # fmt: skip
_SEE = frozenset({P.CASE_SEE, P.PERSON_SEE, P.DEFINITION_SEE}) | _NETWORK
_PREPARE = _SEE | {
    P.CASE_OPEN,
    P.CASE_CHECK_DOCUMENTS,
    P.CASE_WRITE_LETTER,
    P.PERSON_EDIT,
    P.CASE_EXPORT,
}
_OFFICER = _PREPARE | {
    P.CASE_SEE_POLICE_OPINIONS,
    P.CASE_REGISTER,
    P.CASE_ASSIGN,
    P.CASE_WORK,
    P.CASE_RECORD_EVENT,
    P.CASE_CORRECT_EVENT,
    P.CASE_PRIORITISE,
    P.CASE_DISPATCH_LETTER,
    P.CASE_PROPOSE,
    P.CASE_IMPORT,
    P.CASE_MEASURE,
    P.CASE_LITIGATE,
    P.PERSON_MERGE,
    P.PERSON_SEE_SPECIAL,
    P.PERSON_EDIT_SPECIAL,
}

_CENTRE = frozenset({
    P.RECEPTION_SEE_OWN, P.STAY_RECORD, P.NIGHT_RECORD, P.MONTH_CLOSE, P.MEASURE_REPORT, P.DEDUCTION_ANSWER,
    P.SETTLEMENT_SEE_OWN,
})  # fmt: skip
_RECEPTION = _NETWORK | frozenset({
    P.PERSON_SEE, P.PERSON_EDIT, P.DEFINITION_SEE, P.RECEPTION_SEE, P.CONTRACT_EDIT, P.CENTRE_EDIT, P.GUEST_EDIT,
    P.STAY_PLACE, P.STAY_RECORD, P.STAY_CORRECT, P.NIGHT_RECORD, P.ABSENCE_AUTHORISE, P.MONTH_CHECK,
    P.MEASURE_PREPARE,
    P.ACCOUNTING_SEE, P.STATEMENT_COMPUTE, P.EVIDENCE_RECORD, P.FINDING_RESOLVE, P.INVOICE_RECEIVE, P.INVOICE_ANSWER,
    P.COMMITMENT_RECORD, P.SETTLEMENT_PREPARE,
    P.DEDUCTION_PREPARE,
})  # fmt: skip

_TRANSLATOR = frozenset({P.NETWORK_TRANSLATE})
_REVIEWER = _TRANSLATOR | {P.NETWORK_REVIEW_TRANSLATIONS, P.NEWS_EDIT}

ROLES: dict[Role, frozenset[P]] = {
    # Signs: everything an officer does, and the decisions, those on measures against guests and on deductions included,
    # the pinned version of a rule and the office's settings.
    Role.EXECUTIVE: _OFFICER
    | _RECEPTION
    | _REVIEWER
    | _NETWORK_EDITOR
    | {
        P.CASE_DECIDE,
        P.CASE_PIN_VERSION,
        P.OFFICE_CONFIGURE,
        P.AUDIT_SEE,
        P.FEEDBACK_SEE,
        P.MONTH_SEAL,
        P.MEASURE_DECIDE,
        P.SETTLEMENT_APPROVE,
        P.DEDUCTION_DECIDE,
    },
    # In charge of case files: works them from filing to proposal, and signs by delegation.
    Role.OFFICER: _OFFICER | {P.CASE_DECIDE, P.CASE_PIN_VERSION},
    # Partner body's operator: prepares, never decides, never sees police opinions or special facts.
    Role.LEGAL_OPERATOR: _PREPARE,
    # Runs users, tokens and settings; sees no case file.
    Role.ADMINISTRATOR: frozenset(
        {
            P.USER_MANAGE,
            P.TOKEN_MANAGE,
            P.OFFICE_CONFIGURE,
            P.AUDIT_SEE,
            P.FEEDBACK_SEE,
            P.DEFINITION_SEE,
        }
    ),
    # Data-protection officer: reads the audit and the access log, no case file.
    Role.AUDITOR: frozenset({P.AUDIT_SEE, P.DEFINITION_SEE}),
    # National observatory: reads counts of all prefectures, no case file.
    Role.NATIONAL_OBSERVER: frozenset({P.NATIONAL_SEE, P.DEFINITION_SEE}),
    # Contracts and reception: administers centres, places people, checks and seals the registers of the months,
    # prepares the measures against guests, computes what is due for centres, answers invoices, prepares deductions and
    # payments.
    Role.RECEPTION_OFFICER: _RECEPTION | {P.MONTH_SEAL},
    # Operator of a managing body: the register of the body's own centres, reports on guests, its counter-arguments to
    # the deductions contested to it, how far its own payments are, and nothing else.
    Role.CENTRE_OPERATOR: _CENTRE,
    # Cultural mediator or translator: puts the texts of the network in other languages, and nothing else.
    Role.TRANSLATOR: _TRANSLATOR,
    # Who answers for the texts of the network: writes its news, reviews what others translated.
    Role.TRANSLATION_REVIEWER: _REVIEWER,
    # Editor of the network: the directory of organisations, services, places and mediators, where protected places are,
    # what is published, who keeps the records of an organisation; opportunities and outreach, protocols and roundtables;
    # its news and the translations of its texts; what readers say of the portal. Sees no case file and no person.
    Role.NETWORK_EDITOR: _NETWORK_EDITOR | _REVIEWER | {P.DEFINITION_SEE, P.FEEDBACK_SEE},
    # Member of the network: the records of the member's own organisation, its opportunities and outreach, the protocols
    # it is part of and the roundtables at which it sits, and nothing else.
    Role.NETWORK_MEMBER: frozenset(
        {
            P.NETWORK_SEE_OWN,
            P.NETWORK_EDIT,
            P.NETWORK_PUBLISH,
            P.NETWORK_SEE_PROTECTED,
            P.GOVERNANCE_SEE,
        }
    ),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[P]:
    """Union of what the roles allow. An empty set allows nothing."""
    return frozenset().union(*(ROLES[role] for role in roles)) if roles else frozenset()
