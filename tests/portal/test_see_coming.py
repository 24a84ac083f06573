"""What anybody reads of opportunities and outreach, and the calendar that a program follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import opportunities, outreach, reviewing, translating, visits
from approdo.network.definitions import languages
from approdo.network.models import Opportunity, OutreachStop, Rendering
from approdo.network.rules.opportunities import OpportunityKind
from approdo.network.rules.outreach import Tally, quarter_before
from approdo.portal.words import speech
from tests.network.directory import Entry, new_entry
from tests.network.shared import course, today, weekly

pytestmark = pytest.mark.django_db
RELEASE = [code for code, one in languages().items() if one.release_1]


@pytest.fixture
def by(savona: Prefecture) -> Actor:
    """Who writes for Savona."""
    return system_actor("SV", *Permission)


@pytest.fixture
def entry(by: Actor) -> Entry:
    """A published organisation."""
    return new_entry(by)


@pytest.fixture
def shown(by: Actor, entry: Entry) -> Opportunity:
    """A published course."""
    made = opportunities.record_opportunity(by=by, organisation_id=entry.organisation.pk, facts=course())
    return opportunities.publish_opportunity(by=by, opportunity_id=made.pk)


@pytest.fixture
def stop(by: Actor, entry: Entry) -> OutreachStop:
    """A published stop that comes today and every week."""
    made = outreach.record_stop(by=by, organisation_id=entry.organisation.pk, facts=weekly())
    return outreach.publish_stop(by=by, stop_id=made.pk)


def text_of(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_an_opportunity_is_read_in_ones_own_language_and_says_what_nobody_reviewed(
    by: Actor, shown: Opportunity
) -> None:
    row = Rendering.objects.get(text__holder_id=shown.pk, text__field="title", language="fr")
    translating.translate_sentences(by=by, rendering_id=row.pk, said={1: "Cours inventé"})
    assert "Cours inventé" not in text_of("/fr/opportunities/")  # a draft is never shown
    reviewing.review(by=by, rendering_id=row.pk, answers={})
    assert '<span lang="fr">Cours inventé</span>' in text_of("/fr/opportunities/")
    bengali = text_of("/bn/opportunities/")
    assert '<span lang="it">Corso inventato</span>' in bengali
    assert speech("bn").say("in Italian only") in bengali
    assert 'class="tag">' not in text_of("/it/opportunities/")
    one = text_of(f"/it/opportunities/SV/{shown.pk}/")
    assert "Vieni in segreteria." in one
    assert Client().get(f"/fr/opportunities/PA/{shown.pk}/").status_code == 404


def test_what_is_over_withdrawn_or_a_draft_is_not_found(by: Actor, shown: Opportunity) -> None:
    draft = opportunities.record_opportunity(by=by, organisation_id=shown.organisation_id, facts=course())
    opportunities.withdraw_opportunity(by=by, opportunity_id=shown.pk, reason="Finito")
    over = opportunities.record_opportunity(
        by=by, organisation_id=shown.organisation_id, facts=course(deadline=today() - timedelta(1))
    )
    opportunities.publish_opportunity(by=by, opportunity_id=over.pk, today=today() - timedelta(2))
    for one in (draft, shown, over):
        assert Client().get(f"/it/opportunities/SV/{one.pk}/").status_code == 404
    assert "Corso inventato" not in text_of("/it/opportunities/")


def test_filters_are_links_that_need_no_script_and_nonsense_is_no_filter(shown: Opportunity) -> None:
    assert "Corso inventato" in text_of("/en/opportunities/?area=SV&kind=course&language=it&comune=009056")
    assert "Corso inventato" not in text_of("/en/opportunities/?area=SV&kind=job")
    assert "Corso inventato" not in text_of("/en/opportunities/?area=SV&comune=009001")
    assert "Corso inventato" in text_of("/en/opportunities/?area=SV&kind=%00&language=xx&comune=%D9%A1&start=x")


def test_where_there_are_several_prefectures_the_reader_says_where(shown: Opportunity, palermo: Prefecture) -> None:
    page = text_of("/it/opportunities/")
    assert "?area=SV" in page
    assert "?area=PA" in page
    assert "Corso inventato" not in page
    assert "Corso inventato" in text_of("/it/opportunities/?area=SV")
    assert "Corso inventato" not in text_of("/it/opportunities/?area=PA")
    assert "Corso inventato" not in text_of("/it/opportunities/?area=IT")
    assert Client().get("/it/outreach/calendar.ics").status_code == 404


@pytest.mark.parametrize("code", RELEASE)
def test_the_calendar_stands_in_every_language(code: str, by: Actor, stop: OutreachStop, shown: Opportunity) -> None:
    outreach.call_off_day(by=by, stop_id=stop.pk, day=today() + timedelta(7), reason="Pioggia forte")
    page = text_of(f"/{code}/outreach/")
    assert "Pioggia forte" in page
    assert "Piazza inventata" in page
    assert f"/{code}/outreach/calendar.ics?area=SV" in page
    text_of(f"/{code}/opportunities/")


def test_figures_are_those_published_and_small_ones_are_said_to_be_small(by: Actor, entry: Entry) -> None:
    first, _last = quarter_before(today())
    made = outreach.record_stop(by=by, organisation_id=entry.organisation.pk, facts=weekly(first_day=first))
    outreach.publish_stop(by=by, stop_id=made.pk)
    told = Tally(41, {"female": 33}, {"bn": 3})
    visits.record_visit(by=by, stop_id=made.pk, day=first, tally=told)
    assert "People we met" not in text_of("/en/outreach/")
    visits.publish_figures(by=by)
    page = text_of("/en/outreach/")
    assert "People we met" in page
    assert "<td>33</td>" in page
    assert "fewer than 10" in page
    assert "<td>3</td>" not in page


def test_the_calendar_file_is_valid_stable_and_says_what_was_called_off(
    by: Actor, stop: OutreachStop, shown: Opportunity
) -> None:
    feast = course(kind=OpportunityKind.EVENT, title="Festa inventata", deadline=None, begins_on=today() + timedelta(3))
    event = opportunities.record_opportunity(by=by, organisation_id=stop.organisation_id, facts=feast)
    opportunities.publish_opportunity(by=by, opportunity_id=event.pk)
    outreach.call_off_day(by=by, stop_id=stop.pk, day=today() + timedelta(7), reason="Neve, tanta; neve")
    answer = Client().get("/fr/outreach/calendar.ics?area=SV")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    again = Client().get("/fr/outreach/calendar.ics?area=SV", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    calendar = Calendar.from_ical(answer.content)
    events = {str(one["uid"]): one for one in calendar.walk("VEVENT")}
    assert not any(one.errors for one in events.values())
    assert len(events) == 26 + 1  # the weeks of 180 days from today, and the feast
    off = events[f"{stop.pk}-{today() + timedelta(7)}@approdo"]
    assert str(off["status"]) == "CANCELLED"
    assert "Neve, tanta; neve" in str(off["description"])
    now = events[f"{stop.pk}-{today()}@approdo"]
    assert now["dtstart"].dt.astimezone(UTC) < now["dtend"].dt.astimezone(UTC) < datetime.now(UTC) + timedelta(days=2)
    assert events[f"{event.pk}@approdo"]["dtstart"].dt == today() + timedelta(3)
    only = Calendar.from_ical(Client().get("/fr/outreach/calendar.ics?area=SV&language=ur").content)
    assert not only.walk("VEVENT")


@pytest.mark.parametrize("path", ["/it/opportunities/", "/bn/outreach/", "/ar/outreach/calendar.ics"])
def test_a_page_asks_at_most_twelve_times_however_much_is_published(by: Actor, entry: Entry, path: str) -> None:
    counts = []
    for _more in range(2):
        for _each in range(4):
            made = opportunities.record_opportunity(by=by, organisation_id=entry.organisation.pk, facts=course())
            opportunities.publish_opportunity(by=by, opportunity_id=made.pk)
            stop = outreach.record_stop(by=by, organisation_id=entry.organisation.pk, facts=weekly())
            outreach.publish_stop(by=by, stop_id=stop.pk)
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(path).status_code == 200
        counts.append(sum("SAVEPOINT" not in one["sql"] for one in asked.captured_queries))
    assert counts[0] == counts[1] <= 14  # with the two of the walls, that only tests count
