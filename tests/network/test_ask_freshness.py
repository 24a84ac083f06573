"""The campaign: asked after 90 days by a signed link, reminded, handed over; the link confirms only by its button."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal, Stale
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.network.commands import answering_links, asking, hours, organisations, services, suggestions
from approdo.network.definitions import campaign_limits, freshness_limits
from approdo.network.jobs import upkeep as jobs
from approdo.network.links import token_of
from approdo.network.models import NetworkMember, Organisation, Question, QuestionLink, Service, Suggestion
from approdo.network.queries import confirming, freshness_overview, published
from approdo.network.queries.said import said_of
from approdo.network.rules.confirmations import LinkStanding, QuestionState, Step, link_standing, next_step
from approdo.network.rules.freshness import Fresh, Said, Speaker
from tests.network.directory import MORNINGS, SERVICE, TODAY, Entry, new_entry, weekly

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
DUE = TODAY + 90 * DAY
LIMITS, CAMPAIGN = freshness_limits(TODAY), campaign_limits(TODAY)


@pytest.mark.parametrize(
    ("days", "sent", "escalated", "step"),
    [
        (89, [], False, Step.WAIT), (90, [], False, Step.ASK), (300, [], False, Step.ASK),
        (99, [90], False, Step.WAIT), (100, [90], False, Step.REMIND), (110, [90, 100], False, Step.REMIND),
        (119, [90, 100, 110], False, Step.WAIT), (120, [90, 100, 110], False, Step.ESCALATE),
        (150, [90, 100, 110], True, Step.WAIT), (90, [-5], False, Step.ASK),
    ],
)  # fmt: skip
def test_the_calendar_of_a_question(days: int, sent: list[int], escalated: bool, step: Step) -> None:
    said = Said(TODAY, Speaker.MEMBER, asked_on=tuple(TODAY + one * DAY for one in sent))
    found = next_step(said, escalated=escalated, limits=LIMITS, campaign=CAMPAIGN, today=TODAY + days * DAY)
    assert found is step


def test_what_nobody_ever_said_is_asked_at_once() -> None:
    assert next_step(Said(None), escalated=False, limits=LIMITS, campaign=CAMPAIGN, today=TODAY) is Step.ASK


@pytest.mark.parametrize(
    ("state", "expired", "holds", "standing"),
    [
        (QuestionState.OPEN, False, True, LinkStanding.OPEN), (QuestionState.OPEN, True, True, LinkStanding.EXPIRED),
        (QuestionState.OPEN, False, False, LinkStanding.WITHDRAWN),
        (QuestionState.WITHDRAWN, True, True, LinkStanding.WITHDRAWN),
        (QuestionState.CONFIRMED, True, False, LinkStanding.ANSWERED),
        (QuestionState.SETTLED, False, True, LinkStanding.ANSWERED),
    ],
)  # fmt: skip
def test_what_a_link_opens(state: QuestionState, expired: bool, holds: bool, standing: LinkStanding) -> None:
    assert link_standing(state, expired=expired, holds=holds) is standing


def ask(by: Actor, today: Any) -> int:
    return sum(
        asking.send_questions(by=by, organisation_id=owner, today=today)
        for owner in asking.open_questions(by=by, today=today)
    )


def links_in(letter: Any) -> list[str]:
    return re.findall(r"http://localhost:8000(/confirm/\S+)", letter.body)


def link_of(record: Any) -> str:
    """The address sent for a record, in the last letter that names it."""
    lines = [line for letter in mail.outbox for line in letter.body.splitlines()]
    return [lines[n + 1].strip() for n, line in enumerate(lines) if line == f"- {record.name}"][-1].partition("8000")[2]


def seen_on(page: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page)[1]  # type: ignore[index]


def confirm(address: str) -> Any:
    shown = Client().get(address).content.decode()
    return Client(enforce_csrf_checks=True).post(address, {"answer": "confirm", "seen": seen_on(shown)})


def test_one_letter_to_each_member_names_every_record_and_nobody(
    editor: Actor, member_user: User, entry: Entry
) -> None:
    assert ask(editor, DUE - DAY) == 0
    assert ask(editor, DUE) == 1
    [letter] = mail.outbox
    assert letter.to == [member_user.email]
    for record in (entry.organisation, entry.service, entry.place):
        assert f"- {record.name}" in letter.body
    assert len(links_in(letter)) == 3
    shown = Client().get(link_of(entry.service)).content.decode()
    named = re.findall("«(.+?)»", letter.body)
    assert len(named) == 3
    assert all(f">{words}<" in shown for words in named), "the letter names the page's own buttons"
    for word in (member_user.full_name, member_user.email, str(member_user.pk), str(entry.service.pk)):
        assert word not in letter.body
    assert ask(editor, DUE) == 0  # a job that runs twice asks once


def test_who_has_no_member_is_asked_at_its_contacts_or_its_own_address(editor: Actor, other_entry: Entry) -> None:
    Organisation.objects.filter(pk=other_entry.organisation.pk).update(email="ente@inventata.example")
    assert ask(editor, DUE) == 1
    assert mail.outbox[0].to == ["ente@inventata.example"]
    assert confirm(link_of(other_entry.service)).status_code == 303
    found = Service.objects.get(pk=other_entry.service.pk)
    assert (found.confirmed_as, found.confirmed_by_id) == (Speaker.MEMBER.value, None)


def test_programs_that_open_links_confirm_nothing_and_the_button_does(
    editor: Actor, member_user: User, entry: Entry
) -> None:
    ask(editor, DUE)
    address = link_of(entry.service)
    for method in ("get", "head", "get"):
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    assert Service.objects.get(pk=entry.service.pk).confirmed_on == TODAY
    shown = Client().get(address).content.decode()
    assert SERVICE.description in shown
    assert "019 222222" in shown
    assert confirm(address).status_code == 303
    found = Service.objects.get(pk=entry.service.pk)
    assert (found.confirmed_on, found.confirmed_by_id) == (timezone.localdate(), member_user.pk)
    assert AuditRecord.objects.filter(act="service.confirmed", object_id=str(found.pk)).exists()
    again = Client().post(address, {"answer": "confirm", "seen": seen_on(shown)})
    assert again.status_code == 200
    assert "ha già la sua risposta" in again.content.decode()
    assert Question.objects.get(service=found).state == QuestionState.CONFIRMED.value


def test_what_was_changed_since_it_was_read_is_not_confirmed(editor: Actor, member: Actor, entry: Entry) -> None:
    ask(editor, DUE)
    address = link_of(entry.service)
    seen = seen_on(Client().get(address).content.decode())
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=weekly(*MORNINGS[:1]))
    answer = Client().post(address, {"answer": "confirm", "seen": seen})
    assert answer.status_code == 412
    assert Service.objects.get(pk=entry.service.pk).confirmed_on == TODAY
    assert confirm(address).status_code == 303


def test_forged_cut_and_strange_addresses_are_not_ours(editor: Actor, member_user: User, entry: Entry) -> None:
    ask(editor, DUE)
    token = link_of(entry.service).split("/")[2]
    other = QuestionLink.objects.exclude(pk__in=QuestionLink.objects.filter(question__service=entry.service)).first()
    assert other is not None
    head, stamp, mark = token.split(":")
    forged = [
        token[:-3], f"{head}:{stamp}:{mark[::-1]}", f"PA{token[2:]}", f"SV.{other.pk.hex}:{stamp}:{mark}",
        f"{head}:zzzzzz:{mark}", "x" * 4000, "7", "%00", "../../x", token_of("SV", entry.service.pk),
    ]  # fmt: skip
    for one in forged:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/confirm/{one}/")
            assert answer.status_code in (302, 404), one
            assert entry.service.name not in answer.content.decode()
    assert not Question.objects.exclude(state=QuestionState.OPEN.value).exists()


def test_an_old_link_says_so_and_the_reminder_opens(
    editor: Actor, member_user: User, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = __import__("time").time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() - 31 * 86_400)
    ask(editor, DUE)
    old = link_of(entry.service)
    monkeypatch.setattr("django.core.signing.time.time", real)
    assert ask(editor, DUE + 10 * DAY) == 1
    assert mail.outbox[-1].subject.startswith("Promemoria")
    for method in ("get", "post"):
        answer = getattr(Client(), method)(old)
        assert answer.status_code == 410
        assert "giorni di questo indirizzo" in answer.content.decode()
    assert Service.objects.get(pk=entry.service.pk).confirmed_on == TODAY
    assert confirm(link_of(entry.service)).status_code == 303


def test_a_withdrawn_question_and_a_member_who_left_open_nothing(
    editor: Actor, member_user: User, entry: Entry
) -> None:
    ask(editor, DUE)
    service, place = link_of(entry.service), link_of(entry.place)
    asking.withdraw_question(by=editor, question_id=Question.objects.get(service=entry.service).pk)
    assert Client().get(service).status_code == 410
    NetworkMember.objects.all().delete()
    assert Client().post(place, {"answer": "confirm"}).status_code == 410
    with pytest.raises(Refusal):
        asking.withdraw_question(by=editor, question_id=Question.objects.get(service=entry.service).pk)


def test_a_change_asked_by_the_link_is_read_and_confirms_nothing(
    editor: Actor, member_user: User, entry: Entry
) -> None:
    ask(editor, DUE)
    address = link_of(entry.service)
    assert Client().post(address, {"answer": "change", "words": " "}).status_code == 409
    assert Client().post(address, {"answer": "change", "words": "<script>x</script>"}).status_code == 422
    assert Client().post(address, {"answer": "change", "words": "Il lunedì siamo chiusi"}).status_code == 303
    said = Suggestion.objects.get()
    assert (said.words, said.said_as, said.service_id) == ("Il lunedì siamo chiusi", "member", entry.service.pk)
    assert Service.objects.get(pk=entry.service.pk).confirmed_on == TODAY
    assert Question.objects.get(service=entry.service).state == QuestionState.CHANGE_WANTED.value


def test_who_asked_for_a_change_is_not_asked_again_before_somebody_read_it(
    editor: Actor, member_user: User, entry: Entry
) -> None:
    assert ask(editor, DUE) == 1
    Client().post(link_of(entry.service), {"answer": "change", "words": "Il telefono è un altro."})
    mail.outbox.clear()
    ask(editor, DUE + DAY)
    assert not Question.objects.filter(service=entry.service, state=QuestionState.OPEN.value).exists()
    row = freshness_overview.listed(editor, DUE + DAY).get()
    assert freshness_overview.answered(editor, [row], DUE + DAY)[row.pk].next_letter == DUE + 10 * DAY
    told = Suggestion.objects.get()
    suggestions.answer_suggestion(by=editor, suggestion_id=told.pk, accepted=False, answer="Il numero è quello giusto.")
    ask(editor, DUE + 2 * DAY)
    assert Question.objects.filter(service=entry.service, state=QuestionState.OPEN.value).exists()


def test_reminders_then_the_editors_hear_of_it_once(
    editor: Actor, editor_user: User, member_user: User, entry: Entry
) -> None:
    letters = {day: ask(editor, TODAY + day * DAY) for day in (90, 95, 100, 110, 120, 130)}
    assert letters == {90: 1, 95: 0, 100: 1, 110: 1, 120: 0, 130: 0}
    mail.outbox.clear()
    told = [asking.tell_editors(by=editor, today=TODAY + 120 * DAY) for _twice in range(2)]
    assert told == [1, 0]
    assert mail.outbox[0].to == [editor_user.email]
    assert entry.service.name in mail.outbox[0].body
    assert set(Question.objects.values_list("escalated_why", flat=True)) == {"no_answer"}


def test_where_there_is_nobody_to_write_to_the_editors_hear_at_once(
    editor: Actor, editor_user: User, entry: Entry
) -> None:
    assert ask(editor, DUE) == 0
    assert set(Question.objects.values_list("escalated_why", flat=True)) == {"nobody_to_ask"}
    assert asking.tell_editors(by=editor, today=DUE) == 1


def test_without_a_mail_server_nothing_is_written_down_as_sent(
    editor: Actor, member_user: User, entry: Entry, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert ask(editor, DUE) == 0
    assert {tuple(one.sent_on) for one in Question.objects.all()} == {()}


def test_what_is_confirmed_on_its_page_closes_its_question(editor: Actor, member: Actor, entry: Entry) -> None:
    ask(editor, DUE)
    address = link_of(entry.service)
    services.confirm_service(by=member, service_id=entry.service.pk, today=DUE)
    assert "ha già la sua risposta" in Client().get(address).content.decode()
    ask(editor, DUE + DAY)
    assert Question.objects.get(service=entry.service).state == QuestionState.SETTLED.value


def test_a_protected_service_is_asked_about_without_where_or_when(editor: Actor, hidden: Entry) -> None:
    Organisation.objects.filter(pk=hidden.organisation.pk).update(email="ente@inventata.example")
    ask(editor, DUE)
    shown = Client().get(link_of(hidden.service)).content.decode()
    assert hidden.service.name in shown
    assert "Nascondiglio" not in shown + mail.outbox[0].body
    assert "03:33" not in shown
    assert not Question.objects.filter(place=hidden.place).exists()


def test_stale_services_come_last_and_say_so_and_hidden_ones_do_not(editor: Actor, entry: Entry) -> None:
    fresh = new_entry(editor, 2)
    services.confirm_service(by=editor, service_id=fresh.service.pk, today=TODAY + 100 * DAY)
    for days, shown in ((120, [entry, fresh]), (121, [fresh, entry]), (180, [fresh, entry]), (181, [fresh])):
        found = published.published("SV", TODAY + days * DAY)
        assert [one.id for one in found] == [one.service.pk for one in shown]
    stale = published.published("SV", TODAY + 121 * DAY)[-1]
    assert stale.fresh.state is Fresh.STALE
    names = [one.name for one in published.organisations("SV", TODAY + 181 * DAY)]
    assert names == [fresh.organisation.name]
    assert published.places("SV", TODAY + 300 * DAY) == []


def test_each_field_says_who_wrote_it_and_when(editor: Actor, member: Actor, member_user: User, entry: Entry) -> None:
    services.change_service(by=member, service_id=entry.service.pk, facts=replace(SERVICE, description="Nuovo."))
    hours.set_schedule(by=editor, desk_id=entry.desk.pk, schedule=weekly(*MORNINGS[:1]))
    row = Service.objects.select_related("confirmed_by").get(pk=entry.service.pk)
    told = {one.field: one for one in said_of(row, timezone.localdate())}
    mine = told["description"]
    assert (mine.name, mine.speaker, mine.on) == (member_user.full_name, Speaker.MEMBER, timezone.localdate())
    assert told["hours"].speaker is Speaker.EDITOR
    assert (told["email"].on, told["email"].speaker) == (TODAY, Speaker.EDITOR)
    organisations.confirm_organisation(by=member, organisation_id=entry.organisation.pk)


def test_the_letter_is_taken_by_a_real_mail_server(
    editor: Actor, member_user: User, entry: Entry, settings: Any, savona: Prefecture
) -> None:
    class Kept(Message):
        def handle_message(self, message: Any) -> None:
            taken.append(message)

    taken: list[Any] = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(Kept(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert ask(editor, DUE) == 1
    finally:
        server.stop()
    assert taken[0]["Auto-Submitted"] == "auto-generated"
    assert "/confirm/SV." in taken[0].get_payload(decode=True).decode()


def test_two_who_press_at_once_confirm_once(committed: None, editor: Actor, member_user: User, entry: Entry) -> None:
    ask(editor, DUE)
    link = QuestionLink.objects.get(question__service=entry.service)
    by = replace(editor, user_id=member_user.pk)
    seen, results, start = confirming.seen(entry.service), [], threading.Barrier(2)

    def press() -> None:
        start.wait()
        try:
            answering_links.confirm_by_link(by=by, link_id=link.pk, seen=seen, expired=False)
            results.append("confirmed")
        except (Refusal, Stale) as refused:
            results.append(refused.code)
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _each in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(results) == ["confirmed", "link_answered"]


def test_the_job_asks_each_prefecture_by_itself(
    editor: Actor, member_user: User, entry: Entry, palermo: Prefecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("approdo.network.jobs.upkeep.timezone.localdate", lambda: DUE)
    assert jobs.ask("PA") == 0
    assert jobs.ask("SV") == 1
    assert len(mail.outbox) == 1


def test_the_list_shows_each_question_and_withdraws_one(
    editor: Actor, editor_user: User, entry: Entry, signed_in: Callable[[User], Client]
) -> None:
    ask(editor, DUE)
    browser = signed_in(editor_user)
    shown = browser.get("/network/questions/?show=escalated").content.decode()
    assert entry.service.name in shown
    assert (
        browser.post(f"/network/questions/{Question.objects.get(service=entry.service).pk}/withdraw/").status_code
        == 302
    )
    assert Question.objects.get(service=entry.service).state == QuestionState.WITHDRAWN.value
