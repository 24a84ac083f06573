"""Whether an invoice is what the contract and the law want, before anybody counts nights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from approdo.accounting.rules.invoice import (
    Chargeability,
    Identity,
    Invoice,
    Line,
    Party,
    Summary,
    bare,
    discounted,
    identifiers,
    summed,
)  # fmt: skip
from approdo.accounting.rules.invoice_lines import REIMBURSED, Component, component
from approdo.accounting.rules.terms import Supplier
from approdo.core.rules.money import CENT, ZERO, cents, percent

KINDS = ("TD01", "TD02", "TD03", "TD04", "TD05", "TD06", "TD24", "TD25")  # what a managing body sends a prefecture
RETENTION_PERCENT = Decimal("0.50")


class Check(StrEnum):
    """What can be wrong, in the order in which it is looked for."""

    CIG_MISSING = "cig_missing"
    CIG_WRONG = "cig_wrong"
    CUP_MISSING = "cup_missing"
    CUP_WRONG = "cup_wrong"
    SUPPLIER_WRONG = "supplier_wrong"
    CUSTOMER_WRONG = "customer_wrong"
    OFFICE_WRONG = "office_wrong"
    DUPLICATE_CONTENT = "duplicate_content"
    DUPLICATE_NUMBER = "duplicate_number"
    KIND_UNUSUAL = "kind_unusual"
    CURRENCY = "currency"
    DATE_AHEAD = "date_ahead"
    PERIOD_AHEAD = "period_ahead"
    LINE_SUM = "line_sum"
    SUMMARY_SUM = "summary_sum"
    SUMMARY_MISSING = "summary_missing"
    SUMMARY_TAX = "summary_tax"
    TOTAL = "total"
    NEGATIVE_LINE = "negative_line"
    NEGATIVE_TOTAL = "negative_total"
    NATURE_MISSING = "nature_missing"
    NATURE_UNDUE = "nature_undue"
    NATURE_WRONG = "nature_wrong"
    VAT_RATE = "vat_rate"
    SPLIT_MISSING = "split_missing"
    SPLIT_UNDUE = "split_undue"
    STAMP_MISSING = "stamp_missing"
    STAMP_AMOUNT = "stamp_amount"
    WITHHOLDING_FOR_RETENTION = "withholding_for_retention"
    CREDIT_WITHOUT_INVOICE = "credit_without_invoice"
    CREDIT_INVOICE_UNKNOWN = "credit_invoice_unknown"


class Weight(StrEnum):
    """What follows from a finding."""

    REFUSE = "refuse"  # one of the few causes for which the law lets an administration refuse
    REISSUE = "reissue"  # to be credited and issued again
    NOTICE = "notice"  # to be looked at: nothing follows by itself


_REFUSED = frozenset(
    {Check.CIG_MISSING, Check.CIG_WRONG, Check.CUP_MISSING, Check.CUP_WRONG, Check.SUPPLIER_WRONG,
     Check.CUSTOMER_WRONG, Check.DUPLICATE_CONTENT, Check.DUPLICATE_NUMBER}
)  # fmt: skip
_NOTED = frozenset(
    {Check.OFFICE_WRONG, Check.KIND_UNUSUAL, Check.PERIOD_AHEAD, Check.NEGATIVE_LINE, Check.STAMP_MISSING,
     Check.STAMP_AMOUNT, Check.CREDIT_INVOICE_UNKNOWN}
)  # fmt: skip
_ORDER = {check: place for place, check in enumerate(Check)}
_SUMS = frozenset({Check.LINE_SUM, Check.SUMMARY_SUM, Check.SUMMARY_TAX, Check.TOTAL})
Value = str | Decimal | date


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `place`: the element of the file. `amount`: how much it weighs, euros, without a sign."""

    check: Check
    place: str
    expected: Value
    found: Value
    amount: Decimal | None = None

    @property
    def weight(self) -> Weight:
        """What follows from it; a single cent of rounding is only a notice.

        Source: ministerial decree 55/2013, art. 2-bis (decree 132/2020): an administration refuses only what was not
        done for it, or a CIG or CUP that is missing or wrong, and never what DPR 633/1972, art. 26, can correct.
        """
        if self.check in _REFUSED:
            return Weight.REFUSE
        rounding = self.check in _SUMS and self.amount is not None and self.amount <= CENT
        return Weight.NOTICE if rounding or self.check in _NOTED else Weight.REISSUE


