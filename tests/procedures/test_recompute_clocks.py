"""Computing every open file again: only what differs is written, in few statements whatever the number of files."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed
from approdo.core.models import Prefecture
from approdo.procedures.commands import clock
from approdo.procedures.models import CaseFile
from tests.conftest import MakeUser
from tests.procedures.conftest import FILED, OpenCase

TODAY = date(2026, 3, 2)


@pytest.fixture
def head(make_user: MakeUser, savona: Prefecture) -> Actor:
    """Who may configure the office."""
    return actor_of(make_user("head", savona, Role.EXECUTIVE), "it")


def test_wrong_dates_are_put_right_and_right_ones_are_not_written(head: Actor, open_case: OpenCase) -> None:
    wrong, right = open_case(), open_case()
    due = right.effective_due
    CaseFile.objects.filter(pk=wrong.pk).update(effective_due=FILED, nominal_due=FILED)
    assert clock.recompute_all(by=head, today=TODAY, reason="patron saint") == 1
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.effective_due, wrong.nominal_due, wrong.computed_on) == (due, right.nominal_due, TODAY)
    assert right.computed_on == FILED
    assert clock.recompute_all(by=head, today=TODAY, reason="again") == 0


def test_the_statements_do_not_grow_with_the_files(head: Actor, open_case: OpenCase) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            clock.recompute_all(by=head, today=TODAY, reason="count")
        return len(asked)

    open_case()
    one = statements()
    for _ in range(4):
        open_case()
    CaseFile.objects.update(effective_due=None, nominal_due=None)
    assert statements() <= one + 1  # the one that writes


def test_a_reason_and_the_right_are_needed(head: Actor, officer: Actor) -> None:
    with pytest.raises(InvalidInput):
        clock.recompute_all(by=head, today=TODAY, reason=" ")
    with pytest.raises(NotAllowed):
        clock.recompute_all(by=officer, today=TODAY, reason="no right")
