"""Refusals, findings, reasons and answers in words. `language` is "it" or "en"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from approdo.accounting.invoices.layout import Fault, Rule, layout
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.invoices.sentences import (
    BECAUSE,
    COMPONENTS,
    EMPTY,
    EUROS,
    EXPECTED,
    FOUND,
    LAYOUT,
    OUTCOMES,
    REFUSED,
    TERM,
)  # fmt: skip
from approdo.accounting.rules.invoice_checks import Check, Finding, RefusalTerm, Value
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.reconciliation import Answer, Reason

_POINTS = {"it": str.maketrans(",.", ".,"), "en": str.maketrans("", "")}
_PERCENT = (Check.VAT_RATE,)


def refused(refusal: Unreadable, language: str) -> str:
    """Why a file was not read."""
    words = REFUSED[language][refusal.code].format(place=refusal.place, **refusal.params)
    return words if not refusal.place or refusal.place in words else f"{refusal.place}: {words}"


def fault(one: Fault, language: str) -> str:
    """Where a file leaves the format."""
    rule = layout().rules.get(one.kind)
    told = {"line": one.line, "place": one.place, "found": one.found or EMPTY[language]}
    return LAYOUT[language][one.code].format(expected=_expected(rule, language) if rule else "", **told)


def _expected(rule: Rule, language: str) -> str:
    words = EXPECTED[language]
    if rule.codes:
        return words["codes"].format(codes=", ".join(rule.codes))
    return words["like"].format(like=rule.like) if rule.like else words["text"].format(most=rule.most)


def found(finding: Finding, language: str) -> str:
    """What is wrong with an invoice."""
    plain = finding.check in _PERCENT
    values = {
        "expected": _value(finding.expected, language, plain=plain),
        "found": _value(finding.found, language, plain=plain),
        "amount": euros(finding.amount or Decimal(0), language),
    }
    return FOUND[language][finding.check].format(**values)


def because(reason: Reason, language: str) -> str:
    """Why an amount differs from the statement."""
    nights = reason.invoiced_nights
    return BECAUSE[language][reason.because].format(
        component=component(reason.component, language),
        amount=euros(abs(reason.amount), language),
        invoiced=euros(reason.invoiced, language),
        due=euros(reason.due, language),
        invoiced_nights="" if nights is None else _number(nights, language),
        due_nights=reason.due_nights,
        unit_price=euros(reason.unit_price or Decimal(0), language),
    )


def answered(answer: Answer, language: str) -> str:
    """What to do with an invoice or a credit note."""
    whole = "_whole" if answer.whole and answer.credit and not answer.gives_back else ""
    key = f"{answer.outcome}{whole}{'_back' if answer.gives_back else ''}"
    return OUTCOMES[language][key].format(
        credit=euros(answer.credit, language), last_day=_value(answer.term.last_day, language)
    )


def term(of: RefusalTerm, language: str) -> str:
    """Until when an invoice can be refused, and how that day was counted."""
    days = {"received_on": _value(of.received_on, language), "last_day": _value(of.last_day, language)}
    return TERM[language].format(days=of.days, **days)


def component(which: Component | None, language: str) -> str:
    """What a line asks for; the tax where it is None."""
    return COMPONENTS[language][which or "tax"]


def euros(amount: Decimal, language: str) -> str:
    """An amount with its currency, to the cent."""
    return EUROS[language].format(f"{amount:,.2f}".translate(_POINTS[language]))


def _number(value: Decimal, language: str) -> str:
    return f"{value.normalize():,f}".translate(_POINTS[language])


def _value(value: Value, language: str, *, plain: bool = False) -> str:
    if isinstance(value, Decimal):
        return _number(value, language) if plain else euros(value, language)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if language == "it" else f"{value.day} {value:%B %Y}"
    return value or EMPTY[language]
