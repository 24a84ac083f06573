"""What is done by itself every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture
from approdo.procedures.jobs import clocks as jobs
from approdo.procedures.models import CaseFile, DueCount

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


def test_the_days_on_which_nothing_falls_due_any_more_are_cleared_away(
    investigated: CaseFile, palermo: Prefecture
) -> None:
    later = timezone.localdate() + timedelta(days=400)
    CaseFile.objects.filter(pk=investigated.pk).update(effective_due=later)
    DueCount.objects.create(prefecture=palermo, office="sui", clock="running", due_on=later, files=0)
    left = DueCount.objects.filter(prefecture_id="SV")
    assert left.filter(files=0).exists()
    jobs.advance_clocks("SV")
    assert list(left.values_list("due_on", "files")) == [(later, 1)]
    tenancy.enter(tenancy.NATIONAL)
    assert DueCount.objects.filter(prefecture=palermo).exists(), "the night of one prefecture leaves the others alone"


def test_a_day_that_was_cleared_away_counts_again(investigated: CaseFile) -> None:
    day = investigated.effective_due
    CaseFile.objects.filter(pk=investigated.pk).update(effective_due=timezone.localdate() + timedelta(days=400))
    jobs.advance_clocks("SV")
    CaseFile.objects.filter(pk=investigated.pk).update(effective_due=day)
    assert list(DueCount.objects.filter(files__gt=0).values_list("due_on", "files")) == [(day, 1)]
