"""Signing in with password and second factor, and everything that is refused."""

from __future__ import annotations

import datetime
import json

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from django.utils import timezone

from approdo.core.access.login import SecondFactorAdapter
from approdo.core.models import AuditRecord, Membership, User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
INSIDE = "/gallery/"
WORD = "prova-prova-prova"


def sign_in(browser: Client, address: str, word: str = WORD):
    return browser.post(LOGIN, {"login": address, "password": word})


def confirm(browser: Client) -> None:
    """Say the password again, as delicate pages want."""
    assert browser.post("/accounts/reauthenticate/", {"password": WORD}).status_code == 302


def acts() -> list[str]:
    return list(AuditRecord.objects.order_by("number").values_list("act", flat=True))


def code_of(secret: str, at: float | None = None) -> str:
    moment = timezone.now().timestamp() if at is None else at
    return format_hotp_value(hotp_value(secret, int(moment) // 30))


@pytest.fixture
def secret(officer_user: User) -> str:
    """The secret of the officer's one-time codes."""
    secret = generate_totp_secret()
    Authenticator.objects.create(user=officer_user, type="totp", data={"secret": SecondFactorAdapter().encrypt(secret)})
    return secret


def test_the_right_password_opens_and_is_audited(officer_user: User) -> None:
    browser = Client()
    assert browser.get(INSIDE).headers["Location"] == "/accounts/login/?next=%2Fgallery%2F"
    browser.get(LOGIN)
    before = browser.session.session_key
    assert sign_in(browser, officer_user.email).headers["Location"] == "/"
    assert browser.session.session_key != before
    assert browser.get(INSIDE).status_code == 200
    assert acts() == ["user.signed_in"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(officer_user: User) -> None:
    wrong, unknown = (sign_in(Client(), address, "x").content for address in (officer_user.email, "nobody@sv.example"))
    assert b"errorlist" in wrong or b"error" in wrong
    assert wrong.replace(officer_user.email.encode(), b"").count(b"<li>") == unknown.count(b"<li>")
    record = AuditRecord.objects.get()
    assert (record.act, record.object_id) == ("user.sign_in_failed", str(officer_user.pk))
    assert officer_user.email not in record.payload


def test_after_five_wrong_passwords_even_the_right_one_waits(officer_user: User, outsider_user: User) -> None:
    browser = Client()
    for _ in range(5):
        sign_in(browser, officer_user.email, "wrong")
    assert sign_in(browser, officer_user.email).status_code != 302
    assert sign_in(Client(), outsider_user.email).status_code == 302
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)):
        assert sign_in(Client(), officer_user.email).status_code == 302


def test_an_unknown_address_is_made_to_wait_as_well(savona: object) -> None:
    answers = [sign_in(Client(), "nobody@sv.example", "wrong").content for _ in range(6)]
    assert answers[5] != answers[0]


def test_the_second_factor_is_asked_and_its_code_opens_once(officer_user: User, secret: str) -> None:
    browser, other = Client(), Client()
    assert sign_in(browser, officer_user.email).headers["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get(INSIDE).status_code == 302
    code = code_of(secret)
    assert browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert browser.get(INSIDE).status_code == 200
    sign_in(other, officer_user.email)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert other.get(INSIDE).status_code == 302
    assert acts() == ["user.signed_in", "user.sign_in_failed"]


def test_a_wrong_code_is_audited_without_the_code(officer_user: User, secret: str) -> None:
    browser = Client()
    sign_in(browser, officer_user.email)
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"
    browser.post("/accounts/2fa/authenticate/", {"code": wrong})
    record = AuditRecord.objects.get()
    assert json.loads(record.payload)["details"] == {"what": "second factor"}


def test_the_secret_of_the_codes_stands_encrypted(officer_user: User, secret: str) -> None:
    stored = Authenticator.objects.get()
    assert secret not in json.dumps(stored.data)
    assert TOTP(stored).validate_code(code_of(secret))


def test_where_the_second_factor_is_required_nothing_else_is_seen_before(officer_user: User, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Client()
    sign_in(browser, officer_user.email)
    assert browser.get(INSIDE).headers["Location"] == "/accounts/2fa/"
    assert browser.get("/accounts/password/change/").headers["Location"] == "/accounts/2fa/"
    assert browser.get("/api/v1/me").status_code == 403
    confirm(browser)
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200
    secret = browser.session["mfa.totp.secret"]
    assert browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    assert browser.get(INSIDE).status_code == 200


def test_a_disabled_user_is_out_at_the_next_request(officer_user: User, signed_in) -> None:
    browser = signed_in(officer_user)
    assert browser.get(INSIDE).status_code == 200
    User.objects.filter(pk=officer_user.pk).update(is_active=False)
    assert browser.get(INSIDE).status_code == 302
    assert sign_in(Client(), officer_user.email).headers.get("Location") != "/"


def test_a_user_whose_last_role_ended_is_out_at_the_next_request(officer_user: User, signed_in) -> None:
    browser = signed_in(officer_user)
    Membership.objects.filter(user=officer_user).update(valid_to=timezone.localdate())
    assert browser.get(INSIDE).status_code == 302
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(("minutes", "open_still"), [([29, 58], True), ([31], False)])
def test_a_session_left_alone_ends(officer_user: User, signed_in, minutes: list[int], open_still: bool) -> None:
    start = timezone.now()
    browser = signed_in(officer_user)
    browser.get(INSIDE)
    for minute in minutes:
        with time_machine.travel(start + datetime.timedelta(minutes=minute)):
            status = browser.get(INSIDE).status_code
    assert (status == 200) == open_still


def test_a_session_in_constant_use_ends_after_nine_hours(officer_user: User, signed_in) -> None:
    start = timezone.now()
    browser = signed_in(officer_user)
    seen = []
    for quarter in range(0, 4 * 9 + 2):
        with time_machine.travel(start + datetime.timedelta(minutes=15 * quarter)):
            seen.append(browser.get(INSIDE).status_code)
    assert set(seen[:36]) == {200}
    assert seen[-1] == 302


def test_signing_out_kills_the_session(officer_user: User) -> None:
    browser = Client()
    sign_in(browser, officer_user.email)
    stolen = browser.cookies["sessionid"].value
    assert browser.get("/accounts/logout/").status_code == 200
    browser.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get(INSIDE).status_code == 302
    assert acts() == ["user.signed_in", "user.signed_out"]


def test_a_forgotten_password_is_set_again_through_a_letter(officer_user: User) -> None:
    EmailAddress.objects.create(user=officer_user, email=officer_user.email, verified=True, primary=True)
    Client().post("/accounts/password/reset/", {"email": officer_user.email})
    address = next(word for word in mail.outbox[0].body.split() if "/accounts/password/reset/key/" in word)
    browser = Client()
    form = browser.get(address).headers["Location"]
    browser.post(form, {"password1": "another long word", "password2": "another long word"})
    assert sign_in(Client(), officer_user.email, "another long word").headers["Location"] == "/"
    assert "user.password_changed" in acts()


def test_an_unknown_address_learns_nothing_from_the_reset_page(officer_user: User) -> None:
    known = Client().post("/accounts/password/reset/", {"email": officer_user.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@sv.example"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


@pytest.mark.parametrize("path", ["email/", "3rdparty/", "3rdparty/signup/", "password/set/"])
def test_nobody_changes_by_themselves_who_they_are(officer_user: User, signed_in, path: str) -> None:
    assert signed_in(officer_user).get(f"/accounts/{path}").status_code == 404


def test_the_sign_up_page_opens_no_account(officer_user: User) -> None:
    word = "a long word of mine"
    Client().post("/accounts/signup/", {"email": "me@sv.example", "password1": word, "password2": word})
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "password/change/",
        "reauthenticate/",
        "logout/",
    ],
)
def test_every_page_about_oneself_answers_under_the_web_role(officer_user: User, path: str) -> None:
    browser = Client()
    sign_in(browser, officer_user.email)
    confirm(browser)
    assert browser.get(f"/accounts/{path}").status_code == 200
