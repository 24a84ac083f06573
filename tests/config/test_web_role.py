"""The web role on a server that is not ours: made when the owner may, refused in words when not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click import ClickException

from approdo.config import database
from approdo.config.cli import processes
from approdo.config.environment import DatabaseAddress, parse_database_url
from approdo.core.database import roles
from approdo.core.database.embedded import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def foreign(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[DatabaseAddress]:
    """A server where nobody has made the web role yet: an owner that may create roles, and its database."""
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("ALTER ROLE approdo_web RENAME TO web_aside")
        admin.execute("CREATE ROLE office_owner LOGIN CREATEROLE PASSWORD 'x'")
        admin.execute("CREATE DATABASE office OWNER office_owner TEMPLATE template0")
        url = server.owner_url.replace("approdo_owner:", "office_owner:").replace("/approdo?", "/office?")
        address = parse_database_url(url.replace(url.split(":")[2].split("@")[0], "x"), "DATABASE_URL")
        monkeypatch.setenv("DATABASE_URL", address.url)
        monkeypatch.setenv("APPRODO_VAR", str(tmp_path / "var"))
        for name in ("APPRODO_WEB_DATABASE_URL", "APPRODO_DATABASE_ROLE", "APPRODO_DEMO"):
            monkeypatch.delenv(name, raising=False)
        yield address
        admin.execute("DROP DATABASE office WITH (FORCE)")
        admin.execute("DROP ROLE IF EXISTS approdo_web")
        admin.execute("DROP ROLE office_owner")
        admin.execute("ALTER ROLE web_aside RENAME TO approdo_web")


def test_an_owner_that_may_makes_the_role_once(foreign: DatabaseAddress) -> None:
    assert database.addresses().web is None
    assert database.ensure_web_role(foreign)
    made = database.addresses().web
    assert made is not None
    with psycopg.connect(foreign.url, autocommit=True) as owner:
        owner.execute("CREATE TABLE note (id int)")
    with psycopg.connect(made.url) as web:
        assert roles.faults_of_web_role(web) == []
        web.execute("INSERT INTO note VALUES (1)")
    assert database.ensure_web_role(foreign)
    assert database.addresses().web == made
    assert database.addresses().of_this_process() == made


def test_a_role_of_somebody_else_is_left_alone(server: Server, foreign: DatabaseAddress) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE approdo_web LOGIN PASSWORD 'of another installation'")
        before = admin.execute("SELECT * FROM pg_authid WHERE rolname = 'approdo_web'").fetchone()
        assert not database.ensure_web_role(foreign)
        assert admin.execute("SELECT * FROM pg_authid WHERE rolname = 'approdo_web'").fetchone() == before
    assert database.addresses().web is None


def test_an_owner_that_may_not_is_told_so(server: Server, foreign: DatabaseAddress) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute("ALTER ROLE office_owner NOCREATEROLE")
    assert not database.ensure_web_role(foreign)


def test_pages_are_not_served_under_the_owner_outside_the_demonstration(
    foreign: DatabaseAddress, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ClickException, match=r"office_owner.*is unfit: .*it owns the database.*approdo migrate"):
        processes._refuse_unfit_role()
    monkeypatch.setenv("APPRODO_DEMO", "yes")
    processes._refuse_unfit_role()
    assert "Only the demonstration" in capsys.readouterr().err
