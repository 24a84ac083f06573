"""A sealed month of an invented centre, its statement and its findings, as the tests of accounting need them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from approdo.accounting.commands import evidence, statements
from approdo.accounting.models import CentreMonth, Finding, MonthlyStatement
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.models import Prefecture, User
from approdo.reception.commands import corrections, months
from approdo.reception.commands.corrections import StayFacts
from approdo.reception.models import Guest, Stay
from approdo.reception.rules.vocabulary import ExitReason
from tests.reception.desk import AFTER, FIRST, HERE, TODAY, Desk

MakeUser = Callable[..., User]
Shown = tuple[str, int, Decimal, bool]


def compute(desk: Desk, by: Actor | None = None) -> MonthlyStatement:
    """The statement of May."""
    return statements.compute_statement(by=by or desk.chief, contract_id=desk.place.contract.pk, month=FIRST)


def sign(desk: Desk, guests: list[Guest] | None = None) -> None:
    """Everybody, or those named, signed for the pocket money of May."""
    told = {guest.pk for guest in (desk.guests if guests is None else guests)}
    evidence.record_signatures(by=desk.chief, centre_id=desk.centre, month=FIRST, guests=told)


def staffed(desk: Desk) -> None:
    """A staff table that is kept, so that nothing is found about the staff."""
    contract = desk.place.contract.pk
    evidence.set_staff_row(
        by=desk.chief, contract_id=contract, figure="Mediatore", band_least=0, band_most=500,
        weekly_hours=Decimal(1), hourly_price=Decimal("22.50"), source="prova",
    )  # fmt: skip
    evidence.record_staff_hours(by=desk.chief, contract_id=contract, month=FIRST, figure="Mediatore", hours=Decimal(9))


def found(desk: Desk) -> list[Shown]:
    """Kind, nights, euros and whether they are left out, of what is found about May."""
    rows = Finding.objects.filter(contract=desk.place.contract, month=FIRST, gone_at__isnull=True)
    _adds_up(desk, rows)
    return sorted((row.kind, row.nights, row.amount, row.withheld) for row in rows)


def _adds_up(desk: Desk, rows: QuerySet[Finding]) -> None:
    """What the register claims is what is paid and what is left out by a finding about nights."""
    kept_out = rows.filter(withheld=True).exclude(kind="pocket_unsigned").aggregate(told=Sum("nights", default=0))
    for row in CentreMonth.objects.filter(centre=desk.centre, month=FIRST, superseded_at__isnull=True):
        assert row.nights == row.paid_nights + kept_out["told"], "claimed"


def centre_months(desk: Desk) -> list[tuple[int, int]]:
    """Version and paid nights of every version of the centre's May."""
    rows = CentreMonth.objects.filter(centre=desk.centre).order_by("version")
    return [(row.version, row.paid_nights) for row in rows]


def left(desk: Desk, guest: Guest, day: date, reason: ExitReason = ExitReason.ABANDONMENT) -> None:
    """A rectification of May is open, and the stay of a guest is corrected: the guest left that day."""
    months.rectify_month(by=desk.chief, centre_id=desk.centre, month=FIRST, reason="Uscita comunicata tardi")
    stay = Stay.objects.get(guest=guest, superseded_at__isnull=True)
    corrections.correct_stay(
        by=desk.chief, stay_id=stay.lineage, facts=StayFacts(FIRST, day, reason), reason="Verbale", today=TODAY
    )


def seal_again(desk: Desk) -> None:
    """Close, check and seal the month that is open."""
    desk.close()
    desk.check()
    desk.seal()


__all__ = [
    "AFTER", "FIRST", "HERE", "TODAY", "Desk", "actor_of", "centre_months", "compute", "found", "left", "seal_again",
    "sign", "staffed",
]  # fmt: skip


def new_desk(prefecture: Prefecture, make_user: MakeUser, number: int = 1) -> Desk:
    """A centre with two guests for the whole of May, sealed, signed for and staffed."""
    desk = Desk(prefecture, make_user, number)
    desk.sealed()
    sign(desk)
    staffed(desk)
    return desk
