"""The steps of a term and the refusals of a history, in words: Italian and English. No framework, no catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from string import Formatter

from approdo.procedures.rules.definition import StopKind, Unit
from approdo.procedures.sentences import EVENTS, REFUSALS, STEPS

_MONTHS = {
    "it": [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_UNITS = {
    "it": {
        Unit.DAYS: ("giorno", "giorni"),
        Unit.WORKING_DAYS: ("giorno lavorativo", "giorni lavorativi"),
        Unit.MONTHS: ("mese", "mesi"),
        Unit.YEARS: ("anno", "anni"),
    },
    "en": {
        Unit.DAYS: ("day", "days"),
        Unit.WORKING_DAYS: ("working day", "working days"),
        Unit.MONTHS: ("month", "months"),
        Unit.YEARS: ("year", "years"),
    },
}
_KINDS = {
    "it": {
        StopKind.INTEGRATION_REQUEST: "la richiesta di integrazione",
        StopKind.PRELIMINARY_REJECTION: "il preavviso di rigetto",
        StopKind.LEGAL_SUSPENSION: "la sospensione di legge",
    },
    "en": {
        StopKind.INTEGRATION_REQUEST: "the request of further papers",
        StopKind.PRELIMINARY_REJECTION: "the notice before refusal",
        StopKind.LEGAL_SUSPENSION: "the suspension by law",
    },
}
_ELIDED = {"il": "l'", "il_cap": "L'", "dal": "dall'", "al": "all'", "del": "dell'"}


def date_words(day: date, language: str) -> str:
    """The date written out: "11 giugno 2026", "11 June 2026"; the first of the month is "1º" in Italian."""
    number = "1º" if language == "it" and day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[language][day.month - 1]} {day.year}"


def amount_words(amount: int, unit: Unit, language: str) -> str:
    """A length in words: "150 giorni", "1 mese", "24 months"."""
    singular, plural = _UNITS[language][unit]
    return f"{amount} {singular if abs(amount) == 1 else plural}"


def event_words(kind: str, language: str) -> str:
    """The name of an event inside a sentence, with its article; an unknown one keeps its own identifier."""
    words = EVENTS.get(kind)
    return kind.replace("_", " ") if words is None else words[language == "en"]


def _with_article(day: date, article: str) -> str:
    if day.day in (8, 11):  # otto and undici begin with a vowel
        return _ELIDED[article] + date_words(day, "it")
    return f"{'Il' if article == 'il_cap' else article} {date_words(day, 'it')}"


def _plain(value: object, language: str) -> str:
    if isinstance(value, date):
        return date_words(value, language)
    if isinstance(value, int):
        return amount_words(value, Unit.DAYS, language)
    if isinstance(value, tuple):
        if value[0] is None:
            return "nessuna durata fissata" if language == "it" else "no length set"
        return amount_words(value[0], value[1], language)
    if isinstance(value, StopKind):
        return _KINDS[language][value]
    return str(value)


class _Words(dict[object, str]):
    """What a value is called in one form and language, remembered: dates, lengths and stops are few, sentences many.

    `finish` has the last word on each, for sentences that are written into another notation. A refusal repeats what a
    stranger wrote, so its texts are not kept; those of a step come from the definitions.
    """

    def __init__(self, form: str, language: str, finish: Callable[[str], str], keeps_texts: bool) -> None:
        super().__init__()
        self.form, self.language, self.finish, self.keeps_texts = form, language, finish, keeps_texts

    def __missing__(self, value: object) -> str:
        words = self.finish(self._say(value))
        if self.keeps_texts or not isinstance(value, str) or isinstance(value, StopKind):
            self[value] = words
        return words

    def _say(self, value: object) -> str:
        if self.form in _ELIDED and isinstance(value, date):
            return _with_article(value, self.form)
        of_event = self.form.startswith("event")
        words = event_words(str(value), self.language) if of_event else _plain(value, self.language)
        return words[:1].upper() + words[1:] if self.form.endswith("cap") else words


_EVENT_KEYS = frozenset({"event", "closing"})


def _form(key: str, form: str) -> str:
    if form == "raw" or key not in _EVENT_KEYS:
        return form
    return "event_cap" if form == "cap" else "event"


Say = Callable[[Mapping[str, object]], str]


def _compile(template: str, tables: Callable[[str], _Words], finish: Callable[[str], str]) -> Say:
    """What says the sentence of that template, given its values."""
    texts, words, keys = [""], [], []
    for text, key, form, _ in Formatter().parse(template):
        texts[-1] += finish(text)
        if key is not None:
            if key in _ELIDED and form:  # "{dal:start}": the field is the article, what follows is the value
                key, form = form, key
            words.append(tables(_form(key, form or "")))
            keys.append(key)
            texts.append("")
    return _saying(texts, keys, words)


def _saying(texts: list[str], keys: list[str], words: list[_Words]) -> Say:
    # Written out for the lengths that most sentences have: this is the innermost step of every answer.
    if len(keys) == 1:
        (one,), (of_one,), (a, b) = keys, words, texts
        return lambda params: f"{a}{of_one[params[one]]}{b}"
    if len(keys) == 2:
        (one, two), (of_one, of_two), (a, b, c) = keys, words, texts
        return lambda params: f"{a}{of_one[params[one]]}{b}{of_two[params[two]]}{c}"
    if len(keys) == 3:
        (one, two, three), (of_one, of_two, of_three), (a, b, c, d) = keys, words, texts
        return lambda params: f"{a}{of_one[params[one]]}{b}{of_two[params[two]]}{c}{of_three[params[three]]}{d}"
    if len(keys) == 4:
        (one, two, three, four), (of_one, of_two, of_three, of_four), (a, b, c, d, e) = keys, words, texts
        return lambda params: (
            f"{a}{of_one[params[one]]}{b}{of_two[params[two]]}{c}{of_three[params[three]]}{d}{of_four[params[four]]}{e}"
        )
    gaps, last = list(zip(texts, words, keys, strict=False)), texts[-1]
    return lambda params: "".join([text + of[params[key]] for text, of, key in gaps]) + last


def compiled(language: str, finish: Callable[[str], str] = str) -> dict[str, Say]:
    """What says each sentence, by its code, in Italian ("it") or English ("en"); `finish` is applied to each piece of text."""

    found: dict[str, Say] = {}
    for table in (STEPS, REFUSALS):
        tables = cache(partial(_Words, language=language, finish=finish, keeps_texts=table is STEPS))
        found |= {code: _compile(words[language == "en"], tables, finish) for code, words in table.items()}
    return found


_SENTENCES = {language: compiled(language) for language in ("it", "en")}


def sentence(code: str, params: Mapping[str, object], language: str = "it") -> str:
    """The sentence of a step or of a refusal, in Italian ("it") or English ("en"). KeyError on an unknown code."""
    return _SENTENCES[language][code](params)
