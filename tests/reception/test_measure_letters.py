"""Letters of a measure: what stands in them, when they may be written, and how their dates move the clock."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import NotAllowed
from approdo.core.models import Prefecture, User
from approdo.people.models import PersonLanguage
from approdo.reception.commands import measure_decisions, measures
from approdo.reception.commands import measure_letters as letters
from approdo.reception.models import Guest, Measure, MeasureLetter
from approdo.reception.queries import measures as queries
from approdo.reception.rules.measures import Delivery, Ground, MeasureKind, MeasurePaper
from tests.reception import dossiers
from tests.reception.dossiers import DECIDED, OPENED, RECEIVED, SECRET, TODAY
from tests.reception.places import Place, new_guest, new_stay
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTICE, DECISION, COMMUNICATION = MeasurePaper.NOTICE, MeasurePaper.DECISION, MeasurePaper.COMMUNICATION


@pytest.fixture
def prefect(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    return actor_of(make_user("prefect", savona, Role.EXECUTIVE), "it")


@pytest.fixture
def guest(savona: Prefecture, place: Place) -> Guest:
    savona.certified_mail = "accoglienza@savona.example"
    savona.save()
    found = new_guest(savona)
    new_stay(place, found, date(2026, 4, 1))
    return found


def written(by: Actor, row: Measure, kind: MeasurePaper = NOTICE, on: date = OPENED) -> MeasureLetter:
    return letters.write_measure_letter(by=by, measure_id=row.pk, kind=kind, today=on)


def sent(by: Actor, row: Measure, kind: MeasurePaper = NOTICE, on: date = OPENED, **told: Any) -> Measure:
    values = {"channel": Delivery.CERTIFIED_MAIL, "protocol_number": "12/2026", "today": TODAY, **told}
    return letters.dispatch_measure_letter(by=by, measure_id=row.pk, kind=kind, on=on, **values)


def text_of(by: Actor, letter: MeasureLetter) -> str:
    pages = PdfReader(io.BytesIO(documents.read(by, letter.document))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def signed(reception: Actor, prefect: Actor, guest: Guest, *kinds: MeasureKind, ground: Ground) -> Measure:
    row = dossiers.prepared(reception, guest, ground)
    terms = {"benefits_days": 45} if MeasureKind.BENEFITS_SUSPENSION in kinds else {}
    return dossiers.decided(prefect, row, *kinds, **terms)


def test_the_notice_says_the_facts_the_days_to_speak_and_the_end_in_the_persons_language_too(
    reception: Actor, guest: Guest, place: Place
) -> None:
    PersonLanguage.objects.create(prefecture=guest.prefecture, person=guest.person, language="uk")
    row = dossiers.opened(reception, guest)
    letter = written(reception, row)
    text = text_of(reception, letter)
    for words in (
        "Avvio di un procedimento sulla sua accoglienza", SECRET, "D.Lgs. 142/2015 art. 23 c. 1 lett. a", place.centre.name,
        "entro 10 giorni dal giorno in cui riceve questa lettera", "non è la decisione", "entro il 1 giugno 2026",
        "potere sostitutivo", "протягом", "Ми відкрили процедуру щодо вашого розміщення",
    ):  # fmt: skip
        assert words in text, words
    assert (letter.language, letter.document.sha256[:4].isalnum(), letter.written_on) == ("uk", True, OPENED)
    assert letter.document.media_type == "application/pdf"


def test_what_was_found_of_vulnerability_stands_in_no_letter(
    reception: Actor, prefect: Actor, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = signed(reception, prefect, guest, MeasureKind.WITHDRAWAL, ground=Ground.ABANDONMENT)
    row = queries.measure(reception, row.pk)
    row.assessment.vulnerability = "Parole riservatissime"
    row.assessment.save()
    for kind in (DECISION, COMMUNICATION):
        assert "riservatissime" not in text_of(reception, written(reception, row, kind, DECIDED))


def test_the_decision_says_what_was_decided_why_and_how_to_appeal(
    reception: Actor, prefect: Actor, guest: Guest
) -> None:
    row = signed(reception, prefect, guest, MeasureKind.BENEFITS_SUSPENSION, ground=Ground.DAMAGE)
    text = text_of(reception, written(reception, row, DECISION, DECIDED))
    for words in (
        "Sospensione dei benefici accessori (pocket money): 45 giorni", "Danneggiamento doloso", "Perché sì",
        "Nulla di più lieve basta", "Il 4 maggio 2026 ha ricevuto l'avviso", "L'8 maggio 2026 abbiamo sentito",
        "articolo 21-bis", "Ricorso al TAR entro 60 giorni", "entro 60 giorni dal giorno in cui riceve questa lettera",
        "Suspension of the accessory benefits (pocket money): 45 days", "You can appeal",
    ):  # fmt: skip
        assert words in text, words
    assert prefect.user_id
    assert User.objects.get(pk=prefect.user_id).full_name in text


def test_a_decision_to_take_nothing_names_no_court(reception: Actor, prefect: Actor, guest: Guest) -> None:
    row = signed(reception, prefect, guest, ground=Ground.DAMAGE)
    text = text_of(reception, written(reception, row, DECISION, DECIDED))
    assert "Non prendiamo nessuna misura" in text
    assert "Può fare ricorso" not in text
    refused("measure_not_in_state", lambda: written(reception, row, COMMUNICATION, DECIDED))


def test_the_commission_reads_who_and_what_and_not_why(reception: Actor, prefect: Actor, guest: Guest) -> None:
    row = signed(reception, prefect, guest, MeasureKind.WITHDRAWAL, ground=Ground.ABANDONMENT)
    letter = written(reception, row, COMMUNICATION, DECIDED)
    text = text_of(reception, letter)
    assert "Revoca dell'accoglienza" in text
    assert str(guest.person) in text
    assert SECRET not in text
    assert "Perché sì" not in text
    assert letter.language == ""


def test_the_receipt_of_a_letter_moves_the_clock_and_stands_on_the_letter(reception: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    written(reception, row)
    refused("letter_not_dispatched", lambda: dossiers.told(reception, row))
    sent(reception, row, on=RECEIVED - DAY)
    refused("too_early", lambda: dossiers.told(reception, row, on=OPENED), "received_on")
    assert dossiers.told(reception, row).voice_until == date(2026, 5, 14)
    letter = MeasureLetter.objects.get()
    assert (letter.dispatched_on, letter.received_on) == (RECEIVED - DAY, RECEIVED)
    assert (letter.channel, letter.protocol_number) == ("certified_mail", "12/2026")


def test_the_decision_has_its_term_from_the_receipt_of_its_letter(
    reception: Actor, prefect: Actor, guest: Guest
) -> None:
    row = signed(reception, prefect, guest, MeasureKind.WITHDRAWAL, ground=Ground.ABANDONMENT)
    written(reception, row, DECISION, DECIDED)
    sent(reception, row, DECISION, DECIDED)
    dossiers.notified(reception, row, on=DECIDED + DAY)
    assert MeasureLetter.objects.get().received_on == DECIDED + DAY
    due = queries.due(queries.measure(reception, row.pk), "appeal", TODAY).result.effective_due
    assert due == DECIDED + 61 * DAY


def test_the_dispatch_to_the_commission_is_the_communication(reception: Actor, prefect: Actor, guest: Guest) -> None:
    row = signed(reception, prefect, guest, MeasureKind.WITHDRAWAL, ground=Ground.ABANDONMENT)
    written(reception, row, COMMUNICATION, DECIDED)
    refused(
        "letter_not_dispatched",
        lambda: measure_decisions.tell_commission(
            by=reception, measure_id=row.pk, on=DECIDED, reference="1", today=TODAY
        ),
    )
    refused(
        "text_missing", lambda: sent(reception, row, COMMUNICATION, DECIDED, protocol_number=" "), "protocol_number"
    )
    row = sent(reception, row, COMMUNICATION, DECIDED + DAY)
    assert (row.commission_on, row.commission_reference) == (DECIDED + DAY, "12/2026")


def test_a_letter_that_left_is_neither_written_nor_sent_again(reception: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    first = written(reception, row)
    again = written(reception, row, on=OPENED + DAY)
    assert (again.pk, again.written_on) == (first.pk, OPENED + DAY)
    refused("too_early", lambda: sent(reception, row, on=OPENED), "on")
    refused("untraceable", lambda: sent(reception, row, on=OPENED + DAY, channel=Delivery.UNTRACEABLE), "channel")
    sent(reception, row, on=OPENED + DAY)
    refused("already_dispatched", lambda: written(reception, row))
    refused("already_dispatched", lambda: sent(reception, row, on=OPENED + DAY))
    with pytest.raises(IntegrityError, match="sent_letter_stands"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reception_measureletter SET written_on = written_on - 1")


def test_there_is_no_letter_before_its_time(reception: Actor, operator: Actor, prefect: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    for kind in (DECISION, COMMUNICATION):
        refused("measure_not_in_state", lambda kind=kind: written(reception, row, kind))  # type: ignore[misc]
    refused("letter_missing", lambda: sent(reception, row))
    with pytest.raises(NotAllowed):
        written(operator, row)
    dossiers.told(reception, row)
    refused("told_already", lambda: written(reception, row))


def test_a_letter_without_the_office_s_certified_mail_says_what_is_missing(
    reception: Actor, guest: Guest, savona: Prefecture
) -> None:
    savona.certified_mail = ""
    savona.save()
    row = dossiers.opened(reception, guest)
    refused("letter_incomplete", lambda: written(reception, row))
    assert not MeasureLetter.objects.exists()


def test_a_paper_notice_needs_no_letter_of_ours(reception: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    told = measures.record_notice(
        by=reception, measure_id=row.pk, received_on=RECEIVED, delivery=Delivery.IN_HAND, today=TODAY
    )
    assert told.notice_received_on == RECEIVED
