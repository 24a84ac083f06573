"""Files of invoices as they arrive: each document is taken once, whatever its name, its signature or its archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting.definitions import figure
from approdo.accounting.invoices import evidence
from approdo.accounting.invoices.opening import LARGEST_UPLOAD, shown
from approdo.accounting.invoices.reading import File, read_upload
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.models import Invoice, InvoiceArrival, InvoiceUpload
from approdo.accounting.rules import invoice as told
from approdo.accounting.rules import kept
from approdo.accounting.rules.invoice import bare
from approdo.accounting.rules.vocabulary import ArrivalOutcome, Channel, InvoiceState
from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.rules.money import cents
from approdo.reception.models import Contract


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file and what became of each of its documents; not `fresh`: the same bytes were here already."""

    upload: InvoiceUpload
    fresh: bool


@transaction.atomic
def receive_invoices(
    *, by: Actor, name: str, content: bytes, received_on: date, channel: Channel = Channel.UPLOAD, today: date
) -> Arrived:
    """Take a file of invoices: one, signed or not, or an archive of many. What can be read is kept; the rest is listed.

    `received_on`: the day the exchange system delivered it, from which the days to refuse are counted. A document that is
    here already is told and not taken again: the database itself refuses it.
    Raises NotAllowed, InvalidInput (a day to come, an empty file), Refusal (too large).
    Source: ministerial decree 55/2013; DPR 633/1972, art. 21.
    """
    require(by, Permission.INVOICE_RECEIVE)
    _sound(content, received_on, today)
    digest = hashlib.sha256(content).hexdigest()
    before = InvoiceUpload.objects.filter(prefecture_id=by.prefecture, sha256=digest).first()
    if before is None:
        try:
            with transaction.atomic():
                return Arrived(_taken(by, name, content, digest, received_on, channel), fresh=True)
        except IntegrityError as error:
            if "invoice_file_once" not in str(error):
                raise
            before = InvoiceUpload.objects.get(prefecture_id=by.prefecture, sha256=digest)
    audit.record(by, "invoice.file_again", "invoice_upload", before.pk, sha256=digest)
    return Arrived(before, fresh=False)


