"""The walk of a night over pages and mail domains: each is asked once, a part of them where there are many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from approdo.network.outside.base import Inside, Outside
from approdo.network.queries.checks import MAIL, PAGE, ToCheck
from approdo.network.rules.checks import CheckFault, mail_domain, page_fault

MOST = 500  # pages, or domains, asked in a night
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Looked:
    """A value with what was found; `looked` is False where nobody could say, so that what was known of it stands."""

    value: ToCheck
    fault: CheckFault | None
    looked: bool = True


def turns(wanted: Sequence[ToCheck], today: date) -> dict[str, list[str]]:
    """The pages and the mail domains whose turn it is to be asked on a day."""
    return {
        PAGE: _part({one.value for one in wanted if one.asks == PAGE}, today),
        MAIL: _part({mail_domain(one.value) for one in wanted if one.asks == MAIL}, today),
    }


def looked_at(
    wanted: Sequence[ToCheck], outside: Outside | None, today: date, advance: Callable[[int], None] = lambda steps: None
) -> list[Looked]:
    """Every value with its fault; `advance` is told of each of the `turns` that answered.

    Without a way to the network pages and mail domains are not looked at.
    """
    faults: dict[tuple[str, str], CheckFault | None] = {}
    if outside is not None:
        asked = turns(wanted, today)
        faults = _asked(PAGE, asked[PAGE], lambda url: _page(outside, url), advance)
        faults |= _asked(MAIL, asked[MAIL], lambda domain: _domain(outside, domain), advance)
    return [_looked(one, faults) for one in wanted]


def _looked(one: ToCheck, faults: dict[tuple[str, str], CheckFault | None]) -> Looked:
    if not one.asks:
        return Looked(one, one.fault)
    key = (one.asks, one.value if one.asks == PAGE else mail_domain(one.value))
    return Looked(one, faults.get(key), key in faults)


def _part(values: set[str], today: date) -> list[str]:
    """Those whose turn it is: all of them, or one part a night so that each is asked in turn."""
    parts = -(-len(values) // MOST) or 1
    return sorted(one for one in values if crc32(one.encode()) % parts == today.toordinal() % parts)


def _asked(
    kind: str,
    values: Sequence[str],
    ask: Callable[[str], tuple[CheckFault | None, bool]],
    advance: Callable[[int], None],
) -> dict[tuple[str, str], CheckFault | None]:
    found: dict[tuple[str, str], CheckFault | None] = {}
    with ThreadPoolExecutor(AT_ONCE) as several:
        for value, (fault, known) in zip(values, several.map(ask, values), strict=True):
            if known:
                found[kind, value] = fault
            advance(1)
    return found


def _page(outside: Outside, url: str) -> tuple[CheckFault | None, bool]:
    try:
        return page_fault(outside.page(url)), True
    except Inside:
        return CheckFault.PAGE_REFUSED, True


def _domain(outside: Outside, domain: str) -> tuple[CheckFault | None, bool]:
    takes = outside.takes_mail(domain)
    return (CheckFault.MAIL_DOMAIN_UNKNOWN if takes is False else None), takes is not None
