"""The statements of the demonstration, computed by the rules from the sealed months: all at once, or those that are new."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from approdo.accounting.commands.statements import supplier_of
from approdo.accounting.computing import Made, contract_inputs, fresh_finding, made_of, statement_of
from approdo.accounting.models import (
    CentreLine,
    CentreMonth,
    Finding,
    GuestLine,
    MonthlyStatement,
    StaffHours,
    StaffRequirement,
    StatementPart,
)
from approdo.accounting.queries import sources
from approdo.accounting.queries.readings import WholeReading, last_sealed
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import contract_statement
from approdo.accounting.rules.irregularities import Found
from approdo.config.demonstration.sheets import Sheet
from approdo.reception.models import Contract

TABLES = (CentreMonth, CentreLine, GuestLine, MonthlyStatement, StatementPart, Finding)


class StatementSheets:
    """Computes every sealed month of an office that has no statement yet."""

    def __init__(self, prefecture: str) -> None:
        self.prefecture, self.now = prefecture, timezone.now()
        self.sheets: dict[type[Model], Sheet] = {model: Sheet(model) for model in TABLES}
        self.reading = WholeReading(prefecture)
        rows = Contract.objects.filter(prefecture_id=prefecture).select_related("body")
        self.contracts = {row.pk: row for row in rows}
        self.months: dict[tuple[date, UUID], list[CentreMonth]] = defaultdict(list)

    def write(self) -> int:
        """Write everything. How many rows."""
        for row in last_sealed(self.prefecture).select_related("centre").order_by("month", "centre_id"):
            for held in self.reading.contracts(row.centre_id):
                contract = self.contracts[held.contract_id]
                inputs = sources.inputs_of(contract, row.centre, row, self.reading)
                self._keep(made_of(contract, row.centre, row, inputs, kept.text_of(inputs), 1, self.now))
        self._sum_up()
        return sum(sheet.write(over=False) for sheet in self.sheets.values())

    def _keep(self, made: Made) -> None:
        row = made.row
        self.months[row.month, row.contract_id].append(row)
        for one in (row, *made.lines, *made.guest_lines):
            self.sheets[type(one)].take(one)
        self._findings(row.contract_id, row.centre_id, row.month, made.findings)

    def _findings(self, contract: UUID, centre: UUID | None, month: date, found: tuple[Found, ...]) -> None:
        for one in found:
            self.sheets[Finding].take(fresh_finding(self.prefecture, contract, centre, month, one, self.now))

    def _sum_up(self) -> None:
        mine = {"prefecture_id": self.prefecture}
        tables: dict[UUID, list[StaffRequirement]] = defaultdict(list)
        for row in StaffRequirement.objects.filter(**mine).order_by("figure", "band_least"):
            tables[row.contract_id].append(row)
        hours: dict[tuple[date, UUID], list[StaffHours]] = defaultdict(list)
        for told in StaffHours.objects.filter(**mine).order_by("figure"):
            hours[told.month, told.contract_id].append(told)
        for (month, key), rows in self.months.items():
            contract, computed = self.contracts[key], {row.centre_id for row in rows}
            held = {row.centre_id for row in sources.centres_under(contract, sources.whole(month))}
            missing = sorted(str(centre) for centre in held - computed)
            inputs = contract_inputs(
                contract, month, supplier_of(contract, month), rows, missing, tables[key], hours[month, key]
            )
            found = contract_statement(inputs)
            statement = statement_of(contract, inputs, kept.text_of(inputs), found, 1, self.now, None)
            self.sheets[MonthlyStatement].take(statement)
            for one in rows:
                self.sheets[StatementPart].take(StatementPart(**mine, statement=statement, centre_month=one))
            self._findings(key, None, month, found.findings)
