"""Every command begins by asking whether the actor may, and nothing but commands is reached from outside.

In a drawer of commands a public function in one transaction is a command; any other public function is a part of
commands, that they share, and no web room, job or command line may call it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "approdo"

# Command: why nobody is asked.
WITHOUT_GUARD = {
    "core.commands.upkeep.forget_old_calls": "run by the clock, for every prefecture",
    "core.commands.upkeep.forget_old_sessions": "run by the clock, for every prefecture",
    "territory.commands.loading.load_territory": "run from the command line by the owner of the tables; nobody's data",
    "territory.commands.foreign_residents.load_foreign_residents": "the same",
    "territory.commands.travel_times.load_travel_times": "the same",
    "portal.commands.record_feedback": "anybody may say whether a public page was useful; who says it is not kept",
    "network.commands.searching.rebuild_search": "run from the command line by the owner of the tables",
    "portal.commands.count_unanswered": "anybody may search; neither who nor which words are kept",
    "core.commands.keys.rotate_keys": "run from the command line by whoever holds the keys",
}
# Not in one transaction: why.
WITHOUT_TRANSACTION = {}
# Called from outside although it changes nothing: why.
QUESTIONS = {
    "core.commands.keys.places": "reads the models, no row",
}


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts)


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for file in sorted([*PACKAGE.glob("*/commands.py"), *PACKAGE.glob("*/commands/*.py")]):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{name_of(file)}.{node.name}", node


def is_atomic(function: ast.FunctionDef) -> bool:
    return any("transaction.atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def is_command(name: str, function: ast.FunctionDef) -> bool:
    return is_atomic(function) or name in WITHOUT_TRANSACTION


COMMANDS = {name: function for name, function in functions() if is_command(name, function)}
PARTS = {name for name, _function in functions()} - set(COMMANDS) - set(QUESTIONS) - set(WITHOUT_GUARD)


def first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return ast.unparse(body[0])


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - set(WITHOUT_GUARD)))
def test_a_command_starts_by_its_guard_and_is_told_who_acts(name: str) -> None:
    function = COMMANDS[name]
    assert first_statement(function).startswith("require(by, Permission."), name
    assert not function.args.args, f"{name} takes keywords only"
    assert not function.args.posonlyargs, f"{name} takes keywords only"
    assert "by" in [argument.arg for argument in function.args.kwonlyargs], name


def rooms() -> Iterator[Path]:
    """Where people, programs and the clock come in."""
    for pattern in ("views", "office/views", "gallery/views", "api", "jobs", "cli"):
        yield from PACKAGE.glob(f"*/{pattern}.py")
        yield from PACKAGE.glob(f"*/{pattern}/*.py")
    yield from PACKAGE.glob("*/feed.py")


def used(file: Path) -> Iterator[str]:
    """The functions of commands' drawers that a file names, `app.commands.noun.function`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    modules: dict[str, str] = {}
    known = {name.rpartition(".")[0] for name, _function in functions()}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("approdo."):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}".removeprefix("approdo.")
                if whole in known:
                    modules[alias.asname or alias.name] = whole
                elif node.module.removeprefix("approdo.") in known:
                    yield whole
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert ".commands" not in alias.name, f"{file}: import commands by `from`, so that this test sees them"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id]}.{node.attr}"


@pytest.mark.slow
def test_the_rooms_call_commands_and_no_part_of_them() -> None:
    calls = {(name_of(file), name) for file in rooms() for name in used(file)}
    reached = {name for _file, name in calls}
    assert len(reached & set(COMMANDS)) > 60  # the search sees the calls there are
    assert sorted((file, name) for file, name in calls if name in PARTS) == []


def test_every_exception_still_exists() -> None:
    known = dict(functions())
    assert {*WITHOUT_GUARD, *WITHOUT_TRANSACTION, *QUESTIONS} <= set(known)
    assert not [name for name in WITHOUT_TRANSACTION if is_atomic(known[name])]
