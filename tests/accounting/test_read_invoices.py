"""Reading electronic invoices: what is written comes back, whatever it is wrapped in, and has one hash."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approdo.accounting.invoices.opening import MOST_WRAPPINGS
from approdo.accounting.invoices.reading import REFERENCES, read_invoices, read_upload
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.rules.invoice import (
    Attachment,
    Discount,
    Instalment,
    Invoice,
    Line,
    Party,
    PensionFund,
    Reference,
    Summary,
    WithheldTax,
)
from tests.accounting.electronic_invoices import CIG, archive, armoured, invoice, line, signed, streamed, xml

WORDS = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30
).filter(lambda text: text == text.strip())  # fmt: skip
SOME_WORDS = st.just("") | WORDS
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=10)
DAYS = st.dates(date(2016, 1, 1), date(2099, 12, 31))
MAYBE_DAY = st.none() | DAYS


def amounts(places: int = 2, least: int = -1_000_000) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, 10_000_000, places=places, allow_nan=False)


RATES, PRICES = amounts(2, 0), amounts(8)
DISCOUNTS = st.builds(Discount, st.sampled_from(("SC", "MG")), st.none() | RATES, st.none() | PRICES)
LINES = st.builds(
    Line, st.integers(1, 9999), WORDS, PRICES, PRICES, RATES, st.none() | PRICES, SOME_WORDS,
    st.sampled_from(("", "N1", "N4")), st.tuples(MAYBE_DAY, MAYBE_DAY), st.lists(DISCOUNTS, max_size=2).map(tuple),
    st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple), st.booleans(),
)  # fmt: skip
PARTIES = st.builds(Party, st.from_regex(r"IT[0-9]{11}", fullmatch=True), st.just("") | CODES, WORDS, CODES)
SUMMARIES = st.builds(Summary, RATES, amounts(), amounts(), CODES, st.sampled_from(("", "I", "D", "S")), amounts(),
                      amounts(8), SOME_WORDS)  # fmt: skip
REFERRED = st.builds(
    Reference, st.sampled_from(REFERENCES), WORDS, MAYBE_DAY, CODES, CODES,
    st.lists(st.integers(1, 9999), max_size=3).map(tuple),
)  # fmt: skip
INVOICES = st.builds(
    Invoice, st.sampled_from(("TD01", "TD04", "TD24")), WORDS, DAYS, st.just("EUR"), PARTIES, PARTIES, CODES,
    st.lists(LINES, min_size=1, max_size=4).map(tuple), st.lists(SUMMARIES, min_size=1, max_size=3).map(tuple),
    st.none() | amounts(), amounts(), st.booleans(), st.none() | amounts(),
    st.lists(st.builds(WithheldTax, CODES, amounts(), RATES, SOME_WORDS), max_size=2).map(tuple),
    st.lists(st.builds(PensionFund, CODES, amounts(), RATES, SOME_WORDS), max_size=2).map(tuple),
    st.lists(DISCOUNTS, max_size=2).map(tuple),
    st.lists(REFERRED, max_size=4).map(lambda found: tuple(sorted(found, key=lambda one: REFERENCES.index(one.kind)))),
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(
        st.builds(Instalment, CODES, amounts(), MAYBE_DAY, MAYBE_DAY, st.none() | st.integers(0, 999), SOME_WORDS,
                  SOME_WORDS), max_size=2).map(tuple),
    st.lists(st.builds(Attachment, WORDS, SOME_WORDS, SOME_WORDS), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(INVOICES, st.sampled_from(("p", "ns0", "")))
def test_what_is_written_is_read(written: Invoice, prefix: str) -> None:
    (read,) = read_invoices(xml(written, prefix=prefix))
    assert len(read.content_hash) == 64
    assert replace(read, content_hash="") == written


def test_a_file_of_several_invoices() -> None:
    first, second = invoice(number="1"), invoice(line(price="24.29"), number="2")
    read = read_invoices(xml(first, second))
    assert [one.number for one in read] == ["1", "2"]
    assert read[0].supplier == read[1].supplier
    assert read[0].content_hash != read[1].content_hash


def indented(data: bytes) -> bytes:
    return data.replace(b"><", b">\n  <").replace(b"<FatturaElettronicaBody", b"<!-- nota -->\n<FatturaElettronicaBody")


def with_inner_signature(data: bytes) -> bytes:
    mark = b'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature></p:Fattura'
    return data.replace(b"</p:Fattura", mark)


def all_prefixed(data: bytes) -> bytes:
    return data.replace(b"<", b"<q:").replace(b"<q:/", b"</q:").replace(b"<q:?", b"<?").replace(b"q:p:", b"p:")


SAME: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "signed": signed,
    "signed in pieces": streamed,
    "signed twice": lambda data: signed(signed(data)),
    "signed, base64": lambda data: base64.encodebytes(signed(data)),
    "signed, base64 on one line": lambda data: base64.b64encode(signed(data)),
    "signed, armoured": lambda data: armoured(signed(data)),
    "base64, signed, base64": lambda data: base64.b64encode(signed(base64.b64encode(data))),
    "zeros behind the signature": lambda data: signed(data) + b"\0\0\0",
    "in an archive": lambda data: archive({"IT01234560099_00001.xml": data}),
    "with a mark of its encoding": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without a mark": lambda data: data.decode().encode("utf-16-be"),
    "Latin-1": lambda data: data.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    "indented, with a comment": indented,
    "signed inside": with_inner_signature,
    "a prefix on every name": all_prefixed,
    "sent again": lambda data: data.replace(b"<ProgressivoInvio>00001", b"<ProgressivoInvio>00002"),
}


@pytest.mark.parametrize("wrapped", SAME)
def test_the_hash_is_that_of_the_content(wrapped: str) -> None:
    written = invoice(line("Società: giornate di accoglienza"), attachments=(Attachment("registro.pdf", "PDF"),))
    data = xml(written)
    (plain,) = read_invoices(data)
    (file,) = read_upload("altro nome.p7m", SAME[wrapped](data))
    assert file.refusal is None
    assert file.invoices == (plain,)


def test_a_wrapped_attachment_is_the_same_and_another_is_not() -> None:
    data = xml(invoice(attachments=(Attachment("registro.pdf"),)))
    hashes = [
        read_invoices(data.replace(b"UHJvdmE=", content))[0].content_hash
        for content in (b"UHJvdmE=", b"UHJv\r\ndmE=\n", b"UHJvdmU=")
    ]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(
    "changed",
    [
        lambda one: replace(one, number="13/2026"),
        lambda one: replace(one, issued_on=date(2026, 6, 6)),
        lambda one: replace(one, lines=(line(price="30.65"),)),
        lambda one: replace(one, total=Decimal("42742.81")),
        lambda one: replace(one, references=()),
        lambda one: replace(one, supplier=replace(one.supplier, vat_number="IT99999990099")),
    ],
)
def test_another_content_is_another_hash(changed: Callable[[Invoice], Invoice]) -> None:
    one = invoice()
    assert read_invoices(xml(one))[0].content_hash != read_invoices(xml(changed(one)))[0].content_hash


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "params"),
    [
        (b"<PrezzoTotale>42742.80", b"<PrezzoTotale>42.742,80", "not_a_number",
         "FatturaElettronicaBody[1]/DatiBeniServizi/DettaglioLinee[1]/PrezzoTotale", {"found": "42.742,80"}),
        (b"<PrezzoTotale>42742.80", b"<PrezzoTotale>1e9", "not_a_number",
         "FatturaElettronicaBody[1]/DatiBeniServizi/DettaglioLinee[1]/PrezzoTotale", {"found": "1e9"}),
        (b"<PrezzoTotale>42742.80", b"<PrezzoTotale>NaN", "not_a_number",
         "FatturaElettronicaBody[1]/DatiBeniServizi/DettaglioLinee[1]/PrezzoTotale", {"found": "NaN"}),
        (b"<Data>2026-06-05", b"<Data>05/06/2026", "not_a_day",
         "FatturaElettronicaBody[1]/DatiGenerali/Data", {"found": "05/06/2026"}),
        (b"<Data>2026-06-05", b"<Data>2026-02-30", "not_a_day",
         "FatturaElettronicaBody[1]/DatiGenerali/Data", {"found": "2026-02-30"}),
        (b"<Numero>12/2026</Numero>", b"", "missing", "FatturaElettronicaBody[1]/DatiGenerali/Numero", {}),
        (b"CedentePrestatore>", b"Altro>", "missing", "FatturaElettronicaHeader/CedentePrestatore", {}),
        (b"DatiRiepilogo>", b"Altro>", "missing", "FatturaElettronicaBody[1]/DatiBeniServizi/DatiRiepilogo", {}),
        (b'versione="FPA12"', b'versione="1.1"', "version", "", {"found": "1.1"}),
        (b"p:FatturaElettronica", b"p:FatturaElettronicaSemplificata", "simplified", "", {}),
        (b"p:FatturaElettronica", b"p:MetadatiInvioFile", "not_an_invoice", "", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where(old: bytes, new: bytes, code: str, place: str, params: dict[str, Any]) -> None:
    data = xml(invoice())
    assert old in data
    (file,) = read_upload("fattura.xml", data.replace(old, new))
    assert isinstance(file.refusal, Unreadable)
    assert (file.refusal.code, file.refusal.place, file.refusal.params) == (code, place, params)


def test_xml_that_is_not_well_formed_says_line_and_column() -> None:
    data = xml(invoice()).replace(b"</Numero>", b"\n  </Altro>")
    (file,) = read_upload("fattura.xml", data)
    assert file.refusal is not None
    assert (file.refusal.code, file.refusal.params) == ("malformed", {"line": 3, "column": 5})


def test_a_day_with_a_time_zone_is_that_day() -> None:
    (read,) = read_invoices(xml(invoice()).replace(b"<Data>2026-06-05", b"<Data>2026-06-05+02:00"))
    assert read.issued_on == date(2026, 6, 5)


def test_what_is_right_in_an_archive_is_kept() -> None:
    good, other = xml(invoice(number="1")), signed(xml(invoice(number="2")))
    files = {"a.xml": good, "rotto.p7m": other[: len(other) // 2], "cartella/b.p7m": other, "nota.txt": b"Salve!"}
    read = list(read_upload("maggio.zip", archive(files)))
    assert [(one.name, [i.number for i in one.invoices], one.refusal and one.refusal.code) for one in read] == [
        ("a.xml", ["1"], None), ("rotto.p7m", [], "signed_cut"), ("b.p7m", ["2"], None), ("nota.txt", [], "unknown_type"),
    ]  # fmt: skip


def test_signatures_one_in_the_other_up_to_the_bound() -> None:
    data = xml(invoice())
    for _ in range(MOST_WRAPPINGS):
        data = signed(data)
    assert next(read_upload("n.p7m", data)).refusal is None
    refusal = next(read_upload("n.p7m", signed(data))).refusal
    assert refusal is not None
    assert refusal.code == "too_many_wrappings"


def test_the_cig_is_found_in_whatever_block() -> None:
    for kind in REFERENCES:
        (read,) = read_invoices(xml(invoice(references=(Reference(kind, "7", cig=CIG.lower()),))))
        assert read.cigs == {CIG}
