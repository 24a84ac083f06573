"""The shape of what the pages of guests and stays send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception import labels
from approdo.reception.forms.places import day
from approdo.reception.models import Bed, Centre, Guest, Stay
from approdo.reception.queries.guests import SORTS, Wanted
from approdo.reception.rules.facts import GuestFacts
from approdo.reception.rules.vocabulary import ExitReason, StayState

STATES = (StayState.PRESENT, StayState.PLANNED, StayState.LEFT, StayState.NO_SHOW, StayState.CANCELLED)
REASONS = [reason for reason in ExitReason if reason is not ExitReason.NO_SHOW]


def _options(words: Iterable[Any], known: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(word.value, known[word]) for word in words]


def centres_of(rows: Iterable[Centre]) -> list[tuple[str, str]]:
    """Centres as options of a list, an empty one first."""
    return [("", "–"), *((str(row.pk), row.name) for row in rows)]


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """The filters in the address of a list; what cannot be read filters nothing."""
    state, sort = query.get("state", ""), query.get("sort", "name")
    return Wanted(
        text=query.get("q", "").strip()[:100],
        centre=_identifier(query.get("centre", "")),
        state=state if state in {"never", *(one.value for one in STATES)} else "",
        sort=sort if sort.removeprefix("-") in SORTS else "name",
    )


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class VersionForm(forms.Form):
    """A form that says on which state its reader wrote."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class GuestForm(VersionForm):
    """The numbers other offices know a guest by."""

    cui = forms.CharField(label=_("CUI"), max_length=20, required=False, help_text=_("Fingerprint code."))
    vestanet = forms.CharField(label=_("Vestanet number"), max_length=30, required=False)
    health_card = forms.CharField(label=_("Health card"), max_length=30, required=False)
    health_card_expires_on = day(_("Health card until"), required=False)
    permit_number = forms.CharField(label=_("Permit of stay, number"), max_length=30, required=False)
    permit_expires_on = day(_("Permit of stay until"), required=False)
    c3_on = day(_("Asylum request (C3) on"), required=False)
    unaccompanied_minor = forms.BooleanField(label=_("Unaccompanied minor"), required=False)

    def __init__(self, data: Any = None, *, before: GuestFacts | None = None, version: int | None = None) -> None:
        super().__init__(data, initial={**(asdict(before) if before else {}), "version": version})

    def facts(self) -> GuestFacts:
        """The cleaned form as a value."""
        return GuestFacts(**{name: self.cleaned_data[name] for name in GuestFacts.__dataclass_fields__})


class FamilyForm(VersionForm):
    """An act that the family may follow."""

    with_guests = forms.MultipleChoiceField(
        label=_("Together with"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The family goes together: all of them or nobody."),
    )  # fmt: skip

    def _offer(self, rows: Iterable[tuple[str, str]]) -> None:
        offered = list(rows)
        self.fields["with_guests"].choices = offered  # type: ignore[attr-defined]
        self.fields["with_guests"].initial = [key for key, _name in offered]
        if not offered:
            del self.fields["with_guests"]

    def together(self) -> tuple[UUID, ...]:
        """Who follows."""
        return tuple(UUID(value) for value in self.cleaned_data.get("with_guests", ()))


class PlanForm(FamilyForm):
    """An order to receive guests in a centre."""

    centre = forms.ChoiceField(label=_("Centre"))
    planned_entry = day(_("Entry on"))
    planned_exit = day(_("Planned exit"), required=False, help_text=_("Empty when it is not known."))
    expected_entry = day(_("Arrival announced for"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Only to place somebody in a centre that is for others."),
    )  # fmt: skip

    def __init__(self, data: Any, centres: Iterable[Centre], family: Iterable[Guest], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["centre"].choices = centres_of(centres)  # type: ignore[attr-defined]
        self._offer((str(row.pk), str(row.person)) for row in family)


class TransferForm(FamilyForm):
    """Another centre from a day on."""

    centre = forms.ChoiceField(label=_("New centre"))
    on = day(_("On"), help_text=_("The night of this day is of the new centre."))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Only to place somebody in a centre that is for others."),
    )  # fmt: skip

    def __init__(self, data: Any, centres: Iterable[Centre], family: Iterable[Stay], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["centre"].choices = centres_of(centres)  # type: ignore[attr-defined]
        self._offer((str(row.lineage), str(row.guest.person)) for row in family)


class AdmitForm(VersionForm):
    """Who was expected has arrived."""

    entry = day(_("Entry on"))
    bed = forms.ChoiceField(label=_("Bed"), required=False)

    def __init__(self, data: Any, beds: Iterable[Bed], *, above: bool, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["bed"].choices = beds_of(beds)  # type: ignore[attr-defined]
        if above:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"), max_length=300, required=False, help_text=_("Only to go above the capacity.")
            )


class BedForm(VersionForm):
    """A bed from a day on."""

    bed = forms.ChoiceField(label=_("Bed"))
    since = day(_("From the night of"))

    def __init__(self, data: Any, beds: Iterable[Bed], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["bed"].choices = beds_of(beds)  # type: ignore[attr-defined]


def beds_of(rows: Iterable[Bed]) -> list[tuple[str, str]]:
    """Beds as options of a list, an empty one first."""
    return [("", "–"), *((str(bed.pk), f"{bed.room.unit.name} / {bed.room.name} / {bed.name}") for bed in rows)]


class EndForm(VersionForm):
    """Who left, when and why."""

    exit = day(_("Left on"), help_text=_("The night of this day is not slept here."))
    exit_reason = forms.ChoiceField(label=_("Why"), choices=[("", "–"), *_options(REASONS, labels.EXIT_REASONS)])


class CancelForm(VersionForm):
    """Why an order is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class CorrectForm(VersionForm):
    """A stay as it really was."""

    centre = forms.ChoiceField(label=_("Centre"))
    entry = day(_("Entry on"))
    planned_exit = day(_("Planned exit"), required=False)
    exit = day(_("Left on"), required=False, help_text=_("Empty for who is still there."))
    exit_reason = forms.ChoiceField(
        label=_("Why"), choices=[("", "–"), *_options(REASONS, labels.EXIT_REASONS)], required=False
    )
    reason = forms.CharField(
        label=_("Reason of the correction"), max_length=300, help_text=_("What was written before stays readable.")
    )

    def __init__(self, data: Any, centres: Iterable[Centre], row: Stay, version: int) -> None:
        names = ("entry", "planned_exit", "exit", "exit_reason")
        told = {name: getattr(row, name) for name in names}
        super().__init__(data, initial={**told, "centre": str(row.centre_id), "version": version})
        self.fields["centre"].choices = centres_of(centres)[1:]  # type: ignore[attr-defined]
