"""An office with as many rows as asked behind every page, and the addresses of those pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core import audit, documents
from approdo.core.access import sessions
from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import (
    AccessLogEntry,
    ApiToken,
    ImportBatch,
    Membership,
    OfficeSettings,
    Prefecture,
    SavedFilter,
    StoredDocument,
    User,
)
from approdo.network.models import NewsItem, Rendering, Text
from approdo.network.rules.sources import MOST_SENTENCES
from approdo.people.models import (
    Contact,
    DuplicateCandidate,
    Family,
    FamilyMember,
    Merge,
    Person,
    PersonCitizenship,
    PersonName,
    SpecialFact,
)
from approdo.procedures.commands import deciding, opening
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import (
    Assignment,
    CaseEvent,
    CaseFile,
    CaseParty,
    Letter,
    Litigation,
    Opinion,
    StatePassage,
)
from approdo.procedures.views.case import TABS
from approdo.reception.commands import arrivals, placement
from approdo.reception.commands.arrivals import NoticeFacts
from approdo.reception.models import (
    ArrivalNotice,
    Bed,
    BedUse,
    BodyMember,
    Centre,
    CentreCapacity,
    CentreCertificate,
    CentreContract,
    Compliance,
    Contract,
    ContractPrice,
    FrameworkAgreement,
    Guarantee,
    Guest,
    Measure,
    MeasureAssessment,
    MeasureDecision,
    OutOfUse,
    PlacementDecision,
    PlacementOrder,
    RegisterPaper,
    Room,
    SectionTerm,
    SystemList,
)
from tests.house.addresses import addresses
from tests.house.back_office_accounts import make_accounts
from tests.house.back_office_network import many_of_network
from tests.house.back_office_portal import public_pages
from tests.house.released_things import make_releases
from tests.house.settled_things import many_settlements
from tests.house.territory_things import make_comuni
from tests.house.text_things import make_texts
from tests.procedures.import_tables import as_csv, check, line
from tests.reception.places import Place, new_place, new_stay

ROLES = (Role.OFFICER, Role.EXECUTIVE, Role.ADMINISTRATOR)
FILED = date(2026, 1, 12)
# Not pages of work: files, the login library's own, what an observer of another prefecture sees.
FILES = (
    "conformity_certificate",
    "deduction_answer_document",
    "deduction_decision_letter",
    "deduction_evidence",
    "deduction_letter",
    "download_paper",
    "feed",
    "final_conformity",
    "import_errors",
    "import_sample",
    "invoice_file",
    "invoice_letter",
    "letter",
    "payment_proposal",
    "placement_order",
    "release_proposal",
)
# Neither are data and files pages: `test_open_data` counts those of the portal.
NOT_OURS = (
    "account_", "mfa_", "socialaccount_", "openid_connect_", "api:", "export_", "portal_hsds_", "portal_open_data",
)  # fmt: skip
NO_GET = 405
SHOWN = 200
# Not counted, and why: their forms are those of another page that is, or of what the office with rows has none of.
UNSEEN = {
    "add_paper": "of a month that is still to come",
    "answer_contestation": "of managing bodies",
    "authorise_absence": "no absence waits",
    "comune": "no comune is loaded",
    "dispatch_measure_letter": "no letter is written",
    "measure_letter": "no letter is written",
    "own_payment": "of managing bodies",
    "own_payments": "of managing bodies",
    "portal_eligible_where": "there is one province, which is shown at once",
    "portal_keep_where": "there is one province, which is shown at once",
    "portal_emblem": "none is set",
    "portal_services": "there is one province, which is shown at once",
    "prepare_settlement": "counted of a month that was accepted",
    "record_signatures": "counted of a month that is sealed",
    "refuse_absence": "no absence waits",
    "report_measure": "of managing bodies",
    "return_from_absence": "no absence waits",
    "statement_guest": "counted of a guest whose nights are",
    "write_measure_letter": "no letter is written",
}

MOST = 12  # queries of a page
BOUNDS = ("BEGIN", "COMMIT")  # of the request's transaction


@dataclass(frozen=True)
class BackOffice:
    """Who looks, and the values of the arguments of the addresses."""

    user: User
    observer: User
    things: dict[str, object]
    browsers: dict[str, Client] = field(default_factory=dict)

    def pages(self) -> dict[str, str]:
        """Name and address of every page, a case file once a tab; those that only take what is sent are among them."""
        found = {
            address.name: address.path(self.things)
            for address in addresses()
            if address.name
            and address.name not in FILES
            and not address.name.startswith(NOT_OURS)
            and not address.pattern.startswith("<speech:")
        }
        case = reverse("case", args=[self.things["case_id"]])
        found |= {f"case, {tab}": f"{case}?tab={tab}" for tab, _label in TABS}
        found |= {f"worklist, {scope}": f"/?scope={scope}" for scope in ("office", "unassigned", "all")}
        found["change_contact"] = reverse("change_contact", args=[self.things["network_contact"]])
        found["search, a name"] = f"{reverse('search')}?q=Provetta"
        found["people, a name"] = f"{reverse('people')}?q=Provetta"
        found["guests, a name"] = f"{reverse('guests')}?q=Provetta"
        found["guests, present"] = f"{reverse('guests')}?state=present&sort=-entry"
        found["find_guest, a name"] = f"{reverse('find_guest')}?q=Provetta"
        counted = [self.things["statement_id"], self.things["counted"]]
        found["statement_guest, counted"] = reverse("statement_guest", args=counted)
        signed = [self.things["paid_centre"], 2026, 1]
        found["record_signatures, sealed"] = reverse("record_signatures", args=signed)
        found["suspend_pocket_money, counted"] = reverse("suspend_pocket_money", args=[self.things["counted"]])
        waits = self.things["waits"]
        accepted = [self.things["contract_id"], waits.year, waits.month]  # type: ignore[attr-defined]
        found["prepare_settlement, accepted"] = reverse("prepare_settlement", args=accepted)
        found["measures, all"] = f"{reverse('measures')}?from=2020-01-01&to=2030-01-01"
        return found | public_pages(self.things)

    def client(self, name: str) -> Client:
        """The browser of who may open that page."""
        who = "observer" if name.startswith("national") else "user"
        if who not in self.browsers:
            self.browsers[who] = Client()
            self.browsers[who].force_login(getattr(self, who))
        return self.browsers[who]


def new_office(rows: int) -> BackOffice:
    """The prefecture of Savona with that many rows on each list: every person and file is invented."""
    make_comuni()
    office, _made = Prefecture.objects.get_or_create(
        code="SV", defaults={"name": "Prefettura di Savona", "seat": "Savona", "seat_comune": "009056"}
    )
    OfficeSettings.objects.get_or_create(prefecture=office)
    user = _user(office, "everything", *ROLES)
    italy, _made = Prefecture.objects.get_or_create(
        code="IT", defaults={"name": "Osservatorio", "seat": "Roma", "seat_comune": "058091"}
    )
    by = actor_of(user, "it")
    things: dict[str, object] = {"kind": "integration_request", "office": "questura", "name": "privacy"}
    things |= _people(by, rows)
    things |= _files(by, rows, things)
    things |= _guests(office, rows)
    observer = _user(italy, "observer", Role.NATIONAL_OBSERVER)
    things |= _house(by, office, user, rows)
    things |= _places(office, rows)
    things |= _arrivals(by, rows)
    things |= make_accounts(office, rows)
    things |= many_of_network(by, rows)
    things |= many_settlements(by, things["contract_id"], rows)  # type: ignore[arg-type]
    given = make_releases(office.code, things["statement_id"], user, "Prova", 9080)
    things |= {"release_id": given["release"], "conformity_id": given["conformity"]}
    things |= _network(office, rows)
    things |= _papers(by, things["centre_id"], rows)
    return BackOffice(user, observer, things)


def _user(office: Prefecture, name: str, *roles: Role) -> User:
    user = User.objects.create(prefecture=office, email=f"{name}@{office.code.lower()}.example", full_name=name.title())
    Membership.objects.bulk_create(
        Membership(prefecture=office, user=user, role=role.value, valid_from=date(2020, 1, 1)) for role in roles
    )
    return user


def _network(office: Prefecture, rows: int) -> dict[str, object]:
    """So many pieces of news, the first of them with as many sentences, and a file that came back as long."""
    found = make_texts(office.code, "Prova", min(rows, MOST_SENTENCES))
    more = NewsItem.objects.bulk_create(
        NewsItem(prefecture=office, title=f"Avviso {number}", body="Vieni.", kind="news", published_from=FILED)
        for number in range(rows)
    )
    texts = Text.objects.bulk_create(
        Text(
            prefecture=office, holder_kind="news", holder_id=one.pk, field="body", kind="news", guarded=False,
            title=one.title, changed_at=timezone.now(),
        )
        for one in more
    )  # fmt: skip
    Rendering.objects.bulk_create(
        Rendering(prefecture=office, text=one, language="fr", changed_at=timezone.now()) for one in texts
    )
    return {
        "news_id": found["news"], "text_id": found["text"], "rendering_id": found["begun"],
        "file_id": found["translations"],
    }  # fmt: skip


def _papers(by: Actor, centre: object, rows: int) -> dict[str, object]:
    """The sheet of a month with so many rows, and a list of the Ministry's system with so many differences."""
    here, now = {"prefecture_id": by.prefecture}, timezone.now()
    lines = "".join(f"Provetta {number};P\n" for number in range(rows))
    sheet = documents.store(by, "register_paper", "foglio.csv", f"Nominativo;9\n{lines}".encode())
    paper = RegisterPaper.objects.create(
        **here, centre_id=centre, month=date(2026, 5, 1), document=sheet, sha256=sheet.sha256, is_table=True,
        recorded_at=now,
    )  # fmt: skip
    told = documents.store(by, "system_list", "sga.csv", b"CUI\n1\n")
    found = {"kind": "only_there", "guest": "", "row": 2, "name": "Provetta", "field": "", "ours": "", "theirs": ""}
    kept = SystemList.objects.create(
        **here, document=told, taken_on=date(2026, 5, 1), headings=["CUI"], columns={"cui": 0}, recorded_at=now,
        compared_at=now, rows=rows, differences=[found] * rows,
    )  # fmt: skip
    return {"paper_id": paper.pk, "list_id": kept.pk}


