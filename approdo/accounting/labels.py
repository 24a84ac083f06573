"""Words of the closed lists of accounting, for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.irregularities import Irregularity
from approdo.accounting.rules.ledger import LineKind
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import ArrivalOutcome, Channel, Difference, FindingState, InvoiceState

LINES = {
    LineKind.PER_DIEM: _("Nights present"),
    LineKind.PAID_ABSENCE: _("Nights away that the contract pays"),
    LineKind.ABSENT: _("Nights away, not paid"),
    LineKind.BLOCKED: _("Nights already paid elsewhere"),
    LineKind.POCKET_MONEY: _("Pocket money"),
    LineKind.ENTRY_KIT: _("Entry kit"),
    LineKind.PHONE_CARD: _("Phone card"),
}
FINDINGS = {
    Irregularity.DOUBLE_PRESENCE: _("The same person in two centres"),
    Irregularity.OVER_CAPACITY: _("Over the places, without an order"),
    Irregularity.AFTER_EXIT: _("Nights after the exit"),
    Irregularity.AFTER_DECREE: _("Nights after the withdrawal decree"),
    Irregularity.EXIT_ELSEWHERE: _("Nights signed after an exit from another centre"),
    Irregularity.AFTER_ABSENCE: _("Nights after an absence that is not paid"),
    Irregularity.POCKET_UNSIGNED: _("Pocket money without a signature"),
    Irregularity.NO_PRICE: _("Nights without a price in force"),
    Irregularity.IDENTICAL_TIMES: _("Nights confirmed all at once"),
    Irregularity.STAFF_SHORT: _("Staff hours under the table"),
    Irregularity.STAFF_HOURS_MISSING: _("Staff hours not told"),
    Irregularity.STAFF_TABLE_MISSING: _("Staff table missing: nothing could be checked"),
}
# What each finding means and what to look at.
MEANINGS = {
    Irregularity.DOUBLE_PRESENCE: _(
        "Two centres claim these nights for the same person. They are paid once, to the stay that began last."
    ),
    Irregularity.OVER_CAPACITY: _(
        "More guests than authorised places, and no order of the prefect. The nights in excess are not paid."
    ),
    Irregularity.AFTER_EXIT: _(
        "The guest was not there any more, or was never there. Look at the signatures, then rectify the register."
    ),
    Irregularity.AFTER_DECREE: _("The reception of the guest was withdrawn by decree before these nights."),
    Irregularity.EXIT_ELSEWHERE: _("The guest left another centre while this one wrote that the guest was here."),
    Irregularity.AFTER_ABSENCE: _(
        "Signed during an absence that is not paid, or after the return from one as long as an abandonment, "
        "on which the prefect decides."
    ),
    Irregularity.POCKET_UNSIGNED: _(
        "Only pocket money that was handed over is reimbursed, with the guest's signature."
    ),
    Irregularity.NO_PRICE: _("The contract has no price for these nights: they are not paid."),
    Irregularity.IDENTICAL_TIMES: _(
        "The register of these nights was confirmed in the same minute: filled in afterwards."
    ),
    Irregularity.STAFF_SHORT: _("Fewer hours were worked than the staff table wants for the guests of the month."),
    Irregularity.STAFF_HOURS_MISSING: _("The hours worked in the month were not recorded."),
    Irregularity.STAFF_TABLE_MISSING: _("The staff table of the contract is not loaded, or its hours were not read."),
}
FINDING_STATES = {
    FindingState.OPEN: _("Open"),
    FindingState.EXPLAINED: _("Explained"),
    FindingState.ACCEPTED: _("Accepted"),
}
FINDING_FILTER: dict[str, Any] = {str(state): words for state, words in FINDING_STATES.items()}
FINDING_FILTER["gone"] = _("No longer found")
FINDING_TONES = {FindingState.OPEN: "warning", FindingState.EXPLAINED: "neutral", FindingState.ACCEPTED: "success"}
DIFFERENCES = {
    Difference.INPUTS_CHANGED: _("What it was computed from was changed afterwards."),
    Difference.REGISTER_CHANGED: _("The sealed register is not the one it was computed from."),
    Difference.OTHER_RULES: _("It was computed by an earlier version of the rules."),
    Difference.OTHER_RESULT: _("Computed again, it gives another result."),
    Difference.OTHER_CENTRE: _("It adds up other months of centres than those it names."),
}
CHANNELS = {Channel.UPLOAD: _("Uploaded"), Channel.FOLDER: _("Folder")}
ARRIVALS = {
    ArrivalOutcome.RECEIVED: _("Received"),
    ArrivalOutcome.SAME_CONTENT: _("There already, under another name"),
    ArrivalOutcome.SAME_NUMBER: _("Its number was used already"),
    ArrivalOutcome.UNREADABLE: _("Not readable"),
}
INVOICE_STATES = {
    InvoiceState.RECEIVED: _("To answer"),
    InvoiceState.DUPLICATE: _("Duplicate, to refuse"),
    InvoiceState.ACCEPTED: _("Accepted"),
    InvoiceState.CREDIT_ASKED: _("Credit note asked"),
    InvoiceState.REFUSED: _("Refused"),
}
COMPONENTS = {
    Component.PER_DIEM: _("Per diem"),
    Component.POCKET_MONEY: _("Pocket money"),
    Component.ENTRY_KIT: _("Entry kit"),
    Component.PHONE_CARD: _("Phone card"),
    Component.STAMP: _("Stamp duty"),
    Component.RETENTION: _("Guarantee kept"),
    Component.OTHER: _("Something else"),
}
OUTCOMES = {
    Outcome.ACCEPT: _("Accept"),
    Outcome.CREDIT_NOTE: _("Ask for a credit note"),
    Outcome.REFUSE: _("Refuse"),
}
INVOICE_TONES = {
    InvoiceState.RECEIVED: "warning",
    InvoiceState.DUPLICATE: "danger",
    InvoiceState.ACCEPTED: "success",
    InvoiceState.CREDIT_ASKED: "neutral",
    InvoiceState.REFUSED: "neutral",
}


def why(kind: str, nights: str, unit: str, members: int) -> str:
    """Why a line is what it is; `nights` and `unit` are as the reader's language writes them."""
    values = {"nights": nights, "unit": unit, "members": members}
    sentences = {
        LineKind.PER_DIEM: _("%(nights)s nights in the sealed register × %(unit)s, the price in force on those nights"),
        LineKind.PAID_ABSENCE: _("%(nights)s nights of an absence that the contract pays × %(unit)s"),
        LineKind.ABSENT: _("%(nights)s nights away, or not signed: nothing is due"),
        LineKind.BLOCKED: _("%(nights)s nights claimed here and paid to another stay of the same person"),
        LineKind.POCKET_MONEY: _("%(nights)s nights × %(unit)s for %(members)s present, up to the cap of the family"),
        LineKind.ENTRY_KIT: _("Entered in the month, not by transfer: one kit at %(unit)s"),
        LineKind.PHONE_CARD: _("Entered in the month, not by transfer: one card at %(unit)s"),
    }
    return str(sentences[LineKind(kind)] % values)
