"""Three standing characters: the officer in charge, a colleague of the same prefecture, an officer of another one."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import connection, connections
from django.test import Client
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadFileScheduling

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.database import embedded
from approdo.core.models import Membership, OfficeSettings, Prefecture, User
from tests.empty_database import template

TOGETHER = ("tests/config/demonstration",)
# Few tests that take minutes: begun first, or one process waits for them at the end
LONGEST = (*TOGETHER, "tests/house/test_access", "tests/house/test_queries", "tests/reception/test_last_bed", "tests/journeys",
           "tests/core/test_api_schema", "tests/house/test_commands")  # fmt: skip
LONG_AGO = datetime.date(2020, 1, 1)

# How long one example takes says how busy the machine is, not whether the answer is right.
hypothesis_settings.register_profile("approdo", deadline=None)
hypothesis_settings.load_profile("approdo")


class _FilesTogether(LoadFileScheduling):
    """The tests of a file go to one process, and so do the files of a folder that makes something large once."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        folder, _, _name = file.rpartition("/")
        return folder if folder in TOGETHER else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Who runs what when several processes do: in the order of the collection, not the files with many tests first."""
    config.option.loadscopereorder = False
    return _FilesTogether(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the embedded database that the tests started; the workers leave that to who started them."""
    if not hasattr(session.config, "workerinput") and not settings.DATABASE_WAS_RUNNING:
        connections.close_all()
        embedded.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """The database of the tests is a copy of one that was migrated before."""
    with django_db_blocker.unblock():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template()


def _leave_prefecture(**event: object) -> None:
    """A test is one transaction: after each request it goes back to the role that sees everything."""
    if connection.connection is not None and connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'none', true), set_config('approdo.prefecture', '', true)")


@pytest.fixture(autouse=True)
def back_to_owner() -> Iterator[None]:
    """Let a test look at the database after a request as it did before."""
    request_finished.connect(_leave_prefecture)
    yield
    request_finished.disconnect(_leave_prefecture)


def _protect(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_truncate'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {state} TRIGGER append_only_truncate")


@pytest.fixture
def _protected_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        _protect("ENABLE")
        connection.close()  # under the loop of the journeys' browser it is one of its own, which nobody else would end


@pytest.fixture
def committed(_protected_again: None, transactional_db: None) -> Iterator[None]:
    """Writes are committed, for tests on two connections; tables are emptied at the end.

    To be asked for before any other fixture, instead of the mark `django_db(transaction=True)`.
    """
    yield
    _protect("DISABLE")


def new_savona() -> Prefecture:
    """The prefecture of the officer and of the colleague, with its settings."""
    prefecture = Prefecture.objects.create(
        code="SV", name="Prefettura di Savona", seat="Savona", seat_comune="009056", certified_mail="sui@savona.example"
    )
    OfficeSettings.objects.create(prefecture=prefecture)
    return prefecture


@pytest.fixture
def savona(db: None) -> Prefecture:
    """The prefecture of the officer and of the colleague."""
    return new_savona()


@pytest.fixture
def palermo(db: None) -> Prefecture:
    """The other prefecture."""
    prefecture = Prefecture.objects.create(
        code="PA", name="Prefettura di Palermo", seat="Palermo", seat_comune="082053"
    )
    OfficeSettings.objects.create(prefecture=prefecture)
    return prefecture


MakeUser = Callable[..., User]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """Somebody with a role in a prefecture, who can sign in with the word `prova-prova-prova`."""

    def make(name: str, prefecture: Prefecture, role: Role = Role.OFFICER, **values: object) -> User:
        user = User(
            prefecture=prefecture, email=f"{name}@{prefecture.code.lower()}.example", full_name=name.title(), **values
        )
        user.set_password("prova-prova-prova")
        user.save()
        Membership.objects.create(prefecture=prefecture, user=user, role=role.value, valid_from=LONG_AGO)
        return user

    return make


@pytest.fixture
def officer_user(make_user: MakeUser, savona: Prefecture) -> User:
    """The officer in charge, in Savona."""
    return make_user("officer", savona)


@pytest.fixture
def colleague_user(make_user: MakeUser, savona: Prefecture) -> User:
    """A colleague of the officer."""
    return make_user("colleague", savona)


@pytest.fixture
def outsider_user(make_user: MakeUser, palermo: Prefecture) -> User:
    """An officer of Palermo."""
    return make_user("outsider", palermo)


@pytest.fixture
def officer(officer_user: User) -> Actor:
    """The officer as the actor of a command."""
    return actor_of(officer_user, "it")


@pytest.fixture
def colleague(colleague_user: User) -> Actor:
    """The colleague as the actor of a command."""
    return actor_of(colleague_user, "it")


@pytest.fixture
def outsider(outsider_user: User) -> Actor:
    """The officer of Palermo as the actor of a command."""
    return actor_of(outsider_user, "it")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which that user is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
