"""A database of its own for a benchmark, dropped at the end, and rows put into it by COPY."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test.utils import override_settings

HOSTS = ["testserver", "localhost"]
_OUR_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@contextmanager
def scratch() -> Iterator[str]:
    """An empty database with every table, beside the configured one; documents go to a folder that goes away too."""
    usual, own = str(connection.settings_dict["NAME"]), f"bench_{uuid4().hex[:12]}"
    _administer(f'CREATE DATABASE "{own}" TEMPLATE "{_template()}"')
    _move_to(own)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            override_settings(
                MEDIA_ROOT=folder,
                ALLOWED_HOSTS=HOSTS,
                STORAGES={**settings.STORAGES, "staticfiles": _OUR_STATIC},
                DEBUG=False,
            ),
        ):
            yield own
    finally:
        _move_to(usual)
        _administer(f'DROP DATABASE "{own}"')  # without FORCE: that one may not end the server's own cleaning


@cache
def _template() -> str:
    """A database with the tables and no row, made once: the migrations take longer than a benchmark."""
    usual, name = str(connection.settings_dict["NAME"]), f"bench_{uuid4().hex[:12]}"
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    _move_to(usual)
    atexit.register(_administer, f'DROP DATABASE "{name}"')
    return name


def _move_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _administer(statement: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(statement)


def copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Put rows into the table of a model by COPY. Says how many."""
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    written = 0
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as into:
        for row in rows:
            into.write_row(row)
            written += 1
    return written


def settle(*models: type[Model]) -> None:
    """Let the planner know the rows just written."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')
