"""Invoices against the statement of the month, what the office answers, and the words of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from approdo.accounting.invoices import wording
from approdo.accounting.rules.claims import Absence, EntryKind, Stay
from approdo.accounting.rules.invoice import Invoice, Line, Reference
from approdo.accounting.rules.invoice_checks import Expected, checked, refusal_term
from approdo.accounting.rules.invoice_lines import Component, component
from approdo.accounting.rules.reconciliation import Answer, Because, Outcome, Reconciliation, answer, reconciled
from approdo.accounting.rules.statement import Statement, statement
from approdo.accounting.rules.terms import Allowances, Centre, PresencePolicy, Price, Supplier, Terms
from approdo.core.rules.nights import Nights
from tests.accounting.electronic_invoices import CIG, OFFICE, invoice, line
from tests.accounting.suppliers import supplier as taxed

EXEMPT, COOPERATIVE = taxed(), taxed(Decimal(5))
MAY, JUNE = Nights(date(2026, 5, 1), date(2026, 6, 1)), Nights(date(2026, 6, 1), date(2026, 7, 1))
POCKET = Allowances(Decimal("2.50"), Decimal("7.50"), Decimal("173.00"), Decimal("5.00"))
TERM, TODAY = refusal_term(date(2026, 7, 6), 15), date(2026, 7, 8)
ZERO = Decimal("0.00")
NO_ALLOWANCES = Allowances(ZERO, None, ZERO, ZERO)


def month(
    stays: list[Stay], supplier: Supplier = EXEMPT, *, price: str = "30.64", period: Nights = MAY,
    absences: tuple[Absence, ...] = (), allowances: Allowances | None = None,
) -> Statement:  # fmt: skip
    centre = Centre("A", (Price(date(2026, 1, 1), Decimal(price)),))
    terms = Terms((centre,), PresencePolicy(), allowances or NO_ALLOWANCES, supplier)
    return statement(stays, absences, (), terms, period)


def t01(supplier: Supplier, allowances: Allowances | None = None, kind: EntryKind = EntryKind.TRANSFER) -> Statement:
    stays = [Stay(f"g{n}", "A", date(2026, 4, 1), entry_kind=kind) for n in range(45)]
    return month(stays, supplier, allowances=allowances)


def five(one: Line) -> Line:
    return replace(one, vat_rate=Decimal("5.00"), nature="")


def answered(one: Invoice, result: Reconciliation, supplier: Supplier = EXEMPT, today: date = TODAY) -> Answer:
    terms = Expected(("01234560099",), ("80009990099",), CIG, supplier, ("N4",), ("N1", "N4"), office_code=OFFICE)
    found = checked(one, terms, (), today)
    return answer(found, result, one.amount, TERM, today, gives_back=one.is_credit_note)


def test_t11_a_cooperative_asks_for_what_is_due() -> None:
    due, one = t01(COOPERATIVE), invoice(five(line()))
    result = reconciled([one], due, COOPERATIVE)
    assert (result.invoiced, result.due, result.tax.due) == (
        Decimal("44879.94"), Decimal("44879.94"), Decimal("2137.14"),
    )  # fmt: skip
    assert due.due.payable_now == Decimal("42529.09")
    said = answered(one, result, COOPERATIVE)
    assert (said.outcome, said.credit, said.reasons) == (Outcome.ACCEPT, ZERO, ())


def test_t12_an_exempt_supplier_asks_for_what_is_due() -> None:
    one = invoice(line(), total=Decimal("42744.80"), virtual_stamp=True, stamp=Decimal("2.00"))
    result = reconciled([one], t01(EXEMPT), EXEMPT)
    assert (result.invoiced, result.due, result.reasons) == (Decimal("42744.80"), Decimal("42744.80"), ())
    assert answered(one, result).outcome is Outcome.ACCEPT


def t04(supplier: Supplier) -> Statement:
    absences = (
        Absence("g", date(2026, 6, 11), date(2026, 6, 13), "authorised"),
        Absence("g", date(2026, 6, 20), None, "unjustified"),
    )
    return month([Stay("g", "A", date(2026, 5, 1))], supplier, price="25.60", period=JUNE, absences=absences)


def test_t04_nights_that_were_not_spent() -> None:
    one = invoice(line(quantity="30", price="25.60"), virtual_stamp=True)
    result = reconciled([one], t04(EXEMPT), EXEMPT)
    said = answered(one, result)
    assert (said.outcome, said.credit, said.whole) == (Outcome.CREDIT_NOTE, Decimal("332.80"), False)
    (why,) = said.reasons
    assert (why.because, why.invoiced_nights, why.due_nights, why.unit_price, why.amount, why.lines) == (
        Because.NIGHTS_OVER, 30, 17, Decimal("25.60"), Decimal("332.80"), (1,),
    )  # fmt: skip
    assert wording.because(why, "it") == "30 giornate a 25,60 € invece di 17: 332,80 € in più."
    assert wording.answered(said, "it") == "Chiedere una nota di credito di 332,80 €."


def test_the_tax_of_what_is_asked_too_much_comes_back_too() -> None:
    one = invoice(five(line(quantity="30", price="25.60")))
    result = reconciled([one], t04(COOPERATIVE), COOPERATIVE)
    assert [(why.because, why.amount) for why in result.reasons] == [
        (Because.NIGHTS_OVER, Decimal("332.80")), (Because.VAT_OVER, Decimal("16.64")),
    ]  # fmt: skip
    assert answered(one, result, COOPERATIVE).credit == Decimal("349.44")


def test_after_the_credit_note_nothing_is_left_to_ask() -> None:
    one = invoice(line(quantity="30", price="25.60"), virtual_stamp=True)
    named = (Reference("DatiContratto", "7", cig=CIG), Reference("DatiFattureCollegate", "12/2026"))
    back = invoice(line(quantity="13", price="25.60"), kind="TD04", number="1/NC", references=named)
    result = reconciled([one, back], t04(EXEMPT), EXEMPT)
    assert (result.reasons, result.credit) == ((), ZERO)
    assert answered(one, result).outcome is Outcome.ACCEPT
    short = replace(back, lines=(line(quantity="12", price="25.60"),))
    assert reconciled([one, short], t04(EXEMPT), EXEMPT).credit == Decimal("25.60")


ALL = (
    line(),
    line("Pocket money agli ospiti", None, "3487.50", nature="N1", number=2),
    line("Kit d'ingresso", "45", "173.00", nature="N1", number=3),
    line("Schede telefoniche", "45", "5.00", nature="N1", number=4),
)


def with_all() -> Statement:
    stays = [Stay(f"g{n}", "A", date(2026, 5, 1)) for n in range(45)]
    return month(stays, allowances=POCKET)


def test_every_component_is_compared_with_its_own() -> None:
    result = reconciled([invoice(*ALL)], with_all(), EXEMPT)
    assert [(one.component, one.invoiced, one.difference) for one in result.compared[:4]] == [
        (Component.PER_DIEM, Decimal("42742.80"), 0), (Component.POCKET_MONEY, Decimal("3487.50"), 0),
        (Component.ENTRY_KIT, Decimal("7785.00"), 0), (Component.PHONE_CARD, Decimal("225.00"), 0),
    ]  # fmt: skip
    assert result.reasons == ()


@pytest.mark.parametrize(
    ("changed", "because", "credit"),
    [
        ({1: {"total": Decimal("3500.00")}}, [Because.AMOUNT_OVER], "12.50"),
        ({1: {"total": Decimal("3400.00")}}, [Because.AMOUNT_UNDER], "0.00"),
        ({0: {"quantity": Decimal(1390), "total": Decimal("42589.60")}}, [Because.NIGHTS_UNDER], "0.00"),
        ({0: {"unit_price": Decimal("31.60"), "total": Decimal("44082.00")}},
         [Because.NIGHTS_UNDER, Because.PRICE_UNKNOWN], "1339.20"),
        ({2: {"description": "Consulenza informatica"}}, [Because.AMOUNT_UNDER, Because.NOT_IN_STATEMENT], "7785.00"),
        # What is asked too little in one place is not set against what is asked too much in another.
        ({1: {"total": Decimal("3400.00")}, 3: {"total": Decimal("230.00")}},
         [Because.AMOUNT_UNDER, Because.AMOUNT_OVER], "5.00"),
    ],
)  # fmt: skip
def test_a_difference_has_its_reason(changed: dict[int, dict[str, Any]], because: list[Because], credit: str) -> None:
    lines = [replace(one, **changed.get(place, {})) for place, one in enumerate(ALL)]
    result = reconciled([invoice(*lines)], with_all(), EXEMPT)
    assert [why.because for why in result.reasons] == because
    assert result.credit == Decimal(credit)


def test_an_officer_tells_what_a_line_is() -> None:
    lines = [replace(one, description="Voce 3") if one.number == 3 else one for one in ALL]
    assert reconciled([invoice(*lines)], with_all(), EXEMPT).credit == Decimal("7785.00")
    told = {0: {3: Component.ENTRY_KIT}}
    assert reconciled([invoice(*lines)], with_all(), EXEMPT, told).reasons == ()


@pytest.mark.parametrize(
    ("kept", "credit", "because"),
    [("-213.71", "0.00", []), ("-200.00", "13.71", [Because.RETENTION_AMOUNT])],
)
def test_a_guarantee_kept_on_the_invoice(kept: str, credit: str, because: list[Because]) -> None:
    """The supplier has left it out itself: the payment must not keep it twice."""
    one = invoice(line(), line("Ritenuta 0,50% art. 11 c. 6", "1", kept, number=2))
    result = reconciled([one], t01(EXEMPT), EXEMPT)
    assert (result.retention_on_invoice, result.credit) == (-Decimal(kept), Decimal(credit))
    assert [why.because for why in result.reasons] == because


def test_a_guarantee_kept_on_the_invoice_lowers_the_tax() -> None:
    one = invoice(five(line()), five(line("Ritenuta 0,50% art. 11 c. 6", "1", "-213.71", number=2)))
    result = reconciled([one], t01(COOPERATIVE), COOPERATIVE)
    assert (result.tax.due, result.reasons) == (Decimal("2126.45"), ())


@pytest.mark.parametrize(
    ("description", "total", "expected"),
    [
        ("Pocket money ospiti centro di accoglienza", "1.00", Component.POCKET_MONEY),
        ("Pro capite pro die maggio", "1.00", Component.PER_DIEM),
        ("Ritenuta a garanzia 0,50 %", "-1.00", Component.RETENTION),
        ("Rimborso marca da bollo", "2.00", Component.STAMP),
        ("Ricarica telefonica", "5.00", Component.PHONE_CARD),
        ("Noleggio furgone", "1.00", Component.OTHER),
    ],
)
def test_what_a_line_asks_for(description: str, total: str, expected: Component) -> None:
    assert component(line(description, None, total)) is expected
    assert component(line(description, None, total, codes=(("INTERNO", "ENTRY_KIT"),))) is Component.ENTRY_KIT


WRONG = (Reference("DatiContratto", "7", cig="B000000000"),)


def test_a_wrong_cig_is_refused_within_the_term_and_credited_after_it() -> None:
    one = invoice(line(), virtual_stamp=True, references=WRONG)
    result = reconciled([one], t01(EXEMPT), EXEMPT)
    last = answered(one, result, today=date(2026, 7, 21))
    assert (last.outcome, last.term.last_day) == (Outcome.REFUSE, date(2026, 7, 21))
    assert wording.answered(last, "it") == "Rifiutare la fattura entro il 21/07/2026."
    late = answered(one, result, today=date(2026, 7, 22))
    assert (late.outcome, late.whole, late.credit) == (Outcome.CREDIT_NOTE, True, Decimal("42742.80"))
    assert [one.check for one in late.findings] == [one.check for one in last.findings]


def test_what_can_be_corrected_is_never_refused() -> None:
    """No split payment: the law wants a correction, not a refusal."""
    taxed = invoice(five(line()))
    one = replace(taxed, summaries=(replace(taxed.summaries[0], chargeability="I"),))
    said = answered(one, reconciled([one], t01(COOPERATIVE), COOPERATIVE), COOPERATIVE)
    assert (said.outcome, said.whole, said.credit) == (Outcome.CREDIT_NOTE, True, Decimal("44879.94"))
    assert wording.answered(said, "en") == (
        "Ask for a credit note of the whole invoice (€44,879.94) and for a new invoice."
    )


def test_a_notice_stops_nothing() -> None:
    one = invoice(line())
    said = answered(one, reconciled([one], t01(EXEMPT), EXEMPT))
    assert (said.outcome, [wording.found(item, "it") for item in said.notices]) == (
        Outcome.ACCEPT, ["Manca il bollo di 2,00 €."],
    )  # fmt: skip


def test_the_term_says_how_it_was_counted() -> None:
    assert wording.term(TERM, "it").startswith(
        "Consegnata il 06/07/2026, giorno che non si conta; più 15 giorni: 21/07/2026."
    )
    assert wording.term(TERM, "en").startswith("Delivered on 6 July 2026, a day that is not counted; plus 15 days: 21 ")
