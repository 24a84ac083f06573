"""The certificate of final conformity and the proposal that gives back what was kept, in Italian."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from approdo.accounting.letter_frame import day, framed, of_contract
from approdo.accounting.models import ReleasedRetention, RetentionRelease
from approdo.accounting.rules.settlement_checks import Checked
from approdo.accounting.settlement_letters import CHECKS, SIGNED, check_rows, director, euros
from approdo.core.models import Prefecture
from approdo.reception.models import Contract

CONFORMITY = "Certificato di verifica di conformità finale, CIG {cig}"
PROPOSAL = "Svincolo della ritenuta a garanzia, CIG {cig}"
CERTIFIED = (
    "Visti il contratto in oggetto, concluso il {last}, e l'articolo 116 del decreto legislativo 31 marzo 2023, n. 36, "
    "si certifica che le prestazioni dell'intero contratto sono state eseguite nei limiti riconosciuti dai rendiconti "
    "mensili e dalle decisioni prese sulle contestazioni."
)
PROPOSED = (
    "Concluso il contratto il {last} e certificata la conformità finale il {certified}, si propone di svincolare a "
    "favore di {body}, sul conto dedicato {iban}, le ritenute operate sui pagamenti dei mesi "
    "sotto elencati, per complessivi {retention} (D.Lgs. 36/2023, art. 11, c. 6)."
)
TAXED = (
    "Sulla parte che il fornitore non aveva assoggettato a imposta l'IVA dovuta è di {vat} (fattura n. {invoice}), di "
    "cui {treasury} all'Erario; grava sull'impegno {commitment}."
)
CHARGED = "Le somme trattenute sono già impegnate: lo svincolo non riduce altrimenti la disponibilità degli impegni."
PAYABLE = "Importo da pagare al fornitore: {payable}."
MONTHS = ["Mese", "Ritenuta", "IVA dovuta ora"]


def conformity(
    contract: Contract, last_day: date, notes: str, prefecture: Prefecture, signer: str, today: date
) -> dict[str, Any]:
    """The data of the certificate that the whole service of a contract was done as agreed."""
    blocks: list[dict[str, Any]] = [{"type": "text", "text": CERTIFIED.format(last=day(last_day))}]
    if notes:
        blocks.append({"type": "text", "text": notes})
    signature = {"title": "Il funzionario incaricato", "name": signer, "note": director(contract)}
    return _letter(CONFORMITY, contract, prefecture, today, blocks, signature)


def proposal(
    row: RetentionRelease, lines: Sequence[ReleasedRetention], checks: Sequence[Checked], approver: str, today: date
) -> dict[str, Any]:
    """The data of the proposal of payment that gives back what was kept, as it is approved."""
    body = row.contract.body
    values = {
        "body": body.name, "iban": body.dedicated_iban or "non indicato", "last": day(row.conformity.last_day),
        "certified": day(row.conformity.certified_on), "retention": euros(row.retention), "vat": euros(row.vat),
        "treasury": euros(row.vat_to_treasury), "invoice": row.invoice_number, "commitment": str(row.commitment),
        "payable": euros(row.payable), "prepared": row.prepared_by.full_name, "on": day(timezone.localdate(row.prepared_at)),
    }  # fmt: skip
    months = [[f"{one.settlement.month:%m/%Y}", euros(one.amount), euros(one.vat)] for one in lines]
    texts = [PROPOSED, *([TAXED] if row.vat else []), CHARGED, PAYABLE]
    blocks: list[dict[str, Any]] = [
        *({"type": "text", "text": text.format(**values)} for text in texts),
        {"type": "table", "header": MONTHS, "widths": [2, 2, 2], "rows": months},
        {"type": "heading", "text": "Verifiche del giorno dell'approvazione"},
        {"type": "table", "header": CHECKS, "widths": [3, 2, 6], "rows": check_rows(checks)},
        {"type": "text", "text": SIGNED.format(**values)},
    ]
    signature = {"title": "Il dirigente", "name": approver, "note": ""}
    return _letter(PROPOSAL, row.contract, row.prefecture, today, blocks, signature)


def _letter(
    subject: str, contract: Contract, prefecture: Prefecture, today: date, blocks: list[dict[str, Any]],
    signature: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    body = contract.body
    return framed(
        prefecture, subject.format(cig=contract.cig), today, blocks, signature, reference=of_contract(contract, None),
        addressee=[body.name, body.address, body.certified_mail],
    )  # fmt: skip
