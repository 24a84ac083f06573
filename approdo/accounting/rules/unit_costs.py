"""What a person-night costs in each centre, and which centres are far from the others of their kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from approdo.accounting.rules.invoice_lines import Component
from approdo.core.rules.money import ZERO, cents

COMPARED = (Component.PER_DIEM, Component.POCKET_MONEY, Component.ENTRY_KIT, Component.PHONE_CARD)
# A normal distribution's deviation is so many times its median absolute deviation.
NORMAL = Decimal("1.4826")


@dataclass(frozen=True, slots=True)
class CentreCost:
    """Euros of a centre by component, in the order of COMPARED, for so many nights that are paid.

    `group`: with which other centres it is compared.
    """

    centre: str
    group: str
    nights: int
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """Everything, euros. Source: domain rule 2.3, `gross`."""
        return sum(self.amounts, ZERO)


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a cost is told: the score, the least difference in per cent, the centres that a group needs."""

    score: Decimal
    least_percent: Decimal
    least_centres: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A centre's cost of a person-night, euros to the cent, beside the `middle` of the `among` centres it is compared with.

    `whole`: compared with all centres, its group being too small; `middle` is None where these are too few as well.
    `score` is None where the others do not differ among themselves. `outlier`: far above (1), far below (-1), neither.
    `mostly`: the component that differs most in that direction, by `by` euros a night.
    """

    cost: CentreCost
    unit: Decimal
    among: int
    whole: bool
    middle: Decimal | None = None
    score: Decimal | None = None
    outlier: int = 0
    mostly: Component | None = None
    by: Decimal = ZERO


def judged(costs: Sequence[CentreCost], bounds: Bounds) -> list[Judged]:
    """Each centre with paid nights, compared by the median and the median absolute deviation of its group.

    A centre is an outlier where its distance from the median exceeds `bounds.score` deviations and `least_percent` of
    the median. Source: our choice; domain rule 5, n. 5 (cost of a day of presence with a test for outliers).
    """
    counted = [one for one in costs if one.nights > 0]
    groups: dict[str, list[CentreCost]] = defaultdict(list)
    for one in counted:
        groups[one.group].append(one)
    large = {name: held for name, held in groups.items() if len(held) >= bounds.least_centres}
    measures = {name: _Middle(held) for name, held in large.items()}
    whole = _Middle(counted) if len(counted) >= bounds.least_centres else None
    found = []
    for one in counted:
        middle = measures.get(one.group) or whole
        found.append(
            _judged(one, middle, one.group not in large, bounds)
            if middle
            else Judged(one, cents(_a_night(one)), len(counted), whole=True)
        )
    return found


class _Middle:
    """Medians of some centres: of the whole cost of a night, of each component, and of the distances from the first."""

    def __init__(self, held: Sequence[CentreCost]) -> None:
        self.among = len(held)
        self.unit = _median(held, _a_night)
        self.deviation = NORMAL * _median(held, lambda one: abs(_a_night(one) - self.unit))
        self.parts = [_median(held, lambda one, at=at: one.amounts[at] / one.nights) for at in range(len(COMPARED))]  # type: ignore[misc]


def _a_night(one: CentreCost) -> Decimal:
    return one.total / one.nights


def _median(held: Sequence[CentreCost], of: Callable[[CentreCost], Decimal]) -> Decimal:
    return median(of(one) for one in held)


def _judged(one: CentreCost, middle: _Middle, whole: bool, bounds: Bounds) -> Judged:
    distance = _a_night(one) - middle.unit
    score = abs(distance) / middle.deviation if middle.deviation else None
    far = abs(distance) * 100 > bounds.least_percent * middle.unit and (score is None or score > bounds.score)
    told = (cents(_a_night(one)), middle.among, whole, cents(middle.unit), score)
    if not far:
        return Judged(one, *told)
    sign = 1 if distance > 0 else -1
    differing = [
        (sign * (amount / one.nights - usual), part)
        for amount, usual, part in zip(one.amounts, middle.parts, COMPARED, strict=True)
    ]
    by, mostly = max(differing, key=lambda pair: pair[0])
    return Judged(one, *told, sign, mostly, cents(sign * by))
