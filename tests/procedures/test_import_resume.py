"""An import that is cut short goes on from its last row, and nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import ImportBatch
from approdo.people.models import Person
from approdo.procedures.commands import import_writing, imports
from approdo.procedures.jobs import imports as jobs
from approdo.procedures.models import CaseEvent, CaseFile, DueCount
from approdo.procedures.queries.imports import interrupted, visible_batch
from tests.procedures.import_tables import as_csv, check, line

ROWS = 11


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)


def checked(officer: Actor) -> ImportBatch:
    batch = check(officer, as_csv([line(number) for number in range(1, ROWS + 1)]))
    return imports.run_import(by=officer, batch_id=batch.pk)


def whole() -> None:
    """Every row is there once, with its events, its person and its count."""
    assert CaseFile.objects.count() == Person.objects.count() == CaseEvent.objects.count() == ROWS
    assert sum(DueCount.objects.values_list("files", flat=True)) == ROWS


@pytest.mark.django_db
def test_a_failure_between_chunks_leaves_whole_chunks_and_can_be_resumed(
    officer: Actor, in_twos: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(officer)
    real, calls = import_writing.write, []

    def cut(*args: Any) -> None:
        calls.append(1)
        real(*args)
        if len(calls) == 3:
            raise OSError("the connection was lost")

    monkeypatch.setattr(import_writing, "write", cut)
    with pytest.raises(OSError, match="lost"):
        jobs.work_through(officer, visible_batch(officer, batch.pk))
    stopped = visible_batch(officer, batch.pk)
    assert (stopped.state, stopped.position, stopped.counts) == ("failed", 5, {"created": 4})
    assert CaseFile.objects.count() == 4
    imports.resume_import(by=officer, batch_id=batch.pk)
    jobs.work_through(officer, visible_batch(officer, batch.pk))
    assert visible_batch(officer, batch.pk).counts == {"created": ROWS}
    whole()


@pytest.mark.django_db
def test_a_run_whose_worker_is_gone_goes_on_when_asked_without_starting_again(officer: Actor, in_twos: None) -> None:
    batch = checked(officer)
    done: list[int] = []

    def ended(rows: int) -> None:
        done.append(rows)
        if len(done) == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        jobs.work_through(officer, visible_batch(officer, batch.pk), ended)
    resumed = imports.resume_import(by=officer, batch_id=batch.pk)
    assert (resumed.state, resumed.position, resumed.counts) == ("running", 5, {"created": 4})
    jobs.work_through(officer, resumed)
    assert visible_batch(officer, batch.pk).counts == {"created": ROWS}
    whole()


@pytest.mark.drill
@pytest.mark.slow
def test_a_killed_worker_leaves_nothing_half_done_and_another_one_finishes(
    committed: None, officer: Actor, in_twos: None, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "approdo.core.documents.DocumentStorage"}}
    batch = checked(officer)
    program = [sys.executable, "-m", "tests.procedures.import_worker"]
    arguments = [str(connection.settings_dict["NAME"]), str(tmp_path), "SV", str(batch.pk), "slowly"]
    with subprocess.Popen([*program, *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ}) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
        worker.kill()
    left = visible_batch(officer, batch.pk)
    assert (left.state, left.position, left.counts) == ("running", 5, {"created": 4})
    assert CaseFile.objects.count() == 4
    assert interrupted(left, timezone.now() + timedelta(seconds=61))
    ImportBatch.objects.update(updated_at=timezone.now() - timedelta(seconds=61))
    jobs.resume_imports(0)
    assert visible_batch(officer, batch.pk).state == "done"
    whole()


@pytest.mark.slow
def test_two_workers_on_the_same_import_have_one_effect(committed: None, officer: Actor, in_twos: None) -> None:
    batch = checked(officer)
    failures: list[Exception] = []

    def work() -> None:
        try:
            jobs.work_through(officer, visible_batch(officer, batch.pk))
        except Exception as problem:
            failures.append(problem)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    done = visible_batch(officer, batch.pk)
    assert (done.state, done.counts) == ("done", {"created": ROWS})
    whole()


@pytest.mark.slow
def test_two_imports_of_the_same_files_at_once_create_them_once(committed: None, officer: Actor, in_twos: None) -> None:
    batches = [checked(officer), checked(officer)]

    def work(batch: ImportBatch) -> None:
        jobs.work_through(officer, visible_batch(officer, batch.pk))
        connections.close_all()

    workers = [threading.Thread(target=work, args=[batch]) for batch in batches]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    states = [visible_batch(officer, batch.pk) for batch in batches]
    assert [one.state for one in states] == ["done", "done"]
    assert sum(one.counts.get("created", 0) for one in states) == ROWS
    whole()


@pytest.mark.django_db
def test_an_import_given_up_in_the_middle_stops_there(officer: Actor, in_twos: None) -> None:
    batch = checked(officer)
    done: list[int] = []

    def give_up(rows: int) -> None:
        done.append(rows)
        if len(done) == 2:
            imports.cancel_import(by=officer, batch_id=batch.pk)

    jobs.work_through(officer, visible_batch(officer, batch.pk), give_up)
    assert visible_batch(officer, batch.pk).state == "cancelled"
    assert CaseFile.objects.count() == 4
    with pytest.raises(Refusal):
        imports.resume_import(by=officer, batch_id=batch.pk)
