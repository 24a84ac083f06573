"""Nouns of the case file: the file, its parties, what happened, what is asked, written, decided and contested."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate, Reverse, Upper

from approdo.core.encryption import EncryptedTextField
from approdo.core.models import TenantRow

OPEN = Q(decided_on__isnull=True, closed_on__isnull=True)
NUMBERED, CODED = ~Q(protocol_number=""), ~Q(external_code="")
FOLLOWED = Q(follow_up_due__isnull=False, closed_on__isnull=True)
COUNTED = [
    "clock", "ball", "stop_ends_on", "stopped_by", "computed_on", "responsible", "office", "procedure", "state", "priority",
]  # fmt: skip
COUNTED_OF_OFFICER = [name for name in COUNTED if name != "responsible"]


def by_bytes(length: int) -> models.CharField[str, str]:
    """A text compared by its bytes, the one comparison of texts that row-level security lets an index answer."""
    return models.CharField(max_length=length, db_collation="C")


class CaseFile(TenantRow):
    """One procedure of one applicant. The clock columns are computed by `commands/clock.py` and by nobody else."""

    procedure = models.CharField(max_length=40)
    office = models.CharField(max_length=20)
    state = models.CharField(max_length=30, default="draft")
    outcome = models.CharField(max_length=30, blank=True)
    protocol_number = models.CharField(max_length=40, blank=True)
    # The number backwards: it is also found by its end
    protocol_tail = models.GeneratedField(
        expression=Reverse("protocol_number"), output_field=by_bytes(40), db_persist=True
    )
    protocol_date = models.DateField(null=True)
    external_code = models.CharField(max_length=40, blank=True)  # ALI code or K10
    last_synced_at = models.DateTimeField(null=True)
    comune = models.CharField(max_length=6, blank=True)  # ISTAT code of the place that makes the office competent
    ground = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    priority = models.BooleanField(default=False)
    priority_reason = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)  # applicant's name, kept for lists and sorting
    responsible = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    filed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    pinned_version = models.DateField(null=True)
    pin_reason = models.TextField(blank=True)
    pinned_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    clock = models.CharField(max_length=12, default="not_started")  # not_started | running | stopped | ended
    starts_on = models.DateField(null=True)
    nominal_due = models.DateField(null=True)
    effective_due = models.DateField(null=True)
    max_due = models.DateField(null=True)
    stopped_days = models.PositiveIntegerField(default=0)
    stopped_by = models.CharField(max_length=30, blank=True)
    stop_ends_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    computed_on = models.DateField(null=True)
    ball = models.CharField(max_length=20, default="office")  # office | applicant | other_office | consulate | nobody
    follow_up_term = models.CharField(max_length=40, blank=True)
    follow_up_due = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "protocol_number"], condition=NUMBERED, name="protocol_number_once"
            ),
            models.UniqueConstraint(
                fields=["prefecture", "procedure", "external_code"], condition=CODED, name="external_code_once"
            ),
            models.CheckConstraint(
                name="case_clock_known", condition=Q(clock__in=["not_started", "running", "stopped", "ended"])
            ),
            models.CheckConstraint(
                name="case_not_started_never_due", condition=~Q(clock="not_started") | Q(effective_due__isnull=True)
            ),
            models.CheckConstraint(
                name="case_decided_after_filing",
                condition=Q(decided_on__isnull=True) | Q(filed_on__isnull=True) | Q(decided_on__gte=F("filed_on")),
            ),
            models.CheckConstraint(
                name="case_decided_has_outcome", condition=Q(decided_on__isnull=True) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="case_pin_has_reason", condition=Q(pinned_version__isnull=True) | ~Q(pin_reason="")
            ),
            models.CheckConstraint(
                name="case_priority_has_reason", condition=Q(priority=False) | ~Q(priority_reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["prefecture", "effective_due", "id"], include=COUNTED, condition=OPEN, name="case_worklist"
            ),
            models.Index(
                fields=["prefecture", "responsible", "effective_due", "id"],
                include=COUNTED_OF_OFFICER,
                condition=OPEN,
                name="case_of_officer",
            ),
            models.Index(fields=["prefecture", "title", "id"], condition=OPEN, name="case_by_name"),
            models.Index(fields=["prefecture", "decided_on"], name="case_decided", condition=~OPEN),
            models.Index(fields=["prefecture", "filed_on", "id"], name="case_filed"),
            models.Index(fields=["prefecture", "updated_at", "id"], name="case_recent"),
            models.Index(
                fields=["prefecture", "follow_up_due", "id"],
                condition=FOLLOWED,
                name="case_follow_up",
                include=["responsible", "office", "procedure", "state", "priority"],
            ),
            models.Index(F("prefecture"), Collate("protocol_number", "C"), condition=NUMBERED, name="case_protocol"),
            models.Index(F("prefecture"), Collate("external_code", "C"), condition=CODED, name="case_external_code"),
            models.Index(fields=["prefecture", "protocol_tail"], condition=NUMBERED, name="case_protocol_tail"),
        ]

    def __str__(self) -> str:
        return self.protocol_number or self.external_code or str(self.id)


class CaseParty(TenantRow):
    """A person or a legal entity in a case file, with its part."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(max_length=20)  # applicant | beneficiary | employer | intermediary | spouse | parent
    relation = models.CharField(max_length=30, blank=True)  # relative of the applicant: spouse, minor_child, ...
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="parties")
    entity_name = models.CharField(max_length=160, blank=True)
    entity_key = models.GeneratedField(expression=Upper("entity_name"), output_field=by_bytes(160), db_persist=True)
    entity_tax_code = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["prefecture", "entity_key"], condition=~Q(entity_name=""), name="party_entity"),
            models.Index(
                fields=["prefecture", "entity_tax_code"], condition=~Q(entity_tax_code=""), name="party_tax_code"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="party_is_person_or_entity",
                condition=Q(person__isnull=False, entity_name="") | (Q(person__isnull=True) & ~Q(entity_name="")),
            ),
            models.UniqueConstraint(
                fields=["prefecture", "case", "part", "person"],
                condition=Q(person__isnull=False),
                name="party_once",
            ),
        ]

    def __str__(self) -> str:
        return self.entity_name or self.part


