"""The steps of a term and the refusals of a history, in words: Italian and English. No framework, no catalogue.

In a template `{x}` is the plain value of `x`; `{il:x}`, `{dal:x}`, `{al:x}`, `{del:x}` put the Italian article of the
day of the month before a date; `{days}` and other whole numbers become "1 giorno", "18 giorni".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import getitem, itemgetter
from string import Formatter
from typing import NamedTuple

from approdo.procedures.rules.definition import StopKind, Unit

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

# code -> (Italian, English)
STEPS: Mapping[str, tuple[str, str]] = {
    "version_by_event": (
        "Vale la regola in vigore {dal:valid_from} ({length}): la data che conta è {il:date}, {event}.",
        "The rule in force since {valid_from} applies ({length}): the date that counts is {date}, {event}.",
    ),
    "version_by_today": (
        "Vale la regola in vigore {dal:valid_from} ({length}): è quella di oggi.",
        "The rule in force since {valid_from} applies ({length}): it is today's.",
    ),
    "version_pinned": (
        "Vale la regola in vigore {dal:valid_from} ({length}): l'ha scelta un funzionario.",
        "The rule in force since {valid_from} applies ({length}): an official chose it.",
    ),
    "no_version": (
        "La prima regola nota vale {dal:first}: per {il:date} manca la durata e la scadenza non si calcola.",
        "The first known rule applies since {first}: for {date} no length is known and no due date is computed.",
    ),
    "no_term": (
        "Questo procedimento non ha un termine da calcolare.",
        "This procedure has no term to compute.",
    ),
    "not_started": (
        "Il termine non è ancora partito: manca {event}.",
        "The term has not started yet: {event} is missing.",
    ),
    "started": ("Il termine parte {il:date}: {event}.", "The term starts on {date}: {event}."),
    "no_amount": (
        "Il termine è partito {il:date}, ma la legge non fissa una durata: non c'è una scadenza.",
        "The term started on {date}, but the law sets no figure: there is no due date.",
    ),
    "nominal": (
        "{length} {dal:start}, senza contare quel giorno, portano {al:due}.",
        "{length} from {start}, that day not counted, lead to {due}.",
    ),
    "saturday_working": (
        "Il sabato conta come giorno lavorativo: è il calcolo più prudente.",
        "Saturday counts as a working day: it is the safer count.",
    ),
    "saturday_not_working": (
        "Il sabato non conta come giorno lavorativo: così ha scelto l'ufficio.",
        "Saturday does not count as a working day: the office chose so.",
    ),
    "request": (
        "La richiesta di integrazione sospende il termine {dal:start} {al:end}: {days}.",
        "The request of further papers suspends the term from {start} to {end}: {days}.",
    ),
    "request_capped": (
        "La richiesta di integrazione sospende il termine {dal:start} {al:end}: {days}; la legge ferma la sospensione a {cap}.",
        "The request of further papers suspends the term from {start} to {end}: {days}; the law allows {cap} at most.",
    ),
    "request_open": (
        "La richiesta di integrazione tiene fermo il termine {dal:start}; a oggi sono {days}.",
        "The request of further papers holds the term since {start}; {days} up to today.",
    ),
    "request_at_end": (
        "La richiesta di integrazione ha tenuto fermo il termine {dal:start} alla chiusura della pratica: {days}.",
        "The request of further papers held the term from {start} until the file was closed: {days}.",
    ),
    "interruption": (
        "La richiesta di integrazione ricevuta {il:start} interrompe il termine, che riparte per intero {dal:end}.",
        "The request of further papers received on {start} interrupts the term, which starts whole again on {end}.",
    ),
    "interruption_capped": (
        "La richiesta di integrazione ricevuta {il:start} interrompe il termine, che dopo {cap} riparte per intero {dal:end}.",
        "The request of further papers received on {start} interrupts the term; after {cap} it starts whole again on {end}.",
    ),
    "interruption_open": (
        (
            "La richiesta di integrazione ricevuta {il:start} interrompe il termine, che ripartirà per intero quando "
            "arrivano i documenti."
        ),
        (
            "The request of further papers received on {start} interrupts the term, which will start whole again when the "
            "papers arrive."
        ),
    ),
    "interruption_at_end": (
        "La richiesta di integrazione ricevuta {il:start} ha interrotto il termine fino alla chiusura della pratica.",
        "The request of further papers received on {start} interrupted the term until the file was closed.",
    ),
    "notice_answered": (
        (
            "Preavviso ricevuto {il:start}, risposta possibile fino {al:reply_by}, osservazioni {del:observations}: "
            "il termine resta sospeso fino {al:end}, {days}."
        ),
        (
            "Notice received on {start}, reply allowed until {reply_by}, observations of {observations}: the term is "
            "suspended until {end}, {days}."
        ),
    ),
    "notice_answered_late": (
        (
            "Preavviso ricevuto {il:start}, risposta possibile fino {al:reply_by}; le osservazioni {del:observations} sono "
            "tardive: si leggono, ma il termine resta sospeso solo {days}."
        ),
        (
            "Notice received on {start}, reply allowed until {reply_by}; the observations of {observations} are late: they "
            "are read, but the term is suspended for {days} only."
        ),
    ),
    "notice_unanswered": (
        "Preavviso ricevuto {il:start}, nessuna osservazione entro {il:reply_by}: il termine resta sospeso {days}.",
        "Notice received on {start}, no observations by {reply_by}: the term is suspended for {days}.",
    ),
    "notice_open": (
        "Preavviso ricevuto {il:start}: il termine è fermo e si può rispondere fino {al:reply_by}; a oggi sono {days}.",
        "Notice received on {start}: the term is held and a reply is allowed until {reply_by}; {days} up to today.",
    ),
    "notice_at_end": (
        "Preavviso ricevuto {il:start}: il termine è rimasto fermo fino alla chiusura della pratica, {days}.",
        "Notice received on {start}: the term was held until the file was closed, {days}.",
    ),
    "legal_suspension": (
        "I giorni {dal:start} {al:last} non contano per legge: {days}.",
        "By law the days from {start} to {last} do not count: {days}.",
    ),
    "stop_cut_at_start": (
        "Per {kind} contano solo i giorni {dal:clock}, quando il termine è partito.",
        "For {kind} only the days since {clock}, when the term started, count.",
    ),
    "counted_once": (
        "Per {kind} {days} erano già sospesi: contano una volta sola.",
        "For {kind} {days} were already suspended: they count once.",
    ),
    "no_effect_by_setting": (
        "La richiesta di integrazione ricevuta {il:start} non ferma il termine: così ha scelto l'ufficio.",
        "The request of further papers received on {start} does not stop the term: the office chose so.",
    ),
    "stop_before_start": (
        "{kind:cap}, {del:start}, era già finita quando il termine è partito {il:clock}: nessun effetto.",
        "{kind:cap} of {start} was over when the term started on {clock}: no effect.",
    ),
    "stop_after_due": (
        "Il termine era già scaduto {il:due}: nessun effetto per {kind} {del:start}.",
        "The term was already over on {due}: no effect for {kind} of {start}.",
    ),
    "only_first_counts": (
        "La richiesta di integrazione ricevuta {il:start} non ferma il termine: la legge lo consente una volta sola.",
        "The request of further papers received on {start} does not stop the term: the law allows it only once.",
    ),
    "same_day": (
        "La richiesta di integrazione ricevuta {il:start} si è chiusa lo stesso giorno: nessun giorno di sospensione.",
        "The request of further papers received on {start} ended on the same day: no day of suspension.",
    ),
    "request_no_rule": (
        "La richiesta di integrazione ricevuta {il:start} non ferma questo termine.",
        "The request of further papers received on {start} does not stop this term.",
    ),
    "notice_no_rule": (
        "Il preavviso di rigetto ricevuto {il:start} non ferma questo termine.",
        "The notice before refusal received on {start} does not stop this term.",
    ),
    "extension": (
        "Con la proroga {del:granted} il termine arriva a {length}.",
        "With the extension of {granted} the term reaches {length}.",
    ),
    "extension_not_allowed": (
        "La proroga {del:granted} non ha effetto: la legge non la prevede per questo termine.",
        "The extension of {granted} has no effect: the law allows none for this term.",
    ),
    "extension_too_late": (
        "La proroga {del:granted} non ha effetto: il termine era già scaduto {il:due}.",
        "The extension of {granted} has no effect: the term was already over on {due}.",
    ),
    "restarted": (
        "Dopo l'interruzione {length} {dal:start}, con altri {days} di sospensione, portano {al:due}.",
        "After the interruption {length} from {start}, with {days} more of suspension, lead to {due}.",
    ),
    "lengthened": (
        "In tutto il termine è rimasto fermo {days}: si arriva {al:due}.",
        "In all the term was held for {days}: it reaches {due}.",
    ),
    "moved_holiday": (
        "{il_cap:due} è festa ({name_it}): la scadenza passa {al:moved}.",
        "{due} is a holiday ({name_en}): the due date moves to {moved}.",
    ),
    "moved_sunday": (
        "{il_cap:due} è domenica: la scadenza passa {al:moved}.",
        "{due} is a Sunday: the due date moves to {moved}.",
    ),
    "moved_saturday": (
        "{il_cap:due} è sabato e l'ufficio lo tratta come festivo: la scadenza passa {al:moved}.",
        "{due} is a Saturday, which the office treats as a holiday: the due date moves to {moved}.",
    ),
    "due": ("La scadenza è {il:due}.", "The due date is {due}."),
    "due_provisional": (
        "Se la sospensione finisse oggi la scadenza sarebbe {il:due}.",
        "If the stop ended today the due date would be {due}.",
    ),
    "max_due": (
        "Con una proroga motivata si potrebbe arrivare a {length}, cioè {al:due}.",
        "A reasoned extension could bring it to {length}, that is to {due}.",
    ),
    "expired": (
        "La scadenza {del:due} è passata da {days}.",
        "The due date of {due} passed {days} ago.",
    ),
    "ended_decided": (
        "La pratica è stata decisa {il:date}: il termine è finito.",
        "The file was decided on {date}: the term is over.",
    ),
    "ended_withdrawn": (
        "L'interessato ha rinunciato {il:date}: il termine è finito.",
        "The applicant withdrew on {date}: the term is over.",
    ),
}

REFUSALS: Mapping[str, tuple[str, str]] = {
    "twice": (
        "{event:cap} è indicata due volte ({first} e {date}): lascia solo la data giusta.",
        "{event:cap} is given twice ({first} and {date}): keep only the right date.",
    ),
    "before_filing": (
        "{event:cap} ({date}) viene prima della presentazione della domanda ({filed}): correggi una delle due date.",
        "{event:cap} ({date}) comes before the filing of the application ({filed}): correct one of the two dates.",
    ),
    "request_already_open": (
        (
            "C'è già una richiesta di integrazione aperta {dal:since}: registra l'arrivo dei documenti prima di quella "
            "{del:date}."
        ),
        "A request of further papers is open since {since}: record the arrival of the papers before that of {date}.",
    ),
    "papers_without_request": (
        (
            "Le integrazioni arrivate {il:date} non rispondono a nessuna richiesta aperta: registra prima la richiesta o "
            "correggi la data."
        ),
        "The papers received on {date} answer no open request: record the request first or correct the date.",
    ),
    "observations_without_notice": (
        (
            "Le osservazioni {del:date} arrivano senza un preavviso di rigetto prima: registra il preavviso o correggi la "
            "data."
        ),
        "The observations of {date} come with no notice before refusal: record the notice or correct the date.",
    ),
    "after_closing": (
        (
            "{event:cap} ({date}) viene dopo la chiusura della pratica ({closed}, {closing}): correggi le date o togli "
            "l'evento."
        ),
        (
            "{event:cap} ({date}) comes after the file was closed ({closed}, {closing}): correct the dates or drop the "
            "event."
        ),
    ),
    "unknown_event": (
        "L'evento «{event:raw}» non esiste nel procedimento «{procedure}»: controlla come è scritto.",
        "The event “{event:raw}” does not exist in the procedure “{procedure}”: check its spelling.",
    ),
    "in_future": (
        "{event:cap} ha una data futura ({date}, oggi è {il:today}): correggi la data.",
        "{event:cap} has a date in the future ({date}, today is {today}): correct the date.",
    ),
    "unknown_term": (
        "Il procedimento «{procedure}» non ha il termine «{term}»: controlla come è scritto.",
        "The procedure “{procedure}” has no term “{term}”: check its spelling.",
    ),
    "unknown_version": (
        "Il termine «{term}» non ha una versione {dal:date}: scegli una di quelle esistenti.",
        "The term “{term}” has no version since {date}: choose one of those that exist.",
    ),
}


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
