"""The rules and a day-by-day walk, written apart from each other, agree on 100,000 random histories."""

from __future__ import annotations

import pytest

from approdo.core.definitions import holiday_calendar
from approdo.procedures.definitions import procedure
from approdo.procedures.rules.history import Event
from approdo.procedures.rules.terms import OfficeSettings, compute_term
from tests.procedures.brute_force_terms import walk
from tests.procedures.random_histories import History, histories

SHARES, EACH = 8, 12_500


def by_the_rules(history: History) -> dict[str, object]:
    result = compute_term(
        procedure(history.procedure),
        [Event(kind, day) for kind, day in history.events],
        today=history.today,
        calendar=holiday_calendar(),
        comune=history.comune or "",
        settings=OfficeSettings(history.saturday_rolls, history.integration_effect),
    )
    return {
        "clock": result.clock.value,
        "starts_on": result.starts_on,
        "nominal_due": result.nominal_due,
        "effective_due": result.effective_due,
        "max_due": result.max_due,
        "stopped_days": result.stopped_days,
        "provisional": result.provisional,
        "days_left": result.days_left,
    }


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_two_implementations_agree(share: int) -> None:
    for history in histories(share, EACH):
        walked = walk(
            history.term,
            list(history.events),
            history.today,
            history.comune,
            history.saturday_rolls,
            history.integration_effect,
        )
        assert by_the_rules(history) == walked, history
