"""Bytes that claim to be XML, as a tree of plain elements: no document type, hence no entities and no network.

The parser is the one of the standard library, driven without namespaces: a name space of a million letters would be
repeated for each element. The tree is built by its compiled builder. Number of tags and attributes is bounded before
parsing, so that time and memory are too.
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_TAGS = 400_000  # of one file
MOST_EQUALS = 20_000  # equal signs: each attribute has one
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "latin-1",
    "iso-8859-15": "iso-8859-15", "windows-1252": "cp1252", "utf-16": "utf-16",
}  # fmt: skip


class NotMarkup(Exception):
    """The bytes are not read. `code`: encoding, entities, too_many_tags or malformed; `params` say more of it."""

    def __init__(self, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def decoded(data: bytes) -> str:
    """The text, in the encoding of its mark or of its declaration. Raises NotMarkup."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0")):
        raise NotMarkup("encoding", found="UTF-32")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif data[:2] in (b"<\0", b"\0<"):
        encoding = "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    else:
        found = _DECLARED.match(data.lstrip(b" \t\r\n")[:200])
        declared = found[1].decode("ascii").lower() if found else "utf-8"
        if declared not in _ENCODINGS:
            raise NotMarkup("encoding", found=declared)
        encoding = _ENCODINGS[declared]
    try:
        return data.decode(encoding)
    except UnicodeError as problem:
        raise NotMarkup("encoding", found=encoding) from problem


def tags_of(text: str, most_equals: int = MOST_EQUALS) -> int:
    """How many tags there are at most. Raises NotMarkup where they, or the attributes, are too many."""
    tags = text.count("<")
    if tags > MOST_TAGS or text.count("=") > most_equals:
        raise NotMarkup("too_many_tags", most=MOST_TAGS)
    return tags


def tree(text: str) -> Element:
    """The root of a document of which `tags_of` was asked; names without their prefix. Raises NotMarkup."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _document_type
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(text.lstrip(), True)
        root = builder.close()
    except expat.ExpatError as problem:
        raise NotMarkup("malformed", line=problem.lineno, column=problem.offset + 1) from problem
    except UnicodeError as problem:  # half a surrogate
        raise NotMarkup("encoding", found="UTF-16") from problem
    if ":" in root.tag:
        _without_prefixes(root)
    return root


def _document_type(*_declared: object) -> NoReturn:
    raise NotMarkup("entities")


def _without_prefixes(root: Element) -> None:
    for element in root.iter():
        if ":" in element.tag:
            element.tag = element.tag.rpartition(":")[2]
