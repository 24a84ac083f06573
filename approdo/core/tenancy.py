"""The second wall: which prefecture the database lets a transaction see.

The web process works under the role `approdo_web`, which owns nothing, and every table with office or personal data
has a row-level policy on its `prefecture_id`. A transaction sees the rows of the prefecture named in the setting
`approdo.prefecture`; none is named, none is seen. `SIGN_IN` opens only the tables needed to recognise a user.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Func, TextField, Value

WEB_ROLE = "approdo_web"
SIGN_IN = "sign-in"
PUBLIC = "public"  # who reads without having signed in: policies show it what is published, and nothing else
EVERYWHERE = "*"  # every prefecture at once: policies show it open data, and nothing else
NATIONAL = "IT"  # the observatory: reads counts of every prefecture, and no row with personal data


def enter(prefecture: str) -> None:
    """Bind the rest of the present transaction to a prefecture, under the role that owns nothing."""
    _enter(prefecture, "")


def enter_public(prefecture: str) -> None:
    """As `enter`, for somebody who did not sign in: the policies of the directory show what is published alone."""
    _enter(prefecture, PUBLIC)


def public_entry(column: str) -> dict[str, Func[Any]]:
    """Annotations that do what `enter_public` does with the one row which a question finds: one question for both."""
    entered = Func(Value("approdo.prefecture"), F(column), Value(True), function="set_config", output_field=TextField())
    reader = Func(Value("approdo.reader"), Value(PUBLIC), Value(True), function="set_config", output_field=TextField())
    return {"entered": entered, "reader": reader}


def enter_open_data() -> None:
    """As `enter_public`, for every prefecture at once: what is published and not protected, to be read alone."""
    _enter(EVERYWHERE, PUBLIC)


def _enter(prefecture: str, reader: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('approdo.prefecture', %s, true),"
            " set_config('approdo.reader', %s, true)",
            [WEB_ROLE, prefecture, reader],
        )


@contextmanager
def within(prefecture: str) -> Iterator[None]:
    """One transaction inside a prefecture, for jobs and commands of the command line."""
    with transaction.atomic():
        enter(prefecture)
        yield


def row_security(table: str, *, sign_in: bool = False, column: str = "prefecture_id") -> str:
    """SQL that raises the wall around a table. `sign_in` lets it be read while a user is being recognised."""
    rule = f"{column} = current_setting('approdo.prefecture', true)"
    if sign_in:
        rule = f"({rule} OR current_setting('approdo.prefecture', true) = '{SIGN_IN}')"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY tenancy ON {table} USING ({rule}) WITH CHECK ({rule});"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {WEB_ROLE};"
    )


def append_only(table: str) -> str:
    """SQL that lets rows be added to a table and refuses every later change, whoever asks."""
    return (
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {WEB_ROLE};"
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION core_refuse_change();"
        f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();"
    )
