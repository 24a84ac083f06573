"""Strict reading of the YAML files that hold the law as data: every refusal says where and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

E = TypeVar("E", bound=str)
PathKey = str | int

_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MISSING = object()
_CITATION = re.compile(
    r"\b(?:art\.|artt\.|c\.|cc\.|lett\.|l\.|dpr|d\.l\.|d\.lgs\.|dm|dpcm|reg\.|dir\.|circ\.)\s*n?\.?\s*\d+[\w./-]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w./-])\d+(?:[.,]\d+)?(?![\w/-])")


class DefinitionError(Exception):
    """A data file that cannot be trusted. `str()` tells the file, the line, the key path, the problem and the way out.

    `line` counts from 1 and is None where the place is not in the file.
    """

    def __init__(
        self,
        file: Path,
        path: tuple[PathKey, ...],
        problem: str,
        remedy: str,
        line: int | None,
    ) -> None:
        self.file, self.problem, self.remedy, self.line = file, problem, remedy, line
        self.key_path = dotted(path)
        place = file.name if line is None else f"{file.name}:{line}"
        super().__init__(f"{place}: {self.key_path or '(file)'}: {problem}. {remedy}")


class Entry:
    """One mapping of a data file, with the place where it stands. Reading a wrong value raises DefinitionError."""

    __slots__ = ("data", "file", "path")

    def __init__(self, data: dict[str, Any], file: Path, path: tuple[PathKey, ...] = ()) -> None:
        self.data, self.file, self.path = data, file, path

    def refuse(self, key: PathKey | None, problem: str, remedy: str) -> NoReturn:
        """Raises DefinitionError at `key` of this entry, or at the entry itself."""
        refuse(self.file, self.path if key is None else (*self.path, key), problem, remedy)

    def only(self, words: str) -> None:
        """Refuses a key that is not among those words, which is most often a slip of the pen."""
        keys = words.split()
        for key in self.data:
            if key not in keys:
                self.refuse(
                    key,
                    f"unknown key {key!r}",
                    f"Use one of: {', '.join(sorted(keys))}",
                )

    def has(self, key: str) -> bool:
        """Whether the key stands there with a value."""
        return self.data.get(key) is not None

    def _get(
        self,
        key: str,
        kind: type | tuple[type, ...],
        named: str,
        default: Any = _MISSING,
    ) -> Any:
        value = self.data.get(key, default)
        if value is _MISSING:
            self.refuse(None, f"{key!r} is missing", f"Add {key!r}: {named}")
        if value is default:
            return value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.refuse(key, f"{value!r} is not {named}", f"Write {named}")
        return value

    def text(self, key: str, default: Any = _MISSING) -> str:
        """A text, not empty unless it is the default."""
        value = self._get(key, str, "a text", default)
        if value is not default and not value.strip():
            self.refuse(
                key,
                "the text is empty",
                "Write it, or take the key away if it may be absent",
            )
        return str(value)

    def whole(self, key: str, default: Any = _MISSING) -> int | None:
        """A whole number, or None where the file says null."""
        if key in self.data and self.data[key] is None:
            return None
        value = self._get(key, int, "a whole number or null", default)
        return None if value is None else int(value)

    def decimal(self, key: str) -> Decimal:
        """A decimal number written between quotes, so that no binary rounding touches it."""
        value = self._get(key, (str, int), 'a number between quotes, such as "16.00"')
        try:
            number = Decimal(value)
        except InvalidOperation:
            self.refuse(
                key,
                f"{value!r} is not a number",
                'Write it between quotes with a point: "16.00"',
            )
        if not number.is_finite():
            self.refuse(
                key,
                f"{value!r} is not a finite number",
                'Write it between quotes with a point: "16.00"',
            )
        return number

    def day(self, key: str, default: Any = _MISSING) -> date | None:
        """A date, YYYY-MM-DD."""
        value = self._get(key, date, "a date YYYY-MM-DD", default)
        if isinstance(value, datetime):
            self.refuse(key, f"{value} is a time, not a date", "Write a date YYYY-MM-DD")
        return None if value is None else value

    def moment(self, key: str) -> datetime:
        """A local time, YYYY-MM-DD HH:MM:SS."""
        value: datetime = self._get(key, datetime, "a time YYYY-MM-DD HH:MM:SS")
        return value

    def flag(self, key: str) -> bool:
        """true or false, false when absent."""
        return bool(self._get(key, bool, "true or false", False))

    def one_of(self, key: str, vocabulary: type[E], default: Any = _MISSING) -> E:
        """A word of an enumeration."""
        word = self.text(key, default)
        try:
            return vocabulary(word)
        except ValueError:
            words = ", ".join(str(member) for member in vocabulary)  # type: ignore[attr-defined]
            self.refuse(key, f"unknown {vocabulary.__name__} {word!r}", f"Use one of: {words}")

    def words(self, key: str) -> tuple[str, str]:
        """A text in both languages, Italian first: `{it: ..., en: ...}`."""
        both = self.child(key)
        both.only("it en")
        return both.text("it"), both.text("en")

    def optional_words(self, key: str) -> tuple[str, str]:
        """As `words`, empty when absent."""
        return self.words(key) if key in self.data else ("", "")

    def child(self, key: str) -> Entry:
        """The mapping under a key."""
        return Entry(self._get(key, dict, "a mapping (key: value)"), self.file, (*self.path, key))

    def items(self, key: str) -> Iterator[tuple[int, Any]]:
        """The numbered values of a list, which may be absent."""
        return enumerate(self._get(key, list, "a list", []))

    def children(self, key: str) -> list[Entry]:
        """The mappings of a list, which may be absent; identifiers (`id`) must differ."""
        found, seen = [], set()
        for index, value in self.items(key):
            path = (*self.path, key, index)
            if not isinstance(value, dict):
                refuse(
                    self.file,
                    path,
                    f"{value!r} is not a mapping",
                    "Write key: value pairs",
                )
            identifier = value.get("id")
            if identifier is not None and identifier in seen:
                refuse(
                    self.file,
                    (*path, "id"),
                    f"{identifier!r} stands twice",
                    "Keep one, or rename the other",
                )
            seen.add(identifier)
            found.append(Entry(value, self.file, path))
        return found

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, which may be absent; none may be empty or stand twice."""
        found: list[str] = []
        for index, value in self.items(key):
            if not isinstance(value, str) or not value.strip():
                refuse(
                    self.file,
                    (*self.path, key, index),
                    f"{value!r} is not a text",
                    "Write a text",
                )
            if value in found:
                refuse(
                    self.file,
                    (*self.path, key, index),
                    f"{value!r} stands twice",
                    "Keep one",
                )
            found.append(value)
        return tuple(found)

    def names_of(self, key: str, vocabulary: type[E]) -> tuple[E, ...]:
        """A list of words of an enumeration."""
        found: list[E] = []
        for index, word in enumerate(self.names(key)):
            try:
                found.append(vocabulary(word))
            except ValueError:
                words = ", ".join(str(member) for member in vocabulary)  # type: ignore[attr-defined]
                problem = f"unknown {vocabulary.__name__} {word!r}"
                refuse(self.file, (*self.path, key, index), problem, f"Use one of: {words}")
        return tuple(found)


