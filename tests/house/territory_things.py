"""Two comuni, the same for every prefecture."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from approdo.territory.models import Comune, DataSource, Province, Region


def make_comuni() -> None:
    """Savona and Palermo as the table of access names them, once."""
    DataSource.objects.get_or_create(
        pk="names",
        defaults={
            "name_it": "Elenco", "name_en": "List", "publisher": "ISTAT", "version": "1", "as_of": date(2026, 1, 1),
            "licence": "CC BY", "attribution_it": "ISTAT", "attribution_en": "ISTAT", "rows": 2,
            "loaded_at": datetime(2026, 1, 1, tzinfo=UTC),
        },
    )  # fmt: skip
    for region, code, sign, name, cadastral in (
        ("07", "009056", "SV", "Savona", "I480"), ("19", "082053", "PA", "Palermo", "G273"),
    ):  # fmt: skip
        Region.objects.get_or_create(pk=region, defaults={"name": region})
        Province.objects.get_or_create(pk=code[:3], defaults={"sign": sign, "name": name, "region_id": region})
        Comune.objects.get_or_create(
            pk=code,
            defaults={
                "cadastral_code": cadastral, "name": name, "plain": name.lower(), "province_id": code[:3], "lat": 44.3,
                "lon": 8.4, "label_lat": 44.3, "label_lon": 8.4, "west": 8, "south": 44, "east": 9, "north": 45,
                "area_km2": Decimal(1), "named_by_id": "names", "outlined_by_id": "names",
            },
        )  # fmt: skip
