"""Reading one value of a line of `calc term`, and saying what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from approdo.core.rules.calendar import HolidayCalendar
from approdo.procedures.rules.definition import Procedure
from approdo.procedures.rules.history import Event

WHAT_IF_YEARS = 5
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# code -> (Italian, English)
MESSAGES: Mapping[str, tuple[str, str]] = {
    "too_long": (
        "La riga supera {limit} caratteri: dividi i dati in più righe, una per pratica.",
        "The line is longer than {limit} characters: split the data into lines, one for each file.",
    ),
    "not_json": (
        "La riga non è JSON valido: scrivi un oggetto per riga, con parentesi e virgolette chiuse.",
        "The line is not valid JSON: write one object a line, with its brackets and quotes closed.",
    ),
    "not_object": (
        "La riga deve contenere un oggetto JSON fra parentesi graffe.",
        "The line must hold one JSON object between braces.",
    ),
    "repeated": (
        "La chiave «{key}» è ripetuta: lasciane una sola.",
        "The key “{key}” is repeated: keep only one.",
    ),
    "unknown_key": (
        "La chiave «{key}» non esiste: quelle ammesse sono {known}.",
        "The key “{key}” does not exist: those allowed are {known}.",
    ),
    "missing": ("Manca la chiave «{key}»: aggiungila.", "The key “{key}” is missing: add it."),
    "bad_id": (
        "«id» deve essere un testo di al massimo 200 caratteri o un numero intero.",
        "“id” must be a text of 200 characters at most or a whole number.",
    ),
    "not_text": ("«{key}» deve essere un testo fra virgolette.", "“{key}” must be a text in quotes."),
    "not_flag": ("«{key}» deve essere true o false.", "“{key}” must be true or false."),
    "not_list": ("«{key}» deve essere una lista fra parentesi quadre.", "“{key}” must be a list in brackets."),
    "bad_date": (
        "«{key}» deve essere una data che esiste, scritta come 2026-01-31.",
        "“{key}” must be a date that exists, written as 2026-01-31.",
    ),
    "date_out_of_range": (
        "«{key}» deve stare fra il 1990 e il 2100: controlla l'anno.",
        "“{key}” must lie between 1990 and 2100: check the year.",
    ),
    "unknown_procedure": (
        "Il procedimento «{value}» non esiste: quelli ammessi sono {known}.",
        "The procedure “{value}” does not exist: those allowed are {known}.",
    ),
    "bad_comune": (
        '«comune» deve essere il codice ISTAT di sei cifre fra virgolette, per esempio "058091".',
        '“comune” must be the six-digit ISTAT code in quotes, for instance "058091".',
    ),
    "no_province": (
        "«comune» comincia con {number}, ma le province ISTAT vanno da {first} a {last}: controlla il codice.",
        "“comune” begins with {number}, but ISTAT numbers the provinces from {first} to {last}: check the code.",
    ),
    "bad_settings": (
        "«settings» deve essere un oggetto fra parentesi graffe.",
        "“settings” must be an object between braces.",
    ),
    "bad_effect": (
        "«citizenship_integration_effect» deve essere interrupt, suspend o none.",
        "“citizenship_integration_effect” must be interrupt, suspend or none.",
    ),
    "bad_event": (
        "L'evento numero {number} deve avere solo «type» e «date», due testi.",
        "Event number {number} must have only “type” and “date”, two texts.",
    ),
    "implausible": (
        "La data {date} è più di {years} anni nel futuro: controlla l'anno.",
        "The date {date} is more than {years} years ahead: check the year.",
    ),
    "bad_number": (
        "«{key}» deve essere un numero intero da {low} a {high}.",
        "“{key}” must be a whole number from {low} to {high}.",
    ),
    "bad_choice": ("«{key}» deve essere uno fra {known}.", "“{key}” must be one of {known}."),
    "bad_stop": (
        "Ogni elemento di «stops» deve essere [tipo, inizio, fine], con tipo fra {known} e fine non prima dell'inizio.",
        "Each item of “stops” must be [kind, start, end], the kind one of {known} and the end not before the start.",
    ),
    "bad_notice": (
        "«10bis» deve essere [ricevuto, osservazioni], con null se le osservazioni mancano.",
        "“10bis” must be [received, observations], with null when there are no observations.",
    ),
    "bad_income": (
        "«args» deve essere [importo fra virgolette, parenti, figli sotto i 14 anni].",
        "“args” must be [amount in quotes, relatives, children under 14].",
    ),
    "unreadable": (
        "Non riesco a leggere l'ingresso: deve essere testo UTF-8, un oggetto JSON per riga.",
        "The input cannot be read: it must be UTF-8 text, one JSON object a line.",
    ),
}


class Refused(Exception):
    """A line that cannot be computed: a code of MESSAGES and what its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Desk:
    procedures: Mapping[str, Procedure]
    calendar: HolidayCalendar
    today: date  # the real day
    language: str


def message(code: str, params: Mapping[str, object], language: str) -> str:
    return MESSAGES[code][language == "en"].format(**params)


def shown(text: str) -> str:
    """What a stranger wrote, short and printable."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:60])
    return clean if len(text) <= 60 else clean + "…"


def check_keys(data: Mapping[str, Any], known: frozenset[str]) -> None:
    if not known.issuperset(data):
        strange = min(key for key in data if key not in known)
        raise Refused("unknown_key", key=shown(strange), known=", ".join(sorted(known)))


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text[:10])
    return date.fromisoformat(text)


def read_date(value: object, key: str) -> date:
    if type(value) is not str or len(value) != 10:
        raise Refused("bad_date", key=key)
    try:
        day = _parsed(value)
    except ValueError as error:
        raise Refused("bad_date", key=key) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused("date_out_of_range", key=key)
    return day


@lru_cache(maxsize=65_536)
def _parsed_event(kind: str, day: str) -> Event:
    return Event(kind, read_date(day, "date"))


def read_event(item: object, number: int) -> Event:
    """An event of a history. Raises Refused."""
    if type(item) is not dict or len(item) != 2 or "date" not in item or type(item.get("type")) is not str:
        raise Refused("bad_event", number=number)
    kind, day = item["type"], item["date"]
    if type(day) is str and len(day) == 10 and len(kind) <= 40:  # only what is short is remembered
        return _parsed_event(kind, day)
    return Event(kind, read_date(day, "date"))


def read_flag(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key, False)
    if type(value) is not bool:
        raise Refused("not_flag", key=key)
    return value


def read_whole(value: object, key: str, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise Refused("bad_number", key=key, low=low, high=high)
    return value


def what_if(latest: date, desk: Desk) -> date:
    """The day of a computation that names none: the real one, or a later one already spoken of."""
    if latest <= desk.today:
        return desk.today
    if latest > desk.today + timedelta(366 * WHAT_IF_YEARS):
        raise Refused("implausible", date=latest.isoformat(), years=WHAT_IF_YEARS)
    return latest
