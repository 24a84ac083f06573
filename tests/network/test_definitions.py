"""The data files of the network are whole, and a wrong one is refused with the place and the way out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from approdo.network import definitions
from approdo.network.definitions import (
    DefinitionError,
    categories,
    hotlines,
    languages,
    load_categories,
    load_hotlines,
    load_languages,
    load_node_types,
    node_types,
    text_kinds,
)
from approdo.network.rules.translations import Shown, TranslationState, shown
from approdo.network.rules.vocabulary import folded, leading_to, read_in

SCRIPTS = {"ar": "ARABIC", "ur": "ARABIC", "uk": "CYRILLIC", "bn": "BENGALI", "zh-Hans": "CJK"}


def test_eight_needs_with_services_under_each() -> None:
    needs = [one.id for one in categories().values() if not one.need]
    assert len(needs) == 8
    under = [sum(one.need == need for one in categories().values()) for need in needs]
    assert min(under) >= 6
    assert sum(under) >= 60


def test_each_label_is_written_in_its_script() -> None:
    for one in categories().values():
        for code, script in SCRIPTS.items():
            names = [unicodedata.name(letter, "") for letter in one.labels[code] if letter.isalpha()]
            assert any(name.startswith(script) for name in names), (one.id, code)


def test_a_word_typed_in_any_language_finds_the_concept() -> None:
    for code, word, category in (
        ("bn", "দোভাষী", "cultural_mediation"), ("ar", "Lam Chaml", "family_reunification"),
        ("sq", "avokat", "legal_advice"), ("uk", "ЛІКАР", "family_doctor"), ("ur", "masjid", "places_of_worship"),
    ):  # fmt: skip
        assert leading_to(categories().values(), code)[folded(word)] == {category}


def test_texts_are_shown_along_the_chain_of_languages() -> None:
    assert read_in(languages(), "ary", ["it", "fr"]) == "fr"
    assert read_in(languages(), "ta", ["it", "bn"]) == "it"
    assert read_in(languages(), "bn", ["ur"]) is None
    assert {one.id for one in languages().values() if one.direction == "rtl"} >= {"ar", "ur", "ps", "fa-AF"}


def test_rights_and_emergency_are_never_shown_unreviewed() -> None:
    for name, kind in text_kinds().items():
        strict = name in ("rights", "emergency")
        assert shown(TranslationState.MACHINE, kind) is (Shown.NOT_SHOWN if strict else Shown.LABELLED)
        assert shown(TranslationState.STALE, kind) is (Shown.NOT_SHOWN if strict else Shown.LABELLED)
        assert shown(TranslationState.DRAFT, kind) is Shown.NOT_SHOWN
        assert shown(TranslationState.REVIEWED, kind) is Shown.AS_IT_IS


def test_hotlines_say_what_is_not_known() -> None:
    numbers = {one.number for one in hotlines().values()}
    assert numbers >= {"112", "1522", "800 290 290", "114", "116 000", "800 300 558"}
    assert hotlines()["genital_mutilation"].hours is None


def test_a_consulate_is_barred_for_protection() -> None:
    assert [one.id for one in node_types().values() if one.barred_for_protection] == ["consulate"]
    assert node_types()["consultorio"].part_of == "asl"


FILES: list[tuple[str, Callable[[Path], object], str, str, str]] = [
    ("languages.yaml", load_languages, "direction: rtl", "direction: down", "unknown Direction"),
    ("languages.yaml", load_languages, "falls_back_to: [fr, it]", "falls_back_to: [xx, it]", "no other language"),
    ("languages.yaml", load_languages, "script: Latn", "script: Latn, colour: red", "unknown key"),
    ("node_types.yaml", load_node_types, "part_of: asl", "part_of: clinic", "not listed above"),
    ("hotlines.yaml", load_hotlines, "last_checked: null", "", "'last_checked' is missing"),
    ("hotlines.yaml", load_hotlines, 'number: "112"', 'number: "call us"', "is no number"),
    ("hotlines.yaml", load_hotlines, "reference: S20", "reference: S99", "unknown reference"),
]


@pytest.mark.parametrize(("name", "load", "right", "wrong", "problem"), FILES)
def test_a_wrong_file_is_refused(
    tmp_path: Path, name: str, load: Callable[[Path], object], right: str, wrong: str, problem: str
) -> None:
    text = (definitions.DATA / name).read_text(encoding="utf-8")
    assert right in text
    (tmp_path / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem):
        load(tmp_path / name)


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("reviewed_by: null\n", "", "'reviewed_by' is missing"),
        ('      uk: "Сімейний лікар"\n', "", "'uk' is missing"),
        ("need: health", "need: wealth", "under no need"),
        ('"Vaccinazioni"', '"Medico di base"', "leads to family_doctor, vaccinations"),
        ('      it: "Vaccinazioni"', '      it: "Vaccinazioni"\n      de: "Impfung"', "unknown key 'de'"),
    ],
)
def test_wrong_words_are_refused(tmp_path: Path, right: str, wrong: str, problem: str) -> None:
    folder = definitions.DATA / "taxonomy"
    text = (folder / "02_health.yaml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "02.yaml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=problem):
        load_categories([folder / "00_needs.yaml", tmp_path / "02.yaml"])


def test_a_word_may_lead_two_ways_where_the_file_says_so(tmp_path: Path) -> None:
    folder = definitions.DATA / "taxonomy"
    text = (folder / "02_health.yaml").read_text(encoding="utf-8").replace('"Vaccinazioni"', '"Medico di base"', 1)
    text = text.replace("categories:", "ambiguous:\n  it: [medico di base]\ncategories:", 1)
    (tmp_path / "02.yaml").write_text(text, encoding="utf-8")
    found = load_categories([folder / "00_needs.yaml", tmp_path / "02.yaml"])
    assert leading_to(found.values(), "it")["medico di base"] == {"family_doctor", "vaccinations"}
