"""The copy of a province that somebody keeps on a telephone: its services and the guides, told whole on one page.

Nothing that is protected is in it: who holds the telephone may not be who asked for the copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from approdo.core.models import Prefecture
from approdo.network.queries import published, reading
from approdo.network.queries.published import PublicService
from approdo.network.rules.sources import HolderKind
from approdo.portal import labels
from approdo.portal.definitions import guides
from approdo.portal.directory import TEXTS, Said, Telling, ToldDesk, by_need, italian
from approdo.portal.eligible import comuni_of
from approdo.portal.guides import Teller

MOST = 500  # services of a copy, which a telephone with little space keeps too


@dataclass(frozen=True, slots=True)
class Kept:
    """A service of the copy. What is true only now, such as an open door, is not in it."""

    service: PublicService
    texts: Mapping[str, Sequence[Said]]
    desks: tuple[ToldDesk, ...]
    conditions: Sequence[Said]
    cost: str
    fresh: str
    stale: bool


def services_of(office: Prefecture, telling: Telling, code: str) -> tuple[dict[str, list[Kept]], bool]:
    """The services of a province by need, and whether there are more than a copy holds. `code`: the language of their texts."""
    today = telling.today
    listed = published.conditions_of(office.pk, today, [], MOST + 1)
    wanted = [one.id for one in listed[:MOST]]
    texts = reading.readable_of(office.pk, HolderKind.SERVICE, wanted, code)
    rows = [one for one in published.published(office.pk, today, wanted) if not one.protected]
    comuni = comuni_of(rows)
    kept = [_kept(one, telling, texts.get(one.id, {}), comuni) for one in rows]
    return by_need(kept, lambda one: one.service.facts.categories), len(listed) > MOST


def guides_of(telling: Telling) -> list[tuple[str, list[Teller]]]:
    """Every guide by need, as identifiers."""
    return [(need, [Teller(one, telling.speech, telling.today) for one in group]) for need, group in guides().items()]


def _kept(one: PublicService, telling: Telling, texts: dict[str, Any], comuni: dict[str, str]) -> Kept:
    said = {name: telling.pieces(texts.get(name), words) if (words := italian(one, name)) else [] for name in TEXTS}
    cost = telling.say(labels.COSTS[one.facts.cost.value])
    if one.facts.cost_amount is not None:
        cost = f"{cost}: {telling.speech.money(one.facts.cost_amount)}"
    return Kept(
        one, said, tuple(telling.desk(desk) for desk in one.desks), telling.conditions(one.facts.eligibility, comuni),
        cost, *telling.fresh(one.fresh),
    )  # fmt: skip
