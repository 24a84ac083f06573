"""The bare form of `calc term`, that of the worked examples: a term with its own numbers and stops, no procedure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from approdo.core.rules.figures import Evidence, Source
from approdo.procedures.calc_answer import encode, result_text
from approdo.procedures.calc_reading import (
    Desk,
    Refused,
    check_keys,
    read_date,
    read_flag,
    read_whole,
    what_if,
)
from approdo.procedures.rules.definition import StopEffect, StopKind, StopRule, TermVersion, Unit
from approdo.procedures.rules.history import HistoryError, Wait
from approdo.procedures.rules.income import income_shares, income_threshold
from approdo.procedures.rules.stops import reply_deadline
from approdo.procedures.rules.terms import compute_bare

MOST_UNITS = 36_525
_ROME = "058091"
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_BARE_KEYS = {
    "due": frozenset({"id", "fn", "from", "n", "unit", "stops", "10bis", "rome", "saturday", "today", "expect"}),
    "working_days": frozenset({"id", "fn", "from", "n", "saturday", "rome", "expect"}),
    "income": frozenset({"id", "fn", "args", "expect"}),
}
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


def bare_answer(data: dict[str, Any], desk: Desk) -> str:
    """The answer to a line of the bare form, as a JSON object. Raises Refused and HistoryError."""
    form = data["fn"]
    if type(form) is not str or form not in _BARE_FORMS:
        raise Refused("bad_choice", key="fn", known=", ".join(_BARE_FORMS))
    check_keys(data, _BARE_KEYS[form])
    return _BARE_FORMS[form](data, desk)


def _bare_due(data: dict[str, Any], desk: Desk) -> str:
    start, amount, comune = _bare_start(data)
    unit = data.get("unit", "days")
    if unit not in tuple(Unit):
        raise Refused("bad_choice", key="unit", known=", ".join(Unit))
    if Unit(unit) in (Unit.MONTHS, Unit.YEARS) and amount > MOST_UNITS // 30:
        raise Refused("bad_number", key="n", low=0, high=MOST_UNITS // 30)
    saturday = read_flag(data, "saturday")
    requests, notices = _bare_requests(data), _bare_notices(data)
    spoken = [start, *(day for _, wait in requests + notices for day in (wait.start, wait.end) if day is not None)]
    # No observations, in this form, is a fact and not a wait: the computation stands after the reply deadline.
    spoken += [reply_deadline(wait.start, desk.calendar, comune, saturday) for _, wait in notices if wait.end is None]
    if data.get("today") is None:
        today = what_if(max(spoken), desk)
    else:
        today = read_date(data["today"], "today")
        late = max(day for day in (start, *(wait.end or wait.start for _, wait in requests + notices)))
        if late > today:
            raise HistoryError("in_future", event="filed", date=late, today=today)
    version = TermVersion(start, amount, Unit(unit), "filed", _BY_HAND)
    result = compute_bare(
        version, start, requests, notices, today=today, calendar=desk.calendar, comune=comune, saturday_rolls=saturday
    )
    return result_text(result, desk.language)


def _bare_start(data: dict[str, Any]) -> tuple[date, int, str]:
    for key in ("from", "n"):
        if key not in data:
            raise Refused("missing", key=key)
    comune = _ROME if read_flag(data, "rome") else ""
    return read_date(data["from"], "from"), read_whole(data["n"], "n", 0, MOST_UNITS), comune


def _bare_requests(data: dict[str, Any]) -> list[tuple[StopRule, Wait]]:
    listed = data.get("stops", [])
    if type(listed) is not list:
        raise Refused("not_list", key="stops")
    found = []
    for item in listed:
        if type(item) is not list or len(item) != 3 or type(item[0]) is not str or item[0] not in _BARE_STOPS:
            raise Refused("bad_stop", known=", ".join(_BARE_STOPS))
        wait = Wait(read_date(item[1], "stops"), None if item[2] is None else read_date(item[2], "stops"))
        if wait.end is not None and wait.end < wait.start:
            raise Refused("bad_stop", known=", ".join(_BARE_STOPS))
        found.append((_BARE_STOPS[item[0]], wait))
    return found


def _bare_notices(data: dict[str, Any]) -> list[tuple[StopRule, Wait]]:
    pair = data.get("10bis")
    if pair is None:
        return []
    if type(pair) is not list or len(pair) != 2:
        raise Refused("bad_notice")
    wait = Wait(read_date(pair[0], "10bis"), None if pair[1] is None else read_date(pair[1], "10bis"))
    if wait.end is not None and wait.end < wait.start:
        raise HistoryError("observations_without_notice", date=wait.end)
    return [(_BARE_NOTICE, wait)]


def _bare_working_days(data: dict[str, Any], desk: Desk) -> str:
    start, amount, comune = _bare_start(data)
    saturday = read_flag(data, "saturday")
    return encode({"effective_due": desk.calendar.add_working_days(start, amount, saturday, comune).isoformat()})


def _bare_income(data: dict[str, Any], desk: Desk) -> str:
    args = data.get("args")
    if type(args) is not list or len(args) != 3 or type(args[0]) is not str or not _AMOUNT.fullmatch(args[0]):
        raise Refused("bad_income")
    relatives, children = (read_whole(number, "args", 0, 100) for number in args[1:])
    shares = income_shares(desk.procedures["family_reunification"], desk.today)
    return encode({"amount": str(income_threshold(Decimal(args[0]), relatives, children, shares))})


_BARE_FORMS: Mapping[str, Callable[[dict[str, Any], Desk], str]] = {
    "due": _bare_due,
    "working_days": _bare_working_days,
    "income": _bare_income,
}
