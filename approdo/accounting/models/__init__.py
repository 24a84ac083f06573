from approdo.accounting.models.evidence import (
    PocketMoneySheet,
    PocketMoneySignature,
    StaffHours,
    StaffRequirement,
    ToldVatRate,
)
from approdo.accounting.models.invoices import BillingAddress, Invoice, InvoiceArrival, InvoiceUpload
from approdo.accounting.models.statements import (
    CentreLine,
    CentreMonth,
    Finding,
    GuestLine,
    MonthlyStatement,
    StatementPart,
)

__all__ = [
    "BillingAddress",
    "CentreLine",
    "CentreMonth",
    "Finding",
    "GuestLine",
    "Invoice",
    "InvoiceArrival",
    "InvoiceUpload",
    "MonthlyStatement",
    "PocketMoneySheet",
    "PocketMoneySignature",
    "StaffHours",
    "StaffRequirement",
    "StatementPart",
    "ToldVatRate",
]
