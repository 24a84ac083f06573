"""How many guests there will be in the coming months and what they will cost, if what is assumed comes true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from approdo.accounting.rules.terms import in_force
from approdo.core.rules.money import ZERO, cents
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.rules.filling import Step, by_month, filling, steps


@dataclass(frozen=True, slots=True)
class MeanPrice:
    """What a person and night costs on average from a day on, euros: a mean is no price of a contract, it has no cents."""

    valid_from: date
    unit: Decimal


@dataclass(frozen=True, slots=True)
class Known:
    """What is known on the first night. `leaving` and `coming`: persons by the day planned, after the first night.

    `staying`: guests without a planned exit. `places`: how the places change, those of the first night on its day.
    `a_night` and `an_entry`: euros besides the price for each person and night, and for each who enters.
    """

    staying: int
    leaving: Mapping[date, int]
    coming: Mapping[date, int]
    places: Mapping[date, int]
    prices: tuple[MeanPrice, ...]
    a_night: Decimal
    an_entry: Decimal


@dataclass(frozen=True, slots=True)
class Assumed:
    """Persons a month who come and who leave beyond what is planned, spread evenly over its days."""

    arrivals: int = 0
    departures: int = 0


@dataclass(frozen=True, slots=True)
class MonthForecast:
    """A month, the first one from the first night on. Euros; `beyond` person-nights had no place and are not paid."""

    month: date
    person_nights: int
    beyond: int
    peak: int
    at_end: int
    places: int
    entries: int
    per_diem: Decimal
    pocket_money: Decimal
    kits: Decimal

    @property
    def total(self) -> Decimal:
        """Everything, euros before taxes. Source: domain rule 2.3, `gross`."""
        return self.per_diem + self.pocket_money + self.kits


def coming(first: date, months: int) -> Nights:
    """The nights of so many months, from a day of the first one on. Source: the calendar."""
    until = first
    for _number in range(months):
        until = month_of(until.year, until.month).until
    return Nights(first, until)


def forecast(over: Nights, known: Known, assumed: Assumed) -> tuple[MonthForecast, ...]:
    """The months of a period. Who has a planned exit leaves that day; of the others so many leave as is assumed, never
    more than there are. Neighbouring nights that are alike are counted at once.

    Source: domain rule 2.3 (price of a person-night, pocket money, kits); what comes is assumed, not law.
    """
    arriving = _spread(over, assumed.arrivals) + Counter(_within(over, known.coming))
    present = Counter(arriving)
    present[over.first] += known.staying + sum(known.leaving.values())
    present.subtract(_within(over, known.leaving))
    present.subtract(_departures(over, known.staying, arriving, assumed.departures))
    found = steps(over, present, known.places)
    return tuple(_month(month, held, known, arriving) for month, held in by_month(found))


def _within(over: Nights, planned: Mapping[date, int]) -> dict[date, int]:
    return {day: number for day, number in planned.items() if over.first < day < over.until}


def _spread(over: Nights, a_month: int) -> Counter[date]:
    """So many a month, evenly over its days; of the first month only those after the first night."""
    found: Counter[date] = Counter()
    first = over.first.replace(day=1)
    while a_month and first < over.until:
        month = month_of(first.year, first.month)
        for number in range(a_month):
            day = first + timedelta(days=number * month.count // a_month)
            if over.first < day < over.until:
                found[day] += 1
        first = month.until
    return found


def _departures(over: Nights, staying: int, arriving: Mapping[date, int], a_month: int) -> Counter[date]:
    """Who leaves without a plan: at the pace assumed, as long as there is somebody without a planned exit."""
    wanted, left = _spread(over, a_month), staying
    found: Counter[date] = Counter()
    for day in sorted(wanted.keys() | arriving.keys()):
        left += arriving.get(day, 0)
        gone = min(left, wanted.get(day, 0))
        if gone:
            found[day], left = gone, left - gone
    return found


def _month(month: Nights, held: Sequence[Step], known: Known, arriving: Mapping[date, int]) -> MonthForecast:
    whole = filling(held)
    entries = sum(number for day, number in arriving.items() if month.first <= day < month.until)
    return MonthForecast(
        month.first, whole.person_nights, whole.beyond, whole.peak, held[-1].present, held[-1].places, entries,
        cents(sum(_worth(held, known.prices), ZERO)), cents(whole.person_nights * known.a_night),
        cents(entries * known.an_entry),
    )  # fmt: skip


def _worth(held: Sequence[Step], prices: tuple[MeanPrice, ...]) -> Iterator[Decimal]:
    for step in held:
        for period, price in in_force(prices, step.during):
            if price:
                yield period.count * min(step.present, step.places) * price.unit
