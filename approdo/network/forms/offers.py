"""The shape of what the pages of opportunities and of outreach send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.core.saying import LONGEST_REASON
from approdo.network import offer_labels as labels
from approdo.network.commands.opportunities import LONGEST_TITLE
from approdo.network.forms.fields import (
    VersionedForm,
    comune_field,
    day,
    email_field,
    first_as,
    link_field,
    one_of,
    options,
    phone_field,
    several,
    text,
    where,
    words,
)
from approdo.network.naming import category, language_choices, need_choices
from approdo.network.rules.opportunities import OpportunityFacts, OpportunityKind
from approdo.network.rules.outreach import MOST_CONTACTS, Rhythm, StopFacts, Tally, TallySex
from approdo.network.rules.sources import LONGEST_TEXT

LANGUAGE_ROWS, FRESH = 5, 3
Choices = Sequence[tuple[str, str]]


def _minor() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Only slips of the pen: the meaning is the same"), required=False,
        help_text=_("Then no translation becomes stale. Otherwise only the sentences you changed do."),
    )  # fmt: skip


def _owner(form: forms.Form, known: Choices | None) -> None:
    """The organisation is asked of what is new alone."""
    if known is None:
        del form.fields["organisation"]
    else:
        form.fields["organisation"].choices = known  # type: ignore[attr-defined]


class OpportunityForm(VersionedForm):
    """Everything of an opportunity; with `written` the one that is changed."""

    organisation = one_of(_("Organisation"), [])
    kind = one_of(_("Kind of opportunity"), options(labels.KINDS))
    title = text(_("Title"), LONGEST_TITLE, required=True)
    body = words(
        _("Text"), _("In Italian, in plain words and short sentences. An empty line makes a paragraph, a dash a list."),
        most=LONGEST_TEXT, rows=8, required=True,
    )  # fmt: skip
    target = words(_("Who it is for"), most=2000, rows=2)
    how_to_apply = words(_("How to apply"), most=4000, rows=3, required=True)
    deadline = day(_("Last day to apply"), _("After it the public no longer sees the opportunity."))
    begins_on = day(_("It begins on"))
    ends_on = day(_("It ends on"))
    languages = several(_("Languages in which it is held"), language_choices)
    comune_code = comune_field(_("Empty for the whole province."))
    link = link_field(_("Web page"))
    email = email_field(_("E-mail"))
    phone = phone_field(_("Telephone"))
    minor = _minor()

    def __init__(
        self, *args: Any, organisations: Choices | None = None, written: OpportunityFacts | None = None, **kwargs: Any
    ) -> None:
        if written is not None:
            plain = {"kind": written.kind.value, "languages": list(written.languages)}
            kwargs["initial"] = {**first_as(written, plain), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        _owner(self, organisations)
        if written is None:
            del self.fields["minor"]

    def facts(self) -> OpportunityFacts:
        """What was told."""
        told = {**self.cleaned_data, **where(self.cleaned_data["comune_code"])}
        told = {name: told[name] for name in OpportunityFacts.__dataclass_fields__}
        return OpportunityFacts(**{
            **told, "kind": OpportunityKind(told["kind"]), "languages": tuple(told["languages"]),
        })  # fmt: skip


class WithdrawForm(VersionedForm):
    """Why something goes away."""

    reason = words(_("Reason"), most=LONGEST_REASON, rows=3, required=True)


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class StopForm(VersionedForm):
    """Everything of an outreach stop; with `written` the one that is changed."""

    organisation = one_of(_("Organisation"), [])
    name = text(_("Name"), 160, required=True)
    body = words(_("What one finds there"), _("In Italian, in plain words."), most=4000, rows=4, required=True)
    location_id = one_of(_("Site"), [], _("A place of the network, or else a spot below."), none=_("No place"))
    spot = text(_("Spot"), 200, _("Such as: the square of the market, in front of the fountain."))
    comune_code = comune_field()
    rhythm = one_of(_("How often"), options(labels.RHYTHMS))
    first_day = day(_("First day"), _("The others are counted from it."), required=True)
    last_day = day(_("Last day"), _("Empty if it has no end."))
    opens = _hour(_("From"))
    closes = _hour(_("To"))
    languages = several(_("Languages spoken"), language_choices)
    needs = several(_("Needs it answers"), need_choices)
    phone = phone_field(_("Telephone"))
    minor = _minor()

    def __init__(
        self, *args: Any, places: Choices, organisations: Choices | None = None, written: StopFacts | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        if written is not None:
            plain = {
                "rhythm": written.rhythm.value, "languages": list(written.languages), "needs": list(written.needs),
            }  # fmt: skip
            kwargs["initial"] = {**first_as(written, plain), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["location_id"].choices = [("", _("No place")), *places]  # type: ignore[attr-defined]
        _owner(self, organisations)
        if written is None:
            del self.fields["minor"]

    def facts(self) -> StopFacts:
        """What was told."""
        told = {**self.cleaned_data, **where(self.cleaned_data["comune_code"])}
        told = {name: told[name] for name in StopFacts.__dataclass_fields__}
        return StopFacts(**{
            **told, "rhythm": Rhythm(told["rhythm"]), "languages": tuple(told["languages"]),
            "needs": tuple(told["needs"]), "location_id": UUID(told["location_id"]) if told["location_id"] else None,
        })  # fmt: skip


class CallOffForm(VersionedForm):
    """A day on which a stop does not come, and why."""

    day = one_of(_("Day"), [])
    reason = text(_("Reason"), LONGEST_REASON, _("In Italian: the public reads it."), required=True)

    def __init__(self, *args: Any, days: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = days  # type: ignore[attr-defined]


class VisitForm(VersionedForm):
    """How many people were met on a day: counts by one thing at a time."""

    day = day(_("Day"), required=True)

    def __init__(self, *args: Any, written: Tally, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._count("contacts", _("People met"), written.contacts, required=True)
        for sex, label in labels.TALLY_SEXES.items():
            self._count(f"sex_{sex}", label, written.sexes.get(sex.value))
        spoken = list(written.languages.items())
        self.rows = max(LANGUAGE_ROWS, len(spoken) + FRESH)
        for place in range(self.rows):
            code, count = spoken[place] if place < len(spoken) else ("", None)
            self.fields[f"l{place}_code"] = one_of(_("Language spoken with them"), language_choices(), none="–")
            self.initial[f"l{place}_code"] = code
            self._count(f"l{place}_count", _("How many in this language"), count)
        for need, _name in need_choices():
            self._count(f"need_{need}", category(need), written.needs.get(need))

    def _count(self, name: str, label: Any, initial: int | None, *, required: bool = False) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=0, max_value=MOST_CONTACTS, required=required, initial=initial
        )

    def tally(self) -> Tally:
        """What was counted; the same language twice is counted together."""
        told = self.cleaned_data
        spoken: dict[str, int] = {}
        for place in range(self.rows):
            code = told[f"l{place}_code"]
            if code:
                spoken[code] = spoken.get(code, 0) + (told[f"l{place}_count"] or 0)
        sexes = {sex.value: told[f"sex_{sex}"] or 0 for sex in TallySex}
        needs = {need: told[f"need_{need}"] or 0 for need, _name in need_choices()}
        return Tally(told["contacts"], sexes, spoken, needs)
