"""When invented desks are open: mornings, nights, Saturdays with a mediator, by appointment, seasons, not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time

from approdo.config.demonstration.plans import Dice
from approdo.network.rules.directory import Attending
from approdo.network.rules.hours import Closure, HoursKind, HoursPeriod, OnHolidays, Schedule, Slot

WORKDAYS, EVERY_DAY, SATURDAY = range(5), range(7), 5
MIDNIGHT = time(0)
# Hours that say how one is met; all the others are met at a place.
ATTENDING = {"phone": Attending.PHONE, "online": Attending.ONLINE, "mobile": Attending.MOBILE}
CLOSURES = 0.15  # of the desks with weekly hours, about one in seven rests at the end of the year


def schedule_of(name: str, dice: Dice, tongues: tuple[str, ...], until: date) -> Schedule:
    """The hours of that name. `tongues`: what the mediator of a Saturday or of an afternoon speaks."""
    if name in ("appointment", "unknown"):
        kind = HoursKind.BY_APPOINTMENT if name == "appointment" else HoursKind.UNKNOWN
        return Schedule((HoursPeriod(kind),))
    if name == "seasons":
        return _seasons(until)
    slots = _WEEKS[name](dice, ("it", *tongues))
    closures = (Closure(date(until.year, 12, 24), date(until.year + 1, 1, 6), "Pausa di fine anno"),)
    always = name in ("always", "nights")
    return Schedule(
        (HoursPeriod(HoursKind.WEEKLY, slots),),
        OnHolidays.OPEN if always else OnHolidays.CLOSED,
        closures if not always and dice.chance(CLOSURES) else (),
    )


def _at(
    days: Iterable[int], opens: time, closes: time, spoken: tuple[str, ...] | None = None, *, booked: bool = False
) -> tuple[Slot, ...]:
    return tuple(Slot(day, opens, closes, closes < opens and closes != MIDNIGHT, spoken, booked) for day in days)


def _mornings(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at(WORKDAYS, time(dice.choice((8, 9))), time(12, 30)) + _at(
        (dice.choice((1, 3)),), time(15), time(17), spoken
    )


def _mixed(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at((0, 2, 4), time(9), time(13)) + _at((1, 3), time(15), time(17, 30), spoken)


def _afternoons(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at(dice.choice(((0, 2, 4), (1, 3), WORKDAYS)), time(15), time(dice.choice((18, 19))))


def _evenings(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at((1, 3), time(18), time(20, 30), spoken)


def _saturday(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at((2,), time(15), time(18)) + _at((SATURDAY,), time(9), time(12, 30), spoken)


def _booked(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at(WORKDAYS, time(9), time(13), booked=True)


def _nights(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at(EVERY_DAY, time(20), time(8))


def _always(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at(EVERY_DAY, MIDNIGHT, MIDNIGHT)


def _phone(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at(WORKDAYS, time(10), time(18), spoken)


def _mobile(dice: Dice, spoken: tuple[str, ...]) -> tuple[Slot, ...]:
    return _at((dice.choice((0, 1, 4)),), time(17), time(20), spoken)


_WEEKS: dict[str, Callable[[Dice, tuple[str, ...]], tuple[Slot, ...]]] = {
    "mornings": _mornings, "mixed": _mixed, "afternoons": _afternoons, "evenings": _evenings, "saturday": _saturday,
    "slots_by_appointment": _booked, "nights": _nights, "always": _always, "phone": _phone, "online": _phone,
    "mobile": _mobile,
}  # fmt: skip


def _seasons(until: date) -> Schedule:
    """Long hours but in summer, when the mornings alone remain."""
    summer = date(until.year + 1, 6, 15), date(until.year + 1, 9, 10)
    whole = _at(WORKDAYS, time(9), time(12, 30)) + _at((1, 3), time(15), time(18))
    return Schedule(
        (
            HoursPeriod(HoursKind.WEEKLY, whole, None, summer[0].replace(day=14)),
            HoursPeriod(HoursKind.WEEKLY, _at(WORKDAYS, time(9), time(12)), *summer),
            HoursPeriod(HoursKind.WEEKLY, whole, summer[1].replace(day=11)),
        ),
        OnHolidays.CLOSED,
    )
