"""A statement as the JSON object of `calc statement`, with its reasons when they are asked for."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from approdo.accounting.rules.claims import Claim, Stay
from approdo.accounting.rules.statement import CentreMonth, PaidLine, PocketLine, Statement
from approdo.accounting.rules.terms import Supplier, Terms
from approdo.accounting.sentences import WHY
from approdo.core.rules.money import ZERO, cents
from approdo.core.rules.nights import Nights, NightSet, common, minus, union


def answer(found: Statement) -> dict[str, Any]:
    """The statement: amounts as text with two decimals, euros."""
    due = found.due
    return {
        "month": f"{found.month.first:%Y-%m}",
        "centres": [_centre(centre) for centre in found.centres],
        "per_diem": _money(due.taxable),
        "pocket_money": _money(sum((line.amount for line in found.pocket_lines), ZERO)),
        "entry_kits": _money(found.entry_kits),
        "phone_cards": _money(found.phone_cards),
        "gross": _money(due.gross),
        "vat": _money(due.vat),
        "stamp": _money(due.stamp),
        "invoice_total": _money(due.invoice_total),
        "retention": _money(due.retention),
        "payable_now": _money(due.payable_now),
        "findings": [
            {
                "kind": str(finding.kind),
                "guest": finding.guest or None,
                "centre": finding.centre or None,
                "nights": finding.nights,
                "amount": _money(finding.amount),
            }
            for finding in found.findings
        ],
    }


def explanation(found: Statement, terms: Terms, language: str) -> dict[str, Any]:
    """Every euro of the statement and every night that is not paid, with its reason in words."""
    words = WHY[language]
    lines = {centre.centre: centre.lines for centre in found.centres}
    stays: dict[str, list[Stay]] = defaultdict(list)
    for claim in found.claims:
        stays[claim.stay.guest].append(claim.stay)
    return {
        "per_diem": [_paid_line(centre.centre, line, words) for centre in found.centres for line in centre.lines],
        "guests": [part for claim in found.claims for part in _guest(claim, lines[claim.stay.centre], words)],
        "pocket_money": [_pocket_line(line, terms, words) for line in found.pocket_lines],
        "entries": [_entry(stay, stays[stay.guest], terms, words) for stay in found.entries],
        "totals": _totals(found, terms, words),
    }


def _centre(centre: CentreMonth) -> dict[str, Any]:
    return {
        "centre": centre.centre,
        "nights": centre.nights,
        "paid_nights": centre.paid_nights,
        "per_diem": _money(centre.per_diem),
    }


def _paid_line(centre: str, line: PaidLine, words: dict[str, str]) -> dict[str, Any]:
    if line.price is None:
        why = words["no_price"].format(owed=line.owed)
    else:
        price = line.price
        why = words["per_diem"].format(
            paid=line.paid, unit=_money(price.unit), base=f"{price.base:f}", since=price.valid_from.isoformat(),
            discount=f"{price.discount_percent:f}",
        )  # fmt: skip
        if line.paid < line.owed:
            why += "; " + words["over"].format(owed=line.owed, paid=line.paid)
    return {
        "centre": centre,
        **_period(line.period),
        "person_nights": line.owed,
        "paid_nights": line.paid,
        "unit_price": _money(line.price.unit) if line.price else None,
        "amount": _money(line.amount),
        "why": why,
    }


def _guest(claim: Claim, lines: tuple[PaidLine, ...], words: dict[str, str]) -> list[dict[str, Any]]:
    parts: list[tuple[str, NightSet, str | None]] = [
        *((what, common(claim.present, union(*held)), why) for (what, why), held in _outcomes(lines, words).items()),
        ("absent_paid", minus(claim.paid, claim.present), words["absent_paid"]),
        ("absent", claim.absent, words["absent"]),
        ("blocked", claim.blocked, words["blocked"]),
    ]
    return [
        {
            "guest": claim.stay.guest,
            "centre": claim.stay.centre,
            **_period(period),
            "nights": period.count,
            "what": what,
            "why": why,
        }
        for what, held, why in parts
        for period in held
    ]


def _outcomes(lines: tuple[PaidLine, ...], words: dict[str, str]) -> dict[tuple[str, str | None], list[NightSet]]:
    """What becomes of the nights of guests present: over the places nobody says which guest is the one too many."""
    found: dict[tuple[str, str | None], list[NightSet]] = defaultdict(list)
    for line in lines:
        if line.price is None:
            said: tuple[str, str | None] = "no_price", words["unpriced"]
        elif line.paid == line.owed:
            said = "paid", None
        else:
            said = "over_capacity", words["some_paid"].format(owed=line.owed, paid=line.paid)
        found[said].append((line.period,))
    return found


def _entry(stay: Stay, of_guest: list[Stay], terms: Terms, words: dict[str, str]) -> dict[str, Any]:
    kit, card = terms.allowances.entry_kit, terms.allowances.phone_card
    elsewhere = any(
        one is not stay and one.entry <= stay.entry and (one.exit is None or stay.entry < one.exit) for one in of_guest
    )
    why = words["entry"].format(kit=_money(kit), card=_money(card))
    return {
        "guest": stay.guest,
        "centre": stay.centre,
        "entry": stay.entry.isoformat(),
        "amount": _money(kit + card),
        "why": f"{why}; {words['entry_again']}" if elsewhere else why,
    }


def _pocket_line(line: PocketLine, terms: Terms, words: dict[str, str]) -> dict[str, Any]:
    each, cap = terms.allowances.pocket_money_per_day, terms.allowances.pocket_money_family_cap
    capped = cap is not None and each * line.members > cap
    why = words["pocket_cap" if capped else "pocket"].format(
        nights=line.period.count, a_night=f"{line.a_night:f}", members=line.members, each=f"{each:f}",
        cap=_money(cap) if cap is not None else "",
    )  # fmt: skip
    return {
        "family": line.family,
        **_period(line.period),
        "nights": line.period.count,
        "members": line.members,
        "amount": _money(line.amount),
        "why": why,
    }


def _totals(found: Statement, terms: Terms, words: dict[str, str]) -> list[dict[str, str]]:
    due, supplier = found.due, terms.supplier
    pocket = sum((line.amount for line in found.pocket_lines), ZERO)
    lines = [
        (
            "gross", due.gross,
            words["gross"].format(
                per_diem=_money(due.taxable), pocket=_money(pocket), kits=_money(found.entry_kits),
                cards=_money(found.phone_cards),
            ),
        ),
    ]  # fmt: skip
    if supplier.vat_percent is None:
        lines.append(("vat", due.vat, words["exempt"]))
    else:
        vat = words["vat"].format(percent=f"{supplier.vat_percent:f}", taxable=_money(due.taxable))
        lines.append(("vat", due.vat, vat))
    above = _money(supplier.stamp_above)
    lines.append(("stamp", due.stamp, words["stamp" if due.stamp else "no_stamp"].format(above=above)))
    retention = words["retention"].format(percent=f"{supplier.retention_percent:f}", taxable=_money(due.taxable))
    lines += [
        ("invoice_total", due.invoice_total, words["invoice"]),
        ("retention", due.retention, retention),
        ("payable_now", due.payable_now, words[_payable(supplier)]),
    ]
    return [{"what": what, "amount": _money(amount), "why": why} for what, amount, why in lines]


def _payable(supplier: Supplier) -> str:
    if supplier.vat_percent is None:
        return "payable_exempt"
    return "payable_split" if supplier.split_payment else "payable"


def _period(period: Nights) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.until.isoformat()}


def _money(amount: Decimal) -> str:
    return f"{cents(amount):f}"
