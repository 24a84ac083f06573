"""Where a file leaves the format of the electronic invoice: line, element, what was expected; what is right is said right."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from approdo.accounting.invoices import layout as format_of
from approdo.accounting.invoices import wording
from approdo.accounting.invoices.bounds import MOST_CHECKED
from approdo.accounting.invoices.layout import Fault, layout
from approdo.accounting.invoices.reading import read_upload
from approdo.accounting.rules.invoice import Attachment, Discount, Instalment
from tests.accounting.electronic_invoices import invoice, line, xml

WHOLE = invoice(
    line("Accoglienza", "1395.00", codes=(("CIG", "1"),), discounts=(Discount("SC", Decimal("1.00"), None),)),
    virtual_stamp=True, stamp=Decimal("2.00"), causes=("Mese di maggio",), attachments=(Attachment("a.pdf", "PDF", "Registro"),),
    payment=(Instalment("MP05", Decimal("42742.80"), None, None, None, "IT60X0542811101000000123456", "Coop"),),
)  # fmt: skip
GOOD = xml(WHOLE).decode().replace("><", ">\n<")


def found(text: str) -> tuple[Fault, ...]:
    [file] = read_upload("a.xml", text.encode())
    assert file.refusal is None
    return file.faults


def test_a_file_as_the_format_wants_it_has_no_fault() -> None:
    assert found(GOOD) == ()


def cut(tag: str) -> Callable[[str], str]:
    return lambda text: re.sub(rf"<{tag}>.*?</{tag}>\n?", "", text, count=1, flags=re.DOTALL)


def put(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "code", "place", "italian"),
    [
        (cut("CondizioniPagamento"), "missing", "FatturaElettronicaBody[1]/DatiPagamento[1]/CondizioniPagamento", "manca"),
        (put("<Natura>N4<", "<Natura>N9<"), "value", "FatturaElettronicaBody[1]/DatiBeniServizi/DettaglioLinee[1]/Natura",
         "atteso uno tra N1, N2"),
        (put("<PrezzoUnitario>30.64<", "<PrezzoUnitario>30.6<"), "value",
         "FatturaElettronicaBody[1]/DatiBeniServizi/DettaglioLinee[1]/PrezzoUnitario", "un valore come 1234.56, trovato «30.6»"),
        (put("<Numero>12/2026<", "<Numero>12/2026-e-molto-altro-ancora<"), "value",
         "FatturaElettronicaBody[1]/DatiGenerali/DatiGeneraliDocumento/Numero", "da 1 a 20 caratteri"),
        (put("<CAP>17100<", "<CAP>1710<"), "value", "FatturaElettronicaHeader/CedentePrestatore/Sede/CAP", "come 17100"),
        (put("</DatiBollo>", "</DatiBollo><DatiBollo><BolloVirtuale>SI</BolloVirtuale></DatiBollo>"), "repeated",
         "FatturaElettronicaBody[1]/DatiGenerali/DatiGeneraliDocumento/DatiBollo", "più volte"),
        (put("<Divisa>EUR</Divisa>\n<Data>2026-06-05</Data>", "<Data>2026-06-05</Data>\n<Divisa>EUR</Divisa>"), "order",
         "FatturaElettronicaBody[1]/DatiGenerali/DatiGeneraliDocumento/Divisa", "non è al posto"),
        (put("<Divisa>EUR</Divisa>", "<Divisa>EUR</Divisa><Sorpresa>x</Sorpresa>"), "unexpected",
         "FatturaElettronicaBody[1]/DatiGenerali/DatiGeneraliDocumento/Sorpresa", "non è previsto"),
        (put("<Denominazione>Cooperativa", "<Nome>Anna</Nome><Denominazione>Cooperativa"), "order", "", "non è al posto"),
        (put("<Data>2026-06-05<", "<Data>2026-06-05Z<"), "", "", ""),
    ],
)  # fmt: skip
def test_each_departure_is_told_with_its_line_and_what_was_expected(
    change: Callable[[str], str], code: str, place: str, italian: str
) -> None:
    text = change(GOOD)
    assert text != GOOD
    told = found(text)
    assert (told[0].code if told else "") == code
    if place:
        assert [one.place for one in told] == [place]
        tag = place.rpartition("/")[2].partition("[")[0]
        assert code == "missing" or f"<{tag}>" in text.split("\n")[told[0].line - 1]
    if told:
        assert italian in wording.fault(told[0], "it")
        assert wording.fault(told[0], "it").startswith(f"Riga {told[0].line}: ")
        assert "{" not in wording.fault(told[0], "en")


def test_a_firm_has_a_name_or_a_person_has_two() -> None:
    told = found(put("<Denominazione>Cooperativa Esempio</Denominazione>", "<Nome>Anna</Nome>")(GOOD))
    assert [(one.code, one.place) for one in told] == [
        ("choice", "FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/Anagrafica")
    ]


def test_no_more_than_twenty_faults_are_told_and_a_very_long_file_says_that_it_was_not_looked_at_whole() -> None:
    one = GOOD[GOOD.index("<DettaglioLinee>") : GOOD.index("<DatiRiepilogo>")]
    assert len(found(GOOD.replace(one, one.replace("N4", "N9") * 40))) == format_of.MOST_FAULTS
    times = MOST_CHECKED // one.count("</") + 1
    assert [told.code for told in found(GOOD.replace(one, one * times))] == ["unchecked"]


def test_the_table_names_only_what_it_has_and_every_block_is_reached() -> None:
    read = layout()
    kinds = {part.kind for parts in read.blocks.values() for part in parts.values()}
    assert kinds - read.blocks.keys() <= read.rules.keys()
    assert read.blocks.keys() - kinds == {read.root}
    assert read.rules.keys() <= kinds
    for name, sets in read.one_of.items():
        assert frozenset().union(*sets) <= read.blocks[name].keys()
    for kind, rule in read.rules.items():
        assert not rule.like or rule.allows(rule.like), kind


def test_a_signature_inside_the_file_and_other_prefixes_are_no_fault() -> None:
    signed = GOOD.replace(
        "</p:FatturaElettronica>", "<ds:Signature xmlns:ds='x'><ds:A/></ds:Signature></p:FatturaElettronica>"
    )
    assert found(signed) == ()
    assert found(xml(WHOLE, prefix="").decode()) == ()
