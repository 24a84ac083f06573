"""Arrivals announced, who comes with whom, and where the office sends them: proposals, decisions, orders."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from approdo.core.encryption import EncryptedTextField
from approdo.core.models import StoredDocument, TenantRow
from approdo.core.words import choices, known
from approdo.people.rules.vocabulary import BirthPrecision, Sex
from approdo.reception.models.centres import Centre
from approdo.reception.models.guests import Guest
from approdo.reception.rules.vocabulary import ArrivalState


class CentreOffer(TenantRow):
    """What a centre has for those placed in it. Minutes by public transport, none where they are not known."""

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="offer")
    services = ArrayField(models.CharField(max_length=20), default=list)  # words of Need
    languages = ArrayField(models.CharField(max_length=3), default=list)  # of its mediators, ISO 639
    hospital_minutes = models.PositiveIntegerField(null=True)
    school_minutes = models.PositiveIntegerField(null=True)
    commission_minutes = models.PositiveIntegerField(null=True)
    stopped = models.CharField(max_length=200, blank=True)  # why nobody is sent there for now

    def __str__(self) -> str:
        return str(self.centre_id)


class ComuneQuota(TenantRow):
    """Residents of a comune, and how many guests it may have at most where somebody set that."""

    comune = models.CharField(max_length=6)  # ISTAT code
    residents = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("comune",)
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "comune"], name="quota_comune_once"),
            models.CheckConstraint(name="quota_has_a_source", condition=~Q(source="") & Q(comune__regex=r"^[0-9]{6}$")),
        ]

    def __str__(self) -> str:
        return self.comune


class ArrivalNotice(TenantRow):
    """So many persons announced for a day, and how many were counted when they came."""

    reference = models.CharField(max_length=60)  # of the message that announces them
    expected_on = models.DateField()
    origin = models.CharField(max_length=120)
    announced = models.PositiveIntegerField()
    arrived_on = models.DateField(null=True)
    counted = models.PositiveIntegerField(null=True)
    document = models.ForeignKey(StoredDocument, null=True, on_delete=models.PROTECT, related_name="+")  # list on trial
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-expected_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "reference"], name="notice_reference_once"),
            models.CheckConstraint(
                name="notice_of_somebody", condition=Q(announced__gte=1) & ~Q(reference="") & ~Q(origin="")
            ),
            models.CheckConstraint(
                name="notice_counted_on_a_day",
                condition=Q(arrived_on__isnull=True, counted__isnull=True)
                | Q(arrived_on__isnull=False, counted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ArrivalGroup(TenantRow):
    """Persons of a notice who stay together. `separated`: codes of centres, `apart`: labels of groups, both by order."""

    notice = models.ForeignKey(ArrivalNotice, on_delete=models.PROTECT, related_name="groups")
    label = models.CharField(max_length=20)
    unaccompanied = models.BooleanField(default=False)
    separated = ArrayField(models.CharField(max_length=20), default=list)
    apart = ArrayField(models.CharField(max_length=20), default=list)
    comune = models.CharField(max_length=6, blank=True)  # where care or school goes on

    class Meta:
        ordering = ("label", "id")
        constraints = [models.UniqueConstraint(fields=["notice", "label"], name="arrival_group_once")]

    def __str__(self) -> str:
        return self.label


class ArrivalPerson(TenantRow):
    """Somebody of a group. `needs`: what their place must have, never why; encrypted."""

    group = models.ForeignKey(ArrivalGroup, on_delete=models.PROTECT, related_name="persons")
    number = models.PositiveIntegerField()  # row of the list
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=7, choices=choices(Sex), default=Sex.UNKNOWN.value)
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(
        max_length=9, choices=choices(BirthPrecision), default=BirthPrecision.UNKNOWN.value
    )
    nationality = models.CharField(max_length=3, blank=True)
    languages = ArrayField(models.CharField(max_length=3), default=list)
    needs = EncryptedTextField(blank=True)  # words of Need with spaces between
    state = models.CharField(max_length=10, choices=choices(ArrivalState), default=ArrivalState.EXPECTED.value)
    guest = models.ForeignKey(Guest, null=True, on_delete=models.PROTECT, related_name="arrivals")

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.CheckConstraint(name="arrival_sex_known", condition=known("sex", Sex)),
            models.CheckConstraint(name="arrival_state_known", condition=known("state", ArrivalState)),
            models.CheckConstraint(name="arrival_has_a_name", condition=~Q(family_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


class PlacementProposal(TenantRow):
    """An answer of the search, with everything it was computed from. Never changed; the same inputs are the same row."""

    notice = models.ForeignKey(ArrivalNotice, on_delete=models.PROTECT, related_name="proposals")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    supposing = models.JSONField(default=dict)  # empty: things as they are
    inputs = EncryptedTextField()  # canonical JSON
    inputs_hash = models.CharField(max_length=64)  # SHA-256
    weights_version = models.CharField(max_length=60)
    points = models.BigIntegerField()
    bound = models.BigIntegerField()
    greedy_points = models.BigIntegerField()
    seconds = models.DecimalField(max_digits=6, decimal_places=2)
    in_time = models.BooleanField()

    class Meta:
        ordering = ("-made_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["notice", "inputs_hash"], name="proposal_once_for_its_inputs"),
            models.CheckConstraint(
                name="proposal_never_worse_than_greedy",
                condition=Q(points__lte=models.F("greedy_points"), bound__lte=models.F("points")),
            ),
        ]

    def __str__(self) -> str:
        return self.inputs_hash[:12]


class PlacementLine(TenantRow):
    """Where a proposal sends a group; `centre` is empty where no centre can have it. `greedy`: the plain choice."""

    proposal = models.ForeignKey(PlacementProposal, on_delete=models.PROTECT, related_name="lines")
    group = models.ForeignKey(ArrivalGroup, on_delete=models.PROTECT, related_name="lines")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="+")
    greedy = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="+")
    by_price = models.BooleanField(default=False)

    class Meta:
        ordering = ("group__label", "id")
        constraints = [models.UniqueConstraint(fields=["proposal", "group"], name="placement_line_once")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.centre_id}"


class PlacementOrder(TenantRow):
    """The letter that orders a centre to receive groups of a notice."""

    notice = models.ForeignKey(ArrivalNotice, on_delete=models.PROTECT, related_name="orders")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="orders")
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-written_at", "id")

    def __str__(self) -> str:
        return f"{self.notice_id} {self.centre_id}"


class PlacementDecision(TenantRow):
    """Where the officer sends a group: as proposed, or elsewhere with a motive. One for each group."""

    group = models.OneToOneField(ArrivalGroup, on_delete=models.PROTECT, related_name="decision")
    line = models.ForeignKey(PlacementLine, on_delete=models.PROTECT, related_name="decisions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    as_proposed = models.BooleanField()
    motive = models.CharField(max_length=300, blank=True)
    planned_entry = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(PlacementOrder, null=True, on_delete=models.PROTECT, related_name="decisions")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_elsewhere_has_a_motive", condition=Q(as_proposed=True) | ~Q(motive="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.centre_id}"
