"""Endpoints of persons, on the same queries and commands as the pages."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema, Status

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.rest.paging import Page, Paging, page_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned
from approdo.people import queries
from approdo.people.commands import contacts, duplicates, merges, persons
from approdo.people.models import Contact, Person
from approdo.people.rules.person import Citizenship, ContactFacts, Language, PersonFacts
from approdo.people.rules.vocabulary import (
    BirthPrecision,
    ContactKind,
    LanguageLevel,
    NameKind,
    Script,
    Sex,
    Transliteration,
)
from approdo.people.written import facts_of

router = ApiRouter(tags=["people"])


class CitizenshipValue(Schema):
    """A citizenship (ISO 3166-1, two letters) or XXA for none; the last day is excluded."""

    country: str = Field(max_length=3)
    valid_from: date | None = None
    valid_to: date | None = None


class LanguageValue(Schema):
    """A language spoken (ISO 639-1, else 639-3)."""

    language: str = Field(max_length=3)
    level: LanguageLevel = LanguageLevel.UNKNOWN
    needs_mediator: bool = False


class PersonValue(Schema):
    """Everything written of a person."""

    family_name: str = Field(max_length=120)
    given_name: str = Field("", max_length=120)
    original_family_name: str = Field("", max_length=120)
    original_given_name: str = Field("", max_length=120)
    script: Script = Script.LATIN
    transliteration: Transliteration = Transliteration.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_precision: BirthPrecision = BirthPrecision.UNKNOWN
    birth_place: str = Field("", max_length=120)
    birth_country: str = Field("", max_length=2)
    tax_code: str = Field("", max_length=24)
    preferred_language: str = Field("", max_length=3)
    deceased_on: date | None = None
    citizenships: list[CitizenshipValue] = Field([], max_length=20)
    languages: list[LanguageValue] = Field([], max_length=20)


class PersonChange(Schema):
    """What to change of a person; the absent stays as it is, a list replaces the whole list."""

    family_name: str | None = Field(None, max_length=120)
    given_name: str | None = Field(None, max_length=120)
    original_family_name: str | None = Field(None, max_length=120)
    original_given_name: str | None = Field(None, max_length=120)
    script: Script | None = None
    transliteration: Transliteration | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    birth_precision: BirthPrecision | None = None
    birth_place: str | None = Field(None, max_length=120)
    birth_country: str | None = Field(None, max_length=2)
    tax_code: str | None = Field(None, max_length=24)
    preferred_language: str | None = Field(None, max_length=3)
    deceased_on: date | None = None
    citizenships: list[CitizenshipValue] | None = Field(None, max_length=20)
    languages: list[LanguageValue] | None = Field(None, max_length=20)


class NameValue(Schema):
    """Another name of a person."""

    kind: NameKind
    family_name: str = Field(max_length=120)
    given_name: str = Field("", max_length=120)


class PersonOut(PersonValue):
    """A person; `tax_code_doubts` names what of the tax code does not match, `merged_into` the person kept."""

    id: UUID
    version: int
    tax_code_kind: str
    tax_code_doubts: list[str]
    names: list[NameValue]
    merged_into: UUID | None


class PersonRow(Schema):
    """A person in a list."""

    id: UUID
    family_name: str
    given_name: str
    original_family_name: str
    original_given_name: str
    birth_date: date | None
    birth_precision: str
    tax_code: str


class Hit(PersonRow):
    """A person found; `score` from 0 to 1."""

    citizenships: list[str]
    other_names: list[str]
    score: float


class ContactValue(Schema):
    """A way to reach somebody."""

    kind: ContactKind
    value: str = Field(max_length=200)
    is_safe: bool = True
    is_preferred: bool = False
    note: str = Field("", max_length=200)


class ContactOut(ContactValue):
    """A contact with its identifier and version."""

    id: UUID
    version: int


class MergeOrder(Schema):
    """The person to merge into the one of the address, as it was read."""

    merged: UUID
    merged_version: int


class MergeOut(Schema):
    """A merge done."""

    id: UUID
    kept: UUID = Field(alias="kept_id")
    merged: UUID = Field(alias="merged_id")


class Undone(Schema):
    """A merge undone; `lost` names what could not go back."""

    lost: list[str]


class Dismissal(Schema):
    """Two persons that are two, and why."""

    other: UUID
    reason: str = Field(max_length=200)


class Search(Schema):
    """Words to look for, and how many answers at most."""

    q: str = Field(min_length=1, max_length=200, description="Name in any order and spelling, tax code, birth date.")
    limit: int = Field(20, ge=1, le=100)


@router.get("/people", response={200: Page[PersonRow], **problems(403)}, summary="Persons, by name")
def list_people(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Everybody the caller may know of."""
    return page_of(request, queries.visible_to(_actor(request)), paging, order=("family_name", "given_name", "id"))


@router.get("/people/search", response={200: list[Hit], **problems(403)}, summary="Search a person")
def search_people(request: HttpRequest, asked: Query[Search]) -> list[queries.PersonHit]:
    """Persons who answer, the likeliest first."""
    return queries.search(_actor(request), asked.q, asked.limit)


@router.post("/people", response={201: PersonOut, **problems(403)}, summary="Record a person")
def record_person(request: HttpRequest, response: HttpResponse, value: PersonValue) -> Status[dict[str, Any]]:
    """Write a new person down."""
    person = persons.record_person(by=_actor(request), facts=_facts(value))
    response.headers["Location"] = f"{request.path}/{person.pk}"
    tag(response, person.version)
    return Status(201, _out(person))


