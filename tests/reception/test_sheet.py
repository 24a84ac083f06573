"""The sheet of a month as a table: every cell that can be read is, every other is told with its row and column."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from approdo.core.rules.nights import Nights, month_of
from approdo.reception.rules.sheet import MARKS, Expected, Fault, headings, read
from approdo.reception.rules.vocabulary import NightState

MAY = month_of(2026, 5)
TODAY = date(2026, 6, 2)
GUESTS = (
    Expected("a", ("Provetta", "Àmina"), ("06AB",), (MAY,)),
    Expected("b", ("De Finti", "Aldo"), (), (Nights(date(2026, 5, 10), date(2026, 5, 20)),)),
    Expected("c", ("De Finti", "Bruno"), ("06CC",), (MAY,)),
    Expected("d", ("De Finti", "Bruno"), (), (MAY,)),
)
COLUMNS = ("Cognome", "Nome", "CUI", "10", "11", "12")


def said(*rows: list[str], columns: tuple[str, ...] = COLUMNS) -> list[tuple[str, int, int, str]]:
    found = read(list(enumerate(rows, start=2)), columns, MAY, GUESTS, TODAY)
    return [(one.guest, one.nights.first.day, one.nights.count, one.state.value) for one in found.said]


def faults(
    *rows: list[str], columns: tuple[str, ...] = COLUMNS, today: date = TODAY
) -> list[tuple[int, str, Fault, str]]:
    found = read(list(enumerate(rows, start=2)), columns, MAY, GUESTS, today)
    return [(one.row, one.column, one.fault, one.found) for one in found.problems]


def test_nights_of_the_same_state_become_one_period() -> None:
    assert said(["PROVETTA", "Amina", "", "P", "p", "H"]) == [("a", 10, 2, "present"), ("a", 12, 1, "absent_hospital")]


def test_an_empty_cell_says_nothing() -> None:
    assert said(["Provetta", "Àmina", "", "P", "", "P"]) == [("a", 10, 1, "present"), ("a", 12, 1, "present")]


def test_not_signed_absent_and_authorised_are_three_things() -> None:
    states = [one[3] for one in said(["Provetta", "Àmina", "", "NF", "A", "AA"])]
    assert states == ["not_signed", "absent_unjustified", "absent_authorised"]


def test_a_code_names_the_guest_before_the_name() -> None:
    assert said(["Scritto", "Male", "06 ab", "P", "", ""]) == [("a", 10, 1, "present")]
    assert said(["De Finti", "Bruno", "06cc", "P", "", ""]) == [("c", 10, 1, "present")]


def test_two_of_one_name_are_never_guessed() -> None:
    assert faults(["De Finti", "Bruno", "", "P", "", ""]) == [(2, "", Fault.GUEST_UNCLEAR, "De Finti Bruno")]


def test_whom_nobody_knows_an_empty_row_and_a_second_row() -> None:
    rows = (["Ignoto", "Rossi", "", "P", "", ""], ["", "", "", "P", "", ""], ["Provetta", "Àmina", "", "P", "", ""],
            ["Amina", "Provetta", "", "A", "", ""])  # fmt: skip
    assert [(row, fault) for row, _column, fault, _found in faults(*rows)] == [
        (2, Fault.GUEST_UNKNOWN), (3, Fault.NO_GUEST), (5, Fault.GUEST_TWICE)]  # fmt: skip
    assert said(*rows) == [("a", 10, 1, "present")]


def test_a_wrong_cell_is_told_and_the_others_stand() -> None:
    row = ["De Finti", "Aldo", "", "P", "??", "P"]
    assert faults(row) == [(2, "11", Fault.MARK_UNKNOWN, "??")]
    assert [one[1] for one in said(row)] == [10, 12]


def test_nights_outside_the_stay_and_to_come() -> None:
    columns = ("Nominativo", "9", "10", "20", "21/05/2026")
    rows = ["Aldo De Finti", "P", "P", "P", ""]
    assert [(column, fault) for _row, column, fault, _found in faults(rows, columns=columns)] == [
        ("9", Fault.NIGHT_OUTSIDE), ("20", Fault.NIGHT_OUTSIDE)]  # fmt: skip
    assert faults(["Provetta Amina", "", "", "P", ""], columns=columns, today=date(2026, 5, 19)) == [
        (2, "20", Fault.NIGHT_TO_COME, "P")]  # fmt: skip


def test_headings_that_are_days_dates_and_neither() -> None:
    columns = ("CUI", "Nominativo", "1", "02", "3/5", "04-05-2026", "2026-05-05 00:00:00", "31", "32", "1/6", "Totale")
    found = headings(columns, MAY)
    assert [night.day for night in found.nights.values()] == [1, 2, 3, 4, 5, 31]
    assert (found.codes, found.names) == ((0,), (1,))
    assert not headings(("31",), month_of(2026, 6)).nights


MARK = st.sampled_from([mark for marks in MARKS.values() for mark in marks] + ["", "?", " P "])


@given(st.lists(MARK, min_size=31, max_size=31), st.dates(date(2026, 4, 25), date(2026, 6, 5)))
def test_every_cell_is_either_a_night_or_a_problem(marks: list[str], today: date) -> None:
    """Counted cell by cell, as somebody would with the sheet in hand."""
    columns = ("Nominativo", *(str(day) for day in range(1, 32)))
    found = read([(2, ["Aldo De Finti", *marks])], columns, MAY, GUESTS, today)
    told = {part.nights.first + timedelta(n): part.state for part in found.said for n in range(part.nights.count)}
    wrong = {int(one.column) for one in found.problems}
    for day, mark in enumerate(marks, start=1):
        night, word = date(2026, 5, day), mark.strip().casefold()
        state = next((state for state, known in MARKS.items() if word in known), None)
        right = state is not None and 10 <= day < 20 and night <= today
        assert told.get(night) == (state if right else None)
        assert (day in wrong) == (bool(word) and not right)


def test_no_mark_means_two_states() -> None:
    every = [mark for marks in MARKS.values() for mark in marks]
    assert len(every) == len(set(every))
    assert set(MARKS) == set(NightState)
