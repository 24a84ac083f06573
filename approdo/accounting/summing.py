"""The statements of contracts as rows: the sums of their centres' months, for as many as are asked together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from approdo.accounting import definitions
from approdo.accounting.computing import Place, unknown_figure
from approdo.accounting.models import (
    CentreMonth,
    MonthlyStatement,
    StaffHours,
    StaffRequirement,
    StatementPart,
    ToldVatRate,
)
from approdo.accounting.queries import sources
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import (
    CentreSum,
    ContractInputs,
    ContractStatement,
    Hours,
    Wage,
    contract_statement,
)
from approdo.accounting.rules.irregularities import Found
from approdo.accounting.rules.ledger import RULE
from approdo.accounting.rules.staffing import StaffRow
from approdo.accounting.rules.terms import Supplier
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.transfer.insertion import insert_made, insert_rows
from approdo.reception.models import Contract
from approdo.reception.rules.vocabulary import LegalForm

TOLD = """
SELECT 'table' WHERE EXISTS (SELECT FROM accounting_staffrequirement WHERE contract_id = ANY(%(contracts)s))
UNION ALL
SELECT 'hours' WHERE EXISTS (SELECT FROM accounting_staffhours
                              WHERE contract_id = ANY(%(contracts)s) AND month = ANY(%(months)s))
UNION ALL
SELECT 'rates' WHERE EXISTS (SELECT FROM accounting_toldvatrate WHERE contract_id = ANY(%(contracts)s))
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """A contract's month to add up: the months of its centres, and the centres without a sealed register, by name."""

    contract: Contract
    month: date
    rows: Sequence[CentreMonth]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What statements rest on besides their centres: of staff and taxes, and the statement in force."""

    tables: Mapping[UUID, list[StaffRequirement]]
    hours: Mapping[tuple[UUID, date], list[StaffHours]]
    rates: Mapping[UUID, list[ToldVatRate]]
    before: Mapping[tuple[UUID, date], MonthlyStatement]


@dataclass(frozen=True, slots=True)
class Summed:
    """A statement as it stands now; `fresh` whether it is another version, whose `findings` are not written yet."""

    row: MonthlyStatement
    fresh: bool
    findings: tuple[Found, ...] = ()

    @property
    def place(self) -> Place:
        """What its findings are about: the contract as a whole."""
        return self.row.contract_id, None, self.row.month


def sum_up(by: Actor, sums: Collection[Sum]) -> tuple[list[Summed], list[Refusal]]:
    """The statements of those months: those in force where nothing changed, else other versions.

    The contracts must be locked. Also tells why some could not be added up; nothing of those is written.
    """
    if not sums:
        return [], []
    told, now = _told(sums), timezone.now()
    found: list[Summed] = []
    refused: list[Refusal] = []
    made: list[tuple[Sum, MonthlyStatement]] = []
    for one in sums:
        key = (one.contract.pk, one.month)
        try:
            supplier = supplier_of(one.contract, one.month, told.rates.get(one.contract.pk, ()))
        except definitions.UnknownFigure as unknown:
            refused.append(unknown_figure(unknown))
            continue
        inputs = contract_inputs(one, supplier, told.tables.get(one.contract.pk, ()), told.hours.get(key, ()))
        text, before = kept.text_of(inputs), told.before.get(key)
        if before and before.input_hash == kept.digest(text):
            found.append(Summed(before, fresh=False))
            continue
        whole = contract_statement(inputs)
        row = statement_of(one.contract, inputs, text, whole, before.version + 1 if before else 1, now, by.user_id)
        made.append((one, row))
        found.append(Summed(row, fresh=True, findings=whole.findings))
    _write(by, made, told, now)
    return found, refused


def _told(sums: Collection[Sum]) -> Told:
    contracts, months = [one.contract.pk for one in sums], [one.month for one in sums]
    tables: dict[UUID, list[StaffRequirement]] = defaultdict(list)
    hours: dict[tuple[UUID, date], list[StaffHours]] = defaultdict(list)
    rates: dict[UUID, list[ToldVatRate]] = defaultdict(list)
    in_force = MonthlyStatement.objects.filter(contract__in=contracts, month__in=months, superseded_at__isnull=True)
    before = {(row.contract_id, row.month): row for row in in_force}
    for kind in _kinds_told(contracts, months):
        if kind == "table":
            for row in StaffRequirement.objects.filter(contract__in=contracts).order_by("figure", "band_least"):
                tables[row.contract_id].append(row)
        elif kind == "hours":
            for worked in StaffHours.objects.filter(contract__in=contracts, month__in=months).order_by("figure"):
                hours[worked.contract_id, worked.month].append(worked)
        else:
            for rate in ToldVatRate.objects.filter(contract__in=contracts).order_by("valid_from"):
                rates[rate.contract_id].append(rate)
    return Told(tables, hours, rates, before)


def _kinds_told(contracts: list[UUID], months: list[date]) -> list[str]:
    """What somebody told of those contracts: of most nothing, and then nothing more is asked."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"contracts": contracts, "months": months})
        return [kind for (kind,) in cursor.fetchall()]


def _write(by: Actor, made: Collection[tuple[Sum, MonthlyStatement]], told: Told, now: datetime) -> None:
    replaced = [told.before[key].pk for one, _row in made if (key := (one.contract.pk, one.month)) in told.before]
    if replaced:
        MonthlyStatement.objects.filter(pk__in=replaced).update(superseded_at=now)
    insert_made([row for _one, row in made])
    parts = [
        {"prefecture_id": by.prefecture, "statement_id": row.pk, "centre_month_id": part.pk}
        for one, row in made
        for part in one.rows
    ]
    insert_rows(StatementPart, parts)
    told_of = [
        (row.pk, {"contract": row.contract_id, "month": row.month, "version": row.version, "hash": row.result_hash,
                  "gross": row.gross})
        for _one, row in made
    ]  # fmt: skip
    audit.record_all(by, "statement.computed", "statement", told_of)


def supplier_of(contract: Contract, month: date, rates: Sequence[ToldVatRate]) -> Supplier:
    """How the body of a contract is taxed in a month. `rates`: those that were told, from the oldest.

    Raises UnknownFigure where the law or the office has to say it first.
    """
    told = [one.percent for one in rates if one.valid_from <= month]
    return definitions.supplier(LegalForm(contract.body.legal_form), month, told=told[-1] if told else None)


def contract_inputs(
    asked: Sum, supplier: Supplier, table: Sequence[StaffRequirement], hours: Iterable[StaffHours]
) -> ContractInputs:
    """What the statement of a contract's month is computed from. `table` and `hours` by figure."""
    contract = asked.contract
    wages = {one.figure: Wage(one.figure, one.hourly_price) for one in table if one.hourly_price is not None}
    return ContractInputs(
        RULE, str(contract.pk), sources.whole(asked.month), supplier, contract.scheme, contract.lot_class,
        tuple(
            CentreSum(str(row.centre_id), row.input_hash, row.nights, row.paid_nights, row.per_diem, row.pocket_money,
                      row.entry_kits, row.phone_cards)
            for row in sorted(asked.rows, key=lambda row: str(row.centre_id))
        ),
        tuple(asked.missing),
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
