"""Questions that people would ask the portal's search, and invented services that answer them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from approdo.core.access.actor import Actor
from approdo.network.commands import reviewing, searching, services, translating
from approdo.network.models import Location, Organisation, Rendering, Service, ServiceAtLocation
from tests.network.newsroom import EveryDoubt

FOLDER, FIRST = Path(__file__).parent, 5  # services looked at by who reads the answers
FLOOR = 0.92  # share of the questions that found what is right when it was last measured
TOWNS = {"Savona": "009056", "Albenga": "009002", "Loano": "009034", "Cairo Montenotte": "009015"}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody types, the language in which they read, and the services that are right, any of them."""

    kind: str
    language: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A service of the corpus; `translations`: name and text by language."""

    body: str
    town: str
    name: str
    text: str
    categories: tuple[str, ...]
    translations: Mapping[str, tuple[str, str]]


@cache
def questions() -> tuple[Question, ...]:
    """The questions in the order of the file."""
    lines = (FOLDER / "questions.txt").read_text("utf-8").splitlines()
    parts = [[one.strip() for one in line.split("|")] for line in lines if not line.startswith("#")]
    return tuple(Question(kind, code, text, frozenset(right.split())) for kind, code, text, right in parts)


@cache
def offered() -> Mapping[str, Offered]:
    """The services by their name in the file."""
    told: dict[str, Any] = yaml.safe_load((FOLDER / "services.yaml").read_text("utf-8"))
    said = {key: {code: (one[0], one[1]) for code, one in by.items()} for key, by in told["translations"].items()}
    return {key: Offered(*first, tuple(kinds), said.get(key, {})) for key, (*first, kinds) in told["services"].items()}


def write(editor: Actor, translator: Actor, reviewer: Actor, today: date) -> dict[UUID, str]:
    """Write the corpus; the key of each service by its identifier. What is translated goes through the commands."""
    here: dict[str, Any] = {"prefecture_id": editor.prefecture, "confirmed_as": "editor"}
    bodies: dict[str, Organisation] = {}
    written: dict[str, Service] = {}
    for key, one in offered().items():
        if one.body not in bodies:
            bodies[one.body] = Organisation.objects.create(
                **here, node_type="ngo", name=one.body, state="published", confirmed_on=today
            )
        place = Location.objects.create(
            **here, organisation=bodies[one.body], name="Sede", address_1="Via di prova 1", comune_code=TOWNS[one.town],
            city=one.town, state="published", confirmed_on=today,
        )  # fmt: skip
        written[key] = Service.objects.create(
            **here, organisation=bodies[one.body], name=one.name, description=one.text, confirmed_on=today,
            categories=list(one.categories), cost="free", email="prova@inventata.example",
            state="draft" if one.translations else "published",
        )  # fmt: skip
        ServiceAtLocation.objects.create(
            prefecture_id=editor.prefecture, service=written[key], attending="in_person", location=place
        )
        if one.translations:
            services.publish_service(by=editor, service_id=written[key].pk, today=today)
        for code, words in one.translations.items():
            _translate(written[key].pk, code, words, translator, reviewer)
    searching.rebuild_search(prefecture=editor.prefecture)
    return {row.pk: key for key, row in written.items()}


def success(
    ask: Callable[[Question], Sequence[str]], asked: Collection[Question] | None = None
) -> tuple[dict[str, float], list[Question]]:
    """The share of questions with a right service among the first five, by kind and of all; and those without."""
    missed, many = [], defaultdict(list)
    for one in questions() if asked is None else asked:
        good = bool(one.right & set(ask(one)[:FIRST]))
        many[one.kind].append(good)
        many["all"].append(good)
        if not good:
            missed.append(one)
    return {kind: sum(each) / len(each) for kind, each in many.items()}, missed


def _translate(service: UUID, code: str, words: tuple[str, str], translator: Actor, reviewer: Actor) -> None:
    for field, said in zip(("name", "description"), words, strict=True):
        rendering = Rendering.objects.get(text__holder_id=service, text__field=field, language=code)
        translating.translate_text(by=translator, rendering_id=rendering.pk, words=said)
        reviewing.review(by=reviewer, rendering_id=rendering.pk, answers=EveryDoubt())
