"""Reception in the demonstration: what was planted is found, nothing else is, and the sealed months are the rule's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approdo.config.demonstration import load
from approdo.config.demonstration.accounts import OFFICES, PASSWORD, Office
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.plans import SEED
from approdo.config.demonstration.reception.mistakes import Finder, Mistake, Report, of_office
from approdo.config.demonstration.reception.write import told
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.roles import ROLES, Role
from approdo.core.rules.nights import Nights, count, month_of
from approdo.reception.models import (
    Absence,
    Centre,
    CentreCapacity,
    Contract,
    ContractPolicy,
    Guest,
    ManagingBody,
    NightConfirmation,
    NightRecord,
    OutOfUse,
    RegisterMonth,
    Stay,
)
from approdo.reception.queries import duties, expiries, register
from approdo.reception.rules import register as rules
from approdo.reception.rules.expiries import Band
from approdo.reception.rules.occupancy import PlacesFrom, free_places
from tests.config.demonstration.conftest import START, TODAY

FIRST = date(2024, 11, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EACH = pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.code)


def _officer(office: Office) -> Actor:
    return system_actor(office.code, *ROLES[Role.RECEPTION_OFFICER], *ROLES[Role.CENTRE_OPERATOR])


def _planted(office: Office, *names: str) -> list[Mistake]:
    return [one for one in of_office(load.world(), office, START, TODAY, SEED) if one.id in names]


def _reports(office: Office, by: Finder) -> list[Report]:
    return [
        report
        for one in of_office(load.world(), office, START, TODAY, SEED)
        for report in one.reports
        if report.by is by
    ]


def _months(since: date) -> Iterator[Nights]:
    month = month_of(since.year, since.month)
    while month.first <= TODAY:
        yield month
        month = month_of(month.until.year, month.until.month)


@EACH
def test_a_province_of_two_years(office: Office) -> None:
    code = office.code
    assert Centre.objects.filter(prefecture_id=code).count() == 60
    present = Stay.objects.filter(prefecture_id=code, state="present", superseded_at=None)
    assert 900 <= present.count() <= 1100
    assert {"planned", "present", "left", "no_show"} <= set(
        Stay.objects.filter(prefecture_id=code).values_list("state", flat=True)
    )
    reasons = set(Stay.objects.filter(prefecture_id=code, state="left").values_list("exit_reason", flat=True))
    assert {"sai_transfer", "cas_transfer", "abandonment", "status_granted_left"} <= reasons
    answers = set(Absence.objects.filter(prefecture_id=code).values_list("answer", flat=True))
    assert answers == {"", "asked", "authorised", "refused"}
    assert CentreCapacity.objects.filter(prefecture_id=code, emergency__gt=0).exclude(order_reference="").exists()
    states = Counter(RegisterMonth.objects.filter(prefecture_id=code).values_list("state", flat=True))
    assert states["sealed"] > 1300
    assert min(states[one] for one in ("open", "closed", "checked")) > 0


@EACH
def test_families_stay_together(office: Office) -> None:
    rows = Stay.objects.filter(
        prefecture_id=office.code, state="present", guest__person__family_memberships__isnull=False
    )
    rows = rows.order_by("guest__person__family_memberships__family").values_list(
        "guest__person__family_memberships__family", "centre"
    )
    families = [{centre for _family, centre in members} for _key, members in groupby(rows, key=lambda row: row[0])]
    assert len(families) > 50
    assert all(len(centres) == 1 for centres in families)


@EACH
def test_every_night_is_told_and_only_what_was_planted_does_not_agree(office: Office) -> None:
    by, found, missing = _officer(office), Counter[Any](), Counter[Any]()
    for centre in Centre.objects.filter(prefecture_id=office.code).order_by("code"):
        for month in _months(date(2026, 7, 1)):
            for one in register.month(by, centre.pk, month.first, TODAY).guests:
                for claim in one.contradictions:
                    found[claim.kind.value, centre.pk, one.guest] += claim.nights.count
                for part in (*one.gaps, *one.to_resolve):
                    missing[centre.pk, one.guest if one.to_resolve else None] += part.count
    wanted = _reports(office, Finder.REGISTER)
    assert found == Counter({(one.kind, one.subject, one.guest): count(one.nights) for one in wanted})
    waiting = {one.kind: one for one in _reports(office, Finder.TO_DO)}
    unsigned, unwritten = waiting["not_signed"], waiting["not_confirmed"]
    inside = Stay.objects.filter(centre=unwritten.subject, entry__lt=TODAY, exit=None, entry__isnull=False)
    expected = Counter({(unsigned.subject, unsigned.guest): count(unsigned.nights)})
    assert missing == expected + Counter({(unwritten.subject, None): inside.count()})


@EACH
def test_what_waits_is_what_was_planted(office: Office) -> None:
    by = _officer(office)
    todo = duties.to_do(by, TODAY)
    waiting = {one.kind: one for one in _reports(office, Finder.TO_DO)}
    late, gone, again = waiting["not_confirmed"], waiting["alert"], waiting["rectification"]
    assert [(one.centre.pk, one.nights) for one in todo.nights] == [
        (late.subject, [TODAY - timedelta(days=2), TODAY - timedelta(days=1)])
    ]
    assert [(one.centre.pk, one.guest, one.alert.absent.first) for one in todo.alerts] == [
        (gone.subject, gone.guest, gone.nights[0].first)
    ]
    assert (again.subject, again.nights[0].first) in {
        (one.centre.pk, one.month) for one in todo.months if one.step == "close"
    }
    assert {one.step for one in todo.months} == {"close", "check", "seal"}


@EACH
def test_only_the_planted_centre_is_over_its_places(office: Office) -> None:
    (wanted,) = _planted(office, "over_capacity")
    over = {}
    whole = Nights(FIRST, TODAY)
    for centre in Centre.objects.filter(prefecture_id=office.code):
        steps = CentreCapacity.objects.filter(centre=centre).values_list("valid_from", "authorised", "emergency")
        stays = Stay.objects.filter(centre=centre, entry__lt=TODAY, superseded_at=None).values_list("entry", "exit")
        taken = [(Nights(entry, left or date.max),) for entry, left in stays if entry]
        out = [(Nights(one.during.lower, one.during.upper),) for one in OutOfUse.objects.filter(bed__centre=centre)]
        places = [PlacesFrom(day, own + more) for day, own, more in steps]
        short = [step for step in free_places(whole, places, taken, out) if step.places < 0]
        if short:
            over[centre.pk] = short
    (report,) = wanted.reports
    assert set(over) == {report.subject}
    assert {step.places for step in over[report.subject]} == {-wanted.number}
    assert tuple(step.during for step in over[report.subject]) == wanted.nights


@EACH
def test_only_the_planted_register_was_confirmed_all_at_once(office: Office) -> None:
    (report,) = _planted(office, "same_minute")[0].reports
    rows = NightConfirmation.objects.filter(prefecture_id=office.code).values_list("centre_id", "confirmed_at")
    alike = {key: number for key, number in Counter(rows).items() if number > 1}
    assert {(centre, number) for (centre, _at), number in alike.items()} == {(report.subject, count(report.nights))}


@EACH
def test_only_what_was_planted_has_expired(office: Office) -> None:
    by = _officer(office)
    found = {(one.subject.value, one.id) for one in expiries.calendar(by, TODAY, bands=[Band.EXPIRED])}
    assert found == {(one.kind, one.subject) for one in _reports(office, Finder.EXPIRIES)}
    assert len(expiries.calendar(by, TODAY, bands=[Band.WITHIN_60, Band.WITHIN_90])) > 5


@EACH
def test_sealed_months_are_what_the_rule_seals(office: Office) -> None:
    rows = RegisterMonth.objects.filter(prefecture_id=office.code, state="sealed").order_by("id")
    late = {
        one.reports[0].subject for one in _planted(office, "exit_told_late", "still_signed")
    }  # sealed before the truth
    for row in rows.exclude(centre__in=late).select_related("centre")[::23]:
        assert row.content == register.content_of(row.centre, row.month)
    for row in rows:
        assert row.hash == rules.digest(row.content)


def test_nothing_of_the_register_happens_later_than_the_last_day_begins() -> None:
    """Whoever loads it in the morning finds no seal of that noon."""
    begins = datetime.combine(TODAY, time(1), UTC)
    for name in ("closed_at", "checked_at", "sealed_at"):
        assert not RegisterMonth.objects.filter(**{f"{name}__gt": begins}).exists()
    assert not Absence.objects.filter(answered_at__gt=begins).exists()
    assert not Stay.objects.filter(recorded_at__gt=begins).exists()


@EACH
def test_nobody_came_to_a_body_whose_proof_had_expired(office: Office) -> None:
    (report,) = _planted(office, "durc_expired")[0].reports
    lapsed = date(2026, 11, 10)
    assert not Stay.objects.filter(centre__body=report.subject, entry__gt=lapsed).exists()


@EACH
def test_nights_confirmed_are_the_persons_present(office: Office) -> None:
    late = {one.reports[0].subject for one in _planted(office, "exit_told_late", "still_signed")}
    rows = NightConfirmation.objects.filter(prefecture_id=office.code).exclude(centre__in=late)
    for row in rows.order_by("centre_id", "-night")[::911]:
        states = register.states_of_night(row.centre, row.night)
        denied = NightRecord.objects.filter(centre=row.centre, during__contains=row.night, superseded_at__isnull=False)
        assert row.present == sum(1 for state in states.values() if state == "present") + denied.count()


def test_names_are_obviously_invented() -> None:
    assert all(INVENTED in name for name in ManagingBody.objects.values_list("name", flat=True))
    assert all(cig.startswith("INV") for cig in Contract.objects.values_list("cig", flat=True))
    assert all(source.endswith(INVENTED) for source in ContractPolicy.objects.values_list("source", flat=True))
    numbers = Guest.objects.values_list("cui", "vestanet", "permit_number")
    assert all(number.startswith("INV") for each in numbers for number in each)


@pytest.mark.parametrize("seat", ["savona", "palermo"])
def test_the_operator_finds_what_waits_for_them(seat: str) -> None:
    browser = Client()
    browser.post(reverse("account_login"), {"login": f"{seat}.gestore@approdo.example", "password": PASSWORD})
    answer = browser.get("/", follow=True)
    assert answer.redirect_chain == [(reverse("reception_to_do"), 302)]
    (late,) = _planted(next(one for one in OFFICES if one.seat.lower() == seat), "not_confirmed")
    page = answer.content.decode()
    assert late.where in page
    own = Centre.objects.filter(body__name__contains=" 1 ", prefecture_id=late_code(seat))
    others = Centre.objects.filter(prefecture_id=late_code(seat)).exclude(pk__in=own)
    assert own.count() == 3
    assert not any(f">{one.name}<" in page for one in others)


def late_code(seat: str) -> str:
    """The sign of the prefecture of a seat."""
    return next(one.code for one in OFFICES if one.seat.lower() == seat)


def test_two_stories_of_a_seed_are_equal_and_another_seed_tells_another() -> None:
    world = load.world()
    one, other, third = (
        told(world, OFFICES[0], 0, date(2026, 1, 5), date(2026, 3, 9), seed)[1].nights for seed in ("a", "a", "b")
    )
    assert one == other
    assert one != third
