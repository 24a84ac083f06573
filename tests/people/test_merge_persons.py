"""Merge two persons, undo it, and say that two are two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from approdo.core import audit
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.people import merging, queries
from approdo.people.commands.contacts import add_contact, remove_contact
from approdo.people.commands.duplicates import dismiss_duplicate
from approdo.people.commands.families import form_family
from approdo.people.commands.merges import merge_persons, undo_merge
from approdo.people.commands.persons import add_alias
from approdo.people.commands.special_facts import record_special_fact
from approdo.people.models import Contact, DuplicateCandidate, Merge, Person, PersonKey
from approdo.people.rules.person import Citizenship, ContactFacts
from approdo.people.rules.vocabulary import ContactKind, FactKind, NameKind
from tests.people.conftest import Make

VOLATILE = {"version", "updated_at"}


@pytest.fixture
def twin(officer: Actor, make_person: Make, yusuf: Person) -> Person:
    """The same man recorded again, with rows of every kind."""
    other = make_person(
        "Ben Prova", "Youssef", birth_date=date(1985, 3, 12), tax_code="01234567897", citizenships=(Citizenship("MA"),)
    )
    for person in (yusuf, other):
        facts = ContactFacts(ContactKind.PHONE, "3330000000", is_preferred=True)
        add_contact(by=officer, person_id=person.pk, facts=facts)
    add_contact(by=officer, person_id=other.pk, facts=ContactFacts(ContactKind.PHONE, "3331111111", is_preferred=True))
    form_family(by=officer, reference_id=other.pk)
    record_special_fact(by=officer, person_id=other.pk, kind=FactKind.HEALTH, text="testo riservato")
    return Person.objects.get(pk=other.pk)


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of this floor, except what an undone merge may leave different: versions and the merges themselves."""
    found: dict[str, list[dict[str, object]]] = {}
    for model in apps.get_app_config("people").get_models():
        if model in (Merge, DuplicateCandidate):
            continue
        rows = model._default_manager.order_by("pk").values()
        plain = [{name: value for name, value in row.items() if name not in VOLATILE} for row in rows]
        found[model.__name__] = [
            {name: ("…" if name == "text" else value) for name, value in row.items()} for row in plain
        ]
    return found


def test_everything_goes_to_the_person_kept(officer: Actor, yusuf: Person, twin: Person) -> None:
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    kept = Person.objects.get(pk=yusuf.pk)
    assert kept.tax_code == "01234567897"
    assert [row.country for row in kept.citizenships.all()] == ["MA"]
    assert {row.value: row.is_preferred for row in kept.contacts.all()} == {"3330000000": True, "3331111111": False}
    assert kept.family_memberships.count() == kept.special_facts.count() == 1
    assert [str(row) for row in kept.names.all()] == ["Ben Prova Youssef"]
    # The same telephone number would stand twice: it is left with the person merged
    assert [row[0] for row in merge.payload["left"]] == ["people.Contact"]
    assert list(audit.verify("SV")) == []


def test_the_merged_person_leaves_lists_and_search_and_their_name_leads_to_the_one_kept(
    officer: Actor, yusuf: Person, twin: Person
) -> None:
    merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    assert list(queries.visible_to(officer)) == [yusuf]
    assert [hit.id for hit in queries.search(officer, "Ben Prova Youssef")] == [yusuf.pk]
    assert [hit.id for hit in queries.search(officer, "01234567897")] == [yusuf.pk]
    assert not PersonKey.objects.filter(person=twin).exists()
    assert queries.person(officer, twin.pk).merged_into_id == yusuf.pk


def test_undoing_puts_every_row_back(officer: Actor, yusuf: Person, twin: Person) -> None:
    before = everything()
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    assert everything() != before
    assert undo_merge(by=officer, merge_id=merge.pk) == []
    assert everything() == before


def test_of_two_persons_of_the_same_name_no_alias_is_kept_and_undoing_leaves_those_there(
    officer: Actor, yusuf: Person, make_person: Make
) -> None:
    same = make_person("Benprova", "Yusuf")
    add_alias(by=officer, person_id=yusuf.pk, kind=NameKind.ALIAS, family_name="Ben Prova")
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=same.pk)
    assert [str(row) for row in yusuf.names.all()] == ["Ben Prova"]
    assert undo_merge(by=officer, merge_id=merge.pk) == []
    assert [str(row) for row in yusuf.names.all()] == ["Ben Prova"]
    assert queries.visible_to(officer).count() == 2


def test_what_was_done_after_the_merge_stays_done(officer: Actor, yusuf: Person, twin: Person) -> None:
    moved = twin.contacts.get(value="3331111111")
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    remove_contact(by=officer, person_id=yusuf.pk, contact_id=moved.pk)
    new = add_contact(by=officer, person_id=yusuf.pk, facts=ContactFacts(ContactKind.EMAIL, "a@prova.example"))
    assert undo_merge(by=officer, merge_id=merge.pk) == [f"people.Contact {moved.pk}"]
    assert Contact.objects.get(pk=new.pk).person_id == yusuf.pk


