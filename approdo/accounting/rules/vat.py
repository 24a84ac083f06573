"""Value added tax by kind of supplier, as the law has it from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.core.rules.figures import Evidence, Source, Verification
from approdo.reception.rules.vocabulary import LegalForm


class Treatment(StrEnum):
    """How the services of a managing body are taxed."""

    EXEMPT = "exempt"
    RATE = "rate"
    TO_BE_TOLD = "to_be_told"


@dataclass(frozen=True, slots=True)
class VatTreatment:
    """The tax of a kind of supplier. `percent` only with a rate; `nature` the code of an exempt line of the invoice.

    `reimbursed_natures`: those that a line beside the price may have; none where the invoice tells the tax.
    """

    legal_form: LegalForm
    valid_from: date
    treatment: Treatment
    percent: Decimal | None
    nature: str
    reimbursed_natures: tuple[str, ...]
    source: Source
    verified_by: Verification | None
    valid_from_evidence: Evidence
