"""Lists of the Ministry's system, compared with ours."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from approdo.core.models import TenantRow


class SystemList(TenantRow):
    """A list of guests of the Ministry's system as it was on a day, and what it said otherwise when it was compared."""

    document = models.OneToOneField("core.StoredDocument", on_delete=models.PROTECT, related_name="+")
    taken_on = models.DateField()
    headings = models.JSONField()
    columns = models.JSONField(default=dict)  # field: place of its column, as it was compared
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    compared_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=list)
    differences = models.JSONField(default=list)

    class Meta:
        ordering = ("-recorded_at", "id")
        constraints = [
            models.CheckConstraint(
                name="system_list_compared_with_columns", condition=Q(compared_at__isnull=True) | ~Q(columns={})
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on}"
