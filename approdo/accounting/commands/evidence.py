"""What a statement rests on besides the registers: signatures, suspensions, the staff, a rate that must be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import labels
from approdo.accounting.models import (
    PocketMoneySheet,
    PocketMoneySignature,
    StaffHours,
    StaffRequirement,
    ToldVatRate,
)
from approdo.accounting.queries import evidence, statements
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.versions import refuse_changed


@transaction.atomic
def record_signatures(
    *, by: Actor, centre_id: UUID, month: date, guests: Collection[UUID], expected_version: int | None = None
) -> PocketMoneySheet:
    """Write who signed for the pocket money of a month in a centre; the list replaces the one before.

    Raises NotAllowed, NotFound (a centre or somebody who is not in its sealed register), Stale.
    Source: the scheme of the contract: only what was handed over is reimbursed.
    """
    require(by, Permission.EVIDENCE_RECORD)
    centre, first = evidence.centre(by, centre_id), month.replace(day=1)
    known = {key for key, _name in evidence.guests_of_month(by, centre_id, first)}
    if not set(guests) <= known:
        words = _("Somebody in this list is not in the sealed register of the month.")
        raise InvalidInput("guest_not_in_register", words, fields={"guests": words})
    row, _made = PocketMoneySheet.objects.select_for_update().get_or_create(
        centre=centre, month=first,
        defaults={"prefecture_id": by.prefecture, "recorded_at": timezone.now(), "recorded_by_id": by.user_id,
                  "version": 0},
    )  # fmt: skip
    words = _("A colleague wrote this sheet while you were writing. Nothing of yours was saved.")
    refuse_changed(by, "pocket_money_sheet", row, expected_version, words, acts=labels.ACTS)
    row.version, row.recorded_at, row.recorded_by_id = row.version + 1, timezone.now(), by.user_id
    row.save()
    row.signatures.all().delete()
    PocketMoneySignature.objects.bulk_create([
        PocketMoneySignature(prefecture_id=by.prefecture, sheet=row, guest_id=guest) for guest in sorted(set(guests))
    ])  # fmt: skip
    audit.record(
        by, "pocket_money.signed", "pocket_money_sheet", row.pk, centre=centre.pk, month=first, version=row.version,
        signed=len(set(guests)),
    )  # fmt: skip
    return row


@transaction.atomic
def set_staff_row(
    *, by: Actor, contract_id: UUID, figure: str, band_least: int, band_most: int, weekly_hours: Decimal | None,
    hourly_price: Decimal | None, source: str,
) -> StaffRequirement:  # fmt: skip
    """Write a row of the staff table of a contract, or replace the one of the same figure and band.

    Raises NotAllowed, NotFound, InvalidInput (no figure, no source, a band the other way round or over another).
    Source: domain rule 2.5: the hours are data of the contract.
    """
    require(by, Permission.EVIDENCE_RECORD)
    contract = statements.contract(by, contract_id)
    name, told = " ".join(figure.split())[:60], " ".join(source.split())[:200]
    missing = {field: _("Write this.") for field, value in (("figure", name), ("source", told)) if not value}
    if missing:
        raise InvalidInput("staff_row_incomplete", _("A row has a figure and a source."), fields=missing)
    rows = StaffRequirement.objects.select_for_update().filter(contract=contract, figure=name)
    over = [row for row in rows if row.band_least <= band_most and band_least <= row.band_most]
    if band_most < band_least or any(row.band_least != band_least for row in over):
        words = _("The band of guests is the other way round, or over another of the same figure.")
        raise InvalidInput("band_impossible", words, fields={"band_most": words})
    row, _made = StaffRequirement.objects.update_or_create(
        contract=contract, figure=name, band_least=band_least,
        defaults={"prefecture_id": by.prefecture, "band_most": band_most, "weekly_hours": weekly_hours,
                  "hourly_price": hourly_price, "source": told, "recorded_at": timezone.now()},
    )  # fmt: skip
    audit.record(
        by, "staff.row_set", "contract", contract.pk, figure=name, least=band_least, most=band_most,
        weekly_hours=weekly_hours, hourly_price=hourly_price, source=told,
    )  # fmt: skip
    return row


@transaction.atomic
def record_staff_hours(*, by: Actor, contract_id: UUID, month: date, figure: str, hours: Decimal) -> StaffHours:
    """Write the hours that a figure of the staff worked in a month, as the timesheets say; they replace those before.

    Raises NotAllowed, NotFound, InvalidInput (no figure, hours below zero).
    """
    require(by, Permission.EVIDENCE_RECORD)
    contract = statements.contract(by, contract_id)
    name = " ".join(figure.split())[:60]
    if not name or hours < 0:
        words = _("Write the figure, and hours from zero up.")
        raise InvalidInput("hours_impossible", words, fields={"hours" if name else "figure": words})
    row, _made = StaffHours.objects.update_or_create(
        contract=contract, month=month.replace(day=1), figure=name,
        defaults={"prefecture_id": by.prefecture, "hours": hours, "recorded_at": timezone.now(),
                  "recorded_by_id": by.user_id},
    )  # fmt: skip
    audit.record(by, "staff.hours_recorded", "contract", contract.pk, month=row.month, figure=name, hours=hours)
    return row


@transaction.atomic
def tell_vat_rate(*, by: Actor, contract_id: UUID, valid_from: date, percent: Decimal, source: str) -> ToldVatRate:
    """Write the rate of value added tax of a contract whose supplier's kind does not tell it.

    Raises NotAllowed, NotFound, InvalidInput (no source, a rate that is none), Refusal (told for that day already).
    Source: Revenue Agency, resolution 74/E of 2018.
    """
    require(by, Permission.EVIDENCE_RECORD)
    contract = statements.contract(by, contract_id)
    told = " ".join(source.split())[:200]
    if not told or not 0 <= percent <= 100:
        words = _("Write a rate from 0 to 100, and where it comes from.")
        raise InvalidInput("rate_impossible", words, fields={"percent" if told else "source": words})
    refusal = Refusal("rate_told", _("The rate from this day is written already."))
    with refusing("vat_rate_once_a_day", refusal):
        row = ToldVatRate.objects.create(
            prefecture_id=by.prefecture, contract=contract, valid_from=valid_from, percent=percent, source=told
        )
    audit.record(by, "vat_rate.told", "contract", contract.pk, valid_from=valid_from, percent=percent, source=told)
    return row
