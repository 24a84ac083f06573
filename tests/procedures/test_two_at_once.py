"""Two officers, two windows, two clicks at the same moment: one act happens, the other is told why not."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import AuditRecord, IdempotentCall, User
from approdo.procedures import urls
from approdo.procedures.commands import deciding, letters, litigation, opening, opinions
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.models import CaseFile, CaseParty, Letter
from tests.procedures.acts import TODAY
from tests.procedures.conftest import FILED, SIGNED

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


SignIn = Callable[[User], Client]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or why it was refused, all begun together, each on its own connection."""
    start, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(20)
            given[place] = act()
        except Refusal as refused:
            given[place] = refused.code  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def one_refused(given: list[Any], code: str) -> bool:
    return sorted(isinstance(answer, str) for answer in given) == [False, True] and code in given


def test_the_same_protocol_number_for_two_files(
    committed: None, officer: Actor, open_case: Callable[[], CaseFile]
) -> None:
    files = [open_case(), open_case()]
    given = at_once(
        *(
            lambda case=case: opening.register_case(
                by=officer, case_id=case.pk, protocol_number="2026/1", on=FILED, today=FILED
            )
            for case in files
        )
    )
    assert one_refused(given, "protocol_taken")
    assert CaseFile.objects.filter(protocol_number="2026/1", state="registered").count() == 1
    assert CaseFile.objects.filter(protocol_number="", state="submitted").count() == 1


def test_two_officers_sign_the_same_decision(
    committed: None, officer: Actor, colleague: Actor, proposed: CaseFile
) -> None:
    given = at_once(
        *(
            lambda by=by: deciding.sign_decision(
                by=by, case_id=proposed.pk, on=SIGNED, expected_version=proposed.version, today=SIGNED
            )
            for by in (officer, colleague)
        )
    )
    assert one_refused(given, "case_changed")
    assert proposed.events.filter(type="decided").count() == proposed.events.filter(type="granted").count() == 1
    assert AuditRecord.objects.filter(object_id=str(proposed.pk), act="case.decided").count() == 1


def test_one_pending_list_for_two_clicks(committed: None, officer: Actor, opinion_awaited: CaseFile) -> None:
    given = at_once(*[lambda: letters.write_solicitation(by=officer, office="questura", today=TODAY)] * 2)
    assert one_refused(given, "nothing_pending")
    assert opinion_awaited.opinions.get().solicitations == 1
    assert Letter.objects.count() == 1


# Every address that takes a form, the point of the life in which it is possible, and what is sent.
DAY = FILED.isoformat()
GROUNDS = {"reasons": "x", "legal_basis": "y", "remedies": "z"}
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "open_case": ("person", {"procedure": "family_reunification", "filed_on": DAY}),
    "register": ("submitted", {"protocol_number": "2026/1", "on": DAY}),
    "assign": ("registered", {"part": "responsible"}),
    "prioritise": ("investigated", {"reason": "health"}),
    "admit": ("assigned", {}),
    "record-event": ("followed", {"type": "visa_requested", "on": "2026-05-04"}),
    "correct-event": ("investigated", {"right_date": "2026-01-09", "reason": "Errore"}),
    "pin-version": ("investigated", {"valid_from": "2017-08-18", "reason": "Circolare"}),
    "extend-term": ("citizenship", {"on": "2026-01-20", "reason": "Complessa"}),
    "answer-questions": ("investigated", {"ground": ["spouse"]}),
    "check-document": ("investigated", {"status": "ok"}),
    "ask-opinion": ("investigated", {"on": DAY}),
    "solicit-opinion": ("opinion_awaited", {"on": "2026-02-16"}),
    "receive-opinion": ("opinion_awaited", {"on": "2026-02-16", "result": "received_positive"}),
    "record-silence": ("silent", {}),
    "request-integration": ("investigated", {"received_on": "2026-02-20"}),
    "receive-integration": ("asked", {"on": "2026-03-10"}),
    "integration-expired": ("asked", {}),
    "propose": ("investigated", {"outcome": "granted", **GROUNDS}),
    "sign": ("proposed", {"on": "2026-04-20"}),
    "notify-10bis": ("refusal_proposed", {"reasons": "x", "received_on": "2026-05-20"}),
    "receive-observations": ("noticed", {"on": "2026-05-28"}),
    "notify": ("decided", {"on": "2026-04-24"}),
    "start-follow-up": ("notified", {}),
    "withdraw": ("investigated", {"on": "2026-05-20", "reason": "Lettera"}),
    "revoke": ("notified", {"on": "2026-05-20", "reason": "x", "legal_basis": "y", "remedies": "z"}),
    "close": ("notified", {}),
    "request-substitute-power": ("investigated", {"asked_on": "2026-06-15"}),
    "record-litigation": ("investigated", {"kind": "appeal", "asked_on": "2026-06-15", "court": "TAR"}),
    "end-litigation": ("sued", {"on": "2026-06-16", "outcome": "won"}),
    "write-letter": ("assigned", {"language": "it"}),
    "solicit-all": ("opinion_awaited", {}),
    "dispatch-letter": ("written", {"channel": "ali"}),
    "record-receipt": ("dispatched", {}),
}
READ_ONLY = {"case", "letter", "read-opinion"}


