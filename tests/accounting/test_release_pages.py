"""Pages and API of the end of a contract: the officer of reception certifies and prepares, the executive approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.accounting.models import FinalConformity, RetentionRelease
from approdo.core.models import Prefecture, User
from tests.accounting.endings import End
from tests.accounting.test_settlement_pages import SignedIn, pages_of, plain, text

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MakeUser = Callable[..., User]


@pytest.fixture
def end(savona: Prefecture, make_user: MakeUser) -> End:
    return End(savona, make_user)


@pytest.fixture
def chief(end: End, signed_in: SignedIn) -> Client:
    return signed_in(end.desk.chief_user)


@pytest.fixture
def head(end: End, signed_in: SignedIn) -> Client:
    return signed_in(end.head_user)


def test_one_certifies_and_prepares_another_approves_then_it_is_paid(chief: Client, head: Client, end: End) -> None:
    key = end.contract.pk
    assert "Trattenuto e da restituire" in text(chief, "settlements")
    where = reverse("give_final_conformity", args=[key])
    assert where in text(chief, "contract_money", key)
    shown = plain(chief.post(where, {"notes": "Servizio concluso"}, follow=True))
    assert "La conformità finale è stata certificata" in shown
    certificate = pages_of(chief, "final_conformity", FinalConformity.objects.get().pk)
    assert "Certificato di verifica di conformità finale" in certificate
    assert "Servizio concluso" in certificate
    assert "9,50 €" in text(chief, "prepare_release", key)
    shown = plain(chief.post(reverse("prepare_release", args=[key]), {}, follow=True))
    assert "chi prepara non approva" in shown
    row = RetentionRelease.objects.get()
    assert chief.get(reverse("approve_release", args=[row.pk])).status_code == 403
    sent = {"version": str(row.version)}
    assert "Approvata" in plain(head.post(reverse("approve_release", args=[row.pk]), sent, follow=True))
    proposal = pages_of(chief, "release_proposal", row.pk)
    for words in ("Svincolo della ritenuta", "9,50 €", "05/2026", "IT60X0542811101000000123456", "Head1", "Chief1"):
        assert words in proposal, words
    today = timezone.localdate()
    paid = {"paid_on": today.isoformat(), "payment_reference": "OP 12/2026", "version": str(row.version + 1)}
    assert "OP 12/2026" in plain(chief.post(reverse("record_release_payment", args=[row.pk]), paid, follow=True))
    shown = text(chief, "contract_money", key)
    assert reverse("prepare_release", args=[key]) not in shown


def test_a_durc_that_ended_after_the_approval_stops_the_payment_in_words(chief: Client, end: End) -> None:
    end.certify()
    row = end.let(end.give_back())
    today = timezone.localdate()
    end.desk.place.body.compliances.filter(kind="durc").update(expires_on=today - timedelta(days=1))
    assert "Il pagamento è fermo" in text(chief, "release", row.pk)
    paid = {"paid_on": today.isoformat(), "payment_reference": "OP 12/2026", "version": str(row.version)}
    answer = chief.post(reverse("record_release_payment", args=[row.pk]), paid)
    assert answer.status_code == 409
    assert "DURC" in plain(answer)


def test_there_is_no_proposal_before_the_approval_and_nothing_to_give_back_before_the_end(
    chief: Client, end: End
) -> None:
    assert "manca la conformità finale" in text(chief, "prepare_release", end.contract.pk)
    end.certify()
    assert chief.get(reverse("release_proposal", args=[end.give_back().pk])).status_code == 404


def test_the_tax_that_is_due_now_asks_for_commitment_and_invoice(
    savona: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    end = End(savona, make_user, 2, withheld=True)
    end.certify()
    chief, where = signed_in(end.desk.chief_user), reverse("prepare_release", args=[end.contract.pk])
    assert "0,07 €" in plain(chief.get(where))
    assert chief.post(where, {}).status_code == 422
    told = {"commitment": str(end.commitment.pk), "invoice_number": "20/2026"}
    assert "20/2026" in plain(chief.post(where, told, follow=True))


def test_the_whole_way_through_the_api(chief: Client, head: Client, end: End) -> None:
    contract = f"/api/v1/contracts/{end.contract.pk}"

    def send(browser: Client, where: str, value: dict[str, Any], tag: str = "") -> Any:
        headers = {"Idempotency-Key": f"{where} {value}", **({"If-Match": tag} if tag else {})}
        return browser.post(where, value, content_type="application/json", headers=headers)

    made = send(chief, f"{contract}/final-conformity", {"notes": ""})
    assert (made.status_code, made.json()["last_day"]) == (201, "2026-05-31")
    made = send(chief, "/api/v1/releases", {"contract": str(end.contract.pk)})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["payable"], [one["amount"] for one in told["lines"]]) == ("9.50", ["9.50"])
    where = f"/api/v1/releases/{told['id']}"
    tag = head.get(where).headers["ETag"]
    assert send(chief, f"{where}/approve", {}, tag).status_code == 403
    done = send(head, f"{where}/approve", {}, tag)
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert {one["colour"] for one in done.json()["payment_checks"]} == {"green"}
    paid = {"paid_on": timezone.localdate().isoformat(), "reference": "OP 1"}
    done = send(chief, f"{where}/payment", paid, done.headers["ETag"])
    assert (done.status_code, done.json()["payment_reference"]) == (200, "OP 1")
    assert [one["state"] for one in chief.get(f"{contract}/releases").json()] == ["paid"]
    money = chief.get(f"{contract}/money").json()
    assert (money["retained"], money["released"]) == ("9.50", "9.50")


def test_another_prefecture_finds_nothing(
    end: End, palermo: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    stranger, given = signed_in(End(palermo, make_user, 9).head_user), end.certify()
    row = end.give_back()
    for name in ("release", "approve_release", "record_release_tax_check", "withdraw_release", "cancel_release",
                 "record_release_payment", "release_proposal"):  # fmt: skip
        assert stranger.get(reverse(name, args=[row.pk])).status_code == 404, name
    for name, key in (
        ("give_final_conformity", end.contract.pk), ("prepare_release", end.contract.pk), ("final_conformity", given.pk)
    ):  # fmt: skip
        assert stranger.get(reverse(name, args=[key])).status_code == 404, name
