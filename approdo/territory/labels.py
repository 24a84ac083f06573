"""Words of the territory."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approdo.territory.rules.travel import Ground, Mode

MODES: dict[Mode, str | Promise] = {Mode.ON_FOOT: _("on foot"), Mode.BUS: _("by bus"), Mode.CAR: _("by car")}
GROUNDS: dict[Ground, str | Promise] = {
    Ground.MODEL: _("estimated by a model: distance in a straight line × detour ÷ speed"),
    Ground.TABLE: _("measured, from a loaded table"),
}
# Residents for each km², by the classes of the map
DENSITIES: tuple[str | Promise, ...] = (
    _("fewer than 50"),
    _("50 to 149"),
    _("150 to 499"),
    _("500 to 1,499"),
    _("1,500 and more"),
)


def said(one: Any, what: str) -> str:
    """The name or the attribution of a source, in the reader's language."""
    return str(getattr(one, f"{what}_{'it' if (get_language() or 'it').startswith('it') else 'en'}"))


def written(one: Any) -> str:
    """A comune as people tell it from another of the same name: "Castro (BG)"."""
    return f"{one.name} ({one.province.sign})"
