"""Who is in the network: organisations, their telephones, the people of theirs who keep their records."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from approdo.core.models import TenantRow
from approdo.core.words import choices, known
from approdo.network.rules.directory import RecordState
from approdo.network.rules.freshness import Speaker


class Confirmed(TenantRow):
    """A row of which somebody answers: when it was last said to be right, by whom, and how often it changed.

    HSDS: `metadata` and, for a service, `assured_date`.
    """

    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_as = models.CharField(max_length=10, choices=choices(Speaker), blank=True)

    class Meta:
        abstract = True


class DirectoryRecord(Confirmed):
    """A row that the public may read once it is published.

    `fields_said`: by field, who said it last, on which day and in which quality; what is not there was said with the row.
    """

    fields_said = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=choices(RecordState), default=RecordState.DRAFT.value)

    class Meta:
        abstract = True


class Organisation(DirectoryRecord):
    """A body of the network. HSDS `organization`; `parent` is its `parent_organization_id`.

    `ipa_code` and `tax_code` are HSDS `organization_identifiers`, `tax_code` its `tax_id` too; `phones` its `phones`.
    """

    node_type = models.CharField(max_length=30)  # a name of data/node_types.yaml
    name = models.CharField(max_length=200)
    alternate_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    description = models.TextField(blank=True)  # in Italian
    ipa_code = models.CharField(max_length=20, blank=True)
    tax_code = models.CharField(max_length=16, blank=True)
    website = models.URLField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    certified_mail = models.EmailField(blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="units")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ("name", "id")
        indexes = [
            models.Index(fields=["prefecture", "name", "id"], name="organisation_by_name"),
            models.Index(fields=["prefecture", "node_type"], name="organisation_by_type"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="organisation_likeness"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "ipa_code"], condition=~Q(ipa_code=""), name="organisation_ipa_code_once"
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="") & ~Q(node_type="")),
            models.CheckConstraint(name="organisation_state_known", condition=known("state", RecordState)),
            models.CheckConstraint(
                name="organisation_confirmed_as", condition=known("confirmed_as", Speaker, blank=True)
            ),
            models.CheckConstraint(
                name="organisation_not_its_own_part", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="organisation_merged_is_withdrawn",
                condition=Q(merged_into__isnull=True) | Q(state=RecordState.WITHDRAWN.value) & ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkMember(TenantRow):
    """Somebody who signs in for an organisation and keeps its records. One organisation a user."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    user = models.OneToOneField("core.User", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("since", "id")

    def __str__(self) -> str:
        return str(self.pk)


class Contact(Confirmed):
    """Somebody of an organisation whom the office calls; never public. HSDS `contact`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="contact_can_be_reached", condition=~Q(email="") | ~Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.name


class FocalPoint(Confirmed):
    """Who answers for a matter in an organisation, and who does when they are away; never public."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="focal_points")
    matter = models.CharField(max_length=40)  # a need of the taxonomy, "" for every matter
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    certified_mail = models.EmailField(blank=True)
    email = models.EmailField(blank=True)
    deputy_name = models.CharField(max_length=120, blank=True)
    deputy_phone = models.CharField(max_length=40, blank=True)
    deputy_email = models.EmailField(blank=True)
    vulnerability_trained = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "matter"], condition=Q(ended_on__isnull=True), name="one_focal_point_a_matter"
            ),
            models.CheckConstraint(name="focal_point_has_a_name", condition=~Q(name="") & ~Q(role="")),
            models.CheckConstraint(
                name="focal_point_can_be_reached",
                condition=~Q(phone="") | ~Q(email="") | ~Q(certified_mail=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
