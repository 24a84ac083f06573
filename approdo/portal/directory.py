"""The services of the network told to a reader: cards of a list, and the page of one service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.utils import translation

from approdo.core.rules.calendar import HolidayCalendar
from approdo.network import labels as network_labels
from approdo.network.definitions import categories, languages
from approdo.network.queries.published import PublicDesk, PublicService
from approdo.network.queries.search import Card, Reason
from approdo.network.rules.directory import AccessFact
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.freshness import Fresh, FreshAnswer
from approdo.network.rules.hours import DeskState, DoorAnswer, HoursKind, HoursPeriod, Schedule
from approdo.network.rules.renderings import ITALIAN, Reading, Told
from approdo.network.rules.schedules import FIRST_OF, ROME, state_at
from approdo.network.rules.vocabulary import Language, read_in
from approdo.portal import labels
from approdo.portal.words import N_, Speech

UNTIL, OPENS = N_("until %(time)s"), N_("opens on %(day)s at %(time)s")
FRESH, STALE = N_("Confirmed by the network on %(day)s."), N_("Nobody confirmed it since %(day)s: call before you go.")
KM, NEARBY = N_("about %(n)s km away"), N_("less than a kilometre away")
OPPOSITE = {"it": "non ", "en": "not "}
Row = TypeVar("Row")
TEXTS = ("name", "description", "eligibility_note", "fees_description", "required_documents", "application_process")
BACK_OFFICE = ("it", "en")  # the languages in which what a person may do is told until reviewed texts come


@dataclass(frozen=True, slots=True)
class Said:
    """Words for a reader: their language, and what must be said of them ("" for nothing)."""

    words: str
    language: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """What one finds at a desk: a word of the closed list, and until when or from when."""

    state: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class ToldCard:
    """A service of a list."""

    id: UUID
    title: Said
    summary: Said
    organisation: str
    door: Door | None
    places: tuple[str, ...]
    languages: tuple[Language, ...]
    distance: str
    fresh: str
    stale: bool
    protected: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Some hours of a weekday; `languages` are those spoken then."""

    weekday: str
    hours: str
    by_appointment: bool
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class ToldDesk:
    """A desk of a service, with its hours as they are known today.

    `geo`: its address for a map application; `centre`: the same for our own map, rounded to about a hundred metres.
    """

    desk: PublicDesk
    attending: str
    door: Door
    hours: tuple[Hours, ...]
    holidays: str
    changes: tuple[tuple[bool, str, str], ...]
    languages: tuple[Language, ...]
    geo: str
    centre: str
    access: tuple[tuple[str, bool], ...]
    access_language: str


