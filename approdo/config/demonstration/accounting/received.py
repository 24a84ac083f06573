"""The invoices of the demonstration as the office received them: those of earlier months are accepted already."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from approdo.accounting.commands.invoices import answer_invoice
from approdo.accounting.commands.receiving import receive_invoices
from approdo.accounting.models import Invoice
from approdo.accounting.rules.reconciliation import Outcome
from approdo.accounting.rules.vocabulary import Channel
from approdo.config.demonstration.accounting.invoices import ANSWERS, REPORTED, Sent, invoices
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.stages import Stage, Tell, step_by_step
from approdo.core.access.actor import Actor

MONTHS = 3  # of each contract
DELIVERED_BEFORE = 6  # days; the days to refuse still run
ACCEPTED_AFTER = 4  # days


def receive(by: Actor, office: Office, until: date, tell: Tell) -> int:
    """Receive the invoices of the last months that are not there yet. How many rows; `tell`: how far.

    Those of earlier months are accepted, unless something is wrong in them: these wait, with the last ones.
    """
    there = set(Invoice.objects.filter(prefecture_id=office.code).values_list("contract_id", "month"))
    by_contract: dict[UUID, list[Sent]] = defaultdict(list)
    for one in invoices(office, MONTHS):
        by_contract[one.claim.contract.pk].append(one)
    rows = 0
    for contract, sent in step_by_step(list(by_contract.items()), Stage.INVOICES, tell):
        last = max(one.claim.month for one in sent)
        wrong = {one.claim.month for one in sent if one.planted}
        for one in sent:
            if (contract, one.claim.month.first) not in there:
                rows += _received(by, office, one, until, waits=one.claim.month in {last, *wrong})
    return rows


def _received(by: Actor, office: Office, sent: Sent, until: date, *, waits: bool) -> int:
    late = until - timedelta(days=DELIVERED_BEFORE)
    day = late if waits else min(sent.claim.month.until + timedelta(days=60), late)
    name = f"copia_{sent.file}" if sent.planted == "twice" else sent.file
    arrived = receive_invoices(
        by=by, name=name, content=sent.content(office.seat), received_on=day, channel=Channel.FOLDER, today=until
    )
    for row in Invoice.objects.filter(upload=arrived.upload):
        if not waits:
            answered = day + timedelta(days=ACCEPTED_AFTER)
            answer_invoice(by=by, invoice_id=row.pk, outcome=Outcome.ACCEPT, reason="", today=answered)
    return 2


def planted(office: Office) -> list[tuple[Sent, str, tuple[str, ...]]]:
    """The invoices with something wrong in them, what must be answered, and the checks that must report it."""
    return [(one, ANSWERS[one.planted], REPORTED[one.planted]) for one in invoices(office, MONTHS) if one.planted]
