"""Papers of the register: kept as evidence, and a sheet that is a table taken over as the centre's word."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.reception import register_rows as rows
from approdo.reception.models import RegisterPaper
from approdo.reception.place_locks import locked_centre
from approdo.reception.queries import papers, register
from approdo.reception.register_rows import Word
from approdo.reception.rules.vocabulary import NightSource

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
TABLES = (".csv", ".tsv", ".txt", ".xlsx")


@transaction.atomic
def add_paper(*, by: Actor, centre_id: UUID, month: date, name: str, content: bytes | File[bytes]) -> RegisterPaper:
    """Keep the paper of a month: a table to be taken over afterwards, or a picture that is only evidence.

    Raises NotAllowed, NotFound, InvalidInput (neither a table nor a picture), Refusal (kept already), TooLarge.
    """
    require(by, Permission.NIGHT_RECORD)
    centre = locked_centre(by, centre_id)
    upload: File[bytes] = ContentFile(content) if isinstance(content, bytes) else content
    safe = documents.safe_name(name)
    is_table = safe.lower().endswith(TABLES)
    if not is_table and documents.media_type_of(safe, documents.head(upload)) not in PICTURES:
        words = _("Send the sheet as CSV or XLSX, or its photograph as JPEG, PNG or PDF.")
        raise InvalidInput("paper_of_another_kind", words, fields={"file": words})
    kept = documents.store(by, "register_paper", safe, upload)
    made = RegisterPaper(
        prefecture_id=by.prefecture, centre=centre, month=register.first_day(month.year, month.month), document=kept,
        sha256=kept.sha256, is_table=is_table, recorded_at=timezone.now(), recorded_by_id=by.user_id,
    )  # fmt: skip
    words = _("This very file was sent for this month already. Nothing was done a second time.")
    with refusing("register_paper_once", Refusal("paper_known", words, fields={"file": words})):
        made.save(force_insert=True)
    audit.record(by, "register.paper_added", "centre", centre.pk, month=made.month, table=is_table, sha256=kept.sha256)
    return made


@transaction.atomic
def take_over(*, by: Actor, paper_id: UUID, today: date) -> int:
    """Write what a sheet says in the register, by the source "signature sheet". Says how many nights are new.

    What cannot be read is left and kept as a list to resolve; what is right is written.
    Raises NotAllowed, NotFound, InvalidInput (no table, nothing to take over), Refusal (month closed or sealed).
    """
    require(by, Permission.NIGHT_RECORD)
    seen = papers.paper(by, paper_id)
    centre = locked_centre(by, seen.centre_id)
    paper = papers.paper(by, paper_id)
    rows.refuse_closed(centre, rows.month_nights(paper.month))
    if not paper.is_table:
        raise InvalidInput("paper_is_a_picture", _("A photograph is evidence: its nights are written by hand."))
    plan = papers.plan(by, paper, today)
    if not plan.changes:
        raise InvalidInput("sheet_says_nothing", _("Nothing in this sheet can be taken over."))
    told: dict[str, list[Word]] = {}
    for change in plan.changes:
        word = Word(UUID(change.said.guest), change.said.nights, change.said.state)
        told.setdefault(change.said.guest, []).append(word)
    # One period of each guest at a time: a period is written over what stood before it.
    for turn in range(max(len(words) for words in told.values())):
        rows.write(
            by, centre, [words[turn] for words in told.values() if turn < len(words)], NightSource.SIGNATURE_SHEET
        )
    paper.written_at = timezone.now()
    paper.problems = [
        {"row": one.row, "column": one.column, "fault": one.fault.value, "found": one.found[:80]}
        for one in plan.problems
    ]
    paper.save(update_fields=["written_at", "problems"])
    audit.record(
        by, "register.sheet_taken_over", "centre", centre.pk, month=paper.month, nights=plan.new,
        problems=len(plan.problems), sha256=paper.sha256,
    )  # fmt: skip
    return plan.new
