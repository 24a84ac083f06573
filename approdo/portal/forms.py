"""What a reader says of a page."""

from __future__ import annotations

from django import forms

from approdo.network.rules.suggestions import LONGEST as LONGEST_SUGGESTION
from approdo.portal.models import LONGEST


class FeedbackForm(forms.Form):
    """Was it useful, what is missing; one of the two is enough."""

    form_id = forms.UUIDField()
    useful = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    missing = forms.CharField(max_length=LONGEST, required=False)

    def answers(self) -> bool:
        """Whether the reader said something that can be kept."""
        return self.is_valid() and bool(self.cleaned_data["useful"] or self.cleaned_data["missing"].strip())

    def useful_or_not(self) -> bool | None:
        """True, False, or None where the reader did not say."""
        said = self.cleaned_data["useful"]
        return None if not said else said == "yes"


class SuggestionForm(forms.Form):
    """What is wrong in a service, and an address for the answer if one wants it."""

    form_id = forms.UUIDField()
    words = forms.CharField(max_length=LONGEST_SUGGESTION)
    contact = forms.EmailField(max_length=254, required=False)
