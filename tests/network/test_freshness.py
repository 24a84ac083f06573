"""Who said it and when: asked after 90 days, stale after 120, hidden after 180."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.network.definitions import freshness_limits
from approdo.network.rules.freshness import (
    Fresh,
    FreshnessLimits,
    FreshWhy,
    Said,
    Speaker,
    field_freshness,
    freshness,
    record_freshness,
)

DAY = timedelta(days=1)
SAID = date(2026, 1, 1)
LIMITS = freshness_limits(SAID)


@pytest.mark.parametrize(
    ("days", "asked", "state"),
    [
        (0, False, Fresh.CONFIRMED), (89, False, Fresh.CONFIRMED), (90, False, Fresh.DUE), (90, True, Fresh.ASKED),
        (120, False, Fresh.DUE), (121, True, Fresh.STALE), (180, False, Fresh.STALE), (181, False, Fresh.HIDDEN),
    ],
)  # fmt: skip
def test_states_day_by_day(days: int, asked: bool, state: Fresh) -> None:
    said = Said(SAID, Speaker.MEMBER, asked_on=(SAID + 90 * DAY,) if asked else ())
    answer = freshness(said, LIMITS, SAID + days * DAY)
    assert (answer.state, answer.days) == (state, days)
    assert (answer.stale_on, answer.hidden_on) == (SAID + 121 * DAY, SAID + 181 * DAY)


def test_the_next_reminder() -> None:
    said = Said(SAID, Speaker.MEMBER)
    assert freshness(said, LIMITS, SAID).next_reminder == SAID + 90 * DAY
    assert freshness(said, LIMITS, SAID + 100 * DAY).next_reminder == SAID + 100 * DAY
    asked = Said(SAID, Speaker.MEMBER, asked_on=(SAID + 90 * DAY,))
    assert freshness(asked, LIMITS, SAID + 91 * DAY).next_reminder == SAID + 90 * DAY + LIMITS.remind_days * DAY
    assert freshness(asked, LIMITS, SAID + 200 * DAY).next_reminder is None


def test_a_question_of_before_the_answer_is_over() -> None:
    said = Said(SAID, Speaker.MEMBER, asked_on=(SAID - 3 * DAY, SAID))
    assert freshness(said, LIMITS, SAID + DAY).state is Fresh.CONFIRMED


def test_what_nobody_said_is_hidden_and_says_why() -> None:
    answer = freshness(Said(None), LIMITS, SAID)
    assert (answer.state, answer.why) == (Fresh.HIDDEN, FreshWhy.NEVER_SAID)


def test_record_and_fields() -> None:
    record, phone = Said(SAID, Speaker.MEMBER), Said(SAID + 100 * DAY, Speaker.EDITOR, "phone")
    today = SAID + 125 * DAY
    assert record_freshness(record, [phone], LIMITS, today).state is Fresh.STALE
    assert field_freshness(record, phone, LIMITS, today).state is Fresh.CONFIRMED
    assert field_freshness(record, Said(SAID - 500 * DAY, field="fax"), LIMITS, today).said_on == SAID
    never = Said(None)
    older = Said(SAID, Speaker.IMPORT, "address")
    assert record_freshness(never, [phone, older], LIMITS, today).said_on == SAID
    assert record_freshness(never, [], LIMITS, today).state is Fresh.HIDDEN


@given(st.integers(0, 400), st.integers(0, 60))
def test_time_alone_never_makes_a_thing_fresher(days: int, later: int) -> None:
    order = [Fresh.CONFIRMED, Fresh.DUE, Fresh.STALE, Fresh.HIDDEN]
    first, second = (freshness(Said(SAID), LIMITS, SAID + n * DAY).state for n in (days, days + later))
    assert order.index(first) <= order.index(second)


def test_limits_in_disorder_are_refused() -> None:
    with pytest.raises(ValueError, match="in this order"):
        FreshnessLimits(120, 90, 180, 7)
