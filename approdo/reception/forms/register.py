"""The shape of what the pages of the register send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approdo.reception import labels
from approdo.reception.commands.months import Difference
from approdo.reception.forms.places import day
from approdo.reception.queries.register import NightRegister
from approdo.reception.rules.presence import OF_THE_CENTRE
from approdo.reception.rules.vocabulary import AbsenceKind, NightSource, NightState

DIFFERENCES = 3  # boxes of a check
REPORTED = (AbsenceKind.HOSPITAL, AbsenceKind.UNJUSTIFIED, AbsenceKind.DETENTION)


def _states() -> list[tuple[str, Any]]:
    return [(state.value, labels.NIGHT_STATES[state]) for state in NightState]


class NightForm(forms.Form):
    """Where each guest was in a night. A guest of whom nothing is chosen is not sent."""

    night = forms.DateField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("How it is known"))
    rest = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, register: NightRegister, office: bool) -> None:
        super().__init__(data, initial={"night": register.night, "source": NightSource.OPERATOR.value})
        self.register = register
        sources = [one for one in NightSource if office or one in OF_THE_CENTRE]
        self.fields["source"].choices = [(one.value, labels.NIGHT_SOURCES[one]) for one in sources]  # type: ignore[attr-defined]
        for one in register.guests:
            self.fields[f"guest-{one.guest}"] = forms.ChoiceField(choices=_states(), required=False, label=one.name)

    def states(self) -> dict[UUID, NightState]:
        """What is new: chosen otherwise than it stands and, where asked, what is proposed for everybody else."""
        found = {}
        for one in self.register.guests:
            chosen = self.cleaned_data.get(f"guest-{one.guest}") or (
                one.proposed.value if self.cleaned_data["rest"] and one.state is None else ""
            )
            if chosen and chosen != (one.state.value if one.state else ""):
                found[one.guest] = NightState(chosen)
        return found


class CheckForm(forms.Form):
    """The differences that the office found in a month; none is a month as the centre wrote it."""

    def __init__(self, data: Any, *, guests: Iterable[tuple[UUID, str]]) -> None:
        super().__init__(data)
        names = [("", "–"), *((str(key), name) for key, name in guests)]
        sources = [one for one in NightSource if one not in OF_THE_CENTRE]
        for number in range(1, DIFFERENCES + 1):
            self.fields[f"guest_{number}"] = forms.ChoiceField(label=_("Guest"), choices=names, required=False)
            self.fields[f"first_{number}"] = day(_("First night"), required=False)
            self.fields[f"last_{number}"] = day(_("Last night"), required=False)
            self.fields[f"state_{number}"] = forms.ChoiceField(
                label=_("Where the guest was"), choices=[("", "–"), *_states()], required=False
            )
            self.fields[f"source_{number}"] = forms.ChoiceField(
                label=_("Who says so"), choices=[(one.value, labels.NIGHT_SOURCES[one]) for one in sources],
                required=False, initial=NightSource.OFFICE.value,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A difference is whole or empty."""
        told = super().clean() or {}
        for number in range(1, DIFFERENCES + 1):
            if told.get(f"guest_{number}"):
                for part in ("first", "last", "state"):
                    if not told.get(f"{part}_{number}"):
                        self.add_error(f"{part}_{number}", ValidationError(_("Write this.")))
        return told

    def differences(self) -> list[Difference]:
        """Those that were written."""
        told = self.cleaned_data
        return [
            Difference(
                UUID(told[f"guest_{number}"]), told[f"first_{number}"], told[f"last_{number}"] + timedelta(days=1),
                NightState(told[f"state_{number}"]), NightSource(told[f"source_{number}"] or NightSource.OFFICE),
            )
            for number in range(1, DIFFERENCES + 1)
            if told.get(f"guest_{number}")
        ]  # fmt: skip


class _OfGuestForm(forms.Form):
    guest_id = forms.ChoiceField(label=_("Guest"))
    first = day(_("First night away"))

    def __init__(self, data: Any, *, guests: Iterable[tuple[UUID, str]], today: date) -> None:
        super().__init__(data, initial={"first": today})
        self.fields["guest_id"].choices = [("", "–"), *((str(key), name) for key, name in guests)]  # type: ignore[attr-defined]


class AskAbsenceForm(_OfGuestForm):
    """A request to sleep elsewhere."""

    until = day(_("Day of return"), _("That night is slept in the centre again."))
    note = forms.CharField(label=_("Why the guest asks"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReportAbsenceForm(_OfGuestForm):
    """Somebody is away."""

    kind = forms.ChoiceField(label=_("Why"), choices=[(one.value, labels.ABSENCES[one]) for one in REPORTED])
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class AuthoriseForm(forms.Form):
    """The number of an authorisation."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    authorisation = forms.CharField(label=_("Number of the authorisation"), max_length=80)


class ReasonForm(forms.Form):
    """Why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(forms.Form):
    """The day of a return."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = day(_("Day of return"), _("That night is slept in the centre again."))


class PaperForm(forms.Form):
    """The sheet of a month, or its photograph."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV to be read; JPEG, PNG or PDF to be kept as it is."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,.pdf,image/*"}),
        allow_empty_file=True,
    )
