"""An invoice written as FatturaPA 1.2.x."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape

from approdo.accounting.rules.invoice import Invoice, Line, Party, Reference, Summary

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"


def written(invoice: Invoice, progressive: str, seat: str) -> bytes:
    """The file of one document; `seat` is the town written for both parties, `progressive` the number of the sending."""
    header = _tag(
        "FatturaElettronicaHeader",
        _tag(
            "DatiTrasmissione",
            _tag("IdTrasmittente", _text("IdPaese", "IT"), _text("IdCodice", invoice.supplier.vat_number[2:])),
            _text("ProgressivoInvio", progressive), _text("FormatoTrasmissione", "FPA12"),
            _text("CodiceDestinatario", invoice.office_code),
        ),
        _party("CedentePrestatore", invoice.supplier, seat), _party("CessionarioCommittente", invoice.customer, seat),
    )  # fmt: skip
    root = (
        f'<p:FatturaElettronica xmlns:p="{NAMESPACE}" versione="FPA12">{header}{_body(invoice)}</p:FatturaElettronica>'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _tag(name: str, *inside: str) -> str:
    content = "".join(inside)
    return f"<{name}>{content}</{name}>" if content else ""


def _text(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    return f"<{name}>{f'{value:f}' if isinstance(value, Decimal) else escape(str(value))}</{name}>"


def _party(name: str, party: Party, seat: str) -> str:
    vat = _tag("IdFiscaleIVA", _text("IdPaese", party.vat_number[:2]), _text("IdCodice", party.vat_number[2:]))
    who = _tag("Anagrafica", _text("Denominazione", party.name[:80]))
    data = _tag(
        "DatiAnagrafici", vat, _text("CodiceFiscale", party.tax_code), who, _text("RegimeFiscale", party.regime)
    )
    place = _tag(
        "Sede",
        _text("Indirizzo", "Via dell'Esempio"),
        _text("CAP", "00000"),
        _text("Comune", seat),
        _text("Nazione", "IT"),
    )
    return _tag(name, data, place)


def _body(invoice: Invoice) -> str:
    stamp = _tag(
        "DatiBollo", _text("BolloVirtuale", "SI" if invoice.virtual_stamp else ""), _text("ImportoBollo", invoice.stamp)
    )
    document = _tag(
        "DatiGeneraliDocumento", _text("TipoDocumento", invoice.kind), _text("Divisa", invoice.currency),
        _text("Data", invoice.issued_on), _text("Numero", invoice.number), stamp,
        _text("ImportoTotaleDocumento", invoice.total), *(_text("Causale", one) for one in invoice.causes),
    )  # fmt: skip
    general = _tag("DatiGenerali", document, *map(_reference, invoice.references))
    goods = _tag("DatiBeniServizi", *map(_line, invoice.lines), *map(_summary, invoice.summaries))
    payment = "".join(
        _tag("DettaglioPagamento", _text("ModalitaPagamento", one.method), _text("ImportoPagamento", one.amount),
             _text("IBAN", one.iban))
        for one in invoice.payment
    )  # fmt: skip
    paid = _tag("DatiPagamento", _text("CondizioniPagamento", "TP02"), payment) if payment else ""
    return _tag("FatturaElettronicaBody", general, goods, paid)


def _reference(one: Reference) -> str:
    return _tag(one.kind, _text("IdDocumento", one.document), _text("Data", one.date), _text("CodiceCIG", one.cig))


def _line(one: Line) -> str:
    codes = (_tag("CodiceArticolo", _text("CodiceTipo", kind), _text("CodiceValore", code)) for kind, code in one.codes)
    return _tag(
        "DettaglioLinee", _text("NumeroLinea", one.number), *codes, _text("Descrizione", one.description),
        _text("Quantita", _figure(one.quantity)), _text("UnitaMisura", one.unit), _text("DataInizioPeriodo", one.period[0]),
        _text("DataFinePeriodo", one.period[1]), _text("PrezzoUnitario", _figure(one.unit_price)),
        _text("PrezzoTotale", one.total), _text("AliquotaIVA", one.vat_rate), _text("Natura", one.nature),
    )  # fmt: skip


def _figure(value: Decimal | None) -> Decimal | None:
    """With at least two decimals: the format wants them of a quantity and of a price."""
    short = value is not None and int(value.as_tuple().exponent) > -2
    return value.quantize(Decimal("0.01")) if short and value is not None else value


def _summary(one: Summary) -> str:
    return _tag(
        "DatiRiepilogo", _text("AliquotaIVA", one.vat_rate), _text("Natura", one.nature),
        _text("ImponibileImporto", one.taxable), _text("Imposta", one.tax), _text("EsigibilitaIVA", one.chargeability),
        _text("RiferimentoNormativo", one.law),
    )  # fmt: skip
