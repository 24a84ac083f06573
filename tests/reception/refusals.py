"""What a refusal says, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from approdo.core.errors import Refusal
from approdo.core.models import AuditRecord, Prefecture
from approdo.reception.models import Centre, RegisterMonth


def refused(code: str, act: Callable[[], Any], *fields: str) -> None:
    """The act is refused with that code and on those fields, and leaves nothing in the audit."""
    before = AuditRecord.objects.count()
    with pytest.raises(Refusal) as found, transaction.atomic():
        act()
    assert (found.value.code, set(found.value.fields)) == (code, set(fields))
    assert AuditRecord.objects.count() == before


def seal(prefecture: Prefecture, centre: Centre, month: date) -> None:
    """The register of a month sealed, without any command."""
    RegisterMonth.objects.create(
        prefecture=prefecture, centre=centre, month=month, state="sealed", content="{}", hash="0" * 64,
        sealed_at="2026-07-05T10:00:00Z",
    )  # fmt: skip
