"""What a contract is due for a month, computed by the rules from its sealed registers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from approdo.accounting.definitions import supplier
from approdo.accounting.rules.claims import Absence, EntryKind, Stay
from approdo.accounting.rules.statement import Statement, statement
from approdo.accounting.rules.terms import Allowances, Capacity, Centre, PresencePolicy, Price, Terms
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.models import Centre as Place
from approdo.reception.models import (
    CentreCapacity,
    CentreContract,
    Contract,
    ContractPolicy,
    ContractPrice,
    RegisterMonth,
)
from approdo.reception.rules.vocabulary import LegalForm, MonthState, NightState


@dataclass(frozen=True, slots=True)
class Claimed:
    """A month of a contract, all of whose centres are sealed; `names` of the centres by identifier."""

    contract: Contract
    month: Nights
    terms: Terms
    statement: Statement
    names: dict[str, str]


def claimed(prefecture: str, months: int) -> Iterator[Claimed]:
    """The last months of every contract of an office that can be invoiced, by CIG and then by month."""
    for contract in Contract.objects.filter(prefecture_id=prefecture).select_related("body").order_by("cig"):
        centres = [row.centre for row in CentreContract.objects.filter(contract=contract).select_related("centre")]
        names = {str(one.pk): one.name for one in sorted(centres, key=lambda one: one.name)}
        rows = RegisterMonth.objects.filter(centre__in=centres, state=MonthState.SEALED.value, edition=1)
        by_month: dict[date, list[dict[str, Any]]] = {}
        for first, content in rows.order_by("month", "centre_id").values_list("month", "content"):
            by_month.setdefault(first, []).append(json.loads(content))
        whole = [first for first, told in by_month.items() if len(told) == len(centres)]
        for first in whole[-months:]:
            month = month_of(first.year, first.month)
            terms = _terms(contract, centres, month)
            stays, absences = _told(by_month[first])
            yield Claimed(contract, month, terms, statement(stays, absences, (), terms, month), names)


def _terms(contract: Contract, centres: list[Place], month: Nights) -> Terms:
    prices = tuple(
        Price(row.valid_from, row.base, row.discount_percent)
        for row in ContractPrice.objects.filter(contract=contract, valid_from__lt=month.until)
    )
    places: dict[str, list[Capacity]] = {}
    for row in CentreCapacity.objects.filter(centre__in=centres, valid_from__lt=month.until):
        places.setdefault(str(row.centre_id), []).append(Capacity(row.valid_from, row.authorised + row.emergency))
    policy = ContractPolicy.objects.get(contract=contract)
    paid = tuple(sorted((str(kind), int(nights)) for kind, nights in policy.paid_absences.items()))
    return Terms(
        centres=tuple(
            Centre(str(one.pk), prices, tuple(places[str(one.pk)])) for one in sorted(centres, key=lambda one: one.name)
        ),
        policy=PresencePolicy(paid_absences=paid, cap_to_capacity=policy.cap_to_capacity),
        allowances=Allowances(
            policy.pocket_money_per_day, policy.pocket_money_family_cap, policy.entry_kit, policy.phone_card
        ),
        supplier=supplier(LegalForm(contract.body.legal_form), month.first),
    )


def _told(registers: list[dict[str, Any]]) -> tuple[list[Stay], list[Absence]]:
    """Stays and absences of sealed registers; a night that the register calls unjustified is an absence as well."""
    stays = [
        Stay(
            guest=one["guest"], centre=told["centre"], entry=date.fromisoformat(one["entry"]), exit=_day(one["exit"]),
            family=one["family"], entry_kind=EntryKind(one["entry_kind"]),
        )
        for told in registers
        for one in told["stays"]
    ]  # fmt: skip
    absences = [
        Absence(guest=one["guest"], first=date.fromisoformat(one["from"]), until=_day(one["to"]), kind=one["kind"])
        for told in registers
        for one in told["absences"]
    ]
    absences += [
        Absence(guest=one["guest"], first=date.fromisoformat(one["from"]), until=_day(one["to"]), kind="unjustified")
        for told in registers
        for one in told["nights"]
        if one["state"] == NightState.ABSENT_UNJUSTIFIED
    ]
    return stays, absences


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
