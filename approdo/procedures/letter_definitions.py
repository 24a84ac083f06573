"""Reads the sentences of the letters from `data/letters/` and refuses what a letter could not be written with."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from approdo.procedures.rules.letter_composition import LISTS, PLACEHOLDER, placeholders
from approdo.procedures.rules.letters import (
    ITALIAN,
    TO_OFFICES,
    Addressee,
    Authority,
    BlockKind,
    LetterFacts,
    LetterKind,
    LetterText,
    RemedyKind,
    RemedyText,
    TextPart,
    Tongue,
    conditions,
)

FOLDER = Path(__file__).resolve().parent / "data" / "letters"
REMEDY_NAMES = frozenset({"where", "days", "source"})
SENTENCES = {BlockKind.TEXT, BlockKind.HEADING}


class LetterTextsRefused(Exception):
    """A data file of the letters that cannot be used; the text names the file and the place."""


@dataclass(frozen=True, slots=True)
class Language:
    """What every letter shares in one language. `direction` is `ltr` or `rtl`."""

    code: str
    name: str
    direction: str
    reviewed: bool
    labels: dict[str, str]
    phrases: dict[str, str]
    remedies: dict[RemedyKind, RemedyText]


@cache
def languages() -> dict[str, Language]:
    """The languages of the letters by code, Italian included. Raises LetterTextsRefused."""
    return read_languages(_read(FOLDER / "common.yaml"))


@cache
def letter_texts(kind: LetterKind) -> dict[str, LetterText]:
    """The sentences of that kind by language code. Raises LetterTextsRefused."""
    return read_letter(kind, _read(FOLDER / f"{kind.value}.yaml"), languages())


def translations(kind: LetterKind) -> frozenset[str]:
    """Codes of the languages that kind has a short translation in."""
    return frozenset(letter_texts(kind)) - {ITALIAN}


def read_languages(document: dict[str, Any]) -> dict[str, Language]:
    """The shared part, from the content of its file. Raises LetterTextsRefused when two languages do not match."""
    found = {code: _language(code, raw, document["remedies"]) for code, raw in document["languages"].items()}
    for code in found.keys() - {ITALIAN}:
        _same_names("common phrases", code, found[code].phrases, found["en"].phrases)
        _same_names("common labels", code, found[code].labels, found["en"].labels)
        for kind, remedy in found[code].remedies.items():
            italian = found[ITALIAN].remedies[kind]
            _same("common remedies", code, remedy.sentence, italian.sentence)
            _same(
                "common remedies",
                code,
                remedy.sentence_without_days,
                italian.sentence_without_days,
            )
    return found


def _language(code: str, raw: dict[str, Any], terms: dict[str, Any]) -> Language:
    remedies = {}
    for kind in RemedyKind:
        term = terms[kind.value]
        sentences = [raw["remedies"].get(name, "") for name in (kind.value, f"{kind.value}_without_days")]
        if not sentences[0 if term["days"] is not None else 1] or not term["source"]:
            raise LetterTextsRefused(f"common.yaml: {code}: no sentence or source for {kind.value}")
        if not names("".join(sentences)) <= REMEDY_NAMES:
            raise LetterTextsRefused(f"common.yaml: {code}: unknown name in {kind.value}")
        remedies[kind] = RemedyText(sentences[0], sentences[1], term["days"], term["source"])
    return Language(
        code,
        raw["name"],
        raw["direction"],
        bool(raw["reviewed"]),
        raw["labels"],
        raw["phrases"],
        remedies,
    )


def read_letter(kind: LetterKind, document: dict[str, Any], shared: dict[str, Language]) -> dict[str, LetterText]:
    """The sentences of one kind, from the content of its file.

    Raises LetterTextsRefused when the file is of another kind, names no source, or a language lacks a sentence,
    or uses names that another language does not use.
    """
    where = f"{kind.value}.yaml"
    if document.get("kind") != kind.value or not document.get("sources"):
        raise LetterTextsRefused(f"{where}: another kind, or no source")
    italian = document[ITALIAN]
    texts = {
        ITALIAN: LetterText(
            language=ITALIAN,
            subject=italian["subject"],
            parts=tuple(_part(where, raw) for raw in italian["parts"]),
            closing=tuple(_part(where, raw) for raw in italian.get("closing", [])),
            reviewed=bool(italian["reviewed"]),
        )
    }
    _check_names(where, texts[ITALIAN])
    if kind in TO_OFFICES:
        return texts
    structure = document["translation"]
    for code in shared.keys() - {ITALIAN}:
        if code not in structure:
            raise LetterTextsRefused(f"{where}: no translation in {code}")
        texts[code] = _translation(where, code, structure, shared[code])
        _same(where, code, structure[code]["subject"], structure["en"]["subject"])
        for key in structure[code].keys() - {"reviewed", "subject"}:
            _same(
                f"{where}: {key}",
                code,
                structure[code][key],
                structure["en"].get(key, ""),
            )
        _check_names(where, texts[code])
    return texts


def _translation(where: str, code: str, structure: dict[str, Any], shared: Language) -> LetterText:
    own = {**shared.phrases, **structure[code]}
    parts = []
    for raw in structure["parts"]:
        part = _part(where, raw)
        if part.kind in SENTENCES:
            if part.text not in own:
                raise LetterTextsRefused(f"{where}: {code}: no sentence called {part.text}")
            part = TextPart(part.kind, own[part.text], part.when)
        parts.append(part)
    reviewed = bool(structure[code]["reviewed"]) and shared.reviewed
    return LetterText(code, structure[code]["subject"], tuple(parts), reviewed)


def _part(where: str, raw: dict[str, str]) -> TextPart:
    kinds = [kind for kind in BlockKind if kind.value in raw]
    if len(kinds) != 1:
        raise LetterTextsRefused(f"{where}: a part must be one of {[kind.value for kind in BlockKind]}: {raw}")
    kind, when = kinds[0], raw.get("when", "")
    if when and when not in conditions(_NO_FACTS, ITALIAN):
        raise LetterTextsRefused(f"{where}: unknown condition {when}")
    if kind not in SENTENCES and raw[kind.value] not in LISTS:
        raise LetterTextsRefused(f"{where}: unknown list {raw[kind.value]}")
    return TextPart(kind, raw[kind.value], when)


def _check_names(where: str, text: LetterText) -> None:
    known = placeholders(_NO_FACTS, _NO_TONGUE).keys()
    sentences = [
        text.subject,
        *(part.text for part in text.parts + text.closing if part.kind in SENTENCES),
    ]
    for sentence in sentences:
        if not names(sentence) <= known:
            raise LetterTextsRefused(f"{where}: {text.language}: unknown name in: {sentence}")


def names(sentence: str) -> frozenset[str]:
    """The names in braces that a sentence uses."""
    return frozenset(match["name"] for match in PLACEHOLDER.finditer(sentence))


def _same_names(where: str, code: str, mine: dict[str, str], model: dict[str, str]) -> None:
    if mine.keys() != model.keys():
        raise LetterTextsRefused(f"{where}: {code}: {sorted(mine.keys() ^ model.keys())} on one side only")
    for key, sentence in mine.items():
        _same(f"{where}: {key}", code, sentence, model[key])


def _same(where: str, code: str, sentence: str, model: str) -> None:
    if names(sentence) != names(model) or bool(sentence) != bool(model):
        raise LetterTextsRefused(f"{where}: {code}: the names in braces differ from those of the other languages")


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


_NO_FACTS = LetterFacts(
    authority=Authority("", "", "", ""),
    addressee=Addressee(""),
    letter_date=datetime.date.min,
    responsible_officer="",
    signatory_name="",
    signatory_title="",
)
_NO_TONGUE = Tongue(LetterText(ITALIAN, "", ()), {}, {"of_date": ""}, datetime.date.isoformat)
