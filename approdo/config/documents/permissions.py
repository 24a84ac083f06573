"""`docs/permissions.md`: who may do what, in plain words, for the data-protection officer. In Italian."""

from __future__ import annotations

from approdo.core.access.permissions import Permission as P
from approdo.core.access.roles import ROLES, Role

ROLE_WORDS = {
    Role.EXECUTIVE: ("Dirigente", "firma i provvedimenti e sceglie le impostazioni dell'ufficio"),
    Role.OFFICER: ("Funzionario responsabile", "segue i fascicoli dall'istanza alla proposta e firma per delega"),
    Role.LEGAL_OPERATOR: (
        "Operatore legale",
        "prepara per l'ente convenzionato; non decide né vede i pareri di polizia",
    ),
    Role.ADMINISTRATOR: ("Amministratore", "gestisce utenti, chiavi e impostazioni; non vede alcun fascicolo"),
    Role.AUDITOR: ("Responsabile della protezione dei dati", "legge il registro degli atti e degli accessi"),
    Role.NATIONAL_OBSERVER: (
        "Osservatore nazionale",
        "legge i conteggi di tutte le prefetture; non vede alcun fascicolo",
    ),
    Role.RECEPTION_OFFICER: (
        "Funzionario dell'accoglienza",
        "amministra convenzioni e centri, dispone gli inserimenti, controlla e sigilla i registri",
    ),
    Role.CENTRE_OPERATOR: (
        "Operatore di centro",
        "tiene il registro dei centri del proprio ente, risponde alle contestazioni e ne segue i pagamenti; non vede altro",
    ),
    Role.TRANSLATOR: (
        "Traduttore",
        "mediatore o traduttore: scrive in altre lingue i testi della rete; non vede altro",
    ),
    Role.TRANSLATION_REVIEWER: (
        "Revisore delle traduzioni",
        "scrive le notizie della rete e rilegge ciò che altri hanno tradotto; non vede altro",
    ),
    Role.NETWORK_EDITOR: (
        "Redattore della rete",
        "tiene e pubblica enti, servizi, sedi, orari, referenti, mediatori, notizie, opportunità e uscite, ne rilegge le "
        "traduzioni, tiene protocolli e tavoli, "
        "legge che cosa dicono i lettori del portale; non vede fascicoli né persone",
    ),
    Role.NETWORK_MEMBER: (
        "Membro della rete",
        "tiene le schede del proprio ente: servizi, sedi, orari, referenti, opportunità, uscite; vede i protocolli e i tavoli "
        "di cui l'ente fa parte; non vede altro",
    ),
}

