"""Invoices of a month against its statement, component by component, and what the office answers.

Several documents are taken together: what a credit note gives back is taken from what the invoice asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.invoice import Invoice, summed
from approdo.accounting.rules.invoice_checks import Finding, RefusalTerm, Weight
from approdo.accounting.rules.invoice_lines import Component, component, sign
from approdo.accounting.rules.statement import Statement
from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.money import ZERO, cents, percent

ASKED = (
    Component.PER_DIEM, Component.POCKET_MONEY, Component.ENTRY_KIT, Component.PHONE_CARD, Component.OTHER,
    Component.RETENTION, Component.STAMP,
)  # fmt: skip


class Because(StrEnum):
    """Why a component differs."""

    NIGHTS_OVER = "nights_over"
    NIGHTS_UNDER = "nights_under"
    PRICE_UNKNOWN = "price_unknown"
    AMOUNT_OVER = "amount_over"
    AMOUNT_UNDER = "amount_under"
    NOT_IN_STATEMENT = "not_in_statement"
    RETENTION_AMOUNT = "retention_amount"
    VAT_OVER = "vat_over"
    VAT_UNDER = "vat_under"


@dataclass(frozen=True, slots=True)
class Reason:
    """A difference, as a letter says it. `amount` is asked too much (below zero: too little), euros.

    `invoiced_nights`, `due_nights` and `unit_price` for nights; `lines`: numbers of the lines it is about.
    """

    because: Because
    component: Component | None
    amount: Decimal
    invoiced: Decimal
    due: Decimal
    invoiced_nights: Decimal | None = None
    due_nights: int | None = None
    unit_price: Decimal | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One component, or the tax on all of them (None): what is asked, what is due, euros."""

    component: Component | None
    invoiced: Decimal
    due: Decimal
    reasons: tuple[Reason, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Asked too much; below zero, too little. Source: arithmetic."""
        return self.invoiced - self.due


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole month, euros. `tax` is a line of its own, `retention_on_invoice` what the supplier has kept itself.

    `credit`: what a credit note must give back, with its tax. What is asked too little elsewhere is not set against
    it: the supplier may invoice that by itself.
    """

    compared: tuple[Compared, ...]
    tax: Compared
    invoiced: Decimal
    due: Decimal
    retention_on_invoice: Decimal
    credit: Decimal

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every difference, in the order of the components, the tax last. Source: arithmetic."""
        return tuple(reason for one in (*self.compared, self.tax) for reason in one.reasons)


class Outcome(StrEnum):
    """What the office answers."""

    ACCEPT = "accept"
    CREDIT_NOTE = "credit_note"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office answers, and why, as values for the letter.

    `credit`: what the credit note must be of, euros, 0.00 where none is asked. `whole`: it takes back all of the
    invoice, which is then issued again. `term`: until when it could be refused. `notices`: what to look at.
    `gives_back`: the document is a credit note: where `whole`, it is to be issued again.
    """

    outcome: Outcome
    credit: Decimal
    whole: bool
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    notices: tuple[Finding, ...]
    term: RefusalTerm
    gives_back: bool


@dataclass(slots=True)
class _Asked:
    """What the documents ask of one component; nights by unit price where lines tell them."""

    amount: Decimal
    nights: dict[Decimal, Decimal]
    lines: dict[Decimal, list[int]]
    numbers: list[int]


def reconciled(
    invoices: Sequence[Invoice],
    statement: Statement,
    supplier: Supplier,
    assigned: Mapping[int, Mapping[int, Component]] | None = None,
) -> Reconciliation:
    """The documents of a month against its statement.

    `assigned`: what an officer has told a line asks for, by the place of the document and the number of the line.

    Source: the contract; domain rule 2.3: what is invoiced is what the month recognises.
    """
    asked, owed = _asked(invoices, assigned or {}), _due(statement)
    retention = asked[Component.RETENTION].amount
    compared = tuple(
        _compared(one, asked[one], owed.get(one, ZERO), statement) for one in ASKED if one in owed or asked[one].numbers
    )
    taxed = statement.due.taxable + max(retention, -statement.due.retention)
    tax_due = ZERO if supplier.vat_percent is None else percent(taxed, supplier.vat_percent)
    tax_asked = sum((cents(sign(one) * part.tax) for one in invoices for part in one.summaries), ZERO)
    tax = _of_tax(tax_asked, tax_due)
    over = sum((one.difference for one in (*compared, tax) if one.difference > 0), ZERO)
    invoiced = sum((one.invoiced for one in compared), tax.invoiced)
    due = sum((one.due for one in compared), tax.due)
    return Reconciliation(compared, tax, invoiced, due, -retention, over)


def _due(statement: Statement) -> dict[Component, Decimal]:
    due = {
        Component.PER_DIEM: statement.due.taxable,
        Component.POCKET_MONEY: sum((line.amount for line in statement.pocket_lines), ZERO),
        Component.ENTRY_KIT: statement.entry_kits,
        Component.PHONE_CARD: statement.phone_cards,
        Component.STAMP: statement.due.stamp,
    }
    return {one: amount for one, amount in due.items() if amount}


def _asked(invoices: Iterable[Invoice], assigned: Mapping[int, Mapping[int, Component]]) -> dict[Component, _Asked]:
    found = {one: _Asked(ZERO, defaultdict(Decimal), defaultdict(list), []) for one in Component}
    for place, invoice in enumerate(invoices):
        way, told = sign(invoice), assigned.get(place)
        for line in invoice.lines:
            mine = found[component(line, told)]
            mine.amount += cents(way * line.total)
            mine.numbers.append(line.number)
            if line.quantity is not None:
                mine.nights[line.unit_price] += way * line.quantity
                mine.lines[line.unit_price].append(line.number)
        # A stamp that is charged in the total and by no line.
        beside = cents(invoice.amount) - cents(summed(invoice))
        if invoice.virtual_stamp and beside > 0:
            found[Component.STAMP].amount += way * beside
            found[Component.STAMP].numbers.append(0)
    return found


def _compared(which: Component, asked: _Asked, due: Decimal, statement: Statement) -> Compared:
    if which is Component.RETENTION:
        # Keeping it on the invoice or at the payment is the same money: it is due as far as it is right.
        due = -statement.due.retention
    if which is Component.STAMP:
        due = min(due, max(asked.amount, ZERO))  # the supplier may bear it
    if asked.amount == due:
        return Compared(which, asked.amount, due)
    if which is Component.PER_DIEM and asked.nights:
        reasons = _of_nights(asked, statement)
        if sum((one.amount for one in reasons), ZERO) == asked.amount - due:
            return Compared(which, asked.amount, due, reasons)
    return Compared(which, asked.amount, due, (_of_amount(which, asked, due),))


def _of_amount(which: Component, asked: _Asked, due: Decimal) -> Reason:
    if which is Component.RETENTION:
        because = Because.RETENTION_AMOUNT
    elif not due:
        because = Because.NOT_IN_STATEMENT
    else:
        because = Because.AMOUNT_OVER if asked.amount > due else Because.AMOUNT_UNDER
    return Reason(because, which, asked.amount - due, asked.amount, due, lines=tuple(asked.numbers))


def _of_nights(asked: _Asked, statement: Statement) -> tuple[Reason, ...]:
    """Nights at each price, asked and due: the words of a difference that nights explain."""
    due: dict[Decimal, int] = defaultdict(int)
    worth: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    for centre in statement.centres:
        for line in centre.lines:
            if line.price:
                due[line.price.unit] += line.paid
                worth[line.price.unit] += line.amount
    reasons = []
    for price in sorted({*due, *asked.nights}):
        nights, owed = asked.nights.get(price, Decimal(0)), due.get(price, 0)
        if nights == owed:
            continue
        invoiced = cents(nights * price)
        because = Because.NIGHTS_OVER if nights > owed else Because.NIGHTS_UNDER
        if price not in due:
            because = Because.PRICE_UNKNOWN
        reasons.append(
            Reason(because, Component.PER_DIEM, invoiced - worth[price], invoiced, worth[price], nights, owed, price,
                   tuple(asked.lines.get(price, ())))
        )  # fmt: skip
    return tuple(reasons)


def _of_tax(asked: Decimal, due: Decimal) -> Compared:
    """The tax on the whole; it has no component."""
    if asked == due:
        return Compared(None, asked, due)
    because = Because.VAT_OVER if asked > due else Because.VAT_UNDER
    return Compared(None, asked, due, (Reason(because, None, asked - due, asked, due),))


def answer(
    findings: Iterable[Finding], reconciliation: Reconciliation, amount: Decimal, term: RefusalTerm, today: date, *,
    gives_back: bool,
) -> Answer:  # fmt: skip
    """What the office answers to an invoice of that amount, or to a credit note (`gives_back`).

    Refused only for the causes of the law and within the term; afterwards, and for what can be corrected, a credit note
    is asked: of the whole when the document itself is wrong, else of what is asked too much. A credit note asks for
    nothing: what is asked too much beside it is of the invoices, and one that is right is accepted.
    Source: ministerial decree 55/2013, art. 2-bis; DPR 633/1972, art. 26.
    """
    found = tuple(findings)
    by_weight = {weight: tuple(one for one in found if one.weight is weight) for weight in Weight}
    notices, reasons = by_weight[Weight.NOTICE], reconciliation.reasons
    refusing, reissuing = by_weight[Weight.REFUSE], by_weight[Weight.REISSUE]
    if refusing and today <= term.last_day:
        return Answer(Outcome.REFUSE, ZERO, True, refusing, reasons, (*reissuing, *notices), term, gives_back)
    if refusing or reissuing:
        return Answer(
            Outcome.CREDIT_NOTE, cents(amount), True, (*refusing, *reissuing), reasons, notices, term, gives_back
        )
    if reconciliation.credit > 0 and not gives_back:
        return Answer(Outcome.CREDIT_NOTE, reconciliation.credit, False, (), reasons, notices, term, gives_back)
    return Answer(Outcome.ACCEPT, ZERO, False, (), reasons, notices, term, gives_back)
