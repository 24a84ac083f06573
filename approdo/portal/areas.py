"""Whose records a public page shows: those of one prefecture, named in the address or the only one there is."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from approdo.core.models import Prefecture
from approdo.core.tenancy import NATIONAL, enter_public, public_entry


def areas() -> dict[str, Prefecture]:
    """The prefectures of this installation by the sign that stands in addresses, `sv`, in the order of their towns."""
    rows = Prefecture.objects.exclude(code=NATIONAL).order_by("seat", "code")
    return {one.code.lower(): one for one in rows}


def entered(request: HttpRequest, known: dict[str, Prefecture]) -> Prefecture | None:
    """The prefecture that is asked for, or the only one; None where the reader must choose.

    From here on the transaction reads what that prefecture publishes, and nothing else.
    """
    asked = request.GET.get("area", "").lower() or (next(iter(known)) if len(known) == 1 else "")
    if asked not in known:
        return None
    enter_public(known[asked].pk)
    return known[asked]


def area_of(sign: str) -> Prefecture:
    """The prefecture of an address, which the transaction reads from here on. Raises Http404."""
    rows = Prefecture.objects.exclude(code=NATIONAL).annotate(**public_entry("code"))
    found = rows.filter(code=sign.upper()).first() if sign == sign.lower() else None
    if found is None:
        raise Http404
    return found
