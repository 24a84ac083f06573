"""Deadlines as an iCalendar file (RFC 5545): whole days, stable names, no name of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from approdo.overview import labels
from approdo.procedures.queries.deadlines import Deadline


def calendar_file(deadlines: Iterable[Deadline], address: Callable[[UUID], str]) -> bytes:
    """The bytes of the calendar. `address` gives the page of a case file. The same deadlines give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Approdo//Deadlines//IT")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Approdo: deadlines"))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for deadline in deadlines:
        calendar.add_component(_event(deadline, address(deadline.case_id)))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline, url: str) -> Event:
    event = Event()
    event.add("uid", f"{deadline.case_id}-{deadline.kind}@approdo")
    event.add("dtstamp", deadline.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", deadline.version)
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(days=1))
    number = deadline.number or _("without a protocol number")
    event.add("summary", f"{labels.DEADLINES[deadline.kind]}: {number}, {labels.procedure_name(deadline.procedure)}")
    if deadline.provisional:
        event.add("description", _("The clock is stopped: this date moves by a day each day until it starts again."))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
