"""The document checklist: made from the procedure and the answers, each item checked by somebody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound
from approdo.procedures.commands.files import conclude, day_or_today, lock_case, still_open
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, ChecklistItem
from approdo.procedures.rules.checklist import DefectCode, UnknownAnswer, due_documents

STATUSES = ("missing", "to_fix", "ok", "waived")


def build(case: CaseFile, answers: dict[str, Any]) -> None:
    """Give a locked case file the items due for these answers; what was already checked stays."""
    definition = procedure(case.procedure)
    case.answers = {name: answer for name, answer in {**case.answers, **answers}.items() if answer}
    try:
        due = {found.document.id for found in due_documents(definition, case.answers)}
    except UnknownAnswer as error:
        raise InvalidInput(
            "unknown_answer",
            _("This answer is not one of the choices."),
            fields={error.question: _("Choose one of the list.")},
        ) from None
    present = set(case.checklist.values_list("document", flat=True))
    ChecklistItem.objects.bulk_create(
        ChecklistItem(prefecture_id=case.prefecture_id, case=case, document=document)
        for document in sorted(due - present)
    )
    case.checklist.filter(status="missing").exclude(document__in=due).delete()


@transaction.atomic
def answer_questions(
    *, by: Actor, case_id: UUID, answers: dict[str, Any],
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record the answers that shape the checklist, and make it again; an empty answer takes the old one away.

    Raises InvalidInput for unknown answers.
    """
    require(by, Permission.CASE_CHECK_DOCUMENTS)
    case = lock_case(by, case_id, expected_version)
    still_open(case)
    build(case, answers)
    return conclude(case, by=by, act="case.questions_answered", today=day_or_today(today), answers=sorted(answers))


@transaction.atomic
def check_document(
    *, by: Actor, case_id: UUID, document: str, status: str, defect: str = "", note: str = "",
    expires_on: date | None = None, expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Say how a document stands: missing, to fix (with the defect), ok, waived (with the reason in `note`)."""
    require(by, Permission.CASE_CHECK_DOCUMENTS)
    case = lock_case(by, case_id, expected_version)
    still_open(case)
    item = case.checklist.filter(document=document).first()
    if item is None:
        raise NotFound("document_not_found", _("This document is not in the checklist of the case file."))
    if status not in STATUSES:
        raise InvalidInput("unknown_status", _("Choose a status of the list."), fields={"status": _("Unknown status.")})
    if status == "to_fix" and defect not in {code.value for code in DefectCode}:
        raise InvalidInput(
            "defect_missing", _("Say what is wrong with the document."), fields={"defect": _("Choose what is wrong.")}
        )
    if status == "waived" and not note.strip():
        raise InvalidInput(
            "reason_missing", _("Say why the document is not needed."), fields={"note": _("Write the reason.")}
        )
    item.status, item.note, item.expires_on = status, note.strip(), expires_on
    item.defect = defect if status == "to_fix" else ""
    item.checked_at, item.checked_by_id = timezone.now(), by.user_id
    item.save()
    return conclude(
        case, by=by, act="case.document_checked", today=day_or_today(today),
        document=document, status=status, defect=item.defect,
    )  # fmt: skip