@dataclass(frozen=True, slots=True)
class Expected:
    """What the contract wants. Identifiers as in the registers; "" where the contract has none.

    `parent_cig`: of the framework agreement, which may be named beside the CIG of the contract but not instead of it.
    `natures`: of what is not taxed for the service; `reimbursed_natures`: of what is reimbursed beside it.
    """

    supplier_ids: tuple[str, ...]
    customer_ids: tuple[str, ...]
    cig: str
    supplier: Supplier
    parent_cig: str = ""
    cup: str = ""
    office_code: str = ""
    natures: tuple[str, ...] = ("N4",)
    reimbursed_natures: tuple[str, ...] = ("N1", "N4")


@dataclass(frozen=True, slots=True)
class Received:
    """A document that has arrived before. A refused one may come again under its own number, corrected."""

    identity: Identity
    content_hash: str
    name: str
    refused: bool = False


def checked(invoice: Invoice, expected: Expected, received: Iterable[Received], today: date) -> tuple[Finding, ...]:
    """All that is wrong with an invoice by itself, in the order of the checks.

    Source: each check names its own.
    """
    known = tuple(received)
    found = [
        *of_codes(invoice, expected), *of_parties(invoice, expected), *duplicates(invoice, known),
        *of_document(invoice, today), *of_sums(invoice), *of_vat(invoice, expected), *of_stamp(invoice, expected),
        *of_withholding(invoice), *of_credit(invoice, known),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: _ORDER[one.check]))


def of_codes(invoice: Invoice, expected: Expected) -> Iterator[Finding]:
    """CIG and CUP against the contract.

    Source: decree-law 66/2014, art. 25 c. 2: without them an administration cannot pay; law 136/2010, art. 3.
    """
    codes = (
        (Check.CIG_MISSING, Check.CIG_WRONG, "CodiceCIG", expected.cig, invoice.cigs - {expected.parent_cig.upper()}),
        (Check.CUP_MISSING, Check.CUP_WRONG, "CodiceCUP", expected.cup, invoice.cups),
    )
    for missing, wrong, tag, wanted, found in codes:
        if wanted and not found:
            yield Finding(missing, f"DatiGenerali/DatiContratto/{tag}", wanted, "")
        elif wanted and found != {wanted.upper()}:
            yield Finding(wrong, f"DatiGenerali/DatiContratto/{tag}", wanted, ", ".join(sorted(found)))


def of_parties(invoice: Invoice, expected: Expected) -> Iterator[Finding]:
    """Who sells and who buys, by any of their numbers; the office by its code.

    Source: DPR 633/1972, art. 21 c. 2; ministerial decree 55/2013, art. 2-bis lett. a.
    """
    sides: tuple[tuple[Check, str, tuple[str, ...], Party], ...] = (
        (Check.SUPPLIER_WRONG, "CedentePrestatore", expected.supplier_ids, invoice.supplier),
        (Check.CUSTOMER_WRONG, "CessionarioCommittente", expected.customer_ids, invoice.customer),
    )
    for check, tag, wanted, party in sides:
        if wanted and not identifiers(*wanted) & party.identifiers:
            yield Finding(check, tag, ", ".join(wanted), ", ".join(sorted(party.identifiers)))
    if expected.office_code and invoice.office_code.upper() != expected.office_code.upper():
        yield Finding(
            Check.OFFICE_WRONG, "DatiTrasmissione/CodiceDestinatario", expected.office_code, invoice.office_code
        )


def duplicates(invoice: Invoice, received: Iterable[Received]) -> Iterator[Finding]:
    """Whether it has come before: the same content under whatever name, or another under the same number of the year.

    Source: DPR 633/1972, art. 21 c. 2 lett. b; ministerial decree 55/2013, art. 2-bis lett. a.
    """
    standing = [one for one in received if not one.refused]
    amount = abs(cents(invoice.amount))
    for one in standing:
        if one.content_hash and one.content_hash == invoice.content_hash:
            yield Finding(Check.DUPLICATE_CONTENT, "FatturaElettronicaBody", "", one.name, amount)
            return
    for one in standing:
        if one.identity == invoice.identity:
            place = "DatiGenerali/DatiGeneraliDocumento/Numero"
            yield Finding(Check.DUPLICATE_NUMBER, place, "", f"{invoice.number}: {one.name}", amount)
            return


def of_document(invoice: Invoice, today: date) -> Iterator[Finding]:
    """Kind, currency and days.

    Source: DPR 633/1972, art. 21; technical specifications of FatturaPA, `TipoDocumento`.
    """
    head = "DatiGenerali/DatiGeneraliDocumento"
    if invoice.kind not in KINDS:
        yield Finding(Check.KIND_UNUSUAL, f"{head}/TipoDocumento", ", ".join(KINDS), invoice.kind)
    if invoice.currency != "EUR":
        yield Finding(Check.CURRENCY, f"{head}/Divisa", "EUR", invoice.currency)
    if invoice.issued_on > today:
        yield Finding(Check.DATE_AHEAD, f"{head}/Data", today, invoice.issued_on)
    for place, line in enumerate(invoice.lines, start=1):
        until = line.period[1]
        if until is not None and until > max(today, invoice.issued_on):
            yield Finding(Check.PERIOD_AHEAD, _line_place(place, "DataFinePeriodo"), today, until)


