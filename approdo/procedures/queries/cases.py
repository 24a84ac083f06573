"""The only door to case files."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, ChecklistItem, Letter
from approdo.procedures.rules.definition import DueAt


def visible_to(actor: Actor) -> QuerySet[CaseFile]:
    """The case files the actor may see: those of the prefecture, for who holds the permission."""
    if not actor.may(Permission.CASE_SEE):
        return CaseFile.objects.none()
    return CaseFile.objects.filter(prefecture_id=actor.prefecture).select_related("prefecture", "responsible")


def visible_case(actor: Actor, case_id: UUID) -> CaseFile:
    """One case file. Raises NotAllowed to who may see none, NotFound, also for one of another prefecture."""
    require(actor, Permission.CASE_SEE)
    case = visible_to(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound("case_not_found", _("There is no such case file in your prefecture."))
    return case


def visible_letter(actor: Actor, letter_id: UUID) -> Letter:
    """One letter of the actor's prefecture. Raises NotAllowed to who may see no case file, NotFound."""
    require(actor, Permission.CASE_SEE)
    letter = Letter.objects.filter(prefecture_id=actor.prefecture, pk=letter_id).select_related("document").first()
    if letter is None:
        raise NotFound("letter_not_found", _("There is no such letter in your prefecture."))
    return letter


def papers_to_ask(case: CaseFile) -> list[ChecklistItem]:
    """What to ask the person for: what is to fix, and what is missing unless it is due later or elsewhere."""
    later = {found.id for found in procedure(case.procedure).documents if found.due_at != DueAt.FILING}
    rows = case.checklist.filter(status__in=["missing", "to_fix"]).order_by("document")
    return [row for row in rows if row.status == "to_fix" or row.document not in later]
