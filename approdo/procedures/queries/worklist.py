"""The worklist: which case files, how many of each kind, one page of them after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import starmap
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Aggregate, F, Min, Q, QuerySet, Sum, Value
from django.db.models.expressions import RawSQL

from approdo.core.access.actor import Actor
from approdo.procedures.models import FOLLOWED, OPEN, CaseFile
from approdo.procedures.queries import cases, search
from approdo.procedures.rules.standing import ASKED, MONTH, OURS, WEEK, Standing, ball_on, held_by, standing

PAGE = 50  # rows
MOST_EXPORTED = 200_000  # rows
DAY = timedelta(days=1)
SCOPES = ("mine", "office", "unassigned", "all")
SORTS = {"due": "effective_due", "filed": "filed_on", "name": "title", "changed": "updated_at"}
WAITS_FOR_ANSWER = Q(ball="applicant", state__in=ASKED)
BUCKETS = (
    "late", "week", "month", "stopped", "stopped_person", "stopped_office", "stopped_other_office", "stopped_law", "waiting",
    "not_started", "follow_up",
)  # fmt: skip


_COUNTED = ("clock", "effective_due", "stop_ends_on", "stopped_by", "ball", "computed_on", "state")
# Files that every bucket treats alike, as one row and their number: a day stands for all those that no bucket tells apart.
# Asking a hundred groups what they are, rather than each file, halves the time of a large office.
_ALIKE = """(
    SELECT count(*) AS files, min(computed_on) AS computed_on, clock, stopped_by,
           CASE WHEN ball = 'applicant' AND state IN (%s, %s) THEN 'asked' ELSE ball END AS ball,
           CASE WHEN effective_due < %s THEN %s::date WHEN effective_due <= %s THEN %s::date
                WHEN effective_due <= %s THEN %s::date END AS effective_due,
           CASE WHEN stop_ends_on <= %s THEN %s::date WHEN stop_ends_on IS NOT NULL THEN %s::date END AS stop_ends_on
      FROM ({opened}) AS one GROUP BY 3, 4, 5, 6, 7
) AS "{table}"
"""


class Listed(NamedTuple):
    """What a list shows of a case file: plain values, read ten times faster than the whole object. Fields by name."""

    pk: UUID
    procedure: str
    state: str
    ball: str
    protocol_number: str
    external_code: str
    title: str
    priority: bool
    filed_on: date
    clock: str
    effective_due: date | None
    stop_ends_on: date | None
    stopped_by: str
    follow_up_due: date | None
    officer: str | None
    updated_at: datetime | None = None  # where it orders the rows: reading moments takes longer than the rest


_SHOWN = (*Listed._fields[:-2], "responsible__full_name")
File = TypeVar("File", bound="CaseFile | Listed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which case files somebody asks for, and in which order. Empty texts ask for everything.

    `sort` is a key of `SORTS`, with a minus when the last come first.
    """

    scope: str = "mine"
    bucket: str = ""
    procedure: str = ""
    state: str = ""
    priority: bool = False
    text: str = ""
    sort: str = "due"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is asked for but the files of one person, or of everybody."""
        filtered = self.bucket or self.procedure or self.state or self.priority or self.text
        return not filtered and self.scope in ("mine", "all")

    @property
    def column(self) -> str:
        """The column that orders the rows."""
        if self.bucket == "follow_up" and self.sort.removeprefix("-") == "due":
            return "follow_up_due"
        return SORTS[self.sort.removeprefix("-")]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: after (or before) the row `id`, whose ordering value was `value`."""

    id: UUID
    value: Any
    before: bool = False


