"""What an electronic invoice says (FatturaPA 1.2.x), whoever read it from whatever file.

Amounts are in the currency of the invoice, as written: nothing is rounded here. A text that is not there is "".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.core.rules.cells import plain_code
from approdo.core.rules.money import ZERO

CREDIT_NOTES = ("TD04", "TD08")  # credit note, simplified credit note


class Chargeability(StrEnum):
    """When the tax of a summary becomes due, and to whom (`EsigibilitaIVA`)."""

    IMMEDIATE = "I"
    DEFERRED = "D"
    SPLIT = "S"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells or who buys. `vat_number` with its country, as in IT01234567890; `tax_code` the Italian one."""

    vat_number: str
    tax_code: str
    name: str
    regime: str = ""

    @property
    def identifiers(self) -> frozenset[str]:
        """Every number by which the party can be known: with and without IT.

        Source: our choice: a body may be registered under its tax code alone.
        """
        return identifiers(self.vat_number, self.tax_code)


@dataclass(frozen=True, slots=True)
class Reference:
    """An order, contract, agreement or invoice that the document refers to.

    `kind` is the name of the block (`DatiContratto`, `DatiFattureCollegate`, ...). `lines`: numbers of the lines it
    is about, empty for all.
    """

    kind: str
    document: str
    date: date | None = None
    cig: str = ""
    cup: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount (`SC`) or surcharge (`MG`): of so many per cent or of so much."""

    kind: str
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was sold. `quantity` None: one. `period`: first and last day. `codes`: (type, value)."""

    number: int
    description: str
    unit_price: Decimal
    total: Decimal
    vat_rate: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    nature: str = ""
    period: tuple[date | None, date | None] = (None, None)
    discounts: tuple[Discount, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What is taxed at one rate, or not taxed for one reason (`nature`)."""

    vat_rate: Decimal
    taxable: Decimal
    tax: Decimal
    nature: str = ""
    chargeability: str = ""
    extra_costs: Decimal = ZERO
    rounding: Decimal = ZERO
    law: str = ""


@dataclass(frozen=True, slots=True)
class WithheldTax:
    """Income tax or contributions that the buyer withholds (`DatiRitenuta`).

    It is not the guarantee of 0.50 % of a public contract, which has no field of its own.
    """

    kind: str
    amount: Decimal
    percent: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PensionFund:
    """A contribution to a professional fund (`DatiCassaPrevidenziale`): it adds to the taxable amount."""

    kind: str
    amount: Decimal
    vat_rate: Decimal
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Instalment:
    """How and when to pay."""

    method: str
    amount: Decimal
    due_on: date | None = None
    from_day: date | None = None
    days: int | None = None
    iban: str = ""
    beneficiary: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the invoice. It is named, never opened."""

    name: str
    format: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two documents the same one: who, which number, which year, and whether it gives money back."""

    supplier: str
    number: str
    year: int
    gives_back: bool


@dataclass(frozen=True, slots=True)
class Invoice:
    """One document: a file may hold several. `content_hash`: see `invoices/reading.py`; "" if it was not read.

    `virtual_stamp`: whether the stamp duty is declared; `stamp` its amount, None when it is not written.
    """

    kind: str
    number: str
    issued_on: date
    currency: str
    supplier: Party
    customer: Party
    office_code: str
    lines: tuple[Line, ...]
    summaries: tuple[Summary, ...]
    total: Decimal | None = None
    rounding: Decimal = ZERO
    virtual_stamp: bool = False
    stamp: Decimal | None = None
    withheld_taxes: tuple[WithheldTax, ...] = ()
    funds: tuple[PensionFund, ...] = ()
    discounts: tuple[Discount, ...] = ()
    references: tuple[Reference, ...] = ()
    causes: tuple[str, ...] = ()
    payment: tuple[Instalment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    content_hash: str = ""

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives money back.

        Source: Revenue Agency, technical specifications of FatturaPA, `TipoDocumento`.
        """
        return self.kind in CREDIT_NOTES

    @property
    def identity(self) -> Identity:
        """What another document may not repeat: a number is used once in a year by a supplier.

        A credit note may bear the number of an invoice: their series may run apart.
        Source: DPR 633/1972, art. 21 c. 2 lett. b; the same number in another year is another document.
        """
        return Identity(
            bare(self.supplier.vat_number or self.supplier.tax_code),
            " ".join(self.number.split()).upper(),
            self.issued_on.year,
            self.is_credit_note,
        )

    @property
    def cigs(self) -> frozenset[str]:
        """Every CIG the document names. Source: law 136/2010, art. 3; decree-law 66/2014, art. 25."""
        return frozenset(one.cig for one in self.references if one.cig)

    @property
    def cups(self) -> frozenset[str]:
        """Every CUP the document names. Source: decree-law 66/2014, art. 25."""
        return frozenset(one.cup for one in self.references if one.cup)

    @property
    def amount(self) -> Decimal:
        """What the document asks for: the total it declares, else the sum of its parts.

        Source: technical specifications of FatturaPA: `ImportoTotaleDocumento` may be left out.
        """
        return self.total if self.total is not None else summed(self)


def bare(identifier: str) -> str:
    """A VAT number or tax code as it is compared: no spaces, capital letters, no Italian country code.

    Source: our choice: registers write IT01234567890 and 01234567890 for the same number.
    """
    plain = plain_code(identifier)
    return plain[2:] if plain.startswith("IT") and plain[2:].isdigit() else plain


def identifiers(*written: str) -> frozenset[str]:
    """The identifiers as they are compared, without those that are empty. Source: our choice, see `bare`."""
    return frozenset(one for one in map(bare, written) if one)


def discounted(price: Decimal, discounts: tuple[Discount, ...]) -> Decimal:
    """A price after its discounts and surcharges, one after the other. Nothing is rounded.

    Source: technical specifications of FatturaPA, `ScontoMaggiorazione`: the amount, else the percentage.
    """
    for one in discounts:
        part = one.amount if one.amount is not None else price * (one.percent or ZERO) / 100
        price = price - part if one.kind == "SC" else price + part
    return price


def summed(invoice: Invoice) -> Decimal:
    """The sum of the summaries with their tax, after the discounts on the whole, with the rounding.

    Source: technical specifications of FatturaPA, `DatiRiepilogo`, `ScontoMaggiorazione`, `Arrotondamento`.
    """
    whole = sum((one.taxable + one.tax for one in invoice.summaries), ZERO)
    return discounted(whole, invoice.discounts) + invoice.rounding
