"""The settings of an office, by page."""

from __future__ import annotations

import pytest

from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.commands.office import configure_office
from approdo.core.errors import InvalidInput
from approdo.core.models import OfficeSettings, User

pytestmark = pytest.mark.django_db

PLACE = "/office/settings/"
CHOICES = {
    "version": 1,
    "saturday_rolls": "on",
    "citizenship_integration_effect": "suspend",
    "substitute_power_holder": "Vice prefetto vicario",
    "reason": "Note of the department",
}


@pytest.fixture
def executive(make_user, savona) -> User:
    return make_user("executive", savona, Role.EXECUTIVE)


def test_the_choices_are_kept_with_their_reason(executive: User, signed_in) -> None:
    browser = signed_in(executive)
    assert browser.post(PLACE, CHOICES).status_code == 302
    kept = OfficeSettings.objects.get(prefecture="SV")
    assert (kept.saturday_rolls, kept.citizenship_integration_effect, kept.version) == (True, "suspend", 2)
    assert b"Note of the department" in browser.get(PLACE).content


def test_a_form_opened_before_a_colleagues_change_is_refused_and_shows_it(executive: User, signed_in) -> None:
    browser = signed_in(executive)
    browser.post(PLACE, CHOICES)
    answer = browser.post(PLACE, {**CHOICES, "citizenship_integration_effect": "none"})
    assert answer.status_code == 412
    assert b"Executive" in answer.content
    assert OfficeSettings.objects.get(prefecture="SV").citizenship_integration_effect == "suspend"


@pytest.mark.parametrize("reason", ["", "     "])
def test_without_a_reason_nothing_changes(executive: User, signed_in, reason: str) -> None:
    assert signed_in(executive).post(PLACE, {**CHOICES, "reason": reason}).status_code == 422
    assert OfficeSettings.objects.get(prefecture="SV").version == 1


def test_a_choice_or_an_effect_that_does_not_exist_is_refused(executive: User) -> None:
    wrong = {"citizenship_integration_effect": "forever", "colour": "red"}
    with pytest.raises(InvalidInput) as refused:
        configure_office(by=actor_of(executive, "it"), version=1, reason="Note of the department", **wrong)
    assert set(refused.value.fields) == set(wrong)
    assert OfficeSettings.objects.get(prefecture="SV").version == 1