PERMISSION_WORDS = {
    P.CASE_SEE: "vedere i fascicoli dell'ufficio",
    P.CASE_SEE_POLICE_OPINIONS: "vedere i pareri della Questura",
    P.CASE_OPEN: "aprire un fascicolo",
    P.CASE_REGISTER: "registrarlo con un numero di protocollo",
    P.CASE_ASSIGN: "assegnare fascicoli",
    P.CASE_WORK: "lavorare un fascicolo (richieste, pareri, preavvisi)",
    P.CASE_CHECK_DOCUMENTS: "controllare i documenti",
    P.CASE_RECORD_EVENT: "registrare un fatto che muove il termine",
    P.CASE_CORRECT_EVENT: "correggere un fatto registrato male",
    P.CASE_PIN_VERSION: "fissare la versione della norma che si applica, con motivo",
    P.CASE_PRIORITISE: "dare la precedenza a un fascicolo",
    P.CASE_WRITE_LETTER: "scrivere una lettera",
    P.CASE_DISPATCH_LETTER: "spedire una lettera",
    P.CASE_PROPOSE: "proporre la decisione",
    P.CASE_DECIDE: "decidere",
    P.CASE_LITIGATE: "seguire il contenzioso e il potere sostitutivo",
    P.CASE_IMPORT: "importare fascicoli da un file",
    P.CASE_EXPORT: "esportare elenchi",
    P.CASE_MEASURE: "vedere le misure dell'ufficio",
    P.NATIONAL_SEE: "vedere i conteggi dei fascicoli aperti di tutte le prefetture",
    P.PERSON_SEE: "vedere le persone",
    P.PERSON_EDIT: "correggere i dati di una persona",
    P.PERSON_MERGE: "unire due schede della stessa persona",
    P.PERSON_SEE_SPECIAL: "leggere dati particolari, dichiarando lo scopo (la lettura è registrata)",
    P.PERSON_EDIT_SPECIAL: "scrivere dati particolari",
    P.RECEPTION_SEE: "vedere centri, ospiti e registri della provincia",
    P.RECEPTION_SEE_OWN: "vedere centri, ospiti e registri del proprio ente",
    P.CONTRACT_EDIT: "scrivere enti gestori, accordi e contratti",
    P.CENTRE_EDIT: "scrivere centri, posti e certificati",
    P.GUEST_EDIT: "scrivere i dati di un ospite",
    P.STAY_PLACE: "disporre l'inserimento in un centro",
    P.STAY_RECORD: "registrare ingressi e uscite",
    P.STAY_CORRECT: "correggere un soggiorno, con motivo",
    P.NIGHT_RECORD: "registrare e confermare le presenze di una notte",
    P.ABSENCE_AUTHORISE: "autorizzare un'assenza",
    P.MONTH_CLOSE: "chiudere il registro di un mese",
    P.MONTH_CHECK: "controllare il registro di un mese",
    P.MONTH_SEAL: "sigillare il registro di un mese e rettificarlo",
    P.MEASURE_REPORT: "segnalare alla Prefettura un ospite del proprio centro per una misura",
    P.MEASURE_PREPARE: "avviare e preparare le misure verso gli ospiti, leggerle ed eseguirle",
    P.MEASURE_DECIDE: "firmare le misure verso gli ospiti e il ripristino dell'accoglienza",
    P.ACCOUNTING_SEE: "vedere rendiconti, rilievi e fatture",
    P.STATEMENT_COMPUTE: "calcolare i rendiconti dai registri sigillati",
    P.EVIDENCE_RECORD: "registrare firme del pocket money, sospensioni, ore del personale e aliquote",
    P.FINDING_RESOLVE: "rispondere ai rilievi",
    P.INVOICE_RECEIVE: "ricevere le fatture e abbinarle al contratto",
    P.INVOICE_ANSWER: "accettare, far correggere o rifiutare le fatture",
    P.COMMITMENT_RECORD: "registrare gli impegni di spesa di una convenzione",
    P.SETTLEMENT_SEE_OWN: "vedere a che punto sono i pagamenti del proprio ente",
    P.SETTLEMENT_PREPARE: "preparare la liquidazione, registrarne le verifiche e il pagamento",
    P.SETTLEMENT_APPROVE: "approvare o annullare la liquidazione preparata da un altro",
    P.DEDUCTION_PREPARE: "proporre penali e recuperi, contestarli, comunicarne la decisione",
    P.DEDUCTION_ANSWER: "vedere le trattenute contestate al proprio ente e inviare controdeduzioni",
    P.DEDUCTION_DECIDE: "firmare la decisione su penali e recuperi",
    P.NEWS_EDIT: "scrivere le notizie della rete",
    P.NETWORK_TRANSLATE: "tradurre i testi della rete",
    P.NETWORK_REVIEW_TRANSLATIONS: "rileggere le traduzioni, accettarle o rimandarle",
    P.NETWORK_SEE: "vedere enti, servizi, sedi e referenti della rete, senza i luoghi protetti",
    P.NETWORK_SEE_OWN: "vedere le schede del proprio ente della rete",
    P.NETWORK_EDIT: "scrivere, cambiare e confermare le schede della rete che si vedono, con orari e lingue",
    P.NETWORK_PUBLISH: "pubblicare e ritirare servizi e sedi",
    P.NETWORK_MANAGE: "registrare e pubblicare enti, assegnarne le schede, proteggere e trasferire servizi",
    P.NETWORK_SEE_PROTECTED: "leggere dove si trova un luogo protetto, dichiarando lo scopo",
    P.GOVERNANCE_SEE: "vedere i protocolli di cui il proprio ente è parte e i tavoli a cui siede",
    P.GOVERNANCE_EDIT: "vedere e tenere tutti i protocolli e i tavoli, con membri, riunioni, verbali e azioni",
    P.MEDIATOR_SEE: "cercare e vedere i mediatori",
    P.MEDIATOR_EDIT: "registrare e cambiare i mediatori",
    P.DEFINITION_SEE: "vedere le regole dei procedimenti",
    P.OFFICE_CONFIGURE: "cambiare le impostazioni dell'ufficio, con motivo",
    P.USER_MANAGE: "invitare utenti, dare e togliere ruoli, disabilitare",
    P.TOKEN_MANAGE: "creare e revocare le chiavi dell'API",
    P.FEEDBACK_SEE: "leggere che cosa dicono i lettori delle pagine del portale, senza sapere chi sono",
    P.AUDIT_SEE: "leggere il registro degli atti e degli accessi",
}


def permissions_page() -> str:
    """The whole document, in Markdown."""
    lines = [
        "# Chi può fare che cosa",
        "",
        "Documento generato da `approdo/core/access/roles.py`: non si corregge a mano.",
        "",
        "Ogni ruolo vale in una sola prefettura e nei giorni scritti nell'incarico. Ciò che non si può vedere risulta",
        "inesistente; ciò che si vede ma non si può fare è rifiutato con una frase.",
        "",
    ]
    lines += [f"- **{name}**: {words}." for name, words in (ROLE_WORDS[role] for role in Role)]
    names = [ROLE_WORDS[role][0] for role in Role]
    lines += ["", f"| Atto | {' | '.join(names)} |", f"| --- |{' :-: |' * len(names)}"]
    for permission in P:
        marks = " | ".join("sì" if permission in ROLES[role] else "–" for role in Role)
        words = PERMISSION_WORDS[permission]
        lines.append(f"| {words[0].upper()}{words[1:]} (`{permission.value}`) | {marks} |")
    return "\n".join(lines) + "\n"
