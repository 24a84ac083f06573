"""A machine that translates nothing: it puts in the words of the glossary and says of itself what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from approdo.network.definitions import languages
from approdo.network.glossary import terms


class DemoMachine:
    """Italian sentences with the terms of the glossary in the other language, marked as a trial."""

    name = "demo 1"

    def speaks(self, language: str) -> bool:
        """Every language of the network."""
        return language in languages()

    def translate(self, sentences: Sequence[str], language: str) -> list[str]:
        """Each sentence behind a mark that nobody takes for a translation."""
        return [f"[demo {language}] {_with_terms(one, language)}" for one in sentences]


def _with_terms(words: str, language: str) -> str:
    forms = [
        (form, one.rendered[language].required[0])
        for one in terms()
        for form in one.italian
        if language in one.rendered and one.rendered[language].required
    ]
    for form, said in sorted(forms, key=lambda pair: -len(pair[0])):
        words = re.sub(rf"\b{re.escape(form)}\b", said.replace("*", ""), words, flags=re.IGNORECASE)
    return words
