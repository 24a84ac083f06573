"""Loads the foreign residents of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from approdo.territory.commands.loading import only_one_at_a_time
from approdo.territory.copying import copy_rows
from approdo.territory.models import DataSource, ForeignResidents
from approdo.territory.tables import ForeignRow

PREFIX = "foreign_residents_"


@transaction.atomic
def load_foreign_residents(
    *, rows: Sequence[ForeignRow], file: str, invented: bool, tell: Callable[[int], object]
) -> None:
    """Write the figures of a file; those of the same comuni and years that were there before are replaced by them."""
    only_one_at_a_time()
    for year in sorted({one.year for one in rows}):
        of_year = [one for one in rows if one.year == year]
        source = _source(year, len(of_year), file, invented)
        source.save()
        ForeignResidents.objects.filter(year=year, comune__in={one.comune for one in of_year}).delete()
        columns = ["comune_id", "year", "citizenship", "sex", "number", "source_id"]
        told = ((one.comune, year, one.citizenship, one.sex, one.number, source.pk) for one in of_year)
        tell(copy_rows(ForeignResidents, columns, told))
    _count_again()


def _count_again() -> None:
    """What another file replaced is no longer counted, and a source of which nothing is left is not named."""
    for source in DataSource.objects.filter(pk__startswith=PREFIX):
        source.rows = ForeignResidents.objects.filter(source=source).count()
        if source.rows:
            source.save(update_fields=["rows"])
        else:
            source.delete()


def _source(year: int, rows: int, file: str, invented: bool) -> DataSource:
    whose, english = (
        ("dati inventati per la dimostrazione", "invented for the demonstration") if invented else ("ISTAT",) * 2
    )
    return DataSource(
        id=f"{PREFIX}{year}{'_invented' if invented else ''}",
        name_it=f"Residenti stranieri per cittadinanza, {year}", name_en=f"Foreign residents by citizenship, {year}",
        publisher="Approdo" if invented else "ISTAT", version=file[:100], as_of=date(year, 1, 1),
        licence="EUPL-1.2" if invented else "CC BY", licence_url="", invented=invented, rows=rows,
        attribution_it=f"Residenti stranieri: {whose}, 1° gennaio {year}",
        attribution_en=f"Foreign residents: {english}, 1 January {year}", loaded_at=timezone.now(),
    )  # fmt: skip