@pytest.fixture
def upper_floor(db: None) -> Iterator[type[models.Model]]:
    """A table of another app that points at a person, as a floor above would have."""
    with isolate_apps("approdo.people"):

        class Dossier(models.Model):
            owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

            class Meta:
                app_label = "people"

            def __str__(self) -> str:
                return str(self.pk)

        with connection.schema_editor() as editor:
            editor.create_model(Dossier)
        yield Dossier


def test_rows_of_a_floor_above_move_and_come_back(
    officer: Actor, yusuf: Person, twin: Person, upper_floor: type[models.Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = list(merging.links())
    monkeypatch.setattr(merging, "links", lambda: iter([*known, (upper_floor, "owner")]))
    dossier = upper_floor._default_manager.create(owner=twin)
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    assert upper_floor._default_manager.get(pk=dossier.pk).owner_id == yusuf.pk  # type: ignore[attr-defined]
    undo_merge(by=officer, merge_id=merge.pk)
    assert upper_floor._default_manager.get(pk=dossier.pk).owner_id == twin.pk  # type: ignore[attr-defined]


def test_every_foreign_key_to_a_person_is_known_without_naming_its_floor() -> None:
    found = {(model._meta.label, field) for model, field in merging.links()}
    assert {("people.Contact", "person"), ("people.SpecialFact", "person"), ("procedures.CaseParty", "person")} <= found
    assert not {label for label, _field in found} & {"people.PersonKey", "people.Merge", "people.DuplicateCandidate"}


def test_what_cannot_be_merged_or_undone_is_refused(officer: Actor, yusuf: Person, twin: Person) -> None:
    with pytest.raises(Refusal) as same:
        merge_persons(by=officer, kept_id=yusuf.pk, merged_id=yusuf.pk)
    with pytest.raises(Stale):
        merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk, merged_version=1)
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    with pytest.raises(Refusal) as again:
        merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    undo_merge(by=officer, merge_id=merge.pk)
    with pytest.raises(Refusal) as twice:
        undo_merge(by=officer, merge_id=merge.pk)
    assert [error.value.code for error in (same, again, twice)] == ["merge_of_one", "person_merged", "merge_undone"]


def test_of_a_chain_the_last_merge_is_undone_first(
    officer: Actor, yusuf: Person, twin: Person, make_person: Make
) -> None:
    third = make_person("Altra", "Persona")
    first = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    last = merge_persons(by=officer, kept_id=third.pk, merged_id=yusuf.pk)
    with pytest.raises(Refusal):
        undo_merge(by=officer, merge_id=first.pk)
    undo_merge(by=officer, merge_id=last.pk)
    assert undo_merge(by=officer, merge_id=first.pk) == []
    assert queries.visible_to(officer).count() == 3


def test_a_tax_code_given_to_somebody_else_meanwhile_stops_the_undoing(
    officer: Actor, yusuf: Person, twin: Person, make_person: Make
) -> None:
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    Person.objects.filter(pk=yusuf.pk).update(tax_code="", tax_code_kind="")
    make_person("Altra", "Persona", tax_code="01234567897")
    with pytest.raises(Refusal) as refused:
        undo_merge(by=officer, merge_id=merge.pk)
    assert refused.value.code == "tax_code_taken"
    assert Person.objects.get(pk=twin.pk).merged_into_id == yusuf.pk


def test_strangers_and_readers_merge_nobody(officer: Actor, outsider: Actor, yusuf: Person, twin: Person) -> None:
    merge = merge_persons(by=officer, kept_id=yusuf.pk, merged_id=twin.pk)
    reader = system_actor("SV", Permission.PERSON_SEE, Permission.PERSON_EDIT)
    for by, refusal in ((outsider, NotFound), (reader, NotAllowed)):
        with pytest.raises(refusal):
            merge_persons(by=by, kept_id=yusuf.pk, merged_id=twin.pk)
        with pytest.raises(refusal):
            undo_merge(by=by, merge_id=merge.pk)


def test_a_dismissed_pair_is_not_proposed_again(officer: Actor, yusuf: Person, twin: Person) -> None:
    assert [other for other, _score in queries.duplicate_candidates(officer, yusuf)] == [twin]
    dismiss_duplicate(by=officer, first_id=yusuf.pk, second_id=twin.pk, reason="fratelli gemelli")
    assert queries.duplicate_candidates(officer, yusuf) == []
    assert not queries.open_duplicates(officer).exists()


def test_dismissing_wants_a_reason_and_two_known_persons(
    officer: Actor, outsider: Actor, yusuf: Person, twin: Person
) -> None:
    with pytest.raises(InvalidInput):
        dismiss_duplicate(by=officer, first_id=yusuf.pk, second_id=twin.pk, reason=" ")
    for by, other in ((officer, yusuf.pk), (officer, UUID(int=1)), (outsider, twin.pk)):
        with pytest.raises(NotFound):
            dismiss_duplicate(by=by, first_id=yusuf.pk, second_id=other, reason="fratelli")
    with pytest.raises(NotAllowed):
        dismiss_duplicate(
            by=system_actor("SV", Permission.PERSON_SEE), first_id=yusuf.pk, second_id=twin.pk, reason="fratelli"
        )
