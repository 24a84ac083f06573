"""The shape of what the pages of translations send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.core.saying import LONGEST_REASON
from approdo.network.limits import LONGEST_SENTENCE
from approdo.network.rules.glossary import Warned
from approdo.network.rules.sources import LONGEST_TEXT
from approdo.network.rules.vocabulary import Language


class VersionedForm(forms.Form):
    """A form that says on which state of the thing the reader wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SentencesForm(VersionedForm):
    """The words of the sentences of a text, and of the stale ones whether the older words still hold."""

    def __init__(self, data: Any, *, version: int, language: Language, lines: Iterable[Any]) -> None:
        super().__init__(data, initial={"version": version})
        self.keys: list[int] = []
        for line in lines:
            key, number = line.sentence.key, line.number
            shape = {
                "rows": min(8, 2 + len(line.sentence.words) // 60),
                "lang": language.id,
                "dir": language.direction.value,
            }
            self.keys.append(key)
            self.fields[f"s{key}"] = forms.CharField(
                label=_("Sentence %(number)s") % {"number": number}, required=False, max_length=LONGEST_SENTENCE,
                initial=line.words, widget=forms.Textarea(attrs={**shape, "aria-describedby": f"i{key}"}),
            )  # fmt: skip
            if line.is_stale:
                self.fields[f"h{key}"] = forms.BooleanField(
                    label=_("The translation is still right as it is"), required=False
                )

    def said(self) -> dict[int, str]:
        """The words typed, by number of the sentence."""
        return {key: self.cleaned_data[f"s{key}"] for key in self.keys}

    def holds(self) -> frozenset[int]:
        """The stale sentences whose words still hold."""
        return frozenset(key for key in self.keys if self.cleaned_data.get(f"h{key}"))


class WholeTextForm(VersionedForm):
    """A translated text, all at once."""

    def __init__(self, data: Any, *, version: int, language: Language) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["words"] = forms.CharField(
            label=_("The whole text in %(language)s") % {"language": language.name}, max_length=LONGEST_TEXT * 2,
            help_text=_("One sentence for each of the Italian, in the same order."),
            widget=forms.Textarea(attrs={"rows": 12, "lang": language.id, "dir": language.direction.value}),
        )  # fmt: skip


class ReviewForm(VersionedForm):
    """The answer to each doubt about a translation."""

    def __init__(self, data: Any, *, version: int, doubts: Mapping[Warned, Any]) -> None:
        super().__init__(data, initial={"version": version})
        self.doubts = [one.id for one in doubts]
        for one, words in doubts.items():
            self.fields[f"why-{one.id}"] = forms.CharField(
                label=words, max_length=LONGEST_REASON, required=False, help_text=_("Say why it is right so.")
            )

    def answers(self) -> dict[str, str]:
        """What was answered, by the name of the doubt."""
        return {name: self.cleaned_data[f"why-{name}"] for name in self.doubts}


class ReasonForm(VersionedForm):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever translates reads it."),
    )  # fmt: skip


class LanguageForm(forms.Form):
    """One more language for a text."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, data: Any, *, free: Iterable[Language]) -> None:
        super().__init__(data)
        self.fields["language"].choices = [(one.id, f"{one.name} ({one.id})") for one in free]  # type: ignore[attr-defined]


class TranslationFileForm(forms.Form):
    """A file of translations."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLIFF 1.2, CSV or XLSX as it left from here, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlf,.xliff,.csv,.xlsx"}),
        allow_empty_file=True,
    )
