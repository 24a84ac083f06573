"""One box over case files and people: protocol number, code of the portal, tax code, name with mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.people import queries as people
from approdo.people.queries import PersonHit
from approdo.procedures.models import CaseFile, CaseParty
from approdo.procedures.queries import cases
from approdo.procedures.rules.standing import Standing, held_by, standing

MOST = 20  # answers of a kind
SHORTEST = 2  # characters of a question
SHORTEST_TAIL = 3  # characters that may be the end of a number
CANDIDATES = 100  # files of each way of finding them, of which the best are shown
MOST_FILTERED = 500  # case files that a text lets through in a list
LAST = "\U0010ffff"  # after every text with the same beginning, in the order of the bytes
_TAX_CODE = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]|[0-9]{11}")

_FOUND = """
(SELECT id FROM procedures_casefile
  WHERE prefecture_id = %(prefecture)s AND protocol_number <> ''
    AND protocol_number COLLATE "C" >= %(asked)s AND protocol_number COLLATE "C" < %(asked_end)s LIMIT %(most)s)
UNION
(SELECT id FROM procedures_casefile
  WHERE prefecture_id = %(prefecture)s AND protocol_number <> ''
    AND protocol_number COLLATE "C" >= %(upper)s AND protocol_number COLLATE "C" < %(upper_end)s LIMIT %(most)s)
UNION
(SELECT id FROM procedures_casefile
  WHERE prefecture_id = %(prefecture)s AND protocol_number <> ''
    AND protocol_tail >= %(tail)s AND protocol_tail < %(tail_end)s LIMIT %(most)s)
UNION
(SELECT id FROM procedures_casefile
  WHERE prefecture_id = %(prefecture)s AND external_code <> ''
    AND external_code COLLATE "C" >= %(upper)s AND external_code COLLATE "C" < %(upper_end)s LIMIT %(most)s)
UNION
(SELECT case_id FROM procedures_caseparty
  WHERE prefecture_id = %(prefecture)s AND entity_name <> ''
    AND entity_key >= %(upper)s AND entity_key < %(upper_end)s LIMIT %(most)s)
UNION
(SELECT case_id FROM procedures_caseparty
  WHERE prefecture_id = %(prefecture)s AND entity_tax_code <> '' AND entity_tax_code = %(tax_code)s LIMIT %(most)s)
"""


@dataclass(frozen=True, slots=True)
class FileHit:
    """A case file that answers, with where it stands."""

    case: CaseFile
    standing: Standing
    due: date | None
    days: int | None
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person who answers, with their case files, the latest first."""

    person: PersonHit
    files: list[FileHit]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found. `too_short` says that it was not asked at all."""

    text: str
    files: list[FileHit] = field(default_factory=list)
    people: list[PersonFound] = field(default_factory=list)
    too_short: bool = False


def search(actor: Actor, text: str, today: date) -> Answer:
    """The files and the people that answer a text; nothing of another prefecture."""
    asked = " ".join(text.split())[:100]
    if len(asked) < SHORTEST:
        return Answer(asked, too_short=bool(asked))
    hits = people.search(actor, asked, limit=MOST) if _may_be_a_person(asked) else []
    files = _best(actor, asked)
    theirs = _files_of(actor, [hit.id for hit in hits])
    return Answer(
        text=asked,
        files=[_hit(case, today) for case in files],
        people=[PersonFound(hit, [_hit(case, today) for case in theirs.get(hit.id, [])]) for hit in hits],
    )


def case_ids(actor: Actor, text: str) -> list[UUID]:
    """The case files that a text lets through, `MOST_FILTERED` at most."""
    asked = " ".join(text.split())[:100]
    if len(asked) < SHORTEST:
        return []
    found = _files(actor, asked, MOST_FILTERED)
    hits = people.search(actor, asked, limit=50) if _may_be_a_person(asked) else []
    theirs = _files_of(actor, [hit.id for hit in hits])
    return list(dict.fromkeys([*found, *(case.pk for files in theirs.values() for case in files)]))[:MOST_FILTERED]


def files_of(actor: Actor, persons: Iterable[UUID]) -> dict[UUID, list[CaseFile]]:
    """The case files of some persons, the latest first; one query."""
    return _files_of(actor, list(persons))


def _may_be_a_person(asked: str) -> bool:
    """A protocol number or a code holds digits; of what holds digits only a tax code or a birth date names a person."""
    letters = sum(character.isalpha() for character in asked)
    return (
        letters >= SHORTEST or bool(_TAX_CODE.fullmatch(asked.upper().replace(" ", ""))) or "/" in asked or "-" in asked
    )


def _files(actor: Actor, asked: str, most: int) -> list[UUID]:
    """Files by the beginning or the end of the protocol number, by the beginning of the code or of an employer's name,
    by an employer's tax code. All compared by bytes: row-level security lets an index answer that and nothing else.
    """
    if not actor.may(Permission.CASE_SEE):
        return []
    upper, tail = asked.upper(), asked[::-1] if len(asked) >= SHORTEST_TAIL else LAST
    values: dict[str, str | int] = {
        "prefecture": actor.prefecture, "most": most,
        "asked": asked, "asked_end": asked + LAST, "upper": upper, "upper_end": upper + LAST,
        "tail": tail, "tail_end": tail + LAST, "tax_code": upper.replace(" ", ""),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, values)
        return [identifier for (identifier,) in cursor.fetchall()]


def _best(actor: Actor, asked: str) -> list[CaseFile]:
    """The files that answer best: an equal number first, then the latest."""
    rows = cases.visible_to(actor).filter(pk__in=_files(actor, asked, CANDIDATES))
    exact = Q(protocol_number__in=(asked, asked.upper())) | Q(external_code=asked.upper())
    return list(rows.annotate(exact=ExpressionWrapper(exact, BooleanField())).order_by("-exact", "-id")[:MOST])


def _files_of(actor: Actor, persons: list[UUID]) -> dict[UUID, list[CaseFile]]:
    if not persons or not actor.may(Permission.CASE_SEE):
        return {}
    parties = CaseParty.objects.filter(prefecture_id=actor.prefecture, person__in=persons)
    found: dict[UUID, dict[UUID, CaseFile]] = {}
    for party in parties.select_related("case__responsible").order_by("-case_id")[:MOST_FILTERED]:
        if party.person_id:
            found.setdefault(party.person_id, {})[party.case_id] = party.case
    return {person: list(files.values()) for person, files in found.items()}


def _hit(case: CaseFile, today: date) -> FileHit:
    stands = standing(case.clock, case.effective_due, case.stop_ends_on, today)
    if case.decided_on or case.closed_on:
        stands = Standing.ENDED
    due = case.effective_due
    holder = held_by(case.stopped_by, case.ball) if stands is Standing.STOPPED else ""
    return FileHit(case, stands, due, (due - today).days if due else None, holder)
