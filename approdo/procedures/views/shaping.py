"""Rows of a case file in the shape that the components want."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from approdo.procedures import labels
from approdo.procedures.history_labels import HAPPENED
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import choices
from approdo.procedures.queries.history import Entry
from approdo.procedures.rules.stops import Step


def steps_of(steps: Iterable[Step]) -> list[labels.Sentence]:
    """The steps of a computation in words."""
    return [labels.step(step) for step in steps]


def timeline_of(entries: Iterable[Entry], case: CaseFile, language: str) -> list[dict[str, Any]]:
    """The life of a case file as a timeline; a cancelled event stays, and says so."""
    return [_in_words(entry, case, language) for entry in entries]


def _in_words(entry: Entry, case: CaseFile, language: str) -> dict[str, Any]:
    sentence, subjects, details = HAPPENED[entry.happened]
    what = subjects.get(entry.what, entry.what)
    if entry.happened == "checked":
        what = choices.name_of_document(case.procedure, entry.what, language)
    text = details.get(entry.more, entry.more)
    if entry.happened in ("assigned", "unassigned"):
        text = what
    return {
        "date": entry.day,
        "title": sentence % {"what": what, "more": entry.more},
        "text": _("Corrected: %(why)s") % {"why": text} if entry.happened == "cancelled" else text,
        "tone": "info" if entry.happened == "event" else "neutral",
        "by": entry.who,
    }


def passages_of(case: CaseFile) -> list[dict[str, Any]]:
    """The moves of a case file as a timeline."""
    return [
        {
            "date": passage.on,
            "title": labels.STATES[passage.target],
            "text": labels.BALL.get(passage.ball, passage.ball),
            "by": passage.by.full_name if passage.by else "",
        }
        for passage in case.passages.select_related("by").order_by("at", "id")
    ]


def tab_links(tabs: Iterable[tuple[str, Any]], case: CaseFile) -> list[tuple[str, Any, str]]:
    """The tabs of a case file with their addresses."""
    address = reverse("case", args=[case.pk])
    return [(key, label, f"{address}?tab={key}") for key, label in tabs]


def dict_of(rows: Iterable[Any], name: str) -> dict[Any, Any]:
    """Rows by one of their columns."""
    return {getattr(row, name): row for row in rows}


def act_name(act: str) -> Any:
    """An act of the audit in words."""
    return labels.AUDITED.get(act, act)


HELP = {
    "steps_of": steps_of,
    "timeline_of": timeline_of,
    "passages_of": passages_of,
    "tab_links": tab_links,
    "dict_of": dict_of,
}
