"""Deductions: who sees and does what, and what the database refuses by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from approdo.accounting.commands import deduction_acts as acts
from approdo.accounting.commands.deductions import (
    propose_deduction,
    withdraw_deduction,
)
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.models import Deduction, DeductionFinding
from approdo.accounting.queries import deductions
from approdo.accounting.rules.deductions import DeductionKind
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.identifiers import new_id
from approdo.core.models import Prefecture, User
from tests.accounting.proceedings import (
    AFTER_ALL,
    LAST,
    MAIL,
    RECEIVED,
    Court,
    new_court,
    stated,
    still_in,
)

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]
BREACH, RECOVERY = DeductionKind.BREACH, DeductionKind.RECOVERY


@pytest.fixture
def court(savona: Prefecture, make_user: MakeUser) -> Court:
    return new_court(savona, make_user)


# Who


def test_who_may_do_what(court: Court) -> None:
    row = court.received()
    with pytest.raises(NotAllowed):
        court.proposed(by=court.desk.operator)
    with pytest.raises(NotAllowed):
        acts.decide_deduction(by=court.desk.chief, deduction_id=row.pk, on=AFTER_ALL, amount=row.amount, reasons="Sì")
    with pytest.raises(NotAllowed):
        acts.answer_contestation(by=court.desk.chief, deduction_id=row.pk, answer="Difesa")


def test_a_body_sees_its_own_once_contested(court: Court, savona: Prefecture, make_user: MakeUser) -> None:
    other = new_court(savona, make_user, 2)
    row, mine = court.proposed(), court.desk.operator
    assert list(deductions.listed(mine)) == []
    with pytest.raises(NotFound):
        deductions.deduction(mine, row.pk)
    court.contested(row)
    assert [one.pk for one in deductions.listed(mine)] == [row.pk]
    with pytest.raises(NotFound):
        deductions.deduction(other.desk.operator, row.pk)
    with pytest.raises(NotFound):
        acts.answer_contestation(by=other.desk.operator, deduction_id=row.pk, answer="Difesa")


def test_a_body_reads_the_decision_once_it_was_communicated(court: Court) -> None:
    row, mine = court.decided(), court.desk.operator
    seen = deductions.deduction(mine, row.pk)
    assert (seen.state, seen.decided_amount, seen.decision_letter, seen.reasons) == ("contested", None, None, "")
    listed = [
        [one.pk for one in deductions.listed(mine, state=state)] for state in ("confirmed", "contested", "going_on")
    ]
    assert listed == [[], [row.pk], [row.pk]]
    with pytest.raises(Refusal, match="deduction_not_in_state"):
        acts.answer_contestation(by=mine, deduction_id=row.pk, answer="Tardi")
    acts.communicate_decision(by=court.desk.chief, deduction_id=row.pk, on=AFTER_ALL, delivery=MAIL, today=AFTER_ALL)
    seen = deductions.deduction(mine, row.pk)
    assert (seen.state, seen.decided_amount) == ("confirmed", Decimal("500.00"))
    listed = [
        [one.pk for one in deductions.listed(mine, state=state)] for state in ("confirmed", "contested", "going_on")
    ]
    assert listed == [[row.pk], [], []]


def test_another_prefecture_knows_of_none(court: Court, palermo: Prefecture) -> None:
    row = court.contested()
    stranger: Actor = system_actor(palermo.pk, *Permission)
    with pytest.raises(NotFound):
        deductions.deduction(stranger, row.pk)
    with pytest.raises(NotFound):
        propose_deduction(by=stranger, proposal=court.proposal())
    with pytest.raises(NotFound):
        acts.write_contestation(by=stranger, deduction_id=row.pk)


def test_a_centre_of_another_contract(court: Court, savona: Prefecture, make_user: MakeUser) -> None:
    other = new_court(savona, make_user, 2)
    with pytest.raises(InvalidInput, match="centre_of_another_contract"):
        court.proposed(centre_id=other.desk.centre)
    finding = still_in(other)
    with pytest.raises(NotFound):
        court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,))


# What the database refuses by itself


def refused(name: str, change: Callable[[], object]) -> None:
    """A constraint or trigger of that name says no."""
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        change()
    assert told.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def test_the_database_lets_nothing_be_decided_before_the_answer_or_its_last_day(court: Court) -> None:
    row, told = (
        court.received(),
        {"state": "confirmed", "decided_amount": 1, "reasons": "x", "decided_by": court.head_user},
    )
    rows = Deduction.objects.filter(pk=row.pk)
    refused("deduction_decided_after_contestation", lambda: rows.update(**told, decided_on=LAST))
    refused("deduction_decided_with_reasons", lambda: rows.update(**{**told, "reasons": ""}, decided_on=AFTER_ALL))
    refused(
        "deduction_decided_with_reasons", lambda: rows.update(**{**told, "decided_amount": 501}, decided_on=AFTER_ALL)
    )
    refused("deduction_communicated_after_decision", lambda: rows.update(communicated_on=AFTER_ALL))
    untold = Deduction.objects.filter(pk=court.proposed().pk)
    refused("deduction_told_by_letter", lambda: untold.update(state="contested"))


def test_the_database_keeps_what_it_rests_on_and_what_was_decided(court: Court) -> None:
    row = Deduction.objects.filter(pk=court.communicated().pk)
    for change in (
        {"amount": 1},
        {"decided_amount": 1},
        {"state": "contested"},
        {"communicated_on": RECEIVED},
        {"facts": "x"},
    ):
        refused("accounting_kept", lambda change=change: row.update(**change))  # type: ignore[misc]
    refused("accounting_kept", lambda: row.delete())


def test_the_database_keeps_the_cap_by_itself(court: Court) -> None:
    row = court.proposed(basis=Basis(rate=Decimal("1.0"), days=95))
    copy = Deduction.objects.get(pk=row.pk)
    copy._state.adding = True
    copy.id = new_id()
    refused("penalties_within_cap", lambda: copy.save(force_insert=True))


def test_the_database_takes_only_what_was_decided_and_communicated(court: Court) -> None:
    rows = [
        court.proposed(),
        court.received(),
        court.decided(),
        court.communicated(),
        court.communicated(amount=Decimal(0)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE taken_by_payment (deduction_id uuid UNIQUE);"
            "CREATE TRIGGER after_decision BEFORE INSERT ON taken_by_payment"
            " FOR EACH ROW EXECUTE FUNCTION accounting_deducted_after_decision()"
        )

    def take(row: Deduction) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO taken_by_payment VALUES (%s)", [row.pk])

    for row in (*rows[:3], rows[4]):
        refused("deducted_after_decision", lambda row=row: take(row))  # type: ignore[misc]
    take(rows[3])
    refused("taken_by_payment_deduction_id_key", lambda: take(rows[3]))


def test_a_finding_stands_in_one_live_deduction_of_a_kind(court: Court) -> None:
    finding = still_in(court)
    row = court.proposed(kind=RECOVERY, basis=Basis(), findings=(finding.pk,))
    told = {"prefecture_id": "SV", "finding": finding, "kind": "recovery", "amount": 1}
    other = stated(court)
    refused("finding_deducted_once", lambda: DeductionFinding.objects.create(deduction=other, **told))
    withdraw_deduction(by=court.desk.chief, deduction_id=row.pk, reason="Errore")
    DeductionFinding.objects.create(deduction=other, **told)
