"""The shape of what people's pages send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.people import labels
from approdo.people.models import Contact
from approdo.people.rules.person import Citizenship, ContactFacts, Language, PersonFacts
from approdo.people.rules.vocabulary import (
    BirthPrecision,
    ContactKind,
    FactKind,
    LanguageLevel,
    NameKind,
    Relation,
    Script,
    Sex,
    Transliteration,
)

CITIZENSHIPS = 2  # boxes, at least
LANGUAGES = 3


def _options(words: Iterable[str], known: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(word, known[word]) for word in words]


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})
    )


class PersonForm(forms.Form):
    """Everything written of a person. The hidden version says on which state the reader wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    family_name = forms.CharField(
        label=_("Family name"), max_length=120, help_text=_("As in the passport, Latin letters.")
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=120, required=False, help_text=_("Empty for a person of one name.")
    )
    original_family_name = forms.CharField(label=_("Family name in its own script"), max_length=120, required=False)
    original_given_name = forms.CharField(label=_("Given name in its own script"), max_length=120, required=False)
    script = forms.ChoiceField(label=_("Script"), choices=_options(Script, labels.SCRIPT), initial="Latn")
    transliteration = forms.ChoiceField(
        label=_("How it was put into Latin letters"),
        choices=_options(Transliteration, labels.TRANSLITERATION),
        initial="unknown",
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=_options(Sex, labels.SEX), initial="unknown")
    birth_date = _day(_("Birth date"), _("Of a month or a year write its first day."))
    birth_precision = forms.ChoiceField(
        label=_("How exactly the birth date is known"),
        choices=_options(BirthPrecision, labels.BIRTH_PRECISION),
        initial="unknown",
    )
    birth_place = forms.CharField(label=_("Birth place"), max_length=120, required=False)
    birth_country = forms.ChoiceField(label=_("Country of birth"), choices=labels.countries, required=False)
    tax_code = forms.CharField(
        label=_("Tax code"), max_length=24, required=False, help_text=_("16 characters, or 11 digits when provisional.")
    )
    preferred_language = forms.ChoiceField(label=_("Language to write in"), choices=labels.languages, required=False)
    deceased_on = _day(_("Died on"))

    def __init__(self, data: Any = None, *, before: PersonFacts | None = None, version: int | None = None) -> None:
        self.before = before or PersonFacts(family_name="")
        initial = {name: getattr(self.before, name) for name in PersonFacts.__dataclass_fields__} if before else {}
        super().__init__(data, initial={**initial, "version": version})
        self._held = [row for row in self.before.citizenships if row.valid_to is None]
        self._citizenships = [f"citizenship_{n}" for n in range(1, 1 + max(CITIZENSHIPS, len(self._held) + 1))]
        self._languages = [f"language_{n}" for n in range(1, 1 + max(LANGUAGES, len(self.before.languages) + 1))]
        for place, name in enumerate(self._citizenships):
            held = self._held[place].country if place < len(self._held) else ""
            self.fields[name] = forms.ChoiceField(
                label=_("Citizenship"), choices=labels.citizenships, required=False, initial=held
            )
        for place, name in enumerate(self._languages):
            self._add_language(name, self.before.languages[place] if place < len(self.before.languages) else None)

    def _add_language(self, name: str, spoken: Language | None) -> None:
        self.fields[name] = forms.ChoiceField(
            label=_("Language spoken"), choices=labels.languages, required=False, initial=spoken and spoken.language
        )
        self.fields[f"{name}_level"] = forms.ChoiceField(
            label=_("Level"), choices=_options(LanguageLevel, labels.LANGUAGE_LEVEL), required=False,
            initial=spoken.level if spoken else "unknown",
        )  # fmt: skip
        self.fields[f"{name}_mediator"] = forms.BooleanField(
            label=_("A mediator is needed"), required=False, initial=bool(spoken and spoken.needs_mediator)
        )

    def facts(self) -> PersonFacts:
        """The cleaned form as a value. Days of citizenships, which the form does not show, stay as they were."""
        told = self.cleaned_data
        plain = {name: told[name] for name in PersonFacts.__dataclass_fields__ if name in told}
        kinds = {"script": Script, "transliteration": Transliteration, "sex": Sex, "birth_precision": BirthPrecision}
        plain.update({name: kind(told[name]) for name, kind in kinds.items()})
        known = {row.country: row for row in self._held}
        chosen = [told[name] for name in self._citizenships if told[name]]
        ended = [row for row in self.before.citizenships if row.valid_to is not None]
        spoken = [
            Language(told[name], LanguageLevel(told[f"{name}_level"] or "unknown"), told[f"{name}_mediator"])
            for name in self._languages
            if told[name]
        ]
        return PersonFacts(
            **plain,
            citizenships=(*ended, *(known.get(country, Citizenship(country)) for country in chosen)),
            languages=tuple(spoken),
        )


class AliasForm(forms.Form):
    """Another name of a person."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_options(NameKind, labels.NAME_KIND))
    family_name = forms.CharField(label=_("Family name"), max_length=120, help_text=_("In any script."))
    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)


class ContactForm(forms.Form):
    """A way to reach somebody."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=_options(ContactKind, labels.CONTACT_KIND))
    value = forms.CharField(label=_("Number or address"), max_length=200)
    is_safe = forms.BooleanField(
        label=_("It is safe to use it"), required=False, initial=True,
        help_text=_("Not safe: somebody else may read or answer, or a message may put the person in danger."),
    )  # fmt: skip
    is_preferred = forms.BooleanField(label=_("Preferred"), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("For example: call only in the morning.")
    )

    def __init__(self, data: Any = None, *, before: Contact | None = None) -> None:
        names = ("version", "kind", "value", "is_safe", "is_preferred", "note")
        super().__init__(data, initial={name: getattr(before, name) for name in names} if before else {})

    def facts(self) -> ContactFacts:
        """The cleaned form as a value."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ContactFacts(**{**told, "kind": ContactKind(told["kind"])})


class FamilyMemberForm(forms.Form):
    """Who joins a family, chosen by their tax code or by the number in their page's address."""

    person = forms.UUIDField(
        label=_("Identifier of the person"), help_text=_("Search the person and copy the identifier from their page.")
    )
    relation = forms.ChoiceField(
        label=_("What they are to the reference person"), choices=_options(Relation, labels.RELATION)
    )


class SpecialFactForm(forms.Form):
    """A fact of a special category."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_options(FactKind, labels.FACT_KIND))
    text = forms.CharField(
        label=_("Fact"), max_length=4000, widget=forms.Textarea, help_text=_("Only what the procedure needs.")
    )


class PurposeForm(forms.Form):
    """Why somebody reads a fact of a special category."""

    purpose = forms.CharField(
        label=_("Purpose"), max_length=200, help_text=_("It is written into the access log with your name.")
    )


class DismissForm(forms.Form):
    """Why two persons are two."""

    reason = forms.CharField(label=_("Why they are two persons"), max_length=200)
