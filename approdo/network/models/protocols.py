"""Agreements between bodies of the network, and who is part of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.models.organisations import Organisation
from approdo.network.rules.protocols import Renewal


class Protocol(TenantRow):
    """An agreement: a draft until it is signed, in force until its last day or until it is ended before."""

    title = models.CharField(max_length=200)
    scope = models.TextField()
    reference = models.CharField(max_length=80, blank=True)  # number in the register of documents
    data_clauses = models.TextField(blank=True)
    renewal = models.CharField(max_length=10, choices=choices(Renewal), default=Renewal.NONE.value)
    signed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("title", "id")
        indexes = [models.Index(fields=["prefecture", "expires_on"], name="protocol_by_expiry")]
        constraints = [
            models.CheckConstraint(name="protocol_has_words", condition=~Q(title="") & ~Q(scope="")),
            models.CheckConstraint(name="protocol_renewal_known", condition=known("renewal", Renewal)),
            models.CheckConstraint(
                name="protocol_expires_after_its_signing",
                condition=Q(expires_on__isnull=True) | Q(signed_on__isnull=False, expires_on__gte=F("signed_on")),
            ),
            models.CheckConstraint(
                name="protocol_ended_with_a_reason", condition=Q(ended_on__isnull=True) | ~Q(ended_why="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProtocolParty(TenantRow):
    """A body that is part of a protocol: one of the directory, or another by its name."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="protocols")
    name = models.CharField(max_length=200)
    signatory = models.CharField(max_length=120, blank=True)  # in which office one signs, not who

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["protocol", "name"], name="protocol_party_once"),
            models.CheckConstraint(name="party_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
