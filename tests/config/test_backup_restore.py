"""Backup and restore: what comes back is what was there, damage is refused, nothing in the way is destroyed."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click import ClickException
from click.testing import CliRunner, Result
from psycopg import errors

from approdo.config.cli import archive
from approdo.config.cli.archive import MANIFEST
from approdo.config.cli.backup import backup
from approdo.config.cli.restore import restore
from approdo.core.database.embedded import Server

pytestmark = pytest.mark.slow

TABLES = """
DROP TABLE IF EXISTS trace, pratica, later;
CREATE TABLE pratica (id int PRIMARY KEY, title text, born date);
CREATE TABLE trace (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pratica int REFERENCES pratica, act text);
REVOKE UPDATE, DELETE ON trace FROM approdo_web;
ALTER TABLE pratica ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON pratica USING (true);
INSERT INTO pratica SELECT n, 'Prova ' || n || ' Đặng ñ', DATE '2026-01-01' + n FROM generate_series(1, 500) n;
INSERT INTO trace (pratica, act) SELECT n, 'opened' FROM generate_series(1, 500) n;
"""
FINGERPRINT = "SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM pratica p"

Run = Callable[..., Result]


def _on(server: Server, database: str, *, role: str = "owner") -> psycopg.Connection[tuple[object, ...]]:
    url = server.owner_url if role == "owner" else server.web_url
    return psycopg.connect(url.replace("/approdo?", f"/{database}?"), autocommit=True)


@pytest.fixture
def office(server: Server, var_with_a_space: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of an office of this one test: database `approdo` with two tables, two documents, a field key."""
    with _on(server, "postgres") as connection:
        others = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'approdo\\__%'").fetchall()
        for (name,) in others:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    with _on(server, "approdo") as connection:
        connection.execute(TABLES)
    var = tmp_path / "var"
    (var / "documents" / "2026").mkdir(parents=True)
    (var / "documents" / "2026" / "lettera è.pdf").write_bytes(b"%PDF letter")
    (var / "documents" / "empty").touch()
    monkeypatch.setenv("APPRODO_VAR", str(var))
    monkeypatch.setenv("DATABASE_URL", server.owner_url)
    monkeypatch.delenv("APPRODO_FIELD_KEYS", raising=False)
    return var


@pytest.fixture
def run(office: Path) -> Run:
    """Call `backup` or `restore` as on the command line."""

    def call(command: object, *arguments: object, answer: str = "") -> Result:
        return CliRunner().invoke(command, [str(argument) for argument in arguments], input=answer)  # type: ignore[arg-type]

    return call


def _saved(run: Run, folder: Path) -> Path:
    target = folder / "saved.tar"
    result = run(backup, target)
    assert result.exit_code == 0, result.output
    return target


def test_what_comes_back_is_what_was_there(run: Run, server: Server, office: Path, tmp_path: Path) -> None:
    saved = _saved(run, tmp_path)
    with _on(server, "approdo") as connection:
        before = connection.execute(FINGERPRINT).fetchone()
        connection.execute("DELETE FROM trace; DELETE FROM pratica WHERE id > 3")
    (office / "documents" / "empty").write_bytes(b"changed")

    result = run(restore, saved, "--into", "approdo", answer="y\n")

    assert result.exit_code == 0, result.output
    with _on(server, "approdo") as connection:
        assert connection.execute(FINGERPRINT).fetchone() == before
        assert connection.execute("SELECT count(*) FROM trace").fetchone() == (500,)
        connection.execute("INSERT INTO trace (pratica, act) VALUES (1, 'the sequence goes on')")
        kept = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'approdo_before_%'").fetchall()
    assert (office / "documents" / "2026" / "lettera è.pdf").read_bytes() == b"%PDF letter"
    assert (office / "documents" / "empty").read_bytes() == b""
    (other,) = office.glob("documents-before-*")
    assert (other / "empty").read_bytes() == b"changed"
    with _on(server, str(kept[0][0])) as connection:
        assert connection.execute("SELECT count(*) FROM pratica").fetchone() == (3,)


