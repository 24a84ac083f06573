"""The pure rules of the directory: telephones, plain text, ways to a service, words of eligibility, rows of a week."""

from __future__ import annotations

from datetime import time

import pytest

from approdo.network.rules.directory import Attending
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.eligibility_words import unknown_words
from approdo.network.rules.hours import HoursKind, HoursPeriod, Schedule, Slot
from approdo.network.rules.phones import NotAPhone, PhoneFacts, read_phone
from approdo.network.rules.plain_text import TextFault, text_fault
from approdo.network.rules.reach import DeskWays, Way, ways
from approdo.network.rules.weekly import weekly_rows
from tests.network.directory import weekly


@pytest.mark.parametrize(
    ("line", "number", "description"),
    [
        ("112", "112", ""),
        ("019 123456, segreteria", "019 123456", "segreteria"),
        ("+39 019/123-456 - lunedì mattina", "+39 019 123 456", "lunedì mattina"),
        ("800 290 290 (numero verde)", "800 290 290", "(numero verde)"),
    ],
)
def test_a_telephone_is_read_as_people_write_it(line: str, number: str, description: str) -> None:
    assert read_phone(line) == PhoneFacts(number, description)


@pytest.mark.parametrize("line", ["", "segreteria", "12", "1" * 16, "segreteria 019 123456"])
def test_what_cannot_be_dialled_is_no_telephone(line: str) -> None:
    with pytest.raises(NotAPhone):
        read_phone(line)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<script>", TextFault.MARKUP),
        ("a </b>", TextFault.MARKUP),
        ("< img src=x>", TextFault.MARKUP),
        ("<!-- -->", TextFault.MARKUP),
        ("&lt;b&gt;", TextFault.MARKUP),
        ("&#60;", TextFault.MARKUP),
        ("JavaScript :alert(1)", TextFault.MARKUP),
        ("a\x00b", TextFault.CONTROL),
        ("a\u202eb", TextFault.CONTROL),
        ("età < 18", None),
        ("reddito <10.000", None),
        ("carta & penna", None),
        ("Vieni in via Roma 12", None),
    ],
)
def test_a_description_is_plain_text(text: str, fault: TextFault | None) -> None:
    assert text_fault(text) == fault


@pytest.mark.parametrize(
    "text", ["via Roma 12", "Piazza dei Martiri, 3", "corso Mazzini n. 5/b", "44.3071 nord", "viale A. Diaz 10"]
)
def test_a_protected_record_holds_no_address(text: str) -> None:
    assert text_fault(text, protected=True) is TextFault.ADDRESS


@pytest.mark.parametrize("text", ["Si chiama prima", "via telefono", "Aperto 24 ore su 24", "Corso di italiano"])
def test_a_protected_record_says_the_rest(text: str) -> None:
    assert text_fault(text, protected=True) is None


def test_the_ways_to_a_service_are_its_own_and_those_of_its_desks() -> None:
    there = [DeskWays(Attending.IN_PERSON, address=True), DeskWays(Attending.PHONE, phone=True)]
    nothing = {"phone": False, "email": False, "website": False}
    assert ways(there, **nothing, protected=False) == {Way.PLACE, Way.PHONE}
    assert ways(there, **nothing, protected=True) == frozenset()
    assert ways([DeskWays(Attending.MOBILE)], **nothing, protected=False) == frozenset()
    assert ways([], phone=True, email=True, website=True, protected=True) == {Way.PHONE, Way.EMAIL, Way.WEBSITE}


def test_eligibility_speaks_with_the_words_of_the_questions() -> None:
    told = (
        Condition(Asks.PERMIT, ("work", "passport")), Condition(Asks.COMUNE, ("009056", "Savona")),
        Condition(Asks.AREA, ("centro storico",)), Condition(Asks.AGE, least=18),
    )  # fmt: skip
    assert unknown_words(told) == [(Asks.PERMIT, "passport"), (Asks.COMUNE, "Savona")]


def test_a_night_is_cut_at_midnight_and_sunday_comes_before_monday() -> None:
    rows = weekly_rows(weekly(Slot(6, time(22), time(2), crosses_midnight=True)))
    assert [(one.weekday, one.opens, one.closes, one.began_before) for one in rows] == [
        (6, 1320, 1440, False), (0, 0, 120, True),
    ]  # fmt: skip
    assert [row.closes for row in weekly_rows(weekly(Slot(0, time(9), time(0))))] == [1440]


def test_hours_not_known_have_no_row() -> None:
    assert weekly_rows(Schedule((HoursPeriod(HoursKind.UNKNOWN),))) == ()
