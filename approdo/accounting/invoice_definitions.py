"""Reads `data/invoices.yaml` into rule values, strictly: what lacks a source is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from approdo.accounting.rules.treatment import InvoiceLaw, Treatment
from approdo.core.data_files import Entry, read_mapping
from approdo.core.rules.calendar import Citation

SCHEMA = "approdo/invoices@1"
_FILE = Path(__file__).parent / "data" / "invoices.yaml"
_EVIDENCE = ("found", "known", "chosen")
_SOURCE_KEYS = " article evidence verified_by"


def _citation(entry: Entry) -> Citation:
    article, evidence = entry.text("article"), entry.text("evidence")
    if evidence not in _EVIDENCE:
        entry.refuse("evidence", f"unknown evidence {evidence!r}", f"Use one of: {', '.join(_EVIDENCE)}")
    if "verified_by" not in entry.data:
        entry.refuse(None, "'verified_by' is missing", "Write verified_by: null until an official signs it")
    return Citation(article, evidence, "")


def _positive(entry: Entry, key: str) -> Decimal:
    number = entry.decimal(key)
    if not number.is_finite() or number < 0:
        entry.refuse(key, f"{number} is below zero", "Correct the number")
    return number


def _since(entry: Entry) -> date:
    day = entry.day("valid_from")
    if day is None:
        entry.refuse("valid_from", "the date is empty", "Write a date YYYY-MM-DD")
    return day


def _treatment(entry: Entry) -> Treatment:
    entry.only("id forms valid_from vat_percent natures reimbursed_natures" + _SOURCE_KEYS)
    taxed = entry.has("vat_percent")
    natures, forms = entry.names("natures"), entry.names("forms")
    if not forms:
        entry.refuse("forms", "no legal form is named", "Name at least one")
    if taxed == bool(natures):
        entry.refuse("natures", "what is taxed has no nature, what is not has one", "Give either a rate or natures")
    return Treatment(
        entry.text("id"),
        forms,
        _since(entry),
        _positive(entry, "vat_percent") if taxed else None,
        natures,
        entry.names("reimbursed_natures"),
        _citation(entry),
    )


def read_invoice_law(path: Path) -> InvoiceLaw:
    """The law of a data file. Raises DefinitionError, naming file, line and key, when it cannot be used."""
    file = read_mapping(path)
    file.only("schema refusal stamp retention treatments")
    if file.text("schema") != SCHEMA:
        file.refuse("schema", f"unknown schema {file.text('schema')!r}", f"Write {SCHEMA}")
    refusal, stamp, retention = (file.child(key) for key in ("refusal", "stamp", "retention"))
    for entry, keys in ((refusal, "days"), (stamp, "duty above"), (retention, "percent")):
        entry.only(keys + _SOURCE_KEYS)
    days = refusal.whole("days")
    if days is None or not 1 <= days <= 365:
        refusal.refuse("days", f"{days} is not from 1 to 365", "Correct the number")
    return InvoiceLaw(
        days,
        _positive(stamp, "duty"),
        _positive(stamp, "above"),
        _positive(retention, "percent"),
        tuple(_treatment(one) for one in file.children("treatments")),
        tuple((name, _citation(file.child(name))) for name in ("refusal", "stamp", "retention")),
    )


@cache
def invoice_law() -> InvoiceLaw:
    """The law of Approdo, read once."""
    return read_invoice_law(_FILE)
