"""The shape of what is asked when a contract has ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.accounting.forms.settlements import left_of


class ConformityForm(forms.Form):
    """The final conformity of a contract."""

    notes = forms.CharField(
        label=_("Notes"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They are printed on the certificate, and kept for ever."),
    )  # fmt: skip


class ReleaseForm(forms.Form):
    """What bears the tax that is due now, where some is."""

    commitment = forms.ChoiceField(label=_("Commitment that bears the tax"))
    invoice_number = forms.CharField(
        label=_("Invoice of the supplier"), max_length=60,
        help_text=_("The one that asks for what was kept, with its tax."),
    )  # fmt: skip

    def __init__(self, *args: Any, taxed: bool, commitments: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(row.pk), left_of(row)) for row in commitments]
        self.fields["commitment"].choices = [("", ""), *known]  # type: ignore[attr-defined]
        if not taxed:
            self.fields = {}

    def facts(self) -> dict[str, Any]:
        """What the form says, as the command asks for it."""
        told = self.cleaned_data
        if "commitment" not in told:
            return {}
        return {"commitment_id": UUID(told["commitment"]), "invoice_number": told["invoice_number"]}
