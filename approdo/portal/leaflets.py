"""Papers of the directory, in one language, as PDF/UA: a list of the services that were found, by need; a poster; a pocket guide,
which is one sheet folded into eight pages.

Nothing is stored: the same data give the same bytes, and a paper is set in type again when its data are others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from approdo.core.letters.fonts import can_draw
from approdo.core.letters.render import render_letter
from approdo.network.definitions import categories, languages
from approdo.network.queries.published import PublicService
from approdo.network.rules.vocabulary import Direction
from approdo.portal.directory import Said, by_need, spoken_at
from approdo.portal.sharing import square_file
from approdo.portal.words import N_, Speech

MOST = 200  # services of a list
POCKETED = 30  # services that a pocket guide tries to hold; the sheet says how many fit
HELD = 16  # papers that a process keeps
TITLE = N_("Services in the province of %(place)s")
TOLD = N_("Written on %(day)s. Hours change: call or look at the page before you go.")


class Paper(StrEnum):
    """What is printed."""

    LIST = "list"
    POSTER = "poster"
    POCKET = "pocket"


def printable(speech: Speech) -> bool:
    """Whether the packaged fonts write the script of a language."""
    return can_draw(speech.language.name + speech.say(TITLE) + speech.say(TOLD))


def set_paper(data: Mapping[str, Any]) -> bytes:
    """The PDF/A and PDF/UA of such data. Raises LetterNotRendered."""
    return _set(
        "pocket" if data["kind"] == Paper.POCKET else "leaflet", json.dumps(data, ensure_ascii=False, sort_keys=True)
    )


@lru_cache(maxsize=HELD)
def _set(template: str, data: str) -> bytes:
    return render_letter(template, json.loads(data)).pdf


def data_of(
    kind: Paper, speech: Speech, place: str, url: str, lines: Iterable[tuple[str, Said]],
    services: Iterable[tuple[PublicService, Said]], day: Any,
) -> dict[str, Any]:  # fmt: skip
    """What a paper says. Protected services are not printed: a paper is found at home. `lines`: numbers to call."""
    told = speech.say(TOLD) % {"day": speech.day(day)}
    return {
        "kind": kind.value, "date": day.isoformat(), "language": speech.code.partition("-")[0], "author": "Approdo",
        "rtl": speech.language.direction is Direction.RIGHT_TO_LEFT, "title": speech.say(TITLE) % {"place": place},
        "told": told, "foot": told, "address": url, "square": square_file(url),
        "square_says": speech.say(N_("QR code with the address of this page")),
        "caption": speech.say(N_("Another phone opens this page with its camera.")),
        "lines_title": speech.say(N_("Do you need help now? Call")),
        "lines": [{"number": _apart(number), "what": _said(what)} for number, what in lines],
        "fold": speech.say(N_("Cut along the thick line, then fold along the thin ones.")),
        "groups": _groups(speech, [(one, name) for one, name in services if not one.protected], kind),
    }  # fmt: skip


def _groups(speech: Speech, services: list[tuple[PublicService, Said]], kind: Paper) -> list[dict[str, Any]]:
    """Services by the need that their first category answers, in the order of the home."""
    code = "it" if speech.italian else speech.code
    found = by_need(services, lambda row: row[0].facts.categories)
    if kind is not Paper.POCKET:
        return [
            {"title": categories()[need].labels[code], "items": [_item(*each) for each in inside]}
            for need, inside in found.items()
        ]
    ranks = in_turn([len(inside) for inside in found.values()])
    return [
        {
            "title": categories()[need].labels[code],
            "items": [
                _item(*each) | {"rank": rank} for each, rank in zip(inside, turns, strict=True) if rank < POCKETED
            ],
        }
        for (need, inside), turns in zip(found.items(), ranks, strict=True)
    ]


def in_turn(sizes: list[int]) -> list[list[int]]:
    """The turn in which each thing of each group comes, when every group gives one at a time: so little room is shared."""
    turns = sorted((place, group) for group, size in enumerate(sizes) for place in range(size))
    found: list[list[int]] = [[] for _size in sizes]
    for turn, (_place, group) in enumerate(turns):
        found[group].append(turn)
    return found


def _item(one: PublicService, name: Said) -> dict[str, Any]:
    places = dict.fromkeys(f"{desk.place.address_1}, {desk.place.city}" for desk in one.desks if desk.place)
    numbers = dict.fromkeys(
        [*(phone.number for phone in one.facts.phones), *(desk.phone for desk in one.desks if desk.phone)]
    )
    lines = [_said(Said(each, "it")) for each in (one.organisation.name, *places)]
    lines += [_said(Said(_apart(number), "it")) for number in numbers]
    if spoken := [language.name for language in spoken_at(one.desks)]:
        lines.append(_said(Said(" · ".join(_apart(each) for each in spoken), "it")))
    return {"name": _said(name), "lines": lines}


def _said(one: Said) -> dict[str, Any]:
    language = languages().get(one.language)
    rtl = language is not None and language.direction is Direction.RIGHT_TO_LEFT
    return {"text": one.words, "lang": one.language.partition("-")[0], "rtl": rtl}


def _apart(text: str) -> str:
    """Numbers and names keep their own direction."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def names_of(pins: Iterable[Any]) -> dict[UUID, Said]:
    """The names of services as their reader gets them."""
    return {one.service: Said(one.title, one.title_language) for one in pins}
