"""The only door to imports, and what a table's rows find already here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.recognition import actor_of
from approdo.core.errors import NotFound
from approdo.core.models import ImportBatch, ImportMapping, ImportRow, Prefecture
from approdo.core.rules.cells import plain_word
from approdo.procedures.import_words import words
from approdo.procedures.models import CaseFile
from approdo.procedures.queries.terms import STANDING
from approdo.procedures.rules.case_rows import propose_columns

KIND = "case-files"
AT_WORK = ("mapped", "running")
QUIET = timedelta(seconds=60)  # without a chunk, after which a work is taken to be interrupted


def visible_to(by: Actor) -> QuerySet[ImportBatch]:
    """Imports of the actor's prefecture, the latest first; none for who may not import."""
    if not by.may(Permission.CASE_IMPORT):
        return ImportBatch.objects.none()
    rows = ImportBatch.objects.filter(prefecture_id=by.prefecture, kind=KIND)
    return rows.select_related("document", "created_by").order_by("-created_at", "-id")


def visible_batch(by: Actor, batch_id: UUID) -> ImportBatch:
    """One import. Raises NotAllowed to who may not import, NotFound, also for one of another prefecture."""
    require(by, Permission.CASE_IMPORT)
    found = visible_to(by).filter(pk=batch_id).first()
    if found is None:
        raise NotFound("import_not_found", _("There is no such import in your prefecture."))
    return found


def earlier_of_the_same_file(by: Actor, batch: ImportBatch) -> ImportBatch | None:
    """The latest finished import of the very same file, None when it never came."""
    return visible_to(by).filter(sha256=batch.sha256, state="done").exclude(pk=batch.pk).first()


def interrupted(batch: ImportBatch, now: datetime) -> bool:
    """Whether somebody should be working on it and nobody has for a minute."""
    return batch.state in AT_WORK and now - batch.updated_at > QUIET


def rows_of(batch: ImportBatch, state: str = "") -> QuerySet[ImportRow]:
    """Rows of an import in the order of the file: all, those of one state, or those with a doubt (`doubt`)."""
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    if state == "doubt":
        return rows.exclude(state="error").exclude(problems=[])
    return rows.filter(state=state) if state else rows


def signature(headings: Iterable[str]) -> str:
    """What two files with the same headings have in common."""
    return hashlib.sha256(json.dumps([plain_word(heading) for heading in headings]).encode()).hexdigest()


def remembered(by: Actor, headings: list[str]) -> ImportMapping | None:
    """The mapping last used for these headings in the actor's prefecture."""
    rows = ImportMapping.objects.filter(prefecture_id=by.prefecture, kind=KIND)
    return rows.filter(signature=signature(headings)).first()


def proposed_columns(by: Actor, headings: list[str]) -> tuple[dict[str, int], bool]:
    """Which column holds which field, and whether that comes from an earlier import of the same headings."""
    known = remembered(by, headings)
    if known is not None:
        return {name: int(place) for name, place in known.columns.items()}, True
    return propose_columns(headings, words()), False


def author_of(batch: ImportBatch) -> Actor | None:
    """Who started an import, with the permissions they have today; None when they left."""
    user = batch.created_by
    return actor_of(user, user.language) if user is not None and user.is_active else None


def known_files(prefecture: str, codes: Collection[str], protocols: Collection[str], *, lock: bool) -> list[CaseFile]:
    """Case files with one of those external codes or protocol numbers, with their standing events.

    With `lock` they stay locked until the end of the transaction, in the order of their identifiers.
    """
    rows = CaseFile.objects.filter(prefecture_id=prefecture).order_by("id")
    rows = rows.filter(Q(external_code__in=codes, external_code__gt="") | Q(protocol_number__in=protocols))
    if lock:
        rows = rows.select_for_update()
    return list(rows.prefetch_related(Prefetch("events", queryset=STANDING, to_attr="standing")))


def prefecture_codes() -> Iterator[str]:
    """Every prefecture of this installation, for jobs that go through all of them."""
    return iter(Prefecture.objects.values_list("code", flat=True))


def interrupted_batches(prefecture: str) -> list[UUID]:
    """Imports of a prefecture that nobody has been working on for a minute."""
    quiet = ImportBatch.objects.filter(
        prefecture_id=prefecture, state__in=AT_WORK, updated_at__lt=timezone.now() - QUIET
    )
    return list(quiet.values_list("pk", flat=True))


def page_of(by: Actor, before: str, size: int) -> QuerySet[ImportBatch]:
    """Imports begun before a moment (ISO 8601, empty: now), at most `size`."""
    moment = parse_datetime(before) if before else None
    rows = visible_to(by)
    return (rows.filter(created_at__lt=moment) if moment else rows)[:size]
