"""The embedded PostgreSQL: it starts anywhere, keeps what was committed, and the web role owns nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from approdo.core.database import embedded, home, roles
from approdo.core.database.embedded import Server
from approdo.core.database.home import EmbeddedDatabaseError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_call_finds_the_same_server(server: Server, var_with_a_space: Path) -> None:
    assert embedded.is_running(var_with_a_space)
    assert embedded.ensure_running(var_with_a_space) == server


def test_the_database_has_what_the_tables_need(server: Server) -> None:
    with psycopg.connect(server.owner_url) as connection:
        known = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        settings = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name IN "
                "('fsync', 'data_checksums', 'full_page_writes', 'synchronous_commit', 'listen_addresses')"
            ).fetchall()
        )
        alike = connection.execute("SELECT similarity('Đặng Šimić', 'đặng šimić'), upper('ž')").fetchone()
    assert set(roles.EXTENSIONS) <= known
    assert settings == {
        "fsync": "on",
        "data_checksums": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "listen_addresses": "127.0.0.1",
    }
    assert alike == (1.0, "Ž")


def test_a_new_database_of_the_owner_is_born_with_extensions_and_privileges(server: Server) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE newborn")
    with psycopg.connect(server.owner_url.replace("/approdo?", "/newborn?"), autocommit=True) as connection:
        connection.execute("CREATE TABLE note (id int PRIMARY KEY, name citext)")
    with psycopg.connect(server.web_url.replace("/approdo?", "/newborn?")) as connection:
        connection.execute("INSERT INTO note VALUES (1, 'a')")
        assert connection.execute("SELECT name = 'A' FROM note").fetchone() == (True,)


def test_the_web_role_reads_and_writes_rows_but_owns_nothing(server: Server) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE ledger (id int PRIMARY KEY)")
        faults = roles.faults_of_web_role(connection)
    assert faults[0] == "it owns the database"
    assert re.fullmatch(r"it owns \d+ tables, or may become their owner", faults[1])
    with psycopg.connect(server.web_url, autocommit=True) as connection:
        assert roles.faults_of_web_role(connection) == []
        connection.execute("INSERT INTO ledger VALUES (1)")
        for forbidden in (
            "DROP TABLE ledger",
            "CREATE TABLE mine (id int)",
            "TRUNCATE ledger",
            "SET ROLE approdo_owner",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(forbidden)
    with psycopg.connect(server.admin_url) as connection:
        assert "it is a superuser" in roles.faults_of_web_role(connection)


def test_row_level_security_holds_for_the_web_role(server: Server) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE guarded (office text)")
        connection.execute("INSERT INTO guarded VALUES ('savona'), ('palermo')")
        connection.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY own ON guarded USING (office = current_setting('approdo.office', true))")
    with psycopg.connect(server.web_url) as connection:
        assert connection.execute("SELECT * FROM guarded").fetchall() == []
        connection.execute("SET LOCAL approdo.office = 'savona'")
        assert connection.execute("SELECT * FROM guarded").fetchall() == [("savona",)]


def test_nobody_enters_without_a_password(server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no password supplied|password authentication failed"):
        psycopg.connect(server.web_url.replace(server.web_url.split("@")[0], "postgresql://approdo_admin"))
    loopback = psycopg.conninfo.conninfo_to_dict(server.web_url) | {"host": "127.0.0.1", "password": "guess"}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**loopback)  # type: ignore[arg-type]


def test_the_secrets_are_private(server: Server) -> None:
    assert stat.S_IMODE((server.data_dir.parent / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700


def test_the_log_holds_no_row_and_no_statement(server: Server) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('Zebedeo Prova')")
        with pytest.raises(errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Zebedeo Prova')")
    log = (server.data_dir.parent / "server.log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "Zebedeo" not in log


@pytest.mark.drill
def test_committed_rows_survive_a_killed_server(var_with_a_space: Path) -> None:
    server = embedded.ensure_running(var_with_a_space)
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    busy = psycopg.connect(server.owner_url)
    busy.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    busy.commit()
    busy.execute("INSERT INTO kept VALUES (0)")
    os.kill(server.pid, signal.SIGKILL)
    while embedded.is_running(var_with_a_space):
        time.sleep(0.01)
    again = embedded.ensure_running(var_with_a_space)
    busy.close()
    assert again.pid != server.pid
    with psycopg.connect(again.owner_url) as connection:
        assert connection.execute("SELECT count(*), min(id) FROM kept").fetchone() == (1000, 1)


@pytest.mark.drill
def test_many_processes_start_one_server(server: Server, var_with_a_space: Path) -> None:
    embedded.stop(var_with_a_space)
    assert not embedded.is_running(var_with_a_space)
    code = (
        "import sys, pathlib; from approdo.core.database import embedded; "
        "print(embedded.ensure_running(pathlib.Path(sys.argv[1])).pid)"
    )

    def call(_: int) -> str:
        command = [sys.executable, "-c", code, str(var_with_a_space)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(call, range(4)))) == 1


@pytest.mark.drill
def test_a_pid_file_of_another_time_does_not_stop_the_start(server: Server, var_with_a_space: Path) -> None:
    embedded.stop(var_with_a_space)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        file = server.data_dir / "postmaster.pid"
        file.write_text(
            f"{stranger.pid}\n{server.data_dir}\n1\n5432\n\n127.0.0.1\n    0 0\nready   \n", encoding="utf-8"
        )
        shutil.chown(file, server.data_dir.stat().st_uid, server.data_dir.stat().st_gid)
        assert not embedded.is_running(var_with_a_space)
        assert embedded.ensure_running(var_with_a_space).pid != stranger.pid
    finally:
        stranger.kill()
        stranger.wait()


def test_stopping_twice_is_no_error(tmp_path: Path) -> None:
    assert embedded.stop(tmp_path / "var") is False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to the account of the server")
def test_under_a_folder_closed_to_everybody_else_the_data_stand_elsewhere(tmp_path: Path) -> None:
    closed = tmp_path / "closed folder"
    closed.mkdir(mode=0o700)
    var = closed / "var"
    try:
        first = embedded.ensure_running(var)
        assert first.data_dir.parent.parent == home.SYSTEM_HOMES
        embedded.stop(var)
        moved = tmp_path / "moved"
        closed.rename(moved)
        assert embedded.ensure_running(moved / "var").data_dir == first.data_dir
        embedded.stop(moved / "var")
    finally:
        for folder in (var, tmp_path / "moved" / "var"):
            embedded.stop(folder)
        shutil.rmtree(first.data_dir.parent)


def test_a_missing_major_version_is_said() -> None:
    with pytest.raises(EmbeddedDatabaseError, match=r"PostgreSQL 9, which made the data, was not found.*DATABASE_URL"):
        home.binaries(9)


def test_an_unwilling_port_is_replaced(server: Server, var_with_a_space: Path) -> None:
    port = int(psycopg.conninfo.conninfo_to_dict(embedded.ensure_running(var_with_a_space).web_url)["port"] or 0)
    embedded.stop(var_with_a_space)
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        started = time.monotonic()
        again = embedded.ensure_running(var_with_a_space)
    assert psycopg.conninfo.conninfo_to_dict(again.web_url)["port"] != str(port)
    assert time.monotonic() - started < embedded.START_SECONDS
