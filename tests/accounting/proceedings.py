"""Deductions at every point of their proceeding, as the tests need them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from approdo.accounting.commands import deduction_acts as acts
from approdo.accounting.commands.deductions import Proposal, Source, propose_deduction
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.models import Deduction, Finding
from approdo.accounting.rules.deductions import DeductionDelivery, DeductionKind, SourceKind
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from tests.accounting.counting import FIRST, Desk, compute, new_desk, sign

PROPOSED, SENT, RECEIVED = date(2026, 6, 3), date(2026, 6, 4), date(2026, 6, 5)
LAST = date(2026, 6, 15)  # ten days from the receipt
AFTER_ALL = LAST + timedelta(days=1)
MAIL = DeductionDelivery.CERTIFIED_MAIL
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
MakeUser = Callable[..., User]


@dataclass
class Court:
    """A desk with its statement of May, and the executive who decides."""

    desk: Desk
    head_user: User
    head: Actor

    def proposal(self, **told: Any) -> Proposal:
        """Five days of delay at one per mille, unless told otherwise."""
        contract = told.pop("contract_id", self.desk.place.contract.pk)
        basis = Basis(rate=Decimal("1.0"), days=5)
        made = Proposal(
            contract, DeductionKind.DELAY, date(2026, 5, 20), "Art. 12 del contratto", "Consegna in ritardo", basis
        )
        return replace(made, **told)  # fmt: skip

    def proposed(self, by: Actor | None = None, **told: Any) -> Deduction:
        """A deduction that nobody was told of."""
        return propose_deduction(by=by or self.desk.chief, proposal=self.proposal(**told), today=PROPOSED)

    def contested(self, row: Deduction | None = None, **told: Any) -> Deduction:
        """A deduction whose letter left."""
        row, by = row or self.proposed(**told), self.desk.chief
        acts.write_contestation(by=by, deduction_id=row.pk, today=SENT)
        return acts.dispatch_contestation(by=by, deduction_id=row.pk, on=SENT, delivery=MAIL, today=SENT)

    def received(self, row: Deduction | None = None, **told: Any) -> Deduction:
        """A deduction whose letter arrived."""
        row = self.contested(row, **told)
        return acts.record_contestation_receipt(
            by=self.desk.chief, deduction_id=row.pk, received_on=RECEIVED, today=RECEIVED
        )

    def answered(self, row: Deduction | None = None, **told: Any) -> Deduction:
        """A deduction that the managing body answered."""
        row = self.received(row, **told)
        return acts.answer_contestation(
            by=self.desk.operator, deduction_id=row.pk, answer="Era sciopero", today=RECEIVED
        )

    def decided(self, row: Deduction | None = None, amount: Decimal | None = None, **told: Any) -> Deduction:
        """A deduction that was decided, whole unless an amount is named."""
        row = self.received(row, **told)
        due = row.amount if amount is None else amount
        return acts.decide_deduction(
            by=self.head, deduction_id=row.pk, on=AFTER_ALL, amount=due, reasons="Accertato", today=AFTER_ALL
        )

    def communicated(self, row: Deduction | None = None, **told: Any) -> Deduction:
        """A deduction that may be taken from a payment."""
        row = self.decided(row, **told)
        return acts.communicate_decision(
            by=self.desk.chief, deduction_id=row.pk, on=AFTER_ALL, delivery=MAIL, today=AFTER_ALL
        )


def new_court(prefecture: Prefecture, make_user: MakeUser, number: int = 1) -> Court:
    """A centre with a computed May, an officer, an operator of the body and an executive."""
    desk = new_desk(prefecture, make_user, number)
    compute(desk)
    head = make_user(f"head{number}", prefecture, Role.EXECUTIVE)
    return Court(desk, head, actor_of(head, "it"))


def breach(court: Court, code: str = "medium", **told: Any) -> Deduction:
    """A breach in the centre in May."""
    basis = Basis(code=code, rate=told.pop("rate", None))
    return court.proposed(kind=DeductionKind.BREACH, basis=basis, centre_id=court.desk.centre, month=FIRST, **told)


def stated(court: Court, amount: str = "250.00", reference: str = "Prot. 12", **told: Any) -> Deduction:
    """A recovery of an amount that a document shows."""
    source = Source(SourceKind.OFFICE, reference)
    return court.proposed(kind=DeductionKind.RECOVERY, basis=Basis(amount=Decimal(amount)), source=source, **told)


def unsigned(court: Court) -> Finding:
    """The finding of pocket money without a signature of the first guest: it is still in nothing, it is left out."""
    sign(court.desk, court.desk.guests[1:])
    compute(court.desk)
    return Finding.objects.get(gone_at__isnull=True)


def still_in(court: Court) -> Finding:
    """A finding whose amount is still in the statement."""
    row = unsigned(court)
    Finding.objects.filter(pk=row.pk).update(withheld=False)
    return Finding.objects.get(pk=row.pk)
