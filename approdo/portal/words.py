"""The portal's own words: one catalogue a language, read from `locale/`, apart from those of the back office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, format_decimal

from approdo.network.definitions import PLAIN_ITALIAN, languages
from approdo.network.rules.vocabulary import Language

LOCALES = Path(__file__).parent / "locale"
CODE = "en"  # the language in which the words stand in the code
DAYS = {"day": 1, "month": 30, "year": 365}  # only to tell Babel a length that it gives back in the same unit
EXACT = 1_000_000_000  # no larger unit than the one asked for


def N_(words: str) -> str:
    """Mark words of the portal that are translated where they are shown."""
    return words


@dataclass(frozen=True, slots=True)
class Speech:
    """A language in which the portal speaks: its words, dates and numbers."""

    language: Language
    locale: Locale
    words: NullTranslations

    @property
    def code(self) -> str:
        """The code in addresses and in `lang`."""
        return self.language.id

    @property
    def italian(self) -> bool:
        """Whether it is Italian, plain or usual."""
        return self.code in ("it", PLAIN_ITALIAN)

    def say(self, message: str) -> str:
        """A sentence of the portal in this language."""
        return self.words.gettext(message)

    def day(self, value: date) -> str:
        """`22 novembre 2026`, with the digits of the language."""
        return self._digits(format_date(value, "long", self.locale))

    def whole_day(self, value: date) -> str:
        """`domenica 22 novembre 2026`."""
        return self._digits(format_date(value, "full", self.locale))

    def hour(self, value: time) -> str:
        """`09:30`, on the clocks of Italy, which count to twenty-four."""
        return self._digits(f"{value:%H:%M}")

    def money(self, value: Decimal) -> str:
        """Euro with two decimals."""
        return self._digits(format_currency(value, "EUR", locale=self.locale))

    def number(self, value: int | Decimal) -> str:
        """A number."""
        return self._digits(format_decimal(value, locale=self.locale))

    def span(self, amount: int, unit: str) -> str:
        """`90 giorni`; `unit`: day, month or year."""
        # Babel's own door to units loses the plural of half of these languages; that of durations does not.
        length = timedelta(days=amount * DAYS[unit])
        return self._digits(
            format_timedelta(length, granularity=unit, threshold=EXACT, locale=self.locale)  # type: ignore[arg-type]
        )

    def weekday(self, number: int) -> str:
        """`lunedì`; 0 is Monday."""
        return str(self.locale.days["stand-alone"]["wide"][number])

    def _digits(self, text: str) -> str:
        zero = DIGITS.get(self.locale.default_numbering_system)
        return text.translate({ord("0") + n: chr(ord(zero) + n) for n in range(10)}) if zero else text


DIGITS: Mapping[str, str] = {"arab": "٠", "arabext": "۰", "beng": "০"}


def path_of(code: str) -> Path:
    """The catalogue of a language."""
    return LOCALES / f"{code}.po"


@cache
def spoken() -> dict[str, Language]:
    """The languages that the portal speaks, in the order of the file: those that have a catalogue."""
    return {code: one for code, one in languages().items() if code == CODE or path_of(code).exists()}


@cache
def speech(code: str) -> Speech:
    """A language of the portal by its code. Raises KeyError."""
    language = spoken()[code]
    return Speech(language, locale_of(code), _words(code))


def locale_of(code: str) -> Locale:
    """The conventions of a language for Babel: the day before the month in English too."""
    if code == PLAIN_ITALIAN:
        return Locale.parse("it")
    return Locale.parse("en_GB" if code == "en" else code, sep="_" if "-" not in code else "-")


def _words(code: str) -> NullTranslations:
    if code == CODE:
        return NullTranslations()
    # Loaded by who speaks another language: the processes of an office's pages need it not.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with path_of(code).open("rb") as stream:
        catalogue = read_po(stream, locale=locale_of(code))
    out = BytesIO()
    write_mo(out, catalogue)
    out.seek(0)
    return GNUTranslations(out)


def proposed(accepted: list[str], now: str) -> str | None:
    """The language to propose to a reader whose browser wants these languages, best first; None to propose none."""
    bare = {code.partition("-")[0].lower(): code for code in reversed(list(spoken())) if code != PLAIN_ITALIAN}
    for wanted in accepted:
        found = bare.get(wanted.partition("-")[0].lower())
        if found:
            same = found.partition("-")[0] == now.partition("-")[0]
            return None if same else found
    return None
