"""Nouns that every floor uses: prefectures, users, tokens, the audit and the access log, stored documents."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from approdo.core.access.roles import Role
from approdo.core.identifiers import new_id


class Prefecture(models.Model):
    """A Prefettura: the tenant. Its code is the sign of its province (SV, PA)."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=80)
    seat = models.CharField(max_length=80)
    seat_comune = models.CharField(max_length=6)  # ISTAT code
    address = models.CharField(max_length=200, blank=True)
    certified_mail = models.EmailField(blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class TenantRow(models.Model):
    """A row of one prefecture."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey("core.Prefecture", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class OfficeSettings(models.Model):
    """Choices of one prefecture on points the law leaves open, each with who chose and why."""

    prefecture = models.OneToOneField(Prefecture, on_delete=models.PROTECT, primary_key=True)
    saturday_rolls = models.BooleanField(default=False)
    citizenship_integration_effect = models.CharField(max_length=12, default="interrupt")
    first_verification_years = models.PositiveSmallIntegerField(default=2)
    substitute_power_holder = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="citizenship_effect_known",
                condition=models.Q(citizenship_integration_effect__in=["interrupt", "suspend", "none"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefecture_id}"


class User(AbstractBaseUser):
    """Somebody who signs in. Belongs to one prefecture; what they may do stands in their memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="users")
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    office = models.CharField(max_length=20, default="sui")  # sui | citizenship
    language = models.CharField(max_length=5, default="it")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "prefecture"]

    class Meta:
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name


class Membership(models.Model):
    """A role of a user, with the days on which it holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "user", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="one_open_membership",
            )
        ]

    def __str__(self) -> str:
        return self.role


class ApiToken(models.Model):
    """A key of the API, scoped to one role in one prefecture. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret, hexadecimal
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class IdempotentCall(models.Model):
    """The first answer to an unsafe call, given again to whoever repeats it with the same key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    caller = models.CharField(max_length=64)  # user or token
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefecture", "caller", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key


class RateCount(models.Model):
    """Calls of the API that a caller, known only by a digest, made in a minute."""

    caller = models.CharField(primary_key=True, max_length=64)
    window_start = models.BigIntegerField()  # seconds since 1970
    calls = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.calls)


class AuditChain(models.Model):
    """Length and head of the chain of one prefecture; its row lock puts the records in one order."""

    prefecture = models.OneToOneField(Prefecture, on_delete=models.PROTECT, primary_key=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.prefecture_id}: {self.length}"


class AuditRecord(models.Model):
    """One act, chained to the one before. Added by `core.audit.record`, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    number = models.BigIntegerField()  # given by the database
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=120)
    act = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    payload = models.TextField()  # canonical JSON of all the above and of the details
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefecture", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["prefecture", "object_kind", "object_id", "number"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.prefecture_id} {self.number} {self.act}"


class AccessLogEntry(models.Model):
    """One reading of a special-category fact or of a restricted content, with its purpose. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=120)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    category = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=["prefecture", "object_kind", "object_id", "at"], name="access_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.category}"


class StoredDocument(models.Model):
    """A file kept with its hash: letters written here, papers received, files to import."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["prefecture", "sha256"], name="document_hash")]

    def __str__(self) -> str:
        return _("document %(hash)s") % {"hash": self.sha256[:12]}


class SavedFilter(models.Model):
    """A worklist one goes back to: the query string under a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefecture", "user", "name"], name="filter_name_once")]

    def __str__(self) -> str:
        return self.name


class FeedAddress(models.Model):
    """The secret address of an officer's deadlines as iCalendar. Only the digest of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "user"], condition=models.Q(revoked_at__isnull=True), name="one_feed_address"
            )
        ]

    def __str__(self) -> str:
        return str(self.created_at)


class ImportBatch(models.Model):
    """A table somebody sent, on its way into the office's records. `position` is the last row dealt with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)  # what its rows are: case-files
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="imports")
    sha256 = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    notes = models.JSONField(default=list)  # what the reader of the file found: [code, values]
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1, blank=True)
    columns = models.JSONField(default=dict)  # field -> number of its column
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="uploaded")
    counts = models.JSONField(default=dict)  # state of the rows -> how many
    rows_total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_state_known",
                condition=models.Q(
                    state__in=["uploaded", "mapped", "checked", "running", "done", "failed", "cancelled"]
                ),
            )
        ]
        indexes = [models.Index(fields=["prefecture", "-created_at", "id"], name="import_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at}"


class ImportRow(models.Model):
    """What would happen, or happened, to one row of an import."""

    pk = models.CompositePrimaryKey("batch", "number")
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, db_index=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # as a spreadsheet shows it
    state = models.CharField(max_length=12)
    key = models.CharField(max_length=90)  # what the row is recognised by
    object_id = models.UUIDField(null=True)
    problems = models.JSONField(default=list)  # [{column, code, params}]
    changes = models.JSONField(default=dict)  # field -> [was, becomes]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_row_state_known",
                condition=models.Q(
                    state__in=["would_create", "would_update", "unchanged", "error", "created", "updated"]
                ),
            )
        ]
        indexes = [models.Index(fields=["batch", "state", "number"], name="import_row_state")]

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"


class ImportMapping(models.Model):
    """Which column of a heading row holds what, proposed again when the same headings come back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    signature = models.CharField(max_length=64)  # SHA-256 of the headings
    columns = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "kind", "signature"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.name
