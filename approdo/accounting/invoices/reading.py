"""The XML of FatturaPA 1.2.x as values of `rules/invoice.py`.

What cannot be read stops the file with the place and what was expected; what is only wrong is read as it stands and is
the business of `rules/invoice_checks.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from xml.etree.ElementTree import Element

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.layout import Fault, faults
from approdo.accounting.invoices.markup import tree
from approdo.accounting.invoices.opening import parts
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
)  # fmt: skip
from approdo.accounting.rules.signatures import Seal
from approdo.core.rules.money import ZERO

VERSIONS = ("FPA12", "FPR12")  # every 1.2.x writes these
REFERENCES = ("DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,8})?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
Fields = dict[str, str]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class File:
    """One file of an upload: its invoices, where it leaves the format, the signatures around it; or why it was refused."""

    name: str
    invoices: tuple[Invoice, ...] = ()
    refusal: Unreadable | None = None
    faults: tuple[Fault, ...] = ()
    seals: tuple[Seal, ...] = ()


def read_upload(name: str, data: bytes) -> Iterator[File]:
    """Every file of an upload: an invoice as XML or `.p7m`, or an archive of many. What can be read is read."""
    budget = Budget()
    for part in parts(name, data, budget):
        if part.refusal:
            yield File(part.name, refusal=part.refusal)
            continue
        try:
            root = tree(part.xml, budget)
            yield File(part.name, _documents(root), faults=faults(root, part.xml, budget), seals=part.seals)
        except Unreadable as refusal:
            yield File(part.name, refusal=refusal)


def read_invoices(xml: bytes, budget: Budget | None = None) -> tuple[Invoice, ...]:
    """The documents of one file. Raises Unreadable with the place."""
    return _documents(tree(xml, budget or Budget()))


def _documents(root: Element) -> tuple[Invoice, ...]:
    if root.tag != "FatturaElettronica":
        raise Unreadable("simplified" if root.tag == "FatturaElettronicaSemplificata" else "not_an_invoice")
    if root.get("versione") not in VERSIONS:
        raise Unreadable("version", found=root.get("versione", "")[:20])
    header = _one(root, "FatturaElettronicaHeader")
    head = hashlib.sha256()
    for part in header:
        if part.tag != "DatiTrasmissione":
            head.update(_canonical(part))
    with _Within("FatturaElettronicaHeader"):
        office = _fields(_one(header, "DatiTrasmissione")).get("CodiceDestinatario", "")
        supplier = _party(header, "CedentePrestatore")
        customer = _party(header, "CessionarioCommittente")
    if not supplier.identifiers:
        raise Unreadable("missing", "FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/IdFiscaleIVA")

    def document(body: Element) -> Invoice:
        digest = head.copy()
        digest.update(_canonical(body))
        return _invoice(body, supplier, customer, office, digest.hexdigest())

    found = _each(root, "FatturaElettronicaBody", document)
    if not found:
        raise Unreadable("missing", "FatturaElettronicaBody")
    return found


def _canonical(element: Element) -> bytes:
    """An element as bytes that do not depend on indentation, prefixes, comments, encoding or wrapped base64.

    Each element is its name, its text and the number of its parts; the marks between them cannot stand in XML. What is
    sent with the invoice but is not the invoice stays out: `DatiTrasmissione`, whose progressive number is new each
    time, and a signature inside the file.
    """
    said = [
        f"{one.tag}\x1f{(one.text or '').strip()}\x1f{len(one)}"
        if one.tag != "Attachment"
        else f"Attachment\x1f{''.join((one.text or '').split())}\x1f0"
        for one in element.iter()
    ]
    return "\x1f".join(said).encode() + b"\x1e"


def _invoice(body: Element, supplier: Party, customer: Party, office: str, content_hash: str) -> Invoice:
    with _Within("DatiBeniServizi"):
        goods = _one(body, "DatiBeniServizi")
        lines, summaries = _each(goods, "DettaglioLinee", _line), _each(goods, "DatiRiepilogo", _summary)
        if not lines or not summaries:
            raise Unreadable("missing", "DatiRiepilogo" if lines else "DettaglioLinee")
    with _Within("DatiPagamento"):
        terms = body.findall("DatiPagamento")
        payment = tuple(one for term in terms for one in _each(term, "DettaglioPagamento", _instalment))
    attachments = _each(body, "Allegati", _attachment)
    with _Within("DatiGenerali"):
        general = _one(body, "DatiGenerali")
        document = _one(general, "DatiGeneraliDocumento")
        references = tuple(one for tag in REFERENCES for one in _each(general, tag, _reference))
        said, stamp = _fields(document), document.find("DatiBollo")
        duty = _fields(stamp) if stamp is not None else {}
        return Invoice(
            kind=_text(said, "TipoDocumento"),
            number=_text(said, "Numero"),
            issued_on=_needed(_day(said, "Data"), "Data"),
            currency=_text(said, "Divisa"),
            supplier=supplier,
            customer=customer,
            office_code=office,
            lines=lines,
            summaries=summaries,
            total=_maybe(said, "ImportoTotaleDocumento"),
            rounding=_maybe(said, "Arrotondamento") or ZERO,
            virtual_stamp=duty.get("BolloVirtuale", "") == "SI",
            stamp=_maybe(duty, "ImportoBollo"),
            withheld_taxes=_each(document, "DatiRitenuta", _withheld),
            funds=_each(document, "DatiCassaPrevidenziale", _fund),
            discounts=_each(document, "ScontoMaggiorazione", _discount),
            references=references,
            causes=tuple(text for one in document.findall("Causale") if (text := (one.text or "").strip())),
            payment=payment,
            attachments=attachments,
            content_hash=content_hash,
        )


def _line(element: Element) -> Line:
    said = _fields(element)
    quantity = _maybe(said, "Quantita")
    return Line(
        number=_whole(said, "NumeroLinea"),
        description=said.get("Descrizione", ""),
        unit_price=_number(said, "PrezzoUnitario"),
        total=_number(said, "PrezzoTotale"),
        vat_rate=_number(said, "AliquotaIVA"),
        quantity=quantity,
        unit=said.get("UnitaMisura", ""),
        nature=said.get("Natura", ""),
        period=(_day(said, "DataInizioPeriodo"), _day(said, "DataFinePeriodo")),
        discounts=_each(element, "ScontoMaggiorazione", _discount) if "ScontoMaggiorazione" in said else (),
        codes=_each(element, "CodiceArticolo", _code) if "CodiceArticolo" in said else (),
        withheld=said.get("Ritenuta", "") == "SI",
    )


def _code(element: Element) -> tuple[str, str]:
    said = _fields(element)
    return said.get("CodiceTipo", ""), said.get("CodiceValore", "")


def _summary(element: Element) -> Summary:
    said = _fields(element)
    return Summary(
        vat_rate=_number(said, "AliquotaIVA"),
        taxable=_number(said, "ImponibileImporto"),
        tax=_number(said, "Imposta"),
        nature=said.get("Natura", ""),
        chargeability=said.get("EsigibilitaIVA", ""),
        extra_costs=_maybe(said, "SpeseAccessorie") or ZERO,
        rounding=_maybe(said, "Arrotondamento") or ZERO,
        law=said.get("RiferimentoNormativo", ""),
    )


def _withheld(element: Element) -> WithheldTax:
    said = _fields(element)
    return WithheldTax(
        _text(said, "TipoRitenuta"),
        _number(said, "ImportoRitenuta"),
        _number(said, "AliquotaRitenuta"),
        said.get("CausalePagamento", ""),
    )


def _fund(element: Element) -> PensionFund:
    said = _fields(element)
    return PensionFund(
        _text(said, "TipoCassa"),
        _number(said, "ImportoContributoCassa"),
        _number(said, "AliquotaIVA"),
        said.get("Natura", ""),
    )


def _discount(element: Element) -> Discount:
    said = _fields(element)
    return Discount(_text(said, "Tipo"), _maybe(said, "Percentuale"), _maybe(said, "Importo"))


def _reference(element: Element) -> Reference:
    said = _fields(element)
    lines = (_whole({"RiferimentoNumeroLinea": one.text or ""}, "RiferimentoNumeroLinea")
             for one in element.findall("RiferimentoNumeroLinea"))  # fmt: skip
    return Reference(
        element.tag,
        _text(said, "IdDocumento"),
        _day(said, "Data"),
        said.get("CodiceCIG", "").upper(),
        said.get("CodiceCUP", "").upper(),
        tuple(lines),
    )


def _instalment(element: Element) -> Instalment:
    said = _fields(element)
    return Instalment(
        method=_text(said, "ModalitaPagamento"),
        amount=_number(said, "ImportoPagamento"),
        due_on=_day(said, "DataScadenzaPagamento"),
        from_day=_day(said, "DataRiferimentoTerminiPagamento"),
        days=_whole(said, "GiorniTerminiPagamento") if said.get("GiorniTerminiPagamento") else None,
        iban=said.get("IBAN", ""),
        beneficiary=said.get("Beneficiario", ""),
    )


def _attachment(element: Element) -> Attachment:
    said = {one.tag: (one.text or "").strip() for one in element if one.tag != "Attachment"}
    return Attachment(
        _text(said, "NomeAttachment"), said.get("FormatoAttachment", ""), said.get("DescrizioneAttachment", "")
    )


def _party(header: Element, tag: str) -> Party:
    holder = _one(header, tag)
    with _Within(tag):
        known = _one(holder, "DatiAnagrafici")
    vat, name = known.find("IdFiscaleIVA"), known.find("Anagrafica")
    said, number = _fields(known), _fields(vat) if vat is not None else {}
    names = _fields(name) if name is not None else {}
    full = names.get("Denominazione") or f"{names.get('Nome', '')} {names.get('Cognome', '')}".strip()
    code = number.get("IdCodice", "").upper()
    return Party(
        f"{number.get('IdPaese', '').upper()}{code}" if code else "",
        said.get("CodiceFiscale", "").upper(),
        full,
        said.get("RegimeFiscale", ""),
    )


class _Within:
    """Tells a refusal from inside where it happened."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, problem: object, _trace: object) -> None:
        if isinstance(problem, Unreadable):
            problem.place = f"{self.place}/{problem.place}" if problem.place else self.place


