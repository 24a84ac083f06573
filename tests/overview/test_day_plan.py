"""The plan of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.translation import gettext

from approdo.core.access.actor import Actor
from approdo.core.models import User
from approdo.procedures.models import CaseEvent, Opinion
from approdo.procedures.queries.day_plan import day_plan
from tests.overview.conftest import MakeCase

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def test_each_part_has_what_belongs_to_the_day(officer: Actor, colleague_user: User, make_case: MakeCase) -> None:
    late = make_case(effective_due=MONDAY - timedelta(days=2))
    today = make_case(effective_due=MONDAY)
    make_case(effective_due=MONDAY + timedelta(days=1))
    make_case(effective_due=MONDAY, responsible=colleague_user)
    make_case(effective_due=MONDAY, clock="stopped", stopped_by="integration_request")
    follow = make_case(clock="ended", decided_on=MONDAY, outcome="granted", follow_up_due=MONDAY)
    friday = make_case(filed_on=date(2026, 11, 20))
    make_case(filed_on=date(2026, 11, 19))
    plan = day_plan(officer, "sui", "mine", MONDAY)
    assert [row.case.pk for row in plan.due] == [late.pk, today.pk]
    assert [row.case.pk for row in plan.follow_ups] == [follow.pk]
    assert (plan.since, [row.case.pk for row in plan.came_in]) == (date(2026, 11, 20), [friday.pk])
    assert len(day_plan(officer, "sui", "office", MONDAY).due) == 3


@pytest.mark.parametrize(("received", "ends_today"), [(date(2026, 11, 13), True), (date(2026, 11, 14), False)])
def test_notices_whose_ten_days_end_today(
    officer: Actor, make_case: MakeCase, received: date, ends_today: bool
) -> None:
    case = make_case(state="preliminary_rejection", clock="stopped", stopped_by="preliminary_rejection")
    for type_, on in (("filed", date(2026, 9, 1)), ("preliminary_rejection_received", received)):
        CaseEvent.objects.create(prefecture_id="SV", case=case, type=type_, occurred_on=on)
    assert [row.case.pk for row in day_plan(officer, "sui", "mine", MONDAY).notices] == [case.pk] * ends_today


def test_opinions_silent_for_more_than_thirty_days(officer: Actor, make_case: MakeCase) -> None:
    case = make_case()
    asked = {"questura": 31, "itl": 30, "cpia": 90}
    for office, days in asked.items():
        Opinion.objects.create(
            prefecture_id="SV", case=case, office=office, requested_on=MONDAY - timedelta(days=days),
            state="received_positive" if office == "cpia" else "requested",
        )  # fmt: skip
    found = day_plan(officer, "sui", "mine", MONDAY).opinions
    assert [(silent.opinion.office, silent.days) for silent in found] == [("questura", 31)]


def test_the_page(officer_user: User, make_case: MakeCase, signed_in: Callable[[User], Client], today: date) -> None:
    client = signed_in(officer_user)
    assert gettext("Nothing presses today") in client.get("/plan/").content.decode()
    make_case(title="Marcatore Oggi", effective_due=today)
    assert "Marcatore Oggi" in client.get("/plan/").content.decode()
