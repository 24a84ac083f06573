"""Measures against a guest: who does what, in which order, with which effects, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Stale
from approdo.core.models import AccessLogEntry, AuditRecord, Prefecture, User
from approdo.reception.commands import measure_decisions, measures
from approdo.reception.measure_labels import MEASURE_ACTS
from approdo.reception.models import Guest, Measure, MeasureAssessment, MeasureDecision, PocketMoneySuspension, Stay
from approdo.reception.queries import duties
from approdo.reception.queries import measures as queries
from approdo.reception.rules.measures import (
    Delivery,
    ExcludedService,
    Ground,
    MeasureKind,
    RestorationCause,
    Step,
)
from tests.reception import dossiers
from tests.reception.dossiers import DECIDED, HEARD, OPENED, RECEIVED, SECRET, TODAY
from tests.reception.places import Place, new_guest, new_stay
from tests.reception.refusals import refused, seal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
UNTIL = date(2026, 5, 14)  # ten days after the notice
KIND = MeasureKind


@pytest.fixture
def prefect(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    return actor_of(make_user("prefect", savona, Role.EXECUTIVE), "it")


@pytest.fixture
def guest(savona: Prefecture, place: Place) -> Guest:
    found = new_guest(savona)
    new_stay(place, found, date(2026, 4, 1))
    return found


def stay_of(guest: Guest) -> Stay:
    return Stay.objects.filter(guest=guest, superseded_at=None).latest("entry")


def test_a_withdrawal_from_the_opening_to_the_commission(
    reception: Actor, prefect: Actor, guest: Guest, place: Place
) -> None:
    row = dossiers.opened(reception, guest)
    assert row.centre == place.centre
    row = dossiers.told(reception, row)
    assert row.voice_until == UNTIL
    dossiers.heard(reception, row)
    dossiers.assessed(reception, row)
    dossiers.decided(prefect, row, KIND.WITHDRAWAL)
    dossiers.notified(reception, row)
    measure_decisions.carry_out(by=reception, measure_id=row.pk, on=DECIDED + DAY, today=TODAY)
    stay = stay_of(guest)
    assert (stay.state, stay.exit, stay.exit_reason) == ("left", DECIDED + DAY, "withdrawal_decree")
    row = measure_decisions.tell_commission(
        by=reception, measure_id=row.pk, on=DECIDED + DAY, reference="Prot. 12", today=TODAY
    )
    assert (row.state, row.closed_on) == ("closed", DECIDED + DAY)
    acts = list(AuditRecord.objects.filter(object_kind="measure").order_by("number").values_list("act", flat=True))
    assert acts == [
        f"measure.{act}"
        for act in (
            "opened", "notice_received", "heard", "assessed", "decided", "notified", "carried_out", "commission_told",
        )
    ]  # fmt: skip


def test_no_decision_before_the_notice_the_voice_and_the_assessment(
    reception: Actor, prefect: Actor, guest: Guest
) -> None:
    row = dossiers.opened(reception, guest)

    def decide(on: date) -> Any:
        return dossiers.decided(prefect, row, KIND.WITHDRAWAL, on=on)

    refused("notice_missing", lambda: decide(TODAY))
    refused("notice_missing", lambda: dossiers.heard(reception, row))
    dossiers.told(reception, row)
    refused("voice_not_over", lambda: dossiers.assessed(reception, row, on=UNTIL))
    refused("voice_not_over", lambda: decide(UNTIL))
    refused("assessment_missing", lambda: decide(UNTIL + DAY))
    dossiers.assessed(reception, row, on=UNTIL + DAY)
    assert decide(UNTIL + DAY).state == "decided"


def test_an_alert_withdraws_nothing_by_itself(reception: Actor, guest: Guest) -> None:
    dossiers.opened(reception, guest)
    assert stay_of(guest).state == "present"
    assert not MeasureDecision.objects.exists()


def test_withdrawal_is_refused_for_a_breach_and_other_measures_for_an_abandonment(
    reception: Actor, prefect: Actor, guest: Guest, savona: Prefecture, place: Place
) -> None:
    breach = dossiers.prepared(reception, guest, Ground.BREACH_OF_RULES)
    refused("measure_invalid", lambda: dossiers.decided(prefect, breach, KIND.WITHDRAWAL), "kinds")
    other = new_guest(savona, "Altra")
    new_stay(place, other, date(2026, 4, 1))
    gone = dossiers.prepared(reception, other)
    refused("measure_invalid", lambda: dossiers.decided(prefect, gone, KIND.BENEFITS_WITHDRAWAL), "kinds")


def test_only_the_executive_decides_and_only_the_office_prepares(
    reception: Actor, prefect: Actor, operator: Actor, guest: Guest
) -> None:
    row = dossiers.prepared(reception, guest)
    for by in (reception, operator):
        with pytest.raises(NotAllowed):
            dossiers.decided(by, row, KIND.WITHDRAWAL)
    with pytest.raises(NotAllowed):
        dossiers.opened(operator, guest, Ground.VIOLENCE)
    program = system_actor("SV", *prefect.permissions)
    refused("nobody_signs", lambda: dossiers.decided(program, row, KIND.WITHDRAWAL))


def report(by: Actor, guest: Guest, ground: Ground = Ground.BREACH_OF_RULES, **told: Any) -> Measure:
    values = {"facts": SECRET, "on": OPENED, "warned_on": OPENED - DAY, "today": TODAY, **told}
    return measures.report_measure(by=by, guest_id=guest.pk, ground=ground, **values)


def test_a_centre_reports_a_breach_after_a_formal_warning_and_sees_only_that_something_is_open(
    reception: Actor, operator: Actor, guest: Guest, savona: Prefecture, other_place: Place
) -> None:
    refused("warning_missing", lambda: report(operator, guest, warned_on=None), "warned_on")
    refused("too_early", lambda: report(operator, guest, warned_on=OPENED + DAY), "on")
    row = report(operator, guest)
    assert queries.something_open(operator, guest)
    assert not queries.visible_to(operator).exists()
    with pytest.raises(NotFound):
        queries.measure(operator, row.pk)
    refused("measure_going_on", lambda: report(operator, guest))
    stranger = new_guest(savona, "Estranea")
    new_stay(other_place, stranger, date(2026, 4, 1))
    with pytest.raises(NotFound):
        report(operator, stranger)
    assert not queries.something_open(operator, stranger)
    assert [one.step for one in queries.waiting(reception, TODAY)] == [Step.REPORT]
    assert measures.take_up_report(by=reception, measure_id=row.pk, on=OPENED, today=TODAY).state == "open"


def test_an_abandonment_is_reported_without_a_warning(operator: Actor, guest: Guest) -> None:
    assert report(operator, guest, Ground.ABANDONMENT, warned_on=None).state == "reported"


def test_a_report_can_be_left_and_a_procedure_the_guest_knows_of_cannot(
    reception: Actor, operator: Actor, guest: Guest
) -> None:
    row = report(operator, guest)
    with pytest.raises(InvalidInput):
        measures.dismiss_measure(by=reception, measure_id=row.pk, on=OPENED, reason=" ", today=TODAY)
    done = measures.dismiss_measure(by=reception, measure_id=row.pk, on=OPENED, reason="Non basta", today=TODAY)
    assert done.state == "dismissed"
    other = dossiers.told(reception, dossiers.opened(reception, guest))
    refused(
        "guest_was_told",
        lambda: measures.dismiss_measure(by=reception, measure_id=other.pk, on=TODAY, reason="No", today=TODAY),
    )


def test_a_suspension_of_pocket_money_is_what_the_accounting_reads(
    reception: Actor, prefect: Actor, guest: Guest
) -> None:
    row = dossiers.prepared(reception, guest, Ground.DAMAGE)
    refused(
        "measure_invalid",
        lambda: dossiers.decided(prefect, row, KIND.BENEFITS_SUSPENSION, benefits_days=29),
        "benefits_days",
    )
    dossiers.decided(prefect, row, KIND.BENEFITS_SUSPENSION, benefits_days=45)
    refused(
        "decision_not_received",
        lambda: measure_decisions.carry_out(by=reception, measure_id=row.pk, on=DECIDED, today=TODAY),
    )
    assert not PocketMoneySuspension.objects.exists()
    dossiers.notified(reception, row)
    measure_decisions.carry_out(by=reception, measure_id=row.pk, on=date(2026, 6, 1), today=TODAY)
    [found] = queries.suspensions([guest.pk])
    assert (found.during.lower, found.during.upper) == (date(2026, 6, 1), date(2026, 7, 16))
    assert stay_of(guest).state == "present"


def test_withdrawn_benefits_have_no_end(reception: Actor, prefect: Actor, guest: Guest) -> None:
    row = dossiers.prepared(reception, guest, Ground.VIOLENCE)
    dossiers.decided(prefect, row, KIND.BENEFITS_WITHDRAWAL)
    dossiers.notified(reception, row)
    measure_decisions.carry_out(by=reception, measure_id=row.pk, on=DECIDED, today=TODAY)
    assert queries.suspensions([guest.pk]).get().during.upper is None


def test_a_suspension_does_not_reach_into_a_sealed_month(
    reception: Actor, prefect: Actor, guest: Guest, place: Place, savona: Prefecture
) -> None:
    row = dossiers.prepared(reception, guest, Ground.VIOLENCE)
    dossiers.decided(prefect, row, KIND.BENEFITS_WITHDRAWAL)
    dossiers.notified(reception, row)
    seal(savona, place.centre, date(2026, 5, 1))
    refused(
        "month_sealed",
        lambda: measure_decisions.carry_out(by=reception, measure_id=row.pk, on=DECIDED, today=TODAY),
    )
    assert not PocketMoneySuspension.objects.exists()


def test_a_transfer_moves_the_guest_and_an_exclusion_touches_no_stay(
    reception: Actor, prefect: Actor, guest: Guest, other_place: Place
) -> None:
    row = dossiers.prepared(reception, guest, Ground.VIOLENCE)
    refused("measure_invalid", lambda: dossiers.decided(prefect, row, KIND.TRANSFER), "centre")
    dossiers.decided(
        prefect, row, KIND.TRANSFER, KIND.EXCLUSION_SERVICES, centre_id=other_place.centre.pk,
        services=(ExcludedService.INTERNET,), exclusion_until=date(2026, 8, 1),
    )  # fmt: skip
    dossiers.notified(reception, row)
    measure_decisions.carry_out(by=reception, measure_id=row.pk, on=DECIDED, today=TODAY)
    stay = stay_of(guest)
    assert (stay.centre, stay.state) == (other_place.centre, "present")


def test_no_measure_ends_the_procedure_at_once(reception: Actor, prefect: Actor, guest: Guest) -> None:
    row = dossiers.decided(prefect, dossiers.prepared(reception, guest))
    assert (row.state, queries.measure(prefect, row.pk).decision.applied) == ("closed", False)
    refused("measure_not_in_state", lambda: dossiers.notified(reception, row))


def test_who_is_traced_is_decided_upon_once_and_with_a_cause_of_the_law(
    reception: Actor, prefect: Actor, guest: Guest
) -> None:
    row = dossiers.decided(prefect, dossiers.prepared(reception, guest), KIND.WITHDRAWAL)

    def restore(restored: bool = True, cause: RestorationCause | None = RestorationCause.ACCIDENT) -> Measure:
        return measure_decisions.decide_restoration(
            by=prefect, measure_id=row.pk, on=date(2026, 6, 20), restored=restored, cause=cause, reasons="Perché sì",
            today=TODAY,
        )  # fmt: skip

    refused("nothing_to_restore", restore)
    measure_decisions.record_traced(by=reception, measure_id=row.pk, on=date(2026, 6, 10), today=TODAY)
    assert [one.step for one in queries.waiting(prefect, TODAY)] == [Step.RESTORATION]
    refused("cause_missing", lambda: restore(cause=None), "cause")
    restore()
    refused("nothing_to_restore", restore)


def test_only_an_abandonment_can_be_restored(reception: Actor, prefect: Actor, guest: Guest) -> None:
    row = dossiers.decided(prefect, dossiers.prepared(reception, guest, Ground.SUFFICIENT_MEANS), KIND.WITHDRAWAL)
    refused(
        "not_abandoned",
        lambda: measure_decisions.record_traced(by=reception, measure_id=row.pk, on=TODAY, today=TODAY),
    )


def test_vulnerability_is_read_only_with_a_purpose_and_stands_encrypted_and_in_no_audit(
    reception: Actor, operator: Actor, guest: Guest
) -> None:
    row = dossiers.prepared(reception, guest)
    with pytest.raises(InvalidInput):
        measures.read_vulnerability(by=reception, measure_id=row.pk, purpose=" ")
    with pytest.raises(NotAllowed):
        measures.read_vulnerability(by=operator, measure_id=row.pk, purpose="To decide")
    assert measures.read_vulnerability(by=reception, measure_id=row.pk, purpose="To decide") == SECRET
    assert AccessLogEntry.objects.get().category == "vulnerability"
    assert SECRET not in "".join(AuditRecord.objects.values_list("payload", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts || said FROM reception_measure")
        told = cursor.fetchone()[0]
        cursor.execute("SELECT vulnerability || proportionality FROM reception_measureassessment")
        told += cursor.fetchone()[0]
    assert "inventato" not in told
    assert "Proporzionata" not in told


@pytest.mark.parametrize("missing", ["proportionality", "lesser", "vulnerability"])
def test_an_assessment_says_everything(reception: Actor, guest: Guest, missing: str) -> None:
    row = dossiers.opened(reception, guest)
    dossiers.told(reception, row)
    dossiers.heard(reception, row)
    told = {"proportionality": "a", "lesser": "b", "vulnerability": "c", missing: " "}
    refused(
        "text_missing",
        lambda: measures.assess_measure(
            by=reception, measure_id=row.pk, on=HEARD, today=TODAY,
            assessment=measures.Assessment(**told, vulnerable=False),
        ),
        missing,
    )  # fmt: skip


def test_a_change_from_an_old_page_is_refused_with_what_changed(reception: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    dossiers.told(reception, row)
    with pytest.raises(Stale) as found:
        measures.dismiss_measure(
            by=reception, measure_id=row.pk, on=TODAY, reason="No", expected_version=1, today=TODAY
        )
    assert [change["what"] for change in found.value.changes] == [str(MEASURE_ACTS["measure.notice_received"])]


def test_another_prefecture_sees_nothing(reception: Actor, elsewhere: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    with pytest.raises(NotFound):
        queries.measure(elsewhere, row.pk)
    with pytest.raises(NotFound):
        dossiers.told(elsewhere, row)


def test_each_term_says_its_day_and_its_article(reception: Actor, guest: Guest) -> None:
    row = queries.measure(reception, dossiers.told(reception, dossiers.opened(reception, guest)).pk)
    found = {due.term: due.result for due in queries.dues(row, date(2026, 5, 5))}
    assert (found["conclusion"].effective_due, found["hearing"].effective_due) == (date(2026, 6, 1), UNTIL)
    assert any("art. 7, 8 e 10" in one.source for one in found["hearing"].steps)


def test_what_waits_says_the_step_and_its_term(reception: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    [found] = duties.to_do(reception, date(2026, 5, 3)).measures
    assert (found.step, found.due.term if found.due else "") == (Step.NOTICE, "conclusion")
    dossiers.told(reception, row)
    assert duties.to_do(reception, RECEIVED).measures == []
    [found] = duties.to_do(reception, UNTIL + DAY).measures
    assert found.step is Step.ASSESSMENT


def test_the_commission_has_its_own_day_after_the_decision(reception: Actor, prefect: Actor, guest: Guest) -> None:
    dossiers.decided(prefect, dossiers.prepared(reception, guest), KIND.WITHDRAWAL)
    [found] = queries.waiting(reception, DECIDED + DAY)
    assert found.step is Step.NOTIFICATION
    assert found.due is not None
    assert (found.due.term, found.due.result.effective_due) == ("commission_notice", date(2026, 5, 16))


def test_the_database_itself_refuses_a_decision_before_the_voice_and_a_withdrawal_for_a_breach(
    reception: Actor, prefect: Actor, guest: Guest, savona: Prefecture
) -> None:
    def write(row: Measure, on: date, **told: Any) -> str:
        values = {
            "prefecture": savona, "measure": row, "ground": row.ground, "applied": True, "kinds": ["withdrawal"],
            "reasons": "x", "remedies": "x", "decided_on": on, "signed_by_id": prefect.user_id, **told,
        }  # fmt: skip
        with pytest.raises(IntegrityError) as found, transaction.atomic():
            MeasureDecision.objects.create(**values)
        return str(found.value)

    row = dossiers.opened(reception, guest)
    assert "before the guest was heard" in write(row, TODAY)
    dossiers.told(reception, row)
    MeasureAssessment.objects.create(
        prefecture=savona, measure=row, proportionality="x", lesser="x", vulnerable=False, vulnerability="x",
        assessed_on=TODAY,
    )  # fmt: skip
    assert "before the guest was heard" in write(row, UNTIL)
    breach = dossiers.prepared(reception, guest, Ground.BREACH_OF_RULES)
    assert "withdrawal_only_on_first_grounds" in write(breach, DECIDED)
    assert "before the guest was heard" in write(breach, DECIDED, ground="abandonment")


def test_nobody_without_a_role_of_the_measures_reads_them(guest: Guest, reception: Actor) -> None:
    dossiers.opened(reception, guest)
    reader = system_actor("SV", Permission.RECEPTION_SEE)
    assert not queries.visible_to(reader).exists()
    assert queries.something_open(reader, guest)


def test_delivery_by_law_is_kept_as_such(reception: Actor, guest: Guest) -> None:
    row = dossiers.opened(reception, guest)
    measures.record_notice(
        by=reception, measure_id=row.pk, received_on=RECEIVED, delivery=Delivery.UNTRACEABLE, today=TODAY
    )
    assert Measure.objects.get(pk=row.pk).notice_delivery == "untraceable"
