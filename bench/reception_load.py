"""Offices with centres, contracts, guests, the sealed registers of a month and its papers. Everything is invented."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.accounting.models import PocketMoneySheet, PocketMoneySignature
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import OfficeSettings, Prefecture
from approdo.core.rules.nights import Nights, common, month_of
from approdo.people.models import Person
from approdo.reception.models import (
    Centre,
    CentreCapacity,
    CentreContract,
    Contract,
    ContractPolicy,
    ContractPrice,
    Guest,
    ManagingBody,
    NightConfirmation,
    RegisterMonth,
    Stay,
)
from approdo.reception.rules import register
from approdo.reception.rules.vocabulary import NightSource, NightState
from bench.database import settle

MONTH = month_of(2026, 5)
CENTRES, GUESTS, UNDER_ONE = 60, 17, 3  # of an office, of a centre, centres under one contract
UNSIGNED = 40  # one guest of so many did not sign for the pocket money
START, END, DEARER = date(2026, 1, 1), date(2027, 1, 1), date(2026, 5, 16)
SEALED_AT = datetime(2026, 6, 5, tzinfo=UTC)


@dataclass
class Loaded:
    """An office and its contracts; `guests` of its first centre."""

    prefecture: Prefecture
    contracts: list[UUID]
    rows: list[Any] = field(repr=False, default_factory=list)

    @property
    def actor(self) -> Actor:
        """Who may do everything there."""
        return system_actor(self.prefecture.pk, *Permission)


def fill(first: int, offices: int, guests: int = GUESTS) -> list[Loaded]:
    """That many offices, numbered from `first` on, each with its month of May sealed. `guests` of each centre."""
    made = [_office(number, guests, random.Random(number)) for number in range(first, first + offices)]
    settle(
        Contract, ContractPrice, Centre, CentreContract, Person, Guest, Stay, RegisterMonth, NightConfirmation,
        PocketMoneySheet, PocketMoneySignature,
    )  # fmt: skip
    return made


def _office(number: int, guests: int, dice: random.Random) -> Loaded:
    office = Prefecture.objects.create(code=f"Q{number:03d}", name=f"Prefettura {number}", seat=f"Città {number}",
                                       seat_comune="015146")  # fmt: skip
    OfficeSettings.objects.create(prefecture=office)
    contracts = [_contract(office, place) for place in range(CENTRES // UNDER_ONE)]
    found = Loaded(office, [one.pk for one in contracts])
    registers, papers = [], _Papers()
    for place in range(CENTRES):
        contract = contracts[place // UNDER_ONE]
        centre = _centre(office, contract, place, guests)
        stays = list(_stays(office, centre, contract, guests, dice))
        found.rows += stays
        registers.append(_register(office, centre, contract, stays))
        papers.take(office, centre, registers[-1])
    people = [one.guest.person for one in found.rows]
    Person.objects.bulk_create(people, batch_size=2000)
    Guest.objects.bulk_create([one.guest for one in found.rows], batch_size=2000)
    Stay.objects.bulk_create(found.rows, batch_size=2000)
    RegisterMonth.objects.bulk_create(registers)
    papers.write()
    return found


class _Papers:
    """What centres hand in beside their registers: each night confirmed, the sheet of the pocket money signed."""

    def __init__(self) -> None:
        self.asked = 0
        self.sheets: list[PocketMoneySheet] = []
        self.signatures: list[PocketMoneySignature] = []
        self.confirmations: list[NightConfirmation] = []

    def take(self, office: Prefecture, centre: Centre, register_month: RegisterMonth) -> None:
        sheet = PocketMoneySheet(prefecture=office, centre=centre, month=MONTH.first, recorded_at=SEALED_AT)
        self.sheets.append(sheet)
        for one in json.loads(register_month.content)["stays"]:
            self.asked += 1
            if self.asked % UNSIGNED:
                self.signatures.append(
                    PocketMoneySignature(prefecture=office, sheet=sheet, guest_id=UUID(one["guest"]))
                )
        for night in range(MONTH.count):
            day = MONTH.first + timedelta(night)
            at = datetime(day.year, day.month, day.day, 20, night, tzinfo=UTC)
            self.confirmations.append(
                NightConfirmation(prefecture=office, centre=centre, night=day, present=GUESTS, confirmed_at=at)
            )

    def write(self) -> None:
        PocketMoneySheet.objects.bulk_create(self.sheets)
        PocketMoneySignature.objects.bulk_create(self.signatures, batch_size=2000)
        NightConfirmation.objects.bulk_create(self.confirmations, batch_size=2000)


def _contract(office: Prefecture, place: int) -> Contract:
    body = ManagingBody.objects.create(
        prefecture=office, name=f"Ente {place}", tax_code=f"{place:011d}", legal_form="social_cooperative"
    )
    made = Contract.objects.create(
        prefecture=office, body=body, title=f"Convenzione {place}", cig=f"B{place:09d}", scheme="v2024",
        lot_class="cc_50", places=150, starts_on=START, ends_on=END - timedelta(1), in_force=DateRange(START, END),
        value=Decimal(2_000_000),
    )  # fmt: skip
    for since, base in ((START, "30.6400"), (DEARER, "31.2000")):
        ContractPrice.objects.create(
            prefecture=office, contract=made, valid_from=since, base=Decimal(base) + place, source="bench"
        )
    ContractPolicy.objects.create(
        prefecture=office, contract=made, valid_from=START, pocket_money_per_day=Decimal("2.50"),
        pocket_money_family_cap=Decimal("7.50"), entry_kit=Decimal(173), phone_card=Decimal(5), source="bench",
    )  # fmt: skip
    return made


def _centre(office: Prefecture, contract: Contract, place: int, guests: int) -> Centre:
    made = Centre.objects.create(
        prefecture=office, body=contract.body, name=f"Centro {place}", code=f"C{place}", type="cas", address="Via 1",
        comune="009056", opened_on=START,
    )  # fmt: skip
    CentreCapacity.objects.create(prefecture=office, centre=made, valid_from=START, authorised=max(50, guests))
    CentreContract.objects.create(prefecture=office, centre=made, contract=contract, during=DateRange(START, END))
    return made


def _stays(office: Prefecture, centre: Centre, contract: Contract, guests: int, dice: random.Random) -> Iterator[Stay]:
    """Most guests are there all month, some enter in it, some leave."""
    for number in range(guests):
        person = Person(prefecture=office, family_name="Provetta", given_name=f"Inventata {number}")
        guest = Guest(prefecture=office, person=person)
        entry = date(2026, 1, 1) + timedelta(dice.randint(0, 100 if number % 5 else 150))
        left = date(2026, 5, 2) + timedelta(dice.randint(0, 40)) if number % 9 == 0 else None
        if left and left <= entry:
            left = None
        yield Stay(
            prefecture=office, guest=guest, centre=centre, contract=contract, state="left" if left else "present",
            entry=entry, exit=left, exit_reason="voluntary_leaving" if left else "", recorded_at=SEALED_AT,
        )  # fmt: skip


def _register(office: Prefecture, centre: Centre, contract: Contract, stays: list[Stay]) -> RegisterMonth:
    sealed, here = [], []
    for one in stays:
        slept = common((Nights(one.entry, one.exit or END),), (MONTH,)) if one.entry else ()
        for period in slept:
            name, left = str(one.guest_id), one.exit if one.exit and one.exit < MONTH.until else None
            sealed.append(
                register.SealedStay(name, one.entry, left, "", str(contract.pk), False)  # type: ignore[arg-type]
            )
            here.append(register.SealedNights(name, period, NightState.PRESENT, NightSource.SIGNATURE_SHEET))
    content = register.content(str(centre.pk), MONTH, sealed, [], here)
    return RegisterMonth(
        prefecture=office, centre=centre, month=MONTH.first, state="sealed", content=content,
        hash=register.digest(content), sealed_at=SEALED_AT,
    )  # fmt: skip
