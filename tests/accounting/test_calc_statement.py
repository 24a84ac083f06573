"""`approdo calc statement`: the worked amounts, and what cannot be read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.accounting.statements import POCKET, asked, contract, folder, guests


def statement(tmp_path: Path, month: str, terms: str, stays: list[str], **others: list[str]) -> dict[str, Any]:
    status, answer, message = asked(folder(tmp_path, terms, stays, **others), month)
    assert (status, message) == (0, "")
    return answer


def test_t01_a_full_month(tmp_path: Path) -> None:
    answer = statement(tmp_path, "2026-05", contract(("2026-01-01", "30.64")) + POCKET, guests(45, "A", "2026-04-01"))
    assert answer["centres"] == [{"centre": "A", "nights": 1395, "paid_nights": 1395, "per_diem": "42742.80"}]
    assert (answer["per_diem"], answer["pocket_money"], answer["findings"]) == ("42742.80", "3487.50", [])


@pytest.mark.parametrize(
    ("entry", "left", "nights", "amount"),
    [("true", "false", 10, "242.90"), ("true", "true", 11, "267.19"), ("false", "false", 9, "218.61")],
)
def test_t02_first_and_last_day(tmp_path: Path, entry: str, left: str, nights: int, amount: str) -> None:
    terms = contract(("2026-01-01", "24.29")) + f"[policy]\ncount_entry_day = {entry}\ncount_exit_day = {left}\n"
    answer = statement(tmp_path, "2026-05", terms, guests(1, "A", "2026-05-10", "2026-05-20"))
    assert (answer["centres"][0]["paid_nights"], answer["per_diem"]) == (nights, amount)


TWO = contract(("2026-01-01", "30.64")) + contract(("2026-01-01", "24.29"), centre="B")


@pytest.mark.parametrize(
    ("paid_to", "of_a", "of_b"),
    [("destination", (11, "337.04"), (20, "485.80")), ("origin", (12, "367.68"), (19, "461.51"))],
)
def test_t03_the_day_of_a_transfer(tmp_path: Path, paid_to: str, of_a: tuple[int, str], of_b: tuple[int, str]) -> None:
    terms = TWO + f'[policy]\ntransfer_day_paid_to = "{paid_to}"\n'
    stays = ["g,,A,2026-03-01,2026-05-12,new", "g,,B,2026-05-12,,transfer"]
    answer = statement(tmp_path, "2026-05", terms, stays)
    found = [(centre["paid_nights"], centre["per_diem"]) for centre in answer["centres"]]
    assert (found, answer["findings"]) == ([of_a, of_b], [])


def test_t04_absences_and_a_departure(tmp_path: Path) -> None:
    absences = ["g0,2026-06-11,2026-06-13,authorised", "g0,2026-06-20,,unjustified"]
    answer = statement(
        tmp_path, "2026-06", contract(("2026-01-01", "25.60")), guests(1, "A", "2026-05-01"), absences=absences
    )
    assert (answer["centres"][0]["paid_nights"], answer["per_diem"]) == (17, "435.20")


@pytest.mark.parametrize(
    ("members", "amount"), [(1, "75.00"), (2, "150.00"), (3, "225.00"), (4, "225.00"), (6, "225.00")]
)
def test_t05_pocket_money_of_a_family(tmp_path: Path, members: int, amount: str) -> None:
    stays = [f"g{place},f,A,2026-05-01,,new" for place in range(members)]
    answer = statement(tmp_path, "2026-06", contract(("2026-01-01", "30.00")) + POCKET, stays)
    assert answer["pocket_money"] == amount


def test_t06_a_child_is_born(tmp_path: Path) -> None:
    stays = ["g0,f,A,2026-05-01,,new", "g1,f,A,2026-05-01,,new", "g2,f,A,2026-06-16,,new"]
    answer = statement(tmp_path, "2026-06", contract(("2026-01-01", "30.00")) + POCKET, stays)
    assert answer["pocket_money"] == "187.50"


def test_t07_one_of_four_is_away(tmp_path: Path) -> None:
    stays = [f"g{place},f,A,2026-05-01,,new" for place in range(4)]
    absences = ["g0,2026-06-11,2026-06-21,authorised"]
    answer = statement(tmp_path, "2026-06", contract(("2026-01-01", "30.00")) + POCKET, stays, absences=absences)
    assert answer["pocket_money"] == "225.00"


def test_t08_entry_kits_and_phone_cards(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "30.00")) + "[allowances]\nentry_kit = 173\nphone_card = 5\n"
    stays = [*guests(12, "A", "2026-05-31", kind="new"), "old,,A,2026-04-30,,new", "moved,,A,2026-05-04,,transfer"]
    answer = statement(tmp_path, "2026-05", terms, stays)
    assert (answer["entry_kits"], answer["phone_cards"]) == ("2076.00", "60.00")
    assert Decimal(answer["gross"]) - Decimal(answer["per_diem"]) == Decimal("2136.00")


def test_t09_the_price_changes_with_the_year(tmp_path: Path) -> None:
    terms = contract(("2024-10-01", "25.16"), ("2025-01-01", "25.60"))
    stays = guests(20, "A", "2024-12-16", "2025-01-16")
    december = statement(tmp_path, "2024-12", terms, stays)["per_diem"]
    january = statement(tmp_path, "2025-01", terms, stays)["per_diem"]
    assert (december, january) == ("8051.20", "7680.00")


def test_t10_the_unit_price_is_rounded(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "31.60"), discount="4.5")
    assert statement(tmp_path, "2026-06", terms, guests(40, "A", "2026-05-01"))["per_diem"] == "36216.00"


def test_t11_a_social_cooperative(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "30.64")) + "[supplier]\nvat = 5\nsplit_payment = true\nretention_percent = 0.5\n"
    answer = statement(tmp_path, "2026-05", terms, guests(45, "A", "2026-04-01"))
    found = [answer[name] for name in ("vat", "stamp", "invoice_total", "retention", "payable_now")]
    assert found == ["2137.14", "0.00", "44879.94", "213.71", "42529.09"]


def test_without_split_payment_the_tax_goes_to_the_supplier(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "30.64")) + "[supplier]\nvat = 5\nsplit_payment = false\n"
    answer = statement(tmp_path, "2026-05", terms, guests(45, "A", "2026-04-01"))
    assert answer["payable_now"] == "44666.23"


def test_t12_an_exempt_supplier(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "30.64")) + '[supplier]\nvat = "exempt"\nstamp_duty = true\n'
    answer = statement(tmp_path, "2026-05", terms, guests(45, "A", "2026-04-01"))
    assert [answer[name] for name in ("vat", "stamp", "invoice_total", "payable_now")] == [
        "0.00", "2.00", "42744.80", "42531.09",
    ]  # fmt: skip


@pytest.mark.parametrize(("price", "stamp"), [("77.47", "0.00"), ("77.48", "2.00")])
def test_the_stamp_is_due_above_its_threshold(tmp_path: Path, price: str, stamp: str) -> None:
    stays = guests(1, "A", "2026-05-31")
    assert statement(tmp_path, "2026-05", contract(("2026-01-01", price)), stays)["stamp"] == stamp


def test_t18_over_the_authorised_places(tmp_path: Path) -> None:
    stays = [*guests(50, "A", "2026-05-01"), *(f"x{place},,A,2026-06-10,2026-06-14,transfer" for place in range(3))]
    terms = contract(("2026-01-01", "30.64"), capacity=50)
    answer = statement(tmp_path, "2026-06", terms + POCKET, stays)
    assert answer["centres"] == [{"centre": "A", "nights": 1512, "paid_nights": 1500, "per_diem": "45960.00"}]
    assert answer["findings"] == [
        {"kind": "over_capacity", "guest": None, "centre": "A", "nights": 12, "amount": "367.68"}
    ]
    assert answer["pocket_money"] == "3780.00"


def test_t19_one_person_in_two_centres(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "30.64")) + contract(("2026-01-01", "30.64"), centre="B")
    stays = ["g,,A,2026-05-01,2026-05-16,new", "g,,B,2026-05-11,2026-05-20,new"]
    answer = statement(tmp_path, "2026-05", terms, stays)
    assert answer["findings"] == [
        {"kind": "double_presence", "guest": "g", "centre": "A", "nights": 5, "amount": "153.20"}
    ]
    assert [centre["paid_nights"] for centre in answer["centres"]] == [10, 9]


@pytest.mark.parametrize(("month", "amount"), [("2025-01", "22.50"), ("2025-02", "12.50")])
def test_t20_pocket_money_suspended(tmp_path: Path, month: str, amount: str) -> None:
    stays, suspended = guests(1, "A", "2024-12-01"), ["g0,2025-01-10,2025-02-24"]
    answer = statement(tmp_path, month, contract(("2024-01-01", "25.60")) + POCKET, stays, suspensions=suspended)
    assert answer["pocket_money"] == amount


def test_a_paid_absence_counts_its_first_nights_from_its_own_beginning(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "10.00")) + POCKET + '[policy]\npaid_absences = [{kind = "hospital", nights = 3}]\n'
    absences = ["g0,2026-04-30,2026-05-10,hospital"]
    answer = statement(tmp_path, "2026-05", terms, guests(1, "A", "2026-04-01"), absences=absences)
    assert (answer["per_diem"], answer["pocket_money"]) == ("240.00", "55.00")


def test_nights_before_the_first_price_are_not_paid_and_said(tmp_path: Path) -> None:
    answer = statement(tmp_path, "2026-05", contract(("2026-05-11", "10.00")), guests(1, "A", "2026-05-01"))
    assert answer["findings"] == [{"kind": "no_price", "guest": None, "centre": "A", "nights": 10, "amount": "0.00"}]
    assert answer["per_diem"] == "210.00"


def test_an_absence_of_somebody_who_was_never_there_is_said(tmp_path: Path) -> None:
    absences = ["g00,2026-05-20,,unjustified", "g01,2026-06-01,,unjustified"]
    answer = statement(
        tmp_path, "2026-05", contract(("2026-01-01", "30")), guests(1, "A", "2026-05-01"), absences=absences
    )
    assert answer["findings"] == [
        {"kind": "unknown_guest", "guest": "g00", "centre": None, "nights": 12, "amount": "0.00"}
    ]


def test_every_euro_is_explained(tmp_path: Path) -> None:
    stays = ["g0,f,A,2026-05-01,2026-05-12,new", "g0,f,B,2026-05-10,,transfer", "g1,f,B,2026-05-01,,new"]
    place = folder(tmp_path, TWO + POCKET, stays, absences=["g1,2026-05-03,2026-05-05,authorised"])
    _status, answer, _message = asked(place, "2026-05", explain=True)
    told = answer["explanation"]
    assert sum(Decimal(line["amount"]) for line in told["per_diem"]) == Decimal(answer["per_diem"])
    assert sum(Decimal(line["amount"]) for line in told["pocket_money"]) == Decimal(answer["pocket_money"])
    assert {total["what"]: total["amount"] for total in told["totals"]}.items() <= answer.items()
    assert {line["what"]: line["nights"] for line in told["guests"] if line["what"] != "paid"} == {
        "blocked": 2, "absent": 2,
    }  # fmt: skip


GOOD = "g,,A,2026-05-01,2026-05-10,new"


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("g,,A,2026-05-01,2026-04-30,new", "exit", "2026-05-01"),
        ("g,,Z,2026-05-01,,new", "centre", "A"),
        ("g,,A,2026-02-30,,new", "entry", "2026-05-31"),
        ("g,,A,,,new", "entry", "2026-05-31"),
        ("g,,A,2026-05-01,,arrived", "entry_kind", "new, transfer"),
        (",,A,2026-05-01,,new", "guest", "un valore"),
        ("g,,A,2026-05-01,new", "entry_kind", "6 celle"),
    ],
)
def test_a_line_that_cannot_be_read_says_where_and_what(tmp_path: Path, row: str, column: str, expected: str) -> None:
    status, answer, message = asked(folder(tmp_path, contract(("2026-01-01", "30")), [GOOD, row]), "2026-05")
    assert (status, answer) == (2, {})
    assert message.startswith(f"stays.csv, riga 3, colonna {column}: atteso ")
    assert expected in message


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        ("", "[[centre]]"),
        ('[[centre]]\nid = "A"\n', "centre[1].prices"),
        (contract(("2026-01-01", "-3")), "centre[1].prices[1].base"),
        (contract(("2026-01-01", "NaN")), "centre[1].prices[1].base"),
        (contract(("2026-01-01", "30")) * 2, "centre[2].id"),
        (contract(("2026-01-01", "30"), ("2026-01-01", "31")), "centre[1].prices"),
        (contract(("2026-01-01", "30")) + '[policy]\ncount_entry_day = "yes"\n', "policy.count_entry_day"),
        (contract(("2026-01-01", "30")) + "[policy]\ncount_entry_days = true\n", "policy.count_entry_days"),
        (contract(("2026-01-01", "30")) + "[supplier]\nvat = 500\n", "supplier.vat"),
        ("[[centre", ""),
    ],
)
def test_a_contract_that_cannot_be_read_says_where(tmp_path: Path, terms: str, key: str) -> None:
    status, _answer, message = asked(folder(tmp_path, terms, [GOOD]), "2026-05", language="en")
    assert status == 2
    assert message.startswith(f"contract.toml{', ' if key else ''}{key}: expected ")


def test_files_that_are_not_there_or_not_text_are_said(tmp_path: Path) -> None:
    place = folder(tmp_path, contract(("2026-01-01", "30")), [GOOD])
    (place / "absences.csv").unlink()
    assert asked(place, "2026-05")[0] == 0
    (place / "absences.csv").write_bytes(b"guest,from,to,kind\n\xff\xfe,2026-01-01,,x\n")
    assert asked(place, "2026-05")[2] == "absences.csv, riga 2: atteso testo in UTF-8\n"
    (place / "stays.csv").unlink()
    assert asked(place, "2026-05", language="en")[2] == "stays.csv: expected a file that can be read\n"
    assert asked(place, "2026-13")[2] == "--month: atteso un mese, come 2026-05\n"


def test_how_a_stay_is_cut_into_rows_never_changes_the_pocket_money(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "10.00")) + "[allowances]\npocket_money_per_day = 0.125\n"
    days = ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-12"]
    kinds = ["new", "transfer", "transfer"]
    cut = [f"g,,A,{first},{last},{kind}" for first, last, kind in zip(days, days[1:], kinds, strict=False)]
    whole = statement(tmp_path, "2026-05", terms, ["g,,A,2026-05-01,2026-05-12,new"])
    assert whole["pocket_money"] == statement(tmp_path, "2026-05", terms, cut)["pocket_money"] == "1.38"


def test_spellings_that_look_the_same_are_one_person_and_capital_letters_are_told(tmp_path: Path) -> None:
    composed, apart = "Nicol\u00f2 Finto", "Nicolo\u0300  Finto"
    stays = [f"{composed},,A,2026-05-01,2026-05-20,new", f"{apart},,B,2026-05-15,2026-05-31,transfer"]
    answer = statement(tmp_path, "2026-05", TWO, stays)
    assert [(one["kind"], one["nights"]) for one in answer["findings"]] == [("double_presence", 5)]
    told = statement(tmp_path, "2026-05", TWO, ["Finto,,A,2026-05-01,,new", "FINTO,,B,2026-05-10,,transfer"])
    assert [(one["kind"], one["guest"]) for one in told["findings"]] == [
        ("spelt_twice", "FINTO"),
        ("spelt_twice", "Finto"),
    ]


def test_the_explanation_agrees_with_the_money_over_the_places_and_on_each_entry(tmp_path: Path) -> None:
    terms = contract(("2026-01-01", "10.00"), capacity=1) + "[allowances]\nentry_kit = 150\nphone_card = 5\n"
    place = folder(tmp_path, terms, guests(2, "A", "2026-05-30", kind="new"))
    _status, answer, _message = asked(place, "2026-05", explain=True)
    said = answer["explanation"]
    assert {(one["what"], one["nights"]) for one in said["guests"]} == {("over_capacity", 2)}
    assert all("2 giornate su 4" in one["why"] for one in said["guests"])
    assert [one["amount"] for one in said["entries"]] == ["155.00", "155.00"]
    assert "kit 150.00 € + scheda 5.00 €" in said["entries"][0]["why"]
