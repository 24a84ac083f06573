"""The numbers of law and scheme: dated, with a source, and refused without."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from approdo.accounting.definitions import (
    DATA,
    DefinitionError,
    UnknownFigure,
    breach_rules,
    delay_rule,
    entry_kit,
    figure,
    figures,
    indicative_price,
    load_folder,
    load_treatments,
    references,
    supplier,
    usual_supplier,
    vat_treatment,
)
from approdo.accounting.rules.penalties import OutsideTheLaw, delay_penalty
from approdo.accounting.rules.supplier import due
from approdo.accounting.rules.vat import Treatment
from approdo.core.rules.figures import Evidence
from approdo.core.rules.money import ZERO
from approdo.reception.rules.vocabulary import LegalForm, LotClass, SchemeVersion
from tests.accounting.statements import asked, contract, folder, guests

TODAY = date(2026, 6, 1)


def test_every_number_says_where_it_comes_from() -> None:
    for one in figures().values():
        for version in one.versions:
            assert version.source.article
            assert (version.source.evidence is Evidence.FOUND) == bool(version.source.reference)
    used = {
        version.source.reference for one in figures().values() for version in one.versions if version.source.reference
    }
    assert used <= set(references())


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("pocket_money_per_day", Evidence.FOUND),
        ("pocket_money_family_cap", Evidence.KNOWN),
        ("retention_percent", Evidence.KNOWN),
        ("delay_per_mille_most", Evidence.FOUND),
        ("breach_major_percent", Evidence.CHOSEN),
        ("counter_arguments_days", Evidence.CHOSEN),
    ],
)
def test_what_we_chose_is_not_shown_as_law(name: str, evidence: Evidence) -> None:
    assert figure(name, TODAY).source.evidence is evidence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pocket_money_per_day", "2.50"), ("pocket_money_family_cap", "7.50"), ("phone_card", "5.00"),
        ("stamp_duty", "2.00"), ("stamp_above", "77.47"), ("retention_percent", "0.50"), ("durc_valid_days", "120"),
        ("refuse_invoice_days", "15"), ("pay_invoice_days", "30"), ("tax_debt_check_above", "5000.00"),
        ("fifth_percent", "20"),
    ],
)  # fmt: skip
def test_the_numbers_in_force(name: str, value: str) -> None:
    assert figure(name, TODAY).value == Decimal(value)


def test_the_kit_is_that_of_the_scheme() -> None:
    kits = [entry_kit(scheme, TODAY).value for scheme in (SchemeVersion.V2021, SchemeVersion.V2024)]
    assert kits == [Decimal(150), Decimal(173)]
    with pytest.raises(UnknownFigure, match="v2018"):
        entry_kit(SchemeVersion.V2018, TODAY)


def test_indicative_prices_by_scheme_and_lot() -> None:
    assert indicative_price(SchemeVersion.V2024, LotClass.CC_50, TODAY).value == Decimal("40.30")
    with pytest.raises(UnknownFigure, match="cc_300"):
        indicative_price(SchemeVersion.V2024, LotClass.CC_300, TODAY)
    with pytest.raises(UnknownFigure):
        indicative_price(SchemeVersion.V2024, LotClass.CC_50, date(2024, 3, 3))


def test_the_penalty_for_delay_follows_the_law_of_the_tender() -> None:
    old, new = delay_rule(date(2024, 12, 30)), delay_rule(date(2024, 12, 31))
    assert (old.per_mille_most, new.per_mille_least, new.per_mille_most) == (1, Decimal("0.5"), Decimal("1.5"))
    assert delay_penalty(Decimal(707_000), Decimal("1.5"), 90, new).due == Decimal("70700.00")
    with pytest.raises(OutsideTheLaw):
        delay_penalty(Decimal(707_000), Decimal("1.5"), 90, old)
    with pytest.raises(UnknownFigure):
        delay_rule(date(2015, 1, 1))


def test_the_penalties_proposed_grow_with_gravity() -> None:
    rates = [rule.percent_most for rule in breach_rules(TODAY).values()]
    assert rates == [1, 3, 5, 10]


def test_what_is_reimbursed_may_stand_outside_the_tax() -> None:
    natures = {form: vat_treatment(form, TODAY).reimbursed_natures for form in LegalForm}
    assert natures.pop(LegalForm.VOLUNTARY_ORGANISATION) == ()
    assert set(natures.values()) == {("N1", "N4")}


@pytest.mark.parametrize(
    ("legal_form", "payable"),
    [(LegalForm.SOCIAL_COOPERATIVE, "42529.09"), (LegalForm.ASSOCIATION, "42531.09"), (LegalForm.COMPANY, "42531.09")],
)
def test_t11_and_t12_from_the_kind_of_supplier(legal_form: LegalForm, payable: str) -> None:
    assert due(Decimal("42742.80"), ZERO, supplier(legal_form, TODAY)).payable_now == Decimal(payable)


def test_every_kind_of_supplier_has_its_tax() -> None:
    told = {form: vat_treatment(form, TODAY).treatment for form in LegalForm}
    assert told[LegalForm.VOLUNTARY_ORGANISATION] is Treatment.TO_BE_TOLD
    with pytest.raises(UnknownFigure, match="must be told"):
        supplier(LegalForm.VOLUNTARY_ORGANISATION, TODAY)
    assert supplier(LegalForm.VOLUNTARY_ORGANISATION, TODAY, told=Decimal(22)).vat_percent == 22
    with pytest.raises(UnknownFigure):
        vat_treatment(LegalForm.SOCIAL_COOPERATIVE, date(2015, 12, 31))


def test_the_calculator_takes_its_defaults_from_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path, contract(("2026-01-01", "30.64")), guests(45, "A", "2026-04-01"))
    assert asked(place, "2026-05")[1]["payable_now"] == "42531.09"
    assert usual_supplier(date(2001, 1, 1)).stamp_duty == 2
    changed = (DATA / "taxes.yaml").read_text().replace('"0.50"', '"10"')
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "taxes.yaml").write_text(changed)
    monkeypatch.setattr("approdo.accounting.definitions.figures", lambda: load_folder(tmp_path / "data"))
    assert asked(place, "2026-05")[1]["retention"] == "4274.28"


LINE = '{from: 2024-01-01, from_evidence: known, value: "1", source: {article: X, evidence: known}, verified_by: null}'
HEAD = "schema: approdo/figures@1\nfigures:\n  - id: one\n    name: {it: Uno, en: One}\n    unit: eur\n    versions:\n"


@pytest.mark.parametrize(
    ("versions", "problem"),
    [
        ([LINE.replace("source: {article: X, evidence: known}, ", "")], "'source' is missing"),
        ([LINE, LINE], "stands twice"),
        ([LINE, LINE.replace("2024", "2023")], "overlap"),
        ([LINE.replace("evidence: known}", "evidence: found}")], "names no reference"),
        ([LINE.replace("evidence: known}", "evidence: found, reference: R99}")], "unknown reference"),
        ([LINE.replace(", verified_by: null", "")], "'verified_by' is missing"),
        ([LINE.replace('"1"', '"-1"')], "below zero"),
        ([LINE.replace('"1"', "1.5")], "not a number between quotes"),
        ([LINE.replace('"1"', '"many"')], "not a number"),
        ([LINE.replace("value", "valeu")], "unknown key"),
        ([], "empty"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path: Path, versions: list[str], problem: str) -> None:
    rows = "".join(f"      - {line}\n" for line in versions)
    (tmp_path / "bad.yaml").write_text(HEAD + rows if versions else HEAD.rstrip("\n") + " []\n")
    with pytest.raises(DefinitionError, match=problem):
        load_folder(tmp_path)


def test_a_name_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"{HEAD}      - {LINE}\n")
    with pytest.raises(DefinitionError, match="another file"):
        load_folder(tmp_path)


TAX = {
    "legal_form": "company", "from": "2020-01-01", "from_evidence": "known", "treatment": "rate", "percent": '"22"',
    "reimbursed_natures": "[N1]",
    "source": "{article: X, evidence: known}", "verified_by": "null",
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([TAX, TAX], "overlaps"),
        ([TAX | {"treatment": "exempt"}], "percentage"),
        ([TAX | {"nature": "N4"}], "nature"),
        ([{key: value for key, value in TAX.items() if key != "reimbursed_natures"}], "a known tax has them"),
        ([TAX | {"legal_form": "friend"}], "unknown LegalForm"),
    ],
)
def test_a_tax_that_cannot_be_trusted_is_refused(tmp_path: Path, rows: list[dict[str, Any]], problem: str) -> None:
    lines = ["  - {" + ", ".join(f"{key}: {value}" for key, value in row.items()) + "}" for row in rows]
    (tmp_path / "vat.yaml").write_text("\n".join(["schema: approdo/vat@1", "treatments:", *lines, ""]))
    with pytest.raises(DefinitionError, match=problem):
        load_treatments(tmp_path / "vat.yaml")
