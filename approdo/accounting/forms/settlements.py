"""The shape of what is asked about settlements and commitments."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.forms.statements import VersionedForm, day
from approdo.accounting.rules.vocabulary import TaxDebtOutcome


class PrepareForm(forms.Form):
    """On which commitment and within which days a month is paid."""

    commitment = forms.ChoiceField(label=_("Commitment"))
    pay_days = forms.IntegerField(
        label=_("Days to pay"), min_value=1, max_value=365,
        help_text=_("Those of the law, or more where the contract says so in writing."),
    )  # fmt: skip
    pay_clause = forms.CharField(
        label=_("Clause of the contract"), max_length=200, required=False,
        help_text=_("Only where the days are more than those of the law."),
    )  # fmt: skip

    def __init__(self, *args: Any, commitments: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].choices = [("", ""), *commitments]  # type: ignore[attr-defined]


class ApproveForm(VersionedForm):
    """Nothing but the state that was read."""


class TakeBackForm(VersionedForm):
    """Why a settlement is taken back."""

    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept for ever.")
    )


class TaxCheckForm(VersionedForm):
    """What the collection agent answered."""

    outcome = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect,
        choices=[(one.value, labels.TAX_OUTCOMES[one]) for one in TaxDebtOutcome],
    )  # fmt: skip
    answered_on = day(_("Answered on"))
    reference = forms.CharField(label=_("Reference of the answer"), max_length=80)


class PaymentForm(VersionedForm):
    """The payment order."""

    paid_on = day(_("Paid on"))
    payment_reference = forms.CharField(label=_("Payment order"), max_length=80)


class CommitmentForm(VersionedForm):
    """A commitment of a contract."""

    year = forms.IntegerField(label=_("Year of the budget"), min_value=2000, max_value=2200)
    chapter = forms.CharField(label=_("Chapter"), max_length=40)
    reference = forms.CharField(label=_("Decree of commitment"), max_length=80)
    decided_on = day(_("Date of the decree"))
    amount = forms.DecimalField(
        label=_("Amount (euros)"), min_value=Decimal("0.01"), max_digits=14, decimal_places=2, localize=True
    )

    def facts(self) -> CommitmentFacts:
        """What the form says."""
        names = ("year", "chapter", "reference", "decided_on", "amount")
        return CommitmentFacts(**{name: self.cleaned_data[name] for name in names})


class CorrectCommitmentForm(CommitmentForm):
    """A commitment that is made larger, smaller or right."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
