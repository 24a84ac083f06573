"""The monthly invoices of the managing bodies, as files; a few ask for what is not due, and it is known which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from approdo.accounting.definitions import vat_treatment
from approdo.accounting.rules.invoice import Instalment, Invoice, Line, Party, Reference, Summary
from approdo.accounting.rules.invoice_checks import Check
from approdo.accounting.rules.reconciliation import Because
from approdo.accounting.rules.vocabulary import ArrivalOutcome
from approdo.config.demonstration.accounting.claims import Claimed, last_months
from approdo.config.demonstration.accounting.evidence import office_code, office_tax_code
from approdo.config.demonstration.accounting.fattura import written
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.names import INVENTED
from approdo.core.rules.calendar import add_months
from approdo.core.rules.money import ZERO, cents, percent
from approdo.reception.models import Contract, RegisterMonth
from approdo.reception.rules.vocabulary import LegalForm

NIGHTS_TOO_MANY, NIGHTS_GIVEN_BACK = 31, 20  # the tax of twenty nights is a whole number of cents at 5 %
DEARER = Decimal("1.00")  # euros a night above the price of the contract
LAWS = {"N4": "Esente art. 10 DPR 633/1972", "N1": "Escluso art. 15 DPR 633/1972"}
# What is wrong in the last invoice of a contract, and of which contracts it can be.
PLANTED = (
    ("wrong_cig", "alone"), ("split_missing", "taxed"), ("wrong_nature", "exempt"), ("stamp_missing", "exempt"),
    ("over_claim", ""), ("twice", ""), ("dear", ""), ("given_back", ""),
)  # fmt: skip
WRONG_NATURE = "N2.2"
SEALED_AFTER = 80  # days
ANSWERS = {
    "over_claim": "Chiede 31 giornate più di quelle sigillate.",
    "wrong_cig": "Porta il CIG di un altro contratto: si rifiuta entro 15 giorni.",
    "twice": "La stessa fattura, in un file con un altro nome.",
    "dear": "Chiede un euro a giornata più del prezzo del contratto.",
    "given_back": "Chiede 20 giornate di troppo, che la nota di credito restituisce.",
    "split_missing": "L'IVA è a esigibilità immediata, non in scissione dei pagamenti.",
    "wrong_nature": "Le giornate portano la natura N2.2 invece di N4.",
    "stamp_missing": "Manca il bollo di un fornitore esente: si segnala.",
    "credit_note": "Nota di credito delle 20 giornate di troppo: insieme alla fattura il mese torna.",
}
# The checks and differences that must report each; none where documents agree once they are taken together.
REPORTED: dict[str, tuple[str, ...]] = {
    "over_claim": (Because.NIGHTS_OVER,), "wrong_cig": (Check.CIG_WRONG,), "twice": (ArrivalOutcome.SAME_CONTENT,),
    "dear": (Because.PRICE_UNKNOWN, Because.NIGHTS_UNDER), "split_missing": (Check.SPLIT_MISSING,),
    "wrong_nature": (Check.NATURE_WRONG,), "stamp_missing": (Check.STAMP_MISSING,), "given_back": (),
    "credit_note": (),
}  # fmt: skip


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
    return Party("", office_tax_code(office), f"{office.name} {INVENTED}")


def invoices(office: Office, months: int) -> Iterator[Sent]:
    """The documents of the last months that are sealed, by contract and month."""
    by_contract: dict[str, list[Claimed]] = defaultdict(list)
    for claim in last_months(office.code, months):
        by_contract[claim.contract.cig].append(claim)
    month = mistaken(office)
    there = {cig: claim for cig, claims in by_contract.items() for claim in claims if claim.month.first == month}
    wrong = _wrong(office, there)
    number = 0
    for cig, claims in by_contract.items():
        for claim in claims:
            named = wrong.get(cig, "") if claim.month.first == month else ""
            for planted, document in _documents(office, claim, named, list(by_contract)):
                number += 1
                yield Sent(f"{document.supplier.vat_number}_{number:05d}.xml", document, claim, planted)


def mistaken(office: Office) -> date:
    """The month of the planted invoices: as long before the second year's end as it takes to seal it; always the same."""
    first = RegisterMonth.objects.filter(prefecture_id=office.code).earliest("month").month
    return (add_months(first, 24) - timedelta(days=SEALED_AFTER)).replace(day=1)


