"""Shapes of what administrators type."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.roles import Role
from approdo.core.labels import ROLE

ROLES = [(role.value, ROLE[role]) for role in Role]
OFFICES = [("sui", _("Immigration desk")), ("citizenship", _("Citizenship"))]
EFFECTS = [
    ("interrupt", _("It starts the term again")),
    ("suspend", _("It suspends the term")),
    ("none", _("It has no effect on the term")),
]


class InviteUserForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(label=_("Office address"), max_length=254)
    full_name = forms.CharField(label=_("Name and family name"), max_length=120)
    office = forms.ChoiceField(label=_("Office"), choices=OFFICES)
    role = forms.TypedChoiceField(label=_("Role"), choices=ROLES, coerce=Role)


class GiveRoleForm(forms.Form):
    """A role and its first day."""

    role = forms.TypedChoiceField(label=_("Role"), choices=ROLES, coerce=Role)
    valid_from = forms.DateField(label=_("From"), initial=timezone.localdate)


class EndRoleForm(forms.Form):
    """The role to end."""

    membership = forms.UUIDField(widget=forms.HiddenInput)


class CreateTokenForm(forms.Form):
    """A token to make."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    role = forms.TypedChoiceField(label=_("Role"), choices=ROLES, coerce=Role)
    expires_on = forms.DateField(
        label=_("Last day plus one"),
        help_text=_("From this day on the token is refused. At most a year."),
        initial=lambda: timezone.localdate() + timedelta(days=90),
    )


class ConfigureOfficeForm(forms.Form):
    """Choices on points the law leaves open, with the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    saturday_rolls = forms.BooleanField(
        label=_("A term that ends on a Saturday moves to the next working day"), required=False
    )
    citizenship_integration_effect = forms.ChoiceField(
        label=_("Effect of an integration request on citizenship terms"), choices=EFFECTS
    )
    substitute_power_holder = forms.CharField(label=_("Holder of the substitute power"), max_length=120, required=False)
    reason = forms.CharField(
        label=_("Reason of the change"), min_length=5, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AuditFilterForm(forms.Form):
    """What to look for in the audit."""

    act = forms.CharField(label=_("Act"), max_length=60, required=False)
    actor = forms.CharField(label=_("Who"), max_length=120, required=False)
    object_kind = forms.CharField(label=_("Kind of object"), max_length=40, required=False)
    object_id = forms.CharField(label=_("Identifier of the object"), max_length=64, required=False)
    before = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, Any]:
        """The filters that were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}
