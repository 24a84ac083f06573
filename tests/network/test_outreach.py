"""Outreach: stops and their days, anonymous counts, and what of them is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.network.commands import outreach as acts
from approdo.network.commands import places, services, visits
from approdo.network.models import Location, OutreachFigures, OutreachStop, OutreachTally, OutreachVisit, Text
from approdo.network.queries import outreach
from approdo.network.rules.outreach import Tally, quarter_before
from tests.network.directory import HIDDEN_PLACE, PLACE, Entry
from tests.network.shared import today, weekly
from tests.reception.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def stop(editor: Actor, entry: Entry) -> OutreachStop:
    """A published stop of every week."""
    made = acts.record_stop(by=editor, organisation_id=entry.organisation.pk, facts=weekly())
    return acts.publish_stop(by=editor, stop_id=made.pk)


def coming() -> list[tuple[date, str]]:
    rows = outreach.coming(outreach.published("SV", today()), today(), today() + timedelta(15))
    return [(one.day, one.called_off) for one in rows]


def test_the_public_calendar_says_what_comes_and_what_was_called_off(editor: Actor, stop: OutreachStop) -> None:
    days = [today() + timedelta(number) for number in (0, 7, 14)]
    assert coming() == [(day, "") for day in days]
    off = acts.call_off_day(by=editor, stop_id=stop.pk, day=days[1], reason="Pioggia")
    assert coming()[1] == (days[1], "Pioggia")
    refused("day_told", lambda: acts.call_off_day(by=editor, stop_id=stop.pk, day=days[1], reason="Neve"))
    wrong = partial(acts.call_off_day, by=editor, stop_id=stop.pk, day=days[1] + timedelta(1), reason="Neve")
    refused("not_a_day_of_it", wrong, "day")
    acts.restore_day(by=editor, stop_id=stop.pk, visit_id=off.pk)
    assert coming()[1] == (days[1], "")
    acts.withdraw_stop(by=editor, stop_id=stop.pk)
    assert coming() == []
    assert not Text.objects.filter(holder_kind="outreach", retired_at__isnull=True).exists()


def test_a_stop_at_a_place_is_shown_with_it_and_never_at_a_protected_one(
    editor: Actor, entry: Entry, hidden: Entry
) -> None:
    at = weekly(comune_code="", city="", spot="", location_id=entry.place.pk)
    made = acts.record_stop(by=editor, organisation_id=entry.organisation.pk, facts=at)
    acts.publish_stop(by=editor, stop_id=made.pk)
    assert outreach.published("SV", today(), comune=PLACE.comune_code).get().location == entry.place
    secret = weekly(comune_code="", city="", spot="", location_id=hidden.place.pk)
    record = partial(acts.record_stop, by=editor, organisation_id=entry.organisation.pk, facts=secret)
    refused("stop_invalid", record, "location_id")
    # Its place does not become protected under it, by command or by hand
    refused("place_shared", lambda: services.protect_service(by=editor, service_id=entry.service.pk))
    with pytest.raises(IntegrityError, match="stop_at_open_place"), transaction.atomic():
        Location.objects.filter(pk=entry.place.pk).update(
            protected=True, address_1="", postal_code="", comune_code="", city="", directions="", latitude=None,
            longitude=None,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        OutreachStop.objects.filter(pk=made.pk).update(location=hidden.place)
    draft = places.register_place(by=editor, organisation_id=entry.organisation.pk, facts=PLACE)
    moved = weekly(comune_code="", city="", spot="", location_id=draft.pk)
    refused("place_not_published", lambda: acts.change_stop(by=editor, stop_id=made.pk, facts=moved), "location_id")
    assert HIDDEN_PLACE.address_1 not in str(list(OutreachStop.objects.values_list()))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"closes": time(8)}, "closes"),
        ({"last_day": date(2020, 1, 1)}, "last_day"),
        ({"spot": ""}, "spot"),
        ({"needs": ("food",)}, "needs"),
        ({"comune_code": "1"}, "comune_code"),
        ({"name": "<script>"}, "name"),
    ],
)
def test_what_is_refused(editor: Actor, entry: Entry, told: dict[str, object], field: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - every kind of refusal names its field
        acts.record_stop(by=editor, organisation_id=entry.organisation.pk, facts=weekly(**told))
    assert field in caught.value.fields  # type: ignore[attr-defined]


def test_counts_of_a_day_hold_nothing_of_anybody_and_are_corrected_as_a_whole(
    editor: Actor, member: Actor, stop: OutreachStop
) -> None:
    record = partial(visits.record_visit, by=member, stop_id=stop.pk)
    record(day=today(), tally=Tally(9, {"female": 5, "male": 0}, {"bn": 4}, {"health": 9}))
    assert set(OutreachTally.objects.values_list("axis", "key", "count")) == {
        ("sex", "female", 5), ("language", "bn", 4), ("need", "health", 9),
    }  # fmt: skip
    record(day=today(), tally=Tally(3, {"male": 3}))
    assert OutreachTally.objects.get().key == "male"
    assert OutreachVisit.objects.get().version == 2
    refused("tally_invalid", lambda: record(day=today(), tally=Tally(2, {"male": 3})), "sexes")
    refused("word_unknown", lambda: record(day=today(), tally=Tally(2, {}, {"xx": 1})), "languages")
    refused("not_a_day_of_it", lambda: record(day=today() - timedelta(1), tally=Tally(1)), "day")
    refused("not_yet", lambda: record(day=today() + timedelta(7), tally=Tally(1)), "day")
    # Held days stay days of the stop
    moved = weekly(first_day=today() - timedelta(13))
    refused("stop_has_visits", lambda: acts.change_stop(by=editor, stop_id=stop.pk, facts=moved), "first_day")
    acts.call_off_day(by=editor, stop_id=stop.pk, day=today() + timedelta(7), reason="Neve")
    refused("day_told", lambda: acts.call_off_day(by=editor, stop_id=stop.pk, day=today(), reason="Neve"))


def test_a_quarter_is_published_once_with_small_numbers_hidden(editor: Actor, member: Actor, entry: Entry) -> None:
    first, last = quarter_before(today())
    refused("nobody_met", lambda: visits.publish_figures(by=editor))
    made = acts.record_stop(by=editor, organisation_id=entry.organisation.pk, facts=weekly(first_day=first))
    for week in range(2):
        told = Tally(30, {"female": 20, "male": 9}, {"bn": 14, "ar": 4, "ur": 1}, {"health": 4})
        visits.record_visit(by=editor, stop_id=made.pk, day=first + timedelta(weeks=week), tally=told)
    refused("not_allowed", lambda: visits.publish_figures(by=member))
    found = visits.publish_figures(by=editor)
    assert (found.first_day, found.last_day, found.days_held, found.contacts) == (first, last, 2, 60)
    assert found.cells == {
        "sex": {"female": 40, "male": 18}, "language": {"bn": 28, "ar": None, "ur": None}, "need": {"health": None},
    }  # fmt: skip
    refused("figures_published", lambda: visits.publish_figures(by=editor))
    with pytest.raises(DatabaseError), transaction.atomic():
        OutreachFigures.objects.update(contacts=1)


def test_the_public_reads_no_count_of_a_day(editor: Actor, stop: OutreachStop) -> None:
    visits.record_visit(by=editor, stop_id=stop.pk, day=today(), tally=Tally(9, {"female": 9}))
    acts.call_off_day(by=editor, stop_id=stop.pk, day=today() + timedelta(7), reason="Neve")
    acts.record_stop(by=editor, organisation_id=stop.organisation_id, facts=weekly())
    with transaction.atomic():
        tenancy.enter_public("SV")
        assert OutreachStop.objects.get() == stop
        assert OutreachVisit.objects.get().reason == "Neve"
        assert not OutreachTally.objects.exists()
        transaction.set_rollback(True)


def test_a_member_sees_the_stops_of_the_own_organisation(
    member: Actor, elsewhere: Actor, editor: Actor, stop: OutreachStop, other_entry: Entry
) -> None:
    acts.record_stop(by=editor, organisation_id=other_entry.organisation.pk, facts=weekly())
    assert outreach.visible_to(member).get() == stop
    assert outreach.visible_to(editor).count() == 2
    act: Callable[[], object] = partial(acts.withdraw_stop, by=elsewhere, stop_id=stop.pk)
    refused("stop_not_found", act)
