"""What a person-night costs, and which centres are far from the others: worked amounts, then any amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from approdo.accounting.definitions import figure
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.unit_costs import Bounds, CentreCost, judged
from approdo.core.rules.figures import Evidence

BOUNDS = Bounds(Decimal("3.5"), Decimal(5), 5)


def cost(centre: str, unit: str, *, group: str = "cc_50", nights: int = 100, kits: str = "0") -> CentreCost:
    """A centre that costs so much a night, pocket money of 2.50 besides, and kits in all."""
    amounts = (Decimal(unit) * nights, Decimal("2.50") * nights, Decimal(kits), Decimal(0))
    return CentreCost(centre, group, nights, amounts)


USUAL = [
    cost(str(number), price) for number, price in enumerate(("30.00", "30.10", "30.20", "30.30", "30.40", "30.50"))
]


def test_the_worked_case() -> None:
    """Median of 32.50 … 33.00 and 45.55 is 32.80; the distances' median is 0.20, a deviation 0.29652."""
    found = judged([*USUAL, cost("far", "30.35", kits="1270")], BOUNDS)
    told = {one.cost.centre: one for one in found}
    far = told["far"]
    assert (far.unit, far.middle, far.among, far.whole) == (Decimal("45.55"), Decimal("32.80"), 7, False)
    assert far.score is not None
    assert round(far.score, 2) == Decimal("43.00")
    assert (far.outlier, far.mostly, far.by) == (1, Component.ENTRY_KIT, Decimal("12.70"))
    assert [one.outlier for one in found if one.cost.centre != "far"] == [0] * 6


def test_a_centre_that_costs_far_less_is_told_too() -> None:
    low = judged([*USUAL, cost("low", "20.00")], BOUNDS)[-1]
    assert (low.outlier, low.mostly, low.by) == (-1, Component.PER_DIEM, Decimal("-10.20"))


def test_equal_prices_do_not_make_every_cent_an_outlier() -> None:
    same = [cost(str(number), "30.00") for number in range(6)]
    near, far = judged([*same, cost("near", "31.00"), cost("far", "36.00")], BOUNDS)[-2:]
    assert (near.score, near.outlier) == (None, 0), "one euro in 32.50 is 3 per cent"
    assert (far.score, far.outlier) == (None, 1)


def test_a_small_group_is_compared_with_all_and_few_centres_with_nobody() -> None:
    alone = judged([*USUAL, cost("flat", "50.00", group="sua")], BOUNDS)[-1]
    assert (alone.whole, alone.among, alone.outlier) == (True, 7, 1)
    few = judged([cost("a", "30.00"), cost("b", "90.00")], BOUNDS)
    assert [(one.middle, one.outlier, one.unit) for one in few] == [
        (None, 0, Decimal("32.50")),
        (None, 0, Decimal("92.50")),
    ]


def test_a_centre_without_paid_nights_has_no_cost_of_a_night() -> None:
    assert judged([replace(USUAL[0], nights=0)], BOUNDS) == []


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 90_000_00)), min_size=5, max_size=14))
def test_what_is_told_is_far_by_the_same_words_computed_otherwise(rows: list[tuple[int, int]]) -> None:
    costs = [
        CentreCost(str(at), "g", nights, (Decimal(amount) / 100, Decimal(0), Decimal(0), Decimal(0)))
        for at, (nights, amount) in enumerate(rows)
    ]
    units = [one.total / one.nights for one in costs]
    middle = median(units)
    deviation = Decimal("1.4826") * median(abs(unit - middle) for unit in units)
    for one, unit in zip(judged(costs, BOUNDS), units, strict=True):
        gap = abs(unit - middle)
        expected = gap > middle / 20 and gap > Decimal("3.5") * deviation
        assert bool(one.outlier) == expected
        assert not one.outlier or (one.outlier > 0) == (unit > middle)


def test_the_bounds_are_told_as_our_choice() -> None:
    for name in ("outlier_score", "outlier_least_percent", "outlier_least_centres"):
        assert figure(name, date(2026, 1, 1)).source.evidence is Evidence.CHOSEN
