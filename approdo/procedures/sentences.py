"""The sentences of the steps and of the refusals, Italian and English, as templates for `wording`.

In a template `{x}` is the plain value of `x`; `{il:x}`, `{dal:x}`, `{al:x}`, `{del:x}` put the Italian article of the
day of the month before a date; `{days}` and other whole numbers become "1 giorno", "18 giorni".
"""

from __future__ import annotations

from collections.abc import Mapping

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
