"""`approdo calc term`: the engine for anyone. JSON Lines in, JSON Lines out, no database.

Exit status: 0 when every line was computed, 1 when at least one line was refused, 2 when the input cannot be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any, NoReturn
from zoneinfo import ZoneInfo

from approdo.core.definitions import holiday_calendar
from approdo.core.rules.calendar import HolidayCalendar
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.definition import (
    Evidence,
    Procedure,
    Source,
    StopEffect,
    StopKind,
    StopRule,
    TermVersion,
    Unit,
)
from approdo.procedures.rules.history import Event, HistoryError, Wait
from approdo.procedures.rules.income import income_threshold
from approdo.procedures.rules.stops import Stop, reply_deadline
from approdo.procedures.rules.terms import (
    OfficeSettings,
    TermResult,
    compute_bare,
    compute_term,
)
from approdo.procedures.wording import sentence

LONGEST_LINE = 65_536  # characters; a history of a thousand events takes less
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
WHAT_IF_YEARS = 5
MOST_UNITS = 36_525
_KEYS = frozenset({"id", "procedure", "term", "comune", "today", "settings", "events"})
_BARE_KEYS = {
    "due": frozenset({"id", "fn", "from", "n", "unit", "stops", "10bis", "rome", "saturday", "today", "expect"}),
    "working_days": frozenset({"id", "fn", "from", "n", "saturday", "rome", "expect"}),
    "income": frozenset({"id", "fn", "args", "expect"}),
}
_SETTINGS = frozenset({"saturday_rolls", "citizenship_integration_effect"})
_EFFECTS = ("interrupt", "suspend", "none")
_ROME = "058091"
_COMUNE = re.compile(r"[0-9]{6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")

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


class _Refused(Exception):
    """A line that cannot be computed: a code of MESSAGES and what its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class _Unreadable(Exception):
    """The input is not text."""


@dataclass(frozen=True)
class _Desk:
    procedures: Mapping[str, Procedure]
    calendar: HolidayCalendar
    today: date  # the real day
    language: str


def run(
    stdin: IO[str] | IO[bytes],
    stdout: IO[str],
    stderr: IO[str],
    today: date | None = None,
    language: str = "it",
) -> int:
    """Answer every line of `stdin` on `stdout`; return the exit status. `today` is the real day, Rome's when absent."""
    if today is None:
        today = datetime.now(ZoneInfo("Europe/Rome")).date()
    desk = _Desk(procedures(), holiday_calendar(), today, language)
    status = 0
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    try:
        for line in _lines(stdin):
            answer = _answer(line, desk)
            if "error" in answer:
                status = 1
            stdout.write(encode(answer) + "\n")
    except _Unreadable:
        stdout.flush()
        stderr.write(_message("unreadable", {}, language) + "\n")
        return 2
    stdout.flush()
    return status


def _lines(stream: IO[str] | IO[bytes]) -> Iterator[str | None]:
    """The lines that are not blank; None stands for one that is too long, which is never held whole in memory."""
    first = True
    while True:
        line, too_long = _read_line(stream)
        if first:
            line, first = line.removeprefix("\ufeff"), False
        if not line:
            return
        if too_long:
            yield None
        elif not line.isspace():
            yield line


def _read_line(stream: IO[str] | IO[bytes]) -> tuple[str, bool]:
    try:
        raw = stream.readline(LONGEST_LINE + 1)
        end: str | bytes = "\n" if isinstance(raw, str) else b"\n"
        too_long = len(raw) > LONGEST_LINE and not raw.endswith(end)  # type: ignore[arg-type]
        rest = raw
        while too_long and rest and not rest.endswith(end):  # type: ignore[arg-type]
            rest = stream.readline(LONGEST_LINE)
        if too_long:
            return "…", True
        return raw if isinstance(raw, str) else raw.decode("utf-8"), False
    except (OSError, ValueError) as error:  # UnicodeDecodeError is a ValueError; so is reading a closed stream
        raise _Unreadable from error


def _message(code: str, params: Mapping[str, object], language: str) -> str:
    return MESSAGES[code][language == "en"].format(**params)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Refused("repeated", key=_shown(next(key for key in keys if keys.count(key) > 1)))
    return found


def _no_constant(name: str) -> NoReturn:
    raise _Refused("not_json")


_decode = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant).decode


def _answer(line: str | None, desk: _Desk) -> dict[str, Any]:
    identifier: str | int | None = None
    try:
        if line is None:
            raise _Refused("too_long", limit=LONGEST_LINE)
        try:
            data = _decode(line)
        except (ValueError, RecursionError) as error:
            raise _Refused("not_json") from error
        if type(data) is not dict:
            raise _Refused("not_object")
        identifier = _identifier(data)
        return {"id": identifier, **(_bare(data, desk) if "fn" in data else _case(data, desk))}
    except _Refused as refusal:
        return {"id": identifier, "error": _message(refusal.code, refusal.params, desk.language)}
    except HistoryError as refusal:
        params = {key: _shown(value) if type(value) is str else value for key, value in refusal.params.items()}
        return {"id": identifier, "error": sentence(refusal.code, params, desk.language)}


