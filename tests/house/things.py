"""One thing of each kind in a prefecture, full of words that nobody elsewhere may read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.access.recognition import actor_of
from approdo.core.access.roles import Role
from approdo.core.commands import feeds
from approdo.core.models import ApiToken, Membership, Prefecture, SavedFilter, User
from approdo.people.commands import contacts, families, merges, persons, special_facts
from approdo.people.models import Person
from approdo.people.rules.person import ContactFacts, PersonFacts
from approdo.people.rules.vocabulary import ContactKind, FactKind, Relation
from approdo.procedures.commands import deciding, imports, letters, litigation, opening, opinions
from approdo.procedures.commands.litigation import Lawsuit
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import CaseFile
from approdo.reception.commands import arrivals, placement
from approdo.reception.commands.arrivals import NoticeFacts
from approdo.reception.models import (
    Absence,
    BodyMember,
    Centre,
    CentreContract,
    Contract,
    Guest,
    Measure,
    MeasureAssessment,
    MeasureDecision,
    MeasureLetter,
    OutOfUse,
    PlacementOrder,
    RegisterPaper,
    SectionTerm,
    Stay,
    SystemList,
)
from tests.house.accounting_things import make_accounts
from tests.house.deduction_things import make_deductions
from tests.house.network_things import make_network
from tests.house.released_things import make_releases
from tests.house.settled_things import make_settlements
from tests.house.shared_life_things import make_shared_life
from tests.house.territory_things import make_comuni
from tests.house.text_things import make_texts
from tests.procedures.import_tables import as_csv, line
from tests.reception.places import new_place, new_stay

FILED = datetime.date(2026, 1, 12)
ASKED = datetime.date(2026, 1, 15)
FAMILY, MEMBER, CODE, NOTE = "Riservatella", "Celatina", "SV-SEGRETO-7", "notiziariservata"
MARKERS = (FAMILY, MEMBER, CODE, NOTE)

Things = dict[str, Any]


@dataclass(frozen=True)
class _Office:
    by: Actor
    user: User


def _office(prefecture: str) -> _Office:
    user = User.objects.create(
        prefecture_id=prefecture, email=f"keeper@{prefecture.lower()}.example", full_name=f"{NOTE} keeper"
    )
    Membership.objects.create(
        prefecture_id=prefecture, user=user, role=Role.OFFICER.value, valid_from=datetime.date(2020, 1, 1)
    )
    return _Office(actor_of(user, "it"), user)


def make_things(prefecture: str, owner: User | None = None) -> Things:
    """Things of `prefecture` by the name of their kind; lists kept under a name belong to `owner`."""
    make_comuni()
    office = _office(prefecture)
    case, made = _case_file(office)
    return {
        **made,
        **_people(office),
        **_of_the_house(office, owner or office.user),
        **(places := _places(prefecture)),
        **(stays := _stays(office, owner or office.user, places["body"])),
        **_register(office, stays),
        **_measures(office, prefecture, stays),
        **_arrivals(prefecture, stays),
        **(accounts := make_accounts(prefecture, FAMILY, NOTE)),
        **make_deductions(prefecture, places["contract"], NOTE),
        **make_settlements(prefecture, accounts, places["contract"], office.user, NOTE),
        **make_releases(prefecture, accounts["statement"], office.user, NOTE),
        **make_texts(prefecture, NOTE),
        **(network := make_network(prefecture, owner or office.user, NOTE)),
        **make_shared_life(prefecture, network["shared_organisation"], NOTE),
        "case": case.pk,
        "batch": imports.start_import(by=office.by, name="elenco.csv", content=as_csv([line(1, Cognome=FAMILY)])).pk,
    }


def _arrivals(prefecture: str, stays: Things) -> Things:
    """An arrival with its list on trial, a group that waits, a proposal for it and an order to the owner's centre."""
    user = User.objects.create(
        prefecture_id=prefecture, email=f"receiver@{prefecture.lower()}.example", full_name=f"{NOTE} receiver"
    )
    Membership.objects.create(
        prefecture_id=prefecture, user=user, role=Role.RECEPTION_OFFICER.value, valid_from=datetime.date(2020, 1, 1)
    )
    by = actor_of(user, "it")
    facts = NoticeFacts(CODE, datetime.date(2026, 1, 20), NOTE, 3)
    notice = arrivals.record_notice(by=by, facts=facts)
    text = f"nucleo;cognome;nome\nA;{FAMILY};Arrivata\n"
    arrivals.try_list(by=by, notice_id=notice.pk, name="a.csv", content=text.encode())
    [group] = arrivals.take_list(by=by, notice_id=notice.pk)
    text += f"B;{FAMILY};Nuova\n"
    arrivals.try_list(by=by, notice_id=notice.pk, name="b.csv", content=text.encode())
    proposal = placement.propose(by=by, notice_id=notice.pk)
    letter = documents.store(by, "placement-order", f"{NOTE}.pdf", b"%PDF-1.7", media_type="application/pdf")
    order = PlacementOrder.objects.create(
        prefecture_id=prefecture, notice=notice, centre_id=stays["guest_centre"], document=letter,
        written_at=datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC),
    )  # fmt: skip
    return {"notice": notice.pk, "group": group.pk, "proposal": proposal.pk, "order": order.pk}


