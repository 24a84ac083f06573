"""The files of `calc statement`, read into values: the first thing that cannot be read stops with its place."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from approdo.accounting.calc_files import (
    LONGEST_KEY,
    MOST_NAMES,
    OPTIONAL_FILES,
    PassedOver,
    Place,
    Row,
    Unreadable,
    rows,
    text_of,
    written_once,
)
from approdo.accounting.rules.claims import Absence, EntryKind, Stay
from approdo.accounting.rules.pocket import Suspension
from approdo.accounting.rules.terms import Allowances, Capacity, Centre, PresencePolicy, Price, Supplier, Terms
from approdo.core.rules.cells import NotADate, read_date

Value = TypeVar("Value")
LARGEST = Decimal(10) ** 9  # euros: more than any contract
CONTRACT = "contract.toml"
TABLES = {
    "": ("centre", "policy", "allowances", "supplier"),
    "centre": ("id", "capacity", "prices"),
    "policy": ("count_entry_day", "count_exit_day", "transfer_day_paid_to", "paid_absences", "cap_to_capacity"),
    "allowances": ("pocket_money_per_day", "pocket_money_family_cap", "entry_kit", "phone_card"),
    "supplier": ("vat", "split_payment", "retention_percent", "stamp_duty"),
}
# What an Italian hand writes for a key of ours; as any other key it would be passed over in silence.
ITALIAN = {
    "centro": "centre", "centri": "centre", "fornitore": "supplier", "capienza": "capacity", "posti": "capacity",
    "prezzi": "prices", "prezzo": "prices", "iva": "vat", "bollo": "stamp_duty", "ritenuta": "retention_percent",
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_TOML_PLACE = re.compile(r"line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a statement is computed from, and the columns that stood beside it."""

    terms: Terms
    stays: tuple[Stay, ...]
    absences: tuple[Absence, ...]
    suspensions: tuple[Suspension, ...]
    passed_over: tuple[PassedOver, ...]


def read_folder(folder: Path, usual: Supplier) -> Inputs:
    """Read contract.toml, stays.csv and, where they stand, absences.csv and suspensions.csv. Raises Unreadable.

    `usual`: how the managing body is taxed where the contract is silent.
    """
    _no_strange_file(folder)
    terms = read_terms(folder, usual)
    centres = {centre.id: None for centre in terms.centres}
    over: list[PassedOver] = []
    stays = tuple(_stay(row, centres) for row in rows(folder, "stays.csv", STAY_COLUMNS, over))
    kinds = {kind.casefold(): kind for kind, _nights in terms.policy.paid_absences}
    away = rows(folder, "absences.csv", ABSENCE_COLUMNS, over)
    absences = tuple(Absence(*_away(row), _kind(row, kinds)) for row in away)
    held = rows(folder, "suspensions.csv", SUSPENSION_COLUMNS, over)
    suspensions = tuple(Suspension(*_away(row)) for row in held)
    return Inputs(terms, stays, absences, suspensions, tuple(over))


STAY_COLUMNS = ("guest", "family", "centre", "entry", "exit", "entry_kind")
ABSENCE_COLUMNS = ("guest", "from", "to", "kind")
SUSPENSION_COLUMNS = ("guest", "from", "to")


