"""The monthly invoices of the managing bodies, as files; a few ask for what is not due, and it is known which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from approdo.accounting.definitions import vat_treatment
from approdo.accounting.rules.invoice import Instalment, Invoice, Line, Party, Reference, Summary
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.reception.claims import Claimed, claimed
from approdo.config.demonstration.reception.fattura import written
from approdo.core.rules.money import ZERO, cents, percent
from approdo.people.rules.tax_code import provisional_check
from approdo.reception.rules.vocabulary import LegalForm

NIGHTS_TOO_MANY, NIGHTS_GIVEN_BACK = 31, 20  # the tax of twenty nights is a whole number of cents at 5 %
DEARER = Decimal("1.00")  # euros a night above the price of the contract
LAWS = {"N4": "Esente art. 10 DPR 633/1972", "N1": "Escluso art. 15 DPR 633/1972"}
OVER_CLAIM, WRONG_CIG, CIG_OF, TWICE, DEAR, GIVEN_BACK = range(6)  # places among the contracts, by CIG
ANSWERS = {
    "over_claim": "Chiede 31 giornate più di quelle sigillate.",
    "wrong_cig": "Porta il CIG di un altro contratto: si rifiuta entro 15 giorni.",
    "twice": "La stessa fattura, in un file con un altro nome.",
    "dear": "Chiede un euro a giornata più del prezzo del contratto.",
    "given_back": "Chiede 20 giornate di troppo, che la nota di credito restituisce.",
    "credit_note": "Nota di credito delle 20 giornate di troppo: insieme alla fattura il mese torna.",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A document and its file. `planted`: one of `ANSWERS`, "" for one that asks for what is due."""

    file: str
    invoice: Invoice
    claim: Claimed
    planted: str = ""

    def content(self, seat: str) -> bytes:
        """The bytes of the file."""
        return written(self.invoice, self.file.partition("_")[2].partition(".")[0], seat)


def customer(office: Office) -> Party:
    """The prefecture as who buys, with a tax code that nobody has."""
    digits = f"80{OFFICES.index(office) + 1:05d}000"
    return Party("", digits + provisional_check(digits), f"{office.name} {INVENTED}")


def office_code(office: Office) -> str:
    """Where the exchange system would deliver to."""
    return f"INV{office.code}0"


def invoices(office: Office, months: int) -> Iterator[Sent]:
    """The documents of the last months that are sealed, by contract and month, the planted ones among the last."""
    by_contract: dict[str, list[Claimed]] = defaultdict(list)
    for claim in claimed(office.code, months):
        by_contract[claim.contract.cig].append(claim)
    cigs = list(by_contract)
    number = 0
    for place, claims in enumerate(by_contract.values()):
        for claim in claims:
            for planted, document in _documents(office, place, claim, claim is claims[-1], cigs):
                number += 1
                yield Sent(f"{document.supplier.vat_number}_{number:05d}.xml", document, claim, planted)


def write(folder: Path, months: int) -> list[Sent]:
    """Write the files of every office into a folder of its own. What was written."""
    sent = []
    for office in OFFICES:
        place = folder / office.code
        place.mkdir(parents=True, exist_ok=True)
        for one in invoices(office, months):
            (place / one.file).write_bytes(one.content(office.seat))
            sent.append(one)
    return sent


def _documents(
    office: Office, place: int, claim: Claimed, last: bool, cigs: list[str]
) -> Iterator[tuple[str, Invoice]]:
    """The documents of a month of a contract, each with what is wrong in it."""
    right = _invoice(office, claim)
    if not last or place not in (OVER_CLAIM, WRONG_CIG, TWICE, DEAR, GIVEN_BACK):
        yield "", right
    elif place == OVER_CLAIM:
        yield "over_claim", _more(claim, right, NIGHTS_TOO_MANY)
    elif place == WRONG_CIG:
        yield "wrong_cig", replace(right, references=(Reference("DatiContratto", "INV", cig=cigs[CIG_OF]),))
    elif place == TWICE:
        yield "", right
        yield "twice", right
    elif place == DEAR:
        lines = [_dearer(line) if _is_per_diem(line) else line for line in right.lines]
        yield "dear", _totalled(claim, right, lines)
    else:
        yield "given_back", _more(claim, right, NIGHTS_GIVEN_BACK)
        yield "credit_note", _credit_note(claim, right, NIGHTS_GIVEN_BACK)


