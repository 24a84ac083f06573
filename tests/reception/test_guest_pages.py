"""Pages and endpoints of guests and stays, as officers and operators of centres use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.models import Guest, Stay
from tests.reception.places import Place, new_guest, new_place, new_stay
from tests.reception.staff import operator_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SignIn = Callable[[User], Client]
MakeUser = Callable[..., User]


@pytest.fixture
def placer(make_user: MakeUser, savona: Prefecture, signed_in: SignIn) -> Client:
    return signed_in(make_user("placer", savona, Role.RECEPTION_OFFICER))


@pytest.fixture
def place(savona: Prefecture) -> Place:
    return new_place(savona)


def test_from_the_list_to_the_exit(placer: Client, savona: Prefecture, place: Place) -> None:
    guest, today = new_guest(savona), "2026-05-10"
    listed = placer.get(reverse("guests")).content.decode()
    assert "Provetta" in listed
    assert "Ancora in nessun centro" in listed
    form = {"centre": str(place.centre.pk), "planned_entry": today}
    shown = placer.post(reverse("plan_stay", args=[guest.pk]), form, follow=True).content.decode()
    assert "Il posto è assegnato." in shown
    assert place.centre.name in shown
    stay = Stay.objects.get().lineage
    admitted = {"entry": today, "bed": str(place.beds[0].pk), "version": "1"}
    assert placer.post(reverse("admit_guest", args=[stay]), admitted).status_code == 302
    old = placer.post(reverse("admit_guest", args=[stay]), {**admitted, "bed": ""})
    assert old.status_code == 412
    assert "Un collega ha cambiato" in old.content.decode()
    left = {"exit": today, "exit_reason": "voluntary_leaving", "version": "2"}
    shown = placer.post(reverse("end_stay", args=[stay]), left, follow=True).content.decode()
    assert "L&#39;uscita è stata registrata." in shown
    assert shown.count("sostituito il") == 2


def test_a_refusal_keeps_what_was_typed(placer: Client, savona: Prefecture) -> None:
    full = new_place(savona, beds=1)
    new_stay(full, new_guest(savona), date(2026, 5, 1))
    form = {"centre": str(full.centre.pk), "planned_entry": "2026-06-01"}
    answer = placer.post(reverse("plan_stay", args=[new_guest(savona).pk]), form)
    assert answer.status_code == 409
    assert "Posti liberi di" in answer.content.decode()
    assert 'value="2026-06-01"' in answer.content.decode()


def test_what_was_known_on_a_day(placer: Client, savona: Prefecture, place: Place) -> None:
    guest, at = new_guest(savona), datetime(2026, 4, 1, tzinfo=UTC)
    wrong = new_stay(place, guest, date(2026, 2, 3), date(2026, 3, 1), superseded_at=at)
    new_stay(place, guest, date(2026, 2, 9), date(2026, 3, 1), lineage=wrong.lineage, recorded_at=at)
    address = reverse("guest", args=[guest.pk])

    def entries(known: str) -> list[bool]:
        shown = placer.get(address, {"known": known}).content.decode()
        table = shown.split('aria-labelledby="stays"')[1].split("</table>")[0] if "aria-labelledby" in shown else ""
        return [day in table for day in ("3 feb 2026", "9 feb 2026")]

    assert entries("2026-03-15") == [True, False]
    assert entries("2026-04-02") == entries("") == entries("nonsense") == [False, True]


def test_an_operator_has_the_own_centres_only(
    savona: Prefecture, make_user: MakeUser, signed_in: SignIn, place: Place
) -> None:
    other = new_place(savona, 2)
    mine, theirs = new_guest(savona, "Nostra"), new_guest(savona, "Altrui")
    stay = new_stay(place, mine, date(2026, 5, 1))
    foreign = new_stay(other, theirs, date(2026, 5, 1))
    browser = signed_in(operator_user(make_user, place.body))
    listed = browser.get(reverse("guests")).content.decode()
    assert "Nostra" in listed
    assert "Altrui" not in listed
    assert other.centre.name not in listed
    page = browser.get(reverse("guest", args=[mine.pk])).content.decode()
    assert reverse("end_stay", args=[stay.lineage]) in page
    for name in ("transfer_guest", "correct_stay"):
        assert reverse(name, args=[stay.lineage]) not in page
        assert browser.get(reverse(name, args=[stay.lineage])).status_code == 403
    assert browser.get(reverse("guest", args=[theirs.pk])).status_code == 404
    assert browser.get(reverse("end_stay", args=[foreign.lineage])).status_code == 404
    left = {"exit": "2026-05-09", "exit_reason": "abandonment", "version": "1"}
    assert browser.post(reverse("end_stay", args=[stay.lineage]), left).status_code == 302


def test_a_list_leaves_as_a_file_and_is_written_down(placer: Client, savona: Prefecture, place: Place) -> None:
    new_stay(place, new_guest(savona), date(2026, 5, 1))
    new_guest(savona, "Altra")
    answer = placer.get(reverse("export_guests_csv"), {"state": "present"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert len(lines) == 2
    assert lines[1].startswith("Provetta;Inventata;")
    assert place.centre.name in lines[1]
    assert AuditRecord.objects.filter(act="guest.exported").count() == 1


def test_a_person_is_registered_from_the_search(placer: Client, savona: Prefecture) -> None:
    known = placer.post(reverse("record_person"), {
        "family_name": "Mohammadi", "script": "Latn", "transliteration": "passport", "sex": "male",
        "birth_precision": "unknown", "form_id": uuid4().hex,
    })  # fmt: skip
    person = known.headers["Location"].rstrip("/").split("/")[-1]
    found = placer.get(reverse("find_guest"), {"q": "Mohamadi"}).content.decode()
    assert reverse("register_guest", args=[person]) in found
    assert placer.post(reverse("register_guest", args=[person]), {"cui": "06 ab"}).status_code == 302
    assert Guest.objects.get().cui == "06AB"
    assert placer.post(reverse("register_guest", args=[person]), {"cui": "06B"}).status_code == 409


def test_the_endpoints(placer: Client, savona: Prefecture, place: Place) -> None:
    guest = new_guest(savona)

    def send(path: str, body: object = None, version: int | None = None) -> tuple[int, object]:
        headers = {"Idempotency-Key": uuid4().hex} | ({"If-Match": f'"{version}"'} if version else {})
        answer = placer.post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    order = {"guests": [str(guest.pk)], "centre": str(place.centre.pk), "planned_entry": "2026-05-01"}
    status, made = send("/stays", order)
    assert status == 201
    stay = made[0]["id"]  # type: ignore[index]
    assert send("/stays", order)[1]["code"] == "guest_elsewhere"  # type: ignore[index]
    assert send(f"/stays/{stay}/admit", {"entry": "2026-05-02"}, 1)[0] == 200
    assert send(f"/stays/{stay}/end", {"left": "2026-05-01", "exit_reason": "death"}, 2)[0] == 422
    assert send(f"/stays/{stay}/end", {"left": "2026-05-09", "exit_reason": "death"}, 1)[0] == 412
    assert send(f"/stays/{stay}/correct", {"entry": "2026-05-03", "reason": "Riletto"}, 2)[1]["entry"] == "2026-05-03"  # type: ignore[index]
    read = placer.get(f"/api/v1/stays/{stay}")
    assert (read.headers["ETag"], read.json()["state"]) == ('"3"', "present")
    assert [row["entry"] for row in placer.get(f"/api/v1/stays/{stay}/history").json()] == [
        None,
        "2026-05-02",
        "2026-05-03",
    ]
    listed = placer.get("/api/v1/guests?state=present&q=Provetta").json()
    assert listed["items"] == []  # written without its search keys, so that only the number finds them
    assert len(placer.get("/api/v1/guests?state=present").json()["items"]) == 1
    assert len(placer.get(f"/api/v1/guests/{guest.pk}/stays").json()) == 1
