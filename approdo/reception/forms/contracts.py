"""The shape of what the pages of contracts send."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception import labels
from approdo.reception.commands.contracts import ContractFacts, Policy, Price
from approdo.reception.forms.places import VersionedForm, day, euros, options
from approdo.reception.rules.vocabulary import AbsenceKind, ExtensionKind, LotClass, SchemeVersion

SOURCE = _("Article of the contract, tender or act.")


class FrameworkForm(forms.Form):
    """A framework agreement."""

    title = forms.CharField(label=_("Title"), max_length=200)
    cig = forms.CharField(label=_("CIG"), max_length=14, help_text=_("Ten signs."))
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    value = euros(_("Value, net of tax (euros)"))


class PriceFields(forms.Form):
    """A price of a person and night."""

    base = euros(_("Price of a person and night (euros)"), _("Before the discount, net of tax."), places=4)
    discount_percent = forms.DecimalField(
        label=_("Discount (per cent)"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=4, max_digits=7,
        initial=Decimal(0), localize=True,
    )  # fmt: skip
    price_source = forms.CharField(label=_("Where the price stands written"), max_length=200, help_text=SOURCE)

    def price(self) -> Price:
        """The price told."""
        told = self.cleaned_data
        return Price(told["base"], told["price_source"], told["discount_percent"])


class PolicyFields(forms.Form):
    """What a contract counts and pays."""

    pocket_money_per_day = euros(_("Pocket money a person and day (euros)"), initial=Decimal("2.50"))
    pocket_money_family_cap = forms.DecimalField(
        label=_("Most pocket money of a family and day (euros)"), min_value=Decimal(0), decimal_places=2, max_digits=8,
        required=False, initial=Decimal("7.50"), localize=True, help_text=_("Empty: no limit."),
    )  # fmt: skip
    entry_kit = euros(_("Entry kit (euros)"), initial=Decimal(0))
    phone_card = euros(_("Phone card (euros)"), initial=Decimal(0))
    count_entry_day = forms.BooleanField(label=_("The day of entry is paid"), required=False, initial=True)
    count_exit_day = forms.BooleanField(label=_("The day of exit is paid"), required=False)
    transfer_day_to_origin = forms.BooleanField(
        label=_("The day of a transfer is paid to the centre that is left"), required=False
    )
    cap_to_capacity = forms.BooleanField(label=_("Nights over the places are not paid"), required=False, initial=True)
    abandonment_after_hours = forms.IntegerField(
        label=_("Hours of absence after which somebody is told"), min_value=0, max_value=10_000, initial=72
    )
    paid_authorised = forms.IntegerField(
        label=_("Paid nights of an authorised absence"), min_value=0, max_value=365, initial=0
    )
    paid_hospital = forms.IntegerField(label=_("Paid nights in hospital"), min_value=0, max_value=365, initial=0)
    policy_source = forms.CharField(label=_("Where the policy stands written"), max_length=200, help_text=SOURCE)

    def policy(self) -> Policy:
        """The policy told."""
        told = self.cleaned_data
        absences = {AbsenceKind.AUTHORISED: told["paid_authorised"], AbsenceKind.HOSPITAL: told["paid_hospital"]}
        own = ("paid_authorised", "paid_hospital", "policy_source")
        mine = {name: told[name] for name in PolicyFields.base_fields if name not in own}
        paid = {kind.value: nights for kind, nights in absences.items() if nights}
        return Policy(**mine, source=told["policy_source"], paid_absences=paid)


class ContractForm(PriceFields, PolicyFields):
    """A contract with its first price and policy."""

    body = forms.ChoiceField(label=_("Managing body"))
    title = forms.CharField(label=_("Title"), max_length=200)
    cig = forms.CharField(label=_("CIG"), max_length=14, help_text=_("Ten signs."))
    framework = forms.ChoiceField(label=_("Framework agreement"), required=False)
    scheme = forms.ChoiceField(label=_("Scheme"), choices=options(reversed(SchemeVersion), labels.SCHEMES))
    lot_class = forms.ChoiceField(label=_("Class of the lot"), choices=options(LotClass, labels.LOT_CLASSES))
    places = forms.IntegerField(label=_("Places under contract"), min_value=1, max_value=100_000)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    value = euros(_("Value, net of tax (euros)"))
    procurement_officer = forms.CharField(label=_("Procurement officer (RUP)"), max_length=120, required=False)
    contract_director = forms.CharField(label=_("Contract director (DEC)"), max_length=120, required=False)

    FIRST = (
        "body", "title", "cig", "framework", "scheme", "lot_class", "places", "starts_on", "ends_on", "value",
        "procurement_officer", "contract_director", "base", "discount_percent", "price_source",
    )  # fmt: skip

    def __init__(
        self, *args: Any, bodies: list[tuple[str, str]], frameworks: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["framework"].choices = [("", _("none")), *frameworks]  # type: ignore[attr-defined]
        self.order_fields(self.FIRST)

    def facts(self) -> ContractFacts:
        """The contract told."""
        told = self.cleaned_data
        names = [name for name in ContractFacts.__dataclass_fields__ if name != "framework_id"]
        mine = {name: told[name] for name in names}
        closed = {"scheme": SchemeVersion(mine["scheme"]), "lot_class": LotClass(mine["lot_class"])}
        return ContractFacts(**{**mine, **closed, "framework_id": told["framework"] or None})


class ContractNamesForm(VersionedForm):
    """How a contract is called and who follows it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    cig = forms.CharField(label=_("CIG"), max_length=14, help_text=_("Ten signs."))
    framework = forms.ChoiceField(label=_("Framework agreement"), required=False)
    procurement_officer = forms.CharField(label=_("Procurement officer (RUP)"), max_length=120, required=False)
    contract_director = forms.CharField(label=_("Contract director (DEC)"), max_length=120, required=False)

    def __init__(self, *args: Any, frameworks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].choices = [("", _("none")), *frameworks]  # type: ignore[attr-defined]


class DatedPriceForm(PriceFields):
    """A price from a day on."""

    valid_from = day(_("From the day"), _("It is paid from this night on, until a later price."))
    field_order = ("valid_from",)


class DatedPolicyForm(PolicyFields):
    """A policy from a day on."""

    valid_from = day(_("From the day"), _("It counts from this night on, until a later policy."))
    field_order = ("valid_from",)


class ExtensionForm(VersionedForm):
    """A contract made longer or larger."""

    kind = forms.ChoiceField(label=_("Kind of extension"), choices=options(ExtensionKind, labels.EXTENSIONS))
    decided_on = day(_("Decided on"))
    ends_on = day(_("New last day"))
    value = euros(_("Value added, net of tax (euros)"), initial=Decimal(0))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea)


class GuaranteeForm(forms.Form):
    """What stands for a contract."""

    issuer = forms.CharField(label=_("Issuer"), max_length=160)
    reference = forms.CharField(label=_("Reference"), max_length=80)
    amount = euros(_("Amount (euros)"))
    expires_on = day(_("Last day on which it holds"))
