"""A statement from sealed registers: what is due, kept with its inputs, computed again only where something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import IntegrityError
from django.utils import timezone

from approdo.accounting.commands import evidence, statements
from approdo.accounting.models import CentreLine, CentreMonth, GuestLine, MonthlyStatement
from approdo.accounting.queries.statements import centre_months as months_of
from approdo.accounting.queries.verification import verified
from approdo.accounting.rules import kept
from approdo.accounting.rules.ledger import Inputs
from approdo.accounting.rules.vocabulary import Difference
from approdo.core.errors import NotAllowed, NotFound, Refusal
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.people.models import Family, FamilyMember
from approdo.reception.commands import suspensions
from approdo.reception.models import ManagingBody, Measure, PocketMoneySuspension
from approdo.reception.rules.vocabulary import NightState
from tests.accounting.counting import (
    AFTER,
    FIRST,
    Desk,
    centre_months,
    compute,
    left,
    new_desk,
    seal_again,
    sign,
    staffed,
)
from tests.reception.places import new_guest, new_place, new_stay

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]


@pytest.fixture
def desk(savona: Prefecture, make_user: MakeUser) -> Desk:
    return new_desk(savona, make_user)


def test_a_month_of_two_guests(desk: Desk) -> None:
    """62 nights at 30.64, pocket money 2.50 each, two kits and cards; a social cooperative at 5 %, split, 0.5 % kept."""
    row = compute(desk)
    assert (row.nights, row.paid_nights, row.per_diem) == (62, 62, Decimal("1899.68"))
    assert (row.pocket_money, row.entry_kits, row.phone_cards) == (Decimal(155), Decimal(346), Decimal(10))
    assert (row.gross, row.vat, row.stamp) == (Decimal("2410.68"), Decimal("94.98"), 0)
    assert (row.invoice_total, row.retention, row.payable_now) == (
        Decimal("2505.66"), Decimal("9.50"), Decimal("2401.18"),
    )  # fmt: skip
    assert (row.version, row.missing) == (1, 0)
    assert AuditRecord.objects.filter(act="statement.computed", object_id=str(row.pk)).count() == 1


def test_lines_are_periods_and_not_one_row_a_night(desk: Desk) -> None:
    compute(desk)
    assert CentreLine.objects.count() == 1
    kinds = sorted(GuestLine.objects.values_list("kind", flat=True))
    assert kinds == ["entry_kit"] * 2 + ["per_diem"] * 2 + ["phone_card"] * 2 + ["pocket_money"] * 2
    assert sum(GuestLine.objects.values_list("amount", flat=True)) == Decimal("2410.68")


def test_the_same_month_is_not_computed_twice(desk: Desk) -> None:
    first, second = compute(desk), compute(desk)
    assert first.pk == second.pk
    assert MonthlyStatement.objects.count() == CentreMonth.objects.count() == 1


def test_only_sealed_registers_count(savona: Prefecture, make_user: MakeUser) -> None:
    desk = Desk(savona, make_user)
    desk.say()
    desk.close()
    with pytest.raises(Refusal, match="nothing_sealed"):
        compute(desk)
    desk.check()
    desk.seal()
    assert compute(desk).paid_nights == 62


def test_a_centre_that_is_not_sealed_is_told_as_missing(desk: Desk, savona: Prefecture) -> None:
    new_place(savona, 2).centre.contracts.update(contract=desk.place.contract)
    assert (compute(desk).missing, compute(desk).paid_nights) == (1, 62)


def test_nights_away_are_not_paid_and_what_the_register_does_not_say_either(
    savona: Prefecture, make_user: MakeUser
) -> None:
    desk = Desk(savona, make_user)
    desk.say()
    desk.say(date(2026, 5, 11), date(2026, 5, 13), NightState.ABSENT_AUTHORISED, guests=desk.guests[:1])
    seal_again(desk)
    assert compute(desk).paid_nights == 60
    away = GuestLine.objects.get(kind="absent")
    assert (away.guest, away.during.lower, away.during.upper) == (desk.guests[0], date(2026, 5, 11), date(2026, 5, 13))


def test_a_hospital_night_is_paid_as_the_policy_says_and_has_no_pocket_money(
    savona: Prefecture, make_user: MakeUser
) -> None:
    desk = Desk(savona, make_user)
    desk.place.contract.policies.update(paid_absences={"hospital": 3})
    desk.say()
    desk.say(date(2026, 5, 11), date(2026, 5, 16), NightState.ABSENT_HOSPITAL, guests=desk.guests[:1])
    seal_again(desk)
    sign(desk)
    row = compute(desk)
    assert (row.paid_nights, row.pocket_money) == (60, Decimal("142.50"))


def test_a_suspension_takes_pocket_money_away(desk: Desk) -> None:
    suspensions.suspend_pocket_money(
        by=desk.chief, guest_id=desk.guests[0].pk, first=date(2026, 5, 22), until=None, reference="Decreto 7"
    )
    assert compute(desk).pocket_money == Decimal("130.00")


def test_a_measure_carried_out_in_reception_takes_pocket_money_away_once(desk: Desk) -> None:
    guest, days = desk.guests[0], DateRange(date(2026, 5, 22), None)
    row = Measure.objects.create(
        prefecture_id=guest.prefecture_id, guest=guest, ground="damage", state="closed", facts="x"
    )
    PocketMoneySuspension.objects.create(
        prefecture_id=guest.prefecture_id, guest=guest, measure=row, during=days, recorded_at=timezone.now()
    )
    assert compute(desk).pocket_money == Decimal("130.00")
    told = {"by": desk.chief, "guest_id": guest.pk, "first": date(2026, 5, 25), "until": None, "reference": "Decreto 7"}
    with pytest.raises(Refusal, match="suspended_already"):
        suspensions.suspend_pocket_money(**told)


def test_computed_again_years_later_it_is_the_same_to_the_byte(desk: Desk) -> None:
    row = compute(desk)
    assert verified(row) == []
    # What happens afterwards to prices, names and stays changes nothing of it
    desk.place.contract.prices.update(base=Decimal(99))
    ManagingBody.objects.update(name="Altro nome")
    left(desk, desk.guests[0], date(2026, 5, 20))
    assert verified(row) == []
    inputs = CentreMonth.objects.get().inputs
    assert kept.text_of(kept.value_of(Inputs, inputs)) == inputs


def test_a_changed_input_is_told(desk: Desk) -> None:
    row = compute(desk)
    part = months_of(row).get()
    told = kept.value_of(Inputs, part.inputs)
    dearer = kept.text_of(replace(told, prices=tuple(replace(one, base=one.base + 1) for one in told.prices)))
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        CentreMonth.objects.filter(pk=part.pk).update(inputs=dearer)
    _as_owner("UPDATE accounting_centremonth SET inputs = %s", dearer)
    assert [(one.what, one.where) for one in verified(row)] == [(Difference.INPUTS_CHANGED, "Centro inventato 1")]
    # Also where the hash was changed with it
    _as_owner("UPDATE accounting_centremonth SET input_hash = %s", kept.digest(dearer))
    assert {one.what for one in verified(row)} == {Difference.OTHER_RESULT, Difference.OTHER_CENTRE}


def test_a_statement_cannot_be_rewritten_or_deleted(desk: Desk) -> None:
    row = compute(desk)
    for act in (
        lambda: MonthlyStatement.objects.filter(pk=row.pk).update(gross=1),
        row.parts.all().delete,
        GuestLine.objects.all().delete,
        lambda: CentreLine.objects.update(amount=1),
    ):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            act()


def test_after_one_corrected_stay_only_what_it_touches_is_computed_again(
    desk: Desk, savona: Prefecture, make_user: MakeUser
) -> None:
    others = [new_desk(savona, make_user, number) for number in (2, 3)]
    first = statements.recompute_touched(by=desk.chief)
    assert (first.centres, len(first.statements), first.refused) == (3, 3, [])
    again = statements.recompute_touched(by=desk.chief)
    assert (again.looked_at, again.centres, again.statements) == (0, 0, [])

    left(desk, desk.guests[0], date(2026, 5, 21))
    seal_again(desk)
    after = statements.recompute_touched(by=desk.chief)
    assert (after.looked_at, after.centres, len(after.statements)) == (1, 1, 1)
    assert centre_months(desk) == [(1, 62), (2, 51)]
    assert [centre_months(one) for one in others] == [[(1, 62)], [(1, 62)]]
    assert [(row.version, row.paid_nights) for row in MonthlyStatement.objects.filter(
        contract=desk.place.contract).order_by("version")] == [(1, 62), (2, 51)]  # fmt: skip


def test_a_stay_that_reaches_into_another_centre_touches_both(
    desk: Desk, savona: Prefecture, make_user: MakeUser
) -> None:
    """The second centre was sealed while the first still claimed the guest: the first is computed again, alone with it."""
    other = Desk(savona, make_user, 2)
    statements.recompute_touched(by=desk.chief)
    guest = desk.guests[0]
    left(desk, guest, date(2026, 5, 20))
    new_stay(other.place, guest, date(2026, 5, 20), by_transfer=True)
    other.say()
    other.say(date(2026, 5, 20), AFTER, guests=[guest])
    seal_again(other)
    done = statements.recompute_touched(by=desk.chief)
    assert {row.contract_id for row in done.statements} == {desk.place.contract.pk, other.place.contract.pk}
    # Paid once: to the stay that began last, though the first register still claims it
    paid = {row.contract_id: row.paid_nights for row in done.statements}
    assert paid == {desk.place.contract.pk: 50, other.place.contract.pk: 74}


def test_a_family_shares_its_cap_and_only_new_entries_have_kits(savona: Prefecture, make_user: MakeUser) -> None:
    desk = Desk(savona, make_user)
    more = [new_guest(savona, f"Inventata {name}") for name in ("Terza", "Quarta")]
    for guest in more:
        new_stay(desk.place, guest, date(2026, 4, 1))
    desk.guests += more
    family = Family.objects.create(prefecture=savona)
    for guest in desk.guests:
        FamilyMember.objects.create(prefecture=savona, family=family, person=guest.person, relation="other")
    desk.sealed()
    sign(desk)
    row = compute(desk)
    assert (row.pocket_money, row.entry_kits) == (Decimal("232.50"), Decimal(346))


def test_a_rate_that_must_be_told(desk: Desk) -> None:
    ManagingBody.objects.update(legal_form="voluntary_organisation")
    with pytest.raises(Refusal, match="figure_unknown"):
        compute(desk)
    evidence.tell_vat_rate(
        by=desk.chief, contract_id=desk.place.contract.pk, valid_from=FIRST, percent=Decimal(22), source="Dichiarazione"
    )
    assert compute(desk).vat == Decimal("417.93")


def test_one_month_that_cannot_be_computed_does_not_hold_up_the_others(
    desk: Desk, savona: Prefecture, make_user: MakeUser
) -> None:
    other = new_desk(savona, make_user, 2)
    ManagingBody.objects.filter(pk=other.place.body.pk).update(legal_form="voluntary_organisation")
    done = statements.recompute_touched(by=desk.chief)
    assert [row.contract_id for row in done.statements] == [desk.place.contract.pk]
    assert len(done.refused) == 1


def test_who_may_not(desk: Desk, palermo: Prefecture, make_user: MakeUser, officer: object) -> None:
    elsewhere = Desk(palermo, make_user, 9)
    with pytest.raises(NotFound):
        compute(desk, elsewhere.chief)
    with pytest.raises(NotAllowed):
        compute(desk, desk.operator)
    with pytest.raises(NotAllowed):
        compute(desk, officer)  # type: ignore[arg-type]


def test_the_staff_of_a_statement(desk: Desk) -> None:
    staffed(desk)
    row = compute(desk)
    evidence.record_staff_hours(
        by=desk.chief, contract_id=row.contract_id, month=FIRST, figure="Mediatore", hours=Decimal(1)
    )
    again = statements.recompute_touched(by=desk.chief)
    assert (again.centres, [one.version for one in again.statements]) == (0, [2])


def _as_owner(sql: str, value: str) -> None:
    """Change what nobody may change, as who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounting_centremonth DISABLE TRIGGER kept_as_it_was")
        cursor.execute(sql, [value])
        cursor.execute("ALTER TABLE accounting_centremonth ENABLE TRIGGER kept_as_it_was")
