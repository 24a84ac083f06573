"""The shape of what is asked about invoices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.forms.statements import VersionedForm, day, month
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.reconciliation import Outcome


class ReceiveForm(forms.Form):
    """A file of invoices."""

    file = forms.FileField(
        label=_("File"), max_length=None, allow_empty_file=True,
        help_text=_("An invoice in XML or signed (.p7m), or a zip of many; up to 30 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.p7m,.zip"}),
    )  # fmt: skip
    received_on = day(_("Delivered on"), _("By the exchange system: the days to refuse are counted from it."))


class MatchForm(VersionedForm):
    """Contract and month of an invoice."""

    contract = forms.ChoiceField(label=_("Contract"))
    month = month()

    def __init__(self, *args: Any, contracts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", ""), *contracts]  # type: ignore[attr-defined]


class LineForm(VersionedForm):
    """What a line asks for."""

    number = forms.TypedChoiceField(label=_("Line"), coerce=int)
    component = forms.ChoiceField(
        label=_("It asks for"), choices=[(one.value, labels.COMPONENTS[one]) for one in Component]
    )

    def __init__(self, *args: Any, lines: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [(str(number), words) for number, words in lines]  # type: ignore[attr-defined]


class AnswerForm(VersionedForm):
    """What the office answers."""

    outcome = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect, choices=[(one.value, labels.OUTCOMES[one]) for one in Outcome]
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only where the answer is not the one that was worked out."),
    )  # fmt: skip


class BillingForm(VersionedForm):
    """To whom invoices are addressed."""

    tax_code = forms.CharField(label=_("Tax code of the office"), max_length=20)
    office_code = forms.CharField(
        label=_("Code of the office in the exchange system"), max_length=10, required=False,
        help_text=_("Six characters. Empty: it is not checked."),
    )  # fmt: skip


class ResolutionForm(forms.Form):
    """What was done about a file that could not be read."""

    resolution = forms.CharField(label=_("What was done"), max_length=300)