def _person(office: _Office, family: str, given: str) -> Any:
    return persons.record_person(by=office.by, facts=PersonFacts(family_name=family, given_name=given))


def _case_file(office: _Office) -> tuple[CaseFile, Things]:
    by = office.by
    applicant = _person(office, FAMILY, "Inventata")
    parties = (Party("applicant", applicant.pk),)
    case = opening.open_case(
        by=by, opening=Opening("family_reunification", FILED, parties, external_code=CODE), today=FILED
    )
    case_id = case.pk
    opening.register_case(by=by, case_id=case_id, protocol_number=f"{CODE}/1", on=FILED, today=FILED)
    opening.assign_case(by=by, case_id=case_id, user_id=office.user.pk, today=FILED)
    deciding.admit(by=by, case_id=case_id, today=FILED)
    opinions.ask_opinion(by=by, case_id=case_id, office="questura", on=ASKED, today=ASKED)
    litigation.record_litigation(
        by=by, case_id=case_id, lawsuit=Lawsuit("appeal", datetime.date(2026, 2, 2), f"TAR {NOTE}")
    )
    letter = letters.write_letter(by=by, case_id=case_id, kind="receipt_start_notice", language="it")
    case.refresh_from_db()
    return case, {
        "event": case.events.get(type="filed").pk,
        "litigation": case.litigations.get().pk,
        "letter": letter.pk,
        "applicant": applicant.pk,
    }


def _people(office: _Office) -> Things:
    by = office.by
    person, other, third = (_person(office, FAMILY, given) for given in ("Prima", "Seconda", "Terza"))
    member = _person(office, MEMBER, "Quarta")
    phone = ContactFacts(kind=ContactKind.PHONE, value="+39 019 000000", note=NOTE)
    contact = contacts.add_contact(by=by, person_id=person.pk, facts=phone)
    family = families.form_family(by=by, reference_id=person.pk)
    families.add_family_member(by=by, family_id=family.pk, person_id=member.pk, relation=Relation.CHILD)
    fact = special_facts.record_special_fact(by=by, person_id=person.pk, kind=next(iter(FactKind)), text=NOTE)
    merge = merges.merge_persons(by=by, kept_id=person.pk, merged_id=third.pk)
    return {
        "person": person.pk, "other": other.pk, "member": member.pk, "contact": contact.pk, "family": family.pk,
        "fact": fact.pk, "merge": merge.pk,
    }  # fmt: skip


