"""Deductions proposed and set aside: how much, why, from what. Whatever finds a breach calls `propose_deduction`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import deduction_locks as locks
from approdo.accounting.deduction_amounts import Basis, reckoned
from approdo.accounting.models import Deduction, DeductionFinding, Finding, PenaltyRule
from approdo.accounting.queries import findings, statements
from approdo.accounting.rules import kept
from approdo.accounting.rules.deductions import DeductionKind, SourceKind
from approdo.accounting.rules.penalties import DeductionState
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import InvalidInput, NotFound, Refusal, Stale
from approdo.core.saying import between, texts_said
from approdo.reception.models import CentreContract, Contract

REFUSALS = {
    "deduction_source_once": Refusal(
        "proposed_already", _("A deduction of this kind was proposed for this already: nothing was proposed twice.")
    ),
    "finding_deducted_once": Refusal(
        "finding_deducted", _("One of these findings is in a deduction of this kind already: look at it first.")
    ),
    "penalties_within_cap": Refusal(
        "cap_met", _("The penalties of this contract have met their cap: nothing more can be asked.")
    ),
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a proposal comes from; the same thing is not proposed twice. `reference`: its identifier or protocol number."""

    kind: SourceKind = SourceKind.OFFICE
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. `basis`: from what the amount follows. `findings`: those that it rests on."""

    contract_id: UUID
    kind: DeductionKind
    happened_on: date
    article: str
    facts: str
    basis: Basis = field(default_factory=Basis)
    centre_id: UUID | None = None
    month: date | None = None
    findings: tuple[UUID, ...] = ()
    source: Source = field(default_factory=Source)
    paper: locks.Paper | None = None


@transaction.atomic
def propose_deduction(*, by: Actor, proposal: Proposal, today: date | None = None) -> Deduction:
    """Propose a penalty or a recovery. The amount follows from the rules; nothing is deducted by this.

    Raises NotAllowed, NotFound, InvalidInput (by field), Refusal (proposed already, the month is not computed, nothing to
    recover, the cap of the penalties is met, a figure is not known).
    Source: legislative decree 36/2023, art. 126; domain rule 2.6.
    """
    require(by, Permission.DEDUCTION_PREPARE)
    today = today or timezone.localdate()
    texts_said(article=proposal.article, facts=proposal.facts)
    between(proposal.happened_on, None, today, "happened_on")
    contract = _locked_contract(by, proposal.contract_id)
    rows = _findings(by, contract, proposal)
    month, centre = _place(contract, proposal, rows)
    worked = reckoned(by, contract, proposal.kind, proposal.happened_on, month, centre, proposal.basis, rows)
    source = _source(proposal, rows)
    made = Deduction(
        prefecture_id=by.prefecture, contract=contract, centre_id=centre, statement_id=proposal.basis.statement_id,
        month=worked.month, kind=proposal.kind.value, code=worked.code, happened_on=proposal.happened_on,
        article=" ".join(proposal.article.split())[:160], facts=proposal.facts.strip(),
        evidence=locks.kept_paper(by, "deduction_evidence", proposal.paper),
        reckoning=kept.text_of(worked.reckoning), amount=worked.reckoning.due,
        cap_percent=worked.reckoning.cap_percent, source_kind=source.kind.value,
        source_reference=source.reference[:80], proposed_on=today, proposed_by_id=by.user_id,
    )  # fmt: skip
    _stated_needs_evidence(made, proposal)
    with answering(REFUSALS.get):
        made.save(force_insert=True)
        DeductionFinding.objects.bulk_create([
            DeductionFinding(
                prefecture_id=by.prefecture, deduction=made, finding=one, kind=made.kind, amount=one.amount
            )
            for one in rows
        ])  # fmt: skip
    audit.record(
        by, "deduction.proposed", "deduction", made.pk, version=made.version, state=made.state, kind=made.kind,
        contract=contract.pk, amount=made.amount, source=made.source_kind,
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_deduction(
    *, by: Actor, deduction_id: UUID, reason: str, expected_version: int | None = None, today: date | None = None
) -> Deduction:
    """Set a proposal aside before the managing body is told; afterwards it ends by a decision.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (contested already).
    """
    require(by, Permission.DEDUCTION_PREPARE)
    row = locks.locked(by, deduction_id, expected_version, DeductionState.PROPOSED)
    texts_said(reason=reason)
    row.state, row.withdrawn_on = DeductionState.WITHDRAWN.value, today or timezone.localdate()
    row.withdrawal = " ".join(reason.split())[:500]
    row.findings.update(live=False)
    return locks.keep(by, row, "withdrawn", on=row.withdrawn_on)


@transaction.atomic
def set_penalty_rule(
    *, by: Actor, contract_id: UUID, code: str, name: str, percent_least: Decimal, percent_most: Decimal,
    repeat_factor: Decimal, article: str, expected_version: int | None = None,
) -> PenaltyRule:  # fmt: skip
    """Write a row of the contract's table of penalties, or replace the one of the same code.

    Proposals made before keep the rate they were made with.
    Raises NotAllowed, NotFound, Stale, InvalidInput (a text missing, rates that cannot stand).
    Source: domain rule 2.6: the table of penalties is data of the contract.
    """
    require(by, Permission.DEDUCTION_PREPARE)
    contract = _locked_contract(by, contract_id)
    texts_said(code=code, name=name, article=article)
    if not 0 < percent_least <= percent_most <= 100 or repeat_factor < 1:
        words = _("Rates go from above 0 to 100, the least not above the most; repeated, a breach costs no less.")
        raise InvalidInput("rates_impossible", words, fields={"percent_most": words})
    key = " ".join(code.split()).lower()[:20]
    row = PenaltyRule.objects.filter(contract=contract, code=key).first()
    row = row or PenaltyRule(prefecture_id=by.prefecture, contract=contract, code=key, version=0)
    if expected_version is not None and expected_version != row.version:
        raise Stale("rule_changed", _("A colleague changed this while you were writing. Nothing of yours was saved."))
    row.name, row.article = " ".join(name.split())[:160], " ".join(article.split())[:160]
    row.percent_least, row.percent_most, row.repeat_factor = percent_least, percent_most, repeat_factor
    row.recorded_at, row.recorded_by_id, row.version = timezone.now(), by.user_id, row.version + 1
    row.save()
    audit.record(
        by, "penalty_rule.set", "contract", contract.pk, code=key, least=percent_least, most=percent_most,
        factor=repeat_factor, article=row.article,
    )  # fmt: skip
    return row


def _locked_contract(by: Actor, identifier: UUID) -> Contract:
    """A contract, locked so that its penalties are reckoned one after the other. Raises NotAllowed, NotFound."""
    seen = statements.contract(by, identifier)
    return Contract.objects.select_for_update().get(pk=seen.pk)


def _findings(by: Actor, contract: Contract, proposal: Proposal) -> list[Finding]:
    wanted = set(proposal.findings)
    rows = list(findings.visible_to(by).filter(pk__in=wanted, contract=contract).order_by("month", "pk"))
    if len(rows) < len(wanted):
        raise NotFound("finding_not_found", _("This finding does not exist, or is not of this contract."))
    if any(one.gone_at is not None for one in rows):
        raise Refusal("finding_gone", _("One of these findings is no longer found: there is nothing to ask for."))
    if proposal.kind is DeductionKind.RECOVERY and any(one.withheld for one in rows):
        words = _("The amount of this finding is left out of the statement already: there is nothing to recover.")
        raise Refusal("finding_withheld", words)
    return rows


def _place(contract: Contract, proposal: Proposal, rows: Sequence[Finding]) -> tuple[date | None, UUID | None]:
    """The month and the centre: those told, or those that all the findings share. Raises NotFound, InvalidInput."""
    months, centres = {one.month for one in rows}, {one.centre_id for one in rows}
    month = proposal.month.replace(day=1) if proposal.month else months.pop() if len(months) == 1 else None
    centre = proposal.centre_id or (centres.pop() if len(centres) == 1 else None)
    if centre and not CentreContract.objects.filter(contract=contract, centre=centre).exists():
        words = _("This centre never worked under this contract.")
        raise InvalidInput("centre_of_another_contract", words, fields={"centre": words})
    return month, centre


def _source(proposal: Proposal, rows: Sequence[Finding]) -> Source:
    if proposal.source.kind is not SourceKind.OFFICE:
        return proposal.source
    if proposal.basis.statement_id:
        return Source(SourceKind.STATEMENT, str(proposal.basis.statement_id))
    # The findings themselves are refused twice, whatever stands beside them.
    return Source(SourceKind.FINDING) if rows else proposal.source


def _stated_needs_evidence(made: Deduction, proposal: Proposal) -> None:
    stated = made.kind == DeductionKind.RECOVERY.value and proposal.basis.amount is not None
    if stated and made.evidence is None and not made.source_reference:
        words = _("Add the document that shows it, or its protocol number.")
        raise InvalidInput("evidence_missing", words, fields={"reference": words})
