"""Rows of a case file in the shape that the components want."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from approdo.procedures import labels
from approdo.procedures.models import CaseEvent, CaseFile
from approdo.procedures.rules.stops import Step


def steps_of(steps: Iterable[Step]) -> list[labels.Sentence]:
    """The steps of a computation in words."""
    return [labels.step(step) for step in steps]


def timeline_of(events: Iterable[CaseEvent]) -> list[dict[str, Any]]:
    """Events as a timeline; a cancelled one stays, and says so."""
    return [
        {
            "date": event.occurred_on,
            "title": labels.EVENTS.get(event.type, event.type),
            "text": _("Corrected: %(why)s") % {"why": event.cancel_reason} if event.cancelled_at else event.note,
            "tone": "neutral" if event.cancelled_at else "info",
            "by": event.recorded_by.full_name if event.recorded_by else "",
        }
        for event in events
    ]


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
