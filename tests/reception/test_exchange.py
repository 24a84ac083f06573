"""The list of the Ministry's system beside ours: every difference is told, nothing changes by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotAllowed
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.commands import exchange as acts
from approdo.reception.models import Guest, Stay, SystemList
from approdo.reception.queries import exchange as queries
from approdo.reception.rules.exchange import Difference, Field, Listed, Ours, columns, differences, read, usable
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.staff import officer_of, operator_of

DAY = date(2026, 5, 12)
ANNA = Ours("1", "Provetta", "Anna", date(1990, 1, 2), "06A", "V1", ("C1", "Centro inventato 1"), date(2026, 4, 1))
BEA = Ours("2", "Provetta", "Bea", date(1991, 1, 2))


def kinds(*rows: Listed, ours: tuple[Ours, ...] = (ANNA, BEA)) -> list[tuple[str, str]]:
    return [(one.kind.value, one.guest) for one in differences(rows, ours, DAY)]


def test_two_lists_that_agree() -> None:
    assert kinds(Listed(2, "06A", "V1", "Provetta", "Anna", date(1990, 1, 2), "c1", date(2026, 4, 1))) == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (Listed(2, "06A", centre="C2"), [("centre", "1")]),
        (Listed(2, "06A", entry=date(2026, 4, 2)), [("entry", "1")]),
        (Listed(2, "06A", exit=DAY), [("left_there", "1")]),
        (Listed(2, "06A", exit=date(2026, 5, 13)), []),  # still there that night
        (Listed(2, "06A", entry=date(2026, 5, 13)), [("left_there", "1")]),
        (Listed(2, "06A", "V9"), [("number_differs", "1")]),
        (Listed(2, family_name="PROVETTÀ", given_name="anna"), []),
        (Listed(2, family_name="Provetta", given_name="Anna", birth_date=date(1999, 1, 1)), [
            ("only_there", ""), ("only_here", "1")]),
        (Listed(2, "09Z", family_name="Nessuno", given_name="Noto"), [("only_there", ""), ("only_here", "1")]),
        (Listed(2, "09Z", family_name="Nessuno", given_name="Noto", exit=DAY), [("only_here", "1")]),
    ],
)  # fmt: skip
def test_each_way_to_disagree(row: Listed, found: list[tuple[str, str]]) -> None:
    assert kinds(row) == found


def test_somebody_whom_we_have_nowhere_and_a_number_we_lack() -> None:
    row = Listed(2, "06B", family_name="Provetta", given_name="Bea", centre="C1")
    assert kinds(row, ours=(BEA,)) == [("left_here", "2"), ("number_missing", "2")]


def test_two_who_may_be_meant_are_not_chosen_between() -> None:
    twin = Ours("3", "Provetta", "Anna", None, centre=("C1", "Uno"))
    assert kinds(Listed(2, family_name="Provetta", given_name="Anna"), ours=(ANNA, twin)) == [("guest_unclear", "")]
    assert kinds(Listed(2, "06A", family_name="Provetta", given_name="Anna"), ours=(ANNA, twin)) == [
        ("only_here", "3")]  # fmt: skip


def test_columns_by_their_headings_and_days_that_cannot_be_read() -> None:
    found = columns(["N.", "Codice  CUI", "COGNOME", "Nome", "Data Ingresso", "Struttura"])
    assert found == {Field.CUI: 1, Field.FAMILY_NAME: 2, Field.GIVEN_NAME: 3, Field.CENTRE: 5, Field.ENTRY: 4}
    assert usable(found)
    assert not usable({Field.FAMILY_NAME: 0, Field.ENTRY: 1})
    rows = [(2, ["1", "06 a", "P", "A", "31/04/2026", "C1"]), (3, ["", "", "", "", "", ""])]
    listed, unread = read(rows, found)
    assert [(one.cui, one.entry) for one in listed] == [("06A", None)]
    assert [(one.row, one.field, one.found) for one in unread] == [(2, Field.ENTRY, "31/04/2026")]


GUESTS = st.lists(
    st.tuples(st.integers(0, 8), st.booleans(), st.integers(1, 3), st.booleans()),
    max_size=8,
    unique_by=lambda one: one[0],
)


@given(GUESTS, GUESTS)
def test_every_guest_of_either_list_is_judged_once(here: list[Any], there: list[Any]) -> None:
    """Set by set: who sleeps in both, in one of them, in another centre."""
    ours = [Ours(str(n), f"Finto{n}", "X", centre=(f"C{c}", "") if inside else ()) for n, inside, c, _ in here]
    rows = [
        Listed(n + 2, family_name=f"finto{n}", given_name="x", centre=f"c{c}", exit=None if inside else DAY)
        for n, inside, c, _ in there
    ]
    mine, theirs = ({n: c for n, inside, c, _ in one if inside} for one in (here, there))
    known = {n for n, *_ in here}
    wanted = {
        *((Difference.ONLY_HERE, n) for n in mine if n not in {m for m, *_ in there}),
        *((Difference.LEFT_THERE, n) for n in mine if n in {m for m, *_ in there} and n not in theirs),
        *((Difference.ONLY_THERE, n) for n in theirs if n not in known),
        *((Difference.LEFT_HERE, n) for n in theirs if n in known and n not in mine),
        *((Difference.CENTRE, n) for n in theirs if n in mine and mine[n] != theirs[n]),
    }
    found = differences(rows, ours, DAY)
    assert {(one.kind, int(one.guest) if one.guest else one.row - 2) for one in found} == wanted
    assert len(found) == len(wanted)


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona)


@pytest.fixture
def by(savona: Prefecture, make_user: Callable[..., User]) -> Actor:
    return officer_of(make_user, savona)


@pytest.fixture
def guest(savona: Prefecture, place: Place) -> Guest:
    guest = new_guest(savona, "Anna")
    new_stay(place, guest, date(2026, 4, 1))
    return guest


def compared(by: Actor, text: str) -> SystemList:
    kept = acts.keep_list(by=by, name="sga.csv", content=text.encode(), taken_on=DAY, today=DAY)
    return acts.compare_list(by=by, list_id=kept.pk, columns=queries.proposed(by, kept.headings))


def test_a_comparison_changes_no_guest_and_no_stay(by: Actor, guest: Guest) -> None:
    before = (Guest.objects.get(), Stay.objects.count())
    kept = compared(by, "CUI;Cognome;Nome;Centro\n06A;Provetta;Anna;ZZ\n")
    assert [one["kind"] for one in kept.differences] == ["centre", "number_missing"]
    assert Guest.objects.get().cui == before[0].cui == ""
    assert Stay.objects.count() == before[1]
    assert queries.last_compared(by) == kept.compared_at


def test_the_missing_numbers_are_taken_over_and_the_taken_ones_told(
    by: Actor, guest: Guest, savona: Prefecture
) -> None:
    other = new_guest(savona, "Bea")
    other.vestanet = "V1"
    other.save()
    kept = compared(by, "CUI;Vestanet;Cognome;Nome\n06A;V2;Provetta;Anna\n06A;;Provetta;Bea\n")
    assert acts.take_numbers(by=by, list_id=kept.pk) == (2, 1)
    guest.refresh_from_db()
    assert (guest.cui, guest.vestanet) == ("06A", "V2")
    assert AuditRecord.objects.filter(act="guest.changed").count() == 2
    assert acts.take_numbers(by=by, list_id=kept.pk)[0] == 0


def test_the_columns_told_once_are_remembered(by: Actor, guest: Guest) -> None:
    text = "A;B;C\n06A;Provetta;Anna\n"
    kept = acts.keep_list(by=by, name="sga.csv", content=text.encode(), taken_on=DAY, today=DAY)
    assert queries.proposed(by, kept.headings) == {}
    told = {Field.CUI: 0, Field.FAMILY_NAME: 1, Field.GIVEN_NAME: 2}
    acts.compare_list(by=by, list_id=kept.pk, columns=told)
    again = acts.keep_list(by=by, name="altro.csv", content=text.encode(), taken_on=DAY, today=DAY)
    assert queries.proposed(by, again.headings) == told


@pytest.mark.parametrize("told", [{}, {Field.ENTRY: 0}, {Field.CUI: 7}, {Field.CUI: 0, Field.VESTANET: 0}])
def test_columns_by_which_nobody_can_be_found(by: Actor, told: dict[Field, int]) -> None:
    kept = acts.keep_list(by=by, name="sga.csv", content=b"A;B\n1;2\n", taken_on=DAY, today=DAY)
    with pytest.raises(InvalidInput):
        acts.compare_list(by=by, list_id=kept.pk, columns=told)


def test_a_list_of_tomorrow(by: Actor) -> None:
    with pytest.raises(InvalidInput, match="list_of_tomorrow"):
        acts.keep_list(by=by, name="sga.csv", content=b"CUI\n1\n", taken_on=date(2026, 5, 13), today=DAY)


def test_who_runs_a_centre_sees_no_list_of_everybody(make_user: Callable[..., User], place: Place) -> None:
    with pytest.raises(NotAllowed):
        queries.visible_to(operator_of(make_user, place.body))


def test_our_own_list_sent_back_agrees(
    savona: Prefecture, make_user: Callable[..., User], signed_in: Callable[[User], Client], guest: Guest
) -> None:
    browser = signed_in(make_user("receiver", savona, Role.RECEPTION_OFFICER))
    ours = browser.get(reverse("export_guests_of_night_csv")).getvalue()
    assert b"Provetta" in ours
    sent = {"form_id": uuid4().hex, "file": SimpleUploadedFile("nostra.csv", ours), "taken_on": timezone.localdate()}
    mapping = browser.post(reverse("keep_list"), sent)
    kept = SystemList.objects.get()
    assert mapping.headers["Location"] == reverse("compare_list", args=[kept.pk])
    shown = browser.get(mapping.headers["Location"]).content.decode()
    chosen = {name: str(place) for name, place in columns(kept.headings).items()}
    assert shown.count(" selected") >= len(chosen)
    done = browser.post(mapping.headers["Location"], {"form_id": uuid4().hex, **chosen}, follow=True)
    assert "dicono la stessa cosa" in done.content.decode()
    assert SystemList.objects.get().differences == []
