"""A contract that ended with May, whose May was paid and kept 9.50 euros back, as the tests of releases need it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from psycopg.types.range import DateRange

from approdo.accounting.commands import releases, settlements
from approdo.accounting.models import FinalConformity, RetentionRelease, Settlement
from approdo.accounting.rules.reconciliation import Outcome
from approdo.core.access.actor import Actor
from approdo.core.models import Prefecture, User
from approdo.reception.models import CentreContract, Contract
from tests.accounting.electronic_invoices import line
from tests.accounting.payments import TODAY, Till
from tests.accounting.test_answer_invoices import answer, month_lines, send

MakeUser = Callable[..., User]
LAST = date(2026, 5, 31)


class End(Till):
    """The chief certifies and prepares, the executive approves. `withheld`: the supplier invoiced less what is kept."""

    def __init__(self, prefecture: Prefecture, make_user: MakeUser, number: int = 1, *, withheld: bool = False) -> None:
        super().__init__(prefecture, make_user, number)
        kept = line("Ritenuta 0,50% art. 11 c. 6", "1", "-1.55", number=5, rate="5.00", nature="")
        row = send(self.desk, *month_lines(), *([kept] if withheld else []))
        answer(self.desk, row, Outcome.ACCEPT, reason="Concordato")
        self.settlement: Settlement = self.paid(self.approve(self.prepare()))
        self.end(LAST)

    def end(self, last: date) -> None:
        """The contract lasts until that day."""
        during = DateRange(date(2026, 1, 1), date.fromordinal(last.toordinal() + 1))
        CentreContract.objects.filter(contract=self.contract).update(during=during)
        Contract.objects.filter(pk=self.contract.pk).update(ends_on=last, in_force=during)
        self.contract.refresh_from_db()

    def paid(self, row: Settlement) -> Settlement:
        """The payment order of a settlement."""
        return settlements.record_payment(
            by=self.chief, settlement_id=row.pk, paid_on=TODAY, reference="OP 1/2026", today=TODAY
        )

    def certify(self, by: Actor | None = None, today: date = TODAY) -> FinalConformity:
        """The final conformity."""
        told: dict[str, Any] = {"contract_id": self.contract.pk, "notes": "Nulla da rilevare", "today": today}
        return releases.give_final_conformity(by=by or self.chief, **told)

    def give_back(self, by: Actor | None = None, **values: Any) -> RetentionRelease:
        """The release is prepared."""
        told = {"today": TODAY, **values}
        return releases.prepare_release(by=by or self.chief, contract_id=self.contract.pk, **told)

    def let(self, row: RetentionRelease, by: Actor | None = None, **values: Any) -> RetentionRelease:
        """The executive approves the release."""
        return releases.approve_release(by=by or self.head, release_id=row.pk, **{"today": TODAY, **values})

    def pay_back(self, row: RetentionRelease, paid_on: date = TODAY, today: date = TODAY) -> RetentionRelease:
        """The payment order of a release."""
        return releases.record_release_payment(
            by=self.chief, release_id=row.pk, paid_on=paid_on, reference="OP 2/2026", today=today
        )
