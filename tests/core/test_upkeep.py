"""What is kept for a time only is thrown away, and nothing else."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from approdo.core.jobs import forget_what_is_old
from approdo.core.models import IdempotentCall, Prefecture, RateCount, User
from approdo.core.rest.rates import LONGEST

pytestmark = pytest.mark.django_db


def test_only_what_is_old_goes(savona: Prefecture, palermo: Prefecture, officer_user: User, signed_in) -> None:
    now = timezone.now()
    for prefecture in (savona, palermo):
        for hours in (47, 49):
            call = IdempotentCall.objects.create(
                prefecture=prefecture, caller="user:x", key=f"k{hours}", fingerprint="0" * 64, status=200
            )
            IdempotentCall.objects.filter(pk=call.pk).update(created_at=now - datetime.timedelta(hours=hours))
    RateCount.objects.create(caller="a", window_start=int(now.timestamp()) - 2 * LONGEST - 60, calls=1)
    RateCount.objects.create(caller="b", window_start=int(now.timestamp()), calls=1)
    browser = signed_in(officer_user)
    forget_what_is_old(timestamp=int(now.timestamp()))
    assert browser.get("/api/v1/me").status_code == 200
    assert [call.key for call in IdempotentCall.objects.all()] == ["k47", "k47"]
    callers = {count.caller for count in RateCount.objects.all()}
    assert "b" in callers
    assert "a" not in callers