def _wrong(office: Office, there: dict[str, Claimed]) -> dict[str, str]:
    """By CIG, what is wrong in the invoice of a contract.

    The first contract is left alone, whose registers are always late, and the last one, whose CIG is the wrong one.
    """
    lots = Counter(Contract.objects.filter(prefecture_id=office.code).values_list("body_id", flat=True))
    found: dict[str, str] = {}
    for kind, wanted in PLANTED:
        for cig, claim in sorted(there.items())[1:-1]:
            alone = lots[claim.contract.body_id] == 1  # else its supplier has another contract that bears another CIG
            if cig not in found and wanted in ("", "taxed" if _is_taxed(claim) else "exempt", "alone" if alone else ""):
                found[cig] = kind
                break
    return found


def _is_taxed(claim: Claimed) -> bool:
    return claim.supplier.vat_percent is not None


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


def _documents(office: Office, claim: Claimed, wrong: str, cigs: list[str]) -> Iterator[tuple[str, Invoice]]:
    """The documents of a month of a contract, each with what is wrong in it."""
    right = _invoice(office, claim)
    if wrong == "twice":
        yield "", right
        yield "twice", right
    elif wrong == "given_back":
        yield "given_back", _more(claim, right, NIGHTS_GIVEN_BACK)
        yield "credit_note", _credit_note(claim, right, NIGHTS_GIVEN_BACK)
    else:
        yield wrong, _mistaken(claim, right, wrong, cigs)


def _mistaken(claim: Claimed, right: Invoice, wrong: str, cigs: list[str]) -> Invoice:
    """The invoice with one thing wrong in it; as it is where nothing is."""
    if wrong == "wrong_cig":
        other = next(cig for cig in reversed(cigs) if cig != claim.contract.cig)
        return replace(right, references=(Reference("DatiContratto", "INV", cig=other),))
    makers: dict[str, Callable[[Claimed, Invoice], Invoice]] = {
        "over_claim": lambda claim, right: _more(claim, right, NIGHTS_TOO_MANY), "dear": _dear,
        "wrong_nature": _of_another_nature, "stamp_missing": _without_stamp, "split_missing": _without_split,
    }  # fmt: skip
    return makers[wrong](claim, right) if wrong else right


def _dear(claim: Claimed, right: Invoice) -> Invoice:
    return _totalled(claim, right, [_dearer(line) if _is_per_diem(line) else line for line in right.lines])


def _of_another_nature(claim: Claimed, right: Invoice) -> Invoice:
    lines = [replace(line, nature=WRONG_NATURE) if _is_per_diem(line) else line for line in right.lines]
    stamped = _totalled(claim, right, lines)
    total, stamp = stamped.total or ZERO, right.stamp or ZERO  # the stamp is charged all the same
    return replace(stamped, virtual_stamp=right.virtual_stamp, stamp=right.stamp, total=total + stamp)


def _without_stamp(_claim: Claimed, right: Invoice) -> Invoice:
    total = (right.total or ZERO) - (right.stamp or ZERO)
    to_pay = tuple(replace(one, amount=total) for one in right.payment)
    return replace(right, virtual_stamp=False, stamp=None, total=total, payment=to_pay)


def _without_split(_claim: Claimed, right: Invoice) -> Invoice:
    return replace(
        right, summaries=tuple(replace(one, chargeability="I") if one.tax else one for one in right.summaries)
    )


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
    rate = cents(claim.supplier.vat_percent or ZERO)  # the format wants two decimals everywhere
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
    entries = claim.entries
    if pocket:
        found.append(("pocket_money", "Pocket money consegnato", Decimal(1), pocket, cents(ZERO), "N1"))
    if entries:
        found.append(("entry_kit", "Kit d'ingresso", Decimal(entries), claim.entry_kit, cents(ZERO), "N1"))
        found.append(("phone_card", "Schede telefoniche", Decimal(entries), claim.phone_card, cents(ZERO), "N1"))
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
    supplier = claim.supplier
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