def _shown(text: str) -> str:
    """What a stranger wrote, short and printable."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:60])
    return clean if len(text) <= 60 else clean + "…"


def _identifier(data: Mapping[str, Any]) -> str | int | None:
    value = data.get("id")
    if value is None or type(value) is int:
        return value
    if type(value) is str and len(value) <= 200 and not any("\ud800" <= letter <= "\udfff" for letter in value):
        return value
    raise _Refused("bad_id")


def _check_keys(data: Mapping[str, Any], known: frozenset[str]) -> None:
    if not data.keys() <= known:
        strange = min(key for key in data if key not in known)
        raise _Refused("unknown_key", key=_shown(strange), known=", ".join(sorted(known)))


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text[:10])
    return date.fromisoformat(text)


def _date(value: object, key: str) -> date:
    if type(value) is not str or len(value) != 10:
        raise _Refused("bad_date", key=key)
    try:
        day = _parsed(value)
    except ValueError as error:
        raise _Refused("bad_date", key=key) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _Refused("date_out_of_range", key=key)
    return day


def _flag(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key, False)
    if type(value) is not bool:
        raise _Refused("not_flag", key=key)
    return value


def _whole(value: object, key: str, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise _Refused("bad_number", key=key, low=low, high=high)
    return value


def _settings(value: object) -> OfficeSettings:
    if type(value) is not dict:
        raise _Refused("bad_settings")
    _check_keys(value, _SETTINGS)
    effect = value.get("citizenship_integration_effect", "interrupt")
    if effect not in _EFFECTS:
        raise _Refused("bad_effect")
    return OfficeSettings(_flag(value, "saturday_rolls"), effect)


def _events(data: Mapping[str, Any]) -> list[Event]:
    if "events" not in data:
        raise _Refused("missing", key="events")
    listed = data["events"]
    if type(listed) is not list:
        raise _Refused("not_list", key="events")
    events = []
    for number, item in enumerate(listed, 1):
        if type(item) is not dict or item.keys() != {"type", "date"} or type(item["type"]) is not str:
            raise _Refused("bad_event", number=number)
        events.append(Event(item["type"], _date(item["date"], "date")))
    return events


def _what_if(latest: date, desk: _Desk) -> date:
    """The day of a computation that names none: the real one, or a later one already spoken of."""
    if latest <= desk.today:
        return desk.today
    if latest > desk.today + timedelta(366 * WHAT_IF_YEARS):
        raise _Refused("implausible", date=latest.isoformat(), years=WHAT_IF_YEARS)
    return latest


def _case(data: dict[str, Any], desk: _Desk) -> dict[str, Any]:
    _check_keys(data, _KEYS)
    procedure = data.get("procedure")
    if procedure is None:
        raise _Refused("missing", key="procedure")
    if type(procedure) is not str:
        raise _Refused("not_text", key="procedure")
    if procedure not in desk.procedures:
        raise _Refused("unknown_procedure", value=_shown(procedure), known=", ".join(sorted(desk.procedures)))
    term = data.get("term")
    if term is not None and type(term) is not str:
        raise _Refused("not_text", key="term")
    comune = data.get("comune")
    if comune is not None and (type(comune) is not str or not _COMUNE.fullmatch(comune)):
        raise _Refused("bad_comune")
    events = _events(data)
    if data.get("today") is not None:
        today = _date(data["today"], "today")
    else:
        today = _what_if(max((event.date for event in events), default=desk.today), desk)
    settings = data.get("settings")
    result = compute_term(
        desk.procedures[procedure],
        events,
        today=today,
        calendar=desk.calendar,
        comune=comune or "",
        settings=OfficeSettings() if settings is None else _settings(settings),
        term_id=term,
    )
    return _result(result, desk.language)


# The bare form of the worked examples: a term with its own numbers and stops, no procedure.
_BY_HAND = Source("", Evidence.CHOSEN)
_ART_2 = Source("art. 2 c. 7 L. 241/1990", Evidence.FOUND)
_BARE_STOPS = {
    "art2c7": StopRule(StopKind.INTEGRATION_REQUEST, StopEffect.SUSPEND, _ART_2, cap_days=30, once=True),
    "uncapped": StopRule(StopKind.INTEGRATION_REQUEST, StopEffect.SUSPEND, _BY_HAND),
    "interrupt": StopRule(
        StopKind.INTEGRATION_REQUEST, StopEffect.INTERRUPT, Source("art. 2 c. 2 DPR 362/1994", Evidence.FOUND)
    ),
}
_BARE_NOTICE = StopRule(
    StopKind.PRELIMINARY_REJECTION, StopEffect.SUSPEND, Source("art. 10-bis L. 241/1990", Evidence.FOUND)
)


def _bare(data: dict[str, Any], desk: _Desk) -> dict[str, Any]:
    form = data["fn"]
    if type(form) is not str or form not in _BARE_FORMS:
        raise _Refused("bad_choice", key="fn", known=", ".join(_BARE_FORMS))
    _check_keys(data, _BARE_KEYS[form])
    return _BARE_FORMS[form](data, desk)


def _bare_due(data: dict[str, Any], desk: _Desk) -> dict[str, Any]:
    start, amount, comune = _bare_start(data)
    unit = data.get("unit", "days")
    if unit not in tuple(Unit):
        raise _Refused("bad_choice", key="unit", known=", ".join(Unit))
    if Unit(unit) in (Unit.MONTHS, Unit.YEARS) and amount > MOST_UNITS // 30:
        raise _Refused("bad_number", key="n", low=0, high=MOST_UNITS // 30)
    saturday = _flag(data, "saturday")
    requests, notices = _bare_requests(data), _bare_notices(data)
    spoken = [start, *(day for _, wait in requests + notices for day in (wait.start, wait.end) if day is not None)]
    # No observations, in this form, is a fact and not a wait: the computation stands after the reply deadline.
    spoken += [reply_deadline(wait.start, desk.calendar, comune, saturday) for _, wait in notices if wait.end is None]
    if data.get("today") is None:
        today = _what_if(max(spoken), desk)
    else:
        today = _date(data["today"], "today")
        late = max(day for day in (start, *(wait.end or wait.start for _, wait in requests + notices)))
        if late > today:
            raise HistoryError("in_future", event="filed", date=late, today=today)
    version = TermVersion(start, amount, Unit(unit), "filed", _BY_HAND)
    result = compute_bare(
        version, start, requests, notices, today=today, calendar=desk.calendar, comune=comune, saturday_rolls=saturday
    )
    return _result(result, desk.language)


def _bare_start(data: dict[str, Any]) -> tuple[date, int, str]:
    for key in ("from", "n"):
        if key not in data:
            raise _Refused("missing", key=key)
    comune = _ROME if _flag(data, "rome") else ""
    return _date(data["from"], "from"), _whole(data["n"], "n", 0, MOST_UNITS), comune


def _bare_requests(data: dict[str, Any]) -> list[tuple[StopRule, Wait]]:
    listed = data.get("stops", [])
    if type(listed) is not list:
        raise _Refused("not_list", key="stops")
    found = []
    for item in listed:
        if type(item) is not list or len(item) != 3 or type(item[0]) is not str or item[0] not in _BARE_STOPS:
            raise _Refused("bad_stop", known=", ".join(_BARE_STOPS))
        wait = Wait(_date(item[1], "stops"), None if item[2] is None else _date(item[2], "stops"))
        if wait.end is not None and wait.end < wait.start:
            raise _Refused("bad_stop", known=", ".join(_BARE_STOPS))
        found.append((_BARE_STOPS[item[0]], wait))
    return found


def _bare_notices(data: dict[str, Any]) -> list[tuple[StopRule, Wait]]:
    pair = data.get("10bis")
    if pair is None:
        return []
    if type(pair) is not list or len(pair) != 2:
        raise _Refused("bad_notice")
    wait = Wait(_date(pair[0], "10bis"), None if pair[1] is None else _date(pair[1], "10bis"))
    if wait.end is not None and wait.end < wait.start:
        raise HistoryError("observations_without_notice", date=wait.end)
    return [(_BARE_NOTICE, wait)]


def _bare_working_days(data: dict[str, Any], desk: _Desk) -> dict[str, Any]:
    start, amount, comune = _bare_start(data)
    saturday = _flag(data, "saturday")
    return {"effective_due": desk.calendar.add_working_days(start, amount, saturday, comune).isoformat()}


def _bare_income(data: dict[str, Any], desk: _Desk) -> dict[str, Any]:
    args = data.get("args")
    if type(args) is not list or len(args) != 3 or type(args[0]) is not str or not _AMOUNT.fullmatch(args[0]):
        raise _Refused("bad_income")
    relatives, children = (_whole(number, "args", 0, 100) for number in args[1:])
    return {"amount": str(income_threshold(Decimal(args[0]), relatives, children))}


_BARE_FORMS: Mapping[str, Callable[[dict[str, Any], _Desk], dict[str, Any]]] = {
    "due": _bare_due,
    "working_days": _bare_working_days,
    "income": _bare_income,
}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "kind": stop.kind,
        "effect": stop.effect,
        "from": stop.start.isoformat(),
        "to": stop.end.isoformat(),
        "days": stop.days,
        "source": stop.source or None,
    }


def _result(result: TermResult, language: str) -> dict[str, Any]:
    version = result.version
    term = None
    if version is not None:
        term = {
            "amount": version.amount,
            "unit": version.unit,
            "version_from": version.valid_from.isoformat(),
            "source": version.source.article or None,
        }
    return {
        "clock": result.clock,
        "term": term,
        "starts_on": _iso(result.starts_on),
        "nominal_due": _iso(result.nominal_due),
        "effective_due": _iso(result.effective_due),
        "max_due": _iso(result.max_due),
        "stopped_days": result.stopped_days,
        "stops": [_stop(stop) for stop in result.stops],
        "provisional": result.provisional,
        "steps": [
            {"text": sentence(step.code, step.params, language), "source": step.source or None} for step in result.steps
        ],
        "days_left": result.days_left,
    }
