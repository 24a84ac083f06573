"""Words of protocols, roundtables and expiries, for people of the back office."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approdo.network.rules.council import Letter
from approdo.network.rules.expiries import ExpiryKind, Nearness
from approdo.network.rules.protocols import ProtocolState, Renewal
from approdo.network.rules.roundtables import ActionState, MeetingState, Presence, SeatRole, TableKind

STATES = {
    ProtocolState.DRAFT: _("Not signed yet"),
    ProtocolState.IN_FORCE: _("In force"),
    ProtocolState.EXPIRING: _("About to expire"),
    ProtocolState.EXPIRED: _("Past its last day"),
    ProtocolState.ENDED: _("Ended"),
}
STATE_TONES = {
    ProtocolState.DRAFT: "neutral",
    ProtocolState.IN_FORCE: "success",
    ProtocolState.EXPIRING: "warning",
    ProtocolState.EXPIRED: "danger",
    ProtocolState.ENDED: "stopped",
}
RENEWALS = {
    Renewal.NONE: _("It ends"),
    Renewal.AGREEMENT: _("It may be renewed by agreement"),
    Renewal.TACIT: _("It renews itself unless somebody says no"),
}
KINDS = {
    TableKind.TERRITORIAL_COUNCIL: _("Territorial council for immigration"),
    TableKind.VULNERABILITY: _("Vulnerability"),
    TableKind.MINORS: _("Minors"),
    TableKind.HEALTH: _("Health"),
    TableKind.TRAFFICKING_GBV: _("Trafficking and gender-based violence"),
    TableKind.THEMATIC: _("Another matter"),
}
ROLES = {
    SeatRole.CHAIR: _("Chair"),
    SeatRole.SECRETARY: _("Secretary"),
    SeatRole.MEMBER: _("Member"),
    SeatRole.INVITED: _("Invited"),
}
MEETINGS = {
    MeetingState.PLANNED: _("Planned"),
    MeetingState.HELD: _("Held"),
    MeetingState.CANCELLED: _("Cancelled"),
}
MEETING_TONES = {MeetingState.PLANNED: "info", MeetingState.HELD: "success", MeetingState.CANCELLED: "stopped"}
PRESENCES = {
    Presence.MEMBER: _("present"),
    Presence.SUBSTITUTE: _("the substitute came"),
    Presence.ABSENT: _("absent"),
}
ACTIONS = {
    ActionState.OPEN: _("To do"),
    ActionState.LATE: _("Late"),
    ActionState.DONE: _("Done"),
    ActionState.DROPPED: _("Given up"),
}
ACTION_TONES = {
    ActionState.OPEN: "info",
    ActionState.LATE: "danger",
    ActionState.DONE: "success",
    ActionState.DROPPED: "stopped",
}
EXPIRIES = {
    ExpiryKind.PROTOCOL: _("Protocol"),
    ExpiryKind.ROUNDTABLE: _("Mandate of a roundtable"),
    ExpiryKind.SEAT: _("Seat"),
    ExpiryKind.ACTION: _("Action"),
    ExpiryKind.OPPORTUNITY: _("Opportunity"),
}
NEARNESS = {
    Nearness.OVER: _("Over"),
    Nearness.URGENT: _("Urgent"),
    Nearness.NEAR: _("Soon"),
    Nearness.LATER: _("Later"),
}
NEARNESS_TONES = {Nearness.OVER: "danger", Nearness.URGENT: "warning", Nearness.NEAR: "info", Nearness.LATER: "neutral"}


def letter_name(one: Letter) -> str:
    """Who sits by a letter, in the reader's language."""
    return one.name_it if _italian() else one.name_en


def letter_explanation(one: Letter) -> str:
    """How a letter is read, in the reader's language."""
    return one.explanation_it if _italian() else one.explanation_en


def _italian() -> bool:
    return (get_language() or "it").startswith("it")
