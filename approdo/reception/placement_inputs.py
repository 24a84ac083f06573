"""Everything a placement was computed from, as one text that is always the same for the same things."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from approdo.reception.rules.placement import Comune, Group, Member, Place, Problem, WhatIf, WhyNot
from approdo.reception.rules.placement_weights import Band, Weights
from approdo.reception.rules.vocabulary import CentreType, Need, SexProfile


def written(problem: Problem) -> str:
    """Canonical JSON of a problem: rows in the order of their identifiers, sets sorted."""
    return json.dumps(asdict(problem.canonical()), default=_plain, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Problem:
    """The problem that `written` wrote."""
    told: dict[str, Any] = json.loads(text)
    bands = tuple(Band(Decimal(one["per_mille"]), one["points"]) for one in told["weights"].pop("bands"))
    return Problem(
        tuple(map(_group, told["groups"])),
        tuple(map(_place, told["places"])),
        tuple(Comune(**one) for one in told["comuni"]),
        Weights(**told["weights"], bands=bands),
    )


def supposed(what_if: WhatIf) -> dict[str, Any]:
    """A supposition as it is kept; empty when things are as they are."""
    if what_if == WhatIf():
        return {}
    return {
        "closed": sorted(what_if.closed),
        "free": dict(sorted(what_if.free.items())),
        "most": dict(sorted(what_if.most.items())),
        "equity_percent": what_if.equity_percent,
    }


def _plain(value: object) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _group(told: dict[str, Any]) -> Group:
    members = tuple(
        Member(
            one["female"], one["male"], one["minor"], one["age"], frozenset(map(Need, one["needs"])),
            frozenset(one["languages"]), one["nationality"],
        )
        for one in told["members"]
    )  # fmt: skip
    return Group(
        told["id"],
        members,
        told["unaccompanied"],
        frozenset(told["separated"]),
        frozenset(told["apart"]),
        told["comune"],
    )


def _by_profile(told: dict[str, int]) -> dict[SexProfile, int]:
    return {SexProfile(profile): count for profile, count in told.items()}


def _place(told: dict[str, Any]) -> Place:
    return Place(**{
        **told,
        "type": CentreType(told["type"]),
        "profile": SexProfile(told["profile"]),
        "beds": _by_profile(told["beds"]),
        "section_beds": _by_profile(told.get("section_beds", {})),
        "services": frozenset(map(Need, told["services"])),
        "languages": frozenset(told["languages"]),
        "stopped": tuple(map(WhyNot, told["stopped"])),
    })  # fmt: skip
