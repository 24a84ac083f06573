"""What the statements of the demonstration rest on besides the registers: billing data, signatures, the staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from approdo.accounting.models import (
    BillingAddress,
    Commitment,
    PocketMoneySheet,
    PocketMoneySignature,
    StaffHours,
    StaffRequirement,
)
from approdo.accounting.queries.readings import last_sealed
from approdo.accounting.rules.sealed import read
from approdo.accounting.rules.staffing import required_hours
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.plans import Dice, identifier
from approdo.config.demonstration.reception.guest_rows import guest_id
from approdo.config.demonstration.reception.place_rows import contract_id
from approdo.config.demonstration.reception.places import SHORT_LOT, SILENT_LOT, ContractPlan
from approdo.config.demonstration.reception.register import Register, moment
from approdo.config.demonstration.sheets import Sheet
from approdo.core.rules.money import CENT
from approdo.core.rules.nights import Nights, month_of
from approdo.people.rules.tax_code import provisional_check

TABLES = (BillingAddress, Commitment, StaffRequirement, StaffHours)
SIGNED = (PocketMoneySheet, PocketMoneySignature)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the invented staff table: hours a week up to so many guests, what an hour less is recovered at."""

    name: str
    hours: dict[int, int]
    hourly_price: str


FIGURES = (
    Figure("Operatore", {50: 76, 100: 114, 200: 190, 999: 304}, "19.50"),
    Figure("Mediatore linguistico", {50: 12, 100: 20, 200: 32, 999: 54}, "21.00"),
    Figure("Assistente sociale", {50: 10, 100: 16, 200: 26, 999: 40}, "22.40"),
)
SHORT, SILENT = FIGURES[0], FIGURES[1]  # of the planted mistakes
SHORT_HOURS = 30
TOLD_AFTER = 5  # days after the end of a month


def office_tax_code(office: Office) -> str:
    """A tax code that nobody has."""
    digits = f"80{OFFICES.index(office) + 1:05d}000"
    return digits + provisional_check(digits)


def office_code(office: Office) -> str:
    """Where the exchange system would deliver to."""
    return f"INV{office.code}0"


class EvidenceSheets:
    """Rows of a copy of the province, as they stand on the day of its register."""

    def __init__(self, register: Register, users: dict[str, UUID], seed: str) -> None:
        self.register, self.land, self.until, self.seed = register, register.land, register.until, seed
        self.common = {"prefecture_id": self.land.office.code}
        self.officer = users["accoglienza"]
        self.sheets = {model: Sheet(model) for model in TABLES}

    def write(self, *, over: bool) -> int:
        """Write everything. How many rows."""
        office = self.land.office
        if self.land.copy == 0:
            self.sheets[BillingAddress].add(
                id=identifier(self.land.first, office.code, "billing"), tax_code=office_tax_code(office),
                office_code=office_code(office), **self.common,
            )  # fmt: skip
        for contract in self.land.contracts:
            self._commitments(contract)
            self._table(contract)
            for month in self._told():
                self._hours(contract, month)
        return sum(sheet.write(over=over) for sheet in self.sheets.values())

    def _commitments(self, contract: ContractPlan) -> None:
        """What is set aside for each year: every place at its full price, and a third for taxes and the rest."""
        for year in range(contract.starts_on.year, self.until.year + 1):
            decided = max(contract.starts_on, date(year, 1, 1))
            places = contract.places * Decimal(contract.base) * 365
            self.sheets[Commitment].add(
                id=identifier(contract.starts_on, contract.key, "commitment", year), contract_id=contract_id(contract),
                year=year, chapter=f"2351 {INVENTED}", reference=f"{contract.cig}/{year} {INVENTED}", decided_on=decided,
                amount=(places * 4 / 3).quantize(CENT), recorded_at=moment(decided), recorded_by_id=self.officer,
                **self.common,
            )  # fmt: skip

    def _told(self) -> Iterator[Nights]:
        """The months whose hours have been told."""
        month = month_of(self.land.first.year, self.land.first.month)
        while month.until + timedelta(days=TOLD_AFTER) <= self.until:
            yield month
            month = month_of(month.until.year, month.until.month)

    def _table(self, contract: ContractPlan) -> None:
        for figure in FIGURES:
            least = 0
            for most, hours in figure.hours.items():
                self.sheets[StaffRequirement].add(
                    id=identifier(contract.starts_on, contract.key, figure.name, most), band_least=least,
                    contract_id=contract_id(contract), figure=figure.name, band_most=most, weekly_hours=Decimal(hours),
                    hourly_price=Decimal(figure.hourly_price), source=f"Tabella del capitolato {INVENTED}",
                    recorded_at=moment(self.land.first), **self.common,
                )  # fmt: skip
                least = most + 1

    def _hours(self, contract: ContractPlan, month: Nights) -> None:
        """The hours of a month: a little more than those for every place of the contract, unless a mistake is planted."""
        for figure in FIGURES:
            planted = month == self.land.mistaken
            if planted and figure is SILENT and contract is self.land.lot(SILENT_LOT):
                continue
            weekly = next(hours for most, hours in figure.hours.items() if contract.places <= most)
            least = required_hours(Decimal(weekly), month.count).quantize(CENT)
            worked = least + Dice(self.seed, contract.key, month.first, figure.name).randint(1, 9)
            if planted and figure is SHORT and contract is self.land.lot(SHORT_LOT):
                worked = required_hours(Decimal(min(figure.hours.values())), month.count).quantize(CENT) - SHORT_HOURS
            self.sheets[StaffHours].add(
                id=identifier(month.first, contract.key, figure.name, "hours"), contract_id=contract_id(contract),
                month=month.first, figure=figure.name, hours=worked, recorded_by_id=self.officer,
                recorded_at=moment(month.until + timedelta(days=TOLD_AFTER)), **self.common,
            )  # fmt: skip


def unsigned(register: Register) -> set[tuple[str, date]]:
    """Who did not sign for the pocket money of which month."""
    stays = [stay for stay in register.stays if stay.scenario == "pocket_unsigned"]
    return {(str(guest_id(one.household, one.place)), register.land.mistaken.first) for one in stays}


def sign(prefecture: str, officer: UUID, missing: set[tuple[str, date]], *, over: bool) -> int:
    """Write the sheets of signatures for the pocket money of every sealed month. How many rows."""
    common = {"prefecture_id": prefecture}
    sheets, signatures = (Sheet(model) for model in SIGNED)
    for row in last_sealed(prefecture).order_by("month", "centre_id"):
        key = identifier(row.month, str(row.centre_id), "pocket")
        sheets.add(
            id=key,
            centre_id=row.centre_id,
            month=row.month,
            recorded_at=row.sealed_at,
            recorded_by_id=officer,
            **common,
        )
        told = read(row.content)
        present = {one.guest for one in told.present} & {stay.guest for stay in told.stays}
        for guest in sorted(present - {one for one, month in missing if month == row.month}):
            mine = identifier(row.month, str(key), guest)
            signatures.add(id=mine, sheet_id=key, guest_id=UUID(guest), **common)
    return sheets.write(over=over) + signatures.write(over=over)
