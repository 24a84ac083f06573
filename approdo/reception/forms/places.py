"""Fields that the forms of places and contracts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms


def options(words: Iterable[Any], known: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """Words of a closed list as choices."""
    return [(str(word), known[word]) for word in words]


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def euros(label: Any, help_text: Any = "", *, places: int = 2, initial: Decimal | None = None) -> forms.DecimalField:
    """An amount of euros, zero or more."""
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=Decimal(0), max_digits=14, decimal_places=places, initial=initial,
        localize=True,
    )  # fmt: skip


class VersionedForm(forms.Form):
    """A form that says on which state of the thing the reader wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
