"""Nouns of this floor: persons, their names, contacts, families, special facts, merges and search keys."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from approdo.core.encryption import EncryptedTextField
from approdo.core.identifiers import new_id
from approdo.core.models import Prefecture, User
from approdo.core.words import choices, known
from approdo.people.rules.vocabulary import (
    STATELESS,
    BirthPrecision,
    ContactKind,
    FactKind,
    FamilyRole,
    LanguageLevel,
    NameKind,
    Relation,
    Script,
    Sex,
    TaxCodeKind,
    Transliteration,
)

models.CharField.register_lookup(Length)  # the constraints below measure codes


class Person(models.Model):
    """A human being as this prefecture knows them. Of two merged persons the one left has `merged_into`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    family_name = models.CharField(max_length=120)  # Latin letters, as in the passport
    given_name = models.CharField(max_length=120, blank=True)  # blank: a person of one name
    original_family_name = models.CharField(max_length=120, blank=True)
    original_given_name = models.CharField(max_length=120, blank=True)
    script = models.CharField(max_length=4, choices=choices(Script), default=Script.LATIN.value)
    transliteration = models.CharField(
        max_length=10, choices=choices(Transliteration), default=Transliteration.UNKNOWN.value
    )
    sex = models.CharField(max_length=7, choices=choices(Sex), default=Sex.UNKNOWN.value)
    birth_date = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(
        max_length=9, choices=choices(BirthPrecision), default=BirthPrecision.UNKNOWN.value
    )
    birth_place = models.CharField(max_length=120, blank=True)
    birth_country = models.CharField(max_length=2, blank=True)  # ISO 3166-1
    tax_code = models.CharField(max_length=16, blank=True)
    tax_code_kind = models.CharField(max_length=11, choices=choices(TaxCodeKind), blank=True)
    preferred_language = models.CharField(max_length=3, blank=True)  # ISO 639-1, else 639-3
    deceased_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_persons")
    search_name = models.TextField(blank=True, editable=False)
    phonetic_keys = ArrayField(models.TextField(), default=list, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("family_name", "given_name", "id")
        indexes = [
            models.Index(fields=["prefecture", "family_name", "given_name", "id"], name="person_by_name"),
            models.Index(fields=["prefecture", "birth_date"], name="person_by_birth"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "tax_code"],
                condition=Q(tax_code__gt="", merged_into__isnull=True),
                name="person_tax_code_once",
            ),
            models.CheckConstraint(name="person_sex_known", condition=known("sex", Sex)),
            models.CheckConstraint(
                name="person_birth_precision",
                condition=Q(birth_date__isnull=True, birth_precision=BirthPrecision.UNKNOWN.value)
                | Q(birth_date__isnull=False)
                & known("birth_precision", BirthPrecision)
                & ~Q(birth_precision=BirthPrecision.UNKNOWN.value),
            ),
            models.CheckConstraint(
                name="person_tax_code_kind",
                condition=Q(tax_code="", tax_code_kind="")
                | Q(tax_code__length=16, tax_code_kind__in=[TaxCodeKind.REGULAR.value, TaxCodeKind.OMOCODIC.value])
                | Q(tax_code__length=11, tax_code_kind=TaxCodeKind.PROVISIONAL.value),
            ),
            models.CheckConstraint(name="person_has_a_name", condition=~Q(family_name="")),
            models.CheckConstraint(
                name="person_dies_after_birth",
                condition=Q(deceased_on__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(deceased_on__gte=models.F("birth_date")),
            ),
            models.CheckConstraint(
                name="person_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


class PersonName(models.Model):
    """Another name of a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=15, choices=choices(NameKind))
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "person", "kind", "family_name", "given_name"], name="person_name_once"
            ),
            models.CheckConstraint(name="person_name_kind_known", condition=known("kind", NameKind)),
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


class PersonCitizenship(models.Model):
    """A citizenship, or the lack of any (XXA), with the days on which it held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="citizenships")
    country = models.CharField(max_length=3)  # ISO 3166-1 alpha-2, or XXA
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("country", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "person", "country"],
                condition=Q(valid_to__isnull=True),
                name="one_open_citizenship_a_country",
            ),
            models.CheckConstraint(
                name="citizenship_country_code", condition=Q(country__length=2) | Q(country=STATELESS)
            ),
            models.CheckConstraint(
                name="citizenship_days_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=models.F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return self.country


class PersonLanguage(models.Model):
    """A language somebody speaks, and whether a mediator is needed for the office to understand them in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=3)  # ISO 639-1, else 639-3
    level = models.CharField(max_length=11, choices=choices(LanguageLevel), default=LanguageLevel.UNKNOWN.value)
    needs_mediator = models.BooleanField(default=False)

    class Meta:
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "person", "language"], name="person_language_once"),
            models.CheckConstraint(name="language_level_known", condition=known("level", LanguageLevel)),
        ]

    def __str__(self) -> str:
        return self.language


class Contact(models.Model):
    """A way to reach somebody. `is_safe` is false where a message could put them in danger or reach others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=14, choices=choices(ContactKind))
    value = models.CharField(max_length=200)
    is_safe = models.BooleanField(default=True)
    is_preferred = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-is_preferred", "kind", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "person", "kind"],
                condition=Q(is_preferred=True),
                name="one_preferred_contact_a_kind",
            ),
            models.UniqueConstraint(fields=["prefecture", "person", "kind", "value"], name="contact_once"),
            models.CheckConstraint(name="contact_kind_known", condition=known("kind", ContactKind)),
            models.CheckConstraint(name="contact_preferred_is_safe", condition=Q(is_preferred=False) | Q(is_safe=True)),
        ]

    def __str__(self) -> str:
        return self.kind


