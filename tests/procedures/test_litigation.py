"""Substitute power and lawsuits, with the days of the law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from approdo.core.access.actor import Actor
from approdo.core.definitions import holiday_calendar
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.procedures.commands import litigation
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile
from approdo.procedures.rules.definition import TermVersion, Unit
from approdo.procedures.rules.remedies import silence_action_ends, substitute_power_due
from tests.procedures.conftest import OpenCase

pytestmark = pytest.mark.django_db

TODAY = date(2027, 7, 1)


def ask(officer: Actor, case: CaseFile, on: date, today: date = TODAY) -> CaseFile:
    return litigation.request_substitute_power(by=officer, case_id=case.pk, asked_on=on, today=today)


def sue(officer: Actor, case: CaseFile, lawsuit: Lawsuit, today: date = TODAY) -> CaseFile:
    return litigation.record_litigation(by=officer, case_id=case.pk, lawsuit=lawsuit, today=today)


def test_its_holder_has_half_of_the_term(officer: Actor, investigated: CaseFile) -> None:
    """T26: asked on 15 June on a 150-day file, by 29 August."""
    case = ask(officer, investigated, date(2026, 6, 15))
    assert [(row.kind, row.due_on) for row in case.litigations.all()] == [("substitute_power", date(2026, 8, 29))]


def test_half_of_an_odd_term_is_rounded_down(officer: Actor, open_case: OpenCase) -> None:
    """T26: asked on 18 September on a 45-day file, by 10 October."""
    case = ask(officer, open_case("ict", filed_on=date(2026, 7, 1)), date(2026, 9, 18))
    assert case.litigations.get().due_on == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("unit", "amount", "due"),
    [(Unit.MONTHS, 5, date(2026, 8, 17)), (Unit.YEARS, 1, date(2026, 12, 15)), (Unit.DAYS, 30, date(2026, 6, 30))],
)
def test_half_of_months_and_years(unit: Unit, amount: int, due: date) -> None:
    source = procedure("ict").term("conclusion").versions[0].source
    version = TermVersion(date(2020, 1, 1), amount, unit, "filed", source)
    asked_on = date(2026, 6, 15)
    assert substitute_power_due(asked_on, version, comune="", calendar=holiday_calendar()) == due


def test_a_term_without_a_figure_has_no_half() -> None:
    version = procedure("regularisation_2020").term("conclusion").versions[0]
    assert version.amount is None
    with pytest.raises(ValueError, match="no figure"):
        substitute_power_due(date(2026, 6, 15), version, comune="", calendar=holiday_calendar())


def test_it_arises_only_when_the_term_is_over(officer: Actor, investigated: CaseFile, open_case: OpenCase) -> None:
    regularisation = open_case("regularisation_2020", filed_on=date(2020, 7, 1))
    for case, code in ((investigated, "term_not_over"), (regularisation, "no_term")):
        with pytest.raises(Refusal) as refused:
            ask(officer, case, date(2026, 6, 11))
        assert refused.value.code == code
    with pytest.raises(InvalidInput):
        ask(officer, investigated, date(2026, 6, 15), date(2026, 6, 14))


def test_an_action_against_silence_has_one_year(officer: Actor, investigated: CaseFile) -> None:
    """T27: the term was over on 11 June 2026, the last day is 11 June 2027."""
    assert silence_action_ends(date(2026, 6, 11), comune="", calendar=holiday_calendar()) == date(2027, 6, 11)
    for on in (date(2026, 6, 11), date(2027, 6, 12)):
        with pytest.raises(InvalidInput) as refused:
            sue(officer, investigated, Lawsuit("silence_action", on, "TAR"))
        assert refused.value.code == "outside_the_year"
    for on in (date(2026, 6, 12), date(2027, 6, 11)):
        sue(officer, investigated, Lawsuit("silence_action", on, "TAR"))
    assert investigated.litigations.count() == 2


def test_a_judgment_sets_the_office_a_day_moved_past_a_holiday(officer: Actor, investigated: CaseFile) -> None:
    """30 days from 2 July are Saturday 1 August; from 16 July, Saturday 15 August, then Sunday: Monday 17."""
    sue(officer, investigated, Lawsuit("judgment", date(2026, 7, 2), "TAR", 30, "Prefetto di prova"))
    sue(officer, investigated, Lawsuit("judgment", date(2026, 7, 16), "TAR", 30))
    assert list(investigated.litigations.order_by("asked_on").values_list("due_on", flat=True)) == [
        date(2026, 8, 1), date(2026, 8, 17)
    ]  # fmt: skip


def test_a_file_without_a_term_may_be_sued_about(officer: Actor, open_case: OpenCase) -> None:
    case = open_case("regularisation_2020", filed_on=date(2020, 7, 1))
    sue(officer, case, Lawsuit("silence_action", date(2026, 7, 2), "TAR"))
    assert case.litigations.get().due_on is None


def test_an_unknown_kind_and_a_day_that_cannot_be_are_refused(officer: Actor, investigated: CaseFile) -> None:
    for lawsuit, code in (
        (Lawsuit("duel", date(2026, 7, 2), "TAR"), "unknown_kind"),
        (Lawsuit("appeal", date(2027, 7, 2), "TAR"), "date_in_the_future"),
        (Lawsuit("appeal", date(2026, 1, 11), "TAR"), "too_early"),
    ):
        with pytest.raises(InvalidInput) as refused:
            sue(officer, investigated, lawsuit)
        assert refused.value.code == code
    assert not investigated.litigations.exists()


def test_a_dispute_ends_once_after_it_began(officer: Actor, investigated: CaseFile) -> None:
    sue(officer, investigated, Lawsuit("appeal", date(2026, 7, 2), "TAR"))
    row = investigated.litigations.get()

    def end(on: date, outcome: str = "lost", costs: Decimal | None = Decimal("1500.00")) -> CaseFile:
        return litigation.end_litigation(
            by=officer, case_id=investigated.pk, litigation_id=row.pk, on=on, outcome=outcome, costs=costs, today=TODAY
        )

    for on, outcome, costs, code in (
        (date(2026, 7, 1), "lost", None, "too_early"),
        (date(2027, 7, 2), "lost", None, "date_in_the_future"),
        (TODAY, "draw", None, "unknown_outcome"),
        (TODAY, "lost", Decimal("-1"), "negative_costs"),
    ):
        with pytest.raises(InvalidInput) as refused:
            end(on, outcome, costs)
        assert refused.value.code == code
    end(TODAY)
    row.refresh_from_db()
    assert (row.ended_on, row.outcome, row.costs) == (TODAY, "lost", Decimal("1500.00"))
    with pytest.raises(NotFound):
        end(TODAY)
    with pytest.raises(NotFound):
        litigation.end_litigation(
            by=officer, case_id=investigated.pk, litigation_id=uuid4(), on=TODAY, outcome="won", today=TODAY
        )
