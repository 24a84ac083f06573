"""Reads the tables that people load: foreign residents of ISTAT, measured travel times. Every wrong row is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Generic, TypeVar

from babel import Locale

from approdo.core.errors import InvalidInput
from approdo.core.rules.cells import plain_word
from approdo.core.transfer.tables import Row, open_table
from approdo.territory.models import Comune
from approdo.territory.rules.people import NOT_TOLD, STATELESS
from approdo.territory.rules.travel import Mode

T = TypeVar("T")
YEARS = range(1990, 2100)
MOST_PEOPLE = 5_000_000
MOST_MINUTES = 1440

# How the columns are called in the files of ISTAT (demo.istat.it, its data warehouse) and in ours.
FOREIGN_COLUMNS = {
    "comune": ("itter107", "codice comune", "comune", "codice istat", "ref area", "cod comune"),
    "citizenship": ("iso", "cittadinanza", "citizenship", "paese di cittadinanza", "codice cittadinanza"),
    "sex": ("sexistat1", "sesso", "sex", "genere"),
    "year": ("time", "anno", "year", "time period", "seleziona periodo"),
    "number": ("value", "valore", "obs value", "stranieri residenti", "popolazione", "numero"),
}
TRAVEL_COLUMNS = {
    "origin": ("da", "from", "origine", "origin"),
    "destination": ("a", "to", "destinazione", "destination"),
    "mode": ("mezzo", "mode", "modo"),
    "minutes": ("minuti", "minutes"),
}
SEXES = {"f": "F", "femmine": "F", "donne": "F", "2": "F", "m": "M", "maschi": "M", "uomini": "M", "1": "M"}
TOTALS = {"t", "totale", "total", "9", "3"}
MODES = {
    "piedi": Mode.ON_FOOT, "a piedi": Mode.ON_FOOT, "on foot": Mode.ON_FOOT, "autobus": Mode.BUS, "bus": Mode.BUS,
    "auto": Mode.CAR, "car": Mode.CAR,
}  # fmt: skip


class Wrong(Exception):
    """A row cannot be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was not taken: its number as a spreadsheet shows it, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """People of a citizenship and a sex in a comune on 1 January of a year."""

    comune: str
    citizenship: str
    sex: str
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class TravelRow:
    """A measured time."""

    origin: str
    destination: str
    mode: Mode
    minutes: int


@dataclass(slots=True)
class Read(Generic[T]):
    """The rows of a file and what is wrong with the others; `passed_over` are sums that the rows give anyway."""

    rows: list[T] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed_over: int = 0


def read_foreign_residents(source: IO[bytes], name: str) -> Read[ForeignRow]:
    """The foreign residents of a file. Raises InvalidInput for one that is no table or lacks a column."""
    known, countries = _codes(), _countries()
    read: Read[ForeignRow] = Read()

    def row_of(cells: Mapping[str, str]) -> ForeignRow | None:
        code, citizenship, sex = cells["comune"].strip(), plain_word(cells["citizenship"]), plain_word(cells["sex"])
        # Files of ISTAT hold the sums too: of the sexes, of the citizenships, of provinces and regions (IT, ITC32, …)
        if sex in TOTALS or citizenship in {"total", "totale", "mondo", "world"} or code[:2].upper() == "IT":
            return None
        return ForeignRow(
            _comune(code, known),
            _chosen(citizenship, countries, "the citizenship", cells["citizenship"]),
            _chosen(sex, SEXES, "the sex", cells["sex"]),
            _whole(cells["year"], YEARS, "the year"),
            _whole(cells["number"], range(MOST_PEOPLE), "the number of people"),
        )

    _read(source, name, FOREIGN_COLUMNS, row_of, read, lambda one: (one.comune, one.citizenship, one.sex, one.year))
    return read


