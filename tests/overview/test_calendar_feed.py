"""Deadlines at a secret address: shown once, revocable, without any name of a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from approdo.core.access.actor import Actor
from approdo.core.commands import feeds
from approdo.core.models import AuditRecord, FeedAddress, Membership, Prefecture, User
from tests.overview.conftest import MakeCase

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def read(body: bytes) -> list[dict[str, str]]:
    """A second reader of iCalendar, by the letter of RFC 5545: unfold, split, unescape."""
    assert not re.search(rb"[^\r]\n", body)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    text = body.decode().replace("\r\n ", "")
    events: list[dict[str, str]] = []
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VCALENDAR":
            plain = value.replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n").replace("\\\\", "\\")
            events[-1][name] = plain
    return events


def fetch(secret: str, **headers: str) -> bytes:
    response = Client().get(f"/feeds/{secret}.ics", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return response.content


def test_the_deadlines_of_the_officer(
    officer: Actor, colleague_user: User, palermo: Prefecture, make_case: MakeCase, today: date
) -> None:
    due = today + timedelta(days=20)
    plain = make_case(protocol_number="2026/1", effective_due=due, title="Marcatore Nome")
    stopped = make_case(
        protocol_number="2026/2",
        clock="stopped",
        effective_due=due,
        stop_ends_on=today + timedelta(days=5),
        provisional=True,
    )
    make_case(protocol_number="2026/3", clock="not_started", effective_due=None)
    followed = make_case(
        protocol_number="2026/4",
        clock="ended",
        decided_on=today,
        outcome="granted",
        follow_up_due=today,
        effective_due=due,
    )
    make_case(protocol_number="2026/5", clock="ended", decided_on=today, closed_on=today, outcome="granted")
    make_case(protocol_number="2026/6", responsible=colleague_user)
    make_case(protocol_number="2026/7", prefecture_id="PA")
    body = fetch(feeds.make_feed(by=officer))
    assert b"Marcatore" not in body
    expected = {
        f"{plain.pk}-main@approdo": due,
        f"{stopped.pk}-main@approdo": due,
        f"{stopped.pk}-reply@approdo": today + timedelta(days=5),
        f"{followed.pk}-follow_up@approdo": today,
    }
    theirs = Calendar.from_ical(body)
    assert {str(event["UID"]): event.decoded("DTSTART") for event in theirs.walk("VEVENT")} == expected
    ours = read(body)
    day = {event["UID"]: datetime.strptime(event["DTSTART;VALUE=DATE"], "%Y%m%d").date() for event in ours}  # noqa: DTZ007
    assert day == expected
    assert {event["UID"]: event["SUMMARY"] for event in ours}[f"{plain.pk}-main@approdo"].endswith(
        "2026/1, Nulla osta al ricongiungimento familiare"
    )
    assert fetch(feeds.make_feed(by=officer)) == body  # the names of the events stay


def test_a_program_that_has_it_is_told_so(officer: Actor, make_case: MakeCase) -> None:
    make_case()
    secret = feeds.make_feed(by=officer)
    first = Client().get(f"/feeds/{secret}.ics")
    again = Client().get(f"/feeds/{secret}.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_case()
    changed = Client().get(f"/feeds/{secret}.ics", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "no-cache" in changed["Cache-Control"]


def test_wrong_revoked_and_replaced_addresses_are_not_found(officer: Actor, make_case: MakeCase) -> None:
    make_case(protocol_number="SEGRETO/1")
    first = feeds.make_feed(by=officer)
    second = feeds.make_feed(by=officer)
    assert FeedAddress.objects.filter(revoked_at__isnull=True).count() == 1
    assert not FeedAddress.objects.filter(digest__in=(first, second)).exists()
    fetch(second)
    assert feeds.revoke_feed(by=officer)
    assert not feeds.revoke_feed(by=officer)
    for secret in (first, second, "x", "a" * 43):
        response = Client().get(f"/feeds/{secret}.ics")
        assert response.status_code == 404
        assert b"SEGRETO" not in response.content
    assert [row.act for row in AuditRecord.objects.order_by("number")] == [
        "feed.made", "feed.revoked", "feed.made", "feed.revoked"
    ]  # fmt: skip


def test_who_lost_the_role_or_the_account_gives_nothing(
    officer: Actor, officer_user: User, make_case: MakeCase
) -> None:
    make_case()
    secret = feeds.make_feed(by=officer)
    officer_user.is_active = False
    officer_user.save()
    assert Client().get(f"/feeds/{secret}.ics").status_code == 404
    officer_user.is_active = True
    officer_user.save()
    Membership.objects.filter(user=officer_user).delete()
    assert Client().get(f"/feeds/{secret}.ics").status_code == 404


def test_the_address_is_shown_once(officer_user: User, signed_in: SignIn) -> None:
    client = signed_in(officer_user)
    shown = client.post("/worklist/calendar/").content.decode()
    address = re.search(r'value="(http://testserver/feeds/[\w-]+\.ics)"', shown)
    assert address
    assert Client().get(address[1].removeprefix("http://testserver")).status_code == 200
    assert "/feeds/" not in client.get("/worklist/calendar/").content.decode()
    assert client.post("/worklist/calendar/revoke/").status_code == 302
    assert Client().get(address[1].removeprefix("http://testserver")).status_code == 404
