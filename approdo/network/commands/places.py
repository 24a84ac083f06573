"""Places: written, shown, hidden. Where a protected place is stands encrypted, and no act names it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.saying import texts_said, wrong_fields
from approdo.network import labels
from approdo.network.commands.organisations import locked_organisation
from approdo.network.models import Location, ProtectedPlace
from approdo.network.queries import places
from approdo.network.records import changed_to, locked, not_in_state, one_line, recorded, said_now, texts_checked
from approdo.network.rules.directory import RecordState
from approdo.network.rules.eligibility_words import COMUNE
from approdo.network.rules.facts import PlaceFacts
from approdo.network.rules.positions import position_fault

KIND = "place"
PUBLISHED = RecordState.PUBLISHED.value
CAP_DIGITS = 5


@transaction.atomic
def register_place(
    *, by: Actor, organisation_id: UUID, facts: PlaceFacts, protected: bool = False, today: date | None = None
) -> Location:
    """Write a new place of an organisation down, as a draft. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.NETWORK_EDIT)
    organisation = locked_organisation(by, organisation_id, None)
    facts = _checked(facts, protected=protected)
    found = Location(prefecture_id=by.prefecture, organisation=organisation, protected=protected, name=facts.name)
    if not protected:
        changed_to(found, _where(facts))
    said_now(found, by, today)
    found.save()
    if protected:
        _sealed(found, _where(facts))
    audit.record(by, "place.registered", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_place(*, by: Actor, place_id: UUID, facts: PlaceFacts, expected_version: int | None = None) -> Location:
    """Replace what is written of a place; of a protected one everything anew. The audit names columns, never words.

    Raises NotAllowed, NotFound, Stale, InvalidInput.
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_place(by, place_id, expected_version)
    facts = _checked(facts, protected=found.protected)
    changed = changed_to(found, {"name": facts.name} | ({} if found.protected else _where(facts)))
    if found.protected:
        require(by, Permission.NETWORK_SEE_PROTECTED)
        _sealed(found, _where(facts))
        changed.append("where")
    return recorded(by, KIND, found, "place.changed", changed) if changed else found


@transaction.atomic
def publish_place(
    *, by: Actor, place_id: UUID, expected_version: int | None = None, today: date | None = None
) -> Location:
    """Show a place to the public, unless it is protected. Raises NotAllowed, NotFound, Stale, Refusal."""
    require(by, Permission.NETWORK_PUBLISH)
    found = locked_place(by, place_id, expected_version)
    if found.state == PUBLISHED:
        raise not_in_state(_("It is published already."))
    found.state = PUBLISHED
    said_now(found, by, today)
    return recorded(by, KIND, found, "place.published", ["state"])


@transaction.atomic
def withdraw_place(*, by: Actor, place_id: UUID, expected_version: int | None = None) -> Location:
    """Hide a place from the public. Raises NotAllowed, NotFound, Stale, Refusal (services are met there)."""
    require(by, Permission.NETWORK_PUBLISH)
    found = locked_place(by, place_id, expected_version)
    if found.state != PUBLISHED:
        raise not_in_state(_("It is not published."))
    if found.desks.filter(ended_on__isnull=True, service__state=PUBLISHED).exists():
        raise Refusal("place_has_desks", _("Published services are met there: close their desks first."))
    found.state = RecordState.WITHDRAWN.value
    return recorded(by, KIND, found, "place.withdrawn", ["state"])


@transaction.atomic
def confirm_place(*, by: Actor, place_id: UUID, today: date | None = None) -> Location:
    """Say that what is written of a place is still right. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_place(by, place_id, None)
    said_now(found, by, today)
    return recorded(by, KIND, found, "place.confirmed", [])


@transaction.atomic
def transfer_place(
    *, by: Actor, place_id: UUID, organisation_id: UUID, expected_version: int | None = None
) -> Location:
    """Give a place to another organisation. Raises NotAllowed, NotFound, Stale, Refusal (it has it already)."""
    require(by, Permission.NETWORK_MANAGE)
    found = locked_place(by, place_id, expected_version)
    organisation = locked_organisation(by, organisation_id, None)
    if organisation.pk == found.organisation_id:
        raise not_in_state(_("It belongs to this organisation already."))
    found.organisation = organisation
    return recorded(by, KIND, found, "place.transferred", ["organisation"])


def locked_place(by: Actor, identifier: UUID, version: int | None) -> Location:
    """The place, locked until the transaction ends. Raises NotFound, Stale."""
    return locked(by, KIND, places.visible_to(by), identifier, version, places.place_not_found())


def seal_place(by: Actor, found: Location) -> None:
    """Take where a place is out of the open columns: it is protected from now on."""
    where = _where(places.facts_of(found))
    blank = Location()
    found.protected = True
    changed_to(found, {name: getattr(blank, name) for name in where})
    recorded(by, KIND, found, "place.protected", ["protected"])
    _sealed(found, where)


def _sealed(found: Location, where: dict[str, Any]) -> None:
    text = json.dumps(where, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    ProtectedPlace.objects.update_or_create(prefecture_id=found.prefecture_id, location=found, defaults={"where": text})


def _where(facts: PlaceFacts) -> dict[str, Any]:
    """The columns that say where a place is and what one finds there."""
    told = asdict(facts)
    answers = {fact.value: told_.value for fact, told_ in facts.accessibility.items()}
    return {**{name: told[name] for name in places.WHERE}, "accessibility": answers}


def _checked(facts: PlaceFacts, *, protected: bool) -> PlaceFacts:
    facts = replace(
        facts, name=one_line(facts.name), address_1=one_line(facts.address_1), address_2=one_line(facts.address_2),
        city=one_line(facts.city), directions=facts.directions.strip(),
    )  # fmt: skip
    texts_said(name=facts.name, address_1=facts.address_1, city=facts.city)
    texts_checked({"name": facts.name}, protected=protected)
    texts_checked(
        {name: getattr(facts, name) for name in ("address_1", "address_2", "city", "directions", "accessibility_note")}
    )
    wrong: dict[str, object] = {}
    fault = position_fault(facts.latitude, facts.longitude)
    if fault is not None:
        wrong["latitude"] = labels.POSITION_FAULTS[fault]
    if not COMUNE.fullmatch(facts.comune_code):
        wrong["comune_code"] = _("Write the ISTAT code of the comune, six digits.")
    if facts.postal_code and not (len(facts.postal_code) == CAP_DIGITS and facts.postal_code.isdigit()):
        wrong["postal_code"] = _("A CAP has five digits.")
    if wrong:
        raise wrong_fields("place_invalid", wrong)
    return facts
