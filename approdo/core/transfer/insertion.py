"""Many rows into one table in one statement.

`COPY` is refused by PostgreSQL where row-level security holds, and imports work behind that wall. A table sent as one
JSON text costs little more and passes every policy; see `docs/decisions/0005-imports.md`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone

from approdo.core.identifiers import new_id


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, ignore: bool = False) -> None:
    """Insert rows given by attribute names of the model; what is not given takes the default of its field.

    `ignore` passes over rows that are there already. No field is converted: encrypted ones do not belong here.
    """
    if not rows:
        return
    fields = _written(model)
    names = [field.attname for field in fields]
    usual = {field.attname: _usual(field) for field in fields}
    own_key = names[0] == "id"
    # What the rows tell is sent row by row, what is the same for all once.
    told = {name for row in rows for name in row} | ({"id"} if own_key else set())
    keys = [(name, str(place)) for place, name in enumerate(names) if name in told]
    table = []
    for row in rows:
        values = {key: row[name] if name in row else usual[name] for name, key in keys}
        if own_key and "id" not in row:
            values["0"] = new_id()
        table.append(values)
    same = {str(place): usual[name] for place, name in enumerate(names) if name not in told}
    _insert(model, fields, table, same, ignore)


def _insert(
    model: type[models.Model], fields: list[Any], table: list[dict[str, Any]], same: dict[str, Any], ignore: bool
) -> None:
    """Both tables are keyed by the place of the field."""
    quote, typed = connection.ops.quote_name, _typed(model)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    picked = ", ".join(f'{"same" if place in same else "sent"}."{place}"' for place in typed)
    source = f"json_to_recordset(%s) AS sent({', '.join(word for place, word in typed.items() if place not in same)})"
    if same:
        source += f", json_to_record(%s) AS same({', '.join(typed[place] for place in same)})"
    sent = [json.dumps(part, default=str) for part in (table, same) if part]
    with connection.cursor() as cursor:
        # Names of tables and columns come from the models, every value goes as a parameter.
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {picked} FROM {source}"  # noqa: S608
            f"{' ON CONFLICT DO NOTHING' if ignore else ''}",
            sent,
        )


@cache
def _typed(model: type[models.Model]) -> dict[str, str]:
    """The columns as a table of JSON names them: by place, each with its type."""
    return {str(place): f'"{place}" {field.db_type(connection)}' for place, field in enumerate(_written(model))}


def insert_made(made: Sequence[models.Model]) -> None:
    """Insert instances of one model that were made and not saved, as they are; afterwards they count as saved.

    What the framework does for many (`bulk_create`) spends most of its time over long texts.
    """
    if made:
        insert_rows(type(made[0]), [as_row(one) for one in made])
    for one in made:
        one._state.adding, one._state.db = False, connection.alias


def as_row(instance: models.Model) -> dict[str, Any]:
    """An unsaved instance as a row; the moments that the model sets by itself are left out."""
    return {name: getattr(instance, name) for name in _told(type(instance))}


@cache
def _told(model: type[models.Model]) -> tuple[str, ...]:
    """The attributes that an instance tells of itself."""
    return tuple(field.attname for field in _written(model) if not _set_by_itself(field))


def _set_by_itself(field: Any) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _written(model: type[models.Model]) -> list[Any]:
    """The fields that are written, without those the database computes."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def _usual(field: Any) -> Any:
    if _set_by_itself(field):
        return timezone.now()
    return None if field.primary_key else field.get_default()
