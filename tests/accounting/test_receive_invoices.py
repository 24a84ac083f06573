"""Files of invoices as they arrive: what can be read is kept once, the rest is listed with its reason."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from approdo.accounting.commands.receiving import receive_invoices, resolve_arrival
from approdo.accounting.invoices import evidence
from approdo.accounting.jobs.folder import receive_folder
from approdo.accounting.models import Invoice, InvoiceArrival, InvoiceUpload
from approdo.accounting.queries.invoices import together, value_of
from approdo.accounting.rules.invoice import Party, Reference
from approdo.config.cli import imports
from approdo.core import documents, tenancy
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import Prefecture, User
from tests.accounting.electronic_invoices import archive, invoice, line, signed, xml
from tests.accounting.test_invoice_replay import documents as many_documents
from tests.accounting.test_invoice_replay import uploads
from tests.reception.places import new_place

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., User]
TODAY, DELIVERED = date(2026, 6, 10), date(2026, 6, 8)


@pytest.fixture
def by(make_user: MakeUser, savona: Prefecture) -> Actor:
    """The officer of reception."""
    return actor_of(make_user("receiver", savona, Role.RECEPTION_OFFICER), "it")


def receive(by: Actor, content: bytes, name: str = "IT01.xml", on: date = DELIVERED) -> list[str]:
    """What became of each document of a file, by name."""
    found = receive_invoices(by=by, name=name, content=content, received_on=on, today=TODAY)
    return list(found.upload.arrivals.order_by("part_name", "id").values_list("outcome", flat=True))


def test_an_invoice_is_kept_with_all_it_says(by: Actor, savona: Prefecture) -> None:
    place = new_place(savona)
    supplier = Party(f"IT{place.body.tax_code}", "", "Ente inventato")
    sent = invoice(supplier=supplier, references=(Reference("DatiContratto", "1", cig=place.contract.cig),))
    assert receive(by, xml(sent)) == ["received"]
    row = Invoice.objects.get()
    assert (row.number, row.amount, row.contract) == ("12/2026", Decimal("42742.80"), place.contract)
    assert (row.month, row.received_on, row.refuse_by) == (date(2026, 5, 1), DELIVERED, date(2026, 6, 23))
    assert value_of(row).lines == sent.lines
    assert documents.read(by, row.upload.document) == xml(sent)
    assert row.upload.sha256 == row.upload.document.sha256


def test_a_contract_is_known_by_its_supplier_where_the_cig_is_missing(by: Actor, savona: Prefecture) -> None:
    place = new_place(savona)
    supplier = Party(f"IT{place.body.tax_code}", "", "Ente inventato")
    receive(by, xml(invoice(supplier=supplier, references=())))
    receive(by, xml(invoice(number="99")))
    assert [row.contract for row in Invoice.objects.order_by("number")] == [place.contract, None]


def test_an_invoice_with_the_cig_of_somebody_else_is_of_its_supplier_and_asks_nothing_of_the_other(
    by: Actor, savona: Prefecture
) -> None:
    mine, theirs = new_place(savona), new_place(savona, 2)
    wrong = (Reference("DatiContratto", "1", cig=theirs.contract.cig),)
    supplier = Party(f"IT{mine.body.tax_code}", "", "Ente inventato")
    receive(by, xml(invoice(supplier=supplier, references=wrong)))
    assert Invoice.objects.get().contract == mine.contract
    # Of a supplier without any contract the CIG is all that is known; what it asks is still not theirs
    stranger = invoice(supplier=Party("IT09999999999", "", "Ente estraneo"), references=wrong)
    own = invoice(supplier=Party(f"IT{theirs.body.tax_code}", "", "Ente inventato"), references=wrong)
    receive(by, xml(stranger), "IT02.xml")
    receive(by, xml(own), "IT03.xml")
    row = Invoice.objects.get(supplier_key=theirs.body.tax_code)
    assert Invoice.objects.filter(contract=theirs.contract).count() == 2
    assert together(row) == [row]


def test_the_month_is_that_of_the_last_day_of_the_lines(by: Actor) -> None:
    receive(by, xml(invoice(line(period=(date(2026, 3, 1), date(2026, 3, 31))))))
    assert Invoice.objects.get().month == date(2026, 3, 1)


def test_a_zip_of_many_keeps_what_is_right_and_lists_the_rest(by: Actor) -> None:
    sent = {
        "a.xml": xml(invoice()), "b.p7m": signed(xml(invoice(number="13"))), "c.xml": b"<FatturaElettronica>",
        "d.p7m": signed(xml(invoice(number="14")))[:900], "e.xml": xml(invoice(number="15"), invoice(number="16")),
        "f.xml": xml(invoice(number="17")).replace(b"?>\n", b"?>\n<!DOCTYPE x [<!ENTITY a 'b'>]>", 1),
    }  # fmt: skip
    assert receive(by, archive(sent), "mese.zip") == [
        "received", "received", "unreadable", "unreadable", "received", "received", "unreadable",
    ]  # fmt: skip
    codes = [row.refusal["code"] for row in InvoiceArrival.objects.filter(outcome="unreadable").order_by("part_name")]
    assert codes[1:] == ["signed_cut", "entities"]


def test_the_same_file_is_taken_once_whatever_its_name(by: Actor) -> None:
    receive(by, xml(invoice()))
    again = receive_invoices(by=by, name="altro.xml", content=xml(invoice()), received_on=DELIVERED, today=TODAY)
    assert (again.fresh, InvoiceUpload.objects.count(), Invoice.objects.count()) == (False, 1, 1)
    assert receive(by, signed(xml(invoice())), "firmata.p7m") == ["same_content"]
    assert receive(by, archive({"x/y.xml": xml(invoice())}), "z.zip") == ["same_content"]
    assert Invoice.objects.count() == 1


def test_the_same_number_of_a_year_is_a_duplicate_and_that_of_another_year_is_not(by: Actor) -> None:
    receive(by, xml(invoice()))
    assert receive(by, xml(invoice(line(price="31.00"))), "b.xml") == ["same_number"]
    assert receive(by, xml(invoice(issued_on=date(2025, 6, 5))), "c.xml") == ["received"]
    assert sorted(Invoice.objects.values_list("state", flat=True)) == ["duplicate", "received", "received"]


def _replay(by: Actor) -> Decimal:
    """Everything is sent six times over, renamed, signed, wrapped; the sum of what would be paid."""
    for name, content in uploads():
        receive_invoices(by=by, name=name, content=content, received_on=TODAY, today=TODAY)
    rows = Invoice.objects.exclude(state__in=["duplicate", "refused"])
    return rows.aggregate(sum=Sum("amount"))["sum"]  # type: ignore[no-any-return]


@pytest.mark.slow
def test_what_is_sent_again_and_again_is_owed_once(by: Actor) -> None:
    assert _replay(by) == sum((one.amount for one in many_documents()), Decimal(0))


@pytest.mark.slow
def test_without_the_constraints_it_would_be_owed_again(by: Actor) -> None:
    """The control: it is the database that refuses the second."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX invoice_content_once")
        cursor.execute("DROP INDEX invoice_number_once")
        cursor.execute("ALTER TABLE accounting_invoiceupload DROP CONSTRAINT invoice_file_once")
    assert _replay(by) > 5 * sum((one.amount for one in many_documents()), Decimal(0))


