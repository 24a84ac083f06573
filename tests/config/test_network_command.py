"""`approdo network`: the campaign and the checks at once, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core import mail
from django.utils import timezone

from approdo.config import database
from approdo.config.cli.network import network
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.models import CheckFinding, Location, Organisation, Phone, Question, Service, Suggestion
from tests.network.directory import Entry, new_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(database, "at_hand", here)


@pytest.fixture
def due(savona: Prefecture, palermo: Prefecture) -> Entry:
    """Records of which it is time to ask, of an organisation with an address."""
    made = new_entry(system_actor("SV", *Permission))
    last = timezone.localdate() - timedelta(days=100)
    for model in (Organisation, Service, Location):
        model._default_manager.update(confirmed_on=last)
    Organisation.objects.update(email="ente@inventata.example")
    return made


def run(*arguments: str, prefecture: str = "SV") -> Result:
    return CliRunner().invoke(network, [*arguments, "--prefecture", prefecture])


def test_the_campaign_runs_now_and_twice_in_a_day_asks_once(due: Entry) -> None:
    done = run("ask")
    assert (done.exit_code, "letters to organisations: 1" in done.output) == (0, True)
    assert "Writing: 1 done" in done.stderr
    assert [letter.to for letter in mail.outbox] == [["ente@inventata.example"]]
    assert "letters to organisations: 0" in run("ask").output
    assert len(mail.outbox) == 1
    assert "letters to organisations: 0" in run("ask", prefecture="PA").output


def test_without_a_mail_server_no_question_is_opened(due: Entry, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    done = run("ask")
    assert (done.exit_code, "APPRODO_SMTP_URL" in done.output) == (1, True)
    assert not Question.objects.exists()


def test_a_mail_server_that_stops_is_one_clear_line(due: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr("approdo.network.letters.sent", stopped)
    done = run("ask")
    assert (done.exit_code, "nobody listens. Repeat the command" in done.output) == (1, True)
    monkeypatch.undo()
    assert Question.objects.filter(sent_on=[]).count() == 3


def test_the_checks_run_now(due: Entry) -> None:
    Phone.objects.filter(service=due.service).update(number="019")
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "faults: 1" in done.output
    assert CheckFinding.objects.get().fault == "phone_odd"


def test_what_waits_is_listed_without_the_words_of_anybody(due: Entry) -> None:
    today = timezone.localdate()
    Suggestion.objects.create(
        prefecture_id="SV", service=due.service, words="parole di qualcuno", language="it", day=today
    )
    assert len(run("answer").output.splitlines()) == 1
    assert run("ask").exit_code == 0
    told = run("answer").output
    assert f'Service "{due.service.name}" ({due.organisation.name}): letters: 1, the last on {today}' in told
    assert [line.split()[1] for line in told.splitlines()] == ["question"] * 3 + ["suggestion"]
    assert "parole" not in told
    assert "@" not in told
    assert run("answer", prefecture="PA").output == ""


@pytest.mark.parametrize("act", ["ask", "check", "answer"])
def test_a_prefecture_that_is_not_here_is_refused(act: str, savona: Prefecture) -> None:
    done = run(act, prefecture="ZZ")
    assert (done.exit_code, "no prefecture ZZ" in done.output) == (1, True)
