"""A few organisations and services of each province, written by the commands as an editor writes them. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from approdo.config.demonstration import offices
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.names import INVENTED
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission as P
from approdo.network.commands import desks, hours, mediators, organisations, places, referents, services
from approdo.network.rules.directory import (
    AccessFact,
    Attending,
    Cost,
    MediationMode,
    MediatorSex,
    SpokenLevel,
    Told,
    WayIn,
)
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import (
    DeskFacts,
    FocalPointFacts,
    HoursFacts,
    MediatorFacts,
    OrganisationFacts,
    PlaceFacts,
    ServiceFacts,
)
from approdo.network.rules.hours import HoursKind, HoursPeriod, OnHolidays, Schedule, Slot
from approdo.network.rules.phones import PhoneFacts

CITIES = {
    "SV": ("Savona", "009056", "17100", Decimal("44.3080"), Decimal("8.4810")),
    "PA": ("Palermo", "082053", "90100", Decimal("38.1150"), Decimal("13.3610")),
}
MAY = (P.NETWORK_SEE, P.NETWORK_EDIT, P.NETWORK_PUBLISH, P.NETWORK_MANAGE, P.NETWORK_SEE_PROTECTED, P.MEDIATOR_SEE,
       P.MEDIATOR_EDIT)  # fmt: skip
STALE, DRAFTS = {6}, {11}  # numbers of the offers below
STALE_DAYS = 140
WORKDAYS = range(5)


@dataclass(frozen=True, slots=True)
class _Offer:
    """An organisation with its service. `slots`: weekday, first hour, last hour, languages; none where unknown."""

    node_type: str
    body: str
    name: str
    says: str
    categories: tuple[str, ...]
    slots: tuple[tuple[int, int, int, tuple[str, ...] | None], ...] = ()
    languages: tuple[str, ...] = ("it",)
    conditions: tuple[Condition, ...] = ()
    ways_in: tuple[WayIn, ...] = (WayIn.WALK_IN,)
    documents: tuple[str, ...] = ()
    protected: bool = False
    attending: Attending = Attending.IN_PERSON


def _days(first: int, last: int, days: range | tuple[int, ...] = WORKDAYS) -> tuple[tuple[int, int, int, None], ...]:
    return tuple((day, first, last, None) for day in days)


OFFERS = (
    _Offer("ngo", "Associazione Porto Aperto", "Sportello legale", "Aiuta a capire il permesso e a preparare i documenti.",
           ("residence_permit", "legal_advice"), ((1, 9, 13, ("it", "fr", "ar")), (5, 9, 12, ("it", "bn", "en"))),
           ("it", "en"), documents=("Passaporto o titolo di viaggio", "Permesso di soggiorno, se c'è")),
    _Offer("cpia", "Scuola per adulti del mare", "Corso di italiano", "Corsi gratuiti di italiano per adulti, dal livello zero.",
           ("italian_course",), _days(15, 19), conditions=(Condition(Asks.AGE, (), 16),), documents=("Documento d'identità",)),
    _Offer("consultorio", "Consultorio delle Palme", "Consultorio familiare", "Visite e consigli per donne, coppie e famiglie.",
           ("women_health", "child_health"), _days(8, 13), ("it", "en"), ways_in=(WayIn.APPOINTMENT, WayIn.CALL)),
    _Offer("cpi", "Centro per il lavoro", "Orientamento al lavoro", "Aiuta a scrivere il curriculum e a cercare lavoro.",
           ("job_search",), _days(9, 12), ("it", "en", "sq")),
    _Offer("patronato", "Patronato delle Vele", "Pratiche di soggiorno", "Prepara il kit per il rinnovo del permesso.",
           ("residence_permit",), _days(9, 17, (0, 2, 4)), ("it", "ro", "es")),
    _Offer("parish_caritas", "Mensa del Faro", "Mensa", "Un pasto caldo a pranzo, tutti i giorni.",
           ("food",), _days(12, 14, range(7))),
    _Offer("parish_caritas", "Centro d'ascolto del Faro", "Vestiti e coperte", "Vestiti, coperte e cose per neonati.",
           ("clothes",), ((3, 9, 12, None),)),
    _Offer("csm", "Centro di salute mentale del Golfo", "Colloqui psicologici", "Colloqui con psicologi e mediatori.",
           ("mental_health",), (), ways_in=(WayIn.REFERRAL, WayIn.CALL)),
    _Offer("union", "Sindacato dei Cantieri", "Sportello lavoro", "Consiglia chi lavora senza contratto o non è pagato.",
           ("work_rights",), _days(15, 18, (0, 3)), ("it", "ar", "bn")),
    _Offer("migrant_association", "Associazione delle Lingue", "Telefono nella tua lingua", "Risponde e accompagna agli uffici.",
           ("cultural_mediation",), _days(10, 18), ("ar", "bn", "ur", "zh-Hans"), attending=Attending.PHONE),
    _Offer("antiviolence", "Centro Antiviolenza Lucerna", "Aiuto a chi subisce violenza", "Ascolto, protezione e aiuto legale.",
           ("anti_violence",), _days(9, 18), ("it", "en", "fr"), (Condition(Asks.SEX, ("female",)),), (WayIn.CALL,),
           protected=True),
    _Offer("library_thirdplace", "Biblioteca del Molo", "Aiuto digitale", "Aiuta a usare SPID e i siti degli uffici.",
           ("digital_identity",), _days(10, 13, (1, 4))),
)  # fmt: skip


def write_network(office: Office, until: date) -> int:
    """Write the offers of an office as of `until`, with a focal point and a mediator. How many services."""
    by = system_actor(office.code, *MAY)
    for number, offer in enumerate(OFFERS):
        day = until - timedelta(days=STALE_DAYS if number in STALE else number * 5)
        owner = organisations.register_organisation(by=by, facts=_organisation(office, number, offer), today=day)
        organisations.publish_organisation(by=by, organisation_id=owner.pk, today=day)
        service = services.register_service(
            by=by, organisation_id=owner.pk, facts=_service(number, offer), protected=offer.protected, today=day
        )
        _desk(by, office, number, offer, owner.pk, service.pk, day)
        if number not in DRAFTS:
            services.publish_service(by=by, service_id=service.pk, today=day)
        if number == 0:
            _people(by, office, owner.pk, day)
    return len(OFFERS)


def _organisation(office: Office, number: int, offer: _Offer) -> OrganisationFacts:
    mail = f"ente{number}.{office.code.lower()}@rete.example"
    return OrganisationFacts(
        offer.node_type, f"{offer.body} {INVENTED}", description=offer.says, email=mail,
        phones=(PhoneFacts(f"0{number + 10} 0000{number:02d}", "segreteria"),),
    )  # fmt: skip


def _service(number: int, offer: _Offer) -> ServiceFacts:
    return ServiceFacts(
        f"{offer.name} {INVENTED}", offer.says, offer.categories, eligibility=offer.conditions, cost=Cost.FREE,
        required_documents=offer.documents, ways_in=offer.ways_in,
        phones=(PhoneFacts(f"0{number + 10} 0000{number:02d}", "sportello"),),
    )  # fmt: skip


def _desk(by: Actor, office: Office, number: int, offer: _Offer, owner: UUID, service: UUID, day: date) -> None:
    """The place of an offer and its hours."""
    place = None
    if offer.attending is Attending.IN_PERSON:
        city, code, postal, latitude, longitude = CITIES[office.code]
        where = PlaceFacts(
            f"Sede {number + 1} {INVENTED}", f"Via dell'Esempio {number + 1}", code, city, postal_code=postal,
            latitude=latitude + Decimal(number) / 1000, longitude=longitude - Decimal(number) / 1000,
            directions="Dalla stazione a piedi in dieci minuti, sempre dritto.",
            accessibility={AccessFact.STEP_FREE_ENTRANCE: Told.YES, AccessFact.LIFT: Told.NO} if number % 2 else {},
        )  # fmt: skip
        place = places.register_place(
            by=by, organisation_id=owner, facts=where, protected=offer.protected, today=day
        ).pk
    phone = "010 000099" if offer.attending is Attending.PHONE else ""
    facts = DeskFacts(offer.attending, place, phone=phone, languages=offer.languages)
    made = desks.open_desk(by=by, service_id=service, facts=facts)
    slots = tuple(Slot(at, time(first), time(last), False, spoken) for at, first, last, spoken in offer.slots)
    period = HoursPeriod(HoursKind.WEEKLY, slots) if slots else HoursPeriod(HoursKind.UNKNOWN)
    on_holidays = OnHolidays.CLOSED if slots else OnHolidays.UNKNOWN
    hours.set_schedule(by=by, desk_id=made.pk, schedule=Schedule((period,), on_holidays))


def _people(by: Actor, office: Office, owner: UUID, day: date) -> None:
    """Who answers for the first organisation, who keeps its records, and a mediator of it."""
    referents.record_focal_point(
        by=by, organisation_id=owner, today=day,
        facts=FocalPointFacts(
            "Attenta Campanella", "Coordinatrice", "documents", phone="010 000001", deputy_name="Pronto Campanile",
            vulnerability_trained=True,
        ),
    )  # fmt: skip
    organisations.admit_member(by=by, organisation_id=owner, user_id=offices.users_of(office.code)["rete"])
    mediators.register_mediator(
        by=by, today=day,
        facts=MediatorFacts(
            "Paziente Ponticello", (("bn", SpokenLevel.NATIVE), ("en", SpokenLevel.FLUENT)),
            (MediationMode.IN_PERSON, MediationMode.PHONE), phone="010 000002", organisation_id=owner,
            sex=MediatorSex.FEMALE, hours=tuple(HoursFacts(at, time(9), time(13)) for at in WORKDAYS),
            ethics_signed_on=day - timedelta(days=300), vulnerability_trained=True, hourly_cost=Decimal("28.00"),
        ),
    )  # fmt: skip
