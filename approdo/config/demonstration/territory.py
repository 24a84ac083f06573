"""The territory of the demonstration: the real comuni, and foreign residents who are invented and say so."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from approdo.config.demonstration.stages import Tell
from approdo.territory.commands.foreign_residents import load_foreign_residents
from approdo.territory.commands.loading import load_territory
from approdo.territory.loading import Packages
from approdo.territory.models import DataSource
from approdo.territory.tables import read_foreign_residents

SAMPLE = Path(__file__).parent / "foreign_residents.csv"


def is_loaded() -> bool:
    """Whether the comuni are there already."""
    return DataSource.objects.filter(pk="boundaries").exists()


def load(packages: Packages, tell: Tell) -> int:
    """Load the comuni, then the invented sample; how many comuni. Raises ValueError where the sample has a wrong row."""
    with transaction.atomic():
        counts = load_territory(packages=packages, tell=tell)
        with SAMPLE.open("rb") as source:
            read = read_foreign_residents(source, SAMPLE.name)
        if read.faults:
            raise ValueError(read.faults[0].reason)
        load_foreign_residents(rows=read.rows, file=SAMPLE.name, invented=True, tell=lambda _steps: None)
    return counts["comuni"]
