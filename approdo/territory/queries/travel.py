"""How long it takes from one comune to another, or to a place."""

from __future__ import annotations

from datetime import date

from approdo.territory.definitions import pace
from approdo.territory.models import Comune, TravelTime
from approdo.territory.rules.travel import Journey, Measured, Mode, Place, journey


def between(origin: Comune, destination: Comune, mode: Mode, day: date) -> Journey:
    """From one comune to another, from label point to label point: a measured time where one is loaded, else the model.

    Raises LookupError where the model has no numbers on that day.
    """
    return _journey(origin, destination, mode, day, _measured(origin, destination))


def by_each_mode(origin: Comune, destination: Comune, day: date) -> list[Journey]:
    """As `between`, by each mode."""
    measured = _measured(origin, destination)
    return [_journey(origin, destination, mode, day, measured) for mode in Mode]


def to_place(origin: Comune, destination: Place, mode: Mode, day: date) -> Journey:
    """From the label point of a comune to a place, by the model."""
    return journey(place_of(origin), destination, mode, pace(mode, day))


def place_of(one: Comune) -> Place:
    """The point that stands for a comune: inside it, in the middle where the middle is inside."""
    return Place(one.label_lat, one.label_lon)


def _journey(origin: Comune, destination: Comune, mode: Mode, day: date, measured: dict[str, Measured]) -> Journey:
    return journey(place_of(origin), place_of(destination), mode, pace(mode, day), measured.get(mode))


def _measured(origin: Comune, destination: Comune) -> dict[str, Measured]:
    rows = TravelTime.objects.filter(origin=origin, destination=destination).select_related("source")
    return {row.mode: Measured(row.minutes, row.source.publisher, row.source.as_of) for row in rows}
