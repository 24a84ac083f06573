"""The shape of what the pages of measures send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.reception import measure_labels as labels
from approdo.reception.commands.measure_decisions import Decision
from approdo.reception.commands.measures import Assessment
from approdo.reception.forms.places import VersionedForm, day, options
from approdo.reception.models import Centre
from approdo.reception.rules.measures import (
    SENDINGS,
    Delivery,
    ExcludedService,
    Ground,
    MeasureKind,
    RestorationCause,
    Terms,
    Voice,
    kinds_for,
)

LONGEST = 8000  # characters of a text


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )


class GroundForm(forms.Form):
    """Why a measure is considered, and what happened."""

    ground = forms.ChoiceField(label=_("Ground"), choices=[("", "–"), *options(Ground, labels.GROUNDS)])
    facts = _text(_("What happened"), _("It is kept encrypted; only who works on the measure reads it."))
    on = day(_("On the day"))


class ReportForm(GroundForm):
    """What a centre reports to the prefecture."""

    warned_on = day(
        _("Formal warning to the guest on"), _("For a breach of the rules the guest is warned first."), required=False
    )
    field_order = ("ground", "facts", "warned_on", "on")


class DayForm(VersionedForm):
    """A day on which something was done."""

    on = day(_("On the day"))


class DismissForm(DayForm):
    """Why a measure has no sequel."""

    reason = _text(_("Reason"))


class ReceivedForm(VersionedForm):
    """When and how an act reached the guest."""

    received_on = day(_("Received on"), _("Where nobody received it: the day on which it is complete by law."))
    delivery = forms.ChoiceField(label=_("How"), choices=[("", "–"), *options(Delivery, labels.DELIVERIES)])


class LetterForm(VersionedForm):
    """A letter is written: nothing is asked but on which state of the measure."""


class SentForm(DayForm):
    """How and when a letter left."""

    channel = forms.ChoiceField(label=_("How it was sent"), choices=[("", "–"), *options(SENDINGS, labels.DELIVERIES)])
    protocol_number = forms.CharField(
        label=_("Protocol number"), max_length=40, required=False,
        help_text=_("Needed for the Commission: it is the reference of the communication."),
    )  # fmt: skip


class VoiceForm(DayForm):
    """What the guest said."""

    voice = forms.ChoiceField(label=_("How the guest spoke"), choices=options(Voice, labels.VOICES))
    said = _text(_("What the guest said"), _("It is kept encrypted."))


class AssessForm(DayForm):
    """Why the measure is proportionate, and what was found of vulnerability."""

    proportionality = _text(_("Why the measure is proportionate to what happened"))
    lesser = _text(_("Why nothing milder is enough"))
    vulnerable = forms.TypedChoiceField(
        label=_("Is the guest vulnerable?"), choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes", empty_value=None,
    )  # fmt: skip
    vulnerability = _text(
        _("How vulnerability was considered"),
        _("Also when there is none: who looked, and how. Kept encrypted and read only with a purpose."),
    )

    def assessment(self) -> Assessment:
        """The cleaned form as a value."""
        names = ("proportionality", "lesser", "vulnerable", "vulnerability")
        return Assessment(**{name: self.cleaned_data[name] for name in names})


class DecideForm(DayForm):
    """What is decided, and why. Only what the ground allows can be chosen."""

    kinds = forms.MultipleChoiceField(
        label=_("What is decided"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: no measure is taken and the procedure ends."),
    )  # fmt: skip
    benefits_days = forms.IntegerField(
        label=_("Days of suspension of the benefits"), min_value=1, required=False,
        help_text=_("From the day on which the decision is carried out."),
    )  # fmt: skip
    services = forms.MultipleChoiceField(
        label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=options(ExcludedService, labels.EXCLUDED_SERVICES),
        help_text=_("Board, lodging, clothing and health care can never be excluded."),
    )  # fmt: skip
    exclusion_until = day(_("Excluded until"), _("The first day without exclusion."), required=False)
    centre = forms.ChoiceField(label=_("Centre to move to"), required=False)
    reasons = _text(_("Reasons of the decision"))
    remedies = forms.CharField(label=_("Remedies"), max_length=500)

    def __init__(self, data: Any, ground: Ground, centres: Iterable[Centre], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        kinds = [kind for kind in MeasureKind if kind in kinds_for(ground)]
        self.fields["kinds"].choices = options(kinds, labels.MEASURE_KINDS)  # type: ignore[attr-defined]
        self.fields["centre"].choices = [("", "–"), *((str(row.pk), row.name) for row in centres)]  # type: ignore[attr-defined]
        if MeasureKind.WITHDRAWAL in kinds:
            for name in ("benefits_days", "services", "exclusion_until", "centre"):
                del self.fields[name]

    def decision(self) -> Decision:
        """The cleaned form as a value."""
        told = self.cleaned_data
        if not told["kinds"]:
            return Decision(told["reasons"], told["remedies"])
        until: date | None = told.get("exclusion_until")
        terms = Terms(
            kinds=tuple(MeasureKind(word) for word in told["kinds"]),
            services=tuple(ExcludedService(word) for word in told.get("services", ())),
            exclusion_until=until, benefits_days=told.get("benefits_days"), moves=bool(told.get("centre")),
        )  # fmt: skip
        centre = told.get("centre")
        return Decision(told["reasons"], told["remedies"], terms, UUID(centre) if centre else None)


class CommissionForm(DayForm):
    """The communication to the Commission."""

    reference = forms.CharField(label=_("Reference of the communication"), max_length=80)


class RestoreForm(DayForm):
    """Whether reception is restored."""

    restored = forms.TypedChoiceField(
        label=_("Is reception restored?"), choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda word: word == "yes", empty_value=None,
    )  # fmt: skip
    cause = forms.ChoiceField(
        label=_("Cause of the absence"), required=False,
        choices=[("", "–"), *options(RestorationCause, labels.RESTORATION_CAUSES)],
        help_text=_("Only when reception is restored."),
    )  # fmt: skip
    reasons = _text(_("Reasons of the decision"))


class PurposeForm(forms.Form):
    """Why special data are read."""

    purpose = forms.CharField(label=_("For what purpose"), max_length=200)
