"""A table that can be imported as it is. Its people are invented, and their names say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

HEADINGS = (
    "Procedimento", "Codice ALI", "Protocollo", "Data domanda", "Quota imputata il", "Cognome", "Nome",
    "Data di nascita", "Cittadinanza", "Datore di lavoro", "Richiesta integrazione", "Integrazione ricevuta",
    "10 bis ricevuto il", "Osservazioni ricevute il", "Data decisione", "Esito",
)  # fmt: skip
_COUNTRIES = ("Marocco", "Albania", "Bangladesh", "Ecuador", "Ucraina", "Sri Lanka")
_NAMES = ("Esempio", "Prova", "Finta", "Inventata", "Campione", "Modello")
_PEOPLE = ("Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta")
COUNT = 40


def rows(today: date) -> Iterator[tuple[Any, ...]]:
    """Requests filed in the last months, at each point of their life; the last two have something to correct."""
    for number in range(COUNT):
        filed = today - timedelta(days=20 + 7 * number)
        seasonal = number % 3 == 1
        asked = filed + timedelta(days=12) if number % 4 == 2 else None
        told = filed + timedelta(days=18) if number % 8 == 5 else None
        decided = filed + timedelta(days=19) if number % 5 == 4 and told is None else None
        yield (
            ("Ricongiungimento familiare", "Lavoro stagionale", "Cittadinanza per residenza")[number % 3],
            f"ESEMPIO-{number + 1:04d}",
            f"ESEMPIO/{filed.year}/{number + 1:04d}",
            filed,
            filed + timedelta(days=2) if seasonal else None,
            _NAMES[number % len(_NAMES)],
            _PEOPLE[number % len(_PEOPLE)],
            date(1970 + number % 30, 1 + number % 12, 1 + number % 28),
            _COUNTRIES[number % len(_COUNTRIES)] if number != COUNT - 1 else "Atlantide",
            "Azienda agricola di esempio" if seasonal else None,
            asked,
            asked + timedelta(days=5) if asked and number % 8 == 2 else None,
            told,
            None,
            decided,
            "Accolta" if decided else None,
        )
