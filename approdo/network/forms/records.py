"""The shape of what the pages of organisations, services, places and desks send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from approdo.network import labels
from approdo.network.forms.fields import (
    Lines,
    Phones,
    VersionedForm,
    chosen,
    codes,
    comune_field,
    comuni_field,
    email_field,
    euros,
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
from approdo.network.naming import category_choices, language_choices, node_type_choices
from approdo.network.rules.directory import AccessFact, Attending, Cost, Told, WayIn
from approdo.network.rules.eligibility import MOST_AGE, Asks, Condition
from approdo.network.rules.facts import DeskFacts, OrganisationFacts, PlaceFacts, ServiceFacts

FOUR = {"permits": Asks.PERMIT, "situations": Asks.STATUS, "sexes": Asks.SEX, "families": Asks.FAMILY}


class OrganisationForm(VersionedForm):
    """Everything written of an organisation."""

    name = text(_("Name"), 200, required=True)
    node_type = one_of(_("Kind of organisation"), node_type_choices)
    alternate_names = Lines(label=_("Other names"), help_text=_("As people call it, one a line."))
    description = words(_("Description in Italian"), _("Plain text in short sentences: who it helps and with what."))
    ipa_code = text(_("IPA code"), 20, _("Of public bodies, from the index of public administrations."))
    tax_code = text(_("Tax code"), 16)
    website = link_field(_("Web page"))
    email = email_field(_("E-mail"))
    certified_mail = email_field(_("Certified e-mail"))
    phones = Phones(label=_("Telephones"), help_text=_("One a line: the number, then what it is for."))
    parent_id = one_of(_("Part of"), [], none=_("No other organisation"))

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = [("", _("No other organisation")), *organisations]  # type: ignore[attr-defined]

    def facts(self) -> OrganisationFacts:
        """What was told."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return OrganisationFacts(**{**told, "parent_id": UUID(told["parent_id"]) if told["parent_id"] else None})


