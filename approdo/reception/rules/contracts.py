"""What a contract may say, and when its prices may still change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from approdo.reception.rules.vocabulary import ExtensionKind

CIG = re.compile(r"[0-9A-Z]{10}")
FIFTH = Decimal(5)


class ContractFault(StrEnum):
    """Why a contract or one of its parts cannot stand."""

    CIG = "cig"
    ORDER = "order"
    NOT_LATER = "not_later"
    OVER_FIFTH = "over_fifth"
    OUTSIDE = "outside"
    SEALED = "sealed"
    NEGATIVE = "negative"


def contract_faults(cig: str, starts_on: date, ends_on: date, places: int) -> dict[str, ContractFault]:
    """What cannot stand in a contract, by field.

    The lot class is the size of one centre, and a contract may cover several: it does not bind the places.
    Source: ANAC's rules for the CIG (ten signs); calendar; domain rule 1.3.
    """
    found: dict[str, ContractFault] = {}
    if not CIG.fullmatch(cig):
        found["cig"] = ContractFault.CIG
    if ends_on < starts_on:
        found["ends_on"] = ContractFault.ORDER
    if places < 1:
        found["places"] = ContractFault.NEGATIVE
    return found


def extension_faults(
    kind: ExtensionKind, ends_on: date, present_end: date, added: Decimal, fifths: Decimal, contract_value: Decimal
) -> dict[str, ContractFault]:
    """What cannot stand in an extension, by field. `fifths`: euros that earlier increases within one fifth added.

    An extension in time ends later than the contract does now; an increase keeps at least its end, and all increases
    together stay within a fifth of the value.
    Source: D.Lgs. 36/2023, art. 120 cc. 9-11.
    """
    found: dict[str, ContractFault] = {}
    if ends_on < present_end or (ends_on == present_end and kind != ExtensionKind.FIFTH):
        found["ends_on"] = ContractFault.NOT_LATER
    if added < 0:
        found["value"] = ContractFault.NEGATIVE
    elif kind == ExtensionKind.FIFTH and (fifths + added) * FIFTH > contract_value:
        found["value"] = ContractFault.OVER_FIFTH
    return found


def first_open_day(sealed_months: Iterable[date]) -> date | None:
    """The first day of the month after the last sealed one: what is dated before was used to compute money.

    None when no month is sealed. `sealed_months` are first days of months.
    Source: domain rule 2.7; the sealed register is what is paid on.
    """
    last = max(sealed_months, default=None)
    if last is None:
        return None
    return date(last.year + last.month // 12, last.month % 12 + 1, 1)


def dated_fault(valid_from: date, first: date, until: date, open_from: date | None) -> ContractFault | None:
    """Why a price or policy cannot begin on a day; `until` is the day after the contract's last.

    Source: domain rules 1.2 and 2.7: prices are dated, a past that was paid on does not change.
    """
    if not first <= valid_from < until:
        return ContractFault.OUTSIDE
    if open_from is not None and valid_from < open_from:
        return ContractFault.SEALED
    return None
