"""Writing every encrypted value again with the newest key, so that an old one can be taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from approdo.core import audit
from approdo.core.access.actor import system_actor
from approdo.core.access.login import SECRETS
from approdo.core.encryption import EncryptedTextField, decrypt, encrypt

BATCH = 500
MFA_SECRETS = ("secret", "seed")

Progress = Callable[[str, int], None]


class NotTheOwner(Exception):
    """The role of the connection does not see the rows of every prefecture."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column that holds encrypted values."""

    table: str
    column: str
    key: str

    @property
    def context(self) -> str:
        """What the values are bound to."""
        return f"{self.table}.{self.column}"


def rotate_keys(*, progress: Progress = lambda place, count: None) -> int:
    """Write every encrypted value that another key wrote again with the first key of `FIELD_KEYS`; says how many.

    Works in batches that are committed one by one: interrupted, it goes on from where it was. Runs under the role
    that owns the tables. One audit record for each prefecture. Raises NotTheOwner, Undecipherable.
    """
    _require_owner()
    current = next(iter(settings.FIELD_KEYS))
    total = 0
    counts: dict[str, int] = {}
    for place in places():
        for prefecture, number in _rotate(place, current):
            counts[prefecture] = counts.get(prefecture, 0) + number
            total += number
            progress(place.context, total)
    total += _rotate_second_factors(current, counts)
    for prefecture, number in counts.items():
        with transaction.atomic():
            audit.record(system_actor(prefecture), "keys.rotated", "keys", current, values=number)
    return total


def places() -> list[Place]:
    """Every encrypted column of every model; each of their rows is of a prefecture."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                table, key = model._meta.db_table, str(model._meta.pk.column)
                found.append(Place(table, str(field.column), key))
    return found


def _require_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'core_user'")
        if cursor.fetchone() != (True,):
            raise NotTheOwner("keys are rotated under the role that owns the tables")


def _rotate(place: Place, current: str) -> Iterator[tuple[str, int]]:
    """Rotate one column; yields how many values of which prefecture after each batch."""
    quote = connection.ops.quote_name
    table, column, key = quote(place.table), quote(place.column), quote(place.key)
    # Names come from the models and are quoted
    pick = (
        f"SELECT {key}, {column}, prefecture_id FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s"  # noqa: S608
        f" ORDER BY {key} LIMIT {BATCH} FOR UPDATE SKIP LOCKED"
    )
    while True:
        counts: dict[str, int] = {}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(pick, [f"{current}:%"])
            rows = cursor.fetchall()
            for row, stored, prefecture in rows:
                fresh = encrypt(decrypt(stored, context=place.context), context=place.context)
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [fresh, row])  # noqa: S608
                counts[prefecture] = counts.get(prefecture, 0) + 1
        yield from counts.items()
        if not rows:
            return


def _rotate_second_factors(current: str, counts: dict[str, int]) -> int:
    """Rotate the secrets of one-time codes and recovery codes, which the login library keeps in JSON."""
    total = 0
    for number in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update(of=("self",)).select_related("user").get(pk=number)
            before = json.dumps(row.data)
            for name in MFA_SECRETS:
                stored: Any = row.data.get(name)
                if isinstance(stored, str) and not stored.startswith(f"{current}:"):
                    row.data[name] = encrypt(decrypt(stored, context=SECRETS), context=SECRETS)
            if json.dumps(row.data) != before:
                row.save(update_fields=["data"])
                prefecture = row.user.prefecture_id
                counts[prefecture] = counts.get(prefecture, 0) + 1
                total += 1
    return total
