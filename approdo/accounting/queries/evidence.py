"""The only door to what a statement rests on besides the registers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import PocketMoneySheet, StaffHours, StaffRequirement, ToldVatRate
from approdo.accounting.queries.readings import last_sealed
from approdo.accounting.rules.sealed import read
from approdo.accounting.rules.staffing import StaffCheck, StaffRow, check_staff
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.rules.nights import month_of
from approdo.reception.models import Centre, Contract, Guest


def centre(by: Actor, identifier: UUID) -> Centre:
    """One centre of the actor's office. Raises NotAllowed, NotFound."""
    require(by, Permission.ACCOUNTING_SEE)
    found = Centre.objects.filter(prefecture_id=by.prefecture, pk=identifier).first()
    if found is None:
        raise NotFound("centre_not_found", _("This centre does not exist, or is not of your office."))
    return found


def guest(by: Actor, identifier: UUID) -> Guest:
    """One guest of the actor's office. Raises NotAllowed, NotFound."""
    require(by, Permission.ACCOUNTING_SEE)
    found = Guest.objects.filter(prefecture_id=by.prefecture, pk=identifier).select_related("person").first()
    if found is None:
        raise NotFound("guest_not_found", _("This guest does not exist, or is not of your office."))
    return found


def guests_of_month(by: Actor, centre_id: UUID, month: date) -> list[tuple[UUID, str]]:
    """Who stands in the sealed register of a centre's month, by name; nobody where it is not sealed. Raises NotFound."""
    register = last_sealed(by.prefecture).filter(centre=centre(by, centre_id), month=month).first()
    if register is None:
        return []
    keys = {UUID(stay.guest) for stay in read(register.content).stays}
    rows = Guest.objects.filter(prefecture_id=by.prefecture, pk__in=keys).select_related("person")
    return sorted(((row.pk, str(row.person)) for row in rows), key=lambda one: (one[1], one[0]))


def sheet(by: Actor, centre_id: UUID, month: date) -> PocketMoneySheet | None:
    """The sheet of signatures of a centre's month, None where it was not written. Raises NotFound."""
    return PocketMoneySheet.objects.filter(centre=centre(by, centre_id), month=month).first()


def signed(found: PocketMoneySheet | None) -> set[UUID]:
    """Who signed on a sheet."""
    return set(found.signatures.values_list("guest_id", flat=True)) if found else set()


def staff_table(of: Contract) -> list[StaffRequirement]:
    """The staff table of a contract."""
    return list(StaffRequirement.objects.filter(contract=of))


def staff_hours(of: Contract, month: date) -> list[StaffHours]:
    """The hours worked in a month."""
    return list(StaffHours.objects.filter(contract=of, month=month))


def staff_check(of: Contract, month: date, paid_nights: int, figure: str) -> StaffCheck | None:
    """What the table asks of a figure in a month and what was worked, as they are written now; None where neither is."""
    days = month_of(month.year, month.month).count
    written = staff_table(of)
    table = [
        StaffRow("", "", row.band_least, row.band_most, row.figure, row.weekly_hours)
        for row in written
        if row.figure == figure
    ]
    worked = {row.figure: row.hours for row in staff_hours(of, month)}
    prices = {row.figure: row.hourly_price for row in written if row.hourly_price is not None}
    checks = check_staff(table, "", "", -(-paid_nights // days), worked, prices, days=days)
    return next((one for one in checks if one.figure == figure), None)


def all_staff_hours(of: Contract) -> list[StaffHours]:
    """The hours worked in every month, the last first."""
    return list(StaffHours.objects.filter(contract=of).order_by("-month", "figure")[:200])


def vat_rates(of: Contract) -> list[ToldVatRate]:
    """The rates that were told, from the oldest."""
    return list(ToldVatRate.objects.filter(contract=of))
