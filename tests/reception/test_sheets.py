"""The register on paper: who is expected, each with a line to sign, in their own letters too."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.people.models import Person
from approdo.reception.commands import nights
from approdo.reception.rules.vocabulary import NightSource, NightState
from tests.reception.desk import FIRST, Desk

SignIn = Callable[[User], Client]
LONG = "Provetta " * 8


@pytest.fixture
def desk(savona: Prefecture, make_user: Callable[..., Any]) -> Desk:
    return Desk(savona, make_user)


def shown(browser: Client, name: str, desk: Desk, query: str) -> str:
    answer = browser.get(f"{reverse(name, args=[desk.centre])}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_night_has_a_line_for_each_guest_in_their_own_letters(desk: Desk, signed_in: SignIn) -> None:
    Person.objects.filter(pk=desk.guests[0].person_id).update(
        family_name=LONG.strip(), original_family_name="بروفيتا", script="Arab"
    )
    page = shown(signed_in(desk.user), "night_sheet", desk, "on=2026-05-09")
    assert len(re.findall(r'<th class="who" scope="row">', page)) == 2
    assert LONG.strip() in page
    assert re.search(r'<bdi lang="[^"]*Arab[^"]*" dir="rtl">بروفيتا\s*</bdi>', page)


def test_a_month_shows_what_was_recorded_and_leaves_the_rest_to_be_signed(desk: Desk, signed_in: SignIn) -> None:
    first = desk.guests[0].pk
    nights.record_nights(
        by=desk.operator, centre_id=desk.centre, first=FIRST, until=FIRST.replace(day=FIRST.day + 2),
        states={first: NightState.ABSENT_HOSPITAL}, source=NightSource.OPERATOR, today=FIRST.replace(day=FIRST.day + 2),
    )  # fmt: skip
    page = shown(signed_in(desk.user), "month_sheet", desk, f"month={FIRST:%Y-%m}")
    assert len(re.findall(r">H</abbr>", page)) == 2
    cells = re.findall(r'<td class="night( out)?">\s*(<abbr)?', page)
    assert sum(1 for out, said in cells if not out and not said) > 10
    assert len(cells) == 31 * 2


def test_the_night_and_the_month_lead_to_their_sheets(desk: Desk, signed_in: SignIn) -> None:
    browser = signed_in(desk.user)
    assert reverse("night_sheet", args=[desk.centre]) in shown(browser, "register_night", desk, "on=2026-05-09")
    assert reverse("month_sheet", args=[desk.centre]) in shown(browser, "register_month", desk, "month=2026-05")


def test_the_sheet_of_another_body_does_not_exist(
    desk: Desk, savona: Prefecture, make_user: Callable[..., Any], signed_in: SignIn
) -> None:
    from_elsewhere = make_user("stranger", savona, Role.CENTRE_OPERATOR)
    for name in ("night_sheet", "month_sheet"):
        assert signed_in(from_elsewhere).get(reverse(name, args=[desk.centre])).status_code == 404


def test_a_night_forgotten_for_everybody_is_one_thing_to_do(desk: Desk, signed_in: SignIn) -> None:
    page = shown(signed_in(desk.user), "register_month", desk, "month=2026-05")
    assert len(re.findall(r"nessuno stato|senza stato", page)) == 1
