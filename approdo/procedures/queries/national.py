"""Counts of the open case files of every prefecture, kept by the database; no case file is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
    by_code: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
    for row in _sums(today):
        counts = by_code[row["prefecture_id"]]
        counts["all"] += row["total"]
        if row["clock"] == "running":
            late, week, month = (row[name] or 0 for name in ("before", "to_week", "to_month"))
            counts |= {"late": late, "week": week - late, "month": month - late, "later": row["total"] - month}
        elif row["clock"] in KINDS:
            counts[row["clock"]] = row["total"]
    offices = [
        OfficeCounts(code, name, by_code[code])
        for code, name in Prefecture.objects.exclude(code=NATIONAL).values_list("code", "name")
    ]
    return sorted(offices, key=lambda office: (-office.counts["late"], office.code))


def _sums(today: date) -> Iterable[Any]:
    """The files of each prefecture and clock, in all and up to a day. What lies between two days is their difference:
    fewer questions for each of many thousand counts.
    """
    return DueCount.objects.order_by().values("prefecture_id", "clock").annotate(
        total=Sum("files"),
        before=Sum("files", filter=Q(due_on__lt=today)),
        to_week=Sum("files", filter=Q(due_on__lte=today + WEEK)),
        to_month=Sum("files", filter=Q(due_on__lte=today + MONTH)),
    )  # fmt: skip


def totals(offices: list[OfficeCounts]) -> dict[str, int]:
    """The counts of the whole country."""
    return {kind: sum(office.counts[kind] for office in offices) for kind in KINDS}
