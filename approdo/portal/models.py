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


class UnansweredSearch(models.Model):
    """How often in a month a search of a prefecture found nothing: a need, without who has it and without their words.

    `language`: the reader's; `comune`: an ISTAT code, "" where none was told; `category`: what was understood of the
    words, or chosen; `spoken`: the language asked at the desk; `filtered`: whether other filters were chosen too.
    """

    prefecture = models.ForeignKey("core.Prefecture", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    language = models.CharField(max_length=20)
    comune = models.CharField(max_length=6, blank=True)
    category = models.CharField(max_length=40, blank=True)
    spoken = models.CharField(max_length=12, blank=True)
    filtered = models.BooleanField(default=False)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "month", "language", "comune", "category", "spoken", "filtered"],
                name="portal_unanswered_counted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.language} {self.category}"
