"""Rules are pure and name their source; files and functions stay small; nothing hides in a drawer without a name."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from approdo.config.documents.rules import rooms

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "approdo"
LONGEST_FILE, LONGEST_FUNCTION = 400, 40  # lines
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("timezone", "now")}
NAMELESS = {"utils.py", "helpers.py", "misc.py", "common.py", "tools.py"}
# A data file's reader and a letter's head are one list of fields each: cut in two they would say less.
LONG_FUNCTIONS = {
    ("approdo/procedures/definitions.py", "_procedure"),
    ("approdo/procedures/letter_texts.py", "_heading"),
}

FILES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", rooms(), ids=named)
def test_every_public_rule_names_its_source(room: Path) -> None:
    tree = ast.parse(room.read_text(encoding="utf-8"))
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert [node.name for node in public if "Source:" not in (ast.get_docstring(node) or "")] == []


def clock_reads(tree: ast.AST) -> list[str]:
    """Calls that ask what time it is, and the import of a module that can only be for that."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                found.append(f"{owner}.{node.attr} at line {node.lineno}")
        elif isinstance(node, ast.Import) and any(name.name == "time" for name in node.names):
            found.append(f"import time at line {node.lineno}")
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            found.append(f"from time at line {node.lineno}")
    return found


@pytest.mark.parametrize("room", rooms(), ids=named)
def test_no_rule_reads_the_clock(room: Path) -> None:
    assert clock_reads(ast.parse(room.read_text(encoding="utf-8"))) == []


def test_a_read_of_the_clock_is_found() -> None:
    for line in ("import datetime\ndatetime.date.today()", "from time import time", "timezone.now()", "import time"):
        assert clock_reads(ast.parse(line)) != []
    assert clock_reads(ast.parse("from datetime import date\ndate.fromisoformat('2026-01-01')")) == []


def test_rules_load_without_the_framework() -> None:
    """In a process of its own: this one has loaded the framework already."""
    modules = ", ".join(named(room)[:-3].replace("/", ".") for room in rooms())
    asks = f"import sys, {modules}\nprint(*sorted(m for m in sys.modules if m.split('.')[0] == 'django'))"
    answer = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr, answer.stdout.strip()) == (0, "", "")


@pytest.mark.parametrize("path", FILES, ids=named)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    long = {
        (named(path), one.name)
        for one in functions(ast.parse(text))
        if one.end_lineno and one.end_lineno - one.lineno + 1 > LONGEST_FUNCTION
    }
    assert long - LONG_FUNCTIONS == set()


def test_the_long_functions_allowed_are_still_long() -> None:
    """An exception that is no longer needed is taken away."""
    for path, name in LONG_FUNCTIONS:
        found = [one for one in functions(ast.parse((ROOT / path).read_text(encoding="utf-8"))) if one.name == name]
        assert [one for one in found if one.end_lineno and one.end_lineno - one.lineno + 1 > LONGEST_FUNCTION]


def test_every_init_is_empty() -> None:
    full = [path for path in PACKAGE.rglob("__init__.py") if path.read_text(encoding="utf-8").strip()]
    assert [named(path) for path in full if path.parent.name != "models"] == []  # docs/decisions/0008


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [named(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [named(path) for path in FILES if path.name in NAMELESS] == []
