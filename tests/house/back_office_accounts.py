"""The accounts of an office with as many rows as asked behind every page."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from approdo.accounting.commands.statements import compute_statement
from approdo.accounting.models import (
    DeductionFinding,
    Finding,
    Invoice,
    InvoiceArrival,
    MonthlyStatement,
    PenaltyRule,
    StaffRequirement,
)
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.identifiers import new_id
from approdo.core.models import Prefecture
from approdo.people.models import Person
from approdo.reception.models import Contract, Guest
from tests.house.accounting_things import MONTH, received, sealed_month
from tests.house.deduction_things import make_deductions
from tests.reception.places import new_place, new_stay


def make_accounts(office: Prefecture, rows: int) -> dict[str, object]:
    """A computed month of many guests with a finding each, statements and invoices of other contracts."""
    by = system_actor(office.code, *Permission)
    place = new_place(office, 9074, beds=1)
    persons = Person.objects.bulk_create(
        Person(prefecture=office, family_name="Contata", given_name=str(number)) for number in range(rows)
    )
    guests = Guest.objects.bulk_create(Guest(prefecture=office, person=person) for person in persons)
    for guest in guests:
        new_stay(place, guest, MONTH.first)
    sealed_month(place, guests)
    found = compute_statement(by=by, contract_id=place.contract.pk, month=MONTH.first)
    received(by, place, "prova")
    for number in range(rows):
        StaffRequirement.objects.create(
            prefecture=office, contract=place.contract, figure=f"Figura {number}", band_least=1, band_most=9,
            source="prova", recorded_at=found.computed_at,
        )  # fmt: skip
    row = Invoice.objects.get(prefecture=office)
    _more(office, place.contract, found, row, rows)
    return {
        "statement_id": found.pk, "finding_id": Finding.objects.filter(guest=guests[0]).get().pk,
        "invoice_id": row.pk, "upload_id": row.upload_id, "counted": guests[0].pk, "paid_centre": place.centre.pk,
        "arrival_id": InvoiceArrival.objects.filter(outcome="unreadable")[0].pk,
        "deduction_id": _deductions(office, place.contract, rows),
    }  # fmt: skip


def _deductions(office: Prefecture, contract: Contract, rows: int) -> object:
    """So many deductions of every state, and one that rests on as many findings; a table of penalties as long."""
    for _turn in range(rows):
        made = make_deductions(office.code, contract.pk, "prova")
    found = Finding.objects.filter(contract=contract)
    DeductionFinding.objects.bulk_create(
        DeductionFinding(
            prefecture=office, deduction_id=made["deduction_sent"], finding=one, kind="recovery", amount=one.amount
        )
        for one in found
    )  # fmt: skip
    PenaltyRule.objects.bulk_create(
        PenaltyRule(
            prefecture=office, contract=contract, code=f"r{number}", name="Prova", percent_least=1, percent_most=2,
            article="Art. 1", recorded_at=timezone.now(),
        )
        for number in range(rows)
    )  # fmt: skip
    return made["deduction_sent"]


def _more(office: Prefecture, contract: Contract, found: MonthlyStatement, row: Invoice, rows: int) -> None:
    for number in range(rows):
        copy = MonthlyStatement.objects.get(pk=found.pk)
        copy.id, copy.month, copy._state.adding = new_id(), date(1990 + number, 5, 1), True
        copy.save(force_insert=True)
        again = Invoice.objects.get(pk=row.pk)
        again.id, again._state.adding = new_id(), True
        again.content_hash, again.number_key = f"{number:064x}", f"N{number}"
        again.save(force_insert=True)
        InvoiceArrival.objects.create(
            prefecture=office, upload=row.upload, part_name=f"{number}.xml", outcome="unreadable",
            refusal={"code": "empty", "place": "", "params": {}},
        )  # fmt: skip
