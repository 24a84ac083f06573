"""An arrival announced, listed, placed, ordered and counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import Prefecture
from approdo.reception.arrival_list import read_list
from approdo.reception.commands import arrivals as acts
from approdo.reception.commands import placement
from approdo.reception.commands.arrivals import NoticeFacts, OfferFacts
from approdo.reception.models import (
    ArrivalGroup,
    ArrivalNotice,
    ArrivalPerson,
    Bed,
    Centre,
    CentreCapacity,
    Compliance,
    Guest,
    HousingUnit,
    PlacementProposal,
    Room,
    Stay,
)
from approdo.reception.placement_answer import Answer
from approdo.reception.queries import arrivals, landing
from approdo.reception.rules import placement as placement_rules
from approdo.reception.rules.arrivals import RowFault
from approdo.reception.rules.placement import WhatIf, WhyNot
from approdo.reception.rules.vocabulary import Need, SexProfile
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.staff import officer_of, operator_of

pytestmark = pytest.mark.django_db
ON, TODAY = date(2026, 5, 10), date(2026, 5, 8)
LIST = """nucleo;cognome;nome;sesso;età;cittadinanza;lingue;esigenze;non accompagnato
A;Provetta;Uno;F;30;BD;bn;;
A;Provetta;Due;M;4;BD;bn;;
B;Inventato;Tre;M;25;TN;ar;ospedale;
"""


@pytest.fixture
def notice(officer_placing: Actor) -> ArrivalNotice:
    return acts.record_notice(by=officer_placing, facts=NoticeFacts("SB-1", ON, "Lampedusa", 3))


@pytest.fixture
def two(savona: Prefecture) -> tuple[Place, Place]:
    return new_place(savona, 1, beds=2), new_place(savona, 2, beds=1)


def listed(by: Actor, notice: ArrivalNotice, text: str = LIST) -> list[ArrivalGroup]:
    acts.try_list(by=by, notice_id=notice.pk, name="elenco.csv", content=text.encode())
    return acts.take_list(by=by, notice_id=notice.pk)


def decide_all(by: Actor, proposal: PlacementProposal) -> None:
    for line in proposal.lines.all():
        placement.decide(by=by, proposal_id=proposal.pk, group_id=line.group_id, today=TODAY)


def test_a_list_on_trial_shows_what_cannot_be_read_and_writes_nobody(
    officer_placing: Actor, notice: ArrivalNotice
) -> None:
    wrong = "nucleo,cognome,sesso,eta,esigenze,non centri,non con nuclei\nA,Provetta,Q,x,volo,ZZ,\n,Sola,,,,,B\nC,Giusta,f,20,,,\n"
    row = acts.try_list(by=officer_placing, notice_id=notice.pk, name="elenco.csv", content=wrong.encode())
    assert row.document is not None
    found = read_list(officer_placing, row.document, ON).rows
    assert dict(found[0].faults) == {"sex": RowFault.SEX, "age": RowFault.AGE, "needs": RowFault.NEED}
    assert found[1].faults["group"] is RowFault.MISSING
    assert not ArrivalPerson.objects.exists()
    made = acts.take_list(by=officer_placing, notice_id=notice.pk, document_id=row.document_id)
    assert [one.label for one in made] == ["C"]


def test_countries_and_languages_are_read_as_people_write_them(officer_placing: Actor, notice: ArrivalNotice) -> None:
    told = (
        "nucleo;cognome;data di nascita o età;cittadinanza;lingue\n"
        "A;Provetta;16;Nigeria;inglese, pidgin nigeriano\nB;Prova;01/02/1990;CIV;fr/English\nC;Finta;;costa d'avorio;\n"
        "D;Inventata;1990-02-30;Atlantide;klingonese\nE;Modello;130;apolide;\n"
    )
    row = acts.try_list(by=officer_placing, notice_id=notice.pk, name="elenco.csv", content=told.encode())
    assert row.document is not None
    found = read_list(officer_placing, row.document, ON).rows
    people = [one.listed.facts for one in found[:3] if one.listed]
    assert [one.citizenships[0].country for one in people] == ["NG", "CI", "CI"]
    assert [[spoken.language for spoken in one.languages] for one in people] == [["en", "pcm"], ["fr", "en"], []]
    assert [(one.birth_date, one.birth_precision) for one in people[:2]] == [
        (ON.replace(year=ON.year - 16, day=min(ON.day, 28)), "estimated"), (date(1990, 2, 1), "day"),
    ]  # fmt: skip
    assert set(found[3].faults) == {"birth_date", "nationality", "languages"}
    assert found[4].faults == {"age": RowFault.AGE}


def test_a_family_with_one_wrong_row_is_left_out_whole_and_taken_when_it_is_right(
    officer_placing: Actor, notice: ArrivalNotice
) -> None:
    assert [one.label for one in listed(officer_placing, notice, LIST.replace("Due;M;4", "Due;M;four"))] == ["B"]
    assert [one.label for one in listed(officer_placing, notice)] == ["A"]
    assert ArrivalPerson.objects.count() == 3
    with pytest.raises(Refusal, match="list_without_groups"):
        acts.take_list(by=officer_placing, notice_id=notice.pk)


def test_a_list_looked_at_is_the_list_taken_over(officer_placing: Actor, notice: ArrivalNotice) -> None:
    seen = acts.try_list(by=officer_placing, notice_id=notice.pk, name="a.csv", content=LIST.encode()).document_id
    acts.try_list(by=officer_placing, notice_id=notice.pk, name="b.csv", content=LIST.replace("A;", "Z;").encode())
    with pytest.raises(Refusal, match="list_changed"):
        acts.take_list(by=officer_placing, notice_id=notice.pk, document_id=seen)


@pytest.mark.parametrize("content", [b"", b"solo;colonne\n1;2\n", b"%PDF-1.7 something"])
def test_a_file_that_is_no_list_is_refused(officer_placing: Actor, notice: ArrivalNotice, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        acts.try_list(by=officer_placing, notice_id=notice.pk, name="elenco.csv", content=content)


def test_needs_stand_encrypted(officer_placing: Actor, notice: ArrivalNotice) -> None:
    listed(officer_placing, notice)
    row = ArrivalPerson.objects.get(given_name="Tre")
    assert row.needs == "hospital"
    with connection.cursor() as cursor:
        cursor.execute("SELECT needs FROM reception_arrivalperson WHERE id = %s", [row.pk])
        assert "hospital" not in cursor.fetchone()[0]


def test_a_family_goes_where_it_fits_and_its_members_are_expected_there(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    listed(officer_placing, notice)
    proposal = placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY)
    assert {line.group.label: line.centre and line.centre.code for line in arrivals.lines_of(proposal)} == {
        "A": "C1", "B": "C2",
    }  # fmt: skip
    decide_all(officer_placing, proposal)
    stays = Stay.objects.filter(state="planned", planned_entry=ON, expected_entry=ON)
    assert stays.count() == 3
    assert stays.filter(centre=two[0].centre, guest__person__family_memberships__isnull=False).count() == 2


def test_the_same_landing_gives_the_proposal_made_before_and_one_that_changed_another(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    listed(officer_placing, notice)
    first = placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY)
    assert placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY) == first
    acts.describe_offer(
        by=officer_placing, centre_id=two[0].centre.pk, facts=OfferFacts((Need.NURSING,), ("bn",), hospital_minutes=20)
    )
    again = placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY)
    assert again != first
    assert again.points < first.points


def test_the_section_for_minors_of_a_centre_is_that_of_its_units(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    HousingUnit.objects.filter(centre=two[1].centre).update(minors_section=True)
    problem = landing.problem_of(officer_placing, notice, ON, TODAY)
    assert {place.id for place in problem.places if place.minors_section} == {two[1].centre.code}


def test_places_of_a_section_for_minors_are_not_offered_to_adults(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place], savona: Prefecture
) -> None:
    def told() -> placement_rules.Place:
        problem = landing.problem_of(officer_placing, notice, ON, TODAY)
        return next(place for place in problem.places if place.id == two[1].centre.code)

    centre = two[1].centre
    CentreCapacity.objects.filter(centre=centre).update(authorised=8)
    before = told()
    unit = HousingUnit.objects.create(prefecture=savona, centre=centre, name="Sezione", minors_section=True)
    room = Room.objects.create(prefecture=savona, unit=unit, name="S1", sex_profile="men")
    for number in (1, 2):
        Bed.objects.create(prefecture=savona, room=room, centre=centre, name=f"S{number}")
    place = told()
    assert (place.free, place.section, dict(place.section_beds)) == (before.free, 2, {SexProfile.MEN: 2})
    assert sum(place.beds.values()) == sum(before.beds.values())
    youth = new_guest(savona, "Giovane")
    Guest.objects.filter(pk=youth.pk).update(unaccompanied_minor=True)
    new_stay(two[1], youth, ON, date(2026, 6, 1))
    assert (told().free, told().section) == (before.free - 1, 1)
    new_stay(two[1], new_guest(savona, "Adulta"), ON)
    assert (told().free, told().section) == (before.free - 2, 1)


def test_another_centre_needs_a_motive_and_the_law_needs_none(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place], savona: Prefecture
) -> None:
    third, unproven = new_place(savona, 3).centre, new_place(savona, 4).centre
    Compliance.objects.filter(body_id=unproven.body_id, kind="durc").delete()
    groups = {one.label: one for one in listed(officer_placing, notice)}
    proposal = placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY)
    line = proposal.lines.get(group=groups["B"])
    elsewhere = next(one for one in (third, two[1].centre, two[0].centre) if one.pk != line.centre_id)
    asked: dict[str, Any] = {
        "by": officer_placing,
        "proposal_id": proposal.pk,
        "group_id": groups["B"].pk,
        "today": TODAY,
    }
    with pytest.raises(InvalidInput, match="motive_missing"):
        placement.decide(**asked, centre_id=elsewhere.pk)
    with pytest.raises(Refusal, match="centre_shut"):
        placement.decide(**asked, centre_id=unproven.pk, motive="Perché sì")
    made = placement.decide(**asked, centre_id=elsewhere.pk, motive="Ha parenti lì")
    assert (made.as_proposed, made.motive, made.centre) == (False, "Ha parenti lì", elsewhere)
    with pytest.raises(Refusal, match="group_decided"):
        placement.decide(**asked)


def test_a_place_given_away_in_the_meantime_is_refused_and_nobody_is_written_down(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    listed(officer_placing, notice)
    proposal = placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY)
    two[0].centre.capacities.update(authorised=1)
    with pytest.raises(Refusal, match="no_free_place"), transaction.atomic():
        placement.decide(
            by=officer_placing, proposal_id=proposal.pk, group_id=ArrivalGroup.objects.get(label="A").pk, today=TODAY
        )
    assert not Guest.objects.exists()


def test_a_supposition_is_answered_and_not_decided_on(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    groups = {one.label: one for one in listed(officer_placing, notice)}
    row = placement.propose(
        by=officer_placing, notice_id=notice.pk, what_if=WhatIf(closed=frozenset({"C1"})), today=TODAY
    )
    answer = Answer(row, arrivals.lines_of(row))
    assert answer.explain("A").reasons == {WhyNot.NO_ROOM: 1, WhyNot.SET_ASIDE: 1}
    assert answer.explain("B").place is not None
    with pytest.raises(Refusal, match="only_supposed"):
        placement.decide(by=officer_placing, proposal_id=row.pk, group_id=groups["B"].pk, today=TODAY)


def test_each_centre_gets_one_letter_whose_pdf_is_kept_by_its_hash(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    listed(officer_placing, notice)
    decide_all(officer_placing, placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY))
    orders = placement.write_orders(by=officer_placing, notice_id=notice.pk, today=TODAY)
    assert {one.centre_id for one in orders} == {place.centre.pk for place in two}
    said = {}
    for one in orders:
        pages = PdfReader(BytesIO(documents.read(officer_placing, one.document))).pages
        said[one.centre.code] = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "di 2 persone provenienti da Lampedusa, attese il 10 maggio 2026" in said["C1"]
    assert "di una persona proveniente da Lampedusa, attesa il 10 maggio 2026" in said["C2"]
    assert "Tunisia" in said["C2"]
    assert "circa 2001" in said["C2"]  # an age was told: no day of birth is made up
    assert "10/05/2001" not in said["C2"]
    with pytest.raises(Refusal, match="nothing_to_order"):
        placement.write_orders(by=officer_placing, notice_id=notice.pk, today=TODAY)


def test_an_operator_sees_the_orders_to_their_centres_and_no_notice(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place], make_user: Any
) -> None:
    listed(officer_placing, notice)
    decide_all(officer_placing, placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY))
    placement.write_orders(by=officer_placing, notice_id=notice.pk, today=TODAY)
    operator = operator_of(make_user, two[0].body)
    assert [one.centre_id for one in arrivals.orders(operator)] == [two[0].centre.pk]
    assert not arrivals.visible_to(operator).exists()
    with pytest.raises(NotFound):
        arrivals.notice(operator, notice.pk)
    with pytest.raises(NotAllowed):
        placement.propose(by=operator, notice_id=notice.pk)


def test_who_does_not_come_leaves_the_place_free(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    listed(officer_placing, notice)
    decide_all(officer_placing, placement.propose(by=officer_placing, notice_id=notice.pk, today=TODAY))
    missing = ArrivalPerson.objects.get(given_name="Tre")
    with pytest.raises(InvalidInput, match="not_yet"):
        acts.count_arrived(by=officer_placing, notice_id=notice.pk, arrived_on=ON, counted=2, today=TODAY)
    acts.count_arrived(by=officer_placing, notice_id=notice.pk, arrived_on=ON, counted=2, absent=[missing.pk], today=ON)
    assert Stay.objects.get(guest=missing.guest, superseded_at__isnull=True).state == "no_show"
    assert ArrivalPerson.objects.filter(state="arrived").count() == 2


def test_who_is_missing_before_the_proposal_gets_no_place(
    officer_placing: Actor, notice: ArrivalNotice, two: tuple[Place, Place]
) -> None:
    listed(officer_placing, notice)
    gone = ArrivalPerson.objects.get(given_name="Tre")
    acts.count_arrived(by=officer_placing, notice_id=notice.pk, arrived_on=ON, counted=2, absent=[gone.pk], today=ON)
    proposal = placement.propose(by=officer_placing, notice_id=notice.pk, today=ON)
    assert [line.group.label for line in proposal.lines.all()] == ["A"]


def test_a_notice_stands_once_by_its_reference(officer_placing: Actor, notice: ArrivalNotice) -> None:
    with pytest.raises(Refusal, match="notice_known"):
        acts.record_notice(by=officer_placing, facts=NoticeFacts(" SB-1", ON, "Bari", 1))
    with pytest.raises(InvalidInput):
        acts.record_notice(by=officer_placing, facts=NoticeFacts("SB-2", ON, "Bari", 0))


def test_the_database_refuses_a_proposal_worse_than_the_plain_choice(notice: ArrivalNotice, savona: Prefecture) -> None:
    with pytest.raises(IntegrityError, match="never_worse"), transaction.atomic():
        PlacementProposal.objects.create(
            prefecture=savona, notice=notice, made_at=datetime(2026, 5, 8, tzinfo=UTC), inputs="{}", inputs_hash="0",
            weights_version="x", points=2, bound=0, greedy_points=1, seconds=0, in_time=True,
        )  # fmt: skip


def test_an_office_sees_no_notice_of_another(notice: ArrivalNotice, officer_of_palermo: Actor) -> None:
    with pytest.raises(NotFound):
        arrivals.notice(officer_of_palermo, UUID(str(notice.pk)))
    assert not Centre.objects.filter(prefecture="PA").exists()


@pytest.fixture
def officer_placing(make_user: Any, savona: Prefecture) -> Actor:
    return officer_of(make_user, savona)


@pytest.fixture
def officer_of_palermo(make_user: Any, palermo: Prefecture) -> Actor:
    return officer_of(make_user, palermo, "elsewhere")
