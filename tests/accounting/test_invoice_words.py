"""Every refusal, finding and reason has its words in both languages, with the same values in them."""

from __future__ import annotations

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from approdo.accounting.invoices import refused, sentences, wording
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.rules.invoice_checks import Check, Finding
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.reconciliation import Because
from approdo.core.transfer import markup

ROOM = Path(refused.__file__).parent
TABLES = (sentences.REFUSED, sentences.FOUND, sentences.BECAUSE, sentences.COMPONENTS, sentences.OUTCOMES)


def raised() -> set[str]:
    """The codes with which the reader refuses, as its code writes them."""
    calls = [
        node for file in (*ROOM.glob("*.py"), Path(markup.__file__))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Unreadable", "NotMarkup")
    ]  # fmt: skip
    strings = [part.value for call in calls for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)]
    return {str(value) for value in strings} - {"FatturaElettronicaSemplificata"}


def test_every_code_has_its_words() -> None:
    for language in ("it", "en"):
        assert set(sentences.REFUSED[language]) == raised()
        assert set(sentences.FOUND[language]) == set(Check)
        assert set(sentences.BECAUSE[language]) == set(Because)
        assert set(sentences.COMPONENTS[language]) == {*Component, "tax"}


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_say_the_same_values(table: dict[str, dict[str, str]]) -> None:
    for code, italian in table["it"].items():
        english = table["en"][code]
        assert sorted(re.findall(r"\{\w+\}", italian)) == sorted(re.findall(r"\{\w+\}", english)), code


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Unreadable("missing", "A/B"), "Manca A/B."),
        (Unreadable("not_a_number", "A/B", found="x"), "A/B: atteso un numero, trovato «x»."),
        (Unreadable("malformed", line=3, column=5), "L'XML non è ben formato alla riga 3, colonna 5."),
        (Unreadable("entities", "A"), "A: Il file dichiara un tipo di documento (DOCTYPE): una fattura non ne ha."),
    ],
)
def test_a_refusal_in_words(refusal: Unreadable, words: str) -> None:
    assert wording.refused(refusal, "it") == words


@pytest.mark.parametrize(
    ("finding", "language", "words"),
    [
        (Finding(Check.CIG_MISSING, "", "B1", ""), "it", "Manca il CIG: deve essere B1."),
        (Finding(Check.VAT_RATE, "", Decimal(5), Decimal("22.00")), "it",
         "L'aliquota IVA è 22 %: per questo fornitore è 5 %."),
        (Finding(Check.TOTAL, "", Decimal("42742.80"), Decimal("42842.80"), Decimal(100)), "it",
         "La somma dei riepiloghi è 42.742,80 €: il totale dice 42.842,80 €."),
        (Finding(Check.DATE_AHEAD, "", date(2026, 6, 10), date(2026, 6, 11)), "en",
         "The date of the invoice (11 June 2026) is in the future: today is 10 June 2026."),
    ],
)  # fmt: skip
def test_a_finding_in_words(finding: Finding, language: str, words: str) -> None:
    assert wording.found(finding, language) == words
