"""Counts of all prefectures: right, and nothing but counts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from approdo.core import tenancy
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.recognition import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import NotAllowed
from approdo.core.models import Prefecture, User
from approdo.procedures.models import CaseFile, DueCount
from approdo.procedures.queries.national import KINDS, national, totals
from tests.overview.conftest import MakeCase, random_cases

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def observer_user(make_user: Callable[..., User]) -> User:
    italy = Prefecture.objects.create(code="IT", name="Osservatorio", seat="Roma", seat_comune="058091")
    return make_user("observer", italy, Role.NATIONAL_OBSERVER)


def scan(today: date) -> dict[str, dict[str, int]]:
    """The same counts from the case files themselves."""
    found: dict[str, dict[str, int]] = {}
    for case in CaseFile.objects.filter(decided_on=None, closed_on=None):
        counts = found.setdefault(case.prefecture_id, dict.fromkeys(KINDS, 0))
        counts["all"] += 1
        days = (case.effective_due - today).days if case.effective_due else 9999
        if case.clock in ("stopped", "not_started"):
            counts[case.clock] += 1
        elif case.clock == "running":
            counts["late"] += days < 0
            counts["week"] += 0 <= days <= 7
            counts["month"] += 0 <= days <= 30
            counts["later"] += days > 30
    return found


def counted(today: date) -> dict[str, dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT look")
    tenancy.enter(tenancy.NATIONAL)
    found = {
        office.code: office.counts
        for office in national(system_actor("IT", Permission.NATIONAL_SEE), today)
        if office.counts["all"]
    }
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT look")
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_equal_the_scan_after_any_change(
    officer: Actor, outsider: Actor, officer_user: User, outsider_user: User, today: date, seed: int
) -> None:
    dice = random.Random(seed)
    cases = random_cases(officer, seed, 60, today, [officer_user])
    cases += random_cases(outsider, seed, 40, today, [outsider_user])
    assert counted(today) == scan(today)
    for _ in range(25):
        case = dice.choice(cases)
        due = today + timedelta(days=dice.randint(-20, 50))
        match dice.randint(0, 5):
            case 0:
                CaseFile.objects.filter(pk=case.pk).update(clock="running", effective_due=due)
            case 1:
                CaseFile.objects.filter(prefecture_id=case.prefecture_id, office=case.office).update(clock="running")
            case 2:
                CaseFile.objects.filter(pk=case.pk).delete()
            case 3:
                CaseFile.objects.filter(pk=case.pk).update(decided_on=today, closed_on=None, outcome="granted")
            case 4:
                bulk = [row for row in cases if row.office == case.office][:5]
                for row in bulk:
                    row.clock, row.effective_due = "running", due
                CaseFile.objects.bulk_update(bulk, ["clock", "effective_due"])
            case _:
                with connection.cursor() as cursor:
                    cursor.execute(MERGE, [case.pk, due])
        assert counted(today) == scan(today)
    assert DueCount.objects.filter(files__lt=0).count() == 0


MERGE = """
MERGE INTO procedures_casefile AS file
USING (SELECT %s::uuid AS id, %s::date AS due) AS said ON file.id = said.id
WHEN MATCHED AND file.clock <> 'not_started' THEN
  UPDATE SET effective_due = said.due, decided_on = NULL, closed_on = NULL
WHEN MATCHED THEN DELETE
"""


def test_the_page_shows_counts_and_no_case_file(
    observer_user: User, make_case: MakeCase, signed_in: SignIn, today: date
) -> None:
    case = make_case(title="Marcatore Segreto", protocol_number="SEGRETO/1", effective_due=today - timedelta(days=1))
    client = signed_in(observer_user)
    body = client.get("/national/").content
    assert b"Savona" in body
    assert b"<svg" in body
    assert client.get("/").url == "/national/"
    for path in ("/national/", f"/worklist/peek/{case.pk}/", "/search/?q=SEGRETO", "/plan/", "/worklist/export.csv"):
        response = client.get(path)
        assert b"Segreto" not in response.content
        assert response.status_code == 200 if path == "/national/" else response.status_code in (403, 404)


def test_the_observer_reads_no_row_even_in_raw_sql(observer_user: User, make_case: MakeCase) -> None:
    make_case()
    assert not actor_of(observer_user, "it").may(Permission.CASE_SEE)
    tenancy.enter(tenancy.NATIONAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procedures_casefile")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT sum(files) FROM procedures_duecount")
        assert cursor.fetchone() == (1,)


def test_officials_do_not_see_it(officer: Actor, officer_user: User, signed_in: SignIn, today: date) -> None:
    with pytest.raises(NotAllowed):
        national(officer, today)
    assert signed_in(officer_user).get("/national/").status_code == 403


def test_totals_are_the_sum(make_case: MakeCase, today: date, savona: Prefecture, palermo: Prefecture) -> None:
    make_case(clock="not_started", effective_due=None)
    make_case(prefecture_id="PA")
    offices = national(system_actor("IT", Permission.NATIONAL_SEE), today)
    assert totals(offices)["all"] == 2
    assert {office.code for office in offices} == {"SV", "PA"}
