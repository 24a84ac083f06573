"""`approdo search rebuild`: what is searched, written anew for every prefecture."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from approdo.config.cli.search import search
from approdo.core import tenancy
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.definitions import holiday_calendar
from approdo.core.models import Prefecture
from approdo.network.models import SearchDocument, SearchWord
from approdo.network.queries.search import Sought
from approdo.network.queries.search import search as asked
from tests.network.directory import TODAY, Entry, new_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(savona: Prefecture) -> Actor:
    return system_actor("SV", *Permission)


@pytest.fixture
def entry(editor: Actor) -> Entry:
    return new_entry(editor)


def found(prefecture: str, text: str) -> list[object]:
    with transaction.atomic():
        tenancy.enter_public(prefecture)
        hits = asked(prefecture, Sought(text), TODAY, holiday_calendar()).hits
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'none', true), set_config('approdo.reader', '', true)")
    return [one.id for one in hits]


def rebuilt() -> list[str]:
    done = CliRunner().invoke(search, ["rebuild"])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_every_prefecture_is_written_anew_and_says_how_many_services_are_found(
    entry: Entry, palermo: Prefecture
) -> None:
    new_entry(system_actor("SV", *Permission), 2, publish=False)
    stranger = new_entry(system_actor("PA", *Permission), 3)
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    assert (found("SV", "inventato"), found("PA", "inventato")) == ([], [])
    assert rebuilt() == ["PA: 1 services", "SV: 1 services"]
    assert (found("SV", "inventato"), found("PA", "inventato")) == ([entry.service.pk], [stranger.service.pk])


def test_words_that_stand_nowhere_any_longer_are_forgotten_and_twice_is_as_once(entry: Entry) -> None:
    SearchWord.objects.create(prefecture_id="SV", word="parolavecchia")
    rebuilt()
    before = sorted(SearchWord.objects.values_list("word", flat=True))
    assert "parolavecchia" not in before
    assert rebuilt() == ["SV: 1 services"]
    assert sorted(SearchWord.objects.values_list("word", flat=True)) == before


def test_a_category_that_got_another_word_is_found_by_it_afterwards(
    entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found("SV", "zenzero") == []
    monkeypatch.setattr(
        "approdo.network.search_documents.category_words", lambda category, _code: (category, "zenzero")
    )
    assert found("SV", "zenzero") == []
    rebuilt()
    assert found("SV", "zenzero") == [entry.service.pk]
