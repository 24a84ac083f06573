"""What must hold of any term, whatever happened to the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from approdo.core.definitions import holiday_calendar
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.terms import (
    Clock,
    OfficeSettings,
    TermResult,
    compute_term,
)
from tests.procedures.sample_procedures import (
    BLUE_CARD,
    CITIZENSHIP_RESIDENCE,
    FAMILY,
    ICT,
    SEASONAL,
)

PROCEDURES = (FAMILY, ICT, CITIZENSHIP_RESIDENCE, BLUE_CARD, SEASONAL)
LATER = date(2036, 1, 1)  # every wait is over, so that no date depends on the day of the computation
DAYS = st.integers(0, 60)


@st.composite
def files(draw: Callable[[st.SearchStrategy[Any]], Any], *, uncapped: bool = False) -> dict[str, Any]:
    """A file that could have happened: its procedure, its events in order, and the office's choices."""
    procedure = ICT if uncapped else draw(st.sampled_from(PROCEDURES))
    filed = date(2017, 9, 1) + timedelta(draw(st.integers(0, 3300)))
    events = [Event("filed", filed)]
    if procedure is SEASONAL:
        events.append(Event("quota_imputed", filed + timedelta(draw(DAYS))))
    day = filed
    for _ in range(draw(st.integers(0, 3))):
        day += timedelta(draw(DAYS))
        events.append(Event("integration_requested", day))
        day += timedelta(draw(DAYS))
        events.append(Event("integration_received", day))
        day += timedelta(1)
    day = filed
    for _ in range(draw(st.integers(0, 2))):
        day += timedelta(draw(DAYS))
        events.append(Event("preliminary_rejection_received", day))
        if draw(st.booleans()):
            events.append(Event("observations_received", day + timedelta(draw(st.integers(0, 14)))))
        day += timedelta(15)
    if draw(st.booleans()):
        events.append(Event("extension_granted", filed + timedelta(draw(st.integers(0, 900)))))
    effect = draw(st.sampled_from(["interrupt", "suspend", "none"]))
    return {
        "procedure": procedure,
        "events": events,
        "comune": draw(st.sampled_from(["", "058091"])),
        "settings": OfficeSettings(draw(st.booleans()), effect),
    }


def term(file: dict[str, Any], today: date = LATER) -> TermResult:
    return compute_term(
        file["procedure"],
        file["events"],
        today=today,
        calendar=holiday_calendar(),
        comune=file["comune"],
        settings=file["settings"],
    )


def due(result: TermResult) -> date:
    assert result.effective_due is not None
    return result.effective_due


@given(files())
def test_the_due_date_is_an_open_day_between_the_nominal_and_the_longest(file: dict[str, Any]) -> None:
    result = term(file)
    if result.effective_due is None:
        assert result.clock is Clock.NOT_STARTED
        return
    assert result.nominal_due is not None
    assert result.nominal_due <= result.effective_due
    assert result.max_due is None or result.effective_due <= result.max_due
    for day in (result.effective_due, result.max_due or result.effective_due):
        assert not holiday_calendar().is_closed(day, file["comune"], file["settings"].saturday_rolls)
    assert sum(stop.days for stop in result.stops) == result.stopped_days


@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter_and_asking_twice_changes_nothing(
    file: dict[str, Any], random: Any
) -> None:
    shuffled = list(file["events"])
    random.shuffle(shuffled)
    first = term(file)
    assert term(file | {"events": shuffled}) == first
    assert term(file) == first


@given(files())
def test_a_closed_saturday_never_makes_the_date_earlier(file: dict[str, Any]) -> None:
    # A request after the due date has no effect, so a later due date may also let one more in: never fewer.
    effect = file["settings"].citizenship_integration_effect
    weekdays, six_days = (
        term(file | {"settings": OfficeSettings(saturday, effect)}).effective_due for saturday in (True, False)
    )
    assert (weekdays is None) == (six_days is None)
    if weekdays is not None and six_days is not None:
        assert weekdays >= six_days


@given(files(), st.integers(0, 400))
def test_a_notice_never_makes_the_date_earlier(file: dict[str, Any], after: int) -> None:
    told = {event.date for event in file["events"] if event.type in ("preliminary_rejection_received", "filed")}
    if len(told) > 1:  # another notice could take the observations of the one before it
        return
    notice = Event("preliminary_rejection_received", min(told) + timedelta(after))
    bare, longer = term(file), term(file | {"events": [*file["events"], notice]})
    if bare.effective_due is not None:
        assert due(longer) >= bare.effective_due


@given(files(uncapped=True), DAYS, DAYS)
def test_a_request_without_a_limit_never_makes_the_date_earlier(file: dict[str, Any], after: int, wait: int) -> None:
    day = max(event.date for event in file["events"]) + timedelta(after + 1)
    pair = [Event("integration_requested", day), Event("integration_received", day + timedelta(wait))]
    assert due(term(file | {"events": [*file["events"], *pair]})) >= due(term(file))


@given(files(), st.integers(1, 40))
def test_papers_a_day_later_never_shorten_the_term(file: dict[str, Any], later: int) -> None:
    came = [event for event in file["events"] if event.type == "integration_received"]
    asked = [event for event in file["events"] if event.type == "integration_requested"]
    if len(asked) != 1:  # with more than one, a longer first request may use up the only suspension of the law
        return
    moved = replace(came[0], date=came[0].date + timedelta(later))
    others = [event for event in file["events"] if event is not came[0]]
    here, there = term(file), term(file | {"events": [*others, moved]})
    if here.effective_due is not None:
        assert due(there) >= here.effective_due


@given(files(), st.integers(0, 1500))
def test_a_file_whose_clock_has_not_started_is_never_late(file: dict[str, Any], after: int) -> None:
    filed = file["events"][0].date
    result = term(file | {"procedure": SEASONAL, "events": file["events"][:1]}, filed + timedelta(after))
    if result.clock is Clock.NOT_STARTED:
        assert (result.days_left, result.effective_due) == (None, None)


@given(files(), st.integers(0, 900))
def test_while_a_stop_is_open_the_date_is_provisional_and_never_past(file: dict[str, Any], after: int) -> None:
    today = file["events"][0].date + timedelta(after)
    past = [event for event in file["events"] if event.date <= today]
    result = term(file | {"events": past}, today)
    assert result.provisional == any(stop.open for stop in result.stops)
    if result.provisional:
        assert result.clock is Clock.STOPPED
        assert due(result) >= today
    if result.clock is Clock.EXPIRED:
        assert due(result) < today