def _invoice(office: Office, claim: Claimed) -> Invoice:
    body, month = claim.contract.body, claim.month
    empty = Invoice(
        kind="TD01", number=f"{month.first:%Y%m}/{claim.contract.cig[-2:]}", issued_on=month.until + timedelta(days=4),
        currency="EUR", supplier=Party(f"IT{body.vat_number}", body.tax_code, body.name[:80], "RF01"),
        customer=customer(office), office_code=office_code(office), lines=(), summaries=(),
        references=(Reference("DatiContratto", "INV", cig=claim.contract.cig),),
        causes=(f"Accoglienza di {month.first:%m/%Y} {INVENTED}",),
    )  # fmt: skip
    return _totalled(claim, empty, list(_lines(claim)))


def _lines(claim: Claimed) -> Iterator[Line]:
    """A line for the nights of each centre at each price, then what is reimbursed."""
    treatment = vat_treatment(LegalForm(claim.contract.body.legal_form), claim.month.first)
    rate = cents(claim.terms.supplier.vat_percent or ZERO)  # the format wants two decimals everywhere
    period = (claim.month.first, claim.month.until - timedelta(days=1))
    found = []
    for centre in claim.statement.centres:
        nights: dict[Decimal, int] = defaultdict(int)
        for line in centre.lines:
            if line.price and line.paid:
                nights[line.price.unit] += line.paid
        for unit, slept in nights.items():
            words = f"Giornate di presenza, {claim.names[centre.centre]}"
            found.append(("per_diem", words, Decimal(slept), unit, rate, "" if rate else treatment.nature))
    pocket = sum((line.amount for line in claim.statement.pocket_lines), ZERO)
    entries, given = len(claim.statement.entries), claim.terms.allowances
    if pocket:
        found.append(("pocket_money", "Pocket money consegnato", Decimal(1), pocket, cents(ZERO), "N1"))
    if entries:
        found.append(("entry_kit", "Kit d'ingresso", Decimal(entries), given.entry_kit, cents(ZERO), "N1"))
        found.append(("phone_card", "Schede telefoniche", Decimal(entries), given.phone_card, cents(ZERO), "N1"))
    for place, (code, words, number, unit, percentage, nature) in enumerate(found, start=1):
        yield Line(
            place, words, cents(unit), cents(number * unit), percentage, cents(number), nature=nature, period=period,
            codes=(("APPRODO", code),),
        )  # fmt: skip


def _totalled(claim: Claimed, document: Invoice, lines: list[Line]) -> Invoice:
    """The document with these lines, its summaries, stamp and total."""
    sums: dict[tuple[Decimal, str], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        sums[line.vat_rate, line.nature] += line.total
    summaries = tuple(
        Summary(rate, amount, percent(amount, rate), nature, "S" if rate else "", law=LAWS.get(nature, ""))
        for (rate, nature), amount in sums.items()
    )
    supplier = claim.terms.supplier
    untaxed = sum((one.taxable for one in summaries if one.nature == "N4"), ZERO)
    stamped = document.kind == "TD01" and supplier.vat_percent is None and untaxed > supplier.stamp_above
    stamp = supplier.stamp_duty if stamped else ZERO
    total = sum((one.taxable + one.tax for one in summaries), stamp)
    to_pay = total - sum((one.tax for one in summaries), ZERO)
    payment = (Instalment("MP05", to_pay, iban=claim.contract.body.dedicated_iban),)
    return replace(
        document, lines=tuple(lines), summaries=summaries, total=total, virtual_stamp=stamped,
        stamp=stamp if stamped else None, payment=payment,
    )  # fmt: skip


def _is_per_diem(line: Line) -> bool:
    return ("APPRODO", "per_diem") in line.codes


def _dearer(line: Line) -> Line:
    unit = line.unit_price + DEARER
    return replace(line, unit_price=unit, total=cents(unit * (line.quantity or 1)))


def _more(claim: Claimed, right: Invoice, nights: int) -> Invoice:
    """The invoice with so many nights more in its first line."""
    first = right.lines[0]
    number = (first.quantity or ZERO) + nights
    changed = replace(first, quantity=number, total=cents(number * first.unit_price))
    return _totalled(claim, right, [changed, *right.lines[1:]])


def _credit_note(claim: Claimed, right: Invoice, nights: int) -> Invoice:
    first = right.lines[0]
    line = replace(first, number=1, quantity=cents(Decimal(nights)), total=cents(nights * first.unit_price))
    about = Reference("DatiFattureCollegate", right.number, right.issued_on)
    note = replace(
        right, kind="TD04", number=f"{right.number}/NC", issued_on=right.issued_on + timedelta(days=6),
        references=(*right.references, about),
    )  # fmt: skip
    return _totalled(claim, note, [line])
