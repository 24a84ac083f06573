"""Guides to the procedures and the documents for one's own case."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from markupsafe import escape

from approdo.portal.guides import Teller
from approdo.portal.words import speech
from approdo.procedures.definitions import procedure
from approdo.procedures.rules.checklist import due_documents

pytestmark = pytest.mark.django_db
FAMILY = procedure("family_reunification")
DOCUMENTS = "/bn/guides/family_reunification/documents/"


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_term_in_force_on_the_day_is_told_with_its_article() -> None:
    before = Teller(FAMILY, speech("it"), date(2025, 10, 3)).limits()[0]
    after = Teller(FAMILY, speech("it"), date(2025, 10, 4)).limits()[0]
    assert (before.length, before.article) == ("90 giorni", "TUI art. 29 c. 8")
    assert (after.length, after.article) == ("150 giorni", "TUI art. 29 c. 8, modificato dal D.L. 146/2025")
    with time_machine.travel("2025-10-03T12:00:00+02:00"):
        assert "<bdi>90 giorni</bdi>" in page("/it/guides/family_reunification/")
    with time_machine.travel("2025-10-04T12:00:00+02:00"):
        assert "<bdi>150 giorni</bdi>" in page("/it/guides/family_reunification/")


def test_a_term_without_its_first_day_yet_is_not_told() -> None:
    assert Teller(FAMILY, speech("it"), date(1990, 1, 1)).limits() == []


def test_numbers_are_written_with_the_digits_of_the_language() -> None:
    lengths = [one.length for one in Teller(FAMILY, speech("bn"), date(2026, 1, 1)).limits()]
    assert "১৫০ দিন" in lengths
    assert "কর্মদিবস: ৮" in lengths
    assert Teller(FAMILY, speech("bn"), date(2026, 1, 1)).costs()[0][1] == "১৬.০০€"


def test_a_guide_stands_beside_its_italian_and_says_that_nobody_reviewed_the_translation() -> None:
    shown = page("/ar/guides/family_reunification/")
    assert "إثبات الدخل" in shown
    assert '<span class="italian" lang="it" dir="ltr">Prova del reddito</span>' in shown
    assert shown.count("ترجمة لم تُراجع") == 1
    assert "ترجمة لم تُراجع" in page("/ar/guides/family_reunification/documents/")
    assert "ترجمة لم تُراجع" in page("/ar/guides/")


def test_what_has_no_translation_is_shown_in_italian_and_says_so() -> None:
    shown = page("/ro/guides/blue_card/")
    assert "doar în italiană" in shown
    first = procedure("blue_card").documents[0]
    assert f'<span lang="it" dir="auto">{escape(first.name_it)}</span>' in shown
    assert "traducere neverificată" not in page("/en/guides/blue_card/")


def test_what_one_may_do_against_a_refusal_is_never_told_in_a_translation_nobody_reviewed() -> None:
    for code in ("fr", "es", "ar", "sq", "ro", "uk", "bn", "zh-Hans", "ur"):
        teller = Teller(FAMILY, speech(code), date(2026, 1, 1))
        rights = [teller.silence(), *teller.remedies(), *teller.who_may()]
        assert {(one.language, one.untranslated) for one in rights} == {("it", True)}


def test_the_documents_are_those_of_the_case_file_for_the_same_answers() -> None:
    answers = {
        "italian_now": ["no"], "ground": ["minor_child", "spouse"], "applicant_status": ["other"],
        "housing_owner": ["someone_else"], "only_child_under_14": ["no"],
    }  # fmt: skip
    shown = page(f"{DOCUMENTS}?" + "&".join(f"{name}={one}" for name, given in answers.items() for one in given))
    due = {one.document.id for one in due_documents(FAMILY, answers)}
    assert 6 < len(due) < len(FAMILY.documents)
    for one in FAMILY.documents:
        assert (f">{escape(one.name_it)}<" in shown) is (one.id in due), one.id
    assert '<form method="get"' not in shown, "every question is answered"


def test_one_question_at_a_time_and_each_answer_can_be_changed() -> None:
    first = page(DOCUMENTS)
    assert first.count("<legend>") == 1
    assert 'name="italian_now"' in first
    second = page(f"{DOCUMENTS}?italian_now=no")
    assert '<input type="hidden" name="italian_now" value="no">' in second
    assert 'type="checkbox" name="ground"' in second
    third = page(f"{DOCUMENTS}?italian_now=no&ground=parent")
    assert 'href="?italian_now=no"' in third
    assert 'name="only_child_under_14"' not in third


def test_each_step_says_who_takes_it() -> None:
    steps = {one.italian: who for one, who in Teller(FAMILY, speech("es"), date(2026, 1, 1)).steps()}
    assert steps["Domanda inviata"] == "Tú que solicitas"
    assert steps["Parere della Questura"] == "Otra oficina"
    assert steps["In attesa del visto"] == "El consulado italiano"


def test_an_answer_that_means_another_office_says_so() -> None:
    assert "অন্য অফিসে যেতে হবে" in page(f"{DOCUMENTS}?italian_now=yes")
    assert "অন্য অফিসে যেতে হবে" not in page(f"{DOCUMENTS}?italian_now=no")


@pytest.mark.parametrize("asked", ["ground=cousin", "italian_now=no&italian_now=yes"])
def test_an_answer_that_does_not_exist_is_not_found(asked: str) -> None:
    assert Client().get(f"{DOCUMENTS}?{asked}").status_code == 404


def test_names_of_other_fields_in_the_address_change_nothing() -> None:
    assert "<script>" not in page(f"{DOCUMENTS}?q=<script>alert(1)</script>")