def _arrivals(by: Actor, rows: int) -> dict[str, object]:
    """A notice with so many groups, proposals, decisions and orders, after so many other notices."""
    here, on = {"prefecture_id": by.prefecture}, date(2026, 5, 1)
    ArrivalNotice.objects.bulk_create(
        ArrivalNotice(**here, reference=f"N-{number}", expected_on=on, origin="Prova", announced=1)
        for number in range(rows)
    )
    notice = arrivals.record_notice(by=by, facts=NoticeFacts("N", on, "Prova", rows + 1))
    text = "nucleo;cognome\n" + "".join(f"G{number};Provetta\n" for number in range(rows + 1))
    arrivals.try_list(by=by, notice_id=notice.pk, name="elenco.csv", content=text.encode())
    groups = arrivals.take_list(by=by, notice_id=notice.pk)
    proposal = placement.propose(by=by, notice_id=notice.pk)
    centre = Centre.objects.first()
    assert centre is not None
    letter = StoredDocument.objects.create(
        **here, kind="placement-order", file_name="ordine.pdf", media_type="application/pdf", size=1, sha256="f" * 64
    )
    orders = PlacementOrder.objects.bulk_create(
        PlacementOrder(**here, notice=notice, centre=centre, document=letter, written_at=timezone.now())
        for _each in range(rows)
    )
    lines = {line.group_id: line for line in proposal.lines.all()}
    PlacementDecision.objects.bulk_create(
        PlacementDecision(
            **here, group=group, line=lines[group.pk], centre=centre, as_proposed=False, motive="Prova",
            planned_entry=on, decided_at=timezone.now(), order=orders[0],
        )
        for group in groups[1:]
    )  # fmt: skip
    return {
        "notice_id": notice.pk, "proposal_id": proposal.pk, "group_id": groups[0].pk, "order_id": orders[0].pk,
        "comune": "009056",
    }  # fmt: skip


