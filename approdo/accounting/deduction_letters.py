"""The letters of a deduction, in Italian: the contestation, and the decision that is communicated."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from approdo.accounting import deduction_labels as labels
from approdo.accounting.models import Deduction
from approdo.accounting.queries import deductions
from approdo.accounting.rules.deductions import DeductionKind
from approdo.accounting.rules.penalties import DeductionState
from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.letters.render import LetterNotRendered, render_letter
from approdo.core.models import StoredDocument, User
from approdo.core.pages.formats import money
from approdo.core.rules.money import ZERO

CONTESTATION = "Contestazione: {kind}"
DECISION = "Decisione: {kind}"
WAY = (
    "Entro {days} giorni dal ricevimento di questa lettera l'ente può presentare controdeduzioni e documenti, "
    "dalla propria area riservata o per posta elettronica certificata. La decisione è presa dopo averle esaminate "
    "o, se mancano, trascorso quel termine (articoli 7, 8 e 10 della legge 7 agosto 1990, n. 241)."
)
NOTHING_BEFORE = "Prima della decisione non si trattiene nulla."
OUTCOMES = {
    "whole": "Si conferma la somma contestata, {amount}, che sarà trattenuta dal primo pagamento dovuto.",
    "part": ("Della somma contestata, {asked}, si conferma {amount}, che sarà trattenuta dal primo pagamento dovuto."),
    "dropped": "La contestazione è archiviata: nulla sarà trattenuto.",
}
JUDGE = "Contro questo atto è possibile rivolgersi al giudice ordinario."


def contestation(by: Actor, row: Deduction, days: int, signer: User, on: date) -> StoredDocument:
    """The letter that contests a deduction; `days` for the counter-arguments. Raises Refusal."""
    with translation.override("it"):
        why = labels.why(deductions.reckoning_of(row))
        steps = [f"{step.text} ({step.source})" if step.source else step.text for step in why]
        blocks: list[dict[str, Any]] = [
            _text(f"Si contesta quanto segue, accaduto o accertato il {_day(row.happened_on)} ({row.article})."),
            _text(row.facts),
            _text(f"La somma è di {money(row.amount)}, calcolata così:"),
            {"type": "list", "items": steps},
            _text(WAY.format(days=days)),
            _text(NOTHING_BEFORE),
        ]
        return _printed(by, row, CONTESTATION, blocks, signer, on)


def decision(by: Actor, row: Deduction, signer: User, on: date) -> StoredDocument:
    """The letter that communicates what was decided. Raises Refusal."""
    with translation.override("it"):
        amounts = {"asked": money(row.amount), "amount": money(row.decided_amount or ZERO)}
        heard = (
            f"Esaminate le controdeduzioni pervenute il {_day(row.answered_on)}."
            if row.answered_on
            else f"Nessuna controdeduzione è pervenuta entro il {_day(row.answer_until)}."
        )
        blocks = [
            _text(f"Vista la contestazione inviata il {_day(row.contested_on)}. {heard}"),
            _text(row.reasons),
            _text(OUTCOMES[outcome(row)].format(**amounts)),
        ]
        if row.state == DeductionState.CONFIRMED.value:
            blocks.append(_text(JUDGE))
        return _printed(by, row, DECISION, blocks, signer, on)


def outcome(row: Deduction) -> str:
    """Whether a decided deduction was confirmed whole, in part, or dropped."""
    if row.state != DeductionState.CONFIRMED.value:
        return "dropped"
    return "whole" if row.decided_amount == row.amount else "part"


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _printed(
    by: Actor, row: Deduction, subject: str, blocks: list[dict[str, Any]], signer: User, on: date
) -> StoredDocument:
    told = subject.format(kind=str(labels.KINDS[DeductionKind(row.kind)]).lower())
    try:
        pdf = render_letter("letter", _data(row, told, blocks, signer, on)).pdf
    except LetterNotRendered:
        words = _("The letter could not be printed: shorten the texts and try again.")
        raise Refusal("letter_not_rendered", words) from None
    return documents.store(by, "deduction_letter", f"{slugify(told)}.pdf", pdf, media_type="application/pdf")


def _data(row: Deduction, subject: str, blocks: list[dict[str, Any]], signer: User, on: date) -> dict[str, Any]:
    prefecture, contract, body = row.prefecture, row.contract, row.contract.body
    reference = [f"CIG: {contract.cig}", f"Contratto: {contract.title}"]
    if row.centre:
        reference.append(f"Centro: {row.centre.name}")
    if row.month:
        reference.append(f"Mese: {row.month:%m/%Y}")
    return {
        "date": on.isoformat(),
        "language": "it",
        "head": {
            "authority": prefecture.name, "office": "Ufficio immigrazione",
            "contacts": [one for one in (prefecture.address, prefecture.certified_mail) if one],
        },
        "reference": reference,
        "place_and_date": f"{prefecture.seat}, {_day(on)}",
        "addressee": [one for one in (body.name, body.address, body.certified_mail) if one],
        "subject": f"Oggetto: {subject}",
        "blocks": blocks,
        "signature": {"title": "Il responsabile del procedimento", "name": signer.full_name, "note": ""},
        "running": f"{prefecture.name} – {subject}",
        "page_word": "pagina",
        "page_of": "di",
        "translation": None,
    }  # fmt: skip


def _day(value: date | None) -> str:
    return format_date(value, "d MMMM y", locale="it") if value else ""
