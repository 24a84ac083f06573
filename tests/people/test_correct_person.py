"""Correct a person, and add another name."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.people import queries
from approdo.people.commands.persons import add_alias, correct_person
from approdo.people.models import Person
from approdo.people.rules.person import Citizenship, Language
from approdo.people.rules.vocabulary import NameKind
from approdo.people.written import facts_of


def test_a_corrected_name_is_found_and_the_old_one_is_not(officer: Actor, yusuf: Person) -> None:
    correct_person(by=officer, person_id=yusuf.pk, facts=replace(facts_of(yusuf), family_name="Zitouna"))
    assert [hit.id for hit in queries.search(officer, "Zitouna")] == [yusuf.pk]
    assert queries.search(officer, "Benprova") == []


def test_lists_are_replaced_whole(officer: Actor, yusuf: Person) -> None:
    told = replace(facts_of(yusuf), citizenships=(Citizenship("MA"), Citizenship("FR")), languages=(Language("ar"),))
    correct_person(by=officer, person_id=yusuf.pk, facts=told)
    correct_person(by=officer, person_id=yusuf.pk, facts=replace(told, citizenships=(Citizenship("FR"),)))
    assert [row.country for row in yusuf.citizenships.all()] == ["FR"]
    assert [row.language for row in yusuf.languages.all()] == ["ar"]


def test_a_correction_that_changes_nothing_leaves_the_version(officer: Actor, yusuf: Person) -> None:
    assert correct_person(by=officer, person_id=yusuf.pk, facts=facts_of(yusuf), expected_version=1).version == 1


def test_a_stale_correction_is_refused_and_tells_what_a_colleague_changed(
    officer: Actor, colleague: Actor, yusuf: Person
) -> None:
    told = replace(facts_of(yusuf), birth_place="Meknes")
    correct_person(by=colleague, person_id=yusuf.pk, facts=told, expected_version=1)
    with pytest.raises(Stale) as refused:
        correct_person(by=officer, person_id=yusuf.pk, facts=facts_of(yusuf), expected_version=1)
    (change,) = refused.value.changes
    assert (change["by"], change["fields"]) == ("Colleague", ["birth_place"])


def test_the_outsider_corrects_nobody(outsider: Actor, yusuf: Person) -> None:
    with pytest.raises(NotFound):
        correct_person(by=outsider, person_id=yusuf.pk, facts=facts_of(yusuf))
    with pytest.raises(NotFound):
        add_alias(by=outsider, person_id=yusuf.pk, kind=NameKind.ALIAS, family_name="Zitouna")


def test_an_unknown_person_is_not_found(officer: Actor, yusuf: Person) -> None:
    with pytest.raises(NotFound):
        correct_person(by=officer, person_id=UUID(int=1), facts=facts_of(yusuf))


def test_who_may_only_see_corrects_nothing(yusuf: Person) -> None:
    reader = system_actor("SV", Permission.PERSON_SEE)
    with pytest.raises(NotAllowed):
        correct_person(by=reader, person_id=yusuf.pk, facts=facts_of(yusuf))
    with pytest.raises(NotAllowed):
        add_alias(by=reader, person_id=yusuf.pk, kind=NameKind.ALIAS, family_name="Zitouna")


def test_an_alias_of_any_script_finds_the_person(officer: Actor, yusuf: Person) -> None:
    add_alias(by=officer, person_id=yusuf.pk, kind=NameKind.FORMER, family_name="Шевченко", given_name="Оксана")
    assert [hit.id for hit in queries.search(officer, "Shevcenko Oxana")] == [yusuf.pk]
    assert Person.objects.get().version == 2


def test_an_alias_stands_once_and_is_never_empty(officer: Actor, yusuf: Person) -> None:
    add_alias(by=officer, person_id=yusuf.pk, kind=NameKind.ALIAS, family_name="Zitouna")
    with pytest.raises(Refusal):
        add_alias(by=officer, person_id=yusuf.pk, kind=NameKind.ALIAS, family_name=" Zitouna ")
    with pytest.raises(InvalidInput):
        add_alias(by=officer, person_id=yusuf.pk, kind=NameKind.ALIAS, family_name="  ")
