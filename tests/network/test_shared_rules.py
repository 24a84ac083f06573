"""Rules of what the network shares: days of a stop, small numbers, the council, states of a protocol."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.data_files import DefinitionError
from approdo.network.council_definitions import council_letters, load_council
from approdo.network.rules.council import Sitting, complete, composition
from approdo.network.rules.directory import RecordState
from approdo.network.rules.expiries import Nearness, nearness
from approdo.network.rules.opportunities import Standing, last_day, standing
from approdo.network.rules.outreach import Rhythm, Tally, comes_on, days_of, quarter_before, tally_faults
from approdo.network.rules.protocols import ProtocolState, protocol_state
from approdo.network.rules.roundtables import ActionState, action_state
from approdo.network.rules.small_numbers import shown, total_shown

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TODAY = date(2026, 11, 23)


def as_written(rhythm: Rhythm, first: date, day: date) -> bool:
    """Whether a stop without an end comes on a day, day by day."""
    if day < first or rhythm is Rhythm.ONCE:
        return day == first
    if rhythm is not Rhythm.MONTHLY:
        return (day - first).days % (7 if rhythm is Rhythm.WEEKLY else 14) == 0
    ordinal = (first.day - 1) // 7
    is_last = (day + timedelta(7)).month != day.month
    return day.weekday() == first.weekday() and ((day.day - 1) // 7 == ordinal or (ordinal == 4 and is_last))


@given(st.sampled_from(Rhythm), DAYS, st.integers(-400, 800), st.integers(0, 400), st.none() | st.integers(0, 500))
def test_a_stop_comes_on_the_days_that_one_counts_by_hand(
    rhythm: Rhythm, first: date, from_first: int, length: int, lasts: int | None
) -> None:
    since = first + timedelta(from_first)
    last = None if lasts is None else first + timedelta(lasts)
    span = [since + timedelta(number) for number in range(length + 1)]
    wanted = [day for day in span if as_written(rhythm, first, day) and (last is None or day <= last)]
    assert list(days_of(rhythm, first, last, since, since + timedelta(length))) == wanted


def test_the_second_tuesday_and_the_fifth_which_is_the_last() -> None:
    assert comes_on(Rhythm.MONTHLY, date(2026, 11, 10), None, date(2026, 12, 8))
    assert days_of(Rhythm.MONTHLY, date(2026, 9, 29), None, date(2026, 10, 1), date(2026, 12, 31)) == (
        date(2026, 10, 27), date(2026, 11, 24), date(2026, 12, 29),
    )  # fmt: skip
    with pytest.raises(ValueError, match="400"):
        days_of(Rhythm.WEEKLY, TODAY, None, TODAY, TODAY + timedelta(401))


COUNTS = st.lists(st.integers(0, 30), max_size=6).map(lambda counts: dict(zip("abcdef", counts, strict=False)))


@given(COUNTS, st.integers(0, 20), st.sampled_from([3, 5, 10]))
def test_what_is_hidden_cannot_be_found_by_subtraction(counts: dict[str, int], untold: int, least: int) -> None:
    total = sum(counts.values()) + untold
    told = shown(counts, total, least)
    assert all(count is None or count == counts[name] >= least for name, count in told.items())
    assert {name for name, count in counts.items() if count} == set(told)
    hidden = [name for name, count in told.items() if count is None]
    if hidden and total_shown(total, least) is not None:
        left = total - sum(count for count in told.values() if count is not None)
        everything = len(hidden) == len(told)
        assert (len(hidden) > 1 and left >= least) or everything


def test_the_worked_examples_of_small_numbers() -> None:
    assert shown({"a": 12, "b": 3, "c": 9}, 24, 5) == {"a": 12, "b": None, "c": None}
    assert shown({"a": 12, "b": 9}, 21, 5) == {"a": 12, "b": 9}
    assert shown({"a": 0, "b": 9}, 9, 5) == {"b": 9}
    assert (total_shown(4, 5), total_shown(5, 5), total_shown(0, 5)) == (None, 5, 0)


@given(DAYS)
def test_the_quarter_before_is_over_and_the_next_one_is_not(on: date) -> None:
    first, last = quarter_before(on)
    assert first.day == 1
    assert first.month in (1, 4, 7, 10)
    assert last < on
    following = last + timedelta(1)
    assert following <= on < date(following.year + (following.month == 10), (following.month + 2) % 12 + 1, 1)


def test_counts_that_cannot_stand() -> None:
    assert tally_faults(Tally(10, {"female": 6, "male": 4}, {"bn": 10}, {"health": 8, "work": 8})) == {}
    assert set(tally_faults(Tally(10, {"female": 6, "male": 5}, {"bn": 11}, {"health": 11}))) == {
        "sexes", "languages", "needs",
    }  # fmt: skip
    assert set(tally_faults(Tally(-1))) == {"contacts"}
    assert set(tally_faults(Tally(5000))) == {"contacts"}


def test_an_opportunity_expires_by_itself_after_its_last_day() -> None:
    assert standing(RecordState.PUBLISHED, TODAY, TODAY) is Standing.PUBLISHED
    assert standing(RecordState.PUBLISHED, TODAY, TODAY + timedelta(1)) is Standing.EXPIRED
    assert standing(RecordState.DRAFT, TODAY, TODAY + timedelta(1)) is Standing.DRAFT
    assert last_day(None, TODAY, None) == TODAY
    assert last_day(TODAY, TODAY + timedelta(9), TODAY + timedelta(99)) == TODAY


def test_where_a_protocol_stands() -> None:
    end = TODAY + timedelta(90)
    assert protocol_state(None, None, None, TODAY, 90) is ProtocolState.DRAFT
    assert protocol_state(TODAY, None, None, TODAY, 90) is ProtocolState.IN_FORCE
    assert protocol_state(TODAY, end + timedelta(1), None, TODAY, 90) is ProtocolState.IN_FORCE
    assert protocol_state(TODAY, end, None, TODAY, 90) is ProtocolState.EXPIRING
    assert protocol_state(TODAY, end, None, end, 90) is ProtocolState.EXPIRING
    assert protocol_state(TODAY, end, None, end + timedelta(1), 90) is ProtocolState.EXPIRED
    assert protocol_state(TODAY, end, TODAY, TODAY, 90) is ProtocolState.ENDED
    assert nearness(TODAY, TODAY, 30, 90) is Nearness.URGENT
    assert nearness(TODAY - timedelta(1), TODAY, 30, 90) is Nearness.OVER
    assert action_state(TODAY, None, None, TODAY) is ActionState.OPEN
    assert action_state(TODAY, None, None, TODAY + timedelta(1)) is ActionState.LATE


def test_the_council_of_the_law_letter_by_letter() -> None:
    letters = council_letters()
    assert list(letters) == list("abcdefgh")
    assert all("394/1999" in one.source.article and one.explanation_it for one in letters.values())
    whole = [Sitting(one.id, True, TODAY) for one in letters.values() for _seat in range(one.least)]
    assert complete(composition(letters.values(), whole, TODAY))
    assert not complete(composition(letters.values(), whole, TODAY - timedelta(1)))
    for place, seat in enumerate(whole):
        others = whole[:place] + whole[place + 1 :]
        for instead in (None, Sitting(seat.letter, False, TODAY), Sitting("", True, TODAY)):
            counts = composition(letters.values(), [*others, *([instead] if instead else [])], TODAY)
            assert [one.letter.id for one in counts if one.lacking] == [seat.letter]
    over = [Sitting("e", True, date(2020, 1, 1), TODAY - timedelta(1))]
    [chamber] = [one for one in composition(letters.values(), over, TODAY) if one.letter.id == "e"]
    assert (chamber.sitting, chamber.ended, chamber.lacking, chamber.next_end) == (0, 1, 1, None)


def test_a_file_of_the_council_that_asks_for_nobody_is_refused(tmp_path: Path) -> None:
    text = (Path(load_council.__code__.co_filename).parent / "data" / "council.yaml").read_text(encoding="utf-8")
    file = tmp_path / "council.yaml"
    for wrong in (text.replace("least: 2", "least: 0", 1), text.replace("id: b", "id: a", 1)):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(DefinitionError):
            load_council(file)
