"""Contracts that have ended: one to certify, one whose release waits, one whose release was approved; as rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from approdo.accounting.models import FinalConformity, MonthlyStatement, ReleasedRetention, RetentionRelease, Settlement
from approdo.core import documents
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture, StoredDocument, User
from approdo.reception.models import Contract
from tests.house.settled_things import commit, in_order, settled, statement_of
from tests.reception.places import new_place

LAST, ON = date(2026, 1, 31), date(2026, 3, 1)


def make_releases(prefecture: str, statement: Any, keeper: User, note: str, first: int = 80) -> dict[str, Any]:
    """`ended_contract`, `kept_contract` (certified), `conformity`, `release` (of `keeper`), `approved_release`."""
    by = system_actor(prefecture, *Permission)
    paper = documents.store(by, "certificate", f"{note}.pdf", b"%PDF-1.7 b", media_type="application/pdf")
    other = User.objects.create(
        prefecture_id=prefecture, email=f"giver@{prefecture.lower()}.example", full_name=f"{note} giver"
    )
    found = MonthlyStatement.objects.get(pk=statement)
    contracts = [_ended(prefecture, note, first + number) for number in range(4)]
    _paid(found, contracts[3], keeper, other, paper)
    given, waits = _release(found, contracts[1], keeper, other, paper)
    _given, ready = _release(found, contracts[2], keeper, other, paper)
    RetentionRelease.objects.filter(pk=ready.pk).update(
        state="approved", approved_by=other, approved_on=ON, approved_at=timezone.now(), proposal=paper
    )
    return {
        "ended_contract": contracts[0].pk, "kept_contract": contracts[3].pk, "conformity": given.pk,
        "release": waits.pk, "approved_release": ready.pk,
    }  # fmt: skip


def _ended(prefecture: str, note: str, number: int) -> Contract:
    place = new_place(Prefecture.objects.get(pk=prefecture), number, last=LAST)
    for one, name in ((place.body, "name"), (place.contract, "title"), (place.centre, "name")):
        type(one).objects.filter(pk=one.pk).update(**{name: f"{note} {number}"})  # type: ignore[attr-defined]
    in_order(place.body)
    place.contract.refresh_from_db()
    return place.contract


def _paid(
    statement: MonthlyStatement, contract: Contract, keeper: User, other: User, paper: StoredDocument
) -> tuple[FinalConformity, Settlement]:
    """The January of a contract, paid, and its final conformity."""
    row = settled(statement_of(statement, contract, date(2026, 1, 1)), commit(contract, contract.title), keeper, paper)
    approved = {"state": "approved", "approved_by": other, "approved_on": ON, "approved_at": timezone.now()}
    mine = Settlement.objects.filter(pk=row.pk)
    mine.update(**approved, proposal=paper)
    mine.update(state="paid", paid_on=ON, payment_reference="OP 1")
    given = FinalConformity.objects.create(
        prefecture_id=contract.prefecture_id, contract=contract, last_day=LAST, certified_on=ON, certificate=paper,
        recorded_at=timezone.now(), certified_by=keeper, notes=contract.title,
    )  # fmt: skip
    return given, row


def _release(
    statement: MonthlyStatement, contract: Contract, keeper: User, other: User, paper: StoredDocument
) -> tuple[FinalConformity, RetentionRelease]:
    """The release of what the January of a contract kept."""
    given, row = _paid(statement, contract, keeper, other, paper)
    here = {"prefecture_id": contract.prefecture_id}
    made = RetentionRelease.objects.create(
        **here, contract=contract, edition=1, conformity=given, retention=row.retention, vat=Decimal(0),
        vat_to_treasury=Decimal(0), payable=row.retention, prepared_at=timezone.now(), prepared_by=keeper,
    )  # fmt: skip
    ReleasedRetention.objects.create(**here, release=made, settlement=row, amount=row.retention, vat=Decimal(0))
    return given, made
