"""`approdo audit`: the chain and its signed heads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from approdo.config.cli.audit import audit as command
from approdo.core import audit
from approdo.core.access.actor import Actor
from tests.core.test_audit import without_protection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, settings) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def three_acts(officer: Actor, palermo) -> Actor:
    for number in range(3):
        audit.record(officer, "case.opened", "case", number)
    return officer


def run(*words: str) -> Result:
    answer = CliRunner().invoke(command, list(words))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
    return answer


@pytest.fixture
def heads(three_acts: Actor, tmp_path: Path) -> str:
    file = tmp_path / "heads"
    run("head", "--append", str(file))
    return str(file)


def rewrite_from(number: int) -> None:
    """Change a record and write the chain again from there, as somebody who owns the database could."""
    without_protection(
        "UPDATE core_auditrecord SET actor_label = 'X', payload = replace(payload, 'Officer', 'X') WHERE number >= %s",
        number,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM core_auditrecord WHERE prefecture_id = 'SV' AND number = %s", [number - 1])
        previous = cursor.fetchone()[0]
    for link in range(number, 4):
        without_protection(
            "UPDATE core_auditrecord SET previous_hash = %s,"
            " hash = encode(sha256(convert_to(%s || payload, 'UTF8')), 'hex') WHERE number = %s",
            previous, previous, link,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SELECT hash FROM core_auditrecord WHERE number = %s", [link])
            previous = cursor.fetchone()[0]
    without_protection("UPDATE core_auditchain SET head = %s WHERE prefecture_id = 'SV'", previous)


def test_chains_that_hold(heads: str, three_acts: Actor) -> None:
    audit.record(three_acts, "case.opened", "case", 4)
    answer = run("verify", "--head", heads)
    assert (answer.exit_code, answer.output) == (0, "PA: the chain holds\nSV: the chain holds\n")


def test_a_change_is_told_with_its_number(three_acts: Actor) -> None:
    without_protection("UPDATE core_auditrecord SET act = 'case.closed' WHERE number = 2")
    answer = run("verify", "--prefecture", "SV")
    assert answer.exit_code == 1
    assert answer.output == "SV: record 2: its columns say something else than what was chained\n"


def test_a_tail_cut_with_its_recorded_head_is_found_by_the_signed_one(heads: str) -> None:
    without_protection("DELETE FROM core_auditrecord WHERE number = 3")
    without_protection(
        "UPDATE core_auditchain c SET length = 2, head = (SELECT hash FROM core_auditrecord WHERE number = 2)"
    )
    assert run("verify", "--prefecture", "SV").exit_code == 0
    answer = run("verify", "--prefecture", "SV", "--head", heads)
    assert answer.exit_code == 1
    assert "shorter than when the head was signed" in answer.output


def test_a_chain_written_again_from_a_record_is_found_by_the_signed_head(heads: str) -> None:
    rewrite_from(2)
    assert run("verify", "--prefecture", "SV").exit_code == 0
    answer = run("verify", "--prefecture", "SV", "--head", heads)
    assert answer.exit_code == 1
    assert "written again" in answer.output


def test_an_altered_head_is_not_believed(heads: str) -> None:
    lines = [json.loads(line) for line in Path(heads).read_text().splitlines()]
    Path(heads).write_text("\n".join(json.dumps({**line, "length": 1}) for line in lines))
    answer = run("verify", "--prefecture", "SV", "--head", heads)
    assert answer.exit_code == 1
    assert "was not signed by this installation" in answer.output


@pytest.mark.parametrize("words", [["--prefecture", "XX"], ["--head", __file__]])
def test_nonsense_is_refused(three_acts: Actor, words: list[str]) -> None:
    assert run("verify", *words).exit_code == 2


def test_the_key_is_readable_by_its_owner_only(three_acts: Actor, tmp_path: Path) -> None:
    assert len(run("head").output.splitlines()) == 2
    assert (tmp_path / "secrets" / "audit-key").stat().st_mode & 0o077 == 0
