"""The worked examples of the law file, each through the command itself."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest

from approdo.procedures.calc import run

# fmt: off
VECTORS: list[dict[str, Any]] = [
    {"id": "T01", "fn": "due", "from": "2026-01-12", "n": 150, "expect": "2026-06-11"},
    {"id": "T02", "fn": "due", "from": "2025-10-03", "n": 90, "expect": "2026-01-02"},
    {"id": "T02b", "fn": "due", "from": "2025-10-04", "n": 150, "expect": "2026-03-03"},
    {"id": "T03", "fn": "due", "from": "2027-05-07", "n": 150, "expect": "2027-10-05"},
    {"id": "T04", "fn": "due", "from": "2026-03-03", "n": 60, "expect": "2026-05-02"},
    {"id": "T04s", "fn": "due", "from": "2026-03-03", "n": 60, "saturday": True, "expect": "2026-05-04"},
    {"id": "T05", "fn": "due", "from": "2026-02-10", "n": 20, "expect": "2026-03-02"},
    {"id": "T06", "fn": "due", "from": "2026-12-05", "n": 20, "expect": "2026-12-28"},
    {
        "id": "T07",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "stops": [["art2c7", "2026-02-20", "2026-03-10"]],
        "expect": "2026-06-29",
    },
    {
        "id": "T07r",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "rome": True,
        "stops": [["art2c7", "2026-02-20", "2026-03-10"]],
        "expect": "2026-06-30",
    },
    {
        "id": "T08",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "stops": [["art2c7", "2026-02-20", "2026-04-15"]],
        "expect": "2026-07-11",
    },
    {
        "id": "T09",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "stops": [["art2c7", "2026-02-20", "2026-03-10"], ["art2c7", "2026-05-04", "2026-05-14"]],
        "expect": "2026-06-29",
    },
    {"id": "T10", "fn": "due", "from": "2026-01-12", "n": 150, "10bis": ["2026-05-20", None], "expect": "2026-06-22"},
    {
        "id": "T11",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "10bis": ["2026-05-20", "2026-05-28"],
        "expect": "2026-06-29",
    },
    {"id": "T12", "fn": "due", "from": "2026-01-12", "n": 150, "10bis": ["2026-05-23", None], "expect": "2026-06-22"},
    {
        "id": "T13",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "stops": [["art2c7", "2026-02-20", "2026-03-10"]],
        "10bis": ["2026-06-01", "2026-06-09"],
        "expect": "2026-07-17",
    },
    {
        "id": "T13o",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "stops": [["art2c7", "2026-05-11", "2026-06-05"]],
        "10bis": ["2026-05-25", None],
        "expect": "2026-07-06",
    },
    {"id": "T14", "fn": "due", "from": "2026-01-12", "n": 150, "10bis": ["2026-06-20", None], "expect": "2026-06-11"},
    {
        "id": "T14b",
        "fn": "due",
        "from": "2026-01-12",
        "n": 150,
        "10bis": ["2026-05-20", "2026-06-05"],
        "expect": "2026-06-22",
    },
    {"id": "T15a", "fn": "due", "from": "2025-12-17", "n": 90, "expect": "2026-03-17"},
    {"id": "T15b", "fn": "due", "from": "2025-12-18", "n": 30, "expect": "2026-01-17"},
    {"id": "T16", "fn": "due", "from": "2026-04-10", "n": 15, "expect": "2026-04-27"},
    {"id": "T17", "fn": "due", "from": "2026-05-18", "n": 15, "expect": "2026-06-03"},
    {"id": "T18", "fn": "due", "from": "2026-07-01", "n": 45, "expect": "2026-08-17"},
    {
        "id": "T18b",
        "fn": "due",
        "from": "2026-07-01",
        "n": 45,
        "stops": [["uncapped", "2026-07-10", "2026-08-05"]],
        "expect": "2026-09-10",
    },
    {"id": "T19a", "fn": "working_days", "from": "2026-04-30", "n": 8, "saturday": True, "expect": "2026-05-11"},
    {"id": "T19b", "fn": "working_days", "from": "2026-04-30", "n": 8, "saturday": False, "expect": "2026-05-13"},
    {"id": "T20a", "fn": "due", "from": "2024-02-29", "n": 24, "unit": "months", "expect": "2026-02-28"},
    {"id": "T20b", "fn": "due", "from": "2024-02-29", "n": 36, "unit": "months", "expect": "2027-03-01"},
    {"id": "T21a", "fn": "due", "from": "2020-12-19", "n": 48, "unit": "months", "expect": "2024-12-19"},
    {"id": "T21b", "fn": "due", "from": "2020-12-20", "n": 24, "unit": "months", "expect": "2022-12-20"},
    {"id": "T21c", "fn": "due", "from": "2020-12-20", "n": 36, "unit": "months", "expect": "2023-12-20"},
    {
        "id": "T22a",
        "fn": "due",
        "from": "2025-03-10",
        "n": 24,
        "unit": "months",
        "stops": [["interrupt", "2025-04-05", "2025-06-20"]],
        "expect": "2027-06-21",
    },
    {
        "id": "T22b",
        "fn": "due",
        "from": "2025-03-10",
        "n": 24,
        "unit": "months",
        "stops": [["uncapped", "2025-04-05", "2025-06-20"]],
        "expect": "2027-05-25",
    },
    {"id": "T23", "fn": "due", "from": "2026-08-31", "n": 6, "unit": "months", "expect": "2027-03-01"},
    {"id": "T24a", "fn": "due", "from": "2026-09-01", "n": 60, "expect": "2026-10-31"},
    {"id": "T24b", "fn": "due", "from": "2026-10-20", "n": 90, "expect": "2027-01-18"},
    {"id": "T25a", "fn": "due", "from": "2024-11-30", "n": 24, "unit": "months", "expect": "2026-11-30"},
    {"id": "T25b", "fn": "due", "from": "2026-10-30", "n": 15, "expect": "2026-11-14"},
    {"id": "T26a", "fn": "due", "from": "2026-06-15", "n": 75, "expect": "2026-08-29"},
    {"id": "T26b", "fn": "due", "from": "2026-09-18", "n": 22, "expect": "2026-10-10"},
    {"id": "T27", "fn": "due", "from": "2026-06-11", "n": 12, "unit": "months", "expect": "2027-06-11"},
    {"id": "T28", "fn": "due", "from": "2026-07-31", "n": 30, "expect": "2026-08-31"},
    {"id": "T29", "fn": "due", "from": "2026-01-20", "n": 6, "unit": "months", "expect": "2026-07-20"},
    {"id": "I01", "fn": "income", "args": ["6542.51", 1, 0], "expect": "9813.76"},
    {"id": "I02", "fn": "income", "args": ["6542.51", 0, 3], "expect": "13085.02"},
    {"id": "I03", "fn": "income", "args": ["6542.51", 1, 2], "expect": "16356.27"},
    {"id": "I04", "fn": "income", "args": ["5983.64", 1, 0], "expect": "8975.46"},
    {"id": "I05", "fn": "income", "args": ["5983.64", 2, 0], "expect": "11967.28"},
    {"id": "I06", "fn": "income", "args": ["5983.64", 0, 2], "expect": "11967.28"},
]
# fmt: on


def ask(question: dict[str, Any], today: date | None = None) -> dict[str, Any]:
    answers = io.StringIO()
    assert run(io.StringIO(json.dumps(question)), answers, io.StringIO(), today) == 0, answers.getvalue()
    answer: dict[str, Any] = json.loads(answers.getvalue())
    return answer


def filed(procedure: str, day: str, *events: tuple[str, str], **more: Any) -> dict[str, Any]:
    told = [{"type": "filed", "date": day}, *({"type": kind, "date": when} for kind, when in events)]
    return {"id": "w", "procedure": procedure, "events": told, **more}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
@pytest.mark.parametrize("today", [None, date(2024, 5, 5), date(2026, 11, 22)])
def test_the_worked_example_holds(vector: dict[str, Any], today: date | None) -> None:
    answer = ask(vector, today)
    assert answer["id"] == vector["id"]
    assert answer.get("effective_due", answer.get("amount")) == vector["expect"]


ASKED, CAME = "integration_requested", "integration_received"
TOLD, REPLIED = "preliminary_rejection_received", "observations_received"
MARCH = ((ASKED, "2026-02-20"), (CAME, "2026-03-10"))

# The same cases told as an office would: a procedure and what happened.
TOLD_BY_OFFICES = {
    "T01": (filed("family_reunification", "2026-01-12"), "2026-06-11"),
    "T02": (filed("family_reunification", "2025-10-03"), "2026-01-02"),
    "T02b": (filed("family_reunification", "2025-10-04"), "2026-03-03"),
    "T03": (filed("family_reunification", "2027-05-07"), "2027-10-05"),
    "T04": (filed("work_employee_quota", "2026-02-16", ("quota_imputed", "2026-03-03")), "2026-05-02"),
    "T04s": (
        filed(
            "work_employee_quota",
            "2026-02-16",
            ("quota_imputed", "2026-03-03"),
            settings={"saturday_rolls": True},
        ),
        "2026-05-04",
    ),
    "T05": (filed("work_seasonal", "2026-01-12", ("quota_imputed", "2026-02-10")), "2026-03-02"),
    "T06": (filed("work_seasonal", "2026-11-12", ("quota_imputed", "2026-12-05")), "2026-12-28"),
    "T07": (filed("family_reunification", "2026-01-12", *MARCH), "2026-06-29"),
    "T07r": (filed("family_reunification", "2026-01-12", *MARCH, comune="058091"), "2026-06-30"),
    "T08": (filed("family_reunification", "2026-01-12", (ASKED, "2026-02-20"), (CAME, "2026-04-15")), "2026-07-11"),
    "T09": (
        filed("family_reunification", "2026-01-12", *MARCH, (ASKED, "2026-05-04"), (CAME, "2026-05-14")),
        "2026-06-29",
    ),
    "T10": (filed("family_reunification", "2026-01-12", (TOLD, "2026-05-20")), "2026-06-22"),
    "T11": (filed("family_reunification", "2026-01-12", (TOLD, "2026-05-20"), (REPLIED, "2026-05-28")), "2026-06-29"),
    "T12": (filed("family_reunification", "2026-01-12", (TOLD, "2026-05-23")), "2026-06-22"),
    "T13": (
        filed("family_reunification", "2026-01-12", *MARCH, (TOLD, "2026-06-01"), (REPLIED, "2026-06-09")),
        "2026-07-17",
    ),
    "T13o": (
        filed("family_reunification", "2026-01-12", (ASKED, "2026-05-11"), (CAME, "2026-06-05"), (TOLD, "2026-05-25")),
        "2026-07-06",
    ),
    "T14": (filed("family_reunification", "2026-01-12", (TOLD, "2026-06-20")), "2026-06-11"),
    "T14b": (filed("family_reunification", "2026-01-12", (TOLD, "2026-05-20"), (REPLIED, "2026-06-05")), "2026-06-22"),
    "T15a": (filed("blue_card", "2025-12-17"), "2026-03-17"),
    "T15b": (filed("blue_card", "2025-12-18"), "2026-01-17"),
    "T16": (
        filed(
            "work_employee_quota",
            "2026-02-16",
            ("visa_checks_done_notified", "2026-04-10"),
            term="employer_confirmation",
        ),
        "2026-04-27",
    ),
    "T17": (
        filed("work_employee_quota", "2026-02-16", ("entered_italy", "2026-05-18"), term="contract_signature"),
        "2026-06-03",
    ),
    "T18": (filed("ict", "2026-07-01"), "2026-08-17"),
    "T18b": (filed("ict", "2026-07-01", (ASKED, "2026-07-10"), (CAME, "2026-08-05")), "2026-09-10"),
    "T19a": (filed("ict", "2026-03-01", ("entered_italy", "2026-04-30"), term="presence_declaration"), "2026-05-11"),
    "T20a": (filed("citizenship_residence", "2024-02-29"), "2026-02-28"),
    "T20b": (filed("citizenship_residence", "2024-02-29", ("extension_granted", "2026-01-05")), "2027-03-01"),
    "T21a": (filed("citizenship_residence", "2020-12-19"), "2024-12-19"),
    "T21b": (filed("citizenship_residence", "2020-12-20"), "2022-12-20"),
    "T21c": (filed("citizenship_residence", "2020-12-20", ("extension_granted", "2022-12-20")), "2023-12-20"),
    "T22a": (
        filed("citizenship_residence", "2025-03-10", (ASKED, "2025-04-05"), (CAME, "2025-06-20")),
        "2027-06-21",
    ),
    "T22b": (
        filed(
            "citizenship_residence",
            "2025-03-10",
            (ASKED, "2025-04-05"),
            (CAME, "2025-06-20"),
            settings={"citizenship_integration_effect": "suspend"},
        ),
        "2027-05-25",
    ),
    "T23": (
        filed("citizenship_residence", "2024-01-08", ("decree_notified", "2026-08-31"), term="oath"),
        "2027-03-01",
    ),
    "T24a": (filed("italian_test_a2", "2026-09-01"), "2026-10-31"),
}


@pytest.mark.parametrize(("question", "expected"), TOLD_BY_OFFICES.values(), ids=TOLD_BY_OFFICES)
def test_the_same_case_told_by_an_office_ends_on_the_same_day(question: dict[str, Any], expected: str) -> None:
    assert ask(question, date(2026, 11, 22))["effective_due"] == expected
