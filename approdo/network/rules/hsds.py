"""Records of the network in the words of HSDS 3.0 (Human Services Data Specification), as plain dictionaries.

What the specification has no word for stands in members that begin with `x-`: they are the profile HSDS-IT, and with
them a record is read back as it was. A member without a value is left out, unless the specification requires it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID, uuid5

from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.hours import HoursKind, HoursPeriod, Schedule, Slot, SpecialOpening

VERSION = "3.0"
Record = dict[str, Any]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SPACE = UUID("7a0c3f5e-5d0b-5b7c-9d5b-4f6e6c2f1a30")  # of the identifiers below, never to change
CLOSED = "Chiuso"


def derived(*parts: object) -> str:
    """The identifier of a row that has none of its own (an address, an hour), always the same for the same parts.

    Source: RFC 9562, version 5; HSDS 3.0, every row has a UUID.
    """
    return str(uuid5(_SPACE, "/".join(str(part) for part in parts)))


def told(record: Mapping[str, Any], required: Sequence[str] = ()) -> Record:
    """A record without the members that have no value, but for those required.

    Source: HSDS 3.0, a member is a text or a number and never null.
    """
    return {
        name: value
        for name, value in record.items()
        if name in required or (value is not None and value not in ("", []))
    }


def envelope(contents: Sequence[Record], total: int, page: int, size: int) -> Record:
    """A page of results. `page` counts from 1, `size` is how many a page may hold.

    Source: HSDS 3.0 API, schema `Page`.
    """
    pages = max(1, -(-total // size))
    return {
        "total_items": total, "total_pages": pages, "page_number": page, "size": len(contents),
        "first_page": page == 1, "last_page": page >= pages, "empty": not contents, "contents": list(contents),
    }  # fmt: skip


def ages(conditions: Sequence[Condition]) -> tuple[int | None, int | None]:
    """The least and the greatest age of who may use a service, None where there is none.

    Source: HSDS 3.0, `minimum_age` and `maximum_age` of a service.
    """
    asked = [one for one in conditions if one.asks is Asks.AGE and not one.opposite]
    least = max((one.least for one in asked if one.least is not None), default=None)
    most = min((one.most for one in asked if one.most is not None), default=None)
    return least, most


def schedules(schedule: Schedule, desk: str, attending: str) -> list[Record]:
    """The hours of a desk as rows: each weekly slot, each special opening, each closure, and what is not known.

    Source: HSDS 3.0, object `schedule`, after RFC 5545; profile HSDS-IT for closures and unknown hours.
    """
    rows: list[Record] = []
    for place, period in enumerate(schedule.periods):
        rows += _period(period, place, desk)
    for number, special in enumerate(schedule.specials):
        rows.append(_special(special, derived("special", desk, number)))
    for number, closure in enumerate(schedule.closures):
        day, last = closure.first.isoformat(), closure.last.isoformat()
        row = {"dtstart": day, "until": last, "valid_from": day, "valid_to": last, "description": CLOSED}
        rows.append({"id": derived("closure", desk, number), **row, "notes": closure.reason, "x-kind": "closure"})
    return [told({**row, "service_at_location_id": desk, "attending_type": attending}) for row in rows]


def _period(period: HoursPeriod, place: int, desk: str) -> Iterator[Record]:
    held = {
        "valid_from": _day(period.first), "valid_to": _day(period.last),
        "x-kind": period.hours.value, "x-period": place,
    }  # fmt: skip
    if period.hours is not HoursKind.WEEKLY or not period.slots:
        words = {HoursKind.UNKNOWN: "Orari non noti", HoursKind.BY_APPOINTMENT: "Su appuntamento"}
        yield {"id": derived("period", desk, place), "description": words.get(period.hours, ""), **held}
        return
    for number, slot in enumerate(period.slots):
        row = {"freq": "WEEKLY", "wkst": "MO", "interval": 1, "byday": DAYS[slot.weekday], **_hours(slot)}
        yield {"id": derived("slot", desk, place, number), **held, **row}


def _special(one: SpecialOpening, identifier: str) -> Record:
    day = one.day.isoformat()
    told_day = {"valid_from": day, "valid_to": day, "dtstart": day, "until": day, "count": 1, "freq": "WEEKLY"}
    byday = DAYS[one.day.weekday()]
    return {"id": identifier, **told_day, "byday": byday, "x-kind": "special", **_hours(one)}


def _hours(one: Slot | SpecialOpening) -> Record:
    return {
        "opens_at": clock(one.opens), "closes_at": clock(one.closes),
        "description": "Su appuntamento" if one.by_appointment else "",
        "x-by-appointment": True if one.by_appointment else None,
        "x-crosses-midnight": True if one.crosses_midnight else None,
        "x-languages": None if one.languages is None else ",".join(one.languages) or "-",
    }  # fmt: skip


def clock(at: time) -> str:
    """A time as HSDS writes it.

    Source: HSDS 3.0, `opens_at`: hours and minutes of ISO 8601.
    """
    return f"{at:%H:%M}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
