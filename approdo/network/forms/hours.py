"""The weekly hours of a desk as rows of a form that needs no script, and the languages of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from approdo.network import labels
from approdo.network.definitions import languages
from approdo.network.forms.fields import VersionedForm, day, one_of, options, text
from approdo.network.naming import language_choices
from approdo.network.rules.hours import Closure, HoursKind, HoursPeriod, OnHolidays, Schedule, Slot, SpecialOpening

PERIODS, SLOTS, CLOSURES, SPECIALS = 30, 100, 400, 400  # the most rows that are read
FRESH_SLOTS, FRESH_ROWS = 6, 2  # empty rows under those written
LEAST_SLOTS = 10
TIMES = ("opens", "closes")
FLAGS = ("crosses", "appointment")
_PERIOD, _ROW = re.compile(r"p(\d+)_hours"), re.compile(r"(p\d+s|c|x)(\d+)_\w+")


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": label})
    )


class HoursForm(VersionedForm):
    """Periods with their weekly rows, closures and special openings; an empty row says nothing."""

    on_holidays = one_of(_("On public holidays"), options(labels.HOLIDAYS))

    def __init__(self, data: Any = None, *, written: Schedule, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial["on_holidays"] = written.on_holidays.value
        sent = _counted(data) if data is not None else {}
        self.period_count = min(PERIODS, sent.get("periods", len(written.periods) + 1))
        self.slot_counts = [self._period(place, written, sent) for place in range(self.period_count)]
        self.closure_count = min(CLOSURES, sent.get("c", len(written.closures) + FRESH_ROWS))
        self.special_count = min(SPECIALS, sent.get("x", len(written.specials) + FRESH_ROWS))
        for place in range(self.closure_count):
            self._closure(place, dict(enumerate(written.closures)).get(place))
        for place in range(self.special_count):
            self._special(place, dict(enumerate(written.specials)).get(place))

    def _add(self, name: str, field: forms.Field, initial: Any = None) -> None:
        field.widget.attrs.setdefault("aria-label", field.label)
        self.fields[name] = field
        self.initial[name] = initial

    def _period(self, place: int, written: Schedule, sent: Mapping[str, int]) -> int:
        period = dict(enumerate(written.periods)).get(place)
        none = None if place == 0 else _("No further period")
        kinds = one_of(_("What is known"), options(labels.HOURS), none=none)
        self._add(f"p{place}_hours", kinds, period.hours.value if period else "")
        self._add(f"p{place}_first", day(_("From the day")), period.first if period else None)
        self._add(f"p{place}_last", day(_("To the day")), period.last if period else None)
        slots = dict(enumerate(period.slots)) if period else {}
        rows = min(SLOTS, sent.get(f"p{place}s", max(LEAST_SLOTS, len(slots) + FRESH_SLOTS)))
        for number in range(rows):
            slot = slots.get(number)
            days = one_of(_("Day"), list(enumerate(labels.WEEKDAYS)), none="–")
            self._add(f"p{place}s{number}_weekday", days, slot.weekday if slot else "")
            self._hours(f"p{place}s{number}", slot)
        return rows

    def _hours(self, row: str, slot: Slot | SpecialOpening | None) -> None:
        self._add(f"{row}_opens", _time(_("Opens at")), slot.opens if slot else None)
        self._add(f"{row}_closes", _time(_("Closes at")), slot.closes if slot else None)
        for name, label, value in (
            ("crosses", _("Ends the day after"), bool(slot and slot.crosses_midnight)),
            ("appointment", _("By appointment"), bool(slot and slot.by_appointment)),
        ):
            self._add(f"{row}_{name}", forms.BooleanField(label=label, required=False), value)
        codes = " ".join(slot.languages) if slot and slot.languages is not None else ""
        said = text(_("Languages"), 120)
        said.widget.attrs["list"] = "language-codes"
        self._add(f"{row}_languages", said, "-" if slot and slot.languages == () else codes)

    def _closure(self, place: int, closure: Closure | None) -> None:
        self._add(f"c{place}_first", day(_("Closed from")), closure.first if closure else None)
        self._add(f"c{place}_last", day(_("Closed to")), closure.last if closure else None)
        self._add(f"c{place}_reason", text(_("Why"), 200), closure.reason if closure else "")

    def _special(self, place: int, special: SpecialOpening | None) -> None:
        self._add(f"x{place}_day", day(_("On the day")), special.day if special else None)
        self._hours(f"x{place}", special)

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        told = super().clean() or {}
        for row, need in self._rows():
            parts = [part for part in need if told.get(f"{row}_{part}") in (None, "")]
            if parts and self._begun(told, row):
                for part in parts:
                    self.add_error(f"{row}_{part}", ValidationError(_("Write this, or empty the row.")))
            if told.get(f"{row}_languages"):
                self._codes(row, told[f"{row}_languages"])
        return told

    def _begun(self, told: Mapping[str, Any], row: str) -> bool:
        return any(value not in (None, "", False) for name, value in told.items() if name.startswith(f"{row}_"))

    def _codes(self, row: str, said: str) -> None:
        unknown = [code for code in said.replace(",", " ").split() if code != "-" and code not in languages()]
        if unknown:
            words = _("Not known: %(words)s.") % {"words": ", ".join(unknown)}
            self.add_error(f"{row}_languages", ValidationError(words))

    def _rows(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for place, count in enumerate(self.slot_counts):
            for number in range(count):
                yield f"p{place}s{number}", ("weekday", *TIMES)
        yield from ((f"c{place}", ("first", "last")) for place in range(self.closure_count))
        yield from ((f"x{place}", ("day", *TIMES)) for place in range(self.special_count))

    def schedule(self) -> Schedule:
        """What was told. Contradictions are left to the command, which has words for them."""
        told = self.cleaned_data
        periods = tuple(self._told_period(place) for place in range(self.period_count) if told[f"p{place}_hours"])
        closures = tuple(
            Closure(told[f"c{place}_first"], told[f"c{place}_last"], told[f"c{place}_reason"])
            for place in range(self.closure_count)
            if told[f"c{place}_first"]
        )
        specials = tuple(
            SpecialOpening(told[f"x{place}_day"], *self._told_hours(f"x{place}"))
            for place in range(self.special_count)
            if told[f"x{place}_day"]
        )
        return Schedule(periods, OnHolidays(told["on_holidays"]), closures, specials)

    def _told_period(self, place: int) -> HoursPeriod:
        told = self.cleaned_data
        slots = tuple(
            Slot(int(told[f"p{place}s{number}_weekday"]), *self._told_hours(f"p{place}s{number}"))
            for number in range(self.slot_counts[place])
            if told[f"p{place}s{number}_weekday"]
        )
        return HoursPeriod(HoursKind(told[f"p{place}_hours"]), slots, told[f"p{place}_first"], told[f"p{place}_last"])

    def _told_hours(self, row: str) -> tuple[Any, ...]:
        told = self.cleaned_data
        codes = told[f"{row}_languages"].replace(",", " ").split()
        spoken = tuple(code for code in codes if code != "-") if codes else None
        return told[f"{row}_opens"], told[f"{row}_closes"], told[f"{row}_crosses"], spoken, told[f"{row}_appointment"]

    def periods(self) -> list[dict[str, Any]]:
        """The periods as the page lays them out: what is known of each, and its rows of fields."""
        cells = ("weekday", *TIMES, *FLAGS, "languages")
        return [
            {
                "kind": [self[f"p{place}_{part}"] for part in ("hours", "first", "last")],
                "rows": [[self[f"p{place}s{number}_{cell}"] for cell in cells] for number in range(count)],
            }
            for place, count in enumerate(self.slot_counts)
        ]

    def closures(self) -> list[list[BoundField]]:
        """The rows of closures."""
        return [
            [self[f"c{place}_{cell}"] for cell in ("first", "last", "reason")] for place in range(self.closure_count)
        ]

    def specials(self) -> list[list[BoundField]]:
        """The rows of special openings."""
        cells = ("day", *TIMES, *FLAGS, "languages")
        return [[self[f"x{place}_{cell}"] for cell in cells] for place in range(self.special_count)]


def _counted(data: Mapping[str, Any]) -> dict[str, int]:
    """How many rows of each kind were sent."""
    found: dict[str, int] = {}
    for name in data:
        if period := _PERIOD.fullmatch(name):
            found["periods"] = max(found.get("periods", 0), int(period.group(1)) + 1)
        elif row := _ROW.fullmatch(name):
            found[row.group(1)] = max(found.get(row.group(1), 0), int(row.group(2)) + 1)
    return found


class SlotLanguageForm(VersionedForm):
    """A language of one slot."""

    language = one_of(_("Language"), language_choices)
