"""The invoices of the demonstration as the office received them: those of earlier months are accepted already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from approdo.accounting.commands.invoices import answer_invoice
from approdo.accounting.commands.receiving import receive_invoices
from approdo.accounting.models import Invoice
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import Channel
from approdo.config.demonstration.accounting.invoices import ANSWERS, REPORTED, Sent, invoices
from approdo.config.demonstration.accounts import Office
from approdo.core.access.actor import Actor

MONTHS = 3  # of each contract
DELIVERED_BEFORE = 6  # days; the days to refuse still run
ACCEPTED_AFTER = 4  # days


def receive(by: Actor, office: Office, until: date) -> int:
    """Receive the invoices of the last months; what is of earlier ones is accepted. How many rows."""
    by_contract: dict[UUID, list[Sent]] = defaultdict(list)
    for one in invoices(office, MONTHS):
        by_contract[one.claim.contract.pk].append(one)
    return sum(_of_contract(by, office, sent, until) for sent in by_contract.values())


def _of_contract(by: Actor, office: Office, sent: Iterable[Sent], until: date) -> int:
    rows = 0
    months = sorted({one.claim.month for one in sent})
    for one in sent:
        earlier = one.claim.month != months[-1]
        late = min(until - timedelta(days=DELIVERED_BEFORE), until)
        day = min(one.claim.month.until + timedelta(days=60), late) if earlier else late
        name = f"copia_{one.file}" if one.planted == "twice" else one.file
        arrived = receive_invoices(
            by=by, name=name, content=one.content(office.seat), received_on=day, channel=Channel.FOLDER, today=until
        )
        rows += 2 if arrived.fresh else 0
        for row in Invoice.objects.filter(upload=arrived.upload):
            if earlier and arrived.fresh:
                answer_invoice(
                    by=by,
                    invoice_id=row.pk,
                    outcome=Outcome.ACCEPT,
                    reason="",
                    today=day + timedelta(days=ACCEPTED_AFTER),
                )
    return rows


def planted(office: Office) -> list[tuple[Sent, str, tuple[str, ...]]]:
    """The invoices with something wrong in them, what must be answered, and the checks that must report it."""
    return [(one, ANSWERS[one.planted], REPORTED[one.planted]) for one in invoices(office, MONTHS) if one.planted]
