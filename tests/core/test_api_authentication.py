"""Who may call the API, and what a stranger is told."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from approdo.core.access.roles import Role
from approdo.core.models import ApiToken, Membership, User
from tests.core.api_caller import Caller, caller_of

pytestmark = pytest.mark.django_db


def test_a_token_acts_with_its_role_in_its_prefecture(officer_user: User) -> None:
    answer = caller_of(officer_user, Role.AUDITOR).get("/me")
    assert answer.json() == {
        "label": "Programma di prova",
        "prefecture": "SV",
        "permissions": ["audit.see", "definition.see"],
    }


def test_the_use_of_a_token_is_noted_at_most_once_a_minute(officer_user: User) -> None:
    caller = caller_of(officer_user, Role.AUDITOR)
    caller.get("/me")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    caller.get("/me")
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - datetime.timedelta(minutes=2))
    caller.get("/me")
    assert ApiToken.objects.get().last_used_at > first


@pytest.mark.parametrize(
    "values",
    [{"expires_on": datetime.date(2020, 1, 1)}, {"revoked_at": datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)}],
    ids=["expired", "revoked"],
)
def test_a_token_that_no_longer_holds_is_refused(officer_user: User, values: dict[str, object]) -> None:
    answer = caller_of(officer_user, Role.AUDITOR, **values).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer nothing", "Bearer ", "Basic bm9ib2R5Og==", "nothing", "Bearer \u00e8"])
def test_an_unknown_token_is_refused_the_same_way(savona: object, header: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401


def test_the_expiry_day_itself_is_too_late(officer_user: User) -> None:
    assert caller_of(officer_user, Role.AUDITOR, expires_on=timezone.localdate()).get("/me").status_code == 401


def test_a_browser_signed_in_here_reads(officer_user: User, signed_in) -> None:
    assert signed_in(officer_user).get("/api/v1/me").json()["label"] == "Officer"


def test_a_browser_changes_only_with_the_form_secret(make_user, savona: object) -> None:
    executive = make_user("executive", savona, Role.EXECUTIVE)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(executive)
    headers = {"Idempotency-Key": "k", "If-Match": '"1"'}
    content = {"saturday_rolls": True, "reason": "as the court said"}
    path = "/api/v1/office"
    assert browser.patch(path, content, content_type="application/json", headers=headers).status_code == 401
    browser.cookies["csrftoken"] = "a" * 32
    headers["X-CSRFToken"] = "a" * 32
    assert browser.patch(path, content, content_type="application/json", headers=headers).status_code == 200


def test_a_bad_token_is_not_saved_by_a_good_session(officer_user: User, signed_in) -> None:
    assert signed_in(officer_user).get("/api/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_user_whose_roles_ended_is_out(officer_user: User, signed_in) -> None:
    browser = signed_in(officer_user)
    Membership.objects.update(valid_to=timezone.localdate())
    assert browser.get("/api/v1/me").status_code == 401


def test_a_token_sees_only_its_own_prefecture(officer_user: User, outsider_user: User) -> None:
    assert caller_of(outsider_user, Role.EXECUTIVE).get("/office").json()["prefecture"] == "PA"
    assert caller_of(officer_user, Role.EXECUTIVE).get("/office").json()["prefecture"] == "SV"


def test_too_many_calls_wait(officer_user: User, settings) -> None:
    settings.API_CALLS_A_MINUTE = 2
    caller = caller_of(officer_user, Role.AUDITOR)
    assert [caller.get("/me").headers["RateLimit-Remaining"] for _ in range(2)] == ["1", "0"]
    answer = caller.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_calls")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert Caller("another").get("/me").status_code == 401
