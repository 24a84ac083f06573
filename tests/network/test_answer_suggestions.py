"""What the public suggests: kept without who says it, within a rate, answered, the address for the answer forgotten."""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound, Refusal
from approdo.core.models import AuditRecord, RateCount, User
from approdo.network.commands import services, suggestions
from approdo.network.jobs import upkeep as jobs
from approdo.network.models import Suggestion
from approdo.network.rules.suggestions import CONTACT_DAYS
from tests.network.directory import Entry

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script> <b>chiuso</b>"
FROM = "192.0.2.7"


@pytest.fixture(autouse=True)
def confirmed(entry: Entry, editor: Actor) -> None:
    """The service is shown today."""
    services.confirm_service(by=editor, service_id=entry.service.pk)


def send(entry: Entry, language: str = "bn", address: str = FROM, **told: str) -> Any:
    said = {"form_id": str(uuid.uuid4()), "words": "বন্ধ ছিল", **told}
    path = f"/{language}/services/sv/{entry.service.pk}/suggest/"
    return Client(enforce_csrf_checks=True).post(path, said, REMOTE_ADDR=address)


def test_words_are_kept_without_who_says_them(entry: Entry, elsewhere: Actor) -> None:
    shown = Client().get(f"/ar/services/sv/{entry.service.pk}/suggest/")
    assert (shown.status_code, "Set-Cookie" in shown.headers) == (200, False)
    assert entry.service.name in shown.content.decode()
    answer = send(entry)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bn/suggested/")
    kept = Suggestion.objects.get()
    assert (kept.words, kept.language, kept.contact, kept.service_id) == ("বন্ধ ছিল", "bn", "", entry.service.pk)
    assert kept.day == timezone.localdate()
    assert not AuditRecord.objects.filter(object_id=str(kept.pk)).exists()
    assert FROM not in str(list(RateCount.objects.values())) + str(Suggestion.objects.values())


