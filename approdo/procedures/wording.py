"""The steps of a term and the refusals of a history, in words: Italian and English. No framework, no catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import getitem, itemgetter
from string import Formatter
from typing import NamedTuple

from approdo.procedures.rules.definition import StopKind, Unit
from approdo.procedures.sentences import REFUSALS, STEPS

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
# event type -> (Italian, English), with the article, so that they stand inside a sentence
_EVENTS = {
    "filed": ("la presentazione della domanda", "the filing of the application"),
    "quota_imputed": ("l'imputazione della domanda a una quota", "the charging of the request to a quota"),
    "integration_requested": ("la richiesta di integrazione", "the request of further papers"),
    "integration_received": ("l'arrivo delle integrazioni", "the arrival of the further papers"),
    "preliminary_rejection_received": ("il preavviso di rigetto", "the notice before refusal"),
    "observations_received": ("l'arrivo delle osservazioni", "the arrival of the observations"),
    "extension_granted": ("la proroga", "the extension"),
    "decided": ("la decisione", "the decision"),
    "withdrawn": ("la rinuncia", "the withdrawal"),
    "granted": ("il rilascio", "the grant"),
    "complete_application": ("la domanda completa", "the complete application"),
    "visa_requested": ("la domanda di visto", "the visa application"),
    "visa_issued": ("il rilascio del visto", "the issue of the visa"),
    "visa_checks_done_notified": (
        "la comunicazione dell'esito dei controlli sul visto",
        "the notice that the visa checks are done",
    ),
    "entered_italy": ("l'ingresso in Italia", "the entry into Italy"),
    "presence_declared": ("la dichiarazione di presenza", "the declaration of presence"),
    "course_ended": ("la fine del corso", "the end of the course"),
    "test_failed_or_unexcused_absence": (
        "il test non superato o l'assenza non giustificata",
        "the failed test or the unexcused absence",
    ),
    "end_of_signing_month": ("la fine del mese della firma", "the end of the month of signing"),
    "signed": ("la firma dell'accordo", "the signing of the agreement"),
    "agreement_expires": ("la scadenza dell'accordo", "the expiry of the agreement"),
    "verification_notified": ("la comunicazione della verifica", "the notice of the verification"),
    "decree_notified": ("la notifica del decreto", "the notification of the decree"),
    "eighteenth_birthday": ("il diciottesimo compleanno", "the eighteenth birthday"),
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
    words = _EVENTS.get(kind)
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
    """What a value is called in one form and language, remembered: dates, lengths and stops are few, sentences many."""

    def __init__(self, form: str, language: str) -> None:
        super().__init__()
        self.form, self.language = form, language

    def __missing__(self, value: object) -> str:
        words = self._say(value)
        if not isinstance(value, str) or isinstance(value, StopKind):  # a stranger's words are not kept
            self[value] = words
        return words

    def _say(self, value: object) -> str:
        if self.form in _ELIDED and isinstance(value, date):
            return _with_article(value, self.form)
        if self.form.startswith("event"):
            words = event_words(str(value), self.language)
        else:
            words = _plain(value, self.language)
        return words[:1].upper() + words[1:] if self.form.endswith("cap") else words


_EVENT_KEYS = frozenset({"event", "closing"})
_WORDS: dict[tuple[str, str], _Words] = {}


def _form(key: str, form: str) -> str:
    if form == "raw" or key not in _EVENT_KEYS:
        return form
    return "event_cap" if form == "cap" else "event"


class _Template(NamedTuple):
    pattern: str
    words: tuple[_Words, ...]
    values: Callable[[Mapping[str, object]], tuple[object, ...]]


def _compile(template: str, language: str) -> _Template:
    pattern, words, keys = "", [], []
    for text, key, form, _ in Formatter().parse(template):
        pattern += text.replace("%", "%%")
        if key is not None:
            if key in _ELIDED and form:  # "{dal:start}": the field is the article, what follows is the value
                key, form = form, key
            name = (_form(key, form or ""), language)
            words.append(_WORDS.setdefault(name, _Words(*name)))
            keys.append(key)
            pattern += "%s"
    # The last key is asked twice so that there are always two or more, and so a tuple.
    return _Template(pattern, tuple(words), itemgetter(*keys, *keys[-1:]) if keys else lambda params: ())


_SENTENCES = {
    language: {code: _compile(words[place], language) for table in (STEPS, REFUSALS) for code, words in table.items()}
    for place, language in enumerate(("it", "en"))
}


def sentence(code: str, params: Mapping[str, object], language: str = "it") -> str:
    """The sentence of a step or of a refusal, in Italian ("it") or English ("en"). KeyError on an unknown code."""
    pattern, words, values = _SENTENCES[language][code]
    return pattern % tuple(map(getitem, words, values(params)))
