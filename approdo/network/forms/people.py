"""The shape of what the pages of contacts, focal points and mediators send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approdo.network import labels
from approdo.network.forms.fields import (
    Lines,
    VersionedForm,
    chosen,
    codes,
    comuni_field,
    day,
    email_field,
    euros,
    first_as,
    one_of,
    options,
    phone_field,
    several,
    text,
)
from approdo.network.naming import language_choices, need_choices
from approdo.network.rules.directory import MediationMode, MediatorSex, SpokenLevel
from approdo.network.rules.facts import ContactFacts, FocalPointFacts, HoursFacts, MediatorFacts

LANGUAGE_ROWS, HOURS_ROWS, FRESH = 4, 5, 2


class ContactForm(VersionedForm):
    """Somebody whom the office calls."""

    name = text(_("Name and family name"), 120, required=True)
    title = text(_("Role"), 120)
    department = text(_("Unit"), 120)
    phone = phone_field(_("Telephone"))
    email = email_field(_("E-mail"))

    def facts(self) -> ContactFacts:
        """What was told."""
        return ContactFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class FocalPointForm(VersionedForm):
    """Who answers for a matter, and their deputy."""

    matter = one_of(_("Matter"), need_choices, none=_("Every matter"))
    name = text(_("Name and family name"), 120, required=True)
    role = text(_("Role"), 120, required=True)
    phone = phone_field(_("Telephone"))
    certified_mail = email_field(_("Certified e-mail"))
    email = email_field(_("E-mail"))
    vulnerability_trained = forms.BooleanField(label=_("Trained on vulnerability"), required=False)
    deputy_name = text(_("Deputy"), 120)
    deputy_phone = phone_field(_("Telephone of the deputy"))
    deputy_email = email_field(_("E-mail of the deputy"))

    def facts(self) -> FocalPointFacts:
        """What was told."""
        return FocalPointFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class MediatorForm(VersionedForm):
    """Everything written of a mediator; empty rows of languages and hours say nothing."""

    name = text(_("Name and family name"), 120, required=True)
    organisation_id = one_of(_("Organisation"), [], none=_("None"))
    phone = phone_field(_("Telephone"))
    email = email_field(_("E-mail"))
    sex = one_of(_("Sex"), options(labels.SEXES))
    modes = several(_("How this mediator works"), options(labels.MODES), required=True)
    whole_province = forms.BooleanField(label=_("Works in the whole province"), required=False, initial=True)
    comuni = comuni_field(_("Otherwise, in these comuni"))
    availability_note = text(_("More on when one can call"), 300)
    conflicts = Lines(label=_("Communities with which there is a conflict of interest"), help_text=_("One a line."))
    ethics_signed_on = day(_("Code of ethics signed on"))
    vulnerability_trained = forms.BooleanField(label=_("Trained on vulnerability"), required=False)
    violence_trained = forms.BooleanField(label=_("Trained on gender-based violence"), required=False)
    hourly_cost = euros(_("Cost an hour"), _("Euros, without VAT."))

    def __init__(
        self, data: Any = None, *, organisations: Sequence[tuple[str, str]], written: MediatorFacts | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        if written is not None:
            plain = {"sex": written.sex.value, "modes": [one.value for one in written.modes]}
            kwargs["initial"] = {**first_as(written, plain), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        self.fields["organisation_id"].choices = [("", _("None")), *organisations]  # type: ignore[attr-defined]
        spoken, hours = (written.languages, written.hours) if written else ((), ())
        self.language_rows = max(LANGUAGE_ROWS, len(spoken) + FRESH)
        self.hours_rows = max(HOURS_ROWS, len(hours) + FRESH)
        for place in range(self.language_rows):
            code, level = spoken[place] if place < len(spoken) else ("", SpokenLevel.FLUENT)
            self._add(f"l{place}_code", one_of(_("Language"), language_choices(), none="–"), code)
            self._add(f"l{place}_level", one_of(_("How well"), options(labels.LEVELS)), level.value)
        for place in range(self.hours_rows):
            one = hours[place] if place < len(hours) else None
            days = one_of(_("Day"), list(enumerate(labels.WEEKDAYS)), none="–")
            self._add(f"h{place}_weekday", days, one.weekday if one else "")
            for part, label in (("opens", _("Opens at")), ("closes", _("Closes at"))):
                at = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
                field = forms.TimeField(label=label, required=False, widget=at)
                self._add(f"h{place}_{part}", field, getattr(one, part, None))

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = field
        self.initial[name] = initial

    def clean(self) -> dict[str, Any]:
        """A row of hours is whole or empty."""
        told = super().clean() or {}
        for place in range(self.hours_rows):
            parts = [f"h{place}_{part}" for part in ("weekday", "opens", "closes")]
            lacking = [part for part in parts if told.get(part) in (None, "")]
            for part in lacking if len(lacking) < len(parts) else ():
                self.add_error(part, ValidationError(_("Write this, or empty the row.")))
        return told

    def facts(self) -> MediatorFacts:
        """What was told."""
        told = self.cleaned_data
        plain = {name: told[name] for name in MediatorFacts.__dataclass_fields__ if name in told}
        spoken = tuple(
            (told[f"l{place}_code"], SpokenLevel(told[f"l{place}_level"]))
            for place in range(self.language_rows)
            if told[f"l{place}_code"]
        )
        hours = tuple(
            HoursFacts(int(told[f"h{place}_weekday"]), told[f"h{place}_opens"], told[f"h{place}_closes"])
            for place in range(self.hours_rows)
            if told[f"h{place}_weekday"]
        )
        return MediatorFacts(**{
            **plain, "languages": spoken, "hours": hours, "modes": chosen(told["modes"], MediationMode),
            "comuni": codes(told["comuni"]),
            "sex": MediatorSex(told["sex"]),
            "organisation_id": UUID(told["organisation_id"]) if told["organisation_id"] else None,
        })  # fmt: skip