def test_a_restored_table_gives_the_web_role_no_more_than_before(run: Run, server: Server, tmp_path: Path) -> None:
    assert run(restore, _saved(run, tmp_path), "--into", "approdo", "--yes").exit_code == 0
    with _on(server, "approdo", role="web") as connection:
        connection.execute("INSERT INTO trace (pratica, act) VALUES (1, 'seen')")
        for forbidden in ("UPDATE trace SET act = 'x'", "DELETE FROM trace"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(forbidden)
    with _on(server, "approdo") as connection:
        connection.execute("CREATE TABLE later (id int)")
    with _on(server, "approdo", role="web") as connection:
        connection.execute("INSERT INTO later VALUES (1)")
        secured = connection.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'pratica'").fetchone()
    assert secured == (True,)


def test_restoring_beside_leaves_the_office_alone(run: Run, server: Server, office: Path, tmp_path: Path) -> None:
    result = run(restore, _saved(run, tmp_path), "--into", "approdo_prova", "--yes")
    assert result.exit_code == 0, result.output
    with _on(server, "approdo_prova") as beside, _on(server, "approdo") as own:
        assert beside.execute(FINGERPRINT).fetchone() == own.execute(FINGERPRINT).fetchone()
    assert (office / "documents-approdo_prova" / "empty").exists()
    assert not list(office.glob("documents-before-*"))


def test_a_database_with_tables_is_not_replaced_unless_named(run: Run, server: Server, tmp_path: Path) -> None:
    result = run(restore, _saved(run, tmp_path), "--yes")
    assert result.exit_code == 1
    assert "holds 2 tables" in result.output
    assert "--into approdo" in result.output


def test_a_restore_that_fails_leaves_no_half_of_a_database(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = _saved(run, tmp_path)

    def broken(*_values: object) -> None:
        raise ClickException("pg_restore failed: no space left on device")

    monkeypatch.setattr(archive, "run_program", broken)
    result = run(restore, saved, "--into", "approdo", "--yes")
    assert result.exit_code == 1
    assert "no space left" in result.output
    with _on(server, "approdo") as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'approdo%'").fetchall()
        assert connection.execute("SELECT count(*) FROM pratica").fetchone() == (500,)
    assert names == [("approdo",)]


def test_without_a_yes_nothing_happens(run: Run, server: Server, tmp_path: Path) -> None:
    result = run(restore, _saved(run, tmp_path), "--into", "approdo", answer="n\n")
    assert result.exit_code == 1
    with _on(server, "approdo") as connection:
        names = connection.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'approdo%'").fetchone()
    assert names == (1,)


def test_somebody_still_at_work_stops_the_swap_and_loses_nothing(run: Run, server: Server, tmp_path: Path) -> None:
    saved = _saved(run, tmp_path)
    with _on(server, "approdo") as somebody:
        somebody.execute("DELETE FROM trace WHERE id = 1")
        result = run(restore, saved, "--into", "approdo", "--yes")
        assert result.exit_code == 1
        assert "Stop Approdo" in result.output
        assert somebody.execute("SELECT count(*) FROM trace").fetchone() == (499,)


def test_a_backup_never_overwrites(run: Run, tmp_path: Path) -> None:
    saved = _saved(run, tmp_path)
    before = saved.read_bytes()
    result = run(backup, saved)
    assert result.exit_code == 1
    assert "never overwrites" in result.output
    assert saved.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["saved.tar"]


def test_a_backup_is_private(run: Run, tmp_path: Path) -> None:
    assert _saved(run, tmp_path).stat().st_mode & 0o077 == 0


def _flip_in(archive: Path, name: str) -> None:
    with tarfile.open(archive) as tar:
        member = tar.getmember(name)
    content = bytearray(archive.read_bytes())
    content[member.offset_data + member.size // 2] ^= 0x40
    archive.write_bytes(content)


@pytest.mark.drill
@pytest.mark.parametrize("name", ["database.dump", "documents/2026/lettera è.pdf", MANIFEST])
def test_a_single_flipped_bit_is_refused(run: Run, server: Server, tmp_path: Path, name: str) -> None:
    saved = _saved(run, tmp_path)
    assert run(restore, saved, "--check").exit_code == 0
    _flip_in(saved, name)
    result = run(restore, saved, "--into", "approdo", "--yes")
    assert result.exit_code == 1
    assert "damaged" in result.output
    with _on(server, "approdo") as connection:
        assert connection.execute("SELECT count(*) FROM pratica").fetchone() == (500,)


@pytest.mark.drill
@pytest.mark.parametrize("where", ["at the start", "in the dump", "in the manifest"])
def test_an_archive_cut_short_is_refused(run: Run, tmp_path: Path, where: str) -> None:
    saved = _saved(run, tmp_path)
    with tarfile.open(saved) as tar:
        manifest = tar.getmember(MANIFEST).offset_data
    cut = {"at the start": 0, "in the dump": 2000, "in the manifest": manifest + 100}[where]
    saved.write_bytes(saved.read_bytes()[:cut])
    result = run(restore, saved, "--check")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


@pytest.mark.drill
def test_a_member_that_is_not_in_the_manifest_is_refused(run: Run, tmp_path: Path) -> None:
    saved = _saved(run, tmp_path)
    stranger = tmp_path / "stranger"
    stranger.write_text("x")
    with tarfile.open(saved, "a") as tar:
        tar.add(stranger, "documents/../../stranger")
    result = run(restore, saved, "--check")
    assert result.exit_code == 1
    assert "damaged" in result.output


def test_keys_that_are_missing_are_named(run: Run, office: Path, tmp_path: Path) -> None:
    saved = _saved(run, tmp_path)
    (office / "secrets" / "field-keys").unlink()
    result = run(restore, saved, "--into", "approdo_prova", "--yes")
    assert result.exit_code == 0
    assert "stays closed" in result.output