def _people(by: Actor, rows: int) -> dict[str, object]:
    here = {"prefecture_id": by.prefecture}
    persons = Person.objects.bulk_create(
        Person(**here, family_name="Provetta", given_name=f"Inventata {number}") for number in range(rows + 1)
    )
    one, other = persons[0], persons[1]
    PersonName.objects.bulk_create(
        PersonName(**here, person=person, kind="alias", family_name=f"Altra {number}")
        for number, person in enumerate([*persons, *[one] * rows])
    )
    PersonCitizenship.objects.bulk_create(PersonCitizenship(**here, person=person, country="MA") for person in persons)
    contacts = Contact.objects.bulk_create(
        Contact(**here, person=one, kind="phone", value=f"0190000{number:04d}") for number in range(rows)
    )
    family = Family.objects.create(**here)
    FamilyMember.objects.bulk_create(
        FamilyMember(
            **here, family=family, person=person,
            role="member" if number else "reference", relation="child" if number else "",
        )
        for number, person in enumerate(persons)
    )  # fmt: skip
    facts = SpecialFact.objects.bulk_create(
        SpecialFact(**here, person=one, kind="health", text="Inventato", recorded_by_id=by.user_id) for _ in range(rows)
    )
    gone = Person.objects.bulk_create(
        Person(**here, family_name="Unita", given_name=str(number), merged_into=one) for number in range(rows)
    )
    merges = Merge.objects.bulk_create(Merge(**here, kept=one, merged=person, by_id=by.user_id) for person in gone)
    DuplicateCandidate.objects.bulk_create(
        DuplicateCandidate(**here, first=min(one, person, key=_id), second=max(one, person, key=_id), score=90)
        for person in persons[1:]
    )
    return {
        "person_id": one.pk, "first_id": one.pk, "second_id": other.pk, "contact_id": contacts[0].pk,
        "family_id": family.pk, "member_id": other.pk, "fact_id": facts[0].pk, "merge_id": merges[0].pk,
    }  # fmt: skip


