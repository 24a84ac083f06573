"""The income a family must have for a family reunification."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

# Shares of the yearly social allowance, from the wording of the article: "aumentato della metà" for each relative,
# "il doppio" in all for two or more children under fourteen.
EACH_RELATIVE = Decimal("0.5")
CHILDREN_TOGETHER = Decimal(1)
_CENT = Decimal("0.01")


def income_threshold(social_allowance: Decimal, relatives: int, children_under_14: int) -> Decimal:
    """The yearly income needed, in euro, truncated to cents.

    `social_allowance` is the yearly amount in euro; `relatives` are those other than children under fourteen. Two or
    more children under fourteen weigh as much as the allowance once more; one weighs as any relative.
    Raises ValueError on a negative or non-finite number.

    Source: art. 29 c. 3 lett. b) D.Lgs. 286/1998; the truncation is the one of the published figures.
    """
    if not social_allowance.is_finite() or social_allowance < 0 or relatives < 0 or children_under_14 < 0:
        raise ValueError("amounts and numbers of people cannot be negative")
    children = CHILDREN_TOGETHER if children_under_14 > 1 else EACH_RELATIVE * children_under_14
    threshold = social_allowance * (1 + EACH_RELATIVE * relatives + children)
    return threshold.quantize(_CENT, rounding=ROUND_DOWN)
