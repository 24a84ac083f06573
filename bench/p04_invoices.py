"""P4: a month's invoices read, checked and compared with their statements, against parsing the same files and a join.

Ours is the whole judgement of a file as the product makes it, from bytes to the answer: bounded reading, every value of
the document, the hash of its content, the checks of the law and the contract, the comparison line by line, the words of
the outcome. `bounded_tree` and `reading` are its first steps, timed alone.

The limit does the least that could be called a reconciliation: the standard library's compiled parser builds the tree,
supplier, CIG and total are looked up in it, and the total is compared with the one that is due. It neither refuses
entities nor bounds a file, knows no line and says nothing of why. Where lxml is installed its time is told beside: it is no
dependency of ours. The database is left out of both: what it costs to keep an invoice is the business of the import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import Any
from xml.etree import ElementTree

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.markup import tree
from approdo.accounting.invoices.reading import read_upload
from approdo.accounting.rules.claims import Stay
from approdo.accounting.rules.invoice import Party
from approdo.accounting.rules.invoice_checks import Expected, checked, refusal_term
from approdo.accounting.rules.reconciliation import Outcome, answer, reconciled
from approdo.accounting.rules.statement import Statement, statement
from approdo.accounting.rules.terms import Allowances, Centre, PresencePolicy, Price, Supplier, Terms
from approdo.core.rules.nights import month_of
from bench.measure import Goal, Result, by_turns, noise
from tests.accounting.electronic_invoices import CIG, CUSTOMER, OFFICE, invoice, line, xml

TITLE = "Reconciliation of a month's invoices"
INVOICES = {"S": 600, "N": 6_000, "3N": 18_000}
MAY = month_of(2026, 5)
TODAY, TERM = date(2026, 6, 10), refusal_term(date(2026, 6, 6), 15)
SUPPLIER = Supplier(Decimal(5), True, Decimal("0.50"), Decimal(2), Decimal("77.47"))
ALLOWANCES = Allowances(Decimal("2.50"), Decimal("7.50"), Decimal("173.00"), Decimal("5.00"))
EVERY_TENTH = 10  # asks for ten nights too many
_SUPPLIER = "FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/IdFiscaleIVA/IdCodice"
_CIG = "FatturaElettronicaBody/DatiGenerali/DatiContratto/CodiceCIG"
_TOTAL = "FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento"

Due = tuple[Statement, Expected]


def _vat_number(number: int) -> str:
    return f"IT{number:011d}"


def _month(guests: int) -> Statement:
    centre = Centre("A", (Price(date(2026, 1, 1), Decimal("30.64")),))
    stays = [Stay(f"g{place}", "A", date(2026, 5, 1)) for place in range(guests)]
    return statement(stays, (), (), Terms((centre,), PresencePolicy(), ALLOWANCES, SUPPLIER), MAY)


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


def _ours(files: list[bytes], months: dict[str, Due]) -> list[Outcome]:
    said = []
    for place, data in enumerate(files):
        for file in read_upload(f"{place}.xml", data):
            for one in file.invoices:
                due, expected = months[one.supplier.vat_number]
                result = reconciled([one], due, SUPPLIER)
                findings = checked(one, expected, (), TODAY)
                said.append(answer(findings, result, one.amount, TERM, TODAY, gives_back=False).outcome)
    return said


def _limit(files: list[bytes], due: dict[tuple[str, str], str], parse: Callable[[bytes], Any]) -> int:
    """How many totals agree: every file parsed, three values looked up, joined with what is due."""
    agreed = 0
    for data in files:
        root = parse(data)
        key = (f"IT{root.findtext(_SUPPLIER)}", root.findtext(_CIG))
        agreed += due[key] == root.findtext(_TOTAL)
    return agreed


def _world(number: int) -> tuple[list[bytes], dict[str, Due], dict[tuple[str, str], str]]:
    """Files, what is due and wanted by supplier, the totals that are due by supplier and CIG."""
    by_guests = {guests: _month(guests) for guests in range(5, 65)}
    plain = Expected((), (CUSTOMER.tax_code,), CIG, SUPPLIER, (), ("N1",), office_code=OFFICE)
    files, months, totals = [], {}, {}
    for place in range(number):
        due, code = by_guests[5 + place % 60], _vat_number(place)
        files.append(_file(place, 5 + place % 60))
        months[code] = (due, replace(plain, supplier_ids=(code,)))
        totals[code, CIG] = f"{due.due.invoice_total:f}"
    return files, months, totals


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale, on one core."""
    number = INVOICES[scale]
    files, months, totals = _world(number)
    said = _ours(files, months)
    wrong = said.count(Outcome.CREDIT_NOTE)
    assert wrong == number // EVERY_TENTH
    assert _limit(files, totals, ElementTree.fromstring) == said.count(Outcome.ACCEPT) == number - wrong
    acts: dict[str, Callable[[], object]] = {
        "limit": lambda: _limit(files, totals, ElementTree.fromstring),
        "ours": lambda: _ours(files, months),
        "bounded_tree": lambda: [tree(data, Budget()) for data in files],
        "reading": lambda: [list(read_upload("a.xml", data)) for data in files],
        "limit_again": lambda: _limit(files, totals, ElementTree.fromstring),
    }
    if find_spec("lxml"):
        parse = import_module("lxml.etree").fromstring
        acts["lxml"] = lambda: _limit(files, totals, parse)
    times = dict(zip(acts, by_turns(list(acts.values()), repeat), strict=True))
    spent, limit = median(times["ours"]), median(times["limit"] + times["limit_again"])
    goals = [
        Goal("reading, checking and reconciling", number / spent, 200, "invoices/s", "high"),
        Goal("against the standard parser and a join", spent / limit, 2, "×"),
    ]
    figures = {name: median(each) for name, each in times.items()} | {
        "invoices": number, "bytes": sum(map(len, files)), "asked_too_much": wrong,
    }  # fmt: skip
    return Result("P4", TITLE, scale, repeat, noise(times["limit"], times["limit_again"]), goals, figures)
