"""Writes what was planned for some rows of an import: a handful of statements for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.models import ImportBatch
from approdo.core.transfer.insertion import as_row, insert_rows
from approdo.people.commands import bulk
from approdo.people.commands.bulk import Newcomer
from approdo.people.rules.names import normalise
from approdo.procedures.commands import clock
from approdo.procedures.commands.import_planning import Plan
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseEvent, CaseFile, CaseParty, ChecklistItem, StatePassage
from approdo.procedures.rules.case_rows import CaseRow
from approdo.procedures.rules.checklist import due_documents

Row = dict[str, Any]

_UPDATED = (
    "external_code", "protocol_number", "protocol_date", "comune", "state", "outcome", "filed_on", "decided_on",
    "closed_on", "ball", "version", "last_synced_at", "updated_at", "computed_on", *clock.COLUMNS,
)  # fmt: skip
_BATCH = 1000


def write(by: Actor, batch: ImportBatch, plans: Sequence[Plan], today: date) -> None:
    """Write the planned rows and one audit record with their counts. The caller holds the locks and the guard."""
    created = [made for made in plans if made.state == "would_create"]
    updated = [made for made in plans if made.state == "would_update"]
    _synchronised(plans)
    people = _people(by, created, today)
    _create(by, created, people)
    _update(by, batch, updated)
    for made in created:
        made.state = "created"
    for made in updated:
        made.state = "updated"
    counts: dict[str, int] = {}
    for made in plans:
        counts[made.state] = counts.get(made.state, 0) + 1
    rows = {"first": plans[0].number, "last": plans[-1].number}
    audit.record(by, "case.imported", "import", batch.pk, counts=counts, rows=rows)


def _synchronised(plans: Sequence[Plan]) -> None:
    """Say of every file met that it was compared with the portal's table now."""
    now = timezone.now()
    same = [made.case.pk for made in plans if made.state == "unchanged" and made.case is not None]
    CaseFile.objects.filter(pk__in=same).update(last_synced_at=now)
    for made in plans:
        if made.case is not None and made.state != "unchanged":
            made.case.last_synced_at = now


def _people(by: Actor, plans: Sequence[Plan], today: date) -> dict[int, UUID]:
    """The applicant of each row, by its number: known, or written down now; one person for rows about the same one."""
    found: dict[int, UUID] = {}
    newcomers: dict[tuple[object, ...], Newcomer] = {}
    wanted: dict[int, tuple[object, ...]] = {}
    for made in plans:
        facts = made.facts
        if facts is None:
            continue
        if made.match.same is not None:
            found[made.number] = made.match.same
            continue
        name = " ".join(sorted(normalise(f"{facts.family_name} {facts.given_name}").split()))
        # Without a birth date nobody can tell two persons of one name apart.
        key: tuple[object, ...] = (facts.tax_code,) if facts.tax_code else (name, facts.birth_date or made.number)
        newcomers.setdefault(key, Newcomer(facts, made.match.alike))
        wanted[made.number] = key
    rows = bulk.record_persons(by=by, newcomers=list(newcomers.values()), today=today)
    ids = dict(zip(newcomers, (row.pk for row in rows), strict=True))
    return found | {number: ids[key] for number, key in wanted.items()}


def _create(by: Actor, plans: Sequence[Plan], people: dict[int, UUID]) -> None:
    cases: list[Row] = []
    parties: list[Row] = []
    passages: list[Row] = []
    items: list[Row] = []
    known = [(made, made.case, made.row) for made in plans if made.case is not None and made.row is not None]
    for made, case, row in known:
        name = f"{row.family_name} {row.given_name}".strip()
        case.title = (row.employer_name or name)[:200]
        cases.append(as_row(case))
        passages.append(_passage(by, made, case))
        parties += _parties(by, case, row, people.get(made.number))
        if case.decided_on is None and case.closed_on is None:
            of = {"prefecture_id": by.prefecture, "case_id": case.pk}
            items += [{**of, "document": document} for document in _documents(case.procedure)]
    insert_rows(CaseFile, cases)
    insert_rows(CaseParty, parties)
    insert_rows(CaseEvent, [as_row(event) for made in plans for event in made.new_events])
    insert_rows(StatePassage, passages)
    insert_rows(ChecklistItem, items)


def _parties(by: Actor, case: CaseFile, row: CaseRow, person: UUID | None) -> list[Row]:
    of: Row = {"prefecture_id": by.prefecture, "case_id": case.pk}
    parties: list[Row] = []
    if person is not None:
        parties.append({**of, "part": "beneficiary" if row.employer_name else "applicant", "person_id": person})
    if row.employer_name:
        code = row.employer_tax_code
        parties.append({**of, "part": "employer", "entity_name": row.employer_name, "entity_tax_code": code})
    return parties


@lru_cache(maxsize=64)
def _documents(procedure_id: str) -> tuple[str, ...]:
    """Documents due before any question is answered; the answers refine them later."""
    definition = procedure(procedure_id)
    return tuple(sorted({found.document.id for found in due_documents(definition, {})}))


def _passage(by: Actor, made: Plan, case: CaseFile) -> Row:
    last = max((event.occurred_on for event in made.new_events), default=None) or timezone.localdate()
    return {
        "prefecture_id": by.prefecture,
        "case_id": case.pk,
        "act": "import",
        "source": made.was,
        "target": case.state,
        "ball": case.ball,
        "on": last,
        "by_id": by.user_id,
    }


def _update(by: Actor, batch: ImportBatch, plans: Sequence[Plan]) -> None:
    now = timezone.now()
    known = [(made, made.case) for made in plans if made.case is not None]
    for _made, case in known:
        case.version += 1
        case.updated_at = now
    wrong = [event for made in plans for event in made.wrong_events]
    for event in wrong:
        event.cancelled_at, event.cancelled_by_id = now, by.user_id
        event.cancel_reason = f"import {batch.pk}"
    CaseEvent.objects.bulk_update(wrong, ["cancelled_at", "cancelled_by", "cancel_reason"], batch_size=_BATCH)
    insert_rows(CaseEvent, [as_row(event) for made in plans for event in made.new_events])
    CaseFile.objects.bulk_update([case for _made, case in known], _UPDATED, batch_size=_BATCH)
    insert_rows(StatePassage, [_passage(by, made, case) for made, case in known if case.state != made.was])
