"""What readers said of the pages, without who they are."""

from __future__ import annotations

from django.db import models

LONGEST = 500  # characters of a comment


class PageFeedback(models.Model):
    """One answer to "was this page useful?". The form's identifier makes a form sent twice count once."""

    form = models.UUIDField(primary_key=True, editable=False)
    page = models.CharField(max_length=200)  # the address without its language
    language = models.CharField(max_length=20)
    useful = models.BooleanField(null=True)
    missing = models.CharField(max_length=LONGEST, blank=True)
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(useful__isnull=False) | ~models.Q(missing=""), name="portal_feedback_says_something"
            )
        ]
        indexes = [models.Index(fields=["page", "-day", "form"], name="portal_feedback_page")]

    def __str__(self) -> str:
        return f"{self.page} ({self.language})"
