"""The field in which somebody names a comune."""

from __future__ import annotations

import pytest
from django import forms

from approdo.territory.comune_field import ComuneField, ComuniField
from approdo.territory.models import Boundary, Comune, PostalCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]


class Asked(forms.Form):
    comune = ComuneField(province="SV", required=False)


def errors(text: str) -> str:
    return " ".join(Asked({"comune": text}).errors.get("comune", []))


@pytest.mark.parametrize("text", ["Savona", " savona ", "009056", "Savona (SV)", "I480"])
def test_a_comune_is_understood_however_it_is_written(text: str) -> None:
    form = Asked({"comune": text})
    assert form.is_valid()
    assert form.cleaned_data["comune"] == Comune.objects.get(pk="009056")


def test_nothing_written_is_no_comune() -> None:
    form = Asked({"comune": "  "})
    assert form.is_valid()
    assert form.cleaned_data["comune"] is None


def test_two_of_one_name_are_both_proposed() -> None:
    said = errors("Castro")
    assert "Castro (BG)" in said
    assert "Castro (LE)" in said


def test_a_slip_of_the_pen_is_answered_with_the_name_meant() -> None:
    assert "Savona (SV)" in errors("Savna")


def test_a_comune_that_ended_is_answered_with_its_successor() -> None:
    assert "Uggiate con Ronago (CO)" in errors("Ronago")


@pytest.mark.parametrize("text", ["Atlantide qwx", "000000", "<script>", "%" * 50, "\0"])
def test_what_is_no_comune_is_refused(text: str) -> None:
    assert errors(text)


def test_the_browser_proposes_the_province_and_shows_what_was_kept() -> None:
    page = str(Asked(initial={"comune": "009002"})["comune"])
    assert 'value="Albenga (SV)"' in page
    assert page.count("<option") == 69
    assert 'list="comuni-comune"' in page
    assert '<datalist id="comuni-comune">' in page


def test_what_is_written_back_is_what_was_typed() -> None:
    assert 'value="Savna"' in str(Asked({"comune": "Savna"})["comune"])


def test_two_forms_do_not_share_their_province() -> None:
    one, other = Asked(), Asked()
    one.fields["comune"].propose("PA")  # type: ignore[attr-defined]
    assert str(other["comune"]).count("<option") == 69
    assert "Palermo (PA)" in str(one["comune"])


class Listed(forms.Form):
    comuni = ComuniField()


def test_many_comuni_stand_one_a_line_and_each_once() -> None:
    form = Listed({"comuni": "Savona\n\n albenga \nSavona (SV)\n021008"})
    assert form.is_valid()
    assert [one.pk for one in form.cleaned_data["comuni"]] == ["009056", "009002", "021008"]
    assert Listed({"comuni": ""}).is_valid()


def test_each_wrong_line_says_what_is_wrong_with_it() -> None:
    said = Listed({"comuni": "Savona\nSavna\nCastro"}).errors["comuni"]
    assert len(said) == 2
    assert said[0].startswith("Savna: ")
    assert "Castro (BG)" in said[1]


def test_more_lines_than_a_province_has_comuni_are_refused() -> None:
    assert "400" in Listed({"comuni": "Savona\n" * 401}).errors["comuni"][0]


def test_codes_that_were_kept_are_shown_by_name_and_unknown_ones_as_they_are() -> None:
    assert "Albenga (SV)\n999999</textarea>" in str(Listed(initial={"comuni": ("009002", "999999")})["comuni"])


def test_where_no_comune_is_loaded_the_answer_says_who_loads_them(territory: object) -> None:
    Boundary.objects.all().delete()
    PostalCode.objects.all().delete()
    Comune.objects.update(valid_until=None, successor=None)
    Comune.objects.all().delete()
    assert "approdo import territory" in errors("Savona")
