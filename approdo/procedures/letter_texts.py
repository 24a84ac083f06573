"""From the facts of a letter to what its typst template prints: dates in words, labels, direction of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from babel.dates import format_date

from approdo.core.letters.fonts import can_draw
from approdo.procedures.letter_definitions import (
    Language,
    languages,
    letter_texts,
    translations,
)
from approdo.procedures.rules.letter_composition import (
    choose_language,
    compose,
    grouped,
    own_protocol,
    pending_rows,
    protocol,
)
from approdo.procedures.rules.letters import (
    ITALIAN,
    ON_SILENCE,
    TO_OFFICES,
    Block,
    BlockKind,
    Letter,
    LetterFacts,
    LetterKind,
    Said,
    Tongue,
)

# The usual long form of Ukrainian ends with an abbreviation, whose full stop would meet that of the sentence.
DATE_FORMATS = {"uk": "d MMMM y 'року'", "en": "d MMMM y"}
WIDTHS = {3: [5, 4, 3], 2: [1, 1], 5: [8, 10, 12, 8, 5]}


def letter_language(preferred: Sequence[str]) -> str:
    """Language of the short translation for somebody who prefers these languages, best known first.

    The first one we have, else English, French or Spanish; `it`, that is no translation, when Italian comes first.
    Source: art. 2 c. 6 D.Lgs. 286/1998.
    """
    return choose_language(tuple(preferred), translations(LetterKind.RECEIPT_START_NOTICE))


def template_of(kind: LetterKind) -> str:
    """Name of the typst template of that kind."""
    return "list" if kind is LetterKind.PENDING_OPINIONS_LIST else "letter"


def build_letter(kind: LetterKind, facts: LetterFacts, language: str = ITALIAN) -> dict[str, Any]:
    """Data for `render_letter(template_of(kind), ...)`. `language` is that of the short translation, `it` for none.

    Letters to other offices are never translated. A name in a script without a font is left in Latin letters only.
    Raises LetterIncomplete when the law wants something that is not there.
    """
    facts = _drawable(facts)
    italian = _tongue(kind, ITALIAN)
    wants_translation = language != ITALIAN and kind not in TO_OFFICES
    translation = _tongue(kind, language) if wants_translation else None
    letter = compose(kind, facts, italian, translation)
    data = _heading(letter, facts, italian)
    data["blocks"] = [_block(block, ITALIAN) for block in letter.paragraphs]
    data["blocks"] += _remedies(letter.remedies, italian, kind, level=2)
    if kind is LetterKind.PENDING_OPINIONS_LIST:
        data |= _groups(letter, facts, italian)
    data["translation"] = _translated(letter, kind, facts, translation) if translation else None
    return data


def _tongue(kind: LetterKind, code: str) -> Tongue:
    shared = languages()[code]
    return Tongue(
        text=letter_texts(kind)[code],
        remedies=shared.remedies,
        labels=shared.labels,
        say_date=partial(date_in_words, language=code),
        right_to_left=shared.direction == "rtl",
    )


def date_in_words(value: date, language: str) -> str:
    """`3 marzo 2026` in that language, with European digits."""
    return format_date(value, DATE_FORMATS.get(language, "long"), locale=language)


def _drawable(facts: LetterFacts) -> LetterFacts:
    def kept(name: str) -> str:
        return name if can_draw(name) else ""

    addressee = replace(facts.addressee, name_original=kept(facts.addressee.name_original))
    persons = tuple(replace(person, name_original=kept(person.name_original)) for person in facts.persons)
    return replace(facts, addressee=addressee, persons=persons)


def _heading(letter: Letter, facts: LetterFacts, italian: Tongue) -> dict[str, Any]:
    authority, labels = facts.authority, italian.labels
    own = own_protocol(facts, italian)
    known = {
        "protocol": own,
        "file_protocol": protocol(facts, italian),
        "file_code": facts.external_code,
        "reference_person": facts.responsible_officer,
    }
    reference = [f"{labels[name]}: {value}" for name, value in known.items() if value]
    contacts = (
        authority.address,
        authority.certified_mail,
        authority.email,
        authority.phone,
    )
    return {
        "date": facts.letter_date.isoformat(),
        "head": {
            "authority": authority.name,
            "office": authority.office,
            "contacts": [c for c in contacts if c],
        },
        "reference": reference,
        "place_and_date": f"{authority.seat}, {italian.say_date(facts.letter_date)}",
        "addressee": [
            line
            for line in (
                facts.addressee.name,
                facts.addressee.name_original,
                *facts.addressee.lines,
            )
            if line
        ],
        "subject": f"{labels['subject']}: {letter.subject}",
        "signature": {
            "name": facts.signatory_name,
            "title": facts.signatory_title,
            "note": labels[f"signature_{facts.signature_note.value}"],
        },
        "running": " – ".join(part for part in (authority.name, own or known["file_protocol"]) if part),
        "page_word": labels["page_word"],
        "page_of": labels["page_of"],
    }


def _remedies(remedies: tuple[str, ...], tongue: Tongue, kind: LetterKind, level: int) -> list[dict[str, Any]]:
    if not remedies:
        return []
    label = "remedies_silence" if kind in ON_SILENCE else "remedies"
    return [
        {"type": "heading", "text": tongue.labels[label], "level": level},
        {"type": "list", "items": list(remedies)},
    ]


def _translated(letter: Letter, kind: LetterKind, facts: LetterFacts, tongue: Tongue) -> dict[str, Any]:
    shared: Language = languages()[tongue.text.language]
    notice = "notice_reviewed" if tongue.text.reviewed else "notice_unreviewed"
    blocks = [{"type": "heading", "text": letter.translation_subject, "level": 2}]
    blocks += [_block(block, shared.code) for block in letter.translation_paragraphs]
    blocks += _remedies(letter.translation_remedies, tongue, kind, level=3)
    return {
        "language": shared.code,
        "direction": shared.direction,
        "heading": tongue.labels["heading"],
        "notice": tongue.labels[notice],
        "blocks": blocks,
    }


def _groups(letter: Letter, facts: LetterFacts, italian: Tongue) -> dict[str, Any]:
    tables = [
        (name, pending_rows(replace(facts, pending=pending), italian)) for name, pending in grouped(facts.pending)
    ]
    columns = list(tables[0][1][1])
    return {
        "groups": [{"title": name, "rows": _cells(rows, ITALIAN)} for name, (rows, _) in tables],
        "columns": columns,
        "widths": WIDTHS[len(columns)],
        "closing": [_block(block, ITALIAN) for block in letter.closing],
    }


def _block(block: Block, language: str) -> dict[str, Any]:
    if block.kind in {BlockKind.TEXT, BlockKind.HEADING}:
        return {"type": block.kind.value, "text": block.text}
    cells = _cells(block.rows, language)
    if block.kind is BlockKind.LIST:
        return {"type": "list", "items": [row[0] for row in cells]}
    if block.kind is BlockKind.TERMS:
        return {
            "type": "terms",
            "items": [{"term": row[0], "text": row[1]} for row in cells],
        }
    return {
        "type": "table",
        "header": list(block.header),
        "rows": cells,
        "widths": WIDTHS[len(block.header)],
    }


def _cells(rows: tuple[tuple[Said, ...], ...], language: str) -> list[list[Any]]:
    return [[_said(cell, language) for cell in row] for row in rows]


def _said(said: Said, language: str) -> Any:
    if said.language == language:
        return said.text
    return {
        "text": said.text,
        "lang": said.language,
        "rtl": languages()[said.language].direction == "rtl",
    }
