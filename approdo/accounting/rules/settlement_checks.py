"""What must be in order before money is paid: each check with its colour and the numbers of its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.vocabulary import TaxDebtOutcome


class CheckKind(StrEnum):
    """What is looked at, in the order in which it is shown."""

    STATEMENT = "statement"
    INVOICES = "invoices"
    FINDINGS = "findings"
    DURC = "durc"
    ANTIMAFIA = "antimafia"
    TRACEABILITY = "traceability"
    TAX_DEBTS = "tax_debts"
    COMMITMENT = "commitment"
    TERM = "term"


class Colour(StrEnum):
    """Green lets go on, red stops; a warning is told and lets go on."""

    GREEN = "green"
    WARNING = "warning"
    RED = "red"


class Why(StrEnum):
    """The sentence of a check."""

    STATEMENT_IN_FORCE = "statement_in_force"
    STATEMENT_REPLACED = "statement_replaced"
    INVOICES_ACCEPTED = "invoices_accepted"
    INVOICES_OPEN = "invoices_open"
    FINDINGS_ANSWERED = "findings_answered"
    FINDINGS_OPEN = "findings_open"
    PROOF_HOLDS = "proof_holds"
    PROOF_WITHOUT_END = "proof_without_end"
    PROOF_MISSING = "proof_missing"
    ACCOUNT_MISSING = "account_missing"
    UNDER_THRESHOLD = "under_threshold"
    TAX_CLEAR = "tax_clear"
    TAX_IN_DEFAULT = "tax_in_default"
    TAX_NOT_ASKED = "tax_not_asked"
    TAX_TOO_OLD = "tax_too_old"
    ROOM = "room"
    NO_ROOM = "no_room"
    IN_TIME = "in_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ProofFound:
    """The proof of a body on a day: whether one holds, and its last day (None: without an end)."""

    holds: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TaxAnswer:
    """What the collection agent answered about tax debts: on which day, with which reference."""

    outcome: TaxDebtOutcome
    answered_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What is known on the day a payment is looked at. Amounts in euros.

    `open_invoices`: documents of the month that are not accepted; `received_on`: of the last invoice; `room`: what is
    left of the commitment before this payment.
    """

    on: date
    statement_in_force: bool
    open_invoices: int
    open_findings: int
    durc: ProofFound
    antimafia: ProofFound
    traceability: ProofFound
    account: str
    payable: Decimal
    threshold: Decimal
    tax_answer: TaxAnswer | None
    received_on: date
    charged: Decimal
    room: Decimal
    pay_by: date


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: its colour, its sentence and what the sentence names."""

    kind: CheckKind
    colour: Colour
    why: Why
    day: date | None = None
    amount: Decimal | None = None
    other: Decimal | None = None
    number: int = 0
    reference: str = ""


def checked(facts: CheckFacts) -> tuple[Checked, ...]:
    """Every check of a payment on a day, in their order. What is red stops the payment.

    Source: legislative decree 36/2023, art. 11 c. 6 and legislative decree 50/2016, art. 30 (DURC); legislative decree
    159/2011, arts. 83 and 92 (anti-mafia); law 136/2010, art. 3 (traceability); DPR 602/1973, art. 48-bis (tax debts);
    law 196/2009, art. 34 (no payment beyond the commitment); legislative decree 231/2002, art. 4 (term).
    """
    return (
        _yes_no(CheckKind.STATEMENT, facts.statement_in_force, Why.STATEMENT_IN_FORCE, Why.STATEMENT_REPLACED),
        _none_left(CheckKind.INVOICES, facts.open_invoices, Why.INVOICES_ACCEPTED, Why.INVOICES_OPEN),
        _none_left(CheckKind.FINDINGS, facts.open_findings, Why.FINDINGS_ANSWERED, Why.FINDINGS_OPEN),
        _proof(CheckKind.DURC, facts.durc),
        _proof(CheckKind.ANTIMAFIA, facts.antimafia),
        _traceability(facts),
        _tax_debts(facts),
        Checked(
            CheckKind.COMMITMENT, *_colour(facts.charged <= facts.room, Why.ROOM, Why.NO_ROOM),
            amount=facts.charged, other=facts.room,
        ),
        _term(facts),
    )  # fmt: skip


def stops(found: tuple[Checked, ...]) -> tuple[Checked, ...]:
    """The checks that stop a payment. Source: as `checked`."""
    return tuple(one for one in found if one.colour is Colour.RED)


def _colour(good: bool, yes: Why, no: Why) -> tuple[Colour, Why]:
    return (Colour.GREEN, yes) if good else (Colour.RED, no)


def _yes_no(kind: CheckKind, good: bool, yes: Why, no: Why) -> Checked:
    return Checked(kind, *_colour(good, yes, no))


def _none_left(kind: CheckKind, number: int, yes: Why, no: Why) -> Checked:
    return Checked(kind, *_colour(not number, yes, no), number=number)


def _proof(kind: CheckKind, found: ProofFound) -> Checked:
    if found.holds and found.until is None:
        return Checked(kind, Colour.GREEN, Why.PROOF_WITHOUT_END)
    return Checked(kind, *_colour(found.holds, Why.PROOF_HOLDS, Why.PROOF_MISSING), day=found.until)


def _traceability(facts: CheckFacts) -> Checked:
    if facts.traceability.holds and not facts.account:
        return Checked(CheckKind.TRACEABILITY, Colour.RED, Why.ACCOUNT_MISSING)
    return _proof(CheckKind.TRACEABILITY, facts.traceability)


def _tax_debts(facts: CheckFacts) -> Checked:
    kind, said = CheckKind.TAX_DEBTS, facts.tax_answer
    if facts.payable <= facts.threshold:
        return Checked(kind, Colour.GREEN, Why.UNDER_THRESHOLD, amount=facts.payable, other=facts.threshold)
    if said is None:
        return Checked(kind, Colour.RED, Why.TAX_NOT_ASKED, amount=facts.payable, other=facts.threshold)
    if said.outcome is TaxDebtOutcome.IN_DEFAULT:
        return Checked(kind, Colour.RED, Why.TAX_IN_DEFAULT, day=said.answered_on, reference=said.reference)
    if said.answered_on < facts.received_on:
        return Checked(kind, Colour.RED, Why.TAX_TOO_OLD, day=said.answered_on, reference=said.reference)
    return Checked(kind, Colour.GREEN, Why.TAX_CLEAR, day=said.answered_on, reference=said.reference)


def _term(facts: CheckFacts) -> Checked:
    late = facts.on > facts.pay_by
    colour, why = (Colour.WARNING, Why.LATE) if late else (Colour.GREEN, Why.IN_TIME)
    return Checked(CheckKind.TERM, colour, why, day=facts.pay_by, number=abs((facts.pay_by - facts.on).days))
