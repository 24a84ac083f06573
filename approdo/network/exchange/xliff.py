"""Translations as XLIFF 1.2: the version that every translation program reads and writes back whole.

Its 2.1 is tidier, but fewer programs keep it, and 1.2 has in its core what we must say: that a machine wrote a sentence.
A text is a `file`, a sentence a `trans-unit` whose identifier holds its number and mark: programs keep identifiers, and
often drop what they do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from approdo.core.transfer import markup
from approdo.core.transfer.markup import NotMarkup
from approdo.network.exchange.going import Going
from approdo.network.models import Rendering
from approdo.network.rules.returned import Returned
from approdo.network.rules.translations import TranslationState

NAME_SPACE = "urn:oasis:names:tc:xliff:document:1.2"
MOST_EQUALS = 2_000_000
_UNIT = re.compile(r"(\d{1,9})-([0-9a-f]{32})")
_STATES = {
    TranslationState.MISSING: 'state="needs-translation"',
    TranslationState.STALE: 'state="needs-adaptation"',
    TranslationState.DRAFT: 'state="translated"',
    TranslationState.MACHINE: 'state="needs-review-translation" state-qualifier="mt-suggestion"',
    TranslationState.REVIEWED: 'state="final"',
}
_NOT_YET = frozenset(("needs-translation", "needs-adaptation", "new"))


def written(texts: Iterable[tuple[Rendering, list[Going]]]) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{NAME_SPACE}">\n'.encode()
    for rendering, sentences in texts:
        yield _file(rendering, sentences).encode()
    yield b"</xliff>\n"


def read(data: bytes) -> list[Returned]:
    """The sentences of a file, in its order. Those that a program left untranslated have no words. Raises NotMarkup."""
    text = markup.decoded(data)
    markup.tags_of(text, MOST_EQUALS)
    root = markup.tree(text)
    if root.tag != "xliff" or not root.get("version", "").startswith("1."):
        raise NotMarkup("malformed", line=1, column=1)
    found: list[Returned] = []
    for file in root.iter("file"):
        for unit in file.iter("trans-unit"):
            found.append(_returned(len(found) + 1, file, unit))
    return found


def _file(rendering: Rendering, sentences: list[Going]) -> str:
    head = (
        f'<file original={quoteattr(str(rendering.text_id))} source-language="it"'
        f' target-language={quoteattr(rendering.language)} datatype="plaintext">\n'
        f"<header><note>{escape(str(rendering.text))}</note></header>\n<body>\n"
    )
    return head + "".join(map(_unit, sentences)) + "</body>\n</file>\n"


def _unit(one: Going) -> str:
    approved = "yes" if one.state is TranslationState.REVIEWED else "no"
    notes = "".join(f"<note>{escape(hint)}</note>" for hint in one.hints)
    return (
        f'<trans-unit id="{one.id}" approved="{approved}" xml:space="preserve">'
        f"<source>{escape(one.sentence.words)}</source>"
        f"<target {_STATES[one.state]}>{escape(one.words)}</target>{notes}</trans-unit>\n"
    )


def _returned(row: int, file: Element, unit: Element) -> Returned:
    found = _UNIT.fullmatch(unit.get("id", ""))
    key, mark = (int(found[1]), found[2]) if found else (0, "")
    target = unit.find("target")
    words = _words(target) if target is not None and target.get("state") not in _NOT_YET else ""
    text, language = file.get("original", "")[:64], file.get("target-language", "")[:12]
    return Returned(row, text, language, key, mark, _words(unit.find("source")), words)


def _words(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())
