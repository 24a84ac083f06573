"""What the network of a province shares: opportunities, outreach, protocols, roundtables. All invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.names import INVENTED
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission as P
from approdo.network.commands import meetings, opportunities, outreach, protocols, roundtables, visits
from approdo.network.models import Organisation
from approdo.network.rules.directory import RecordState
from approdo.network.rules.opportunities import OpportunityFacts, OpportunityKind
from approdo.network.rules.outreach import Rhythm, StopFacts, Tally, quarter_before
from approdo.network.rules.protocols import ProtocolFacts, Renewal
from approdo.network.rules.roundtables import (
    ActionFacts,
    MeetingFacts,
    Presence,
    SeatFacts,
    SeatRole,
    TableFacts,
    TableKind,
)

MAY = (
    P.NETWORK_SEE, P.NETWORK_EDIT, P.NETWORK_PUBLISH, P.NETWORK_MANAGE, P.GOVERNANCE_SEE, P.GOVERNANCE_EDIT,
)  # fmt: skip
SQUARES = {"SV": ("Savona", "009056", "Piazza dell'Esempio, davanti alla fontana"),
           "PA": ("Palermo", "082053", "Piazza dell'Esempio, vicino al mercato")}  # fmt: skip
WEEK = timedelta(weeks=1)
BODIES = 10  # organisations that share something, and as many must be there


@dataclass(frozen=True, slots=True)
class _Offer:
    """An opportunity: days from today of the deadline, of the beginning and of the end. `body`: number of the organisation."""

    kind: OpportunityKind
    body: int
    title: str
    says: str
    target: str
    apply: str
    deadline: int | None = None
    begins: int | None = None
    ends: int | None = None
    languages: tuple[str, ...] = ("it",)
    shown: bool = True


OFFERS = (
    _Offer(OpportunityKind.COURSE, 1, "Corso gratuito di italiano A2", "Tre sere alla settimana, per quattro mesi.",
           "Adulti che parlano già un poco di italiano.", "Vieni in segreteria con un documento.", 21, 30, 150),
    _Offer(OpportunityKind.JOB, 3, "Aiuto cuoco", "Contratto di sei mesi, trenta ore alla settimana.",
           "Chi ha già lavorato in cucina e ha un permesso che permette di lavorare.", "Porta il curriculum allo sportello.",
           14, languages=("it", "en")),
    _Offer(OpportunityKind.HOUSING, 5, "Stanze a prezzo basso", "Quattro stanze con cucina in comune, per un anno.",
           "Persone sole che hanno un contratto di lavoro.", "Chiama e chiedi un appuntamento.", 40),
    _Offer(OpportunityKind.INTERNSHIP, 3, "Tirocinio in falegnameria", "Quattro mesi con una indennità.",
           "Giovani da diciotto a ventinove anni.", "Scrivi una mail con il tuo nome e il telefono.", 35, 50, 170),
    _Offer(OpportunityKind.CALL, 0, "Bando per progetti di quartiere", "Contributi a gruppi di almeno tre persone.",
           "Gruppi e associazioni di cittadini stranieri.", "Scarica il modulo e consegnalo a mano.", 60),
    _Offer(OpportunityKind.EVENT, 9, "Festa delle lingue", "Musica, letture e cibo. Entrata libera.",
           "Tutti.", "Non serve prenotare.", begins=18, languages=("it", "ar", "bn", "ur")),
    _Offer(OpportunityKind.COURSE, 8, "Corso sulla sicurezza nel lavoro", "Otto ore in due giorni.",
           "Chi lavora in cantiere.", "Iscriviti allo sportello.", -10),
    _Offer(OpportunityKind.EVENT, 4, "Giornata dei documenti", "Un giorno di aiuto con moduli e appuntamenti.",
           "Chi deve rinnovare il permesso.", "Vieni con i tuoi documenti.", begins=45, shown=False),
)  # fmt: skip


def write_shared_life(office: Office, until: date) -> int:
    """Write what the organisations of an office share as of `until`, the first that were published. How many records."""
    by = system_actor(office.code, *MAY)
    rows = Organisation.objects.filter(prefecture_id=office.code, state=RecordState.PUBLISHED.value).order_by("id")
    bodies = tuple(rows.values_list("pk", flat=True)[:BODIES])
    for offer in OFFERS:
        _opportunity(by, office, until, offer, bodies[offer.body])
    _outreach(by, office, until, bodies)
    _protocols(by, until, bodies)
    _tables(by, until, bodies)
    return len(OFFERS) + 6


def _opportunity(by: Actor, office: Office, until: date, offer: _Offer, body: UUID) -> None:
    def day(number: int | None) -> date | None:
        return None if number is None else until + timedelta(days=number)

    facts = OpportunityFacts(
        offer.kind, f"{offer.title} {INVENTED}", offer.says, offer.apply, offer.target, day(offer.deadline),
        day(offer.begins), day(offer.ends), offer.languages, SQUARES[office.code][1], SQUARES[office.code][0],
        phone="010 000050",
    )  # fmt: skip
    made = opportunities.record_opportunity(by=by, organisation_id=body, facts=facts)
    if offer.shown:
        before = until - timedelta(days=30)
        opportunities.publish_opportunity(by=by, opportunity_id=made.pk, today=before)


def _outreach(by: Actor, office: Office, until: date, bodies: tuple[UUID, ...]) -> None:
    """A weekly stop with two months of counts, one day called off, and a monthly one; the figures of the quarter."""
    city, code, spot = SQUARES[office.code]
    first, last = quarter_before(until)
    weekly = StopFacts(
        f"Sportello mobile {INVENTED}", "Aiuto con il permesso e con il medico. Porta i documenti che hai.", Rhythm.WEEKLY,
        first, time(9, 30), time(12, 30), comune_code=code, city=city, spot=spot, languages=("it", "en", "bn", "ar"),
        needs=("documents", "health"), phone="010 000060",
    )  # fmt: skip
    stop = outreach.record_stop(by=by, organisation_id=bodies[0], facts=weekly)
    outreach.publish_stop(by=by, stop_id=stop.pk)
    day, number = first, 0
    while day <= last:
        met = 12 + number % 5
        tally = Tally(
            met, {"female": met // 2, "male": met // 3}, {"bn": met // 3, "ar": met // 4, "ur": number % 2},
            {"documents": met // 2, "health": met // 4},
        )  # fmt: skip
        visits.record_visit(by=by, stop_id=stop.pk, day=day, tally=tally, today=until)
        day, number = day + WEEK, number + 1
    while day <= until:
        day += WEEK
    outreach.call_off_day(by=by, stop_id=stop.pk, day=day, reason="Il mezzo è in officina.")
    monthly = replace(
        weekly, name=f"Tappa del lavoro {INVENTED}", body="Consigli a chi lavora senza contratto.",
        rhythm=Rhythm.MONTHLY, first_day=until - timedelta(days=40), opens=time(17), closes=time(19),
        languages=("it", "ro"), needs=("work",),
    )  # fmt: skip
    other = outreach.record_stop(by=by, organisation_id=bodies[8], facts=monthly)
    outreach.publish_stop(by=by, stop_id=other.pk)
    visits.publish_figures(by=by, today=until)


def _protocols(by: Actor, until: date, bodies: tuple[UUID, ...]) -> None:
    """One in force, one about to expire, one not signed yet."""
    told = (
        ("Protocollo per l'accesso ai corsi di italiano", Renewal.AGREEMENT, 400, 500),
        ("Protocollo sull'invio delle persone vulnerabili", Renewal.NONE, 680, 45),
        ("Bozza di protocollo per gli sportelli mobili", Renewal.TACIT, None, None),
    )
    for number, (title, renewal, signed, left) in enumerate(told):
        facts = ProtocolFacts(
            f"{title} {INVENTED}", "Chi fa che cosa, con quali tempi e con chi si parla.", f"PRT/{number + 1}",
            "Si scambiano solo i dati che servono; ogni ente è titolare dei suoi.", renewal,
        )  # fmt: skip
        made = protocols.write_protocol(by=by, facts=facts)
        for body in bodies[number : number + 2]:
            protocols.add_party(by=by, protocol_id=made.pk, organisation_id=body, signatory="Presidente")
        protocols.add_party(by=by, protocol_id=made.pk, name=f"Comune dell'Esempio {INVENTED}", signatory="Sindaco")
        if signed is not None and left is not None:
            protocols.sign_protocol(
                by=by, protocol_id=made.pk, signed_on=until - timedelta(days=signed),
                expires_on=until + timedelta(days=left), today=until,
            )  # fmt: skip


SEATS = (
    ("a", "Questura dell'Esempio", "Attenta Lanterna", "Pronto Faro"), ("b", "Provincia dell'Esempio", "Calmo Molo", ""),
    ("c", "Regione dell'Esempio", "Lieta Banchina", "Saggio Pontile"), ("d", "Comune dell'Esempio", "Chiara Gomena", ""),
    ("e", "Camera di commercio dell'Esempio", "Franco Ormeggio", ""), ("f", "Sindacato dell'Esempio", "Vivace Scotta", ""),
    ("f", "Imprese dell'Esempio", "", ""), ("g", "Donne in viaggio dell'Esempio", "Serena Bussola", "Gentile Vela"),
    ("h", "Mensa dell'Esempio", "Paziente Ancora", ""), ("", "Azienda sanitaria dell'Esempio", "Cauta Boa", ""),
)  # fmt: skip


def _tables(by: Actor, until: date, bodies: tuple[UUID, ...]) -> None:
    """The territorial council, in which somebody is lacking, and a table that is part of it."""
    since = until - timedelta(days=700)
    council = roundtables.open_roundtable(
        by=by,
        facts=TableFacts(
            f"Consiglio territoriale per l'immigrazione {INVENTED}", TableKind.TERRITORIAL_COUNCIL,
            "Analizza le esigenze e promuove gli interventi da attuare a livello locale.", since, "Decreto inventato 1",
            until + timedelta(days=395),
        ),
    )  # fmt: skip
    for letter, body, person, substitute in SEATS:
        role = SeatRole.INVITED if not letter else SeatRole.MEMBER
        seat = SeatFacts(f"{body} {INVENTED}", since, None, letter, person, substitute, role)
        roundtables.add_seat(by=by, roundtable_id=council.pk, facts=seat)
    _vulnerability(by, until, since, council.pk, bodies)


def _vulnerability(by: Actor, until: date, since: date, council: UUID, bodies: tuple[UUID, ...]) -> None:
    """The table on vulnerability: a meeting with its minutes and two actions, and the next one."""
    facts = TableFacts(
        f"Tavolo vulnerabilità {INVENTED}", TableKind.VULNERABILITY,
        "Concorda come si riconoscono presto le persone vulnerabili e a chi si affidano.", since, parent_id=council,
    )  # fmt: skip
    table = roundtables.open_roundtable(by=by, facts=facts)
    seats = [
        roundtables.add_seat(
            by=by, roundtable_id=table.pk,
            facts=SeatFacts("", since, body, "", person, substitute, SeatRole.MEMBER),
        )
        for body, person, substitute in (
            (bodies[0], "Attenta Campanella", "Pronto Campanile"), (bodies[2], "Mite Scialuppa", ""),
        )
    ]  # fmt: skip
    held = meetings.plan_meeting(
        by=by, roundtable_id=table.pk,
        facts=MeetingFacts(until - timedelta(days=35), "Sala dell'Esempio", "1. Scheda comune\n2. Tempi", time(10)),
    )  # fmt: skip
    came = {seats[0].pk: Presence.SUBSTITUTE, seats[1].pk: Presence.MEMBER}
    minutes = "Si approva la scheda comune. Gli enti si impegnano a rispondere entro due giorni di lavoro."
    meetings.write_minutes(by=by, meeting_id=held.pk, minutes=minutes, presences=came, today=until)
    for what, due, who in (("Mandare la scheda agli enti", -5, 0), ("Provare la scheda per un mese", 25, 1)):
        told = ActionFacts(what, until + timedelta(days=due), seats[who].pk, "", held.pk)
        meetings.agree_action(by=by, roundtable_id=table.pk, facts=told)
    meetings.plan_meeting(
        by=by, roundtable_id=table.pk,
        facts=MeetingFacts(until + timedelta(days=20), "Sala dell'Esempio", "1. Com'è andata la prova", time(10)),
    )  # fmt: skip
