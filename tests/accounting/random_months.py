"""Months by chance, as plain dicts (see `brute_force_statement`), as the four files of a folder, and as values."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from approdo.accounting.rules.claims import Absence, EntryKind, Stay
from approdo.accounting.rules.pocket import Suspension
from approdo.accounting.rules.terms import Allowances, Capacity, Centre, PresencePolicy, Price, Supplier, Terms
from approdo.core.rules.nights import Nights
from tests.accounting.statements import folder

MONTHS = ((date(2026, 5, 1), 31), (date(2026, 6, 1), 30), (date(2024, 2, 1), 29), (date(2025, 12, 1), 31))
KINDS = ("hospital", "authorised", "unjustified", "detained")


def random_month(chance: Random) -> dict[str, Any]:
    """A small month in which what may go wrong goes wrong often: few persons, few centres, many overlaps."""
    first, days = chance.choice(MONTHS)
    centres = {
        name: (chance.randint(0, 5), prices(chance, first)) for name in chance.sample("ABC", chance.randint(1, 3))
    }
    guests = [f"g{number}" for number in range(chance.randint(1, 7))]
    stays = [line for guest in guests for line in stays_of(chance, guest, sorted(centres), first)]
    chance.shuffle(stays)
    kinds = [(kind, chance.randint(0, 6)) for kind in chance.sample(KINDS, chance.randint(0, 2))]
    return {
        "month": first,
        "days": days,
        "centres": centres,
        "policy": {
            "count_entry_day": chance.random() < 0.7,
            "count_exit_day": chance.random() < 0.3,
            "transfer_day_paid_to": chance.choice(("destination", "origin")),
            "paid_absences": kinds,
            "cap_to_capacity": chance.random() < 0.7,
        },
        "allowances": {
            "pocket_money_per_day": money(chance, "0", "2.50", "3.10"),
            "pocket_money_family_cap": money(chance, "0", "7.50", "5.01", "20"),
            "entry_kit": money(chance, "0", "173", "150.55"),
            "phone_card": money(chance, "0", "5"),
        },
        "supplier": {
            "vat": chance.choice(("exempt", Decimal(5), Decimal(22), Decimal("4.5"))),
            "split_payment": chance.random() < 0.5,
            "retention_percent": money(chance, "0", "0.5", "1.25"),
            "stamp_duty": chance.random() < 0.7,
        },
        "stays": stays,
        "absences": [
            (*period(chance, guests if chance.random() < 0.9 else ["nobody"], first), chance.choice(KINDS))
            for _ in range(chance.randint(0, 5))
        ],
        "suspensions": [period(chance, guests, first) for _ in range(chance.randint(0, 2))],
    }


def money(chance: Random, *amounts: str) -> Decimal:
    return Decimal(chance.choice(amounts))


def some_day(chance: Random, first: date) -> date:
    return first + timedelta(days=chance.randint(-12, 42))


def prices(chance: Random, first: date) -> list[tuple[date, Decimal, Decimal]]:
    begins = {first - timedelta(days=200) if chance.random() < 0.8 else some_day(chance, first)}
    begins |= {some_day(chance, first) for _ in range(chance.randint(0, 2))}
    return [
        (day, Decimal(chance.randint(0, 4000)).scaleb(-2), money(chance, "0", "4.5", "12.345", "100"))
        for day in chance.sample(sorted(begins), len(begins))
    ]


def stays_of(chance: Random, guest: str, centres: list[str], first: date) -> list[tuple[Any, ...]]:
    """A chain of transfers, now and then broken or with a stay that has nothing to do with it."""
    family = chance.choice(("", "", "f", "f", "h", "g0"))
    found: list[tuple[Any, ...]] = []
    entry = some_day(chance, first)
    for _ in range(chance.randint(1, 3)):
        left = None if chance.random() < 0.2 else entry + timedelta(days=chance.choice((0, 0, 1, 3, 7, 15, 40)))
        kind = "transfer" if found or chance.random() < 0.2 else "new"
        found.append((guest, family, chance.choice(centres), entry, left, kind))
        entry = left if left and chance.random() < 0.7 else some_day(chance, first)
    if chance.random() < 0.3:
        entry = found[0][3] if chance.random() < 0.4 else some_day(chance, first)
        left = entry + timedelta(days=chance.randint(0, 12))
        other = chance.choice((family, "", "f"))
        found.append((guest, other, chance.choice(centres), entry, left, chance.choice(("new", "transfer"))))
    return found


def period(chance: Random, guests: list[str], first: date) -> tuple[str, date, date | None]:
    since = some_day(chance, first)
    return (
        chance.choice(guests),
        since,
        None if chance.random() < 0.2 else since + timedelta(days=chance.randint(0, 14)),
    )


def terms_of(month: dict[str, Any]) -> Terms:
    """The contract as the rules take it."""
    policy, supplier = month["policy"], month["supplier"]
    return Terms(
        tuple(
            Centre(name, tuple(Price(*price) for price in rows), (Capacity(date.min, places),))
            for name, (places, rows) in month["centres"].items()
        ),
        PresencePolicy(
            policy["count_entry_day"], policy["count_exit_day"], policy["transfer_day_paid_to"] == "origin",
            tuple(policy["paid_absences"]), policy["cap_to_capacity"],
        ),
        Allowances(**month["allowances"]),
        Supplier(
            None if supplier["vat"] == "exempt" else supplier["vat"], supplier["split_payment"],
            supplier["retention_percent"], Decimal(2) if supplier["stamp_duty"] else Decimal(0),
            Decimal("77.47"),
        ),
    )  # fmt: skip


def values_of(month: dict[str, Any]) -> tuple[list[Stay], list[Absence], list[Suspension], Terms, Nights]:
    """The month as the rules take it."""
    return (
        [Stay(guest, centre, entry, left, family, EntryKind(kind))
         for guest, family, centre, entry, left, kind in month["stays"]],
        [Absence(*line) for line in month["absences"]],
        [Suspension(*line) for line in month["suspensions"]],
        terms_of(month),
        Nights(month["month"], month["month"] + timedelta(days=month["days"])),
    )  # fmt: skip


def write(place: Path, month: dict[str, Any]) -> Path:
    """The month as the four files."""
    lines = []
    for name, (places, rows) in month["centres"].items():
        told = ", ".join(f'{{from = {since}, base = "{base}", discount_percent = {cut}}}' for since, base, cut in rows)
        lines += ["[[centre]]", f'id = "{name}"', f"capacity = {places}", f"prices = [{told}]"]
    for table in ("policy", "allowances", "supplier"):
        lines.append(f"[{table}]")
        for key, value in month[table].items():
            if key == "paid_absences":
                told = ", ".join(f'{{kind = "{kind}", nights = {nights}}}' for kind, nights in value)
                lines.append(f"{key} = [{told}]")
            else:
                lines.append(f"{key} = {value if isinstance(value, Decimal) else json.dumps(value)}")
    rows_of = {name: [csv_line(line) for line in month[name]] for name in ("stays", "absences", "suspensions")}
    return folder(place, "\n".join([*lines, ""]), **rows_of)


def csv_line(cells: tuple[Any, ...]) -> str:
    return ",".join("" if cell is None else str(cell) for cell in cells)
