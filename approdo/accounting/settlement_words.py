"""The steps and the checks of a settlement in words, for pages, letters and refusals."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from approdo.accounting import labels
from approdo.accounting.models import CommitmentCharge
from approdo.accounting.rules.settlement import Step, StepKind
from approdo.accounting.rules.settlement_checks import Checked, CheckKind, Why
from approdo.core.pages.formats import money, number, short_date

STEP_SOURCES = {
    StepKind.VAT_EXEMPT: "DPR 633/1972 art. 10 n. 21",
    StepKind.VAT: "DPR 633/1972; L. 208/2015 art. 1 c. 960",
    StepKind.TO_TREASURY: "DPR 633/1972 art. 17-ter",
    StepKind.RETENTION: "D.Lgs. 36/2023 art. 11 c. 6",
    StepKind.DEDUCTION: "L. 241/1990; D.Lgs. 36/2023 art. 126; DPR 633/1972 art. 15",
}


def step_name(step: Step) -> str:
    """What an amount is."""
    return str(labels.COMPONENTS[step.component] if step.component else labels.STEPS[step.kind])


def step_why(step: Step) -> str:
    """Why an amount is what it is."""
    values = {f"n{place}": money(one) for place, one in enumerate(step.numbers)}
    values |= {f"p{place}": number(one) for place, one in enumerate(step.numbers)}
    return str(labels.STEP_WHYS[step.kind] % values)


def check_why(found: Checked) -> str:
    """Why a check is green or red."""
    values = {
        "day": short_date(found.day) if found.day else "", "n": number(found.number), "reference": found.reference,
        "amount": money(found.amount) if found.amount is not None else "",
        "other": money(found.other) if found.other is not None else "",
    }  # fmt: skip
    if found.why is Why.PROOF_MISSING and found.day:
        return _("The last one held until %(day)s: none holds on this day.") % values
    told = str(labels.CHECK_WHYS[found.why] % values)
    return f"{found.reference}: {told}" if found.kind is CheckKind.COMMITMENT and found.reference else told


def commitments_told(charges: Iterable[CommitmentCharge]) -> str:
    """The commitments that bear a settlement, each with its amount where there are more."""
    rows = list(charges)
    if len(rows) == 1:
        return str(rows[0].commitment)
    return "; ".join(f"{one.commitment}: {money(one.amount)}" for one in rows)


def refusal(found: Iterable[Checked]) -> str:
    """What stops a payment, in one sentence for each check."""
    told = [f"{labels.CHECKS[one.kind]}: {check_why(one)}" for one in found]
    return " ".join([_("The payment is stopped."), *told])
