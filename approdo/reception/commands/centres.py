"""Centres: opened, corrected, closed, put under contract, their places and certificates."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering, refusing
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.saying import wrong_fields
from approdo.reception import labels
from approdo.reception.limits import place_limits
from approdo.reception.models import Centre, CentreCapacity, CentreCertificate, CentreContract
from approdo.reception.place_locks import locked_body, locked_centre, touch
from approdo.reception.queries import centres, contracts
from approdo.reception.rules.contracts import ContractFault
from approdo.reception.rules.facts import CentreFacts
from approdo.reception.rules.places import capacity_faults
from approdo.reception.rules.vocabulary import CentreType


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places: those authorised, and further ones that an order allows."""

    authorised: int
    emergency: int = 0
    order_reference: str = ""


@transaction.atomic
def open_centre(*, by: Actor, body_id: UUID, facts: CentreFacts, capacity: Capacity) -> Centre:
    """A new centre of a body with its first places.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (the code is of another centre).
    """
    require(by, Permission.CENTRE_EDIT)
    body = locked_body(by, body_id)
    facts = _checked(facts)
    _refuse_capacity(facts.type, capacity)
    centre = _saved(Centre(prefecture_id=by.prefecture, body=body), facts)
    CentreCapacity.objects.create(
        prefecture_id=by.prefecture, centre=centre, valid_from=facts.opened_on, **asdict(capacity)
    )
    audit.record(
        by, "centre.opened", "centre", centre.pk, version=centre.version, body=body.pk, facts=asdict(facts),
        capacity=asdict(capacity),
    )  # fmt: skip
    return centre


@transaction.atomic
def correct_centre(*, by: Actor, centre_id: UUID, facts: CentreFacts, expected_version: int | None = None) -> Centre:
    """Replace what is written of a centre.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal.
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id, expected_version)
    facts = _checked(facts)
    before, after = asdict(centres.facts_of(centre)), asdict(facts)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return centre
    if "type" in changed:
        for held in centre.capacities.all():
            _refuse_capacity(facts.type, Capacity(held.authorised, held.emergency, held.order_reference))
    if facts.opened_on > centre.opened_on and _used_before(centre, facts.opened_on):
        raise _wrong("opened_on", _("Places, contracts or stays of this centre begin earlier."))
    centre.version += 1
    _saved(centre, facts)
    audit.record(by, "centre.corrected", "centre", centre.pk, version=centre.version, changed=changed)
    return centre


@transaction.atomic
def close_centre(*, by: Actor, centre_id: UUID, closed_on: date, expected_version: int | None = None) -> Centre:
    """Close a centre: `closed_on` is the first day on which nobody sleeps there.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (somebody is there on that day or later).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id, expected_version)
    if closed_on < centre.opened_on:
        raise _wrong("closed_on", _("It closes before it opens."))
    last = centres.last_slept(centre)
    if last is not None and last > closed_on:
        words = _("Somebody is recorded in this centre on that day or later: record the exits first.")
        raise Refusal("centre_not_empty", words, fields={"closed_on": words})
    before = centre.closed_on
    Centre.objects.filter(pk=centre.pk).update(closed_on=closed_on)
    version = touch(centre)
    audit.record(by, "centre.closed", "centre", centre.pk, version=version, closed_on=closed_on, before=before)
    centre.closed_on = closed_on
    return centre


@transaction.atomic
def put_under_contract(
    *, by: Actor, centre_id: UUID, contract_id: UUID, first: date, last: date | None = None
) -> CentreContract:
    """Let a centre work under a contract from a day to another, both included; without `last`, to the contract's end.

    Raises NotAllowed, NotFound, InvalidInput (outside the contract), Refusal (another body's contract, another
    contract in those days, a sealed month in them).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id)
    contract = contracts.contract(by, contract_id)
    if contract.body_id != centre.body_id:
        raise Refusal("contract_of_another_body", _("This contract is of another managing body than the centre."))
    until = contract.in_force.upper if last is None else date.fromordinal(last.toordinal() + 1)
    if until <= first:
        raise _wrong("last", _("It ends before it begins."))
    if first < contract.in_force.lower or until > contract.in_force.upper:
        raise _wrong("first", _("These days stand outside the contract."))
    _refuse_sealed(centre, first, "first")
    days = DateRange(first, until)
    words = _("The centre works under another contract in some of these days.")
    with refusing("centre_under_one_contract", Refusal("centre_has_a_contract", words, fields={"first": words})):
        held = CentreContract.objects.create(prefecture_id=by.prefecture, centre=centre, contract=contract, during=days)
    audit.record(
        by, "centre.put_under_contract", "centre", centre.pk, version=touch(centre), contract=contract.pk, first=first,
        until=until,
    )  # fmt: skip
    return held


@transaction.atomic
def end_under_contract(*, by: Actor, centre_id: UUID, held_id: UUID, last: date) -> CentreContract:
    """Say which is the last day of a centre under a contract.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (somebody stays there later, a sealed month).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id)
    held = centre.contracts.filter(pk=held_id).select_related("contract").first()
    if held is None:
        raise NotFound("centre_contract_not_found", _("The centre does not work under this contract any more."))
    until = date.fromordinal(last.toordinal() + 1)
    if not held.during.lower < until <= held.contract.in_force.upper:
        raise _wrong("last", _("These days stand outside the contract."))
    _refuse_sealed(centre, until, "last")
    before = held.during.upper
    held.during = DateRange(held.during.lower, until)
    with answering(_in_use):
        held.save(update_fields=["during"])
    audit.record(
        by, "centre.contract_ended", "centre", centre.pk, version=touch(centre), contract=held.contract_id, until=until,
        before=before,
    )  # fmt: skip
    return held


