"""Rows of the worklist as they are written: every word in the reader's language, looked up once for the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approdo.core.pages.addresses import address_of_each
from approdo.core.pages.formats import short_dates
from approdo.overview import labels
from approdo.procedures import labels as words
from approdo.procedures.queries.worklist import Listed, Row


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list; `due` is empty where no date counts any more, `tone` colours the badge."""

    id: str
    address: str
    peek: str
    number: str
    title: str
    priority: bool
    due: str
    badge: str
    tone: str
    procedure: str
    state: str
    ball: str
    officer: str
    filed: str


def lines_of(rows: Iterable[Row[Listed]]) -> list[Line]:
    """The rows in the reader's language."""
    case_at, peek_at = address_of_each("case"), address_of_each("peek")
    states, balls = _said(words.STATES), _said(words.BALL)
    badge_of, written = labels.badges(), short_dates()
    unnumbered, nobody = _("without a number"), _("nobody")
    procedures: dict[str, str] = {}
    lines = []
    for row in rows:
        case, key = row.case, str(row.case.pk)
        if case.procedure not in procedures:
            procedures[case.procedure] = labels.procedure_name(case.procedure)
        tone, badge = badge_of(row)
        lines.append(
            Line(
                id=key,
                address=case_at(key),
                peek=peek_at(key),
                number=case.protocol_number or case.external_code or unnumbered,
                title=case.title,
                priority=case.priority,
                due=written(row.due) if row.due and row.standing != "ended" else "",
                badge=badge,
                tone=tone,
                procedure=procedures[case.procedure],
                state=states[case.state],
                ball=balls.get(row.ball, row.ball),
                officer=nobody if case.officer is None else case.officer,
                filed=written(case.filed_on),
            )
        )
    return lines


def _said(known: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(word) for key, word in known.items()}