def _no_strange_file(folder: Path) -> None:
    """A table whose name is nearly the right one would be passed over in silence. Raises Unreadable, for no folder too."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        raise Unreadable(Place(str(folder), 0, ""), "folder") from None
    for name in names:
        meant = difflib.get_close_matches(name.lower()[:LONGEST_KEY], OPTIONAL_FILES, 1, 0.8)
        if meant and name != meant[0] and meant[0] not in names:
            raise Unreadable(Place(name, 0, ""), "name", name=meant[0])


def _kind(row: Row, paid: Mapping[str, str]) -> str:
    kind = row.text("kind")
    meant = paid.get(kind.casefold(), kind)
    if meant != kind:
        raise Unreadable(row.place("kind"), "spelt", word=meant)
    return kind


def _stay(row: Row, centres: Mapping[str, None]) -> Stay:
    entry, left = row.day("entry"), row.day_or_none("exit")
    if row.cells["centre"] not in centres:
        shown = list(centres)[:MOST_NAMES]
        raise Unreadable(row.place("centre"), "centre", centres=", ".join(shown) + ", …" * (len(centres) > MOST_NAMES))
    if left is not None and left < entry:
        raise Unreadable(row.place("exit"), "not_before", day=entry.isoformat())
    if row.cells["entry_kind"] not in list(EntryKind):
        raise Unreadable(row.place("entry_kind"), "one_of", choices=", ".join(EntryKind))
    guest, kind = row.text("guest"), EntryKind(row.cells["entry_kind"])
    return Stay(guest, row.cells["centre"], entry, left, row.cells["family"], kind)


def _away(row: Row) -> tuple[str, date, date | None]:
    first, until = row.day("from"), row.day_or_none("to")
    if until is not None and until < first:
        raise Unreadable(row.place("to"), "not_before", day=first.isoformat())
    return row.text("guest"), first, until


def read_terms(folder: Path, usual: Supplier) -> Terms:
    """The contract. Raises Unreadable.

    In the tables of amounts and policy an unknown key is refused, because what it meant would be lost in silence. The
    contract itself and its centres may say more than we read; only a key that is nearly one of ours is refused there.
    """
    text = text_of(folder, CONTRACT)
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of 5,000 digits and a thousand brackets are not TOML errors
        told = _TOML_PLACE.search(str(error))
        row, column = (int(told.group(1)), told.group(2)) if told else (0, "")
        raise Unreadable(Place(CONTRACT, row, column), "toml") from None
    top = Table("", content, TABLES[""], others=True)
    centres = top.tables("centre", TABLES["centre"], others=True)
    if not centres:
        raise Unreadable(Place(CONTRACT, 0, "[[centre]]"), "something")
    read = tuple(_centre(one) for one in centres)
    seen: set[str] = set()
    for number, centre in enumerate(read, start=1):
        if centre.id in seen:
            raise Unreadable(Place(CONTRACT, 0, f"centre[{number}].id"), "once")
        seen.add(centre.id)
    return Terms(read, _policy(top), _allowances(top), _supplier(top, usual))


class Table:
    """A table of the contract. Missing values are the defaults of the one who asks. `others`: more keys may stand."""

    def __init__(self, name: str, content: Any, keys: tuple[str, ...], *, others: bool = False) -> None:
        self.name = name
        if not isinstance(content, dict):
            raise Unreadable(self.place(""), "table")
        self.content = content
        for key in content:
            if key in keys:
                continue
            if meant := _meant(key, keys):
                raise Unreadable(self.place(key), "key", key=meant)
            if elsewhere := next((table for table in TABLES if table and key in TABLES[table] and key != "id"), None):
                raise Unreadable(self.place(key), "elsewhere", table=elsewhere)
            if not others:
                raise Unreadable(self.place(key[:LONGEST_KEY]), "one_of", choices=", ".join(keys))

    def place(self, key: str) -> Place:
        return Place(CONTRACT, 0, ".".join(part for part in (self.name, key) if part))

    def table(self, key: str, keys: tuple[str, ...]) -> Table:
        return Table(key, self.content.get(key, {}), keys)

    def tables(self, key: str, keys: tuple[str, ...], *, others: bool = False) -> list[Table]:
        rows = self.content.get(key, [])
        if not isinstance(rows, list):
            raise Unreadable(self.place(key), "tables")
        name = self.place(key).column
        return [Table(f"{name}[{place}]", row, keys, others=others) for place, row in enumerate(rows, start=1)]

    def text(self, key: str) -> str:
        value = self.content.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
            raise Unreadable(self.place(key), "something")
        return written_once(str(value))

    def number(self, key: str, most: Decimal = LARGEST, expected: str = "number") -> Decimal:
        value = self.content.get(key)
        try:
            number = Decimal(str(value)) if self._numeric(value) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or not 0 <= number <= most:
            raise Unreadable(self.place(key), expected, most=f"{most:f}")
        return number

    @staticmethod
    def _numeric(value: object) -> bool:
        if isinstance(value, str):
            return bool(_NUMBER.fullmatch(value.strip()))
        return isinstance(value, int | Decimal) and not isinstance(value, bool)

    def whole(self, key: str) -> int:
        value = self.content.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
            raise Unreadable(self.place(key), "whole")
        return value

    def truth(self, key: str) -> bool:
        value = self.content.get(key)
        if not isinstance(value, bool):
            raise Unreadable(self.place(key), "truth")
        return value

    def day(self, key: str) -> date:
        value = self.content.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return read_date(value if isinstance(value, str) else "")
        except NotADate:
            raise Unreadable(self.place(key), "day") from None

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.content.get(key)
        if value not in choices:
            raise Unreadable(self.place(key), "one_of", choices=", ".join(choices))
        return str(value)

    def given(self, key: str, read: Callable[[str], Value], default: Value) -> Value:
        return read(key) if key in self.content else default


def _meant(key: str, keys: tuple[str, ...]) -> str | None:
    """The key of ours that another one is nearly, or is in Italian."""
    if (ours := ITALIAN.get(key.lower())) in keys:
        return ours
    return next(iter(difflib.get_close_matches(key[:LONGEST_KEY], keys, 1, 0.75)), None)


def _centre(table: Table) -> Centre:
    prices = tuple(
        Price(
            row.day("from"), row.number("base"),
            row.number("discount_percent", Decimal(100)) if "discount_percent" in row.content else Decimal(0),
        )
        for row in table.tables("prices", ("from", "base", "discount_percent"))
    )  # fmt: skip
    if not prices:
        raise Unreadable(table.place("prices"), "something")
    if len({price.valid_from for price in prices}) < len(prices):
        raise Unreadable(table.place("prices"), "once")
    places = table.given("capacity", table.whole, None)
    return Centre(table.text("id"), prices, () if places is None else (Capacity(date.min, places),))


def _policy(top: Table) -> PresencePolicy:
    table, usual = top.table("policy", TABLES["policy"]), PresencePolicy()
    destination = table.given(
        "transfer_day_paid_to", lambda key: table.choice(key, ("destination", "origin")), "destination"
    )
    paid = table.tables("paid_absences", ("kind", "nights"))
    if len({row.text("kind") for row in paid}) < len(paid):
        raise Unreadable(table.place("paid_absences"), "once")
    return PresencePolicy(
        table.given("count_entry_day", table.truth, usual.count_entry_day),
        table.given("count_exit_day", table.truth, usual.count_exit_day),
        destination == "origin",
        tuple((row.text("kind"), row.whole("nights")) for row in paid),
        table.given("cap_to_capacity", table.truth, usual.cap_to_capacity),
    )


def _allowances(top: Table) -> Allowances:
    table = top.table("allowances", TABLES["allowances"])
    nothing = Decimal(0)
    return Allowances(
        table.given("pocket_money_per_day", table.number, nothing),
        table.given("pocket_money_family_cap", table.number, None),
        table.given("entry_kit", table.number, nothing),
        table.given("phone_card", table.number, nothing),
    )


def _supplier(top: Table, usual: Supplier) -> Supplier:
    table = top.table("supplier", TABLES["supplier"])

    def rate(key: str) -> Decimal | None:
        return None if table.content[key] == "exempt" else table.number(key, Decimal(100), "rate")

    def stamp(key: str) -> Decimal:
        stamped = table.content[key]
        return table.number(key) if not isinstance(stamped, bool) else usual.stamp_duty if stamped else Decimal(0)

    return Supplier(
        table.given("vat", rate, usual.vat_percent),
        table.given("split_payment", table.truth, usual.split_payment),
        table.given("retention_percent", lambda key: table.number(key, Decimal(100)), usual.retention_percent),
        table.given("stamp_duty", stamp, usual.stamp_duty),
        usual.stamp_above,
    )
