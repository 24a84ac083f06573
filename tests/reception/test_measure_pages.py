"""The pages of measures: the guided way of one, who sees what, and what a centre is told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.reception.models import Guest, Measure, PocketMoneySuspension
from approdo.reception.rules.measures import Ground
from tests.reception import dossiers
from tests.reception.dossiers import SECRET
from tests.reception.places import Place, new_guest, new_stay

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SignIn = Callable[[User], Client]


@pytest.fixture
def guest(savona: Prefecture, place: Place) -> Guest:
    found = new_guest(savona)
    new_stay(place, found, timezone.localdate() - timedelta(days=60))
    return found


@pytest.fixture
def prefect_user(make_user: Callable[..., User], savona: Prefecture) -> User:
    return make_user("prefect", savona, Role.EXECUTIVE)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_suspension_goes_its_whole_way_through_the_pages(
    signed_in: SignIn, reception_user: User, prefect_user: User, operator_user: User, guest: Guest
) -> None:
    today = timezone.localdate()
    earlier = (today - timedelta(days=1)).isoformat()
    day = today.isoformat()
    centre, officer, prefect = signed_in(operator_user), signed_in(reception_user), signed_in(prefect_user)

    def send(client: Client, name: str, identifier: object, **told: object) -> None:
        address = reverse(name, args=[identifier])
        page = client.get(address).content.decode()
        version = re.search(r'name="version" value="(\d+)"', page)
        answer = client.post(address, {**told, **({"version": version[1]} if version else {})})
        assert answer.status_code == 302, re.findall(r'invalid-feedback">([^<]+)', answer.content.decode())

    send(centre, "report_measure", guest.pk, ground="damage", facts=SECRET, warned_on=earlier, on=earlier)
    key = Measure.objects.get().pk
    told = shown(centre, reverse("guest", args=[guest.pk]))
    assert "è in corso un procedimento" in told
    assert SECRET not in told
    assert SECRET not in shown(centre, reverse("reception_to_do"))
    assert "Segnalazione da esaminare" in shown(officer, reverse("reception_to_do"))
    send(officer, "take_up_report", key, on=earlier)
    send(officer, "record_measure_notice", key, received_on=day, delivery="in_hand")
    page = shown(officer, reverse("measure", args=[key]))
    assert "Passaggio 2 di 7" in page
    assert "L. 241/1990 art. 7, 8 e 10" in page
    send(officer, "record_voice", key, on=day, voice="memoir", said="Mi scuso")
    send(
        officer, "assess_measure", key, on=day, proportionality="a", lesser="b", vulnerable="yes", vulnerability=SECRET
    )  # fmt: skip
    page = shown(officer, reverse("measure", args=[key]))
    assert "La firma un dirigente." in page
    assert officer.get(reverse("decide_measure", args=[key])).status_code == 403
    send(
        prefect, "decide_measure", key, on=day, kinds=["benefits_suspension"], benefits_days="30", reasons="Sì",
        remedies="TAR",
    )  # fmt: skip
    send(officer, "notify_measure", key, received_on=day, delivery="in_hand")
    send(officer, "carry_out_measure", key, on=day)
    send(officer, "tell_commission", key, on=day, reference="Prot. 1")
    assert Measure.objects.get().state == "closed"
    assert PocketMoneySuspension.objects.get().during.upper == today + timedelta(days=30)
    page = shown(officer, reverse("measure", args=[key]))
    assert "Sospensione dei benefici accessori (pocket money): 30 giorni" in page


def test_a_letter_is_written_opened_and_sent_through_the_pages_and_the_programs(
    signed_in: SignIn, reception_user: User, operator_user: User, reception: Actor, guest: Guest, savona: Prefecture
) -> None:
    savona.certified_mail = "accoglienza@savona.example"
    savona.save()
    row = dossiers.opened(reception, guest)
    officer, here = signed_in(reception_user), reverse("measure", args=[row.pk])
    of_notice = [row.pk, "notice"]
    assert "Avviso di avvio di una misura" in shown(officer, here)
    answer = officer.post(reverse("write_measure_letter", args=of_notice), {"version": "1"})
    assert answer.status_code == 302
    pdf = officer.get(reverse("measure_letter", args=of_notice))
    assert pdf.content.startswith(b"%PDF")
    told = officer.get(f"/api/v1/measures/{row.pk}").json()["letters"]
    assert [one["sha256"] for one in told] == [hashlib.sha256(pdf.content).hexdigest()]
    assert officer.get(f"/api/v1/measures/{row.pk}/letters/notice").content == pdf.content
    assert officer.get(f"/api/v1/measures/{row.pk}/letters/decision").status_code == 404
    assert officer.get(reverse("measure_letter", args=[row.pk, "other"])).status_code == 404
    sent = {"version": "2", "on": timezone.localdate().isoformat(), "channel": "certified_mail", "protocol_number": "7"}
    assert officer.post(reverse("dispatch_measure_letter", args=of_notice), sent).status_code == 302
    page = shown(officer, here)
    assert "PEC 7" in page
    assert "Scrivila di nuovo" not in page
    for name in ("measure_letter", "write_measure_letter", "dispatch_measure_letter"):
        assert signed_in(operator_user).get(reverse(name, args=of_notice)).status_code in (403, 404)


def test_a_decision_too_early_is_refused_with_everything_typed_still_there(
    signed_in: SignIn, prefect_user: User, reception: Actor, guest: Guest
) -> None:
    row = dossiers.opened(reception, guest)
    answer = signed_in(prefect_user).post(
        reverse("decide_measure", args=[row.pk]),
        {"on": timezone.localdate().isoformat(), "kinds": ["withdrawal"], "reasons": "Scritto", "remedies": "TAR", "version": "1"},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "non ha ancora ricevuto" in page
    assert "Scritto" in page


def test_vulnerability_stands_on_no_page_before_its_purpose_is_said(
    signed_in: SignIn, reception_user: User, reception: Actor, savona: Prefecture, place: Place
) -> None:
    found = new_guest(savona, "Altra")
    row = dossiers.prepared(reception, found)
    client = signed_in(reception_user)
    address = reverse("read_vulnerability", args=[row.pk])
    page = shown(client, reverse("measure", args=[row.pk]))
    assert page.count(SECRET) == 2  # what happened and what the guest said
    assert SECRET not in shown(client, address)
    assert client.post(address, {"purpose": " "}).status_code == 422
    assert SECRET in client.post(address, {"purpose": "To decide"}).content.decode()


def test_a_centre_opens_no_page_of_a_measure(
    signed_in: SignIn, operator_user: User, reception: Actor, guest: Guest
) -> None:
    row, client = dossiers.opened(reception, guest), signed_in(operator_user)
    for address in (reverse("reception_measures"), reverse("measure", args=[row.pk])):
        assert client.get(address).status_code == 403


def test_the_list_filters_sorts_and_leaves_as_a_file_without_what_happened(
    signed_in: SignIn, reception_user: User, reception: Actor, guest: Guest
) -> None:
    dossiers.opened(reception, guest, Ground.VIOLENCE)
    client, address = signed_in(reception_user), reverse("reception_measures")
    assert "Provetta" in shown(client, f"{address}?ground=violence&sort=-guest")
    assert "Nessuna misura risponde" in shown(client, f"{address}?ground=damage")
    assert "Nessuna misura risponde" in shown(client, f"{address}?state=closed")
    sheet = b"".join(client.get(reverse("export_measures_csv"))).decode()  # type: ignore[arg-type]
    assert "Violenza" in sheet
    assert SECRET not in sheet


def test_an_alert_leads_to_the_form_with_its_ground(signed_in: SignIn, reception_user: User, guest: Guest) -> None:
    page = shown(signed_in(reception_user), reverse("open_measure", args=[guest.pk]) + "?ground=abandonment")
    assert '<option value="abandonment" selected>' in page
