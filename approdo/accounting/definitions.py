"""Reads the numbers of `data/` into rule values: each with its first day and its source, or the file is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from approdo.accounting.rules.penalties import BreachRule, DelayRule
from approdo.accounting.rules.terms import Supplier
from approdo.accounting.rules.vat import Treatment, VatTreatment
from approdo.core.data_files import DefinitionError, Entry, read_mapping
from approdo.core.figures import (
    check_schema,
    read_figures,
    read_first_day,
    read_source,
    read_verification,
    read_versions,
    some,
)
from approdo.core.rules.figures import Evidence, Figure, FigureVersion, Source
from approdo.reception.rules.vocabulary import LegalForm, LotClass, SchemeVersion

__all__ = ["DefinitionError", "UnknownFigure", "figure", "figures", "load_folder", "references", "vat_treatment"]

DATA = Path(__file__).parent / "data"
VAT = "approdo/vat@1"
BREACHES = ("minor", "medium", "major", "critical")
UNITS = ("eur", "percent", "per_mille", "days", "number")


class UnknownFigure(LookupError):
    """No file gives that number for that name or day: it is never guessed."""


def figure(name: str, on: date) -> FigureVersion:
    """The version of a number in force on a day, with its source. Raises UnknownFigure."""
    try:
        return figures()[name].on(on)
    except LookupError:
        raise UnknownFigure(f"{name} on {on}") from None


@cache
def figures() -> dict[str, Figure]:
    """Every number by name, read once. Raises DefinitionError."""
    return load_folder(DATA)


def entry_kit(scheme: SchemeVersion, on: date) -> FigureVersion:
    """Euros of the kit of a new guest. Raises UnknownFigure for a scheme whose kit is not known."""
    return figure(f"entry_kit_{scheme}", on)


def indicative_price(scheme: SchemeVersion, lot_class: LotClass, on: date) -> FigureVersion:
    """The Ministry's ceiling, euros a person and day, services included: not the base price of an invoice.

    Raises UnknownFigure.
    """
    return figure(f"price_{scheme}_{lot_class}", on)


def delay_rule(on: date) -> DelayRule:
    """What the law in force when the tender was called (`on`) allows as a penalty for delay. Raises UnknownFigure."""
    names = ("delay_per_mille_least", "delay_per_mille_most", "penalties_cap_percent")
    return DelayRule(*(figure(name, on).value for name in names))


def breach_rules(on: date) -> dict[str, BreachRule]:
    """The penalties proposed when a contract is written down, by gravity. Raises UnknownFigure."""
    rates = {code: figure(f"breach_{code}_percent", on).value for code in BREACHES}
    return {code: BreachRule(code, rate, rate) for code, rate in rates.items()}


def vat_treatment(legal_form: LegalForm, on: date) -> VatTreatment:
    """How a kind of supplier is taxed on a day. Raises UnknownFigure."""
    for one in reversed(_treatments()):
        if one.legal_form == legal_form and one.valid_from <= on:
            return one
    raise UnknownFigure(f"{legal_form} on {on}")


def supplier(legal_form: LegalForm, on: date, *, told: Decimal | None = None) -> Supplier:
    """A managing body as the statement needs it. `told`: the rate in per cent, where only the invoice tells it.

    Prefectures split the payment. Raises UnknownFigure, also for a kind whose rate must be told and is not.
    """
    tax = vat_treatment(legal_form, on)
    if tax.treatment == Treatment.TO_BE_TOLD and told is None:
        raise UnknownFigure(f"the rate of {legal_form} must be told")
    values = (figure(name, on).value for name in ("retention_percent", "stamp_duty", "stamp_above"))
    return Supplier(told if told is not None else tax.percent, True, *values)


def usual_supplier(on: date) -> Supplier:
    """What the calculator takes where a contract is silent: exempt, payment split, figures of that day.

    Before the first figure known it takes that one: it computes on what it is told and does not say what the law was.
    """
    taken = [figures()[name] for name in ("retention_percent", "stamp_duty", "stamp_above")]
    values = (one.on(max(on, one.versions[0].valid_from)).value for one in taken)
    return Supplier(None, True, *values)


@cache
def references() -> dict[str, tuple[str, str]]:
    """The sources consulted, by identifier (R1, ...): what each is, in Italian and in English."""
    listed = read_mapping(DATA / "references.yaml").children("references")
    return {one.text("id"): one.words("name") for one in listed}


def load_folder(folder: Path) -> dict[str, Figure]:
    """The numbers of the files of a folder, by name. Raises DefinitionError, also for a name in two files."""
    found: dict[str, Figure] = {}
    for file in sorted(folder.glob("*.yaml")):
        entry = read_mapping(file)
        if "figures" not in entry.data:
            continue
        read = read_figures(entry, _figure)
        for twice in found.keys() & read.keys():
            entry.refuse("figures", f"{twice!r} stands in another file too", "Keep one")
        found |= read
    return found


def load_treatments(file: Path) -> tuple[VatTreatment, ...]:
    """The taxes of a file, by kind of supplier from the oldest. Raises DefinitionError."""
    entry = read_mapping(file)
    entry.only("schema treatments")
    check_schema(entry, VAT)
    found: list[VatTreatment] = []
    for one in entry.children("treatments"):
        read = _treatment(one)
        before = [other.valid_from for other in found if other.legal_form == read.legal_form]
        if before and read.valid_from <= before[-1]:
            one.refuse("from", f"{read.legal_form} overlaps its version from {before[-1]}", "List them from the oldest")
        found.append(read)
    return some(entry, "treatments", tuple(found))


@cache
def _treatments() -> tuple[VatTreatment, ...]:
    return load_treatments(DATA / "vat.yaml")


def _figure(entry: Entry) -> Figure:
    entry.only("id name unit versions")
    unit = entry.text("unit")
    if unit not in UNITS:
        entry.refuse("unit", f"unknown unit {unit!r}", f"Use one of: {_listed(UNITS)}")
    return Figure(entry.text("id"), *entry.words("name"), unit, read_versions(entry, _version))


def _version(entry: Entry) -> FigureVersion:
    entry.only("from from_evidence value source verified_by")
    value = entry.decimal("value")
    if value < 0:
        entry.refuse("value", f"{value} is below zero", "Write a number from zero up")
    return FigureVersion(
        read_first_day(entry),
        value,
        _source(entry.child("source")),
        read_verification(entry),
        entry.one_of("from_evidence", Evidence),
    )


def _treatment(entry: Entry) -> VatTreatment:
    entry.only("legal_form from from_evidence treatment percent nature reimbursed_natures source verified_by")
    treatment = entry.one_of("treatment", Treatment)
    if ("percent" in entry.data) != (treatment == Treatment.RATE):
        entry.refuse("percent", "a rate has a percentage and nothing else has", "Correct the treatment or the percent")
    if ("nature" in entry.data) != (treatment == Treatment.EXEMPT):
        entry.refuse("nature", "an exemption has a nature and nothing else has", "Correct the treatment or the nature")
    beside = entry.names("reimbursed_natures")
    if bool(beside) == (treatment == Treatment.TO_BE_TOLD):
        entry.refuse("reimbursed_natures", "a known tax has them and no other", "Correct the treatment or the natures")
    return VatTreatment(
        entry.one_of("legal_form", LegalForm),
        read_first_day(entry),
        treatment,
        entry.decimal("percent") if treatment == Treatment.RATE else None,
        entry.text("nature", ""),
        beside,
        _source(entry.child("source")),
        read_verification(entry),
        entry.one_of("from_evidence", Evidence),
    )


def _source(entry: Entry) -> Source:
    return read_source(entry, references(), "references.yaml")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
