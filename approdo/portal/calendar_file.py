"""Outreach and events as an iCalendar file (RFC 5545): stable names, moments in UTC, what is called off said so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from approdo.network.models import Opportunity
from approdo.network.queries.outreach import ComingDay
from approdo.network.queries.reading import readable_of
from approdo.network.rules.renderings import Reading
from approdo.network.rules.schedules import instant
from approdo.network.rules.sources import HolderKind
from approdo.portal import labels
from approdo.portal.coming import spoken, where_of, words_of
from approdo.portal.words import Speech


def calendar_file(
    prefecture: str, days: Iterable[ComingDay], events: Iterable[Opportunity], speech: Speech,
    address: Callable[[Opportunity | None], str],
) -> bytes:  # fmt: skip
    """The bytes of the calendar in a language; the same records give the same bytes. `address`: of an event's page, or of
    the page of outreach.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Approdo//Outreach//{speech.code.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Approdo: {speech.say(labels.OUTREACH)}")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    listed, shown = list(days), list(events)
    read = readable_of(prefecture, HolderKind.OUTREACH, {one.stop.pk for one in listed}, speech.code)
    for one in listed:
        calendar.add_component(_stop(one, read.get(one.stop.pk, {}), speech, address(None)))
    read = readable_of(prefecture, HolderKind.OPPORTUNITY, [one.pk for one in shown], speech.code)
    for event in shown:
        calendar.add_component(_event(event, read.get(event.pk, {}), speech, address(event)))
    return bytes(calendar.to_ical())


def _stop(one: ComingDay, read: dict[str, Reading], speech: Speech, url: str) -> Event:
    stop = one.stop
    event = Event()
    event.add("uid", f"{stop.pk}-{one.day.isoformat()}@approdo")
    event.add("dtstamp", stop.updated_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", stop.version)
    event.add("dtstart", instant(one.day, stop.opens))
    event.add("dtend", instant(one.day, stop.closes))
    event.add("summary", _plain(read, "name", speech) or stop.name)
    event.add("location", where_of(stop))
    event.add("status", "CANCELLED" if one.called_off else "CONFIRMED")
    off = speech.say(labels.CALLED_OFF) % {"why": one.called_off} if one.called_off else ""
    said = (off, _plain(read, "body", speech), spoken(stop.languages), stop.organisation.name, stop.phone)
    event.add("description", "\n".join(part for part in said if part))
    event.add("url", url)
    return event


def _event(one: Opportunity, read: dict[str, Reading], speech: Speech, url: str) -> Event:
    event = Event()
    event.add("uid", f"{one.pk}@approdo")
    event.add("dtstamp", one.updated_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.version)
    event.add("dtstart", one.begins_on)
    event.add("dtend", (one.ends_on or one.begins_on) + timedelta(days=1))  # type: ignore[operator]
    event.add("summary", _plain(read, "title", speech) or one.title)
    if one.city:
        event.add("location", one.city)
    event.add("description", "\n".join(part for part in (_plain(read, "body", speech), one.organisation.name) if part))
    event.add("url", url)
    return event


def _plain(read: dict[str, Reading], field: str, speech: Speech) -> str:
    text = read.get(field)
    return words_of(text, speech).plain if text else ""
