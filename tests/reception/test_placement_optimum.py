"""The placement that the search finds: as good as trying everything, lawful, whole families, the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.reception.optimiser import optimise
from approdo.reception.rules.occupancy import fits
from approdo.reception.rules.placement import Comune, Group, Member, Place, Problem, WhatIf, WhyNot, supposing
from approdo.reception.rules.placement_choice import Compared, Ledger, filled, greedy, others, reasons_without, value
from approdo.reception.rules.vocabulary import CentreType, Need, SexProfile
from tests.reception.landings import landing, with_sections

pytestmark = pytest.mark.slow

SEEDS = st.integers(0, 10_000)


def beds_found(place: Place, groups: list[Group]) -> bool:
    """Whether everybody finds a bed in a room that suits them, tried one bed at a time."""
    alone = [group for group in groups if group.unaccompanied]
    if place.type is not CentreType.CAS_UAM:
        kept = min(place.free, place.section)  # for minors, whoever else comes
        adults = [group for group in groups if not group.unaccompanied]
        return _all_lie(place.section_beds, kept, alone) and _all_lie(place.beds, place.free - kept, adults)
    return _all_lie(place.beds, place.free, alone)


def _all_lie(rooms: Mapping[SexProfile, int], free: int, groups: list[Group]) -> bool:
    sleepers = [one for group in groups for one in group.sleepers()]
    if len(sleepers) > max(0, free):
        return False
    if not rooms:
        return True
    beds = [profile for profile, count in rooms.items() for _bed in range(count)]
    taken: dict[int, int] = {}

    def lie_down(person: int, seen: set[int]) -> bool:
        for bed, profile in enumerate(beds):
            if bed not in seen and fits(profile, sleepers[person]):
                seen.add(bed)
                if bed not in taken or lie_down(taken[bed], seen):
                    taken[bed] = person
                    return True
        return False

    return all(lie_down(person, set()) for person in range(len(sleepers)))


def may_be_there(place: Place, group: Group, member: Member) -> bool:
    """Kind of centre, age and wheelchair, for one person."""
    if place.type is CentreType.CAS_UAM:
        fit = group.unaccompanied and (member.age is None or member.age >= 14)
    else:
        fit = not group.unaccompanied or (place.minors_section and member.age is not None and member.age >= 16)
    return fit and (place.accessible or Need.ACCESSIBLE not in member.needs)


def all_well(place: Place, inside: list[Group]) -> bool:
    """Whether those groups may be in a place together."""
    names = {one.id for one in inside}
    persons = [(one, member) for one in inside for member in one.members]
    apart = place.type is not CentreType.CAS_UAM
    young = sum(1 for group, one in persons if Need.ACCESSIBLE in one.needs and group.unaccompanied and apart)
    chairs = sum(1 for _group, member in persons if Need.ACCESSIBLE in member.needs) - young
    known = place.beds and place.accessible_beds is not None
    return (
        not place.stopped
        and all(may_be_there(place, group, member) for group, member in persons)
        and all(fits(place.profile, one) for group in inside for one in group.sleepers())
        and not any(place.id in one.separated or one.apart & names for one in inside)
        and not (known and chairs > (place.accessible_beds or 0))
        and not (known and young > place.section_accessible)
        and beds_found(place, inside)
    )


def lawful(problem: Problem, chosen: dict[str, str]) -> bool:
    """The hard constraints, written a second time and person by person."""
    groups = {one.id: one for one in problem.groups}
    came = dict.fromkeys((one.code for one in problem.comuni), 0)
    for place in problem.places:
        inside = [groups[group] for group, where in chosen.items() if where == place.id]
        if inside and not all_well(place, inside):
            return False
        came[place.comune] += sum(one.size for one in inside)
    return all(
        one.most is None or not came[one.code] or came[one.code] + one.guests <= one.most for one in problem.comuni
    )


def bound_problem(seed: int, groups: int = 5, places: int = 3) -> Problem:
    """A small problem with caps of comuni, separations, accessible beds and stops besides."""
    random = Random(seed)
    problem = with_sections(landing(seed, groups, places, largest=4, most=6, comuni=2), Random(seed + 1))
    names, centres = [one.id for one in problem.groups], [one.id for one in problem.places]
    return replace(
        problem,
        groups=tuple(
            replace(
                one,
                apart=frozenset(random.sample([name for name in names if name != one.id], random.random() < 0.2)),
                separated=frozenset(random.sample(centres, random.random() < 0.2)),
                comune=random.choice(("", "", "000000", "000001")),
            )
            for one in problem.groups
        ),
        places=tuple(
            replace(
                one,
                accessible_beds=random.choice((None, 0, 1)),
                stopped=(WhyNot.DURC,) if random.random() < 0.1 else (),
            )
            for one in problem.places
        ),
        comuni=tuple(replace(one, most=random.choice((None, one.guests + 4))) for one in problem.comuni),
    ).canonical()


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_small_problems_are_solved_as_well_as_by_trying_everything(seed: int) -> None:
    problem = bound_problem(seed)
    compared, options = Compared(problem), [None, *(one.id for one in problem.places)]
    best = None
    for tried in product(options, repeat=len(problem.groups)):
        chosen = {group.id: place for group, place in zip(problem.groups, tried, strict=True) if place}
        if lawful(problem, chosen):
            points = value(compared, chosen)
            best = points if best is None else min(best, points)
    solved = optimise(problem)
    assert solved.points == best == solved.bound
    assert lawful(problem, solved.chosen)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_placement_is_lawful_keeps_groups_whole_and_never_loses_to_the_plain_choice(seed: int) -> None:
    problem = bound_problem(seed, 14, 6)
    solved = optimise(problem)
    assert lawful(problem, solved.chosen)
    assert lawful(problem, solved.greedy_chosen)
    assert solved.points <= solved.greedy_points
    assert value(Compared(problem), solved.chosen) == solved.points
    assert set(solved.chosen) <= {one.id for one in problem.groups}


@given(SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_same_input_gives_the_same_answer_in_whatever_order_its_rows_stand(seed: int, random: Random) -> None:
    problem = bound_problem(seed, 12, 5)
    lists = [list(problem.groups), list(problem.places), list(problem.comuni)]
    for one in lists:
        random.shuffle(one)
    shuffled = Problem(tuple(lists[0]), tuple(lists[1]), tuple(lists[2]), problem.weights)
    assert optimise(shuffled).chosen == optimise(problem).chosen


def one_person(name: str, **facts: object) -> Group:
    return Group(name, (Member(male=True, age=30, **facts),))  # type: ignore[arg-type]


def two_centres(*groups: Group, **facts: object) -> Problem:
    first = Place("A", "009056", free=1, price=3000)
    second = replace(Place("B", "009001", free=1, price=2500), **facts)  # type: ignore[arg-type]
    return Problem(groups, (first, second), (), landing(0, 1, 1).weights).canonical()


def test_of_two_places_worth_the_same_the_cheaper_one_is_taken_and_that_is_said() -> None:
    solved = optimise(two_centres(one_person("g")))
    assert (solved.chosen, solved.by_price) == ({"g": "B"}, ("g",))


def test_a_price_never_outweighs_a_mediator() -> None:
    solved = optimise(two_centres(one_person("g", languages=frozenset({"ar"})), languages=frozenset({"fr"})))
    assert solved.points == 60 + 6
    spoken = two_centres(one_person("g", languages=frozenset({"ar"})), languages=frozenset({"ar"}), price=9000)
    assert optimise(spoken).chosen == {"g": "B"}


def test_a_family_that_no_centre_can_hold_together_is_left_with_its_reason() -> None:
    family = Group("f", tuple(Member(female=True, age=30) for _each in range(3)))
    problem = two_centres(family)
    solved = optimise(problem)
    assert solved.chosen == {}
    ledger = filled(Compared(problem), solved.chosen)
    assert reasons_without(ledger, "f") == {WhyNot.NO_ROOM: 2}


def test_an_unaccompanied_child_under_fourteen_goes_nowhere_and_one_of_sixteen_in_a_section() -> None:
    child = Group("child", (Member(male=True, minor=True, age=13),), unaccompanied=True)
    youth = Group("youth", (Member(male=True, minor=True, age=16),), unaccompanied=True)
    problem = two_centres(child, youth, type=CentreType.CAS_UAM)
    compared = Compared(problem)
    assert compared.never["child"] == {"A": (WhyNot.NOT_FOR_MINORS,), "B": (WhyNot.UNDER_LEAST_AGE,)}
    assert compared.never["youth"] == {"A": (WhyNot.NOT_FOR_MINORS,), "B": ()}
    assert Compared(two_centres(youth, minors_section=True)).never["youth"]["B"] == ()


def test_adults_are_never_counted_into_the_section_for_minors_nor_minors_outside_it() -> None:
    youths = [Group(f"y{one}", (Member(male=True, minor=True, age=16),), unaccompanied=True) for one in "abc"]
    adults = [one_person(f"p{one}") for one in "abc"]
    problem = two_centres(*youths, *adults, minors_section=True, free=4, section=2)
    problem = supposing(problem, WhatIf(closed=frozenset({"A"}))).canonical()
    solved = optimise(problem)
    assert sorted(solved.chosen) == ["pa", "pb", "ya", "yb"]
    assert lawful(problem, solved.chosen)
    assert lawful(problem, solved.greedy_chosen)
    ledger = filled(Compared(problem), solved.chosen)
    assert (ledger.why_not("pc", "B"), ledger.why_not("yc", "B")) == ((WhyNot.NO_ROOM,), (WhyNot.NO_ROOM,))
    fewer = supposing(problem, WhatIf(free={"B": 1})).canonical()
    assert optimise(fewer).chosen.keys() <= {"ya", "yb", "yc"}


def test_the_beds_of_a_section_suit_the_minors_they_are_for() -> None:
    girl = Group("girl", (Member(female=True, minor=True, age=17),), unaccompanied=True)
    rooms = {"beds": {SexProfile.ANY: 3}, "section_beds": {SexProfile.MEN: 2}, "section": 2, "free": 5}
    assert optimise(two_centres(girl, minors_section=True, **rooms)).chosen == {}
    rooms["section_beds"] = {SexProfile.WOMEN: 1, SexProfile.MEN: 1}
    assert optimise(two_centres(girl, minors_section=True, **rooms)).chosen == {"girl": "B"}


def test_a_closed_centre_a_quota_and_a_cap_change_the_answer() -> None:
    problem = two_centres(one_person("g"), one_person("h"))
    assert set(optimise(problem).chosen.values()) == {"A", "B"}
    closed = supposing(problem, WhatIf(closed=frozenset({"B"}))).canonical()
    assert list(optimise(closed).chosen.values()) == ["A"]
    wider = supposing(problem, WhatIf(closed=frozenset({"B"}), free={"A": 2})).canonical()
    assert list(optimise(wider).chosen.values()) == ["A", "A"]
    capped = supposing(problem, WhatIf(free={"A": 2}, most={"009056": 1, "009001": 0})).canonical()
    assert optimise(capped).chosen == {"g": "A"}
    assert Ledger(Compared(capped)).why_not("g", "B") == (WhyNot.COMUNE_FULL,)


def test_equity_sends_people_where_there_are_fewer_guests_for_the_residents() -> None:
    problem = replace(
        two_centres(one_person("g")), comuni=(Comune("009056", 60_000, 0), Comune("009001", 1000, 30))
    ).canonical()
    solved = optimise(problem)
    assert solved.chosen == {"g": "A"}
    without = optimise(supposing(problem, WhatIf(equity_percent=0)).canonical())
    assert without.chosen == {"g": "B"}
    assert others(filled(Compared(problem), solved.chosen), "g", 3)[0].points == 50


def test_a_mans_bed_is_not_given_to_a_woman_however_empty_the_centre() -> None:
    woman = Group("w", (Member(female=True, age=30),))
    problem = two_centres(woman, beds={SexProfile.MEN: 5})
    assert optimise(problem).chosen == {"w": "A"}


def test_a_landing_of_three_hundred_families_takes_five_seconds_at_most() -> None:
    problem = landing(5, 300, 60, largest=20, most=120, comuni=25)
    solved = optimise(problem)
    assert solved.seconds <= 5
    assert solved.points <= solved.greedy_points
    assert solved.points == value(Compared(problem.canonical()), solved.chosen)
    assert solved.gap <= 0.05
    assert greedy(Compared(problem.canonical())) == solved.greedy_chosen
