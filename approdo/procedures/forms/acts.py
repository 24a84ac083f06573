"""The shape of what an act on a case file is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.procedures import labels
from approdo.procedures.commands.checklist import STATUSES
from approdo.procedures.commands.opinions import RESULTS
from approdo.procedures.models import CaseFile
from approdo.procedures.rules.definition import Choice

Choices = list[tuple[str, Any]]
LANGUAGES = [
    ("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"), ("sq", "Shqip"), ("ro", "Română"),
    ("uk", "Українська"), ("bn", "বাংলা"),
]  # fmt: skip


def words(table: Mapping[str, Any], names: Iterable[str] | None = None, empty: Any = None) -> Choices:
    """Choices of a table of labels, all or only `names`; `empty` is the word of the empty choice."""
    chosen = [(name, table[name]) for name in (table if names is None else names)]
    return [("", empty), *chosen] if empty is not None else chosen


class Day(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """ISO, as the browser wants it whatever the language."""
        return str(value.isoformat()) if hasattr(value, "isoformat") else value


def today() -> Any:
    """Today in Italy."""
    return timezone.localdate()


class ActForm(forms.Form):
    """An act on a case file as it was when the page was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: CaseFile, **kwargs: Any) -> None:
        self.case = case
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"version": case.version, **kwargs["initial"]}
        super().__init__(*args, **kwargs)


class ConfirmForm(ActForm):
    """An act that needs nothing but its confirmation."""


class DayForm(ActForm):
    """An act with its day."""

    on = forms.DateField(label=_("Day"), widget=Day, initial=today)


class RegisterForm(DayForm):
    """The protocol number of a case file."""

    protocol_number = forms.CharField(label=_("Protocol number"), max_length=40)
    field_order = ("protocol_number", "on")


class AssignForm(ActForm):
    """A colleague and their part in a case file."""

    user = forms.ChoiceField(label=_("Colleague"))
    part = forms.ChoiceField(
        label=_("Part"), choices=[("responsible", _("Responsible officer")), ("collaborator", _("Collaborator"))]
    )

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = colleagues  # type: ignore[attr-defined]


class PriorityForm(ActForm):
    """Why a case file is worked first."""

    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=words(labels.PRIORITIES, empty=_("No priority"))
    )


