"""The only door to the register: a night of a centre, a month of it, what is sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotFound
from approdo.core.rules.nights import Nights, NightSet, common, month_of, nights, union
from approdo.people.labels import told_apart
from approdo.people.models import FamilyMember, Person
from approdo.reception.models import Absence, Centre, Guest, NightConfirmation, NightRecord, RegisterMonth, Stay
from approdo.reception.queries import centres
from approdo.reception.rules import presence
from approdo.reception.rules import register as rules
from approdo.reception.rules.presence import Contradiction, Record, Standing
from approdo.reception.rules.vocabulary import AbsenceAnswer, AbsenceKind, MonthState, NightSource, NightState

# What the register proposes for a night of an absence; the centre still says it.
PROPOSED = {
    AbsenceKind.AUTHORISED: NightState.ABSENT_AUTHORISED,
    AbsenceKind.HOSPITAL: NightState.ABSENT_HOSPITAL,
    AbsenceKind.UNJUSTIFIED: NightState.ABSENT_UNJUSTIFIED,
    AbsenceKind.DETENTION: NightState.DETAINED,
}


def visible_to(by: Actor) -> QuerySet[NightRecord]:
    """Words on nights that the actor may see, superseded ones included."""
    return NightRecord.objects.filter(prefecture_id=by.prefecture, centre__in=centres.visible_to(by))


def absences(by: Actor) -> QuerySet[Absence]:
    """Absences that the actor may see."""
    rows = Absence.objects.filter(prefecture_id=by.prefecture, centre__in=centres.visible_to(by))
    return rows.select_related("guest__person", "centre")


def absence(by: Actor, identifier: UUID) -> Absence:
    """One absence. Raises NotFound."""
    found = absences(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("absence_not_found", _("This absence does not exist, or is not of your centres."))
    return found


def held_stays(of: Centre, period: Nights) -> QuerySet[Stay]:
    """Stays that hold now and touch a period, by name of the guest."""
    rows = Stay.objects.filter(centre=of, superseded_at__isnull=True, entry__lt=period.until)
    rows = rows.filter(Q(exit__isnull=True) | Q(exit__gte=period.first))
    return rows.select_related("guest__person").order_by(
        "guest__person__family_name", "guest__person__given_name", "guest_id", "entry"
    )


def nights_of_stays(of: Centre, guests: Collection[UUID]) -> dict[UUID, NightSet]:
    """The nights that guests sleep in a centre by their stays, by guest."""
    found: dict[UUID, list[Nights]] = defaultdict(list)
    for row in Stay.objects.filter(centre=of, guest__in=guests, superseded_at__isnull=True, entry__isnull=False):
        found[row.guest_id] += nights(_entry(row), row.exit or date.max)
    return {guest: union(held) for guest, held in found.items()}


def states_of_night(of: Centre, night: date) -> dict[UUID, NightState | None]:
    """Everybody expected in a centre that night, with the state that stands, None where nothing was said."""
    period = Nights(night, night + timedelta(days=1))
    guests = {row.guest_id for row in held_stays(of, period) if row.exit is None or row.exit > night}
    rows = NightRecord.objects.filter(
        centre=of, guest__in=guests, superseded_at__isnull=True, during__contains=night
    ).values_list("guest_id", "state")
    told = dict(rows)
    return {guest: NightState(told[guest]) if guest in told else None for guest in guests}


def last_editions(of: Iterable[Centre | UUID], first: date, until: date) -> dict[tuple[UUID, date], RegisterMonth]:
    """The last edition of each closed month of centres between two days, by centre and month."""
    rows = RegisterMonth.objects.filter(centre__in=list(of), month__gte=first.replace(day=1), month__lt=until)
    rows = rows.select_related("closed_by", "checked_by", "sealed_by").defer("content").order_by("edition")
    return {(row.centre_id, row.month): row for row in rows}


def states(of: Iterable[UUID], first: date, until: date) -> dict[tuple[UUID, date], MonthState]:
    """How far the last edition of each closed month of centres is, between two days, by centre and month."""
    rows = RegisterMonth.objects.filter(centre__in=list(of), month__gte=first.replace(day=1), month__lt=until)
    told = rows.order_by("edition").values_list("centre_id", "month", "state")
    return {(centre, month): MonthState(state) for centre, month, state in told}


@dataclass(frozen=True, slots=True)
class GuestNight:
    """A guest expected in a night. `state` is None where nothing was said; `proposed` comes from an absence."""

    guest: UUID
    name: str
    state: NightState | None
    source: NightSource | None
    proposed: NightState


@dataclass(frozen=True, slots=True)
class NightRegister:
    """A night of a centre."""

    centre: Centre
    night: date
    guests: list[GuestNight]
    confirmation: NightConfirmation | None
    month: RegisterMonth | None

    @property
    def present(self) -> int:
        """Guests that stand present."""
        return sum(1 for one in self.guests if one.state is NightState.PRESENT)

    @property
    def missing(self) -> int:
        """Guests of whom nothing was said."""
        return sum(1 for one in self.guests if one.state is None)

    @property
    def is_open(self) -> bool:
        """Whether the register of its month can still be written."""
        return self.month is None or self.month.state == MonthState.OPEN.value


def night(by: Actor, centre_id: UUID, day: date) -> NightRegister:
    """The register of a night: everybody expected, with the state that stands. Raises NotFound."""
    of = centres.centre(by, centre_id)
    period = Nights(day, day + timedelta(days=1))
    guests = {row.guest_id: row.guest for row in held_stays(of, period) if row.exit is None or row.exit > day}
    records = {
        row.guest_id: row for row in visible_to(by).filter(centre=of, superseded_at__isnull=True, during__contains=day)
    }
    away = {row.guest_id: PROPOSED[AbsenceKind(row.kind)] for row in _away(of, period)}
    names = told_apart({key: guest.person for key, guest in guests.items()})
    told = [
        GuestNight(
            key, names[key],
            NightState(records[key].state) if key in records else None,
            NightSource(records[key].source) if key in records else None,
            away.get(key, NightState.PRESENT),
        )
        for key in guests
    ]  # fmt: skip
    confirmation = NightConfirmation.objects.filter(centre=of, night=day).select_related("confirmed_by").first()
    month = last_editions([of], day, period.until).get((of.pk, day.replace(day=1)))
    return NightRegister(of, day, told, confirmation, month)


@dataclass(frozen=True, slots=True)
class GuestMonth:
    """A month of a guest in a centre, in periods."""

    guest: UUID
    name: str
    expected: NightSet
    stands: tuple[Standing, ...]
    gaps: NightSet
    to_resolve: NightSet
    contradictions: tuple[Contradiction, ...]
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class ToComplete:
    """Nights of which nothing was said, or that were not signed, and of whom."""

    nights: Nights
    unsigned: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthRegister:
    """A month of a centre. `until` is the day up to which nights are asked for."""

    centre: Centre
    month: Nights
    until: date
    editions: tuple[RegisterMonth, ...]  # the last one first, without their content
    guests: list[GuestMonth]
    confirmed: int

    @property
    def row(self) -> RegisterMonth | None:
        """The last edition; None while nobody closed the month."""
        return self.editions[0] if self.editions else None

    @property
    def state(self) -> MonthState:
        """How far the month is; open while nobody closed it."""
        return MonthState(self.row.state) if self.row else MonthState.OPEN

    @property
    def incomplete(self) -> list[GuestMonth]:
        """Guests with nights of which nothing was said, or that nobody signed for."""
        return [one for one in self.guests if one.gaps or one.to_resolve]

    @property
    def to_complete(self) -> list[ToComplete]:
        """What is incomplete by nights: a night forgotten for a whole centre is one thing to do."""
        names: dict[tuple[Nights, bool], list[str]] = defaultdict(list)
        for one in self.guests:
            for unsigned, parts in ((False, one.gaps), (True, one.to_resolve)):
                for part in parts:
                    names[part, unsigned].append(one.name)
        return [ToComplete(nights, unsigned, tuple(held)) for (nights, unsigned), held in sorted(names.items())]

    @property
    def doubtful(self) -> list[GuestMonth]:
        """Guests with nights that two truths claim."""
        return [one for one in self.guests if one.contradictions]


def month(by: Actor, centre_id: UUID, first: date, today: date) -> MonthRegister:
    """The register of a month, with what is missing in it and what does not agree. Raises NotFound."""
    of = centres.centre(by, centre_id)
    whole = month_of(first.year, first.month)
    written = tuple(editions(by, of, whole.first))
    until = max(whole.first, min(whole.until, today))
    confirmed = NightConfirmation.objects.filter(centre=of, night__gte=whole.first, night__lt=whole.until).count()
    return MonthRegister(of, whole, until, written, month_guests(of, whole, until), confirmed)


def month_guests(of: Centre, whole: Nights, until: date) -> list[GuestMonth]:
    """Every guest of a month of a centre, or with a night recorded in it; nights are asked for up to `until`."""
    persons: dict[UUID, Person] = {}
    held: dict[UUID, list[Nights]] = defaultdict(list)
    for row in held_stays(of, whole):
        slept = common(nights(_entry(row), row.exit or date.max), (whole,))
        if slept:
            persons[row.guest_id] = row.guest.person
            held[row.guest_id] += slept
    records: dict[UUID, list[Record]] = defaultdict(list)
    during = DateRange(whole.first, whole.until)
    for told in NightRecord.objects.filter(centre=of, during__overlap=during).select_related("guest__person"):
        persons.setdefault(told.guest_id, told.guest.person)
        records[told.guest_id].append(_record(told, whole))
    names = told_apart(persons)
    elsewhere = _elsewhere(of, whole, names)
    away: dict[UUID, list[Absence]] = defaultdict(list)
    for one in _away(of, whole):
        away[one.guest_id].append(one)
    return [
        _guest_month(key, name, held[key], records[key], elsewhere[key], away[key], nights(whole.first, until))
        for key, name in sorted(names.items(), key=lambda item: (item[1], item[0]))
    ]


def _guest_month(
    guest: UUID, name: str, held: list[Nights], said: list[Record], elsewhere: list[Nights], away: list[Absence],
    asked: NightSet,
) -> GuestMonth:  # fmt: skip
    expected, stands = union(held), presence.standing(said)
    wanted = common(expected, asked)
    absent = union(tuple(Nights(one.first, one.until or asked[-1].until) for one in away if _is_away(one, asked)))
    return GuestMonth(
        guest, name, expected, stands, presence.gaps(wanted, stands), presence.to_resolve(wanted, stands),
        presence.contradictions(stands, expected, union(elsewhere), absent), tuple(away),
    )  # fmt: skip


def _is_away(one: Absence, asked: NightSet) -> bool:
    """Whether an absence claims nights by itself: one that was only asked, or refused, claims none."""
    return one.answer in ("", AbsenceAnswer.AUTHORISED.value) and bool(asked) and one.first < asked[-1].until


def _elsewhere(of: Centre, whole: Nights, guests: Collection[UUID]) -> dict[UUID, list[Nights]]:
    rows = Stay.objects.filter(
        prefecture_id=of.prefecture_id, guest__in=guests, superseded_at__isnull=True, entry__lt=whole.until
    )
    found: dict[UUID, list[Nights]] = defaultdict(list)
    for row in rows.filter(Q(exit__isnull=True) | Q(exit__gt=whole.first)).exclude(centre=of):
        found[row.guest_id] += common(nights(_entry(row), row.exit or date.max), (whole,))
    return found


def _away(of: Centre, period: Nights) -> QuerySet[Absence]:
    rows = Absence.objects.filter(centre=of, first__lt=period.until).exclude(answer=AbsenceAnswer.REFUSED.value)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=period.first)).select_related("guest__person")


def _record(row: NightRecord, whole: Nights) -> Record:
    inside = Nights(max(row.during.lower, whole.first), min(row.during.upper, whole.until))
    return Record(inside, NightState(row.state), NightSource(row.source), row.recorded_at)


def _entry(row: Stay) -> date:
    if row.entry is None:
        raise ValueError("a stay of which nothing was slept has no nights")
    return row.entry


def content_of(of: Centre, first: date) -> str:
    """The canonical text of a month of a centre, as it would be sealed now."""
    whole = month_of(first.year, first.month)
    stays = list(held_stays(of, whole))
    families = _families(stays)
    away = Absence.objects.filter(centre=of, first__lt=whole.until).exclude(answer=AbsenceAnswer.REFUSED.value)
    told = NightRecord.objects.filter(
        centre=of, superseded_at__isnull=True, during__overlap=DateRange(whole.first, whole.until)
    )
    return rules.content(
        str(of.pk),
        whole,
        [
            rules.SealedStay(
                str(row.guest_id), _entry(row), row.exit, families.get(row.guest.person_id, ""), str(row.contract_id),
                row.by_transfer,
            )
            for row in stays
        ],
        [rules.SealedAbsence(str(row.guest_id), row.first, row.until, AbsenceKind(row.kind)) for row in away],
        [
            rules.SealedNights(
                str(row.guest_id), Nights(row.during.lower, row.during.upper), NightState(row.state),
                NightSource(row.source),
            )
            for row in told
        ],
    )  # fmt: skip


def _families(stays: Iterable[Stay]) -> dict[UUID, str]:
    """The family of each person; of somebody in two, the first that was drawn."""
    persons = {row.guest.person_id for row in stays}
    rows = FamilyMember.objects.filter(person__in=persons).order_by("-family_id").values_list("person_id", "family_id")
    return {person: str(family) for person, family in rows}


def editions(by: Actor, of: Centre, first: date) -> QuerySet[RegisterMonth]:
    """Every edition of a month of a centre, the last first, without its content."""
    rows = RegisterMonth.objects.filter(prefecture_id=by.prefecture, centre=of, month=first)
    return rows.select_related("closed_by", "checked_by", "sealed_by").defer("content").order_by("-edition")


def guests_of(by: Actor, centre_id: UUID) -> list[tuple[UUID, str]]:
    """Who is in a centre now, by name. Raises NotFound."""
    rows = Stay.objects.filter(centre=centres.centre(by, centre_id), superseded_at__isnull=True, entry__isnull=False)
    rows = rows.filter(exit__isnull=True).select_related("guest__person")
    names = told_apart({row.guest_id: row.guest.person for row in rows})
    return sorted(names.items(), key=lambda one: one[1])


def persons(by: Actor, guests: Iterable[UUID]) -> dict[UUID, Person]:
    """Who guests of the register are, by guest."""
    rows = Guest.objects.filter(prefecture_id=by.prefecture, pk__in=list(guests)).select_related("person")
    return {row.pk: row.person for row in rows}


def first_day(year: int, month: int) -> date:
    """The first day of a month. Raises InvalidInput for one that is not in the calendar."""
    if not 1 <= month <= 12 or not 1990 <= year <= 9000:
        words = _("This month cannot be read. Choose it again.")
        raise InvalidInput("month_unreadable", words, fields={"month": words})
    return date(year, month, 1)
