"""The pages of a case file: what they show, how an act is done from them, and to whom they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.middleware import actor_of
from approdo.core.models import User
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import pages
from approdo.procedures.views.case import TABS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("tab", [key for key, _label in TABS])
def test_every_tab_is_shown(signed_in: SignIn, officer_user: User, investigated: CaseFile, tab: str) -> None:
    answer = signed_in(officer_user).get(reverse("case", args=[investigated.pk]), {"tab": tab})
    assert answer.status_code == 200
    assert "giovedì 11 giugno 2026" in answer.content.decode()


def test_the_due_date_explains_itself(signed_in: SignIn, officer_user: User, investigated: CaseFile) -> None:
    text = signed_in(officer_user).get(reverse("case", args=[investigated.pk])).content.decode()
    assert "TUI art. 29 c. 8" in text
    assert "150 giorni" in text


def test_an_act_is_done_from_its_page(signed_in: SignIn, officer_user: User, investigated: CaseFile) -> None:
    client = signed_in(officer_user)
    address = reverse("request-integration", args=[investigated.pk])
    assert client.get(address).status_code == 200
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    answer = client.post(address, {"version": investigated.version, "received_on": day})
    assert answer.status_code == 302
    investigated.refresh_from_db()
    assert investigated.state == "integration_requested"


def test_unanswered_questions_are_said_and_come_before_the_proposal(
    signed_in: SignIn, officer_user: User, investigated: CaseFile
) -> None:
    client, address = signed_in(officer_user), reverse("case", args=[investigated.pk])
    investigated.checklist.update(status="ok")
    text = client.get(address, {"tab": "documents"}).content.decode()
    assert "Alcuni quesiti sull'istanza non hanno risposta" in unescape(text)
    officer = actor_of(officer_user, "it")
    assert pages.case_page(officer, investigated, timezone.localdate()).next_act == "answer-questions"
    investigated.answers = {
        "italian_now": "no", "ground": ["spouse"], "applicant_status": "other", "housing_owner": "applicant",
    }  # fmt: skip
    assert pages.case_page(officer, investigated, timezone.localdate()).next_act == "propose"


def test_a_stale_form_is_refused_and_shows_what_changed(
    signed_in: SignIn, officer_user: User, investigated: CaseFile
) -> None:
    client = signed_in(officer_user)
    address = reverse("prioritise", args=[investigated.pk])
    old = {"version": investigated.version, "reason": "health"}
    assert client.post(address, old).status_code == 302
    answer = client.post(address, {**old, "reason": "minor"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Officer" in text
    assert 'value="minor" selected' in text
    investigated.refresh_from_db()
    assert investigated.priority_reason == "health"


def test_a_wrong_day_is_explained_beside_the_field(
    signed_in: SignIn, officer_user: User, investigated: CaseFile
) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    address = reverse("request-integration", args=[investigated.pk])
    answer = signed_in(officer_user).post(address, {"version": investigated.version, "received_on": tomorrow})
    assert answer.status_code == 409
    assert tomorrow in answer.content.decode()


def test_what_is_wrong_is_counted_and_said_once(signed_in: SignIn, officer_user: User, asked: CaseFile) -> None:
    address = reverse("receive-integration", args=[asked.pk])
    answer = signed_in(officer_user).post(address, {"version": asked.version, "on": "2026-02-10"})
    summary = unescape(answer.content.decode()).split('class="error-summary"')[1].split("</ul>")[0]
    assert "C'è 1 cosa da correggere" in summary
    assert summary.count("non rispondono a nessuna richiesta aperta") == 1


@pytest.mark.parametrize("name", ["case", "request-integration", "propose", "sign", "withdraw", "answer-questions"])
def test_an_officer_of_another_prefecture_gets_the_answer_of_a_file_that_does_not_exist(
    signed_in: SignIn, outsider_user: User, investigated: CaseFile, name: str
) -> None:
    client = signed_in(outsider_user)
    answer = client.get(reverse(name, args=[investigated.pk]))
    missing = client.get(reverse(name, args=[outsider_user.pk]))
    assert answer.status_code == missing.status_code == 404
    assert "Provetta" not in answer.content.decode()


@pytest.mark.parametrize("tab", [key for key, _label in TABS])
def test_a_page_asks_few_questions_to_the_database(
    signed_in: SignIn, officer_user: User, investigated: CaseFile, django_assert_max_num_queries: Callable[[int], object],
    tab: str,
) -> None:  # fmt: skip
    client = signed_in(officer_user)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(reverse("case", args=[investigated.pk]), {"tab": tab})
