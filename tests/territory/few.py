"""A few comuni as the packages tell them: the province of Savona, two called Castro, Bolzano, those that ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from approdo.territory.definitions import successions
from approdo.territory.loading import Packages, Whole, read_packages

OTHERS = ("016065", "075096", "021008", "082053", "081025")  # Castro twice, Bolzano, Palermo, Misiliscemi


@dataclass(frozen=True)
class Few:
    """Comuni that were put together once, for every test."""

    whole: tuple[Whole, ...]
    postal_codes: list[tuple[str, str]]

    def __len__(self) -> int:
        return len(self.whole)

    def comuni(self, tell: Callable[[int], object]) -> list[Whole]:
        """Those comuni."""
        tell(len(self.whole))
        return list(self.whole)


@cache
def few() -> Few:
    """The comuni of the tests."""
    every = every_one()
    ended = {code for one in successions() for code in (*one.ended, one.successor)}
    wanted = {code for code in every.listed if code.startswith("009")} | {*OTHERS} | ended
    some = replace(
        every,
        listed={code: one for code, one in every.listed.items() if code in wanted},
        known_outlines={code: one for code, one in every.known_outlines.items() if code in wanted},
        postal_codes=[pair for pair in every.postal_codes if pair[0] in wanted],
    )
    return Few(tuple(whole for whole in some.comuni(lambda _steps: None)), some.postal_codes)


@cache
def every_one() -> Packages:
    """All that the packages hold."""
    return read_packages()
