"""How computed months become rows: another version where something changed, nothing where nothing did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from approdo.accounting.models import (
    CentreLine,
    CentreMonth,
    Finding,
    GuestLine,
    MonthlyStatement,
    StaffHours,
    StaffRequirement,
)
from approdo.accounting.queries import sources
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import CentreSum, ContractInputs, ContractStatement, Hours, Wage
from approdo.accounting.rules.irregularities import Found, result
from approdo.accounting.rules.ledger import RULE, CentreStatement, Inputs, merged
from approdo.accounting.rules.staffing import StaffRow
from approdo.accounting.rules.terms import Supplier
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.access.actor import Actor
from approdo.reception.models import Centre, Contract, RegisterMonth


@dataclass(frozen=True, slots=True)
class Computed:
    """A month of a centre as it stands now; `before` is the version it replaced, `fresh` whether it is a new one."""

    row: CentreMonth
    fresh: bool
    before: CentreMonth | None = None


def compute_centre(by: Actor, contract: Contract, centre: Centre, register: RegisterMonth) -> Computed:
    """Compute a month of a centre, unless what it is computed from is the same as before. The contract must be locked.

    Raises ValueError for a register in an unknown format, UnknownFigure.
    """
    inputs = sources.inputs_of(contract, centre, register)
    text, now = kept.text_of(inputs), timezone.now()
    before = CentreMonth.objects.filter(
        contract=contract, centre=centre, month=register.month, superseded_at__isnull=True
    ).first()
    if before and before.input_hash == kept.digest(text):
        CentreMonth.objects.filter(pk=before.pk).update(checked_at=now)
        return Computed(before, fresh=False)
    if before:
        CentreMonth.objects.filter(pk=before.pk).update(superseded_at=now)
    made = made_of(contract, centre, register, inputs, text, before.version + 1 if before else 1, now)
    made.row.save(force_insert=True)
    CentreLine.objects.bulk_create([CentreLine(**values) for values in made.lines])
    GuestLine.objects.bulk_create([GuestLine(**values) for values in made.guest_lines])
    keep_findings(by, contract.pk, centre.pk, register.month, made.findings, now)
    return Computed(made.row, fresh=True, before=before)


@dataclass(frozen=True, slots=True)
class Made:
    """The row of a month of a centre, not written yet, the values of its lines, and what does not agree in it."""

    row: CentreMonth
    lines: list[dict[str, Any]]
    guest_lines: list[dict[str, Any]]
    findings: tuple[Found, ...]


def made_of(
    contract: Contract, centre: Centre, register: RegisterMonth, inputs: Inputs, text: str, version: int, now: datetime
) -> Made:
    """What the rules make of a month of a centre, as rows. `text`: the inputs as they are kept."""
    found = result(inputs)
    month = found.month
    row = CentreMonth(
        prefecture_id=contract.prefecture_id, contract=contract, centre=centre, register=register,
        month=register.month, version=version, rule=inputs.rule, inputs=text, input_hash=kept.digest(text),
        result_hash=kept.digest(kept.text_of(found)), computed_at=now, checked_at=now, nights=month.nights,
        paid_nights=month.paid_nights, entries=month.entries, per_diem=month.per_diem,
        pocket_money=month.pocket_money, entry_kits=month.entry_kits, phone_cards=month.phone_cards,
    )  # fmt: skip
    return Made(row, _lines(row, month), _guest_lines(row, month), found.findings)


def _lines(row: CentreMonth, month: CentreStatement) -> list[dict[str, Any]]:
    return [
        {
            "prefecture_id": row.prefecture_id, "centre_month_id": row.pk,
            "during": DateRange(one.period.first, one.period.until), "owed": one.owed, "paid": one.paid,
            "amount": one.amount, "unit": one.price.unit if one.price else None,
            "base": one.price.base if one.price else None, "price_from": one.price.valid_from if one.price else None,
            "discount_percent": one.price.discount_percent if one.price else None,
        }
        for one in merged(month.lines)
    ]  # fmt: skip


def _guest_lines(row: CentreMonth, month: CentreStatement) -> list[dict[str, Any]]:
    return [
        {
            "prefecture_id": row.prefecture_id, "centre_month_id": row.pk, "guest_id": UUID(one.guest),
            "family": one.family, "kind": one.kind.value, "members": one.members, "unit": one.unit,
            "during": DateRange(one.period.first, one.period.until), "amount": one.amount,
        }
        for one in month.guest_lines
    ]  # fmt: skip


def finding_key(one: Found, centre: UUID | None) -> str:
    """What makes a finding the same one when its month is computed again."""
    return kept.digest("|".join((one.kind, str(centre or ""), one.guest, one.detail, str(one.withheld))))


def keep_findings(
    by: Actor, contract: UUID, centre: UUID | None, month: date, found: tuple[Found, ...], now: datetime
) -> None:
    """Write what was found; what is the same as before keeps its answer, what changed is open again, the rest is gone."""
    rows = Finding.objects.filter(contract=contract, centre=centre, month=month)
    known = {row.key: row for row in rows.select_for_update()}
    for one in found:
        row = known.pop(finding_key(one, centre), None)
        if row is None:
            fresh_finding(by.prefecture, contract, centre, month, one, now).save(force_insert=True)
        elif row.gone_at or (row.nights, row.amount, row.evidence) != (one.nights, one.amount, _evidence(one)):
            row.nights, row.amount, row.evidence = one.nights, one.amount, _evidence(one)
            row.state, row.reason, row.gone_at, row.found_at = FindingState.OPEN.value, "", None, now
            row.decided_at, row.decided_by, row.version = None, None, row.version + 1
            row.save()
    for row in known.values():
        if row.gone_at is None:
            row.gone_at, row.version = now, row.version + 1
            row.save(update_fields=["gone_at", "version"])


def fresh_finding(
    prefecture: str, contract: UUID, centre: UUID | None, month: date, one: Found, now: datetime
) -> Finding:
    """What was found for the first time, as a row that is not written yet."""
    return Finding(
        prefecture_id=prefecture, contract_id=contract, centre_id=centre, month=month, kind=one.kind.value,
        guest_id=UUID(one.guest) if one.guest else None, key=finding_key(one, centre), nights=one.nights,
        amount=one.amount, withheld=one.withheld, detail=one.detail[:200], evidence=_evidence(one), found_at=now,
    )  # fmt: skip


def _evidence(one: Found) -> list[list[str]]:
    return [[period.first.isoformat(), period.until.isoformat()] for period in one.periods]


def changed_guests(one: Computed) -> tuple[set[str], set[str]]:
    """Guests of the place itself whose stays or absences another version tells otherwise, and their families."""
    after = kept.value_of(Inputs, one.row.inputs)
    before = kept.value_of(Inputs, one.before.inputs) if one.before else None
    told = [_told(inputs) for inputs in (before, after) if inputs]
    changed = set.symmetric_difference(*told) if len(told) > 1 else told[0]
    return {guest for guest, _family, *_rest in changed}, {family for _guest, family, *_rest in changed if family}


def _told(inputs: Inputs) -> set[tuple[str, str, object]]:
    families = {stay.guest: stay.family for stay in inputs.stays}
    mine = {stay.guest for stay in inputs.stays if stay.centre == inputs.place}
    found: set[tuple[str, str, object]] = {
        (stay.guest, stay.family, stay) for stay in inputs.stays if stay.centre == inputs.place
    }
    found |= {(one.guest, families[one.guest], one) for one in inputs.absences if one.centre == inputs.place}
    return found | {(guest, families[guest], place) for guest, place in inputs.signatures if guest in mine}


def contract_inputs(
    contract: Contract, month: date, supplier: Supplier, rows: Iterable[CentreMonth], missing: Iterable[str],
    table: Sequence[StaffRequirement], hours: Iterable[StaffHours],
) -> ContractInputs:  # fmt: skip
    """What the statement of a contract's month is computed from. `table` and `hours` by figure; `missing` in order."""
    wages = {one.figure: Wage(one.figure, one.hourly_price) for one in table if one.hourly_price is not None}
    return ContractInputs(
        RULE, str(contract.pk), sources.whole(month), supplier, contract.scheme, contract.lot_class,
        tuple(
            CentreSum(str(row.centre_id), row.input_hash, row.nights, row.paid_nights, row.per_diem, row.pocket_money,
                      row.entry_kits, row.phone_cards)
            for row in sorted(rows, key=lambda row: str(row.centre_id))
        ),
        tuple(missing),
        tuple(
            StaffRow(contract.scheme, contract.lot_class, one.band_least, one.band_most, one.figure, one.weekly_hours)
            for one in table
        ),
        tuple(Hours(one.figure, one.hours) for one in hours), tuple(wages[name] for name in sorted(wages)),
    )  # fmt: skip


def statement_of(
    contract: Contract, inputs: ContractInputs, text: str, found: ContractStatement, version: int, now: datetime,
    by: UUID | None,
) -> MonthlyStatement:  # fmt: skip
    """The statement as a row that is not written yet. `text`: the inputs as they are kept."""
    due = found.due
    return MonthlyStatement(
        prefecture_id=contract.prefecture_id, contract=contract, month=inputs.month.first, version=version,
        rule=inputs.rule, inputs=text, input_hash=kept.digest(text), result_hash=kept.digest(kept.text_of(found)),
        computed_at=now, computed_by_id=by, missing=len(inputs.missing), nights=found.nights,
        paid_nights=found.paid_nights, per_diem=found.per_diem, pocket_money=found.pocket_money,
        entry_kits=found.entry_kits, phone_cards=found.phone_cards, gross=due.gross, vat=due.vat, stamp=due.stamp,
        invoice_total=due.invoice_total, retention=due.retention, payable_now=due.payable_now,
    )  # fmt: skip
