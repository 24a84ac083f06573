"""Places of a centre, dates of a contract: the rules alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from approdo.reception.limits import place_limits
from approdo.reception.rules.contracts import (
    ContractFault,
    contract_faults,
    dated_fault,
    extension_faults,
    first_open_day,
)
from approdo.reception.rules.places import CapacityFault, capacity_faults, usable
from approdo.reception.rules.vocabulary import CentreType, ExtensionKind

END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("type_", "authorised", "emergency", "order", "expected"),
    [
        (CentreType.CAS, 50, 0, "", {}),
        (CentreType.CAS, 50, 50, "Prot. 1", {}),
        (CentreType.CAS, 50, 51, "Prot. 1", {"emergency": CapacityFault.EMERGENCY}),
        (CentreType.CAS, 50, 1, " ", {"order_reference": CapacityFault.ORDER_MISSING}),
        (CentreType.CAS, 0, 0, "", {"authorised": CapacityFault.NO_PLACE}),
        (CentreType.CAS_UAM, 50, 25, "Prot. 1", {}),
        (CentreType.CAS_UAM, 51, 0, "", {"authorised": CapacityFault.OVER_MINORS}),
        (CentreType.CAS_UAM, 40, 21, "Prot. 1", {"emergency": CapacityFault.MINORS_EMERGENCY}),
    ],
)
def test_capacity(
    type_: CentreType, authorised: int, emergency: int, order: str, expected: dict[str, CapacityFault]
) -> None:
    assert capacity_faults(type_, authorised, emergency, order, place_limits(END)) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [((50, 0, 0, 0), 50), ((50, 10, 0, 0), 60), ((50, 0, 50, 3), 47), ((50, 0, 60, 3), 50), ((4, 0, 4, 4), 0)],
)
def test_usable_places_are_beds_in_use_within_what_is_authorised(
    places: tuple[int, int, int, int], expected: int
) -> None:
    assert usable(*places) == expected


def test_a_contract_has_a_cig_of_ten_signs_and_ends_after_its_start() -> None:
    assert contract_faults("A012345678", date(2026, 1, 1), END, 50) == {}
    assert contract_faults("A01234567", END, date(2026, 1, 1), 0) == {
        "cig": ContractFault.CIG,
        "ends_on": ContractFault.ORDER,
        "places": ContractFault.NEGATIVE,
    }


@pytest.mark.parametrize(
    ("kind", "ends_on", "added", "fifths", "expected"),
    [
        (ExtensionKind.OPTION, date(2027, 1, 1), "0", "0", {}),
        (ExtensionKind.OPTION, END, "0", "0", {"ends_on": ContractFault.NOT_LATER}),
        (ExtensionKind.TECHNICAL, date(2026, 6, 1), "0", "0", {"ends_on": ContractFault.NOT_LATER}),
        (ExtensionKind.FIFTH, END, "20000.00", "0", {}),
        (ExtensionKind.FIFTH, END, "20000.01", "0", {"value": ContractFault.OVER_FIFTH}),
        (ExtensionKind.FIFTH, END, "10000", "10000.01", {"value": ContractFault.OVER_FIFTH}),
        (ExtensionKind.OPTION, date(2027, 1, 1), "-1", "0", {"value": ContractFault.NEGATIVE}),
    ],
)
def test_an_extension_goes_further_and_increases_stay_within_a_fifth(
    kind: ExtensionKind, ends_on: date, added: str, fifths: str, expected: dict[str, ContractFault]
) -> None:
    assert extension_faults(kind, ends_on, END, Decimal(added), Decimal(fifths), Decimal(100000)) == expected


def test_the_first_open_day_follows_the_last_sealed_month() -> None:
    assert first_open_day([]) is None
    assert first_open_day([date(2026, 3, 1), date(2026, 5, 1)]) == date(2026, 6, 1)
    assert first_open_day([date(2025, 12, 1)]) == date(2026, 1, 1)
    assert first_open_day([date(2026, 11, 1)]) == date(2026, 12, 1)


def test_a_price_begins_within_the_contract_and_after_what_was_sealed() -> None:
    first, until = date(2026, 1, 1), date(2027, 1, 1)
    sealed = date(2026, 6, 1)
    assert dated_fault(sealed, first, until, sealed) is None
    assert dated_fault(date(2026, 5, 31), first, until, sealed) == ContractFault.SEALED
    assert dated_fault(until, first, until, None) == ContractFault.OUTSIDE
    assert dated_fault(date(2025, 12, 31), first, until, None) == ContractFault.OUTSIDE
    assert dated_fault(first, first, until, None) is None
