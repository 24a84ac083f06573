"""What every letter of accounting prints around its text, in Italian."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.letters.render import LetterNotRendered, render_letter
from approdo.core.models import Prefecture, StoredDocument
from approdo.reception.models import Contract

ITALIAN = "it"


def framed(
    prefecture: Prefecture, subject: str, today: date, blocks: list[dict[str, Any]], signature: dict[str, str],
    *, reference: list[str], addressee: list[str],
) -> dict[str, Any]:  # fmt: skip
    """The data of the template `letter`. `subject` without its word; `signature`: title, name, note."""
    return {
        "date": today.isoformat(),
        "head": {
            "authority": prefecture.name, "office": "Ufficio immigrazione",
            "contacts": [one for one in (prefecture.address, prefecture.certified_mail) if one],
        },
        "reference": reference,
        "place_and_date": f"{prefecture.seat}, {day(today)}",
        "addressee": [one for one in addressee if one],
        "subject": f"Oggetto: {subject}",
        "blocks": blocks,
        "signature": signature,
        "running": f"{prefecture.name} – {subject}",
        "page_word": "pagina",
        "page_of": "di",
        "translation": None,
    }  # fmt: skip


def of_contract(contract: Contract, month: date | None) -> list[str]:
    """What a letter about a contract refers to."""
    told = [f"CIG: {contract.cig}", f"Contratto: {contract.title}"]
    return [*told, f"Mese: {month:%m/%Y}"] if month else told


def printed(by: Actor, kind: str, data: dict[str, Any]) -> StoredDocument:
    """Print a letter and keep it under the name of its subject. Raises Refusal, NoRoom."""
    try:
        pdf = render_letter("letter", data).pdf
    except LetterNotRendered:
        words = _("The letter could not be printed: shorten the texts and try again.")
        raise Refusal("letter_not_rendered", words) from None
    name = f"{slugify(data['subject'].removeprefix('Oggetto: '))}.pdf"
    return documents.store(by, kind, name, pdf, media_type="application/pdf")


def day(value: date) -> str:
    """A day as a letter says it."""
    return format_date(value, "d MMMM y", locale=ITALIAN)
