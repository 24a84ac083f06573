"""The services of a province with their conditions: told to who reads, and as data to the script that compares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from approdo.network.definitions import categories
from approdo.network.queries.published import PublicConditions, PublicService
from approdo.network.rules.eligibility import Asks, to_json
from approdo.network.rules.renderings import Reading
from approdo.portal.directory import Said, Telling
from approdo.territory.queries import comuni

MOST = 300  # services of a page
Comuni = Mapping[str, str]  # names by ISTAT code


@dataclass(frozen=True, slots=True)
class Conditioned:
    """A service of the list: its name, who offers it, and its conditions in their order."""

    id: UUID
    name: Sequence[Said]
    organisation: str
    conditions: Sequence[Said]


def under(need: str) -> list[str]:
    """A need with the categories inside it; nothing for what is no need."""
    if need not in categories() or categories()[need].need:
        return []
    return [need, *(one.id for one in categories().values() if one.need == need)]


def named(found: Sequence[PublicConditions]) -> dict[str, str]:
    """The comuni that conditions name, by code; one that is not loaded is told by its code."""
    codes = {word for one in found for word in one.comuni}
    return {code: code for code in sorted(codes)} | comuni.names(codes)


def comuni_of(found: Sequence[PublicService]) -> dict[str, str]:
    """The names of the comuni that the conditions of services name, by code."""
    conditions = [each for one in found for each in one.facts.eligibility]
    codes = {word for each in conditions if each.asks is Asks.COMUNE for word in each.words}
    return comuni.names(codes)


def told(
    found: Sequence[PublicConditions], texts: Mapping[UUID, Mapping[str, Reading]], telling: Telling, names: Comuni
) -> list[Conditioned]:
    """The services as a reader of a language gets them; `names`: those of the comuni that conditions name."""
    return [
        Conditioned(
            one.id, telling.pieces(texts.get(one.id, {}).get("name"), one.name), one.organisation,
            telling.conditions(one.conditions, names),
        )
        for one in found
    ]  # fmt: skip


def rules(found: Sequence[PublicConditions]) -> dict[str, Any]:
    """The same conditions for the script, by service, in the shape of `rules/eligibility.py`."""
    return {"services": {str(one.id): to_json(one.conditions) for one in found}}
