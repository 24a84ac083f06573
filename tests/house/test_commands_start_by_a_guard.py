"""Every public command begins by asking whether the actor may."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "approdo"

# Command: why nobody is asked.
WITHOUT_GUARD = {
    "core/commands/keys.py:rotate_keys": "run from the command line by whoever holds the keys",
    "core/commands/keys.py:places": "reads the models, no row",
    "core/commands/upkeep.py:forget_old_calls": "run by the clock",
    "core/commands/upkeep.py:forget_old_sessions": "run by the clock",
}


def commands() -> Iterator[tuple[str, ast.FunctionDef]]:
    for file in sorted([*PACKAGE.glob("*/commands.py"), *PACKAGE.glob("*/commands/*.py")]):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{file.relative_to(PACKAGE).as_posix()}:{node.name}", node


def first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return ast.unparse(body[0])


@pytest.mark.parametrize(("name", "function"), [pytest.param(*found, id=found[0]) for found in commands()])
def test_a_command_starts_by_its_guard_and_is_told_who_acts(name: str, function: ast.FunctionDef) -> None:
    if name in WITHOUT_GUARD:
        return
    assert first_statement(function).startswith("require(by, Permission."), name
    assert not function.args.args, f"{name} takes keywords only"
    assert "by" in [argument.arg for argument in function.args.kwonlyargs], name
    assert any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list), f"{name} is not atomic"


def test_every_exception_still_exists() -> None:
    assert set(WITHOUT_GUARD) <= {name for name, _function in commands()}
