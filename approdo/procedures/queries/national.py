"""Counts of the open case files of every prefecture, kept by the database; no case file is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.core.tenancy import NATIONAL
from approdo.procedures.models import DueCount
from approdo.procedures.rules.standing import MONTH, WEEK

KINDS = ("late", "week", "month", "later", "stopped", "not_started", "all")


@dataclass(frozen=True, slots=True)
class OfficeCounts:
    """The open case files of a prefecture, by `KINDS`; `week` is part of `month`."""

    code: str
    name: str
    counts: dict[str, int]


def national(actor: Actor, today: date) -> list[OfficeCounts]:
    """The counts of every prefecture, the one with most late files first. Raises NotAllowed.

    A stop that ends today still counts as stopped here until the night's work.
    """
    require(actor, Permission.NATIONAL_SEE)
    running = Q(clock="running")
    sums = {
        "late": running & Q(due_on__lt=today),
        "week": running & Q(due_on__gte=today, due_on__lte=today + WEEK),
        "month": running & Q(due_on__gte=today, due_on__lte=today + MONTH),
        "later": running & (Q(due_on__gt=today + MONTH) | Q(due_on__isnull=True)),
        "stopped": Q(clock="stopped"),
        "not_started": Q(clock="not_started"),
    }
    found = DueCount.objects.order_by().values("prefecture_id").annotate(
        all=Sum("files"), **{name: Sum("files", filter=meaning) for name, meaning in sums.items()}
    )  # fmt: skip
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    by_code = {row["prefecture_id"]: {kind: row[kind] or 0 for kind in KINDS} for row in rows}
    nothing = dict.fromkeys(KINDS, 0)
    offices = [
        OfficeCounts(row.code, row.name, by_code.get(row.code, nothing))
        for row in Prefecture.objects.exclude(code=NATIONAL)
    ]
    return sorted(offices, key=lambda office: (-office.counts["late"], office.code))


def totals(offices: list[OfficeCounts]) -> dict[str, int]:
    """The counts of the whole country."""
    return {kind: sum(office.counts[kind] for office in offices) for kind in KINDS}