@transaction.atomic
def set_capacity(
    *, by: Actor, centre_id: UUID, valid_from: date, capacity: Capacity, expected_version: int | None = None
) -> CentreCapacity:
    """The places of a centre from a day on; they take the place of those of the same day.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (a sealed month was computed on those places).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id, expected_version)
    _refuse_capacity(CentreType(centre.type), capacity)
    if valid_from < centre.opened_on:
        raise _wrong("valid_from", _("The centre was not open yet."))
    _refuse_sealed(centre, valid_from, "valid_from")
    before = centre.capacities.filter(valid_from=valid_from).values("authorised", "emergency").first()
    told = {**asdict(capacity), "order_reference": capacity.order_reference.strip()}
    made, _created = CentreCapacity.objects.update_or_create(
        prefecture_id=by.prefecture, centre=centre, valid_from=valid_from, defaults=told
    )
    audit.record(
        by, "centre.capacity_set", "centre", centre.pk, version=touch(centre), valid_from=valid_from, capacity=told,
        before=before,
    )  # fmt: skip
    return made


@transaction.atomic
def record_certificate(
    *,
    by: Actor,
    centre_id: UUID,
    kind: str,
    issued_on: date,
    expires_on: date | None = None,
    reference: str = "",
    today: date | None = None,
) -> CentreCertificate:
    """Write a certificate of the building down. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id)
    kind = " ".join(kind.split())
    if not kind:
        raise _wrong("kind", _("Write this."))
    if issued_on > (today or timezone.localdate()):
        raise _wrong("issued_on", _("This day is still to come."))
    if expires_on is not None and expires_on < issued_on:
        raise _wrong("expires_on", _("It ends before it begins."))
    told = {"kind": kind, "issued_on": issued_on, "expires_on": expires_on, "reference": reference.strip()}
    made = CentreCertificate.objects.create(prefecture_id=by.prefecture, centre=centre, **told)
    audit.record(
        by, "centre.certificate_recorded", "centre", centre.pk, version=touch(centre), certificate=made.pk, facts=told
    )
    return made


_UNDER: dict[str, Any] = {
    "stay_within_contract": _("Somebody stays in the centre under this contract after that day."),
    "centre_under_one_contract": _("The centre works under another contract in some of these days."),
}


def _in_use(constraint: str) -> Refusal | None:
    words = _UNDER.get(constraint)
    return Refusal("centre_contract_in_use", words, fields={"last": words}) if words else None


def _checked(facts: CentreFacts) -> CentreFacts:
    facts = replace(
        facts,
        name=" ".join(facts.name.split()),
        code=facts.code.strip().upper(),
        address=" ".join(facts.address.split()),
    )
    for name in ("name", "code", "address"):
        if not getattr(facts, name):
            raise _wrong(name, _("Write this."))
    if not (len(facts.comune) == 6 and facts.comune.isascii() and facts.comune.isdigit()):
        raise _wrong("comune", _("Write the ISTAT code of the comune, six digits."))
    if (facts.latitude is None) != (facts.longitude is None):
        raise _wrong("longitude", _("Write both coordinates, or none."))
    if abs(facts.latitude or Decimal(0)) > 90 or abs(facts.longitude or Decimal(0)) > 180:
        raise _wrong("latitude", _("These are no coordinates."))
    return facts


def _saved(centre: Centre, facts: CentreFacts) -> Centre:
    for name, value in asdict(facts).items():
        setattr(centre, name, getattr(value, "value", value))
    known = _("Another centre has this code.")
    answers = {
        "centre_code_once": Refusal("centre_code_known", known, fields={"code": known}),
        "centre_closes_after_opening": _wrong("opened_on", _("It closes before it opens.")),
    }
    with answering(answers.get):
        centre.save()
    return centre


def _used_before(centre: Centre, day: date) -> bool:
    return (
        centre.capacities.filter(valid_from__lt=day).exists()
        or centre.contracts.filter(during__startswith__lt=day).exists()
        or centre.stays.filter(superseded_at__isnull=True, entry__lt=day).exists()
    )


def _refuse_capacity(type_: CentreType, capacity: Capacity) -> None:
    most = place_limits(timezone.localdate())
    found = capacity_faults(type_, capacity.authorised, capacity.emergency, capacity.order_reference, most)
    if found:
        fields = {name: labels.CAPACITY_FAULTS[fault] % asdict(most) for name, fault in found.items()}
        raise wrong_fields("capacity_invalid", fields)


def _refuse_sealed(centre: Centre, day: date, name: str) -> None:
    sealed = centres.open_from(centre)
    if sealed is not None and day < sealed:
        words = labels.CONTRACT_FAULTS[ContractFault.SEALED]
        raise Refusal("centre_past_sealed", words, fields={name: words})


def _wrong(name: str, words: object) -> InvalidInput:
    return wrong_fields("centre_invalid", {name: words})
