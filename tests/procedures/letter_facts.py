"""One invented file and everything its letters could need."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from approdo.procedures.rules.definition import StopEffect
from approdo.procedures.rules.letter_composition import formal_name
from approdo.procedures.rules.letters import (
    Addressee,
    AnsweredObservation,
    Authority,
    LetterFacts,
    LetterPerson,
    LocalText,
    MissingItem,
    PendingOpinion,
    Remedy,
    RemedyKind,
)

TAR = "Tribunale amministrativo regionale per la Liguria"
ALL_REMEDIES = (
    Remedy(RemedyKind.REGIONAL_COURT, TAR),
    Remedy(RemedyKind.EXTRAORDINARY_APPEAL),
    Remedy(RemedyKind.SUBSTITUTE_POWER, "il dirigente vicario"),
    Remedy(RemedyKind.SILENCE_ACTION, TAR),
)


def opinion(number: int, procedure: str = "Conversione del permesso", waiting_days: int = 40) -> PendingOpinion:
    """A pending opinion with a number of its own."""
    return PendingOpinion(
        reference=f"P-SV/{number:04}",
        person=f"Persona Inventata {number}",
        procedure=procedure,
        opinion="assenza di motivi ostativi",
        requested_on=datetime.date(2026, 3, 11) - datetime.timedelta(days=waiting_days),
        waiting_days=waiting_days,
    )


WHOLE = LetterFacts(
    authority=Authority(
        name=formal_name("Savona"),
        seat="Savona",
        office="Sportello unico per l'immigrazione",
        certified_mail="sui@savona.example",
        address="Via di Prova 1, Savona",
    ),
    addressee=Addressee("Karim Esempio", "كريم مثال", ("Via dell'Esempio 8", "17100 Savona SV")),
    letter_date=datetime.date(2026, 3, 11),
    responsible_officer="Lucia Inventata",
    signatory_name="Mario Fittizio",
    signatory_title="Il dirigente",
    procedure=LocalText("Nulla osta al ricongiungimento familiare", (("ar", "تصريح لم الشمل"),)),
    letter_protocol="0099999",
    protocol_number="0012345",
    protocol_date=datetime.date(2026, 1, 13),
    external_code="P-SV/L/N/2026/100123",
    persons=(LetterPerson("Amina Esempio", "آمنة", datetime.date(1990, 5, 1), True, "Marocco"),),
    filed_on=datetime.date(2026, 1, 12),
    due_on=datetime.date(2026, 6, 11),
    due_reason="150 giorni, articolo 29, comma 8, D.Lgs. 286/1998",
    papers=LocalText("nel portale ALI"),
    send_to=LocalText("nel portale ALI, pagina della domanda"),
    items_missing=(
        MissingItem(
            LocalText("Idoneità alloggiativa", (("en", "Housing certificate"), ("ar", "شهادة السكن"))),
            LocalText("è scaduta", (("en", "it has expired"),)),
        ),
    ),
    reply_days=10,
    stop_effect=StopEffect.SUSPEND,
    stop_cap_days=30,
    reasons=(LocalText("Il reddito è di 7.000 euro, sotto la soglia."),),
    legal_basis=("articolo 29, comma 3, D.Lgs. 286/1998",),
    notice_received_on=datetime.date(2026, 5, 20),
    observations_on=datetime.date(2026, 5, 28),
    observations=(AnsweredObservation("Il fratello ha un reddito.", "Il fratello non è convivente."),),
    next_steps=(LocalText("Chieda il visto entro sei mesi."),),
    remedies=ALL_REMEDIES,
    decided_on=datetime.date(2026, 6, 8),
    measures=(LocalText("Revoca dell'accoglienza", (("en", "Withdrawal of reception"),)),),
    weighing=(LocalText("Nulla di più lieve basta."),),
    remedies_said="Ricorso al TAR.",
    pending=(opinion(1), opinion(2, "Ricongiungimento", 80), opinion(3, "Ricongiungimento", 90)),
)


def facts(**changes: Any) -> LetterFacts:
    """The whole facts with some of them changed."""
    return replace(WHOLE, **changes)
