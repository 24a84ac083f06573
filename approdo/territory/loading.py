"""Puts together what the packages tell of each comune, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from approdo.territory import package_files as files
from approdo.territory import package_lists as lists
from approdo.territory.definitions import Succession, corrections, successions
from approdo.territory.outlining import Outline, outlined
from approdo.territory.rules.people import Band

Counts = Mapping[Band, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Whole:
    """A comune with all that is known of it; `residents` is None where the source lacks it."""

    listed: lists.Listed
    outline: Outline
    residents: Counts | None
    valid_from: date | None
    valid_until: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class Packages:
    """What the packages hold, read and checked. Iterating makes the outlines, which takes some seconds."""

    listed: Mapping[str, lists.Listed]
    known_outlines: Mapping[str, bytes]
    residents: Mapping[str, Counts]
    postal_codes: list[tuple[str, str]]

    def __len__(self) -> int:
        return len(self.listed)

    def comuni(self, tell: Callable[[int], object]) -> Iterator[Whole]:
        """Each comune; `tell` counts them."""
        ends = {code: one for one in successions() for code in one.ended}
        begins = {one.successor: one for one in successions()}
        united = {one.successor: self.parts(one) for one in successions()}
        for code, outline in outlined(self.known_outlines, united, tell):
            end, begin = ends.get(code), begins.get(code)
            yield Whole(
                self.listed[code],
                outline,
                self.counted(united.get(code, (code,))),
                begin.since if begin and code not in self.known_outlines else None,
                end.since if end else None,
                end.successor if end else None,
            )

    def parts(self, one: Succession) -> tuple[str, ...]:
        """The territories that make the one of a successor, its own of before among them where it had one."""
        return (*one.ended, *((one.successor,) if one.successor in self.known_outlines else ()))

    def counted(self, codes: tuple[str, ...]) -> Counts | None:
        """The residents of territories together; None where those of one are not known."""
        found = [self.residents[code] for code in codes if code in self.residents]
        if len(found) < len(codes):
            return None
        return {
            band: (sum(one[band][0] for one in found), sum(one[band][1] for one in found)) for band in found[0]
        }  # fmt: skip


def read_packages() -> Packages:
    """Read the lists of the packages. Raises NoData where they lack a comune or do not agree."""
    today, before, long_before = lists.listed(), files.listed_before(files.YEAR), files.listed_before(files.YEAR_BEFORE)
    outlines, older = files.outlines(files.YEAR), files.outlines(files.YEAR_BEFORE)
    ended = [code for one in successions() for code in one.ended]
    for code in ended:
        if code not in outlines and code in older:
            outlines[code], before[code] = older[code], long_before[code]
    named = {**before, **today}
    named |= {code: replace(named[code], other_name=name) for code, name in corrections().items() if code in named}
    made = {one.successor for one in successions()}
    without = sorted(code for code in today if code not in outlines and code not in made)
    forgotten = sorted(code for code in before if code not in today and code not in ended)
    if without or forgotten or not set(ended) <= set(outlines):
        raise lists.NoData(
            f"The packages do not agree. Without boundaries: {', '.join(without) or 'none'}; ended without a successor:"
            f" {', '.join(forgotten) or 'none'}. Add what happened to approdo/territory/data/comuni.yaml."
        )
    codes = [pair for pair in files.postal_codes() if pair[0] in named]
    return Packages(named, outlines, files.residents(files.YEAR), codes)
