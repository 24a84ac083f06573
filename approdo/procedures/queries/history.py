"""The whole life of a case file, the newest first: what happened, when, and who did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from approdo.core.models import AuditRecord
from approdo.procedures.models import CaseFile, Decision

PAGE = 30  # entries
# Moves that are told by an event or by a decision already. What leaves the state as it is has a mark of its own.
_TOLD_OTHERWISE = (
    "receive_integration", "receive_observations", "withdraw", "sign_grant", "sign_denial", "no_observations",
    "declare_inadmissible", "revoke",
)  # fmt: skip
# Happened: the act of the audit that says who did it, and the detail by which it is told from its like.
_IN_AUDIT = {
    "assigned": ("case.assigned", "user"),
    "unassigned": ("case.assignment_ended", "user"),
    "opinion_asked": ("case.opinion_asked", "office"),
    "opinion_solicited": ("case.opinion_solicited", "office"),
    "opinion_received": ("case.opinion_received", "office"),
    "letter_dispatched": ("case.letter_dispatched", "letter"),
    "letter_received": ("case.letter_received", "letter"),
    "lawsuit": ("case.litigation_recorded", "lawsuit"),
    "lawsuit_ended": ("case.litigation_ended", "lawsuit"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: its kind, the word of what it is about (an enum), a text, who did it ("" unknown)."""

    day: date
    happened: str
    what: str
    more: str
    who: str


@dataclass(frozen=True, slots=True)
class History:
    """A page of the life of a case file. `older` and `newer` are where the neighbouring pages begin."""

    entries: tuple[Entry, ...]
    older: int | None
    newer: int | None


def history(case: CaseFile, start: int = 0) -> History:
    """The entries of a case file from the one after `start`, the newest first. `case` comes from `visible_case`."""
    first, *others = (_told(case, rank, *source) for rank, source in enumerate(_sources(case)))
    newest = first.union(*others, all=True).order_by("-told_on", "-id", "-told_rank")
    found = list(newest[start : start + PAGE + 1])
    entries = (Entry(*row[2:]) for row in found[:PAGE])
    return History(
        tuple(entries),
        older=start + PAGE if len(found) > PAGE else None,
        newer=max(start - PAGE, 0) if start else None,
    )


def _by_audit(case: CaseFile, happened: str, about: str) -> Subquery:
    """Who did, the last time, what only the audit knows the author of. Its JSON is canonical: it holds no spaces."""
    act, detail = _IN_AUDIT[happened]
    told = Concat(Value(f'"{detail}":"', TextField()), Cast(OuterRef(about), TextField()), Value('"', TextField()))
    rows = AuditRecord.objects.filter(
        prefecture_id=case.prefecture_id, object_kind="case", object_id=str(case.pk), act=act, payload__contains=told
    )
    return Subquery(rows.order_by("-number").values("actor_label")[:1], output_field=TextField())


# Rows, what happened, its day, the word of what it is about, a text, who did it, by what the audit knows it.
Source = tuple[QuerySet[Any], str, str, str, str, str, str]


def _sources(case: CaseFile) -> tuple[Source, ...]:
    """What is known of the life of a case file, in the order in which things of one day follow each other."""
    signed = Decision.objects.filter(case=OuterRef("case"), signed_on=OuterRef("occurred_on"))
    events = case.events.exclude(Exists(signed), type="decided")
    checked = case.checklist.exclude(checked_at=None).annotate(checked_on=TruncDate("checked_at"))
    asked, solicited = case.opinions.exclude(requested_on=None), case.opinions.exclude(solicited_on=None)
    moves = case.passages.exclude(act__in=_TOLD_OTHERWISE).exclude(source=F("target"))
    name, office = "user__full_name", "office"
    return (
        (events.filter(cancelled_at=None), "event", "occurred_on", "type", "note", "recorded_by__full_name", ""),
        (events.exclude(cancelled_at=None), "cancelled", "occurred_on", "type", "cancel_reason",
         "cancelled_by__full_name", ""),
        (moves, "moved", "on", "act", "", "by__full_name", ""),
        (case.assignments.all(), "assigned", "since", "part", name, "", "user_id"),
        (case.assignments.exclude(until=None), "unassigned", "until", "part", name, "", "user_id"),
        (checked, "checked", "checked_on", "document", "status", "checked_by__full_name", ""),
        (asked, "opinion_asked", "requested_on", office, "", "", office),
        (solicited, "opinion_solicited", "solicited_on", office, "", "", office),
        (case.opinions.exclude(received_on=None), "opinion_received", "received_on", office, "state", "", office),
        (case.letters.all(), "letter_written", "written_on", "kind", "", "written_by__full_name", ""),
        (case.letters.exclude(dispatched_on=None), "letter_dispatched", "dispatched_on", "kind", "channel", "", "id"),
        (case.letters.exclude(received_on=None), "letter_received", "received_on", "kind", "", "", "id"),
        (case.decisions.exclude(outcome="revoked"), "proposed", "proposed_on", "outcome", "",
         "proposed_by__full_name", ""),
        (case.decisions.exclude(signed_on=None), "signed", "signed_on", "outcome", "", "signed_by__full_name", ""),
        (case.litigations.all(), "lawsuit", "asked_on", "kind", "court", "", "kind"),
        (case.litigations.exclude(ended_on=None), "lawsuit_ended", "ended_on", "kind", "outcome", "", "kind"),
    )  # fmt: skip


def _told(
    case: CaseFile, rank: int, rows: QuerySet[Any], happened: str, day: str, what: str, more: str, who: str, about: str
) -> QuerySet[Any, Any]:
    """Those rows in the columns of an entry."""

    def text(name: str) -> Any:
        return Cast(F(name), TextField()) if name else Value("", TextField())

    told: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            told_on=F(day),
            told_rank=Value(rank),
            happened=Value(happened, TextField()),
            what=text(what),
            more=text(more),
            who=Coalesce(_by_audit(case, happened, about) if about else text(who), Value("", TextField())),
        )
        .values_list("id", "told_rank", "told_on", "happened", "what", "more", "who")
    )
    return told
