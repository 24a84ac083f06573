"""The statements of the demonstration, computed by the rules from the sealed months: all at once, or those that are new."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from approdo.accounting.computing import Made, finding_values, made_of
from approdo.accounting.definitions import supplier
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
from approdo.accounting.queries.readings import Reading, last_sealed
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import contract_statement
from approdo.accounting.rules.irregularities import Found
from approdo.accounting.summing import Sum, contract_inputs, statement_of
from approdo.config.demonstration.sheets import Sheet
from approdo.config.demonstration.stages import Tell, step_by_step
from approdo.core.identifiers import new_id
from approdo.reception.models import CentreContract, Contract
from approdo.reception.rules.vocabulary import LegalForm

TABLES = (CentreMonth, CentreLine, GuestLine, MonthlyStatement, StatementPart, Finding)


class StatementSheets:
    """Computes every sealed month of an office that has no statement yet."""

    def __init__(self, prefecture: str) -> None:
        self.prefecture, self.now = prefecture, timezone.now()
        self.sheets: dict[type[Model], Sheet] = {model: Sheet(model) for model in TABLES}
        sealed = last_sealed(prefecture).select_related("centre").order_by("month", "centre_id")
        self.registers = list(sealed)
        self.reading = Reading(prefecture, self.registers)
        rows = Contract.objects.filter(prefecture_id=prefecture).select_related("body")
        self.contracts = {row.pk: row for row in rows}
        self.months: dict[tuple[date, UUID], list[CentreMonth]] = defaultdict(list)

    def write(self, steps: int, tell: Tell) -> int:
        """Write everything. How many rows; `steps` in all are told."""
        for row in step_by_step(self.registers, steps, tell):
            for held in self.reading.contracts(row.centre_id):
                inputs = sources.inputs_of(held.contract_id, row, self.reading)
                self._keep(made_of(row, inputs, kept.text_of(inputs), 1, self.now))
        self._sum_up()
        return sum(sheet.write(over=False) for sheet in self.sheets.values())

    def _keep(self, made: Made) -> None:
        row = made.row
        self.months[row.month, row.contract_id].append(row)
        self.sheets[CentreMonth].take(row)
        for model, lines in ((CentreLine, made.lines), (GuestLine, made.guest_lines)):
            for values in lines:
                self.sheets[model].add(id=new_id(), **values)
        self._findings(row.contract_id, row.centre_id, row.month, made.findings)

    def _findings(self, contract: UUID, centre: UUID | None, month: date, found: tuple[Found, ...]) -> None:
        for one in found:
            values = finding_values(self.prefecture, (contract, centre, month), one, self.now)
            self.sheets[Finding].add(id=new_id(), **values)

    def _sum_up(self) -> None:
        mine = {"prefecture_id": self.prefecture}
        tables: dict[UUID, list[StaffRequirement]] = defaultdict(list)
        for row in StaffRequirement.objects.filter(**mine).order_by("figure", "band_least"):
            tables[row.contract_id].append(row)
        hours: dict[tuple[date, UUID], list[StaffHours]] = defaultdict(list)
        for told in StaffHours.objects.filter(**mine).order_by("figure"):
            hours[told.month, told.contract_id].append(told)
        centres = list(CentreContract.objects.filter(**mine))
        for (month, key), rows in self.months.items():
            contract, computed = self.contracts[key], {row.centre_id for row in rows}
            nights = sources.whole(month)
            held = {one.centre_id for one in centres if one.contract_id == key and sources.works(one.during, nights)}
            missing = sorted(str(centre) for centre in held - computed)
            taxed = supplier(LegalForm(contract.body.legal_form), month)
            inputs = contract_inputs(Sum(contract, month, rows, missing), taxed, tables[key], hours[month, key])
            found = contract_statement(inputs)
            statement = statement_of(contract, inputs, kept.text_of(inputs), found, 1, self.now, None)
            self.sheets[MonthlyStatement].take(statement)
            for one in rows:
                self.sheets[StatementPart].take(StatementPart(**mine, statement=statement, centre_month=one))
            self._findings(key, None, month, found.findings)
