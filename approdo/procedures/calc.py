"""`approdo calc term`: the engine for anyone. JSON Lines in, JSON Lines out, no database.

Exit status: 0 when every line was computed, 1 when at least one line was refused, 2 when the input cannot be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import IO, Any, NoReturn
from zoneinfo import ZoneInfo

from approdo.core.definitions import holiday_calendar
from approdo.procedures.calc_answer import result_fields
from approdo.procedures.calc_bare import bare_answer
from approdo.procedures.calc_reading import (
    Desk,
    Refused,
    check_keys,
    message,
    read_date,
    read_flag,
    shown,
    what_if,
)
from approdo.procedures.definitions import procedures
from approdo.procedures.rules.definition import Procedure
from approdo.procedures.rules.history import Event, HistoryError
from approdo.procedures.rules.terms import OfficeSettings, TermResult, compute_term
from approdo.procedures.wording import sentence

LONGEST_LINE = 65_536  # characters; a history of a thousand events takes less
_KEYS = frozenset({"id", "procedure", "term", "comune", "today", "settings", "events"})
_SETTINGS = frozenset({"saturday_rolls", "citizenship_integration_effect"})
_EFFECTS = ("interrupt", "suspend", "none")
_COMUNE = re.compile(r"[0-9]{6}")


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
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    try:
        for line in _lines(stdin):
            answer = _answer(line, desk)
            if "error" in answer:
                status = 1
            stdout.write(encode(answer) + "\n")
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


_decode = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant).decode


def _answer(line: str | None, desk: Desk) -> dict[str, Any]:
    identifier: str | int | None = None
    try:
        if line is None:
            raise Refused("too_long", limit=LONGEST_LINE)
        try:
            data = _decode(line)
        except (ValueError, RecursionError) as error:
            raise Refused("not_json") from error
        if type(data) is not dict:
            raise Refused("not_object")
        identifier = _identifier(data)
        return {"id": identifier, **(bare_answer(data, desk) if "fn" in data else _case(data, desk))}
    except Refused as refusal:
        return {"id": identifier, "error": message(refusal.code, refusal.params, desk.language)}
    except HistoryError as refusal:
        params = {key: shown(value) if type(value) is str else value for key, value in refusal.params.items()}
        return {"id": identifier, "error": sentence(refusal.code, params, desk.language)}


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
    return OfficeSettings(read_flag(value, "saturday_rolls"), effect)


def _events(data: Mapping[str, Any]) -> list[Event]:
    if "events" not in data:
        raise Refused("missing", key="events")
    listed = data["events"]
    if type(listed) is not list:
        raise Refused("not_list", key="events")
    events = []
    for number, item in enumerate(listed, 1):
        if type(item) is not dict or item.keys() != {"type", "date"} or type(item["type"]) is not str:
            raise Refused("bad_event", number=number)
        events.append(Event(item["type"], read_date(item["date"], "date")))
    return events


def _case(data: dict[str, Any], desk: Desk) -> dict[str, Any]:
    check_keys(data, _KEYS)
    procedure = data.get("procedure")
    if procedure is None:
        raise Refused("missing", key="procedure")
    if type(procedure) is not str:
        raise Refused("not_text", key="procedure")
    if procedure not in desk.procedures:
        raise Refused("unknown_procedure", value=shown(procedure), known=", ".join(sorted(desk.procedures)))
    return result_fields(_computed(data, desk.procedures[procedure], desk), desk.language)


def _computed(data: dict[str, Any], procedure: Procedure, desk: Desk) -> TermResult:
    term = data.get("term")
    if term is not None and type(term) is not str:
        raise Refused("not_text", key="term")
    comune = data.get("comune")
    if comune is not None and (type(comune) is not str or not _COMUNE.fullmatch(comune)):
        raise Refused("bad_comune")
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
        settings=OfficeSettings() if settings is None else _settings(settings),
        term_id=term,
    )
