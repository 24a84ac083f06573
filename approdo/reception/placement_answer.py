"""What a proposal means: each assignment explained, what else was possible, who has no place and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from approdo.reception import placement_inputs
from approdo.reception.models import PlacementLine, PlacementProposal
from approdo.reception.rules.placement import Comune, Place, Problem, WhyNot
from approdo.reception.rules.placement_choice import Compared, Ledger, Other, filled, others, reasons_without
from approdo.reception.rules.placement_terms import TermValue, terms

ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Load:
    """The guests of a comune before and after, as they are and for a thousand residents (None: not known)."""

    comune: Comune
    came: int

    @property
    def after(self) -> int:
        """Guests afterwards."""
        return self.comune.guests + self.came

    def per_mille(self, guests: int) -> float | None:
        """Guests for a thousand residents."""
        return guests * 1000 / self.comune.residents if self.comune.residents else None


@dataclass(frozen=True, slots=True)
class Explained:
    """One group: why here, the next best places, or why nowhere."""

    group: str
    place: Place | None
    terms: tuple[TermValue, ...]
    load: Load | None
    load_points: int
    others: tuple[Other, ...]
    reasons: dict[WhyNot, int]


class Answer:
    """A proposal read again from what it was computed from."""

    def __init__(self, proposal: PlacementProposal, lines: Iterable[PlacementLine]) -> None:
        self.problem: Problem = placement_inputs.read(proposal.inputs)
        chosen = {line.group.label: line.centre.code for line in lines if line.centre is not None}
        self.ledger: Ledger = filled(Compared(self.problem), chosen)
        self.places = {place.id: place for place in self.problem.places}

    def explain(self, group: str) -> Explained:
        """One group of the proposal."""
        ledger, where = self.ledger, self.ledger.where.get(group)
        if where is None:
            return Explained(
                group, None, (), None, 0, others(ledger, group, ALTERNATIVES), reasons_without(ledger, group)
            )
        place = self.places[where]
        ledger.take_out(group)
        step = ledger.load_step(group, where)
        ledger.put(group, where)
        found = terms(ledger.compared.parties[group], place, self.problem.weights)
        return Explained(group, place, found, self.load(place.comune), step, others(ledger, group, ALTERNATIVES), {})

    def why_not(self, group: str, place: str) -> tuple[tuple[WhyNot, ...], int]:
        """Why a group is not in a place: what shuts it, or else by how many points it would be worse."""
        ledger, here = self.ledger, self.ledger.where.get(group, "")
        size = ledger.compared.parties[group].size
        points = self.problem.weights.unplaced_person * size
        if here:
            ledger.take_out(group)
            points = ledger.points(group, here)
        reasons = ledger.why_not(group, place)
        more = ledger.points(group, place) - points
        if here:
            ledger.put(group, here)
        return reasons, more

    def load(self, code: str) -> Load:
        """A comune with who comes to it."""
        comune = self.ledger.comuni[code]
        return Load(comune, self.ledger.load[code] - comune.guests)

    def loads(self) -> list[Load]:
        """Every comune with centres, the heaviest load first."""
        found = [self.load(code) for code in self.ledger.comuni]
        return sorted(found, key=lambda one: (-(one.per_mille(one.after) or 0), one.comune.code))

    def by_place(self) -> Counter[str]:
        """Persons sent to each place."""
        sizes = self.ledger.compared.parties
        return Counter(
            {place: sum(sizes[group].size for group in inside) for place, inside in self.ledger.inside.items()}
        )
