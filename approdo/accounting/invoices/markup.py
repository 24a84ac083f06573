"""The XML of an invoice, within what one upload may cost. How it is read safely: `core/transfer/markup.py`."""

from __future__ import annotations

from collections.abc import Collection
from xml.etree.ElementTree import Element
from xml.parsers import expat

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.refused import Unreadable
from approdo.core.transfer import markup


def tree(data: bytes, budget: Budget) -> Element:
    """The root of the document; names without their prefix. Raises Unreadable."""
    try:
        text = markup.decoded(data)
        budget.spend_tags(markup.tags_of(text))
        return markup.tree(text)
    except markup.NotMarkup as problem:
        raise Unreadable(problem.code, "", **problem.params) from problem


def lines_of(data: bytes, wanted: Collection[int]) -> dict[int, int]:
    """The lines on which some elements of a document begin, by their number in the order of the file.

    The document has been read before: nothing is refused here.
    """
    found: dict[int, int] = {}
    number, parser = -1, expat.ParserCreate()

    def begin(_name: str, _attributes: object) -> None:
        nonlocal number
        number += 1
        if number in wanted:
            found[number] = parser.CurrentLineNumber

    parser.StartElementHandler = begin
    text = markup.decoded(data)
    parser.Parse(text.lstrip(), True)
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    return {number: line + skipped for number, line in found.items()}
