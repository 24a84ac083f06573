"""The only door to statements: lists, one with its centres, a guest's lines with the why of each euro."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from approdo.accounting.models import CentreLine, CentreMonth, Finding, GuestLine, MonthlyStatement
from approdo.accounting.queries.sources import whole
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import ContractInputs
from approdo.accounting.rules.terms import Supplier
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.reception.models import CentreContract, Contract, Guest


def visible_to(by: Actor) -> QuerySet[MonthlyStatement]:
    """Every version of the statements of the actor's office. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    return MonthlyStatement.objects.filter(prefecture_id=by.prefecture)


def contracts(by: Actor) -> QuerySet[Contract]:
    """The contracts of the actor's office. Raises NotAllowed."""
    require(by, Permission.ACCOUNTING_SEE)
    return Contract.objects.filter(prefecture_id=by.prefecture)


def contract(by: Actor, identifier: UUID) -> Contract:
    """One contract with its body and framework. Raises NotAllowed, NotFound."""
    return one_of(contracts(by), identifier)


def one_of(rows: QuerySet[Contract], identifier: UUID) -> Contract:
    """One of some contracts, with its body and framework. Raises NotFound."""
    found = rows.select_related("body", "framework").filter(pk=identifier).first()
    if found is None:
        raise not_found()
    return found


def not_found() -> NotFound:
    """What is said of a contract that is not there."""
    return NotFound("contract_not_found", _("This contract does not exist, or is not of your office."))


def statement(by: Actor, identifier: UUID) -> MonthlyStatement:
    """One version of a statement. Raises NotAllowed, NotFound."""
    found = visible_to(by).select_related("contract__body", "computed_by").filter(pk=identifier).first()
    if found is None:
        raise NotFound("statement_not_found", _("This statement does not exist, or is not of your office."))
    return found


def in_force(by: Actor, contract_id: UUID, month: date) -> MonthlyStatement | None:
    """The statement of a contract's month that counts now. Raises NotAllowed."""
    rows = visible_to(by).filter(contract_id=contract_id, month=month, superseded_at__isnull=True)
    return rows.select_related("contract__body").first()


def listed(by: Actor, text: str = "", month: date | None = None) -> QuerySet[Any]:
    """Statements in force with their contract, and how much is open in them. Raises NotAllowed."""
    rows = visible_to(by).filter(superseded_at__isnull=True).select_related("contract__body")
    if text:
        words = Q(contract__title__icontains=text) | Q(contract__cig__icontains=text)
        rows = rows.filter(words | Q(contract__body__name__icontains=text))
    if month:
        rows = rows.filter(month=month)
    open_ones = Finding.objects.filter(
        contract=OuterRef("contract"), month=OuterRef("month"), state=FindingState.OPEN.value, gone_at__isnull=True
    )
    counted = open_ones.order_by().values("contract").annotate(number=Count("pk")).values("number")
    return rows.annotate(doubtful=counted)


def centre_months(found: MonthlyStatement) -> QuerySet[CentreMonth]:
    """The months of centres that a statement adds up, by name of the centre."""
    rows = CentreMonth.objects.filter(pk__in=found.parts.values("centre_month"))
    return rows.select_related("centre", "register").order_by("centre__name", "pk")


def missing(found: MonthlyStatement) -> list[str]:
    """Centres of the contract's month that the statement lacks, by name."""
    first, until = found.month, whole(found.month).until
    held = CentreContract.objects.filter(contract=found.contract_id, during__overlap=(first, until))
    lacking = held.exclude(centre__in=centre_months(found).values("centre"))
    return list(lacking.order_by("centre__name").values_list("centre__name", flat=True).distinct())


def versions(found: MonthlyStatement) -> QuerySet[MonthlyStatement]:
    """Every version of the same month, the last first."""
    rows = MonthlyStatement.objects.filter(contract=found.contract_id, month=found.month)
    return rows.select_related("computed_by").order_by("-version")


def guests(found: MonthlyStatement, text: str = "") -> QuerySet[Any]:
    """Guests of a statement with what is due for each, by name; pocket money of a family stands with one of them."""
    rows = Guest.objects.filter(prefecture_id=found.prefecture_id).select_related("person")
    mine = GuestLine.objects.filter(centre_month__in=found.parts.values("centre_month"), guest=OuterRef("pk"))
    if text:
        rows = rows.filter(Q(person__family_name__icontains=text) | Q(person__given_name__icontains=text))
    due = mine.order_by().values("guest").annotate(due=Sum("amount")).values("due")
    rows = rows.filter(Exists(mine)).annotate(due=due, name=F("person__family_name"))
    return rows


def guest(by: Actor, found: MonthlyStatement, identifier: UUID) -> Guest:
    """A guest of a statement. Raises NotFound."""
    row = guests(found).filter(pk=identifier).first()
    if row is None:
        raise NotFound("guest_not_found", _("This guest is not in the statement."))
    return row  # type: ignore[no-any-return]


def lines(found: MonthlyStatement) -> QuerySet[GuestLine]:
    """Every line of every guest of a statement."""
    rows = GuestLine.objects.filter(centre_month__in=found.parts.values("centre_month"))
    return rows.select_related("centre_month")


def guest_lines(found: MonthlyStatement, of: Guest) -> list[GuestLine]:
    """The lines of a guest and those of the pocket money of the family, centre by centre."""
    rows = GuestLine.objects.filter(centre_month__in=found.parts.values("centre_month"))
    families = set(rows.filter(guest=of).exclude(family="").values_list("family", flat=True))
    rows = rows.filter(Q(guest=of) | Q(kind="pocket_money", family__in=families))
    return list(rows.select_related("centre_month__centre", "guest__person").order_by("during", "kind", "pk"))


def supplier_of(found: MonthlyStatement) -> Supplier:
    """How the supplier of a statement was taxed, as it was computed."""
    return kept.value_of(ContractInputs, found.inputs).supplier


def capped(lines: list[GuestLine]) -> list[CentreLine]:
    """Nights on which the centres of those lines had more guests than places: not all of them are paid."""
    months = {line.centre_month_id for line in lines}
    rows = CentreLine.objects.filter(centre_month__in=months, paid__lt=F("owed"), unit__isnull=False)
    return list(rows.select_related("centre_month__centre"))
