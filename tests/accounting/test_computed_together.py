"""Months of centres computed together are what each gives alone, whatever one of them lacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from approdo.accounting.commands import statements
from approdo.accounting.models import CentreMonth, MonthlyStatement
from approdo.accounting.queries import sources
from approdo.accounting.queries.readings import Reading, last_sealed
from approdo.accounting.rules import kept
from approdo.accounting.rules.claims import EntryKind, Stay
from approdo.accounting.rules.ledger import GuestLine, LineKind
from approdo.accounting.rules.terms import Price
from approdo.core import audit
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.core.rules.nights import Nights
from approdo.reception.models import RegisterMonth
from approdo.reception.rules import register
from tests.accounting.counting import FIRST, Desk, compute, left, new_desk, seal_again
from tests.reception.places import new_stay

MakeUser = Callable[..., User]
euros = st.decimals(Decimal("-99999.9999"), Decimal("99999.9999"), places=4)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


@given(st.text(), st.text(), days, st.none() | days, euros, st.none() | euros, st.integers(1, 9))
def test_kept_text_is_canonical_json(
    guest: str, family: str, first: date, until: date | None, amount: Decimal, unit: Decimal | None, members: int
) -> None:
    """What the statements of before were hashed by: the text that the standard library writes of the same values."""
    for value in (
        Stay(guest, "A", first, until, family, EntryKind.TRANSFER), Price(first, amount),
        GuestLine(guest, family, LineKind.PER_DIEM, Nights(first, until or first), members, unit, amount),
    ):  # fmt: skip
        told = json.dumps(asdict(value), default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert kept.text_of(value) == told
        assert kept.value_of(type(value), told) == value


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [1], (1.5,), b"a"])
def test_what_has_no_one_text_is_not_kept(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        kept.text_of(value)


@pytest.fixture
def desks(savona: Prefecture, make_user: MakeUser) -> list[Desk]:
    return [new_desk(savona, make_user, number) for number in (1, 2, 3)]


@pytest.mark.django_db
def test_read_together_or_alone_the_inputs_are_the_same(desks: list[Desk], savona: Prefecture) -> None:
    guest = desks[0].guests[0]
    left(desks[0], guest, date(2026, 5, 20))
    new_stay(desks[1].place, guest, date(2026, 5, 20), by_transfer=True)
    seal_again(desks[0])
    rows = list(last_sealed(savona.pk))
    together = Reading(savona.pk, rows)
    contracts = {desk.centre: desk.place.contract.pk for desk in desks}
    for row in rows:
        contract = contracts[row.centre_id]
        alone = sources.inputs_of(contract, row, Reading(savona.pk, [row]))
        assert kept.text_of(sources.inputs_of(contract, row, together)) == kept.text_of(alone)


@pytest.mark.django_db
def test_a_correction_gives_what_computing_everything_anew_gives(
    desks: list[Desk], savona: Prefecture, make_user: MakeUser
) -> None:
    """Bit for bit: the version that follows a correction has the hashes of a statement that never had another."""
    statements.recompute_touched(by=desks[0].chief)
    left(desks[0], desks[0].guests[0], date(2026, 5, 21))
    seal_again(desks[0])
    done = statements.recompute_touched(by=desks[0].chief, guests=frozenset({desks[0].guests[0].pk}))
    assert (done.looked_at, done.centres, len(done.statements)) == (1, 1, 1)
    after = _hashes(desks[0])
    with connection.cursor() as cursor:  # as who owns the tables could, and nobody else
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("statementpart", "monthlystatement", "guestline", "centreline", "centremonth"):
            cursor.execute(f"ALTER TABLE accounting_{table} DISABLE TRIGGER kept_for_ever")
            cursor.execute(f"DELETE FROM accounting_{table}")  # noqa: S608 - our own words
    compute(desks[0])
    assert _hashes(desks[0]) == after


def _hashes(desk: Desk) -> list[tuple[str, str]]:
    month = CentreMonth.objects.get(centre=desk.centre, superseded_at=None)
    statement = MonthlyStatement.objects.get(contract=desk.place.contract, superseded_at=None)
    return [(row.input_hash, row.result_hash) for row in (month, statement)]


@pytest.mark.django_db
def test_a_register_in_an_unknown_format_is_refused_alone(desks: list[Desk], savona: Prefecture) -> None:
    content = '{"format":99}'
    RegisterMonth.objects.create(
        prefecture=savona, centre=desks[0].place.centre, month=FIRST, edition=2, state="sealed", content=content,
        hash=register.digest(content), sealed_at=RegisterMonth.objects.all()[0].sealed_at, reason="prova",
    )  # fmt: skip
    done = statements.recompute_touched(by=desks[1].chief)
    assert (done.looked_at, done.centres, len(done.refused)) == (3, 2, 1)
    assert {row.contract_id for row in done.statements} == {desk.place.contract.pk for desk in desks[1:]}


@pytest.mark.django_db
def test_as_many_questions_for_many_centres_as_for_one(desks: list[Desk]) -> None:
    with CaptureQueriesContext(connection) as one:
        compute(desks[0])
    with CaptureQueriesContext(connection) as others:
        done = statements.recompute_touched(by=desks[0].chief)
    assert done.centres == 2
    assert len(others) <= len(one) + 12, "what looks for changes, and nothing for each centre"


@pytest.mark.django_db
def test_records_written_together_hold_the_chain(desks: list[Desk], savona: Prefecture) -> None:
    by = desks[0].chief
    audit.record_all(by, "prova.fatta", "prova", [(number, {"number": number}) for number in range(5)])
    rows = AuditRecord.objects.filter(act="prova.fatta").order_by("number")
    assert [row.object_id for row in rows] == ["0", "1", "2", "3", "4"]
    assert list(audit.verify(savona.pk)) == []
