"""What the page of a case file puts first is what the law wants next, and only what can be done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.procedures.commands import deciding, integration, rejection
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import pages
from tests.procedures.conftest import NOTICE_READ, REFUSAL

pytestmark = pytest.mark.django_db


def _page(officer: Actor, case: CaseFile) -> pages.CasePage:
    return pages.case_page(officer, CaseFile.objects.get(pk=case.pk), timezone.localdate())


def _offered(officer: Actor, case: CaseFile) -> dict[str, bool]:
    return {offer.act: offer.allowed for offer in _page(officer, case).offers}


def _propose(officer: Actor, case: CaseFile, outcome: str, answer: str = "") -> None:
    grounds = deciding.Grounds(outcome, "Motivi inventati.", "TUI art. 29", "Ricorso.", answer)
    deciding.propose_decision(by=officer, case_id=case.pk, grounds=grounds, today=timezone.localdate())


def test_observations_are_answered_first_and_then_it_is_signed(officer: Actor, observed: CaseFile) -> None:
    page = _page(officer, observed)
    assert page.unanswered
    assert page.next_act == "propose"
    (sign,) = (offer for offer in page.offers if offer.act == "sign")
    assert sign.reasons == ("observations_not_answered",)

    _propose(officer, observed, "denied", "La risposta alle osservazioni.")

    assert _page(officer, observed).next_act == "sign"


def test_a_refusal_waits_for_the_ten_days_and_then_is_signed(officer: Actor, noticed: CaseFile) -> None:
    last_day = NOTICE_READ + timedelta(days=10)
    page = pages.case_page(officer, noticed, last_day)
    assert page.next_act == "receive-observations"
    (sign,) = (offer for offer in page.offers if offer.act == "sign")
    assert sign.reasons == ("observations_time_running",)
    assert pages.case_page(officer, noticed, last_day + timedelta(days=1)).next_act == "sign"


def test_after_the_ten_days_without_an_answer_the_office_must_move(officer: Actor, noticed: CaseFile) -> None:
    last_day = NOTICE_READ + timedelta(days=10)
    assert pages.case_page(officer, noticed, last_day - timedelta(days=1)).ball == "applicant"
    assert pages.case_page(officer, noticed, last_day + timedelta(days=1)).ball == "office"


def _shown(officer: Actor, case: CaseFile) -> tuple[str, bool]:
    page = pages.case_page(officer, CaseFile.objects.get(pk=case.pk), NOTICE_READ)
    return page.ball, page.unreceived


@pytest.mark.parametrize(("received", "expected"), [(None, ("office", True)), (NOTICE_READ, ("applicant", False))])
def test_a_notice_not_yet_received_is_the_offices_to_follow(
    officer: Actor, refusal_proposed: CaseFile, received: date | None, expected: tuple[str, bool]
) -> None:
    rejection.notify_10bis(
        by=officer, case_id=refusal_proposed.pk, reasons=REFUSAL.reasons, received_on=received, today=NOTICE_READ
    )
    assert _shown(officer, refusal_proposed) == expected


@pytest.mark.parametrize(("received", "expected"), [(None, ("office", True)), (NOTICE_READ, ("applicant", False))])
def test_papers_asked_for_by_a_letter_not_yet_received_are_the_offices_to_follow(
    officer: Actor, investigated: CaseFile, received: date | None, expected: tuple[str, bool]
) -> None:
    integration.request_integration(by=officer, case_id=investigated.pk, received_on=received, today=NOTICE_READ)
    assert _shown(officer, investigated) == expected


def test_a_grant_after_the_observations_needs_no_answer(officer: Actor, observed: CaseFile) -> None:
    _propose(officer, observed, "granted")
    assert _page(officer, observed).next_act == "sign"


def test_after_a_refusal_nothing_follows_and_nothing_is_revoked(officer: Actor, observed: CaseFile) -> None:
    _propose(officer, observed, "denied", "La risposta alle osservazioni.")
    today: date = timezone.localdate()
    deciding.sign_decision(by=officer, case_id=observed.pk, on=today, today=today)
    deciding.notify_decision(by=officer, case_id=observed.pk, on=today, today=today)

    assert _page(officer, observed).next_act == "close"
    assert not {"start-follow-up", "revoke"} & set(_offered(officer, observed))


def test_after_a_grant_its_follow_up_comes_first(officer: Actor, notified: CaseFile) -> None:
    assert _page(officer, notified).next_act == "start-follow-up"
    assert _offered(officer, notified)["revoke"]