class Family(models.Model):
    """A family as drawn around one reference person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return str(self.id)


class FamilyMember(models.Model):
    """Somebody in a family, and what they are to its reference person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family_memberships")
    role = models.CharField(max_length=9, choices=choices(FamilyRole), default=FamilyRole.MEMBER.value)
    relation = models.CharField(max_length=13, choices=choices(Relation), blank=True)  # blank: the reference person

    class Meta:
        ordering = ("-role", "id")
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "family", "person"], name="family_member_once"),
            models.UniqueConstraint(
                fields=["prefecture", "family"],
                condition=Q(role=FamilyRole.REFERENCE.value),
                name="one_reference_person",
            ),
            models.CheckConstraint(
                name="family_member_relation",
                condition=Q(role=FamilyRole.REFERENCE.value, relation="")
                | Q(role=FamilyRole.MEMBER.value) & known("relation", Relation),
            ),
        ]

    def __str__(self) -> str:
        return self.relation or self.role


class SpecialFact(models.Model):
    """A fact of a special category. Its text stands encrypted and is read only with a purpose, which is logged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="special_facts")
    kind = models.CharField(max_length=13, choices=choices(FactKind))
    text = EncryptedTextField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-recorded_at", "id")
        constraints = [models.CheckConstraint(name="special_fact_kind_known", condition=known("kind", FactKind))]

    def __str__(self) -> str:
        return self.kind


class Merge(models.Model):
    """Two persons found to be one. `payload` says what moved, so that undoing puts exactly that back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_left")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    payload = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "merged"], condition=Q(undone_at__isnull=True), name="one_open_merge"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=models.F("merged"))),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DuplicateCandidate(models.Model):
    """Two persons that may be one, as found when either was written. `first` has the smaller identifier."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()  # 0 to 100
    found_at = models.DateTimeField(auto_now_add=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-score", "id")
        indexes = [
            models.Index(
                fields=["prefecture", "-score", "id"],
                condition=Q(dismissed_at__isnull=True),
                name="duplicates_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["prefecture", "first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return str(self.score)


class PersonKey(models.Model):
    """One key under which a person is found: a word, the sound of a word, the sounds of two words.

    Looked up by equality only: PostgreSQL uses no other index through row-level security, because the operators of
    likeness could leak rows of other prefectures.
    """

    pk = models.CompositePrimaryKey("prefecture", "key", "person")
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=60, db_collation="C")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return self.key


class NameWord(models.Model):
    """A word seen in names of the prefecture, under one of its spellings with a letter left out (or none)."""

    pk = models.CompositePrimaryKey("prefecture", "variant", "word")
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.CharField(max_length=40, db_collation="C")
    word = models.CharField(max_length=40, db_collation="C")

    def __str__(self) -> str:
        return self.word
