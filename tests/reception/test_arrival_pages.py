"""Arrivals and placement as the office walks through them, and what the managing body gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.reception.models import (
    ArrivalNotice,
    CentreContract,
    Compliance,
    Contract,
    PlacementDecision,
    PlacementOrder,
    PlacementProposal,
    Stay,
)
from approdo.reception.queries import landing
from approdo.territory.models import Comune
from tests.house.territory_things import make_comuni
from tests.reception.places import Place, new_place
from tests.reception.staff import operator_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = """nucleo;cognome;nome;sesso;età;lingue;esigenze
A;Provetta;Uno;F;30;ar;ospedale
A;Provetta;Due;M;4;ar;
B;Inventato;Tre;Z;20;;
"""


@pytest.fixture
def place(savona: Prefecture) -> Place:
    made = new_place(savona)
    today = timezone.localdate()
    during = (today - timedelta(days=100), today + timedelta(days=400))
    Contract.objects.filter(pk=made.contract.pk).update(
        starts_on=during[0], ends_on=during[1] - timedelta(days=1), in_force=during
    )
    CentreContract.objects.filter(centre=made.centre).update(during=during)
    for kind in ("durc", "antimafia"):
        Compliance.objects.create(prefecture=savona, body=made.body, kind=kind, issued_on=during[0])
    return made


@pytest.fixture
def browser(signed_in: Callable[[User], Client], make_user: Callable[..., User], savona: Prefecture) -> Client:
    return signed_in(make_user("placer", savona, Role.RECEPTION_OFFICER))


def shown(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def announced(browser: Client) -> ArrivalNotice:
    told = {"reference": "SB-1", "expected_on": timezone.localdate(), "origin": "Lampedusa", "announced": 3}
    browser.post(reverse("record_notice"), told)
    notice = ArrivalNotice.objects.get()
    sent = SimpleUploadedFile("elenco.csv", LIST.encode())
    shown(browser.post(reverse("try_arrival_list", args=[notice.pk]), {"file": sent}, follow=True))
    return notice


def test_from_the_notice_to_the_order(browser: Client, place: Place, signed_in: Any, make_user: Any) -> None:
    notice = announced(browser)
    page = shown(browser.get(reverse("arrival_list", args=[notice.pk])))
    assert "Scrivere M o F." in page
    assert "Provetta Uno" in page
    notice.refresh_from_db()
    browser.post(reverse("take_arrival_list", args=[notice.pk]), {"document": notice.document_id})
    page = shown(browser.post(reverse("propose_placement", args=[notice.pk]), follow=True))
    proposal = PlacementProposal.objects.get()
    group = notice.groups.get()
    assert place.centre.name in page
    assert "nessun mediatore per 2 su 2" in page
    assert "nessun collocamento costa meno" in page
    page = shown(browser.get(reverse("decide_placement", args=[proposal.pk, group.pk])))
    assert "Perché non altrove" in page
    browser.post(reverse("accept_placement", args=[proposal.pk, group.pk]))
    assert Stay.objects.filter(state="planned", centre=place.centre).count() == 2
    browser.post(reverse("write_orders", args=[notice.pk]))
    order = PlacementOrder.objects.get()
    assert PlacementDecision.objects.get().order == order
    operator = signed_in(operator_user(make_user, place.body))
    assert notice.reference in shown(operator.get(reverse("placement_orders")))
    letter = operator.get(reverse("placement_order", args=[order.pk]))
    assert letter.content.startswith(b"%PDF")
    assert operator.get(reverse("arrival", args=[notice.pk])).status_code == 403


def test_a_refused_group_and_a_supposition_are_said_in_words(browser: Client, place: Place) -> None:
    notice = announced(browser)
    browser.post(reverse("take_arrival_list", args=[notice.pk]))
    form = {"closed": [place.centre.code], "equity_percent": 100}
    page = shown(browser.post(reverse("suppose_placement", args=[notice.pk]), form, follow=True))
    assert f"senza {place.centre.name}" in page
    assert "per ora non si manda nessuno in questo centro" in page
    proposal = PlacementProposal.objects.get()
    answer = browser.post(
        reverse("decide_placement", args=[proposal.pk, notice.groups.get().pk]),
        {"centre": place.centre.pk, "motive": "Prova"},
    )
    assert answer.status_code == 409
    assert "ipotesi" in answer.content.decode()


def test_half_a_supposition_is_sent_back(browser: Client, place: Place) -> None:
    notice = announced(browser)
    form = {"centre": place.centre.code, "equity_percent": 100}
    answer = browser.post(reverse("suppose_placement", args=[notice.pk]), form)
    assert answer.status_code == 422
    assert "Compilare entrambi i campi" in answer.content.decode()


def test_an_offer_and_a_quota_are_written(browser: Client, place: Place) -> None:
    told = {"services": ["nursing"], "languages": "ar, fr", "hospital_minutes": 15, "version": place.centre.version}
    browser.post(reverse("describe_offer", args=[place.centre.pk]), told)
    place.centre.refresh_from_db()
    assert (place.centre.offer.services, place.centre.offer.languages) == (["nursing"], ["ar", "fr"])
    browser.post(reverse("set_quota", args=["009056"]), {"residents": 60_000, "most": 300, "source": "ISTAT"})
    page = shown(browser.get(reverse("comune_quotas")))
    assert "60.000" in page


def test_residents_are_those_the_territory_counts_until_the_office_writes_its_own(
    browser: Client, place: Place, reception: Actor
) -> None:
    make_comuni()
    Comune.objects.filter(pk=place.centre.comune).update(population=58_321, population_year=2025, counted_by_id="names")
    page = shown(browser.get(reverse("comune_quotas")))
    assert "58.321" in page
    assert "ISTAT, 2025" in page
    notice = announced(browser)
    (comune,) = landing.problem_of(reception, notice, notice.expected_on, notice.expected_on).comuni
    assert comune.residents == 58_321
    told = {"residents": "", "most": 40, "source": "Accordo inventato"}
    browser.post(reverse("set_quota", args=[place.centre.comune]), told)
    (comune,) = landing.problem_of(reception, notice, notice.expected_on, notice.expected_on).comuni
    assert (comune.residents, comune.most) == (58_321, 40)
    assert "ISTAT, 2025; Accordo inventato" in shown(browser.get(reverse("comune_quotas")))


def test_the_api_walks_the_same_way(browser: Client, place: Place) -> None:
    base = "/api/v1"

    def send(path: str, told: Any, method: str = "post") -> Any:
        answer = getattr(browser, method)(
            f"{base}{path}", told, content_type="application/json", headers={"Idempotency-Key": path}
        )
        assert answer.status_code in (200, 201), answer.content.decode()
        return answer.json()

    today = timezone.localdate().isoformat()
    notice = send("/arrivals", {"reference": "A", "expected_on": today, "origin": "Bari", "announced": 2})["id"]
    trial = send(f"/arrivals/{notice}/list-trials", {"csv": LIST})
    assert [row["faults"] for row in trial["wrong"]] == [{"sex": "sex"}]
    [group] = send(f"/arrivals/{notice}/groups", {"document": trial["document"]})
    proposal = send(f"/arrivals/{notice}/placements", {})
    whole = browser.get(f"{base}/placements/{proposal['id']}").json()
    assert whole["lines"][0]["centre"] == str(place.centre.pk)
    made = send(f"/placements/{proposal['id']}/decisions", {"group": group["id"]})
    assert made["as_proposed"] is True
    [order] = send(f"/arrivals/{notice}/orders", None)
    assert browser.get(f"{base}/placement-orders/{order['id']}/letter").content.startswith(b"%PDF")
    counted = send(f"/arrivals/{notice}/headcount", {"arrived_on": today, "counted": 2}, "put")
    assert counted["counted"] == 2
