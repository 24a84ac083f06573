"""The shape of a question to the province: which months, which centres, and what to assume of the coming ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting.forms.statements import month
from approdo.accounting.queries.province import EARLIEST, Scope
from approdo.reception.models import Centre

LONGEST = 12  # months: a chart of nights has room for them
FARTHEST = 24  # months of a forecast


class PlacesForm(forms.Form):
    """Which centres."""

    body = forms.ChoiceField(label=_("Managing body"), required=False)
    centre = forms.ChoiceField(label=_("Centre"), required=False)

    def __init__(self, *args: Any, centres: Iterable[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(centres)
        bodies = {str(one.body_id): one.body.name for one in known}
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            ("", _("All of them")), *sorted(bodies.items(), key=lambda pair: pair[1]),
        ]  # fmt: skip
        self.fields["centre"].choices = [  # type: ignore[attr-defined]
            ("", _("All of them")), *((str(one.pk), one.name) for one in known),
        ]  # fmt: skip

    def place(self, name: str) -> UUID | None:
        """The body or the centre that was chosen."""
        value = self.cleaned_data[name]
        return UUID(value) if value else None


class ProvinceForm(PlacesForm):
    """Whole months that have begun, at most twelve, and which centres."""

    first = month(_("From the month"))
    last = month(_("To the month"))
    field_order = ("first", "last", "body", "centre")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that begins in a month to come, ends before it begins, or is too long."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first is None or last is None:
            return values
        if last > timezone.localdate():
            self.add_error("last", _("This month has not begun: choose this one or one before."))
        elif first < EARLIEST:
            self.add_error("first", _("No register is that old: choose a month from 2000 on."))
        elif first > last:
            self.add_error("first", _("The period ends before it starts: exchange the two months."))
        elif (last.year - first.year) * 12 + last.month - first.month >= LONGEST:
            self.add_error("first", _("Choose at most twelve months."))
        return values

    def scope(self) -> Scope:
        """What is asked."""
        told = self.cleaned_data
        return Scope(told["first"], told["last"], self.place("body"), self.place("centre"))


class ForecastForm(PlacesForm):
    """How many months, and what is assumed of each."""

    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=FARTHEST)
    arrivals = forms.IntegerField(
        label=_("Arrivals a month beyond those planned"), min_value=0, max_value=10_000,
    )  # fmt: skip
    departures = forms.IntegerField(
        label=_("Departures a month beyond those planned"), min_value=0, max_value=10_000,
    )  # fmt: skip
    field_order = ("months", "arrivals", "departures", "body", "centre")


def last_year(today: date) -> dict[str, str]:
    """The period shown first: the last twelve months, this one included."""
    first = (today.replace(day=1) - timedelta(days=334)).replace(day=1)
    return {"first": f"{first:%Y-%m}", "last": f"{today:%Y-%m}"}


def province_asked(query: QueryDict, today: date, centres: Iterable[Centre]) -> ProvinceForm:
    """The form filled with what the address says, and with the last year where it says nothing."""
    said = {name: value for name, value in query.dict().items() if value}
    return ProvinceForm({**last_year(today), **said}, centres=centres)


def forecast_asked(query: QueryDict, centres: Iterable[Centre]) -> ForecastForm:
    """The form filled with what the address says: six months and nobody beyond the plan where it says nothing."""
    said = {name: value for name, value in query.dict().items() if value}
    return ForecastForm({"months": "6", "arrivals": "0", "departures": "0", **said}, centres=centres)
