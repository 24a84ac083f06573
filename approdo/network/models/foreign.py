"""Which records came from other publishers, under which identifiers."""

from __future__ import annotations

from django.db import models

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.rules.taking import ForeignKind


class ForeignRecord(TenantRow):
    """A record of another publisher and ours that was made of it.

    `local_version` is that of ours when it was last written from there: another says that somebody changed it here.
    """

    publisher = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=choices(ForeignKind))
    foreign_id = models.CharField(max_length=120)
    local_id = models.UUIDField()
    local_version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    taken_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("publisher", "kind", "foreign_id")
        indexes = [models.Index(fields=["prefecture", "local_id"], name="foreign_by_ours")]
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "publisher", "kind", "foreign_id"], name="foreign_record_once"
            ),
            models.CheckConstraint(name="foreign_kind_known", condition=known("kind", ForeignKind)),
            models.CheckConstraint(
                name="foreign_record_named", condition=~models.Q(publisher="") & ~models.Q(foreign_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.foreign_id
