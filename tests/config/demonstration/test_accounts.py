"""The accounts of the demonstration: the findings report everything that was planted, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from approdo.accounting.commands.statements import recompute_touched
from approdo.accounting.invoices.reading import read_upload
from approdo.accounting.models import CentreMonth, Deduction, Finding, Invoice, MonthlyStatement, Settlement
from approdo.accounting.queries import invoices as received
from approdo.accounting.queries import settlements, sources, verification
from approdo.accounting.queries.readings import Reading
from approdo.accounting.queries.settlement_checks import checks_of
from approdo.accounting.rules import kept
from approdo.accounting.rules.settlement_checks import stops
from approdo.accounting.rules.vocabulary import ArrivalOutcome
from approdo.config.demonstration import load
from approdo.config.demonstration.accounting import invoices
from approdo.config.demonstration.accounting.payments import RECOVERED
from approdo.config.demonstration.accounting.received import MONTHS
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.plans import SEED
from approdo.config.demonstration.reception.mistakes import Finder, by_month, of_office
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.roles import ROLES, Role
from approdo.reception.models import RegisterMonth
from tests.config.demonstration.conftest import START, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EACH = pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.code)


def _officer(office: Office) -> Actor:
    return system_actor(office.code, *ROLES[Role.RECEPTION_OFFICER])


@EACH
def test_every_sealed_month_has_a_statement(office: Office) -> None:
    sealed = RegisterMonth.objects.filter(prefecture_id=office.code, state="sealed", edition=1)
    computed = CentreMonth.objects.filter(prefecture_id=office.code, superseded_at=None)
    assert set(computed.values_list("centre_id", "month")) == set(sealed.values_list("centre_id", "month"))
    assert computed.count() > 1300


@EACH
def test_the_findings_are_what_was_planted_and_nothing_else(office: Office) -> None:
    """For each planted thing, in each sealed month: its kind, its centre or contract, its guest, its nights."""
    sealed = set(CentreMonth.objects.filter(prefecture_id=office.code).values_list("centre_id", "month"))
    whole = set(MonthlyStatement.objects.filter(prefecture_id=office.code).values_list("contract_id", "month"))
    wanted = set()
    for one in of_office(load.world(), office, START, TODAY, SEED):
        for report in one.reports:
            for month, nights in by_month(report).items():
                if report.by is Finder.ACCOUNTING and (report.subject, month) in sealed | whole:
                    wanted.add((report.kind, report.subject, month, report.guest, nights[0].first))
    rows = Finding.objects.filter(prefecture_id=office.code, gone_at=None)
    found = {
        (row.kind, row.centre_id or row.contract_id, row.month, row.guest_id,
         date.fromisoformat(row.evidence[0][0]) if row.evidence else row.month)
        for row in rows
    }  # fmt: skip
    assert found == wanted
    assert rows.count() == len(wanted)


def test_every_kind_of_finding_is_planted_once_at_least() -> None:
    kinds = set(Finding.objects.values_list("kind", flat=True))
    assert kinds == {
        "double_presence", "over_capacity", "after_exit", "after_decree", "exit_elsewhere", "after_absence",
        "pocket_unsigned", "no_price", "identical_times", "staff_short", "staff_hours_missing",
    }  # fmt: skip


@EACH
def test_statements_are_those_that_the_commands_would_make(office: Office) -> None:
    """What was read at once is what is read month by month: nothing changes when the hourly job looks at them."""
    rows = CentreMonth.objects.filter(prefecture_id=office.code).order_by("month", "centre_id")
    for row in rows.select_related("contract", "centre", "register")[::37]:
        alone = Reading(office.code, [row.register])
        assert kept.text_of(sources.inputs_of(row.contract_id, row.register, alone)) == row.inputs
    for statement in MonthlyStatement.objects.filter(prefecture_id=office.code).order_by("month", "id")[::41]:
        assert verification.verified(statement) == []
    again = recompute_touched(by=_officer(office))
    assert (again.centres, again.statements, again.refused) == (0, [], [])


@EACH
def test_invoices_are_received_and_only_the_planted_ones_are_not_accepted(office: Office) -> None:
    by, found = _officer(office), {}
    sent = {one.file: one for one in invoices.invoices(office, MONTHS)}
    assert len(sent) > 50
    for row in Invoice.objects.filter(prefecture_id=office.code).select_related("contract__body", "upload"):
        exam = received.examined(by, row, TODAY)
        planted = sent[row.part_name].planted
        told = {fault.check.value for fault in exam.findings} | {one.because.value for one in exam.answer.reasons}
        if planted or told or exam.answer.outcome.value != "accept":
            found[planted] = (exam.answer.outcome.value, told - {"vat_over"})
    assert {name: told for name, (_outcome, told) in found.items()} == {
        name: set(checks) for name, checks in invoices.REPORTED.items() if name != "twice"
    }
    assert {name: outcome for name, (outcome, _told) in found.items()} == {
        "over_claim": "credit_note", "wrong_cig": "refuse", "dear": "credit_note", "split_missing": "credit_note",
        "wrong_nature": "credit_note", "stamp_missing": "accept", "given_back": "accept", "credit_note": "accept",
    }  # fmt: skip


@EACH
def test_the_same_invoice_under_another_name_is_taken_once(office: Office) -> None:
    again = received.InvoiceArrival.objects.filter(prefecture_id=office.code).exclude(
        outcome=ArrivalOutcome.RECEIVED.value
    )
    assert [(one.outcome, one.part_name[:6]) for one in again] == [(ArrivalOutcome.SAME_CONTENT.value, "copia_")]


@EACH
def test_sound_invoices_of_earlier_months_are_accepted_and_the_others_wait(office: Office) -> None:
    sent = {one.file: one for one in invoices.invoices(office, MONTHS)}
    rows = Invoice.objects.filter(prefecture_id=office.code)
    states = Counter((row.state, bool(sent[row.part_name].planted)) for row in rows)
    assert set(states) == {("accepted", False), ("received", False), ("received", True)}
    assert states["accepted", False] > MONTHS * 5
    assert all(row.refuse_by > TODAY for row in rows if row.state == "received")


@EACH
def test_files_are_read_as_they_were_written(office: Office) -> None:
    for sent in invoices.invoices(office, 1):
        (file,) = read_upload(sent.file, sent.content(office.seat))
        assert [replace(read, content_hash="") for read in file.invoices] == [sent.invoice]
        assert file.faults == ()


def test_the_command_writes_the_invoices(tmp_path: Path) -> None:
    sent = invoices.write(tmp_path, MONTHS)
    assert sorted(f"{path.parent.name}/{path.name}" for path in tmp_path.glob("*/*.xml")) == sorted(
        f"{one.claim.contract.prefecture_id}/{one.file}" for one in sent
    )
    assert {one.planted for one in sent} - {""} == set(invoices.ANSWERS)


@EACH
def test_settlements_and_deductions_stand_at_each_point_of_their_way(office: Office) -> None:
    by = _officer(office)
    rows = Settlement.objects.filter(prefecture_id=office.code)
    assert Counter(rows.values_list("state", flat=True)) == {"paid": 2, "approved": 1, "prepared": 2}
    waiting = [settlements.settlement(by, row.pk) for row in rows.filter(state="prepared")]
    stopped = [[one.kind.value for one in stops(checks_of(row, TODAY))] for row in waiting]
    assert sorted(stopped) == [[], ["durc"]]
    taken = [one.amount for row in rows.filter(state="paid") for one in settlements.deductions_of(row)]
    assert taken == [RECOVERED]
    assert sorted(row.charges.count() for row in rows.filter(state="paid")) == [1, 2]
    states = Counter(Deduction.objects.filter(prefecture_id=office.code).values_list("state", flat=True))
    assert states == {"proposed": 1, "contested": 1, "confirmed": 1}
