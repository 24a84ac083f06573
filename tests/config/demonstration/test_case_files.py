"""The demonstration: whole, lawful, obviously invented, with planted oddities whose answers are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import F, Sum
from django.test import Client
from django.urls import reverse

from approdo.config.demonstration import load, planted
from approdo.config.demonstration.accounts import OFFICES, PASSWORD, SAVONA, Office, accounts
from approdo.config.demonstration.names import INVENTED, MORE_NOUNS, NOUNS
from approdo.config.demonstration.people_rows import person_id
from approdo.core import audit
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture, User
from approdo.people import likeness
from approdo.people import queries as people
from approdo.people.models import Contact, DuplicateCandidate, FamilyMember, Person, PersonKey
from approdo.people.rules.tax_code import Part
from approdo.procedures.commands import clock
from approdo.procedures.definitions import procedure, procedures
from approdo.procedures.models import CaseFile, CaseParty, DueCount, Opinion, StatePassage
from approdo.procedures.queries import terms
from approdo.procedures.rules import states
from approdo.procedures.rules.history import read_history
from tests.config.demonstration.conftest import START, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ODDITIES = [(office, one) for office in OFFICES for one in planted.planted(office, START)]


def _cases() -> Iterator[CaseFile]:
    for chunk in terms.in_chunks(CaseFile.objects.select_related("prefecture").order_by("id"), 500):
        yield from chunk


def _case_of(office: Office, name: str) -> CaseFile:
    one = next(one for place, one in ODDITIES if place is office and one.id == name)
    plan = next(plan for household in one.households for plan in household.plans)
    return CaseFile.objects.get(pk=load.case_id(plan))


def test_two_years_of_every_procedure(loaded: load.Counts) -> None:
    for office in OFFICES:
        cases = CaseFile.objects.filter(prefecture_id=office.code)
        assert 1100 <= cases.count() <= 1500
        assert 1200 <= Person.objects.filter(prefecture_id=office.code, guest=None).count() <= 1900
        kept = {one.id for one in procedures().values() if one.has_files}
        assert set(cases.values_list("procedure", flat=True)) == kept
        assert not cases.filter(filed_on__gt=TODAY).exists()
        recent = cases.filter(filed_on__gte=date(2026, 11, 9)).count()
        assert recent > 5, "the history must reach today"
    assert loaded.cases == CaseFile.objects.count()


def test_offices_are_at_work_and_some_files_are_late() -> None:
    states_seen = Counter(CaseFile.objects.values_list("state", flat=True))
    assert set(states_seen) >= {state.value for state in states.State} - {"draft"}
    for office in OFFICES:
        undecided = CaseFile.objects.filter(prefecture_id=office.code, decided_on=None, closed_on=None)
        late = undecided.filter(clock="running", effective_due__lt=TODAY).count()
        assert 0.1 < late / undecided.count() < 0.6


def test_every_history_can_have_happened() -> None:
    for case in _cases():
        read_history(procedure(case.procedure), terms.history(case), today=TODAY)


def test_every_passage_is_one_of_the_table_and_leads_to_the_next() -> None:
    moves = {(move.source.value, move.act.value): move.target.value for move in states.TRANSITIONS}
    last: dict[Any, str] = {}
    for passage in StatePassage.objects.order_by("case_id", "at"):
        assert moves[passage.source, passage.act] == passage.target
        assert last.get(passage.case_id, "draft") == passage.source
        last[passage.case_id] = passage.target
    assert last == dict(CaseFile.objects.values_list("pk", "state"))


def test_clocks_are_those_the_commands_compute() -> None:
    changed = [case.pk for case in list(_cases())[::7] if clock.compute(case, TODAY)]
    assert changed == []


def test_no_file_without_a_quota_is_late() -> None:
    waiting = CaseFile.objects.filter(
        procedure__in=["work_seasonal", "work_employee_quota"], filed_on__gte=date(2025, 10, 4)
    ).exclude(events__type="quota_imputed")
    undecided = waiting.filter(decided_on=None, closed_on=None)
    assert undecided.count() > 10
    assert set(undecided.values_list("clock", flat=True)) == {"not_started"}


@pytest.mark.parametrize(
    ("office", "one"),
    [pytest.param(office, one, id=f"{office.code}-{one.id}") for office, one in ODDITIES if one.expected],
)
def test_planted_file_has_the_known_answer(office: Office, one: planted.Planted) -> None:
    case = _case_of(office, one.id)
    assert {name: getattr(case, name) for name in one.expected} == dict(one.expected)
    assert one.where == case.external_code


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.code)
def test_planted_persons_have_the_known_answer(office: Office) -> None:
    known = {one.id: one.households[0] for place, one in ODDITIES if place is office}
    pair = {person_id(known["duplicate_person"], place) for place in (0, 1)}
    found = DuplicateCandidate.objects.get(first_id__in=pair, second_id__in=pair)
    assert found.score >= likeness.ALIKE
    slipped = Person.objects.get(pk=person_id(known["wrong_tax_code"], 0))
    assert people.tax_code_doubts(slipped) == (Part.BIRTH_DATE,)
    both = Person.objects.get(pk=person_id(known["known_in_both"], 0))
    assert set(Person.objects.filter(tax_code=both.tax_code).values_list("prefecture_id", flat=True)) == {"SV", "PA"}
    by = system_actor(office.code, Permission.PERSON_SEE)
    assert [hit.id for hit in people.search(by, both.tax_code)] == [both.pk]


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.code)
def test_planted_employer_is_one(office: Office) -> None:
    number = CaseParty.objects.get(case=_case_of(office, "employer"), part="employer").entity_tax_code
    rows = CaseParty.objects.filter(prefecture_id=office.code, entity_tax_code=number)
    assert (rows.count(), rows.values("entity_name").distinct().count()) == (2, 2)


def test_planted_silence_is_no_assent() -> None:
    opinion = Opinion.objects.get(case=_case_of(SAVONA, "silence"))
    assert (opinion.state, opinion.solicitations, opinion.silent_on) == ("solicited", 2, None)


def test_planted_refusal_without_notice_would_be_refused_today() -> None:
    case = _case_of(SAVONA, "no_notice")
    told = case.events.filter(type="preliminary_rejection_received").exists()
    facts = states.Facts(
        responsible_officer=True, legal_basis=True, remedies_clause=True, preliminary_rejection_notified=told
    )
    assert states.refusals(states.Act.SIGN_DENIAL, facts) == ("preliminary_rejection_missing",)


def test_the_two_prefectures_share_nothing() -> None:
    assert not CaseParty.objects.exclude(case__prefecture=F("prefecture")).exists()
    assert not CaseParty.objects.filter(person__isnull=False).exclude(person__prefecture=F("prefecture")).exists()
    assert not CaseFile.objects.exclude(responsible=None).exclude(responsible__prefecture=F("prefecture")).exists()
    assert not FamilyMember.objects.exclude(person__prefecture=F("family__prefecture")).exists()


def test_loading_again_changes_nothing() -> None:
    before = (CaseFile.objects.count(), Person.objects.count(), User.objects.count())
    assert load.load(TODAY) == load.Counts(0, 0)
    assert load.advance(TODAY) == load.Counts(0, 0)
    assert (CaseFile.objects.count(), Person.objects.count(), User.objects.count()) == before


def test_everything_is_obviously_invented() -> None:
    nouns = {*NOUNS, *MORE_NOUNS}
    for family, born_in in Person.objects.values_list("family_name", "birth_place"):
        assert set(family.split()) <= nouns or family.startswith("Esempio ")
        assert "inventato" in born_in
    for kind, value in Contact.objects.values_list("kind", "value"):
        assert {"phone": value.startswith("0100000"), "email": value.endswith("@persona.example")}.get(
            kind, INVENTED in value
        )
    assert all(
        INVENTED in name for name in CaseParty.objects.exclude(entity_name="").values_list("entity_name", flat=True)
    )
    codes = CaseFile.objects.values_list("external_code", "protocol_number")
    assert all(code.startswith("INV") for pair in codes for code in pair if code)
    assert all(address.endswith(".example") for address in User.objects.values_list("email", flat=True))
    assert all(mail.endswith(".example") for mail in Prefecture.objects.values_list("certified_mail", flat=True))


def test_persons_are_found_as_if_a_command_had_recorded_them() -> None:
    for person in Person.objects.exclude(script="Latn").order_by("id")[:40]:
        keys, _words, text = likeness.keys_of(likeness.written_names(person))
        assert set(PersonKey.objects.filter(person=person).values_list("key", flat=True)) == keys
        assert person.search_name == text
    by = system_actor("SV", Permission.PERSON_SEE)
    assert any(hit.given_name == "Youssef" for hit in people.search(by, "بروفيتا يوسف"))


def test_counts_of_what_falls_due_agree_with_the_files() -> None:
    undecided = CaseFile.objects.filter(decided_on=None, closed_on=None)
    counted = DueCount.objects.filter(prefecture_id="SV").aggregate(files=Sum("files"))["files"]
    assert counted == undecided.filter(prefecture_id="SV").count()


def test_the_audit_holds_and_tells_of_the_load() -> None:
    for office in OFFICES:
        assert list(audit.verify(office.code)) == []
        known = load.present(office.code)
        assert known is not None
        assert (known.start, known.until, known.scale) == (START, TODAY, 1)


@pytest.mark.parametrize("email", [one.email for one in accounts()])
def test_accounts_sign_in_at_the_real_page(email: str) -> None:
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url == "/"
    assert browser.session["_auth_user_id"]


def test_the_sign_in_page_shows_the_accounts_in_the_demonstration_only(settings: Any) -> None:
    shown = Client().get(reverse("account_login")).content.decode()
    assert PASSWORD in shown
    assert all(one.email in shown for one in accounts())
    settings.DEMO_ACCOUNTS = ""
    assert PASSWORD not in Client().get(reverse("account_login")).content.decode()


def test_is_refused_outside_a_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(load.NotADemonstration):
        load.load(TODAY)


def test_is_refused_where_a_prefecture_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(code: str) -> None:
        return None

    answer: Callable[[str], None] = nothing
    monkeypatch.setattr(load, "present", answer)
    with pytest.raises(load.NotADemonstration):
        load.load(TODAY)
