"""Translations that come back in a file: kept and tried, then taken over once."""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.network.commands.rendering_parts import write_words
from approdo.network.models import TranslationFile
from approdo.network.queries import files, texts
from approdo.network.text_locks import locked_rendering


@transaction.atomic
def bring_file(*, by: Actor, name: str, content: bytes | File[bytes]) -> TranslationFile:
    """Keep a file of translations, after trying to read it: nothing of it is written yet.

    Raises NotAllowed, InvalidInput (neither XLIFF 1.2 nor a table, or damaged), TooLarge.
    """
    require(by, Permission.NETWORK_TRANSLATE)
    upload: File[bytes] = ContentFile(content) if isinstance(content, bytes) else content
    kept = documents.store(by, "translations", name, upload, most=files.LARGEST)
    made = TranslationFile(
        prefecture_id=by.prefecture, document=kept, sha256=kept.sha256, sent_at=timezone.now(), sent_by_id=by.user_id
    )
    made.save(force_insert=True)
    tried = files.plan(by, made)
    audit.record(by, "translations.brought", "translations", made.pk, sentences=len(tried.rows), sha256=kept.sha256)
    return made


@transaction.atomic
def take_file(*, by: Actor, file_id: UUID) -> TranslationFile:
    """Write what a file says, as drafts of who takes it over; what is stale, unknown or too long is left.

    Raises NotAllowed, NotFound, Refusal (taken over already, nothing to take).
    """
    require(by, Permission.NETWORK_TRANSLATE)
    found = files.file(by, file_id)
    found = TranslationFile.objects.select_for_update(of=("self",)).select_related("document").get(pk=found.pk)
    if found.taken_at is not None:
        raise Refusal("file_taken", _("This file was taken over already. Nothing was done a second time."))
    first = files.plan(by, found).taken()
    wanted = {UUID(text) for text, _language in first}
    rows = texts.renderings_visible_to(by).filter(text_id__in=wanted).order_by("text_id", "language")
    locked = {
        place: locked_rendering(by, row.pk, None)
        for row in rows
        if (place := (str(row.text_id), row.language)) in first
    }
    # Asked again now that everything is locked: what changed meanwhile has another fate.
    plan = files.plan(by, found)
    if not plan.taken():
        raise Refusal("file_says_nothing", _("Nothing in this file can be taken over."))
    for place, said in plan.taken().items():
        write_words(by, locked[place], said, holds=frozenset(said), made_with=found.document.file_name[:80])
    found.taken_at = timezone.now()
    found.counts = {fate.value: number for fate, number in plan.counts.items()}
    found.save(update_fields=["taken_at", "counts"])
    audit.record(by, "translations.taken", "translations", found.pk, counts=found.counts)
    return found
