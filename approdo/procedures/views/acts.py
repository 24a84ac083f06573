"""One function an act on a case file."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from approdo.core.access.request import StaffRequest
from approdo.procedures import labels
from approdo.procedures.commands import (
    checklist,
    deciding,
    events,
    integration,
    litigation,
    opening,
    opinions,
    rejection,
)
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.forms import acts as forms
from approdo.procedures.queries import cases, choices
from approdo.procedures.views.acting import act_page


def register(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Give the protocol number."""
    return act_page(
        request, case_id, forms.RegisterForm,
        opening.register_case,
        title=_("Register the case file"), submit=_("Register"), done=_("The case file is registered."),
    )  # fmt: skip


def assign(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Assign to a colleague."""
    return act_page(
        request, case_id, forms.AssignForm,
        lambda user, **told: opening.assign_case(user_id=UUID(user), **told),
        title=_("Assign the case file"), submit=_("Assign"), done=_("The case file is assigned."), tab="people",
        colleagues=choices.colleagues(request.actor),
    )  # fmt: skip


def prioritise(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Give or take priority."""
    return act_page(
        request, case_id, forms.PriorityForm,
        opening.prioritise,
        title=_("Priority of the case file"), submit=_("Save"), done=_("The priority is recorded."),
    )  # fmt: skip


def admit(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Begin the investigation."""
    return act_page(
        request, case_id, forms.ConfirmForm,
        deciding.admit,
        title=_("Admit the request"), submit=_("Admit"), done=_("The investigation has begun."),
        consequence=_("The request is admissible: documents are checked and opinions are asked."),
    )  # fmt: skip


def record_event(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Record a fact with its day."""
    case_row = cases.visible_case(request.actor, case_id)
    return act_page(
        request, case_id, forms.EventForm,
        lambda type, **told: events.record_event(type_=type, **told),
        title=_("Record what happened"), submit=_("Record"), done=_("The event is recorded."),
        events=choices.free_events(case_row),
    )  # fmt: skip


def correct_event(request: StaffRequest, case_id: UUID, event_id: UUID) -> HttpResponse:
    """Correct the day of a fact."""
    return act_page(
        request, case_id, forms.CorrectEventForm,
        partial(events.correct_event, event_id=event_id),
        title=_("Correct the day of an event"), submit=_("Correct"), done=_("The event is corrected."),
        consequence=_("Both days stay in the history, with who corrected and why. The due date is computed again."),
    )  # fmt: skip


def pin_version(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Fix the version of the term."""
    case_row = cases.visible_case(request.actor, case_id)
    return act_page(
        request, case_id, forms.PinForm,
        lambda valid_from, **told: events.pin_version(valid_from=choices.version_day(valid_from), **told),
        title=_("Fix the version of the rule"), submit=_("Fix"), done=_("The version is recorded."),
        consequence=_("The due date is computed again with this version, and the page says that you chose it."),
        versions=choices.term_versions(case_row),
    )  # fmt: skip


def extend_term(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Extend the term."""
    return act_page(
        request, case_id, forms.ReasonedDayForm,
        events.extend_term,
        title=_("Extend the term"), submit=_("Extend"), done=_("The extension is recorded."),
    )  # fmt: skip


def answer_questions(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Answer what shapes the checklist."""
    case_row = cases.visible_case(request.actor, case_id)
    return act_page(
        request, case_id, forms.QuestionsForm,
        lambda by, case_id, expected_version, **answers: checklist.answer_questions(
            by=by, case_id=case_id, expected_version=expected_version, answers=answers
        ),
        title=_("Questions on the request"), submit=_("Save"), done=_("The checklist is up to date."), tab="documents",
        questions=choices.questions(case_row, request.actor.language),
    )  # fmt: skip


def check_document(request: StaffRequest, case_id: UUID, document: str) -> HttpResponse:
    """Say how a document stands."""
    item = choices.item(cases.visible_case(request.actor, case_id), document)
    return act_page(
        request, case_id, forms.DocumentForm,
        partial(checklist.check_document, document=document),
        title=choices.document_name(item, request.actor.language), submit=_("Save"), done=_("The document is checked."),
        tab="documents",
        initial={"status": item.status, "defect": item.defect, "note": item.note, "expires_on": item.expires_on},
    )  # fmt: skip


def ask_opinion(request: StaffRequest, case_id: UUID, office: str) -> HttpResponse:
    """Ask an office its opinion."""
    return act_page(
        request, case_id, forms.DayForm,
        partial(opinions.ask_opinion, office=office),
        title=_("Ask the opinion of: %(office)s") % {"office": labels.CONSULTED.get(office, office)},
        submit=_("Ask"), done=_("The opinion is asked."), tab="opinions",
        consequence=_("The clock of the case file goes on while the other office answers."),
    )  # fmt: skip


def solicit_opinion(request: StaffRequest, case_id: UUID, office: str) -> HttpResponse:
    """Remind an office."""
    return act_page(
        request, case_id, forms.DayForm,
        partial(opinions.solicit_opinion, office=office),
        title=_("Solicit the opinion of: %(office)s") % {"office": labels.CONSULTED.get(office, office)},
        submit=_("Solicit"), done=_("The solicitation is recorded."), tab="opinions",
    )  # fmt: skip


def receive_opinion(request: StaffRequest, case_id: UUID, office: str) -> HttpResponse:
    """Record the answer of an office."""
    return act_page(
        request, case_id, forms.OpinionForm,
        partial(opinions.receive_opinion, office=office),
        title=_("Answer of: %(office)s") % {"office": labels.CONSULTED.get(office, office)},
        submit=_("Record"), done=_("The opinion is recorded."), tab="opinions",
    )  # fmt: skip


def record_silence(request: StaffRequest, case_id: UUID, office: str) -> HttpResponse:
    """Take an office's silence as the law says."""
    return act_page(
        request, case_id, forms.ConfirmForm,
        partial(opinions.record_silence, office=office),
        title=_("Silence of: %(office)s") % {"office": labels.CONSULTED.get(office, office)},
        submit=_("Go on without the opinion"), done=_("The silence is recorded."), tab="opinions",
    )  # fmt: skip


def request_integration(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Ask the person for papers."""
    return act_page(
        request, case_id, forms.ReceiptForm,
        integration.request_integration,
        title=_("Ask for what is missing"), submit=_("Record the request"), done=_("The request for papers is recorded."),
        consequence=_("You ask for every document that is missing or to fix in the checklist. The clock stops on the day the person receives the request, once and for at most thirty days (art. 2 c. 7 L. 241/1990), unless the procedure says otherwise."),
    )  # fmt: skip


def receive_integration(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The papers arrived."""
    return act_page(
        request, case_id, forms.DayForm,
        integration.receive_integration,
        title=_("The papers arrived"), submit=_("Record"), done=_("The papers are recorded."),
        consequence=_("If the request had stopped the clock, it runs again from this day."),
    )  # fmt: skip


def integration_expired(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The papers did not come."""
    return act_page(
        request, case_id, forms.ConfirmForm,
        integration.integration_expired,
        title=_("The papers did not come"), submit=_("Go on without them"), done=_("The case file goes to the proposal."),
    )  # fmt: skip


def propose(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Propose the decision."""
    case_row = cases.visible_case(request.actor, case_id)
    return act_page(
        request, case_id, forms.DecisionForm,
        lambda by, case_id, expected_version, **told: deciding.propose_decision(
            by=by, case_id=case_id, expected_version=expected_version, grounds=Grounds(**told)
        ),
        title=_("Propose the decision"), submit=_("Propose"), done=_("The decision is proposed."), tab="decision",
        outcomes=choices.outcomes(case_row), initial=choices.proposal(case_row),
    )  # fmt: skip


def sign(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Sign the decision."""
    return act_page(
        request, case_id, forms.DayForm,
        deciding.sign_decision,
        title=_("Sign the decision"), submit=_("Sign"), done=_("The decision is signed."), tab="decision",
        consequence=_("The clock ends on this day. A signed decision cannot be changed, only revoked."),
    )  # fmt: skip


def notify_10bis(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Send the notice before refusal."""
    return act_page(
        request, case_id, forms.NoticeForm,
        rejection.notify_10bis,
        title=_("Notice before refusal"), submit=_("Record the notice"), done=_("The notice is recorded."),
        consequence=_("The person has ten days from receipt to answer (art. 10-bis L. 241/1990). The clock stops from receipt."),
        initial=choices.reasons(cases.visible_case(request.actor, case_id)),
    )  # fmt: skip


def receive_observations(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The person answered."""
    return act_page(
        request, case_id, forms.ObservationsForm,
        rejection.receive_observations,
        title=_("Observations of the person"), submit=_("Record"), done=_("The observations are recorded."),
    )  # fmt: skip


def notify(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The decision was notified."""
    return act_page(
        request, case_id, forms.DayForm,
        deciding.notify_decision,
        title=_("Notification of the decision"), submit=_("Record"), done=_("The notification is recorded."),
        consequence=_("The time for remedies runs from this day."),
    )  # fmt: skip


def start_follow_up(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Follow what comes after."""
    return act_page(
        request, case_id, forms.ConfirmForm,
        deciding.start_follow_up,
        title=_("Follow what comes after the decision"), submit=_("Follow"), done=_("The follow-up has begun."),
    )  # fmt: skip


def withdraw(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The person gives up."""
    return act_page(
        request, case_id, forms.ReasonedDayForm,
        deciding.withdraw,
        title=_("The person withdraws the request"), submit=_("Record and close"), done=_("The case file is closed."),
        consequence=_("The case file is closed and nothing more can be done with it."),
    )  # fmt: skip


def revoke(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Take a grant back."""
    return act_page(
        request, case_id, forms.RevokeForm,
        lambda reason, legal_basis, remedies, **told: deciding.revoke_decision(
            grounds=Grounds("revoked", reason, legal_basis, remedies), **told
        ),
        title=_("Revoke the decision"), submit=_("Revoke"), done=_("The decision is revoked."), tab="decision",
        consequence=_("The person loses what was granted. The revocation must be notified like a decision."),
    )  # fmt: skip


def close(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Close the case file."""
    return act_page(
        request, case_id, forms.ConfirmForm,
        deciding.close_case,
        title=_("Close the case file"), submit=_("Close"), done=_("The case file is closed."),
        consequence=_("Nothing more can be done with a closed case file."),
    )  # fmt: skip


def request_substitute_power(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The substitute power was asked."""
    return act_page(
        request, case_id, forms.SubstitutePowerForm,
        litigation.request_substitute_power,
        title=_("Request of substitute power"), submit=_("Record"), done=_("The request is recorded."), tab="decision",
        consequence=_("Its holder must decide within half of the term (art. 2 c. 9-ter L. 241/1990)."),
    )  # fmt: skip


def record_litigation(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A lawsuit."""
    return act_page(
        request, case_id, forms.LitigationForm,
        lambda by, case_id, expected_version, **told: litigation.record_litigation(
            by=by, case_id=case_id, expected_version=expected_version, lawsuit=Lawsuit(**told)
        ),
        title=_("Record a lawsuit"), submit=_("Record"), done=_("The lawsuit is recorded."), tab="decision",
    )  # fmt: skip


def end_litigation(request: StaffRequest, case_id: UUID, litigation_id: UUID) -> HttpResponse:
    """How a lawsuit ended."""
    return act_page(
        request, case_id, forms.EndLitigationForm,
        partial(litigation.end_litigation, litigation_id=litigation_id),
        title=_("End of the dispute"), submit=_("Record"), done=_("The end of the dispute is recorded."), tab="decision",
    )  # fmt: skip