@dataclass(frozen=True, slots=True)
class Row(Generic[File]):
    """A case file with where it stands; `days` are left until its date, negative once it is over."""

    case: File
    standing: Standing
    due: date | None
    days: int | None
    ball: str
    held_by: str = ""
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows; a cursor is None where there is nothing more on that side."""

    rows: list[Row[Listed]] = field(default_factory=list)
    previous: Cursor | None = None
    next: Cursor | None = None


def _running(today: date) -> Q:
    return Q(clock="running") | Q(clock="stopped", stop_ends_on__lte=today)


def _stopped(today: date) -> Q:
    return Q(clock="stopped") & (Q(stop_ends_on__isnull=True) | Q(stop_ends_on__gt=today))


def buckets(today: date, asked: Q = WAITS_FOR_ANSWER) -> dict[str, Q]:
    """What each count means for an open case file, in the words of the database. `follow_up` looks at closed ones too.

    `asked`: how the rows tell that the person was asked for something and the state waits for it.
    """
    running, stopped = _running(today), _stopped(today)
    by_law, elsewhere = Q(stopped_by="legal_suspension"), Q(ball__in=("other_office", "consulate"))
    here = Q(ball__in=sorted(OURS))
    return {
        "late": running & Q(effective_due__lt=today),
        "week": running & Q(effective_due__gte=today, effective_due__lte=today + WEEK),
        "month": running & Q(effective_due__gte=today, effective_due__lte=today + MONTH),
        "stopped": stopped,
        "stopped_person": stopped & ~by_law & ~elsewhere & ~here,
        "stopped_office": stopped & ~by_law & here,
        "stopped_other_office": stopped & ~by_law & elsewhere,
        "stopped_law": stopped & by_law,
        "waiting": running & ~here & ~asked,
        "not_started": Q(clock="not_started"),
    }


def _asked(actor: Actor, office: str, wanted: Wanted, today: date) -> QuerySet[CaseFile]:
    """Every case file that the scope and the filters let through, open or not."""
    rows = cases.visible_to(actor).select_related(None).order_by()
    if wanted.scope == "mine":
        rows = rows.filter(responsible_id=actor.user_id)
    elif wanted.scope == "office":
        rows = rows.filter(office=office)
    elif wanted.scope == "unassigned":
        rows = rows.filter(office=office, responsible=None)
    if wanted.procedure:
        rows = rows.filter(procedure=wanted.procedure)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.priority:
        rows = rows.filter(priority=True)
    if wanted.text:
        rows = rows.filter(pk__in=search.case_ids(actor, wanted.text))
    return rows


def _listed(actor: Actor, office: str, wanted: Wanted, today: date) -> QuerySet[CaseFile]:
    rows = _asked(actor, office, wanted, today)
    if wanted.bucket == "follow_up":
        return rows.filter(FOLLOWED)
    rows = rows.filter(OPEN)
    return rows.filter(buckets(today)[wanted.bucket]) if wanted.bucket else rows


def counts(actor: Actor, office: str, wanted: Wanted, today: date) -> dict[str, Any]:
    """How many case files stand in each bucket, whatever bucket is chosen; `all` of the open ones; `computed_on`, the day
    of the oldest dates among the stopped ones. One statement, answered by the indexes alone.
    """
    rows = _asked(actor, office, wanted, today)
    names, counting, params = _counting(today)
    try:
        opened, of_opened = rows.filter(OPEN).values(*_COUNTED).query.sql_with_params()
        followed, of_followed = rows.filter(FOLLOWED).values(one=Value(1)).query.sql_with_params()
    except EmptyResultSet:  # a text that nothing answers
        return {"all": 0, "computed_on": None, **dict.fromkeys(BUCKETS, 0)}
    alike = _ALIKE.format(opened=opened, table=CaseFile._meta.db_table)
    days = (today, today - DAY, today + WEEK, today + WEEK, today + MONTH, today + MONTH, today, today, today + DAY)
    with connection.cursor() as cursor:
        # Every text is the ORM's own, every value goes as a parameter.
        cursor.execute(
            f"SELECT {counting}, (SELECT count(*) FROM ({followed}) AS one) FROM {alike}",  # noqa: S608
            [*params, *of_followed, *ASKED, *days, *of_opened],
        )
        found = dict(zip((*names, "follow_up"), cursor.fetchone(), strict=True))
    return {name: value if name == "computed_on" else int(value or 0) for name, value in found.items()}


@lru_cache(2)
def _counting(today: date) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """What is counted among the open case files of a day: names, and a piece of SQL with its values.

    Put together once a day: the ORM takes longer to write it than the database to answer.
    """
    files = RawSQL('"files"', ())  # a name of `_ALIKE`
    asked: dict[str, Aggregate] = {
        "all": Sum(files),
        "computed_on": Min("computed_on", filter=Q(clock="stopped")),
        **{name: Sum(files, filter=meaning) for name, meaning in buckets(today, Q(ball="asked")).items()},
    }
    query = CaseFile.objects.order_by().query
    compiler = query.get_compiler(connection=connection)
    written = [compiler.compile(one.resolve_expression(query)) for one in asked.values()]
    return tuple(asked), ", ".join(sql for sql, _ in written), tuple(value for _, values in written for value in values)


def page(actor: Actor, office: str, wanted: Wanted, today: date, cursor: Cursor | None = None) -> Page:
    """The page of the worklist at a cursor, the first one without. Rows without a date come last, whatever the order."""
    rows = _listed(actor, office, wanted, today)
    back = cursor is not None and cursor.before
    found = _fetch(rows, wanted, cursor, back)
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    ends = [(case.pk, getattr(case, wanted.column)) for case in (found[:1] + found[-1:])]
    return Page(
        rows=[_row(case, wanted, today) for case in found],
        previous=Cursor(*ends[0], before=True) if found and (more if back else cursor is not None) else None,
        next=Cursor(*ends[-1]) if found and (back or more) else None,
    )


def _fetch(rows: QuerySet[CaseFile], wanted: Wanted, cursor: Cursor | None, back: bool) -> list[Listed]:
    """Up to a page and one of case files, in the order in which the cursor walks."""
    found: list[Listed] = []
    shown = (*_SHOWN, wanted.column) if wanted.column == Listed._fields[-1] else _SHOWN
    for segment in _segments(rows, wanted, cursor, back):
        chosen = segment[: PAGE + 1 - len(found)]
        if not wanted.is_whole:  # the index alone tells which rows the filters pass over
            chosen = CaseFile.objects.filter(pk__in=chosen.values("pk")).order_by(*segment.query.order_by)
        found += starmap(Listed, chosen.values_list(*shown))
        if len(found) > PAGE:
            break
    return found


def _segments(
    rows: QuerySet[CaseFile], wanted: Wanted, cursor: Cursor | None, back: bool
) -> Iterator[QuerySet[CaseFile]]:
    """The rows with a value and then those without, the other way round when walking back.

    Each comparison is written so that an index bounds it.
    """
    column, down = wanted.column, wanted.sort.startswith("-") != back
    dated = rows.filter(**{f"{column}__isnull": False}).order_by(
        f"{'-' if down else ''}{column}", f"{'-' if down else ''}id"
    )
    undated = rows.filter(**{f"{column}__isnull": True}).order_by("-id" if down else "id")
    nullable = CaseFile._meta.get_field(column).null
    if cursor is None:
        yield dated
        if nullable:
            yield undated
    elif cursor.value is None:
        yield undated.filter(**{"id__lt" if down else "id__gt": cursor.id})
        if back:
            yield dated
    else:
        way = "lt" if down else "gt"
        beyond = Q(**{f"{column}__{way}": cursor.value}) | Q(**{column: cursor.value, f"id__{way}": cursor.id})
        yield dated.filter(Q(**{f"{column}__{way}e": cursor.value}) & beyond)
        if nullable and not back:
            yield undated


def _row(case: File, wanted: Wanted, today: date) -> Row[File]:
    followed = wanted.bucket == "follow_up"
    due = case.follow_up_due if followed else case.effective_due
    stands = standing("running" if followed else case.clock, due, case.stop_ends_on, today)
    return Row(
        case=case,
        standing=stands,
        due=due,
        days=(due - today).days if due else None,
        ball=ball_on(case.state, case.ball, case.clock, case.stop_ends_on, today),
        held_by=held_by(case.stopped_by, case.ball) if stands is Standing.STOPPED else "",
        followed=followed,
    )


def row_of(case: CaseFile, today: date) -> Row[CaseFile]:
    """One case file as the worklist shows it."""
    return _row(case, Wanted(), today)


def place(actor: Actor, wanted: Wanted, identifier: UUID, value: str, before: bool) -> Cursor | None:
    """The cursor at a row. `value` is what the row was ordered by, as text: empty for none.

    A name never stands in an address: it is looked up. None when the text is no place in this list.
    """
    if wanted.column == "title":
        title = cases.visible_to(actor).filter(pk=identifier).values_list("title", flat=True).first()
        return None if title is None else Cursor(identifier, title, before)
    try:
        read: Any = datetime.fromisoformat if wanted.column == "updated_at" else date.fromisoformat
        return Cursor(identifier, read(value) if value else None, before)
    except ValueError:
        return None


def exported(actor: Actor, office: str, wanted: Wanted, today: date) -> Iterator[Row[CaseFile]]:
    """Every row of the list in its order, read by a cursor of the database, `MOST_EXPORTED` at most."""
    direction = F(wanted.column).desc if wanted.sort.startswith("-") else F(wanted.column).asc
    rows = _listed(actor, office, wanted, today).select_related("responsible")
    ordered = rows.order_by(direction(nulls_last=True), "-id" if wanted.sort.startswith("-") else "id")
    return (_row(case, wanted, today) for case in ordered[:MOST_EXPORTED].iterator(2000))
