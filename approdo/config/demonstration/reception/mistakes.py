"""What is wrong in the reception of the demonstration, on purpose, each with what must report it and the answer due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from approdo.accounting.rules.irregularities import Irregularity
from approdo.config.demonstration.accounts import Office
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
    SHORT_LOT,
    SILENT_LOT,
    UNCONFIRMED,
    UNPRICED_LOT,
    UNSECURED_BODY,
    ContractPlan,
)
from approdo.config.demonstration.reception.register import Register
from approdo.config.demonstration.reception.write import told
from approdo.config.demonstration.story import World
from approdo.core.rules.nights import Nights, NightSet, month_of
from approdo.reception.rules.expiries import Subject
from approdo.reception.rules.presence import Disagreement


class Finder(StrEnum):
    """What must report a mistake."""

    REGISTER = "register"  # the month of a centre, while it is counter-checked
    TO_DO = "to_do"  # what waits for somebody, on the pages of reception
    EXPIRIES = "expiries"  # the calendar of what expires
    ACCOUNTING = "accounting"  # the findings of a statement, once the month is sealed


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that must be reported. `subject`: the centre, the body or the contract that it is about."""

    by: Finder
    kind: str
    subject: UUID
    guest: UUID | None = None
    nights: NightSet = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One of them, with the place and the person it is about; `reports` is what must be said of it."""

    id: str
    what: str
    answer: str
    where: str  # what to look for: the name of the centre, of the body or of the contract
    name: str = ""
    nights: NightSet = ()
    number: int = 0  # persons above the places each night
    reports: tuple[Report, ...] = ()


def mistakes(living: Living, register: Register) -> tuple[Mistake, ...]:
    """All of a copy of the province that have happened on the day of the register, in a fixed order."""
    found = [
        *_of_nights(register), *_told_late(register), *_of_places(living, register), *_of_contracts(living, register),
        *_of_proofs(living, register),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.id, one.where)))


def of_office(world: World, office: Office, start: date, until: date, seed: str) -> tuple[Mistake, ...]:
    """Those of the first copy of an office, as the demonstration stands on a day."""
    living, register = told(world, office, 0, start, until, seed)
    return mistakes(living, register)


def _of_nights(register: Register) -> Iterator[Mistake]:
    """What the register of a month does not agree with."""
    stays = _stays(register)
    for key, days, name, kind, cost, what, answer in NIGHTS:
        nights = register.unsigned() if days is said.UNSIGNED else register.mistaken(days)
        if days == (said.GONE_SINCE, -20):
            nights = Nights(register.before_end(said.GONE_SINCE), register.until)
        if key in stays and nights.first < register.until:
            so_far = Nights(nights.first, min(nights.until, register.until))
            yield _of_guest(stays[key], name, kind, cost, what, answer, so_far, register)


def _stays(register: Register) -> dict[tuple[str, bool], StayPlan]:
    return {(stay.scenario, stay.by_transfer): stay for stay in register.stays if stay.scenario}


NIGHTS: tuple[tuple[tuple[str, bool], tuple[int, int], str, str, str, str, str], ...] = (
    (("double_presence", True), said.WRITTEN_BEFORE, "double_presence", Disagreement.ELSEWHERE,
     Irregularity.DOUBLE_PRESENCE, "Due centri scrivono presente la stessa persona le stesse notti.",
     "La persona dormiva nel centro che ha lasciato: le 4 notti dell'altro non si pagano."),
    (("signed_after_transfer", False), said.WRITTEN_AFTER_TRANSFER, "signed_after_transfer", Disagreement.ELSEWHERE,
     Irregularity.AFTER_EXIT, "Notti scritte dal centro lasciato, quando la persona era già in un altro.",
     "Le 3 notti dopo il trasferimento spettano al centro di arrivo."),
    (("signed_after_exit", False), said.WRITTEN_AFTER_EXIT, "signed_after_exit", Disagreement.AFTER_EXIT,
     Irregularity.AFTER_EXIT, "Presenze scritte dopo l'uscita dall'accoglienza.",
     "Le 7 notti dopo l'uscita non si pagano."),
    (("signed_after_decree", False), said.WRITTEN_AFTER_DECREE, "signed_after_decree", Disagreement.AFTER_EXIT,
     Irregularity.AFTER_DECREE, "Presenze scritte dopo il decreto di revoca dell'accoglienza.",
     "Le 6 notti dopo il decreto non si pagano."),
    (("signed_while_away", False), said.AWAY_AND_SIGNED, "signed_while_away", Disagreement.ABSENCE,
     Irregularity.AFTER_ABSENCE, "Presenza scritta in notti di assenza autorizzata.",
     "Le 4 notti sono di assenza: niente pocket money, e la quarta non si paga."),
    (("police_elsewhere", False), said.SEEN_BY_POLICE, "police_elsewhere", Disagreement.WITNESS, "",
     "Presenza scritta, ma la polizia dice che la persona non c'era.", "Vale la parola della polizia per 2 notti."),
    (("gone_and_back", False), said.GONE_AND_BACK, "gone_and_back", "", Irregularity.AFTER_ABSENCE,
     "Quattro notti di assenza senza motivo, poi il ritorno, e nessuno ha deciso.",
     "Le notti dopo il ritorno sono nel conto: si decide se l'accoglienza prosegue."),
    (("pocket_unsigned", False), (0, 31), "pocket_unsigned", "", Irregularity.POCKET_UNSIGNED,
     "Manca la firma dell'ospite sul foglio del pocket money.", "Quel pocket money non si rimborsa."),
    (("not_signed", False), said.UNSIGNED, "not_signed", "not_signed", "",
     "Tre notti non firmate e mai risolte.", "Il mese non si può chiudere finché non si dice dove dormiva."),
    (("alert", False), (said.GONE_SINCE, -20), "alert", "alert", "",
     "Assente senza motivo da più di 72 ore.", "Il pagamento si ferma dalla prima notte; nulla è revocato da solo."),
)  # fmt: skip
WAITING = ("not_signed", "alert")


def _of_guest(
    stay: StayPlan, name: str, kind: str, cost: str, what: str, answer: str, nights: Nights, register: Register
) -> Mistake:
    centre, guest = centre_id(stay.centre), guest_id(stay.household, stay.place)
    reports = []
    if kind:
        finder = Finder.TO_DO if kind in WAITING else Finder.REGISTER
        reports.append(Report(finder, kind, centre, guest, (nights,)))
    if cost:
        reports.append(Report(Finder.ACCOUNTING, cost, centre, guest, (_costing(name, nights, register),)))
    return _named(stay, name, what, answer, nights, *reports)


def _costing(name: str, nights: Nights, register: Register) -> Nights:
    """The nights of a mistake that the accounting names."""
    month = register.land.mistaken
    if name == "signed_while_away":
        return Nights(nights.first + timedelta(days=3), nights.until)  # the contract pays the first three
    return {"gone_and_back": Nights(nights.until, month.until), "pocket_unsigned": month}.get(name, nights)


def _named(stay: StayPlan, name: str, what: str, answer: str, nights: Nights, *reports: Report) -> Mistake:
    human = stay.human
    who = f"{human.family_name} {human.given_name}"
    return Mistake(name, what, answer, stay.centre.name, who, (nights,), reports=reports)


def _told_late(register: Register) -> Iterator[Mistake]:
    """Exits that a centre told late: its register was sealed with nights that nobody slept there."""
    stays = _stays(register)
    for name, what, answer in (
        ("exit_told_late", "Il centro ha detto dell'uscita quando il mese era già sigillato.",
         "Le 9 notti tra la vera uscita e quella detta sono state contate: si recuperano."),
        ("still_signed", "Il centro lasciato ha sigillato le notti di chi era in un altro centro e poi è uscito da lì.",
         "8 notti spettano all'altro centro; le 6 dopo l'uscita da quello sono state contate e si recuperano."),
    ):  # fmt: skip
        stay, onward = stays.get((name, False)), stays.get((name, True))
        if stay and stay.leaves and stay.told and stay.learned and stay.learned <= register.until:
            centre, guest = centre_id(stay.centre), guest_id(stay.household, stay.place)
            elsewhere = Nights(stay.leaves, onward.leaves) if onward and onward.leaves else None
            after = Nights(elsewhere.until if elsewhere else stay.leaves, stay.told)
            cost = Irregularity.EXIT_ELSEWHERE if elsewhere else Irregularity.AFTER_EXIT
            reports = [
                Report(Finder.REGISTER, Disagreement.AFTER_EXIT, centre, guest, (after,)),
                Report(Finder.ACCOUNTING, cost, centre, guest, (after,)),
            ]
            if elsewhere:
                reports += [
                    Report(Finder.REGISTER, Disagreement.ELSEWHERE, centre, guest, (elsewhere,)),
                    Report(Finder.ACCOUNTING, Irregularity.DOUBLE_PRESENCE, centre, guest, (elsewhere,)),
                ]
            yield _named(stay, name, what, answer, Nights(stay.leaves, stay.told), *reports)


def _of_places(living: Living, register: Register) -> Iterator[Mistake]:
    centres, end, until = living.land.centres, living.land.end, register.until
    shortage = end - timedelta(days=SHORTAGE)
    if shortage < until:
        nights = (Nights(shortage, until),)
        yield Mistake(
            "over_capacity", "Tolti dei posti a un centro pieno, senza ordinanza.",
            f"Da quel giorno {TOO_MANY} persone ogni notte sono oltre i posti autorizzati.",
            centres[OVERFULL].name, nights=nights, number=TOO_MANY,
            reports=(Report(Finder.ACCOUNTING, Irregularity.OVER_CAPACITY, centre_id(centres[OVERFULL]), None, nights),),
        )  # fmt: skip
    alike = living.land.mistaken
    if alike.until < until:
        report = Report(
            Finder.ACCOUNTING, Irregularity.IDENTICAL_TIMES, centre_id(centres[SAME_MINUTE]), None, (alike,)
        )
        yield Mistake(
            "same_minute", "Tutte le notti di un mese confermate nello stesso minuto.",
            "Il registro non è stato tenuto notte per notte.", centres[SAME_MINUTE].name, nights=(alike,),
            reports=(report,),
        )  # fmt: skip
    late = (Nights(until - timedelta(days=2), until),)
    yield Mistake(
        "not_confirmed", "Le ultime due notti non sono confermate.", "Aspettano chi gestisce il centro.",
        centres[UNCONFIRMED].name, nights=late,
        reports=(Report(Finder.TO_DO, "not_confirmed", centre_id(centres[UNCONFIRMED]), None, late),),
    )  # fmt: skip
    if register.before_end(said.RECTIFIED_ON) <= until:
        yield Mistake(
            "rectification", "Un mese sigillato è in rettifica.", "La prima edizione resta com'è; la seconda è aperta.",
            centres[RECTIFIED].name, nights=(alike,),
            reports=(Report(Finder.TO_DO, "rectification", centre_id(centres[RECTIFIED]), None, (alike,)),),
        )  # fmt: skip


def _of_contracts(living: Living, register: Register) -> Iterator[Mistake]:
    """What the statement of a contract cannot pay, or must take back."""
    land, until = living.land, register.until
    unpriced = land.lot(UNPRICED_LOT)
    first = Nights(land.first, min(unpriced.priced_from, until))
    if first.first < first.until:
        yield Mistake(
            "no_price", "Il prezzo del contratto vale solo dal decimo giorno.", "Le notti prima non hanno un prezzo.",
            unpriced.title, nights=(first,),
            reports=tuple(
                Report(Finder.ACCOUNTING, Irregularity.NO_PRICE, centre_id(one), None, (first,))
                for one in land.centres
                if one.contract is unpriced
            ),
        )  # fmt: skip
    if land.mistaken.until < until:
        for lot, name, kind, what, answer in STAFF:
            yield _of_staff(land.lot(lot), name, kind, what, answer, land.mistaken)


STAFF = (
    (SHORT_LOT, "staff_short", Irregularity.STAFF_SHORT, "Meno ore di operatore di quelle della tabella.",
     "Le ore che mancano si recuperano al loro prezzo."),
    (SILENT_LOT, "staff_hours_missing", Irregularity.STAFF_HOURS_MISSING, "Nessun foglio ore di una figura.",
     "Il controllo non passa finché le ore non arrivano."),
)  # fmt: skip


def _of_staff(contract: ContractPlan, name: str, kind: str, what: str, answer: str, month: Nights) -> Mistake:
    report = Report(Finder.ACCOUNTING, kind, contract_id(contract), None, (month,))
    return Mistake(name, what, answer, contract.title, nights=(month,), reports=(report,))


def _of_proofs(living: Living, register: Register) -> Iterator[Mistake]:
    """What has expired."""
    land, until = living.land, register.until
    lapsed = land.bodies[LAPSED_BODY]
    if lapsed.lapsed is not None and lapsed.lapsed < until:
        yield Mistake(
            "durc_expired", "Il DURC di un ente è scaduto.", "Niente pagamenti, contratti e nuovi ospiti finché manca.",
            lapsed.name, reports=(Report(Finder.EXPIRIES, Subject.DURC, body_id(lapsed)),),
        )  # fmt: skip
    if _expired(land.end, 20, until):
        for contract in land.contracts:
            if contract.body is land.bodies[UNSECURED_BODY]:
                yield Mistake(
                    "guarantee_expired", "La garanzia di un contratto è scaduta.", "Va rinnovata: non ferma nulla da sola.",
                    contract.title, reports=(Report(Finder.EXPIRIES, Subject.GUARANTEE, contract_id(contract)),),
                )  # fmt: skip
    if _expired(land.end, 33, until):
        centre = land.centres[DANGEROUS]
        yield Mistake(
            "certificate_expired", "Il certificato contro gli incendi è scaduto.", "Va rinnovato: non ferma nulla da solo.",
            centre.name, reports=(Report(Finder.EXPIRIES, Subject.CERTIFICATE, centre_id(centre)),),
        )  # fmt: skip


def _expired(end: date, days: int, until: date) -> bool:
    return end - timedelta(days=days) < until


def by_month(report: Report) -> dict[date, NightSet]:
    """The nights of a report by the first day of their month: the accounting tells each month by itself."""
    found: dict[date, NightSet] = {}
    for part in report.nights:
        first = part.first
        while first < part.until:
            month = month_of(first.year, first.month)
            found[month.first] = (*found.get(month.first, ()), Nights(first, min(part.until, month.until)))
            first = month.until
    return found
