"""Letters as PDF/A-3a and PDF/UA-1, from a typst template and plain data.

The data reach the template as one JSON text: they are read as values, never as markup, so whatever a person wrote in
a form is printed and not executed. The template sees no file outside its own folder.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from approdo.core.letters.fonts import drawable

TEMPLATES = Path(__file__).resolve().parent / "templates"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Joiners shape Persian and Bengali words. The other invisible characters, and above all the overrides of direction,
# would let a name rewrite how an official letter reads.
# Isolates only keep a text's own direction inside it.
KEPT_MARKS = frozenset(
    "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
)


class LetterNotRendered(Exception):
    """The template or its data do not make a letter that meets the standards; the text says why."""


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A finished letter: its bytes, their SHA-256 in hexadecimal, the characters that no font could draw."""

    pdf: bytes
    sha256: str
    undrawn: tuple[str, ...] = ()


def render_letter(template: str, data: dict[str, Any]) -> RenderedLetter:
    """Compile the template of that name, in this package's `templates` folder, with the data.

    `data["date"]` is the ISO date of the letter: it is also the date inside the PDF, so that the same data always
    give the same bytes. A character without a glyph is printed as the replacement character and listed in `undrawn`.
    Raises LetterNotRendered when the template is unknown or the page would break PDF/A-3a or PDF/UA-1.
    """
    # Most web processes write no letter: they start without the memory of the compiler.
    from approdo.core.letters import typesetter  # noqa: PLC0415

    if template not in template_names():
        raise LetterNotRendered(f"unknown template: {template}")
    undrawn: set[str] = set()
    clean = _clean(data, undrawn)
    noon = datetime.combine(date.fromisoformat(str(data["date"])), time(12), UTC)
    try:
        pdf = typesetter.set_in_type(TEMPLATES / f"{template}.typ", json.dumps(clean, ensure_ascii=False), noon)
    except typesetter.NotSet as error:
        raise LetterNotRendered(str(error)) from error
    return RenderedLetter(pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), undrawn=tuple(sorted(undrawn)))


@cache
def template_names() -> frozenset[str]:
    """The templates that make a letter; `letterhead` is the part they share."""
    return frozenset(path.stem for path in TEMPLATES.glob("*.typ")) - {"letterhead"}


def _clean(value: Any, undrawn: set[str]) -> Any:
    if isinstance(value, str):
        return _clean_text(value, undrawn)
    if isinstance(value, dict):
        return {key: _clean(item, undrawn) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item, undrawn) for item in value]
    return value


def _clean_text(text: str, undrawn: set[str]) -> str:
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        category = unicodedata.category(character)
        if character == "\n" or character in KEPT_MARKS:
            kept.append(character)
        elif character == "\t" or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif category in {"Cc", "Cf"}:
            continue
        elif ord(character) in drawable():
            kept.append(character)
        else:
            undrawn.add(character)
            kept.append(UNKNOWN)
    return "".join(kept)
