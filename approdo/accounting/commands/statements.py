"""Statements computed from sealed registers, and computed again where something they rest on changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting import definitions
from approdo.accounting.computing import (
    Computed,
    changed_guests,
    compute_centre,
    contract_inputs,
    keep_findings,
    statement_of,
)
from approdo.accounting.models import (
    CentreMonth,
    MonthlyStatement,
    StaffHours,
    StaffRequirement,
    StatementPart,
    ToldVatRate,
)
from approdo.accounting.queries import outdated, sources, statements
from approdo.accounting.queries.readings import last_sealed
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import contract_statement
from approdo.accounting.rules.terms import Supplier
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.reception.models import Centre, Contract, RegisterMonth
from approdo.reception.rules.vocabulary import LegalForm

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many months of centres were looked at, how many gave another version, the statements that are new.

    `refused`: why others could not be computed, each once.
    """

    looked_at: int
    centres: int
    statements: list[MonthlyStatement]
    refused: list[str]


@transaction.atomic
def compute_statement(*, by: Actor, contract_id: UUID, month: date) -> MonthlyStatement:
    """Compute what is due for a contract and a month from the sealed registers of its centres.

    What did not change is not computed again: the same statement comes back. Centres whose register is not sealed are
    told as missing. Raises NotAllowed, NotFound, Refusal (no centre, nothing sealed, no policy, a tax or figure that is
    not known). Source: domain rules 2.1-2.3.
    """
    require(by, Permission.STATEMENT_COMPUTE)
    contract = _locked(by, contract_id)
    first = month.replace(day=1)
    registers = _registers(by, contract, first)
    found = [_computed(by, contract, centre, register) for centre, register in registers if register]
    if not found:
        raise Refusal(
            "nothing_sealed",
            _("No register of this month is sealed yet: a statement is computed from sealed registers."),
        )
    row = _sum_up(by, contract, first, [one.row for one in found], _missing(registers))
    _compute_beside(by, found)
    return row


@transaction.atomic
def recompute_touched(*, by: Actor, guests: frozenset[UUID] | None = None) -> Recomputed:
    """Compute again the months of centres that something touched since, and the statements they belong to.

    `guests`: only what changed of those, as after the correction of a stay. Raises NotAllowed, Refusal as `compute`.
    """
    require(by, Permission.STATEMENT_COMPUTE)
    wanted = outdated.by_facts(by.prefecture, guests) if guests is not None else outdated.touched(by.prefecture)
    staff = outdated.statements_of_staff(by.prefecture) if guests is None else set()
    return _again(by, wanted, staff)


def _again(by: Actor, wanted: set[outdated.Touched], months: set[tuple[UUID, date]]) -> Recomputed:
    seen: set[outdated.Touched] = set()
    refused: list[str] = []
    fresh = 0
    while wanted - seen:
        for one in sorted(wanted - seen):
            seen.add(one)
            computed = _unless_refused(refused, partial(_of_touched, by, one))
            if computed and computed.fresh:
                fresh += 1
                months.add((one.contract, one.month))
                wanted = wanted | outdated.beside(computed.row, *changed_guests(computed))
    made = [
        row
        for contract, month in sorted(months)
        if (row := _unless_refused(refused, partial(_sum_again, by, contract, month)))
    ]
    if made:
        audit.record(by, "statement.recomputed", "prefecture", by.prefecture, centres=fresh, statements=len(made))
    return Recomputed(len(seen), fresh, made, list(dict.fromkeys(refused)))


def _unless_refused(refused: list[str], act: Callable[[], Made | None]) -> Made | None:
    """What an act makes; nothing where it is refused, so that one month does not hold up the others."""
    try:
        with transaction.atomic():
            return act()
    except Refusal as refusal:
        refused.append(str(refusal.message))
        return None


def _compute_beside(by: Actor, found: list[Computed]) -> None:
    wanted: set[outdated.Touched] = set()
    for one in found:
        if one.fresh:
            wanted |= outdated.beside(one.row, *changed_guests(one))
    mine = {outdated.Touched(one.row.month, one.row.contract_id, one.row.centre_id) for one in found}
    if wanted - mine:
        _again(by, wanted - mine, set())


