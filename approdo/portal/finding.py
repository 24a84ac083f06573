"""What a reader asks of the directory: the words, the place and the filters of an address, and the links that change them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from approdo.network.definitions import PLAIN_ITALIAN, categories, languages
from approdo.network.queries.search import Sought
from approdo.network.rules.eligibility import MOST_AGE, Answer
from approdo.network.rules.eligibility_words import Permit
from approdo.territory.queries import comuni
from approdo.territory.queries.travel import place_of
from approdo.territory.rules.travel import Place

ROME = ZoneInfo("Europe/Rome")
SHOWN = 20  # services of a page
MOST_PAGES = 50
LONGEST_PLACE = 80  # characters
KEYS = ("q", "category", "near", "when", "day", "time", "lang", "permit", "age", "page")
NOW, WEEKEND = "now", "weekend"
_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d+)?),\s*(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody is: as it is shown, as it stands in an address, the comune (ISTAT code), its province, the point."""

    name: str
    address: str
    comune: str
    sign: str
    place: Place


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks, by the names of `KEYS`; what nobody may ask was left out."""

    given: Mapping[str, str]

    def get(self, name: str) -> str:
        """What was asked under a name; empty where nothing was."""
        return self.given.get(name, "")

    def but(self, *gone: str, **values: str) -> str:
        """The end of the address of the same question with other values, from its first page."""
        kept = {name: self.get(name) for name in KEYS if name not in (*gone, "page") and self.get(name)}
        return "?" + urlencode(kept | values)

    def others(self, *named: str) -> list[tuple[str, str]]:
        """What a form must repeat beside the fields that it shows."""
        return [(name, self.get(name)) for name in KEYS if self.get(name) and name not in (*named, "page")]

    @property
    def page(self) -> int:
        """The page of the list, from 1."""
        return min(MOST_PAGES, int(self.get("page") or 1))

    @property
    def day(self) -> date | None:
        """The day that was chosen."""
        return date.fromisoformat(self.get("day")) if self.get("day") else None

    @property
    def filtered(self) -> bool:
        """Whether hours or who may use it were asked."""
        return any(self.get(name) for name in ("when", "day", "permit", "age"))

    @property
    def anything(self) -> bool:
        """Whether anything was asked at all."""
        return any(self.get(name) for name in KEYS if name != "page")


def asked_of(sent: Mapping[str, str]) -> Asked:
    """What an address asks. A value that no list knows asks nothing."""
    told = {name: sent.get(name, "").replace("\0", "").strip() for name in KEYS}
    told["near"] = told["near"][:LONGEST_PLACE]
    known = {
        "category": told["category"] in categories(),
        "when": told["when"] in (NOW, WEEKEND),
        "day": _read(date.fromisoformat, told["day"]) and told["day"][:2] == "20",
        "time": _read(time.fromisoformat, told["time"]),
        "lang": told["lang"] in languages(),
        "permit": told["permit"] in list(Permit),
        "age": _number(told["age"], MOST_AGE),
        "page": _number(told["page"], MOST_PAGES) and told["page"] != "0",
    }
    return Asked({name: value for name, value in told.items() if value and known.get(name, True)})


def moment_of(asked: Asked, now: datetime) -> datetime | None:
    """The moment at which a desk must be open; None where none was chosen. A day without an hour is its noon."""
    if asked.get("when") == NOW:
        return now
    if asked.day is None:
        return None
    at = time.fromisoformat(asked.get("time")) if asked.get("time") else time(12)
    return datetime.combine(asked.day, at.replace(tzinfo=None), tzinfo=ROME)


def sought_of(asked: Asked, spot: Spot | None, now: datetime) -> Sought:
    """The same as the search of the network reads it. A need of the home stands for all its categories."""
    chosen = asked.get("category")
    inside = tuple(one.id for one in categories().values() if chosen and one.need == chosen)
    answers: dict[str, Answer] = {}
    if asked.get("permit"):
        answers["permit"] = asked.get("permit")
    if asked.get("age"):
        answers["age"] = int(asked.get("age"))
    weekend = now.astimezone(ROME).date() if asked.get("when") == WEEKEND else None
    return Sought(
        asked.get("q"), inside or ((chosen,) if chosen else ()), asked.get("lang").replace(PLAIN_ITALIAN, "it"),
        moment_of(asked, now), weekend, answers, spot.comune if spot else "", spot.place if spot else None,
    )  # fmt: skip


def spot_of(near: str, today: date) -> Spot | None:
    """The place that a text names: a comune, a CAP, an ISTAT code, or a position, rounded to about a kilometre."""
    position = _POSITION.fullmatch(near)
    if position is None:
        found = next(iter(comuni.searched(near, today)), None) if near else None
        return Spot(found.name, found.code, found.code, found.province.sign, place_of(found)) if found else None
    if abs(float(position[1])) > 90 or abs(float(position[2])) > 180:
        return None
    here = Place(round(float(position[1]), 2), round(float(position[2]), 2))
    around = comuni.at(here, today)
    inside = around.comune or (around.nearest.comune if around.nearest else None)
    if inside is None:
        return None
    return Spot(inside.name, f"{here.lat:.2f},{here.lon:.2f}", inside.code, inside.province.sign, here)


def _read(reading: Callable[[str], object], text: str) -> bool:
    try:
        reading(text)
    except ValueError:
        return False
    return True


def _number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= most