def of_sums(invoice: Invoice) -> Iterator[Finding]:
    """Lines, summaries and total, each to the cent, half a cent up; and amounts below zero.

    Source: technical specifications of FatturaPA, checks 00421, 00422, 00423; Regulation (EC) 1103/97, art. 5.
    """
    for place, line in enumerate(invoice.lines, start=1):
        one = line.quantity if line.quantity is not None else Decimal(1)
        yield from _sum(Check.LINE_SUM, _line_place(place, "PrezzoTotale"),
                        discounted(line.unit_price, line.discounts) * one, line.total)  # fmt: skip
        if line.total < 0 and component(line) is not Component.RETENTION:
            yield Finding(Check.NEGATIVE_LINE, _line_place(place, "PrezzoTotale"), ZERO, line.total, abs(line.total))
    yield from _of_summaries(invoice)
    parts, stamp = summed(invoice), invoice.stamp or (Decimal("2.00") if invoice.virtual_stamp else ZERO)
    head = "DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento"
    if invoice.amount < 0:
        yield Finding(Check.NEGATIVE_TOTAL, head, ZERO, invoice.amount, abs(cents(invoice.amount)))
    # The stamp is charged by a line, or by the total alone: programs do either.
    if invoice.total is not None and cents(invoice.total) != cents(parts + stamp):
        yield from _sum(Check.TOTAL, head, parts, invoice.total)


def _sum(check: Check, place: str, expected: Decimal, found: Decimal) -> Iterator[Finding]:
    if cents(expected) != cents(found):
        yield Finding(check, place, cents(expected), cents(found), abs(cents(expected) - cents(found)))


def _of_summaries(invoice: Invoice) -> Iterator[Finding]:
    sold: dict[tuple[Decimal, str], Decimal] = defaultdict(lambda: ZERO)
    for line in invoice.lines:
        sold[line.vat_rate, line.nature] += line.total
    for fund in invoice.funds:
        sold[fund.vat_rate, fund.nature] += fund.amount
    summed_up: dict[tuple[Decimal, str], tuple[str, Decimal]] = {}
    for number, summary in enumerate(invoice.summaries, start=1):
        key, place = (summary.vat_rate, summary.nature), f"DatiBeniServizi/DatiRiepilogo[{number}]"
        sold[key] += summary.extra_costs + summary.rounding
        first, so_far = summed_up.get(key, (place, ZERO))
        summed_up[key] = (first, so_far + summary.taxable)
        yield from _sum(Check.SUMMARY_TAX, f"{place}/Imposta", percent(summary.taxable, summary.vat_rate), summary.tax)
    for key, amount in sold.items():
        if key in summed_up:
            place, taxable = summed_up[key]
            yield from _sum(Check.SUMMARY_SUM, f"{place}/ImponibileImporto", amount, taxable)
        else:
            said = f"{key[0]} % {key[1]}".strip()
            yield Finding(Check.SUMMARY_MISSING, "DatiBeniServizi/DatiRiepilogo", said, "", abs(cents(amount)))


def of_vat(invoice: Invoice, expected: Expected) -> Iterator[Finding]:
    """Rate and nature of each line for this kind of supplier, and who pays the tax.

    A single manager is exempt (N4) whatever its form; a social cooperative or a consortium of them is at 5 %; what is
    reimbursed beside the price may stand outside the tax.
    Source: DPR 633/1972, arts. 10 n. 21, 15, 17-ter; law 208/2015, art. 1 c. 960-963; Revenue Agency, resolution
    74/E of 2018.
    """
    for place, line in enumerate(invoice.lines, start=1):
        yield from _of_line_vat(place, line, expected)
    for place, summary in enumerate(invoice.summaries, start=1):
        yield from _of_split(place, summary, split=expected.supplier.split_payment)


def _of_line_vat(place: int, line: Line, expected: Expected) -> Iterator[Finding]:
    rate, amount = expected.supplier.vat_percent or ZERO, abs(cents(line.total))
    beside = component(line) in REIMBURSED
    natures = expected.reimbursed_natures if beside else expected.natures if not rate else ()
    if line.vat_rate and line.nature:
        yield Finding(Check.NATURE_UNDUE, _line_place(place, "Natura"), "", line.nature, amount)
    elif not line.vat_rate and not line.nature:
        yield Finding(Check.NATURE_MISSING, _line_place(place, "Natura"), ", ".join(natures), "", amount)
    elif not line.vat_rate and natures and line.nature not in natures:
        yield Finding(Check.NATURE_WRONG, _line_place(place, "Natura"), ", ".join(natures), line.nature, amount)
    if line.vat_rate != rate and not (beside and not line.vat_rate):
        yield Finding(Check.VAT_RATE, _line_place(place, "AliquotaIVA"), rate, line.vat_rate, amount)


