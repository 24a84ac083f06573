"""The backup of a database as the migrations make it comes back whole, with every table, wall and door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection

from approdo.config.cli.backup import backup
from approdo.config.cli.restore import restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

BESIDE = "approdo_brought_back"
MADE = """
  SELECT 'table', relname::text, relrowsecurity::text FROM pg_class
   WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'policy', tablename || '.' || policyname, coalesce(qual, '') || coalesce(with_check, '')
    FROM pg_policies WHERE schemaname = 'public'
  UNION ALL SELECT 'function', oid::regprocedure::text, prosrc || coalesce(proconfig::text, '') || coalesce(proacl::text, '')
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, tgfoid::regproc || ' ' || tgtype FROM pg_trigger
   WHERE NOT tgisinternal
   ORDER BY 1, 2
"""


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where the migrated database of the tests is; what is restored beside it goes away at the end."""
    held = connection.settings_dict
    where = {key: str(held[name]) for key, name in (("host", "HOST"), ("port", "PORT"), ("user", "USER"))}
    where = {**where, "password": str(held["PASSWORD"])}
    place = urlencode({"host": where["host"], "port": where["port"]})
    role = f"{where['user']}:{quote(where['password'], safe='')}"
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{role}@/{held['NAME']}?{place}")
    monkeypatch.setenv("APPRODO_VAR", str(tmp_path))
    yield where
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        names = server.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [BESIDE]).fetchall()
        for (name,) in names:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_what_the_migrations_made_comes_back(beside: dict[str, str], tmp_path: Path) -> None:
    saved = tmp_path / "saved.tar"
    done = CliRunner().invoke(backup, [str(saved)])
    assert done.exit_code == 0, done.output

    done = CliRunner().invoke(restore, [str(saved), "--into", BESIDE, "--yes"])

    assert done.exit_code == 0, done.output
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        before = cursor.fetchall()
    with psycopg.connect(**beside, dbname=BESIDE) as restored:
        assert restored.execute(MADE).fetchall() == before
