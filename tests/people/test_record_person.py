"""Record a person."""

from __future__ import annotations

from datetime import date

import pytest

from approdo.core import audit
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotAllowed, Refusal
from approdo.core.models import AuditRecord, Prefecture
from approdo.people import queries
from approdo.people.commands.persons import record_person
from approdo.people.models import DuplicateCandidate, Person
from approdo.people.rules import tax_code
from approdo.people.rules.person import Citizenship, Language, PersonFacts
from approdo.people.rules.vocabulary import BirthPrecision, LanguageLevel, Script, Sex, TaxCodeKind
from approdo.people.written import facts_of
from tests.people.conftest import Make, facts

TODAY = date(2026, 6, 11)
CODE = "BNPYSF85C12Z330" + tax_code.check_letter("BNPYSF85C12Z330")
KNOWN = {"sex": Sex.MALE, "birth_date": date(1985, 3, 12), "birth_country": "MA"}


def test_everything_told_is_kept(officer: Actor) -> None:
    told = PersonFacts(
        family_name="Benprova", given_name="Yusuf", original_family_name="بنبروفا", original_given_name="يوسف",
        script=Script.ARABIC, sex=Sex.MALE, birth_date=date(1985, 3, 12), birth_precision=BirthPrecision.DAY,
        birth_place="Fes", birth_country="MA", tax_code=CODE, preferred_language="ar",
        citizenships=(Citizenship("MA", date(1985, 3, 12)),), languages=(Language("ar", LanguageLevel.NATIVE, True),),
    )  # fmt: skip
    person = record_person(by=officer, facts=told, today=TODAY)
    kept = Person.objects.get()
    assert facts_of(kept) == told
    assert (kept.tax_code_kind, kept.version, kept.prefecture_id) == (TaxCodeKind.REGULAR.value, 1, "SV")
    assert AuditRecord.objects.get(object_id=str(person.pk)).act == "person.recorded"
    assert list(audit.verify("SV")) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"family": ""}, "family_name"),
        ({"family": "محمد"}, "family_name"),
        ({"given": "Иван"}, "given_name"),
        ({"birth_date": date(2026, 6, 12)}, "birth_date"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date"),
        ({"birth_precision": BirthPrecision.YEAR}, "birth_precision"),
        ({"birth_date": date(1985, 1, 1), "birth_precision": BirthPrecision.UNKNOWN}, "birth_precision"),
        ({"birth_country": "MAR"}, "birth_country"),
        ({"preferred_language": "arabic"}, "preferred_language"),
        ({"deceased_on": date(2026, 6, 12)}, "deceased_on"),
        ({"deceased_on": date(1980, 1, 1), "birth_date": date(1985, 1, 1)}, "deceased_on"),
        ({"citizenships": (Citizenship("Marocco"),)}, "citizenships"),
        ({"citizenships": (Citizenship("MA"), Citizenship("MA"))}, "citizenships"),
        ({"citizenships": (Citizenship("XXA"), Citizenship("MA"))}, "citizenships"),
        ({"citizenships": (Citizenship("MA", date(2020, 1, 1), date(2019, 1, 1)),)}, "citizenships"),
        ({"languages": (Language("arabo"),)}, "languages"),
        ({"languages": (Language("ar"), Language("ar"))}, "languages"),
        ({"tax_code": "XX"}, "tax_code"),
        ({"tax_code": CODE[:15] + "A"}, "tax_code"),
        ({"tax_code": CODE, "birth_date": date(1985, 3, 13)}, "tax_code"),
        ({"tax_code": CODE, "sex": Sex.FEMALE}, "tax_code"),
        ({"tax_code": CODE}, "tax_code"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(officer: Actor, values: dict[str, object], field: str) -> None:
    values = dict(values)
    family, given = values.pop("family", "Prova"), values.pop("given", "Esempio")
    with pytest.raises(InvalidInput) as refused:
        record_person(by=officer, facts=facts(str(family), str(given), **values), today=TODAY)
    assert set(refused.value.fields) == {field}
    assert not Person.objects.exists()


@pytest.mark.parametrize("born", [None, date(1985, 3, 12), date(2026, 6, 10)])
def test_a_death_up_to_today_is_kept_whether_the_birth_is_known_or_not(make_person: Make, born: date | None) -> None:
    assert make_person(birth_date=born, deceased_on=date(2026, 6, 10)).deceased_on == date(2026, 6, 10)


def test_a_tax_code_of_another_person_says_which_parts_differ(officer: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        record_person(by=officer, facts=facts("Altrove", "Mario", tax_code=CODE, **KNOWN))
    assert refused.value.code == "tax_code_of_another"


def test_a_married_name_is_only_a_doubt(make_person: Make) -> None:
    person = make_person("Altrove", "Yusuf", tax_code=CODE, **KNOWN)
    assert queries.tax_code_doubts(person) == (tax_code.Part.FAMILY_NAME,)


def test_a_tax_code_stands_once(make_person: Make) -> None:
    make_person("Benprova", "Yusuf", tax_code=CODE, **KNOWN)
    with pytest.raises(Refusal) as refused:
        make_person("Benprova", "Yusuf", tax_code=CODE.lower(), **KNOWN)
    assert refused.value.code == "tax_code_taken"


def test_two_prefectures_may_know_the_same_person(make_person: Make, outsider: Actor) -> None:
    make_person("Benprova", "Yusuf", tax_code=CODE, **KNOWN)
    record_person(by=outsider, facts=facts("Benprova", "Yusuf", tax_code=CODE, **KNOWN))
    assert Person.objects.filter(tax_code=CODE).count() == 2


def test_a_provisional_code_is_known_as_such(make_person: Make) -> None:
    code = "0123456789" + tax_code.provisional_check("0123456789")
    assert make_person(tax_code=code).tax_code_kind == TaxCodeKind.PROVISIONAL.value


def test_somebody_alike_is_proposed_as_a_duplicate(make_person: Make, yusuf: Person) -> None:
    make_person("Ben Prova", "Youssef", birth_date=yusuf.birth_date)
    assert DuplicateCandidate.objects.get().score >= 70


def test_somebody_of_another_name_and_birth_is_not(make_person: Make, yusuf: Person) -> None:
    make_person("Shevchenko", "Oksana", birth_date=date(1990, 7, 1))
    assert not DuplicateCandidate.objects.exists()


def test_who_may_only_see_records_nobody(savona: Prefecture) -> None:
    with pytest.raises(NotAllowed):
        record_person(by=system_actor("SV", Permission.PERSON_SEE), facts=facts())
