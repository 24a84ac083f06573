"""The law about invoices as data: each legal form has its tax, and a file without sources is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from approdo.accounting import invoice_definitions
from approdo.accounting.definitions import supplier
from approdo.accounting.invoice_definitions import invoice_law, read_invoice_law
from approdo.accounting.rules.treatment import taxed_supplier, treatment
from approdo.core.data_files import DefinitionError
from approdo.reception.rules.vocabulary import LegalForm

DAY = date(2026, 6, 5)
TEXT = Path(invoice_definitions._FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("form", LegalForm)
def test_every_legal_form_has_its_tax(form: LegalForm) -> None:
    five = form in (LegalForm.SOCIAL_COOPERATIVE, LegalForm.CONSORTIUM_OF_COOPERATIVES)
    known = treatment(invoice_law(), form, DAY)
    assert known.vat_percent == (Decimal(5) if five else None)
    assert bool(known.natures) is not five


def test_before_the_law_begins_nothing_is_known() -> None:
    with pytest.raises(KeyError):
        treatment(invoice_law(), LegalForm.COMPANY, date(2015, 12, 31))


# The rate of a voluntary organisation depends on its own regime: a statement has to be told it.
@pytest.mark.parametrize("form", sorted(set(LegalForm) - {LegalForm.VOLUNTARY_ORGANISATION}), ids=str)
def test_the_supplier_of_an_invoice_is_that_of_the_statement(form: LegalForm) -> None:
    assert taxed_supplier(invoice_law(), form, DAY) == supplier(form, DAY)


def test_the_days_to_refuse_are_those_of_the_law() -> None:
    assert invoice_law().refusal_days == 15


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("  days: 15", "  days: 0", "refusal.days"),
        ('  duty: "2.00"', '  duty: "-2.00"', "stamp.duty"),
        ("    natures: [N4]\n", "    natures: []\n", "treatments[0].natures"),
        ('    vat_percent: "5"', "    vat_percent: null", "treatments[1].natures"),
        ("    evidence: chosen", "    evidence: guessed", "treatments[2].evidence"),
        ("schema: approdo/invoices@1", "schema: approdo/invoices@9", "schema"),
        ("retention:\n", "retention:\n  percents: 1\n", "retention.percents"),
    ],
)
def test_a_file_that_cannot_be_trusted_says_where(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in TEXT
    file = tmp_path / "invoices.yaml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as problem:
        read_invoice_law(file)
    assert problem.value.key_path == key
