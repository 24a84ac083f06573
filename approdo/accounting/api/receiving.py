"""Endpoints of files of invoices: sent, and what became of each of their documents."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Schema, Status
from ninja.files import UploadedFile

from approdo.accounting.commands import receiving as acts
from approdo.accounting.invoice_words import refusal_of
from approdo.accounting.models import InvoiceArrival, InvoiceUpload
from approdo.accounting.queries import invoices
from approdo.accounting.rules.vocabulary import ArrivalOutcome
from approdo.core.access.actor import Actor
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter

router = ApiRouter(tags=["accounting"])
MOST = 500  # documents told of one file


class ArrivalOut(Schema):
    """What became of one document of a file; `refusal`: why it was not read."""

    name: str = Field(alias="part_name")
    outcome: ArrivalOutcome
    invoice: UUID | None = Field(alias="invoice_id")
    refusal: str

    @staticmethod
    def resolve_refusal(row: InvoiceArrival) -> str:
        """In the reader's language."""
        return refusal_of(row)


class UploadOut(Schema):
    """A file of invoices as it arrived, with its documents, at most 500."""

    id: UUID
    name: str
    sha256: str
    received_on: date
    documents: list[ArrivalOut]

    @staticmethod
    def resolve_documents(row: InvoiceUpload) -> list[InvoiceArrival]:
        """In the order of their names."""
        return list(row.arrivals.order_by("part_name", "id")[:MOST])


@router.post(
    "/invoice-files", response={201: UploadOut, 200: UploadOut, **problems(403)}, summary="Send a file of invoices"
)
def send_invoices(request: HttpRequest, file: File[UploadedFile], received_on: Form[date]) -> Status[InvoiceUpload]:
    """An invoice in XML, signed (.p7m), or a zip of many; 200 where the same bytes were here already.

    `received_on`: when the exchange system delivered it; the days to refuse are counted from it.
    """
    content, name = file.read(), file.name or "file"
    told: dict[str, Any] = {"name": name, "content": content, "received_on": received_on}
    found = acts.receive_invoices(by=_actor(request), today=timezone.localdate(), **told)
    return Status(201 if found.fresh else 200, found.upload)


@router.get(
    "/invoice-files/{upload_id}", response={200: UploadOut, **problems(403, 404)}, summary="One file of invoices"
)
def read_invoice_file(request: HttpRequest, upload_id: UUID) -> InvoiceUpload:
    """What became of each document of a file."""
    return invoices.upload(_actor(request), upload_id)


def _actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by
