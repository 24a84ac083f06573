"""An invented managing body with a contract, a centre and guests, for the tests of reception."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.core.models import Prefecture
from approdo.people.models import Person
from approdo.reception.models import (
    Bed,
    Centre,
    CentreCapacity,
    CentreContract,
    Compliance,
    Contract,
    ContractPolicy,
    ContractPrice,
    Guest,
    HousingUnit,
    ManagingBody,
    Room,
    Stay,
)

START, END = date(2026, 1, 1), date(2026, 12, 31)
AFTER = END + timedelta(days=1)


@dataclass
class Place:
    """A body, its contract and one centre with its beds."""

    body: ManagingBody
    contract: Contract
    centre: Centre
    beds: list[Bed]


def new_place(prefecture: Prefecture, number: int = 1, beds: int = 4, last: date = END) -> Place:
    """Under contract from the first day of 2026 to `last`, at 30.64 euros."""
    after = last + timedelta(days=1)
    body = ManagingBody.objects.create(
        prefecture=prefecture,
        name=f"Ente inventato {number}",
        tax_code=f"{number:011d}",
        legal_form="social_cooperative",
    )
    for kind in ("durc", "antimafia"):
        Compliance.objects.create(
            prefecture=prefecture, body=body, kind=kind, issued_on=date(2025, 12, 1), expires_on=date(2090, 1, 1)
        )
    contract = Contract.objects.create(
        prefecture=prefecture, body=body, title=f"Convenzione inventata {number}", cig=f"A{number:09d}",
        scheme="v2024", lot_class="cc_50", places=beds, starts_on=START, ends_on=last, in_force=DateRange(START, after),
        value=Decimal("100000.00"),
    )  # fmt: skip
    ContractPrice.objects.create(
        prefecture=prefecture, contract=contract, valid_from=START, base=Decimal("30.64"), source="prova"
    )
    ContractPolicy.objects.create(
        prefecture=prefecture, contract=contract, valid_from=START, pocket_money_per_day=Decimal("2.50"),
        pocket_money_family_cap=Decimal("7.50"), entry_kit=Decimal(173), phone_card=Decimal(5), source="prova",
    )  # fmt: skip
    centre = Centre.objects.create(
        prefecture=prefecture, body=body, name=f"Centro inventato {number}", code=f"C{number}", type="cas",
        address="Via di prova 1", comune="009056", opened_on=START,
    )  # fmt: skip
    CentreCapacity.objects.create(prefecture=prefecture, centre=centre, valid_from=START, authorised=beds)
    CentreContract.objects.create(
        prefecture=prefecture, centre=centre, contract=contract, during=DateRange(START, after)
    )
    unit = HousingUnit.objects.create(prefecture=prefecture, centre=centre, name="A")
    room = Room.objects.create(prefecture=prefecture, unit=unit, name="1")
    made = [Bed.objects.create(prefecture=prefecture, room=room, centre=centre, name=str(n + 1)) for n in range(beds)]
    return Place(body, contract, centre, made)


def new_guest(prefecture: Prefecture, name: str = "Inventata") -> Guest:
    """A guest of whom nothing else is known."""
    person = Person.objects.create(prefecture=prefecture, family_name="Provetta", given_name=name)
    return Guest.objects.create(prefecture=prefecture, person=person)


def new_stay(place: Place, guest: Guest, entry: date | None, left: date | None = None, **values: Any) -> Stay:
    """A stay as a row, without any command."""
    return Stay.objects.create(**{
        "prefecture_id": guest.prefecture_id,
        "guest": guest,
        "centre": place.centre,
        "contract": place.contract,
        "state": "left" if left else "present",
        "entry": entry,
        "exit": left,
        "exit_reason": "voluntary_leaving" if left else "",
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
        **values,
    })  # fmt: skip
