"""The income a family must have for a family reunification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from approdo.procedures.rules.definition import Procedure

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class IncomeShares:
    """How the needed income grows, in yearly social allowances: more for each relative, the base with several children.

    `young_children_base` is the base that two or more children under the age of the law bring it to, all together.
    """

    each_relative: Decimal
    young_children_base: Decimal


def income_shares(procedure: Procedure, day: date) -> IncomeShares:
    """The shares in force on that day, from the figures of the procedure. LookupError where it has none.

    Source: art. 29 c. 3 lett. b) D.Lgs. 286/1998.
    """
    figures = {figure.id: figure for figure in procedure.figures}
    return IncomeShares(
        each_relative=figures["income_share_per_relative"].on(day).value,
        young_children_base=figures["income_young_children_base"].on(day).value,
    )


def income_threshold(
    social_allowance: Decimal, relatives: int, children_under_14: int, shares: IncomeShares
) -> Decimal:
    """The yearly income needed, in euro, truncated to cents.

    `social_allowance` is the yearly amount in euro; `relatives` are those other than children under fourteen. Two or
    more children under fourteen bring the base to that of `shares`; one weighs as any relative.
    Raises ValueError on a negative or non-finite number.

    Source: art. 29 c. 3 lett. b) D.Lgs. 286/1998; the truncation is the one of the published figures.
    """
    if not social_allowance.is_finite() or social_allowance < 0 or relatives < 0 or children_under_14 < 0:
        raise ValueError("amounts and numbers of people cannot be negative")
    one_child = shares.each_relative * children_under_14
    children = shares.young_children_base - 1 if children_under_14 > 1 else one_child
    threshold = social_allowance * (1 + shares.each_relative * relatives + children)
    return threshold.quantize(_CENT, rounding=ROUND_DOWN)
