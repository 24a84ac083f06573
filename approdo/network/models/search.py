"""Where the public's search looks: a row for each published service and language, and the words that stand there."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.services import Service
from approdo.network.rules.renderings import Told


class SearchDocument(TenantRow):
    """A service as a reader of a language finds it. Written anew by the commands (search_documents.py).

    `title` and `summary` are what that reader reads, in `title_language` and `summary_language`; `told` is the most that
    is said of them. `words` holds what is searched: name and categories (A), words of the categories (B), organisation
    and town (C), description (D); in the Italian row also the categories (#) and everywhere the sounds of Arabic (~).
    `state` is that of the service: the database keeps them alike, so that what is withdrawn is found no more.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="documents")
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    confirmed_on = models.DateField()
    title = models.CharField(max_length=200)
    title_language = models.CharField(max_length=12)
    summary = models.CharField(max_length=300)
    summary_language = models.CharField(max_length=12)
    told = models.CharField(max_length=20, choices=choices(Told))
    words = SearchVectorField()

    class Meta:
        ordering = ("service", "language")
        indexes = [GinIndex(fields=["words"], name="search_document_words", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(fields=["service", "language"], name="search_document_once"),
            models.CheckConstraint(name="search_document_told_known", condition=known("told", Told)),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.title}"


class SearchWord(TenantRow):
    """A word of the documents of a prefecture: what a slip of the pen is brought back to."""

    word = models.CharField(max_length=60)

    class Meta:
        ordering = ("word",)
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_like", fastupdate=False)]
        constraints = [models.UniqueConstraint(fields=["prefecture", "word"], name="search_word_once")]

    def __str__(self) -> str:
        return self.word
