"""The only door to what is given back at the end of a contract: what is kept, the final conformity, releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, Sum
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import (
    FinalConformity,
    Invoice,
    ReleasedRetention,
    RetentionRelease,
    Settlement,
    TaxDebtCheck,
)
from approdo.accounting.queries import commitments, deductions, findings, settlements
from approdo.accounting.queries.settlement_checks import payee_of
from approdo.accounting.rules.release import KeptBack, Released, released
from approdo.accounting.rules.settlement_checks import (
    Charged,
    Checked,
    PayeeFacts,
    ReleaseFacts,
    payee_checks,
    release_checks,
)
from approdo.accounting.rules.vocabulary import FALLEN, SettlementState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.rules.money import ZERO
from approdo.reception.models import Contract

_GIVEN_BACK = Exists(ReleasedRetention.objects.filter(settlement=OuterRef("pk"), live=True))


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """What would be given back now of a contract that has ended."""

    contract: Contract
    conformity: FinalConformity
    months: tuple[Settlement, ...]
    released: Released


@dataclass(frozen=True, slots=True)
class Held:
    """A contract that has ended with what is still kept of it, euros."""

    contract: UUID
    title: str
    body: str
    last_day: date
    amount: Decimal


def visible_to(by: Actor) -> QuerySet[RetentionRelease]:
    """Releases of the actor's office. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = RetentionRelease.objects.filter(prefecture_id=by.prefecture)
    return rows.select_related(
        "contract__body", "conformity__certificate", "commitment", "prepared_by", "approved_by", "cancelled_by",
        "proposal", "prefecture",
    )  # fmt: skip


def release(by: Actor, identifier: UUID) -> RetentionRelease:
    """One release. Raises NotAllowed, NotFound."""
    asked = Prefetch("tax_checks", TaxDebtCheck.objects.select_related("recorded_by"))
    found = visible_to(by).prefetch_related(asked).filter(pk=identifier).first()
    if found is None:
        raise NotFound("release_not_found", _("This release does not exist, or is not one you may see."))
    return found


def lines_of(row: RetentionRelease) -> list[ReleasedRetention]:
    """What each month gives back in a release, the oldest first."""
    return list(row.lines.select_related("settlement").order_by("settlement__month", "settlement__edition"))


def to_give_back(by: Actor, today: date) -> list[Held]:
    """Contracts that have ended and whose payments kept something that no release gives back, the oldest first, at most
    a page. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = Settlement.objects.filter(prefecture_id=by.prefecture, retention__gt=0, state=SettlementState.PAID.value)
    rows = rows.annotate(ended=Upper("contract__in_force")).filter(~_GIVEN_BACK, ended__lte=today)
    names = ("contract_id", "contract__title", "contract__body__name")
    found = rows.order_by().values_list(*names).annotate(Max("ended"), Sum("retention"))
    return [
        Held(key, title, body, date.fromordinal(ended.toordinal() - 1), amount)
        for key, title, body, ended, amount in found.order_by("ended__max", "contract__title", "contract_id")[:20]
    ]


def conformity_of(contract: Contract) -> FinalConformity | None:
    """The final conformity of a contract as it ended; None while it was not given for that last day."""
    rows = FinalConformity.objects.filter(contract=contract, last_day=settlements.last_day_of(contract))
    return rows.select_related("certificate", "certified_by").first()


def conformity(by: Actor, identifier: UUID) -> FinalConformity:
    """One final conformity. Raises NotAllowed, NotFound."""
    require(by, Permission.ACCOUNTING_SEE)
    rows = FinalConformity.objects.filter(prefecture_id=by.prefecture, pk=identifier)
    found = rows.select_related("certificate", "certified_by").first()
    if found is None:
        raise NotFound("conformity_not_found", _("This final conformity does not exist, or is not of your office."))
    return found


def draft(contract: Contract) -> ReleaseDraft:
    """What would be given back now; the contract as `statements.contract` gives it.

    Raises Refusal (no final conformity, nothing kept that was paid and not given back).
    """
    conformity = conformity_of(contract)
    if conformity is None:
        raise Refusal(
            "conformity_missing", _("Certify the whole service of the contract first: the final conformity is missing.")
        )
    rows = Settlement.objects.filter(contract=contract, state=SettlementState.PAID.value, retention__gt=0)
    months = tuple(rows.filter(~_GIVEN_BACK).order_by("month", "edition"))
    if not months:
        raise Refusal("nothing_kept", _("Nothing is kept on what was paid for this contract."))
    return ReleaseDraft(contract, conformity, months, released(kept_back(months)))


def kept_back(rows: Sequence[Settlement]) -> tuple[KeptBack, ...]:
    """What settlements kept, as their own reckoning tells it."""
    told = []
    for row in rows:
        inputs, settled = settlements.reckoning(row)
        untaxed = max(ZERO, inputs.retention_on_invoice)
        supplier = inputs.supplier
        told.append(
            KeptBack(str(row.pk), row.retention, settled.taxable, untaxed, supplier.vat_percent, supplier.split_payment)
        )
    return tuple(told)


def checks_of(row: RetentionRelease, on: date) -> tuple[Checked, ...]:
    """Every check of a release on a day. Raises UnknownFigure."""
    contract = row.contract
    given = row.conformity if row.conformity.last_day == settlements.last_day_of(contract) else None
    going_on, left = deductions.left_over(contract)
    return release_checks(
        ReleaseFacts(
            payee=_payee(row, on), last_day=settlements.last_day_of(contract),
            conformity_on=given.certified_on if given else None, open_months=_open_months(contract),
            open_findings=findings.open_of(contract.pk), open_deductions=going_on, deductions_left=left,
            charges=_charges(row),
        )
    )  # fmt: skip


def payee_checks_of(row: RetentionRelease, on: date) -> tuple[Checked, ...]:
    """What is looked at again when a release is paid. Raises UnknownFigure."""
    return payee_checks(_payee(row, on))


def _payee(row: RetentionRelease, on: date) -> PayeeFacts:
    answer = next(iter(row.tax_checks.all()), None)
    return payee_of(row.contract.body, on, row.payable, answer, row.conformity.certified_on)


def _charges(row: RetentionRelease) -> tuple[Charged, ...]:
    if row.commitment is None or not row.vat:
        return ()
    left = commitments.rooms([row.commitment.pk], without=row)
    return (Charged(str(row.commitment), row.vat, left[row.commitment.pk]),)


def _open_months(contract: Contract) -> int:
    waiting = Settlement.objects.filter(
        contract=contract, state__in=(SettlementState.PREPARED.value, SettlementState.APPROVED.value)
    )
    unsettled: QuerySet[Any] = settlements.unsettled(Invoice.objects.filter(contract=contract))
    unsettled = unsettled.exclude(state__in=[one.value for one in FALLEN])
    return waiting.values("pk").union(unsettled.order_by().values("pk"), all=True).count()
