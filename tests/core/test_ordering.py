"""Names in the order in which people count them."""

from __future__ import annotations

from approdo.core.rules.ordering import counted


def test_numbers_in_names_are_counted() -> None:
    names = ["Stanza 10", "stanza 9", "Stanza 2B", "Stanza 2A", "Bagno", "12", "3"]
    assert sorted(names, key=counted) == ["3", "12", "Bagno", "Stanza 2A", "Stanza 2B", "stanza 9", "Stanza 10"]
