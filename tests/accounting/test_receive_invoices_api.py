"""A file of invoices through the API: the same command as the page, once for each key and once for each content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from approdo.accounting.models import Invoice, InvoiceUpload
from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, Prefecture, User
from tests.accounting.electronic_invoices import archive, invoice, signed, xml

pytestmark = pytest.mark.django_db
WHERE = "/api/v1/invoice-files"
MakeUser, SignedIn = Callable[..., User], Callable[[User], Client]


@pytest.fixture
def officer(savona: Prefecture, make_user: MakeUser, signed_in: SignedIn) -> Client:
    return signed_in(make_user("receiver", savona, Role.RECEPTION_OFFICER))


def send(client: Client, content: bytes, name: str = "IT01.xml", key: str = "", **told: str) -> Any:
    values = {"received_on": timezone.localdate().isoformat(), **told, "file": SimpleUploadedFile(name, content)}
    return client.post(WHERE, values, headers={"Idempotency-Key": key or uuid4().hex})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("IT01.xml", xml(invoice())),
        ("IT01.xml.p7m", signed(xml(invoice()))),
        ("a.zip", archive({"IT01.xml": xml(invoice())})),
    ],
)
def test_an_invoice_is_received_however_it_is_packed(officer: Client, name: str, content: bytes) -> None:
    made = send(officer, content, name)
    assert made.status_code == 201, made.content
    [told] = made.json()["documents"]
    row = Invoice.objects.get()
    assert (told["outcome"], told["invoice"], told["refusal"]) == ("received", str(row.pk), "")
    read = officer.get(f"{WHERE}/{made.json()['id']}").json()
    assert read == made.json()
    assert AuditRecord.objects.filter(act="invoice.file_received").count() == 1


def test_sent_again_nothing_is_new(officer: Client) -> None:
    first = send(officer, xml(invoice()), key="a")
    assert send(officer, xml(invoice()), key="a").json() == first.json()  # the same call
    again = send(officer, xml(invoice()), "other.xml")  # another call with the same bytes
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert send(officer, xml(invoice(number="2")), key="a").status_code == 422  # another call with the same key
    assert (InvoiceUpload.objects.count(), Invoice.objects.count()) == (1, 1)


def test_what_cannot_be_read_is_told_and_kept(officer: Client) -> None:
    made = send(officer, archive({"a.xml": xml(invoice()), "b.xml": b"<a>"}), "two.zip").json()
    assert [one["outcome"] for one in made["documents"]] == ["received", "unreadable"]
    assert made["documents"][1]["refusal"]


def test_impossible_files_are_refused_and_leave_nothing(officer: Client) -> None:
    assert send(officer, b"").status_code == 422
    assert send(officer, xml(invoice()), received_on="2099-01-01").status_code == 422
    missing = officer.post(WHERE, {"received_on": "2026-01-01"}, headers={"Idempotency-Key": "b"})
    assert missing.status_code == 422
    assert not InvoiceUpload.objects.exists()


def test_who_may_not_receive_is_refused(savona: Prefecture, make_user: MakeUser, signed_in: SignedIn) -> None:
    assert send(signed_in(make_user("reader", savona, Role.OFFICER)), xml(invoice())).status_code == 403
