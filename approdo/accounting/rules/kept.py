"""Values as canonical text and back: what a statement was computed from must give the same bytes years later."""

from __future__ import annotations

import hashlib
import json
import types
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def text_of(value: Any) -> str:
    """Canonical JSON of a frozen dataclass of dates, decimals, words and tuples: sorted keys, no spaces, UTF-8.

    Source: our format: the same values always give the same text.
    """
    return json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def value_of(kind: type[Value], text: str) -> Value:
    """The value that a text was made of. Raises ValueError, KeyError or TypeError for any other text.

    Source: our format.
    """
    found: Value = _read(kind, json.loads(text))
    return found


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal. Source: FIPS 180-4."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """What the writer of JSON does not know by itself."""
    kind: type = type(value)
    if is_dataclass(kind):
        return {name: _exact(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, Decimal | date):
        return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
    raise TypeError(f"{kind.__name__} cannot be kept")


def _exact(value: Any) -> Any:
    if isinstance(value, float | dict | list):
        raise TypeError(f"{type(value).__name__} cannot be kept")
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


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
