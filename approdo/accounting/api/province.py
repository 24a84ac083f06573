"""Endpoints of the province, on the same queries as its page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Schema

from approdo.accounting.queries import forecast as forecasts
from approdo.accounting.queries import national
from approdo.accounting.queries.province import EARLIEST, Province, Scope, province
from approdo.accounting.rules.forecast import Assumed, MonthForecast, coming, forecast
from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.reception.queries import filling
from approdo.reception.sight import actor_of

router = ApiRouter(tags=["accounting"])
LONGEST = 12


class Asked(Schema):
    """Whole months since 2000, any day of the first and of the last, at most twelve; a body's centres or one of them."""

    first: date
    last: date
    body: UUID | None = None
    centre: UUID | None = None

    def scope(self) -> Scope:
        """The same as the page asks. Raises InvalidInput."""
        first, last = self.first.replace(day=1), self.last.replace(day=1)
        months = (last.year - first.year) * 12 + last.month - first.month
        if first < EARLIEST or not 0 <= months < LONGEST or last > timezone.localdate():
            raise InvalidInput(
                "period_not_read", _("Choose at most twelve months that have begun, from 2000 on, the first one first.")
            )
        return Scope(first, last, self.body, self.centre)


class OccupancyStepOut(Schema):
    """Nights from `first` to the one before `until` with the same guests and places."""

    first: date = Field(alias="during.first")
    until: date = Field(alias="during.until")
    present: int
    places: int


class CentreFillingOut(Schema):
    """A centre over the period. `beyond`: person-nights without a place."""

    centre: UUID = Field(alias="centre.pk")
    name: str = Field(alias="centre.name")
    person_nights: int = Field(alias="whole.person_nights")
    place_nights: int = Field(alias="whole.place_nights")
    peak: int = Field(alias="whole.peak")
    peak_on: date | None = Field(alias="whole.peak_on")
    crowded: int = Field(alias="whole.crowded")
    beyond: int = Field(alias="whole.beyond")


class OccupancyOut(Schema):
    """Who slept where: all the centres together, and each one."""

    steps: list[OccupancyStepOut]
    centres: list[CentreFillingOut]


class CostOut(Schema):
    """The cost of a person-night in a centre, euros; `outlier` 1 far above, -1 far below, 0 neither."""

    centre: str = Field(alias="cost.centre")
    lot_class: str = Field(alias="cost.group")
    nights: int = Field(alias="cost.nights")
    total: Decimal = Field(alias="cost.total")
    unit: Decimal
    median: Decimal | None = Field(alias="middle")
    compared_with: int = Field(alias="among")
    score: Decimal | None
    outlier: int
    mostly: str | None
    by: Decimal


class RenewalOut(Schema):
    """A contract that ended lately or ends within 180 days."""

    contract: UUID = Field(alias="id")
    title: str = Field(alias="what")
    body: str
    last_day: date = Field(alias="last")
    band: str


class ResidualOut(Schema):
    """What is left of a contract, euros net of tax; `invoiced` with taxes."""

    contract: UUID = Field(alias="contract.pk")
    last_day: date
    value: Decimal
    recognised: Decimal
    months: int
    through: date | None
    residual: Decimal
    invoiced: Decimal


class ProvinceMonthOut(Schema):
    """How far the register of a month that is over is."""

    centre: UUID = Field(alias="centre.pk")
    month: date
    state: str


class FindingsOut(Schema):
    """Open findings of a kind, euros left out of the statements and still in them."""

    kind: str
    number: int
    left_out: Decimal
    still_in: Decimal


class ProvinceOut(Schema):
    """The whole page. What is about money is empty for who does not see accounting."""

    occupancy: OccupancyOut
    renewals: list[RenewalOut]
    months: list[ProvinceMonthOut]
    costs: list[CostOut]
    residuals: list[ResidualOut]
    findings: list[FindingsOut]


class ForecastAsked(Schema):
    """Months from tonight on, persons a month beyond those planned, and which centres."""

    months: int = Field(6, ge=1, le=24)
    arrivals: int = Field(0, ge=0, le=10_000)
    departures: int = Field(0, ge=0, le=10_000)
    body: UUID | None = None
    centre: UUID | None = None


class MonthForecastOut(Schema):
    """A coming month, if what is assumed comes true; euros before taxes."""

    month: date
    person_nights: int
    beyond: int
    peak: int
    at_end: int
    places: int
    entries: int
    per_diem: Decimal
    pocket_money: Decimal
    kits: Decimal
    total: Decimal


class OfficeOut(Schema):
    """Reception of a prefecture tonight, counted."""

    code: str
    name: str
    centres: int
    places: int
    guests: int
    not_sealed: int = Field(description="Centres whose register of the month before is not sealed.")
    findings: int


@router.get("/province", response={200: ProvinceOut, **problems(403)}, summary="The province on one page")
def read_province(request: HttpRequest, asked: Query[Asked]) -> Province:
    """Occupancy, costs, contracts, registers and findings of some months."""
    return province(actor_of(request), asked.scope(), timezone.localdate())


@router.get("/province/forecast", response={200: list[MonthForecastOut], **problems(403)}, summary="The coming months")
def read_forecast(request: HttpRequest, asked: Query[ForecastAsked]) -> tuple[MonthForecast, ...]:
    """Guests and cost of the coming months, if what is assumed comes true."""
    by, today = who_asks(request, Permission.ACCOUNTING_SEE), timezone.localdate()
    scope, over = Scope(today, today, asked.body, asked.centre), coming(today, asked.months)
    begun = forecasts.known(by, [one for one in filling.seen(by) if scope.holds(one)], over)
    return forecast(over, begun, Assumed(asked.arrivals, asked.departures))


@router.get(
    "/national/reception", response={200: list[OfficeOut], **problems(403)}, summary="Reception in every prefecture"
)
def list_national_reception(request: HttpRequest) -> list[Any]:
    """Numbers of every prefecture, for the national observatory."""
    return list(national.reception(who_asks(request, Permission.NATIONAL_SEE), timezone.localdate()))
