"""Values as canonical text and back: what a statement was computed from must give the same bytes years later."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def text_of(value: Any) -> str:
    """Canonical JSON of a frozen dataclass of dates, decimals, words and tuples: sorted keys, no spaces, UTF-8.

    Source: our format: the same values always give the same text.
    """
    return _WRITERS[type(value)](value)


def value_of(kind: type[Value], text: str) -> Value:
    """The value that a text was made of. Raises ValueError, KeyError or TypeError for any other text.

    Source: our format.
    """
    found: Value = _read(kind, json.loads(text))
    return found


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal. Source: FIPS 180-4."""
    return hashlib.sha256(text.encode()).hexdigest()


Writer = Callable[[Any], str]


class _Writers(dict[type, Writer]):
    """How values of each kind are written, found once for each."""

    def __missing__(self, kind: type) -> Writer:
        """Raises TypeError for a kind that cannot be kept."""
        if is_dataclass(kind):
            found = _of_fields(sorted(one.name for one in fields(kind)))
        elif issubclass(kind, str):  # the words of an enumeration
            found = encode_basestring
        elif issubclass(kind, date):
            found = self[date]
        else:
            raise TypeError(f"{kind.__name__} cannot be kept")
        self[kind] = found
        return found


def _of_fields(names: list[str]) -> Writer:
    inside = ",".join(f'"{name}":%s' for name in names)
    form = f"{{{inside}}}"
    if len(names) == 1:
        return lambda value: form % text_of(getattr(value, names[0]))
    values_of = attrgetter(*names)
    return lambda value: form % tuple([_WRITERS[type(one)](one) for one in values_of(value)])


_WRITERS: _Writers = _Writers(
    {
        str: encode_basestring,
        bool: lambda value: "true" if value else "false",
        int: str,
        type(None): lambda _value: "null",
        Decimal: lambda value: f'"{value:f}"',
        date: lru_cache(maxsize=4096)(lambda value: f'"{value.isoformat()}"'),
        tuple: lambda value: f"[{','.join([_WRITERS[type(one)](one) for one in value])}]",
    }
)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, told: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return None if told is None else _read(next(one for one in get_args(kind) if one is not type(None)), told)
    if get_origin(kind) is tuple:
        return _read_many(get_args(kind), told)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{one.name: _read(hints[one.name], told[one.name]) for one in fields(kind)})  # type: ignore[operator]
    if kind in (str, bool, int) and type(told) is not kind:
        raise TypeError(f"expected {kind.__name__}, found {told!r}")
    return date.fromisoformat(told) if kind is date else kind(told)


def _read_many(kinds: tuple[Any, ...], told: Any) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], one) for one in told)
    return tuple(_read(each, one) for each, one in zip(kinds, told, strict=True))
