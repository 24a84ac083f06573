from approdo.accounting.models.deductions import Deduction, DeductionFinding, PenaltyRule
from approdo.accounting.models.evidence import (
    PocketMoneySheet,
    PocketMoneySignature,
    StaffHours,
    StaffRequirement,
    ToldVatRate,
)
from approdo.accounting.models.invoices import BillingAddress, Invoice, InvoiceArrival, InvoiceUpload
from approdo.accounting.models.releases import FinalConformity, ReleasedRetention, RetentionRelease
from approdo.accounting.models.settlements import (
    Commitment,
    CommitmentCharge,
    Settlement,
    SettlementDeduction,
    SettlementInvoice,
    TaxDebtCheck,
)
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
    "Commitment",
    "CommitmentCharge",
    "Deduction",
    "DeductionFinding",
    "FinalConformity",
    "Finding",
    "GuestLine",
    "Invoice",
    "InvoiceArrival",
    "InvoiceUpload",
    "MonthlyStatement",
    "PenaltyRule",
    "PocketMoneySheet",
    "PocketMoneySignature",
    "ReleasedRetention",
    "RetentionRelease",
    "Settlement",
    "SettlementDeduction",
    "SettlementInvoice",
    "StaffHours",
    "StaffRequirement",
    "StatementPart",
    "TaxDebtCheck",
    "ToldVatRate",
]
