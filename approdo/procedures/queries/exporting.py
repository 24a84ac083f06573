"""Case files as rows of a table: the same columns that an import reads, so that a table may come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.procedures.models import CaseFile, CaseParty
from approdo.procedures.queries import cases
from approdo.procedures.queries.terms import STANDING
from approdo.procedures.rules.case_rows import EVENTS, FIELDS

EXTRA = ("state", "clock", "effective_due")  # computed here, not read back
CHUNK = 1000
_PARTIES = CaseParty.objects.select_related("person").prefetch_related("person__citizenships").order_by("part", "id")


def count(by: Actor) -> int:
    """How many case files there are to export. Raises NotAllowed."""
    require(by, Permission.CASE_EXPORT)
    return cases.visible_to(by).count()


def rows(by: Actor) -> Iterator[list[Any]]:
    """Every case file the actor sees, in the order in which they were written, with FIELDS and EXTRA.

    Of a fact that happened several times the last day is told. Raises NotAllowed.
    """
    require(by, Permission.CASE_EXPORT)
    chunk: list[CaseFile] = []
    for case in cases.visible_to(by).order_by("id").iterator(CHUNK):
        chunk.append(case)
        if len(chunk) == CHUNK:
            yield from _told(chunk)
            chunk = []
    yield from _told(chunk)


def _told(chunk: list[CaseFile]) -> Iterator[list[Any]]:
    prefetch_related_objects(
        chunk, Prefetch("events", queryset=STANDING, to_attr="standing"), Prefetch("parties", queryset=_PARTIES)
    )
    for case in chunk:
        told = _values(case)
        yield [told.get(name) for name in (*FIELDS, *EXTRA)]


def _values(case: CaseFile) -> dict[str, Any]:
    days = {event.type: event.occurred_on for event in case.__dict__["standing"]}
    told: dict[str, Any] = {name: days.get(kind) for name, kind in EVENTS.items()}
    for name in ("procedure", "external_code", "protocol_number", "protocol_date", "comune", "outcome", *EXTRA):
        told[name] = getattr(case, name)
    for party in case.parties.all():
        if party.part == "employer":
            told["employer_name"], told["employer_tax_code"] = party.entity_name, party.entity_tax_code
        elif party.person is not None and party.part in ("applicant", "beneficiary"):
            held = [one.country for one in party.person.citizenships.all() if one.valid_to is None]
            told |= {
                "family_name": party.person.family_name,
                "given_name": party.person.given_name,
                "birth_date": party.person.birth_date,
                "tax_code": party.person.tax_code,
                "citizenship": held[0] if held else "",
            }
    return told
