"""What may not stand in a text that the public will read."""

from __future__ import annotations

import re
from enum import StrEnum

_TAG = re.compile(r"<\s*[/!?a-zA-Z]")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_SCRIPT = re.compile(r"(?:java|vb)script\s*:|\bdata\s*:\s*text/html", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_STREET = re.compile(
    r"\b(?:via|viale|piazza|piazzale|piazzetta|corso|vicolo|largo|strada|salita|lungomare|contrada|calata|vico)\s+"
    r"(?:[\w'’.]+\s+){0,5}[\w'’.]+\s*,?\s*(?:n\.?\s*|n°\s*)?\d",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"\b(?:3[5-9]|4[0-7])[.,]\d{3,}\b")


class TextFault(StrEnum):
    """Why a text cannot stand."""

    MARKUP = "markup"
    CONTROL = "control"
    ADDRESS = "address"


def text_fault(text: str, *, protected: bool = False) -> TextFault | None:
    """The first reason for which a text cannot stand, None where there is none.

    Tags, entities, addresses that run a script, and signs that hide or turn text are refused: descriptions are plain
    text. "età < 18" is plain. In a `protected` record nothing may look like a street with its number or like degrees.

    Source: the issue of the portal, "hostile HTML in descriptions"; "address never leaves the back office".
    """
    if _TAG.search(text) or _ENTITY.search(text) or _SCRIPT.search(text):
        return TextFault.MARKUP
    if _CONTROL.search(text):
        return TextFault.CONTROL
    if protected and (_STREET.search(text) or _DEGREES.search(text)):
        return TextFault.ADDRESS
    return None
