"""Computing every open file again: only what differs is written, in few statements whatever the number of files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed
from approdo.core.models import OfficeSettings as OfficeSettingsRow
from approdo.core.models import Prefecture
from approdo.procedures.commands import clock, recomputing
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseEvent, CaseFile, DueCount
from approdo.procedures.rules.history import Event, HistoryError, read_history
from tests.conftest import MakeUser
from tests.procedures.conftest import FILED, OpenCase
from tests.procedures.random_histories import histories

TODAY = date(2026, 3, 2)


@pytest.fixture
def head(make_user: MakeUser, savona: Prefecture) -> Actor:
    """Who may configure the office."""
    return actor_of(make_user("head", savona, Role.EXECUTIVE), "it")


def test_wrong_dates_are_put_right_and_right_ones_are_not_written(head: Actor, open_case: OpenCase) -> None:
    wrong, right = open_case(), open_case()
    due = right.effective_due
    CaseFile.objects.filter(pk=wrong.pk).update(effective_due=FILED, nominal_due=FILED)
    assert recomputing.recompute_all(by=head, today=TODAY, reason="patron saint") == 1
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.effective_due, wrong.nominal_due, wrong.computed_on) == (due, right.nominal_due, TODAY)
    assert right.computed_on == FILED
    assert recomputing.recompute_all(by=head, today=TODAY, reason="again") == 0


def test_the_statements_do_not_grow_with_the_files(head: Actor, open_case: OpenCase) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            recomputing.recompute_all(by=head, today=TODAY, reason="count")
        return len(asked)

    open_case()
    one = statements()
    for _ in range(4):
        open_case()
    CaseFile.objects.update(effective_due=None, nominal_due=None)
    assert statements() <= one + 1  # the one that writes


def test_a_reason_and_the_right_are_needed(head: Actor, officer: Actor) -> None:
    with pytest.raises(InvalidInput):
        recomputing.recompute_all(by=head, today=TODAY, reason=" ")
    with pytest.raises(NotAllowed):
        recomputing.recompute_all(by=officer, today=TODAY, reason="no right")


def mixed_caseload(seed: int, count: int) -> list[CaseFile]:
    """Files of every procedure, with plain histories and with those that only the rule can count; none impossible."""
    draw, cases, rows = Random(seed), [], []
    for one in histories(seed, count):
        case = CaseFile(prefecture_id="SV", procedure=one.procedure, office="sui", state="investigation")
        case.filed_on = one.events[0][1] if one.events else None
        events = [(kind, day) for kind, day in one.events if kind not in ("decided", "withdrawn") and day <= TODAY]
        pick = draw.random()
        if pick < 0.05:
            case.pinned_version, case.pin_reason = FIRST_VERSION.get(one.procedure), "asked"
        elif pick < 0.1 and events:
            events.append((draw.choice(["visa_requested", "granted", "entered_italy"]), max(d for _, d in events)))
        elif pick < 0.13:
            events = [event for event in events if event[0] not in ("filed", "quota_imputed")]
        elif pick < 0.18 and events:
            events.append(("observations_received", events[-1][1]))
        if possible(case.procedure, events):
            cases.append(case)
            rows += [CaseEvent(prefecture_id="SV", case=case, type=kind, occurred_on=day) for kind, day in events]
    CaseFile.objects.bulk_create(cases)
    CaseEvent.objects.bulk_create(rows)
    return cases


FIRST_VERSION = {"family_reunification": date(2017, 8, 18), "citizenship_residence": date(2018, 10, 5)}


def possible(kind: str, events: list[tuple[str, date]]) -> bool:
    """Whether the rule accepts such a history."""
    try:
        read_history(procedure(kind), [Event(*event) for event in events], today=TODAY)
    except HistoryError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("effect", ["interrupt", "suspend", "none"])
def test_all_at_once_gives_what_one_by_one_gives(effect: str, head: Actor) -> None:
    OfficeSettingsRow.objects.filter(pk="SV").update(
        citizenship_integration_effect=effect, saturday_rolls=effect == "none"
    )
    mixed_caseload(len(effect), 1200)
    wanted = {}
    for case in CaseFile.objects.select_related("prefecture"):
        clock.compute(case, TODAY)
        wanted[case.pk] = {name: getattr(case, name) for name in clock.COLUMNS}
    changed = recomputing.recompute_all(by=head, today=TODAY, reason="new patron saint")
    got = {row.pop("pk"): row for row in CaseFile.objects.values("pk", *clock.COLUMNS)}
    assert got == wanted
    assert {row["clock"] for row in got.values()} == {"not_started", "running", "stopped"}
    assert changed == CaseFile.objects.filter(computed_on=TODAY).count() > 900
    assert recomputing.recompute_all(by=head, today=TODAY, reason="again") == 0


def test_nearly_every_file_is_counted_all_at_once(head: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    cases, alone = mixed_caseload(7, 600), []
    usual = clock.compute

    def noted(case: CaseFile, *rest: Any) -> bool:
        alone.append(case.pk)
        return usual(case, *rest)

    monkeypatch.setattr(clock, "compute", noted)
    recomputing.recompute_all(by=head, today=TODAY, reason="count")
    assert len(alone) < len(cases) / 3


def test_the_counts_of_what_falls_due_follow(head: Actor) -> None:
    mixed_caseload(3, 200)
    recomputing.recompute_all(by=head, today=TODAY, reason="count")
    counted = {
        (row.clock, row.due_on): row.files for row in DueCount.objects.filter(prefecture_id="SV").exclude(files=0)
    }
    told = CaseFile.objects.values_list("clock", "effective_due")
    assert counted == Counter((state, due if state == "running" else None) for state, due in told)
    assert {state for state, _ in counted} > {"running"}
