"""A month closed, checked, sealed and rectified; a sealed one stays as it is whatever is tried."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import AuditRecord, Prefecture
from approdo.reception.commands import absences, months, nights
from approdo.reception.commands.months import Difference
from approdo.reception.models import NightRecord, RegisterMonth, Stay
from approdo.reception.queries import register
from approdo.reception.rules.vocabulary import AbsenceKind, NightSource, NightState
from tests.procedures.test_two_at_once import at_once
from tests.reception.desk import AFTER, AWAY, FIRST, HERE, TODAY, Desk

DAY = timedelta(days=1)
OPEN = NightState.NOT_SIGNED


@pytest.fixture
def desk(savona: Prefecture, make_user: Callable[..., Any]) -> Desk:
    return Desk(savona, make_user)


def refused(code: str, act: Callable[[], Any], kind: type[Refusal] = Refusal) -> Refusal:
    with pytest.raises(kind) as found:
        act()
    assert found.value.code == code
    return found.value


def test_a_month_goes_from_the_centre_to_the_seal(desk: Desk) -> None:
    sealed = desk.sealed()
    assert (sealed.state, sealed.edition) == ("sealed", 1)
    assert sealed.closed_by_id == desk.user.pk
    assert sealed.sealed_by_id == desk.chief_user.pk
    assert sealed.hash == hashlib.sha256(sealed.content.encode()).hexdigest()
    told = json.loads(sealed.content)
    assert [(one["guest"], one["from"], one["to"], one["state"]) for one in told["nights"]] == [
        (str(guest.pk), "2026-05-01", "2026-06-01", "present")
        for guest in sorted(desk.guests, key=lambda one: str(one.pk))
    ]
    assert {one["entry"] for one in told["stays"]} == {"2026-05-01"}
    assert AuditRecord.objects.filter(act__startswith="month.").count() == 3


def test_a_month_with_gaps_or_unsigned_nights_is_not_closed_and_they_are_listed(desk: Desk) -> None:
    desk.say(FIRST, date(2026, 5, 20))
    desk.say(date(2026, 5, 21), AFTER)
    desk.say(date(2026, 5, 2), date(2026, 5, 4), OPEN, guests=desk.guests[:1], source=NightSource.SIGNATURE_SHEET)
    found = refused("month_incomplete", desk.close)
    assert found.fields == {
        str(desk.guests[0].pk): "2026-05-20/2026-05-21, 2026-05-02/2026-05-04",
        str(desk.guests[1].pk): "2026-05-20/2026-05-21",
    }
    listed = register.month(desk.operator, desk.centre, FIRST, TODAY)
    assert len(listed.incomplete) == 2
    desk.say(date(2026, 5, 20), date(2026, 5, 21))
    desk.say(date(2026, 5, 2), date(2026, 5, 4), guests=desk.guests[:1])
    assert desk.close().state == "closed"


def test_a_month_that_is_not_over_is_not_closed(desk: Desk) -> None:
    desk.say()
    refused(
        "month_not_over",
        lambda: months.close_month(by=desk.operator, centre_id=desk.centre, month=FIRST, today=date(2026, 5, 31)),
    )
    assert months.close_month(by=desk.operator, centre_id=desk.centre, month=FIRST, today=AFTER).state == "closed"


def test_every_step_waits_for_the_one_before(desk: Desk) -> None:
    desk.say()
    refused("month_open", desk.check)
    refused("month_open", desk.seal)
    refused("month_open", lambda: reopen(desk))
    refused("month_not_sealed", lambda: rectify(desk))
    desk.close()
    refused("month_closed", desk.close)
    refused("month_closed", desk.seal)
    desk.check()
    refused("month_checked", desk.check)
    desk.seal()
    for act in (desk.close, desk.check, desk.seal, lambda: reopen(desk)):
        refused("month_sealed", act)


def reopen(desk: Desk, reason: str = "una notte sbagliata") -> RegisterMonth:
    return months.reopen_month(by=desk.chief, centre_id=desk.centre, month=FIRST, reason=reason)


def rectify(desk: Desk, reason: str = "una notte in più") -> RegisterMonth:
    return months.rectify_month(by=desk.chief, centre_id=desk.centre, month=FIRST, reason=reason)


def test_a_closed_month_is_written_only_after_it_is_reopened_with_a_reason(desk: Desk) -> None:
    desk.say()
    desk.close()
    refused("month_closed", lambda: desk.say(state=AWAY))
    refused("month_closed", lambda: desk.say(state=AWAY, by=desk.chief))
    refused("reason_missing", lambda: reopen(desk, " "), InvalidInput)
    assert reopen(desk).reopening == "una notte sbagliata"
    desk.say(FIRST, FIRST + DAY, AWAY)
    assert desk.close().state == "closed"


def test_the_differences_of_the_check_stand_in_the_register_and_in_the_list(desk: Desk) -> None:
    desk.say()
    desk.close()
    one = Difference(desk.guests[0].pk, date(2026, 5, 9), date(2026, 5, 11), NightState.DETAINED, NightSource.POLICE)
    row = desk.check(one)
    assert row.differences == [
        {"guest": str(one.guest), "from": "2026-05-09", "to": "2026-05-11", "state": "detained", "source": "police"}
    ]
    told = json.loads(desk.seal().content)["nights"]
    assert [(n["from"], n["to"]) for n in told if n["state"] == "detained"] == [("2026-05-09", "2026-05-11")]
    assert NightRecord.objects.filter(superseded_at__isnull=False, guest=one.guest, state="present").count() == 1


@pytest.mark.parametrize(
    ("first", "until", "source", "code"),
    [
        (date(2026, 4, 30), date(2026, 5, 2), NightSource.OFFICE, "night_outside_month"),
        (date(2026, 5, 30), date(2026, 6, 2), NightSource.OFFICE, "night_outside_month"),
        (date(2026, 5, 3), date(2026, 5, 3), NightSource.OFFICE, "night_outside_month"),
        (date(2026, 5, 3), date(2026, 5, 4), NightSource.OPERATOR, "source_of_the_centre"),
    ],
)
def test_a_difference_that_cannot_stand(desk: Desk, first: date, until: date, source: NightSource, code: str) -> None:
    desk.say()
    desk.close()
    refused(code, lambda: desk.check(Difference(desk.guests[0].pk, first, until, AWAY, source)), InvalidInput)
    assert RegisterMonth.objects.get().state == "closed"


def test_a_sealed_month_is_untouched_whatever_is_tried(desk: Desk) -> None:
    away = absences.report_absence(
        by=desk.operator, centre_id=desk.centre, guest_id=desk.guests[0].pk, kind=AbsenceKind.HOSPITAL,
        first=date(2026, 5, 30), today=TODAY,
    )  # fmt: skip
    asked = absences.ask_absence(
        by=desk.operator, centre_id=desk.centre, guest_id=desk.guests[1].pk, first=date(2026, 5, 3), today=TODAY,
        until=date(2026, 5, 4), note="una visita",
    )  # fmt: skip
    sealed = desk.sealed()
    before = (sealed.content, sealed.hash, register.content_of(desk.place.centre, FIRST))
    here = {"by": desk.chief, "centre_id": desk.centre}
    for act in (
        lambda: desk.say(state=AWAY),
        lambda: desk.say(date(2026, 5, 31), date(2026, 6, 2), AWAY, by=desk.chief),
        lambda: nights.confirm_night(**here, night=FIRST, today=TODAY),
        lambda: absences.report_absence(
            **here, guest_id=desk.guests[1].pk, kind=AbsenceKind.UNJUSTIFIED, first=date(2026, 5, 9), today=TODAY
        ),
        lambda: absences.ask_absence(
            **here, guest_id=desk.guests[1].pk, first=date(2026, 5, 31), until=TODAY, note="x", today=TODAY
        ),
        lambda: absences.return_from_absence(by=desk.chief, absence_id=away.pk, on=date(2026, 5, 31), today=TODAY),
        lambda: absences.authorise_absence(by=desk.chief, absence_id=asked.pk, authorisation="1/2026"),
        lambda: absences.refuse_absence(by=desk.chief, absence_id=asked.pk, reason="tardi"),
    ):
        refused("month_sealed", act)
    for write in (lambda: RegisterMonth.objects.update(content="{}"), RegisterMonth.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    sealed.refresh_from_db()
    assert (sealed.content, sealed.hash, register.content_of(desk.place.centre, FIRST)) == before
    absences.return_from_absence(by=desk.chief, absence_id=away.pk, on=TODAY, today=TODAY)  # June is open
    assert register.content_of(desk.place.centre, FIRST) == sealed.content


def test_a_rectification_is_another_edition_and_the_sealed_one_stays(desk: Desk) -> None:
    sealed = desk.sealed()
    refused("reason_missing", lambda: rectify(desk, ""), InvalidInput)
    made = rectify(desk)
    assert (made.edition, made.state, made.reason) == (2, "open", "una notte in più")
    refused("month_not_sealed", lambda: rectify(desk))
    desk.say(FIRST, FIRST + DAY, AWAY, guests=desk.guests[:1])
    desk.close()
    desk.check()
    again = desk.seal()
    assert again.edition == 2
    assert again.hash != sealed.hash
    kept = RegisterMonth.objects.get(edition=1)
    assert (kept.content, kept.hash, kept.state) == (sealed.content, sealed.hash, "sealed")


def test_the_same_facts_give_the_same_hash_however_they_were_written(desk: Desk) -> None:
    sealed = desk.sealed()
    rectify(desk)
    desk.say(date(2026, 5, 10), date(2026, 5, 12), AWAY)
    desk.say(date(2026, 5, 10), date(2026, 5, 11))
    desk.say(date(2026, 5, 11), date(2026, 5, 12))
    Stay.objects.filter(guest=desk.guests[0]).update(superseded_at=datetime(2026, 6, 2, tzinfo=UTC))
    row = Stay.objects.get(guest=desk.guests[0])
    row.pk, row.superseded_at, row.exit, row.state = None, None, date(2026, 6, 2), "left"
    row.exit_reason, row.recorded_at = "voluntary_leaving", datetime(2026, 6, 2, tzinfo=UTC)
    row.id = Stay().id
    row.save(force_insert=True)  # leaving in June says nothing of May
    desk.close()
    desk.check()
    again = desk.seal()
    assert (again.edition, again.hash, again.content) == (2, sealed.hash, sealed.content)


def test_nobody_else_closes_checks_or_seals(
    desk: Desk, palermo: Prefecture, savona: Prefecture, make_user: Callable[..., Any]
) -> None:
    desk.say()
    other, far = Desk(savona, make_user, 2), Desk(palermo, make_user, 3)
    here = {"centre_id": desk.centre, "month": FIRST}
    acts: list[tuple[Actor, Callable[..., Any], dict[str, Any]]] = [
        (other.operator, months.close_month, {"today": TODAY}),
        (far.operator, months.close_month, {"today": TODAY}),
        (far.chief, months.check_month, {}),
        (far.chief, months.reopen_month, {"reason": "x"}),
        (far.chief, months.seal_month, {}),
        (far.chief, months.rectify_month, {"reason": "x"}),
    ]
    for stranger, act, more in acts:
        refused("centre_not_found", lambda act=act, by=stranger, more=more: act(by=by, **here, **more), NotFound)
        if act is not months.close_month:
            refused("not_allowed", lambda act=act, more=more: act(by=desk.operator, **here, **more), NotAllowed)
    refused("not_allowed", lambda: months.close_month(by=desk.chief, **here, today=TODAY), NotAllowed)
    with pytest.raises(NotFound):
        register.month(other.operator, desk.centre, FIRST, TODAY)


@pytest.mark.slow
def test_closing_while_a_night_is_written(committed: None, savona: Prefecture, make_user: Callable[..., Any]) -> None:
    desk = Desk(savona, make_user)
    desk.say()
    given = at_once(desk.close, lambda: desk.say(FIRST, FIRST + DAY, AWAY))
    assert given[0].state == "closed"
    assert given[1] in (2, "month_closed")
    changed = NightRecord.objects.filter(superseded_at=None, state="absent_unjustified").count()
    assert changed == (0 if given[1] == "month_closed" else 2)


@pytest.mark.slow
def test_two_seal_or_rectify_at_once(committed: None, savona: Prefecture, make_user: Callable[..., Any]) -> None:
    desk = Desk(savona, make_user)
    desk.say()
    desk.close()
    desk.check()
    assert sorted(isinstance(one, str) for one in at_once(desk.seal, desk.seal)) == [False, True]
    given = at_once(lambda: rectify(desk), lambda: rectify(desk))
    assert "month_not_sealed" in given
    assert list(RegisterMonth.objects.order_by("edition").values_list("edition", flat=True)) == [1, 2]
    assert HERE.value in RegisterMonth.objects.get(edition=1).content
