"""How the register is written: one centre at a time, nothing overwritten, and nothing in a month that is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.rules.nights import Nights, month_of
from approdo.reception.models import Centre, NightRecord, RegisterMonth
from approdo.reception.queries import register
from approdo.reception.rules.vocabulary import MonthState, NightSource, NightState

LONGEST = 366  # nights that one act may write


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of some nights of somebody."""

    guest: UUID
    nights: Nights
    state: NightState


def period(first: date, until: date, today: date, *, field: str = "until") -> Nights:
    """Nights that have begun by today. Raises InvalidInput for none, too many or nights to come."""
    if until <= first or (until - first).days > LONGEST:
        words = _("The last day must not be before the first, and at most a year later.")
        raise InvalidInput("nights_inverted", words, fields={field: words})
    if until > today + timedelta(days=1):
        words = _("A night that has not begun cannot be recorded.")
        raise InvalidInput("night_to_come", words, fields={field: words})
    return Nights(first, until)


def refuse_closed(centre: Centre, nights: Nights) -> None:
    """Refuse to touch nights of a month whose last edition is not open. The centre must be locked.

    Raises Refusal (`month_sealed`, `month_closed`).
    """
    rows = RegisterMonth.objects.filter(centre=centre, month__gte=nights.first.replace(day=1), month__lt=nights.until)
    last = {row.month: row for row in rows.order_by("edition")}
    shut = [row for _month, row in sorted(last.items()) if row.state != MonthState.OPEN.value]
    if any(row.state == MonthState.SEALED.value for row in shut):
        raise Refusal(
            "month_sealed",
            _("The register of this month is sealed and does not change. Only a rectification with a reason can correct it."),
        )  # fmt: skip
    if shut:
        raise Refusal(
            "month_closed",
            _("The register of this month is closed. Ask the prefecture to reopen it, saying why, and then correct it."),
        )  # fmt: skip


def write(by: Actor, centre: Centre, words: Iterable[Word], source: NightSource, note: str = "") -> int:
    """Write what is said of nights; what it contradicts is superseded and kept, the rest of it stays as it was said.

    The centre must be locked. Says how many rows are new; what stood already, by the same source, is not written again.
    """
    said = list(words)
    standing = _active(centre, said)
    now = timezone.now()
    over: list[UUID] = []
    rows: list[NightRecord] = []
    for word in said:
        touched = standing.get(word.guest, [])
        if any(_says(row, word, source, note) for row in touched):
            continue
        over += [row.pk for row in touched]
        rows += [piece for row in touched for piece in _remainders(row, word.nights)]
        rows.append(_row(by, centre, word, source, note, now))
    NightRecord.objects.filter(pk__in=over).update(superseded_at=now)
    NightRecord.objects.bulk_create(rows)
    return sum(1 for row in rows if row.recorded_at == now)


def _row(by: Actor, centre: Centre, word: Word, source: NightSource, note: str, now: datetime) -> NightRecord:
    return NightRecord(
        prefecture_id=by.prefecture,
        guest_id=word.guest,
        centre=centre,
        during=DateRange(word.nights.first, word.nights.until),
        state=word.state.value,
        source=source.value,
        note=note,
        recorded_at=now,
        recorded_by_id=by.user_id,
    )


def _active(centre: Centre, said: list[Word]) -> dict[UUID, list[NightRecord]]:
    nights = {word.guest: word.nights for word in said}
    if not nights:
        return {}
    whole = (min(one.first for one in nights.values()), max(one.until for one in nights.values()))
    found: dict[UUID, list[NightRecord]] = {}
    for row in NightRecord.objects.filter(
        centre=centre, guest__in=nights, superseded_at__isnull=True, during__overlap=DateRange(*whole)
    ):
        wanted = nights[row.guest_id]
        if row.during.lower < wanted.until and row.during.upper > wanted.first:
            found.setdefault(row.guest_id, []).append(row)
    return found


def _says(row: NightRecord, word: Word, source: NightSource, note: str) -> bool:
    same = (row.state, row.source, row.note) == (word.state.value, source.value, note)
    return bool(same and row.during.lower <= word.nights.first and row.during.upper >= word.nights.until)


def _remainders(row: NightRecord, taken: Nights) -> list[NightRecord]:
    """What stays of a row whose nights are in part said anew: who said it, and when, stays too."""
    kept = [
        (row.during.lower, min(row.during.upper, taken.first)),
        (max(row.during.lower, taken.until), row.during.upper),
    ]
    return [
        NightRecord(
            prefecture_id=row.prefecture_id, guest_id=row.guest_id, centre_id=row.centre_id, state=row.state,
            source=row.source, note=row.note, during=DateRange(first, until), recorded_at=row.recorded_at,
            recorded_by_id=row.recorded_by_id,
        )
        for first, until in kept
        if first < until
    ]  # fmt: skip


def refuse_strangers(centre: Centre, words: Iterable[Word]) -> None:
    """Refuse a word on a night on which its guest has no stay in the centre.

    Raises NotFound for somebody who is never a guest of it, InvalidInput for nights outside the stay.
    """
    said = list(words)
    guests = {word.guest for word in said}
    stays = register.nights_of_stays(centre, guests)
    if guests - set(stays):
        raise NotFound(
            "guest_not_found", _("Somebody in this list is not a guest of the centre. Nothing was recorded.")
        )
    outside = [word for word in said if not any(_within(word.nights, held) for held in stays[word.guest])]
    if outside:
        words_ = _("Some of these nights are outside the stay of the guest in this centre. Nothing was recorded.")
        raise InvalidInput("night_outside_stay", words_, fields={str(word.guest): words_ for word in outside})


def _within(nights: Nights, held: Nights) -> bool:
    return held.first <= nights.first and nights.until <= held.until


def month_nights(month: date) -> Nights:
    """The nights of the month of a day."""
    return month_of(month.year, month.month)


def by_guest(states: Mapping[UUID, NightState], nights: Nights) -> list[Word]:
    """The same nights for many guests, each in a state."""
    return [Word(guest, nights, state) for guest, state in states.items()]
