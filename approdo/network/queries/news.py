"""The only door to the news of the network."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.network.models import NewsItem
from approdo.network.rules import news as rules
from approdo.network.rules.news import When


def visible_to(by: Actor) -> QuerySet[NewsItem]:
    """News that the actor may see: those of its prefecture, for who works on the texts of the network."""
    if not by.may(Permission.NETWORK_TRANSLATE):
        return NewsItem.objects.none()
    return NewsItem.objects.filter(prefecture_id=by.prefecture).select_related("written_by")


def item(by: Actor, identifier: UUID) -> NewsItem:
    """One piece of news. Raises NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise news_not_found()
    return found


def news_not_found() -> NotFound:
    """There is no such news, or the actor may not know that there is."""
    return NotFound("news_not_found", _("This piece of news does not exist."))


def listed(by: Actor, today: date, *, text: str = "", kind: str = "", when: str = "") -> QuerySet[NewsItem]:
    """News whose title or text holds the words, of a kind, and as they stand on a day."""
    rows = visible_to(by)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(body__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(_standing(When(when), today)) if when else rows


def published(prefecture: str, on: date) -> QuerySet[NewsItem]:
    """What the public reads of a prefecture on a day, the latest first. Read its words through `queries.reading`."""
    return NewsItem.objects.filter(_standing(When.PUBLISHED, on), prefecture_id=prefecture)


def when_of(row: NewsItem, on: date) -> When:
    """Where a piece of news stands on a day."""
    return rules.when_of(row.published_from, row.published_until, row.withdrawn_at is not None, on)


def _standing(when: When, on: date) -> Q:
    begun, over = Q(published_from__lte=on), Q(published_until__lt=on)
    in_use = Q(withdrawn_at__isnull=True)
    return {
        When.WITHDRAWN: ~in_use,
        When.TO_COME: in_use & ~begun,
        When.OVER: in_use & begun & over,
        When.PUBLISHED: in_use & begun & (Q(published_until__isnull=True) | Q(published_until__gte=on)),
    }[when]