def _register(office: _Office, stays: Things) -> Things:
    """An absence asked for by a guest, and the sheet of a month."""
    prefecture = office.user.prefecture_id
    document = documents.store(office.by, "register_paper", f"{NOTE}.csv", f"Nominativo;9\n{NOTE};P\n".encode())
    paper = RegisterPaper.objects.create(
        prefecture_id=prefecture, centre_id=stays["guest_centre"], month=datetime.date(2026, 5, 1), document=document,
        sha256=document.sha256, is_table=True, recorded_at=timezone.now(),
    )  # fmt: skip
    compared = documents.store(office.by, "system_list", f"{NOTE} sga.csv", f"CUI;Cognome\n1;{NOTE}\n".encode())
    kept = SystemList.objects.create(
        prefecture_id=prefecture, document=compared, taken_on=datetime.date(2026, 5, 9), headings=["CUI", "Cognome"],
        columns={"cui": 0}, recorded_at=timezone.now(), compared_at=timezone.now(),
        differences=[
            {"kind": "only_there", "guest": "", "row": 2, "name": NOTE, "field": "centre", "ours": "", "theirs": NOTE}
        ],
    )  # fmt: skip
    absence = Absence.objects.create(
        prefecture_id=prefecture, guest_id=stays["guest"], centre_id=stays["guest_centre"], kind="unjustified",
        answer="asked", note=NOTE, first=datetime.date(2026, 5, 20), until=datetime.date(2026, 5, 22),
    )  # fmt: skip
    return {"absence": absence.pk, "paper": paper.pk, "list": kept.pk}


def _measures(office: _Office, prefecture: str, stays: Things) -> Things:
    """Measures at each of their steps, and a minor among adults."""
    here = {"prefecture_id": prefecture}
    day = datetime.date(2026, 2, 1)
    about = {**here, "guest_id": stays["guest"], "centre_id": stays["guest_centre"], "facts": NOTE}
    heard = {"opened_on": day, "notice_received_on": day, "voice_until": day + datetime.timedelta(days=10)}
    reported = Measure.objects.create(**about, ground="violence", state="reported", warned_on=day, reported_on=day)
    opened = Measure.objects.create(**about, ground="repeat_application", state="open", opened_on=day)
    told = Measure.objects.create(**about, ground="abandonment", state="open", **heard)
    assessed = Measure.objects.create(**about, ground="interview_missed", state="open", **heard)
    signed, received, back, written = (
        Measure.objects.create(**about, ground="abandonment", state="decided", **heard, traced_on=traced)
        for traced in (None, None, datetime.date(2026, 3, 5), None)
    )
    for one in (assessed, signed, received, back, written):
        MeasureAssessment.objects.create(
            **here, measure=one, proportionality=NOTE, lesser=NOTE, vulnerable=True, vulnerability=NOTE, assessed_on=day
        )
    for one in (signed, received, back, written):
        MeasureDecision.objects.create(
            **here, measure=one, ground="abandonment", applied=True, kinds=["withdrawal"], reasons=NOTE, remedies=NOTE,
            decided_on=datetime.date(2026, 3, 2), signed_by=User.objects.filter(prefecture_id=prefecture).first(),
            received_on=None if one in (signed, written) else datetime.date(2026, 3, 4),
        )  # fmt: skip
    MeasureLetter.objects.create(
        **here, measure=written, kind="decision", addressee=FAMILY, written_on=datetime.date(2026, 3, 4),
        document=documents.store(office.by, "measure_letter", f"{NOTE}.pdf", b"%PDF-1.7", media_type="application/pdf"),
    )  # fmt: skip
    person = Person.objects.create(
        **here, family_name=FAMILY, given_name="Minore", birth_date=datetime.date(2070, 1, 1), birth_precision="day"
    )
    minor = Guest.objects.create(**here, person=person, unaccompanied_minor=True)
    SectionTerm.objects.create(**here, guest=minor, days=90, majority_on=datetime.date(2088, 1, 1))
    place = Centre.objects.get(pk=stays["guest_centre"])
    Stay.objects.create(
        **here, guest=minor, centre=place, contract=place.contracts.get().contract, state="present",
        entry=datetime.date(2026, 1, 20), planned_exit=datetime.date(2026, 4, 20),
        recorded_at=datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC),
    )  # fmt: skip
    return {
        "measure": reported.pk, "opened": opened.pk, "told": told.pk, "assessed": assessed.pk, "signed": signed.pk,
        "received": received.pk, "back": back.pk, "written": written.pk, "minor": minor.pk,
    }  # fmt: skip


