"""Texts of the network with their translations, full of words that nobody elsewhere may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.network.commands import files, news, reviewing, translating
from approdo.network.commands.news import NewsFacts
from approdo.network.exchange import xliff
from approdo.network.exchange.going import all_going
from approdo.network.models import NewsItem, Rendering

FRENCH = "fr"


def make_texts(prefecture: str, note: str, sentences: int = 2) -> dict[str, Any]:
    """A piece of news with a text of so many sentences that is translated, one accepted, a file that came back."""
    by = system_actor(prefecture, *Permission)
    facts = NewsFacts(f"{note} avviso", " ".join([f"Frase {note}."] * sentences), "news", date(2026, 1, 1))
    item = news.record_news(by=by, facts=facts)
    begun, accepted = _renderings(item)
    for row in (begun, accepted):
        said = dict.fromkeys(range(1, sentences + 1), f"Phrase {note}.")
        translating.translate_sentences(by=by, rendering_id=row.pk, said=said)
    reviewing.review(by=by, rendering_id=accepted.pk, answers={})
    return {
        "news": item.pk, "text": begun.text_id, "begun": begun.pk, "accepted": accepted.pk,
        "lacking": Rendering.objects.get(text=begun.text, language="ar").pk, "translations": _file(by, item, note),
    }  # fmt: skip


def _renderings(item: NewsItem) -> tuple[Rendering, Rendering]:
    rows = Rendering.objects.filter(text__holder_id=item.pk, text__field="body")
    return rows.get(language=FRENCH), rows.get(language="es")


def _file(by: Actor, item: NewsItem, note: str) -> Any:
    rows = Rendering.objects.filter(text__holder_id=item.pk, text__field="body", language="en").select_related("text")
    content = b"".join(xliff.written(all_going(rows)))
    content = content.replace(
        b'<target state="needs-translation"></target>', f"<target>Sentence {note}.</target>".encode()
    )
    return files.bring_file(by=by, name=f"{note}.xlf", content=content).pk