def _id(person: Person) -> int:
    return person.pk.int


def _files(by: Actor, rows: int, things: dict[str, object]) -> dict[str, object]:
    """Open files of the same applicant; the first one has a life as long as the list."""
    person, here = things["person_id"], {"prefecture_id": by.prefecture}
    asked = Opening("family_reunification", FILED, (Party("applicant", person),))  # type: ignore[arg-type]
    case = opening.open_case(by=by, opening=asked, today=FILED)
    opening.register_case(by=by, case_id=case.pk, protocol_number="2026/0001", on=FILED, today=FILED)
    opening.assign_case(by=by, case_id=case.pk, user_id=by.user_id, today=FILED)
    case = deciding.admit(by=by, case_id=case.pk, today=FILED)
    cases = CaseFile.objects.bulk_create(
        CaseFile(
            **here, procedure="family_reunification", office="sui", state="investigation", title=f"Provetta {number}",
            protocol_number=f"P/{number}", responsible_id=by.user_id if number % 2 else None, filed_on=FILED,
            clock="running" if number % 3 else "stopped", stopped_by="" if number % 3 else "integration_request",
            effective_due=FILED + timedelta(number), follow_up_due=FILED, computed_on=FILED,
        )
        for number in range(2 * rows)
    )  # fmt: skip
    CaseParty.objects.bulk_create(CaseParty(**here, case=one, part="applicant", person_id=person) for one in cases)
    relatives = list(Person.objects.filter(**here, merged_into=None).exclude(pk=person))
    CaseParty.objects.bulk_create(CaseParty(**here, case=case, part="beneficiary", person=one) for one in relatives)
    filed = case.events.get(type="filed")
    CaseEvent.objects.bulk_create(  # those that were corrected stay on the page
        CaseEvent(
            **here, case=case, type="extension_granted", occurred_on=FILED, recorded_by_id=by.user_id,
            cancelled_at=filed.recorded_at, cancelled_by_id=by.user_id, cancel_reason="Sbagliato",
        )
        for _ in range(rows)
    )  # fmt: skip
    StatePassage.objects.bulk_create(
        StatePassage(
            **here, case=case, act="admit", source="registered", target="investigation", ball="office", on=FILED
        )
        for _ in range(rows)
    )
    Assignment.objects.bulk_create(
        Assignment(**here, case=case, user_id=by.user_id, part="collaborator", since=FILED, until=FILED)
        for _ in range(rows)
    )
    Opinion.objects.bulk_create(
        Opinion(**here, case=one, office="questura", state="requested", requested_on=FILED) for one in [case, *cases]
    )
    trials = Litigation.objects.bulk_create(
        Litigation(**here, case=case, kind="appeal", asked_on=FILED, court="TAR") for _ in range(rows)
    )
    letters = Letter.objects.bulk_create(
        Letter(
            **here, case=case, kind="integration_request", addressee="Inventata", document=document,
            written_on=FILED, written_by_id=by.user_id,
        )
        for document in _documents(by, rows)
    )  # fmt: skip
    return {
        "case_id": case.pk, "event_id": filed.pk, "litigation_id": trials[0].pk, "letter_id": letters[0].pk,
        "document": case.checklist.order_by("document").first().document, "procedure_id": case.procedure,
    }  # fmt: skip


