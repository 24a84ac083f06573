"""Fields that the forms of the directory share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approdo.network.rules.phones import NotAPhone, read_phone
from approdo.territory.comune_field import ComuneField, ComuniField
from approdo.territory.models import Comune


class VersionedForm(forms.Form):
    """A form that says on which state of the thing the reader wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Lines(forms.CharField):
    """One thing a line."""

    def __init__(self, *, rows: int = 3, most: int = 40, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines; what was typed as it was."""
        return "\n".join(map(self.line_of, value)) if isinstance(value, list | tuple) else value

    def line_of(self, one: Any) -> str:
        """One thing as its line."""
        return str(one)

    def to_python(self, value: Any) -> Any:
        """The lines that are not empty. Raises ValidationError for too many."""
        lines = tuple(line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip())
        if len(lines) > self.most:
            raise ValidationError(_("At most %(most)s lines."), params={"most": self.most})
        return lines


class Phones(Lines):
    """Telephones, one a line, each with what it is for."""

    def line_of(self, one: Any) -> str:
        """The number and what it is for."""
        return f"{one.number}, {one.description}" if one.description else str(one.number)

    def to_python(self, value: Any) -> Any:
        """The telephones. Raises ValidationError for a line that does not begin with a number."""
        try:
            return tuple(read_phone(line) for line in super().to_python(value))
        except NotAPhone as wrong:
            raise ValidationError(_("%(line)s is no telephone number."), params={"line": str(wrong)}) from None


def text(label: Any, most: int, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required)


def comune_field(help_text: Any = "", *, required: bool = False) -> ComuneField:
    """The comune of a thing; the form's facts take it by `where`."""
    return ComuneField(label=_("Comune"), help_text=help_text, required=required)


def comuni_field(label: Any) -> ComuniField:
    """Some comuni; the form's facts take them by `codes`."""
    return ComuniField(label=label, help_text=_("Their names, one a line."))


Near = TypeVar("Near", bound=forms.Form)


def near(form: Near, prefecture: str) -> Near:
    """The same form: where it asks a comune the browser proposes those of the prefecture's province."""
    for field in form.fields.values():
        if isinstance(field, ComuneField):
            field.propose(prefecture)
    return form


def where(comune: Comune | None) -> dict[str, str]:
    """The facts of a thing that say its comune: empty where it has none."""
    return {"city": comune.name, "comune_code": comune.pk} if comune else {"city": "", "comune_code": ""}


def codes(comuni: Iterable[Comune]) -> tuple[str, ...]:
    """ISTAT codes of some comuni, as the facts have them."""
    return tuple(one.pk for one in comuni)


def words(
    label: Any, help_text: Any = "", *, most: int = 4000, rows: int = 4, required: bool = False
) -> forms.CharField:
    """A text of some lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=area)


def link_field(label: Any) -> forms.URLField:
    """The address of a page."""
    return forms.URLField(label=label, max_length=300, required=False, assume_scheme="https")


def email_field(label: Any) -> forms.EmailField:
    """An e-mail address."""
    return forms.EmailField(label=label, required=False)


def phone_field(label: Any) -> forms.CharField:
    """One telephone."""
    return forms.CharField(label=label, max_length=40, required=False)


def day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def euros(label: Any, help_text: Any = "") -> forms.DecimalField:
    """An amount of euros, zero or more."""
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, min_value=Decimal(0), max_digits=8, decimal_places=2,
        localize=True,
    )  # fmt: skip


def options(known: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """Words of a closed list as choices."""
    return [(str(word), label) for word, label in known.items()]


def several(label: Any, choices: Any, help_text: Any = "", *, required: bool = False) -> forms.MultipleChoiceField:
    """Several of a list."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def one_of(
    label: Any, choices: Any, help_text: Any = "", *, none: Any = None, required: bool = True
) -> forms.ChoiceField:
    """One of a list, which may be made when the form is; `none` is the word for none of them."""

    def listed() -> list[tuple[Any, Any]]:
        known = choices() if callable(choices) else choices
        return list(known) if none is None else [("", none), *known]

    return forms.ChoiceField(label=label, choices=listed, help_text=help_text, required=required and none is None)


def first_as(initial: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a form shows first: a value's fields, some of them written otherwise."""
    told = {name: getattr(initial, name) for name in initial.__dataclass_fields__}
    return {**told, **changes}


def chosen(values: Iterable[str], known: Any) -> tuple[Any, ...]:
    """The words of a closed list that were chosen."""
    return tuple(known(value) for value in values)
