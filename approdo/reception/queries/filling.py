"""How full the centres one may see were: the days on which something changes, summed by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from approdo.core.access.actor import Actor
from approdo.core.rules.nights import Nights
from approdo.reception.models import Centre, CentreCapacity
from approdo.reception.queries import centres as places
from approdo.reception.rules.filling import Filling, Step, changes_of_places, filling, of_several, steps
from approdo.reception.rules.occupancy import PlacesFrom

# Who was there when the period began counts as a change of its first day.
CHANGES = """
SELECT centre_id, day, sum(change), false
  FROM (SELECT centre_id, greatest(entry, %(first)s) AS day, 1 AS change FROM held
        UNION ALL
        SELECT centre_id, exit, -1 FROM held WHERE exit < %(until)s) AS changes
 GROUP BY centre_id, day
"""
# The places from a day on, as they stand in the same answer.
PLACES = """
UNION ALL
SELECT centre_id, valid_from, authorised + emergency, true FROM reception_centrecapacity
 WHERE prefecture_id = %(prefecture)s AND centre_id = ANY(%(centres)s) AND valid_from < %(until)s
"""
HELD = """
WITH held AS (
  SELECT centre_id, entry, exit FROM reception_stay
   WHERE prefecture_id = %(prefecture)s AND centre_id = ANY(%(centres)s) AND superseded_at IS NULL
     AND entry < %(until)s AND (exit IS NULL OR exit > greatest(entry, %(first)s)))
"""


@dataclass(frozen=True, slots=True)
class CentreFilling:
    """A centre over a period; the last step is that of its last night."""

    centre: Centre
    steps: tuple[Step, ...]
    whole: Filling


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Centres over a period, together and one by one, by name."""

    over: Nights
    steps: tuple[Step, ...]
    whole: Filling
    centres: tuple[CentreFilling, ...]


def seen(by: Actor) -> list[Centre]:
    """The centres that the actor may know of, with their bodies, by name."""
    return list(places.visible_to(by).select_related("body").order_by("name", "id"))


def occupancy(by: Actor, of: Iterable[Centre], over: Nights) -> Occupancy:
    """How full those centres were. One query, whatever the number of guests and nights."""
    wanted = list(of)
    slept, held = _read(by, wanted, over)
    allowed = _allowed(wanted, held, over)
    told = [
        CentreFilling(one, found, filling(found))
        for one in wanted
        for found in (steps(over, slept[one.pk], allowed[one.pk]),)
    ]
    all_of_them = of_several(over, (one.steps for one in told))
    return Occupancy(over, all_of_them, filling(all_of_them), tuple(told))


def _read(by: Actor, of: list[Centre], over: Nights) -> tuple[dict[UUID, Counter[date]], dict[UUID, list[PlacesFrom]]]:
    """By how much the guests of each centre change, and from when it has how many places."""
    values: dict[str, Any] = {
        "prefecture": by.prefecture, "centres": [one.pk for one in of], "first": over.first, "until": over.until,
    }  # fmt: skip
    slept: dict[UUID, Counter[date]] = defaultdict(Counter)
    held: dict[UUID, list[PlacesFrom]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(HELD + CHANGES + PLACES, values)
        for centre, day, number, is_places in cursor.fetchall():
            if is_places:
                held[centre].append(PlacesFrom(day, number))
            else:
                slept[centre][day] = int(number)
    return slept, held


def places_allowed(of: Sequence[Centre], over: Nights) -> dict[UUID, Counter[date]]:
    """How the places of each centre change: authorised ones and those that an order of the prefect adds. One query."""
    held: dict[UUID, list[PlacesFrom]] = defaultdict(list)
    rows = CentreCapacity.objects.filter(centre__in=[one.pk for one in of], valid_from__lt=over.until)
    for centre, since, authorised, emergency in rows.values_list("centre_id", "valid_from", "authorised", "emergency"):
        held[centre].append(PlacesFrom(since, authorised + emergency))
    return _allowed(of, held, over)


def _allowed(
    of: Iterable[Centre], held: Mapping[UUID, Sequence[PlacesFrom]], over: Nights
) -> dict[UUID, Counter[date]]:
    return {one.pk: changes_of_places(over, held.get(one.pk, ()), one.opened_on, one.closed_on) for one in of}
