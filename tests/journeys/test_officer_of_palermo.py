"""What belongs to Savona does not exist for Palermo; and two people at one case file do not overwrite each other."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from approdo.core.access.actor import Actor
from approdo.core.models import User
from approdo.procedures.commands import letters
from approdo.procedures.models import CaseFile
from tests.journeys.conftest import OpenReader

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_the_addresses_of_savona_do_not_exist_for_palermo(
    committed: None, reader: OpenReader, officer: Actor, outsider_user: User, case: CaseFile
) -> None:
    # Given a case file of Savona with a letter
    letter = letters.write_letter(by=officer, case_id=case.pk, kind="receipt_start_notice")
    party = case.parties.get()
    # and an officer of Palermo who has its addresses
    stranger = reader()
    stranger.signs_in(outsider_user.email)
    for address in (
        reverse("case", args=[case.pk]),
        reverse("letter", args=[letter.pk]),
        reverse("person", args=[party.person_id]),
        reverse("person_file", args=[party.person_id]),
        reverse("prioritise", args=[case.pk]),
        reverse("peek", args=[case.pk]),
    ):
        # When the address is opened
        answer = stranger.opens(address)
        # then nothing stands there, and the page says so without telling anything
        assert answer.status == 404, address
        assert "Provetta" not in stranger.page.content()
        assert stranger.page.locator("h1").count() == 1
    stranger.finds_no_barrier()
    # and neither the search nor the list taken away finds it
    stranger.opens(f"{reverse('search')}?q=Provetta")
    expect(stranger.link_to(reverse("case", args=[case.pk]))).to_have_count(0)
    taken = stranger.page.request.get(f"{stranger.address}{reverse('export_worklist_csv')}?scope=all")
    assert taken.ok
    assert "Provetta" not in taken.text()


def test_the_second_of_two_is_told_what_changed_and_keeps_what_was_typed(
    committed: None, reader: OpenReader, officer_user: User, colleague_user: User, case: CaseFile
) -> None:
    # Given two colleagues with the same form open
    form = reverse("propose", args=[case.pk])
    first, second = reader(), reader()
    for one, user in ((first, officer_user), (second, colleague_user)):
        one.signs_in(user.email)
        one.opens(form)
    # and the second has written long reasons
    reasons = "Il reddito documentato non raggiunge la soglia dell’assegno sociale aumentato."
    second.types("reasons", reasons)
    second.chooses("outcome", "denied")
    # When the first gives priority to the case file
    first.opens(reverse("prioritise", args=[case.pk]))
    first.chooses("reason", "minor")
    first.sends()
    first.is_at(reverse("case", args=[case.pk]))
    # and the second sends
    second.sends()
    # then the second is told who changed it, and nothing typed is lost
    told = second.page.locator(".notice[role=alert]")
    expect(told).to_contain_text(officer_user.full_name)
    expect(second.field("reasons")).to_have_value(reasons)
    expect(second.field("outcome")).to_have_value("denied")
    second.finds_no_barrier()
    assert not case.decisions.exists()
    # When the second sends again, having seen it
    second.sends()
    second.page.wait_for_url(lambda url: form not in url)
    # then the proposal is recorded, and the priority of the first stands
    case.refresh_from_db()
    assert case.decisions.get().reasons == reasons
    assert case.priority_reason == "minor"
