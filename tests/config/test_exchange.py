"""Case files in and out from the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from approdo.config import database
from approdo.config.cli.exports import export
from approdo.config.cli.imports import import_
from approdo.core.models import ImportBatch, Prefecture
from approdo.procedures.commands import import_writing
from approdo.procedures.jobs import imports as jobs
from approdo.procedures.models import CaseFile
from tests.procedures.import_tables import as_csv, line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(database, "at_hand", here)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "elenco.csv"
    path.write_bytes(as_csv([line(1), line(2), line(3)]))
    return path


def bring(path: Path, *options: str) -> Result:
    return CliRunner().invoke(import_, ["case-files", str(path), "--prefecture", "SV", *options])


def test_a_dry_run_counts_and_writes_nothing(savona: Prefecture, table: Path) -> None:
    done = bring(table, "--dry-run")
    assert (done.exit_code, "would_create: 3" in done.output) == (0, True)
    assert not CaseFile.objects.exists()


def test_what_leaves_comes_back_unchanged(savona: Prefecture, table: Path, tmp_path: Path) -> None:
    assert "created: 3" in bring(table).output
    for format_ in ("csv", "xlsx"):
        out = tmp_path / f"out.{format_}"
        done = CliRunner().invoke(
            export, ["case-files", "--prefecture", "SV", "--format", format_, "--output", str(out)]
        )
        assert done.exit_code == 0
        assert "unchanged: 3" in bring(out).output
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["Codice ALI"] for row in csv.DictReader(stream, delimiter=";")} == {
            "SV000001", "SV000002", "SV000003",
        }  # fmt: skip


def test_rows_not_taken_are_printed_and_told_by_the_exit_status(savona: Prefecture, tmp_path: Path) -> None:
    path = tmp_path / "elenco.csv"
    path.write_bytes(as_csv([line(1), line(2, **{"Data domanda": "ieri"})]))
    done = bring(path)
    assert done.exit_code == 1
    assert "created: 1" in done.output
    assert "row 3, Filed on: “ieri” is not a date." in done.output


def test_an_interrupted_import_goes_on_when_the_command_is_repeated(
    savona: Prefecture, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 1)
    real: Any = import_writing.write

    def cut(*args: Any) -> None:
        real(*args)
        if CaseFile.objects.count() == 2:
            raise OSError("the connection was lost")

    monkeypatch.setattr(import_writing, "write", cut)
    assert isinstance(bring(table).exception, OSError)
    assert (ImportBatch.objects.get().state, CaseFile.objects.count()) == ("failed", 1)
    monkeypatch.setattr(import_writing, "write", real)
    assert "created: 3" in bring(table).output
    assert (ImportBatch.objects.get().state, CaseFile.objects.count()) == ("done", 3)


def test_an_unknown_prefecture_and_a_wrong_file_are_refused_in_words(savona: Prefecture, tmp_path: Path) -> None:
    path = tmp_path / "elenco.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert "neither CSV nor XLSX" in bring(path).output
    wrong = CliRunner().invoke(import_, ["case-files", str(path), "--prefecture", "XX"])
    assert "There is no prefecture XX" in wrong.output


def test_an_export_never_overwrites(savona: Prefecture, table: Path) -> None:
    done = CliRunner().invoke(export, ["case-files", "--prefecture", "SV", "--output", str(table)])
    assert done.exit_code == 1
    assert "never overwrites" in done.output
