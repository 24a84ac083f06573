"""The shape of answers to suggestions and of merges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.network.forms.fields import words
from approdo.network.rules.suggestions import LONGEST


class AnswerForm(forms.Form):
    """Accepted or refused, with an answer."""

    decision = forms.ChoiceField(
        label=_("What is decided"), widget=forms.RadioSelect,
        choices=[("accepted", _("Accept: the record is to be changed")), ("refused", _("Refuse: it stays as it is"))],
    )  # fmt: skip
    answer = words(
        _("Answer"), _("Whoever left an address gets it by e-mail, and the address is then deleted."), most=LONGEST,
        required=True,
    )  # fmt: skip


class MergeForm(forms.Form):
    """Which of the two stays, and that one knows that there is no way back."""

    keep = forms.ChoiceField(label=_("Which one stays"), widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("I compared the two: they are one, and I know that this is not undone"))
    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: Sequence[tuple[str, str, int]], **kwargs: Any) -> None:
        read = ",".join(str(version) for _pk, _name, version in pair)
        super().__init__(*args, **kwargs)
        self.initial["read"] = read
        self._pair = [pk for pk, _name, _version in pair]
        self.fields["keep"].choices = [(pk, name) for pk, name, _version in pair]  # type: ignore[attr-defined]

    def kept(self) -> UUID:
        """The one that stays."""
        return UUID(self.cleaned_data["keep"])

    def versions(self) -> dict[str, int]:
        """The version of each that was read; what cannot be read is none that a row has."""
        said = [int(one) if one.isdigit() and len(one) < 10 else 0 for one in self.cleaned_data["read"].split(",")]
        return dict(zip(self._pair, [*said, 0, 0], strict=False))