def test_a_credit_note_is_linked_to_the_invoice_it_corrects(by: Actor) -> None:
    receive(by, xml(invoice()))
    note = invoice(
        line(quantity="5"), kind="TD04", number="13/2026", references=(Reference("DatiFattureCollegate", "12/2026"),)
    )
    receive(by, xml(note), "nota.xml")
    assert Invoice.objects.get(gives_back=True).corrects == Invoice.objects.get(gives_back=False)


@pytest.mark.parametrize(
    ("content", "on", "code"),
    [
        (b"", DELIVERED, "file_empty"),
        (b"x", date(2026, 6, 11), "received_ahead"),
        (b"x" * 31_000_000, TODAY, "file_too_large"),
    ],
)
def test_what_is_refused_before_it_is_read(by: Actor, content: bytes, on: date, code: str) -> None:
    with pytest.raises((InvalidInput, Refusal), match=code):
        receive(by, content, on=on)
    assert not InvoiceUpload.objects.exists()


def test_who_may_not(by: Actor, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        receive(officer, xml(invoice()))


def test_what_was_received_does_not_change(by: Actor) -> None:
    receive(by, xml(invoice()))
    for act in (lambda: Invoice.objects.update(amount=1), lambda: InvoiceUpload.objects.update(received_on=TODAY)):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            act()


def test_a_file_that_could_not_be_read_is_seen_to(by: Actor) -> None:
    receive(by, b"niente")
    row = InvoiceArrival.objects.get()
    with pytest.raises(InvalidInput):
        resolve_arrival(by=by, arrival_id=row.pk, resolution=" ")
    resolve_arrival(by=by, arrival_id=row.pk, resolution="Chiesta di nuovo")
    with pytest.raises(Refusal):
        resolve_arrival(by=by, arrival_id=row.pk, resolution="Ancora")
    with pytest.raises(NotFound):
        resolve_arrival(by=replace(by, prefecture="PA"), arrival_id=row.pk, resolution="Altrui")


def test_another_prefecture_sees_nothing_of_it(by: Actor, palermo: Prefecture) -> None:
    receive(by, xml(invoice()))
    with tenancy.within(palermo.code):
        assert not Invoice.objects.exists()
        assert not InvoiceUpload.objects.exists()


def test_a_folder_is_read_again_and_again_and_each_file_taken_once(savona: Prefecture, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(xml(invoice()))
    (tmp_path / "b.p7m").write_bytes(signed(xml(invoice())))
    (tmp_path / "note.txt").write_text("non è una fattura")
    (tmp_path / ".hidden.xml").write_bytes(xml(invoice(number="77")))
    (tmp_path / "vuoto.xml").write_bytes(b"")
    moment = datetime(2026, 6, 8, 12).timestamp()  # noqa: DTZ001 - the clock of the machine
    os.utime(tmp_path / "a.xml", (moment, moment))
    told = [(one.name, one.counts, one.again, bool(one.refused)) for one in receive_folder("SV", tmp_path)]
    assert told == [
        ("a.xml", {"received": 1}, False, False), ("b.p7m", {"same_content": 1}, False, False),
        ("vuoto.xml", {}, False, True),
    ]  # fmt: skip
    assert [(one.name, one.again) for one in receive_folder("SV", tmp_path)][:2] == [("a.xml", True), ("b.p7m", True)]
    row = Invoice.objects.get()
    assert (row.received_on, row.upload.channel) == (date(2026, 6, 8), "folder")


def test_the_command_says_what_became_of_each_file(
    savona: Prefecture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports.database, "at_hand", nullcontext)
    (tmp_path / "a.xml").write_bytes(xml(invoice()))
    done = CliRunner().invoke(imports.import_, ["invoices", str(tmp_path), "--prefecture", "SV"])
    assert (done.exit_code, done.output) == (0, "a.xml: received 1\n")
    (tmp_path / "b.xml").write_bytes(b"<x/>")
    done = CliRunner().invoke(imports.import_, ["invoices", str(tmp_path), "--prefecture", "SV"])
    assert (done.exit_code, done.output) == (1, "a.xml: already here\nb.xml: unreadable 1\n")


def test_bytes_are_kept_once_under_their_hash(by: Actor) -> None:
    receive(by, xml(invoice()))
    stored = InvoiceUpload.objects.get().document
    assert default_storage.exists(f"SV/{stored.sha256}")


def test_the_signatures_and_the_format_of_the_file_are_kept_and_shown(
    by: Actor, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(User.objects.get(pk=by.user_id))
    whole = invoice(line(quantity="10.00"))

    def shown(content: bytes, name: str) -> str:
        receive(by, content, name)
        row = Invoice.objects.get(part_name=name)
        page = browser.get(reverse("invoice", args=[row.pk]))
        assert page.status_code == 200
        return " ".join(page.content.decode().split())

    page = shown(signed(xml(whole)), "a.xml.p7m")
    assert "firma integra" in page
    assert "Firma di prova" in page
    assert "Il file segue il formato" in page
    changed = signed(xml(replace(whole, number="2"))).replace(b"<Numero>2<", b"<Numero>3<")
    page = shown(changed, "b.xml.p7m")
    assert "firma non integra" in page
    assert "il contenuto non è quello firmato" in page
    page = shown(xml(invoice(line(), number="4")), "c.xml")
    assert "Il file non è firmato." in page
    assert "il file non segue il formato" in page
    assert "DettaglioLinee[1]/Quantita: atteso un valore come 31.00, trovato «1395»" in page
    monkeypatch.setattr(evidence, "written", lambda _file: {})
    assert "Il file come prova" not in shown(xml(invoice(line(), number="5")), "d.xml")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Invoice.objects.filter(part_name="c.xml").update(evidence={})
