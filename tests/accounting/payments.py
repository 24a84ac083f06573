"""An accepted invoice of a sealed May with all that its payment needs, as the tests of settlements use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from approdo.accounting.commands import commitments, settlements
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.models import Commitment, Deduction, Settlement
from approdo.accounting.rules.reconciliation import Outcome
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, StoredDocument, User
from approdo.reception.models import Compliance
from tests.accounting.counting import FIRST, Desk, compute, new_desk
from tests.accounting.test_answer_invoices import answer, send

MakeUser = Callable[..., User]
TODAY = date(2026, 6, 20)


class Till:
    """The desk of a centre whose May was invoiced and accepted; its chief prepares, the executive approves."""

    def __init__(self, prefecture: Prefecture, make_user: MakeUser, number: int = 1) -> None:
        self.desk: Desk = new_desk(prefecture, make_user, number)
        self.head_user = make_user(f"head{number}", prefecture, Role.EXECUTIVE)
        self.head: Actor = actor_of(self.head_user, "it")
        self.chief: Actor = self.desk.chief
        self.contract = self.desk.place.contract
        body = self.desk.place.body
        body.dedicated_iban = "IT60X0542811101000000123456"
        body.save()
        Compliance.objects.create(
            prefecture=prefecture, body=body, kind="traceability", issued_on=date(2026, 1, 1), reference="1"
        )
        compute(self.desk)
        self.commitment = self.commit(reference=f"A-{number}")

    def accepted(self) -> Any:
        """The invoice of May, accepted on 10 June."""
        return answer(self.desk, send(self.desk), Outcome.ACCEPT)

    def commit(self, amount: str = "10000.00", reference: str = "D-1", year: int = 2026) -> Commitment:
        """A commitment of the contract."""
        facts = CommitmentFacts(year, "2351/2", reference, date(2026, 1, 5), Decimal(amount))
        return commitments.record_commitment(by=self.chief, contract_id=self.contract.pk, facts=facts)

    def prepare(self, by: Actor | None = None, **values: Any) -> Settlement:
        """The settlement of May."""
        told = {"charges": [Charge(self.commitment.pk)], "today": TODAY, **values}
        return settlements.prepare_settlement(by=by or self.chief, contract_id=self.contract.pk, month=FIRST, **told)

    def approve(self, row: Settlement, by: Actor | None = None, **values: Any) -> Settlement:
        """The executive approves."""
        return settlements.approve_settlement(by=by or self.head, settlement_id=row.pk, **{"today": TODAY, **values})

    def decided(self, amount: str, day: date = date(2026, 6, 1)) -> Deduction:
        """A deduction of the contract, confirmed and communicated."""
        letter = StoredDocument.objects.create(
            prefecture=self.contract.prefecture, kind="letter", file_name="a.pdf", media_type="application/pdf",
            size=1, sha256=uuid4().hex * 2,
        )  # fmt: skip
        return Deduction.objects.create(
            prefecture=self.contract.prefecture, contract=self.contract, kind="recovery", happened_on=FIRST,
            article="art. 2033 c.c.", facts="Prova", reckoning="{}", amount=Decimal(amount), source_kind="office",
            state="confirmed", proposed_on=date(2026, 5, 1), letter=letter, contested_on=date(2026, 5, 2),
            contested_by="in_hand", received_on=date(2026, 5, 2), answer_until=date(2026, 5, 12), decided_on=day,
            decided_amount=Decimal(amount), reasons="Prova", decided_by=self.head_user, decision_letter=letter,
            communicated_on=day, communicated_by="in_hand",
        )  # fmt: skip
