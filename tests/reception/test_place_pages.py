"""Pages, lists, files and API of places and contracts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, Prefecture, User
from approdo.reception.models import Centre, CentreCertificate, Compliance, Contract, Guarantee, ManagingBody
from approdo.reception.queries import expiries
from approdo.reception.rules.expiries import Band, Stop, Subject
from tests.core.api_caller import caller_of
from tests.reception.places import START, Place, new_place

pytestmark = pytest.mark.slow

SignIn = Callable[[User], Client]


def text(client: Client, name: str, *arguments: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=arguments) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_empty_home_leads_to_the_first_act(reception_user: User, signed_in: SignIn) -> None:
    shown = text(signed_in(reception_user), "reception")
    assert "Nessun centro è ancora registrato" in shown
    assert reverse("record_body") in shown


def test_the_home_shows_places_and_what_expires(reception_user: User, signed_in: SignIn, place: Place) -> None:
    shown = text(signed_in(reception_user), "reception")
    assert "Centro inventato 1" in shown
    assert "Savona" in shown


def test_a_body_lacking_proofs_says_what_stops(reception_user: User, signed_in: SignIn, place: Place) -> None:
    shown = text(signed_in(reception_user), "managing_body", place.body.pk)
    assert "Fermi: pagamenti" in shown


@pytest.mark.parametrize("name", ["managing_body", "contract", "centre"])
def test_an_operator_opens_their_own_and_gets_404_for_others(
    operator_user: User, signed_in: SignIn, place: Place, other_place: Place, name: str
) -> None:
    which = {"managing_body": "body", "contract": "contract", "centre": "centre"}[name]
    client = signed_in(operator_user)
    text(client, name, getattr(place, which).pk)
    assert client.get(reverse(name, args=[getattr(other_place, which).pk])).status_code == 404


def test_lists_show_an_operator_their_own_only(
    operator_user: User, signed_in: SignIn, place: Place, other_place: Place
) -> None:
    client = signed_in(operator_user)
    for name in ("reception", "centres", "contracts", "managing_bodies", "expiries"):
        shown = text(client, name)
        assert "inventato 2" not in shown
        assert "inventata 2" not in shown
    sheet = b"".join(client.get(reverse("export_centres_csv")))
    assert b"Centro inventato 1" in sheet
    assert b"Centro inventato 2" not in sheet
    assert AuditRecord.objects.get(act="list.exported").object_id == "centres"


def test_a_list_of_centres_sorts_filters_and_pages(
    reception_user: User, savona: Prefecture, signed_in: SignIn, place: Place
) -> None:
    Centre.objects.bulk_create(
        Centre(
            prefecture=savona, body=place.body, name=f"Altro {n:03d}", code=f"N{n}", type="sai", address="x",
            comune="009001", opened_on=START,
        )
        for n in range(60)
    )  # fmt: skip
    client = signed_in(reception_user)
    first = client.get(reverse("centres"), {"sort": "-name", "type": "sai"})
    shown = first.content.decode()
    assert "Altro 010" in shown
    assert "Altro 009" not in shown
    following = shown.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(following).content.decode()
    assert "Altro 009" in second
    assert "Altro 010" not in second
    assert "Centro inventato 1" not in shown + second
    assert "Centro inventato 1" in text(client, "centres", query="?comune=009056&sort=nonsense")


def test_forms_keep_what_was_typed_beside_the_reason(reception_user: User, signed_in: SignIn, place: Place) -> None:
    client = signed_in(reception_user)
    answer = client.post(
        reverse("set_capacity", args=[place.centre.pk]),
        {
            "valid_from": "2026-06-01",
            "authorised": "10",
            "emergency": "77",
            "order_reference": "Ordinanza 1",
            "version": "1",
        },
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "In emergenza i posti crescono al massimo del 100 per cento." in shown
    assert 'value="77"' in shown


def test_a_contract_and_a_centre_are_written_by_their_forms(
    reception_user: User, signed_in: SignIn, place: Place
) -> None:
    client = signed_in(reception_user)
    told = {
        "body": place.body.pk, "title": "Convenzione", "cig": "B000000009", "scheme": "v2024", "lot_class": "cc_50",
        "places": "9", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "value": "1000", "base": "31,60",
        "discount_percent": "4,5", "price_source": "art. 1", "pocket_money_per_day": "2,50", "entry_kit": "173",
        "phone_card": "5", "abandonment_after_hours": "72", "paid_authorised": "0", "paid_hospital": "3",
        "policy_source": "art. 2", "count_entry_day": "on",
    }  # fmt: skip
    assert client.post(reverse("record_contract"), told).status_code == 302
    made = Contract.objects.get(cig="B000000009")
    assert str(made.prices.get().discount_percent) == "4.5000"
    policy = made.policies.get()
    assert (policy.paid_absences, policy.pocket_money_family_cap, policy.cap_to_capacity) == (
        {"hospital": 3},
        None,
        False,
    )
    told = {
        "body": place.body.pk, "name": "Centro", "code": "z9", "type": "cas", "address": "Via 1", "comune": "albenga",
        "opened_on": "2026-01-01", "sex_profile": "any", "authorised": "4", "emergency": "0",
    }  # fmt: skip
    assert client.post(reverse("open_centre"), told).status_code == 302
    assert Centre.objects.get(code="Z9").comune == "009002"
    wrong = client.post(reverse("open_centre"), {**told, "code": "z8", "comune": "Atlantide"})
    assert wrong.status_code == 422


@pytest.fixture
def expiring(savona: Prefecture, place: Place) -> date:
    """A contract of this year and the next with a bond, proofs and certificates that end at different times."""
    today = timezone.localdate()
    Contract.objects.update(in_force=DateRange(START, today + timedelta(101)))
    held = {"prefecture": savona, "issued_on": START}
    Compliance.objects.all().delete()
    Compliance.objects.create(**held, body=place.body, kind="durc", expires_on=today - timedelta(1))
    Compliance.objects.create(**held, body=place.body, kind="antimafia", expires_on=today + timedelta(10))
    Compliance.objects.create(
        prefecture=savona, issued_on=today, body=place.body, kind="antimafia", expires_on=today + timedelta(400)
    )
    Compliance.objects.create(**held, body=place.body, kind="traceability")
    CentreCertificate.objects.create(**held, centre=place.centre, kind="Agibilità", expires_on=today + timedelta(60))
    Guarantee.objects.create(
        prefecture=savona, contract=place.contract, issuer="Banca", reference="1", amount=1,
        expires_on=today + timedelta(90),
    )  # fmt: skip
    return today


def test_the_calendar_names_what_expires_and_what_it_stops(reception: Actor, expiring: date) -> None:
    found = expiries.calendar(reception, expiring)
    assert [(one.subject, one.band) for one in found] == [
        (Subject.DURC, Band.EXPIRED),
        (Subject.CERTIFICATE, Band.WITHIN_60),
        (Subject.GUARANTEE, Band.WITHIN_90),
        (Subject.CONTRACT, Band.WITHIN_180),
        (Subject.ANTIMAFIA, Band.LATER),  # renewed
    ]
    assert Stop.PAYMENTS in found[0].stops
    assert [one.subject for one in expiries.calendar(reception, expiring, subject="durc")] == [Subject.DURC]
    assert len(expiries.calendar(reception, expiring, bands=[Band.WITHIN_60])) == 1


def test_the_calendar_of_others_is_empty(elsewhere: Actor, expiring: date) -> None:
    assert expiries.calendar(elsewhere, expiring) == []


def test_the_page_of_the_calendar_says_what_an_expired_proof_stops(
    reception_user: User, signed_in: SignIn, expiring: date
) -> None:
    client = signed_in(reception_user)
    assert "Ferma: pagamenti" in text(client, "expiries")
    assert "Ferma: pagamenti" not in text(client, "expiries", query="?band=within_60")
    assert b"Agibilit" in b"".join(client.get(reverse("export_expiries_csv")))


def test_centres_and_contracts_by_api(reception_user: User, place: Place) -> None:
    caller = caller_of(reception_user, Role.RECEPTION_OFFICER)
    assert [row["name"] for row in caller.get("/centres").json()["items"]] == ["Centro inventato 1"]
    read = caller.get(f"/centres/{place.centre.pk}")
    assert (read.json()["usable"], len(read.json()["beds"])) == (4, 4)
    value = {"valid_from": "2026-06-01", "authorised": 3}
    address = f"/centres/{place.centre.pk}/capacity"
    changed = caller.send("PUT", address, value, If_Match=read.headers["ETag"])
    assert (changed.status_code, len(changed.json()["capacities"])) == (200, 2)
    assert caller.send("PUT", address, value, If_Match=read.headers["ETag"]).status_code == 412
    assert caller.send("PUT", address, value).status_code == 428
    bed = read.json()["beds"][0]["id"]
    out = caller.send(
        "POST", f"/centres/{place.centre.pk}/out-of-use", {"beds": [bed], "first": "2026-06-01", "reason": "x"}
    )
    assert (out.status_code, out.json()[0]["bed"]) == (201, bed)
    back = caller.send(
        "POST", f"/centres/{place.centre.pk}/out-of-use/{out.json()[0]['id']}/return", {"on": "2026-06-03"}
    )
    assert back.json()["until"] == "2026-06-03"
    contract = caller.get(f"/contracts/{place.contract.pk}").json()
    assert (contract["last_day"], contract["prices"][0]["base"]) == ("2026-12-31", "30.6400")
    assert len(caller.get("/contracts").json()["items"]) == 1


def test_the_api_of_another_prefecture_knows_nothing(
    make_user: Callable[..., User], palermo: Prefecture, place: Place
) -> None:
    caller = caller_of(make_user("there", palermo, Role.RECEPTION_OFFICER), Role.RECEPTION_OFFICER)
    assert caller.get("/centres").json()["items"] == []
    assert caller.get(f"/centres/{place.centre.pk}").status_code == 404
    assert caller.get(f"/contracts/{place.contract.pk}").status_code == 404


def test_bodies_are_found_by_words(reception_user: User, savona: Prefecture, signed_in: SignIn, place: Place) -> None:
    new_place(savona, 2)
    shown = text(signed_in(reception_user), "managing_bodies", query="?q=inventato 2&sort=-centres")
    assert "Ente inventato 2" in shown
    assert "Ente inventato 1" not in shown
    assert ManagingBody.objects.count() == 2
