"""The closed lists of words of accounting, stored as they stand here."""

from __future__ import annotations

from enum import StrEnum


class FindingState(StrEnum):
    """What the office thinks of a finding. Source: our choice: open until somebody answers for it."""

    OPEN = "open"
    EXPLAINED = "explained"
    ACCEPTED = "accepted"


class Channel(StrEnum):
    """How a file of invoices arrived. Source: domain rule 2.7, step 5."""

    UPLOAD = "upload"
    FOLDER = "folder"


class ArrivalOutcome(StrEnum):
    """What became of one document of a file. Source: ministerial decree 55/2013; DPR 633/1972, art. 21."""

    RECEIVED = "received"
    SAME_CONTENT = "same_content"
    SAME_NUMBER = "same_number"
    UNREADABLE = "unreadable"


class InvoiceState(StrEnum):
    """What the office answered. `duplicate`: its number of the year was used already. Source: domain rule 2.7, step 5."""

    RECEIVED = "received"
    DUPLICATE = "duplicate"
    ACCEPTED = "accepted"
    CREDIT_ASKED = "credit_asked"
    REFUSED = "refused"


# What is not paid and not counted against the statement.
FALLEN = (InvoiceState.REFUSED, InvoiceState.DUPLICATE)


class Difference(StrEnum):
    """What does not hold when a statement is computed again. Source: our choice."""

    INPUTS_CHANGED = "inputs_changed"
    REGISTER_CHANGED = "register_changed"
    OTHER_RULES = "other_rules"
    OTHER_RESULT = "other_result"
    OTHER_CENTRE = "other_centre"


class SettlementState(StrEnum):
    """How far a settlement is. Source: our choice: one prepares, another approves, then it is paid or taken back."""

    PREPARED = "prepared"
    APPROVED = "approved"
    PAID = "paid"
    CANCELLED = "cancelled"


# What counts against a commitment and is final.
BINDING = (SettlementState.APPROVED, SettlementState.PAID)


class TaxDebtOutcome(StrEnum):
    """What the collection agent answered. Source: DPR 602/1973, art. 48-bis; ministerial decree 40/2008."""

    CLEAR = "clear"
    IN_DEFAULT = "in_default"
