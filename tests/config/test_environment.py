"""The readers of the environment: what they accept, and how they refuse nonsense."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from approdo.config import environment
from approdo.config.environment import ConfigurationError
from approdo.config.variables import VARIABLES, as_markdown


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_an_absent_or_empty_variable_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.whole_number("APPRODO_PORT", 1, 65535) == 8000
    monkeypatch.setenv("APPRODO_PORT", "  ")
    assert environment.whole_number("APPRODO_PORT", 1, 65535) == 8000
    assert environment.flag("APPRODO_DEMO") is False
    assert environment.database_url("DATABASE_URL") is None
    assert environment.mail_server("APPRODO_SMTP_URL") is None
    assert environment.openid_apps() == []
    assert environment.address_list("APPRODO_ALLOWED_HOSTS") == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("ON", True), ("1", True), ("No", False), ("0", False)])
def test_a_flag_is_read_in_plain_words(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("APPRODO_DEMO", written)
    assert environment.flag("APPRODO_DEMO") is meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APPRODO_DEMO", "perhaps"),
        ("APPRODO_PORT", "80a"),
        ("APPRODO_PORT", "0"),
        ("APPRODO_PORT", "65536"),
        ("APPRODO_PORT", "８０００"),
        ("APPRODO_PORT", "9" * 5000),
        ("APPRODO_ALLOWED_HOSTS", "approdo.example,*"),
        ("APPRODO_ALLOWED_HOSTS", "https://approdo.example"),
        ("APPRODO_VAR", "var"),
        ("APPRODO_TIME_ZONE", "Europe/Paris"),
        ("APPRODO_MAIL_FROM", "office"),
        ("APPRODO_OIDC_ISSUER", "http://login.example"),
        ("APPRODO_OIDC_ISSUER", "login.example"),
        ("APPRODO_DATABASE_ROLE", "admin"),
    ],
)
def test_nonsense_is_refused_with_name_value_and_expectation(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    (fault,) = environment.faults()
    assert fault.startswith(f"{name}: found ")
    assert value[:80] in fault
    assert len(fault) < 250
    assert VARIABLES[name].expected in fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://approdo:hushhush@db.example/approdo"),
        ("DATABASE_URL", "postgresql://approdo:hushhush@db.example"),
        ("DATABASE_URL", "postgresql://approdo:hushhush@db.example:port/approdo"),
        ("DATABASE_URL", "postgresql://approdo:hushhush@[::1/approdo"),
        ("APPRODO_SMTP_URL", "http://office:hushhush@mail.example"),
        ("APPRODO_SECRET_KEY", "hushhush"),
        ("APPRODO_FIELD_KEYS", "k1:hushhush"),
    ],
)
def test_a_refused_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    (fault,) = environment.faults()
    assert fault.startswith(f"{name}: found a value that is not shown")
    assert "hushhush" not in fault


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPRODO_PROT", "8001")
    assert environment.faults() == ["APPRODO_PROT: unknown variable; did you mean APPRODO_PORT?"]


def test_a_database_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:a%40b%2Fc@db.example:5433/pratiche?sslmode=verify-full")
    address = environment.database_url("DATABASE_URL")
    assert address is not None
    assert address.as_django() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "pratiche",
        "USER": "owner",
        "PASSWORD": "a@b/c",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }
    assert "a@b" not in address.in_words()
    assert address.on_database("altra").url == "postgresql://owner:a%40b%2Fc@db.example:5433/altra?sslmode=verify-full"


def test_a_database_address_may_name_the_folder_of_a_socket() -> None:
    address = environment.parse_database_url(
        "postgresql://web:x@/approdo?host=%2Ftmp%2Fa%20b&port=5555", "DATABASE_URL"
    )
    assert (address.host, address.port, address.options) == ("/tmp/a b", 5555, {})  # noqa: S108


def test_a_mail_server_has_the_port_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPRODO_SMTP_URL", "smtp+starttls://office:p%3Aw@mail.example")
    server = environment.mail_server("APPRODO_SMTP_URL")
    assert server is not None
    assert (server.host, server.port, server.user, server.password, server.tls) == (
        "mail.example", 587, "office", "p:w", "starttls",
    )  # fmt: skip


def test_an_issuer_needs_client_and_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPRODO_OIDC_ISSUER", "https://login.example/")
    with pytest.raises(ConfigurationError, match="APPRODO_OIDC_CLIENT_ID"):
        environment.openid_apps()
    monkeypatch.setenv("APPRODO_OIDC_CLIENT_ID", "approdo")
    monkeypatch.setenv("APPRODO_OIDC_CLIENT_SECRET", "s")
    (app,) = environment.openid_apps()
    assert app["settings"] == {"server_url": "https://login.example"}


def test_a_generated_secret_is_kept_privately_and_stays_the_same(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "secret-key"
    first = environment.secret("APPRODO_SECRET_KEY", kept_in=file, shortest=50)
    assert environment.secret("APPRODO_SECRET_KEY", kept_in=file, shortest=50) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    other = environment.secret("APPRODO_SECRET_KEY", kept_in=tmp_path / "other")
    assert other != first


def test_the_first_field_key_is_the_current_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    new, old = base64.b64encode(b"n" * 32).decode(), base64.b64encode(b"o" * 32).decode()
    monkeypatch.setenv("APPRODO_FIELD_KEYS", f"b2:{new}, a1:{old}")
    assert list(environment.field_keys("APPRODO_FIELD_KEYS").items()) == [("b2", b"n" * 32), ("a1", b"o" * 32)]
    monkeypatch.setenv("APPRODO_FIELD_KEYS", f"a1:{new},a1:{old}")
    with pytest.raises(ConfigurationError, match="APPRODO_FIELD_KEYS"):
        environment.field_keys("APPRODO_FIELD_KEYS")
    monkeypatch.delenv("APPRODO_FIELD_KEYS")
    (key,) = environment.field_keys("APPRODO_FIELD_KEYS", kept_in=tmp_path / "keys").values()
    assert len(key) == 32


def test_the_document_names_every_variable_and_no_secret() -> None:
    document = as_markdown()
    assert all(f"`{name}`" in document for name in VARIABLES)


@pytest.mark.parametrize(
    "value",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/{z}/{x}/{y}{r}.png",
        "https://tiles.example/{z}/{x}/{y}; script-src *",
        "https://tiles.example",
        "tiles.example/{z}/{x}/{y}",
    ],
)
def test_pieces_of_a_map_come_from_one_host_and_have_a_place(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert environment.tiles("APPRODO_MAP_TILES") == ""
    monkeypatch.setenv("APPRODO_MAP_TILES", "https://tiles.example:8443/light/{z}/{x}/{y}.png?key=k")
    assert environment.tiles("APPRODO_MAP_TILES") == "https://tiles.example:8443/light/{z}/{x}/{y}.png?key=k"
    monkeypatch.setenv("APPRODO_MAP_TILES", value)
    with pytest.raises(ConfigurationError, match="APPRODO_MAP_TILES"):
        environment.tiles("APPRODO_MAP_TILES")
