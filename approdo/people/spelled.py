"""Countries and languages as tables write them: names in four languages, codes of two and of three letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from approdo.core.rules.cells import plain_word
from approdo.people.rules.vocabulary import STATELESS

_LANGUAGES = ("fr", "es", "en", "it")  # where two say the same word, the last one is right
_STATELESS = ("apolide", "stateless", STATELESS)


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """Code of the country, or that of who has none, by its plain word.

    Source: ISO 3166-1; the names and the codes of three letters are those of the Unicode CLDR.
    """
    found = {plain_word(word): STATELESS for word in _STATELESS}
    for long, codes in get_global("territory_aliases").items():
        if len(long) == 3 and long.isalpha() and len(codes) == 1:
            found[long.lower()] = codes[0]
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[plain_word(name)] = code
                found[code.lower()] = code
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def languages() -> Mapping[str, str]:
    """Code of the language by its plain word. Source: ISO 639; the names are those of the Unicode CLDR."""
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).languages.items():
            if code.isalpha():
                found[plain_word(name)] = code
                found[code] = code
    return MappingProxyType(found)