def read_travel_times(source: IO[bytes], name: str) -> Read[TravelRow]:
    """The measured times of a file. Raises InvalidInput for one that is no table or lacks a column."""
    known = _codes()
    read: Read[TravelRow] = Read()

    def row_of(cells: Mapping[str, str]) -> TravelRow:
        origin, destination = (_comune(cells[end].strip(), known) for end in ("origin", "destination"))
        mode = MODES.get(plain_word(cells["mode"]))
        if mode is None:
            raise Wrong(f"the mode {cells['mode']!r} is unknown; write one of: piedi, autobus, auto")
        minutes = _whole(cells["minutes"], range(MOST_MINUTES + 1), "the minutes")
        return TravelRow(origin, destination, mode, minutes)

    _read(source, name, TRAVEL_COLUMNS, row_of, read, lambda one: (one.origin, one.destination, one.mode))
    return read


def _read(
    source: IO[bytes],
    name: str,
    columns: Mapping[str, tuple[str, ...]],
    row_of: Callable[[Mapping[str, str]], T | None],
    read: Read[T],
    key_of: Callable[[T], Any],
) -> None:
    first: dict[Any, int] = {}
    for row in _rows(source, name, columns):
        try:
            made = row_of(row[1])
            if made is None:
                read.passed_over += 1
                continue
            if (before := first.setdefault(key_of(made), row[0].number)) != row[0].number:
                raise Wrong(f"it says again what row {before} says")
        except Wrong as wrong:
            read.faults.append(Fault(row[0].number, str(wrong)))
        else:
            read.rows.append(made)


def _rows(source: IO[bytes], name: str, columns: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Row, dict[str, str]]]:
    with open_table(source, name) as table:
        headings = [plain_word(heading) for heading in table.columns]
        places = {
            what: next((headings.index(word) for word in words if word in headings), None)
            for what, words in columns.items()
        }  # fmt: skip
        if missing := [what for what, place in places.items() if place is None]:
            expected = "; ".join(f"{what}: {' | '.join(columns[what])}" for what in missing)
            raise InvalidInput("columns_missing", f"The file lacks columns. Expected headings: {expected}.")
        for row in table.rows():
            yield row, {what: row.cells[place] for what, place in places.items() if place is not None}


def _codes() -> set[str]:
    """Every comune by ISTAT code, also those that ended: a table of the past names them."""
    return set(Comune.objects.values_list("code", flat=True))


def _comune(code: str, known: set[str]) -> str:
    whole = code.zfill(6) if code.isascii() and code.isdigit() else code
    if whole not in known:
        raise Wrong(f"no comune has the ISTAT code {code!r}")
    return whole


def _chosen(word: str, known: Mapping[str, str], what: str, written: str) -> str:
    if word not in known:
        raise Wrong(f"{what} {written!r} is unknown")
    return known[word]


def _whole(text: str, allowed: range, what: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) in allowed):
        raise Wrong(f"{what} {text!r} is not a whole number from {allowed.start} to {allowed.stop - 1}")
    return int(digits)


def _countries() -> dict[str, str]:
    """Citizenships by what a file may say: the two letters or the Italian name."""
    names: dict[str, str] = dict(Locale("it").territories)
    found = {plain_word(names[code]): code for code in names if len(code) == 2 and code.isalpha() and code != "IT"}
    found |= {plain_word(code): code for code in found.values()}
    # Names that ISTAT writes in another way
    other = {
        "cina repubblica popolare": "CN", "cinese repubblica popolare": "CN", "filippine": "PH", "moldova": "MD",
        "russa federazione": "RU", "federazione russa": "RU", "corea del sud repubblica di corea": "KR",
        "repubblica di macedonia del nord": "MK", "macedonia del nord": "MK", "kosovo": "XK", "regno unito": "GB",
        "stati uniti d america": "US", "ceca repubblica": "CZ", "repubblica dominicana": "DO", "dominicana repubblica": "DO",
        "congo repubblica democratica del": "CD", "congo repubblica del": "CG", "costa d avorio": "CI",
        "myanmar birmania": "MM", "siria": "SY", "iran repubblica islamica dell": "IR", "tanzania": "TZ",
        "capo verde": "CV", "territori dell autonomia palestinese": "PS", "palestina": "PS", "bielorussia": "BY",
        "apolidi": STATELESS, "apolide": STATELESS, "xxa": STATELESS, "non indicata": NOT_TOLD,
    }  # fmt: skip
    return found | other