class Telling:
    """Tells services in one language at one moment. `chosen`: whether the reader chose that moment."""

    def __init__(self, speech: Speech, moment: datetime, calendar: HolidayCalendar, *, chosen: bool = False) -> None:
        self.speech, self.moment, self.calendar, self.chosen = speech, moment, calendar, chosen
        self.today = moment.astimezone(ROME).date()

    def say(self, message: str, /, **values: str) -> str:
        """A sentence of the portal with its values."""
        return self.speech.say(message) % values if values else self.speech.say(message)

    def card(self, one: Card) -> ToldCard:
        """A service of a list."""
        fresh, stale = self.fresh(one.fresh)
        places = dict.fromkeys(f"{desk.place.address_1}, {desk.place.city}" for desk in one.desks if desk.place)
        return ToldCard(
            one.id, Said(one.title, one.title_language, self._label(one.told, one.title_language)),
            Said(one.summary, one.summary_language), one.organisation, self._best(one.desks), tuple(places),
            spoken_at(one.desks), self._distance(one.km), fresh, stale, one.protected,
            tuple(self._reason(reason) for reason in one.reasons),
        )  # fmt: skip

    def pieces(self, read: Reading | None, italian: str) -> list[Said]:
        """A text in its sentences, each with its language and its label; what follows in one language stands together."""
        if read is None:
            return [Said(italian, ITALIAN, "" if self.speech.italian else self.say(labels.TOLD["italian_missing"]))]
        found: list[Said] = []
        for one in read.pieces:
            label = self._label(one.told, one.language)
            if found and (found[-1].language, found[-1].told) == (one.language, label):
                found[-1] = Said(found[-1].words + one.lead + one.words, one.language, label)
            else:
                found.append(Said((one.lead if found else one.lead.lstrip()) + one.words, one.language, label))
        return found

    def desk(self, one: PublicDesk) -> ToldDesk:
        """A desk with its hours."""
        schedule, code = one.schedule, self.plain_code()
        period = schedule.period_on(self.today)
        changes = [
            (True, self._days(closure.first, closure.last), closure.reason)
            for closure in schedule.closures
            if closure.last >= self.today
        ]
        changes += [
            (False, self.speech.day(special.day), self._span(special.opens, special.closes))
            for special in schedule.specials
            if special.day >= self.today
        ]
        return ToldDesk(
            one, self.say(labels.ATTENDING[one.attending.value]), self._door(state_at(schedule, self.moment, self.calendar)),
            self._hours(schedule, period), self.say(labels.HOLIDAYS[schedule.on_holidays.value]) if period and period.slots else "",
            tuple(changes), spoken_at([one]), geo_of(one), centre_of(one), self._access(one, code), code,
        )  # fmt: skip

    def conditions(self, found: Sequence[Condition], comuni: Mapping[str, str]) -> list[Said]:
        """Who may use a service. A right: in Italian or English, until translations are reviewed.

        `comuni`: names by ISTAT code; one that is missing is told by its code.
        """
        code = self.plain_code()
        with translation.override(code):
            return [Said(_condition(one, code, comuni), code) for one in found]

    def fresh(self, answer: FreshAnswer) -> tuple[str, bool]:
        """Since when it is known, and whether it is stale."""
        stale = answer.state is Fresh.STALE
        day = self.speech.day(answer.said_on) if answer.said_on else ""
        return self.say(STALE if stale else FRESH, day=day), stale

    def plain_code(self) -> str:
        """Italian or English: the language in which this reader gets what has no reviewed translation."""
        code = "it" if self.speech.italian else self.speech.code
        return read_in(languages(), code, BACK_OFFICE) or ITALIAN

    def _label(self, told: Told, language: str) -> str:
        if told is Told.NOTHING:
            own = language == ITALIAN and not self.speech.italian
            return self.say(labels.TOLD["italian_missing"]) if own else ""
        return self.say(labels.TOLD[told.value])

    def _best(self, met: Iterable[PublicDesk]) -> Door | None:
        doors = [state_at(one.schedule, self.moment, self.calendar) for one in met]
        order = (*FIRST_OF, DeskState.CLOSED)
        return self._door(min(doors, key=lambda one: order.index(one.state))) if doors else None

    def _door(self, answer: DoorAnswer) -> Door:
        words, more = (labels.DOORS_THEN if self.chosen else labels.DOORS)[answer.state.value], ""
        if answer.state is DeskState.OPEN and answer.until:
            more = self.say(UNTIL, time=self.speech.hour(answer.until.astimezone(ROME).time()))
        elif answer.next_opening and answer.state is DeskState.CLOSED:
            then = answer.next_opening.astimezone(ROME)
            day = f"{self.speech.weekday(then.weekday())} {self.speech.day(then.date())}"
            more = self.say(OPENS, day=day, time=self.speech.hour(then.time()))
        return Door(answer.state.value, self.say(words), more)

    def _hours(self, schedule: Schedule, period: HoursPeriod | None) -> tuple[Hours, ...]:
        if period is None or period.hours is not HoursKind.WEEKLY:
            return ()
        return tuple(
            Hours(
                self.speech.weekday(one.weekday), self._span(one.opens, one.closes), one.by_appointment,
                _named(schedule.languages if one.languages is None else one.languages),
            )
            for one in sorted(period.slots, key=lambda slot: (slot.weekday, slot.opens))
        )  # fmt: skip

    def _span(self, opens: Any, closes: Any) -> str:
        return f"{self.speech.hour(opens)}–{self.speech.hour(closes)}"

    def _days(self, first: date, last: date) -> str:
        return self.speech.day(first) if first == last else f"{self.speech.day(first)} – {self.speech.day(last)}"

    def _distance(self, km: float | None) -> str:
        if km is None:
            return ""
        return self.say(KM, n=self.speech.number(Decimal(round(km)))) if km >= 1 else self.say(NEARBY)

    def _access(self, one: PublicDesk, code: str) -> tuple[tuple[str, bool], ...]:
        told = one.place.accessibility if one.place else {}
        with translation.override(code):
            return tuple(
                (str(network_labels.ACCESS[fact]), told[fact].value == "yes") for fact in AccessFact if fact in told
            )

    def _reason(self, one: Reason) -> str:
        words = one.word
        if one.category:
            words = categories()[one.category].labels["it" if self.speech.italian else self.speech.code]
        return self.say(labels.REASONS[one.why.value], words=words)


