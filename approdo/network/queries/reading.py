"""The only door through which texts of the network are read by the public: nothing unreviewed passes where it must not."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from approdo.network.definitions import languages, text_kinds
from approdo.network.models import Rendering, Text
from approdo.network.rules.renderings import ITALIAN, Reading, Standing, reading
from approdo.network.rules.sources import HolderKind
from approdo.network.text_rows import source_of, standing_of


def readable(text: Text, language: str) -> Reading:
    """A text as a reader of that language gets it. Raises KeyError for a language that is not of the network."""
    return readable_all([text], language)[text.pk]


def readable_all(texts: Collection[Text], language: str) -> dict[UUID, Reading]:
    """As `readable`, for many texts in one question, by identifier of the text."""
    chain = languages()[language].falls_back_to
    asked = [code for code in (language, *chain) if code != ITALIAN]
    standings: dict[UUID, dict[str, Standing]] = {}
    for row in Rendering.objects.filter(text__in=[one.pk for one in texts], language__in=asked) if asked else ():
        standings.setdefault(row.text_id, {})[row.language] = standing_of(row)
    kinds = text_kinds()
    return {
        one.pk: reading(kinds[one.kind], source_of(one.sentences), standings.get(one.pk, {}), language, chain)
        for one in texts
    }


def readable_of(
    prefecture: str, kind: HolderKind, holders: Collection[UUID], language: str
) -> dict[UUID, dict[str, Reading]]:
    """The texts in use of many records, by record and by field, in two questions."""
    rows = Text.objects.filter(
        prefecture_id=prefecture, holder_kind=kind.value, holder_id__in=holders, retired_at__isnull=True
    )
    texts = list(rows)
    read = readable_all(texts, language)
    found: dict[UUID, dict[str, Reading]] = {}
    for one in texts:
        found.setdefault(one.holder_id, {})[one.field] = read[one.pk]
    return found


def readable_in_each(
    prefecture: str, kind: HolderKind, holders: Collection[UUID], asked: Collection[str]
) -> dict[str, dict[UUID, dict[str, Reading]]]:
    """As `readable_of`, in many languages at once and in two questions: by language, record and field."""
    texts = list(
        Text.objects.filter(
            prefecture_id=prefecture, holder_kind=kind.value, holder_id__in=holders, retired_at__isnull=True
        )
    )
    standings: dict[UUID, dict[str, Standing]] = {}
    for row in Rendering.objects.filter(text__in=[one.pk for one in texts], number__gt=0):
        standings.setdefault(row.text_id, {})[row.language] = standing_of(row)
    kinds, found = text_kinds(), dict[str, dict[UUID, dict[str, Reading]]]()
    for code in asked:
        told = found.setdefault(code, {})
        for one in texts:
            said = standings.get(one.pk, {})
            chain = languages()[code].falls_back_to
            read = reading(kinds[one.kind], source_of(one.sentences), said, code, chain)
            told.setdefault(one.holder_id, {})[one.field] = read
    return found
