"""Names of comuni for pages and forms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "data" / "comuni.yaml"


@cache
def names() -> dict[str, str]:
    """Names by ISTAT code, of the comuni that are known."""
    known: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["comuni"]
    return known


def name(code: str) -> str:
    """The name of a comune; its ISTAT code when it is not known."""
    return names().get(code, code)


def code(text: str) -> str:
    """The ISTAT code that somebody meant by a name or by the code itself; empty when neither is one."""
    asked = " ".join(text.split())
    if len(asked) == 6 and asked.isascii() and asked.isdigit():
        return asked
    return next((known for known, word in names().items() if word.casefold() == asked.casefold()), "")
