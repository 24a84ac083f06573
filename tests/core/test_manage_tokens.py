"""Making and revoking tokens."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.commands import tokens
from approdo.core.errors import InvalidInput, NotAllowed, NotFound
from approdo.core.models import ApiToken, User
from tests.core.api_caller import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator_user(make_user, savona) -> User:
    return make_user("administrator", savona, Role.ADMINISTRATOR)


@pytest.fixture
def administrator(administrator_user: User) -> Actor:
    return actor_of(administrator_user, "it")


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def test_a_token_made_on_the_page_shows_its_secret_once_and_works_until_revoked(
    administrator_user: User, signed_in
) -> None:
    browser = signed_in(administrator_user)
    made = browser.post("/office/tokens/", {"name": "Statistics", "role": "auditor", "expires_on": in_days(30)})
    secret = re.search(r'<code id="secret">(.*?)</code>', made.content.decode())[1]
    assert Caller(secret).get("/me").json()["label"] == "Statistics"
    assert secret not in browser.get("/office/tokens/").content.decode()
    assert secret not in str(ApiToken.objects.values().get())
    browser.post(f"/office/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert Caller(secret).get("/me").status_code == 401


@pytest.mark.parametrize(("days", "accepted"), [(0, False), (1, True), (366, True), (367, False)])
def test_a_token_lasts_a_day_to_a_year(administrator: Actor, days: int, accepted: bool) -> None:
    if accepted:
        tokens.create_token(by=administrator, name="x", role=Role.AUDITOR, expires_on=in_days(days))
    else:
        with pytest.raises(InvalidInput, match="token_life"):
            tokens.create_token(by=administrator, name="x", role=Role.AUDITOR, expires_on=in_days(days))


def test_a_wrong_day_is_shown_on_the_form(administrator_user: User, signed_in) -> None:
    answer = signed_in(administrator_user).post(
        "/office/tokens/", {"name": "x", "role": "auditor", "expires_on": in_days(900)}
    )
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_only_a_token_of_the_office_in_use_is_revoked(
    administrator: Actor, outsider_user: User, make_user, palermo
) -> None:
    other = actor_of(make_user("administrator", palermo, Role.ADMINISTRATOR), "it")
    theirs, _secret = tokens.create_token(by=other, name="x", role=Role.AUDITOR, expires_on=in_days(9))
    with pytest.raises(NotFound, match="token_unknown"):
        tokens.revoke_token(by=administrator, token=theirs.pk)
    tokens.revoke_token(by=other, token=theirs.pk)
    with pytest.raises(NotFound, match="token_unknown"):
        tokens.revoke_token(by=other, token=theirs.pk)


def test_whoever_does_not_manage_tokens_is_refused(officer: Actor, officer_user: User) -> None:
    with pytest.raises(NotAllowed):
        tokens.create_token(by=officer, name="x", role=Role.AUDITOR, expires_on=in_days(9))
    with pytest.raises(NotAllowed):
        tokens.revoke_token(by=officer, token=officer_user.pk)


def test_a_program_makes_no_token_for_another_program(savona) -> None:
    program = system_actor("SV", Permission.TOKEN_MANAGE)
    with pytest.raises(NotAllowed, match="token_by_program"):
        tokens.create_token(by=program, name="x", role=Role.AUDITOR, expires_on=in_days(9))
    assert not ApiToken.objects.exists()
