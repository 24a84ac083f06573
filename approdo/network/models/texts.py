"""Texts of the network in Italian, and each of them in every other language."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from approdo.core.models import StoredDocument, TenantRow
from approdo.core.words import choices, known
from approdo.network.rules.renderings import RenderingAct
from approdo.network.rules.sources import HolderKind
from approdo.network.rules.translations import TranslationState

_USER = settings.AUTH_USER_MODEL


class Text(TenantRow):
    """A field of a record of the network, in Italian. The record stands in the table of its kind, see `holders.py`.

    `guarded`: on rights or emergencies, never read unreviewed. `sentences`: rows of key, lead, words, mark; `last_key` the
    highest number ever given to one. `number` counts the times it was written. `wanted_until`: the last day of use.
    """

    holder_kind = models.CharField(max_length=20, choices=choices(HolderKind))
    holder_id = models.UUIDField()
    field = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)  # among definitions.text_kinds
    guarded = models.BooleanField()
    title = models.CharField(max_length=200)  # of the record, for lists
    sentences = models.JSONField(default=list)
    last_key = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    wanted_until = models.DateField(null=True)
    retired_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("title", "field", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "holder_kind", "holder_id", "field"], name="text_once"),
            models.CheckConstraint(name="text_holder_known", condition=known("holder_kind", HolderKind)),
            models.CheckConstraint(
                name="text_on_rights_is_guarded",
                condition=~Q(kind__in=["rights", "emergency"]) | Q(guarded=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.field})"


class SourceVersion(TenantRow):
    """The Italian of a text as it was written once. Rows are only added."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sentences = models.JSONField()
    minor = models.BooleanField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="source_version_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class Rendering(TenantRow):
    """A text in another language. State, counts and `standing` are computed from its events and kept for lists."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="renderings")
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=choices(TranslationState), default=TranslationState.MISSING.value)
    missing = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)
    standing = models.JSONField(default=list)
    number = models.PositiveIntegerField(default=0)  # of its last event
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("language",)
        indexes = [models.Index(fields=["prefecture", "language", "state"], name="rendering_to_do")]
        constraints = [
            models.UniqueConstraint(fields=["text", "language"], name="rendering_once"),
            models.CheckConstraint(name="rendering_state_known", condition=known("state", TranslationState)),
            models.CheckConstraint(name="rendering_is_no_source", condition=~Q(language="it")),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.state}"


class RenderingEvent(TenantRow):
    """What happened to a rendering, one after the other. Rows are only added.

    `accepts`: pairs of key and mark; `answers`: what the reviewer said of each doubt.
    """

    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=choices(RenderingAct))
    key = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=32, blank=True)
    words = models.TextField(blank=True)
    made_with = models.CharField(max_length=80, blank=True)  # the machine, or the file
    reason = models.CharField(max_length=300, blank=True)
    accepts = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["rendering", "number"], name="rendering_event_once"),
            models.CheckConstraint(name="rendering_act_known", condition=known("act", RenderingAct)),
            models.CheckConstraint(
                name="rendering_words_of_a_sentence",
                condition=~Q(act__in=["written", "machine"])
                | (~Q(words="") & Q(key__gt=0) & Q(mark__regex="^[0-9a-f]{32}$")),
            ),
            models.CheckConstraint(
                name="rendering_sent_back_with_a_reason",
                condition=~Q(act__in=["rejected", "reopened"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(name="rendering_machine_is_named", condition=~Q(act="machine") | ~Q(made_with="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class TranslationFile(TenantRow):
    """A file of translations that came back: tried first, then taken over once."""

    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # what became of its rows when it was taken over

    class Meta:
        ordering = ("-sent_at", "-id")

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d}"
