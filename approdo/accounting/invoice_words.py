"""Why a document of a file could not be taken, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from approdo.accounting.invoices import wording
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.models import InvoiceArrival


def refusal_of(one: InvoiceArrival) -> str:
    """Why it was not read; empty for a document that was."""
    if not one.refusal:
        return ""
    refused = Unreadable(one.refusal["code"], one.refusal["place"], **one.refusal["params"])
    return wording.refused(refused, reader_language())


def reader_language() -> str:
    """The language of the sentences about invoices: English for who reads English, else Italian."""
    return "en" if (get_language() or "it").startswith("en") else "it"