@router.get("/people/{person_id}", response={200: PersonOut, **problems(403, 404)}, summary="One person")
def read_person(request: HttpRequest, response: HttpResponse, person_id: UUID) -> dict[str, Any]:
    """A person, merged ones included; the ETag is needed to change it."""
    person = queries.person(_actor(request), person_id)
    tag(response, person.version)
    return _out(person)


@router.patch("/people/{person_id}", response={200: PersonOut, **problems(403, 404)}, summary="Correct a person")
@versioned
def correct_person(
    request: HttpRequest, response: HttpResponse, person_id: UUID, change: PersonChange
) -> dict[str, Any]:
    """Change what is sent, on the version that was read."""
    by = _actor(request)
    told = {name: getattr(change, name) for name in change.model_fields_set}
    clearable = ("birth_date", "deceased_on")
    told = {name: value for name, value in told.items() if value is not None or name in clearable}
    before = facts_of(queries.person(by, person_id))
    persons.correct_person(
        by=by, person_id=person_id, facts=replace(before, **_lists(told)), expected_version=if_match(request)
    )
    person = queries.person(by, person_id)
    tag(response, person.version)
    return _out(person)


@router.post("/people/{person_id}/names", response={201: NameValue, **problems(403, 404)}, summary="Add a name")
def add_alias(request: HttpRequest, person_id: UUID, value: NameValue) -> Status[Any]:
    """Another name of a person, in any script."""
    return Status(
        201,
        persons.add_alias(
            by=_actor(request),
            person_id=person_id,
            kind=value.kind,
            family_name=value.family_name,
            given_name=value.given_name,
        ),
    )


@router.get("/people/{person_id}/contacts", response={200: list[ContactOut], **problems(403, 404)}, summary="Contacts")
def list_contacts(request: HttpRequest, person_id: UUID) -> list[Contact]:
    """Ways to reach a person."""
    by = _actor(request)
    return list(queries.contacts(by, queries.person(by, person_id)))


@router.post("/people/{person_id}/contacts", response={201: ContactOut, **problems(403, 404)}, summary="Add a contact")
def add_contact(request: HttpRequest, response: HttpResponse, person_id: UUID, value: ContactValue) -> Status[Contact]:
    """A way to reach a person."""
    contact = contacts.add_contact(by=_actor(request), person_id=person_id, facts=ContactFacts(**value.dict()))
    tag(response, contact.version)
    return Status(201, contact)


@router.put(
    "/people/{person_id}/contacts/{contact_id}",
    response={200: ContactOut, **problems(403, 404)},
    summary="Correct a contact",
)
@versioned
def correct_contact(
    request: HttpRequest, response: HttpResponse, person_id: UUID, contact_id: UUID, value: ContactValue
) -> Contact:
    """Replace what a contact says, on the version that was read (as in the list of contacts)."""
    contact = contacts.correct_contact(
        by=_actor(request),
        person_id=person_id,
        contact_id=contact_id,
        facts=ContactFacts(**value.dict()),
        expected_version=if_match(request),
    )
    tag(response, contact.version)
    return contact


@router.delete(
    "/people/{person_id}/contacts/{contact_id}",
    response={204: None, **problems(403, 404)},
    summary="Remove a contact",
)
def remove_contact(request: HttpRequest, person_id: UUID, contact_id: UUID) -> Status[None]:
    """Take a contact away."""
    contacts.remove_contact(by=_actor(request), person_id=person_id, contact_id=contact_id)
    return Status(204, None)


@router.post("/people/{person_id}/merges", response={201: MergeOut, **problems(403, 404)}, summary="Merge a person")
@versioned
def merge_persons(request: HttpRequest, person_id: UUID, order: MergeOrder) -> Status[Any]:
    """Keep the person of the address, merge the other into it."""
    return Status(
        201,
        merges.merge_persons(
            by=_actor(request),
            kept_id=person_id,
            merged_id=order.merged,
            kept_version=if_match(request),
            merged_version=order.merged_version,
        ),
    )


@router.post("/merges/{merge_id}/undo", response={200: Undone, **problems(403, 404)}, summary="Undo a merge")
def undo_merge(request: HttpRequest, merge_id: UUID) -> dict[str, list[str]]:
    """Make two persons of one again."""
    return {"lost": merges.undo_merge(by=_actor(request), merge_id=merge_id)}


@router.post(
    "/people/{person_id}/not-duplicates",
    response={204: None, **problems(403, 404)},
    summary="Say that two persons are two",
)
def dismiss_duplicate(request: HttpRequest, person_id: UUID, value: Dismissal) -> Status[None]:
    """They are not proposed as duplicates again."""
    duplicates.dismiss_duplicate(by=_actor(request), first_id=person_id, second_id=value.other, reason=value.reason)
    return Status(204, None)


def _actor(request: HttpRequest) -> Actor:
    return who_asks(request, Permission.PERSON_SEE)


def _facts(value: PersonValue) -> PersonFacts:
    return PersonFacts(**_lists({name: getattr(value, name) for name in PersonValue.model_fields}))


def _lists(told: dict[str, Any]) -> dict[str, Any]:
    lists: dict[str, Any] = {"citizenships": Citizenship, "languages": Language}
    return told | {
        name: tuple(kind(**item.dict()) for item in told[name]) for name, kind in lists.items() if name in told
    }


def _out(person: Person) -> dict[str, Any]:
    return {
        **asdict(facts_of(person)),
        "id": person.pk,
        "version": person.version,
        "tax_code_kind": person.tax_code_kind,
        "tax_code_doubts": [str(part) for part in queries.tax_code_doubts(person)],
        "names": list(person.names.all()),
        "merged_into": person.merged_into_id,
    }
