"""Tables of the territory: the same for every prefecture, so no row has one, and the web role only reads them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from approdo.territory.rules.shapes import Detail
from approdo.territory.rules.travel import Mode


class DataSource(models.Model):
    """Where a part of the data comes from: every figure points to one of these.

    `name` and `attribution` are the words as published, in Italian and in English; `invented` marks what is made up for a
    demonstration.
    """

    id = models.CharField(primary_key=True, max_length=60)
    name_it = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    as_of = models.DateField()
    licence = models.CharField(max_length=100)
    licence_url = models.CharField(max_length=200, blank=True)
    attribution_it = models.CharField(max_length=300)
    attribution_en = models.CharField(max_length=300)
    invented = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(name="territory_source_is_told", condition=~Q(publisher="") & ~Q(attribution_it=""))
        ]

    def __str__(self) -> str:
        return self.name_it


class Region(models.Model):
    """One of the twenty regions, by ISTAT code."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Province(models.Model):
    """A province, metropolitan city or free consortium, by the code that begins those of its comuni."""

    code = models.CharField(primary_key=True, max_length=3)
    sign = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="provinces")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Comune(models.Model):
    """A comune by ISTAT code, also one that ended: then `valid_until` (excluded) and `successor` say so.

    `plain` and `other_plain` are the names as they are searched. `lat`, `lon` are the centre of the territory, `label_lat`
    and `label_lon` a point inside it. `population` is null where the source lacks the comune.
    """

    code = models.CharField(primary_key=True, max_length=6)
    cadastral_code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    other_name = models.CharField(max_length=80, blank=True)
    plain = models.CharField(max_length=80)
    other_plain = models.CharField(max_length=80, blank=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="comuni")
    capital = models.BooleanField(default=False)
    lat = models.FloatField()
    lon = models.FloatField()
    label_lat = models.FloatField()
    label_lon = models.FloatField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area_km2 = models.DecimalField(max_digits=9, decimal_places=3)
    population = models.PositiveIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    named_by = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")
    outlined_by = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")
    counted_by = models.ForeignKey(DataSource, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("plain", "code")
        indexes = [
            models.Index(fields=["plain", "code"], name="comune_by_name"),
            # Names by likeness, and by any part of them
            GinIndex(fields=["plain"], opclasses=["gin_trgm_ops"], name="comune_like_name"),
            GinIndex(fields=["other_plain"], opclasses=["gin_trgm_ops"], name="comune_like_other"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comune_codes",
                condition=Q(code__regex=r"^[0-9]{6}$") & Q(cadastral_code__regex=r"^[A-Z][0-9]{3}$"),
            ),
            models.CheckConstraint(name="comune_of_its_province", condition=Q(code__startswith=F("province_id"))),
            models.CheckConstraint(
                name="comune_within_its_bounds",
                condition=Q(label_lon__gte=F("west"), label_lon__lte=F("east"))
                & Q(label_lat__gte=F("south"), label_lat__lte=F("north")),
            ),
            models.CheckConstraint(
                name="comune_ends_into_another",
                condition=Q(valid_until=None, successor=None) | Q(valid_until__isnull=False, successor__isnull=False),
            ),
            models.CheckConstraint(
                name="comune_counted_somewhere",
                condition=Q(population=None, population_year=None, counted_by=None)
                | Q(population__isnull=False, population_year__isnull=False, counted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostalCode(models.Model):
    """A CAP of a comune: a comune may have many, and a CAP may serve many comuni."""

    comune = models.ForeignKey(Comune, on_delete=models.CASCADE, related_name="postal_codes")
    cap = models.CharField(max_length=5, db_index=True)
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("cap",)
        constraints = [
            models.UniqueConstraint(fields=["comune", "cap"], name="cap_of_a_comune_once"),
            models.CheckConstraint(name="cap_of_five", condition=Q(cap__regex=r"^[0-9]{5}$")),
        ]

    def __str__(self) -> str:
        return self.cap


class Residents(models.Model):
    """Residents of a comune in a band of ages on 1 January of a year; `age_until` is included, null for "and more"."""

    comune = models.ForeignKey(Comune, on_delete=models.CASCADE, related_name="residents")
    year = models.PositiveSmallIntegerField()
    age_since = models.PositiveSmallIntegerField()
    age_until = models.PositiveSmallIntegerField(null=True)
    women = models.PositiveIntegerField()
    men = models.PositiveIntegerField()
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("comune", "year", "age_since")
        constraints = [
            models.UniqueConstraint(fields=["comune", "year", "age_since"], name="residents_of_a_band_once"),
            models.CheckConstraint(
                name="residents_band", condition=Q(age_until=None) | Q(age_until__gte=F("age_since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comune_id} {self.year} {self.age_since}"


class Boundary(models.Model):
    """The outline of a comune: the coordinates of a GeoJSON MultiPolygon, and the path that draws it."""

    comune = models.ForeignKey(Comune, on_delete=models.CASCADE, related_name="boundaries")
    detail = models.CharField(max_length=6)
    coordinates = models.JSONField()
    path = models.TextField()
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("comune", "detail")
        constraints = [
            models.UniqueConstraint(fields=["comune", "detail"], name="boundary_of_a_detail_once"),
            models.CheckConstraint(name="boundary_detail", condition=Q(detail__in=[detail.value for detail in Detail])),
            models.CheckConstraint(name="boundary_drawn", condition=~Q(path="")),
        ]

    def __str__(self) -> str:
        return f"{self.comune_id} {self.detail}"


class ForeignResidents(models.Model):
    """Residents of a citizenship in a comune on 1 January of a year; `citizenship` is ISO 3166-1, two letters.

    `citizenship` is XX for the stateless and OO where the source does not tell the country.
    """

    comune = models.ForeignKey(Comune, on_delete=models.PROTECT, related_name="foreign_residents")
    year = models.PositiveSmallIntegerField()
    citizenship = models.CharField(max_length=2)
    sex = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("comune", "year", "citizenship", "sex")
        constraints = [
            models.UniqueConstraint(
                fields=["comune", "year", "citizenship", "sex"], name="foreign_residents_counted_once"
            ),
            models.CheckConstraint(name="foreign_residents_sex", condition=Q(sex__in=["F", "M"])),
            models.CheckConstraint(
                name="foreign_residents_citizenship",
                condition=Q(citizenship__regex=r"^[A-Z]{2}$") & ~Q(citizenship="IT"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comune_id} {self.year} {self.citizenship} {self.sex}"


class TravelTime(models.Model):
    """A measured time from a comune to another, in whole minutes: stronger than the model."""

    origin = models.ForeignKey(Comune, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Comune, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10)
    minutes = models.PositiveSmallIntegerField()
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("origin", "destination", "mode")
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination", "mode"], name="travel_time_once"),
            models.CheckConstraint(name="travel_time_mode", condition=Q(mode__in=[mode.value for mode in Mode])),
            models.CheckConstraint(name="travel_time_within_a_day", condition=Q(minutes__lte=1440)),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.destination_id} {self.mode}"
