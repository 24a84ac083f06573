"""The demonstration goes on day by day: the same as if it had been loaded whole, and never over anybody's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import Max

from approdo.accounting.models import CentreMonth, Finding, Invoice, MonthlyStatement
from approdo.config.demonstration import load
from approdo.config.demonstration.accounts import OFFICES, PALERMO, SAVONA
from approdo.config.demonstration.case_rows import TABLES
from approdo.config.demonstration.plans import Household
from approdo.config.demonstration.reception.write import TABLES as RECEPTION_TABLES
from approdo.config.demonstration.story import households
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import User
from approdo.people.models import Contact, FamilyMember, NameWord, Person, PersonKey
from approdo.procedures.commands import opening
from approdo.procedures.models import CaseFile
from approdo.reception.commands import nights
from approdo.reception.models import Centre, NightConfirmation, RegisterMonth

pytestmark = pytest.mark.slow

START, MIDDLE, END = date(2026, 1, 5), date(2026, 2, 24), date(2026, 2, 27)


def _told(seed: str = "a", until: date = END, scale: int = 1) -> list[Household]:
    return list(households(load.world(), SAVONA, START, until, scale, seed))


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    assert _told("a") == _told("a")
    assert _told("a") != _told("b")


def test_a_day_more_adds_and_changes_nothing() -> None:
    whole = _told(until=END)
    part = _told(until=MIDDLE)
    assert whole[: len(part)] == part
    assert {household.day for household in whole[len(part) :]} <= {MIDDLE + timedelta(n) for n in (1, 2, 3)}


def test_scale_multiplies() -> None:
    assert len(_told(scale=4)) == pytest.approx(4 * len(_told()), rel=0.1)


def test_offices_share_no_key() -> None:
    keys = [{one.key for one in households(load.world(), office, START, END, 1, "a")} for office in (SAVONA, PALERMO)]
    assert not keys[0] & keys[1]


def _rows(model: type[models.Model]) -> set[tuple[Any, ...]]:
    # A file that nobody moved keeps the day of its last computation.
    names = [
        field.attname for field in model._meta.concrete_fields if field.attname not in ("created_at", "computed_on")
    ]
    shown = model._default_manager.all() if model is not NameWord else NameWord.objects.all()
    return {tuple(repr(value) for value in row) for row in shown.values_list(*names)}


def _dump() -> dict[str, set[tuple[Any, ...]]]:
    people = (Person, PersonKey, NameWord, FamilyMember, Contact)
    return {model.__name__: _rows(model) for model in (*people, *TABLES, *RECEPTION_TABLES)}


@pytest.mark.long
@pytest.mark.django_db
def test_advancing_day_by_day_equals_loading_whole() -> None:
    with transaction.atomic():
        load.load(END, start=START)
        whole = _dump()
        transaction.set_rollback(True)
    load.load(MIDDLE, start=START)
    for day in (MIDDLE + timedelta(1), MIDDLE + timedelta(2), END):
        load.advance(day)
    stepwise = _dump()
    for name, rows in whole.items():
        assert stepwise[name] == rows, name


@pytest.mark.long
@pytest.mark.django_db
def test_reception_somebody_worked_on_is_left_alone() -> None:
    load.load(MIDDLE, start=START)
    worker = User.objects.get(email="savona.gestore@approdo.example")
    by = replace(system_actor("SV", Permission.NIGHT_RECORD, Permission.RECEPTION_SEE), user_id=worker.pk)
    night = MIDDLE - timedelta(2)
    done = NightConfirmation.objects.filter(night=night).values("centre")
    waiting = Centre.objects.filter(prefecture_id="SV").exclude(pk__in=done)[0]
    nights.confirm_night(by=by, centre_id=waiting.pk, night=night, today=MIDDLE)
    load.advance(END)
    last = dict(NightConfirmation.objects.values_list("prefecture_id").annotate(Max("night")))
    assert last == {"SV": MIDDLE - timedelta(1), "PA": END - timedelta(1)}


@pytest.mark.long
@pytest.mark.django_db
def test_a_file_somebody_worked_on_is_left_alone() -> None:
    load.load(MIDDLE, start=START)
    case = CaseFile.objects.filter(prefecture_id="SV", decided_on=None, closed_on=None).order_by("-filed_on", "id")[0]
    by = system_actor("SV", Permission.CASE_PRIORITISE)
    worked = opening.prioritise(by=by, case_id=case.pk, reason="health", today=MIDDLE)
    load.advance(MIDDLE + timedelta(60))
    case.refresh_from_db()
    assert (case.version, case.priority_reason, case.state) == (worked.version, "health", worked.state)
    assert all((known := load.present(office.code)) and known.until == MIDDLE + timedelta(60) for office in OFFICES)


@pytest.mark.long
@pytest.mark.django_db
def test_accounts_follow_the_months_that_are_sealed_meanwhile() -> None:
    """What is not planted yet is not found, neither when everything is loaded nor when days are added."""
    load.load(MIDDLE, start=START)
    before = CentreMonth.objects.count()
    load.advance(MIDDLE + timedelta(24))
    sealed = set(RegisterMonth.objects.filter(state="sealed").values_list("centre_id", "month"))
    assert len(sealed) > before + 20
    assert set(CentreMonth.objects.values_list("centre_id", "month")) == sealed
    assert set(Finding.objects.values_list("kind", flat=True)) <= {"no_price"}
    invoiced = set(Invoice.objects.values_list("contract_id", "month"))
    assert invoiced == set(MonthlyStatement.objects.filter(missing=0).values_list("contract_id", "month"))
