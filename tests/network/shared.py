"""Facts of what the network shares, for its tests."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from approdo.network.rules.opportunities import OpportunityFacts, OpportunityKind
from approdo.network.rules.outreach import Rhythm, StopFacts
from approdo.network.rules.roundtables import TableFacts, TableKind


def today() -> date:
    """The day of the tests that meet the database's own day."""
    return timezone.localdate()


def course(**told: object) -> OpportunityFacts:
    """A course whose last day to apply is in a month."""
    plain: dict[str, object] = {
        "kind": OpportunityKind.COURSE, "title": "Corso inventato", "body": "Tre sere alla settimana.",
        "how_to_apply": "Vieni in segreteria.", "target": "Adulti.", "deadline": today() + timedelta(days=30),
        "languages": ("it",), "comune_code": "009056", "city": "Savona",
    }  # fmt: skip
    return OpportunityFacts(**{**plain, **told})  # type: ignore[arg-type]


def weekly(**told: object) -> StopFacts:
    """A stop that comes every week since two weeks ago, on the weekday of today."""
    plain: dict[str, object] = {
        "name": "Tappa inventata", "body": "Aiuto con i documenti.", "rhythm": Rhythm.WEEKLY,
        "first_day": today() - timedelta(days=14), "opens": time(9), "closes": time(12), "comune_code": "009056",
        "city": "Savona", "spot": "Piazza inventata", "languages": ("it", "bn"), "needs": ("health",),
    }  # fmt: skip
    return StopFacts(**{**plain, **told})  # type: ignore[arg-type]


def table(kind: TableKind = TableKind.TERRITORIAL_COUNCIL) -> TableFacts:
    """A roundtable."""
    return TableFacts("Tavolo inventato", kind, "Analizza le esigenze.", date(2026, 1, 1))
