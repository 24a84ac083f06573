"""Every page of signing in and of one's own account renders in the look of the house."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from approdo.core.models import User

SignIn = Callable[[User], Client]
WORD = "prova-prova-prova"


def check(response, status: int = 200) -> str:
    """The page has one heading, our frame and nothing inline."""
    assert response.status_code == status, response.get("Location")
    body = response.content.decode()
    assert len(re.findall(r"<h1[ >]", body)) == 1
    assert "core/approdo.css" in body
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)
    return body


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "inactive/",
        "confirm-email/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/1-set-password/",
        "3rdparty/login/cancelled/",
    ],
)
def test_pages_for_strangers(client: Client, db: None, path: str) -> None:
    check(client.get(f"/accounts/{path}"))


def test_a_failed_sign_in_through_an_identity_service(client: Client, db: None) -> None:
    check(client.get("/accounts/3rdparty/login/error/"), status=401)


@pytest.fixture
def inside(client: Client, officer_user: User) -> Client:
    """The officer, just signed in with the password."""
    response = client.post("/accounts/login/", {"login": officer_user.email, "password": WORD})
    assert response.status_code == 302
    confirm(client)
    return client


def confirm(client: Client) -> None:
    """Write the password once more, as asked before a change of protection."""
    assert client.post("/accounts/reauthenticate/", {"password": WORD}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "logout/",
        "reauthenticate/",
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
    ],
)
def test_pages_of_ones_own_account(inside: Client, path: str) -> None:
    check(inside.get(f"/accounts/{path}"))


def test_a_wrong_password_is_told_beside_what_was_typed(client: Client, officer_user: User) -> None:
    body = check(client.post("/accounts/login/", {"login": officer_user.email, "password": "wrong"}))
    assert "data-focus" in body
    assert f'value="{officer_user.email}"' in body


def test_the_login_page_offers_a_passkey(client: Client, db: None) -> None:
    body = check(client.get("/accounts/login/"))
    assert 'id="passkey_login"' in body
    assert '"login": "passkey_login"' in body
    assert "mfa/js/webauthn.js" in body


@pytest.fixture
def protected(officer_user: User) -> str:
    """The officer has an app and recovery codes; the secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(officer_user, secret)
    RecoveryCodes.activate(officer_user)
    return secret


def code_of(secret: str) -> str:
    """The code the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_second_step_and_the_pages_of_who_has_one(client: Client, officer_user: User, protected: str) -> None:
    client.post("/accounts/login/", {"login": officer_user.email, "password": WORD})
    body = check(client.get("/accounts/2fa/authenticate/"))
    assert 'id="mfa_webauthn_authenticate"' in body
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(protected)}).status_code == 302
    confirm(client)
    kind = Authenticator.Type.WEBAUTHN
    key = Authenticator.objects.create(user=officer_user, type=kind, data={"name": "Chiave", "passwordless": True})
    for path in (
        "2fa/",
        "2fa/reauthenticate/",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "2fa/webauthn/",
        f"2fa/webauthn/keys/{key.pk}/edit/",
        f"2fa/webauthn/keys/{key.pk}/remove/",
    ):
        check(client.get(f"/accounts/{path}"))


def test_a_link_to_choose_a_password_opens_the_form(client: Client, officer_user: User) -> None:
    token = default_token_generator.make_token(officer_user)
    first = client.get(f"/accounts/password/reset/key/{user_pk_to_url_str(officer_user)}-{token}/")
    body = check(client.get(first["Location"]))
    assert 'name="password1"' in body
