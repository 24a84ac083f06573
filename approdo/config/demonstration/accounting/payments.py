"""Deductions and settlements of the demonstration at each point of their way, made by the commands themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from approdo.accounting.commands import deduction_acts, deductions, settlements
from approdo.accounting.commands.deductions import Proposal, Source
from approdo.accounting.commands.settlements import Charge
from approdo.accounting.deduction_amounts import Basis
from approdo.accounting.models import Commitment, Deduction, Settlement
from approdo.accounting.queries import findings, statements
from approdo.accounting.queries import settlements as queries
from approdo.accounting.queries.settlements import Waiting
from approdo.accounting.rules.deductions import DeductionDelivery, DeductionKind, SourceKind
from approdo.accounting.rules.vocabulary import TaxDebtOutcome
from approdo.config.demonstration import offices
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.names import INVENTED
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.models import User
from approdo.reception.models import Compliance
from approdo.reception.rules.vocabulary import ComplianceKind

MAIL = DeductionDelivery.CERTIFIED_MAIL
PROPOSED_BEFORE = 30  # days before the last one
RECOVERED = Decimal("480.00")  # euros, of a bill that was paid twice
KEPT_MONTHS = 2  # settlements that are paid: the second charges two commitments


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who works on the money of an office, and the last day of the demonstration."""

    officer: Actor
    head: Actor
    until: date


def write(office: Office, until: date) -> int:
    """Settle a few accepted months and deduct from one, where nobody did yet. How many settlements and deductions."""
    if Settlement.objects.filter(prefecture_id=office.code).exists():
        return 0
    users = User.objects.in_bulk(list(offices.users_of(office.code).values()))
    by_post = {post: users[key] for post, key in offices.users_of(office.code).items()}
    desk = _Desk(actor_of(by_post["accoglienza"], "it"), actor_of(by_post["dirigente"], "it"), until)
    sound, stopped = _months(desk)
    if len(sound) > KEPT_MONTHS + 1:
        _deductions(desk, sound)
        for number, month in enumerate(sound[: KEPT_MONTHS + 2]):
            _settle(desk, month, number)
    if stopped:
        _tell_tax_debts(desk, _prepare(desk, stopped[0]), len(sound) + 1)
    mine = {"prefecture_id": office.code}
    return Settlement.objects.filter(**mine).count() + Deduction.objects.filter(**mine).count()


def _months(desk: _Desk) -> tuple[list[Waiting], list[Waiting]]:
    """The months that can be settled, one of each contract: those that nothing stops, those without a valid DURC."""
    today, sound, stopped = desk.until, list[Waiting](), list[Waiting]()
    valid = set(
        Compliance.objects.filter(
            prefecture_id=desk.officer.prefecture, kind=ComplianceKind.DURC.value, issued_on__lte=today,
            expires_on__gte=today,
        ).values_list("body__contracts", flat=True)
    )  # fmt: skip
    seen = set()
    for one in queries.waiting(desk.officer):
        if one.contract in seen or findings.open_of(one.contract, one.month):
            continue
        seen.add(one.contract)
        (sound if one.contract in valid else stopped).append(one)
    return sound, stopped


def _deductions(desk: _Desk, months: list[Waiting]) -> None:
    """One proposed, one contested and received, one decided against the contract that is settled first."""
    begun = desk.until - timedelta(days=PROPOSED_BEFORE)
    article = f"Articolo 12 del contratto {INVENTED}"
    delay = Basis(rate=Decimal("1.0"), days=2)
    texts = f"Consegna dei kit due giorni dopo il termine {INVENTED}"
    for month in months[1:3]:
        proposal = Proposal(month.contract, DeductionKind.DELAY, begun, article, texts, delay)
        row = deductions.propose_deduction(by=desk.officer, proposal=proposal, today=begun)
        if month is months[1]:
            _contested(desk, row, begun)
    paid_twice = Proposal(
        months[0].contract, DeductionKind.RECOVERY, begun, "art. 2033 c.c.", f"Bolletta rimborsata due volte {INVENTED}",
        Basis(amount=RECOVERED), source=Source(SourceKind.OFFICE, f"Prot. 12 {INVENTED}"),
    )  # fmt: skip
    row = deductions.propose_deduction(by=desk.officer, proposal=paid_twice, today=begun)
    contested = _contested(desk, row, begun)
    decided = (contested.answer_until or begun) + timedelta(days=1)
    told: dict[str, Any] = {"deduction_id": row.pk, "on": decided, "today": decided}
    deduction_acts.decide_deduction(by=desk.head, amount=RECOVERED, reasons=f"Accertato {INVENTED}", **told)
    deduction_acts.communicate_decision(by=desk.officer, delivery=MAIL, **told)


def _contested(desk: _Desk, row: Deduction, on: date) -> Deduction:
    """The letter is written, leaves and arrives on one day."""
    deduction_acts.write_contestation(by=desk.officer, deduction_id=row.pk, today=on)
    deduction_acts.dispatch_contestation(by=desk.officer, deduction_id=row.pk, on=on, delivery=MAIL, today=on)
    return deduction_acts.record_contestation_receipt(by=desk.officer, deduction_id=row.pk, received_on=on, today=on)


def _settle(desk: _Desk, month: Waiting, number: int) -> None:
    """The first ones are paid, the next one is approved, the last one waits for its approval."""
    row = _prepare(desk, month, split=number == 1)
    _tell_tax_debts(desk, row, number + 1)
    told: dict[str, Any] = {"settlement_id": row.pk, "today": desk.until}
    if number <= KEPT_MONTHS:
        settlements.approve_settlement(by=desk.head, **told)
    if number < KEPT_MONTHS:
        reference = f"OP {number + 1} {INVENTED}"
        settlements.record_payment(by=desk.officer, paid_on=desk.until, reference=reference, **told)


def _tell_tax_debts(desk: _Desk, row: Settlement, number: int) -> None:
    settlements.record_tax_check(
        by=desk.officer, settlement_id=row.pk, outcome=TaxDebtOutcome.CLEAR, answered_on=desk.until,
        reference=f"Verifica {number} {INVENTED}", today=desk.until,
    )  # fmt: skip


def _prepare(desk: _Desk, month: Waiting, *, split: bool = False) -> Settlement:
    """Charged on the commitment of the year of its month, or half of it on each of the last two."""
    rows = list(Commitment.objects.filter(contract=month.contract).order_by("year"))
    of_year = [row for row in rows if row.year == month.month.year] or rows
    charges = [Charge(row.pk) for row in of_year[:1]]
    if split and len(rows) > 1:
        first = (month.amount / 2).quantize(Decimal("0.01"))
        whole = _charged(desk, month)
        charges = [Charge(rows[-2].pk, first), Charge(rows[-1].pk, whole - first)]
    return settlements.prepare_settlement(
        by=desk.officer, contract_id=month.contract, month=month.month, charges=charges, today=desk.until
    )


def _charged(desk: _Desk, month: Waiting) -> Decimal:
    contract = statements.contract(desk.officer, month.contract)
    return queries.draft(desk.officer, contract, month.month, desk.until).settled.charged
