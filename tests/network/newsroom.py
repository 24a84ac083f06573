"""Who acts in the tests of texts, and a piece of news to act upon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.network.commands import news
from approdo.network.commands.news import NewsFacts
from approdo.network.models import NewsItem, Rendering, Text

BODY = "Vieni allo sportello con il permesso di soggiorno. Porta 2 foto. Il servizio non costa nulla."
FRENCH = {1: "Venez au guichet avec votre titre de séjour.", 2: "Apportez 2 photos.", 3: "Le service est gratuit."}
MakeUser = Callable[..., User]


class EveryDoubt(dict[str, str]):
    """An answer to each doubt of the glossary."""

    def get(self, _name: str, _other: object = None) -> str:  # type: ignore[override]
        """Why it is right all the same."""
        return "detto così in questa prova"


def translator_of(make_user: MakeUser, prefecture: Prefecture, name: str = "translator") -> Actor:
    """A translator."""
    return actor_of(make_user(name, prefecture, Role.TRANSLATOR), "it")


def reviewer_of(make_user: MakeUser, prefecture: Prefecture, name: str = "reviewer") -> Actor:
    """Who reviews translations and writes the news."""
    return actor_of(make_user(name, prefecture, Role.TRANSLATION_REVIEWER), "it")


def facts(body: str = BODY, *, kind: str = "news", title: str = "Sportello aperto") -> NewsFacts:
    """A piece of news."""
    return NewsFacts(title, body, kind, date(2026, 1, 1))


def new_item(by: Actor, body: str = BODY, *, kind: str = "news") -> NewsItem:
    """A piece of news, written."""
    return news.record_news(by=by, facts=facts(body, kind=kind))


def text_of(item: NewsItem, field: str = "body") -> Text:
    """A text of a piece of news."""
    return Text.objects.get(holder_id=item.pk, field=field)


def rendering_of(item: NewsItem, language: str = "fr", field: str = "body") -> Rendering:
    """A rendering of it."""
    return Rendering.objects.select_related("text").get(text__holder_id=item.pk, text__field=field, language=language)
