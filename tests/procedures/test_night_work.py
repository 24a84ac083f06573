"""What is done by itself every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.procedures.jobs import clocks as jobs
from approdo.procedures.models import CaseFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(officer: Actor, investigated: CaseFile) -> CaseFile:
    """Stopped yesterday, with dates of yesterday."""
    CaseFile.objects.filter(pk=investigated.pk).update(
        clock="stopped", stopped_by="integration_request", computed_on=timezone.localdate() - timedelta(days=1)
    )
    return investigated


def test_the_stopped_clocks_move_to_today_once(stopped: CaseFile, palermo: Prefecture) -> None:
    assert jobs.advance_clocks("PA") == 0
    assert jobs.advance_clocks("SV") == 1
    stopped.refresh_from_db()
    assert stopped.computed_on == timezone.localdate()
    assert jobs.advance_clocks("SV") == 0
