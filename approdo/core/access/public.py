"""Whom a page for anybody may show: every prefecture of the installation."""

from __future__ import annotations

from approdo.core.models import Prefecture
from approdo.core.tenancy import NATIONAL


def public_prefectures() -> list[str]:
    """Their codes, in order, without the national observatory."""
    return list(Prefecture.objects.exclude(code=NATIONAL).order_by("code").values_list("code", flat=True))
