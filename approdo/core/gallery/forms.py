"""A form with one field of each kind."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Every widget of the house once. It keeps nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
    name = forms.CharField(
        label=_("Family name"),
        help_text=_("As it is written in the passport."),
        max_length=60,
    )
    day = forms.DateField(label=_("Day of filing"))
    kind = forms.ChoiceField(
        label=_("Kind of case file"),
        choices=[("", "–"), ("family", _("Family reunification")), ("work", _("Work"))],
    )
    channel = forms.ChoiceField(
        label=_("How it arrived"),
        choices=[("portal", _("From the portal")), ("mail", _("By certified mail"))],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=[("it", _("Italian")), ("en", _("English"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=_("Document"), help_text=_("PDF, up to 50 MB."), required=False)
    urgent = forms.BooleanField(label=_("To be seen before the others"), required=False)