class EventForm(DayForm):
    """A fact that happened."""

    type = forms.ChoiceField(label=_("What happened"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    field_order = ("type", "on", "note")

    def __init__(self, *args: Any, events: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = events  # type: ignore[attr-defined]


class CorrectEventForm(ActForm):
    """The right date of a fact, or its cancellation."""

    right_date = forms.DateField(
        label=_("Right day"), widget=Day, required=False, help_text=_("Leave empty if it never happened.")
    )
    reason = forms.CharField(label=_("Why"), max_length=300)


class PinForm(ActForm):
    """The version of the term that applies."""

    valid_from = forms.ChoiceField(label=_("Version in force from"), required=False)
    reason = forms.CharField(label=_("Why this version applies"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, versions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].choices = [("", _("Let the date choose")), *versions]  # type: ignore[attr-defined]


class ReasonedDayForm(DayForm):
    """An act with its day and its reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class DocumentForm(ActForm):
    """How a document of the checklist stands."""

    status = forms.ChoiceField(
        label=_("State"), choices=words(labels.ITEM_STATUSES, STATUSES), widget=forms.RadioSelect
    )
    defect = forms.ChoiceField(
        label=_("What is wrong"), required=False, choices=words(labels.DEFECTS, empty=_("Nothing")),
        help_text=_("Needed when the document is to fix."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, help_text=_("Needed when the document is not needed: say why.")
    )
    expires_on = forms.DateField(label=_("Valid until"), widget=Day, required=False)


class QuestionsForm(ActForm):
    """The questions of a procedure, whose answers shape the checklist."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from_procedure = kwargs.pop("questions")
        super().__init__(*args, **kwargs)
        for question in from_procedure:
            kind = forms.MultipleChoiceField if question.several else forms.ChoiceField
            self.fields[question.id] = kind(
                label=question.text,
                required=False,
                choices=question.choices,
                widget=forms.CheckboxSelectMultiple if question.several else forms.RadioSelect,
                initial=self.case.answers.get(question.id),
            )


class OpinionForm(DayForm):
    """The answer of an office."""

    result = forms.ChoiceField(
        label=_("Result"), choices=words(labels.OPINION_STATES, RESULTS), widget=forms.RadioSelect
    )
    content = forms.CharField(
        label=_("Content"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept encrypted. Who reads it is written down."),
    )  # fmt: skip
    field_order = ("result", "on", "content")


class PurposeForm(forms.Form):
    """For what purpose restricted data are read."""

    purpose = forms.CharField(label=_("For what purpose do you read these data?"), max_length=200)


class ReceiptForm(ActForm):
    """The day the person received a request, when it is already known."""

    received_on = forms.DateField(
        label=_("Received by the person on"), widget=Day, required=False,
        help_text=_("The clock stops on this day. Leave it empty if the letter has not been received yet."),
    )  # fmt: skip


class NoticeForm(ReceiptForm):
    """The notice before refusal."""

    reasons = forms.CharField(label=_("Reasons against granting the request"), widget=forms.Textarea(attrs={"rows": 6}))
    field_order = ("reasons", "received_on")


class ObservationsForm(DayForm):
    """The person's observations."""

    note = forms.CharField(
        label=_("What the person says, in short"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class DecisionForm(ActForm):
    """What a decision says."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 6}))
    legal_basis = forms.CharField(label=_("Legal basis"), widget=forms.Textarea(attrs={"rows": 2}))
    remedies = forms.CharField(label=_("Remedies"), widget=forms.Textarea(attrs={"rows": 2}))
    answers_observations = forms.CharField(
        label=_("Answer to the observations"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed for a refusal when the person sent observations."),
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = words(labels.OUTCOMES, outcomes)  # type: ignore[attr-defined]


class RevokeForm(ReasonedDayForm):
    """What a revocation says."""

    legal_basis = forms.CharField(label=_("Legal basis"), widget=forms.Textarea(attrs={"rows": 2}))
    remedies = forms.CharField(label=_("Remedies"), widget=forms.Textarea(attrs={"rows": 2}))


class DispatchForm(DayForm):
    """How and when a letter left."""

    channel = forms.ChoiceField(label=_("Channel"), choices=words(labels.CHANNELS))
    protocol_number = forms.CharField(label=_("Outgoing protocol number"), max_length=40, required=False)


class LetterForm(ActForm):
    """The language of the short translation."""

    language = forms.ChoiceField(
        label=_("Language of the short translation"), required=False,
        choices=[("", _("The person's language")), ("it", _("None")), *LANGUAGES],
    )  # fmt: skip


class SubstitutePowerForm(ActForm):
    """A request of substitute power."""

    asked_on = forms.DateField(label=_("Asked on"), widget=Day, initial=today)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class LitigationForm(SubstitutePowerForm):
    """A lawsuit."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=words(labels.LITIGATIONS, ("silence_action", "appeal", "judgment"))
    )
    court = forms.CharField(label=_("Court"), max_length=120)
    ordered_days = forms.IntegerField(label=_("Days set by the judge"), required=False, min_value=1, max_value=3650)
    commissioner = forms.CharField(label=_("Commissioner"), required=False, max_length=120)
    field_order = ("kind", "asked_on", "court", "ordered_days", "commissioner", "note")


class EndLitigationForm(DayForm):
    """How a lawsuit ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=words(labels.LITIGATION_OUTCOMES))
    costs = forms.DecimalField(
        label=_("Costs paid by the office (euro)"), required=False, min_value=0, decimal_places=2
    )


def choices_of(values: Iterable[Choice], language: str) -> Choices:
    """Choices of a definition in the reader's language."""
    return [(value.id, value.name_en if language == "en" else value.name_it) for value in values]
