"""Names of node types, categories and languages for pages and forms, in the reader's language where there is one."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from approdo.network.definitions import categories, languages, node_types


def node_type(code: str) -> str:
    """A kind of organisation; its code when it is no longer listed."""
    known = node_types().get(code)
    if known is None:
        return code
    return known.name_it if _italian() else known.name_en


def node_type_choices() -> list[tuple[str, str]]:
    """Every kind of organisation, in the order of the list."""
    return [(code, node_type(code)) for code in node_types()]


def category(code: str) -> str:
    """A need or a category; its code when it is no longer listed."""
    known = categories().get(code)
    return code if known is None else known.labels["it" if _italian() else "en"]


def category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every category under its need, in the order of the lists."""
    listed = categories().values()
    return [
        (category(need.id), [(one.id, category(one.id)) for one in listed if one.need == need.id])
        for need in listed
        if not need.need
    ]


def need_choices() -> list[tuple[str, str]]:
    """The needs, in the order of the list."""
    return [(one.id, category(one.id)) for one in categories().values() if not one.need]


def language(code: str) -> str:
    """A language by its own name and its code, which is read where the script is not; its code when it is not listed."""
    known = languages().get(code)
    return code if known is None else f"{known.name} ({code})"


def language_choices() -> list[tuple[str, str]]:
    """Every language, by its own name and its code."""
    return [(code, language(code)) for code in languages()]


def spoken(codes: Iterable[str]) -> str:
    """Languages one after the other; a dash where nobody told any."""
    return ", ".join(language(code) for code in codes) or "–"


def _italian() -> bool:
    return (get_language() or "it").startswith("it")