class CaseEvent(TenantRow):
    """A fact with the day on which it happened and the moment it became known. A correction keeps the old row."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=40)
    occurred_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    cancel_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "case", "type"],
                condition=Q(cancelled_at__isnull=True, type__in=["filed", "quota_imputed", "decided", "withdrawn"]),
                name="event_happens_once",
            ),
            models.CheckConstraint(
                name="event_cancelled_with_reason", condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason="")
            ),
        ]
        indexes = [models.Index(fields=["prefecture", "case", "occurred_on"], name="event_of_case")]

    def __str__(self) -> str:
        return f"{self.type} {self.occurred_on}"


class StatePassage(TenantRow):
    """A move of the case file: from where to where, by which act, and who has the ball from then on."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="passages")
    act = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    ball = models.CharField(max_length=20)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["prefecture", "case", "on"], name="passage_of_case")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Assignment(TenantRow):
    """Who works on a case file, and since when."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=20)  # responsible | collaborator
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "case", "user"], condition=Q(until__isnull=True), name="assigned_once"
            ),
            models.UniqueConstraint(
                fields=["prefecture", "case"],
                condition=Q(until__isnull=True, part="responsible"),
                name="one_responsible_officer",
            ),
        ]

    def __str__(self) -> str:
        return self.part


class ChecklistItem(TenantRow):
    """A document due in this case file: missing, to fix, ok or waived."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="checklist")
    document = models.CharField(max_length=60)  # identifier in the procedure
    status = models.CharField(max_length=10, default="missing")
    defect = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey("core.StoredDocument", null=True, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "case", "document"], name="document_once"),
            models.CheckConstraint(
                name="item_status_known", condition=Q(status__in=["missing", "to_fix", "ok", "waived"])
            ),
            models.CheckConstraint(name="item_to_fix_has_defect", condition=~Q(status="to_fix") | ~Q(defect="")),
            models.CheckConstraint(name="item_waived_has_reason", condition=~Q(status="waived") | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.status}"


