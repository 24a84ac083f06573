"""P4: a month's invoices read, checked and reconciled with their statements, against parsing the same files and a join."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median

from lxml import etree

from approdo.accounting.invoices.reading import read_invoices
from approdo.accounting.rules.claims import Stay
from approdo.accounting.rules.invoice import Party
from approdo.accounting.rules.invoice_checks import Expected, checked, refusal_term
from approdo.accounting.rules.reconciliation import Outcome, answer, reconciled
from approdo.accounting.rules.statement import Statement, statement
from approdo.accounting.rules.terms import Allowances, Centre, Price, Supplier, Terms
from approdo.core.rules.nights import Nights
from bench.measure import Goal, Result, by_turns, noise
from tests.accounting.electronic_invoices import CIG, CUSTOMER, OFFICE, invoice, line, xml

TITLE = "Reconciliation of a month's invoices"
INVOICES = {"S": 1_000, "N": 6_000, "3N": 18_000}
MAY = Nights(date(2026, 5, 1), date(2026, 6, 1))
TODAY, TERM = date(2026, 6, 10), refusal_term(date(2026, 6, 6))
SUPPLIER = Supplier(vat_percent=Decimal(5))
ALLOWANCES = Allowances(Decimal("2.50"), Decimal("7.50"), Decimal("173.00"), Decimal("5.00"))
EVERY_TENTH = 10  # asks for ten nights too many


def _vat_number(number: int) -> str:
    return f"IT{number:011d}"


def _month(guests: int) -> Statement:
    centre = Centre("A", (Price(date(2026, 1, 1), Decimal("30.64")),))
    stays = [Stay(f"g{place}", "A", date(2026, 5, 1)) for place in range(guests)]
    return statement(stays, (), (), Terms((centre,), allowances=ALLOWANCES, supplier=SUPPLIER), MAY)


def _file(number: int, guests: int) -> bytes:
    """What the managing body of one centre sends, right but for each tenth."""
    nights = guests * 31 + (10 if number % EVERY_TENTH == 0 else 0)
    lines = (
        line(quantity=str(nights), rate="5.00", nature=""),
        line("Pocket money agli ospiti", None, f"{guests * 31 * 2.5:.2f}", nature="N1", number=2),
        line("Kit d'ingresso", str(guests), "173.00", nature="N1", number=3),
        line("Schede telefoniche", str(guests), "5.00", nature="N1", number=4),
    )
    supplier = Party(_vat_number(number), "", "Cooperativa Esempio", "RF01")
    return xml(invoice(*lines, supplier=supplier, number=f"{number}/2026"))


def _ours(files: list[bytes], months: dict[str, tuple[Statement, Expected]]) -> list[Outcome]:
    said = []
    for data in files:
        for one in read_invoices(data):
            due, expected = months[one.supplier.vat_number]
            result = reconciled([one], due, SUPPLIER)
            findings = checked(one, expected, (), TODAY)
            said.append(answer(findings, result, one.amount, TERM, TODAY).outcome)
    return said


def _limit(files: list[bytes], totals: dict[str, str]) -> int:
    """How many totals agree: every file parsed by lxml, one value looked up, nothing checked."""
    agreed = 0
    for data in files:
        root = etree.fromstring(data)
        code = root.findtext("FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/IdFiscaleIVA/IdCodice")
        total = root.findtext("FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento")
        agreed += totals[f"IT{code}"] == total
    return agreed


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale, on one core."""
    number = INVOICES[scale]
    by_guests = {guests: _month(guests) for guests in range(5, 65)}
    plain = Expected((), (CUSTOMER.tax_code,), CIG, office_code=OFFICE, supplier=SUPPLIER, natures=())
    files, months, totals = [], {}, {}
    for place in range(number):
        due, code = by_guests[5 + place % 60], _vat_number(place)
        files.append(_file(place, 5 + place % 60))
        months[code] = (due, replace(plain, supplier_ids=(code,)))
        totals[code] = f"{due.due.invoice_total:f}"
    said = _ours(files, months)
    wrong = len([one for one in said if one is Outcome.CREDIT_NOTE])
    assert wrong == number // EVERY_TENTH
    assert _limit(files, totals) == said.count(Outcome.ACCEPT) == number - wrong
    first, ours, second = by_turns(
        [lambda: _limit(files, totals), lambda: _ours(files, months), lambda: _limit(files, totals)], repeat
    )
    spent, limit = median(ours), median(first + second)
    goals = [
        Goal("reading, checking and reconciling", number / spent, 200, "invoices/s", "high"),
        Goal("against lxml's parse and a join", spent / limit, 2, "×"),
    ]
    figures = {
        "invoices": number, "bytes": sum(map(len, files)), "seconds": spent, "limit_seconds": limit,
        "asked_too_much": wrong,
    }  # fmt: skip
    return Result("P4", TITLE, scale, repeat, noise(first, second), goals, figures)