def test_a_form_sent_twice_counts_once(entry: Entry) -> None:
    form = str(uuid.uuid4())
    assert [send(entry, form_id=form).status_code for _twice in range(2)] == [303, 303]
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("told", [{"words": " "}, {"words": "x" * 1001}, {"contact": "nobody"}, {"form_id": "x"}])
def test_what_cannot_be_kept_is_given_back(entry: Entry, told: dict[str, str]) -> None:
    answer = send(entry, **told)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_a_thousand_from_one_address_are_refused_and_told_when_to_come_back(
    entry: Entry, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 1_800_000_000
    monkeypatch.setattr("approdo.core.rest.rates.time.time", lambda: clock)
    statuses = []
    for number in range(60):
        clock = 1_800_000_000 + number * 20
        statuses.append(send(entry))
    assert [one.status_code for one in statuses].count(303) == settings.SUGGESTIONS_A_DAY
    assert Suggestion.objects.count() == settings.SUGGESTIONS_A_DAY
    assert statuses[-1].status_code == 429
    assert int(statuses[-1].headers["Retry-After"]) > 3600
    assert send(entry, address="192.0.2.8").status_code == 303
    at_once = [send(entry, address="192.0.2.9") for _each in range(settings.SUGGESTIONS_A_MINUTE + 1)]
    assert at_once[-1].status_code == 429
    assert 0 < int(at_once[-1].headers["Retry-After"]) <= 60


def test_there_is_no_form_for_what_the_public_does_not_read(entry: Entry, editor: Actor) -> None:
    services.withdraw_service(by=editor, service_id=entry.service.pk)
    assert Client().get(f"/it/services/sv/{entry.service.pk}/suggest/").status_code == 404
    assert Client().get(f"/it/services/sv/{uuid.uuid4()}/suggest/").status_code == 404
    assert send(entry).status_code == 404


def test_the_public_adds_new_ones_of_published_services_and_nothing_else(entry: Entry) -> None:
    send(entry)
    with transaction.atomic():
        tenancy.enter_public("SV")
        assert not Suggestion.objects.exists()
        assert Suggestion.objects.update(words="x") == Suggestion.objects.all().delete()[0] == 0
        told = {"prefecture_id": "SV", "words": "x", "language": "it", "day": timezone.localdate()}
        done = {"state": "accepted", "answer": "x", "answered_on": timezone.localdate()}
        for more in ({"organisation": entry.organisation}, {"service": entry.service, **done}):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Suggestion.objects.create(**told, **more)
        transaction.set_rollback(True)


def test_hostile_words_are_shown_as_words(entry: Entry, member_user: User, signed_in: Callable[[User], Client]) -> None:
    given_back = send(entry, words=HOSTILE, contact="nobody").content.decode()
    assert "<script>alert" not in given_back
    assert send(entry, words=HOSTILE).status_code == 303
    browser, kept = signed_in(member_user), Suggestion.objects.get()
    for address in ("/network/suggestions/", f"/network/suggestions/{kept.pk}/"):
        shown = browser.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


def test_the_member_answers_and_the_address_is_used_once_and_forgotten(
    entry: Entry, member_user: User, signed_in: Callable[[User], Client]
) -> None:
    send(entry, contact="lettrice@posta.example")
    kept = Suggestion.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM network_suggestion")
        assert "lettrice" not in str(cursor.fetchone()[0])
    browser = signed_in(member_user)
    assert "lettrice" not in browser.get(f"/network/suggestions/{kept.pk}/").content.decode()
    address = f"/network/suggestions/{kept.pk}/"
    assert browser.post(address, {"decision": "accepted", "answer": ""}).status_code == 422
    answer = browser.post(address, {"decision": "accepted", "answer": "Abbiamo corretto gli orari."})
    assert answer.headers["Location"] == f"/network/services/{entry.service.pk}/change/"
    assert jobs.answer_everywhere(0) is None
    jobs.answer_everywhere(0)
    [letter] = mail.outbox
    assert letter.to == ["lettrice@posta.example"]
    assert "Abbiamo corretto gli orari." in letter.body
    kept.refresh_from_db()
    assert (kept.contact, kept.state, kept.answer) == ("", "accepted", "Abbiamo corretto gli orari.")
    assert "lettrice" not in " ".join(AuditRecord.objects.values_list("payload", flat=True))


def test_who_keeps_other_records_and_other_offices_do_not_see_it(
    entry: Entry, other_entry: Entry, member: Actor, elsewhere: Actor, editor: Actor
) -> None:
    suggestions.suggest(
        form=uuid.uuid4(), prefecture="SV", service_id=other_entry.service.pk, words="x", language="it", contact="",
        today=timezone.localdate(),
    )  # fmt: skip
    kept = Suggestion.objects.get()
    for by in (member, elsewhere):
        with pytest.raises(NotFound):
            suggestions.answer_suggestion(by=by, suggestion_id=kept.pk, accepted=True, answer="x")
    suggestions.answer_suggestion(by=editor, suggestion_id=kept.pk, accepted=False, answer="Resta così.")
    with pytest.raises(Refusal):
        suggestions.answer_suggestion(by=editor, suggestion_id=kept.pk, accepted=True, answer="x")


def test_an_address_waits_for_ninety_days_at_most(entry: Entry, editor: Actor, settings: Any) -> None:
    send(entry, contact="a@posta.example")
    day = timezone.localdate()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    suggestions.send_answers(by=editor, today=day + timedelta(days=CONTACT_DAYS))
    assert Suggestion.objects.get().contact == "a@posta.example"
    suggestions.send_answers(by=editor, today=day + timedelta(days=CONTACT_DAYS + 1))
    assert Suggestion.objects.get().contact == ""


def test_an_address_that_the_mail_server_refuses_is_forgotten(
    entry: Entry, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(entry, contact="a@posta.example")
    suggestions.answer_suggestion(
        by=editor, suggestion_id=Suggestion.objects.get().pk, accepted=False, answer="Resta così."
    )

    def refuse(*_arguments: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr("approdo.network.letters.sent", refuse)
    assert suggestions.send_answers(by=editor, today=timezone.localdate()) == 0
    assert Suggestion.objects.get().contact == ""
