"""Reading the audit and the access log."""

from __future__ import annotations

import re

import pytest

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.access.special import log_reading
from approdo.core.errors import InvalidInput
from approdo.core.models import AccessLogEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(make_user, savona) -> User:
    return make_user("auditor", savona, Role.AUDITOR)


def numbers(content: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb'<th scope="row">(\d+)</th>', content)]


def test_every_record_is_seen_once_by_following_the_pages(officer: Actor, auditor: User, signed_in) -> None:
    for number in range(120):
        audit.record(officer, "case.opened", "case", number)
    browser, seen, place = signed_in(auditor), [], "/office/audit/"
    while place:
        content = browser.get(place).content
        seen += numbers(content)
        found = re.search(rb'rel="next" href="(.*?)"', content)
        place = "/office/audit/" + found[1].decode().replace("&amp;", "&") if found else ""
    assert seen == list(range(120, 0, -1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("act=case.closed", [2]),
        ("actor=offi", [2, 1]),
        ("object_kind=case&object_id=7", [1]),
        ("act=case.nothing", []),
        ("before=2", [1]),
        ("before=x", [3, 2, 1]),
    ],
)
def test_the_audit_is_filtered(
    officer: Actor, colleague: Actor, auditor: User, signed_in, query: str, expected: list[int]
) -> None:
    audit.record(officer, "case.opened", "case", 7)
    audit.record(officer, "case.closed", "case", 8)
    audit.record(colleague, "case.opened", "case", 9)
    assert numbers(signed_in(auditor).get(f"/office/audit/?{query}").content) == expected


def test_the_audit_of_another_office_is_not_seen(outsider: Actor, auditor: User, signed_in) -> None:
    audit.record(outsider, "case.opened", "case", 7)
    assert numbers(signed_in(auditor).get("/office/audit/").content) == []


def test_a_reading_is_logged_with_its_purpose_and_seen(officer: Actor, auditor: User, signed_in) -> None:
    log_reading(officer, kind="person", identifier="p1", category="health", purpose=" for the placement ")
    content = signed_in(auditor).get("/office/access-log/").content
    assert b"for the placement" in content
    assert b"health" in content


@pytest.mark.parametrize("purpose", ["", "    ", "abcd"])
def test_a_reading_without_a_purpose_is_refused(officer: Actor, purpose: str) -> None:
    with pytest.raises(InvalidInput, match="purpose_missing"):
        log_reading(officer, kind="person", identifier="p1", category="health", purpose=purpose)
    assert not AccessLogEntry.objects.exists()


def test_the_access_log_is_walked_page_by_page(officer: Actor, auditor: User, signed_in) -> None:
    for number in range(60):
        log_reading(officer, kind="person", identifier=f"n{number:03}", category="health", purpose="placement")
    browser = signed_in(auditor)
    first = browser.get("/office/access-log/").content
    older = re.search(rb'rel="next" href="(.*?)"', first)[1].decode()
    second = browser.get("/office/access-log/" + older).content
    seen = re.findall(rb"person (n\d+)", first) + re.findall(rb"person (n\d+)", second)
    assert sorted(seen) == [b"n%03d" % number for number in range(60)]
    assert browser.get("/office/access-log/?before=x").status_code == 404


@pytest.mark.parametrize("place", ["/office/audit/", "/office/access-log/", "/office/users/", "/office/tokens/"])
def test_an_officer_may_not(officer_user: User, signed_in, place: str) -> None:
    assert signed_in(officer_user).get(place).status_code == 403
