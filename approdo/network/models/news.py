"""News of the network for the public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow


class NewsItem(TenantRow):
    """A piece of news in Italian; its translations stand in `Rendering`. Both days are shown ones, the last included."""

    title = models.CharField(max_length=160)
    body = models.TextField()
    kind = models.CharField(max_length=30)  # among definitions.text_kinds
    published_from = models.DateField()
    published_until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-published_from", "id")
        indexes = [models.Index(fields=["prefecture", "-published_from"], name="news_of_a_day")]
        constraints = [
            models.CheckConstraint(
                name="news_ends_after_its_beginning",
                condition=Q(published_until__isnull=True) | Q(published_until__gte=F("published_from")),
            ),
            models.CheckConstraint(name="news_has_words", condition=~Q(title="") & ~Q(body="")),
            models.CheckConstraint(
                name="news_withdrawn_with_a_reason", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why="")
            ),
        ]

    def __str__(self) -> str:
        return self.title
