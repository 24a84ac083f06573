"""The shape of what is asked about settlements and commitments."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.forms.statements import VersionedForm, day
from approdo.accounting.models import Commitment
from approdo.accounting.rules.vocabulary import TaxDebtOutcome
from approdo.core.pages.formats import money


class PrepareForm(forms.Form):
    """On which commitments and within which days a month is paid."""

    commitment = forms.MultipleChoiceField(
        label=_("Commitments"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Of those ticked the oldest is used up first. To choose yourself, write the amount of each below."),
    )  # fmt: skip
    pay_days = forms.IntegerField(
        label=_("Days to pay"), min_value=1, max_value=365,
        help_text=_("Those of the law, or more where the contract says so in writing."),
    )  # fmt: skip
    pay_clause = forms.CharField(
        label=_("Clause of the contract"), max_length=200, required=False,
        help_text=_("Only where the days are more than those of the law."),
    )  # fmt: skip

    def __init__(self, *args: Any, commitments: Iterable[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(commitments)
        self.fields["commitment"].choices = [(str(row.pk), left_of(row)) for row in rows]  # type: ignore[attr-defined]
        if len(rows) == 1:
            self.initial.setdefault("commitment", [str(rows[0].pk)])
        for row in rows if len(rows) > 1 else ():
            label = _("Amount on %(name)s (euros)") % {"name": str(row)}
            self.fields[_share(row.pk)] = forms.DecimalField(
                label=label, required=False, min_value=Decimal(0), max_digits=14, decimal_places=2, localize=True
            )
        self.order_fields(["commitment", *(name for name in self.fields if name.startswith("share_"))])

    def charges(self) -> list[Charge]:
        """The commitments chosen, each with its amount where one was written."""
        told = {name: self.cleaned_data.get(name) for name in self.fields if name.startswith("share_")}
        keys = [key for key, _words in self.fields["commitment"].choices]  # type: ignore[attr-defined]
        chosen = [key for key in keys if key in self.cleaned_data["commitment"] or told.get(_share(key))]
        return [Charge(UUID(key), told.get(_share(key))) for key in chosen]


def _share(identifier: object) -> str:
    return f"share_{identifier}"


def left_of(row: Any) -> str:
    """A commitment with what is left of it, as a choice."""
    return gettext("%(name)s, %(left)s left") % {"name": str(row), "left": money(row.residual)}


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
