"""A full disk stops an import with what to do, leaves nothing half done, and once there is room the work goes on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import translation
from psycopg import errors, sql

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.database import embedded
from approdo.core.models import ImportBatch, StoredDocument
from approdo.people.models import Person
from approdo.procedures.commands import import_writing, imports
from approdo.procedures.jobs import imports as jobs
from approdo.procedures.models import CaseEvent, CaseFile, DueCount
from approdo.procedures.queries.imports import visible_batch
from tests.procedures.import_tables import HEADINGS, as_csv, as_xlsx, check, line

ROWS = 300
SIZE = 4_000_000  # bytes of the small disk
TABLES = ("procedures_casefile", "procedures_caseevent", "people_person", "core_importrow")


@dataclass
class SmallDisk:
    """A file system of four megabytes."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, *, leaving: int) -> None:
        """Take all the room but about so many bytes."""
        state = os.statvfs(self.folder)
        self._ballast.write_bytes(b"\0" * (state.f_bavail * state.f_frsize - leaving))

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink()


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """Outside the folders of pytest, which the account of the database may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="approdo-small-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("A small disk cannot be mounted here; the tests on doubles of this file say the same.")
    folder.chmod(0o755)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def tables_on_small_disk(committed: None, small_disk: SmallDisk) -> Iterator[SmallDisk]:
    """The tables that an import fills stand on the small disk."""
    if not connection.settings_dict["HOST"].startswith("/tmp/approdo-"):  # noqa: S108  # where the embedded one stands
        pytest.skip("Only the embedded server can be given another disk.")
    server = embedded.ensure_running()
    place, name = small_disk.folder / "tables", sql.Identifier(f"small_{os.getpid()}")
    place.mkdir()
    owner = server.data_dir.stat()
    os.chown(place, owner.st_uid, owner.st_gid)
    database = str(connection.settings_dict["NAME"])
    with psycopg.connect(server.admin_url.replace("/approdo?", f"/{database}?"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(name, sql.Literal(str(place))))
        move = sql.SQL("ALTER TABLE {} SET TABLESPACE {}")
        try:
            for table in TABLES:
                # What other tests took back still fills its pages
                admin.execute(sql.SQL("VACUUM FULL {}").format(sql.Identifier(table)))
                admin.execute(move.format(sql.Identifier(table), name))
            yield small_disk
        finally:
            for table in TABLES:
                admin.execute(move.format(sql.Identifier(table), sql.Identifier("pg_default")))
            admin.execute(sql.SQL("DROP TABLESPACE {}").format(name))


@pytest.fixture
def kept_in_files(tmp_path: Path, settings: Any) -> Path:
    """The documents are files, as in an installation."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "approdo.core.documents.DocumentStorage"}}
    return tmp_path


def checked(officer: Actor, rows: int = ROWS) -> ImportBatch:
    batch = check(officer, as_csv([line(number) for number in range(1, rows + 1)]))
    return imports.run_import(by=officer, batch_id=batch.pk)


def worker(folder: Path, batch: ImportBatch) -> int:
    program = [sys.executable, "-m", "tests.procedures.import_worker"]
    arguments = [str(connection.settings_dict["NAME"]), str(folder), "SV", str(batch.pk)]
    return subprocess.run([*program, *arguments], capture_output=True, check=False, timeout=120).returncode


def count_whole() -> int:
    """How many case files there are: each with its person, its event and its count."""
    files = CaseFile.objects.count()
    assert Person.objects.count() == CaseEvent.objects.count() == files
    assert sum(DueCount.objects.values_list("files", flat=True)) == files
    return files


def stopped_in_the_middle(officer: Actor, batch: ImportBatch, rows: int) -> int:
    """The import stopped, says why and what to do, and what it wrote is whole. Gives how many files it wrote."""
    stopped = visible_batch(officer, batch.pk)
    assert stopped.state == "failed"
    assert "disco" in stopped.failure
    assert "riprendi" in stopped.failure
    files = count_whole()
    assert 0 < files < rows
    assert (stopped.counts, stopped.position) == ({"created": files}, files + 1)
    return files


