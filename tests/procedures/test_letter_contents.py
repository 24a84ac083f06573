"""What stands on the paper of each letter, read back from the PDF."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from approdo.core.letters.render import render_letter
from approdo.procedures.letter_texts import build_letter, template_of
from approdo.procedures.rules.definition import StopEffect
from approdo.procedures.rules.letters import (
    TO_OFFICES,
    LetterFacts,
    LetterKind,
    LocalText,
    Remedy,
    RemedyKind,
    SignatureNote,
)
from tests.procedures.letter_facts import TAR, WHOLE, facts, opinion

pytestmark = pytest.mark.slow


def paper(kind: LetterKind, written: LetterFacts, language: str = "it") -> str:
    """Text of the letter, spaces made single and invisible marks dropped."""
    pdf = render_letter(template_of(kind), build_letter(kind, written, language)).pdf
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return plain(text)


def plain(text: str) -> str:
    visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", visible)


EVERYWHERE = (
    "Prefettura – Ufficio territoriale del Governo di Savona",
    "Sportello unico per l'immigrazione",
    "Savona, 11 marzo 2026",
    "Protocollo: 0099999 dell'11 marzo 2026",
    "Protocollo della domanda: 0012345 del 13 gennaio 2026",
    "Codice della pratica: P-SV/L/N/2026/100123",
    "Karim Esempio",
    "Responsabile del procedimento: Lucia Inventata",
    "Mario Fittizio",
    "Pagina 1 di",
)
ON_PAPER = {
    LetterKind.RECEIPT_START_NOTICE: (
        "Oggetto: Ricevuta della domanda e comunicazione di avvio del procedimento",
        "Domanda presentata il: 12 gennaio 2026",
        "Domicilio digitale: sui@savona.example",
        "Termine per la decisione: 11 giugno 2026 (150 giorni, articolo 29, comma 8, D.Lgs. 286/1998)",
        "entro l'11 giugno 2026",
        "Come vedere gli atti: nel portale ALI",
        "potere sostitutivo: il dirigente vicario",
        f"ricorso al {TAR} contro il silenzio",
        "la domanda non si considera né accolta né respinta",
    ),
    LetterKind.INTEGRATION_REQUEST: (
        "Idoneità alloggiativa",
        "è scaduta",
        "entro 10 giorni dal giorno in cui riceve questa lettera",
        "Dove mandarli: nel portale ALI, pagina della domanda",
        "per non più di 30 giorni (articolo 2, comma 7, della legge 7 agosto 1990, n. 241)",
    ),
    LetterKind.PRELIMINARY_REJECTION: (
        "Questa lettera non è ancora la decisione",
        "Il reddito è di 7.000 euro, sotto la soglia.",
        "articolo 10-bis della legge 7 agosto 1990, n. 241",
        "osservazioni scritte e documenti entro 10 giorni",
        "sospende il termine",
    ),
    LetterKind.GRANT: (
        "Accogliamo la domanda «Nulla osta al ricongiungimento familiare»",
        "Amina Esempio (آمنة)",
        "1 maggio 1990 (data stimata)",
        "Chieda il visto entro sei mesi.",
        f"ricorso al {TAR} entro 60 giorni",
    ),
    LetterKind.DENIAL: (
        "Respingiamo la domanda",
        "Il reddito è di 7.000 euro, sotto la soglia.",
        "articolo 29, comma 3, D.Lgs. 286/1998",
        "Il 20 maggio 2026 ha ricevuto la comunicazione dei motivi",
        "Il 28 maggio 2026 abbiamo ricevuto le sue osservazioni",
        "Il fratello ha un reddito.",
        "Il fratello non è convivente.",
        f"ricorso al {TAR} entro 60 giorni",
        "Presidente della Repubblica entro 120 giorni",
    ),
    LetterKind.INADMISSIBLE: (
        "Dichiariamo inammissibile la domanda",
        "in forma breve",
        "Il reddito è di 7.000 euro, sotto la soglia.",
        "entro 60 giorni",
    ),
    LetterKind.SOLICITATION: ("Sollecito di parere", "P-SV/0001", "Dobbiamo decidere entro l'11 giugno 2026"),
    LetterKind.PENDING_OPINIONS_LIST: (
        "Elenco dei pareri in attesa: 3",
        "Conversione del permesso (1)",
        "Ricongiungimento (2)",
        "Persona Inventata 3",
    ),
    LetterKind.MEASURE_NOTICE: (
        "Questa lettera non è la decisione",
        "Il reddito è di 7.000 euro, sotto la soglia.",
        "entro 10 giorni dal giorno in cui riceve questa lettera",
        "entro l'11 giugno 2026 (150 giorni, articolo 29, comma 8, D.Lgs. 286/1998)",
        "potere sostitutivo: il dirigente vicario",
    ),
    LetterKind.MEASURE_DECISION: (
        "L'8 giugno 2026 abbiamo deciso",
        "Revoca dell'accoglienza",
        "Nulla di più lieve basta.",
        "Il 28 maggio 2026 abbiamo sentito le sue ragioni",
        "Sui rimedi la decisione dice: Ricorso al TAR.",
        f"ricorso al {TAR} entro 60 giorni",
    ),
    LetterKind.MEASURE_COMMUNICATION: (
        "l'8 giugno 2026 abbiamo deciso una misura",
        "Amina Esempio (آمنة)",
        "Revoca dell'accoglienza",
    ),
}
SHORT: dict[LetterKind, dict[str, tuple[str, ...]]] = {
    LetterKind.RECEIPT_START_NOTICE: {
        "ar": ("استلمنا طلبك", "11 يونيو 2026", "0012345"),
        "uk": ("не пізніше 11 червня 2026 року", "12 січня 2026 року"),
        "bn": ("2026", "0012345"),
    },
    LetterKind.INTEGRATION_REQUEST: {
        "ar": ("شهادة السكن (Idoneità alloggiativa)", "(بالأيام): 10"),
        "uk": ("протягом 10 днів", "на 30 днів"),
        "bn": ("10", "30"),
    },
    LetterKind.PRELIMINARY_REJECTION: {
        "ar": ("ننوي رفض طلبك", "10"),
        "uk": ("Це ще не рішення", "протягом 10 днів"),
        "bn": ("10",),
    },
    LetterKind.GRANT: {"ar": ("قبلنا طلبك",), "uk": ("Ми задовольнили вашу заяву",), "bn": ("0012345",)},
    LetterKind.DENIAL: {
        "ar": ("رفضنا طلبك", "خلال 60 يوما", "120"),
        "uk": ("Ми відхилили вашу заяву", f"до суду ({TAR}) протягом 60 днів", "120"),
        "bn": (TAR, "60", "120"),
    },
    LetterKind.INADMISSIBLE: {
        "ar": ("يمكننا دراسة طلبك", "خلال 60 يوما"),
        "uk": ("Ми не можемо розглянути вашу заяву", "протягом 60 днів"),
        "bn": (TAR, "60"),
    },
    LetterKind.MEASURE_NOTICE: {
        "ar": ("هذه الرسالة ليست القرار", "11 يونيو 2026"),
        "uk": ("Цей лист не є рішенням", "протягом 10 днів", "не пізніше 11 червня 2026 року"),
        "bn": ("10",),
    },
    LetterKind.MEASURE_DECISION: {
        "ar": ("قرار يخص استقبالك", "خلال 60 يوما"),
        "uk": ("Ми вирішили", "Revoca dell'accoglienza", f"до суду ({TAR}) протягом 60 днів"),
        "bn": (TAR, "60"),
    },
}
ONLY_ITALIAN_COUNTS: dict[str, str] = {
    "ar": "النص الإيطالي وحده له قيمة قانونية",
    "uk": "Юридичну силу має лише італійський текст",
    "bn": "",  # the reader of the test cannot join Bengali syllables again; the data file is checked by its own test
}
TO_PEOPLE = sorted(set(LetterKind) - TO_OFFICES)


@pytest.mark.parametrize("kind", LetterKind)
def test_what_the_law_wants_is_on_paper(kind: LetterKind) -> None:
    text = paper(kind, WHOLE)
    absent = [words for words in EVERYWHERE + ON_PAPER[kind] if not says(text, words)]
    assert absent == []
    assert "{" not in text


@pytest.mark.parametrize("language", ["ar", "bn", "uk"])
@pytest.mark.parametrize("kind", TO_PEOPLE)
def test_the_translation_follows_and_says_that_italian_counts(kind: LetterKind, language: str) -> None:
    assert build_letter(kind, WHOLE, language)["translation"]["direction"] == ("rtl" if language == "ar" else "ltr")
    added = paper(kind, WHOLE, language).split("Mario Fittizio", 1)[1]
    absent = [said for said in (*SHORT[kind][language], ONLY_ITALIAN_COUNTS[language]) if not says(added, said)]
    assert absent == []


def says(text: str, wanted: str) -> bool:
    """Whether the text has those words; in any order for Arabic, that the reader gives back from right to left."""
    wanted = plain(wanted)
    if any("ARABIC" in unicodedata.name(character, "") for character in wanted):
        return all(word in text for word in re.findall(r"\w+", wanted))
    return wanted in text


@pytest.mark.parametrize("kind", sorted(TO_OFFICES))
def test_letters_to_offices_are_in_italian_only(kind: LetterKind) -> None:
    assert build_letter(kind, WHOLE, "ar")["translation"] is None


def test_reasons_that_somebody_translated_are_in_the_translation() -> None:
    written = facts(reasons=(LocalText("Il reddito non basta.", (("en", "The income is too low."),)),))
    text = paper(LetterKind.DENIAL, written, "en")
    assert "The income is too low." in text
    assert "The reasons are in the Italian text" not in text
    assert "The reasons are in the Italian text" in paper(LetterKind.DENIAL, WHOLE, "en")


def test_an_ordinary_court_is_named_with_its_article() -> None:
    remedies = (Remedy(RemedyKind.ORDINARY_COURT, "Tribunale ordinario di Genova"),)
    text = paper(LetterKind.DENIAL, facts(remedies=remedies))
    assert "ricorso al Tribunale ordinario di Genova" in text
    assert "articolo 30, comma 6" in text
    assert "{days}" not in text


def test_figures_of_the_file_replace_those_of_the_data() -> None:
    remedies = (Remedy(RemedyKind.ORDINARY_COURT, "Tribunale ordinario di Genova", 30, "articolo di prova"),)
    assert "entro 30 giorni dal giorno in cui riceve questa lettera (articolo di prova)" in paper(
        LetterKind.DENIAL, facts(remedies=remedies)
    )


def test_remedies_against_silence_and_against_the_act_are_kept_apart() -> None:
    assert "120 giorni" not in paper(LetterKind.RECEIPT_START_NOTICE, WHOLE)
    assert "contro il silenzio" not in paper(LetterKind.DENIAL, WHOLE)


@pytest.mark.parametrize(
    ("effect", "cap", "words"),
    [
        (StopEffect.INTERRUPT, None, "ricomincia da capo"),
        (StopEffect.NONE, None, "non ferma il termine"),
        (StopEffect.SUSPEND, None, "al giorno in cui i documenti arrivano."),
    ],
)
def test_an_integration_request_says_what_happens_to_the_term(effect: StopEffect, cap: int | None, words: str) -> None:
    text = paper(LetterKind.INTEGRATION_REQUEST, facts(stop_effect=effect, stop_cap_days=cap))
    assert words in text
    assert "per non più di" not in text


def test_a_term_not_yet_started_has_no_date() -> None:
    waiting = facts(due_on=None, due_reason="", not_started_reason="la domanda aspetta una quota")
    text = paper(LetterKind.RECEIPT_START_NOTICE, waiting, "en")
    assert "il termine non è ancora iniziato: la domanda aspetta una quota" in text
    assert "The time limit for the decision has not started yet" in text
    assert "We must decide by" not in text


def test_a_letter_to_an_office_may_have_no_application_nor_protocol_of_its_own() -> None:
    bare = facts(letter_protocol="", protocol_number="", protocol_date=None, external_code="", due_on=None)
    text = paper(LetterKind.PENDING_OPINIONS_LIST, bare)
    assert "Protocollo" not in text
    assert "Codice della pratica" not in text


def test_the_longest_wait_comes_first_in_its_group() -> None:
    text = paper(LetterKind.PENDING_OPINIONS_LIST, WHOLE)
    assert text.index("Conversione del permesso (1)") < text.index("Ricongiungimento (2)")
    assert text.index("Persona Inventata 3") < text.index("Persona Inventata 2")


def test_a_name_without_a_font_is_left_in_latin_letters() -> None:
    person = WHOLE.persons[0]
    written = facts(persons=(type(person)("Selam Esempio", "ሰላም", None, False, ""),))
    rendered = render_letter("letter", build_letter(LetterKind.GRANT, written))
    assert rendered.undrawn == ()
    assert "Selam Esempio" in paper(LetterKind.GRANT, written)


@pytest.mark.parametrize(
    ("note", "words"),
    [(SignatureNote.REPLACED, "Firma autografa sostituita"), (SignatureNote.DIGITAL, "Documento firmato digitalmente")],
)
def test_the_note_under_the_signature_is_an_option(note: SignatureNote, words: str) -> None:
    assert words in paper(LetterKind.GRANT, facts(signature_note=note))
    assert words not in paper(LetterKind.GRANT, WHOLE)


def test_a_long_list_repeats_its_header_on_every_page() -> None:
    many = facts(pending=tuple(opinion(number) for number in range(100)))
    data = build_letter(LetterKind.PENDING_OPINIONS_LIST, many)
    pages = PdfReader(io.BytesIO(render_letter("list", data).pdf)).pages
    assert len(pages) >= 3
    assert all("Parere richiesto" in page.extract_text() for page in pages)
