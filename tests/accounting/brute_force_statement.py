"""The month again, from the text alone: one dict for each person and night, no periods, nothing shared with the rules.

A month is a plain dict, as the four files say it:
`month` (first day), `days`, `centres` {id: (capacity, [(from, base, discount)])}, `policy`, `allowances`, `supplier`,
`stays` [(guest, family, centre, entry, exit or None, entry_kind)], `absences` [(guest, from, to or None, kind)],
`suspensions` [(guest, from, to or None)].
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT, DAY = Decimal("0.01"), timedelta(days=1)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def price_of(month: dict[str, Any], centre: str, night: date) -> Decimal | None:
    """The unit price of that night, rounded after the discount; None before the first price."""
    known = [one for one in month["centres"][centre][1] if one[0] <= night]
    if not known:
        return None
    _since, base, discount = max(known)
    return cents(base * (100 - discount) / 100)


def claims_night(month: dict[str, Any], stay: tuple[Any, ...], night: date) -> bool:
    """Whether a centre claims that night for that stay: first and last day as the policy counts them."""
    guest, _family, _centre, entry, left, kind = stay
    policy = month["policy"]
    if night < entry or (left is not None and night > left):
        return False
    if policy["count_entry_day"] and not policy["count_exit_day"] and policy["transfer_day_paid_to"] == "origin":
        # The day belongs to the centre left, whether the files name it or not.
        if night == entry and kind == "transfer":
            return False
        if night == left:
            return any(s[0] == guest and s[3] == left and s[5] == "transfer" for s in month["stays"])
    if night == left and night == entry:
        return policy["count_entry_day"] and policy["count_exit_day"]
    if night == left:
        return policy["count_exit_day"]
    return night > entry or policy["count_entry_day"]


def absence_of(month: dict[str, Any], guest: str, night: date) -> str:
    """`present`, `paid` (every absence of that night pays it) or `unpaid`."""
    found = "present"
    for who, since, until, kind in month["absences"]:
        if who != guest or night < since or (until is not None and night >= until):
            continue
        nights = dict(month["policy"]["paid_absences"]).get(kind, 0)
        if (night - since).days >= nights:
            return "unpaid"
        found = "paid"
    return found


def suspended(month: dict[str, Any], guest: str, night: date) -> bool:
    return any(who == guest and since <= night and (until is None or night < until)
               for who, since, until in month["suspensions"])  # fmt: skip


def brute_force(month: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0912 - naive on purpose: one plain loop
    """The amounts of the month and its findings, as the command prints them but as numbers."""
    nights, paid, per_diem = Counter[str](), Counter[str](), dict.fromkeys(month["centres"], Decimal(0))
    findings: dict[tuple[str, str | None, str | None], list[Any]] = {}
    pocket = Decimal(0)

    def finding(kind: str, guest: str | None, centre: str | None, amount: Decimal | None) -> None:
        one = findings.setdefault((kind, guest, centre), [0, Decimal(0)])
        one[0] += 1
        one[1] += amount or 0

    origin = month["policy"]["transfer_day_paid_to"] == "origin"
    for night in [month["month"] + DAY * number for number in range(month["days"])]:
        payable: dict[str, list[str]] = {centre: [] for centre in month["centres"]}
        families: Counter[str] = Counter()
        for guest in sorted({stay[0] for stay in month["stays"]}):
            claiming = [stay for stay in month["stays"] if stay[0] == guest and claims_night(month, stay, night)]
            state = absence_of(month, guest, night)
            if not claiming or state == "unpaid":
                continue
            # The stay that began last; the first with `origin`. Of one day: a transfer follows an arrival, then the longer.
            ordered = sorted(claiming, key=lambda stay: (stay[3], stay[5], stay[4] or date.max, stay[2], stay[1]))
            winner = ordered[0] if origin else ordered[-1]
            for stay in ordered:
                nights[stay[2]] += 1
            for stay in ordered[1:] if origin else ordered[:-1]:
                finding("double_presence", guest, stay[2], price_of(month, stay[2], night))
            payable[winner[2]].append(guest)
            if state == "present" and not suspended(month, guest, night):
                families[winner[1] or f"alone {guest}"] += 1
        for centre, guests in payable.items():
            capacity, price = month["centres"][centre][0], price_of(month, centre, night)
            for place in range(len(guests)):
                if price is None:
                    finding("no_price", None, centre, None)
                elif month["policy"]["cap_to_capacity"] and place >= capacity:
                    finding("over_capacity", None, centre, price)
                else:
                    paid[centre] += 1
                    per_diem[centre] += price
        strangers = {line[0] for line in (*month["absences"], *month["suspensions"])} - {s[0] for s in month["stays"]}
        for guest in strangers:
            if absence_of(month, guest, night) != "present" or suspended(month, guest, night):
                finding("unknown_guest", guest, None, None)
        daily, cap = month["allowances"]["pocket_money_per_day"], month["allowances"]["pocket_money_family_cap"]
        pocket += sum((min(daily * members, cap) for members in families.values()), Decimal(0))
    return {
        "centres": {centre: (nights[centre], paid[centre], per_diem[centre]) for centre in month["centres"]},
        "findings": {key: tuple(value) for key, value in findings.items()},
        **totals(month, sum(per_diem.values(), Decimal(0)), pocket),
    }


def totals(month: dict[str, Any], per_diem: Decimal, pocket: Decimal) -> dict[str, Decimal]:
    allowances, supplier = month["allowances"], month["supplier"]
    end = month["month"] + DAY * month["days"]
    arrivals = sum(1 for stay in month["stays"] if stay[5] == "new" and month["month"] <= stay[3] < end)
    kits, cards = allowances["entry_kit"] * arrivals, allowances["phone_card"] * arrivals
    exempt = supplier["vat"] == "exempt"
    vat = Decimal(0) if exempt else cents(per_diem * supplier["vat"] / 100)
    stamp = Decimal(2) if exempt and supplier["stamp_duty"] and per_diem > Decimal("77.47") else Decimal(0)
    retention = cents(per_diem * supplier["retention_percent"] / 100)
    gross = per_diem + pocket + kits + cards
    return {
        "per_diem": per_diem,
        "pocket_money": pocket,
        "entry_kits": kits,
        "phone_cards": cards,
        "gross": gross,
        "vat": vat,
        "stamp": stamp,
        "invoice_total": gross + vat + stamp,
        "retention": retention,
        "payable_now": gross - retention + stamp + (0 if supplier["split_payment"] else vat),
    }