def _of_the_house(office: _Office, owner: User) -> Things:
    prefecture = office.user.prefecture_id
    # Somebody must stay who can run users: without another administrator the last one could not be touched
    boss = User.objects.create(
        prefecture_id=prefecture, email=f"boss@{prefecture.lower()}.example", full_name=f"{NOTE} boss"
    )
    Membership.objects.create(
        prefecture_id=prefecture, user=boss, role=Role.ADMINISTRATOR.value, valid_from=datetime.date(2020, 1, 1)
    )
    token = ApiToken.objects.create(
        prefecture_id=prefecture, name=NOTE, role=Role.AUDITOR.value, digest="0" * 64, created_by=office.user,
        expires_on=datetime.date(2090, 1, 1),
    )  # fmt: skip
    kept = SavedFilter.objects.create(prefecture_id=prefecture, user=owner, name=NOTE, query="sort=filed")
    return {
        "user": office.user.pk, "membership": office.user.memberships.get().pk, "token": token.pk, "filter": kept.pk,
        "feed": feeds.make_feed(by=office.by),
    }  # fmt: skip


def _places(prefecture: str) -> Things:
    """A managing body with a contract and a centre."""
    here = {"prefecture_id": prefecture}
    place = new_place(Prefecture.objects.get(code=prefecture))
    for one in (place.body, place.contract, place.centre):
        one.__dict__["title" if one is place.contract else "name"] = f"{NOTE} reception"
        one.save()
    users = [
        User.objects.create(**here, email=f"{name}@{prefecture.lower()}.example", full_name=f"{NOTE} {name}")
        for name in ("operator", "free")
    ]
    Membership.objects.create(
        **here, user=users[1], role=Role.CENTRE_OPERATOR.value, valid_from=datetime.date(2020, 1, 1)
    )
    out = OutOfUse.objects.create(
        **here, bed=place.beds[0], during=DateRange(datetime.date(2026, 5, 1), None), reason=NOTE
    )
    return {
        "body": place.body.pk, "contract": place.contract.pk, "centre": place.centre.pk, "bed": place.beds[1].pk,
        "unit": place.beds[0].room.unit_id,
        "held": place.centre.contracts.get().pk, "out": out.pk, "free": users[1].pk,
        "operator": BodyMember.objects.create(**here, body=place.body, user=users[0]).pk,
    }  # fmt: skip


def _stays(office: _Office, owner: User, body: Any) -> Things:
    """Guests of a centre run by that body, the owner's: one inside, one expected, one who has no place yet."""
    place, target = (new_place(office.user.prefecture, number, beds=4) for number in (71, 72))
    endless = DateRange(datetime.date(2020, 1, 1), datetime.date(2090, 1, 1))
    for one in (place, target):
        Contract.objects.filter(pk=one.contract.pk).update(
            starts_on=endless.lower, ends_on=datetime.date(2089, 12, 31), in_force=endless
        )
        CentreContract.objects.filter(centre=one.centre).update(during=endless)
    Contract.objects.filter(pk=place.contract.pk).update(body_id=body)
    Centre.objects.filter(pk=place.centre.pk).update(body_id=body)
    BodyMember.objects.create(prefecture=office.user.prefecture, body_id=body, user=owner)
    inside, expected, waiting = (
        Guest.objects.create(
            prefecture=office.user.prefecture, person=_person(office, FAMILY, given), permit_number=CODE
        )
        for given in ("Interna", "Attesa", "Senzaposto")
    )
    entry = datetime.date(2026, 1, 20)
    return {
        "guest": inside.pk, "waiting": waiting.pk, "stay": new_stay(place, inside, entry).lineage,
        "expected": new_stay(place, expected, None, state="planned", planned_entry=entry, reason=NOTE).lineage,
        "guest_bed": place.beds[0].pk, "guest_centre": place.centre.pk, "target_centre": target.centre.pk,
    }  # fmt: skip
