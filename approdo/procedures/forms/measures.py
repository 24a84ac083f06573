"""The shape of a question to the measures: a period, an office, a procedure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approdo.procedures import labels
from approdo.procedures.definitions import procedures
from approdo.procedures.forms.acts import Day, words

LONGEST = 36  # months


def _offices() -> list[tuple[str, Any]]:
    used = {one.office for one in procedures().values() if one.has_files}
    return words(labels.OFFICES, [name for name in labels.OFFICES if name in used], empty=_("Every office"))


def _procedures() -> list[tuple[str, Any]]:
    english = get_language() == "en"
    followed = [one for one in procedures().values() if one.has_files]
    named = sorted((one.name_en if english else one.name_it, one.id) for one in followed)
    return [("", _("Every procedure")), *((identifier, name) for name, identifier in named)]


class MeasuresForm(forms.Form):
    """A period that ends today or before, at most three years long."""

    start = forms.DateField(label=_("From"), widget=Day)
    end = forms.DateField(label=_("To"), widget=Day)
    office = forms.ChoiceField(label=_("Office"), choices=_offices, required=False)
    procedure = forms.ChoiceField(label=_("Procedure"), choices=_procedures, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends after today, before it starts, or that is too long."""
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start is None or end is None:
            return values
        if end > timezone.localdate():
            self.add_error("end", _("The period ends after today: choose today or a day before."))
        elif start > end:
            self.add_error("start", _("The period ends before it starts: exchange the two days."))
        elif (end.year - start.year) * 12 + end.month - start.month >= LONGEST:
            self.add_error("start", _("Choose at most three years."))
        return values

    def data_as_query(self) -> str:
        """What the form holds, as the query of an address."""
        return urlencode({name: value for name in self.fields if (value := self.data.get(name))})


def last_year(today: date) -> dict[str, str]:
    """The period shown first: the last twelve months, this one included."""
    first = (today.replace(day=1) - timedelta(days=334)).replace(day=1)
    return {"start": first.isoformat(), "end": today.isoformat()}


def asked(query: QueryDict, today: date) -> MeasuresForm:
    """The form filled with what the address says, and with the last year where it says nothing."""
    said = {name: value for name, value in query.dict().items() if value}
    return MeasuresForm({**last_year(today), **said})
