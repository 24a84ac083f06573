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
    CONTRACT_END = "contract_end"
    CONFORMITY = "conformity"
    MONTHS = "months"
    ALL_FINDINGS = "all_findings"
    DEDUCTIONS = "deductions"


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
    NOTHING_CHARGED = "nothing_charged"
    ROOM = "room"
    NO_ROOM = "no_room"
    IN_TIME = "in_time"
    LATE = "late"
    CONTRACT_ENDED = "contract_ended"
    CONTRACT_RUNS = "contract_runs"
    CONFORMITY_GIVEN = "conformity_given"
    CONFORMITY_MISSING = "conformity_missing"
    MONTHS_PAID = "months_paid"
    MONTHS_OPEN = "months_open"
    DEDUCTIONS_DONE = "deductions_done"
    DEDUCTIONS_LEFT = "deductions_left"
    DEDUCTIONS_OPEN = "deductions_open"


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
class Charged:
    """A commitment, what it would bear and what is left of it before; euros."""

    name: str
    amount: Decimal
    room: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeFacts:
    """What is known of who is paid on the day it is looked at. Amounts in euros.

    `received_on`: the last of what is paid, before which no answer about tax debts counts.
    """

    on: date
    durc: ProofFound
    antimafia: ProofFound
    traceability: ProofFound
    account: str
    payable: Decimal
    threshold: Decimal
    tax_answer: TaxAnswer | None
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """What is known on the day a settlement is looked at; `open_invoices`: documents of the month not accepted."""

    payee: PayeeFacts
    statement_in_force: bool
    open_invoices: int
    open_findings: int
    charges: tuple[Charged, ...]
    pay_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """What is known on the day a release of what was kept is looked at. Amounts in euros.

    `conformity_on`: when the final conformity of the contract as it ended was given; `open_months`: invoices and
    settlements of the contract that are not paid; `open_deductions`: proceedings that go on, `deductions_left`: what
    was decided and no payment took yet.
    """

    payee: PayeeFacts
    last_day: date
    conformity_on: date | None
    open_months: int
    open_findings: int
    open_deductions: int
    deductions_left: Decimal
    charges: tuple[Charged, ...]


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


def payee_checks(facts: PayeeFacts) -> tuple[Checked, ...]:
    """What is looked at in who is paid: at the approval, and again at the payment.

    Source: legislative decree 36/2023, art. 11 c. 6 and legislative decree 50/2016, art. 30 (DURC); legislative decree
    159/2011, arts. 83 and 92 (anti-mafia); law 136/2010, art. 3 (traceability); DPR 602/1973, art. 48-bis (tax debts).
    """
    return (
        _proof(CheckKind.DURC, facts.durc),
        _proof(CheckKind.ANTIMAFIA, facts.antimafia),
        _traceability(facts),
        _tax_debts(facts),
    )


def checked(facts: CheckFacts) -> tuple[Checked, ...]:
    """Every check of a settlement on a day, in their order. What is red stops the payment.

    Source: as `payee_checks`; law 196/2009, art. 34 (no payment beyond the commitment); legislative decree 231/2002,
    art. 4 (term).
    """
    return (
        _yes_no(CheckKind.STATEMENT, facts.statement_in_force, Why.STATEMENT_IN_FORCE, Why.STATEMENT_REPLACED),
        _none_left(CheckKind.INVOICES, facts.open_invoices, Why.INVOICES_ACCEPTED, Why.INVOICES_OPEN),
        _none_left(CheckKind.FINDINGS, facts.open_findings, Why.FINDINGS_ANSWERED, Why.FINDINGS_OPEN),
        *payee_checks(facts.payee),
        *_rooms(facts.charges),
        _term(facts),
    )


def release_checks(facts: ReleaseFacts) -> tuple[Checked, ...]:
    """Every check of a release on a day, in their order. What is red stops the payment.

    What was kept is given back after the last day, once the whole service is certified, every month is paid, and
    nothing is left to find or to decide. What was decided and no payment took is for the guarantee: it is told.
    Source: legislative decree 36/2023, arts. 11 c. 6 and 116; as `payee_checks`.
    """
    ended = facts.last_day < facts.payee.on
    why = _colour(ended, Why.CONTRACT_ENDED, Why.CONTRACT_RUNS)
    given = facts.conformity_on is not None
    return (
        Checked(CheckKind.CONTRACT_END, *why, day=facts.last_day),
        Checked(
            CheckKind.CONFORMITY, *_colour(given, Why.CONFORMITY_GIVEN, Why.CONFORMITY_MISSING), day=facts.conformity_on
        ),
        _none_left(CheckKind.MONTHS, facts.open_months, Why.MONTHS_PAID, Why.MONTHS_OPEN),
        _none_left(CheckKind.ALL_FINDINGS, facts.open_findings, Why.FINDINGS_ANSWERED, Why.FINDINGS_OPEN),
        _deductions(facts),
        *payee_checks(facts.payee),
        *(_rooms(facts.charges) if facts.charges else ()),
    )


def _deductions(facts: ReleaseFacts) -> Checked:
    kind = CheckKind.DEDUCTIONS
    if facts.open_deductions:
        return Checked(kind, Colour.RED, Why.DEDUCTIONS_OPEN, number=facts.open_deductions)
    if facts.deductions_left:
        return Checked(kind, Colour.WARNING, Why.DEDUCTIONS_LEFT, amount=facts.deductions_left)
    return Checked(kind, Colour.GREEN, Why.DEDUCTIONS_DONE)


def _rooms(charges: tuple[Charged, ...]) -> tuple[Checked, ...]:
    """One check for each commitment; its name is told where there are more."""
    kind, several = CheckKind.COMMITMENT, len(charges) > 1
    if not charges:
        return (Checked(kind, Colour.GREEN, Why.NOTHING_CHARGED),)
    return tuple(
        Checked(
            kind, *_colour(one.amount <= one.room, Why.ROOM, Why.NO_ROOM), amount=one.amount, other=one.room,
            reference=one.name if several else "",
        )
        for one in charges
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


def _traceability(facts: PayeeFacts) -> Checked:
    if facts.traceability.holds and not facts.account:
        return Checked(CheckKind.TRACEABILITY, Colour.RED, Why.ACCOUNT_MISSING)
    return _proof(CheckKind.TRACEABILITY, facts.traceability)


def _tax_debts(facts: PayeeFacts) -> Checked:
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
    on = facts.payee.on
    late = on > facts.pay_by
    colour, why = (Colour.WARNING, Why.LATE) if late else (Colour.GREEN, Why.IN_TIME)
    return Checked(CheckKind.TERM, colour, why, day=facts.pay_by, number=abs((facts.pay_by - on).days))
