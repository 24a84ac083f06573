"""What a reader says of a page: kept without who they are, once, within a rate."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from approdo.core import tenancy
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, RateCount
from approdo.portal.models import PageFeedback
from approdo.portal.rules.feedback import without_contacts

pytestmark = pytest.mark.django_db
PAGE = "/guides/family_reunification/"


def send(**values: Any) -> Any:
    said = {"form_id": str(uuid.uuid4()), "page": PAGE, **values}
    return Client(enforce_csrf_checks=True).post("/bn/feedback/", said, REMOTE_ADDR="192.0.2.7")


def test_an_answer_is_kept_with_its_page_language_and_day_alone(savona: Prefecture) -> None:
    answer = send(useful="no", missing="ঘরের সনদ কোথায়?")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bn/feedback/thanks/")
    kept = PageFeedback.objects.get()
    assert (kept.page, kept.language, kept.useful, kept.missing) == (PAGE, "bn", False, "ঘরের সনদ কোথায়?")
    assert {field.name for field in PageFeedback._meta.fields} == {
        "form",
        "page",
        "language",
        "useful",
        "missing",
        "day",
    }


def test_a_form_sent_twice_counts_once(savona: Prefecture) -> None:
    form = str(uuid.uuid4())
    assert [send(form_id=form, useful="yes").status_code for _again in range(2)] == [303, 303]
    assert PageFeedback.objects.count() == 1


@pytest.mark.parametrize(
    "said", [{}, {"useful": "maybe"}, {"missing": "x" * 501}, {"missing": "  "}, {"useful": "yes", "form_id": "x"}]
)
def test_an_answer_that_says_nothing_or_too_much_is_given_back(savona: Prefecture, said: dict[str, str]) -> None:
    answer = send(**said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert said.get("missing", "") in answer.content.decode()
    assert not PageFeedback.objects.exists()


def test_a_page_that_is_not_the_portals_counts_as_the_home(savona: Prefecture) -> None:
    for page in ("/../office/", "https://example.org/", "/nothing/", "/x" * 400, ""):
        assert send(page=page, useful="yes").status_code == 303
        RateCount.objects.all().delete()
    assert set(PageFeedback.objects.values_list("page", flat=True)) == {"/"}


def test_too_many_answers_from_one_address_are_told_when_to_come_back(savona: Prefecture, settings: Any) -> None:
    statuses = [send(useful="yes") for _one in range(settings.FEEDBACK_A_MINUTE + 1)]
    assert [answer.status_code for answer in statuses[:-1]] == [303] * settings.FEEDBACK_A_MINUTE
    assert statuses[-1].status_code == 429
    assert 0 < int(statuses[-1].headers["Retry-After"]) <= 60
    assert PageFeedback.objects.count() == settings.FEEDBACK_A_MINUTE
    assert "192.0.2.7" not in str(list(RateCount.objects.values()))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Write to ada@example.org please", "Write to […] please"),
        ("call +39 019 11 11 11", "call […]"),
        ("art. 29 says 150 days", "art. 29 says 150 days"),
        ("RSSMRA80A01H501U is mine", "[…] is mine"),
        ("see https://example.org/a?b=1", "see […]"),
    ],
)
def test_ways_to_reach_somebody_are_not_kept(written: str, kept: str) -> None:
    assert without_contacts(written) == kept


def test_the_public_adds_and_reads_nothing_and_nobody_changes(savona: Prefecture) -> None:
    send(useful="yes")
    with transaction.atomic():
        tenancy.enter(tenancy.SIGN_IN)
        assert not PageFeedback.objects.exists()
        for act in (PageFeedback.objects.all().delete, lambda: PageFeedback.objects.update(useful=False)):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
        transaction.set_rollback(True)
    assert PageFeedback.objects.filter(useful=True).count() == 1


def test_who_keeps_the_pages_reads_which_help_least(
    savona: Prefecture, make_user: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    send(useful="yes", page="/guides/")
    send(useful="no", missing="<b>fees</b>")
    browser = signed_in(make_user("reads", savona, Role.ADMINISTRATOR))
    shown = browser.get("/page-feedback/").content.decode()
    assert shown.index(PAGE) < shown.index('href="/it/guides/"')
    comments = browser.get("/page-feedback/comments/", {"page": PAGE}).content.decode()
    assert "&lt;b&gt;fees&lt;/b&gt;" in comments
    assert signed_in(make_user("works", savona, Role.OFFICER)).get("/page-feedback/").status_code == 403
