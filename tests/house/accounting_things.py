"""One statement, finding, invoice and file that could not be read, full of words that nobody elsewhere may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from approdo.accounting.commands.receiving import receive_invoices
from approdo.accounting.commands.statements import compute_statement
from approdo.accounting.models import Finding, Invoice, InvoiceArrival, StaffRequirement
from approdo.accounting.rules.invoice import Party, Reference
from approdo.core import documents
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.identifiers import new_id
from approdo.core.models import Prefecture
from approdo.core.rules.nights import month_of
from approdo.people.models import Person
from approdo.reception.models import Guest, RegisterMonth
from approdo.reception.rules import register
from approdo.reception.rules.vocabulary import NightSource, NightState
from tests.accounting.electronic_invoices import archive, invoice, line, xml
from tests.reception.places import Place, new_place, new_stay

MONTH = month_of(2026, 1)


def sealed_month(place: Place, guests: list[Guest]) -> RegisterMonth:
    """January of a centre, sealed, in which guests were there every night."""
    entry, contract = MONTH.first, str(place.contract.pk)
    stays = [register.SealedStay(str(one.pk), entry, None, "", contract, False) for one in guests]
    here = [
        register.SealedNights(str(one.pk), MONTH, NightState.PRESENT, NightSource.SIGNATURE_SHEET) for one in guests
    ]
    content = register.content(str(place.centre.pk), MONTH, stays, [], here)
    return RegisterMonth.objects.create(
        prefecture_id=place.centre.prefecture_id, centre=place.centre, month=MONTH.first, state="sealed",
        content=content, hash=register.digest(content), sealed_at=timezone.now(),
    )  # fmt: skip


def make_accounts(prefecture: str, family: str, note: str) -> dict[str, Any]:
    """A sealed and computed month of a centre, an invoice for it and a file that could not be read."""
    by = system_actor(prefecture, *Permission)
    office = Prefecture.objects.get(pk=prefecture)
    place = new_place(office, 73)
    for one, name in ((place.body, "name"), (place.contract, "title"), (place.centre, "name")):
        type(one).objects.filter(pk=one.pk).update(**{name: f"{note} accounts"})  # type: ignore[attr-defined]
    person = Person.objects.create(prefecture=office, family_name=family, given_name="Contata")
    guest = Guest.objects.create(prefecture=office, person=person)
    new_stay(place, guest, MONTH.first)
    sealed_month(place, [guest])
    statement = compute_statement(by=by, contract_id=place.contract.pk, month=MONTH.first)
    received(by, place, note)
    row = Invoice.objects.get(prefecture=office)
    return {
        "statement": statement.pk, "finding": Finding.objects.filter(guest=guest).get().pk, "counted": guest.pk,
        "invoice": row.pk, "answered": _answered(by, row).pk,
        "arrival": InvoiceArrival.objects.get(prefecture=office, outcome="unreadable").pk,
        "upload": row.upload_id, "paid_contract": place.contract.pk,
        "paid_centre": place.centre.pk,
    }  # fmt: skip


def change_staff(contract: Any) -> None:
    """Load a staff table for a contract, so that its statement is no longer what it would be now."""
    StaffRequirement.objects.create(
        prefecture_id="SV", contract_id=contract, figure="Mediatore", band_least=1, band_most=9, source="prova",
        recorded_at=timezone.now(),
    )  # fmt: skip


def _answered(by: Any, row: Invoice) -> Invoice:
    """The same invoice under another number, of which a credit note was asked with a letter."""
    made = Invoice.objects.get(pk=row.pk)
    made.id, made._state.adding = new_id(), True
    made.content_hash, made.number_key, made.number = "a" * 64, "ANSWERED", "answered"
    made.state, made.answered_on, made.month = "credit_asked", timezone.localdate(), None
    made.letter = documents.store(by, "invoice_letter", "letter.pdf", b"%PDF-1.7", media_type="application/pdf")
    made.save(force_insert=True)
    return made


def received(by: Any, place: Place, note: str) -> None:
    """A zip with an invoice of the centre that asks for a night too many, and a file that is none."""
    sent = invoice(
        line(quantity="32", rate="5.00", nature="", period=(MONTH.first, date(2026, 1, 31))),
        supplier=Party(f"IT{place.body.tax_code}", "", f"{note} supplier"),
        references=(Reference("DatiContratto", "1", cig=place.contract.cig),), issued_on=date(2026, 2, 5),
    )  # fmt: skip
    files = archive({f"{note}.xml": xml(sent), f"{note}-broken.xml": b"<a>"})
    receive_invoices(
        by=by, name=f"{note}.zip", content=files, received_on=timezone.localdate(), today=timezone.localdate()
    )
