"""Rows by the thousand: gathered by table, then copied into it at once."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import connection, models
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from approdo.core.encryption import EncryptedTextField


def written_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a model that the database does not fill by itself."""
    fields = model._meta.concrete_fields
    return [field for field in fields if not isinstance(field, models.AutoField | models.GeneratedField)]


class Sheet:
    """Rows for the table of a model; fields that are not given take their default."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.rows: list[list[Any]] = []
        fields = written_fields(model)
        self._columns = [str(field.column) for field in fields]
        self._place = {field.attname: place for place, field in enumerate(fields)}
        self._blank = [_default(field) for field in fields]
        self._sealed = {field.attname: field for field in fields if isinstance(field, EncryptedTextField)}
        self._json = {field.attname for field in fields if isinstance(field, models.JSONField)}

    def add(self, **values: Any) -> None:
        """One row, by attribute names of the model. Raises KeyError for a name that is none of its."""
        row = self._blank.copy()
        for name, value in values.items():
            row[self._place[name]] = value.value if isinstance(value, StrEnum) else value
        for name, field in self._sealed.items():
            row[self._place[name]] = field.get_prep_value(row[self._place[name]])
        for name in self._json:
            row[self._place[name]] = Jsonb(row[self._place[name]])
        self.rows.append(row)

    def take(self, made: models.Model) -> None:
        """One row that was made as an object and not saved."""
        self.add(**{name: getattr(made, name) for name in self._place})

    def write(self, *, over: bool) -> int:
        """Copy the rows into the table and forget them; `over` writes over the rows that are there. How many."""
        count = len(self.rows)
        if count:
            self._copy_over() if over else self._copy(self.model._meta.db_table)
            self.rows = []
        return count

    def _names(self) -> list[sql.Identifier]:
        return [sql.Identifier(column) for column in self._columns]

    def _copy(self, table: str) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(self._names()))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in self.rows:
                copy.write_row(row)

    def _copy_over(self) -> None:
        table = self.model._meta.db_table
        keys = {str(field.column) for field in self.model._meta.pk_fields}
        kept = [sql.Identifier(name) for name in sorted(keys)]
        changed = [name for name in self._names() if name not in kept]
        assignments = [sql.SQL("{0} = EXCLUDED.{0}").format(name) for name in changed]
        does = sql.SQL("UPDATE SET {}").format(sql.SQL(", ").join(assignments)) if changed else sql.SQL("NOTHING")
        fill = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM demonstration_rows ON CONFLICT ({}) DO {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(self._names()),
            sql.SQL(", ").join(self._names()),
            sql.SQL(", ").join(kept),
            does,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE demonstration_rows (LIKE {}) ON COMMIT DROP").format(
                    sql.Identifier(table)
                )
            )
            self._copy("demonstration_rows")
            cursor.execute(fill)
            cursor.execute("DROP TABLE demonstration_rows")


def _default(field: models.Field[Any, Any]) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    value = field.get_default()
    return "" if value is None and isinstance(field, models.CharField | models.TextField) and not field.null else value
