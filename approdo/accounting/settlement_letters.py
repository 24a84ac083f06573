"""The certificate of conformity and the proposal of payment, in Italian: what their template prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation

from approdo.accounting import labels
from approdo.accounting.letter_frame import ITALIAN, day, framed, of_contract
from approdo.accounting.models import Invoice, Settlement
from approdo.accounting.queries.settlements import Draft
from approdo.accounting.rules.settlement import Settled, Step
from approdo.accounting.rules.settlement_checks import Checked
from approdo.accounting.settlement_words import STEP_SOURCES, check_why, commitments_told, step_name, step_why
from approdo.core.models import Prefecture
from approdo.core.pages.formats import money
from approdo.reception.models import Contract

CERTIFICATE = "Certificato di verifica di conformità del mese {month}, CIG {cig}"
PROPOSAL = "Proposta di pagamento per il mese {month}, CIG {cig}"
CERTIFIED = (
    "Visti il contratto in oggetto e l'articolo 116 del decreto legislativo 31 marzo 2023, n. 36, si certifica che le "
    "prestazioni del mese sono state eseguite regolarmente nei limiti riconosciuti dal rendiconto n. {version}, "
    "calcolato dai registri delle presenze sigillati: {nights} notti pagate, {gross} al lordo delle ritenute."
)
EVIDENCE = (
    "Impronta del rendiconto: {hash}. Chiunque può ricalcolarlo dagli stessi dati e ottenere lo stesso risultato."
)
PROPOSED = (
    "Si propone il pagamento a favore di {body}, sul conto dedicato {iban}, dell'importo di {payable}; dell'imposta di "
    "{vat} a favore dell'Erario; la ritenuta di {retention} è svincolata al termine del contratto, dopo la verifica "
    "finale e con DURC regolare (D.Lgs. 36/2023, art. 11, c. 6)."
)
BUDGET = "La spesa di {charged} grava sull'impegno: {commitment}. Il pagamento è dovuto entro il {pay_by}."
SIGNED = "Preparata da {prepared} il {on}; approvata da persona diversa."
SETTLED = ["Voce", "Importo", "Perché"]
DOCUMENTS = ["Documento", "Data", "Ricevuto il", "Importo"]
CHECKS = ["Verifica", "Esito", "Perché"]


def certificate(draft: Draft, prefecture: Prefecture, signer: str, today: date) -> dict[str, Any]:
    """The data of the certificate that the service of a month was done as agreed."""
    statement = draft.statement
    words = CERTIFIED.format(version=statement.version, nights=statement.paid_nights, gross=euros(statement.gross))
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": words},
        {"type": "table", "header": DOCUMENTS, "widths": [4, 2, 2, 2], "rows": _documents(draft.documents)},
        {"type": "text", "text": EVIDENCE.format(hash=statement.result_hash)},
    ]
    signature = {"title": "Il funzionario incaricato", "name": signer, "note": director(draft.contract)}
    return _letter(CERTIFICATE, draft.contract, draft.month, prefecture, today, blocks, signature)


def proposal(
    row: Settlement,
    settled: Settled,
    documents: Sequence[Invoice],
    checks: Sequence[Checked],
    approver: str,
    today: date,
) -> dict[str, Any]:
    """The data of the proposal of payment, as it is approved."""
    body = row.contract.body
    values = {
        "body": body.name, "iban": body.dedicated_iban or "non indicato", "payable": euros(row.payable),
        "vat": euros(row.vat_to_treasury), "retention": euros(row.retention), "charged": euros(row.charged),
        "commitment": commitments_told(row.charges.all()), "pay_by": day(row.pay_by), "prepared": row.prepared_by.full_name,
        "on": day(row.certified_on),
    }  # fmt: skip
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": PROPOSED.format(**values)},
        {"type": "table", "header": DOCUMENTS, "widths": [4, 2, 2, 2], "rows": _documents(documents)},
        {"type": "heading", "text": "Come si arriva all'importo"},
        {"type": "table", "header": SETTLED, "widths": [3, 2, 6], "rows": step_rows(settled.steps)},
        {"type": "heading", "text": "Verifiche del giorno dell'approvazione"},
        {"type": "table", "header": CHECKS, "widths": [3, 2, 6], "rows": check_rows(checks)},
        {"type": "text", "text": BUDGET.format(**values)},
        {"type": "text", "text": SIGNED.format(**values)},
    ]
    signature = {"title": "Il dirigente", "name": approver, "note": ""}
    return _letter(PROPOSAL, row.contract, row.month, row.prefecture, today, blocks, signature)


def step_rows(steps: Sequence[Step]) -> list[list[str]]:
    """The steps of a reckoning as a table, in Italian."""
    with translation.override(ITALIAN):
        return [[step_name(one), money(one.amount), _sourced(one)] for one in steps]


def _sourced(step: Step) -> str:
    source = STEP_SOURCES.get(step.kind, "")
    return f"{step_why(step)} ({source})" if source else step_why(step)


def check_rows(found: Sequence[Checked]) -> list[list[str]]:
    """What each check said as a table, in Italian."""
    with translation.override(ITALIAN):
        return [[str(labels.CHECKS[one.kind]), str(labels.COLOURS[one.colour]), check_why(one)] for one in found]


def _documents(rows: Sequence[Invoice]) -> list[list[str]]:
    return [
        [
            f"{'Nota di credito' if one.gives_back else 'Fattura'} n. {one.number}", day(one.issued_on),
            day(one.received_on), euros(-one.amount if one.gives_back and one.amount > 0 else one.amount),
        ]
        for one in rows
    ]  # fmt: skip


def _letter(
    subject: str, contract: Contract, month: date, prefecture: Prefecture, today: date, blocks: list[dict[str, Any]],
    signature: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    told = subject.format(month=f"{month:%m/%Y}", cig=contract.cig)
    return framed(
        prefecture, told, today, blocks, signature, reference=of_contract(contract, month),
        addressee=[contract.body.name, contract.body.address, contract.body.certified_mail],
    )  # fmt: skip


def director(contract: Contract) -> str:
    """Who directs the execution of a contract, where it is written."""
    return f"Direttore dell'esecuzione: {contract.contract_director}" if contract.contract_director else ""


def euros(amount: Any) -> str:
    """An amount as a letter says it."""
    with translation.override(ITALIAN):
        return money(amount)
