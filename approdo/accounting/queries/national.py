"""Counts of reception and its accounting in every prefecture, made by the database; no row is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.core.tenancy import NATIONAL

COUNTED = "SELECT prefecture_id, centres, places, guests, not_sealed, findings FROM accounting_national_counts(%s)"


@dataclass(frozen=True, slots=True)
class OfficeReception:
    """A prefecture on a night: open centres, their places, guests, centres whose register of the month before is not
    sealed, open findings."""

    code: str
    name: str
    centres: int
    places: int
    guests: int
    not_sealed: int
    findings: int


def reception(by: Actor, on: date) -> list[OfficeReception]:
    """Every prefecture by its name. Two queries. Raises NotAllowed."""
    require(by, Permission.NATIONAL_SEE)
    names = dict(Prefecture.objects.exclude(code=NATIONAL).values_list("code", "name"))
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [on])
        rows = cursor.fetchall()
    return sorted(
        (OfficeReception(row[0], names[row[0]], *row[1:]) for row in rows), key=lambda one: (one.name, one.code)
    )
