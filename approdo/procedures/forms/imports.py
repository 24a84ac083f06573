"""The shape of a table that is sent and of the answer to which column is what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.core.rules.cells import column_letter
from approdo.procedures import import_labels
from approdo.procedures.rules.case_rows import FIELDS


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, up to 50 MB. The first row holds the names of the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        allow_empty_file=True,
        max_length=None,
    )


class MappingForm(forms.Form):
    """A choice of column for each field, and what to do with persons already known."""

    people = forms.ChoiceField(
        label=_("Somebody with the same names and birth date as a person already known"),
        choices=[("reuse", _("Is that person")), ("new", _("Is written as a new person, to be judged later"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, headings: list[str], columns: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("Not in this file"))]
        choices += [(str(place), f"{column_letter(place)} · {heading}") for place, heading in enumerate(headings)]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=import_labels.FIELDS[name], choices=choices, required=False, initial=str(columns.get(name, ""))
            )
        self.order_fields([*FIELDS, "people"])

    def columns(self) -> dict[str, int]:
        """The column of each field that has one."""
        return {name: int(self.cleaned_data[name]) for name in FIELDS if self.cleaned_data.get(name)}
