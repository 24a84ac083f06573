"""Facts of special categories: encrypted, read with a purpose, logged."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, NotFound
from approdo.core.models import AccessLogEntry, AuditRecord
from approdo.people import queries
from approdo.people.commands.special_facts import read_special_fact, record_special_fact
from approdo.people.models import Person
from approdo.people.rules.vocabulary import FactKind

TEXT = "testo riservato"


def test_the_text_stands_encrypted_and_outside_the_audit(officer: Actor, yusuf: Person) -> None:
    record_special_fact(by=officer, person_id=yusuf.pk, kind=FactKind.HEALTH, text=TEXT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM people_specialfact")
        assert TEXT not in cursor.fetchone()[0]
    assert not AuditRecord.objects.filter(payload__contains=TEXT).exists()


def test_a_reading_is_logged_with_its_purpose(officer: Actor, colleague: Actor, yusuf: Person) -> None:
    fact = record_special_fact(by=officer, person_id=yusuf.pk, kind=FactKind.HEALTH, text=TEXT)
    told = read_special_fact(by=colleague, person_id=yusuf.pk, fact_id=fact.pk, purpose="visita medica")
    entry = AccessLogEntry.objects.get()
    assert told == TEXT
    assert (entry.actor_label, entry.category, entry.purpose) == ("Colleague", "health", "visita medica")


def test_nothing_is_read_without_a_purpose(officer: Actor, yusuf: Person) -> None:
    fact = record_special_fact(by=officer, person_id=yusuf.pk, kind=FactKind.HEALTH, text=TEXT)
    with pytest.raises(InvalidInput):
        read_special_fact(by=officer, person_id=yusuf.pk, fact_id=fact.pk, purpose="  ")
    assert not AccessLogEntry.objects.exists()


def test_an_empty_fact_is_refused(officer: Actor, yusuf: Person) -> None:
    with pytest.raises(InvalidInput):
        record_special_fact(by=officer, person_id=yusuf.pk, kind=FactKind.HEALTH, text="  ")


def test_strangers_and_readers_meet_no_fact(officer: Actor, outsider: Actor, yusuf: Person) -> None:
    fact = record_special_fact(by=officer, person_id=yusuf.pk, kind=FactKind.HEALTH, text=TEXT)
    reader = system_actor("SV", Permission.PERSON_SEE)
    for by, refusal in ((outsider, NotFound), (reader, NotAllowed)):
        with pytest.raises(refusal):
            record_special_fact(by=by, person_id=yusuf.pk, kind=FactKind.HEALTH, text=TEXT)
        with pytest.raises(refusal):
            read_special_fact(by=by, person_id=yusuf.pk, fact_id=fact.pk, purpose="curiosity")
        assert not queries.special_facts(by, yusuf).exists()


def test_an_unknown_fact_is_not_found(officer: Actor, yusuf: Person) -> None:
    with pytest.raises(NotFound):
        read_special_fact(by=officer, person_id=yusuf.pk, fact_id=UUID(int=1), purpose="visita medica")
