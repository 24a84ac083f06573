"""Loads the territory from the packages: whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from approdo.territory import package_files as files
from approdo.territory import package_lists as lists
from approdo.territory.copying import copy_rows
from approdo.territory.definitions import PackageSource, package_sources
from approdo.territory.loading import Packages, Whole
from approdo.territory.models import Boundary, Comune, DataSource, PostalCode, Province, Region, Residents
from approdo.territory.rules.names import plain
from approdo.territory.rules.shapes import svg_path


@transaction.atomic
def load_territory(*, packages: Packages, tell: Callable[[int], object]) -> dict[str, int]:
    """Write every comune with what belongs to it; how many rows of each part. Repeating it changes nothing.

    What other tables point to stays: a comune is written over, never removed. `tell` is called with the number of
    steps done, two for each comune.
    """
    only_one_at_a_time()
    now, counts = timezone.now(), {}
    # Those that ended first: where two lists name a province differently, the one of today is written over
    whole = sorted(packages.comuni(tell), key=lambda one: one.valid_until is None)
    rows_of = {
        "boundaries": 2 * len(whole),
        "names": len(whole),
        "population": sum(len(one.residents) for one in whole if one.residents),
        "postal_codes": len(packages.postal_codes),
    }
    _write_over(DataSource, [_source(one, rows_of[one.id], now) for one in package_sources().values()])
    _write_over(Region, {one.listed.region: _region(one) for one in whole}.values())
    _write_over(Province, {one.listed.province: _province(one) for one in whole}.values())
    _write_over(Comune, [_comune(one) for one in whole])
    for model in (PostalCode, Residents, Boundary):
        model.objects.all().delete()
    counts["comuni"] = len(whole)
    counts["postal_codes"] = copy_rows(
        PostalCode, ["comune_id", "cap", "source_id"], ((*pair, "postal_codes") for pair in packages.postal_codes)
    )
    bands = ["comune_id", "year", "age_since", "age_until", "women", "men", "source_id"]
    counts["residents"] = copy_rows(Residents, bands, _bands(whole))
    shapes = ["comune_id", "detail", "coordinates", "path", "source_id"]
    counts["boundaries"] = copy_rows(Boundary, shapes, _shapes(whole, tell))
    _measure()
    return counts


def only_one_at_a_time() -> None:
    """Wait until nobody else loads, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {DataSource._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _measure() -> None:
    """Tell the planner what was just written, before the first page asks."""
    with connection.cursor() as cursor:
        for model in (Comune, PostalCode, Residents, Boundary):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _write_over(model: type[models.Model], made: Iterable[models.Model]) -> None:
    key = model._meta.pk.name
    other = [field.name for field in model._meta.concrete_fields if field.name != key]
    model._default_manager.bulk_create(
        list(made), update_conflicts=True, unique_fields=[key], update_fields=other, batch_size=1000
    )


def _source(one: PackageSource, rows: int, now: datetime) -> DataSource:
    return DataSource(
        id=one.id, name_it=one.name[0], name_en=one.name[1], publisher=one.publisher, version=lists.version(one.package),
        as_of=one.as_of, licence=one.licence, licence_url=one.licence_url, attribution_it=one.attribution[0],
        attribution_en=one.attribution[1], invented=False, rows=rows, loaded_at=now,
    )  # fmt: skip


def _region(one: Whole) -> Region:
    return Region(code=one.listed.region, name=one.listed.region_name)


def _province(one: Whole) -> Province:
    told = one.listed
    return Province(code=told.province, sign=told.sign, name=told.province_name, region_id=told.region)


def _comune(one: Whole) -> Comune:
    told, outline = one.listed, one.outline
    people = sum(women + men for women, men in one.residents.values()) if one.residents else None
    west, south, east, north = outline.bounds
    return Comune(
        code=told.code, cadastral_code=told.cadastral_code, name=told.name, other_name=told.other_name,
        plain=plain(told.name), other_plain=plain(told.other_name), province_id=told.province, capital=told.capital,
        lon=outline.centre[0], lat=outline.centre[1], label_lon=outline.label[0], label_lat=outline.label[1],
        west=west, south=south, east=east, north=north, area_km2=Decimal(f"{outline.area_km2:.3f}"),
        population=people, population_year=files.YEAR if one.residents else None,
        valid_from=one.valid_from, valid_until=one.valid_until, successor_id=one.successor,
        named_by_id="names" if one.valid_until is None else "boundaries", outlined_by_id="boundaries",
        counted_by_id="population" if one.residents else None,
    )  # fmt: skip


def _bands(whole: Sequence[Whole]) -> Iterable[tuple[Any, ...]]:
    for one in whole:
        for band, (women, men) in (one.residents or {}).items():
            yield one.listed.code, files.YEAR, band.since, band.until, women, men, "population"


def _shapes(whole: Sequence[Whole], tell: Callable[[int], object]) -> Iterable[tuple[Any, ...]]:
    for one in whole:
        for detail, shape in one.outline.shapes.items():
            text = json.dumps(shape, separators=(",", ":"))
            yield one.listed.code, detail.value, text, svg_path(shape), "boundaries"
        tell(1)
