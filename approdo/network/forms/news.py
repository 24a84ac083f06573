"""The shape of what the pages of news send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.core.pages.addresses import address
from approdo.core.saying import LONGEST_REASON
from approdo.network.commands.news import LONGEST_TITLE, NewsFacts
from approdo.network.forms.translations import VersionedForm
from approdo.network.rules.sources import LONGEST_TEXT
from approdo.network.text_labels import NEWS_KINDS, kind_word

# The reading ease follows while one writes; without a script it is shown when the form is sent and on the page.
LIVE = {
    "hx-trigger": "input changed delay:600ms", "hx-target": "#ease", "hx-params": "not form_id", "hx-sync": "this:replace",
}  # fmt: skip


class NewsForm(VersionedForm):
    """Everything of a piece of news."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs={"lang": "it"}))
    body = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 12, "lang": "it", **LIVE}),
        help_text=_("In Italian, in plain words and short sentences. An empty line makes a paragraph, a dash a list."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind of text"),
        help_text=_(
            "Translations on rights and emergencies are read by the public only once another person reviewed them."
        ),
    )
    published_from = forms.DateField(label=_("Published from"), widget=forms.DateInput(attrs={"type": "date"}))
    published_until = forms.DateField(
        label=_("Last day of publication"), required=False, help_text=_("Empty if it has no end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["hx-post"] = address("text_ease")
        self.fields["kind"].choices = [(kind, kind_word(kind)) for kind in NEWS_KINDS]  # type: ignore[attr-defined]

    def facts(self) -> NewsFacts:
        """What was told."""
        told = {name: self.cleaned_data[name] for name in NewsFacts.__dataclass_fields__}
        return NewsFacts(**told)


class CorrectNewsForm(NewsForm):
    """The same, written again."""

    minor = forms.BooleanField(
        label=_("Only slips of the pen: the meaning is the same"), required=False,
        help_text=_("Then no translation becomes stale. Otherwise only the sentences you changed do."),
    )  # fmt: skip


class WithdrawNewsForm(VersionedForm):
    """Why a piece of news goes away."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))
