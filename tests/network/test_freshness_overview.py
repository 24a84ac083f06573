"""The overview by organisation: how many records in each state, who answered last, the next letter, the doubts."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture, User
from approdo.network.definitions import campaign_limits, freshness_limits
from approdo.network.models import CheckFinding, Location, Organisation, Question, Service
from approdo.network.queries import freshness_overview
from approdo.network.rules.checks import CHECKED, CheckedField, CheckFault
from approdo.network.rules.confirmations import Step, next_letter, next_step
from approdo.network.rules.freshness import Fresh, Said, Speaker, freshness
from tests.network.directory import Entry, new_entry

DAY = timedelta(days=1)
TODAY = date(2026, 6, 1)
LIMITS, CAMPAIGN = freshness_limits(TODAY), campaign_limits(TODAY)
EDGES = (0, 89, 90, 91, 119, 120, 121, 179, 180, 181, 400)
KINDS = (Organisation, Service, Location)


@pytest.mark.parametrize("sent", [(), (90,), (90, 100), (90, 100, 110), (95, 111), (-5,)])
@pytest.mark.parametrize("days", [0, 89, 90, 97, 100, 118, 119, 120, 150])
def test_the_next_letter_is_the_first_day_on_which_a_letter_goes(days: int, sent: tuple[int, ...]) -> None:
    today = TODAY + days * DAY
    said = Said(TODAY, asked_on=tuple(TODAY + one * DAY for one in sent if one <= days))
    told: dict[str, Any] = {"limits": LIMITS, "campaign": CAMPAIGN}
    coming = None
    for one in (today + n * DAY for n in range(200)):
        step = next_step(said, **told, escalated=False, today=one)
        if step is Step.ESCALATE:
            break
        if step in (Step.ASK, Step.REMIND):
            coming = one
            break
    assert next_letter(said, **told, escalated=False, today=today) == coming
    assert next_letter(said, **told, escalated=True, today=today) is None


def test_what_nobody_ever_said_is_asked_today() -> None:
    assert next_letter(Said(None), escalated=False, limits=LIMITS, campaign=CAMPAIGN, today=TODAY) == TODAY


def test_every_fault_is_of_one_thing_that_is_checked() -> None:
    assert Counter(fault for faults in CHECKED.values() for fault in faults) == Counter(CheckFault)


def grown(entry: Entry, chance: random.Random) -> list[tuple[Any, tuple[date, ...]]]:
    """More records of an organisation, said on many days and asked about or not: each with the days of its letters."""
    owner, here = entry.organisation, {"prefecture_id": "SV", "organisation": entry.organisation}
    for n in range(12):
        Service.objects.create(**here, name=f"Servizio {n}", description="D", categories=["residence_permit"])
        Location.objects.create(**here, name=f"Sede {n}", address_1="Via", comune_code="009056", city="Savona")
    Location.objects.create(**here, name="Luogo riservato", protected=True)
    told: list[tuple[Any, tuple[date, ...]]] = []
    for kind, model in zip(("organisation", "service", "place"), KINDS, strict=True):
        whose: dict[str, Any] = {"pk": owner.pk} if model is Organisation else {"organisation": owner}
        for row in model._default_manager.filter(**whose):
            row.confirmed_on, row.state = TODAY - chance.choice(EDGES) * DAY, "published"
            row.confirmed_as = Speaker.MEMBER.value
            row.save()
            since = row.confirmed_on + 90 * DAY
            asked = (since,) if since <= TODAY and chance.random() < 0.5 else ()
            if asked:
                Question.objects.create(prefecture_id="SV", **{kind: row}, asked_on=since, sent_on=list(asked))
            told.append((row, asked))
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counts_are_those_of_the_rule(editor: Actor, entry: Entry, seed: int) -> None:
    told = grown(entry, random.Random(seed))
    counts = Counter(freshness(Said(row.confirmed_on, asked_on=asked), LIMITS, TODAY).state for row, asked in told)
    [found] = freshness_overview.listed(editor, TODAY)
    assert {state: getattr(found, f"{state.value}_count") for state in Fresh} == {one: counts[one] for one in Fresh}
    assert freshness_overview.totals(freshness_overview.listed(editor, TODAY), TODAY) == {
        one: counts[one] for one in Fresh
    }
    assert found.last_on == max(row.confirmed_on for row, _asked in told)
    letters = [
        next_letter(
            Said(row.confirmed_on, asked_on=asked), escalated=False, limits=LIMITS, campaign=CAMPAIGN, today=TODAY
        )
        for row, asked in told if not (isinstance(row, Location) and row.protected)
    ]  # fmt: skip
    assert freshness_overview.answered(editor, [found], TODAY)[found.pk].next_letter == min(
        day for day in letters if day is not None
    )
    for state in Fresh:
        assert freshness_overview.listed(editor, TODAY, state=state.value).exists() is bool(counts[state])


@pytest.mark.django_db
def test_who_answered_last_and_what_the_checks_doubt(
    editor: Actor, entry: Entry, other_entry: Entry, member_user: User
) -> None:
    Service.objects.filter(pk=entry.service.pk).update(
        confirmed_on=TODAY + DAY, confirmed_by=member_user, confirmed_as=Speaker.MEMBER.value
    )
    seen: dict[str, Any] = {"prefecture_id": "SV", "value": "1", "first_seen": TODAY, "last_seen": TODAY}
    CheckFinding.objects.create(**seen, service=entry.service, field="phones", fault="phone_odd")
    CheckFinding.objects.create(**seen, place=entry.place, field="city", fault="comune_other_name")
    CheckFinding.objects.create(**seen, place=entry.place, field="postal_code", fault="cap_elsewhere")
    let_stand = CheckFinding.objects.create(**seen, organisation=other_entry.organisation, field="x", fault="page_gone")
    CheckFinding.objects.filter(pk=let_stand.pk).update(dismissed_at=timezone.now())
    rows = {one.pk: one for one in freshness_overview.listed(editor, TODAY + DAY)}
    told = freshness_overview.answered(editor, rows.values(), TODAY + DAY)
    one, other = told[entry.organisation.pk], told[other_entry.organisation.pk]
    assert (one.on, one.name, one.speaker) == (TODAY + DAY, member_user.full_name, Speaker.MEMBER)
    assert one.doubts == {CheckedField.PHONE: 1, CheckedField.ADDRESS: 2}
    assert (rows[entry.organisation.pk].doubt_count, rows[other_entry.organisation.pk].doubt_count) == (3, 0)
    assert (other.speaker, other.doubts) == (Speaker.EDITOR, {})
    assert freshness_overview.listed(editor, TODAY, doubtful=True).get() == entry.organisation


@pytest.mark.django_db
def test_who_keeps_its_own_records_sees_its_own_and_nobody_sees_elsewhere(
    editor: Actor, member: Actor, entry: Entry, other_entry: Entry, elsewhere: Actor
) -> None:
    assert freshness_overview.listed(member, TODAY).get() == entry.organisation
    assert freshness_overview.listed(editor, TODAY).count() == 2
    assert not freshness_overview.listed(elsewhere, TODAY).exists()


@pytest.mark.django_db
def test_the_page_sorts_filters_and_leaves_as_a_file(
    editor: Actor, editor_user: User, entry: Entry, other_entry: Entry, signed_in: Callable[[User], Client]
) -> None:
    Service.objects.filter(pk=other_entry.service.pk).update(confirmed_on=timezone.localdate() - 130 * DAY)
    today = timezone.localdate()
    for model in KINDS:
        model._default_manager.filter(prefecture_id="SV").exclude(pk=other_entry.service.pk).update(confirmed_on=today)
    browser, address = signed_in(editor_user), reverse("network_freshness")
    page = browser.get(address).content.decode()
    first, second = page.index(other_entry.organisation.name), page.index(entry.organisation.name)
    assert first < second, "who has the most that is not up to date comes first"
    assert "Freschezza della rete" in page
    for number in (90, 120, 180):
        assert f"{number}" in page
    stale = browser.get(address, {"state": "stale"}).content.decode()
    assert other_entry.organisation.name in stale
    assert entry.organisation.name not in stale
    assert entry.organisation.name not in browser.get(address, {"show": "doubts"}).content.decode()
    for sort in ("name", "-confirmed", "due", "asked", "hidden", "-answer", "doubts", "nonsense"):
        assert browser.get(address, {"sort": sort}).status_code == 200
    lines = browser.get(reverse("export_network_freshness_csv"), {"state": "stale"})
    text = b"".join(lines.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 2
    assert other_entry.organisation.name in text
    book = browser.get(reverse("export_network_freshness_xlsx"))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} >= {entry.organisation.name}


@pytest.mark.django_db
def test_a_list_of_many_pages_is_read_to_its_end(
    editor: Actor, editor_user: User, savona: Prefecture, signed_in: Callable[[User], Client]
) -> None:
    Organisation.objects.bulk_create(
        Organisation(prefecture=savona, name=f"Ente {n:03}", node_type="ngo", state="published", confirmed_on=TODAY)
        for n in range(120)
    )
    browser, seen, address = signed_in(editor_user), set[str](), f"{reverse('network_freshness')}?sort=-answer"
    for _page in range(3):
        page = browser.get(address).content.decode()
        seen |= set(re.findall(r"Ente \d{3}", page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else ""
    assert len(seen) == 120
    assert not address


@pytest.mark.django_db
def test_withdrawn_and_draft_records_are_not_counted(editor: Actor) -> None:
    new_entry(editor, 5, publish=False)
    Location.objects.all().update(state="draft")
    assert not freshness_overview.listed(editor, TODAY).exists()
