"""The shape of what the pages of sections for minors send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception.forms.places import VersionedForm, day


class SectionForm(VersionedForm):
    """Whether a unit is only for minors."""

    minors_section = forms.BooleanField(required=False)


class ExtendForm(forms.Form):
    """The one extension of the days of a minor among adults."""

    on = day(_("Decided on"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
