"""Checks of an invoice: a right one has no finding, each planted mistake has its own and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from approdo.accounting.rules.invoice import Discount, Invoice, PensionFund, Reference, Summary, WithheldTax
from approdo.accounting.rules.invoice_checks import (
    Check,
    Expected,
    Received,
    Weight,
    checked,
    refusal_term,
)
from tests.accounting.electronic_invoices import CIG, OFFICE, invoice, line, totals
from tests.accounting.suppliers import supplier

TODAY = date(2026, 6, 10)
EXPECTED = Expected(("01234560099",), ("80009990099",), CIG, supplier(), office_code=OFFICE)
COOPERATIVE = replace(EXPECTED, supplier=supplier(Decimal(5)), natures=())
FIVE = {"rate": "5.00", "nature": ""}
Change = Callable[[Invoice], Invoice]


def exempt(*lines: Any, **others: Any) -> Invoice:
    return invoice(*lines, **{"virtual_stamp": True, "stamp": Decimal("2.00")} | others)


def found(one: Invoice, expected: Expected = EXPECTED, *received: Received) -> list[tuple[Any, ...]]:
    return [
        (item.check, item.place.rpartition("/")[2] or item.place, item.expected, item.found, item.amount)
        for item in checked(one, expected, received, TODAY)
    ]


@pytest.mark.parametrize("charged", ["in the total", "by a line", "not at all"])
def test_t12_an_exempt_supplier(charged: str) -> None:
    one = exempt()
    if charged == "in the total":
        one = replace(one, total=Decimal("42744.80"))
    elif charged == "by a line":
        one = exempt(line(), line("Rimborso imposta di bollo", "1", "2.00", nature="N1", number=2))
        assert one.total == Decimal("42744.80")
    assert found(one) == []


def test_t11_a_social_cooperative() -> None:
    one = invoice(line(**FIVE), line("Pocket money", "1", "3487.50", nature="N1", number=2))
    assert [part.tax for part in one.summaries] == [Decimal("2137.14"), Decimal("0.00")]
    assert found(one, COOPERATIVE) == []


def summary(one: Invoice, **others: Any) -> Invoice:
    return replace(one, summaries=(replace(one.summaries[0], **others), *one.summaries[1:]))


MONEY = Decimal("42742.80")
MISTAKES: list[tuple[str, Change, list[tuple[Any, ...]]]] = [
    ("no CIG", lambda one: replace(one, references=()), [(Check.CIG_MISSING, "CodiceCIG", CIG, "", None)]),
    ("another CIG", lambda one: replace(one, references=(Reference("DatiContratto", "7", cig="B000000000"),)),
     [(Check.CIG_WRONG, "CodiceCIG", CIG, "B000000000", None)]),
    ("two CIGs", lambda one: replace(one, references=(*one.references, Reference("DatiContratto", "8", cig="B1"))),
     [(Check.CIG_WRONG, "CodiceCIG", CIG, f"B1, {CIG}", None)]),
    ("another supplier", lambda one: replace(one, supplier=replace(one.supplier, vat_number="IT11", tax_code="22")),
     [(Check.SUPPLIER_WRONG, "CedentePrestatore", "01234560099", "11, 22", None)]),
    ("another customer", lambda one: replace(one, customer=replace(one.customer, tax_code="1")),
     [(Check.CUSTOMER_WRONG, "CessionarioCommittente", "80009990099", "1", None)]),
    ("another office", lambda one: replace(one, office_code="ZZZ999"),
     [(Check.OFFICE_WRONG, "CodiceDestinatario", OFFICE, "ZZZ999", None)]),
    ("an unusual kind", lambda one: replace(one, kind="TD16"),
     [(Check.KIND_UNUSUAL, "TipoDocumento", "TD01, TD02, TD03, TD04, TD05, TD06, TD24, TD25", "TD16", None)]),
    ("another currency", lambda one: replace(one, currency="USD"), [(Check.CURRENCY, "Divisa", "EUR", "USD", None)]),
    ("tomorrow", lambda one: replace(one, issued_on=date(2026, 6, 11)),
     [(Check.DATE_AHEAD, "Data", TODAY, date(2026, 6, 11), None)]),
    ("days to come", lambda one: replace(one, lines=(replace(one.lines[0], period=(None, date(2026, 6, 30))),)),
     [(Check.PERIOD_AHEAD, "DataFinePeriodo", TODAY, date(2026, 6, 30), None)]),
    ("a line that does not multiply", lambda one: replace(one, lines=(replace(one.lines[0], quantity=Decimal(1394)),)),
     [(Check.LINE_SUM, "PrezzoTotale", Decimal("42712.16"), MONEY, Decimal("30.64"))]),
    ("a summary that does not add", lambda one: replace(summary(one, taxable=MONEY + 10), total=MONEY + 10),
     [(Check.SUMMARY_SUM, "ImponibileImporto", MONEY, MONEY + 10, Decimal("10.00"))]),
    ("tax where there is none", lambda one: replace(summary(one, tax=Decimal(1), chargeability="S"), total=MONEY + 1),
     [(Check.SUMMARY_TAX, "Imposta", Decimal("0.00"), Decimal("1.00"), Decimal("1.00"))]),
    ("a total that does not add", lambda one: replace(one, total=MONEY + 100),
     [(Check.TOTAL, "ImportoTotaleDocumento", MONEY, MONEY + 100, Decimal("100.00"))]),
    ("no nature", lambda one: summary(replace(one, lines=(replace(one.lines[0], nature=""),)), nature=""),
     [(Check.NATURE_MISSING, "Natura", "N4", "", MONEY)]),
    ("another nature", lambda one: replace(exempt(line(nature="N2.2")), virtual_stamp=False, stamp=None),
     [(Check.NATURE_WRONG, "Natura", "N4", "N2.2", MONEY)]),
    ("a rate and a nature", lambda one: exempt(line(rate="5.00"), virtual_stamp=False, stamp=None),
     [(Check.NATURE_UNDUE, "Natura", "", "N4", MONEY), (Check.VAT_RATE, "AliquotaIVA", 0, Decimal("5.00"), MONEY)]),
    ("no stamp", lambda one: replace(one, virtual_stamp=False, stamp=None),
     [(Check.STAMP_MISSING, "DatiBollo", Decimal("2.00"), "", Decimal("2.00"))]),
    ("another stamp", lambda one: replace(one, stamp=Decimal("1.81")),
     [(Check.STAMP_AMOUNT, "ImportoBollo", Decimal("2.00"), Decimal("1.81"), Decimal("0.19"))]),
    ("the guarantee as a tax",
     lambda one: replace(one, withheld_taxes=(WithheldTax("RT02", Decimal("213.71"), Decimal("0.50"), "W"),)),
     [(Check.WITHHOLDING_FOR_RETENTION, "DatiRitenuta[1]", "", Decimal("0.50"), Decimal("213.71"))]),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_found_and_nothing_else(changed: Change, expected: list[tuple[Any, ...]]) -> None:
    assert found(changed(exempt())) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (invoice(line(**FIVE), summaries=totals((line(**FIVE),), split=False)),
         [(Check.SPLIT_MISSING, "EsigibilitaIVA", "S", "", Decimal("2137.14"))]),
        (invoice(line(rate="22.00", nature="")), [(Check.VAT_RATE, "AliquotaIVA", 5, Decimal("22.00"), MONEY)]),
        (invoice(line()), [(Check.VAT_RATE, "AliquotaIVA", 5, Decimal("0.00"), MONEY)]),
    ],
    ids=["no split payment", "the ordinary rate", "exempt"],
)  # fmt: skip
def test_a_cooperative_that_is_taxed_wrongly(one: Invoice, expected: list[tuple[Any, ...]]) -> None:
    assert found(one, COOPERATIVE) == expected


def test_split_payment_where_it_is_not_due() -> None:
    terms = replace(COOPERATIVE, supplier=replace(COOPERATIVE.supplier, split_payment=False))
    assert [row[:4] for row in found(invoice(line(**FIVE)), terms)] == [(Check.SPLIT_UNDUE, "EsigibilitaIVA", "I", "S")]


def test_the_stamp_begins_above_its_threshold() -> None:
    assert found(invoice(line(quantity="1", price="77.47"))) == []
    assert [row[0] for row in found(invoice(line(quantity="1", price="77.48")))] == [Check.STAMP_MISSING]


def test_the_cup_and_the_cig_of_the_agreement() -> None:
    terms = replace(EXPECTED, cup="J11B00000000001", parent_cig="A000000001")
    assert [row[0] for row in found(exempt(), terms)] == [Check.CUP_MISSING]
    both = (Reference("DatiConvenzione", "AQ", cig="A000000001"),
            Reference("DatiContratto", "REP 7", cig=CIG, cup="J11B00000000001"))  # fmt: skip
    assert found(exempt(references=both), terms) == []
    assert [row[0] for row in found(exempt(references=both[:1]), terms)] == [Check.CIG_MISSING, Check.CUP_MISSING]


def test_half_a_cent_goes_up_and_a_cent_is_only_noticed() -> None:
    right = line(quantity="0.5", price="0.01", total=Decimal("0.01"))
    assert found(invoice(right)) == []
    items = checked(invoice(replace(right, total=Decimal("0.00"))), EXPECTED, (), TODAY)
    assert [(one.check, one.amount, one.weight) for one in items] == [(Check.LINE_SUM, Decimal("0.01"), Weight.NOTICE)]


def test_discounts_of_a_line_and_of_the_whole() -> None:
    discounts = (Discount("SC", Decimal("4.50")), Discount("MG", amount=Decimal("0.002")))
    reduced = line(quantity="1200", price="31.60", discounts=discounts, total=Decimal("36216.00"))
    assert found(exempt(reduced)) == []
    whole = exempt(discounts=(Discount("SC", amount=Decimal("42.80")),), total=Decimal("42700.00"))
    assert found(whole) == []
    assert [row[0] for row in found(replace(whole, total=MONEY))] == [Check.TOTAL]


def test_a_fund_and_extra_costs_belong_to_their_summary() -> None:
    parts = (Summary(Decimal("0.00"), Decimal("115.00"), Decimal("0.00"), "N4", extra_costs=Decimal("11.00")),)
    fund = (PensionFund("TC22", Decimal("4.00"), Decimal("0.00"), "N4"),)
    one = exempt(line(quantity="1", price="100"), summaries=parts, funds=fund)
    assert found(one) == []
    assert [row[0] for row in found(replace(one, funds=()))] == [Check.SUMMARY_SUM]


def test_the_rounding_of_a_summary_belongs_to_it() -> None:
    parts = (Summary(Decimal("0.00"), Decimal("100.04"), Decimal("0.00"), "N4", rounding=Decimal("0.04")),)
    one = exempt(line(quantity="1", price="100"), summaries=parts)
    assert found(one) == []
    assert [row[0] for row in found(summary(one, rounding=Decimal("0.00")))] == [Check.SUMMARY_SUM]


def test_a_rate_without_a_summary() -> None:
    one = exempt(line(), line("Kit d'ingresso", "2", "173", nature="N1", number=2))
    assert [row[0] for row in found(summary(replace(one, summaries=one.summaries[:1], total=MONEY)))] == [
        Check.SUMMARY_MISSING
    ]


def test_what_is_below_zero() -> None:
    lines = (line(), line("Recupero mese precedente", "1", "-100.00", number=2))
    assert found(exempt(*lines)) == [
        (Check.NEGATIVE_LINE, "PrezzoTotale", Decimal("0.00"), Decimal("-100.00"), Decimal("100.00"))
    ]
    kept = (line(), line("Ritenuta 0,50% art. 11 c. 6", "1", "-213.71", number=2))
    assert found(exempt(*kept)) == []
    assert {row[0] for row in found(invoice(lines[1]))} == {Check.NEGATIVE_LINE, Check.NEGATIVE_TOTAL}


def credit(*references: Reference, **others: Any) -> Invoice:
    mine = (Reference("DatiContratto", "REP 7", cig=CIG), *references)
    return invoice(line(quantity="13", price="25.60"), kind="TD04", references=mine, **{"number": "1/NC"} | others)


def test_a_credit_note_says_what_it_corrects() -> None:
    first = Received(exempt().identity, "", "prima.xml")
    assert [row[0] for row in found(credit())] == [Check.CREDIT_WITHOUT_INVOICE]
    named = credit(Reference("DatiFattureCollegate", "12/2026", date(2026, 6, 5)))
    assert found(named, EXPECTED, first) == []
    assert [row[0] for row in found(named)] == [Check.CREDIT_INVOICE_UNKNOWN]
    other_year = credit(Reference("DatiFattureCollegate", "12/2026", date(2025, 6, 5)))
    assert [row[0] for row in found(other_year, EXPECTED, first)] == [Check.CREDIT_INVOICE_UNKNOWN]


@pytest.mark.parametrize(
    ("received_on", "last_day"),
    [(date(2026, 6, 5), date(2026, 6, 20)), (date(2026, 12, 11), date(2026, 12, 26)), (date(2028, 2, 20), date(2028, 3, 6))],
)  # fmt: skip
def test_fifteen_days_from_the_delivery(received_on: date, last_day: date) -> None:
    """Boxing day and a leap year: neither moves the end."""
    assert refusal_term(received_on).last_day == last_day


def test_the_law_lets_refuse_for_few_causes() -> None:
    refused = {
        item.check
        for _name, changed, _rows in MISTAKES
        for item in checked(changed(exempt()), EXPECTED, (), TODAY)
        if item.weight is Weight.REFUSE
    }
    assert refused == {Check.CIG_MISSING, Check.CIG_WRONG, Check.SUPPLIER_WRONG, Check.CUSTOMER_WRONG}
