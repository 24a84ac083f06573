"""The renderer: standards, hostile data, the same bytes twice, speed."""

from __future__ import annotations

import copy
import hashlib
import io
import time
from typing import Any

import pytest
from pypdf import PdfReader

from approdo.core.letters import render
from approdo.core.letters.fonts import can_draw, code_points
from approdo.core.letters.render import LetterNotRendered, render_letter

DATA: dict[str, Any] = {
    "date": "2026-03-11",
    "head": {"authority": "Ufficio di prova", "office": "Sportello", "contacts": ["Via di Prova 1"]},
    "reference": ["Protocollo: 1"],
    "place_and_date": "Savona, 11 marzo 2026",
    "addressee": ["Persona Inventata"],
    "subject": "Oggetto: prova",
    "blocks": [
        {"type": "heading", "text": "Titolo"},
        {"type": "text", "text": "Testo."},
        {"type": "list", "items": ["uno"]},
        {"type": "terms", "items": [{"term": "a", "text": "b"}]},
        {"type": "table", "header": ["A", "B"], "rows": [["1", "2"]]},
    ],
    "signature": {"name": "Nome", "title": "Il dirigente", "note": ""},
    "running": "Ufficio di prova",
    "page_word": "Pagina",
    "page_of": "di",
    "translation": {
        "language": "ar",
        "direction": "rtl",
        "heading": "ترجمة",
        "notice": "نص",
        "blocks": [{"type": "text", "text": "مرحبا"}],
    },
}


def with_text(text: str) -> dict[str, Any]:
    data = copy.deepcopy(DATA)
    data["subject"] = data["addressee"][0] = data["signature"]["name"] = text
    data["blocks"][1]["text"] = data["blocks"][4]["rows"][0][0] = data["head"]["office"] = text
    return data


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in read(pdf).pages)


def test_a_letter_declares_both_standards_its_language_and_its_title() -> None:
    letter = render_letter("letter", DATA)
    reader = read(letter.pdf)
    root: Any = reader.root_object
    metadata = letter.pdf.decode("latin-1")
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/Lang"].startswith("it")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Oggetto: prova"


def test_a_letter_is_tagged_with_headings_lists_table_headers_and_languages() -> None:
    tags: set[str] = set()
    spoken: set[str] = set()

    def walk(node: Any) -> None:
        element = node.get_object()
        if not hasattr(element, "get"):
            return
        tags.add(str(element.get("/S", "")))
        spoken.add(str(element.get("/Lang", "")))
        children = element.get("/K", [])
        children = children.get_object() if hasattr(children, "get_object") else children
        for child in children if isinstance(children, list) else [children]:
            if hasattr(child, "get_object"):
                walk(child)

    walk(read(render_letter("letter", DATA).pdf).root_object["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/TD"} <= tags
    assert "ar" in spoken


def test_every_page_is_a4() -> None:
    for page in read(render_letter("letter", DATA).pdf).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_same_data_give_the_same_bytes_and_their_hash() -> None:
    first, second = render_letter("letter", DATA), render_letter("letter", copy.deepcopy(DATA))
    assert first.pdf == second.pdf
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()
    assert render_letter("letter", {**DATA, "date": "2026-03-12"}).sha256 != first.sha256


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        '#include "letter.typ"',
        "#panic()",
        "*grassetto* _corsivo_ `codice`",
        "$ x^2 $",
        r"\ \u{41} \" ' {braces} [brackets]",
        "@riferimento <etichetta>",
        "= Titolo // commento /* altro */",
        "- voce ~ --- ...",
    ],
)
def test_markup_in_the_data_is_printed_and_never_run(hostile: str) -> None:
    letter = render_letter("letter", with_text(hostile))
    printed = text_of(letter.pdf).replace("\n", "").replace(" ", "")
    assert printed.count(hostile.replace(" ", "")) >= 5
    assert "root:" not in printed


@pytest.mark.parametrize("text", ["riga\nriga\n\ncapoverso", "a\r\n\r\nb", "a\tb", "\u2028x", "a\u00adb", "e\u0301"])
def test_odd_spaces_make_a_letter_too(text: str) -> None:
    assert render_letter("letter", with_text(text)).undrawn == ()


def test_marks_that_turn_the_reading_order_are_dropped() -> None:
    turned = render_letter("letter", with_text("accolta\u202eatniper\u202c\u200f\x00\x07\ufeff"))
    assert turned.sha256 == render_letter("letter", with_text("accoltaatniper")).sha256


def test_a_character_without_a_glyph_is_replaced_and_reported() -> None:
    letter = render_letter("letter", with_text("ሰላም 😀 Wei"))
    assert letter.undrawn == ("ላ", "ም", "ሰ", "😀")
    assert "Wei" in text_of(letter.pdf)
    assert not can_draw("ሰላም")
    assert can_draw("Şükrü Đặng Олена كريم আমিনা Ñandú 王伟")


def test_a_font_without_a_character_map_draws_nothing() -> None:
    assert code_points(bytes(12)) == set()


def test_ten_thousand_characters_flow_over_the_pages() -> None:
    data = copy.deepcopy(DATA)
    data["blocks"][1]["text"] = "parola " * 1430
    letter = read(render_letter("letter", data).pdf)
    assert len(letter.pages) >= 3
    assert sum(page.extract_text().count("parola") for page in letter.pages) == 1430
    assert f"Pagina 2 di {len(letter.pages)}" in letter.pages[1].extract_text()


def test_a_word_without_end_does_not_break_the_letter() -> None:
    assert render_letter("letter", with_text("x" * 10_000)).undrawn == ()


@pytest.mark.parametrize("name", ["letterhead", "../letter", "/etc/passwd", "unknown", ""])
def test_only_the_known_templates_are_rendered(name: str) -> None:
    with pytest.raises(LetterNotRendered, match="unknown template"):
        render_letter(name, DATA)


def test_data_that_the_template_cannot_print_are_refused() -> None:
    data = {key: value for key, value in DATA.items() if key != "signature"}
    with pytest.raises(LetterNotRendered, match="signature"):
        render_letter("letter", data)


def test_a_template_sees_nothing_outside_its_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("segreto")
    (folder / "curious.typ").write_text('#read("../secret.txt")')
    monkeypatch.setattr(render, "TEMPLATES", folder)
    monkeypatch.setattr(render, "template_names", lambda: frozenset({"curious"}))
    with pytest.raises(LetterNotRendered, match=r"root|outside|escape"):
        render_letter("curious", {"date": "2026-03-11"})


def test_a_letter_without_a_subject_is_refused() -> None:
    with pytest.raises(LetterNotRendered, match="empty"):
        render_letter("letter", {**DATA, "subject": "\u200e"})


def test_arabic_words_can_be_copied_from_the_page() -> None:
    text = text_of(render_letter("letter", with_text("كيف يمكنك الاطلاع على الوثائق")).pdf)
    assert all(text.count(word) >= 5 for word in ("كيف", "يمكنك", "الاطلاع", "الوثائق"))


def test_fifty_different_letters_take_less_than_four_seconds_of_processor() -> None:
    render_letter("letter", DATA)
    start = time.process_time()
    for number in range(50):
        render_letter("letter", with_text(f"Persona Inventata {number}"))
    assert time.process_time() - start < 4
