"""The words of the history of a case file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from approdo.procedures import labels

PASSAGES: Mapping[str, Any] = {
    "file": _("Case file opened"),
    "register": _("Registered with a protocol number"),
    "assign": _("Handed to an officer"),
    "admit": _("Admitted: the investigation begins"),
    "request_integration": _("Papers asked"),
    "integration_expired": _("The papers did not come: it goes on without them"),
    "complete": _("Investigation complete"),
    "notify_10bis": _("Notice before refusal"),
    "notify": _("Decision notified"),
    "start_follow_up": _("What comes after the decision begins"),
    "close": _("Case file closed"),
    "import": _("Written by an import"),
}
ASSIGNMENTS: Mapping[str, Any] = {"responsible": _("Responsible officer"), "collaborator": _("Collaborator")}

# What happened: its sentence, the words of what it is about, the words of the text beside.
HAPPENED: Mapping[str, tuple[Any, Mapping[str, Any], Mapping[str, Any]]] = {
    "event": ("%(what)s", labels.EVENTS, {}),
    "cancelled": ("%(what)s", labels.EVENTS, {}),
    "moved": ("%(what)s", PASSAGES, {}),
    "assigned": (_("Assigned to %(more)s"), ASSIGNMENTS, {}),
    "unassigned": (_("No longer assigned to %(more)s"), ASSIGNMENTS, {}),
    "checked": (_("Document checked: %(what)s"), {}, labels.ITEM_STATUSES),
    "opinion_asked": (_("Opinion asked: %(what)s"), labels.CONSULTED, {}),
    "opinion_solicited": (_("Opinion solicited: %(what)s"), labels.CONSULTED, {}),
    "opinion_received": (_("Opinion received: %(what)s"), labels.CONSULTED, labels.OPINION_STATES),
    "letter_written": (_("Letter written: %(what)s"), labels.LETTERS, {}),
    "letter_dispatched": (_("Letter sent: %(what)s"), labels.LETTERS, labels.CHANNELS),
    "letter_received": (_("Letter received: %(what)s"), labels.LETTERS, {}),
    "proposed": (_("Decision proposed: %(what)s"), labels.OUTCOMES, {}),
    "signed": (_("Decision signed: %(what)s"), labels.OUTCOMES, {}),
    "lawsuit": ("%(what)s", labels.LITIGATIONS, {}),
    "lawsuit_ended": (_("Dispute ended: %(what)s"), labels.LITIGATIONS, labels.LITIGATION_OUTCOMES),
}
