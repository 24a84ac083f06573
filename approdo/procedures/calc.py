"""`approdo calc term`: the engine for anyone. JSON Lines in, JSON Lines out, no database.

Exit status: 0 when every line was computed, 1 when at least one line was refused, 2 when the input cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from json import JSONDecoder
from typing import IO, Any, NoReturn
from zoneinfo import ZoneInfo

from approdo.core.definitions import holiday_calendar
from approdo.procedures.calc_answer import encode, result_text
from approdo.procedures.calc_bare import bare_answer
from approdo.procedures.calc_reading import (
    Desk,
    Refused,
    check_keys,
    message,
    read_date,
    read_event,
    read_flag,
    shown,
    what_if,
)
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.definition import Procedure
from approdo.procedures.rules.history import Event, HistoryError
from approdo.procedures.rules.terms import DEFAULT_SETTINGS, OfficeSettings, TermResult, compute_term
from approdo.procedures.wording import sentence

LONGEST_LINE = 65_536  # characters; a history of a thousand events takes less
_KEYS = frozenset({"id", "procedure", "term", "comune", "today", "settings", "events"})
_SETTINGS = frozenset({"saturday_rolls", "citizenship_integration_effect"})
_EFFECTS = ("interrupt", "suspend", "none")
_SETTINGS_OF = {(flag, effect): OfficeSettings(flag, effect) for flag in (False, True) for effect in _EFFECTS}
_COMUNE = re.compile(r"[0-9]{6}")
FIRST_PROVINCE, LAST_PROVINCE = 1, 111  # ISTAT; the three digits with which the code of a comune begins


class _Unreadable(Exception):
    """The input is not text."""


def run(
    stdin: IO[str] | IO[bytes] | None,
    stdout: IO[str],
    stderr: IO[str],
    today: date | None = None,
    language: str = "it",
) -> int:
    """Answer every line of `stdin` on `stdout`; return the exit status. `today` is the real day, Rome's when absent."""
    if today is None:
        today = datetime.now(ZoneInfo("Europe/Rome")).date()
    desk = Desk(procedures(), holiday_calendar(), today, language)
    status = 0
    try:
        for line in _lines(stdin):
            answer, refused = _answer(line, desk)
            if refused:
                status = 1
            stdout.write(answer)
    except _Unreadable:
        stdout.flush()
        stderr.write(message("unreadable", {}, language) + "\n")
        return 2
    stdout.flush()
    return status


def _lines(stream: IO[str] | IO[bytes] | None) -> Iterator[str | None]:
    """The lines that are not blank; None stands for one that is too long, which is never held whole in memory."""
    if stream is None:  # the process was started without an input
        raise _Unreadable
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


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Refused("repeated", key=shown(next(key for key in keys if keys.count(key) > 1)))
    return found


def _no_constant(name: str) -> NoReturn:
    raise Refused("not_json")


_decode = JSONDecoder(parse_constant=_no_constant).raw_decode
_decode_slowly = JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant).raw_decode
_JSON_SPACE = " \t\n\r"


def _value(line: str) -> Any:
    text = line.strip(_JSON_SPACE)
    try:
        value, end = _decode(text)
        # Every key is followed by a colon: as many keys as colons, and none was repeated. Else look again, key by key.
        if text.count(":") != _keys(value):
            value, end = _decode_slowly(text)
    except (ValueError, RecursionError) as error:
        raise Refused("not_json") from error
    if end != len(text):
        raise Refused("not_json")
    return value


def _keys(value: Any) -> int:
    """How many keys a question has, its settings and its events included."""
    if type(value) is not dict:
        return 0
    found, settings, events = len(value), value.get("settings"), value.get("events")
    if type(settings) is dict:
        found += len(settings)
    if type(events) is list:
        found += sum([len(event) for event in events if type(event) is dict])
    return found


def _answer(line: str | None, desk: Desk) -> tuple[str, bool]:
    """The line of the answer, and whether it is a refusal."""
    identifier: str | int | None = None
    try:
        if line is None:
            raise Refused("too_long", limit=LONGEST_LINE)
        data = _value(line)
        if type(data) is not dict:
            raise Refused("not_object")
        identifier = _identifier(data)
        fields = bare_answer(data, desk) if "fn" in data else _case(data, desk)
        name = str(identifier) if type(identifier) is int else encode(identifier)  # the encoder is slow on a number
        return f'{{"id": {name}, {fields[1:]}\n', False
    except Refused as refusal:
        error = message(refusal.code, refusal.params, desk.language)
    except HistoryError as refusal:
        params = {key: shown(value) if type(value) is str else value for key, value in refusal.params.items()}
        error = sentence(refusal.code, params, desk.language)
    return encode({"id": identifier, "error": error}) + "\n", True


def _identifier(data: Mapping[str, Any]) -> str | int | None:
    value = data.get("id")
    if value is None or type(value) is int:
        return value
    if type(value) is str and len(value) <= 200 and not any("\ud800" <= letter <= "\udfff" for letter in value):
        return value
    raise Refused("bad_id")


def _settings(value: object) -> OfficeSettings:
    if type(value) is not dict:
        raise Refused("bad_settings")
    check_keys(value, _SETTINGS)
    effect = value.get("citizenship_integration_effect", "interrupt")
    if effect not in _EFFECTS:
        raise Refused("bad_effect")
    return _SETTINGS_OF[read_flag(value, "saturday_rolls"), effect]


def _events(data: Mapping[str, Any]) -> list[Event]:
    if "events" not in data:
        raise Refused("missing", key="events")
    listed = data["events"]
    if type(listed) is not list:
        raise Refused("not_list", key="events")
    return [read_event(item, number) for number, item in enumerate(listed, 1)]


def _case(data: dict[str, Any], desk: Desk) -> str:
    check_keys(data, _KEYS)
    procedure = data.get("procedure")
    if procedure is None:
        raise Refused("missing", key="procedure")
    if type(procedure) is not str:
        raise Refused("not_text", key="procedure")
    if procedure not in desk.procedures:
        raise Refused("unknown_procedure", value=shown(procedure), known=", ".join(sorted(desk.procedures)))
    return result_text(_computed(data, desk.procedures[procedure], desk), desk.language)


def _computed(data: dict[str, Any], procedure: Procedure, desk: Desk) -> TermResult:
    term = data.get("term")
    if term is not None and type(term) is not str:
        raise Refused("not_text", key="term")
    comune = data.get("comune")
    if comune is not None and (type(comune) is not str or not _COMUNE.fullmatch(comune)):
        raise Refused("bad_comune")
    if comune is not None and not FIRST_PROVINCE <= int(comune[:3]) <= LAST_PROVINCE:
        raise Refused("no_province", number=comune[:3], first=f"{FIRST_PROVINCE:03}", last=LAST_PROVINCE)
    events = _events(data)
    if data.get("today") is not None:
        today = read_date(data["today"], "today")
    else:
        today = what_if(max((event.date for event in events), default=desk.today), desk)
    settings = data.get("settings")
    return compute_term(
        procedure,
        events,
        today=today,
        calendar=desk.calendar,
        comune=comune or "",
        settings=DEFAULT_SETTINGS if settings is None else _settings(settings),
        term_id=term,
    )