def _sound(content: bytes, received_on: date, today: date) -> None:
    if received_on > today:
        words = _("The day of delivery cannot be in the future.")
        raise InvalidInput("received_ahead", words, fields={"received_on": words})
    if not content:
        raise InvalidInput("file_empty", _("The file is empty."), fields={"file": _("The file is empty.")})
    if len(content) > LARGEST_UPLOAD:
        words = _("The file is larger than %(most)s MB and was not kept. Split it and send it again.")
        raise Refusal("file_too_large", words % {"most": LARGEST_UPLOAD // 1_000_000})


def _taken(by: Actor, name: str, content: bytes, digest: str, received_on: date, channel: Channel) -> InvoiceUpload:
    upload = InvoiceUpload.objects.create(
        prefecture_id=by.prefecture, document=documents.store(by, "invoice", name, content), sha256=digest,
        name=shown(name), channel=channel.value, received_on=received_on, recorded_at=timezone.now(),
        recorded_by_id=by.user_id,
    )  # fmt: skip
    outcomes: list[str] = []
    for file in read_upload(name, content):
        if file.refusal:
            outcomes.append(_listed(by, upload, file.name, file.refusal))
        for document in file.invoices:
            outcomes.append(_kept(by, upload, file, document))
    counts = {one: outcomes.count(one) for one in sorted(set(outcomes))}
    audit.record(by, "invoice.file_received", "invoice_upload", upload.pk, sha256=digest, channel=channel, **counts)
    return upload


def _listed(by: Actor, upload: InvoiceUpload, name: str, refusal: Unreadable) -> str:
    InvoiceArrival.objects.create(
        prefecture_id=by.prefecture, upload=upload, part_name=name, outcome=ArrivalOutcome.UNREADABLE.value,
        refusal={"code": refusal.code, "place": refusal.place, "params": refusal.params},
    )  # fmt: skip
    return ArrivalOutcome.UNREADABLE.value


def _kept(by: Actor, upload: InvoiceUpload, file: File, document: told.Invoice) -> str:
    """Keep a document, unless the database knows it: the constraints decide, so that two at once cannot both win."""
    row = _row(by, upload, file, document)
    outcome = _inserted(row)
    if outcome is ArrivalOutcome.SAME_CONTENT:
        row = _same_content(by, row)
    InvoiceArrival.objects.create(
        prefecture_id=by.prefecture, upload=upload, part_name=file.name, outcome=outcome.value, invoice=row
    )
    return outcome.value


def _inserted(row: Invoice) -> ArrivalOutcome:
    for state, outcome in (
        (InvoiceState.RECEIVED, ArrivalOutcome.RECEIVED),
        (InvoiceState.DUPLICATE, ArrivalOutcome.SAME_NUMBER),
    ):
        row.state = state.value
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "invoice_content_once" in str(error):
                return ArrivalOutcome.SAME_CONTENT
            if "invoice_number_once" not in str(error):
                raise
        else:
            return outcome
    raise AssertionError("a duplicate is not bound by its number")


def _same_content(by: Actor, row: Invoice) -> Invoice:
    rows = Invoice.objects.filter(prefecture_id=by.prefecture, content_hash=row.content_hash)
    return rows.exclude(state=InvoiceState.REFUSED.value).get()


def _row(by: Actor, upload: InvoiceUpload, file: File, document: told.Invoice) -> Invoice:
    identity = document.identity
    contract = _contract(by, document)
    days = int(figure("refuse_invoice_days", upload.received_on).value)
    return Invoice(
        prefecture_id=by.prefecture, upload=upload, part_name=file.name, evidence=evidence.written(file),
        content_hash=document.content_hash,
        supplier_key=identity.supplier[:30], number_key=identity.number[:40], year=identity.year,
        gives_back=identity.gives_back, number=document.number[:40], issued_on=document.issued_on,
        supplier_name=document.supplier.name[:200], amount=cents(document.amount), value=kept.text_of(document),
        contract=contract, month=_month(document), corrects=_corrected(by, document), received_on=upload.received_on,
        refuse_by=upload.received_on + timedelta(days=days),
    )  # fmt: skip


def _contract(by: Actor, document: told.Invoice) -> Contract | None:
    """The contract of the supplier that the CIG names; else its only one in that month, else what the CIG names."""
    rows = Contract.objects.filter(prefecture_id=by.prefecture)
    known = list(document.supplier.identifiers)
    mine = rows.filter(Q(body__tax_code__in=known) | Q(body__vat_number__in=known))
    named = Q(cig__in=[one.upper() for one in document.cigs])
    for found in (mine.filter(named), mine.filter(in_force__contains=_month(document)), rows.filter(named)):
        one = list(found[:2])
        if len(one) == 1:
            return one[0]
    return None


def _month(document: told.Invoice) -> date:
    """The month of the last day of its lines; without any, the one before it was issued."""
    days = [day for line in document.lines for day in line.period if day]
    if days:
        return max(days).replace(day=1)
    return (document.issued_on.replace(day=1) - timedelta(days=1)).replace(day=1)


def _corrected(by: Actor, document: told.Invoice) -> Invoice | None:
    if not document.is_credit_note:
        return None
    named = [one for one in document.references if one.kind == "DatiFattureCollegate"]
    numbers = [" ".join(one.document.split()).upper() for one in named]
    rows = Invoice.objects.filter(
        prefecture_id=by.prefecture, gives_back=False, number_key__in=numbers,
        supplier_key=bare(document.supplier.vat_number or document.supplier.tax_code)[:30],
    ).exclude(state=InvoiceState.DUPLICATE.value)  # fmt: skip
    return rows.order_by("-issued_on").first()


@transaction.atomic
def resolve_arrival(*, by: Actor, arrival_id: UUID, resolution: str) -> InvoiceArrival:
    """Say what was done about a file that could not be read. Raises NotAllowed, NotFound, InvalidInput, Refusal."""
    require(by, Permission.INVOICE_RECEIVE)
    row = InvoiceArrival.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=arrival_id).first()
    if row is None:
        raise NotFound("arrival_not_found", _("This file does not exist, or is not of your office."))
    done = " ".join(resolution.split())[:300]
    if not done:
        raise InvalidInput("resolution_missing", _("Say what was done."), fields={"resolution": _("Write this.")})
    if row.outcome != ArrivalOutcome.UNREADABLE.value or row.resolved_at is not None:
        raise Refusal("arrival_resolved", _("There is nothing left to do about this file."))
    row.resolution, row.resolved_at = done, timezone.now()
    row.save(update_fields=["resolution", "resolved_at"])
    audit.record(by, "invoice.arrival_resolved", "invoice_arrival", row.pk, resolution=done)
    return row
