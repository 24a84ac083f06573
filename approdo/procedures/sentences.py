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

# event type -> (Italian, English), with the article, so that they stand inside a sentence
EVENTS: Mapping[str, tuple[str, str]] = {
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
    "returned_irregular": ("la restituzione della domanda irregolare", "the return of the irregular request"),
    "accepted": ("l'accettazione della domanda", "the acceptance of the request"),
    "employer_confirmed": ("la conferma del datore di lavoro", "the employer's confirmation"),
    "contract_signed": ("la firma del contratto di soggiorno", "the signing of the residence contract"),
    "permit_requested": ("la richiesta del permesso di soggiorno", "the request of the residence permit"),
    "first_visit_done": ("la prima visita allo Sportello", "the first visit to the desk"),
    "handed_to_questura": ("il passaggio alla Questura", "the passing to the Questura"),
    "summoned": ("la convocazione allo Sportello", "the summons to the desk"),
    "employer_change_requested": ("la richiesta di cambio del datore di lavoro", "the request to change employer"),
    "revoked": ("la revoca", "the revocation"),
    "decree_signed": ("la firma del decreto", "the signing of the decree"),
    "oath_taken": ("il giuramento", "the oath"),
    "transcribed": ("la trascrizione", "the transcription"),
    "declared_to_municipality": ("la dichiarazione al Comune", "the declaration to the municipality"),
    "session_assigned": ("l'assegnazione della sessione", "the assignment of the session"),
    "convoked": ("la convocazione", "the summons"),
    "test_passed": ("il superamento del test", "the passed test"),
    "test_failed": ("il test non superato", "the failed test"),
    "test_missed": ("l'assenza al test", "the absence from the test"),
    "result_sent_to_questura": ("l'invio dell'esito alla Questura", "the sending of the result to the Questura"),
    "session_attended": ("la partecipazione alla sessione civica", "the attendance of the civic session"),
    "session_missed": ("l'assenza alla sessione civica", "the absence from the civic session"),
    "verification_done": ("la fine della verifica", "the end of the verification"),
    "agreement_extended": ("la proroga dell'accordo", "the extension of the agreement"),
    "opinion_requested": ("la richiesta del parere", "the request of the opinion"),
    "records_access_requested": ("la richiesta di accesso agli atti", "the request for access to the papers"),
    "records_access_notice_received": (
        "l'avviso della richiesta di accesso agli atti",
        "the notice of the request for access to the papers",
    ),
    "civic_access_requested": ("la richiesta di accesso civico", "the request for civic access"),
    "civic_access_notice_received": (
        "l'avviso della richiesta di accesso civico",
        "the notice of the request for civic access",
    ),
    "act_issued": ("l'adozione dell'atto", "the issue of the act"),
    "decision_notified": ("la notifica della decisione", "the notification of the decision"),
    "term_expired": ("la scadenza del termine", "the end of the term"),
    "substitute_power_requested": ("la richiesta del potere sostitutivo", "the request of the substitute power"),
    "measure_notice_received": (
        "la ricezione dell'avviso di avvio della misura",
        "the receipt of the notice of the start of the measure",
    ),
    "person_heard": ("l'audizione o la memoria dell'ospite", "the hearing or the memoir of the guest"),
    "commission_told": ("la comunicazione alla Commissione territoriale", "the notice to the Territorial Commission"),
    "traced": ("il rintraccio o il ritorno dell'ospite", "the tracing or the return of the guest"),
    "contestation_received": ("la ricezione della contestazione", "the receipt of the contestation"),
    "counter_arguments_over": (
        "le controdeduzioni, o l'ultimo giorno per presentarle",
        "the counter-arguments, or the last day to send them",
    ),
    "decision_communicated": (
        "la comunicazione della decisione all'ente gestore",
        "the communication of the decision to the managing body",
    ),
    "judgment_filed": ("il deposito della sentenza", "the filing of the judgment"),
}
