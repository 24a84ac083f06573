"""The first page of a case file tells its whole life, the newest first: who, when, what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import User
from approdo.procedures.commands import checklist, deciding, events, letters, litigation, opinions
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.history_labels import PASSAGES
from approdo.procedures.models import CaseEvent, CaseFile
from approdo.procedures.queries import history
from approdo.procedures.rules.states import Act
from tests.procedures.conftest import GRANT, NOTIFIED, PROPOSED, SIGNED

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def lived(officer: Actor, colleague: Actor, investigated: CaseFile) -> CaseFile:
    """Everything happened to it that leaves a mark."""
    case, day = investigated, date(2026, 1, 15)
    opinions.ask_opinion(by=colleague, case_id=case.pk, office="questura", on=day, today=day)
    opinions.solicit_opinion(by=officer, case_id=case.pk, office="questura", on=date(2026, 2, 16), today=PROPOSED)
    opinions.receive_opinion(
        by=officer, case_id=case.pk, office="questura", result="received_positive", on=date(2026, 2, 20), today=PROPOSED
    )
    checklist.check_document(by=officer, case_id=case.pk, document="passport_copy", status="ok")
    event = case.events.get(type="filed")
    events.correct_event(
        by=officer, case_id=case.pk, event_id=event.pk, reason="Errore di battitura", right_date=date(2026, 1, 9)
    )
    letter = letters.write_letter(by=officer, case_id=case.pk, kind="receipt_start_notice", language="it")
    letters.dispatch_letter(by=colleague, case_id=case.pk, letter_id=letter.pk, channel="ali", on=letter.written_on)
    deciding.propose_decision(by=officer, case_id=case.pk, grounds=GRANT, today=PROPOSED)
    deciding.sign_decision(by=officer, case_id=case.pk, on=SIGNED, today=SIGNED)
    deciding.notify_decision(by=officer, case_id=case.pk, on=NOTIFIED, today=NOTIFIED)
    litigation.record_litigation(
        by=colleague, case_id=case.pk, lawsuit=Lawsuit("appeal", date(2026, 6, 15), "TAR"), today=date(2026, 6, 20)
    )
    case.refresh_from_db()
    return case


def test_everything_is_told_with_its_author_the_newest_first(officer: Actor, lived: CaseFile) -> None:
    told = history.history(lived).entries
    assert [entry.day for entry in told] == sorted((entry.day for entry in told), reverse=True)
    found = {(entry.happened, entry.what): entry.who for entry in told}
    assert found == {
        ("moved", "file"): "Officer",
        ("event", "filed"): "Officer",
        ("cancelled", "filed"): "Officer",
        ("moved", "register"): "Officer",
        ("moved", "assign"): "Officer",
        ("assigned", "responsible"): "Officer",
        ("moved", "admit"): "Officer",
        ("opinion_asked", "questura"): "Colleague",
        ("opinion_solicited", "questura"): "Officer",
        ("opinion_received", "questura"): "Officer",
        ("checked", "passport_copy"): "Officer",
        ("letter_written", "receipt_start_notice"): "Officer",
        ("letter_dispatched", "receipt_start_notice"): "Colleague",
        ("moved", "complete"): "Officer",
        ("proposed", "granted"): "Officer",
        ("signed", "granted"): "Officer",
        ("event", "granted"): "Officer",
        ("moved", "notify"): "Officer",
        ("lawsuit", "appeal"): "Colleague",
    }


def test_the_page_says_it_in_words(signed_in: SignIn, officer_user: User, lived: CaseFile) -> None:
    text = signed_in(officer_user).get(reverse("case", args=[lived.pk])).content.decode()
    titles = re.findall(r'timeline-title">([^<]+)<', text)
    for words in (
        "Fascicolo aperto", "Protocollato", "Assegnato a Officer", "Parere chiesto: Questura",
        "Parere ricevuto: Questura", "Decisione proposta: Accolto", "Decisione firmata: Accolto", "Decisione notificata",
        "Ricorso", "Documento controllato: Copia del passaporto di chi chiede e di chi deve venire",
    ):  # fmt: skip
        assert words in titles, (words, titles)
    assert "Corretto: Errore di battitura" in text


def test_a_long_life_is_paged(signed_in: SignIn, officer_user: User, officer: Actor, investigated: CaseFile) -> None:
    days = [date(2026, 3, 1) + timedelta(place) for place in range(history.PAGE * 2)]
    CaseEvent.objects.bulk_create(
        CaseEvent(
            prefecture_id="SV",
            case=investigated,
            type="summoned",
            occurred_on=day,
            cancelled_at=timezone.now(),
            cancel_reason=f"volta {day:%j}",
        )
        for day in days
    )
    pages = [history.history(investigated, start) for start in (0, history.PAGE, history.PAGE * 2)]
    assert [(page.newer, page.older) for page in pages] == [(None, 30), (0, 60), (30, None)]
    assert [entry.day for page in pages for entry in page.entries][: len(days)] == days[::-1]
    client, address = signed_in(officer_user), reverse("case", args=[investigated.pk])
    assert "?from=30" in client.get(address).content.decode()
    assert f"volta {days[0]:%j}" in client.get(address, {"from": "30"}).content.decode()
    assert client.get(address, {"from": "-1"}).status_code == client.get(address, {"from": "9" * 30}).status_code == 200


def test_every_move_has_its_words_or_is_told_by_what_it_leaves() -> None:
    stays = {"ask_opinion", "solicit_opinion", "receive_opinion", "extend_term", "request_substitute_power",
             "record_litigation"}  # fmt: skip
    assert {*(act.value for act in Act), "import"} == set(PASSAGES) | set(history._TOLD_OTHERWISE) | stays
