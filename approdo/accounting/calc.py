"""`approdo calc statement`: the monthly statement of files in a folder, for anyone. It touches no database."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TextIO

from approdo.accounting.calc_answer import answer, explanation
from approdo.accounting.calc_files import MOST_NAMES, PassedOver, Place, Unreadable
from approdo.accounting.calc_reading import read_folder
from approdo.accounting.definitions import usual_supplier
from approdo.accounting.rules.statement import statement
from approdo.accounting.sentences import EXPECTED, PASSED_OVER, PLACES, REFUSALS
from approdo.core.rules.nights import Nights, month_of

_MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")


def run(folder: Path, month: str, out: TextIO, err: TextIO, *, explain: bool, language: str) -> int:
    """Write the statement as one JSON object; the exit status is 0, or 2 when something cannot be read.

    Columns that were not read are told beside the answer, which they do not change.
    """
    try:
        period = read_month(month)
        inputs = read_folder(folder, usual_supplier(period.first))
    except Unreadable as refused:
        err.write(refusal(refused, language) + "\n")
        return 2
    found = statement(inputs.stays, inputs.absences, inputs.suspensions, inputs.terms, period)
    said = answer(found)
    if explain:
        said["explanation"] = explanation(found, inputs.terms, language)
    err.writelines(notice(one, language) + "\n" for one in inputs.passed_over)
    out.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
    return 0


def read_month(text: str) -> Nights:
    """The month written as 2026-05. Raises Unreadable."""
    if not (found := _MONTH.fullmatch(text)):
        raise Unreadable(Place("--month", 0, ""), "month")
    return month_of(int(found.group(1)), int(found.group(2)))


def refusal(refused: Unreadable, language: str) -> str:
    """Where reading stopped and what was expected there, in words."""
    row, column, key = PLACES[language]
    place = refused.place
    return REFUSALS[language].format(
        file=place.file,
        row=row.format(place.row) if place.row else "",
        column=(column if place.row else key).format(place.column) if place.column else "",
        expected=EXPECTED[language][refused.expected].format(**refused.values),
    )


def notice(one: PassedOver, language: str) -> str:
    """The columns of a table that were not read, in words."""
    shown = ", ".join(one.columns[:MOST_NAMES]) + ", …" * (len(one.columns) > MOST_NAMES)
    return PASSED_OVER[language].format(file=one.file, columns=shown)
