"""The tax code: its arithmetic against the law's examples and against another implementation, and whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from codicefiscale import codicefiscale
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.people.definitions import birth_place_codes
from approdo.people.rules import tax_code
from approdo.people.rules.tax_code import Fault, Holder, NotATaxCode, Part, compare, read
from approdo.people.rules.vocabulary import BirthPrecision, Sex, TaxCodeKind

NAME = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=14)
PLACES = ["Z330", "Z249", "Z100", "Z138", "Z222", "H501", "I480"]
ITALIAN = {"H501": "Roma", "I480": "Savona"}


def encoded(family: str, given_name: str, sex: str, born: date, place: str) -> str:
    """The same code as another implementation writes it."""
    return codicefiscale.encode(
        lastname=family, firstname=given_name, gender=sex, birthdate=born.strftime("%d/%m/%Y"), birthplace=place
    )


CODE = encoded("Benprova", "Yusuf", "M", date(1985, 3, 12), "Z330")
HOLDER = Holder((("Benprova", "Yusuf"),), Sex.MALE, date(1985, 3, 12), BirthPrecision.DAY, birth_place_codes("MA"))


@settings(max_examples=400, deadline=None)
@given(
    family=NAME, given_name=NAME, sex=st.sampled_from("MF"), born=st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    place=st.sampled_from(PLACES),
)  # fmt: skip
def test_a_code_of_the_other_implementation_is_read_and_matches_its_holder(
    family: str, given_name: str, sex: str, born: date, place: str
) -> None:
    code = read(encoded(family, given_name, sex, born, place))
    wanted = Sex.FEMALE if sex == "F" else Sex.MALE
    assert (code.year, code.month, code.day, code.sex, code.place) == (
        born.year % 100, born.month, born.day, wanted, place,
    )  # fmt: skip
    where = frozenset({place if place.startswith("Z") else "IT"})
    verdict = compare(code, Holder(((family, given_name),), wanted, born, BirthPrecision.DAY, where))
    assert verdict == tax_code.Comparison((), refused=False)


@settings(max_examples=150, deadline=None)
@given(born=st.dates(date(1930, 1, 1), date(2026, 1, 1)), pick=st.integers(0, 126))
def test_every_omocodic_code_says_what_the_plain_one_says(born: date, pick: int) -> None:
    plain = encoded("Rossini", "Prova", "F", born, "Z249")
    other = codicefiscale.decode(plain)["omocodes"][pick + 1]
    told = read(other)
    assert told.kind == TaxCodeKind.OMOCODIC
    assert tax_code.without_omocodia(other) == plain
    assert replace(told, text=plain, kind=TaxCodeKind.REGULAR) == read(plain)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, 15), sign=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
def test_one_wrong_character_is_refused_or_is_an_honest_other_code(place: int, sign: str) -> None:
    wrong = CODE[:place] + sign + CODE[place + 1 :]
    if wrong == CODE:
        return
    try:
        told = read(wrong)
    except NotATaxCode:
        return
    # Some pairs share a check value (0 and A, 1 and B…): then the content itself differs
    assert (place != 15 and replace(told, text="") != replace(read(CODE), text="")) or told.kind == TaxCodeKind.OMOCODIC


def brute_force_provisional(ten: str) -> list[str]:
    """Digits that make the sum of Luhn divisible by ten."""

    def total(digits: str) -> int:
        doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
        return sum(n // 10 + n % 10 for n in doubled)

    return [last for last in "0123456789" if total(ten + last) % 10 == 0]


@given(st.text("0123456789", min_size=10, max_size=10))
def test_the_check_digit_of_a_provisional_code_is_the_only_right_one(ten: str) -> None:
    (right,) = brute_force_provisional(ten)
    assert read(ten + right).kind == TaxCodeKind.PROVISIONAL
    for wrong in set("0123456789") - {right}:
        with pytest.raises(NotATaxCode):
            read(ten + wrong)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.SHAPE),
        ("ABC", Fault.SHAPE),
        ("1234567890", Fault.SHAPE),
        ("١٢٣٤٥٦٧٨٩٠١", Fault.SHAPE),
        (CODE[:15] + ("A" if CODE[15] != "A" else "B"), Fault.CHECK),
        ("BNPYSF85B70Z330" + tax_code.check_letter("BNPYSF85B70Z330"), Fault.DATE),  # 30 February, woman
        ("BNPYSF85C00Z330" + tax_code.check_letter("BNPYSF85C00Z330"), Fault.DATE),
    ],
)
def test_what_is_no_tax_code_says_why(text: str, fault: Fault) -> None:
    with pytest.raises(NotATaxCode) as refused:
        read(text)
    assert refused.value.fault == fault


def test_spaces_and_small_letters_do_not_matter() -> None:
    assert read(f" {CODE[:6].lower()} {CODE[6:]} ").text == CODE


@pytest.mark.parametrize(
    ("change", "differing", "refused"),
    [
        ({"birth_date": date(1985, 3, 13)}, (Part.BIRTH_DATE,), True),
        ({"sex": Sex.FEMALE}, (Part.SEX,), True),
        ({"sex": Sex.UNKNOWN}, (), False),
        ({"names": (("Altrove", "Mario"),)}, (Part.FAMILY_NAME, Part.GIVEN_NAME), True),
        ({"names": (("Altrove", "Yusuf"),)}, (Part.FAMILY_NAME,), False),  # a married name is only a doubt
        ({"names": (("Benprova", "Youcef"),)}, (Part.GIVEN_NAME,), False),  # another transliteration too
        ({"names": (("Yusuf", "Benprova"),)}, (), False),  # family and given name exchanged
        ({"names": (("Altrove", "Yusuf"), ("Benprova", "Yusuf"))}, (), False),  # an alias explains it
        ({"places": birth_place_codes("BD")}, (Part.BIRTH_PLACE,), False),
        ({"places": birth_place_codes("IT")}, (Part.BIRTH_PLACE,), False),
        ({"places": frozenset()}, (), False),
        ({"birth_date": date(1985, 1, 1), "birth_precision": BirthPrecision.YEAR}, (), False),
        ({"birth_date": date(1986, 1, 1), "birth_precision": BirthPrecision.YEAR}, (Part.BIRTH_DATE,), False),
        ({"birth_date": date(1985, 4, 1), "birth_precision": BirthPrecision.MONTH}, (Part.BIRTH_DATE,), False),
        ({"birth_date": date(1990, 1, 1), "birth_precision": BirthPrecision.ESTIMATED}, (), False),
        ({"birth_date": None, "birth_precision": BirthPrecision.UNKNOWN}, (), False),
    ],
)
def test_a_code_is_compared_with_what_is_known_of_the_person(
    change: dict[str, object], differing: tuple[Part, ...], refused: bool
) -> None:
    verdict = compare(read(CODE), replace(HOLDER, **change))  # type: ignore[arg-type]
    assert verdict.differing == differing
    assert verdict.refused is refused


def test_a_provisional_code_matches_everybody() -> None:
    ten = "0123456789"
    code = read(ten + tax_code.provisional_check(ten))
    assert compare(code, HOLDER) == tax_code.Comparison((), refused=False)


def test_a_state_that_no_longer_exists_counts_for_those_that_followed_it() -> None:
    assert {"Z138", "Z135"} <= birth_place_codes("UA")
    assert birth_place_codes("IT") == {"IT"}
    assert birth_place_codes("QQ") == frozenset()
