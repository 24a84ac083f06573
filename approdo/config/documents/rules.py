"""`docs/rules.md`: every rule, the room it stands in, the question it answers and its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from approdo.config.environment import ROOT

SOURCE = re.compile(r"Source:\s*(.+?)(?:\n\s*\n|\Z)", re.S)


@dataclass(frozen=True, slots=True)
class Rule:
    """A public function of a rules room."""

    path: str  # from the root of the project
    name: str
    question: str
    source: str


def rooms() -> list[Path]:
    """Every file of rules, app by app."""
    return sorted(path for path in (ROOT / "approdo").glob("*/rules/*.py") if path.name != "__init__.py")


def rules() -> Iterator[Rule]:
    """Every public rule, in the order of the rooms and of the file."""
    for room in rooms():
        tree = ast.parse(room.read_text(encoding="utf-8"))
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                words = ast.get_docstring(function) or ""
                found = SOURCE.search(words)
                yield Rule(
                    path=room.relative_to(ROOT).as_posix(),
                    name=function.name,
                    question=_first_sentence(words),
                    source=" ".join(found[1].split()).rstrip(".") if found else "",
                )


def _first_sentence(words: str) -> str:
    paragraph = " ".join(words.split("\n\n")[0].split("Source:")[0].split())
    return re.split(r"(?<=[^0-9A-Z)])\. (?=[A-Z`])", paragraph)[0].rstrip(".")


def rules_page() -> str:
    """The whole document, in Markdown: a table a room."""
    lines: list[str] = []
    room = ""
    for rule in rules():
        if rule.path != room:
            room = rule.path
            lines += ["", f"## {room}", "", "| Rule | Question | Source |", "| --- | --- | --- |"]
        lines.append(f"| `{rule.name}` | {_cell(rule.question)} | {_cell(rule.source)} |")
    return "\n".join(lines).lstrip("\n") + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
