"""Every address of pages and API, with the names of its arguments."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """An address: its name with the namespace, and the pattern as it is written."""

    name: str
    pattern: str

    def path(self, values: dict[str, object] | None = None) -> str:
        """The path, with the values given and a made-up one for every other argument."""

        def value(found: re.Match[str]) -> str:
            kind, name = found["kind"], found["name"]
            made_up = str(uuid.UUID(int=7)) if kind in ("uuid", "uuidstr") else "7"
            return str((values or {}).get(name, made_up))

        filled = re.sub(
            r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", value, re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", self.pattern)
        )
        return "/" + re.sub(r"[\^$\\]", "", filled)


def addresses(patterns: Any = None, prefix: str = "", space: str = "") -> Iterator[Address]:
    """All of them, in the order of the URLconf."""
    for item in patterns or get_resolver(settings.API_URLCONF).url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{space}{item.namespace}:" if item.namespace else space
            yield from addresses(item.url_patterns, prefix + str(item.pattern), inner)
        elif isinstance(item, URLPattern):
            yield Address(f"{space}{item.name}" if item.name else "", prefix + str(item.pattern))
