"""The accounts of an office: what they rest on, the statements, the invoices."""

from __future__ import annotations

from datetime import date

from approdo.accounting.commands.statements import recompute_touched
from approdo.accounting.models import Invoice, InvoiceArrival, InvoiceUpload, MonthlyStatement
from approdo.config.demonstration import offices
from approdo.config.demonstration.accounting import evidence, payments, statements
from approdo.config.demonstration.accounting.received import receive
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.reception.register import Register
from approdo.config.demonstration.stages import Stage, Tell
from approdo.core.access.actor import system_actor
from approdo.core.access.roles import ROLES, Role

TABLES = (*evidence.TABLES, *evidence.SIGNED, *statements.TABLES, Invoice, InvoiceUpload, InvoiceArrival)


def write(office: Office, registers: list[Register], until: date, seed: str, tell: Tell) -> int:
    """Write the accounts of the registers of an office, as they stand on `until`. How many rows; `tell`: how far."""
    users, by = offices.users_of(office.code), system_actor(office.code, *ROLES[Role.RECEPTION_OFFICER])
    again = MonthlyStatement.objects.filter(prefecture_id=office.code).exists()
    rows = sum(evidence.EvidenceSheets(one, users, seed).write(over=again) for one in registers)
    missing = set[tuple[str, date]]().union(*map(evidence.unsigned, registers))
    rows += evidence.sign(office.code, users["accoglienza"], missing, over=again)
    tell(Stage.EVIDENCE * len(registers))
    if again:
        recompute_touched(by=by)
        tell(Stage.STATEMENTS * len(registers))
    else:
        rows += statements.StatementSheets(office.code).write(Stage.STATEMENTS * len(registers), tell)
    rows += receive(by, office, until, tell) + payments.write(office, until)
    tell(Stage.PAYMENTS)
    return rows
