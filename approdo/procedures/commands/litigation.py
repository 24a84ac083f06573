"""Substitute power (art. 2 c. 9-bis L. 241/1990) and lawsuits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.procedures.commands.files import allow, conclude, day_or_today, lock_case, not_before, not_in_the_future
from approdo.procedures.models import CaseFile, Litigation
from approdo.procedures.queries import terms
from approdo.procedures.rules import states
from approdo.procedures.rules.remedies import silence_action_ends, substitute_power_due

KINDS = ("silence_action", "appeal", "judgment")
OUTCOMES = ("won", "lost", "settled")


@dataclass(frozen=True, slots=True)
class Lawsuit:
    """What is known of a lawsuit when it is recorded. `ordered_days` is the term a judge set, in days."""

    kind: str
    asked_on: date
    court: str
    ordered_days: int | None = None
    commissioner: str = ""
    note: str = ""


@transaction.atomic
def request_substitute_power(
    *, by: Actor, case_id: UUID, asked_on: date, note: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record that the substitute power was asked: its holder must decide within half of the term.

    Raises Refusal while the term has not expired, since the power arises only then.
    """
    require(by, Permission.CASE_LITIGATE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    not_in_the_future(asked_on, now)
    result = terms.main_term(case, now)
    if result.version is None or result.version.amount is None:
        raise Refusal("no_term", _("The law sets no term for this case file."))
    over = result.effective_due is not None and asked_on > result.effective_due
    allow(case, "request_substitute_power", states.Facts(term_over=over))
    due = substitute_power_due(asked_on, result.version, comune=case.prefecture.seat_comune, calendar=terms.calendar())
    Litigation.objects.create(
        prefecture_id=by.prefecture, case=case, kind="substitute_power", asked_on=asked_on, due_on=due, note=note
    )
    return conclude(case, by=by, act="case.substitute_power_requested", today=now, asked_on=asked_on, due_on=due)


@transaction.atomic
def record_litigation(
    *, by: Actor, case_id: UUID, lawsuit: Lawsuit, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Record a lawsuit: an action against silence, an appeal, a judgment that orders the office to decide by a term."""
    require(by, Permission.CASE_LITIGATE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    not_in_the_future(lawsuit.asked_on, now, "asked_on")
    not_before(lawsuit.asked_on, case.filed_on, "asked_on")
    allow(case, "record_litigation")
    if lawsuit.kind not in KINDS:
        raise InvalidInput("unknown_kind", _("Choose a kind of the list."), fields={"kind": _("Unknown kind.")})
    if lawsuit.kind == "silence_action" and case.effective_due:
        last = silence_action_ends(case.effective_due, comune=case.prefecture.seat_comune, calendar=terms.calendar())
        if not case.effective_due < lawsuit.asked_on <= last:
            raise InvalidInput(
                "outside_the_year",
                _("An action against silence is possible from the end of the term until one year after it."),
                fields={"asked_on": _("Check the date.")},
            )
    due = terms.ordered_due(case, lawsuit.asked_on, lawsuit.ordered_days)
    Litigation.objects.create(
        prefecture_id=by.prefecture, case=case, kind=lawsuit.kind, asked_on=lawsuit.asked_on, due_on=due,
        court=lawsuit.court, ordered_days=lawsuit.ordered_days, commissioner=lawsuit.commissioner, note=lawsuit.note,
    )  # fmt: skip
    return conclude(case, by=by, act="case.litigation_recorded", today=now, lawsuit=lawsuit.kind, due_on=due)


@transaction.atomic
def end_litigation(
    *, by: Actor, case_id: UUID, litigation_id: UUID, on: date, outcome: str, costs: Decimal | None = None,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record how a lawsuit or a request of substitute power ended. `costs` in euro, paid by the office when it lost."""
    require(by, Permission.CASE_LITIGATE)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    not_in_the_future(on, now)
    litigation = case.litigations.filter(pk=litigation_id, ended_on=None).first()
    if litigation is None:
        raise NotFound("litigation_not_found", _("There is no such open lawsuit in the case file."))
    not_before(on, litigation.asked_on)
    if outcome not in OUTCOMES:
        raise InvalidInput("unknown_outcome", _("Choose an outcome of the list."), fields={"outcome": _("Required")})
    if costs is not None and costs < 0:
        raise InvalidInput("negative_costs", _("Costs cannot be negative."), fields={"costs": _("Check the amount.")})
    litigation.ended_on, litigation.outcome, litigation.costs = on, outcome, costs
    litigation.save()
    return conclude(case, by=by, act="case.litigation_ended", today=now, lawsuit=litigation.kind, outcome=outcome)
