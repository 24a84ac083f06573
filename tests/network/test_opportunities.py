"""Opportunities: written, translated, published until their last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord
from approdo.network.commands import opportunities as acts
from approdo.network.models import Opportunity, Rendering, Text
from approdo.network.queries import opportunities, texts
from approdo.network.rules.opportunities import Standing
from tests.network.directory import Entry
from tests.network.shared import course, today
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db


def test_it_is_shown_until_its_last_day_and_then_nobody_needs_to_do_anything(editor: Actor, entry: Entry) -> None:
    made = acts.record_opportunity(by=editor, organisation_id=entry.organisation.pk, facts=course())
    assert not opportunities.published("SV", today()).exists()
    acts.publish_opportunity(by=editor, opportunity_id=made.pk, expected_version=1)
    last = today() + timedelta(30)
    assert opportunities.published("SV", last).get() == made
    assert opportunities.published("SV", last, comune="009056", kind="course", language="it").exists()
    assert not opportunities.published("SV", last, comune="009001").exists()
    assert not opportunities.published("SV", last + timedelta(1)).exists()
    assert opportunities.listed(editor, last + timedelta(1), standing=Standing.EXPIRED.value).get() == made
    assert AuditRecord.objects.filter(act="opportunity.published", object_id=str(made.pk)).count() == 1


def test_its_words_are_texts_that_are_translated_while_somebody_needs_them(editor: Actor, entry: Entry) -> None:
    made = acts.record_opportunity(by=editor, organisation_id=entry.organisation.pk, facts=course())
    held = Text.objects.filter(holder_kind="opportunity", holder_id=made.pk)
    assert set(held.values_list("field", flat=True)) == {"title", "body", "target", "how_to_apply"}
    assert set(held.values_list("wanted_until", flat=True)) == {made.last_day}
    assert Rendering.objects.filter(text__in=held, language="bn").count() == 4
    refused(
        "not_minor",
        lambda: acts.change_opportunity(
            by=editor, opportunity_id=made.pk, facts=course(body="Quattro sere. Non serve altro."), minor=True
        ),
        "minor",
    )
    acts.publish_opportunity(by=editor, opportunity_id=made.pk)
    acts.withdraw_opportunity(by=editor, opportunity_id=made.pk, reason="Posti finiti")
    assert not texts.visible_to(editor).filter(holder_id=made.pk).exists()
    acts.publish_opportunity(by=editor, opportunity_id=made.pk)
    assert texts.visible_to(editor).filter(holder_id=made.pk).count() == 4


def test_what_would_never_end_is_not_published(editor: Actor, entry: Entry) -> None:
    endless = course(deadline=None)
    made = acts.record_opportunity(by=editor, organisation_id=entry.organisation.pk, facts=endless)
    refused("opportunity_endless", lambda: acts.publish_opportunity(by=editor, opportunity_id=made.pk), "deadline")
    acts.change_opportunity(by=editor, opportunity_id=made.pk, facts=course(deadline=today() - timedelta(1)))
    refused("opportunity_over", lambda: acts.publish_opportunity(by=editor, opportunity_id=made.pk))
    acts.change_opportunity(by=editor, opportunity_id=made.pk, facts=course())
    acts.publish_opportunity(by=editor, opportunity_id=made.pk)
    change = lambda: acts.change_opportunity(by=editor, opportunity_id=made.pk, facts=endless)  # noqa: E731
    refused("opportunity_endless", change, "deadline")
    with pytest.raises(DatabaseError, match="opportunity_shown_has_an_end"), transaction.atomic():
        Opportunity.objects.filter(pk=made.pk).update(deadline=None, last_day=None)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": "<b>ciao</b>"}, "body"),
        ({"languages": ("xx",)}, "languages"),
        ({"link": "ftp://prova"}, "link"),
        ({"comune_code": "9056"}, "comune_code"),
        ({"city": ""}, "city"),
        ({"phone": "abc"}, "phone"),
        ({"ends_on": timezone.localdate()}, "ends_on"),
    ],
)
def test_what_is_refused(editor: Actor, entry: Entry, told: dict[str, object], field: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - every kind of refusal names its field
        acts.record_opportunity(by=editor, organisation_id=entry.organisation.pk, facts=course(**told))
    assert field in caught.value.fields  # type: ignore[attr-defined]
    assert not Opportunity.objects.exists()


def test_a_member_writes_those_of_the_own_organisation_alone(
    member: Actor, editor: Actor, elsewhere: Actor, officer: Actor, entry: Entry, other_entry: Entry
) -> None:
    mine = acts.record_opportunity(by=member, organisation_id=entry.organisation.pk, facts=course())
    acts.publish_opportunity(by=member, opportunity_id=mine.pk)
    other = other_entry.organisation.pk
    refused("organisation_not_found", lambda: acts.record_opportunity(by=member, organisation_id=other, facts=course()))
    theirs = acts.record_opportunity(by=editor, organisation_id=other, facts=course())
    for by in (member, elsewhere):
        refused("opportunity_not_found", lambda by=by: acts.publish_opportunity(by=by, opportunity_id=theirs.pk))
    refused("not_allowed", lambda: acts.publish_opportunity(by=officer, opportunity_id=theirs.pk))
    assert opportunities.visible_to(officer).count() == 2
    assert opportunities.visible_to(member).get() == mine


def test_the_public_reads_what_is_published_until_its_last_day_and_writes_nothing(editor: Actor, entry: Entry) -> None:
    shown = acts.record_opportunity(by=editor, organisation_id=entry.organisation.pk, facts=course())
    acts.publish_opportunity(by=editor, opportunity_id=shown.pk)
    acts.record_opportunity(by=editor, organisation_id=entry.organisation.pk, facts=course())
    over = acts.record_opportunity(
        by=editor, organisation_id=entry.organisation.pk, facts=course(deadline=today() - timedelta(1))
    )
    acts.publish_opportunity(by=editor, opportunity_id=over.pk, today=today() - timedelta(2))
    with transaction.atomic():
        tenancy.enter_public("SV")
        assert [one.pk for one in Opportunity.objects.all()] == [shown.pk]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Opportunity.objects.update(title="x")
        assert Opportunity.objects.all().delete()[0] == 0
        transaction.set_rollback(True)
