"""Which component of the monthly statement a line of an invoice asks for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.invoice import Invoice, Line


class Component(StrEnum):
    """What a line can ask for."""

    PER_DIEM = "per_diem"
    POCKET_MONEY = "pocket_money"
    ENTRY_KIT = "entry_kit"
    PHONE_CARD = "phone_card"
    STAMP = "stamp"
    RETENTION = "retention"
    OTHER = "other"


_CODES = {one.value: one for one in Component}
REIMBURSED = (Component.POCKET_MONEY, Component.ENTRY_KIT, Component.PHONE_CARD, Component.STAMP)
# In this order: "pocket money for the guests of the reception centre" is pocket money.
WORDS = (
    (Component.POCKET_MONEY, ("pocket", "argent de poche")),
    (Component.PHONE_CARD, ("scheda telefonica", "schede telefoniche", "ricarica", "tessera telefonica")),
    (Component.ENTRY_KIT, ("kit", "vestiario")),
    (Component.STAMP, ("bollo",)),
    (
        Component.PER_DIEM,
        ("pro capite", "pro-capite", "pro die", "giornat", "presenze", "accoglienza", "retta", "diaria"),
    ),
)
_RETENTION = ("ritenuta", "0,50", "0.50", "0,5%", "0,5 %", "svincolo")


def component(line: Line, assigned: Mapping[int, Component] | None = None) -> Component:
    """What the line asks for: as an officer assigned it, as its code says, else by the words of its description.

    Source: our choice: no standard code exists; a line whose words are not known is OTHER and is shown, never guessed.
    """
    if assigned and line.number in assigned:
        return assigned[line.number]
    for _kind, value in line.codes:
        if value.lower() in _CODES:
            return _CODES[value.lower()]
    words = line.description.casefold()
    if line.total < 0 and any(word in words for word in _RETENTION):
        return Component.RETENTION
    return next((found for found, marks in WORDS if any(mark in words for mark in marks)), Component.OTHER)


def sign(invoice: Invoice) -> Decimal:
    """1 for what asks for money, -1 for a credit note: its amounts are written without a sign.

    Source: Revenue Agency, technical specifications of FatturaPA, TD04.
    """
    return Decimal(-1) if invoice.is_credit_note else Decimal(1)
