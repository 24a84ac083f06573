"""The empty database that every run of the tests copies: as long as no migration changes it is made once."""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

import approdo

PACKAGE = Path(approdo.__file__).parent
IMPORTED = re.compile(r"^(?:from|import) (approdo[\w.]*)", re.MULTILINE)


def template() -> str:
    """Name of a database in which every migration ran; made when there is none of these migrations yet."""
    name = f"approdo_empty_{_digest()}"
    with _alone(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT datname FROM pg_database WHERE datname ^@ 'approdo_empty_'")
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            _make(f"{name}_begun")
            cursor.execute(f'ALTER DATABASE "{name}_begun" RENAME TO "{name}"')
            for old in known:
                cursor.execute(f'DROP DATABASE "{old}"')
    return name


def _make(name: str) -> None:
    """Migrate a new database of that name through Django's own way to a database of tests."""
    held, options = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test_name, options["NAME"] = options["NAME"], name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = held
    options["NAME"] = test_name


def _digest() -> str:
    """What the migrations say, and what the code and the libraries say that they use."""
    migrations = sorted(PACKAGE.glob("*/migrations/*.py"))
    used = {name for file in migrations for name in IMPORTED.findall(file.read_text("utf-8"))}
    files = [*migrations, *(_file(name) for name in sorted(used)), PACKAGE.parent / "requirements-dev.lock"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _file(module: str) -> Path:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@contextmanager
def _alone() -> Iterator[None]:
    with (settings.VAR / "empty-database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
