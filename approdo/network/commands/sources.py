"""The Italian of a field of a record, written by the commands of whatever the record is."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput
from approdo.network.definitions import languages, text_kinds
from approdo.network.holders import HOLDERS
from approdo.network.models import Rendering, SourceVersion, Text
from approdo.network.queries import texts
from approdo.network.rules.renderings import ITALIAN
from approdo.network.rules.sentences import tidy
from approdo.network.rules.sources import (
    LONGEST_TEXT,
    MOST_SENTENCES,
    HolderKind,
    Source,
    not_minor,
    rewritten,
)
from approdo.network.text_labels import NOT_MINOR
from approdo.network.text_rows import recount, source_of, source_rows, standing_of


def write_source(
    by: Actor,
    holder: HolderKind,
    holder_id: UUID,
    field: str,
    words: str,
    *,
    kind: str,
    title: str,
    minor: bool = False,
    wanted_until: date | None = None,
) -> Text:
    """Write the Italian of a field, the first time or again, and what follows for its translations.

    `minor`: only slips of the pen were corrected, no translation becomes stale. An empty field takes the text out of
    use. The caller has asked whether the actor may, and writes its own act down.
    Raises InvalidInput (too long, a change that is not minor), with the field of that name or `minor`.
    """
    now = timezone.now()
    words = _bounded(field, words)
    text = _locked(by, holder, holder_id, field)
    before = source_of(text.sentences)
    after = rewritten(before, words, last_key=text.last_key, minor=minor)
    if minor and (faults := not_minor(before, after)):
        raise _not_minor(after, faults)
    text.kind, text.guarded = kind, not text_kinds()[kind].unreviewed_shown
    text.title, text.wanted_until = title[:200], wanted_until
    text.retired_at = None if after else text.retired_at or now
    changed = source_rows(after) != text.sentences or text.number == 0
    if changed:
        text.sentences, text.number, text.changed_at = source_rows(after), text.number + 1, now
        text.last_key = max([text.last_key, *(one.key for one in after)])
    text.save()
    if changed:
        _written_again(by, text, before, after, minor)
    return text


def retire_sources(by: Actor, holder: HolderKind, holder_id: UUID) -> None:
    """Take the texts of a record out of use. The caller has asked whether the actor may, and writes its act down."""
    texts.of_holder(by, holder, holder_id).filter(retired_at__isnull=True).update(retired_at=timezone.now())


def _locked(by: Actor, holder: HolderKind, holder_id: UUID, field: str) -> Text:
    if field not in HOLDERS[holder].fields:
        raise KeyError(f"{holder.value} has no text {field!r}: name it in approdo/network/holders.py")
    found = texts.of_holder(by, holder, holder_id).select_for_update().filter(field=field).first()
    return found or Text(
        prefecture_id=by.prefecture,
        holder_kind=holder.value,
        holder_id=holder_id,
        field=field,
        changed_at=timezone.now(),
    )


def _written_again(by: Actor, text: Text, before: Source, after: Source, minor: bool) -> None:
    SourceVersion.objects.create(
        prefecture_id=by.prefecture, text=text, number=text.number, sentences=text.sentences, minor=minor,
        written_at=text.changed_at, written_by_id=by.user_id,
    )  # fmt: skip
    marks = {one.key: one.mark for one in before}
    changed = [one.key for one in after if marks.get(one.key) != one.mark]
    audit.record(by, "text.written", "text", text.pk, number=text.number, sentences=changed, minor=minor)
    rows = list(text.renderings.select_for_update().order_by("language"))
    for row in rows:
        row.version += 1
        recount(row, text, standing_of(row))
    Rendering.objects.bulk_update(rows, ["version", "standing", "state", "missing", "stale"])
    known = {row.language for row in rows}
    wanted = [one.id for one in languages().values() if one.release_1 and one.id not in {ITALIAN, *known}]
    Rendering.objects.bulk_create(begun(text, language) for language in wanted)


def begun(text: Text, language: str) -> Rendering:
    """The rendering of a text in a language in which nobody wrote yet. The row is not written."""
    row = Rendering(prefecture_id=text.prefecture_id, text=text, language=language, changed_at=timezone.now())
    recount(row, text, {})
    return row


def _bounded(field: str, words: str) -> str:
    plain = tidy(words)
    sentence: Any = None
    if len(plain) > LONGEST_TEXT:
        sentence = _("At most %(most)s signs.") % {"most": LONGEST_TEXT}
    elif len(rewritten((), plain, last_key=0)) > MOST_SENTENCES:
        sentence = _("At most %(most)s sentences: make two texts of it.") % {"most": MOST_SENTENCES}
    if sentence:
        raise InvalidInput("text_too_long", sentence, fields={field: sentence})
    return plain


def _not_minor(after: Source, faults: dict[int, Any]) -> InvalidInput:
    first = next(one for one in after if one.key in faults)
    sentence = _("“%(words)s”: %(why)s Translations must follow: take the mark away.") % {
        "words": first.words[:120], "why": NOT_MINOR[faults[first.key]],
    }  # fmt: skip
    return InvalidInput("not_minor", sentence, fields={"minor": sentence})
