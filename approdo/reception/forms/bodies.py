"""The shape of what the pages of managing bodies send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception import labels
from approdo.reception.forms.places import VersionedForm, day, options
from approdo.reception.rules.facts import BodyFacts
from approdo.reception.rules.vocabulary import ComplianceKind, LegalForm


class BodyForm(VersionedForm):
    """Everything written of a managing body."""

    name = forms.CharField(label=_("Name of the body"), max_length=160)
    tax_code = forms.CharField(label=_("Tax code"), max_length=16, help_text=_("Eleven digits, or sixteen signs."))
    vat_number = forms.CharField(label=_("VAT number"), max_length=13, required=False)
    legal_form = forms.ChoiceField(
        label=_("Legal form"), choices=options(LegalForm, labels.LEGAL_FORMS), help_text=_("Its taxes depend on it.")
    )
    certified_mail = forms.EmailField(label=_("Certified e-mail"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    dedicated_iban = forms.CharField(
        label=_("Dedicated IBAN"), max_length=42, required=False, help_text=_("The account told for traceability.")
    )

    def facts(self) -> BodyFacts:
        """What was told."""
        told: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return BodyFacts(**{**told, "legal_form": LegalForm(told["legal_form"])})


class ComplianceForm(forms.Form):
    """A proof that a body holds."""

    kind = forms.ChoiceField(label=_("Proof"), choices=options(ComplianceKind, labels.COMPLIANCES))
    issued_on = day(_("Issued on"))
    expires_on = day(_("Last day on which it holds"), _("Empty only for what has no end."), required=False)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)


class MemberForm(forms.Form):
    """Who works for a body, among the operators of centres who work for none."""

    user = forms.ChoiceField(label=_("Operator"), help_text=_("Somebody with the role of centre operator."))

    def __init__(self, *args: Any, operators: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = operators  # type: ignore[attr-defined]
