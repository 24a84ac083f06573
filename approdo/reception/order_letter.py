"""The order to a centre to receive groups of an arrival, as the data of a letter. Italian: the office writes it so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils import translation

from approdo.core.letters.render import RenderedLetter, render_letter
from approdo.core.models import User
from approdo.people import labels as people
from approdo.people.rules.vocabulary import Sex
from approdo.reception import comuni
from approdo.reception.models import ArrivalNotice, ArrivalPerson, Centre, PlacementDecision
from approdo.reception.placement_words import NEEDS
from approdo.reception.rules.vocabulary import Need

_SEX = {Sex.FEMALE.value: "F", Sex.MALE.value: "M"}
_HEADER = ["Nucleo", "Cognome e nome", "Sesso", "Nascita", "Cittadinanza", "Il posto deve avere"]


def render_order(
    notice: ArrivalNotice, centre: Centre, decisions: Sequence[PlacementDecision], writer: User, on: date
) -> RenderedLetter:
    """The PDF of an order. `decisions`: with their groups and persons. Raises LetterNotRendered."""
    with translation.override("it"):
        return render_letter("letter", _data(notice, centre, decisions, writer, on))


def _data(
    notice: ArrivalNotice, centre: Centre, decisions: Sequence[PlacementDecision], writer: User, on: date
) -> dict[str, Any]:
    prefecture = notice.prefecture
    authority = f"Prefettura – Ufficio territoriale del Governo di {prefecture.seat}"
    return {
        "date": on.isoformat(),
        "language": "it",
        "head": {
            "authority": authority,
            "office": "Ufficio accoglienza",
            "contacts": [one for one in (prefecture.address, prefecture.certified_mail) if one],
        },
        "reference": [f"Riferimento: arrivo {notice.reference}"],
        "place_and_date": f"{prefecture.seat}, {_day(on)}",
        "addressee": [
            one for one in (centre.body.name, centre.name, centre.address, comuni.name(centre.comune), centre.body.certified_mail)
            if one
        ],
        "subject": f"Oggetto: inserimento nel centro {centre.name} ({centre.code}) di persone richiedenti protezione",
        "blocks": _blocks(notice, decisions),
        "translation": None,
        "signature": {"title": "Il funzionario incaricato", "name": writer.full_name, "note": ""},
        "running": f"{authority} – arrivo {notice.reference}",
        "page_word": "Pagina",
        "page_of": "di",
    }  # fmt: skip


def _blocks(notice: ArrivalNotice, decisions: Sequence[PlacementDecision]) -> list[dict[str, Any]]:
    persons = [(row.group.label, one) for row in decisions for one in row.group.persons.all() if one.guest_id]
    days = sorted({row.planned_entry for row in decisions})
    when = ", ".join(_day(day) for day in days)
    who = "una persona proveniente" if len(persons) == 1 else f"{len(persons)} persone provenienti"
    awaited = "attesa" if len(persons) == 1 else "attese"
    return [
        {
            "type": "text",
            "text": f"Ai sensi dell'articolo 11 del decreto legislativo 18 agosto 2015, n. 142, si dispone l'accoglienza "
            f"nel centro in indirizzo di {who} da {notice.origin}, {awaited} il {when}.",
        },
        {"type": "table", "header": _HEADER, "rows": [_cells(label, one) for label, one in persons],
         "widths": [2, 5, 2, 4, 4, 4]},
        {
            "type": "text",
            "text": "I nuclei familiari non vanno separati. Il gestore registra l'ingresso di ciascuna persona e comunica "
            "subito a questa Prefettura chi non si presenta.",
        },
    ]  # fmt: skip


def _cells(label: str, row: ArrivalPerson) -> list[str]:
    born = people.birth(row.birth_date, row.birth_precision)
    needs = ", ".join(str(NEEDS[Need(word)]) for word in row.needs.split())
    return [label, str(row), _SEX.get(row.sex, "–"), born, people.country(row.nationality) or "–", needs or "–"]


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="it")
