"""Absences: asked and answered, reported, ended by a return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import Prefecture
from approdo.reception.commands import absences
from approdo.reception.models import Absence, Compliance, ContractPolicy
from approdo.reception.queries import duties, register
from approdo.reception.rules.presence import Disagreement
from approdo.reception.rules.vocabulary import AbsenceKind, NightState
from tests.procedures.test_two_at_once import at_once
from tests.reception.desk import AWAY, FIRST, TODAY, Desk
from tests.reception.places import new_guest, new_place, new_stay

DAY = timedelta(days=1)
TENTH, TWELFTH = date(2026, 5, 10), date(2026, 5, 12)


@pytest.fixture
def desk(savona: Prefecture, make_user: Callable[..., Any]) -> Desk:
    return Desk(savona, make_user)


def ask(desk: Desk, **values: Any) -> Absence:
    given = {
        "by": desk.operator, "centre_id": desk.centre, "guest_id": desk.guests[0].pk, "first": TENTH, "until": TWELFTH,
        "note": "una visita", "today": date(2026, 5, 8),
    }  # fmt: skip
    return absences.ask_absence(**{**given, **values})


def report(desk: Desk, **values: Any) -> Absence:
    given = {
        "by": desk.operator, "centre_id": desk.centre, "guest_id": desk.guests[0].pk, "kind": AbsenceKind.HOSPITAL,
        "first": TENTH, "today": TODAY,
    }  # fmt: skip
    return absences.report_absence(**{**given, **values})


def refused(code: str, act: Callable[[], Any], kind: type[Refusal] = Refusal) -> None:
    with pytest.raises(kind) as found:
        act()
    assert found.value.code == code


def proposed(desk: Desk, night: date) -> list[NightState]:
    found = register.night(desk.operator, desk.centre, night)
    return [one.proposed for one in found.guests if one.guest == desk.guests[0].pk]


def test_what_is_asked_is_unjustified_until_it_is_authorised(desk: Desk) -> None:
    asked = ask(desk)
    assert (asked.answer, asked.kind, asked.asked_on) == ("asked", "unjustified", date(2026, 5, 8))
    assert proposed(desk, TENTH) == [NightState.ABSENT_UNJUSTIFIED]
    done = absences.authorise_absence(by=desk.chief, absence_id=asked.pk, authorisation="12/2026")
    assert (done.answer, done.kind, done.authorisation) == ("authorised", "authorised", "12/2026")
    assert proposed(desk, TENTH) == [NightState.ABSENT_AUTHORISED]
    assert proposed(desk, TWELFTH) == [NightState.PRESENT]
    assert register.night(desk.operator, desk.centre, TENTH).missing == 2  # proposed is not said


def test_a_refused_one_keeps_its_reason_and_proposes_nothing(desk: Desk) -> None:
    asked = ask(desk)
    refused(
        "reason_missing", lambda: absences.refuse_absence(by=desk.chief, absence_id=asked.pk, reason=" "), InvalidInput
    )
    done = absences.refuse_absence(by=desk.chief, absence_id=asked.pk, reason="manca il recapito")
    assert (done.answer, done.kind, done.answer_reason) == ("refused", "unjustified", "manca il recapito")
    assert proposed(desk, TENTH) == [NightState.PRESENT]
    ask(desk)  # it can be asked again
    refused(
        "absence_refused",
        lambda: absences.return_from_absence(by=desk.operator, absence_id=asked.pk, on=TWELFTH, today=TODAY),
    )


def test_it_is_answered_once_by_the_office_and_on_what_was_read(desk: Desk) -> None:
    asked = ask(desk)
    authorise = absences.authorise_absence
    refused("not_allowed", lambda: authorise(by=desk.operator, absence_id=asked.pk, authorisation="1"), NotAllowed)
    refused(
        "authorisation_missing", lambda: authorise(by=desk.chief, absence_id=asked.pk, authorisation=""), InvalidInput
    )
    refused(
        "absence_changed",
        lambda: authorise(by=desk.chief, absence_id=asked.pk, authorisation="1", expected_version=9),
        Stale,
    )
    authorise(by=desk.chief, absence_id=asked.pk, authorisation="1", expected_version=1)
    refused("absence_answered", lambda: absences.refuse_absence(by=desk.chief, absence_id=asked.pk, reason="no"))
    refused(
        "absence_answered", lambda: authorise(by=desk.chief, absence_id=report_of_other(desk).pk, authorisation="1")
    )


def report_of_other(desk: Desk) -> Absence:
    return report(desk, guest_id=desk.guests[1].pk)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"until": TENTH}, "nights_inverted"),
        ({"note": "  "}, "reason_missing"),
        ({"first": date(2026, 4, 30)}, "night_outside_stay"),
    ],
)
def test_what_cannot_be_asked(desk: Desk, values: dict[str, Any], code: str) -> None:
    refused(code, lambda: ask(desk, **values), InvalidInput)


def test_what_cannot_be_reported(desk: Desk, savona: Prefecture) -> None:
    refused("absence_to_ask", lambda: report(desk, kind=AbsenceKind.AUTHORISED), InvalidInput)
    refused("night_to_come", lambda: report(desk, first=TODAY + DAY), InvalidInput)
    stranger = new_guest(savona, "Inventata Altrove")
    new_stay(new_place(savona, 2), stranger, FIRST)
    refused("guest_not_found", lambda: report(desk, guest_id=stranger.pk), NotFound)
    made = report(desk)
    assert made.told_office_at is not None
    refused("absence_known", lambda: report(desk, first=TENTH + DAY))
    refused("absence_known", lambda: ask(desk, first=TENTH - DAY, until=TENTH + DAY))
    ask(desk, first=TENTH - 2 * DAY, until=TENTH)


def test_a_return_ends_it_once(desk: Desk) -> None:
    away = report(desk)
    back = absences.return_from_absence

    def comes(on: date, **values: Any) -> Absence:
        return back(by=desk.operator, absence_id=away.pk, on=on, today=TODAY, **values)

    refused("return_impossible", lambda: comes(TENTH), InvalidInput)
    refused("return_impossible", lambda: comes(TODAY + DAY), InvalidInput)
    refused("absence_changed", lambda: comes(TWELFTH, expected_version=7), Stale)
    assert comes(TWELFTH).until == TWELFTH
    refused("absence_ended", lambda: comes(TWELFTH))
    assert proposed(desk, TENTH + DAY) == [NightState.ABSENT_HOSPITAL]
    assert proposed(desk, TWELFTH) == [NightState.PRESENT]


def test_present_while_an_absence_is_written_is_found(desk: Desk) -> None:
    desk.say()
    report(desk, first=date(2026, 5, 30))
    [one] = register.month(desk.chief, desk.centre, FIRST, TODAY).doubtful
    assert [(claim.kind, claim.nights.count) for claim in one.contradictions] == [(Disagreement.ABSENCE, 2)]


def test_others_do_not_see_it(
    desk: Desk, savona: Prefecture, palermo: Prefecture, make_user: Callable[..., Any]
) -> None:
    other, far = Desk(savona, make_user, 2), Desk(palermo, make_user, 3)
    asked = ask(desk)
    for stranger in (other.operator, far.operator):
        refused("centre_not_found", lambda by=stranger: ask(desk, by=by), NotFound)
        refused("centre_not_found", lambda by=stranger: report(desk, by=by), NotFound)
        refused(
            "absence_not_found",
            lambda by=stranger: absences.return_from_absence(by=by, absence_id=asked.pk, on=TWELFTH, today=TODAY),
            NotFound,
        )
    refused(
        "absence_not_found",
        lambda: absences.authorise_absence(by=far.chief, absence_id=asked.pk, authorisation="1"),
        NotFound,
    )
    refused(
        "absence_not_found", lambda: absences.refuse_absence(by=far.chief, absence_id=asked.pk, reason="x"), NotFound
    )
    assert list(register.absences(other.operator)) == []
    assert list(register.absences(desk.operator)) == [asked]


@pytest.mark.slow
def test_two_answer_at_once(committed: None, savona: Prefecture, make_user: Callable[..., Any]) -> None:
    desk = Desk(savona, make_user)
    asked = ask(desk)
    given = at_once(
        lambda: absences.authorise_absence(by=desk.chief, absence_id=asked.pk, authorisation="1"),
        lambda: absences.refuse_absence(by=desk.chief, absence_id=asked.pk, reason="no"),
    )
    assert sorted(isinstance(one, str) for one in given) == [False, True]
    assert "absence_answered" in given


def test_the_alert_of_the_office_follows_the_contract_and_withdraws_nobody(
    desk: Desk, savona: Prefecture, make_user: Callable[..., Any]
) -> None:
    desk.say(FIRST, date(2026, 5, 20))
    desk.say(date(2026, 5, 20), date(2026, 5, 23), AWAY, guests=desk.guests[:1])
    assert duties.alerts(desk.chief, TODAY) == []
    desk.say(date(2026, 5, 23), date(2026, 5, 24), AWAY, guests=desk.guests[:1])
    [found] = duties.alerts(desk.chief, TODAY)
    assert (found.guest, found.alert.unpaid_from, found.alert.hours) == (desk.guests[0].pk, date(2026, 5, 20), 72)
    desk.place.centre.stays.get(guest=desk.guests[0], state="present", exit=None)  # still here: nobody was withdrawn
    assert duties.alerts(Desk(savona, make_user, 2).operator, TODAY) == []
    ContractPolicy.objects.update(abandonment_after_hours=96)
    assert duties.alerts(desk.chief, TODAY) == []
    ContractPolicy.objects.update(abandonment_after_hours=48)
    desk.say(date(2026, 5, 24), date(2026, 5, 25), guests=desk.guests[:1])
    assert duties.alerts(desk.chief, TODAY) == []


def test_the_operator_is_told_what_expires_of_its_own_body(desk: Desk) -> None:
    contract = desk.place.contract
    facts = {"prefecture_id": contract.prefecture_id, "body_id": contract.body_id, "issued_on": FIRST, "reference": "1"}
    Compliance.objects.all().delete()  # proofs without an end
    Compliance.objects.create(**facts, kind="durc", expires_on=TODAY + timedelta(days=30))
    Compliance.objects.create(**facts, kind="antimafia", expires_on=TODAY + timedelta(days=150))
    told = duties.to_do(desk.operator, TODAY).expiries
    assert [(one.subject, one.last) for one in told if one.subject != "contract"] == [
        ("durc", TODAY + timedelta(days=30))
    ]
    assert duties.to_do(desk.chief, TODAY).expiries == []  # the office has the calendar of all


def test_the_list_of_things_to_do(desk: Desk) -> None:
    desk.say(FIRST, TODAY)
    ask(desk)
    mine = duties.to_do(desk.operator, TODAY)
    assert [(one.centre.pk, len(one.nights)) for one in mine.nights] == [(desk.centre, duties.NIGHTS_BACK)]
    # Last night is confirmed today, the ones before should have been; May closes by the fifth of June.
    assert mine.nights[0].late == duties.NIGHTS_BACK - 1
    assert [(one.month, one.step, one.due) for one in mine.months] == [(FIRST, "close", date(2026, 6, 5))]
    assert len(mine.absences) == 1
    desk.close()
    assert duties.to_do(desk.operator, TODAY).months == []
    checks = duties.to_do(desk.chief, TODAY).months
    assert [(one.month, one.step, one.due) for one in checks] == [(FIRST, "check", None)]
    desk.check()
    assert [(one.month, one.step) for one in duties.to_do(desk.chief, TODAY).months] == [(FIRST, "seal")]
    desk.seal()
    assert duties.to_do(desk.chief, TODAY).months == []
