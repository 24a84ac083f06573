"""The best placement there is, with the proof of how good it is: a mixed-integer model solved by HiGHS.

Groups that are alike in everything the model looks at are counted together: their exchange would only make equal
answers. The solver works alone, in one thread and from one seed, on rows in canonical order, so that the same input
gives the same answer.

NumPy and the solver take 27 MB and half a second: `commands.placement` loads this module with the first search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

import highspy
import numpy as np

from approdo.reception.rules.placement import Party, Problem, accessible_room, room_of
from approdo.reception.rules.placement_choice import (
    LONGEST,
    Compared,
    Ledger,
    Solved,
    broken,
    cheaper_ties,
    cheapest_first,
    greedy,
    value,
)
from approdo.reception.rules.placement_weights import band_widths

SPARE = 0.4  # seconds kept for what follows the search
LARGE = 2_000  # columns above which the model is solved in two steps and up to a small gap
LARGE_GAP = 0.0005  # share of the points
NARROW_GAP, NARROW_NODES, NARROW_PLACES, NARROW_SHARE = 0.0003, 500, 4, 0.4
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Kind:
    """Groups that the model cannot tell apart. `costs`: by place; None where they can never go."""

    groups: tuple[str, ...]
    party: Party
    costs: tuple[int | None, ...]


def optimise(problem: Problem, longest: float = LONGEST) -> Solved:
    """The placement that costs least, never more than the plain choice, within so many seconds."""
    started = perf_counter()
    compared = Compared(problem.canonical())
    plain = greedy(compared)
    known = min((plain, cheapest_first(compared)), key=lambda one: value(compared, one))
    model = _Model(compared)
    found, bound, in_time = model.solve(known, max(0.1, longest - SPARE - (perf_counter() - started)))
    worth = [(value(compared, one), place) for place, one in enumerate((found, known)) if not broken(compared, one)]
    points, place = min(worth)
    chosen, by_price = cheaper_ties(compared, (found, known)[place])
    return Solved(
        chosen, points, min(points, bound), value(compared, plain), plain, by_price, perf_counter() - started, in_time
    )


def kinds_of(compared: Compared) -> tuple[Kind, ...]:
    """Groups by what the model sees of them, in the order of their first identifier."""
    bound = {one for pair in compared.apart for one in pair}
    empty = Ledger(compared)
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    costs: dict[str, tuple[int | None, ...]] = {}
    for group, party in compared.parties.items():
        open_to = set(empty.open_to(group))
        costs[group] = tuple(
            compared.cost[group][place.id] if place.id in open_to else None for place in compared.problem.places
        )
        alone = group if group in bound else ""
        alike[(alone, party.confined, party.wheelchairs, costs[group])].append(group)
    return tuple(Kind(tuple(groups), compared.parties[groups[0]], costs[groups[0]]) for groups in alike.values())


class _Model:
    """Rows and columns of the model.

    A column counts the groups of a kind in a place, one more those without a place, and one for each band of load of
    a comune the guests in it.
    """

    def __init__(self, compared: Compared) -> None:
        self.compared, self.problem, self.kinds = compared, compared.problem, kinds_of(compared)
        self.costs: list[float] = []
        self.uppers: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[float, float, list[tuple[int, float]]]] = []
        self.fixed = 0  # what the columns do not say
        self.place_columns: list[list[tuple[int, int]]] = [[] for _place in self.problem.places]  # (column, kind)
        self._columns()
        self._room()
        self._apart()
        self._comuni()

    def _column(self, cost: float, upper: float, whole: bool = True) -> int:
        self.costs.append(cost)
        self.uppers.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def _columns(self) -> None:
        for number, kind in enumerate(self.kinds):
            count, mine = len(kind.groups), list[int]()
            for place, cost in enumerate(kind.costs):
                if cost is not None:
                    column = self._column(cost, count)
                    self.place_columns[place].append((column, number))
                    mine.append(column)
            mine.append(self._column(self.problem.weights.unplaced_person * kind.party.size, count))
            self.rows.append((count, count, [(column, 1) for column in mine]))

    def _room(self) -> None:
        demands = [kind.party.confined for kind in self.kinds]
        wheelchairs = [kind.party.wheelchairs for kind in self.kinds]
        for place, columns in zip(self.problem.places, self.place_columns, strict=True):
            for mask, most in enumerate(room_of(place)):
                self._at_most(most, [(column, demands[kind][mask]) for column, kind in columns])
            for whose, most in enumerate(accessible_room(place)):
                self._at_most(most, [(column, wheelchairs[kind][whose]) for column, kind in columns])

    def _at_most(self, most: float, entries: Iterable[tuple[int, float]]) -> None:
        kept = [(column, weight) for column, weight in entries if weight]
        if sum(weight * self.uppers[column] for column, weight in kept) > most:
            self.rows.append((-np.inf, most, kept))

    def _apart(self) -> None:
        number = {kind.groups[0]: place for place, kind in enumerate(self.kinds)}
        for first, second in sorted(self.compared.apart):
            if first < second:
                for columns in self.place_columns:
                    both = [(column, 1.0) for column, kind in columns if kind in (number[first], number[second])]
                    self._at_most(1, both)

    def _comuni(self) -> None:
        weights = self.problem.weights
        for comune in self.problem.comuni:
            inside = [
                (column, float(self.kinds[kind].party.size))
                for place, columns in zip(self.problem.places, self.place_columns, strict=True)
                if place.comune == comune.code
                for column, kind in columns
            ]
            if comune.most is not None:
                self._at_most(max(0, comune.most - comune.guests), inside)
            left, bands = comune.guests, list[tuple[int, float]]()
            for width, points in band_widths(weights, comune.residents):
                taken = left if width is None else min(left, width)
                left -= taken
                room = np.inf if width is None else width - taken
                if room > 0:
                    bands.append((self._column(points, room, whole=False), -1.0))
            if inside:
                self.rows.append((0.0, 0.0, [*inside, *bands]))

    def solve(self, start: dict[str, str], seconds: float) -> tuple[dict[str, str], int, bool]:
        """A placement, the points below which none exists, and whether the search ended by itself.

        A large model is first solved with the few places of each kind that its relaxation finds worth while: a good
        start lets the whole model drop most of its columns.
        """
        ends = perf_counter() + seconds
        values = self._values(start)
        if len(self.costs) > LARGE:
            narrow = _solver(seconds * NARROW_SHARE, NARROW_GAP, nodes=NARROW_NODES)
            narrow.passModel(self._narrowed(seconds))
            values = _better(values, self._run(narrow, []), self.costs)
        whole = _solver(max(0.1, ends - perf_counter()), LARGE_GAP if len(self.costs) > LARGE else 0.0)
        whole.passModel(self._lp())
        values = _better(values, self._run(whole, values), self.costs)
        in_time = whole.getModelStatus() == highspy.HighsModelStatus.kOptimal
        proven = whole.getInfo().mip_dual_bound
        # Points are whole: a bound of 10.2 proves 11. What rounding may have moved is given back first.
        bound = int(np.ceil(proven - 1e-6 * max(1.0, abs(proven)))) if np.isfinite(proven) else 0
        return self._read(values), max(0, bound), in_time

    def _run(self, solver: highspy.Highs, start: list[float]) -> list[float]:
        """The columns that a solver ends with, none when it has no answer."""
        if start:
            solution = highspy.HighsSolution()
            solution.col_value = start
            solver.setSolution(solution)
        solver.run()
        found = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return list(solver.getSolution().col_value) if found else []

    def _narrowed(self, seconds: float) -> highspy.HighsLp:
        """The model with the columns open that the relaxation uses, and for each kind those that cost least more."""
        relaxed = self._lp()
        relaxed.integrality_ = []
        solver = _solver(seconds, 0.0)
        solver.passModel(relaxed)
        solver.run()
        solution = solver.getSolution()
        model = self._lp()
        if len(solution.col_dual) != len(self.costs):
            return model
        used, more = np.array(solution.col_value) > TINY, np.array(solution.col_dual)
        upper = np.array(self.uppers)
        for lower, _upper, entries in self.rows[: len(self.kinds)]:
            places = sorted((not used[column], more[column], column) for column, _weight in entries[:-1])
            for unused, _more, column in places[NARROW_PLACES:]:
                if unused and lower:
                    upper[column] = 0.0
        model.col_upper_ = upper
        return model

    def _lp(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = np.array(self.costs)
        lp.col_lower_ = np.zeros(len(self.costs))
        lp.col_upper_ = np.array(self.uppers)
        lp.row_lower_ = np.array([row[0] for row in self.rows], dtype=float)
        lp.row_upper_ = np.array([row[1] for row in self.rows], dtype=float)
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous for whole in self.whole
        ]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([column for row in self.rows for column, _weight in row[2]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([weight for row in self.rows for _column, weight in row[2]], dtype=float)
        return lp

    def _values(self, start: dict[str, str]) -> list[float]:
        """The columns of the groups as that placement has them; the solver fills the bands itself."""
        kind_of = {group: number for number, kind in enumerate(self.kinds) for group in kind.groups}
        places = {place.id: number for number, place in enumerate(self.problem.places)}
        counted: dict[tuple[int, int], int] = defaultdict(int)
        for group, place in start.items():
            counted[places[place], kind_of[group]] += 1
        values = [0.0] * len(self.costs)
        for place_number, columns in enumerate(self.place_columns):
            for column, kind in columns:
                values[column] = counted[place_number, kind]
        self._fill(values)
        return values

    def _fill(self, values: list[float]) -> None:
        """The groups without a place and the bands of the comuni, as the other columns force them."""
        for lower, upper, entries in self.rows:
            if lower != upper:
                continue
            if lower:  # a kind: its last column counts who has no place
                values[entries[-1][0]] = lower - sum(values[column] for column, _weight in entries[:-1])
                continue
            guests = sum(values[column] * weight for column, weight in entries if weight > 0)
            for column, weight in entries:
                if weight < 0:
                    values[column] = min(guests, self.uppers[column])
                    guests -= values[column]

    def _read(self, values: Sequence[float]) -> dict[str, str]:
        waiting = [list(kind.groups) for kind in self.kinds]
        chosen: dict[str, str] = {}
        for place, columns in zip(self.problem.places, self.place_columns, strict=True):
            for column, kind in columns:
                for _each in range(round(values[column])):
                    chosen[waiting[kind].pop(0)] = place.id
        return chosen


def _solver(seconds: float, gap: float, nodes: int = 1_000_000) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in (
        ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0), ("time_limit", seconds),
        ("mip_rel_gap", gap), ("mip_abs_gap", 0.99), ("mip_max_nodes", nodes),
        ("mip_pool_soft_limit", 200), ("mip_pool_age_limit", 5),  # few cuts at a time: the rounds stay short
        ("mip_heuristic_run_root_reduced_cost", False),  # slow here, and the narrowed model does its work
    ):  # fmt: skip
        solver.setOptionValue(option, setting)
    return solver


def _better(first: list[float], second: list[float], costs: list[float]) -> list[float]:
    """Of two placements the one with fewer points, the first when they cost the same."""
    if not second:
        return first
    return second if float(np.dot(costs, second)) < float(np.dot(costs, first)) - 0.5 else first
