"""Guests, stays and the register as rows, as they stand on a day; a sealed month holds what the rule would seal."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.people_rows import person_id
from approdo.config.demonstration.plans import Household, identifier
from approdo.config.demonstration.reception.living import StayPlan
from approdo.config.demonstration.reception.place_rows import bed_id, centre_id, contract_id, named
from approdo.config.demonstration.reception.places import OPERATOR_BODY, CentrePlan, Province
from approdo.config.demonstration.reception.register import AbsencePlan, MonthPlan, NightPlan, Register, moment
from approdo.config.demonstration.sheets import Sheet
from approdo.reception.models import Absence, BedUse, Guest, NightConfirmation, NightRecord, RegisterMonth, Stay
from approdo.reception.rules import register as rules
from approdo.reception.rules.vocabulary import (
    AbsenceAnswer,
    AbsenceKind,
    ExitReason,
    MonthState,
    NightSource,
    StayState,
)

TABLES = (Guest, Stay, BedUse, Absence, NightRecord, NightConfirmation, RegisterMonth)


def guest_id(household: Household, place: int) -> UUID:
    """The identifier of the guest of that place in a household."""
    return named(household.day, household.humans[place].key, "guest")


class GuestSheets:
    """Rows of the guests of a copy of the province; `sealed` are months that are in the database and do not change."""

    def __init__(self, land: Province, register: Register, users: dict[str, UUID], sealed: set[UUID]) -> None:
        self.land, self.register, self.users, self.sealed = land, register, users, sealed
        self.until = register.until
        self.common = {"prefecture_id": land.office.code}
        self.sheets = {model: Sheet(model) for model in TABLES}
        self.officer = users["accoglienza"]

    def write(self, stays: list[StayPlan], *, over: bool) -> int:
        """Write everything. How many rows."""
        shown = [stay for stay in stays if self._is_known(stay)]
        for stay in sorted(shown, key=lambda one: (one.enters, one.key)):
            self._guest(stay)
            self._stay(stay)
        for one in self.register.absences:
            self._absence(one)
        for night in sorted(self.register.nights, key=lambda one: (one.nights, one.stay.key)):
            self._night(night)
        for centre, day, present, at in self.register.confirmations():
            self.sheets[NightConfirmation].add(
                id=identifier(day, centre.key, "confirmed"), centre_id=centre_id(centre), night=day, present=present,
                confirmed_at=at, confirmed_by_id=self._operator(centre), **self.common,
            )  # fmt: skip
        self._months()
        return sum(sheet.write(over=over) for sheet in self.sheets.values())

    def _is_known(self, stay: StayPlan) -> bool:
        """Whether anything of it has happened: announced, or there. A transfer is known on its day."""
        known_from = stay.learned if stay.by_transfer else None
        return (known_from or (stay.enters if stay.by_transfer else stay.household.day)) <= self.until

    def _moment(self, day: date) -> datetime:
        """A moment of a day; of the last one its beginning, or whoever loads it early would see what is still to come."""
        return moment(day, 0 if day == self.until else 9)

    def _operator(self, centre: CentrePlan) -> UUID | None:
        ours = centre.body is self.land.bodies[OPERATOR_BODY] and self.land.copy == 0
        return self.users.get("gestore") if ours else None

    def _guest(self, stay: StayPlan) -> None:
        if not stay.key.endswith(":stay:0"):
            return
        key, day = guest_id(stay.household, stay.place), stay.household.day
        mark = f"{key.int % 10**7:07d}"
        self.sheets[Guest].add(
            id=key, person_id=person_id(stay.household, stay.place), cui=f"INV{mark}{key.int // 10**7 % 100:02d}",
            vestanet=f"INV-{mark}{key.int // 10**7 % 10**6:06d}", permit_number=f"INV{mark}",
            permit_expires_on=day + timedelta(days=180 + 180 * ((self.until - day).days // 180)), c3_on=day, **self.common,
        )  # fmt: skip

    def _stay(self, stay: StayPlan) -> None:
        here = stay.comes and stay.enters <= self.until
        left = stay.known_exit(self.until) if here else None
        state = StayState.LEFT if left else StayState.PRESENT
        at = left or stay.enters
        if not here:
            state = StayState.PLANNED if stay.enters >= self.until else StayState.NO_SHOW
            at = stay.enters + timedelta(days=1) if state is StayState.NO_SHOW else stay.household.day
        key = identifier(stay.enters, stay.key)
        corrected = bool(stay.told and stay.learned and stay.learned <= self.until)
        if corrected:
            at = self._as_told(stay, key)
        self.sheets[Stay].add(
            id=key, lineage=key, guest_id=guest_id(stay.household, stay.place), centre_id=centre_id(stay.centre),
            reason=f"Il centro ha detto tardi l'uscita {INVENTED}" if corrected else "",
            contract_id=contract_id(stay.centre.contract), state=state, by_transfer=stay.by_transfer,
            planned_entry=stay.enters, expected_entry=stay.enters, entry=stay.enters if here else None, exit=left,
            exit_reason=stay.reason if left else "", recorded_at=self._moment(at), recorded_by_id=self.officer, **self.common,
        )  # fmt: skip
        slept_until = stay.leaves if stay.leaves and stay.leaves <= self.until else None
        if here and stay.bed is not None:
            self.sheets[BedUse].add(
                id=identifier(stay.enters, stay.key, "bed"), bed_id=bed_id(stay.centre, stay.bed),
                guest_id=guest_id(stay.household, stay.place), place=key,
                during=DateRange(stay.enters, slept_until), **self.common,
            )  # fmt: skip

    def _as_told(self, stay: StayPlan, key: UUID) -> date:
        """The row that a correction took the place of. The day of the correction."""
        told, learned = stay.told or stay.enters, stay.learned or self.until
        self.sheets[Stay].add(
            id=identifier(told, stay.key, "told"), lineage=key, guest_id=guest_id(stay.household, stay.place),
            centre_id=centre_id(stay.centre), contract_id=contract_id(stay.centre.contract), state=StayState.LEFT,
            by_transfer=stay.by_transfer, planned_entry=stay.enters, expected_entry=stay.enters, entry=stay.enters,
            exit=told, exit_reason=ExitReason.VOLUNTARY_LEAVING, recorded_at=moment(told),
            superseded_at=self._moment(learned), recorded_by_id=self.officer, **self.common,
        )  # fmt: skip
        return learned

    def _absence(self, one: AbsencePlan) -> None:
        answered = one.answered is not None and one.answered <= self.until
        refused = answered and one.answer == AbsenceAnswer.REFUSED.value
        waiting = bool(one.asked) and not answered
        back = one.until if one.asked or one.until <= self.until else None
        self.sheets[Absence].add(
            id=identifier(one.first, one.stay.key, "absence"), guest_id=guest_id(one.stay.household, one.stay.place),
            centre_id=centre_id(one.stay.centre), first=one.first, until=back, asked_on=one.asked,
            kind=AbsenceKind.UNJUSTIFIED if waiting or refused else one.kind,
            answer=AbsenceAnswer.ASKED if waiting else one.answer,
            answered_at=self._moment(one.answered) if answered and one.answered else None,
            answered_by_id=self.officer if answered else None,
            answer_reason=f"Convocazione in Commissione in quei giorni {INVENTED}" if refused else "",
            authorisation=f"INV-A/{one.first:%Y%m%d}" if answered and not refused else "",
            told_office_at=None if one.asked else moment(one.first + timedelta(days=1)),
            note=f"Visita a parenti {INVENTED}" if one.asked else "",
            recorded_by_id=self._operator(one.stay.centre), **self.common,
        )  # fmt: skip

    def _night(self, one: NightPlan) -> None:
        police = one.source is NightSource.POLICE
        words = ("night", "police") if police else ("night",)
        key = guest_id(one.stay.household, one.stay.place)
        self.sheets[NightRecord].add(
            id=identifier(one.nights.first, one.stay.key, *words), guest_id=key, centre_id=centre_id(one.centre),
            during=DateRange(one.nights.first, one.nights.until), state=one.state, source=one.source,
            recorded_at=moment(one.nights.until, 12 if police else 5), superseded_at=moment(one.denied, 12) if one.denied else None,
            recorded_by_id=self.officer if police else self._operator(one.centre), **self.common,
        )  # fmt: skip

    def _months(self) -> None:
        told = _Told(self.register)
        for one in self.register.months():
            key = identifier(one.month.first, one.centre.key, "month", one.edition)
            if key in self.sealed:
                continue
            text = told.content(one) if one.state is MonthState.SEALED else ""
            self.sheets[RegisterMonth].add(
                id=key, centre_id=centre_id(one.centre), month=one.month.first, edition=one.edition, state=one.state,
                closed_at=_at(one.closed), closed_by_id=self._operator(one.centre), checked_at=_at(one.checked),
                checked_by_id=self.officer if one.checked else None, sealed_at=_at(one.sealed),
                sealed_by_id=self.officer if one.sealed else None, content=text,
                hash=rules.digest(text) if text else "",
                reason=f"Il centro ha segnalato uno scambio di nomi {INVENTED}" if one.edition > 1 else "", **self.common,
            )  # fmt: skip


def _at(day: date | None) -> datetime | None:
    return moment(day) if day else None


class _Told:
    """What the register says, by centre, for the text of the sealed months."""

    def __init__(self, register: Register) -> None:
        self.stays: dict[int, list[rules.SealedStay]] = defaultdict(list)
        self.absences: dict[int, list[rules.SealedAbsence]] = defaultdict(list)
        self.nights: dict[tuple[int, date], list[NightPlan]] = defaultdict(list)
        for stay in register.stays:
            self.stays[stay.centre.number].append(_sealed_stay(stay))
        for absence in register.absences:
            if absence.answer != AbsenceAnswer.REFUSED.value:
                told = rules.SealedAbsence(_guest(absence.stay), absence.first, absence.until, absence.kind)
                self.absences[absence.stay.centre.number].append(told)
        for night in register.nights:
            if night.denied is None:
                self.nights[night.centre.number, night.nights.first.replace(day=1)].append(night)

    def content(self, one: MonthPlan) -> str:
        """The canonical text of a month."""
        number = one.centre.number
        return rules.content(
            str(centre_id(one.centre)),
            one.month,
            self.stays[number],
            self.absences[number],
            [
                rules.SealedNights(_guest(night.stay), night.nights, night.state, night.source)
                for night in self.nights[number, one.month.first]
            ],
        )


def _guest(stay: StayPlan) -> str:
    return str(guest_id(stay.household, stay.place))


def _sealed_stay(stay: StayPlan) -> rules.SealedStay:
    together = identifier(stay.household.day, stay.household.key, "family") if stay.household.relations else ""
    return rules.SealedStay(
        _guest(stay),
        stay.enters,
        stay.told or stay.leaves,
        str(together),
        str(contract_id(stay.centre.contract)),
        stay.by_transfer,
    )
