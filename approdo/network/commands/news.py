"""News of the network: written, corrected, withdrawn. Their words are texts, which are translated."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.saying import reason_said, texts_said, wrong_fields
from approdo.core.versions import keep, refuse_changed
from approdo.network.commands.sources import retire_sources, write_source
from approdo.network.models import NewsItem
from approdo.network.queries import news
from approdo.network.rules.sentences import tidy
from approdo.network.rules.sources import HolderKind
from approdo.network.text_labels import ACTS, NEWS_KINDS

LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class NewsFacts:
    """What is told of a piece of news. `kind` is among text_labels.NEWS_KINDS; both days are shown ones."""

    title: str
    body: str
    kind: str
    published_from: date
    published_until: date | None = None


@transaction.atomic
def record_news(*, by: Actor, facts: NewsFacts) -> NewsItem:
    """Write a piece of news in Italian. Raises NotAllowed, InvalidInput."""
    require(by, Permission.NEWS_EDIT)
    facts = _checked(facts)
    item = NewsItem.objects.create(prefecture_id=by.prefecture, written_by_id=by.user_id, **asdict(facts))
    _write(by, item, minor=False)
    audit.record(by, "news.recorded", "news", item.pk, version=item.version, title=item.title)
    return item


@transaction.atomic
def correct_news(
    *, by: Actor, news_id: UUID, facts: NewsFacts, minor: bool = False, expected_version: int | None = None
) -> NewsItem:
    """Write a piece of news again. `minor`: only slips of the pen, no translation becomes stale.

    Raises NotAllowed, NotFound, Stale, InvalidInput (also a change that is not minor), Refusal (withdrawn).
    """
    require(by, Permission.NEWS_EDIT)
    item = _locked(by, news_id, expected_version)
    facts = _checked(facts)
    changed = {
        name: [str(getattr(item, name)), str(value)]
        for name, value in asdict(facts).items()
        if getattr(item, name) != value
    }
    if not changed:
        return item
    for name, value in asdict(facts).items():
        setattr(item, name, value)
    _write(by, item, minor=minor)
    return keep(by, "news", item, "news.corrected", changed=changed, minor=minor)


@transaction.atomic
def withdraw_news(*, by: Actor, news_id: UUID, reason: str, expected_version: int | None = None) -> NewsItem:
    """Take a piece of news and its translations away from the public, at once and for good.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (withdrawn already).
    """
    require(by, Permission.NEWS_EDIT)
    item = _locked(by, news_id, expected_version)
    item.withdrawn_why, item.withdrawn_at = reason_said(reason), timezone.now()
    retire_sources(by, HolderKind.NEWS, item.pk)
    return keep(by, "news", item, "news.withdrawn", reason=item.withdrawn_why)


def _locked(by: Actor, news_id: UUID, expected_version: int | None) -> NewsItem:
    found = news.visible_to(by).select_for_update(of=("self",)).filter(pk=news_id).first()
    if found is None:
        raise news.news_not_found()
    words = _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, "news", found, expected_version, words, acts=ACTS)
    if found.withdrawn_at is not None:
        raise Refusal("news_withdrawn", _("This piece of news was withdrawn. Write a new one."))
    return found


def _checked(facts: NewsFacts) -> NewsFacts:
    told = NewsFacts(
        " ".join(tidy(facts.title).split()), tidy(facts.body), facts.kind, facts.published_from, facts.published_until
    )
    texts_said(title=told.title, body=told.body)
    wrong: dict[str, Any] = {}
    if len(told.title) > LONGEST_TITLE:
        wrong["title"] = _("At most %(most)s signs.") % {"most": LONGEST_TITLE}
    if told.kind not in NEWS_KINDS:
        wrong["kind"] = _("Choose one of the list.")
    if told.published_until is not None and told.published_until < told.published_from:
        wrong["published_until"] = _("It ends before it begins.")
    if wrong:
        raise wrong_fields("news_wrong", wrong)
    return told


def _write(by: Actor, item: NewsItem, *, minor: bool) -> None:
    for field, words in (("title", item.title), ("body", item.body)):
        write_source(
            by, HolderKind.NEWS, item.pk, field, words, kind=item.kind, title=item.title, minor=minor,
            wanted_until=item.published_until,
        )  # fmt: skip
