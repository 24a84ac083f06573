"""Every sentence of the code has its Italian."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import gettext, ngettext, override

from approdo.config import catalogues

pytestmark = pytest.mark.slow


def test_the_catalogues_are_complete() -> None:
    assert catalogues.check() == []


def test_sentences_of_code_and_of_templates_are_gathered() -> None:
    gathered = catalogues.extract()
    assert gathered.get("Worklist") is not None  # gettext_lazy in Python
    assert gathered.get("Skip to the content") is not None  # _() in a template
    assert gathered.get(("%(n)s day left", "%(n)s days left")) is not None  # ngettext in Python
    assert gathered.get(("%(count)s key", "%(count)s keys")) is not None  # trans with pluralize


def test_the_compiled_catalogue_speaks_italian() -> None:
    with override("it"):
        assert gettext("Worklist") == "Da fare"
        assert ngettext("%(n)s day left", "%(n)s days left", 2) % {"n": 2} == "mancano 2 giorni"


def test_a_missing_and_a_broken_translation_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = catalogues.path_of("it").read_text()
    broken = text.replace('msgstr "Da fare"', 'msgstr ""').replace("Accedi con %(name)s", "Accedi con %(nome)s")
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    catalogues.path_of("it").parent.mkdir(parents=True)
    catalogues.path_of("it").write_text(broken)
    problems = catalogues.check()
    assert len(problems) == 2
    assert any("'Worklist'" in problem and "not translated" in problem for problem in problems)
    assert any("Sign in with" in problem for problem in problems)


def test_compiling_again_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = catalogues.path_of("it").read_text()
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    catalogues.path_of("it").parent.mkdir(parents=True)
    catalogues.path_of("it").write_text(text)
    assert catalogues.compile() == [catalogues.path_of("it").with_suffix(".mo")]
    assert catalogues.compile() == []
