"""R5: the same invoice again, under whatever name or wrapping, is never taken twice; next year's number is another."""

from __future__ import annotations

import base64
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from approdo.accounting.invoices.reading import read_upload
from approdo.accounting.rules.invoice import Invoice
from approdo.accounting.rules.invoice_checks import Check, Received, duplicates
from tests.accounting.electronic_invoices import archive, invoice, line, signed, streamed, xml

WRAPPINGS = (
    lambda data: data,
    signed,
    streamed,
    lambda data: signed(signed(data)),
    lambda data: base64.encodebytes(signed(data)),
    lambda data: data.replace(b"><", b">\r\n<"),
    lambda data: data.replace(b"<ProgressivoInvio>00001", b"<ProgressivoInvio>0000Z"),
    lambda data: data.decode().replace("UTF-8", "utf-16").encode("utf-16"),
)


def documents() -> list[Invoice]:
    """Fifty invoices of two years with the same numbers, and a credit note that bears a number of theirs."""
    made = [
        invoice(line(quantity=str(100 + number)), number=f"{number}/A", issued_on=date(year, 6, 5))
        for year in (2025, 2026)
        for number in range(25)
    ]
    return [*made, replace(made[0], kind="TD04")]


def posted(uploads: list[tuple[str, bytes]], *, looks: bool = True) -> tuple[Decimal, list[Check]]:
    """The sum of what is taken, one upload after the other, and why the rest was not."""
    received: list[Received] = []
    total, refused = Decimal(0), []
    for name, data in uploads:
        for file in read_upload(name, data):
            assert file.refusal is None
            for one in file.invoices:
                found = [item.check for item in duplicates(one, received)] if looks else []
                refused += found
                if not found:
                    total += one.amount
                    received.append(Received(one.identity, one.content_hash, file.name))
    return total, refused


def uploads() -> list[tuple[str, bytes]]:
    chance = random.Random(7)
    sent = [(f"{number}.xml", xml(one)) for number, one in enumerate(documents())]
    again = [
        (f"copia {number}.p7m", chance.choice(WRAPPINGS)(data)) for number, (_name, data) in enumerate(sent * 4)
    ]  # fmt: skip
    chance.shuffle(again)
    return [*sent, *again, ("mese.zip", archive(dict(sent)))]


def test_what_comes_again_is_taken_once() -> None:
    right = sum((one.amount for one in documents()), Decimal(0))
    total, refused = posted(uploads())
    assert (total, set(refused), len(refused)) == (right, {Check.DUPLICATE_CONTENT}, 5 * len(documents()))


def test_without_the_check_it_would_be_taken_again() -> None:
    """The control."""
    assert posted(uploads(), looks=False)[0] == 6 * sum((one.amount for one in documents()), Decimal(0))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (invoice(line(price="30.65")), [Check.DUPLICATE_NUMBER]),
        (invoice(number=" 12/2026 "), [Check.DUPLICATE_NUMBER]),
        (invoice(issued_on=date(2026, 12, 31)), [Check.DUPLICATE_NUMBER]),
        (invoice(issued_on=date(2027, 1, 1)), []),
        (invoice(number="13/2026"), []),
        (invoice(kind="TD04"), []),
        (invoice(supplier=replace(invoice().supplier, vat_number="IT99999990099")), []),
    ],
)
def test_a_number_is_used_once_a_year(other: Invoice, expected: list[Check]) -> None:
    received = [Received(invoice().identity, "a" * 64, "prima.xml")]
    assert [item.check for item in duplicates(replace(other, content_hash="b" * 64), received)] == expected


def test_a_refused_invoice_may_come_again() -> None:
    """Corrected and under its own number, as the exchange system allows."""
    received = [Received(invoice().identity, "a" * 64, "prima.xml", refused=True)]
    assert list(duplicates(invoice(line(price="30.65")), received)) == []


def test_the_country_of_a_number_makes_no_other_supplier() -> None:
    bare = invoice(supplier=replace(invoice().supplier, vat_number="", tax_code="01234560099"))
    assert bare.identity == invoice().identity
