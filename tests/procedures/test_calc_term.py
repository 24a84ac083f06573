"""`approdo calc term`: strict in what it reads, plain in what it answers."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner

from approdo.config.cli.calc import calc
from approdo.procedures.calc import LONGEST_LINE, run
from approdo.procedures.calc_reading import MESSAGES

TODAY = date(2026, 11, 22)
GOOD: dict[str, Any] = {
    "id": "x1",
    "procedure": "family_reunification",
    "comune": "058091",
    "today": "2027-01-01",
    "settings": {"saturday_rolls": False},
    "events": [
        {"type": "filed", "date": "2026-01-12"},
        {"type": "integration_requested", "date": "2026-02-20"},
        {"type": "integration_received", "date": "2026-03-10"},
    ],
}


def answers(stdin: IO[str] | IO[bytes] | str, language: str = "it") -> tuple[int, list[dict[str, Any]], str]:
    stdout, stderr = io.StringIO(), io.StringIO()
    status = run(io.StringIO(stdin) if isinstance(stdin, str) else stdin, stdout, stderr, TODAY, language)
    return status, [json.loads(line) for line in stdout.getvalue().splitlines()], stderr.getvalue()


def one(question: object, language: str = "it") -> dict[str, Any]:
    status, (answer,), _ = answers(json.dumps(question), language)
    assert status == (1 if "error" in answer else 0)
    return answer


def test_the_example_of_the_manual() -> None:
    answer = one(GOOD)
    steps = answer.pop("steps")
    term_source = answer["term"].pop("source")
    stop_source = answer["stops"][0].pop("source")
    assert answer == {
        "id": "x1",
        "clock": "expired",
        "term": {"amount": 150, "unit": "days", "version_from": "2025-10-04"},
        "starts_on": "2026-01-12",
        "nominal_due": "2026-06-11",
        "effective_due": "2026-06-30",
        "max_due": None,
        "stopped_days": 18,
        "stops": [
            {
                "kind": "integration_request",
                "effect": "suspend",
                "from": "2026-02-20",
                "to": "2026-03-10",
                "days": 18,
            }
        ],
        "provisional": False,
        "days_left": -185,
    }
    assert term_source
    assert stop_source
    assert all(step["text"].endswith(".") and set(step) == {"text", "source"} for step in steps)
    assert any("29 giugno 2026" in step["text"] for step in steps)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "«colour»"),
        ({"procedure": "alchemy"}, "«alchemy»"),
        ({"procedure": 7}, "«procedure» deve essere un testo"),
        ({"procedure": None}, "Manca la chiave «procedure»"),
        ({"term": 3}, "«term» deve essere un testo"),
        ({"term": "no_such_term"}, "«no_such_term»"),
        ({"comune": "Roma"}, "codice ISTAT"),
        ({"comune": 58091}, "codice ISTAT"),
        ({"comune": "999999"}, "comincia con 999"),
        ({"comune": "112001"}, "da 001 a 111"),
        ({"comune": "000091"}, "comincia con 000"),
        ({"comune": "٠٥٨٠٩١"}, "codice ISTAT"),
        ({"today": "01/01/2027"}, "«today» deve essere una data"),
        ({"today": "2027-02-30"}, "«today» deve essere una data"),
        ({"today": "2027-W01-1"}, "«today» deve essere una data"),
        ({"today": 20270101}, "«today» deve essere una data"),
        ({"today": "2101-01-01"}, "fra il 1990 e il 2100"),
        ({"today": "1989-12-31"}, "fra il 1990 e il 2100"),
        ({"today": "2026-03-01"}, "data futura"),
        ({"settings": []}, "«settings» deve essere un oggetto"),
        ({"settings": {"saturday": True}}, "«saturday»"),
        ({"settings": {"saturday_rolls": 1}}, "true o false"),
        ({"settings": {"citizenship_integration_effect": "maybe"}}, "interrupt, suspend o none"),
        ({"settings": {"citizenship_integration_effect": ["none"]}}, "interrupt, suspend o none"),
        ({"events": {}}, "«events» deve essere una lista"),
        ({"events": [["filed", "2026-01-12"]]}, "L'evento numero 1"),
        ({"events": [{"type": "filed"}]}, "L'evento numero 1"),
        ({"events": [{"type": 1, "date": "2026-01-12"}]}, "L'evento numero 1"),
        ({"events": [{"type": "filed", "date": "2026-01-12", "by": "x"}]}, "L'evento numero 1"),
        ({"events": [{"type": "fi\u0000led\ud800", "date": "2026-01-12"}]}, "«fi?led?»"),
        ({"events": [{"type": "e" * 5000, "date": "2026-01-12"}]}, "…"),
        ({"id": True}, "«id»"),
        ({"id": 1.5}, "«id»"),
        ({"id": "x" * 201}, "«id»"),
        ({"id": "\ud800"}, "«id»"),
        ({"fn": "magic"}, "«fn» deve essere uno fra"),
        ({"fn": ["due"]}, "«fn» deve essere uno fra"),
    ],
)
def test_a_wrong_value_is_named_and_the_line_keeps_its_id(change: dict[str, Any], words: str) -> None:
    answer = one(GOOD | change)
    assert set(answer) == {"id", "error"}
    assert answer["id"] == (None if "id" in change else "x1")
    assert words in answer["error"]
    assert "Traceback" not in answer["error"]
    assert len(answer["error"]) < 700


def test_missing_keys_are_named() -> None:
    assert "«events»" in one({"procedure": "family_reunification"})["error"]
    assert "“procedure”" in one({"events": []}, "en")["error"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        "null",
        '"text"',
        "NaN",
        '{"id": NaN}',
        '{"id": Infinity}',
        '{"id": 1e999}',
        '{"id": ' + "9" * 5000 + "}",
        "[" * 30_000,
        '{"a":' * 9_000,
        '{"id": "x", "id": "y"}',
        "filed,2026-01-12",
        "\x00\x01",
    ],
)
def test_a_line_that_is_not_a_history_gets_a_clear_error_and_the_next_is_answered(line: str) -> None:
    status, (bad, good), _ = answers(line + "\n" + json.dumps(GOOD))
    assert (status, bad["id"], good["id"]) == (1, None, "x1")
    assert bad["error"].endswith(".")
    assert good["effective_due"] == "2026-06-30"


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_line_of_a_megabyte_is_refused_without_being_held(end: str) -> None:
    long = json.dumps(GOOD | {"id": "x" * 1_000_000})
    status, found, _ = answers(json.dumps(GOOD) + "\n" + long + end)
    assert (status, len(found), found[1]["id"]) == (1, 2, None)
    assert str(LONGEST_LINE) in found[1]["error"]
    status, found, _ = answers(io.BytesIO(f"{long}\n{json.dumps(GOOD)}".encode()))
    assert [("error" in answer) for answer in found] == [True, False]


def test_blank_lines_a_byte_order_mark_and_windows_line_ends_are_no_matter() -> None:
    text = "\ufeff" + json.dumps(GOOD) + "\r\n\r\n   \n" + json.dumps(GOOD) + "\r\n"
    for stream in (io.StringIO(text, newline=""), io.BytesIO(text.encode())):
        status, found, _ = answers(stream)
        assert (status, len(found)) == (0, 2)
    assert answers("")[:2] == (0, [])


@pytest.mark.parametrize("data", ["é".encode("latin-1"), json.dumps(GOOD).encode("utf-16"), b"\xff\xfe\x00"])
def test_input_that_is_not_text_ends_with_two(data: bytes) -> None:
    status, _, errors = answers(io.BytesIO(json.dumps(GOOD).encode() + b"\n" + data))
    assert status == 2
    assert "UTF-8" in errors


def test_a_closed_input_ends_with_two() -> None:
    stream = io.StringIO()
    stream.close()
    assert answers(stream)[0] == 2
    assert run(None, io.StringIO(), io.StringIO(), TODAY) == 2


def test_the_id_may_be_absent_or_a_number() -> None:
    assert one({key: value for key, value in GOOD.items() if key != "id"})["id"] is None
    assert one(GOOD | {"id": 7})["id"] == 7


def test_without_today_later_events_are_a_what_if_within_reason() -> None:
    question = {"procedure": "family_reunification", "events": [{"type": "filed", "date": "2027-05-07"}]}
    assert one(question)["days_left"] == 151
    question["events"] = [{"type": "filed", "date": "2062-05-07"}]
    assert "controlla l'anno" in one(question)["error"]
    question["events"] = []
    assert one(question)["clock"] == "not_started"


def test_no_event_and_no_term_give_nulls() -> None:
    answer = one({"procedure": "work_employee_quota", "events": [{"type": "filed", "date": "2026-01-12"}]})
    dates = [answer[key] for key in ("starts_on", "nominal_due", "effective_due", "max_due", "days_left")]
    assert (answer["clock"], dates, answer["stops"]) == ("not_started", [None] * 5, [])


def test_a_comune_that_is_not_listed_but_could_be_is_computed() -> None:
    assert one(GOOD | {"comune": "111999"})["effective_due"]


@pytest.mark.parametrize("procedure", ["law_241_1990", "citizenship_born_in_italy", "work_self_employed"])
def test_where_the_office_has_no_term_no_clock_runs(procedure: str) -> None:
    filed = [{"type": "filed", "date": "2026-01-12"}]
    answer = one({"procedure": procedure, "events": filed})
    assert (answer["clock"], answer["term"], answer["days_left"]) == ("not_started", None, None)
    assert "non ha un termine" in answer["steps"][0]["text"]
    ended = one({"procedure": procedure, "events": [*filed, {"type": "withdrawn", "date": "2026-02-12"}]})
    assert ended["clock"] == "ended"


def test_a_filing_older_than_the_known_rules_has_no_term() -> None:
    answer = one({"procedure": "family_reunification", "events": [{"type": "filed", "date": "2001-01-12"}]})
    assert (answer["term"], answer["effective_due"], answer["starts_on"]) == (None, None, "2001-01-12")


def test_the_answers_can_be_read_in_english() -> None:
    assert any("The due date is" in step["text"] for step in one(GOOD, "en")["steps"])


DUE: dict[str, Any] = {"id": "T", "fn": "due", "from": "2026-01-12", "n": 150}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"fn": "due"}, "«from»"),
        ({"fn": "due", "from": "2026-01-12"}, "«n»"),
        (DUE | {"n": "150"}, "numero intero"),
        (DUE | {"n": True}, "numero intero"),
        (DUE | {"n": -1}, "numero intero"),
        (DUE | {"n": 10**9}, "numero intero"),
        (DUE | {"n": 36_000, "unit": "months"}, "numero intero"),
        (DUE | {"unit": "weeks"}, "«unit»"),
        (DUE | {"unit": ["days"]}, "«unit»"),
        (DUE | {"rome": 1}, "true o false"),
        (DUE | {"comune": "058091"}, "«comune»"),
        (DUE | {"stops": {}}, "lista"),
        (DUE | {"stops": [["art2c7", "2026-02-20"]]}, "«stops»"),
        (DUE | {"stops": [["coffee", "2026-02-20", "2026-02-21"]]}, "«stops»"),
        (DUE | {"stops": [["art2c7", "2026-02-20", "2026-02-19"]]}, "«stops»"),
        (DUE | {"stops": [["art2c7", "2026-02-20", "soon"]]}, "«stops»"),
        (DUE | {"10bis": "2026-02-20"}, "«10bis»"),
        (DUE | {"10bis": ["2026-02-20"]}, "«10bis»"),
        (DUE | {"10bis": ["2026-02-20", "2026-02-19"]}, "osservazioni"),
        (DUE | {"today": "2026-01-01"}, "data futura"),
        (DUE | {"from": "2062-01-12"}, "controlla l'anno"),
        ({"fn": "working_days", "from": "2026-04-30", "n": 8, "unit": "days"}, "«unit»"),
        ({"fn": "income", "args": []}, "«args»"),
        ({"fn": "income", "args": [6542.51, 1, 0]}, "«args»"),
        ({"fn": "income", "args": ["6542.51", "1", 0]}, "«args»"),
        ({"fn": "income", "args": ["1e9", 1, 0]}, "«args»"),
    ],
)
def test_the_bare_form_is_as_strict(question: dict[str, Any], words: str) -> None:
    assert words in one(question)["error"]


def test_a_bare_stop_may_be_open() -> None:
    answer = one(DUE | {"stops": [["art2c7", "2026-02-20", None]], "today": "2026-03-01"})
    assert (answer["clock"], answer["provisional"], answer["effective_due"]) == ("stopped", True, "2026-06-20")
    assert answer["term"]["source"] is None


def test_the_command_answers_a_process_without_loading_django(tmp_path: Path) -> None:
    program = (
        "import sys; from approdo.config.cli.calc import calc; "
        "import atexit; atexit.register(lambda: print('django' in sys.modules, file=sys.stderr)); calc()"
    )
    root = Path(__file__).parents[2]
    lines = json.dumps(GOOD) + "\nnonsense\n"
    done = subprocess.run(
        [sys.executable, "-c", program, "term"], input=lines.encode(), capture_output=True, cwd=root, check=False
    )
    assert done.returncode == 1
    first, second = done.stdout.decode("utf-8").splitlines()
    assert json.loads(first)["effective_due"] == "2026-06-30"
    assert "JSON" in json.loads(second)["error"]
    assert done.stderr.decode() == "False\n"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", program, "term"], input=lines.encode(), stdout=full, stderr=-1, cwd=root, check=False
        )
    assert done.returncode == 2
    assert b"Non riesco a scrivere" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_command_takes_the_language() -> None:
    result = CliRunner().invoke(calc, ["term", "--language", "en"], input="nonsense\n")
    assert result.exit_code == 1
    assert "not valid JSON" in result.stdout


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_in_both_languages(code: str) -> None:
    italian, english = MESSAGES[code]
    assert italian != english
    assert italian.endswith(".")
    assert english.endswith(".")
