"""The parameters of a call of the open data, read strictly: an unknown filter would be answered with everything."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime, parse_time
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from approdo.core.saying import wrong_fields
from approdo.network.definitions import languages
from approdo.network.queries.open_data import Asked, Circle, Hours, centre_of
from approdo.network.rules.eligibility import MOST_AGE
from approdo.network.rules.hsds import DAYS
from approdo.network.rules.schedules import ROME

USUAL_PAGE, LARGEST_PAGE, LAST_PAGE, LONGEST = 50, 500, 1_000_000, 200
USUAL_RADIUS, LARGEST_RADIUS = 5_000.0, 200_000.0  # metres
PAGING = frozenset({"page", "per_page", "format"})
OF_SERVICES = frozenset(
    {
        "search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "lat", "lon",
        "radius_m", "open_at", "language", "minimum_age", "maximum_age", "day", "start_time", "end_time",
    }
)  # fmt: skip


class Wrong(ValueError):
    """A value that cannot be read; its text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a list is asked for. `size` None: no page was asked."""

    asked: Asked
    page: int = 1
    size: int | None = None
    whole: bool = False  # format=ndjson
    full: bool = False
    full_service: bool = False
    minimal: bool = False
    top_only: bool = False
    parent_id: UUID | None = None


def read(given: Mapping[str, str], allowed: frozenset[str], today: date) -> Call:
    """What a call asks. Raises InvalidInput with a sentence for each parameter that cannot be read or is not known."""
    wrong: dict[str, object] = {name: _("This parameter does not exist here.") for name in set(given) - allowed}
    told: dict[str, Any] = {}
    for name in sorted(set(given) & allowed):
        try:
            told[name] = READERS[name](given[name])
        except Wrong as refused:
            wrong[name] = str(refused)
    wrong |= {} if wrong else _together(told)
    if wrong:
        raise wrong_fields("parameter_refused", wrong)
    flags = {name: told[name] for name in ("full", "full_service", "minimal", "top_only", "parent_id") if name in told}
    return Call(_asked(told, today), told.get("page", 1), told.get("per_page"), bool(told.get("format")), **flags)


def _together(told: Mapping[str, Any]) -> dict[str, object]:
    """What is wrong with values that each could stand."""
    wrong: dict[str, object] = {}
    for name, other in (("lat", "lon"), ("lon", "lat"), ("radius_m", "lat")):
        if name in told and other not in told:
            wrong[name] = _("Write lat and lon together.")
    if "proximity" in told and "postcode" not in told:
        wrong["proximity"] = _("Write a postcode with it.")
    if "lat" in told and "proximity" in told:
        wrong["proximity"] = _("Write either a point or a postcode.")
    if told.get("minimum_age", 0) > told.get("maximum_age", MOST_AGE):
        wrong["maximum_age"] = _("It must not be below minimum_age.")
    if told.get("start_time", 0) >= told.get("end_time", 1440):
        wrong["end_time"] = _("It must be after start_time.")
    return wrong


def _asked(told: Mapping[str, Any], today: date) -> Asked:
    names = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "language", "open_at")
    plain = {name: told[name] for name in names if name in told}
    ages = None
    if "minimum_age" in told or "maximum_age" in told:
        ages = (told.get("minimum_age", 0), told.get("maximum_age", MOST_AGE))
    hours = None
    if set(told) & {"day", "start_time", "end_time"}:
        hours = Hours(told.get("day", ()), told.get("start_time", 0), told.get("end_time", 1440))
    near, inside = None, None
    if "lat" in told:
        near = Circle(told["lat"], told["lon"], told.get("radius_m", USUAL_RADIUS))
    elif "postcode" in told:
        inside, middle = centre_of(told["postcode"], today)
        if "proximity" in told and middle is not None:
            near, inside = Circle(*middle, told["proximity"]), None
    return Asked(**plain, ages=ages, near=near, hours=hours, comuni=inside)


def _number(least: float, most: float) -> Callable[[str], float]:
    def read_number(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise Wrong(_("Write a number.")) from None
        if not math.isfinite(number) or not least <= number <= most:
            raise Wrong(_("Write a number from %(least)g to %(most)g.") % {"least": least, "most": most})
        return number

    return read_number


def _whole(least: int, most: int) -> Callable[[str], int]:
    within = _number(least, most)

    def read_whole(text: str) -> int:
        number = within(text)
        if number != int(number):
            raise Wrong(_("Write a whole number."))
        return int(number)

    return read_whole


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0", ""):
        raise Wrong(_("Write true or false."))
    return text.lower() in ("true", "1", "")


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Wrong(_("Write an identifier (UUID).")) from None


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise Wrong(_("At most %(max_length)s characters.") % {"max_length": LONGEST})
    return text


def _moment(text: str) -> datetime:
    """A moment; one without its time zone is read on Italian walls. A plus that became a blank is read as a plus."""
    try:
        found = parse_datetime(text.replace(" ", "+") if "T" in text else f"{text}T00:00:00")
    except ValueError:
        found = None
    if found is None:
        raise Wrong(_("Write a day and a time, as 2026-01-31T10:00:00."))
    return found if found.tzinfo else make_aware(found, ROME)


def _clock(text: str) -> int:
    try:
        found = parse_time(text)
    except ValueError:
        found = None
    if found is None:
        raise Wrong(_("Write a time, as 09:30."))
    return _minutes(found)


def _end(text: str) -> int:
    return _clock(text) or 1440


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _days(text: str) -> tuple[int, ...]:
    words = [word.strip().upper() for word in text.split(",")]
    if not set(words) <= set(DAYS):
        raise Wrong(_("Write one or more of: %(words)s.") % {"words": ", ".join(DAYS)})
    return tuple(DAYS.index(word) for word in words)


def _language(text: str) -> str:
    known = {code.lower(): code for code in languages()}
    if text.lower() not in known:
        raise Wrong(_("Write one or more of: %(words)s.") % {"words": ", ".join(sorted(languages()))})
    return known[text.lower()]


def _cap(text: str) -> str:
    if len(text) != 5 or not (text.isascii() and text.isdigit()):
        raise Wrong(_("Write a CAP: five digits."))
    return text


def _format(text: str) -> bool:
    if text not in ("json", "ndjson"):
        raise Wrong(_("Write json or ndjson."))
    return text == "ndjson"


READERS: dict[str, Callable[[str], Any]] = {
    "page": _whole(1, LAST_PAGE), "per_page": _whole(1, LARGEST_PAGE), "format": _format, "search": _text,
    "full": _flag, "full_service": _flag, "minimal": _flag, "top_only": _flag, "parent_id": _identifier,
    "taxonomy_term_id": _identifier, "taxonomy_id": _identifier, "organization_id": _identifier,
    "modified_after": _moment, "lat": _number(-90, 90), "lon": _number(-180, 180),
    "radius_m": _number(1, LARGEST_RADIUS), "open_at": _moment, "language": _language,
    "minimum_age": _whole(0, MOST_AGE), "maximum_age": _whole(0, MOST_AGE), "day": _days, "start_time": _clock,
    "end_time": _end, "postcode": _cap, "proximity": _number(1, LARGEST_RADIUS),
}  # fmt: skip