def spoken_at(met: Iterable[PublicDesk]) -> tuple[Language, ...]:
    """The languages spoken at desks, at any of their hours."""
    found: list[str] = []
    for one in met:
        found += one.schedule.languages
        for period in one.schedule.periods:
            found += [code for slot in period.slots for code in slot.languages or ()]
    return _named(found)


def by_need(rows: Iterable[Row], categories_of: Callable[[Row], Iterable[str]]) -> dict[str, list[Row]]:
    """Rows under the need that their first category answers, in the order of the home; needs without rows are left out."""
    found: dict[str, list[Row]] = {one.id: [] for one in categories().values() if not one.need}
    for row in rows:
        first = next((categories()[code] for code in categories_of(row) if code in categories()), None)
        if first is not None:
            found[first.need or first.id].append(row)
    return {need: inside for need, inside in found.items() if inside}


def italian(one: PublicService, name: str) -> str:
    """The Italian of one of `TEXTS`, from which its translations are made."""
    told = getattr(one.facts, name)
    return told if isinstance(told, str) else "\n".join(f"- {each}" for each in told)


def geo_of(one: PublicDesk) -> str:
    """The place of a desk as an address for a map application (RFC 5870); empty where its position is not known."""
    place = one.place
    return f"geo:{place.latitude},{place.longitude}" if place and place.latitude is not None else ""


def centre_of(one: PublicDesk) -> str:
    """The middle of our map around a desk; empty where its position is not known."""
    place = one.place
    return f"{place.latitude:.3f},{place.longitude:.3f}" if place and place.latitude is not None else ""


def linked_data(one: PublicService, name: str, url: str) -> dict[str, Any]:
    """A service as schema.org `GovernmentService` or `Service`; of a protected one no place and no hour."""
    facts, owner = one.facts, one.organisation
    public = owner.node_type in ("prefettura", "questura", "comune")
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService" if public else "Service",
        "@id": url,
        "name": name,
        "description": facts.description,
        "serviceType": [categories()[code].labels["it"] for code in facts.categories if code in categories()],
        "provider": {"@type": "Organization", "name": owner.name} | ({"url": owner.website} if owner.website else {}),
        "availableChannel": [_channel(desk) for desk in one.desks],
    }
    if facts.phones:
        found["telephone"] = [phone.number for phone in facts.phones]
    return found


def _channel(desk: PublicDesk) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "ServiceChannel"}
    if codes := [one.id for one in spoken_at([desk])]:
        found["availableLanguage"] = codes
    if desk.phone:
        found["servicePhone"] = {"@type": "ContactPoint", "telephone": desk.phone}
    if desk.link:
        found["serviceUrl"] = desk.link
    if place := desk.place:
        address = {
            "@type": "PostalAddress", "streetAddress": place.address_1, "postalCode": place.postal_code,
            "addressLocality": place.city, "addressCountry": "IT",
        }  # fmt: skip
        found["serviceLocation"] = {"@type": "Place", "name": place.name, "address": address}
        if place.latitude is not None:
            found["serviceLocation"]["geo"] = {
                "@type": "GeoCoordinates", "latitude": str(place.latitude), "longitude": str(place.longitude),
            }  # fmt: skip
    return found


def _condition(one: Condition, code: str, comuni: Mapping[str, str]) -> str:
    words: Mapping[str, Any] = comuni if one.asks is Asks.COMUNE else network_labels.ELIGIBILITY_WORDS.get(one.asks, {})
    if one.asks is Asks.AGE:
        least, most = one.least, one.most
        said = f"{least or 0}–{most}" if most is not None else f"{least}+"
    else:
        said = ", ".join(str(words.get(word, word)) for word in one.words)
    return f"{network_labels.ASKS[one.asks]}: {OPPOSITE[code] if one.opposite else ''}{said}"


def _named(codes: Iterable[str]) -> tuple[Language, ...]:
    return tuple(languages()[code] for code in dict.fromkeys(codes) if code in languages())
