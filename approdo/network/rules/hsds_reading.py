"""Records of HSDS read back into facts of the directory: our own without loss, those of others as far as they can be.

The members of the profile HSDS-IT, which begin with `x-`, win where they are there; without them the plain members of the
specification are read. What a record says and cannot be read is never guessed: it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from approdo.network.rules.directory import AccessFact, Attending, Cost, Told, WayIn
from approdo.network.rules.eligibility import Asks, Condition, EligibilityError, from_json
from approdo.network.rules.facts import DeskFacts, OrganisationFacts, PlaceFacts, ServiceFacts
from approdo.network.rules.hours import (
    Closure,
    HoursKind,
    HoursPeriod,
    OnHolidays,
    Schedule,
    Slot,
    SpecialOpening,
)
from approdo.network.rules.hsds import DAYS
from approdo.network.rules.phones import NotAPhone, PhoneFacts, read_phone

Source = Mapping[str, Any]
LARGEST_MONEY = Decimal(999_999)


class Unread(ValueError):
    """A value of a record that cannot be read: where it stands, what is wrong (a word of labels), the value."""

    def __init__(self, column: str, fault: str, value: object) -> None:
        super().__init__(f"{column}: {fault}")
        self.column, self.fault, self.value = column, fault, str(value)[:80]


def text(record: Source, name: str) -> str:
    """A member as text, empty where it is not there. Raises Unread.

    Source: HSDS 3.0, texts.
    """
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise Unread(name, "no_text", value)
    return str(value).strip()


def rows(record: Source, name: str) -> list[Source]:
    """The records inside a member, none where it is not there. Raises Unread.

    Source: HSDS 3.0, arrays of objects.
    """
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unread(name, "no_list", value)
    return list(value)


def inside(record: Source, name: str) -> Source:
    """The record inside a member, an empty one where it is not there. Raises Unread.

    Source: HSDS 3.0, objects in objects.
    """
    value = record.get(name) or {}
    if not isinstance(value, dict):
        raise Unread(name, "no_list", value)
    return value


def organisation_facts(record: Source, node_type: str) -> OrganisationFacts:
    """An organisation; `node_type` where the record has none of our kinds. Raises Unread.

    Source: HSDS 3.0, `organization`.
    """
    codes = {
        text(one, "identifier_scheme"): text(one, "identifier") for one in rows(record, "organization_identifiers")
    }
    others = texts(record, "x-alternate-names") or [text(record, "alternate_name")]
    return OrganisationFacts(
        text(record, "x-node-type") or node_type, text(record, "name"),
        tuple(one for one in others if one), text(record, "description"), codes.get("IT-IPA", ""),
        codes.get("IT-CF") or text(record, "tax_id"), text(record, "website") or text(record, "url"),
        text(record, "email"), phones=phones(record),
    )  # fmt: skip


def service_facts(record: Source, categories: Sequence[str]) -> ServiceFacts:
    """A service, but where and when; `categories` are those that were recognised. Raises Unread.

    Source: HSDS 3.0, `service`.
    """
    areas = tuple(text(one, "extent") for one in rows(record, "service_areas") if text(one, "extent_type") == "ISTAT")
    amount = _amount(record)
    cost = _word(record, "x-cost", Cost) or (Cost.PAID if amount else Cost.UNKNOWN)
    return ServiceFacts(
        text(record, "name"), text(record, "description"), tuple(categories), text(record, "alternate_name"),
        _conditions(record), text(record, "eligibility_description"), cost, amount, text(record, "fees_description"),
        text(record, "x-cost-source"),
        tuple(one for row in rows(record, "required_documents") if (one := text(row, "document"))),
        tuple(_one_of("x-ways-in", word, WayIn) for word in texts(record, "x-ways-in")),
        text(record, "application_process"), _number(record, "x-capacity"), text(record, "url"), text(record, "email"),
        record.get("x-whole-province") is True or not areas, areas, phones(record),
    )  # fmt: skip


def place_facts(record: Source) -> PlaceFacts:
    """A place; its comune is the ISTAT code it names, else empty. Raises Unread.

    Source: HSDS 3.0, `location`, `address`, `accessibility`.
    """
    address = next(iter(rows(record, "addresses")), {})
    known = {fact.value for fact in AccessFact}
    access = [(text(one, "description"), text(one, "details")) for one in rows(record, "accessibility")]
    facts = {AccessFact(name): _one_of("accessibility", said, Told) for name, said in access if name in known}
    notes = [
        " ".join(word for word in (name if name != "note" else "", said) if word)
        for name, said in access
        if name not in known
    ]
    code = text(record, "external_identifier") if text(record, "external_identifier_type") == "ISTAT" else ""
    return PlaceFacts(
        text(record, "name") or text(address, "address_1"), text(address, "address_1"), code, text(address, "city"),
        text(address, "address_2"), text(address, "postal_code"), _degrees(record, "latitude"),
        _degrees(record, "longitude"), text(record, "transportation"), facts, "\n".join(notes),
    )  # fmt: skip


def desk_facts(record: Source, location_id: UUID | None) -> DeskFacts:
    """How a service is met; `location_id` is the place it stands at, None where one does not go to it. Raises Unread.

    Source: HSDS 3.0, `service_at_location`.
    """
    place = inside(record, "location")
    usual = Attending.IN_PERSON if location_id else Attending.ONLINE if text(place, "url") else Attending.PHONE
    spoken = texts(record, "x-languages") or [text(one, "code") for one in rows(record, "languages")]
    number = next((one.number for one in phones(record)), "")
    return DeskFacts(
        _word(record, "x-attending", Attending) or usual, location_id, text(record, "description"), number,
        text(record, "x-link") or text(place, "url"), tuple(one for one in spoken if one),
    )  # fmt: skip


def phones(record: Source) -> tuple[PhoneFacts, ...]:
    """The telephones of a record. Raises Unread.

    Source: HSDS 3.0, `phone`.
    """
    found = []
    for one in rows(record, "phones"):
        try:
            number = read_phone(text(one, "number")).number
        except NotAPhone:
            raise Unread("phones", "no_phone", text(one, "number")) from None
        found.append(PhoneFacts(number, text(one, "description")))
    return tuple({one.number: one for one in found}.values())


def schedule(record: Source) -> Schedule:
    """The hours of a desk. Raises Unread, also for a row that repeats otherwise than by weeks.

    Source: HSDS 3.0, `schedule`, after RFC 5545; profile HSDS-IT.
    """
    periods: dict[tuple[object, ...], HoursPeriod] = {}
    specials, closures = [], []
    for row in rows(record, "schedules"):
        kind = text(row, "x-kind")
        if kind == "closure":
            closures.append(Closure(_day(row, "dtstart"), _day(row, "until"), text(row, "notes")))
        elif kind == "special":
            specials.append(SpecialOpening(_day(row, "dtstart"), *_hours(row)))
        else:
            _into(periods, row, HoursKind.WEEKLY if not kind else _one_of("x-kind", kind, HoursKind))
    holidays = _word(record, "x-on-holidays", OnHolidays) or OnHolidays.UNKNOWN
    whole = tuple(periods.values()) or (HoursPeriod(HoursKind.UNKNOWN),)
    return Schedule(whole, holidays, tuple(closures), tuple(specials))


def _into(periods: dict[tuple[object, ...], HoursPeriod], row: Source, kind: HoursKind) -> None:
    first, last = _day_or_none(row, "valid_from"), _day_or_none(row, "valid_to")
    key = (row.get("x-period"), kind, first, last)
    period = periods.setdefault(key, HoursPeriod(kind, (), first, last))
    if row.get("opens_at"):
        periods[key] = replace(period, slots=(*period.slots, *_slots(row)))
    elif "x-kind" not in row:
        raise Unread("schedules", "hours_without_times", text(row, "description"))


def _slots(row: Source) -> Iterator[Slot]:
    if text(row, "freq") not in ("", "WEEKLY") or _number(row, "interval") not in (None, 1):
        raise Unread("schedules", "not_weekly", text(row, "freq"))
    for day in text(row, "byday").split(","):
        if day.strip() not in DAYS:
            raise Unread("byday", "no_weekday", day)
        yield Slot(DAYS.index(day.strip()), *_hours(row))


def _hours(row: Source) -> tuple[time, time, bool, tuple[str, ...] | None, bool]:
    spoken = text(row, "x-languages")
    languages = None if not spoken else () if spoken == "-" else tuple(spoken.split(","))
    opens, closes = _clock(row, "opens_at"), _clock(row, "closes_at")
    return opens, closes, row.get("x-crosses-midnight") is True, languages, row.get("x-by-appointment") is True


def texts(record: Source, name: str) -> list[str]:
    """A list of texts, none where it is not there. Raises Unread.

    Source: profile HSDS-IT.
    """
    value = record.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Unread(name, "no_list", value)
    return list(value)


def _conditions(record: Source) -> tuple[Condition, ...]:
    told = record.get("x-eligibility")
    if told is not None:
        try:
            return from_json(told)
        except (EligibilityError, TypeError, AttributeError):
            raise Unread("x-eligibility", "no_condition", told) from None
    least, most = _number(record, "minimum_age"), _number(record, "maximum_age")
    return () if least is None and most is None else (Condition(Asks.AGE, (), least, most),)


def _amount(record: Source) -> Decimal | None:
    for one in rows(record, "cost_options"):
        if text(one, "amount") and text(one, "currency") in ("", "EUR"):
            amount = _decimal(one, "amount").quantize(Decimal("0.01"))
            return amount or None
    return None


def _decimal(record: Source, name: str) -> Decimal:
    try:
        found = Decimal(text(record, name))
    except InvalidOperation:
        raise Unread(name, "no_number", record.get(name)) from None
    if not found.is_finite() or abs(found) > LARGEST_MONEY:
        raise Unread(name, "no_number", record.get(name))
    return found


def _number(record: Source, name: str) -> int | None:
    return int(_decimal(record, name)) if text(record, name) else None


def _degrees(record: Source, name: str) -> Decimal | None:
    return _decimal(record, name).quantize(Decimal("0.000001")) if text(record, name) else None


def _day(row: Source, name: str) -> date:
    try:
        return date.fromisoformat(text(row, name)[:10])
    except ValueError:
        raise Unread(name, "no_day", row.get(name)) from None


def _day_or_none(row: Source, name: str) -> date | None:
    return _day(row, name) if text(row, name) else None


def _clock(row: Source, name: str) -> time:
    try:
        return time.fromisoformat(text(row, name).removesuffix("Z")).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise Unread(name, "no_clock", row.get(name)) from None


def _word(record: Source, name: str, words: Any) -> Any:
    return _one_of(name, text(record, name), words) if text(record, name) else None


def _one_of(name: str, said: str, words: Any) -> Any:
    if said not in set(words):
        raise Unread(name, "no_known_word", said)
    return words(said)


def recognised(record: Source, known: Mapping[str, str]) -> list[str]:
    """The categories of a service: `known` has our code by each word that means it, small letters. Others are left out.

    Source: HSDS 3.0, `attribute`; our choice.
    """
    found: dict[str, None] = {}
    for one in rows(record, "attributes"):
        term = inside(one, "taxonomy_term")
        for word in _words(one, term):
            if word in known:
                found[known[word]] = None
                break
    return list(found)


def _words(attribute: Source, term: Source) -> Iterable[str]:
    for record, name in ((attribute, "value"), (term, "code"), (term, "name"), (term, "description")):
        if said := text(record, name):
            yield " ".join(said.casefold().split())