class ServiceForm(VersionedForm):
    """Everything written of a service, but where and when."""

    name = text(_("Name of the service"), 200, required=True)
    alternate_name = text(_("Other name"), 200)
    description = words(_("Description in Italian"), _("Plain text in short sentences."), required=True)
    categories = several(_("What it helps with"), category_choices, required=True)
    ways_in = several(_("How one gets in"), options(labels.WAYS_IN))
    application_process = words(_("What to do to get in"), rows=3, most=2000)
    required_documents = Lines(label=_("Documents needed"), help_text=_("One a line."))
    cost = one_of(_("Cost"), options(labels.COSTS))
    cost_amount = euros(_("Amount"), _("Euros."))
    cost_source = text(_("Where the amount stands written"), 200)
    fees_description = words(_("What one pays and what not"), rows=2, most=1000)
    permits = several(
        _("Only who has one of these permits"), options(labels.PERMITS), _("Choose none where it is open to all.")
    )
    situations = several(_("Only who lives one of these situations"), options(labels.SITUATIONS))
    sexes = several(_("Only"), options(labels.SEXES_TOLD))
    families = several(_("Only who is"), options(labels.FAMILIES))
    age_from = forms.IntegerField(label=_("From the age of"), min_value=0, max_value=MOST_AGE, required=False)
    age_to = forms.IntegerField(label=_("To the age of"), min_value=0, max_value=MOST_AGE, required=False)
    eligible_comuni = comuni_field(_("Only who lives in these comuni"))
    eligibility_note = words(_("Who may use it, in words"), rows=2, most=1000)
    whole_province = forms.BooleanField(label=_("It works in the whole province"), required=False, initial=True)
    areas = comuni_field(_("Otherwise, the comuni where it works"))
    capacity = forms.IntegerField(label=_("People at once"), min_value=0, max_value=100_000, required=False)
    phones = Phones(label=_("Telephones"), help_text=_("One a line: the number, then what it is for."))
    email = email_field(_("E-mail"))
    url = link_field(_("Web page"))

    def __init__(self, *args: Any, written: ServiceFacts | None = None, **kwargs: Any) -> None:
        if written is not None:
            kwargs["initial"] = {**first_as(written, _shown(written)), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        # Conditions that this form has no field for stay as they are
        self.kept = tuple(one for one in written.eligibility if not _has_a_field(one)) if written else ()

    def clean(self) -> dict[str, Any]:
        """Ages in their order."""
        told = super().clean() or {}
        least, most = told.get("age_from"), told.get("age_to")
        if least is not None and most is not None and most < least:
            self.add_error("age_to", _("This age comes before the other one."))
        return told

    def facts(self) -> ServiceFacts:
        """What was told."""
        told = self.cleaned_data
        plain = {name: told[name] for name in ServiceFacts.__dataclass_fields__ if name in told}
        return ServiceFacts(**{
            **plain, "categories": tuple(told["categories"]), "cost": Cost(told["cost"]),
            "ways_in": chosen(told["ways_in"], WayIn), "eligibility": (*self._conditions(), *self.kept),
            "areas": codes(told["areas"]),
        })  # fmt: skip

    def _conditions(self) -> list[Condition]:
        told = self.cleaned_data
        found = [Condition(asks, tuple(told[name])) for name, asks in FOUR.items() if told[name]]
        if told["eligible_comuni"]:
            found.append(Condition(Asks.COMUNE, codes(told["eligible_comuni"])))
        if told["age_from"] is not None or told["age_to"] is not None:
            found.append(Condition(Asks.AGE, (), told["age_from"], told["age_to"]))
        return found


class NewServiceForm(ServiceForm):
    """A service to be written down, and whether where and when is to be hidden."""

    protected = forms.BooleanField(
        label=_("Protected service"), required=False,
        help_text=_("Anti-violence, trafficking: nobody outside the office learns where and when. It is never taken back."),
    )  # fmt: skip


def _has_a_field(one: Condition) -> bool:
    return not one.opposite and one.asks is not Asks.AREA


def _shown(written: ServiceFacts) -> dict[str, Any]:
    """The conditions by their fields."""
    held = {one.asks: one for one in written.eligibility if _has_a_field(one)}
    fields = {**FOUR, "eligible_comuni": Asks.COMUNE}
    age = held.get(Asks.AGE, Condition(Asks.AGE))
    return {
        **{name: list(held[asks].words) if asks in held else [] for name, asks in fields.items()},
        "age_from": age.least, "age_to": age.most, "ways_in": [one.value for one in written.ways_in],
        "categories": list(written.categories), "cost": written.cost.value,
    }  # fmt: skip


class PlaceForm(VersionedForm):
    """Everything written of a place; of a protected one it begins empty, and nothing of it is shown."""

    name = text(
        _("Name of the place"), 200, _("Of a protected place a name that does not say where it is."), required=True
    )
    address_1 = text(_("Street and number"), 200, required=True)
    address_2 = text(_("Building, staircase, floor"), 200)
    postal_code = text(_("CAP"), 5)
    comune_code = comune_field(required=True)
    latitude = forms.DecimalField(
        label=_("Latitude"), max_digits=8, decimal_places=6, required=False, help_text=_("Degrees, as 44.307.")
    )
    longitude = forms.DecimalField(label=_("Longitude"), max_digits=9, decimal_places=6, required=False)
    directions = words(_("How to get there, in Italian"), rows=3, most=2000)
    accessibility_note = words(_("More on access"), rows=2, most=1000)

    def __init__(self, *args: Any, written: PlaceFacts | None = None, **kwargs: Any) -> None:
        if written is not None:
            kwargs["initial"] = {**first_as(written, {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for fact in AccessFact:
            told = written.accessibility.get(fact) if written else None
            field = one_of(labels.ACCESS[fact], options(labels.TOLD), none=_("Not known"))
            self.fields[f"access_{fact}"] = field
            self.initial[f"access_{fact}"] = told.value if told else ""

    def facts(self) -> PlaceFacts:
        """What was told."""
        told = self.cleaned_data
        answers = {fact: Told(told[f"access_{fact}"]) for fact in AccessFact if told[f"access_{fact}"]}
        plain = {name: told[name] for name in PlaceFacts.__dataclass_fields__ if name in told}
        return PlaceFacts(**{**plain, **where(told["comune_code"]), "accessibility": answers})


class NewPlaceForm(PlaceForm):
    """A place to be written down, and whether it is to be hidden."""

    protected = forms.BooleanField(label=_("Protected place"), required=False)


class DeskForm(VersionedForm):
    """How a service is met."""

    attending = one_of(_("How it is met"), options(labels.ATTENDING))
    location_id = one_of(_("Site"), [], none=_("No place"))
    languages = several(_("Languages spoken at every hour"), language_choices)
    phone = phone_field(_("Telephone of this desk"))
    link = link_field(_("Page where one is received on line"))
    description = words(_("What else one should know"), rows=2, most=1000)

    def __init__(
        self, *args: Any, places: Sequence[tuple[str, str]], written: DeskFacts | None = None, **kwargs: Any
    ) -> None:
        if written is not None:
            plain = {"attending": written.attending.value, "languages": list(written.languages)}
            kwargs["initial"] = {**first_as(written, plain), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["location_id"].choices = [("", _("No place")), *places]  # type: ignore[attr-defined]

    def facts(self) -> DeskFacts:
        """What was told."""
        told = self.cleaned_data
        place = UUID(told["location_id"]) if told["location_id"] else None
        return DeskFacts(
            Attending(told["attending"]), place, told["description"], told["phone"], told["link"],
            tuple(told["languages"]),
        )  # fmt: skip


class OrganisationChoiceForm(VersionedForm):
    """An organisation among those that one sees."""

    organisation = one_of(_("Organisation"), [])

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]


class NetworkMemberForm(forms.Form):
    """Who keeps the records of an organisation, among the members of the network who keep none."""

    user = one_of(_("Member"), [], _("Somebody with the role of member of the network."))

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = members  # type: ignore[attr-defined]


class PurposeForm(forms.Form):
    """Why one reads where a protected place is."""

    purpose = text(_("For what purpose do you read it?"), 200, required=True)