def _of_split(number: int, summary: Summary, *, split: bool) -> Iterator[Finding]:
    is_split, place = summary.chargeability == Chargeability.SPLIT, f"DatiBeniServizi/DatiRiepilogo[{number}]"
    if summary.tax and split and not is_split:
        found, tax = summary.chargeability, abs(cents(summary.tax))
        yield Finding(Check.SPLIT_MISSING, f"{place}/EsigibilitaIVA", Chargeability.SPLIT, found, tax)
    elif summary.tax and is_split and not split:
        tax = abs(cents(summary.tax))
        yield Finding(Check.SPLIT_UNDUE, f"{place}/EsigibilitaIVA", Chargeability.IMMEDIATE, "S", tax)


def of_stamp(invoice: Invoice, expected: Expected) -> Iterator[Finding]:
    """The stamp duty of an exempt supplier, above the threshold.

    Source: DPR 642/1972, tariff, art. 13; DPR 633/1972, art. 10; ministerial decree of 17 June 2014, art. 6.
    """
    supplier = expected.supplier
    untaxed = sum((one.taxable for one in invoice.summaries if one.nature.startswith("N4") and not one.vat_rate), ZERO)
    place = "DatiGenerali/DatiGeneraliDocumento/DatiBollo"
    due = supplier.vat_percent is None and untaxed > supplier.stamp_above and not invoice.is_credit_note
    duty = cents(supplier.stamp_duty)
    if due and duty and not invoice.virtual_stamp:
        yield Finding(Check.STAMP_MISSING, place, duty, "", duty)
    elif invoice.virtual_stamp and invoice.stamp is not None and cents(invoice.stamp) != duty:
        off = abs(cents(invoice.stamp) - duty)
        yield Finding(Check.STAMP_AMOUNT, f"{place}/ImportoBollo", duty, invoice.stamp, off)


def of_withholding(invoice: Invoice) -> Iterator[Finding]:
    """The guarantee of 0.50 % written where income tax is withheld: it would be declared as a tax.

    Source: legislative decree 36/2023, art. 11 c. 6; DPR 600/1973, art. 25, is another thing.
    """
    for place, one in enumerate(invoice.withheld_taxes, start=1):
        if one.percent == RETENTION_PERCENT:
            where = f"DatiGenerali/DatiGeneraliDocumento/DatiRitenuta[{place}]"
            yield Finding(Check.WITHHOLDING_FOR_RETENTION, where, "", one.percent, abs(cents(one.amount)))


def of_credit(invoice: Invoice, received: Iterable[Received]) -> Iterator[Finding]:
    """A credit note says which invoice it corrects, and that invoice has arrived.

    Source: DPR 633/1972, art. 26; technical specifications of FatturaPA, `DatiFattureCollegate`.
    """
    if not invoice.is_credit_note:
        return
    named = [one for one in invoice.references if one.kind == "DatiFattureCollegate"]
    place, amount = "DatiGenerali/DatiFattureCollegate", abs(cents(invoice.amount))
    if not named:
        yield Finding(Check.CREDIT_WITHOUT_INVOICE, place, "", "", amount)
        return
    supplier = bare(invoice.supplier.vat_number or invoice.supplier.tax_code)
    numbers = {(one.identity.number, one.identity.year) for one in received
               if one.identity.supplier == supplier and not one.identity.gives_back}  # fmt: skip
    for one in named:
        number = " ".join(one.document.split()).upper()
        if not any(number == known and (one.date is None or one.date.year == year) for known, year in numbers):
            yield Finding(Check.CREDIT_INVOICE_UNKNOWN, f"{place}/IdDocumento", "", one.document, amount)


def _line_place(place: int, tag: str) -> str:
    return f"DatiBeniServizi/DettaglioLinee[{place}]/{tag}"


@dataclass(frozen=True, slots=True)
class RefusalTerm:
    """The days in which an administration may refuse: after `last_day` the invoice counts as accepted."""

    received_on: date
    days: int
    last_day: date


def refusal_term(received_on: date, days: int = 15) -> RefusalTerm:
    """Until when an invoice may be refused. The day of delivery is not counted; a holiday does not move the end.

    Source: ministerial decree 55/2013, annex B: the exchange system counts 15 days from the delivery and then closes.
    """
    return RefusalTerm(received_on, days, received_on + timedelta(days=days))
