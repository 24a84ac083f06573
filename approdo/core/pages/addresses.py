"""The addresses that pages name: each is put together once, then filled in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_NOBODY = UUID(int=0)
KNOWN = 2000  # addresses kept, of which an installation has some hundreds


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of that name. Raises NoReverseMatch."""
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _fixed(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def address_of_each(name: str) -> Callable[[object], str]:
    """What gives the address of that name for an identifier, for lists that write many. Raises NoReverseMatch."""
    before, after = reverse(name, args=[_NOBODY]).split(str(_NOBODY))
    return lambda identifier: f"{before}{identifier}{after}"


@lru_cache(KNOWN)
def _fixed(name: str, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf)
