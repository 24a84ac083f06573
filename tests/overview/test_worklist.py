"""The worklist: which files, how many of each kind, page after page, and nothing of another prefecture."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import gettext

from approdo.core.access.actor import Actor
from approdo.core.models import User
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import worklist
from approdo.procedures.queries.worklist import BUCKETS, SORTS, Wanted
from tests.overview.conftest import MakeCase, random_cases

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def by_hand(case: CaseFile, today: date) -> set[str]:
    """The buckets of a case file, written again from the definition of each."""
    found: set[str] = set()
    if case.closed_on is None and case.follow_up_due is not None:
        found.add("follow_up")
    if case.decided_on or case.closed_on:
        return found
    stopped = case.clock == "stopped" and not (case.stop_ends_on and case.stop_ends_on <= today)
    if case.clock == "not_started":
        found.add("not_started")
    elif stopped:
        found.add("stopped")
        if case.stopped_by == "legal_suspension":
            found.add("stopped_law")
        else:
            elsewhere = dict.fromkeys(("other_office", "consulate"), "stopped_other_office")
            holders = {**elsewhere, "office": "stopped_office", "desk": "stopped_office"}
            found.add(holders.get(case.ball, "stopped_person"))
    else:
        answered_too_late = case.ball == "applicant" and case.state in {
            "integration_requested",
            "preliminary_rejection",
        }
        if case.ball not in {"office", "desk"} and not answered_too_late:
            found.add("waiting")
        days = (case.effective_due - today).days if case.effective_due else 9999
        if days < 0:
            found.add("late")
        if 0 <= days <= 7:
            found.add("week")
        if 0 <= days <= 30:
            found.add("month")
    return found


def in_scope(case: CaseFile, actor: Actor, wanted: Wanted) -> bool:
    """Whether scope and filters let a case file through, written again."""
    scopes = {
        "mine": case.responsible_id == actor.user_id,
        "office": case.office == "sui",
        "unassigned": case.office == "sui" and case.responsible_id is None,
        "all": True,
    }
    return (
        scopes[wanted.scope]
        and wanted.procedure in ("", case.procedure)
        and wanted.state in ("", case.state)
        and (case.priority or not wanted.priority)
    )


ASKED = [
    Wanted(),
    Wanted(scope="office"),
    Wanted(scope="unassigned"),
    Wanted(scope="all"),
    Wanted(scope="all", procedure="work_seasonal"),
    Wanted(scope="all", state="investigation"),
    Wanted(scope="office", priority=True),
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_equal_a_count_by_hand(
    officer: Actor,
    outsider: Actor,
    officer_user: User,
    colleague_user: User,
    outsider_user: User,
    today: date,
    seed: int,
) -> None:
    cases = random_cases(officer, seed, 400, today, [officer_user, colleague_user])
    random_cases(outsider, seed + 100, 50, today, [outsider_user])
    for wanted in ASKED:
        mine = [case for case in cases if in_scope(case, officer, wanted)]
        found = worklist.counts(officer, "sui", wanted, today)
        expected = {bucket: sum(bucket in by_hand(case, today) for case in mine) for bucket in BUCKETS}
        assert {bucket: found[bucket] for bucket in BUCKETS} == expected
        open_ones = [case for case in mine if not case.decided_on and not case.closed_on]
        assert found["all"] == len(open_ones)
        stopped = [case.computed_on for case in open_ones if case.clock == "stopped"]
        assert found["computed_on"] == min(stopped, default=None)


def test_every_day_around_the_edges_is_counted_where_it_belongs(
    officer: Actor, make_case: MakeCase, today: date
) -> None:
    days = [today + timedelta(days=away) for away in (-2, -1, 0, 1, 6, 7, 8, 29, 30, 31, 32)]
    cases = [make_case(effective_due=day) for day in days]
    cases += [
        make_case(clock="stopped", stopped_by="integration", effective_due=due, stop_ends_on=ends)
        for due in (None, days[1], days[5])
        for ends in (None, *days[1:4])
    ]
    found = worklist.counts(officer, "sui", Wanted(scope="all"), today)
    expected = {bucket: sum(bucket in by_hand(case, today) for case in cases) for bucket in BUCKETS}
    assert {bucket: found[bucket] for bucket in BUCKETS} == expected
    assert (expected["late"], expected["week"], expected["month"], found["all"]) == (4, 6, 9, 23)


@pytest.mark.parametrize("bucket", ["", *BUCKETS])
def test_each_count_is_the_list_one_gets_by_choosing_it(
    officer: Actor, officer_user: User, colleague_user: User, today: date, bucket: str
) -> None:
    random_cases(officer, 7, 300, today, [officer_user, colleague_user])
    wanted = Wanted(scope="all", bucket=bucket)
    listed = list(worklist.exported(officer, "sui", wanted, today))
    assert len(listed) == worklist.counts(officer, "sui", wanted, today)[bucket or "all"]
    assert all(not bucket or bucket in by_hand(row.case, today) for row in listed)
    assert {row.standing for row in listed} <= EXPECTED.get(bucket, ANY)


ANY = {"late", "week", "month", "later", "without_date", "stopped", "not_started"}
EXPECTED: dict[str, set[str]] = {
    "late": {"late"},
    "week": {"week"},
    "month": {"week", "month"},
    "stopped": {"stopped"},
    "not_started": {"not_started"},
}


@pytest.mark.parametrize("sort", [way + key for key in SORTS for way in ("", "-")])
@pytest.mark.parametrize("bucket", ["", "follow_up"])
def test_pages_follow_each_other_without_gaps_both_ways(
    officer: Actor, officer_user: User, today: date, sort: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    random_cases(officer, 5, 230, today, [officer_user])
    monkeypatch.setattr(worklist, "PAGE", 17)
    wanted = Wanted(scope="all", sort=sort, bucket=bucket)
    pages = [worklist.page(officer, "sui", wanted, today)]
    assert pages[0].previous is None
    while (cursor := pages[-1].next) is not None:
        pages.append(worklist.page(officer, "sui", wanted, today, _through_the_address(officer, wanted, cursor)))
    forward = [row.case.pk for shown in pages for row in shown.rows]
    assert forward == [row.case.pk for row in worklist.exported(officer, "sui", wanted, today)]
    assert len(forward) == len(set(forward)) == worklist.counts(officer, "sui", wanted, today)[bucket or "all"]
    values = [getattr(row.case, wanted.column) for shown in pages for row in shown.rows]
    dated = [value for value in values if value is not None]
    assert values == [*sorted(dated, reverse=sort.startswith("-")), *[None] * (len(values) - len(dated))]
    backward = [[row.case.pk for row in pages[-1].rows]]
    shown = pages[-1]
    while shown.previous is not None:
        shown = worklist.page(officer, "sui", wanted, today, _through_the_address(officer, wanted, shown.previous))
        backward.append([row.case.pk for row in shown.rows])
    assert [pk for ids in reversed(backward) for pk in ids] == forward


def _through_the_address(actor: Actor, wanted: Wanted, cursor: worklist.Cursor) -> worklist.Cursor | None:
    value = "" if cursor.value is None or wanted.column == "title" else cursor.value.isoformat()
    return worklist.place(actor, wanted, cursor.id, value, cursor.before)


def test_a_file_that_has_not_started_is_never_late(officer_user: User, make_case: MakeCase, signed_in: SignIn) -> None:
    make_case(clock="not_started", effective_due=None, title="Marcatore Quieto")
    client = signed_in(officer_user)
    assert b"Marcatore Quieto" not in client.get("/?bucket=late").content
    assert b"Marcatore Quieto" in client.get("/?bucket=not_started").content


def test_the_page_shows_the_date_in_words_and_keeps_its_state_in_the_address(
    officer_user: User, make_case: MakeCase, signed_in: SignIn, today: date
) -> None:
    make_case(effective_due=today + timedelta(days=12), title="Marcatore Dodici")
    make_case(effective_due=today - timedelta(days=3), title="Marcatore Tardo")
    text = signed_in(officer_user).get("/?bucket=month&sort=-due").content.decode()
    assert "mancano 12 giorni" in text
    assert "Marcatore Tardo" not in text
    assert "bucket=month&amp;sort=due" in text or "bucket=month&sort=due" in text


def test_an_outsider_sees_and_counts_nothing(
    outsider_user: User, make_case: MakeCase, signed_in: SignIn, today: date
) -> None:
    case = make_case(title="Marcatore Segreto", protocol_number="SEGRETO/1", effective_due=today - timedelta(days=1))
    client = signed_in(outsider_user)
    paths = [
        "/", "/?scope=all", "/?scope=office", "/?scope=unassigned", "/?scope=all&bucket=late",
        "/?scope=all&text=SEGRETO", "/?scope=all&text=Marcatore",
        "/worklist/export.csv?scope=all", "/plan/?scope=office", "/search/?q=SEGRETO/1",
        f"/?scope=all&at={case.pk}&value=2020-01-01&way=after", "/worklist/lists/", "/worklist/calendar/",
    ]  # fmt: skip
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"Segreto" not in body
        assert str(case.pk).encode() not in body.replace(str(case.pk).encode(), b"", path.count(str(case.pk)))
    assert client.get(f"/worklist/peek/{case.pk}/").status_code == 404


@pytest.mark.parametrize("many", [10, 500])
def test_the_page_costs_the_same_number_of_queries_however_long_the_list(
    officer: Actor, officer_user: User, signed_in: SignIn, today: date, many: int,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    random_cases(officer, 9, many, today, [officer_user])
    client = signed_in(officer_user)
    client.get("/")
    for path in ("/?scope=all", "/plan/?scope=office"):
        with django_assert_max_num_queries(14):  # two of them open and close the transaction
            assert client.get(path).status_code == 200


def test_an_address_with_nonsense_still_opens(officer_user: User, make_case: MakeCase, signed_in: SignIn) -> None:
    make_case(title="Marcatore Presente")
    client = signed_in(officer_user)
    for query in ("scope=x&bucket=y&sort=z", "at=1&value=2", f"at={uuid4()}&value=never", f"at={uuid4()}&sort=name"):
        response = client.get(f"/?{query}")
        assert response.status_code == 200
        assert b"Marcatore Presente" in response.content


def test_an_address_that_asks_for_what_is_not_known_says_what_was_left_out(
    officer_user: User, make_case: MakeCase, signed_in: SignIn
) -> None:
    make_case(title="Marcatore Presente")
    client = signed_in(officer_user)
    text = client.get("/?scope=nostri&sort=nome<b>&bucket=late").content.decode()
    assert "chiede qualcosa che qui non si conosce: nostri, nome&lt;b&gt;." in text
    assert "non si conosce" not in client.get("/?scope=all&sort=-name&bucket=").content.decode()


def test_the_list_can_be_searched_and_filtered(officer_user: User, make_case: MakeCase, signed_in: SignIn) -> None:
    make_case(title="Marcatore Uno", protocol_number="2026/77777")
    make_case(title="Marcatore Due", procedure="work_seasonal", state="registered")
    make_case(title="Marcatore Tre", priority=True, priority_reason="health")
    client = signed_in(officer_user)
    seen = {
        "text=77777": b"Marcatore Uno",
        "procedure=work_seasonal": b"Marcatore Due",
        "state=registered": b"Marcatore Due",
        "priority=1": b"Marcatore Tre",
    }
    for query, name in seen.items():
        body = client.get(f"/?{query}").content
        assert [mark for mark in (b"Marcatore Uno", b"Marcatore Due", b"Marcatore Tre") if mark in body] == [name]


def test_a_row_can_be_looked_at_without_leaving(officer_user: User, make_case: MakeCase, signed_in: SignIn) -> None:
    case = make_case(title="Marcatore Sbirciato")
    client = signed_in(officer_user)
    fragment = client.get(f"/worklist/peek/{case.pk}/", headers={"HX-Request": "true"}).content
    assert b"Marcatore Sbirciato" in fragment
    assert b"<html" not in fragment
    assert b"<html" in client.get(f"/worklist/peek/{case.pk}/").content


def test_stale_dates_are_said(officer_user: User, make_case: MakeCase, signed_in: SignIn, today: date) -> None:
    case = make_case(clock="stopped", stopped_by="integration_request", computed_on=today)
    client = signed_in(officer_user)
    words = escape(gettext("The night's work has not run yet: opening a case file shows its date of today.")).encode()
    assert words not in client.get("/").content
    CaseFile.objects.filter(pk=case.pk).update(computed_on=today - timedelta(days=1))
    assert words in client.get("/").content


def test_the_parts_of_the_stopped_files_make_their_sum(
    officer_user: User, make_case: MakeCase, signed_in: SignIn, today: date
) -> None:
    for ball in ("office", "applicant", "consulate", "other_office", "desk"):
        make_case(clock="stopped", stopped_by="integration", ball=ball, responsible=officer_user)
    make_case(clock="stopped", stopped_by="legal_suspension", responsible=officer_user)
    shown = signed_in(officer_user).get("/").content.decode()
    parts = re.search(r'class="subcounts".*?</p>', shown, re.DOTALL)
    assert parts is not None
    assert sorted(int(one) for one in re.findall(r"<strong>(\d+)</strong>", parts[0])) == [1, 1, 2, 2]
