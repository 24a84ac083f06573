"""The shape of what the pages of centres send."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approdo.reception import comuni, labels
from approdo.reception.commands.centres import Capacity
from approdo.reception.commands.layout import RoomPlan
from approdo.reception.forms.places import VersionedForm, day, options
from approdo.reception.rules.facts import CentreFacts
from approdo.reception.rules.vocabulary import CentreType, SexProfile

PARTS = 6  # of a line of rooms
YES = ("x", "yes", "si", "sì")


class CapacityFields(forms.Form):
    """Places of a centre."""

    authorised = forms.IntegerField(label=_("Authorised places"), min_value=0, max_value=100_000)
    emergency = forms.IntegerField(
        label=_("Emergency places"), min_value=0, max_value=100_000, initial=0,
        help_text=_("Further places that an order of the prefect allows."),
    )  # fmt: skip
    order_reference = forms.CharField(
        label=_("Reference of the order"), max_length=120, required=False, help_text=_("Needed for emergency places.")
    )

    def capacity(self) -> Capacity:
        """The places told."""
        told = self.cleaned_data
        return Capacity(told["authorised"], told["emergency"], told["order_reference"])


class CentreForm(VersionedForm):
    """What is written of a centre."""

    name = forms.CharField(label=_("Name of the centre"), max_length=160)
    code = forms.CharField(label=_("Code of the office"), max_length=20, help_text=_("Never used for two centres."))
    type = forms.ChoiceField(
        label=_("Type of centre"), choices=options(CentreType, labels.CENTRE_TYPES), initial=CentreType.CAS.value
    )
    address = forms.CharField(label=_("Address"), max_length=200)
    comune = forms.CharField(
        label=_("Comune"), max_length=60, help_text=_("Its name, or its ISTAT code of six digits.")
    )
    opened_on = day(_("Opened on"))
    sex_profile = forms.ChoiceField(label=_("Who is received"), choices=options(SexProfile, labels.SEX_PROFILES))
    accessible = forms.BooleanField(label=_("Accessible to disabled persons"), required=False)
    latitude = forms.DecimalField(
        label=_("Latitude (degrees)"), required=False, max_digits=8, decimal_places=6, localize=True
    )
    longitude = forms.DecimalField(
        label=_("Longitude (degrees)"), required=False, max_digits=9, decimal_places=6, localize=True
    )

    def clean_comune(self) -> str:
        """The ISTAT code of what was written."""
        found = comuni.code(self.cleaned_data["comune"])
        if not found:
            raise forms.ValidationError(
                _("No comune, or more than one, is called so. Write the letters of its province too: Castro (BG).")
            )
        return found

    def facts(self) -> CentreFacts:
        """The centre told."""
        told = {name: self.cleaned_data[name] for name in CentreFacts.__dataclass_fields__}
        closed = {"type": CentreType(told["type"]), "sex_profile": SexProfile(told["sex_profile"])}
        return CentreFacts(**{**told, **closed})


class NewCentreForm(CentreForm, CapacityFields):
    """A new centre with its first places."""

    body = forms.ChoiceField(label=_("Managing body"))
    field_order = ("version", "body", "name", "code", "type", "authorised", "emergency", "order_reference")

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]


class CloseCentreForm(VersionedForm):
    """The end of a centre."""

    closed_on = day(_("First day on which nobody sleeps there"))


class DatedCapacityForm(VersionedForm, CapacityFields):
    """Places from a day on."""

    valid_from = day(_("From the day"))
    field_order = ("version", "valid_from")


class UnderContractForm(forms.Form):
    """A contract under which a centre works."""

    contract = forms.ChoiceField(label=_("Contract"))
    first = day(_("First day"))
    last = day(_("Last day"), _("Empty: until the end of the contract."), required=False)

    def __init__(self, *args: Any, contracts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = contracts  # type: ignore[attr-defined]


class EndUnderContractForm(forms.Form):
    """The last day of a centre under a contract."""

    last = day(_("Last day under this contract"))


class LayOutForm(forms.Form):
    """Rooms and beds, a line for each room."""

    rooms = forms.CharField(
        label=_("Rooms"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "One line for each room: unit; room; beds; who sleeps there (any, women, men, families); accessible (yes or"
            " empty); square metres. The last three may be left out. Example: House A; 12; 4; women; yes; 24.5"
        ),
    )  # fmt: skip

    def clean_rooms(self) -> list[RoomPlan]:
        """The rooms told, line by line."""
        plans, wrong = [], []
        for number, line in enumerate(self.cleaned_data["rooms"].splitlines(), start=1):
            if line.strip():
                try:
                    plans.append(_room(line))
                except ValueError as error:
                    wrong.append(gettext("Line %(n)s: %(what)s") % {"n": number, "what": error})
        if wrong:
            raise forms.ValidationError(wrong)
        return plans


def _room(line: str) -> RoomPlan:
    """A line as a room. Raises ValueError in words."""
    parts = [part.strip() for part in line.split(";")]
    if not 3 <= len(parts) <= PARTS:
        raise ValueError(gettext("expected unit; room; beds"))
    unit, name, beds, profile, accessible, area = parts + [""] * (PARTS - len(parts))
    if len(unit) > 80 or len(name) > 40:
        raise ValueError(gettext("a name is too long"))
    if not (beds.isascii() and beds.isdigit() and 0 < int(beds) <= 200):
        raise ValueError(gettext("the beds are a number from 1 to 200"))
    known = {one.value: one for one in SexProfile} | {
        str(word).casefold(): one for one, word in labels.SEX_PROFILES.items()
    }
    if profile and profile.casefold() not in known:
        raise ValueError(gettext("who sleeps there is any, women, men or families"))
    try:
        metres = Decimal(area.replace(",", ".")).quantize(Decimal("0.01")) if area else None
    except InvalidOperation:
        raise ValueError(gettext("the square metres are a number")) from None
    if metres is not None and not 0 < metres < 10_000:
        raise ValueError(gettext("the square metres are a number"))
    return RoomPlan(
        unit, name, int(beds), known.get(profile.casefold(), SexProfile.ANY), accessible.casefold() in YES, metres
    )


class OutOfUseForm(forms.Form):
    """Beds that cannot be used for some days."""

    beds = forms.MultipleChoiceField(label=_("Beds"), widget=forms.CheckboxSelectMultiple)
    first = day(_("First night out of use"))
    until = day(_("Back in use on"), _("Empty when it is not known yet."), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, beds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beds"].choices = beds  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """A bed that can be used again."""

    on = day(_("First night in use again"))


class CertificateForm(forms.Form):
    """A certificate of the building."""

    kind = forms.CharField(label=_("Kind of certificate"), max_length=80, help_text=_("Fire prevention, plants, use."))
    issued_on = day(_("Issued on"))
    expires_on = day(_("Last day on which it holds"), _("Empty only for what has no end."), required=False)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
