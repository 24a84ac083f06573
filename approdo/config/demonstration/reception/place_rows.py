"""Bodies, contracts, centres and their beds as rows, as they stand on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.accounting import definitions as figures
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.plans import identifier
from approdo.config.demonstration.reception.living import OutPlan
from approdo.config.demonstration.reception.places import OPERATOR_BODY, BodyPlan, CentrePlan, ContractPlan, Province
from approdo.config.demonstration.reception.register import moment
from approdo.config.demonstration.sheets import Sheet
from approdo.core.rules.calendar import add_months
from approdo.reception.models import (
    Bed,
    BodyMember,
    Centre,
    CentreCapacity,
    CentreCertificate,
    CentreContract,
    Compliance,
    Contract,
    ContractPolicy,
    ContractPrice,
    Extension,
    FrameworkAgreement,
    Guarantee,
    HousingUnit,
    ManagingBody,
    OutOfUse,
    Room,
)
from approdo.reception.rules.vocabulary import ComplianceKind, ExtensionKind, SchemeVersion

TABLES = (
    ManagingBody, BodyMember, Compliance, FrameworkAgreement, Contract, ContractPrice, ContractPolicy, Extension,
    Guarantee, Centre, CentreCapacity, CentreCertificate, CentreContract, HousingUnit, Room, Bed, OutOfUse,
)  # fmt: skip
FIRE, PLANT = "Prevenzione incendi", "Impianto elettrico"
SCHEME = SchemeVersion.V2024
PAID_ABSENCES = {"authorised": 3, "hospital": 7}
DAYS_OF_DURC, RENEWED_AFTER = 120, 110
PLACES = {"SV": (44.31, 8.48), "PA": (38.10, 13.35)}  # about the seat, degrees
IN_A_ROOM, IN_A_UNIT = 4, 16  # beds


# Centres, contracts and guests are named by every row of the register.
named = lru_cache(10_000)(identifier)


def centre_id(centre: CentrePlan) -> UUID:
    """The identifier of a centre."""
    return named(centre.opened_on, centre.key)


def contract_id(contract: ContractPlan) -> UUID:
    """The identifier of a contract."""
    return named(contract.starts_on, contract.key)


def body_id(body: BodyPlan) -> UUID:
    """The identifier of a managing body."""
    return identifier(body.since, body.key)


def bed_id(centre: CentrePlan, number: int) -> UUID:
    """The identifier of a bed of a centre."""
    return identifier(centre.opened_on, centre.key, "bed", number)


class PlaceSheets:
    """Rows of a copy of the province."""

    def __init__(self, land: Province, users: dict[str, UUID], until: date) -> None:
        self.land, self.users, self.until = land, users, until
        self.common = {"prefecture_id": land.office.code}
        self.sheets = {model: Sheet(model) for model in TABLES}

    def write(self, outs: list[OutPlan], *, over: bool) -> int:
        """Write everything. How many rows."""
        for body in self.land.bodies:
            self._body(body)
        self._framework()
        for contract in self.land.contracts:
            self._contract(contract)
        for centre in self.land.centres:
            self._centre(centre)
            self._layout(centre)
        self._out_of_use(outs)
        return sum(sheet.write(over=over) for sheet in self.sheets.values())

    def _body(self, body: BodyPlan) -> None:
        mark = body.tax_code[:7]
        self.sheets[ManagingBody].add(
            id=body_id(body), name=body.name, tax_code=body.tax_code, vat_number=body.tax_code, legal_form=body.form,
            certified_mail=f"ente{mark}@pec.example", address=f"Via dell'Esempio {int(mark)} {INVENTED}",
            dedicated_iban=f"IT00X0000000000{mark:0>12}", **self.common,
        )  # fmt: skip
        for number, (kind, issued, expires) in enumerate(self._proofs(body)):
            self.sheets[Compliance].add(
                id=identifier(issued, body.key, kind, number), body_id=body_id(body), kind=kind, issued_on=issued,
                expires_on=expires, reference=f"INV-{kind.upper()}-{number + 1}", **self.common,
            )  # fmt: skip
        operator = self.users.get("gestore")
        if body is self.land.bodies[OPERATOR_BODY] and self.land.copy == 0 and operator:
            self.sheets[BodyMember].add(
                id=identifier(body.since, body.key, "member"), body_id=body_id(body), user_id=operator, **self.common
            )

    def _proofs(self, body: BodyPlan) -> Iterator[tuple[ComplianceKind, date, date | None]]:
        yield ComplianceKind.TRACEABILITY, body.since, None
        issued = body.since
        while issued <= self.until:
            expires = issued + timedelta(days=DAYS_OF_DURC)
            if body.lapsed is not None and expires >= body.lapsed:
                yield ComplianceKind.DURC, issued, body.lapsed
                break
            yield ComplianceKind.DURC, issued, expires
            issued += timedelta(days=RENEWED_AFTER)
        issued = body.since
        while issued <= self.until:
            yield ComplianceKind.ANTIMAFIA, issued, add_months(issued, 12)
            issued = add_months(issued, 11)

    def _framework(self) -> None:
        first = min(body.since for body in self.land.bodies)
        self.sheets[FrameworkAgreement].add(
            id=identifier(first, self.land.office.code, self.land.copy, "framework"),
            title=f"Accordo quadro per l'accoglienza, {self.land.office.seat} {INVENTED}",
            cig=f"INV{self.land.office.code}{self.land.copy % 1000:03d}XX", starts_on=first,
            ends_on=add_months(first, 72), value=Decimal(48_000_000), **self.common,
        )  # fmt: skip

    def _contract(self, contract: ContractPlan) -> None:
        decided = contract.extensions(self.until)
        last = decided[-1][1] if decided else contract.ends_on
        value = Decimal(contract.base) * contract.places * (contract.ends_on - contract.starts_on).days
        first = min(body.since for body in self.land.bodies)
        self.sheets[Contract].add(
            id=contract_id(contract), body_id=body_id(contract.body), title=contract.title, cig=contract.cig,
            framework_id=identifier(first, self.land.office.code, self.land.copy, "framework"),
            scheme=SCHEME, lot_class=contract.lot_class, places=contract.places, starts_on=contract.starts_on,
            ends_on=contract.ends_on, in_force=DateRange(contract.starts_on, last + timedelta(days=1)), value=value,
            procurement_officer=f"Il RUP {INVENTED}", contract_director=f"Il DEC {INVENTED}", **self.common,
        )  # fmt: skip
        self._money(contract)
        for number, (day, until) in enumerate(decided):
            self.sheets[Extension].add(
                id=identifier(day, contract.key, "extension"), contract_id=contract_id(contract),
                kind=ExtensionKind.OPTION if number == 0 else ExtensionKind.TECHNICAL, decided_on=day, ends_on=until,
                value=(value / 4).quantize(Decimal("0.01")), reason=f"In attesa della nuova gara {INVENTED}",
                **self.common,
            )  # fmt: skip
        self._guarantees(contract, [contract.ends_on, *(until for _day, until in decided)])

    def _money(self, contract: ContractPlan) -> None:
        key, first = contract_id(contract), contract.starts_on
        kept = {"contract_id": key, **self.common}
        self.sheets[ContractPrice].add(
            id=identifier(first, contract.key, "price"), valid_from=contract.priced_from, base=Decimal(contract.base),
            discount_percent=Decimal(contract.discount), source=f"Offerta economica {INVENTED}", **kept,
        )  # fmt: skip
        revised = date(add_months(first, 12).year, 1, 1)
        if contract.priced_from < revised <= self.until:
            self.sheets[ContractPrice].add(
                id=identifier(revised, contract.key, "price"), valid_from=revised,
                base=(Decimal(contract.base) * Decimal("1.012")).quantize(Decimal("0.01")),
                discount_percent=Decimal(contract.discount), source=f"Revisione dei prezzi {INVENTED}", **kept,
            )  # fmt: skip
        taken = max(first, date(2024, 3, 4))
        self.sheets[ContractPolicy].add(
            id=identifier(first, contract.key, "policy"), valid_from=first, paid_absences=PAID_ABSENCES,
            pocket_money_per_day=figures.figure("pocket_money_per_day", taken).value,
            pocket_money_family_cap=figures.figure("pocket_money_family_cap", taken).value,
            entry_kit=figures.entry_kit(SCHEME, taken).value, phone_card=figures.figure("phone_card", taken).value,
            source=f"Capitolato {INVENTED}", **kept,
        )  # fmt: skip

    def _guarantees(self, contract: ContractPlan, ends: list[date]) -> None:
        if not contract.body.secured:
            ends = [self.land.end - timedelta(days=80)]
        for number, last in enumerate(ends):
            self.sheets[Guarantee].add(
                id=identifier(contract.starts_on, contract.key, "guarantee", number), contract_id=contract_id(contract),
                issuer=f"Assicurazione Esempio {INVENTED}", reference=f"INV-{contract.cig[-5:]}-{number + 1}",
                amount=Decimal(contract.places * 400), expires_on=last + timedelta(days=60), **self.common,
            )  # fmt: skip

    def _centre(self, centre: CentrePlan) -> None:
        key, first = centre_id(centre), centre.opened_on
        north, east = PLACES[self.land.office.code]
        number = centre.number
        self.sheets[Centre].add(
            id=key, body_id=body_id(centre.body), name=centre.name, code=centre.code, type=centre.type,
            address=f"Via dell'Esempio {number + 1} {INVENTED}", comune=centre.comune,
            latitude=Decimal(str(round(north + number % 8 * 0.011, 6))), sex_profile=centre.profile,
            longitude=Decimal(str(round(east - number // 8 * 0.017, 6))), accessible=centre.accessible,
            opened_on=first, **self.common,
        )  # fmt: skip
        for day, own, more, order in centre.steps:
            if day <= self.until:
                self.sheets[CentreCapacity].add(
                    id=identifier(day, centre.key, "capacity"), centre_id=key, valid_from=day, authorised=own,
                    emergency=more, order_reference=order, **self.common,
                )  # fmt: skip
        self.sheets[CentreContract].add(
            id=identifier(first, centre.key, "contract"), centre_id=key, contract_id=contract_id(centre.contract),
            during=DateRange(first, None), **self.common,
        )  # fmt: skip
        fire = add_months(first, 72) if centre.certified else self.land.end - timedelta(days=33)
        for kind, expires in ((FIRE, fire), (PLANT, add_months(first, 96))):
            self.sheets[CentreCertificate].add(
                id=identifier(first, centre.key, kind), centre_id=key, kind=kind, issued_on=first, expires_on=expires,
                reference=f"INV-{centre.code}", **self.common,
            )  # fmt: skip

    def _layout(self, centre: CentrePlan) -> None:
        first, key = centre.opened_on, centre_id(centre)
        for number in range(centre.beds):
            unit, room = number // IN_A_UNIT, number // IN_A_ROOM
            unit_id, room_id = (identifier(first, centre.key, *what) for what in (("unit", unit), ("room", room)))
            if number % IN_A_UNIT == 0:
                self.sheets[HousingUnit].add(id=unit_id, centre_id=key, name=f"Appartamento {unit + 1}", **self.common)
            if number % IN_A_ROOM == 0:
                self.sheets[Room].add(
                    id=room_id, unit_id=unit_id, name=f"Stanza {room + 1}", accessible=centre.accessible and room == 0,
                    square_metres=Decimal(24), **self.common,
                )  # fmt: skip
            self.sheets[Bed].add(
                id=bed_id(centre, number), room_id=room_id, centre_id=key, name=f"{room + 1}{'ABCD'[number % IN_A_ROOM]}",
                **self.common,
            )  # fmt: skip

    def _out_of_use(self, outs: list[OutPlan]) -> None:
        for one in outs:
            if one.first <= self.until:
                self.sheets[OutOfUse].add(
                    id=identifier(one.first, one.centre.key, one.bed, "out"), bed_id=bed_id(one.centre, one.bed),
                    during=DateRange(one.first, one.until), reason=f"Infiltrazione d'acqua {INVENTED}",
                    recorded_by_id=self.users["accoglienza"], recorded_at=moment(one.first), **self.common,
                )  # fmt: skip
