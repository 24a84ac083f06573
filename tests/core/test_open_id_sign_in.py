"""Signing in through the administration's identity provider, against a real one on loopback."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from approdo.core.models import AuditRecord, User

# The provider's own libraries warn about their next version while they work
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]

START = "/accounts/oidc/administration/login/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows an officer, a stranger, somebody with an address of their own claim, and two subjects."""
    people = [
        ("s-officer", {"email": "officer@sv.example", "email_verified": True, "fiscal_number": "TINIT-SECRET"}),
        ("s-stranger", {"email": "stranger@sv.example", "email_verified": True}),
        ("s-claims", {"email": "officer@sv.example", "email_verified": False}),
        ("s-other", {"email": "officer@sv.example", "email_verified": True}),
    ]
    with warnings.catch_warnings():
        # The provider's own library announces its next version when it is loaded
        warnings.simplefilter("ignore")
        oidc_provider_mock = importlib.import_module("oidc_provider_mock")
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in people]
    with oidc_provider_mock.run_server_in_thread(require_client_registration=False, user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def provider(issuer: str, settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "administration",
                    "name": "Identity of the administration",
                    "client_id": "approdo",
                    "secret": "approdo-secret",
                    "settings": {"server_url": issuer},
                }
            ]
        }
    }


def come_back_as(subject: str, browser: Client):
    """Go to the provider, say who one is there, and come back with its answer."""
    there = browser.post(START).headers["Location"]
    answer = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return browser.get(f"{back.path}?{back.query}")


def test_a_known_verified_address_signs_in_and_its_subject_is_remembered(officer_user: User) -> None:
    browser = Client()
    assert come_back_as("s-officer", browser).status_code == 302
    assert browser.get("/api/v1/me").json()["label"] == "Officer"
    account = SocialAccount.objects.get()
    assert (account.user_id, account.uid, account.extra_data) == (officer_user.pk, "s-officer", {})
    assert AuditRecord.objects.get().act == "user.signed_in"


def test_a_remembered_subject_signs_in_even_when_the_address_changed(officer_user: User) -> None:
    come_back_as("s-officer", Client())
    User.objects.filter(pk=officer_user.pk).update(email="new@sv.example")
    browser = Client()
    assert come_back_as("s-officer", browser).status_code == 302
    assert browser.get("/api/v1/me").status_code == 200
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize("subject", ["s-stranger", "s-claims"], ids=["unknown", "not-verified"])
def test_whoever_is_not_a_user_is_refused_and_no_account_is_opened(officer_user: User, subject: str) -> None:
    browser = Client()
    answer = come_back_as(subject, browser)
    assert answer.status_code == 403
    assert "nessun account" in answer.content.decode().lower() or "No account was opened" in answer.content.decode()
    assert browser.get("/api/v1/me").status_code == 401
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_another_subject_with_the_same_address_is_refused(officer_user: User) -> None:
    come_back_as("s-officer", Client())
    browser = Client()
    assert come_back_as("s-other", browser).status_code == 403
    assert browser.get("/api/v1/me").status_code == 401


def test_a_disabled_user_is_refused(officer_user: User) -> None:
    User.objects.update(is_active=False)
    browser = Client()
    come_back_as("s-officer", browser)
    assert browser.get("/api/v1/me").status_code == 401
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(officer_user: User) -> None:
    answer = Client().get("/accounts/oidc/administration/login/callback/?code=x&state=y")
    assert b"Officer" not in answer.content
    assert not AuditRecord.objects.exists()