def _of_touched(by: Actor, one: outdated.Touched) -> Computed | None:
    contract = _locked(by, one.contract)
    register = last_sealed(by.prefecture).filter(centre=one.centre, month=one.month).first()
    return _computed(by, contract, Centre.objects.get(pk=one.centre), register) if register else None


def _computed(by: Actor, contract: Contract, centre: Centre, register: RegisterMonth) -> Computed:
    try:
        return compute_centre(by, contract, centre, register)
    except definitions.UnknownFigure as unknown:
        raise _unknown(unknown) from None
    except (ValueError, KeyError) as unreadable:
        raise Refusal(
            "statement_not_computable",
            _(
                "The register of %(centre)s cannot be computed: its contract has no policy, "
                "or it is in a format that is not known."
            )
            % {"centre": centre.name},
        ) from unreadable


def _locked(by: Actor, contract_id: UUID) -> Contract:
    statements.contract(by, contract_id)
    return Contract.objects.select_for_update(of=("self",)).select_related("body").get(pk=contract_id)


def _registers(by: Actor, contract: Contract, month: date) -> list[tuple[Centre, RegisterMonth | None]]:
    """The centres under a contract in a month, each with its sealed register where there is one."""
    held = {row.centre_id: row.centre for row in sources.centres_under(contract, sources.whole(month))}
    if not held:
        raise Refusal("no_centre", _("No centre works under this contract in that month."))
    sealed = last_sealed(by.prefecture).filter(month=month, centre__in=held)
    found = {row.centre_id: row for row in sealed}
    return [(centre, found.get(key)) for key, centre in held.items()]


def _missing(registers: list[tuple[Centre, RegisterMonth | None]]) -> list[str]:
    return sorted(str(centre.pk) for centre, register in registers if register is None)


def _sum_again(by: Actor, contract_id: UUID, month: date) -> MonthlyStatement | None:
    contract = _locked(by, contract_id)
    before = statements.in_force(by, contract_id, month)
    rows = list(outdated.current(by.prefecture).filter(contract=contract, month=month).order_by("centre_id"))
    row = _sum_up(by, contract, month, rows, _missing(_registers(by, contract, month)))
    return None if before and before.pk == row.pk else row


def _sum_up(
    by: Actor, contract: Contract, month: date, rows: list[CentreMonth], missing: list[str]
) -> MonthlyStatement:
    """The statement of those months of centres: the one in force when nothing changed, else another version."""
    table = list(StaffRequirement.objects.filter(contract=contract).order_by("figure", "band_least"))
    hours = list(StaffHours.objects.filter(contract=contract, month=month).order_by("figure"))
    inputs = contract_inputs(contract, month, supplier_of(contract, month), rows, missing, table, hours)
    text, now = kept.text_of(inputs), timezone.now()
    before = MonthlyStatement.objects.filter(contract=contract, month=month, superseded_at__isnull=True).first()
    if before and before.input_hash == kept.digest(text):
        return before
    if before:
        MonthlyStatement.objects.filter(pk=before.pk).update(superseded_at=now)
    found = contract_statement(inputs)
    row = statement_of(contract, inputs, text, found, before.version + 1 if before else 1, now, by.user_id)
    row.save(force_insert=True)
    parts = [StatementPart(prefecture_id=by.prefecture, statement=row, centre_month=one) for one in rows]
    StatementPart.objects.bulk_create(parts)
    keep_findings(by, contract.pk, None, month, found.findings, now)
    audit.record(
        by, "statement.computed", "statement", row.pk, contract=contract.pk, month=month, version=row.version,
        hash=row.result_hash, gross=row.gross,
    )  # fmt: skip
    return row


def supplier_of(contract: Contract, month: date) -> Supplier:
    """How the body of a contract is taxed in a month. Raises Refusal where the law or the office has to say it first."""
    told = ToldVatRate.objects.filter(contract=contract, valid_from__lte=month).order_by("-valid_from").first()
    try:
        form = LegalForm(contract.body.legal_form)
        return definitions.supplier(form, month, told=told.percent if told else None)
    except definitions.UnknownFigure as unknown:
        raise _unknown(unknown) from None


def _unknown(unknown: definitions.UnknownFigure) -> Refusal:
    return Refusal(
        "figure_unknown",
        _(
            "A number that the statement needs is not known for this month: %(name)s. Where the kind of supplier does "
            "not tell its tax, write the rate of the contract first."
        )
        % {"name": str(unknown)},
    )
