"""Statements computed from sealed registers, and computed again where something they rest on changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.accounting.computing import Computed, changed_guests, compute_centres, keep_findings
from approdo.accounting.models import CentreMonth, MonthlyStatement
from approdo.accounting.queries import outdated, sources, statements
from approdo.accounting.queries.readings import last_sealed
from approdo.accounting.summing import Sum, Summed, sum_up
from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.reception.models import Contract, RegisterMonth
from approdo.reception.rules.vocabulary import MonthState


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
    contract = _locked(by, [contract_id]).get(contract_id)
    if contract is None:
        raise statements.not_found()
    first = month.replace(day=1)
    held = {row.centre_id for row in sources.centres_under(contract, sources.whole(first))}
    if not held:
        raise _no_centre()
    registers = list(last_sealed(by.prefecture).filter(month=first, centre__in=held).select_related("centre"))
    if not registers:
        raise Refusal(
            "nothing_sealed",
            _("No register of this month is sealed yet: a statement is computed from sealed registers."),
        )
    found, refused = compute_centres(by, [(contract_id, one) for one in registers])
    missing = sorted(str(centre) for centre in held - {one.centre_id for one in registers})
    summed, not_summed = sum_up(by, [] if refused else [Sum(contract, first, [one.row for one in found], missing)])
    for refusal in (*refused, *not_summed):
        raise refusal
    _keep_findings(by, found, summed)
    _compute_beside(by, found)
    return summed[0].row


@transaction.atomic
def recompute_touched(*, by: Actor, guests: frozenset[UUID] | None = None) -> Recomputed:
    """Compute again the months of centres that something touched since, and the statements they belong to.

    `guests`: only what changed of those, as after the correction of a stay. Raises NotAllowed.
    """
    require(by, Permission.STATEMENT_COMPUTE)
    wanted = outdated.by_facts(by.prefecture, guests) if guests is not None else outdated.touched(by.prefecture)
    staff = outdated.statements_of_staff(by.prefecture) if guests is None else set()
    return _again(by, wanted, staff)


def _again(by: Actor, wanted: set[outdated.Touched], months: set[tuple[UUID, date]]) -> Recomputed:
    """Rounds of what is computed together: each tells what else its guests touch, until nothing is new."""
    seen: set[outdated.Touched] = set()
    refused: list[Refusal] = []
    fresh: list[Computed] = []
    contracts: dict[UUID, Contract] = {}
    while todo := wanted - seen:
        seen |= todo
        contracts |= _locked(by, {one.contract for one in todo} - contracts.keys())
        found, problems = compute_centres(by, _sealed_of(by, todo))
        new = [one for one in found if one.fresh]
        refused, fresh = [*refused, *problems], [*fresh, *new]
        wanted = wanted | _beside(new)
    months = months | {(one.row.contract_id, one.row.month) for one in fresh}
    summed, problems = _sum_again(by, months, contracts)
    _keep_findings(by, fresh, summed)
    made = [one.row for one in summed if one.fresh]
    if made:
        audit.record(by, "statement.recomputed", "prefecture", by.prefecture, centres=len(fresh), statements=len(made))
    sentences = dict.fromkeys(str(one.message) for one in (*refused, *problems))
    return Recomputed(len(seen), len(fresh), made, list(sentences))


def _keep_findings(by: Actor, found: Iterable[Computed], summed: Iterable[Summed]) -> None:
    """What an act found of centres and contracts, written together."""
    places = {one.place: one.findings for each in (found, summed) for one in each if one.fresh}
    if places:
        keep_findings(by.prefecture, places)


def _compute_beside(by: Actor, found: Iterable[Computed]) -> None:
    wanted = _beside([one for one in found if one.fresh])
    mine = {outdated.Touched(one.row.month, one.row.contract_id, one.row.centre_id) for one in found}
    if wanted - mine:
        _again(by, wanted - mine, set())


def _beside(fresh: Iterable[Computed]) -> set[outdated.Touched]:
    return outdated.beside([(one.row, *changed_guests(one)) for one in fresh])


def _locked(by: Actor, wanted: Collection[UUID]) -> dict[UUID, Contract]:
    """Those contracts of the actor's office with their bodies, locked in one order whoever asks."""
    rows = statements.contracts(by).filter(pk__in=wanted).select_related("body").order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def _sealed_of(by: Actor, wanted: Collection[outdated.Touched]) -> list[tuple[UUID, RegisterMonth]]:
    """What is to be computed, in a fixed order, with the registers that are sealed."""
    rows = RegisterMonth.objects.filter(
        prefecture_id=by.prefecture, state=MonthState.SEALED.value, centre__in={one.centre for one in wanted},
        month__in={one.month for one in wanted},
    )  # fmt: skip
    held = {(row.centre_id, row.month): row for row in rows.select_related("centre").order_by("edition")}
    return [(one.contract, held[key]) for one in sorted(wanted) if (key := (one.centre, one.month)) in held]


def _sum_again(
    by: Actor, months: set[tuple[UUID, date]], contracts: dict[UUID, Contract]
) -> tuple[list[Summed], list[Refusal]]:
    if not months:
        return [], []
    if unknown := {contract for contract, _month in months} - contracts.keys():
        contracts = contracts | _locked(by, unknown)
    named = {"contract__in": contracts, "month__in": {month for _contract, month in months}}
    rows: dict[tuple[UUID, date], list[CentreMonth]] = defaultdict(list)
    for row in outdated.current(by.prefecture).filter(**named).defer("inputs").order_by("centre_id"):
        rows[row.contract_id, row.month].append(row)
    under = outdated.centres_of(months)
    sums, refused = [], []
    for contract, month in sorted(months):
        if held := under.get((contract, month)):
            missing = sorted(str(centre) for centre, sealed in held if not sealed)
            sums.append(Sum(contracts[contract], month, rows[contract, month], missing))
        else:
            refused.append(_no_centre())
    summed, problems = sum_up(by, sums)
    return summed, [*refused, *problems]


def _no_centre() -> Refusal:
    return Refusal("no_centre", _("No centre works under this contract in that month."))
