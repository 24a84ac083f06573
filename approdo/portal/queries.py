"""What readers said, for who keeps the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.portal.models import PageFeedback, UnansweredSearch

SHOWN = 50  # comments of a page at once


@dataclass(frozen=True, slots=True)
class PageOpinion:
    """A page with how many found it useful, how many did not, and how many wrote something."""

    page: str
    useful: int
    useless: int
    comments: int
    last: date


def visible_to(by: Actor) -> QuerySet[PageFeedback]:
    """The only door: everything to who may read it, since the pages belong to the whole installation."""
    return PageFeedback.objects.all() if by.may(Permission.FEEDBACK_SEE) else PageFeedback.objects.none()


def by_page(by: Actor) -> list[PageOpinion]:
    """Every page of which somebody said something, the least useful first."""
    rows = (
        visible_to(by)
        .values("page")
        .annotate(
            yes=Count("form", filter=Q(useful=True)),
            no=Count("form", filter=Q(useful=False)),
            wrote=Count("form", filter=~Q(missing="")),
            last=Max("day"),
        )
        .order_by("-no", "-wrote", "page")
    )
    return [PageOpinion(row["page"], row["yes"], row["no"], row["wrote"], row["last"]) for row in rows]


def comments(by: Actor, page: str) -> list[PageFeedback]:
    """The last comments on a page, the newest first."""
    return list(visible_to(by).filter(page=page).exclude(missing="").order_by("-day", "form")[:SHOWN])


def unanswered(by: Actor) -> QuerySet[UnansweredSearch]:
    """Searches of the actor's prefecture that found nothing, counted: the last month and the most frequent first."""
    if not by.may(Permission.FEEDBACK_SEE):
        return UnansweredSearch.objects.none()
    rows = UnansweredSearch.objects.filter(prefecture_id=by.prefecture)
    return rows.order_by("-month", "-times", "category", "language", "comune", "spoken", "pk")
