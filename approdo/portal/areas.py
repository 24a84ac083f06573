"""Whose records a public page shows: those of one prefecture, named in the address or the only one there is."""

from __future__ import annotations

from django.http import HttpRequest

from approdo.core.models import Prefecture
from approdo.core.tenancy import NATIONAL, enter_public


def areas() -> dict[str, str]:
    """The prefectures of this installation by code, with the name of their town, by name."""
    rows = Prefecture.objects.exclude(code=NATIONAL).order_by("seat", "code")
    return dict(rows.values_list("code", "seat"))


def entered(request: HttpRequest, known: dict[str, str]) -> str | None:
    """The prefecture that is asked for, or the only one; None where the reader must choose.

    From here on the transaction reads what that prefecture publishes, and nothing else.
    """
    asked = request.GET.get("area", "") or (next(iter(known)) if len(known) == 1 else "")
    if asked not in known:
        return None
    enter_public(asked)
    return asked
