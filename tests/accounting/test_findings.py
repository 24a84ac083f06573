"""What does not agree in a month: found with its nights and euros, nothing else, and answered with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from approdo.accounting.commands import evidence, statements
from approdo.accounting.commands.findings import resolve_finding
from approdo.accounting.models import Finding, MonthlyStatement
from approdo.accounting.queries import findings
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.people.commands.merges import merge_persons, undo_merge
from approdo.reception.commands import suspensions
from approdo.reception.models import Absence, CentreCapacity, NightConfirmation, Stay
from approdo.reception.rules.vocabulary import ExitReason, NightState
from tests.accounting.counting import (
    AFTER,
    FIRST,
    TODAY,
    Desk,
    compute,
    found,
    left,
    new_desk,
    seal_again,
    sign,
    staffed,
)
from tests.reception.places import new_guest, new_stay

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]
NIGHT = Decimal("30.64")


@pytest.fixture
def desk(savona: Prefecture, make_user: MakeUser) -> Desk:
    return new_desk(savona, make_user)


def open_desk(savona: Prefecture, make_user: MakeUser) -> Desk:
    """A centre whose May is not closed yet."""
    desk = Desk(savona, make_user)
    staffed(desk)
    desk.say()
    return desk


def test_a_sound_month_has_none(desk: Desk) -> None:
    compute(desk)
    assert found(desk) == []


def test_nobody_is_paid_twice(desk: Desk, savona: Prefecture, make_user: MakeUser) -> None:
    other = Desk(savona, make_user, 2)
    staffed(other)
    statements.recompute_touched(by=desk.chief)
    left(desk, desk.guests[0], date(2026, 5, 27))
    new_stay(other.place, desk.guests[0], date(2026, 5, 27), by_transfer=True)
    other.guests.append(desk.guests[0])
    other.say(guests=other.guests[:2])
    other.say(date(2026, 5, 27), AFTER, guests=other.guests[2:])
    seal_again(other)
    sign(other)
    statements.recompute_touched(by=desk.chief)
    # The first register, sealed before the correction, still claims five nights that are paid to the second centre
    assert ("double_presence", 5, 5 * NIGHT, True) in found(desk)
    assert found(other) == []
    blocked = Finding.objects.get(kind="double_presence")
    assert (blocked.detail, blocked.evidence) == (str(other.centre), [["2026-05-27", "2026-06-01"]])
    # Sealed again as it was, nothing is claimed twice; that somebody signed for those nights is still to be explained
    seal_again(desk)
    statements.recompute_touched(by=desk.chief)
    assert found(desk) == [("after_exit", 5, 5 * NIGHT, True)]
    assert Finding.objects.get(pk=blocked.pk).gone_at is not None


def test_signed_before_the_transfer_is_the_same_person_twice(
    desk: Desk, savona: Prefecture, make_user: MakeUser
) -> None:
    """The centre of arrival signed for nights that the guest, as is known now, still slept in the first one."""
    other = Desk(savona, make_user, 2)
    staffed(other)
    guest = desk.guests[0]
    left(desk, guest, date(2026, 5, 16))
    new_stay(other.place, guest, date(2026, 5, 16), by_transfer=True)
    other.say()
    other.guests.append(guest)
    other.say(date(2026, 5, 16), AFTER, guests=[guest])
    Stay.objects.filter(guest=guest, centre=other.place.centre).update(entry=date(2026, 5, 20))
    Stay.objects.filter(guest=guest, superseded_at=None, centre=desk.place.centre).update(exit=date(2026, 5, 20))
    seal_again(other)
    sign(other)
    statements.recompute_touched(by=desk.chief)
    assert found(other) == [("double_presence", 4, 4 * NIGHT, True)]
    twice = Finding.objects.get(kind="double_presence", centre=other.place.centre)
    assert (twice.detail, twice.evidence) == (str(desk.centre), [["2026-05-16", "2026-05-20"]])


def test_over_capacity_without_an_order(desk: Desk, savona: Prefecture) -> None:
    CentreCapacity.objects.filter(centre=desk.centre).update(authorised=1)
    row = compute(desk)
    assert (row.nights, row.paid_nights) == (62, 31)
    assert found(desk) == [("over_capacity", 31, 31 * NIGHT, True)]
    CentreCapacity.objects.create(
        prefecture=savona, centre=desk.place.centre, valid_from=date(2026, 5, 11), authorised=1, emergency=1,
        order_reference="Ordine 3",
    )  # fmt: skip
    compute(desk)
    assert found(desk) == [("over_capacity", 10, 10 * NIGHT, True)]


@pytest.mark.parametrize(
    ("reason", "kind"), [(ExitReason.ABANDONMENT, "after_exit"), (ExitReason.WITHDRAWAL_DECREE, "after_decree")]
)
def test_nights_sealed_after_an_exit_that_was_known_later(desk: Desk, reason: ExitReason, kind: str) -> None:
    compute(desk)
    left(desk, desk.guests[0], date(2026, 5, 20), reason)
    done = statements.recompute_touched(by=desk.chief, guests=frozenset({desk.guests[0].pk}))
    assert (done.centres, found(desk)) == (1, [(kind, 12, 12 * NIGHT, False)])
    # Sealed again, the nights are no longer paid, but the signatures after the exit are still there to be explained
    seal_again(desk)
    statements.recompute_touched(by=desk.chief)
    assert found(desk) == [(kind, 12, 12 * NIGHT, True)]
    row = MonthlyStatement.objects.order_by("-version")[0]
    assert (row.nights, row.paid_nights) == (62, 50)  # what the register claims is what is paid and what was found


def test_nights_signed_during_an_absence_that_is_not_paid(savona: Prefecture, make_user: MakeUser) -> None:
    """Gone from the 20th and never back; the register says otherwise."""
    desk = open_desk(savona, make_user)
    Absence.objects.create(
        prefecture=savona, guest=desk.guests[0], centre=desk.place.centre, kind="unjustified", first=date(2026, 5, 20)
    )
    seal_again(desk)
    sign(desk)
    assert compute(desk).paid_nights == 50
    assert found(desk) == [("after_absence", 12, 12 * NIGHT, True)]


@pytest.mark.parametrize(("until", "expected"), [(date(2026, 5, 12), []), (date(2026, 5, 13), [19])])
def test_nights_after_the_return_from_an_absence_as_long_as_an_abandonment(
    savona: Prefecture, make_user: MakeUser, until: date, expected: list[int]
) -> None:
    """72 hours are three nights."""
    desk = open_desk(savona, make_user)
    desk.say(date(2026, 5, 10), until, NightState.ABSENT_UNJUSTIFIED, guests=desk.guests[:1])
    Absence.objects.create(
        prefecture=savona, guest=desk.guests[0], centre=desk.place.centre, kind="unjustified", first=date(2026, 5, 10),
        until=until,
    )  # fmt: skip
    seal_again(desk)
    sign(desk)
    compute(desk)
    assert found(desk) == [("after_absence", nights, nights * NIGHT, False) for nights in expected]


def test_pocket_money_without_a_signature(desk: Desk) -> None:
    sign(desk, desk.guests[:1])
    assert compute(desk).pocket_money == Decimal("77.50")
    assert found(desk) == [("pocket_unsigned", 31, Decimal("77.50"), True)]
    assert Finding.objects.get().guest == desk.guests[1]


def test_a_night_without_a_price(desk: Desk) -> None:
    desk.place.contract.prices.update(valid_from=date(2026, 5, 11))
    assert compute(desk).paid_nights == 42
    assert found(desk) == [("no_price", 20, Decimal(0), True)]


def test_staff_hours_under_the_table_and_a_table_that_is_missing(savona: Prefecture, make_user: MakeUser) -> None:
    desk = Desk(savona, make_user)
    desk.sealed()
    sign(desk)
    compute(desk)
    assert found(desk) == [("staff_table_missing", 0, Decimal(0), False)]
    contract = desk.place.contract.pk
    evidence.set_staff_row(
        by=desk.chief, contract_id=contract, figure="Mediatore", band_least=1, band_most=50, weekly_hours=Decimal(12),
        hourly_price=Decimal("22.50"), source="Capitolato",
    )  # fmt: skip
    compute(desk)
    assert [one[0] for one in found(desk)] == ["staff_hours_missing"]
    evidence.record_staff_hours(by=desk.chief, contract_id=contract, month=FIRST, figure="Mediatore", hours=Decimal(40))
    compute(desk)
    # 12 hours a week for 31 days, 40 worked
    assert found(desk) == [("staff_short", 0, Decimal("295.71"), False)]
    client = Client()
    client.force_login(User.objects.get(pk=desk.chief.user_id))
    page = client.get(reverse("finding", args=[Finding.objects.get(kind="staff_short").pk])).content.decode()
    assert "la tabella chiede nel mese per gli ospiti che c'erano: 53,14" in page
    assert "ore lavorate: 40; mancano: 13,14" in page
    evidence.record_staff_hours(by=desk.chief, contract_id=contract, month=FIRST, figure="Mediatore", hours=Decimal(41))
    page = client.get(reverse("finding", args=[Finding.objects.get(kind="staff_short").pk])).content.decode()
    assert "ore lavorate" not in page, "the hours of now are not those that made the amount"


def test_a_register_filled_in_all_at_once(desk: Desk, savona: Prefecture) -> None:
    _confirm(desk, savona, 4)
    compute(desk)
    assert found(desk) == []
    _confirm(desk, savona, 6)
    compute(desk)
    assert found(desk) == [("identical_times", 6, 12 * NIGHT, False)]
    assert Finding.objects.get().detail == "2026-06-01 09:30"


def _confirm(desk: Desk, savona: Prefecture, nights: int) -> None:
    NightConfirmation.objects.all().delete()
    NightConfirmation.objects.bulk_create(
        NightConfirmation(
            prefecture=savona, centre=desk.place.centre, night=date(2026, 5, day), present=2,
            confirmed_at=datetime(2026, 6, 1, 7, 30, day, tzinfo=UTC) if day <= nights
            else datetime(2026, 5, day, 20, day, tzinfo=UTC),
        )
        for day in range(1, 32)
    )  # fmt: skip


def test_nights_signed_after_an_exit_elsewhere(desk: Desk, savona: Prefecture, make_user: MakeUser) -> None:
    """The register of the first centre goes on after the guest, who was already at the second, left from there."""
    other = Desk(savona, make_user, 2)
    staffed(other)
    statements.recompute_touched(by=desk.chief)
    guest = desk.guests[0]
    left(desk, guest, date(2026, 5, 10))
    new_stay(other.place, guest, date(2026, 5, 10), date(2026, 5, 20), by_transfer=True)
    other.say()
    other.say(date(2026, 5, 10), date(2026, 5, 20), guests=[guest])
    other.guests.append(guest)
    seal_again(other)
    sign(other)
    statements.recompute_touched(by=desk.chief)
    assert found(desk) == [
        ("double_presence", 10, 10 * NIGHT, True), ("exit_elsewhere", 12, 12 * NIGHT, False),
    ]  # fmt: skip


def test_an_answer_is_kept_until_the_finding_changes(desk: Desk) -> None:
    sign(desk, desk.guests[:1])
    compute(desk)
    row = Finding.objects.get()
    resolve_finding(by=desk.chief, finding_id=row.pk, state=FindingState.EXPLAINED, reason="In ospedale")
    desk.place.contract.prices.update(base=Decimal(31))
    compute(desk)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("explained", "In ospedale")
    desk.place.contract.policies.update(pocket_money_per_day=Decimal(3))
    compute(desk)
    row.refresh_from_db()
    assert (row.state, row.reason, row.amount) == ("open", "", Decimal(93))
    assert AuditRecord.objects.filter(act="finding.explained", object_id=str(row.pk)).count() == 1


def test_what_is_refused(desk: Desk, officer: object, palermo: Prefecture, make_user: MakeUser) -> None:
    sign(desk, desk.guests[:1])
    compute(desk)
    row = Finding.objects.get()
    told = {"finding_id": row.pk, "state": FindingState.ACCEPTED}
    with pytest.raises(InvalidInput, match="reason_missing"):
        resolve_finding(by=desk.chief, reason="  ", **told)
    resolve_finding(by=desk.chief, reason="Giusto", expected_version=1, **told)
    with pytest.raises(Stale) as late, override("it"):
        resolve_finding(by=desk.chief, reason="Giusto", expected_version=1, **told)
    assert [change["what"] for change in late.value.changes] == ["Rilievo accettato"]
    with pytest.raises(Refusal, match="finding_answered"):
        resolve_finding(by=desk.chief, reason="Giusto", **told)
    with pytest.raises(NotAllowed):
        resolve_finding(by=desk.operator, reason="Giusto", **told)
    with pytest.raises(NotFound):
        resolve_finding(by=Desk(palermo, make_user, 9).chief, reason="Giusto", **told)
    sign(desk)
    compute(desk)
    with pytest.raises(Refusal, match="finding_gone"):
        resolve_finding(by=desk.chief, finding_id=row.pk, state=FindingState.EXPLAINED, reason="Tardi")


def test_lists_and_their_sums(desk: Desk) -> None:
    sign(desk, desk.guests[:1])
    CentreCapacity.objects.filter(centre=desk.centre).update(authorised=1)
    compute(desk)
    everything = findings.listed(desk.chief)
    assert findings.sums(everything) == {"number": 2, "left_out": 31 * NIGHT + Decimal("77.50"), "still_in": 0}
    assert findings.listed(desk.chief, kind="over_capacity").count() == 1
    assert findings.listed(desk.chief, text="nessuno").count() == 0
    assert findings.listed(desk.chief, state="accepted").count() == 0
    assert findings.open_of(desk.place.contract.pk, FIRST) == 2


def test_evidence_that_is_refused(desk: Desk, savona: Prefecture) -> None:
    stranger = new_guest(savona, "Estranea")
    with pytest.raises(InvalidInput, match="guest_not_in_register"):
        sign(desk, [stranger])
    told = {"by": desk.chief, "guest_id": desk.guests[0].pk, "reference": "Decreto 1"}
    with pytest.raises(InvalidInput, match="nights_inverted"):
        suspensions.suspend_pocket_money(first=TODAY, until=FIRST, **told)
    suspensions.suspend_pocket_money(first=FIRST, until=AFTER, **told)
    with pytest.raises(Refusal, match="suspended_already"):
        suspensions.suspend_pocket_money(first=date(2026, 5, 31), until=None, **told)
    row = {"by": desk.chief, "contract_id": desk.place.contract.pk, "weekly_hours": None, "hourly_price": None}
    with pytest.raises(InvalidInput, match="band_impossible"):
        evidence.set_staff_row(figure="Medico", band_least=9, band_most=1, source="x", **row)
    with pytest.raises(InvalidInput, match="staff_row_incomplete"):
        evidence.set_staff_row(figure="", band_least=1, band_most=9, source="", **row)
    assert Stay.objects.count() == 2


def test_two_guests_found_to_be_one_person_change_no_night(desk: Desk, savona: Prefecture) -> None:
    """The sealed register keeps the name it was sealed with; what is computed from it follows the merge, and back."""
    before = compute(desk)
    merged, kept = desk.guests[0], new_guest(savona, "Stessa")
    by = system_actor("SV", Permission.PERSON_MERGE, Permission.PERSON_SEE)
    merge = merge_persons(by=by, kept_id=kept.person_id, merged_id=merged.person_id)
    assert statements.recompute_touched(by=desk.chief).centres == 1
    now = MonthlyStatement.objects.get(contract=desk.place.contract, superseded_at=None)
    assert (now.paid_nights, now.gross, found(desk)) == (before.paid_nights, before.gross, [])
    assert set(now.parts.get().centre_month.guest_lines.values_list("guest", flat=True)) == {kept.pk, desk.guests[1].pk}
    undo_merge(by=by, merge_id=merge.pk)
    assert statements.recompute_touched(by=desk.chief).centres == 1
    assert found(desk) == []
