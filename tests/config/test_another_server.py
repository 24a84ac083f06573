"""`DATABASE_URL` names another server: everything works there, the pages under a role that owns nothing."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest

from approdo.config.demonstration.accounts import PASSWORD
from approdo.core.database.embedded import Server

SECONDS = 40


class Installation:
    """Approdo on a server that is not its own: its commands, each in a process."""

    def __init__(self, database_url: str, var: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("APPRODO_", "DJANGO_"))}
        self.environment = {
            **kept,
            "DATABASE_URL": database_url,
            "APPRODO_VAR": str(var),
            "APPRODO_DEMO": "yes",
            "APPRODO_PORT": str(port),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def __call__(self, *words: str) -> tuple[int, str]:
        """Run a command to its end: its status and what it said."""
        done = subprocess.run(
            self._program(*words), env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def running(self, *words: str) -> Iterator[None]:
        """Run a command in the meantime; it must end in order when it is asked to."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(self._program(*words), env=self.environment, start_new_session=True, **quiet)
        try:
            yield
            assert process.poll() is None, f"{words[0]} ended by itself"
            process.terminate()
            process.wait(SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _program(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "approdo.config.cli.main", *words]


def walk(installation: Installation, database_url: str) -> None:
    """From an empty database to a case file on the screen."""
    status, said = installation("migrate")
    assert status == 0, said
    status, said = installation("demo", "load")
    assert status == 0, said
    with installation.running("worker"), installation.running("web"):
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        sign_in(browser, installation.address)
        listed = page(browser, f"{installation.address}/")
        links = re.findall(r'href="(/case-files/[0-9a-f-]{36}/)', listed)
        assert links, "the worklist shows no case file"
        assert "Come si calcola questa data" in page(browser, installation.address + links[0])
        status, said = installation("doctor")
        assert status == 0, said
        assert re.search(r"ok +database: PostgreSQL [\d.]+, DATABASE_URL", said)
        assert re.search(r"ok +web role: approdo_web owns nothing", said)
        assert re.search(r"ok +worker", said)
        with psycopg.connect(database_url) as owner:
            working = owner.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()")
            assert ("approdo_web",) in working.fetchall()


def sign_in(browser: OpenerDirector, address: str) -> None:
    """As the officer of Savona, as soon as the pages answer."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            form = page(browser, f"{address}/accounts/login/")
            break
        except URLError:
            assert time.monotonic() < deadline, "the pages do not answer"
            time.sleep(0.2)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    told = {
        "csrfmiddlewaretoken": token[1],
        "login": "savona.funzionaria@approdo.example",
        "password": PASSWORD,
    }
    answer = browser.open(f"{address}/accounts/login/", urlencode(told).encode(), timeout=SECONDS)
    assert "/accounts/login/" not in answer.url


def page(browser: OpenerDirector, address: str) -> str:
    with browser.open(address, timeout=SECONDS) as answer:
        text: str = answer.read().decode()
        return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.drill
@pytest.mark.long
def test_everything_works_on_another_server(server: Server, tmp_path: Path) -> None:
    word = secrets.token_hex(8)
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        port = admin.info.port
        admin.execute("ALTER ROLE approdo_web RENAME TO web_aside")
        admin.execute(f"CREATE ROLE office LOGIN CREATEROLE PASSWORD '{word}'")
        admin.execute("CREATE DATABASE office OWNER office TEMPLATE template0")
    url = f"postgresql://office:{word}@127.0.0.1:{port}/office"
    walk(Installation(url, tmp_path / "var", free_port()), url)
