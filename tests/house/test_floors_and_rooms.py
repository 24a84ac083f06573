"""The house is built as ARCHITECTURE.md says: floors, empty doors, rooms of a size one can read."""

from __future__ import annotations

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parents[2] / "approdo"
FLOORS = ("core", "territory", "people", "network", "procedures", "reception", "accounting", "overview", "portal")
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 40

# Longer than the rule: why.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS = {
    "procedures/definitions.py:_procedure": "one line for each part of a procedure",
    "procedures/letter_texts.py:_heading": "one paragraph for each part of the head of a letter",
}


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def test_a_table_points_to_its_own_floor_or_below() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is not model
        and field.related_model._meta.app_label in FLOORS
        and FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]  # fmt: skip
    assert wrong == []


def test_the_door_of_a_package_is_empty() -> None:
    full = [file for file in FILES if file.name == "__init__.py" and file.read_text(encoding="utf-8")]
    # The framework looks for tables in `models` and nowhere else: docs/decisions/0008
    assert [name_of(file) for file in full if file.parent.name != "models"] == []


def test_no_room_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}
    assert [name_of(file) for file in FILES if nothing & set(file.relative_to(PACKAGE).with_suffix("").parts)] == []


def test_a_file_can_be_read_at_once() -> None:
    long = {
        name_of(file)
        for file in FILES
        if "migrations" not in file.parts and len(file.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == set(LONG_FILES)


def test_a_function_can_be_read_at_once() -> None:
    long = {
        f"{name_of(file)}:{node.name}"
        for file in FILES
        if "migrations" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
