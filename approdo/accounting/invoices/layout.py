"""Whether a file follows the format of the electronic invoice: elements, order, number, what each may hold.

The exchange system delivers only files that do. One that does not was made or changed elsewhere: this is said, with the
line and what the format wants, and what can be read is read all the same. The format is a table, `data/invoice_format.yaml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.markup import lines_of
from approdo.core.data_files import read_mapping

TABLE = Path(__file__).resolve().parents[1] / "data" / "invoice_format.yaml"
MOST_FAULTS = 20  # told of one file
LONGEST_FOUND = 40  # characters
ANYTHING = "anything"
_COUNTS: dict[str, tuple[int, int | None]] = {"": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a file leaves the format. `code`: of the sentence; `kind`: of the value that was expected."""

    code: str
    place: str
    line: int = 0
    kind: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a block: its place in the order, what it is, how many times it comes."""

    place: int
    kind: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value may be: matches `pattern`; a day, or one of `codes`, where it is these. `like`: an example."""

    pattern: re.Pattern[str]
    like: str = ""
    most: int | None = None
    codes: tuple[str, ...] = ()
    day: bool = False

    def allows(self, text: str) -> bool:
        """Whether a text may stand."""
        if self.day and not _is_day(text[:10]):
            return False
        if self.most is not None and self.like and len(text) > self.most:
            return False
        return self.pattern.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """The format: blocks of parts, sets of parts of which one comes, rules of values."""

    root: str
    blocks: Mapping[str, Mapping[str, Part]]
    one_of: Mapping[str, tuple[frozenset[str], ...]]
    rules: Mapping[str, Rule]


@cache
def layout() -> Layout:
    """The table, read once. Raises DefinitionError, KeyError where it names what it does not have."""
    raw = read_mapping(TABLE).data
    rules = {name: _rule(told) for name, told in raw["values"].items()}
    blocks = {name: _parts(told) for name, told in raw["blocks"].items()}
    unknown = {part.kind for parts in blocks.values() for part in parts.values()} - blocks.keys() - rules.keys()
    if unknown:
        raise KeyError(f"{TABLE.name}: {sorted(unknown)}")
    one_of = {name: tuple(map(frozenset, sets)) for name, sets in raw["one_of"].items()}
    return Layout(raw["root"], blocks, one_of, rules)


def _parts(told: Mapping[str, str]) -> dict[str, Part]:
    found = {}
    for place, (name, kind) in enumerate(told.items()):
        tag = name.rstrip("?*+")
        found[tag] = Part(place, kind, *_COUNTS[name[len(tag) :]])
    return found


def _rule(told: Mapping[str, Any]) -> Rule:
    for name, letters in (("basic", r"[\x00-\x7f]"), ("latin", r"[\x00-\xff]"), ("text", r"(?s:.)")):
        if name in told:
            return Rule(re.compile(f"{letters}{{1,{told[name]}}}"), most=told[name])
    if "codes" in told:
        return Rule(re.compile("|".join(map(re.escape, told["codes"]))), codes=tuple(told["codes"]))
    if told.get("day"):
        return Rule(re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?"), told["like"], day=True)
    if told.get("base64"):
        return Rule(re.compile(r"[A-Za-z0-9+/=\s]*"), told["like"])
    return Rule(re.compile(told.get("pattern", r"(?s:.)*"), re.DOTALL), told.get("like", ""), told.get("most"))


def faults(root: Element, xml: bytes, budget: Budget) -> tuple[Fault, ...]:
    """Where a file leaves the format, with the lines, the first `MOST_FAULTS` of them.

    A file with more elements than the budget lets look at is told as such, once.
    """
    found: list[tuple[Fault, Element]] = []
    for one in _of_block(root, layout().root, "", budget):
        found.append(one)
        if len(found) == MOST_FAULTS or one[0].code == "unchecked":
            break
    if not found:
        return ()
    if found[0][0].code == "unchecked":
        return (found[0][0],)
    order = {id(element): place for place, element in enumerate(root.iter())}
    lines = lines_of(xml, {order[id(element)] for _fault, element in found})
    return tuple(
        Fault(one.code, one.place, lines.get(order[id(element)], 0), one.kind, one.found) for one, element in found
    )


def _of_block(element: Element, block: str, above: str, budget: Budget) -> Iterator[tuple[Fault, Element]]:
    parts, met, at = layout().blocks[block], Counter[str](), 0
    for child in element:
        if not budget.may_check():
            yield Fault("unchecked", above), child
            return
        tag = child.tag.rpartition(":")[2]
        met[tag] += 1
        part = parts.get(tag)
        place = f"{above}{tag}" if part is None or part.most == 1 else f"{above}{tag}[{met[tag]}]"
        if part is None:
            yield Fault("unexpected", place), child
            continue
        if part.place < at:
            yield Fault("order", place), child
        if part.most is not None and met[tag] > part.most:
            yield Fault("repeated", place), child
        at = max(at, part.place)
        yield from _of_part(child, part.kind, place, budget)
    for tag, part in parts.items():
        if part.least and not met[tag]:
            yield Fault("missing", f"{above}{tag}"), element
    yield from _of_choice(element, block, met, above)


def _of_part(child: Element, kind: str, place: str, budget: Budget) -> Iterator[tuple[Fault, Element]]:
    if kind == ANYTHING:
        return
    if kind in layout().blocks:
        yield from _of_block(child, kind, f"{place}/", budget)
        return
    text = (child.text or "").strip()
    if len(child):
        yield Fault("unexpected", f"{place}/{child[0].tag.rpartition(':')[2]}"), child[0]
    elif not layout().rules[kind].allows(text):
        yield Fault("value", place, kind=kind, found=text[:LONGEST_FOUND]), child


def _of_choice(element: Element, block: str, met: Counter[str], above: str) -> Iterator[tuple[Fault, Element]]:
    sets: Sequence[frozenset[str]] = layout().one_of.get(block, ())
    known = frozenset().union(*sets)
    if sets and {tag for tag in known if met[tag]} not in [set(one) for one in sets]:
        yield Fault("choice", above.rstrip("/")), element


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
