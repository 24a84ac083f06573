"""The shape of what the pages of arrivals and placement send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception import comuni as names
from approdo.reception.commands.arrivals import NoticeFacts, OfferFacts
from approdo.reception.forms.places import VersionedForm, day, options
from approdo.reception.models import ArrivalPerson, Centre, CentreOffer
from approdo.reception.placement_words import NEEDS
from approdo.reception.rules.placement import SERVICES, WhatIf
from approdo.reception.rules.vocabulary import Need

MOST = 100_000


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)


class NoticeForm(forms.Form):
    """People announced."""

    reference = forms.CharField(
        label=_("Reference"), max_length=60, help_text=_("Of the message of the Ministry that announces them.")
    )
    expected_on = day(_("Expected on"))
    origin = forms.CharField(label=_("They come from"), max_length=120)
    announced = forms.IntegerField(label=_("How many"), min_value=1, max_value=5000)

    def facts(self) -> NoticeFacts:
        """The cleaned form as a value."""
        return NoticeFacts(**self.cleaned_data)


class ListForm(forms.Form):
    """The list of the people, CSV or XLSX."""

    file = forms.FileField(
        label=_("List of the people (CSV or XLSX)"),
        help_text=_(
            "The first row names the columns: nucleo; cognome; nome; sesso; data di nascita; età (where the day of birth is "
            "not known); cittadinanza; lingue; esigenze; non accompagnato; non centri; non con nuclei; comune. Only the "
            "first two are needed. Who has the same nucleo stays together. Countries and languages by name or code. "
            "Esigenze: accessibile, ospedale, psicologo, protetto, maternita, infermiere."
        ),
    )


class CountForm(forms.Form):
    """Who came."""

    arrived_on = day(_("Arrived on"))
    counted = forms.IntegerField(label=_("Counted on arrival"), min_value=0, max_value=5000)
    absent = forms.MultipleChoiceField(label=_("Who did not come"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, people: Iterable[ArrivalPerson], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["absent"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.group.label}: {row}") for row in people
        ]

    def missing(self) -> list[UUID]:
        """Who did not come."""
        return [UUID(one) for one in self.cleaned_data["absent"]]


class SupposeForm(forms.Form):
    """What if: a centre set aside, another number of free places, a cap for a comune, more or less equity."""

    closed = forms.MultipleChoiceField(
        label=_("Send nobody to"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    centre = forms.ChoiceField(label=_("Another number of free places in"), required=False)
    free = _number(_("Free places there"))
    comune = forms.ChoiceField(label=_("A cap for the comune"), required=False)
    most = _number(_("Guests there at most"))
    equity_percent = forms.IntegerField(
        label=_("Weight of the load of the comuni, per cent"), min_value=0, max_value=1000, initial=100
    )

    def __init__(self, data: Any, centres: Iterable[Centre]) -> None:
        super().__init__(data)
        rows = list(centres)
        listed = [(row.code, row.name) for row in rows]
        codes = sorted({row.comune for row in rows}, key=names.name)
        self.fields["closed"].choices = listed  # type: ignore[attr-defined]
        self.fields["centre"].choices = [("", "–"), *listed]  # type: ignore[attr-defined]
        self.fields["comune"].choices = [("", "–"), *((code, names.name(code)) for code in codes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two halves of one supposition go together."""
        told: dict[str, Any] = super().clean() or {}
        for name, number in (("centre", "free"), ("comune", "most")):
            if bool(told.get(name)) != (told.get(number) is not None):
                self.add_error(number, _("Fill in both, or neither."))
        return told

    def what_if(self) -> WhatIf:
        """The cleaned form as a value."""
        told = self.cleaned_data
        return WhatIf(
            closed=frozenset(told["closed"]),
            free={told["centre"]: told["free"]} if told["centre"] else {},
            most={told["comune"]: told["most"]} if told["comune"] else {},
            equity_percent=told["equity_percent"],
        )


class DecideForm(forms.Form):
    """As proposed, or another centre and why."""

    centre = forms.ChoiceField(label=_("Centre"))
    motive = forms.CharField(
        label=_("Why another centre"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed only where the centre is not the one proposed. It stays with the decision."),
    )  # fmt: skip

    def __init__(self, data: Any, centres: Iterable[Centre], proposed: UUID | None) -> None:
        super().__init__(data, initial={"centre": str(proposed or "")})
        first = [] if proposed else [("", "–")]
        self.fields["centre"].choices = [*first, *((str(row.pk), row.name) for row in centres)]  # type: ignore[attr-defined]


class OfferForm(VersionedForm):
    """What a centre has for those placed in it."""

    services = forms.MultipleChoiceField(
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=options(sorted(SERVICES), NEEDS),
    )
    languages = forms.CharField(
        label=_("Languages of the mediators"),
        max_length=100,
        required=False,
        help_text=_("Codes with commas: ar, bn, fr."),
    )
    hospital_minutes = _number(_("Minutes to the hospital"))
    school_minutes = _number(_("Minutes to school"))
    commission_minutes = _number(_("Minutes to the Territorial Commission"))
    stopped = forms.CharField(
        label=_("Send nobody there for now, because"),
        max_length=200,
        required=False,
        help_text=_("Empty: people are sent."),
    )

    def __init__(self, data: Any, before: CentreOffer | None, version: int) -> None:
        told: dict[str, Any] = {"version": version}
        if before is not None:
            told |= {name: getattr(before, name) for name in OfferFacts.__dataclass_fields__}
            told["languages"] = ", ".join(before.languages)
        super().__init__(data, initial=told)

    def facts(self) -> OfferFacts:
        """The cleaned form as a value."""
        told: Mapping[str, Any] = self.cleaned_data
        plain = {name: told[name] for name in OfferFacts.__dataclass_fields__ if name not in ("services", "languages")}
        return OfferFacts(
            services=tuple(map(Need, told["services"])), languages=tuple(told["languages"].split(",")), **plain
        )


class QuotaForm(forms.Form):
    """Residents of a comune and its cap."""

    residents = forms.IntegerField(label=_("Residents"), min_value=1, max_value=5_000_000, required=False)
    most = forms.IntegerField(
        label=_("Guests at most"), min_value=0, max_value=MOST, required=False, help_text=_("Empty: no cap.")
    )
    source = forms.CharField(label=_("Where the number comes from"), max_length=200)
