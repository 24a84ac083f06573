"""A letter as its PDF and the name of its file, or the refusal that says what it lacks."""

from __future__ import annotations

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from approdo.core.errors import Refusal
from approdo.core.letters.render import LetterNotRendered, render_letter
from approdo.procedures import labels, letter_texts
from approdo.procedures.rules.letters import LetterFacts, LetterIncomplete, LetterKind


def printed(kind: LetterKind, facts: LetterFacts, language: str) -> bytes:
    """The PDF of a letter. Raises Refusal with what the law wants and is not there, or what cannot be printed."""
    try:
        data = letter_texts.build_letter(kind, facts, language)
        return render_letter(letter_texts.template_of(kind), data).pdf
    except LetterIncomplete as incomplete:
        names = ", ".join(str(labels.MISSING_FACTS.get(name, name)) for name in incomplete.missing)
        raise Refusal(
            "letter_incomplete",
            _("The letter cannot be written yet. The law wants in it: %(names)s.") % {"names": names},
        ) from None
    except LetterNotRendered:
        raise Refusal(
            "letter_not_rendered", _("The letter could not be printed: shorten the texts and try again.")
        ) from None


def file_name(kind: LetterKind, *of: object) -> str:
    """The name of a letter's file, Italian as the letter."""
    with translation.override("it"):
        words = (str(part).replace("/", "-") for part in (labels.LETTERS[kind], *of))
        return "-".join(map(slugify, words)) + ".pdf"
