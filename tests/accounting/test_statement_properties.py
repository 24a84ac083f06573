"""What must hold for every month, whatever stands in its files."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.accounting.rules.statement import Statement, statement
from approdo.core.rules.nights import count, union
from tests.accounting.random_months import period, random_month, values_of
from tests.accounting.test_statement_against_brute_force import told

MONTHS = st.integers(0, 2**32).map(lambda number: random_month(Random(number)))
CHANCE = st.integers(0, 2**32).map(Random)


def made(month: dict[str, Any]) -> Statement:
    return statement(*values_of(month))


@settings(max_examples=150)
@given(MONTHS)
def test_a_night_of_a_person_is_never_paid_twice(month: dict[str, Any]) -> None:
    paid = defaultdict(list)
    for claim in made(month).claims:
        paid[claim.stay.guest].append(claim.paid)
    for held in paid.values():
        assert sum(count(one) for one in held) == count(union(*held))


@settings(max_examples=150)
@given(MONTHS, CHANCE)
def test_the_order_of_the_lines_does_not_matter(month: dict[str, Any], chance: Random) -> None:
    other = deepcopy(month)
    for name in ("stays", "absences", "suspensions"):
        chance.shuffle(other[name])
    assert told(made(other)) == told(made(month))


@settings(max_examples=150)
@given(MONTHS, CHANCE)
def test_one_more_absence_never_raises_what_is_due(month: dict[str, Any], chance: Random) -> None:
    more = deepcopy(month)
    guests = [stay[0] for stay in month["stays"]]
    more["absences"].append((*period(chance, guests, month["month"]), chance.choice(("hospital", "detained"))))
    before, after = made(month).due, made(more).due
    assert after.taxable <= before.taxable
    assert after.reimbursed <= before.reimbursed
    assert after.payable_now <= before.payable_now


@settings(max_examples=150)
@given(MONTHS, CHANCE)
def test_a_price_written_again_changes_nothing(month: dict[str, Any], chance: Random) -> None:
    other = deepcopy(month)
    for _places, rows in other["centres"].values():
        since = month["month"] + timedelta(days=chance.randint(0, 30))
        in_force = [row for row in rows if row[0] < since]
        if in_force and since not in [row[0] for row in rows]:
            rows.append((since, *max(in_force)[1:]))
    assert told(made(other)) == told(made(month))


@settings(max_examples=150)
@given(MONTHS)
def test_within_the_places_every_night_of_the_month(month: dict[str, Any]) -> None:
    for centre in made(month).centres:
        if month["policy"]["cap_to_capacity"]:
            assert centre.paid_nights <= month["centres"][centre.centre][0] * month["days"]
        assert centre.paid_nights <= centre.nights


@settings(max_examples=150)
@given(MONTHS)
def test_what_is_paid_and_what_is_found_are_what_was_claimed(month: dict[str, Any]) -> None:
    found = made(month)
    refused = Counter[str]()
    for one in found.findings:
        if one.centre:
            refused[one.centre] += one.nights
    for centre in found.centres:
        assert centre.nights == centre.paid_nights + refused[centre.centre]


@settings(max_examples=150)
@given(MONTHS)
def test_the_sums_are_the_sums_of_their_lines(month: dict[str, Any]) -> None:
    found = made(month)
    due = found.due
    lines = [line.amount for centre in found.centres for line in centre.lines]
    assert due.taxable == sum(lines, Decimal(0))
    assert due.gross == due.taxable + due.reimbursed
    assert due.invoice_total == due.gross + due.vat + due.stamp
    tax = Decimal(0) if month["supplier"]["split_payment"] else due.vat
    assert due.payable_now == due.gross - due.retention + due.stamp + tax
