"""The portal's words: complete in every language, and the files of the guides refuse what leads nowhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from approdo.config import catalogues
from approdo.core.data_files import DefinitionError
from approdo.network.definitions import languages
from approdo.portal import words
from approdo.portal.definitions import guides, load_words
from approdo.portal.words import proposed, speech
from approdo.procedures.definitions import procedure

pytestmark = pytest.mark.slow

NEEDED = [code for code, one in languages().items() if one.release_1 and code != "en"]


@pytest.mark.parametrize("code", NEEDED)
def test_every_word_of_the_portal_is_said_in_every_language(code: str) -> None:
    wanted = {message.id for message in catalogues.extract_portal() if message.id}
    assert len(wanted) > 100
    said = {message.id: message.string for message in catalogues.read_portal(code) if message.id}
    assert {one for one in wanted if not said.get(one)} == set()
    assert said.keys() == wanted


@pytest.mark.parametrize("code", NEEDED)
def test_a_catalogue_that_nobody_reviewed_says_so(code: str) -> None:
    assert words.path_of(code).read_text(encoding="utf-8").startswith("# reviewed_by: ")


def test_a_missing_language_and_a_missing_word_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words.path_of("bn").read_text(encoding="utf-8")
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    words.path_of("bn").write_text(text.replace('msgstr "কাগজপত্র"', 'msgstr ""'), encoding="utf-8")
    problems = catalogues.check()
    assert [one for one in problems if one.startswith("portal, bn:")] == [
        one for one in problems if "bn: not translated: 'Documents'" in one
    ]
    assert any(one.startswith("portal, ur:") for one in problems)


def test_the_back_office_and_the_portal_do_not_share_words() -> None:
    office = catalogues.extract()
    assert office.get("What do you need?") is None
    assert office.get("What readers say of the portal") is not None
    assert catalogues.extract_portal().get("Worklist") is None


def test_an_update_keeps_who_reviewed_a_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path / "office")
    words.path_of("fr").write_text('# reviewed_by: somebody\nmsgid "Home"\nmsgstr "Accueil"\n', encoding="utf-8")
    catalogues.update()
    written = words.path_of("fr").read_text(encoding="utf-8")
    assert written.startswith("# reviewed_by: somebody\n")
    assert 'msgstr "Accueil"' in written


def test_days_are_written_as_the_language_writes_them() -> None:
    day = date(2026, 11, 22)
    assert speech("it-x-simple").day(day) == "22 novembre 2026"
    assert speech("bn").day(day) == "২২ নভেম্বর, ২০২৬"
    assert speech("zh-Hans").day(day) == "2026年11月22日"


@pytest.mark.parametrize(
    ("accepted", "now", "offered"),
    [
        (["bn-BD", "it"], "it", "bn"),
        (["zh-CN"], "it", "zh-Hans"),
        (["it"], "it-x-simple", None),
        (["de", "ar-MA"], "fr", "ar"),
        (["de"], "it", None),
        ([], "it", None),
    ],
)
def test_the_language_proposed(accepted: list[str], now: str, offered: str | None) -> None:
    assert proposed(accepted, now) == offered


def test_every_procedure_that_people_ask_for_has_a_guide() -> None:
    listed = {one.id for group in guides().values() for one in group}
    assert "family_reunification" in listed
    assert "reception_measure" not in listed


@pytest.mark.parametrize(
    ("part", "refused"),
    [
        ("documents: {nothing: {fr: Rien}}", "nothing"),
        ("documents: {income_proof: {xx: Rien}}", "xx"),
        ('stages: {submitted: {fr: ""}}', "empty"),
    ],
)
def test_a_file_of_words_refuses_what_leads_nowhere(tmp_path: Path, part: str, refused: str) -> None:
    file = tmp_path / "family_reunification.yaml"
    file.write_text(f"schema: approdo/guide-words@1\nreviewed_by: null\n{part}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=refused):
        load_words(file, procedure("family_reunification"))
