"""A deduction locked for a change, its papers, and the refusals that its acts share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from approdo.accounting import deduction_labels as labels
from approdo.accounting.models import Deduction
from approdo.accounting.queries import deductions
from approdo.accounting.rules.penalties import DeductionState
from approdo.core import documents, versions
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.models import StoredDocument
from approdo.core.versions import refuse_changed

PAPERS = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was sent."""

    name: str
    content: bytes | File[bytes]


def locked(by: Actor, deduction_id: UUID, expected_version: int | None, *states: DeductionState) -> Deduction:
    """The deduction, locked until the transaction ends, in one of the states. Raises NotAllowed, NotFound, Stale, Refusal."""
    found = deductions.visible_to(by).select_for_update(of=("self",)).filter(pk=deduction_id).first()
    if found is None:
        raise deductions.deduction_not_found()
    row = deductions.whole(by, deduction_id)
    words = _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, "deduction", row, expected_version, words, acts=labels.ACTS)
    if row.state not in {state.value for state in states}:
        words = _("This deduction is in the state «%(state)s»: this act is not possible any more, or not yet.")
        raise Refusal("deduction_not_in_state", words % {"state": labels.STATES[DeductionState(row.state)]})
    return row


def keep(by: Actor, row: Deduction, act: str, **details: Any) -> Deduction:
    """Write a changed deduction and its act."""
    return versions.keep(by, "deduction", row, f"deduction.{act}", state=row.state, **details)


def kept_paper(by: Actor, kind: str, paper: Paper | None) -> StoredDocument | None:
    """Keep a paper that came from outside. Raises InvalidInput (neither PDF nor picture), TooLarge."""
    if paper is None:
        return None
    upload: File[bytes] = ContentFile(paper.content) if isinstance(paper.content, bytes) else paper.content
    safe = documents.safe_name(paper.name)
    if documents.media_type_of(safe, documents.head(upload)) not in PAPERS:
        words = _("Send the document as PDF, JPEG or PNG.")
        raise InvalidInput("paper_of_another_kind", words, fields={"file": words})
    return documents.store(by, kind, safe, upload)
