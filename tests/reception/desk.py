"""Who works on the register in its tests: the operator of a body, an officer of reception."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.reception.commands import months, nights
from approdo.reception.models import Guest, RegisterMonth
from approdo.reception.rules.vocabulary import NightSource, NightState
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.staff import operator_user

MakeUser = Callable[..., User]
FIRST, AFTER = date(2026, 5, 1), date(2026, 6, 1)
TODAY = date(2026, 6, 3)
HERE, AWAY = NightState.PRESENT, NightState.ABSENT_UNJUSTIFIED


class Desk:
    """A place of Savona with two guests for the whole of May, its operator and an officer."""

    def __init__(self, prefecture: Prefecture, make_user: MakeUser, number: int = 1) -> None:
        self.place: Place = new_place(prefecture, number)
        self.guests: list[Guest] = [new_guest(prefecture, f"Inventata {name}") for name in ("Prima", "Seconda")]
        for guest in self.guests:
            new_stay(self.place, guest, FIRST)
        self.user = operator_user(make_user, self.place.body, f"registrar{number}")
        self.operator: Actor = actor_of(self.user, "it")
        self.chief_user = make_user(f"chief{number}", prefecture, Role.RECEPTION_OFFICER)
        self.chief: Actor = actor_of(self.chief_user, "it")

    @property
    def centre(self) -> UUID:
        """The identifier of the centre."""
        return self.place.centre.pk

    def say(
        self, first: date = FIRST, until: date = AFTER, state: NightState = HERE, *, by: Actor | None = None,
        guests: list[Guest] | None = None, source: NightSource = NightSource.OPERATOR, today: date = TODAY,
    ) -> int:  # fmt: skip
        """Record nights of guests, of both if none is named."""
        return nights.record_nights(
            by=by or self.operator, centre_id=self.centre, first=first, until=until, source=source, today=today,
            states={guest.pk: state for guest in guests or self.guests},
        )  # fmt: skip

    def close(self) -> RegisterMonth:
        """Close May."""
        return months.close_month(by=self.operator, centre_id=self.centre, month=FIRST, today=TODAY)

    def check(self, *differences: months.Difference) -> RegisterMonth:
        """Check May."""
        return months.check_month(by=self.chief, centre_id=self.centre, month=FIRST, differences=differences)

    def seal(self) -> RegisterMonth:
        """Seal May."""
        return months.seal_month(by=self.chief, centre_id=self.centre, month=FIRST)

    def sealed(self) -> RegisterMonth:
        """May, whole, closed, checked and sealed."""
        self.say()
        self.close()
        self.check()
        return self.seal()
