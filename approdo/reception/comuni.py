"""Names of comuni for pages, lists and letters: those of today, from the list that the territory is loaded from."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from approdo.territory.package_lists import listed
from approdo.territory.rules.names import plain, with_sign


@cache
def names() -> dict[str, str]:
    """Names by ISTAT code."""
    return {code: one.name for code, one in listed().items()}


@cache
def _by_name() -> dict[str, dict[str, str]]:
    """Codes by the sign of their province, by name as it is searched."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code, one in listed().items():
        for name in {plain(one.name), plain(one.other_name)} - {""}:
            found[name][one.sign] = code
    return dict(found)


def name(code: str) -> str:
    """The name of a comune; its ISTAT code when it is not known."""
    return names().get(code, code)


def code(text: str) -> str:
    """The ISTAT code that somebody meant by a name or by the code itself; empty for none and for more than one.

    A sign after the name ("Castro (BG)") tells two of one name apart.
    """
    asked = " ".join(text.split())
    if len(asked) == 6 and asked.isascii() and asked.isdigit():
        return asked
    name, sign = with_sign(asked)
    meant = _by_name().get(plain(name), {})
    if sign:
        return meant.get(sign, "")
    return next(iter(meant.values())) if len(meant) == 1 else ""
