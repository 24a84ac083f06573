"""Encrypted values: bound to their column, readable with any configured key, written again with the newest."""

from __future__ import annotations

import os

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.apps import apps
from django.db import connection

from approdo.config.cli.keys import keys
from approdo.core import tenancy
from approdo.core.access.login import SECRETS
from approdo.core.commands import keys as commands
from approdo.core.encryption import EncryptedTextField, Undecipherable, decrypt, encrypt
from approdo.core.models import AuditRecord, User

OLD, NEW = os.urandom(32), os.urandom(32)
TABLE = "core_sample"
CONTEXT = "core_sample.note"


@pytest.fixture(autouse=True)
def old_key(settings) -> None:
    settings.FIELD_KEYS = {"old": OLD}


def test_a_value_comes_back_and_never_twice_the_same() -> None:
    first, second = encrypt("asma", context="t.c"), encrypt("asma", context="t.c")
    assert first != second
    assert "asma" not in first
    assert decrypt(first, context="t.c") == decrypt(second, context="t.c") == "asma"


def test_a_value_moved_to_another_column_is_refused() -> None:
    with pytest.raises(Undecipherable, match="does not belong"):
        decrypt(encrypt("asma", context="t.c"), context="t.d")


def test_an_altered_value_is_refused() -> None:
    stored = encrypt("asma", context="t.c")
    with pytest.raises(Undecipherable):
        decrypt(stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:], context="t.c")


def test_a_value_of_a_key_that_was_removed_is_refused_by_name(settings) -> None:
    stored = encrypt("asma", context="t.c")
    settings.FIELD_KEYS = {"new": NEW}
    with pytest.raises(Undecipherable, match="'old'"):
        decrypt(stored, context="t.c")


@pytest.fixture
def sample(savona, palermo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with an encrypted column: more rows than a batch, of two prefectures, one empty."""
    monkeypatch.setattr(commands, "BATCH", 2)
    monkeypatch.setattr(commands, "places", lambda: [commands.Place(TABLE, "note", "id")])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id int PRIMARY KEY, prefecture_id varchar(4), note text)")
        for number in range(7):
            note = "" if number == 6 else encrypt(f"note {number}", context=CONTEXT)
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s, %s)", [number, "PA" if number < 2 else "SV", note])  # noqa: S608 - our own words


def notes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT note FROM {TABLE} ORDER BY id")  # noqa: S608 - our own words
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_after_the_rotation_the_old_key_can_be_removed(sample: None, officer_user: User, settings) -> None:
    Authenticator.objects.create(user=officer_user, type="totp", data={"secret": encrypt("ABC", context=SECRETS)})
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    assert commands.rotate_keys() == 7
    assert commands.rotate_keys() == 0
    settings.FIELD_KEYS = {"new": NEW}
    assert [decrypt(note, context=CONTEXT) for note in notes()[:6]] == [f"note {number}" for number in range(6)]
    assert notes()[6] == ""
    assert decrypt(Authenticator.objects.get().data["secret"], context=SECRETS) == "ABC"
    counted = {row.prefecture_id: row.payload for row in AuditRecord.objects.filter(act="keys.rotated")}
    assert '"values":2' in counted["PA"]
    assert '"values":5' in counted["SV"]


@pytest.mark.django_db
def test_an_interrupted_rotation_goes_on_from_where_it_was(sample: None, settings) -> None:
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}

    def interrupt(place: str, count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commands.rotate_keys(progress=interrupt)
    done = {number: note for number, note in enumerate(notes()) if note.startswith("new:")}
    assert len(done) == 2
    assert commands.rotate_keys() == 4
    assert all(notes()[number] == note for number, note in done.items())
    assert commands.rotate_keys() == 0


@pytest.mark.django_db
def test_the_web_role_does_not_rotate(sample: None) -> None:
    with tenancy.within("SV"):
        answer = CliRunner().invoke(keys, ["rotate"])
    assert answer.exit_code == 1
    assert "owns the tables" in answer.output


def test_every_encrypted_field_of_the_models_is_found() -> None:
    wanted = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField)
    }
    assert {(place.table, place.column) for place in commands.places()} == wanted