def test_every_address_that_takes_a_form_is_sent_twice_below() -> None:
    """The names of the acts on case files; those of lists and imports have tests of their own."""
    acts = {
        pattern.name
        for pattern in urls.urlpatterns
        if str(pattern.pattern).startswith(("case-files/", "opinions/", "letters/"))
    }
    assert acts - READ_ONLY == set(FORMS)


@pytest.fixture
def silent(officer: Actor, open_case: Callable[..., CaseFile]) -> CaseFile:
    """A work file whose employment centre let its days go by."""
    case = open_case("work_employee_quota")
    opening.register_case(by=officer, case_id=case.pk, protocol_number="2026/9", on=FILED, today=FILED)
    opening.assign_case(by=officer, case_id=case.pk, user_id=officer.user_id, today=FILED)
    deciding.admit(by=officer, case_id=case.pk, today=FILED)
    return opinions.ask_opinion(by=officer, case_id=case.pk, office="employment_centre", on=FILED, today=FILED)


@pytest.fixture
def sued(officer: Actor, investigated: CaseFile) -> CaseFile:
    """With a lawsuit."""
    return litigation.record_litigation(
        by=officer, case_id=investigated.pk, lawsuit=Lawsuit("appeal", date(2026, 6, 15), "TAR"), today=TODAY
    )


@pytest.fixture
def written(officer: Actor, assigned: CaseFile) -> CaseFile:
    """With a letter written today."""
    letters.write_letter(by=officer, case_id=assigned.pk, kind="receipt_start_notice", language="it")
    return assigned


@pytest.fixture
def dispatched(officer: Actor, written: CaseFile) -> CaseFile:
    """With a letter sent today."""
    letter = Letter.objects.get()
    return letters.dispatch_letter(
        by=officer, case_id=written.pk, letter_id=letter.pk, channel="ali", on=timezone.localdate()
    )


def arguments(name: str, case: CaseFile) -> dict[str, Any]:
    known: dict[str, Callable[[], Any]] = {
        "case_id": lambda: case.pk,
        "event_id": lambda: case.events.get().pk,
        "document": lambda: "passport_copy",
        "office": lambda: case.opinions.get().office if case.opinions.exists() else "questura",
        "litigation_id": lambda: case.litigations.get().pk,
        "letter_id": lambda: Letter.objects.get().pk,
        "kind": lambda: "receipt_start_notice",
    }
    route = next(str(pattern.pattern) for pattern in urls.urlpatterns if pattern.name == name)
    return {word: known[word]() for word in re.findall(r":(\w+)>", route)}


def form_of(request: pytest.FixtureRequest, user: User, name: str) -> tuple[CaseFile | None, str, dict[str, Any]]:
    """The case file at the point in which the act is possible, the address of the act, and what its form sends."""
    point, told = FORMS[name]
    case = request.getfixturevalue(point)
    form = dict(told)
    if name == "assign":
        form["user"] = str(user.pk)
    if name in ("dispatch-letter", "record-receipt"):
        form["on"] = timezone.localdate().isoformat()
    if not isinstance(case, CaseFile):
        return None, reverse(name), {**form, "person": str(case.pk)}
    case = CaseFile.objects.get(pk=case.pk)
    return case, reverse(name, kwargs=arguments(name, case)), {**form, "version": case.version}


@pytest.mark.parametrize("name", [name for name in FORMS if name != "open_case"])
def test_the_same_act_from_two_windows_at_once_is_done_once(
    request: pytest.FixtureRequest, signed_in: SignIn, officer_user: User, name: str
) -> None:
    case, address, form = form_of(request, officer_user, name)
    assert case
    clients = [signed_in(officer_user), signed_in(officer_user)]
    before = AuditRecord.objects.exclude(object_kind="user").count()
    given = at_once(*(lambda client=client: client.post(address, form).status_code for client in clients))
    assert sorted(given) in ([302, 409], [302, 412])
    assert AuditRecord.objects.exclude(object_kind="user").count() == before + 1
    assert CaseFile.objects.get(pk=case.pk).version == case.version + (name != "solicit-all")


@pytest.mark.parametrize("name", FORMS)
def test_one_form_sent_twice_at_once_and_again_after_an_hour_acts_once_and_leads_to_one_result(
    request: pytest.FixtureRequest, signed_in: SignIn, officer_user: User, name: str
) -> None:
    case, address, form = form_of(request, officer_user, name)
    form["form_id"] = uuid4().hex
    clients = [signed_in(officer_user), signed_in(officer_user)]
    before = AuditRecord.objects.exclude(object_kind="user").count()
    given = at_once(*(lambda client=client: client.post(address, form) for client in clients))
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=1))
    given.append(clients[0].post(address, form))
    assert [answer.status_code for answer in given] == [302, 302, 302]
    assert len({answer.headers["Location"] for answer in given}) == 1
    assert AuditRecord.objects.exclude(object_kind="user").count() == before + 1
    if case:
        assert CaseFile.objects.get(pk=case.pk).version == case.version + (name != "solicit-all")
    else:
        assert CaseFile.objects.count() == CaseParty.objects.count() == 1
