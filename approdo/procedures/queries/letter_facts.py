"""What a case file says to a letter. On paper the office speaks Italian, with a short translation beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from babel import Locale

from approdo.core.models import Membership, OfficeSettings, Prefecture, User
from approdo.people.models import Person
from approdo.procedures import labels, wording
from approdo.procedures.definitions import defects, procedure
from approdo.procedures.models import CaseFile, CaseParty, ChecklistItem, Decision, Opinion
from approdo.procedures.queries import cases, terms
from approdo.procedures.rules.checklist import DefectCode
from approdo.procedures.rules.definition import Procedure, StopEffect, StopKind, StopRule
from approdo.procedures.rules.letter_composition import formal_name
from approdo.procedures.rules.letters import (
    Addressee,
    AnsweredObservation,
    Authority,
    LetterFacts,
    LetterKind,
    LetterPerson,
    LocalText,
    MissingItem,
    PendingOpinion,
    Remedy,
    RemedyKind,
)
from approdo.procedures.rules.terms import TermResult

REPLY_DAYS = {LetterKind.PRELIMINARY_REJECTION: 10, LetterKind.INTEGRATION_REQUEST: 30}
OFFICES = {
    "sui": "Sportello unico per l'immigrazione",
    "citizenship": "Ufficio cittadinanza",
    "reception": "Ufficio accoglienza",
}
COURTS = {
    "administrative_court": RemedyKind.REGIONAL_COURT,
    "ordinary_court": RemedyKind.ORDINARY_COURT,
}
REGIONAL_COURT = "Tribunale amministrativo regionale"
PAPERS = LocalText(
    "può chiedere di vedere gli atti scrivendo al domicilio digitale dell'ufficio o prenotando una visita "
    "(articoli 22 e seguenti della legge 241/1990)",
    (
        ("en", "you may ask to see the papers by writing to the office's digital address or by booking a visit"),
        ("fr", "vous pouvez demander à voir les actes en écrivant à l'adresse numérique du bureau ou sur rendez-vous"),
        ("es", "puede pedir ver los documentos escribiendo a la dirección digital de la oficina o con cita previa"),
    ),
)


def case_facts(case: CaseFile, kind: LetterKind, today: date) -> LetterFacts:
    """Everything a letter of that kind may need of a case file on `today`."""
    definition = procedure(case.procedure)
    parties = list(case.parties.select_related("person"))
    decision = case.decisions.filter(revoked_on=None).first()
    clock = terms.main_term(case, today)
    events = {row.type: row.occurred_on for row in terms.standing_events(case)}
    rule = _stop_rule(definition, kind)
    return LetterFacts(
        authority=authority(case.prefecture, case.office),
        addressee=_addressee(parties),
        letter_date=today,
        responsible_officer=case.responsible.full_name if case.responsible else "",
        signatory_name=_signatory(case),
        signatory_title="Il dirigente dell'Area IV",
        procedure=LocalText(definition.name_it, (("en", definition.name_en),)),
        protocol_number=case.protocol_number,
        protocol_date=case.protocol_date,
        external_code=case.external_code,
        persons=tuple(letter_person(party.person) for party in parties if party.person),
        filed_on=case.filed_on,
        due_on=clock.effective_due,
        due_reason=due_reason(clock),
        not_started_reason="" if clock.effective_due else _not_started(clock),
        silence_effect=definition.silence_effect,
        papers=PAPERS,
        send_to=LocalText(f"domicilio digitale {case.prefecture.certified_mail} o portale ALI"),
        items_missing=tuple(_missing(case, definition)) if kind is LetterKind.INTEGRATION_REQUEST else (),
        reply_days=REPLY_DAYS.get(kind),
        stop_effect=rule.effect if rule else StopEffect.NONE,
        stop_cap_days=rule.cap_days if rule else None,
        reasons=tuple(LocalText(line) for line in _paragraphs(decision.reasons if decision else "")),
        legal_basis=tuple(_paragraphs(decision.legal_basis)) if decision else definition.legal_basis,
        notice_received_on=events.get("preliminary_rejection_received"),
        observations_on=events.get("observations_received"),
        observations=_observations(case, decision),
        remedies=tuple(_remedies(case, definition)),
    )


def opinions_facts(
    prefecture: Prefecture, office: str, opinions: Iterable[Opinion], by: User, today: date
) -> LetterFacts:
    """What a letter that reminds an office of pending opinions needs. The opinions come with case and parties."""
    return LetterFacts(
        authority=authority(prefecture, by.office),
        addressee=Addressee(str(labels.CONSULTED.get(office, office))),
        letter_date=today,
        responsible_officer=by.full_name,
        signatory_name=by.full_name,
        signatory_title="Il responsabile del procedimento",
        pending=tuple(_pending(opinion, today) for opinion in opinions),
    )


def languages_of(case: CaseFile) -> list[str]:
    """The languages of the person who gets the letter, the preferred one first."""
    party = case.parties.filter(part="applicant", person__isnull=False).select_related("person").first()
    return spoken_by(party.person) if party and party.person else []


def spoken_by(person: Person) -> list[str]:
    """The languages of a person, the preferred one first."""
    preferred = [person.preferred_language] if person.preferred_language else []
    return list(dict.fromkeys([*preferred, *person.languages.values_list("language", flat=True)]))


def authority(prefecture: Prefecture, office: str) -> Authority:
    """Who writes."""
    return Authority(
        name=formal_name(prefecture.seat),
        seat=prefecture.seat,
        office=OFFICES.get(office, OFFICES["sui"]),
        certified_mail=prefecture.certified_mail,
        address=prefecture.address,
    )


def _addressee(parties: list[CaseParty]) -> Addressee:
    for party in parties:
        if party.part in ("applicant", "employer"):
            if party.person is None:
                return Addressee(party.entity_name)
            return addressed(party.person)
    return Addressee("")


def addressed(person: Person, *lines: str) -> Addressee:
    """A person as the addressee of a letter, with the lines of the address that are known."""
    return Addressee(str(person), _original(person), tuple(line for line in lines if line))


def _original(person: Person) -> str:
    return f"{person.original_family_name} {person.original_given_name}".strip()


def letter_person(person: Person) -> LetterPerson:
    """A person whom an act concerns."""
    return LetterPerson(
        name=str(person),
        name_original=_original(person),
        birth_date=person.birth_date,
        birth_date_estimated=person.birth_precision not in ("day", "unknown"),
        citizenship=", ".join(_country(row.country) for row in person.citizenships.all() if row.valid_to is None),
    )


def _country(code: str) -> str:
    return "apolide" if code == "XXA" else str(Locale("it").territories.get(code, code))


def _signatory(case: CaseFile) -> str:
    head = Membership.objects.filter(
        prefecture_id=case.prefecture_id, role="executive", valid_to=None, user__is_active=True
    )
    first = head.select_related("user").order_by("valid_from").first()
    if first is not None:
        return str(first.user.full_name)
    return case.responsible.full_name if case.responsible else ""


def due_reason(clock: TermResult) -> str:
    """How many days the office has and by which article; empty where the law sets none."""
    version = clock.version
    if version is None or version.amount is None:
        return ""
    stopped = f", più {clock.stopped_days} giorni in cui il termine è stato sospeso" if clock.stopped_days else ""
    return f"{wording.amount_words(version.amount, version.unit, 'it')}, {version.source.article}{stopped}"


def _not_started(clock: TermResult) -> str:
    if clock.version is None or clock.version.amount is None:
        return "la legge non fissa un termine per questo procedimento"
    return f"decorre da: {wording.event_words(clock.version.starts_on, 'it')}"


def _stop_rule(definition: Procedure, kind: LetterKind) -> StopRule | None:
    wanted = {
        LetterKind.INTEGRATION_REQUEST: StopKind.INTEGRATION_REQUEST,
        LetterKind.PRELIMINARY_REJECTION: StopKind.PRELIMINARY_REJECTION,
    }.get(kind)
    if wanted is None or not definition.main_term:
        return None
    return next((rule for rule in definition.term(definition.main_term).stops if rule.kind is wanted), None)


def _missing(case: CaseFile, definition: Procedure) -> Iterable[MissingItem]:
    names = {document.id: document for document in definition.documents}
    for row in cases.papers_to_ask(case):
        rule = names.get(row.document)
        name = LocalText(rule.name_it, (("en", rule.name_en),)) if rule else LocalText(row.document)
        yield MissingItem(name, _problem(row))


def _problem(row: ChecklistItem) -> LocalText:
    if row.status == "missing":
        return LocalText("manca: va inviato", (("en", "missing: please send it"),))
    found = defects()[DefectCode(row.defect)]
    return LocalText(found.note_it or found.name_it, (("en", found.note_en or found.name_en),))


def _observations(case: CaseFile, decision: Decision | None) -> tuple[AnsweredObservation, ...]:
    said = case.events.filter(type="observations_received", cancelled_at=None).first()
    if said is None or decision is None or not decision.answers_observations:
        return ()
    return (AnsweredObservation(said.note or "Osservazioni della persona", decision.answers_observations),)


def _remedies(case: CaseFile, definition: Procedure) -> Iterable[Remedy]:
    court = COURTS[definition.judge]
    regional = "TAR Lazio" if definition.office == "citizenship" else REGIONAL_COURT
    where = regional if court is RemedyKind.REGIONAL_COURT else "Tribunale ordinario, sezione specializzata"
    # Citizenship by marriage does not follow the article on family unity that stands in the common text.
    source = (
        "articolo 3 del D.Lgs. 150/2011" if court is RemedyKind.ORDINARY_COURT and case.office == "citizenship" else ""
    )
    yield Remedy(court, where, source=source)
    if court is RemedyKind.REGIONAL_COURT:
        yield Remedy(RemedyKind.EXTRAORDINARY_APPEAL, "Presidente della Repubblica")
    yield from on_silence(case.prefecture_id, regional)


def on_silence(prefecture: str, court: str) -> Iterable[Remedy]:
    """What a person may do when the office does not decide in time."""
    settings = OfficeSettings.objects.filter(prefecture_id=prefecture).first()
    holder = settings.substitute_power_holder if settings else ""
    yield Remedy(RemedyKind.SUBSTITUTE_POWER, holder or "Prefetto")
    yield Remedy(RemedyKind.SILENCE_ACTION, court)


def _pending(opinion: Opinion, today: date) -> PendingOpinion:
    case = opinion.case
    definition = procedure(case.procedure)
    rule = next((found for found in definition.opinions if found.office == opinion.office), None)
    asked = opinion.requested_on or today
    return PendingOpinion(
        reference=case.protocol_number or case.external_code,
        person=case.title,
        procedure=definition.name_it,
        opinion=rule.kind_it if rule else "",
        requested_on=asked,
        waiting_days=(today - asked) // timedelta(days=1),
        legal_basis=rule.source.article if rule else "",
    )


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
