"""What is wrong in the reception of the demonstration, on purpose, each with the answer that Approdo must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from approdo.config.demonstration.reception import register as said
from approdo.config.demonstration.reception.guest_rows import guest_id
from approdo.config.demonstration.reception.living import SHORTAGE, TOO_MANY, Living, StayPlan
from approdo.config.demonstration.reception.place_rows import body_id, centre_id, contract_id
from approdo.config.demonstration.reception.places import (
    DANGEROUS,
    LAPSED_BODY,
    OVERFULL,
    RECTIFIED,
    SAME_MINUTE,
    UNCONFIRMED,
    UNSECURED_BODY,
)
from approdo.config.demonstration.reception.register import Register
from approdo.core.rules.nights import Nights, NightSet, month_of


@dataclass(frozen=True, slots=True)
class Mistake:
    """One of them, with the place and the person it is about. `kind` is the word that the queries use for it."""

    id: str
    what: str
    answer: str
    kind: str
    subject: UUID  # of the centre, the body or the contract
    where: str  # what to look for: the name of the centre, of the body or of the contract
    guest: UUID | None = None
    name: str = ""
    nights: NightSet = ()
    number: int = 0  # of nights, or of persons above the places each night


def mistakes(living: Living, register: Register) -> tuple[Mistake, ...]:
    """All of a copy of the province that have happened on the day of the register, in a fixed order."""
    found = [*_of_nights(register), *_of_places(living, register), *_of_proofs(living, register)]
    return tuple(sorted(found, key=lambda one: (one.id, one.where)))


def _of_nights(register: Register) -> Iterator[Mistake]:
    """What the register of a month does not agree with."""
    stays = {(stay.scenario, stay.by_transfer): stay for stay in register.stays if stay.scenario}
    for key, days, name, kind, what, answer in NIGHTS:
        stay = stays.get(key)
        nights = register.span(days, in_a_month=name in ("police_elsewhere", "not_signed"))
        if stay is not None and nights.first < register.until:
            told = Nights(nights.first, min(nights.until, register.until))
            yield _of_guest(stay, name, kind, what, answer, told)


NIGHTS = (
    (("double_presence", True), said.WRITTEN_BEFORE, "double_presence", "elsewhere",
     "Due centri scrivono presente la stessa persona le stesse notti.",
     "La persona dormiva nel centro che ha lasciato: le 4 notti dell'altro non si pagano."),
    (("signed_after_transfer", False), said.WRITTEN_AFTER_TRANSFER, "signed_after_transfer", "elsewhere",
     "Notti scritte dal centro lasciato, quando la persona era già in un altro.",
     "Le 3 notti dopo il trasferimento spettano al centro di arrivo."),
    (("signed_after_exit", False), said.WRITTEN_AFTER_EXIT, "signed_after_exit", "after_exit",
     "Presenze scritte dopo l'uscita dall'accoglienza.", "Le 7 notti dopo l'uscita non si pagano."),
    (("signed_while_away", False), said.AWAY_AND_SIGNED, "signed_while_away", "absence",
     "Presenza scritta in notti di assenza autorizzata.", "Le 4 notti sono di assenza: niente pocket money."),
    (("police_elsewhere", False), said.SEEN_BY_POLICE, "police_elsewhere", "witness",
     "Presenza scritta, ma la polizia dice che la persona non c'era.", "Vale la parola della polizia per 2 notti."),
    (("not_signed", False), said.UNSIGNED, "not_signed", "not_signed",
     "Tre notti non firmate e mai risolte.", "Il mese non si può chiudere finché non si dice dove dormiva."),
    (("alert", False), (said.GONE_SINCE, -20), "alert", "alert",
     "Assente senza motivo da più di 72 ore.", "Il pagamento si ferma dalla prima notte; nulla è revocato da solo."),
)  # fmt: skip


def _of_guest(stay: StayPlan, name: str, kind: str, what: str, answer: str, nights: Nights) -> Mistake:
    human = stay.human
    return Mistake(
        name, what, answer, kind, centre_id(stay.centre), stay.centre.name, guest_id(stay.household, stay.place),
        f"{human.family_name} {human.given_name}", (nights,), nights.count,
    )  # fmt: skip


def _of_places(living: Living, register: Register) -> Iterator[Mistake]:
    centres, end, until = living.land.centres, living.land.end, register.until
    shortage = end - timedelta(days=SHORTAGE)
    if shortage < until:
        yield Mistake(
            "over_capacity", "Tolti dei posti a un centro pieno, senza ordinanza.",
            f"Da quel giorno {TOO_MANY} persone ogni notte sono oltre i posti autorizzati.", "over_capacity",
            centre_id(centres[OVERFULL]), centres[OVERFULL].name, nights=(Nights(shortage, until),), number=TOO_MANY,
        )  # fmt: skip
    alike = _month(register.before_end(said.SAME_MINUTE_MONTH))
    if alike.until < until:
        yield Mistake(
            "same_minute", "Tutte le notti di un mese confermate nello stesso minuto.",
            "Il registro non è stato tenuto notte per notte.", "same_minute", centre_id(centres[SAME_MINUTE]),
            centres[SAME_MINUTE].name, nights=(alike,), number=alike.count,
        )  # fmt: skip
    yield Mistake(
        "not_confirmed", "Le ultime due notti non sono confermate.", "Aspettano chi gestisce il centro.", "not_confirmed",
        centre_id(centres[UNCONFIRMED]), centres[UNCONFIRMED].name,
        nights=(Nights(until - timedelta(days=2), until),), number=2,
    )  # fmt: skip
    again = _month(register.before_end(said.RECTIFIED_MONTH))
    if register.before_end(said.RECTIFIED_ON) <= until:
        yield Mistake(
            "rectification", "Un mese sigillato è in rettifica.", "La prima edizione resta com'è; la seconda è aperta.",
            "rectification", centre_id(centres[RECTIFIED]), centres[RECTIFIED].name, nights=(again,), number=2,
        )  # fmt: skip


def _of_proofs(living: Living, register: Register) -> Iterator[Mistake]:
    """What has expired."""
    land, until = living.land, register.until
    lapsed = land.bodies[LAPSED_BODY]
    if lapsed.lapsed is not None and lapsed.lapsed < until:
        yield Mistake(
            "durc_expired", "Il DURC di un ente è scaduto.", "Niente pagamenti, contratti e nuovi ospiti finché manca.",
            "durc", body_id(lapsed), lapsed.name,
        )  # fmt: skip
    if _expired(land.end, 20, until):
        for contract in land.contracts:
            if contract.body is land.bodies[UNSECURED_BODY]:
                yield Mistake(
                    "guarantee_expired", "La garanzia di un contratto è scaduta.", "Va rinnovata: non ferma nulla da sola.",
                    "guarantee", contract_id(contract), contract.title,
                )  # fmt: skip
    if _expired(land.end, 33, until):
        centre = land.centres[DANGEROUS]
        yield Mistake(
            "certificate_expired", "Il certificato contro gli incendi è scaduto.", "Va rinnovato: non ferma nulla da solo.",
            "certificate", centre_id(centre), centre.name,
        )  # fmt: skip


def _expired(end: date, days: int, until: date) -> bool:
    return end - timedelta(days=days) < until


def _month(day: date) -> Nights:
    return month_of(day.year, day.month)
