"""Names of comuni as people write them."""

from __future__ import annotations

import re

from approdo.core.rules.cells import plain_word

_SIGN = re.compile(r"^(?P<name>.+?)\s*(?:\(\s*(?P<within>[A-Za-z]{2})\s*\)|,\s*(?P<after>[A-Za-z]{2}))$")
_SHORTENED = {"s": "san", "ss": "santi", "sto": "santo", "sta": "santa"}


def plain(name: str) -> str:
    """A name in small letters without accents, apostrophes and hyphens; "S." and the like in full.

    Source: our choice: a name is the same however its accents and apostrophes are typed.
    """
    return " ".join(_SHORTENED.get(word, word) for word in plain_word(name).split())


def with_sign(text: str) -> tuple[str, str]:
    """A name and the sign of its province where one is written after it: "Castro (BG)", "Castro, BG".

    The sign is empty where none is written.

    Source: the usual way of telling two comuni of one name apart.
    """
    found = _SIGN.match(text.strip())
    if found is None:
        return text.strip(), ""
    return found["name"].strip(), (found["within"] or found["after"]).upper()
