"""Loads measured travel times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from approdo.territory.commands.loading import only_one_at_a_time
from approdo.territory.copying import copy_rows
from approdo.territory.models import DataSource, TravelTime
from approdo.territory.tables import TravelRow

SOURCE = "travel_times"


@transaction.atomic
def load_travel_times(
    *, rows: Sequence[TravelRow], file: str, source: str, as_of: date, tell: Callable[[int], object]
) -> None:
    """Write the measured times of a file in place of all those loaded before: a table is of one hand and one day."""
    only_one_at_a_time()
    DataSource(
        id=SOURCE, name_it="Tempi di viaggio misurati", name_en="Measured travel times", publisher=source[:200],
        version=file[:100], as_of=as_of, licence="", licence_url="", attribution_it=f"Tempi: {source}"[:300],
        attribution_en=f"Times: {source}"[:300], invented=False, rows=len(rows), loaded_at=timezone.now(),
    ).save()  # fmt: skip
    TravelTime.objects.all().delete()
    columns = ["origin_id", "destination_id", "mode", "minutes", "source_id"]
    told = ((one.origin, one.destination, one.mode.value, one.minutes, SOURCE) for one in rows)
    tell(copy_rows(TravelTime, columns, told))
