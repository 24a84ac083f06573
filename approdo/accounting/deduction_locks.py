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
from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, Refusal, Stale
from approdo.core.models import StoredDocument, User

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
    if expected_version is not None and expected_version != row.version:
        raise Stale(
            "deduction_changed",
            _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed."),
            changes=[
                {**change, "what": str(labels.ACTS.get(change["what"], change["what"]))}
                for change in audit.changes_after(by, "deduction", row.pk, expected_version)
            ],
        )
    if row.state not in {state.value for state in states}:
        words = _("This deduction is in the state «%(state)s»: this act is not possible any more, or not yet.")
        raise Refusal("deduction_not_in_state", words % {"state": labels.STATES[DeductionState(row.state)]})
    return row


def keep(by: Actor, row: Deduction, act: str, **details: Any) -> Deduction:
    """Write a changed deduction and its act."""
    row.version += 1
    row.save()
    audit.record(by, f"deduction.{act}", "deduction", row.pk, version=row.version, state=row.state, **details)
    return row


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


def signer(by: Actor) -> User:
    """Who signs a letter or a decision: a person. Raises Refusal for a program."""
    found = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    if found is None:
        raise Refusal("nobody_signs", _("A letter needs somebody who signs it: sign in as an official."))
    return found
