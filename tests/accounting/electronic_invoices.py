"""Electronic invoices as files, written by the tests: the other direction of the reader, without its code."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from approdo.accounting.rules.invoice import Invoice, Line, Party, Reference, Summary

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
SUPPLIER = Party("IT01234560099", "01234560099", "Cooperativa Esempio", "RF01")
CUSTOMER = Party("", "80009990099", "Prefettura di prova")
CIG, OFFICE = "B1234567C9", "ABC123"


def element(tag: str, *inside: str) -> str:
    """An element, or nothing when nothing is inside."""
    content = "".join(inside)
    return f"<{tag}>{content}</{tag}>" if content else ""


def text(tag: str, value: object) -> str:
    if value is None or value == "":
        return ""
    return f"<{tag}>{f'{value:f}' if isinstance(value, Decimal) else escape(str(value))}</{tag}>"


def _party(tag: str, party: Party) -> str:
    vat = element("IdFiscaleIVA", text("IdPaese", party.vat_number[:2]), text("IdCodice", party.vat_number[2:]))
    return element(
        tag,
        element(
            "DatiAnagrafici", vat, text("CodiceFiscale", party.tax_code),
            element("Anagrafica", text("Denominazione", party.name)), text("RegimeFiscale", party.regime),
        ),
        element("Sede", text("Indirizzo", "via di prova 1"), text("CAP", "17100"), text("Comune", "Savona"),
                text("Nazione", "IT")),
    )  # fmt: skip


def _reference(one: Reference) -> str:
    return element(
        one.kind, *(text("RiferimentoNumeroLinea", line) for line in one.lines), text("IdDocumento", one.document),
        text("Data", one.date), text("CodiceCUP", one.cup), text("CodiceCIG", one.cig),
    )  # fmt: skip


def _discount(one: Any) -> str:
    return element("ScontoMaggiorazione", text("Tipo", one.kind), text("Percentuale", one.percent),
                   text("Importo", one.amount))  # fmt: skip


def _line(one: Line) -> str:
    codes = (element("CodiceArticolo", text("CodiceTipo", kind), text("CodiceValore", value))
             for kind, value in one.codes)  # fmt: skip
    return element(
        "DettaglioLinee", text("NumeroLinea", one.number), *codes, text("Descrizione", one.description),
        text("Quantita", one.quantity), text("UnitaMisura", one.unit), text("DataInizioPeriodo", one.period[0]),
        text("DataFinePeriodo", one.period[1]), text("PrezzoUnitario", one.unit_price),
        *(_discount(discount) for discount in one.discounts), text("PrezzoTotale", one.total),
        text("AliquotaIVA", one.vat_rate), text("Ritenuta", "SI" if one.withheld else ""),
        text("Natura", one.nature),
    )  # fmt: skip


def _summary(one: Summary) -> str:
    return element(
        "DatiRiepilogo", text("AliquotaIVA", one.vat_rate), text("Natura", one.nature),
        text("SpeseAccessorie", one.extra_costs or None), text("Arrotondamento", one.rounding or None),
        text("ImponibileImporto", one.taxable), text("Imposta", one.tax), text("EsigibilitaIVA", one.chargeability),
        text("RiferimentoNormativo", one.law),
    )  # fmt: skip


def _general(invoice: Invoice) -> str:
    stamp = element("DatiBollo", text("BolloVirtuale", "SI" if invoice.virtual_stamp else ""),
                    text("ImportoBollo", invoice.stamp))  # fmt: skip
    withheld = (
        element("DatiRitenuta", text("TipoRitenuta", one.kind), text("ImportoRitenuta", one.amount),
                text("AliquotaRitenuta", one.percent), text("CausalePagamento", one.reason))
        for one in invoice.withheld_taxes
    )  # fmt: skip
    funds = (
        element("DatiCassaPrevidenziale", text("TipoCassa", one.kind), text("AlCassa", "4.00"),
                text("ImportoContributoCassa", one.amount), text("AliquotaIVA", one.vat_rate),
                text("Natura", one.nature))
        for one in invoice.funds
    )  # fmt: skip
    document = element(
        "DatiGeneraliDocumento", text("TipoDocumento", invoice.kind), text("Divisa", invoice.currency),
        text("Data", invoice.issued_on), text("Numero", invoice.number), *withheld, stamp, *funds,
        *(_discount(one) for one in invoice.discounts), text("ImportoTotaleDocumento", invoice.total),
        text("Arrotondamento", invoice.rounding or None), *(text("Causale", one) for one in invoice.causes),
    )  # fmt: skip
    return element("DatiGenerali", document, *(_reference(one) for one in invoice.references))


def _payment(invoice: Invoice) -> str:
    return element(
        "DatiPagamento", text("CondizioniPagamento", "TP02" if invoice.payment else ""),
        *(
            element("DettaglioPagamento", text("Beneficiario", one.beneficiary),
                    text("ModalitaPagamento", one.method), text("DataRiferimentoTerminiPagamento", one.from_day),
                    text("GiorniTerminiPagamento", one.days), text("DataScadenzaPagamento", one.due_on),
                    text("ImportoPagamento", one.amount), text("IBAN", one.iban))
            for one in invoice.payment
        ),
    )  # fmt: skip


def body(invoice: Invoice) -> str:
    attachments = (
        element("Allegati", text("NomeAttachment", one.name), text("FormatoAttachment", one.format),
                text("DescrizioneAttachment", one.description), text("Attachment", "UHJvdmE="))
        for one in invoice.attachments
    )  # fmt: skip
    goods = element("DatiBeniServizi", *map(_line, invoice.lines), *map(_summary, invoice.summaries))
    return element("FatturaElettronicaBody", _general(invoice), goods, _payment(invoice), *attachments)


def xml(*invoices: Invoice, progressive: str = "00001", prefix: str = "p", version: str = "FPA12") -> bytes:
    """One file with these documents, which share their parties."""
    first = invoices[0]
    sent = element(
        "DatiTrasmissione", element("IdTrasmittente", text("IdPaese", "IT"), text("IdCodice", "01234560099")),
        text("ProgressivoInvio", progressive), text("FormatoTrasmissione", version),
        text("CodiceDestinatario", first.office_code),
    )  # fmt: skip
    header = element("FatturaElettronicaHeader", sent, _party("CedentePrestatore", first.supplier),
                     _party("CessionarioCommittente", first.customer))  # fmt: skip
    name = f"{prefix}:FatturaElettronica" if prefix else "FatturaElettronica"
    space = f"xmlns{':' + prefix if prefix else ''}={quoteattr(NAMESPACE)}"
    root = f'<{name} {space} versione="{version}">{header}{"".join(map(body, invoices))}</{name}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}'.encode()


def invoice(*lines: Line, summaries: Iterable[Summary] = (), **others: Any) -> Invoice:
    """An invoice of May 2026 for the contract of the tests."""
    values: dict[str, Any] = {
        "kind": "TD01", "number": "12/2026", "issued_on": date(2026, 6, 5), "currency": "EUR", "supplier": SUPPLIER,
        "customer": CUSTOMER, "office_code": OFFICE, "lines": lines or (line(),), "summaries": tuple(summaries),
        "references": (Reference("DatiContratto", "REP 7", cig=CIG),),
    } | others  # fmt: skip
    values["summaries"] = values["summaries"] or totals(values["lines"])
    if "total" not in others:
        values["total"] = sum((one.taxable + one.tax for one in values["summaries"]), Decimal(0))
    return Invoice(**values)


def line(
    description: str = "Servizio di accoglienza, giornate", quantity: str | None = "1395", price: str = "30.64",
    *, rate: str = "0.00", nature: str = "N4", number: int = 1, **others: Any,
) -> Line:  # fmt: skip
    amount = (Decimal(price) * Decimal(quantity or "1")).quantize(Decimal("0.01"))
    return Line(number, description, Decimal(price), others.pop("total", amount), Decimal(rate),
                Decimal(quantity) if quantity else None, nature=nature, **others)  # fmt: skip


def totals(lines: Iterable[Line], *, split: bool = True) -> tuple[Summary, ...]:
    """The summaries of lines, right to the cent."""
    sums: dict[tuple[Decimal, str], Decimal] = {}
    for one in lines:
        sums[one.vat_rate, one.nature] = sums.get((one.vat_rate, one.nature), Decimal(0)) + one.total
    return tuple(
        Summary(rate, amount, (amount * rate / 100 + Decimal("0.0001")).quantize(Decimal("0.01")), nature,
                "S" if split and rate else "")
        for (rate, nature), amount in sums.items()
    )  # fmt: skip


@cache
def _key() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key for the tests alone, and a certificate by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Firma di prova")])
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(begun).not_valid_after(begun + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return key, made


def signed(data: bytes) -> bytes:
    """A real `.p7m` around the data."""
    key, certificate = _key()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(data).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def armoured(data: bytes) -> bytes:
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(data) + b"-----END PKCS7-----\n"


def der(tag: int, *inside: bytes, endless: bool = False) -> bytes:
    """A value of ASN.1, with its length in front or with a mark at its end."""
    content = b"".join(inside)
    if endless:
        return bytes([tag, 0x80]) + content + b"\0\0"
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def streamed(data: bytes, piece: int = 100) -> bytes:
    """A signed file as programs write it that do not know its length beforehand: pieces, marks at the ends."""
    data_kind, signed_kind = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010702")
    pieces = [der(0x04, data[at : at + piece]) for at in range(0, len(data), piece)]
    content = der(0x30, data_kind, der(0xA0, der(0x24, *pieces, endless=True), endless=True), endless=True)
    digests = der(0x31, der(0x30, bytes.fromhex("0609608648016503040201")), endless=True)
    inside = der(0x30, b"\x02\x01\x01", digests, content, der(0x31), endless=True)
    return der(0x30, signed_kind, der(0xA0, inside, endless=True), endless=True)


def archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return out.getvalue()
