"""A passkey is added and then opens by itself, with an authenticator made of software."""

from __future__ import annotations

import hashlib
import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from approdo.core.models import AuditRecord, User

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"
USER_PRESENT_AND_VERIFIED = 0x05
WITH_CREDENTIAL = 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(words: str) -> bytes:
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))


class Key:
    """An authenticator that holds one discoverable credential."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.identifier = os.urandom(16)
        self.user = b""
        self.uses = 0

    def _data(self, relying_party: str, flags: int, rest: bytes = b"") -> bytes:
        self.uses += 1
        return hashlib.sha256(relying_party.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big") + rest

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": ORIGIN, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = text(self.identifier)
        answer = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(answer | {"authenticatorAttachment": "platform"})

    def create(self, options: dict[str, Any]) -> str:
        self.user = raw(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        credential = bytes(16) + len(self.identifier).to_bytes(2, "big") + self.identifier + public
        data = self._data(options["rp"]["id"], USER_PRESENT_AND_VERIFIED | WITH_CREDENTIAL, credential)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("create", options["challenge"])
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(attestation)})

    def get(self, options: dict[str, Any]) -> str:
        data = self._data(options["rpId"], USER_PRESENT_AND_VERIFIED)
        client = self._client("get", options["challenge"])
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(self.user),
            }
        )


def options_in(body: str) -> dict[str, Any]:
    """The options that the page hands to its script."""
    found = re.search(r"<script[^>]*application/json[^>]*>(.*?)</script>", body, re.S)
    options = json.loads(unescape(found[1]) if found else body)
    return options.get("creation_options", options)["publicKey"]


@pytest.fixture
def key(officer_user: User) -> Key:
    """A passkey that the officer added."""
    browser, key = Client(), Key()
    browser.post("/accounts/login/", {"login": officer_user.email, "password": "prova-prova-prova"})
    browser.post("/accounts/reauthenticate/", {"password": "prova-prova-prova"})
    options = options_in(browser.get("/accounts/2fa/webauthn/add/").content.decode())
    answer = {"name": "Portachiavi", "passwordless": "on", "credential": key.create(options)}
    assert browser.post("/accounts/2fa/webauthn/add/", answer).status_code == 302
    return key


def sign_in_with(key: Key, browser: Client) -> int:
    asked = browser.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    options = asked["request_options"]["publicKey"]
    return browser.post("/accounts/2fa/webauthn/login/", {"credential": key.get(options)}).status_code


def test_a_passkey_opens_without_the_password(key: Key) -> None:
    browser = Client()
    assert sign_in_with(key, browser) == 302
    assert browser.get("/api/v1/me").json()["label"] == "Officer"
    assert list(AuditRecord.objects.values_list("act", flat=True)) == ["user.signed_in", "user.signed_in"]


def test_a_passkey_satisfies_the_required_second_factor(key: Key, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Client()
    sign_in_with(key, browser)
    assert browser.get("/api/v1/me").status_code == 200


def test_another_key_with_the_same_name_does_not_open(key: Key) -> None:
    false = Key()
    false.identifier, false.user = key.identifier, key.user
    browser = Client()
    sign_in_with(false, browser)
    assert browser.get("/api/v1/me").status_code == 401


def test_the_password_alone_no_longer_opens(key: Key, officer_user: User) -> None:
    assert Authenticator.objects.filter(user=officer_user, type="webauthn").exists()
    browser = Client()
    browser.post("/accounts/login/", {"login": officer_user.email, "password": "prova-prova-prova"})
    assert browser.get("/api/v1/me").status_code == 401
