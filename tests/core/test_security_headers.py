"""What every answer carries, errors and static files included."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from approdo.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PATHS = [
    "/accounts/login/",
    "/gallery/",
    "/nothing/",
    "/api/v1/me",
    "/api/v1/openapi.json",
    "/api/v1/nothing",
    "/status",
]


def check(answer: HttpResponse) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected(officer_user: User, signed_in, path: str) -> None:
    answer = signed_in(officer_user).get(path)
    check(answer)
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_failure_is_protected(officer_user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("approdo.core.gallery.views.page", fail)
    browser = Client(raise_request_exception=False)
    browser.force_login(officer_user)
    answer = browser.get("/gallery/")
    assert answer.status_code == 500
    check(answer)


def test_a_form_without_its_secret_is_refused_and_protected(officer_user: User) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    check(answer)


def test_a_static_file_is_protected(settings, tmp_path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    settings.STATIC_ROOT = tmp_path
    answer = Client().get("/static/a.css")
    assert b"".join(answer) == b"a{}"
    assert answer.status_code == 200
    check(answer)
    for close in answer._resource_closers:
        close()


def test_outside_the_demonstration_everything_is_encrypted(officer_user: User, settings) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    browser = Client()
    plain = browser.get("/accounts/login/")
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://testserver/accounts/login/")
    answer = browser.get("/accounts/login/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    browser.post("/accounts/login/", {"login": officer_user.email, "password": "prova-prova-prova"}, secure=True)
    for name in ("sessionid", "csrftoken"):
        cookie = browser.cookies[name]
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