def refuse(file: Path, path: tuple[PathKey, ...], problem: str, remedy: str) -> NoReturn:
    """Raises DefinitionError for that place, finding its line again in the file."""
    raise DefinitionError(file, path, problem, remedy, _line(file, path))


def read_mapping(file: Path) -> Entry:
    """The whole file as one entry. Raises DefinitionError when it is not a YAML mapping in UTF-8 without double keys."""
    try:
        data = _load(file)
    except UnicodeDecodeError:
        raise DefinitionError(file, (), "the file is not in UTF-8", "Save it as UTF-8", None) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        remedy = "Correct the YAML: spaces, colons, quotes, keys written twice"
        raise DefinitionError(file, (), str(error.problem), remedy, line) from None
    if not isinstance(data, dict):
        raise DefinitionError(file, (), "the file is not a mapping", "Begin it with 'schema: ...'", 1)
    return Entry(data, file)


def dotted(path: Iterable[PathKey]) -> str:
    """`("terms", 0, "id")` as `terms[0].id`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


def holds_number(*texts: str) -> bool:
    """Whether a text states a number of its own. Numbers of cited articles, forms and years of acts do not count."""
    return any(_NUMBER.search(_CITATION.sub("", text)) for text in texts)


class _Loader(_FastLoader):  # type: ignore[misc]
    """The fast loader, that also refuses a key written twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            seen = set()
            for key, _ in node.value:
                if key.value in seen:
                    problem = f"the key {key.value!r} stands twice"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(key.value)
        return mapping


def _load(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - the loader is a safe one that also refuses repeated keys


def _line(file: Path, path: tuple[PathKey, ...]) -> int | None:
    """Line of the deepest part of `path` that the file has."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_FastLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    line = None if node is None else int(node.start_mark.line) + 1
    for step in path:
        found = _step(node, step)
        if found is None:
            return line
        line, node = found
    return line


def _step(node: Any, step: PathKey) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value.start_mark.line + 1, value
    return None
