"""The shape of what is asked about statements, findings and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.accounting.rules.vocabulary import FindingState

MONTH = _("Month")


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class MonthInput(forms.DateInput):
    """The browser's own field of a month, which sends 2026-05; the template of days would ask for a day."""

    input_type = "month"
    template_name = "django/forms/widgets/input.html"


def month(label: Any = MONTH) -> forms.DateField:
    """A month, as its first day."""
    widget = MonthInput(format="%Y-%m")
    return forms.DateField(label=label, input_formats=["%Y-%m", "%m/%Y"], widget=widget, help_text=_("As in 2026-05."))


class VersionedForm(forms.Form):
    """A form that says on which state of the thing the reader wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ComputeForm(forms.Form):
    """Which contract and month."""

    contract = forms.ChoiceField(label=_("Contract"))
    month = month()

    def __init__(self, *args: Any, contracts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", ""), *contracts]  # type: ignore[attr-defined]


class ResolveForm(VersionedForm):
    """What the office answers to a finding."""

    state = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[
            (FindingState.EXPLAINED.value, _("Explained: there was a reason, nothing is to be done")),
            (FindingState.ACCEPTED.value, _("Accepted: it is right, the amount stays out or is to be recovered")),
            (FindingState.OPEN.value, _("Open again: it is still to be looked at")),
        ],
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept for ever.")
    )

    def __init__(self, *args: Any, found: FindingState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = self.fields["state"].choices  # type: ignore[attr-defined]
        if found is FindingState.OPEN:
            self.fields["state"].choices = [one for one in answers if one[0] != found.value]  # type: ignore[attr-defined]


class SignaturesForm(VersionedForm):
    """Who signed for the pocket money of a month."""

    guests = forms.MultipleChoiceField(
        label=_("Who signed"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("As on the sheet of the month. Who is not ticked did not sign, and is not reimbursed."),
    )  # fmt: skip

    def __init__(self, *args: Any, guests: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guests"].choices = [(str(key), name) for key, name in guests]  # type: ignore[attr-defined]

    def signed(self) -> set[UUID]:
        """The guests who are ticked."""
        return {UUID(key) for key in self.cleaned_data["guests"]}


class SuspensionForm(forms.Form):
    """Nights without pocket money."""

    first = day(_("First night"))
    until = day(_("Given again from the day"), _("Empty: until another measure."), required=False)
    reference = forms.CharField(label=_("Measure of the prefect"), max_length=120)


class StaffRowForm(forms.Form):
    """A row of the staff table."""

    figure = forms.CharField(label=_("Figure"), max_length=60, help_text=_("As in the tender scheme: mediator, …"))
    band_least = forms.IntegerField(label=_("From guests"), min_value=0, max_value=100_000)
    band_most = forms.IntegerField(label=_("To guests"), min_value=0, max_value=100_000)
    weekly_hours = forms.DecimalField(
        label=_("Hours a week"), min_value=Decimal(0), max_digits=7, decimal_places=2, required=False, localize=True,
        help_text=_("Empty while nobody has read them: the check is blocked and never passes."),
    )  # fmt: skip
    hourly_price = forms.DecimalField(
        label=_("What an hour less is recovered at, euros"), min_value=Decimal(0), max_digits=7, decimal_places=2,
        required=False, localize=True,
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Page of the contract or of the scheme."))


class StaffHoursForm(forms.Form):
    """Hours worked in a month."""

    month = month()
    figure = forms.CharField(label=_("Figure"), max_length=60)
    hours = forms.DecimalField(
        label=_("Hours worked"), min_value=Decimal(0), max_digits=9, decimal_places=2, localize=True
    )


class VatRateForm(forms.Form):
    """The rate of a supplier whose kind does not tell it."""

    valid_from = day(_("From the day"))
    percent = forms.DecimalField(
        label=_("Rate (per cent)"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2,
        localize=True,
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), max_length=200)


def month_asked(text: str) -> date | None:
    """The month of an address, as 2026-05; None for anything else."""
    field = month()
    try:
        return field.clean(text) if text else None
    except forms.ValidationError:
        return None