@pytest.mark.drill
@pytest.mark.slow
def test_an_import_whose_database_has_no_more_room_stops_whole_and_goes_on(
    tables_on_small_disk: SmallDisk, officer: Actor, kept_in_files: Path
) -> None:
    batch = checked(officer)
    tables_on_small_disk.fill(leaving=110_000)
    assert worker(kept_in_files, batch) != 0
    files = stopped_in_the_middle(officer, batch, ROWS)
    imports.resume_import(by=officer, batch_id=batch.pk, queued=False)
    assert worker(kept_in_files, batch) != 0, "there is still no room"
    assert files <= count_whole() < ROWS
    tables_on_small_disk.free()
    imports.resume_import(by=officer, batch_id=batch.pk, queued=False)
    assert worker(kept_in_files, batch) == 0
    assert visible_batch(officer, batch.pk).state == "done"
    assert count_whole() == ROWS


@pytest.mark.drill
@pytest.mark.slow
def test_the_drill_sees_a_disk_that_is_not_full(
    tables_on_small_disk: SmallDisk, officer: Actor, kept_in_files: Path
) -> None:
    batch = checked(officer)
    assert worker(kept_in_files, batch) == 0
    with pytest.raises(AssertionError):
        stopped_in_the_middle(officer, batch, ROWS)


@pytest.mark.drill
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("where", "ending"), [("documents", "csv"), ("documents", "xlsx"), ("temporary", "xlsx")])
def test_a_file_for_which_there_is_no_room_is_refused_and_can_be_sent_again(
    small_disk: SmallDisk, officer: Actor, settings: Any, kept_in_files: Path, where: str, ending: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if where == "documents":
        settings.MEDIA_ROOT = small_disk.folder
    else:
        monkeypatch.setattr(tempfile, "tempdir", str(small_disk.folder))
    rows = [line(number) for number in range(1, ROWS + 1)]
    content = as_csv(rows) if ending == "csv" else as_xlsx([HEADINGS, *(one.values() for one in rows)])
    kept = Path(settings.MEDIA_ROOT)
    for room in (0, len(content) // 2, len(content) + 4096) if where == "temporary" else (0, len(content) // 2):
        small_disk.fill(leaving=room)
        with pytest.raises(documents.NoRoom) as refused:
            imports.start_import(by=officer, name=f"elenco.{ending}", content=content)
        with translation.override("it"):
            assert "amministratore" in str(refused.value.message)
        assert not ImportBatch.objects.exists()
        assert not StoredDocument.objects.exists()
        assert not list(kept.rglob(".writing-*"))
        small_disk.free()
    assert imports.start_import(by=officer, name=f"elenco.{ending}", content=content).headings == list(HEADINGS)


def full_here() -> Exception:
    return OSError(errno.ENOSPC, "No space left on device")


def full_there() -> Exception:
    problem = OperationalError("could not extend file")
    problem.__cause__ = errors.DiskFull("could not extend file")
    return problem


@pytest.mark.django_db
@pytest.mark.parametrize("full", [full_here, full_there])
def test_a_double_of_a_full_disk_stops_the_import_whole(
    officer: Actor, monkeypatch: pytest.MonkeyPatch, full: Any
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)
    batch = checked(officer, 7)
    real, calls = import_writing.write, []

    def cut(*told: Any) -> None:
        real(*told)
        calls.append(1)
        if len(calls) == 3:
            raise full()

    monkeypatch.setattr(import_writing, "write", cut)
    with pytest.raises((OSError, OperationalError)), translation.override("it"):
        jobs.work_through(officer, visible_batch(officer, batch.pk))
    assert stopped_in_the_middle(officer, batch, 7) == 4
    imports.resume_import(by=officer, batch_id=batch.pk, queued=False)
    jobs.work_through(officer, visible_batch(officer, batch.pk))
    assert visible_batch(officer, batch.pk).state == "done"
    assert count_whole() == 7
