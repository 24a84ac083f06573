"""The only door to files of translations that came back, and what taking one over would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound
from approdo.core.transfer.markup import NotMarkup
from approdo.network.exchange import sheet, xliff
from approdo.network.limits import LONGEST_SENTENCE
from approdo.network.models import Rendering, TranslationFile
from approdo.network.queries import texts
from approdo.network.rules.returned import Here, Returned, RowFate, fates
from approdo.network.text_rows import source_of, standing_of

XLIFF_NAMES = (".xlf", ".xliff")
LARGEST = 20_000_000  # bytes of a file
SHOWN_ROWS = 200
FAULTS = {
    "encoding": _("The file is not written in an encoding that can be read. Save it as UTF-8 and send it again."),
    "entities": _("The file declares a document type, which no translation program writes: it was not read."),
    "too_many_tags": _("The file has far too many parts. Export fewer texts at a time."),
    "malformed": _("The file is not well-formed XLIFF 1.2: near line %(line)s, column %(column)s."),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The sentences of a file, each with what becomes of it."""

    rows: list[tuple[Returned, RowFate]]

    @property
    def counts(self) -> dict[RowFate, int]:
        """How many sentences have each fate, those of none left out."""
        found = Counter(fate for _row, fate in self.rows)
        return {fate: found[fate] for fate in RowFate if found[fate]}

    @property
    def shown(self) -> list[tuple[Returned, RowFate]]:
        """Those that a page shows: first what is not taken and somebody should know, then what would be written."""
        quiet = (RowFate.SAME, RowFate.EMPTY)
        loud = [pair for pair in self.rows if pair[1] not in quiet]
        return sorted(loud, key=lambda pair: pair[1] is RowFate.TAKEN)[:SHOWN_ROWS]

    def taken(self) -> dict[tuple[str, str], dict[int, str]]:
        """The words to write, by text and language, by number of the sentence."""
        found: dict[tuple[str, str], dict[int, str]] = {}
        for row, fate in self.rows:
            if fate is RowFate.TAKEN:
                found.setdefault((row.text, row.language), {})[row.key] = row.words
        return found


def visible_to(by: Actor) -> QuerySet[TranslationFile]:
    """Files that the actor may see: those of its prefecture, for who may translate."""
    if not by.may(Permission.NETWORK_TRANSLATE):
        return TranslationFile.objects.none()
    return TranslationFile.objects.filter(prefecture_id=by.prefecture).select_related("document", "sent_by")


def file(by: Actor, identifier: UUID) -> TranslationFile:
    """One file. Raises NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("translation_file_not_found", _("This file does not exist."))
    return found


def plan(by: Actor, found: TranslationFile) -> Plan:
    """What taking a file over would do now. Raises InvalidInput (no such file can be read), Damaged."""
    rows = _read(by, found)
    keys = {one for one in (_uuid(row.text) for row in rows) if one is not None}
    renderings = texts.renderings_visible_to(by).filter(text_id__in=keys)
    return Plan(list(zip(rows, fates(rows, _here(renderings), LONGEST_SENTENCE), strict=True)))


def _read(by: Actor, found: TranslationFile) -> list[Returned]:
    with documents.opened(by, found.document) as stored:
        if not found.document.file_name.lower().endswith(XLIFF_NAMES):
            return sheet.read(stored, found.document.file_name)
        try:
            return xliff.read(stored.read())
        except NotMarkup as problem:
            words = FAULTS[problem.code] % problem.params if problem.params else FAULTS[problem.code]
            raise InvalidInput(f"xliff_{problem.code}", words, fields={"file": words}) from problem


def _here(renderings: Iterable[Rendering]) -> dict[tuple[str, str, int], Here]:
    found = {}
    for row in renderings:
        standing = standing_of(row)
        for one in source_of(row.text.sentences):
            kept = standing.get((one.key, one.mark))
            found[str(row.text_id), row.language, one.key] = Here(one.mark, kept.last.words if kept else "")
    return found


def _uuid(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
