"""Telephones, pages, mail domains and addresses are checked at night, and no address inside a network is asked."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.errors import NotFound
from approdo.core.models import Prefecture, User
from approdo.network.commands import checking, organisations, places
from approdo.network.jobs import upkeep as jobs
from approdo.network.looking import Looked, looked_at
from approdo.network.models import CheckFinding, Organisation, Phone
from approdo.network.outside import web
from approdo.network.outside.base import Inside
from approdo.network.outside.demo import DemoOutside
from approdo.network.queries.checks import values_to_check
from approdo.network.rules.checks import CheckFault, mail_domain, page_fault, phone_fault
from tests.house.territory_things import make_comuni
from tests.network.directory import ORGANISATION, PLACE, TODAY, Entry

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "number",
    ["019 123456", "06 1234 5678", "+39 019 123456", "0039 347 1234567", "340 1234567", "112", "1522", "114", "117",
     "800 290290", "116117", "+44 20 7946 0000", "0461 12345", "199 123456", "803116"],
)  # fmt: skip
def test_numbers_that_can_be_right(number: str) -> None:
    assert phone_fault(number) is None


@pytest.mark.parametrize(
    "number",
    ["19", "019", "00 123456", "347 12", "347 1234567890123", "+39 7 12345", "9", "+1 23", "700 123", "2223334"],
)
def test_numbers_that_cannot_be_right(number: str) -> None:
    assert phone_fault(number) is CheckFault.PHONE_ODD


def test_what_the_answer_of_a_page_says() -> None:
    told = {200: None, 301: None, 401: None, 403: None, 429: None, 404: CheckFault.PAGE_GONE, 410: CheckFault.PAGE_GONE}
    assert {status: page_fault(status) for status in told} == told
    assert page_fault(None) is page_fault(503) is CheckFault.PAGE_UNREACHABLE
    assert (mail_domain("A@Ente.Example"), mail_domain("none")) == ("ente.example", "")


INSIDE = ("127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "fe80::1",
          "::ffff:127.0.0.1", "224.0.0.1", "2002:7f00:1::")  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_a_network_is_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(web.socket, "create_connection", nobody)
    named = {"innocent.example": [(socket.AF_INET, 0, 0, "", (address, 80))]}
    monkeypatch.setattr(web.socket, "getaddrinfo", lambda host, *_a, **_k: named[host])
    with pytest.raises(Inside):
        web.Web().page("http://innocent.example/")


@pytest.mark.parametrize(
    "url", ["http://a.example:22/", "ftp://a.example/", "http://x:y@a.example/", "file:///etc/x", "https://"]
)
def test_strange_addresses_are_not_asked(url: str) -> None:
    with pytest.raises(Inside):
        web.Web().page(url)


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = {"/": 200, "/gone": 404, "/away": 302, "/round": 301}[self.path]
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "http://169.254.169.254/secrets" if status == 302 else "/round")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def test_a_page_is_asked_at_the_address_that_was_looked_at_and_each_redirection_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reached: list[str] = []

    def to_here(address: tuple[str, int], **more: Any) -> socket.socket:
        reached.append(address[0])
        found = socket.socket()
        found.settimeout(more["timeout"])
        found.connect(("127.0.0.1", server.server_port))
        return found

    def resolve(host: str, *_arguments: Any, **_more: Any) -> list[Any]:
        named = {"a.example": "93.184.215.14", "169.254.169.254": "169.254.169.254"}
        return [(socket.AF_INET, 0, 0, "", (named[host], 80))]

    monkeypatch.setattr(web.socket, "create_connection", to_here)
    monkeypatch.setattr(web.socket, "getaddrinfo", resolve)
    try:
        assert web.Web().page("http://a.example/") == 200
        assert web.Web().page("http://a.example/gone") == 404
        assert web.Web().page("http://a.example/round") is None
        with pytest.raises(Inside):
            web.Web().page("http://a.example/away")
    finally:
        server.shutdown()
        server.server_close()
    assert set(reached) == {"93.184.215.14"}


def test_answers_on_mail_servers() -> None:
    def answer(code: int, count: int, tail: bytes = b"") -> bytes:
        return (7).to_bytes(2) + (0x8180 | code).to_bytes(2) + b"\0\1" + count.to_bytes(2) + bytes(4) + b"q" * 8 + tail

    assert web.read_answer(answer(3, 0), 7, 20) is False
    assert web.read_answer(answer(0, 0), 7, 20) is None
    assert web.read_answer(answer(0, 1, b"\x00\x09\x00\x0a\x04mail\xc0\x0c"), 7, 20) is True
    assert web.read_answer(answer(0, 1, b"\x00\x03\x00\x00\x00"), 7, 20) is False  # RFC 7505
    for strange in (answer(2, 0), b"", answer(0, 0)[:5]):
        with pytest.raises(OSError, match=r"not an answer|trouble"):
            web.read_answer(strange, 7, 20)
    with pytest.raises(OSError, match="not an answer"):
        web.read_answer(answer(0, 0), 8, 20)


def kept(by: Actor, outside: Any = None) -> int:
    return checking.keep_findings(by=by, seen=looked_at(values_to_check("SV", TODAY), outside, TODAY), today=TODAY)


def faults() -> set[tuple[str, str]]:
    return set(CheckFinding.objects.filter(dismissed_at=None).values_list("field", "fault"))


def test_a_night_lists_what_is_wrong_and_the_next_one_takes_away_what_was_corrected(
    editor: Actor, entry: Entry
) -> None:
    facts = replace(ORGANISATION, website="https://gone.inventata.example", email="x@gone.example", phones=())
    organisations.change_organisation(by=editor, organisation_id=entry.organisation.pk, facts=facts)
    Phone.objects.create(prefecture_id="SV", organisation=entry.organisation, number="019")
    assert kept(editor, DemoOutside()) == 3
    listed = {("website", "page_gone"), ("email", "mail_domain_unknown"), ("phones", "phone_odd")}
    assert faults() == listed
    assert kept(editor) == 1  # nobody goes on the network: what was known of pages stands
    assert faults() == listed
    Organisation.objects.filter(pk=entry.organisation.pk).update(website="https://silent.example", email="")
    kept(editor, DemoOutside())
    assert faults() == {("website", "page_unreachable"), ("phones", "phone_odd")}


def test_what_somebody_lets_stand_is_not_listed_again(
    editor: Actor, member: Actor, elsewhere: Actor, entry: Entry
) -> None:
    Phone.objects.create(prefecture_id="SV", organisation=entry.organisation, number="019")
    kept(editor)
    found = CheckFinding.objects.get()
    with pytest.raises(NotFound):
        checking.dismiss_finding(by=elsewhere, finding_id=found.pk)
    checking.dismiss_finding(by=member, finding_id=found.pk)
    kept(editor)
    assert faults() == set()
    assert CheckFinding.objects.count() == 1


def test_an_address_is_looked_at_against_its_comune(editor: Actor, entry: Entry) -> None:
    assert not [one for one in values_to_check("SV", TODAY) if one.kind == "place"]  # no territory, nothing to say
    make_comuni()
    wrong = replace(PLACE, city="Genova", comune_code="999999")
    places.change_place(by=editor, place_id=entry.place.pk, facts=wrong)
    kept(editor)
    assert faults() == {("comune_code", "comune_unknown")}
    places.change_place(by=editor, place_id=entry.place.pk, facts=replace(wrong, comune_code="009056"))
    kept(editor)
    assert ("city", "comune_other_name") in faults()
    far = replace(PLACE, latitude=Decimal("41.9"), longitude=Decimal("12.5"), postal_code="00184")
    places.change_place(by=editor, place_id=entry.place.pk, facts=far)
    kept(editor)
    assert ("latitude", "point_elsewhere") in faults()
    assert ("city", "comune_other_name") not in faults()


def test_nothing_of_a_protected_place_is_checked(editor: Actor, hidden: Entry) -> None:
    make_comuni()
    assert {one.kind for one in values_to_check("SV", TODAY)} == {"organisation", "service"}
    assert not [one for one in values_to_check("SV", TODAY) if one.field == "desks"]


def test_the_job_of_the_night(editor: Actor, entry: Entry, settings: Any) -> None:
    settings.OUTSIDE = ""
    Phone.objects.create(prefecture_id="SV", organisation=entry.organisation, number="019")
    assert jobs.check("SV") == 1


def test_each_page_is_asked_once_whoever_names_it(entry: Entry) -> None:
    asked = []

    class Counting(DemoOutside):
        def page(self, url: str) -> int | None:
            asked.append(url)
            return 200

    values = [one for one in values_to_check("SV", TODAY) if one.asks == "page"]
    seen = looked_at([*values, *values], Counting(), TODAY)
    assert sorted(set(asked)) == sorted(asked)
    assert seen == [Looked(one, None) for one in [*values, *values]]


def test_the_list_says_that_nobody_goes_on_the_network(
    editor_user: User, savona: Prefecture, signed_in: Any, settings: Any, entry: Entry
) -> None:
    settings.OUTSIDE = ""
    Phone.objects.create(prefecture_id="SV", organisation=entry.organisation, number="019")
    kept(actor_of(editor_user, "it"))
    shown = signed_in(editor_user).get("/network/checks/").content.decode()
    assert "non va in rete" in shown
    assert entry.organisation.name in shown
