"""The words of the pages that look at many things."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approdo.core.pages.formats import days_away
from approdo.procedures.definitions import UnknownProcedure, procedure
from approdo.procedures.queries.search import FileHit
from approdo.procedures.queries.worklist import Row

BUCKETS: dict[str, Any] = {
    "late": _("Late"),
    "week": _("Within 7 days"),
    "month": _("Within 30 days"),
    "stopped": _("Stopped"),
    "stopped_person": _("Stopped: the person must answer"),
    "stopped_office": _("Stopped: the office examines the answer"),
    "stopped_other_office": _("Stopped: another office must answer"),
    "stopped_law": _("Stopped by law"),
    "waiting": _("Waiting for others"),
    "not_started": _("Not started yet"),
    "follow_up": _("To follow up"),
    "later": _("Later"),
    "all": _("Open"),
}
TONES = {
    "late": "danger",
    "week": "warning",
    "month": "info",
    "later": "neutral",
    "without_date": "neutral",
    "stopped": "stopped",
    "stopped_person": "stopped",
    "stopped_office": "stopped",
    "stopped_other_office": "stopped",
    "stopped_law": "stopped",
    "waiting": "info",
    "not_started": "neutral",
    "follow_up": "success",
    "ended": "success",
}
STANDINGS: dict[str, Any] = {
    "late": _("Late"),
    "week": _("Near"),
    "month": _("Within 30 days"),
    "later": _("Later"),
    "without_date": _("Without a date"),
    "stopped": pgettext_lazy("one case file", "Stopped"),
    "not_started": _("Not started yet"),
    "ended": _("Decided"),
}
HELD_BY: dict[str, Any] = {
    "person": _("the person must answer"),
    "office": _("the office examines the answer"),
    "other_office": _("another office must answer"),
    "law": _("suspended by law"),
}
SCOPES: dict[str, Any] = {
    "mine": _("Mine"),
    "office": _("My office's"),
    "unassigned": _("Unassigned"),
    "all": _("The whole prefecture"),
}
SORTS: dict[str, Any] = {
    "due": _("Due date"),
    "filed": _("Filed"),
    "name": _("Name"),
    "changed": _("Last change"),
}
DEADLINES: dict[str, Any] = {
    "main": _("Decide by today"),
    "reply": _("Time to answer ends"),
    "follow_up": _("Follow up"),
}


def badge(row: Row[Any] | FileHit) -> tuple[str, str]:
    """Where a row stands: tone and words."""
    return badges()(row)


def badges() -> Callable[[Row[Any] | FileHit], tuple[str, str]]:
    """`badge` in the language of now, for lists of many rows."""
    language = get_language() or "it"
    return lambda row: _badge(str(row.standing), row.held_by, row.days, language)


@lru_cache(4000)
def _badge(standing: str, held_by: str, days: int | None, language: str) -> tuple[str, str]:
    """Rows of a list share a few hundred badges."""
    if standing == "stopped":
        word = gettext("Stopped: %(who)s") % {"who": HELD_BY[held_by]}
    elif days is not None and standing not in ("ended", "not_started"):
        word = days_away(days)
    else:
        word = str(STANDINGS[standing])
    return TONES[standing], word


def procedure_name(identifier: str) -> str:
    """The name of a procedure in the reader's language; its identifier when it is no longer defined."""
    try:
        definition = procedure(identifier)
    except UnknownProcedure:
        return identifier
    return definition.name_en if (get_language() or "it").startswith("en") else definition.name_it
