"""The pages and endpoints of the register, as its readers use them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.models import Prefecture, User
from approdo.people.models import Person
from approdo.reception.commands import absences
from approdo.reception.models import Absence, NightConfirmation, NightRecord, RegisterMonth
from approdo.reception.rules.vocabulary import AbsenceKind
from tests.reception.desk import AFTER, AWAY, FIRST, Desk

pytestmark = pytest.mark.slow

SignIn = Callable[[User], Client]


@pytest.fixture
def desk(savona: Prefecture, make_user: Callable[..., Any]) -> Desk:
    return Desk(savona, make_user)


def night_at(desk: Desk) -> str:
    return f"{reverse('register_night', args=[desk.centre])}?on=2026-05-09"


def states() -> dict[str, str]:
    return {str(row.guest_id): row.state for row in NightRecord.objects.filter(superseded_at=None)}


def send(browser: Client, name: str, desk: Desk, **told: Any) -> HttpResponse:
    return browser.post(reverse(name, args=[desk.centre]), {"form_id": uuid4().hex, **told})  # type: ignore[return-value]


def test_nobody_is_present_until_somebody_says_so(desk: Desk, signed_in: SignIn) -> None:
    browser = signed_in(desk.user)
    shown = browser.get(night_at(desk)).content.decode()
    assert shown.count('type="radio"') == 12
    assert "checked" not in shown
    send(browser, "register_night", desk, night="2026-05-09", source="operator")
    assert states() == {}
    first, second = (str(guest.pk) for guest in desk.guests)
    send(browser, "register_night", desk, night="2026-05-09", source="operator", **{f"guest-{first}": "not_signed"})
    assert states() == {first: "not_signed"}
    send(browser, "register_night", desk, night="2026-05-09", source="signature_sheet", rest="on")
    assert states() == {first: "not_signed", second: "present"}


def test_what_was_recorded_is_counted_in_words_that_fit(desk: Desk, signed_in: SignIn) -> None:
    browser = signed_in(desk.user)
    first, second = (str(guest.pk) for guest in desk.guests)
    for told, words in (
        ({f"guest-{first}": "present"}, "Registrato per 1 ospite."),
        ({f"guest-{first}": "not_signed", f"guest-{second}": "present"}, "Registrato per 2 ospiti."),
    ):
        send(browser, "register_night", desk, night="2026-05-09", source="operator", **told)
        assert words in browser.get(night_at(desk)).content.decode()


def test_everybody_else_present_leaves_who_is_in_hospital_there(desk: Desk, signed_in: SignIn) -> None:
    absences.report_absence(
        by=desk.operator, centre_id=desk.centre, guest_id=desk.guests[0].pk, kind=AbsenceKind.HOSPITAL, first=FIRST,
        today=FIRST,
    )  # fmt: skip
    send(signed_in(desk.user), "register_night", desk, night="2026-05-09", source="operator", rest="on")
    assert states() == {str(desk.guests[0].pk): "absent_hospital", str(desk.guests[1].pk): "present"}


def test_a_night_is_confirmed_from_its_page(desk: Desk, signed_in: SignIn) -> None:
    browser = signed_in(desk.user)
    assert send(browser, "confirm_night", desk, night="2026-05-09").status_code == 409
    desk.say()
    assert reverse("confirm_night", args=[desk.centre]) in browser.get(night_at(desk)).content.decode()
    assert send(browser, "confirm_night", desk, night="2026-05-09").status_code == 302
    assert NightConfirmation.objects.get().present == 2
    assert reverse("confirm_night", args=[desk.centre]) not in browser.get(night_at(desk)).content.decode()


def test_what_is_chosen_on_the_page_is_recorded_before_the_night_is_confirmed(desk: Desk, signed_in: SignIn) -> None:
    browser = signed_in(desk.user)
    desk.say()
    first, second = (str(guest.pk) for guest in desk.guests)
    told = {"night": "2026-05-09", "source": "operator", f"guest-{second}": "present"}
    assert send(browser, "confirm_night", desk, **told, **{f"guest-{first}": "elsewhere"}).status_code == 422
    assert not NightConfirmation.objects.exists()
    assert send(browser, "confirm_night", desk, **told, **{f"guest-{first}": "absent_unjustified"}).status_code == 302
    assert states()[first] == "absent_unjustified"
    assert NightConfirmation.objects.get().present == 1


def test_two_guests_of_one_name_are_told_apart_by_their_birth(desk: Desk, signed_in: SignIn) -> None:
    for guest, year in zip(desk.guests, (1990, 2001), strict=True):
        Person.objects.filter(pk=guest.person_id).update(
            family_name="Provetta", given_name="Uguale", birth_date=date(year, 3, 2), birth_precision="day"
        )
    shown = signed_in(desk.user).get(night_at(desk)).content.decode()
    assert "Provetta Uguale (2 marzo 1990)" in shown
    assert "Provetta Uguale (2 marzo 2001)" in shown
    Person.objects.update(birth_date=None, birth_precision="unknown")
    assert "Provetta Uguale (non noto) – 2" in signed_in(desk.user).get(night_at(desk)).content.decode()


def test_the_month_from_the_centre_to_the_seal_in_pages(desk: Desk, signed_in: SignIn) -> None:
    centre, chief = signed_in(desk.user), signed_in(desk.chief_user)
    may, page = {"month": "2026-05"}, f"{reverse('register_month', args=[desk.centre])}?month=2026-05"
    send(centre, "close_month", desk, **may)
    assert not RegisterMonth.objects.exists()
    assert "notice-danger" in centre.get(page).content.decode()
    desk.say()
    desk.say(FIRST, FIRST + timedelta(days=1), AWAY, guests=desk.guests[:1])
    send(centre, "close_month", desk, **may)
    assert send(centre, "seal_month", desk, **may).status_code == 403
    told = {"guest_1": str(desk.guests[1].pk), "first_1": "2026-05-03", "state_1": "detained", "source_1": "police"}
    assert send(chief, "check_month", desk, **may, **told).status_code == 422
    assert send(chief, "check_month", desk, **may, **told, last_1="2026-05-04").status_code == 302
    assert send(chief, "seal_month", desk, **may).status_code == 302
    row = RegisterMonth.objects.get()
    assert row.state == "sealed"
    assert row.hash in chief.get(page).content.decode()
    assert send(chief, "rectify_month", desk, **may).status_code == 422
    assert send(chief, "rectify_month", desk, **may, reason="una notte").status_code == 302
    assert row.hash in chief.get(page).content.decode()  # the sealed edition is still told
    for edition in RegisterMonth.objects.all():
        assert edition.state == ("sealed" if edition.edition == 1 else "open")


def test_absences_in_pages(desk: Desk, signed_in: SignIn) -> None:
    centre, chief, today = signed_in(desk.user), signed_in(desk.chief_user), timezone.localdate()
    guest = {"guest_id": str(desk.guests[0].pk)}
    later = {"first": today.isoformat(), "until": (today + timedelta(days=2)).isoformat()}
    assert send(centre, "ask_absence", desk, **guest, **later).status_code == 422
    assert send(centre, "ask_absence", desk, **guest, **later, note="una visita").status_code == 302
    made = Absence.objects.get()
    place = reverse("authorise_absence", args=[made.pk])
    assert centre.post(place, {"authorisation": "1"}).status_code == 403
    assert place in chief.get(reverse("reception_to_do")).content.decode()
    assert chief.post(place, {"authorisation": "1/2026", "version": "1"}).status_code == 302
    assert "1/2026" in centre.get(reverse("absences")).content.decode()
    assert chief.post(reverse("refuse_absence", args=[made.pk]), {"reason": "no", "version": "2"}).status_code == 409


def test_a_page_of_another_body_or_prefecture_does_not_exist(
    desk: Desk,
    savona: Prefecture,
    palermo: Prefecture,
    make_user: Callable[..., Any],
    signed_in: SignIn,
    officer_user: User,
) -> None:
    for stranger in (Desk(savona, make_user, 2).user, Desk(palermo, make_user, 3).chief_user):
        browser = signed_in(stranger)
        assert browser.get(night_at(desk)).status_code == 404
        assert (
            send(browser, "register_night", desk, night="2026-05-09", source="operator", rest="on").status_code == 404
        )
        assert send(browser, "confirm_night", desk, night="2026-05-09").status_code == 404
        assert browser.get(reverse("register_month", args=[desk.centre])).status_code == 404
    assert signed_in(officer_user).get(night_at(desk)).status_code == 403


@pytest.mark.parametrize("asked", ["register_night?on=ieri", "register_month?month=2026-13", "register_month?month=x"])
def test_a_day_that_cannot_be_read(desk: Desk, signed_in: SignIn, asked: str) -> None:
    name, query = asked.split("?")
    assert signed_in(desk.user).get(f"{reverse(name, args=[desk.centre])}?{query}").status_code == 422


def call(browser: Client, path: str, told: Any) -> HttpResponse:
    return browser.post(  # type: ignore[return-value]
        f"/api/v1/reception/centres/{path}", json.dumps(told), content_type="application/json",
        headers={"Idempotency-Key": uuid4().hex},
    )  # fmt: skip


def test_a_program_records_confirms_and_reads(desk: Desk, signed_in: SignIn) -> None:
    browser, first = signed_in(desk.user), str(desk.guests[0].pk)
    order = {"first": "2026-05-01", "until": "2026-06-01", "guests": [{"guest": first, "state": "present"}]}
    assert call(browser, f"{desk.centre}/nights", order).json() == {"written": 1}
    refused = call(browser, f"{desk.centre}/confirmations", {"night": "2026-05-09"})
    assert (refused.status_code, refused.json()["code"]) == (409, "night_not_whole")
    call(
        browser,
        f"{desk.centre}/nights",
        {**order, "guests": [{"guest": str(desk.guests[1].pk), "state": "not_signed"}]},
    )
    assert call(browser, f"{desk.centre}/confirmations", {"night": "2026-05-09"}).json()["present"] == 1
    told = browser.get(f"/api/v1/reception/centres/{desk.centre}/months/2026/5").json()
    assert (told["month"], told["state"], told["hash"]) == ("2026-05", "open", "")
    by_guest = {one["guest"]: one for one in told["guests"]}
    assert by_guest[first]["nights"] == [
        {"first": "2026-05-01", "until": "2026-06-01", "state": "present", "source": "operator"}
    ]
    assert by_guest[str(desk.guests[1].pk)]["to_resolve"] == [{"first": "2026-05-01", "until": "2026-06-01"}]
    assert browser.get(f"/api/v1/reception/centres/{desk.centre}/months/2026/13").status_code == 422
    assert call(browser, f"{uuid4()}/nights", order).status_code == 404


def test_pages_work_with_no_guests_and_name_nobody_elsewhere(
    desk: Desk, savona: Prefecture, make_user: Callable[..., Any], signed_in: SignIn
) -> None:
    browser = signed_in(Desk(savona, make_user, 2).user)
    shown = browser.get(reverse("reception_to_do")).content.decode()
    assert desk.place.centre.name not in shown
    empty = signed_in(desk.user).get(f"{reverse('register_month', args=[desk.centre])}?month=2026-03").content.decode()
    assert re.search(r'class="empty"', empty)
    assert AFTER.year == 2026
