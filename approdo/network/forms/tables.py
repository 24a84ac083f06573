"""The shape of what the pages of protocols and roundtables send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.core.saying import LONGEST_REASON
from approdo.network import table_labels as labels
from approdo.network.council_definitions import council_letters
from approdo.network.forms.fields import VersionedForm, day, first_as, one_of, options, text, words
from approdo.network.models import RoundtableSeat
from approdo.network.rules.protocols import ProtocolFacts, Renewal
from approdo.network.rules.roundtables import (
    ActionFacts,
    MeetingFacts,
    Presence,
    SeatFacts,
    SeatRole,
    TableFacts,
    TableKind,
)

Choices = Sequence[tuple[str, str]]


def _identifier(told: str) -> UUID | None:
    return UUID(told) if told else None


def _letters() -> list[tuple[str, str]]:
    return [(one.id, f"{one.id}) {labels.letter_name(one)}") for one in council_letters().values()]


class ProtocolForm(VersionedForm):
    """Everything written of a protocol."""

    title = text(_("Title"), 200, required=True)
    scope = words(_("What it is about"), most=4000, required=True)
    reference = text(_("Number in the register of documents"), 80)
    renewal = one_of(_("At its last day"), options(labels.RENEWALS))
    data_clauses = words(_("What it says of personal data"), most=4000, rows=3)

    def __init__(self, *args: Any, written: ProtocolFacts | None = None, **kwargs: Any) -> None:
        if written is not None:
            first = first_as(written, {"renewal": written.renewal.value})
            kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def facts(self) -> ProtocolFacts:
        """What was told."""
        told = {name: self.cleaned_data[name] for name in ProtocolFacts.__dataclass_fields__}
        return ProtocolFacts(**{**told, "renewal": Renewal(told["renewal"])})


class SignForm(VersionedForm):
    """When a protocol was signed, and until when it holds."""

    signed_on = day(_("Signed on"), required=True)
    expires_on = day(_("Last day"), _("Empty if it has no end."))


class RenewForm(VersionedForm):
    """Until when a protocol holds now, and by what."""

    expires_on = day(_("New last day"), _("Empty if it has no end."))
    reason = text(_("By what it is renewed"), LONGEST_REASON, _("Such as the number of the act."), required=True)


class EndForm(VersionedForm):
    """When and why something ends before its day."""

    on = day(_("Day"), required=True)
    reason = text(_("Reason"), LONGEST_REASON, required=True)


class DayForm(VersionedForm):
    """A day."""

    on = day(_("Day"), required=True)


class UntilForm(VersionedForm):
    """The last day of a seat."""

    until = day(_("Last day"), required=True)


class PartyForm(VersionedForm):
    """A body that becomes part of a protocol."""

    organisation = one_of(_("Organisation of the network"), [], none=_("None of these"))
    name = text(_("Or another body"), 200)
    signatory = text(_("In which office one signs"), 120, _("Such as: the mayor. Not the name of a person."))

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("None of these")), *organisations]  # type: ignore[attr-defined]

    def body(self) -> dict[str, Any]:
        """What was told."""
        told = self.cleaned_data
        organisation = _identifier(told["organisation"])
        return {"organisation_id": organisation, "name": told["name"], "signatory": told["signatory"]}


class RoundtableForm(VersionedForm):
    """Everything written of a roundtable."""

    name = text(_("Name"), 200, required=True)
    kind = one_of(_("What it is for"), options(labels.KINDS))
    mandate = words(_("Mandate"), most=8000, rows=6, required=True)
    act_reference = text(_("Act of the prefect"), 120)
    established_on = day(_("Established on"), required=True)
    expires_on = day(_("Mandate until"), _("Empty if it has no end."))
    parent_id = one_of(_("Part of"), [], none=_("No other roundtable"))

    def __init__(self, *args: Any, tables: Choices, written: TableFacts | None = None, **kwargs: Any) -> None:
        if written is not None:
            first = first_as(written, {"kind": written.kind.value})
            kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = [("", _("No other roundtable")), *tables]  # type: ignore[attr-defined]

    def facts(self) -> TableFacts:
        """What was told."""
        told = {name: self.cleaned_data[name] for name in TableFacts.__dataclass_fields__}
        return TableFacts(**{**told, "kind": TableKind(told["kind"]), "parent_id": _identifier(told["parent_id"])})


class SeatForm(VersionedForm):
    """A seat: of the territorial council with its letter, of another roundtable without."""

    letter = one_of(_("By which letter of the law"), _letters, none=_("None: invited"))
    organisation_id = one_of(_("Organisation of the network"), [], none=_("None of these"))
    body = text(_("Body"), 200, _("Empty for the name of the organisation chosen."))
    person = text(_("Who sits"), 120, _("Empty where nobody was named yet: the seat is vacant."))
    substitute = text(_("Substitute"), 120)
    role = one_of(_("Role"), options(labels.ROLES))
    designated_on = day(_("Designated on"))
    since = day(_("Sits since"), required=True)
    until = day(_("Sits until"), _("Empty if it has no end."))

    def __init__(
        self, *args: Any, organisations: Choices, council: bool, written: SeatFacts | None = None, **kwargs: Any
    ) -> None:
        if written is not None:
            first = first_as(written, {"role": written.role.value})
            kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        else:
            kwargs["initial"] = {"role": SeatRole.MEMBER.value, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = [("", _("None of these")), *organisations]  # type: ignore[attr-defined]
        if not council:
            del self.fields["letter"]

    def facts(self) -> SeatFacts:
        """What was told."""
        told = {name: self.cleaned_data.get(name, "") for name in SeatFacts.__dataclass_fields__}
        return SeatFacts(**{
            **told, "role": SeatRole(told["role"]), "organisation_id": _identifier(told["organisation_id"]),
        })  # fmt: skip


class MeetingForm(VersionedForm):
    """A meeting to be held."""

    on = day(_("Day"), required=True)
    at = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    place = text(_("Where"), 200, required=True)
    agenda = words(_("Agenda"), most=8000, rows=5, required=True)

    def facts(self) -> MeetingFacts:
        """What was told."""
        return MeetingFacts(**{name: self.cleaned_data[name] for name in MeetingFacts.__dataclass_fields__})


class MinutesForm(VersionedForm):
    """The minutes of a meeting, and who came for each seat."""

    minutes = words(_("Minutes of the meeting"), most=40_000, rows=14, required=True)

    def __init__(self, *args: Any, seats: Sequence[RoundtableSeat], came: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = [one.pk for one in seats]
        for one in seats:
            label = f"{one.body}: {one.person}" if one.person else one.body
            self.fields[f"seat_{one.pk}"] = one_of(label, options(labels.PRESENCES), none=_("not written"))
            self.initial[f"seat_{one.pk}"] = came.get(one.pk, "")

    def presences(self) -> dict[UUID, Presence]:
        """Who came, by seat."""
        told = {pk: self.cleaned_data[f"seat_{pk}"] for pk in self.seats}
        return {pk: Presence(came) for pk, came in told.items() if came}


class ActionForm(VersionedForm):
    """What was agreed."""

    what = text(_("What"), 300, required=True)
    seat_id = one_of(_("Who does it"), [], none=_("None of these"))
    who = text(_("Or somebody else"), 120)
    due_on = day(_("By when"), required=True)
    meeting_id = one_of(_("Agreed at the meeting of"), [], none="–")

    def __init__(self, *args: Any, seats: Choices, meetings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat_id"].choices = [("", _("None of these")), *seats]  # type: ignore[attr-defined]
        self.fields["meeting_id"].choices = [("", "–"), *meetings]  # type: ignore[attr-defined]

    def facts(self) -> ActionFacts:
        """What was told."""
        told = {name: self.cleaned_data[name] for name in ActionFacts.__dataclass_fields__}
        return ActionFacts(**{
            **told, "seat_id": _identifier(told["seat_id"]), "meeting_id": _identifier(told["meeting_id"]),
        })  # fmt: skip


class CloseActionForm(VersionedForm):
    """What became of an action."""

    became = one_of(_("What became of it"), [("done", _("Done")), ("dropped", _("Given up"))])
    on = day(_("Day"), required=True)
    outcome = text(_("Outcome, or why it is given up"), 300)
