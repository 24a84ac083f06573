"""How computed months become rows: another version where something changed, nothing where nothing did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from approdo.accounting.models import CentreLine, CentreMonth, Finding, GuestLine
from approdo.accounting.queries import sources
from approdo.accounting.rules import kept
from approdo.accounting.rules.irregularities import Found, Result, result
from approdo.accounting.rules.ledger import CentreStatement, Inputs, merged
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
    found = result(inputs)
    if before:
        CentreMonth.objects.filter(pk=before.pk).update(superseded_at=now)
    row = _write(by, contract, centre, register, inputs, text, found, before.version + 1 if before else 1, now)
    keep_findings(by, contract.pk, centre.pk, register.month, found.findings, now)
    return Computed(row, fresh=True, before=before)


def _write(
    by: Actor, contract: Contract, centre: Centre, register: RegisterMonth, inputs: Inputs, text: str, found: Result,
    version: int, now: datetime,
) -> CentreMonth:  # fmt: skip
    month = found.month
    row = CentreMonth.objects.create(
        prefecture_id=by.prefecture, contract=contract, centre=centre, register=register, month=register.month,
        version=version, rule=inputs.rule, inputs=text, input_hash=kept.digest(text),
        result_hash=kept.digest(kept.text_of(found)), computed_at=now, checked_at=now, nights=month.nights,
        paid_nights=month.paid_nights, entries=month.entries, per_diem=month.per_diem,
        pocket_money=month.pocket_money, entry_kits=month.entry_kits, phone_cards=month.phone_cards,
    )  # fmt: skip
    _write_lines(row, month)
    return row


def _write_lines(row: CentreMonth, month: CentreStatement) -> None:
    CentreLine.objects.bulk_create([
        CentreLine(
            prefecture_id=row.prefecture_id, centre_month=row, during=DateRange(one.period.first, one.period.until),
            owed=one.owed, paid=one.paid, amount=one.amount, unit=one.price.unit if one.price else None,
            base=one.price.base if one.price else None, price_from=one.price.valid_from if one.price else None,
            discount_percent=one.price.discount_percent if one.price else None,
        )
        for one in merged(month.lines)
    ])  # fmt: skip
    GuestLine.objects.bulk_create([
        GuestLine(
            prefecture_id=row.prefecture_id, centre_month=row, guest_id=UUID(one.guest), family=one.family,
            kind=one.kind.value, during=DateRange(one.period.first, one.period.until), members=one.members,
            unit=one.unit, amount=one.amount,
        )
        for one in month.guest_lines
    ])  # fmt: skip


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
            _fresh(by, contract, centre, month, one, now).save(force_insert=True)
        elif row.gone_at or (row.nights, row.amount, row.evidence) != (one.nights, one.amount, _evidence(one)):
            row.nights, row.amount, row.evidence = one.nights, one.amount, _evidence(one)
            row.state, row.reason, row.gone_at, row.found_at = FindingState.OPEN.value, "", None, now
            row.decided_at, row.decided_by, row.version = None, None, row.version + 1
            row.save()
    for row in known.values():
        if row.gone_at is None:
            row.gone_at, row.version = now, row.version + 1
            row.save(update_fields=["gone_at", "version"])


def _fresh(by: Actor, contract: UUID, centre: UUID | None, month: date, one: Found, now: datetime) -> Finding:
    return Finding(
        prefecture_id=by.prefecture, contract_id=contract, centre_id=centre, month=month, kind=one.kind.value,
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
