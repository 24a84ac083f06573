"""Forms of the exchange with the Ministry's system."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception import labels
from approdo.reception.forms.places import day
from approdo.reception.rules.exchange import Field


class SystemListForm(forms.Form):
    """A list, and the day on which it was taken."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, up to 50 MB. The first row holds the names of the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        allow_empty_file=True,
    )
    taken_on = day(_("Day on which the list was taken"))

    def __init__(self, data: Any, files: Any, *, today: date) -> None:
        super().__init__(data, files, initial={"taken_on": today})


class ColumnsForm(forms.Form):
    """Which column holds what."""

    def __init__(self, data: Any, *, headings: list[str], proposed: dict[Field, int]) -> None:
        super().__init__(data)
        choices = [("", "–"), *((str(place), heading) for place, heading in enumerate(headings))]
        for field in Field:
            place = proposed.get(field)
            self.fields[field.value] = forms.ChoiceField(
                label=labels.EXCHANGE_FIELDS[field], choices=choices, required=False,
                initial="" if place is None else str(place),
            )  # fmt: skip

    def columns(self) -> dict[Field, int]:
        """The place of each column told."""
        return {Field(name): int(place) for name, place in self.cleaned_data.items() if place}
