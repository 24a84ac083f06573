"""The only door to case files."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.models import AuditRecord
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, ChecklistItem, Letter
from approdo.procedures.rules.definition import DueAt


def visible_to(actor: Actor) -> QuerySet[CaseFile]:
    """The case files the actor may see: those of the prefecture, for who holds the permission."""
    if not actor.may(Permission.CASE_SEE):
        return CaseFile.objects.none()
    return CaseFile.objects.filter(prefecture_id=actor.prefecture).select_related("prefecture", "responsible")


def visible_case(actor: Actor, case_id: UUID) -> CaseFile:
    """One case file. Raises NotFound, also for one of another prefecture."""
    case = visible_to(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound("case_not_found", _("There is no such case file in your prefecture."))
    return case


def visible_letter(actor: Actor, letter_id: UUID) -> Letter:
    """One letter of the actor's prefecture. Raises NotFound."""
    letter = None
    if actor.may(Permission.CASE_SEE):
        letter = Letter.objects.filter(prefecture_id=actor.prefecture, pk=letter_id).select_related("document").first()
    if letter is None:
        raise NotFound("letter_not_found", _("There is no such letter in your prefecture."))
    return letter


def papers_to_ask(case: CaseFile) -> list[ChecklistItem]:
    """What to ask the person for: what is to fix, and what is missing unless it is due later or elsewhere."""
    later = {found.id for found in procedure(case.procedure).documents if found.due_at != DueAt.FILING}
    rows = case.checklist.filter(status__in=["missing", "to_fix"]).order_by("document")
    return [row for row in rows if row.status == "to_fix" or row.document not in later]


def changes_since(case: CaseFile, version: int) -> list[dict[str, Any]]:
    """What happened to a case file after `version`: act, by whom, when; the oldest first."""
    records = AuditRecord.objects.filter(
        prefecture_id=case.prefecture_id, object_kind="case", object_id=str(case.pk)
    ).order_by("-number")[:50]
    found = []
    for record in records:
        details = json.loads(record.payload)["details"]
        if details.get("version", 0) > version:
            found.append({"what": record.act, "by": record.actor_label, "at": record.at})
    return found[::-1]