def _guests(office: Prefecture, rows: int) -> dict[str, object]:
    """A guest of every person of the family; the first one has a life of many stays, corrections and beds."""
    place = new_place(office, 9071, beds=rows + 1, last=date(2027, 12, 31))
    persons = Person.objects.filter(prefecture=office, merged_into=None, family_memberships__isnull=False)
    guests = Guest.objects.bulk_create(Guest(prefecture=office, person=person) for person in persons)
    one, first = guests[0], date(2026, 1, 1)
    for number in range(rows):
        night = first + timedelta(number)
        left = new_stay(place, one, night, night + timedelta(1))
        new_stay(
            place, one, night, night + timedelta(1), lineage=left.lineage,
            superseded_at=datetime(2026, 2, 1, tzinfo=UTC),
        )  # fmt: skip
        BedUse.objects.create(
            prefecture=office, bed=place.beds[number], guest=one, place=left.lineage,
            during=DateRange(night, night + timedelta(1)),
        )  # fmt: skip
    stay = new_stay(place, one, first + timedelta(rows))
    for number, other in enumerate(guests[1:]):
        if number % 2:
            new_stay(place, other, first)
        else:
            _among_adults(place, other, first)
    return {"guest_id": one.pk, "stay_id": stay.lineage, **_measures(guests, rows)}


def _among_adults(place: Place, guest: Guest, first: date) -> None:
    """An unaccompanied minor in a centre for adults, for more days than the law lets by now."""
    guest.unaccompanied_minor = True
    guest.save()
    Person.objects.filter(pk=guest.person_id).update(birth_date=date(2070, 1, 1), birth_precision="day")
    SectionTerm.objects.create(prefecture=guest.prefecture, guest=guest, days=90, majority_on=date(2088, 1, 1))
    new_stay(place, guest, first, planned_exit=first + timedelta(90))


def _measures(guests: list[Guest], rows: int) -> dict[str, object]:
    """A measure of each guest that waits for the office, and many of the first one, the last of them decided upon."""
    day, one = date(2026, 2, 1), guests[0]
    here = {"prefecture": one.prefecture, "facts": "x", "opened_on": day}
    for guest in guests[1:]:
        Measure.objects.create(**here, guest=guest, ground="damage", state="open")
    for _number in range(rows):
        Measure.objects.create(**here, guest=one, ground="damage", state="dismissed")
    row = Measure.objects.create(
        **here, guest=one, ground="abandonment", state="decided", notice_received_on=day, voice_until=day, heard_on=day,
        traced_on=date(2026, 3, 1),
    )  # fmt: skip
    MeasureAssessment.objects.create(
        prefecture=one.prefecture, measure=row, proportionality="x", lesser="x", vulnerable=False, vulnerability="x",
        assessed_on=day,
    )  # fmt: skip
    MeasureDecision.objects.create(
        prefecture=one.prefecture, measure=row, ground="abandonment", applied=True, kinds=["withdrawal"], reasons="x",
        remedies="x", decided_on=day, signed_by=User.objects.filter(prefecture=one.prefecture).first(),
    )  # fmt: skip
    return {"measure_id": row.pk}


def _documents(by: Actor, rows: int) -> list[StoredDocument]:
    return StoredDocument.objects.bulk_create(
        StoredDocument(
            prefecture_id=by.prefecture, kind="letter", file_name="lettera.pdf", media_type="application/pdf", size=1,
            sha256=f"{number:064x}", created_by_id=by.user_id,
        )
        for number in range(rows)
    )  # fmt: skip


