"""The shape of what is asked about deductions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.accounting import deduction_labels as labels
from approdo.accounting.commands.deductions import Proposal, Source
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.deduction_locks import Paper
from approdo.accounting.forms.statements import VersionedForm, day, month
from approdo.accounting.rules.deductions import DeductionDelivery, DeductionKind, SourceKind

LONGEST = 8000  # characters of a text
PAPERS = _("PDF, JPEG or PNG, up to 30 MB.")


def _text(label: Any, help_text: Any = "", longest: int = LONGEST) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, help_text=help_text, max_length=longest, widget=widget)


def _file(label: Any) -> forms.FileField:
    widget = forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    return forms.FileField(label=label, required=False, help_text=PAPERS, widget=widget)


def _number(label: Any, help_text: Any = "", *, digits: int = 14, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=Decimal(0), max_digits=digits, decimal_places=2, required=required,
        localize=True,
    )  # fmt: skip


def paper_of(form: forms.Form) -> Paper | None:
    """The file of a form, where one was sent."""
    sent = form.cleaned_data.get("file")
    return Paper(sent.name, sent) if sent else None


class BeginForm(forms.Form):
    """Against which contract, and what."""

    contract = forms.ChoiceField(label=_("Contract"))
    kind = forms.ChoiceField(
        label=_("What is proposed"), widget=forms.RadioSelect,
        choices=[(kind.value, labels.KINDS[kind]) for kind in DeductionKind],
    )  # fmt: skip

    def __init__(self, *args: Any, contracts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", ""), *contracts]  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """What every proposal says."""

    happened_on = day(_("Happened or found on"))
    article = forms.CharField(
        label=_("Article"), max_length=160, help_text=_("Of the contract, the scheme or the law.")
    )
    facts = _text(_("What happened"), _("As it will stand in the contestation."))
    reference = forms.CharField(
        label=_("Protocol number of the document that shows it"), max_length=80, required=False,
        help_text=_("The same number is not asked for twice."),
    )  # fmt: skip
    file = _file(_("Document that shows it"))
    kind: DeductionKind

    def proposal(self, contract_id: UUID, findings: tuple[UUID, ...] = ()) -> Proposal:
        """The cleaned form as a value."""
        told = self.cleaned_data
        return Proposal(
            contract_id, self.kind, told["happened_on"], told["article"], told["facts"], self.basis(), findings=findings,
            source=Source(SourceKind.OFFICE, told["reference"]), paper=paper_of(self), **self.place(),
        )  # fmt: skip

    def place(self) -> dict[str, Any]:
        """The centre and the month, where the form asks for them."""
        centre = self.cleaned_data.get("centre")
        return {"centre_id": UUID(centre) if centre else None, "month": self.cleaned_data.get("month")}

    def basis(self) -> Basis:
        """From what the amount follows."""
        return Basis()


class DelayForm(ProposalForm):
    """A delay."""

    rate = _number(_("Per mille a day"), _("Within what the law allows for the contract."), digits=6)
    days = forms.IntegerField(label=_("Days of delay"), min_value=1, max_value=3650)
    kind = DeductionKind.DELAY
    field_order = ("happened_on", "rate", "days", "article", "facts")

    def basis(self) -> Basis:
        """Rate and days."""
        return Basis(rate=self.cleaned_data["rate"], days=self.cleaned_data["days"])


class BreachForm(ProposalForm):
    """A breach in a centre and a month."""

    code = forms.ChoiceField(label=_("Breach"))
    rate = _number(
        _("Per cent of the month's fee"), _("Empty: the least of the table. Repeated, it grows by itself."), digits=6,
        required=False,
    )  # fmt: skip
    centre = forms.ChoiceField(label=_("Centre"))
    month = month()
    kind = DeductionKind.BREACH
    field_order = ("happened_on", "centre", "month", "code", "rate", "article", "facts")

    def __init__(
        self, *args: Any, centres: Iterable[tuple[str, str]], codes: Iterable[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [("", ""), *centres]  # type: ignore[attr-defined]
        self.fields["code"].choices = [("", ""), *codes]  # type: ignore[attr-defined]

    def basis(self) -> Basis:
        """The row of the table and the rate."""
        return Basis(rate=self.cleaned_data["rate"], code=self.cleaned_data["code"])


class FindingRecoveryForm(ProposalForm):
    """A recovery of what a finding is worth."""

    kind = DeductionKind.RECOVERY


class RecoveryForm(ProposalForm):
    """A recovery of a month that was rectified, or of an amount that a document shows."""

    statement = forms.ChoiceField(
        label=_("Version of a month that was paid and then replaced"), required=False,
        help_text=_("What it gave more than the version in force is recovered."),
    )  # fmt: skip
    amount = _number(
        _("Or an amount, euros"), _("With the document that shows it, or its protocol number."), required=False
    )
    month = month()
    kind = DeductionKind.RECOVERY
    field_order = ("happened_on", "statement", "amount", "month", "article", "facts")

    def __init__(self, *args: Any, statements: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].required = False
        self.fields["statement"].choices = [("", ""), *statements]  # type: ignore[attr-defined]

    def basis(self) -> Basis:
        """The version that was paid, or the amount."""
        paid = self.cleaned_data["statement"]
        return Basis(statement_id=UUID(paid) if paid else None, amount=self.cleaned_data["amount"])


class WithdrawForm(VersionedForm):
    """Why a proposal is set aside."""

    reason = _text(_("Why"), _("It is kept for ever."), 500)


class SendForm(VersionedForm):
    """When and how a letter left."""

    on = day(_("Sent on"))
    delivery = forms.ChoiceField(
        label=_("How"), choices=[("", "–"), *((one.value, labels.DELIVERIES[one]) for one in DeductionDelivery)]
    )


class ReceiptForm(VersionedForm):
    """When the managing body received the contestation."""

    received_on = day(_("Received on"), _("The days for the counter-arguments run from it."))


class CounterArgumentsForm(VersionedForm):
    """What a managing body answers."""

    answer = _text(_("Counter-arguments"))
    file = _file(_("Document"))


class RecordForm(CounterArgumentsForm):
    """What reached the office by another way."""

    on = day(_("Arrived on"))
    field_order = ("on", "answer", "file")


class DecideForm(VersionedForm):
    """What is decided, and why."""

    on = day(_("Decided on"))
    amount = _number(_("Amount to be deducted, euros"), _("The whole, a part of it, or zero: then it is dropped."))
    reasons = _text(_("Reasons"), _("They answer the counter-arguments, and stand in the letter."))


class PenaltyRuleForm(forms.Form):
    """A row of the contract's table of penalties."""

    code = forms.SlugField(
        label=_("Code"), max_length=20, help_text=_("Short, such as meals. The same code replaces it.")
    )
    name = forms.CharField(label=_("Breach"), max_length=160)
    percent_least = _number(_("Least per cent of the month's fee"), digits=6)
    percent_most = _number(_("Most per cent"), digits=6)
    repeat_factor = _number(_("Times that a repeated one is worth"), _("1: always the same."), digits=5)
    article = forms.CharField(label=_("Article"), max_length=160)