def _one(parent: Element, tag: str) -> Element:
    found = parent.find(tag)
    if found is None:
        raise Unreadable("missing", tag)
    return found


def _each(parent: Element, tag: str, read: Callable[[Element], Read]) -> tuple[Read, ...]:
    found = []
    for place, element in enumerate(parent.findall(tag), start=1):
        try:
            found.append(read(element))
        except Unreadable as problem:
            problem.place = f"{tag}[{place}]/{problem.place}"
            raise
    return tuple(found)


def _fields(element: Element) -> Fields:
    """The texts of the parts, by their name; of a part that comes more than once, the last."""
    return {one.tag: one.text.strip() if one.text else "" for one in element}


def _text(said: Fields, tag: str) -> str:
    return _needed(said.get(tag) or None, tag)


def _needed(value: Read | None, tag: str) -> Read:
    if value is None:
        raise Unreadable("missing", tag)
    return value


def _number(said: Fields, tag: str) -> Decimal:
    return _needed(_maybe(said, tag), tag)


def _maybe(said: Fields, tag: str) -> Decimal | None:
    text = said.get(tag)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise Unreadable("not_a_number", tag, found=text[:40])
    return Decimal(text)


def _whole(said: Fields, tag: str) -> int:
    text = _text(said, tag)
    if not _WHOLE.fullmatch(text):
        raise Unreadable("not_a_number", tag, found=text[:40])
    return int(text)


def _day(said: Fields, tag: str) -> date | None:
    text = said.get(tag)
    if not text:
        return None
    matched = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(matched[1] if matched else "")
    except ValueError as problem:
        raise Unreadable("not_a_day", tag, found=text[:40]) from problem
