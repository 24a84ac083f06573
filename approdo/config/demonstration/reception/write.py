"""Reception of an office into the database: whole the first time, then what the days add."""

from __future__ import annotations

from datetime import date

from approdo.config.demonstration import offices
from approdo.config.demonstration.accounting import write as accounting
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.people_rows import PeopleSheets
from approdo.config.demonstration.reception import guest_rows, place_rows
from approdo.config.demonstration.reception.living import Living
from approdo.config.demonstration.reception.places import province
from approdo.config.demonstration.reception.register import Register
from approdo.config.demonstration.stages import Stage, Tell
from approdo.config.demonstration.story import World
from approdo.core.models import AuditRecord
from approdo.reception.models import Centre, RegisterMonth
from approdo.reception.rules.vocabulary import MonthState

TABLES = (*place_rows.TABLES, *guest_rows.TABLES)
ACTED_ON = (
    "absence", "bed", "body", "centre", "contract", "framework", "guest", "register_month", "stay", "arrival",
)  # fmt: skip


def told(world: World, office: Office, copy: int, start: date, until: date, seed: str) -> tuple[Living, Register]:
    """What happened in a copy of the province up to `until`."""
    living = Living(world, province(office, copy, start, seed), seed)
    living.play(until)
    return living, Register(living.land, living.stays, until, seed)


def is_left_alone(office: Office) -> bool:
    """Whether somebody worked on the reception of an office: then the days to come are theirs."""
    acts = AuditRecord.objects.filter(prefecture_id=office.code, actor_id__isnull=False, object_kind__in=ACTED_ON)
    return acts.exists()


class ReceptionWriter:
    """Writes the reception of one office as it stands on `until`; `since` is None the first time."""

    def __init__(self, office: Office, world: World, start: date, until: date, since: date | None) -> None:
        self.office, self.world, self.start, self.until, self.since = office, world, start, until, since
        self.users = offices.users_of(office.code)

    def write(self, people: PeopleSheets, scale: int, seed: str, tell: Tell) -> int:
        """Write every copy. How many rows; none where somebody worked on it. `tell`: how far it is."""
        there = Centre.objects.filter(prefecture_id=self.office.code).exists()
        if self.since is not None and is_left_alone(self.office):
            return 0
        sealed = set(
            RegisterMonth.objects.filter(
                prefecture_id=self.office.code, state=MonthState.SEALED.value
            ).values_list("pk", flat=True)
        )  # fmt: skip
        rows, registers = 0, []
        for copy in range(scale):
            living, register = told(self.world, self.office, copy, self.start, self.until, seed)
            registers.append(register)
            tell(Stage.LIVING)
            self._people(living, people, whole=not there)
            rows += people.write()
            tell(Stage.PEOPLE)
            rows += place_rows.PlaceSheets(living.land, self.users, self.until).write(living.outs, over=there)
            tell(Stage.PLACES)
            rows += guest_rows.GuestSheets(living.land, register, self.users, sealed).write(living.stays, over=there)
            tell(Stage.NIGHTS)
        return rows + accounting.write(self.office, registers, self.until, seed, tell)

    def _people(self, living: Living, sheets: PeopleSheets, *, whole: bool) -> None:
        """The persons that are not there yet."""
        seen = set()
        for stay in living.stays:
            household = stay.household
            new = whole or self.since is None or household.day > self.since
            if household.key not in seen and new and household.day <= self.until:
                sheets.add(household)
            seen.add(household.key)
