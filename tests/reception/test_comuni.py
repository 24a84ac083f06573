"""Comuni by name in the lists and letters of reception."""

from __future__ import annotations

import pytest

from approdo.reception import comuni


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Savona", "009056"), (" albissola  marina ", "009003"), ("009056", "009056"), ("Bozen", "021008"),
        ("Castro (BG)", "016065"), ("Castro, LE", "075096"), ("Castro", ""), ("Atlantide", ""), ("", ""), ("Savona (PA)", ""),
    ],
)  # fmt: skip
def test_a_comune_is_meant_by_its_name_and_never_guessed_between_two(written: str, code: str) -> None:
    assert comuni.code(written) == code


def test_every_comune_of_italy_has_its_name() -> None:
    assert len(comuni.names()) > 7800
    assert (comuni.name("015146"), comuni.name("082053"), comuni.name("999999")) == ("Milano", "Palermo", "999999")
