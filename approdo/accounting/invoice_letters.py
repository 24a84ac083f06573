"""The letters that answer an invoice, in Italian: what the template prints, from what was found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from approdo.accounting.invoices import wording
from approdo.accounting.letter_frame import ITALIAN, day, framed, of_contract
from approdo.accounting.models import Invoice
from approdo.accounting.queries.invoices import Examined
from approdo.accounting.rules.reconciliation import Outcome
from approdo.core.models import Prefecture
from approdo.reception.models import Contract

SUBJECTS = {
    Outcome.REFUSE: "Rifiuto della fattura n. {number} del {day}",
    Outcome.CREDIT_NOTE: "Richiesta di nota di credito sulla fattura n. {number} del {day}",
}
OPENINGS = {
    Outcome.REFUSE: (
        "La fattura in oggetto, consegnata dal Sistema di Interscambio il {received}, è rifiutata ai sensi "
        "dell'articolo 2-bis del decreto ministeriale 3 aprile 2013, n. 55, per i motivi che seguono."
    ),
    Outcome.CREDIT_NOTE: (
        "La fattura in oggetto, consegnata dal Sistema di Interscambio il {received}, è stata confrontata con il "
        "rendiconto del mese, calcolato dai registri delle presenze sigillati. Si chiede una nota di credito di "
        "{credit}, ai sensi dell'articolo 26 del D.P.R. 26 ottobre 1972, n. 633, per i motivi che seguono."
    ),
}
CLOSINGS = {
    Outcome.REFUSE: "La fattura può essere emessa di nuovo, corretta. {term}",
    Outcome.CREDIT_NOTE: (
        "Finché la nota di credito non arriva si liquida soltanto quanto il rendiconto riconosce. Si resta a "
        "disposizione per esaminare insieme il registro del mese."
    ),
}
# The same to whoever sent a credit note.
OF_NOTE = {
    Outcome.REFUSE: (
        "Rifiuto della nota di credito n. {number} del {day}",
        "La nota di credito in oggetto, consegnata dal Sistema di Interscambio il {received}, è rifiutata ai sensi "
        "dell'articolo 2-bis del decreto ministeriale 3 aprile 2013, n. 55, per i motivi che seguono.",
        "La nota di credito può essere emessa di nuovo, corretta. {term}",
    ),
    Outcome.CREDIT_NOTE: (
        "Richiesta di emettere di nuovo la nota di credito n. {number} del {day}",
        "La nota di credito in oggetto, consegnata dal Sistema di Interscambio il {received}, non si può imputare. Si "
        "chiede di emetterla di nuovo, corretta, per i motivi che seguono.",
        "Si resta a disposizione per ogni chiarimento.",
    ),
}
WHOLE = "La nota di credito riguarda l'intera fattura, che va emessa di nuovo corretta."
HEADER = ["Voce", "Chiesto", "Dovuto", "Differenza"]


def built(
    outcome: Outcome, row: Invoice, exam: Examined, credit: Decimal, prefecture: Prefecture, signer: str, today: date
) -> dict[str, Any]:
    """The data of the letter for the template `letter`."""
    contract = row.contract
    values = {
        "number": row.number, "day": day(row.issued_on), "received": day(row.received_on),
        "credit": wording.euros(credit, ITALIAN), "term": wording.term(exam.answer.term, ITALIAN),
    }  # fmt: skip
    subject = OF_NOTE[outcome][0] if exam.answer.gives_back else SUBJECTS[outcome]
    signature = {"title": "Il responsabile del procedimento", "name": signer, "note": ""}
    return framed(
        prefecture, subject.format(**values), today, _blocks(outcome, exam, values), signature,
        reference=_reference(row, contract), addressee=_addressee(row, contract),
    )  # fmt: skip


def _reference(row: Invoice, contract: Contract | None) -> list[str]:
    if contract:
        return of_contract(contract, row.month)
    return [f"Mese: {row.month:%m/%Y}"] if row.month else []


def _addressee(row: Invoice, contract: Contract | None) -> list[str]:
    if contract is None:
        return [row.supplier_name or row.supplier_key]
    return [contract.body.name, contract.body.address, contract.body.certified_mail]


def _blocks(outcome: Outcome, exam: Examined, values: dict[str, str]) -> list[dict[str, Any]]:
    note = exam.answer.gives_back
    compared = outcome is Outcome.CREDIT_NOTE and not note
    opening, closing = OF_NOTE[outcome][1:] if note else (OPENINGS[outcome], CLOSINGS[outcome])
    found = [wording.found(one, ITALIAN) for one in exam.answer.findings]
    reasons = [wording.because(one, ITALIAN) for one in exam.answer.reasons if compared]
    blocks: list[dict[str, Any]] = [{"type": "text", "text": opening.format(**values)}]
    if found or reasons:
        blocks.append({"type": "list", "items": [*found, *reasons]})
    if compared and exam.statement:
        blocks.append({"type": "table", "header": HEADER, "widths": [4, 2, 2, 2], "rows": _rows(exam)})
    if compared and exam.answer.whole:
        blocks.append({"type": "text", "text": WHOLE})
    return [*blocks, {"type": "text", "text": closing.format(**values)}]


def _rows(exam: Examined) -> list[list[str]]:
    compared = [*exam.reconciliation.compared, exam.reconciliation.tax]
    return [
        [
            wording.component(one.component, ITALIAN), wording.euros(one.invoiced, ITALIAN),
            wording.euros(one.due, ITALIAN), wording.euros(one.difference, ITALIAN),
        ]
        for one in compared
    ]  # fmt: skip
