"""Who said what of a record, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from approdo.network.definitions import freshness_limits
from approdo.network.models import Organisation, Service
from approdo.network.queries.freshness import names_of
from approdo.network.rules.facts import OrganisationFacts, PlaceFacts, ServiceFacts
from approdo.network.rules.freshness import Fresh, Said, Speaker, field_freshness


@dataclass(frozen=True, slots=True)
class SaidField:
    """A field: who wrote it last, in which quality and when; `state` counts the confirmations of the whole record."""

    field: str
    on: date | None
    speaker: Speaker | None
    name: str
    state: Fresh


def said_of(row: Any, today: date) -> list[SaidField]:
    """Every field of a record, in the order of its form. Asks once, for the names.

    What nobody wrote since it was recorded was said with the whole record, by who confirmed it last.
    """
    facts = _facts_of(row)
    fields = [name for name in facts.__dataclass_fields__ if not getattr(row, "protected", False) or _open(row, name)]
    fields += ["desks", "hours", "languages"] if isinstance(row, Service) else []
    fields += ["where"] if "where" in row.fields_said else []
    told: dict[str, dict[str, str]] = row.fields_said
    names = names_of(entry["by"] for entry in told.values())
    whole = Said(row.confirmed_on, Speaker(row.confirmed_as) if row.confirmed_as else None)
    confirmer = row.confirmed_by.full_name if row.confirmed_by else ""
    limits = freshness_limits(today)
    found = []
    for name in fields:
        entry = told.get(name)
        if entry is None:
            state = field_freshness(whole, Said(None, field=name), limits, today).state
            found.append(SaidField(name, whole.on, whole.by, confirmer, state))
            continue
        one = Said(date.fromisoformat(entry["on"]), Speaker(entry["as"]), name)
        state = field_freshness(whole, one, limits, today).state
        found.append(SaidField(name, one.on, one.by, names.get(entry["by"], ""), state))
    return found


def _facts_of(row: Any) -> type[Any]:
    if isinstance(row, Organisation):
        return OrganisationFacts
    return ServiceFacts if isinstance(row, Service) else PlaceFacts


def _open(row: Any, field: str) -> bool:
    """Whether a field of a protected record stands in the open: of a place its name alone does."""
    return isinstance(row, Service) or field == "name"
