"""Words of the closed lists of accounting, for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.irregularities import Irregularity
from approdo.accounting.rules.ledger import LineKind
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.settlement import StepKind
from approdo.accounting.rules.settlement_checks import CheckKind, Colour, Why
from approdo.accounting.rules.signatures import Integrity, SealFault
from approdo.accounting.rules.vocabulary import (
    ArrivalOutcome,
    Channel,
    Difference,
    FindingState,
    InvoiceState,
    SettlementState,
    TaxDebtOutcome,
)

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
_PAYMENT_ACTS = {
    "prepared": _("Payment prepared"),
    "approved": _("Payment approved"),
    "withdrawn": _("Payment withdrawn"),
    "cancelled": _("Payment taken back"),
    "paid": _("Payment recorded"),
    "tax_check": _("Answer on tax debts recorded"),
}
ACTS = {
    "commitment.corrected": _("Commitment corrected"),
    "commitment.recorded": _("Commitment recorded"),
    "finding.accepted": _("Finding accepted"),
    "finding.explained": _("Finding explained"),
    "finding.open": _("Finding open again"),
    "invoice.accepted": _("Invoice accepted"),
    "invoice.credit_asked": _("Credit note asked"),
    "invoice.line_assigned": _("Said what a line asks for"),
    "invoice.matched": _("Contract and month told"),
    "invoice.number_free": _("Its number is free again"),
    "invoice.refused": _("Invoice refused"),
    "pocket_money.signed": _("Signatures for pocket money told"),
    **{f"{kind}.{act}": words for kind in ("settlement", "release") for act, words in _PAYMENT_ACTS.items()},
}
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
    InvoiceState.ACCEPTED: _("Invoice accepted"),
    InvoiceState.CREDIT_ASKED: _("Credit note asked"),
    InvoiceState.REFUSED: _("Invoice refused"),
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
    Outcome.REFUSE: _("Refuse the invoice"),
}
INVOICE_TONES = {
    InvoiceState.RECEIVED: "warning",
    InvoiceState.DUPLICATE: "danger",
    InvoiceState.ACCEPTED: "success",
    InvoiceState.CREDIT_ASKED: "neutral",
    InvoiceState.REFUSED: "neutral",
}

SETTLEMENT_STATES = {
    SettlementState.PREPARED: _("To approve"),
    SettlementState.APPROVED: _("Approved, to pay"),
    SettlementState.PAID: _("Paid"),
    SettlementState.CANCELLED: _("Taken back"),
}
SETTLEMENT_TONES = {
    SettlementState.PREPARED: "warning",
    SettlementState.APPROVED: "info",
    SettlementState.PAID: "success",
    SettlementState.CANCELLED: "neutral",
}
# As a managing body reads them.
OWN_STATES = {
    SettlementState.PREPARED: _("Being prepared"),
    SettlementState.APPROVED: _("Approved, to pay"),
    SettlementState.PAID: _("Paid"),
}
TAX_OUTCOMES = {
    TaxDebtOutcome.CLEAR: _("Not in default"),
    TaxDebtOutcome.IN_DEFAULT: _("In default: the payment is suspended"),
}
STEPS = {
    StepKind.VAT_EXEMPT: _("Value added tax"),
    StepKind.VAT: _("Value added tax"),
    StepKind.VAT_AS_ASKED: _("Value added tax"),
    StepKind.TOTAL: _("Recognised in all"),
    StepKind.TO_TREASURY: _("Tax paid to the Treasury"),
    StepKind.RETENTION: _("Guarantee kept"),
    StepKind.DEDUCTION: _("Deduction"),
    StepKind.DEDUCTION_LEFT: _("Deduction left for another payment"),
    StepKind.PAYABLE: _("To pay to the supplier"),
    StepKind.CHARGED: _("Charged to the commitment"),
}
STEP_WHYS = {
    StepKind.AS_ASKED: _("asked %(n0)s, and so much is due by the statement"),
    StepKind.ASKED_LESS: _(
        "asked %(n0)s, less than the statement gives (%(n1)s, settled before %(n2)s): what is asked"
    ),
    StepKind.ASKED_MORE: _("asked %(n0)s, more than the statement gives (%(n1)s, settled before %(n2)s): what is due"),
    StepKind.VAT_EXEMPT: _("the service is exempt"),
    StepKind.VAT: _("%(p0)s per cent of %(n1)s"),
    StepKind.VAT_AS_ASKED: _("as asked, less than %(p0)s per cent of %(n1)s"),
    StepKind.TOTAL: _("the components above with the tax"),
    StepKind.TO_TREASURY: _("split payment: the tax is not paid to the supplier"),
    StepKind.RETENTION: _(
        "%(p0)s per cent of the days, %(n1)s, on the sum of the month so far; given back at the end of the contract, "
        "after the final verification and with a valid DURC"
    ),
    StepKind.DEDUCTION: _("decided and communicated; %(n0)s were left to take"),
    StepKind.DEDUCTION_LEFT: _("the payment does not bear it whole: taken from the next one, or from the guarantee"),
    StepKind.PAYABLE: _("%(n0)s recognised, less %(n1)s of tax to the Treasury, %(n2)s kept and %(n3)s deducted"),
    StepKind.CHARGED: _("%(n0)s recognised less %(n1)s deducted; what is kept stays committed until it is given back"),
}
CHECKS = {
    CheckKind.STATEMENT: _("Statement of the month"),
    CheckKind.INVOICES: _("Invoices"),
    CheckKind.FINDINGS: _("Findings of the month"),
    CheckKind.DURC: _("Contributions paid (DURC)"),
    CheckKind.ANTIMAFIA: _("Anti-mafia clearance"),
    CheckKind.TRACEABILITY: _("Traceability of payments"),
    CheckKind.TAX_DEBTS: _("Tax debts (art. 48-bis)"),
    CheckKind.COMMITMENT: _("Commitment"),
    CheckKind.TERM: _("Term of payment"),
    CheckKind.CONTRACT_END: _("End of the contract"),
    CheckKind.CONFORMITY: _("Final conformity"),
    CheckKind.MONTHS: _("Months of the contract"),
    CheckKind.ALL_FINDINGS: _("Findings of the contract"),
    CheckKind.DEDUCTIONS: _("Deductions of the contract"),
}
CHECK_SOURCES = {
    CheckKind.STATEMENT: "",
    CheckKind.INVOICES: "DM 55/2013",
    CheckKind.FINDINGS: "",
    CheckKind.DURC: "D.Lgs. 36/2023 art. 11 c. 6",
    CheckKind.ANTIMAFIA: "D.Lgs. 159/2011 artt. 83 e 92",
    CheckKind.TRACEABILITY: "L. 136/2010 art. 3",
    CheckKind.TAX_DEBTS: "DPR 602/1973 art. 48-bis",
    CheckKind.COMMITMENT: "L. 196/2009 art. 34",
    CheckKind.TERM: "D.Lgs. 231/2002 art. 4",
    CheckKind.CONTRACT_END: "D.Lgs. 36/2023 art. 11 c. 6",
    CheckKind.CONFORMITY: "D.Lgs. 36/2023 art. 116",
    CheckKind.MONTHS: "",
    CheckKind.ALL_FINDINGS: "",
    CheckKind.DEDUCTIONS: "D.Lgs. 36/2023 art. 126",
}
CHECK_WHYS = {
    Why.STATEMENT_IN_FORCE: _("It is the one in force."),
    Why.STATEMENT_REPLACED: _("It was computed again since: take this settlement back and prepare another."),
    Why.INVOICES_ACCEPTED: _("Each was answered."),
    Why.INVOICES_OPEN: _("%(n)s are not accepted any more."),
    Why.FINDINGS_ANSWERED: _("Each was answered."),
    Why.FINDINGS_OPEN: _("%(n)s wait for an answer."),
    Why.PROOF_HOLDS: _("It holds until %(day)s."),
    Why.PROOF_WITHOUT_END: _("It holds, without an end."),
    Why.PROOF_MISSING: _("None is recorded that holds on this day."),
    Why.ACCOUNT_MISSING: _("The dedicated account of the managing body is not written."),
    Why.UNDER_THRESHOLD: _("%(amount)s are not above %(other)s: nothing is asked."),
    Why.TAX_CLEAR: _("Not in default on %(day)s, answer %(reference)s."),
    Why.TAX_IN_DEFAULT: _("In default on %(day)s, answer %(reference)s: the payment is suspended."),
    Why.TAX_NOT_ASKED: _("%(amount)s are above %(other)s: ask the collection agent and record the answer."),
    Why.TAX_TOO_OLD: _("The answer %(reference)s of %(day)s is older than what is paid: ask again."),
    Why.NOTHING_CHARGED: _("Nothing is charged: all of it was deducted."),
    Why.ROOM: _("%(amount)s are charged, %(other)s were left."),
    Why.NO_ROOM: _("%(amount)s would be charged and only %(other)s are left."),
    Why.IN_TIME: _("%(n)s days are left, until %(day)s."),
    Why.LATE: _("It ended on %(day)s, %(n)s days ago: interest for late payment runs."),
    Why.CONTRACT_ENDED: _("Its last day was %(day)s."),
    Why.CONTRACT_RUNS: _("It lasts until %(day)s: what is kept is given back afterwards."),
    Why.CONFORMITY_GIVEN: _("Certified on %(day)s."),
    Why.CONFORMITY_MISSING: _("It was not certified for the contract as it ended."),
    Why.MONTHS_PAID: _("Every invoice was settled and paid."),
    Why.MONTHS_OPEN: _("%(n)s invoices or settlements are not paid yet."),
    Why.DEDUCTIONS_DONE: _("None is left to decide or to take."),
    Why.DEDUCTIONS_LEFT: _(
        "%(amount)s were decided and no payment took them: they are to be taken from the guarantee."
    ),
    Why.DEDUCTIONS_OPEN: _("%(n)s wait for a decision."),
}
COLOUR_TONES = {Colour.GREEN: "success", Colour.WARNING: "warning", Colour.RED: "danger"}
COLOURS = {Colour.GREEN: _("in order"), Colour.WARNING: _("to note"), Colour.RED: _("stops")}


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


INTEGRITIES: dict[str, Any] = {
    Integrity.INTACT.value: _("signature intact"),
    Integrity.BROKEN.value: _("signature not intact"),
    Integrity.UNVERIFIABLE.value: _("signature that cannot be verified"),
}
INTEGRITY_TONES: dict[str, str] = {
    Integrity.INTACT.value: "success", Integrity.BROKEN.value: "danger", Integrity.UNVERIFIABLE.value: "warning",
}  # fmt: skip
SEAL_FAULTS: dict[str, Any] = {
    SealFault.CONTENT_CHANGED.value: _("the content is not the one that was signed"),
    SealFault.SIGNATURE_WRONG.value: _("the signature is not of this certificate"),
    SealFault.NO_SIGNER.value: _("the file holds no signature"),
    SealFault.NO_CERTIFICATE.value: _("the certificate is not in the file"),
    SealFault.ALGORITHM.value: _("the signature is made in a way that is not accepted any more or not known"),
    SealFault.TOO_MANY.value: _("not verified: too many signatures or certificates in one upload"),
    SealFault.UNCLEAR.value: _("the signature cannot be read"),
}
