"""Opportunities and outreach as a reader of a language gets them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from approdo.core.definitions import holiday_calendar
from approdo.network.definitions import PLAIN_ITALIAN, categories, languages
from approdo.network.models import Opportunity, OutreachFigures, OutreachStop
from approdo.network.queries.outreach import ComingDay
from approdo.network.queries.reading import readable_of
from approdo.network.rules.opportunities import OpportunityKind
from approdo.network.rules.outreach import Axis, TallySex
from approdo.network.rules.renderings import ITALIAN, Piece, Reading, Told
from approdo.network.rules.sources import HolderKind
from approdo.portal import labels
from approdo.portal.words import N_, Speech

NOT_REVIEWED, OLDER, ITALIAN_ONLY = (
    N_("translation not reviewed"),
    N_("translation of an older text"),
    N_("in Italian only"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is shown: its pieces, each in its language, and a note on them in the reader's words, or ""."""

    pieces: tuple[Piece, ...]
    note: str

    @property
    def plain(self) -> str:
        """The words in one line after the other, for a file."""
        return "".join(f"{one.lead}{one.words}" for one in self.pieces).strip()


@dataclass(frozen=True, slots=True)
class PublicOpportunity:
    """An opportunity for a reader. `when`: sentences on its days."""

    id: UUID
    kind: str
    words: dict[str, Words]
    organisation: str
    where: str
    when: tuple[str, ...]
    spoken: str
    link: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class PublicStop:
    """A stop for a reader, on one of its days. `called_off`: why it does not come, "" where it does."""

    id: UUID
    day: date
    hours: str
    words: dict[str, Words]
    organisation: str
    where: str
    spoken: str
    phone: str
    called_off: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Counts of a quarter for a reader: by name, the number or the sentence that it is too small."""

    sentence: str
    tables: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def told_opportunities(prefecture: str, rows: Iterable[Opportunity], speech: Speech) -> list[PublicOpportunity]:
    """Opportunities in a reader's words, in two questions whatever their number."""
    listed = list(rows)
    read = readable_of(prefecture, HolderKind.OPPORTUNITY, [one.pk for one in listed], speech.code)
    return [_opportunity(one, read.get(one.pk, {}), speech) for one in listed]


def told_days(prefecture: str, rows: Iterable[ComingDay], speech: Speech) -> list[tuple[str, str, list[PublicStop]]]:
    """The days of stops in a reader's words: the day, the name of a public holiday or "", who comes."""
    listed = list(rows)
    read = readable_of(prefecture, HolderKind.OUTREACH, {one.stop.pk for one in listed}, speech.code)
    calendar = holiday_calendar()
    found, described = [], set()
    for day, inside in groupby(listed, lambda one: one.day):
        holiday = calendar.holiday(day)
        stops = []
        for one in inside:
            fields = read.get(one.stop.pk, {})
            if one.stop.pk in described:  # what one finds there is told on its first day
                fields = {name: text for name, text in fields.items() if name != "body"}
            described.add(one.stop.pk)
            stops.append(told_stop(one, fields, speech))
        found.append((speech.whole_day(day), holiday.name_it if holiday else "", stops))
    return found


def told_stop(one: ComingDay, read: dict[str, Reading], speech: Speech) -> PublicStop:
    """A day of a stop in a reader's words."""
    stop = one.stop
    hours = f"{speech.hour(stop.opens)}–{speech.hour(stop.closes)}"
    return PublicStop(
        stop.pk, one.day, hours, {name: words_of(text, speech) for name, text in read.items()}, stop.organisation.name,
        where_of(stop), spoken(stop.languages), stop.phone, one.called_off,
    )  # fmt: skip


def told_figures(found: OutreachFigures | None, speech: Speech) -> Shown | None:
    """What was published of the last quarter, in a reader's words."""
    if found is None:
        return None
    least = speech.say(labels.FEWER) % {"n": speech.number(found.least)}
    total = least if found.contacts is None else speech.number(found.contacts)
    days = {"first": speech.day(found.first_day), "last": speech.day(found.last_day), "total": total}
    tables = []
    for axis in Axis:
        cells: dict[str, int | None] = found.cells.get(axis.value, {})
        rows = tuple(
            (_key(axis, key, speech), least if count is None else speech.number(count))
            for key, count in sorted(cells.items(), key=lambda cell: (-(cell[1] or 0), cell[0]))
        )
        if rows:
            tables.append((speech.say(labels.AXES[axis]), rows))
    return Shown(speech.say(labels.WE_MET) % days, tuple(tables))


def words_of(text: Reading, speech: Speech) -> Words:
    """A text with what is told of it: what nobody reviewed before what is old before what is not translated."""
    told = {one.told for one in text.pieces}
    note = ""
    if Told.MACHINE in told:
        note = NOT_REVIEWED
    elif Told.OLDER in told:
        note = OLDER
    elif not speech.italian and any(one.language == ITALIAN for one in text.pieces):
        note = ITALIAN_ONLY
    return Words(text.pieces, speech.say(note) if note else "")


def where_of(stop: OutreachStop) -> str:
    """Where a stop is, in a line."""
    place = stop.location
    return f"{place.name}, {place.address_1}, {place.city}" if place else f"{stop.spot}, {stop.city}"


def spoken(codes: Iterable[str]) -> str:
    """Languages in their own names."""
    known = languages()
    return ", ".join(known[code].name for code in codes if code in known)


def _opportunity(one: Opportunity, read: dict[str, Reading], speech: Speech) -> PublicOpportunity:
    return PublicOpportunity(
        one.pk, speech.say(labels.OPPORTUNITIES[OpportunityKind(one.kind)]),
        {name: words_of(text, speech) for name, text in read.items() if text.pieces}, one.organisation.name,
        one.city or speech.say(labels.WHOLE_PROVINCE), _when(one, speech), spoken(one.languages), one.link, one.email,
        one.phone,
    )  # fmt: skip


def _when(one: Opportunity, speech: Speech) -> tuple[str, ...]:
    told = []
    if one.deadline:
        told.append(speech.say(labels.APPLY_BY) % {"day": speech.day(one.deadline)})
    if one.begins_on and one.ends_on and one.ends_on != one.begins_on:
        days = {"first": speech.day(one.begins_on), "last": speech.day(one.ends_on)}
        told.append(speech.say(labels.FROM_TO) % days)
    elif one.begins_on:
        told.append(speech.say(labels.ON_DAY) % {"day": speech.day(one.begins_on)})
    return tuple(told)


def _key(axis: Axis, key: str, speech: Speech) -> str:
    if axis is Axis.SEX:
        return speech.say(labels.SEXES[TallySex(key)])
    if axis is Axis.LANGUAGE:
        return languages()[key].name if key in languages() else key
    need = categories().get(key)
    return need.labels["it" if speech.code == PLAIN_ITALIAN else speech.code] if need else key