def _house(by: Actor, office: Prefecture, user: User, rows: int) -> dict[str, object]:
    here = {"prefecture_id": by.prefecture}
    users = [_user(office, f"colleague{number}", Role.OFFICER) for number in range(rows)]
    tokens = ApiToken.objects.bulk_create(
        ApiToken(
            **here, name=f"Program {number}", role="auditor", digest=f"{number:064x}", created_by=users[number],
            expires_on=date(2090, 1, 1),
        )
        for number in range(rows)
    )  # fmt: skip
    kept = SavedFilter.objects.bulk_create(
        SavedFilter(**here, user=user, name=f"Elenco {number}", query="scope=all") for number in range(rows)
    )
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(**here, actor_id=by.user_id, actor_label="x", object_kind="person", object_id="1", purpose="y")
        for _ in range(rows)
    )
    for number in range(rows):
        audit.record(by, "bench.made", "prefecture", str(number))
    batch = check(by, as_csv([line(number) for number in range(rows)] + [line(0, **{"Data domanda": "?"})] * rows))
    ImportBatch.objects.bulk_create(
        ImportBatch(**here, kind=batch.kind, document=batch.document, sha256=f"{number:064x}", state="done")
        for number in range(rows)
    )
    return {
        "user_id": users[0].pk, "token_id": tokens[0].pk, "filter_id": kept[0].pk, "batch_id": batch.pk,
    }  # fmt: skip


def _places(office: Prefecture, rows: int) -> dict[str, object]:
    """Managing bodies with a contract and a centre each; the first has a life as long as the list."""
    here = {"prefecture_id": office.pk}
    places = [new_place(office, number + 1, beds=1) for number in range(rows)]
    one, today = places[0], timezone.localdate()
    soon, unit = today + timedelta(50), one.beds[0].room.unit
    for number, place in enumerate(places):
        held = {**here, "issued_on": date(2026, 1, 1), "expires_on": soon}
        Compliance.objects.create(**held, body=one.body, kind="durc", reference=str(number))
        Compliance.objects.create(**held, body=place.body, kind="antimafia")
        CentreCertificate.objects.create(**held, centre=place.centre, kind="Agibilità")
        CentreCertificate.objects.create(**held, centre=one.centre, kind=f"Certificato {number}")
        for contract in (one.contract, place.contract):
            Guarantee.objects.create(**here, contract=contract, issuer="Banca", amount=1, expires_on=soon)
        day = date(2026, 2, 1) + timedelta(number)
        CentreCapacity.objects.create(**here, centre=one.centre, valid_from=day, authorised=9)
        ContractPrice.objects.create(**here, contract=one.contract, valid_from=day, base=1, source="x")
        room = Room.objects.create(**here, unit=unit, name=f"R{number}")
        bed = Bed.objects.create(**here, room=room, centre=one.centre, name="1")
        out = OutOfUse.objects.create(**here, bed=bed, during=DateRange(today, None), reason="x")
        FrameworkAgreement.objects.create(
            **here, title="Accordo", cig=f"Q{number:09d}", starts_on=day, ends_on=day, value=1
        )
        user = _user(office, f"operator{number}", Role.CENTRE_OPERATOR)
        BodyMember.objects.create(**here, body=one.body, user=user)
        _user(office, f"free{number}", Role.CENTRE_OPERATOR)
    Contract.objects.exclude(pk=one.contract.pk).update(body=one.body)
    Centre.objects.exclude(pk=one.centre.pk).update(body=one.body)
    CentreContract.objects.filter(centre__in=[place.centre for place in places]).update(contract=one.contract)
    return {
        "body_id": one.body.pk, "contract_id": one.contract.pk, "centre_id": one.centre.pk, "out_id": out.pk,
        "held_id": one.centre.contracts.get().pk, "unit_id": unit.pk,
    }  # fmt: skip


def queries_of(office: BackOffice, counting: Callable[[], AbstractContextManager[Any]]) -> dict[str, int]:
    """Queries of each page that is shown, as the second visitor meets it: what a process learns once it keeps.

    `counting` catches the queries. Savepoints and the way back to the owner's role exist only in tests.
    """
    found = {}
    for name, path in office.pages().items():
        browser = office.client(name)
        status = browser.get(path).status_code
        if status == NO_GET or name in UNSEEN:
            continue
        assert status == SHOWN, (name, status)
        # Once a minute a session notes that it was used: whether that falls on this page is chance.
        with counting() as asked, patch.object(sessions, "SEEN_NOTED_EVERY", timedelta(days=1)):
            browser.get(path)
        statements = [query["sql"] for query in asked.captured_queries if query["sql"] not in BOUNDS]
        found[name] = sum("SAVEPOINT" not in sql and "set_config('role', 'none'" not in sql for sql in statements)
    return found
