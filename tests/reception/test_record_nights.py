"""Saying where guests were, and that a night is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import AuditRecord, Prefecture
from approdo.core.rules.nights import Nights
from approdo.reception.commands import nights
from approdo.reception.models import NightConfirmation, NightRecord, Stay
from approdo.reception.queries import register
from approdo.reception.rules.presence import Disagreement, Record, standing
from approdo.reception.rules.vocabulary import NightSource, NightState
from tests.procedures.test_two_at_once import at_once
from tests.reception.desk import AFTER, AWAY, FIRST, HERE, TODAY, Desk
from tests.reception.places import new_guest, new_place, new_stay

DAY = timedelta(days=1)


@pytest.fixture
def desk(savona: Prefecture, make_user: Callable[..., Any]) -> Desk:
    return Desk(savona, make_user)


def active(desk: Desk) -> list[tuple[date, date, str]]:
    rows = NightRecord.objects.filter(guest=desk.guests[0], superseded_at=None).order_by("during")
    return [(row.during.lower, row.during.upper, row.state) for row in rows]


def test_many_guests_and_a_period_in_one_act(desk: Desk) -> None:
    assert desk.say() == 2
    assert active(desk) == [(FIRST, AFTER, "present")]
    assert AuditRecord.objects.filter(act="night.recorded").count() == 1


def test_what_is_contradicted_is_superseded_and_kept(desk: Desk) -> None:
    desk.say()
    away = date(2026, 5, 10)
    desk.say(away, away + 2 * DAY, AWAY, guests=desk.guests[:1], by=desk.chief, source=NightSource.INSPECTION)
    assert active(desk) == [(FIRST, away, "present"), (away, away + 2 * DAY, "absent_unjustified"), (
        away + 2 * DAY, AFTER, "present")]  # fmt: skip
    kept = NightRecord.objects.get(guest=desk.guests[0], superseded_at__isnull=False)
    assert (kept.during.lower, kept.during.upper, kept.state) == (FIRST, AFTER, "present")
    first, last = NightRecord.objects.filter(state="present", superseded_at=None, guest=desk.guests[0])
    assert first.recorded_at == last.recorded_at == kept.recorded_at
    assert first.recorded_by_id == desk.user.pk
    every = NightRecord.objects.filter(guest=desk.guests[0])
    said = [
        Record(
            Nights(row.during.lower, row.during.upper), NightState(row.state), NightSource(row.source), row.recorded_at
        )
        for row in every
    ]
    assert {(one.nights.first, one.nights.until, one.state.value) for one in standing(said)} == set(active(desk))


def test_what_stands_already_is_not_written_again(desk: Desk) -> None:
    assert desk.say() == 2
    assert desk.say(date(2026, 5, 3), date(2026, 5, 9)) == 0
    assert NightRecord.objects.count() == 2


def test_tonight_can_be_recorded_and_tomorrow_cannot(desk: Desk) -> None:
    desk.say(TODAY, TODAY + DAY)
    with pytest.raises(InvalidInput) as refused:
        desk.say(TODAY, TODAY + 2 * DAY)
    assert refused.value.code == "night_to_come"


@pytest.mark.parametrize(("first", "until"), [(5, 5), (6, 5)])
def test_no_night_is_refused(desk: Desk, first: int, until: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.say(date(2026, 5, first), date(2026, 5, until))
    assert refused.value.code == "nights_inverted"


def test_a_night_outside_the_stay_is_refused_and_nothing_is_kept(desk: Desk, savona: Prefecture) -> None:
    late = new_guest(savona, "Inventata Terza")
    new_stay(desk.place, late, date(2026, 5, 12), date(2026, 5, 20))
    for first, until in ((11, 13), (19, 21)):
        with pytest.raises(InvalidInput) as refused:
            desk.say(date(2026, 5, first), date(2026, 5, until), guests=[*desk.guests, late])
        assert refused.value.code == "night_outside_stay"
        assert set(refused.value.fields) == {str(late.pk)}
    desk.say(date(2026, 5, 12), date(2026, 5, 20), guests=[late])
    assert NightRecord.objects.count() == 1


def test_a_stranger_is_refused(desk: Desk, savona: Prefecture) -> None:
    elsewhere = new_guest(savona, "Inventata Altrove")
    new_stay(new_place(savona, 2), elsewhere, FIRST)
    with pytest.raises(NotFound) as refused:
        desk.say(guests=[elsewhere])
    assert refused.value.code == "guest_not_found"
    with pytest.raises(InvalidInput) as empty:
        nights.record_nights(
            by=desk.operator, centre_id=desk.centre, first=FIRST, until=AFTER, states={}, today=TODAY,
            source=NightSource.OPERATOR,
        )  # fmt: skip
    assert empty.value.code == "nobody_told"


@pytest.mark.parametrize(
    "source", [NightSource.POLICE, NightSource.HOSPITAL, NightSource.INSPECTION, NightSource.OFFICE]
)
def test_a_centre_speaks_for_itself_only(desk: Desk, source: NightSource) -> None:
    with pytest.raises(NotAllowed):
        desk.say(source=source)
    assert desk.say(source=source, by=desk.chief) == 2


def test_another_body_another_prefecture_and_another_role(
    desk: Desk, palermo: Prefecture, savona: Prefecture, make_user: Callable[..., Any], officer: Actor
) -> None:
    other, far = Desk(savona, make_user, 2), Desk(palermo, make_user, 3)
    for stranger in (other.operator, far.operator, far.chief):
        with pytest.raises(NotFound):
            desk.say(by=stranger)
        with pytest.raises(NotFound):
            nights.confirm_night(by=stranger, centre_id=desk.centre, night=FIRST, today=TODAY)
        with pytest.raises(NotFound):
            register.night(stranger, desk.centre, FIRST)
    with pytest.raises(NotAllowed):
        desk.say(by=officer)
    with pytest.raises(NotFound):
        nights.confirm_night(by=desk.operator, centre_id=uuid4(), night=FIRST, today=TODAY)
    assert not NightRecord.objects.exists()


def confirm(desk: Desk, night: date = FIRST) -> NightConfirmation:
    return nights.confirm_night(by=desk.operator, centre_id=desk.centre, night=night, today=TODAY)


def test_a_night_is_confirmed_with_its_number(desk: Desk) -> None:
    desk.say(guests=desk.guests[:1])
    with pytest.raises(Refusal) as refused:
        confirm(desk)
    assert refused.value.code == "night_not_whole"
    desk.say(state=AWAY, guests=desk.guests[1:])
    assert confirm(desk).present == 1
    with pytest.raises(Refusal) as again:
        confirm(desk)
    assert again.value.code == "night_confirmed"
    desk.say(FIRST, FIRST + DAY)  # what is corrected later does not change what the centre said that day
    assert NightConfirmation.objects.get().present == 1
    assert register.night(desk.operator, desk.centre, FIRST).present == 2


def test_a_night_to_come_is_not_confirmed(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        confirm(desk, TODAY + DAY)


def test_the_register_of_a_night_names_everybody_expected(desk: Desk, savona: Prefecture) -> None:
    gone = new_guest(savona, "Inventata Uscita")
    new_stay(desk.place, gone, FIRST, date(2026, 5, 10))
    night = register.night(desk.operator, desk.centre, date(2026, 5, 9))
    assert [one.name for one in night.guests] == sorted(one.name for one in night.guests)
    assert (len(night.guests), night.missing, night.is_open) == (3, 3, True)
    assert len(register.night(desk.operator, desk.centre, date(2026, 5, 10)).guests) == 2


def test_present_after_an_exit_elsewhere_is_found(desk: Desk, savona: Prefecture) -> None:
    desk.say()
    guest = desk.guests[0]
    Stay.objects.filter(guest=guest).update(superseded_at=datetime(2026, 6, 1, tzinfo=UTC))
    new_stay(desk.place, guest, FIRST, date(2026, 5, 20), exit_reason="cas_transfer")
    new_stay(new_place(savona, 2), guest, date(2026, 5, 20), by_transfer=True)
    found = register.month(desk.chief, desk.centre, FIRST, TODAY)
    [one] = found.doubtful
    assert one.guest == guest.pk
    assert [(claim.kind, claim.nights.first.day, claim.nights.count) for claim in one.contradictions] == [
        (Disagreement.ELSEWHERE, 20, 12)
    ]


@pytest.mark.slow
def test_two_record_the_same_night_at_once(committed: None, savona: Prefecture, make_user: Callable[..., Any]) -> None:
    desk = Desk(savona, make_user)
    for number in range(5):
        night = FIRST + number * DAY
        given = at_once(
            lambda night=night: desk.say(night, night + DAY, HERE),
            lambda night=night: desk.say(night, night + DAY, AWAY),
        )
        assert given == [2, 2]
        standing_now = NightRecord.objects.filter(superseded_at=None, during__contains=night)
        assert standing_now.count() == 2
        assert len(set(standing_now.values_list("state", flat=True))) == 1
    assert NightRecord.objects.count() == 20


@pytest.mark.slow
def test_two_confirm_a_night_at_once(committed: None, savona: Prefecture, make_user: Callable[..., Any]) -> None:
    desk = Desk(savona, make_user)
    desk.say()
    given = at_once(lambda: confirm(desk), lambda: confirm(desk))
    assert sorted(isinstance(one, str) for one in given) == [False, True]
    assert "night_confirmed" in given
