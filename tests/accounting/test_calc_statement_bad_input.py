"""`calc statement` with files that cannot be read: where, what was expected, exit status 2, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from approdo.accounting.calc_files import MOST_BYTES
from tests.accounting.statements import ABSENCES, POCKET, STAYS, SUSPENSIONS, asked, contract, folder

GOOD = "g,,A,2026-05-01,2026-05-10,new"
TERMS = contract(("2026-01-01", "30.00"))


def refused(place: Path, month: str = "2026-05") -> str:
    status, answer, message = asked(place, month, language="en")
    assert (status, answer) == (2, {})
    assert re.fullmatch(r"[^\n]+: expected [^\n]+\n", message)
    return message


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("", "stays.csv, row 1, column guest"),
        ("\n", "stays.csv, row 1, column guest"),
        ("guest,family,centre,entry,exit\ng,,A,2026-05-01,\n", "stays.csv, row 1, column entry_kind"),
        (f"{STAYS},exit\n{GOOD},\n", "stays.csv, row 1, column exit"),
        (f"{STAYS}\n{GOOD},\n", "stays.csv, row 2, column entry_kind"),
        (f"{STAYS}\ng,,A\n", "stays.csv, row 2, column entry"),
        (f'{STAYS}\n{GOOD}\n"h,,A,2026-05-01,,new\n{GOOD}\n{GOOD}\n', "stays.csv, row 3, column guest"),
        (f"{STAYS}\ng,,A,2026-05-01 oppure 2026-05-03,,new\n", "stays.csv, row 2, column entry"),
        (f"{STAYS}\ng,,A,2026-05-01,2026-05-10 (da confermare),new\n", "stays.csv, row 2, column exit"),
        (f'{STAYS}\n{GOOD}\n"g,,A,2026-05-01,,new\n', "stays.csv, row 3, column guest"),
        (f'{STAYS}\n"g"h,,A,2026-05-01,,new\n', "stays.csv, row 2, column guest"),
        (f"{STAYS}\n{GOOD}\ng\0,,A,2026-05-01,,new\n", "stays.csv, row 3"),
        (f"{STAYS}\n{'g' * 200_000},,A,2026-05-01,,new\n", "stays.csv, row 2, column guest"),
        (f'{STAYS}\ng,,A,=TODAY(),,new\n', "stays.csv, row 2, column entry"),
        (f'{STAYS}\n"two\nlines",,A,2026-05-01,,new\nx,,A,1/5,,new\n', "stays.csv, row 4, column entry"),
        (f"{STAYS}\ng,,A,01/05/26,,new\n", "stays.csv, row 2, column entry"),
        (f"{STAYS}\ng,,A,{'9' * 5000},,new\n", "stays.csv, row 2, column entry"),
        (f"{STAYS}\ng,,A,9999-12-31,,new\n", "stays.csv, row 2, column entry"),
        (STAYS.replace(",", "\t") + "\n", "stays.csv, row 1, column guest"),
    ],
)  # fmt: skip
def test_stays_that_cannot_be_read(tmp_path: Path, content: str, where: str) -> None:
    place = folder(tmp_path, TERMS, [])
    (place / "stays.csv").write_text(content)
    assert refused(place).startswith(f"{where}: expected ")


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("absences.csv", f"{ABSENCES}\ng,2026-05-04,2026-05-03,hospital\n", "row 2, column to"),
        ("absences.csv", f"{ABSENCES}\n,2026-05-04,,hospital\n", "row 2, column guest"),
        ("absences.csv", f"{ABSENCES}\ng,2026-05-04,,\n", "row 2, column kind"),
        ("absences.csv", "guest;from;to\n", "row 1, column kind"),
        ("suspensions.csv", f"{SUSPENSIONS}\ng,soon,\n", "row 2, column from"),
    ],
)
def test_absences_and_suspensions_that_cannot_be_read(tmp_path: Path, name: str, content: str, where: str) -> None:
    place = folder(tmp_path, TERMS, [GOOD])
    (place / name).write_text(content)
    assert refused(place).startswith(f"{name}, {where}: expected ")


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        (TERMS.replace("discount_percent", "discount"), "centre[1].prices[1].discount"),
        (TERMS + "[policy]\ncap = true\n", "policy.cap"),
        (TERMS.replace("capacity", "capienza"), "centre[1].capienza"),
        ("[fornitore]\nvat = 22\n" + TERMS, "fornitore"),
        ("vat = 22\n" + TERMS, "vat"),
        (TERMS + "cap_to_capacity = false\n", "centre[1].cap_to_capacity"),
        (TERMS.replace('"30.00"', '"3_0"'), "centre[1].prices[1].base"),
        (TERMS + "[allowances]\nfamily_cap = 7.50\n", "allowances.family_cap"),
        (TERMS + '[policy]\npaid_absences = [{kind = "x", nights = 1}, {kind = "x", nights = 2}]\n',
         "policy.paid_absences"),
        (TERMS + '[policy]\npaid_absences = [{kind = "x", nights = -1}]\n', "policy.paid_absences[1].nights"),
        (TERMS + '[policy]\npaid_absences = "hospital"\n', "policy.paid_absences"),
        (TERMS + "[allowances]\nentry_kit = 1e999999999\n", "allowances.entry_kit"),
        (TERMS + f"[allowances]\nentry_kit = {'9' * 5000}\n", ""),
        (TERMS + "[allowances]\nentry_kit = inf\n", "allowances.entry_kit"),
        (TERMS + "[supplier]\nretention_percent = true\n", "supplier.retention_percent"),
        ("x = " + "[" * 20_000, ""),
        ("[[centre]]\nid = 'A'\nprices = [{from = 2026-02-30, base = 1}]\n", "row 3, column 19"),
        ("centre = 3\n", "centre"),
        ("[centre]\nid = 'A'\n", "centre"),
    ],
)  # fmt: skip
def test_contracts_that_cannot_be_read(tmp_path: Path, terms: str, key: str) -> None:
    message = refused(folder(tmp_path, terms, [GOOD]))
    assert message.startswith(f"contract.toml{', ' if key else ''}{key}: expected ")


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026", "maggio", "2026-5", "0026-05", "", "2026-05-01"])
def test_a_month_that_is_none(tmp_path: Path, month: str) -> None:
    assert refused(folder(tmp_path, TERMS, [GOOD]), month).startswith("--month: expected ")


def make_file(place: Path) -> None:
    place.write_text("")


def make_nothing(place: Path) -> None:
    """The folder is not there."""


def make_directories(place: Path) -> None:
    (place / "contract.toml").mkdir(parents=True)


def make_pipe(place: Path) -> None:
    place.mkdir()
    os.mkfifo(place / "contract.toml")


def make_endless(place: Path) -> None:
    place.mkdir()
    (place / "contract.toml").symlink_to("/dev/zero")


def make_huge(place: Path) -> None:
    place.mkdir()
    with (place / "contract.toml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)  # a hole: it takes no room on the disk


@pytest.mark.parametrize("make", [make_directories, make_pipe, make_endless, make_huge])
def test_contracts_that_are_no_files_to_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "month")
    expected = f"a file of at most {MOST_BYTES // 1_000_000} MB" if make is make_huge else "a file that can be read"
    assert refused(tmp_path / "month") == f"contract.toml: expected {expected}\n"


@pytest.mark.parametrize("make", [make_file, make_nothing])
def test_a_folder_that_is_none_is_named_and_not_its_contract(tmp_path: Path, make: Callable[[Path], None]) -> None:
    place = tmp_path / "month"
    make(place)
    assert refused(place) == f"{place}: expected a folder that can be read, with contract.toml and stays.csv\n"
    said = asked(place, "2026-05")[2]
    assert said == f"{place}: atteso una cartella che si possa leggere, con contract.toml e stays.csv\n"


def test_columns_that_are_not_computed_with_are_told_and_change_nothing(tmp_path: Path) -> None:
    """Days of exit in a column of another name would be paid to the end of the month without a word."""
    place = folder(tmp_path, TERMS, ["g,,A,2026-05-01,,new"], absences=["g,2026-05-04,2026-05-06,hospital"])
    status, answer, message = asked(place, "2026-05")
    assert (status, answer["per_diem"], message) == (0, "870.00", "")
    (place / "stays.csv").write_text(f"{STAYS},Exit_Date,note, ,\x1b[2J\ng,,A,2026-05-01,,new,2026-05-10,,,\n")
    (place / "absences.csv").write_text(f"{ABSENCES},nights\ng,2026-05-04,2026-05-06,hospital,2\n")
    assert asked(place, "2026-05", language="en") == (
        0, answer,
        "stays.csv: columns that are not read: exit_date, note, [2j\nabsences.csv: columns that are not read: nights\n",
    )  # fmt: skip
    assert asked(place, "2026-05")[2].startswith("stays.csv: colonne che non si leggono: exit_date, note, ")


def test_many_columns_that_are_not_read_are_not_all_listed(tmp_path: Path) -> None:
    place = folder(tmp_path, TERMS, [])
    (place / "stays.csv").write_text(",".join([STAYS, *(f"c{number}" for number in range(5000))]) + "\n")
    message = asked(place, "2026-05", language="en")[2]
    assert message.endswith("c18, c19, …\n")
    assert len(message) < 200


def test_a_file_that_may_not_be_opened_is_not_taken_for_an_absent_one(tmp_path: Path) -> None:
    place = folder(tmp_path, TERMS, [GOOD])
    (place / "absences.csv").unlink()
    (place / "absences.csv").symlink_to(place / "elsewhere.csv")
    assert refused(place).startswith("absences.csv: expected a file")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace(",", ";"),
        lambda text: text.rstrip("\n"),
        lambda text: text.upper().replace("NEW", "new"),
        lambda text: "\n".join(f"{line},note" for line in text.splitlines()),
        lambda text: text + "\n,,,,,\n\n",
        lambda text: text.replace(",", " , "),
        lambda text: text.replace("G1", '"G1"'),
        lambda text: text.replace("2026-05-10", "10/05/2026"),
    ],
)  # fmt: skip
def test_the_ways_in_which_programs_write_the_same_table(tmp_path: Path, change: Callable[[str], str]) -> None:
    place = folder(tmp_path, TERMS + POCKET, ["G1,F,A,2026-05-01,2026-05-10,new", "G2,F,A,2026-05-01,,new"])
    expected = asked(place, "2026-05")
    (place / "stays.csv").write_bytes(change((place / "stays.csv").read_text()).encode())
    assert asked(place, "2026-05")[:2] == expected[:2]
    assert (expected[0], expected[1]["per_diem"]) == (0, "1200.00")


def test_overlapping_absences_are_computed_once(tmp_path: Path) -> None:
    absences = [
        "g,2026-05-02,2026-05-06,hospital",
        "g,2026-05-04,2026-05-08,authorised",
        "g,2026-05-02,2026-05-06,hospital",
    ]
    status, answer, _message = asked(folder(tmp_path, TERMS, [GOOD], absences=absences), "2026-05")
    assert (status, answer["per_diem"]) == (0, "90.00")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_an_answer_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    place = folder(tmp_path, TERMS, [GOOD])
    code = "from approdo.config.cli.main import main; main()"
    command = [sys.executable, "-c", code, "calc", "statement", str(place), "--month", "2026-05", "--language", "en"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert re.fullmatch(r"The answers cannot be written: [^\n]+\n", done.stderr)


@pytest.mark.slow
def test_the_command_itself_never_shows_a_traceback(tmp_path: Path) -> None:
    place = folder(tmp_path, TERMS, ["g,,A,2026-05-10,2026-05-01,new"])
    code = "from approdo.config.cli.main import main; main()"
    command = [sys.executable, "-c", code, "calc", "statement", str(place), "--month", "2026-05"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "stays.csv, riga 2, colonna exit: atteso un giorno non precedente al 2026-05-10\n"


def test_a_table_with_nearly_the_right_name_is_not_passed_over(tmp_path: Path) -> None:
    place = folder(tmp_path, TERMS, [GOOD])
    (place / "absences.csv").unlink()
    (place / "absence.csv").write_text(f"{ABSENCES}\ng,2026-05-04,,hospital\n")
    assert refused(place) == "absence.csv: expected the name “absences.csv”\n"


def test_a_kind_of_absence_is_written_as_in_the_contract(tmp_path: Path) -> None:
    terms = TERMS + '[policy]\npaid_absences = [{kind = "hospital", nights = 3}]\n'
    place = folder(tmp_path, terms, [GOOD], absences=["g,2026-05-04,2026-05-05,Hospital"])
    assert refused(place) == "absences.csv, row 2, column kind: expected “hospital”, written as in the contract\n"


def test_a_tax_that_cannot_be_read_says_how_an_exempt_body_is_written(tmp_path: Path) -> None:
    place = folder(tmp_path, TERMS + '[supplier]\nvat = "esente"\n', [GOOD])
    assert refused(place) == "contract.toml, supplier.vat: expected a number from 0 to 100, or “exempt”\n"


def test_a_contract_that_is_no_toml_is_told_by_row_and_column(tmp_path: Path) -> None:
    place = folder(tmp_path, "[[centre]]\nid = A\n", [GOOD])
    assert refused(place).startswith("contract.toml, row 2, column 6: expected ")