class Opinion(TenantRow):
    """An opinion asked to another office."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="opinions")
    office = models.CharField(max_length=40)
    state = models.CharField(max_length=24, default="not_requested")
    requested_on = models.DateField(null=True)
    solicited_on = models.DateField(null=True)
    solicitations = models.PositiveSmallIntegerField(default=0)
    received_on = models.DateField(null=True)
    silent_on = models.DateField(null=True)  # the day its silence takes effect, when the law gives it one
    restricted = models.BooleanField(default=False)
    content = EncryptedTextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefecture", "case", "office"], name="opinion_once")]
        indexes = [
            models.Index(
                fields=["prefecture", "office", "requested_on"],
                condition=Q(state__in=["requested", "solicited"]),
                name="opinion_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.state}"


class Letter(TenantRow):
    """A letter written here, kept with its hash; its dispatch and receipt move the clock."""

    case = models.ForeignKey(CaseFile, null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    addressee = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)  # of the short translation
    document = models.OneToOneField("core.StoredDocument", on_delete=models.PROTECT, related_name="letter")
    protocol_number = models.CharField(max_length=40, blank=True)
    written_on = models.DateField()
    written_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, blank=True)  # ali | certified_mail | send | post | hand
    dispatched_on = models.DateField(null=True)
    received_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_received_after_dispatch",
                condition=Q(received_on__isnull=True)
                | Q(dispatched_on__isnull=False, received_on__gte=F("dispatched_on")),
            ),
            models.CheckConstraint(
                name="letter_dispatch_has_channel", condition=Q(dispatched_on__isnull=True) | ~Q(channel="")
            ),
        ]
        indexes = [models.Index(fields=["prefecture", "case", "written_on"], name="letter_of_case")]

    def __str__(self) -> str:
        return self.kind


class Decision(TenantRow):
    """A decision, first proposed and then signed, with the reasons and remedies the law wants."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=30)
    reasons = models.TextField()
    legal_basis = models.TextField()
    remedies = models.TextField()
    answers_observations = models.TextField(blank=True)
    proposed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    signed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "case"], condition=Q(revoked_on__isnull=True), name="one_standing_decision"
            ),
            models.CheckConstraint(
                name="decision_signed_complete",
                condition=Q(signed_on__isnull=True) | (~Q(reasons="") & ~Q(legal_basis="") & ~Q(remedies="")),
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class Litigation(TenantRow):
    """Substitute power and lawsuits: what was asked, by when an answer is due, how it ended."""

    case = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="litigations")
    kind = models.CharField(max_length=30)  # substitute_power | silence_action | appeal | judgment
    asked_on = models.DateField()
    due_on = models.DateField(null=True)
    court = models.CharField(max_length=120, blank=True)
    ordered_days = models.PositiveIntegerField(null=True)
    commissioner = models.CharField(max_length=120, blank=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)  # won | lost | settled
    costs = models.DecimalField(max_digits=10, decimal_places=2, null=True)  # euro
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.kind


class DueCount(models.Model):
    """How many open case files fall due on a day; kept by the database, equal to the scan at every commit.

    Only a running clock has a day here.
    """

    id = models.BigAutoField(primary_key=True)
    prefecture = models.ForeignKey("core.Prefecture", on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=20)
    clock = models.CharField(max_length=12)
    due_on = models.DateField(null=True)
    files = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "office", "clock", "due_on"], nulls_distinct=False, name="due_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefecture_id} {self.due_on}: {self.files}"
