"""Names of comuni as people write them."""

from __future__ import annotations

import pytest

from approdo.territory.rules.names import plain, with_sign


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sant'Angelo Lodigiano", "sant angelo lodigiano"),
        ("Sant’Angelo Lodigiano", "SANT'ANGELO LODIGIANO"),
        ("S. Margherita Ligure", "San Margherita Ligure"),
        ("Agliè", "Aglie'"),
        ("Villnöß", "VILLNOSS"),
        ("Albisola  Superiore ", "albisola superiore"),
        ("Presicce-Acquarica", "Presicce Acquarica"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_different_names_do_not_meet() -> None:
    assert plain("Albissola Marina") != plain("Albisola Superiore")
    assert plain("") == plain("  '") == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Castro (BG)", ("Castro", "BG")),
        ("Castro (le)", ("Castro", "LE")),
        ("Castro, BG", ("Castro", "BG")),
        ("Castro", ("Castro", "")),
        ("Re", ("Re", "")),
        ("Villa di", ("Villa di", "")),
        ("Bolzano/Bozen (BZ)", ("Bolzano/Bozen", "BZ")),
        (" (SV)", ("(SV)", "")),
    ],
)
def test_the_letters_of_the_province_tell_two_of_one_name_apart(text: str, told: tuple[str, str]) -> None:
    assert with_sign(text) == told
