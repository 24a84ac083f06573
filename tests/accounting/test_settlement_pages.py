"""Pages and API of settlements: the officer of reception prepares, the executive approves, the body follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from approdo.accounting.models import Commitment, Settlement
from approdo.core.models import Prefecture, User
from tests.accounting.payments import Till

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MakeUser = Callable[..., User]
SignedIn = Callable[[User], Client]


@pytest.fixture
def till(savona: Prefecture, make_user: MakeUser) -> Till:
    till = Till(savona, make_user)
    till.accepted()
    return till


@pytest.fixture
def chief(till: Till, signed_in: SignedIn) -> Client:
    """The browser of the officer of reception."""
    return signed_in(till.desk.chief_user)


@pytest.fixture
def head(till: Till, signed_in: SignedIn) -> Client:
    """The browser of the executive."""
    return signed_in(till.head_user)


def text(browser: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.status_code
    return plain(answer)


def plain(answer: Any) -> str:
    return str(answer.content.decode().replace("\xa0", " "))


def pages_of(browser: Client, name: str, key: object) -> str:
    content = browser.get(reverse(name, args=[key])).content
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_an_empty_list_teaches_and_the_accepted_month_waits_in_it(chief: Client, till: Till) -> None:
    shown = text(chief, "settlements")
    assert "Nessuna liquidazione ancora" in shown
    assert reverse("prepare_settlement", args=[till.contract.pk, 2026, 5]) in shown


def test_one_prepares_another_approves_then_it_is_paid(chief: Client, head: Client, till: Till) -> None:
    where = reverse("prepare_settlement", args=[till.contract.pk, 2026, 5])
    shown = plain(chief.get(where))
    for words in ("2.505,66 €", "94,98 €", "9,50 €", "2.401,18 €", "scissione dei pagamenti", "A-1 (2026, 2351/2)"):
        assert words in shown, words
    answer = chief.post(where, {"commitment": str(till.commitment.pk), "pay_days": "30"}, follow=True)
    row = Settlement.objects.get()
    shown = plain(answer)
    assert "chi prepara non approva" in shown
    assert reverse("approve_settlement", args=[row.pk]) not in shown
    assert chief.get(reverse("approve_settlement", args=[row.pk])).status_code == 403
    shown = text(head, "settlement", row.pk)
    assert "Nulla ferma questo pagamento" in shown
    sent = {"version": str(row.version)}
    shown = plain(head.post(reverse("approve_settlement", args=[row.pk]), sent, follow=True))
    assert "Approvata" in shown
    today = timezone.localdate()
    paid = {"paid_on": today.isoformat(), "payment_reference": "OP 12/2026", "version": str(row.version + 1)}
    shown = plain(chief.post(reverse("record_payment", args=[row.pk]), paid, follow=True))
    assert "OP 12/2026" in shown
    assert "uguale al byte" in shown


def test_the_documents_say_what_was_done(chief: Client, till: Till) -> None:
    till.decided("100.00")
    row = till.approve(till.prepare())
    certificate = pages_of(chief, "conformity_certificate", row.pk)
    assert "Certificato di verifica di conformità del mese 05/2026" in certificate
    assert "62 notti pagate" in certificate
    assert row.statement.result_hash in certificate.replace(" ", "") or row.statement.result_hash[:16] in certificate
    proposal = pages_of(chief, "payment_proposal", row.pk)
    for words in ("2.301,18 €", "94,98 €", "100,00 €", "IT60X0542811101000000123456", "A-1", "Head1", "Chief1"):
        assert words in proposal, words
    content = b"".join(chief.get(reverse("export_settlement_xlsx", args=[row.pk])))  # type: ignore[arg-type]
    cells = list(load_workbook(BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert 2301.18 in [one[1] for one in cells]


def test_no_proposal_before_the_approval(chief: Client, till: Till) -> None:
    assert chief.get(reverse("payment_proposal", args=[till.prepare().pk])).status_code == 404


def test_a_stop_is_told_in_words_and_nothing_is_approved(head: Client, till: Till) -> None:
    row = till.prepare()
    till.desk.place.body.compliances.filter(kind="durc").update(expires_on=timezone.localdate() - timedelta(days=1))
    assert "Il pagamento è fermo" in text(head, "settlement", row.pk)
    answer = head.post(reverse("approve_settlement", args=[row.pk]), {"version": str(row.version)})
    assert answer.status_code == 409
    assert "DURC" in plain(answer)
    row.refresh_from_db()
    assert row.state == "prepared"


def test_who_prepared_is_refused_in_words(head: Client, till: Till) -> None:
    row = till.prepare(by=till.head)
    answer = head.post(reverse("approve_settlement", args=[row.pk]), {"version": str(row.version)})
    assert answer.status_code == 409
    assert "un collega" in plain(answer)


def test_what_a_colleague_changed_meanwhile_is_told(head: Client, till: Till) -> None:
    row = till.prepare()
    answer = head.post(reverse("approve_settlement", args=[row.pk]), {"version": "7"})
    assert answer.status_code == 412


def test_tax_check_withdrawal_and_cancellation(chief: Client, head: Client, till: Till) -> None:
    row = till.prepare()
    told = {"outcome": "clear", "answered_on": "2026-06-20", "reference": "48B-1", "version": str(row.version)}
    assert "48B-1" in plain(chief.post(reverse("record_tax_check", args=[row.pk]), told, follow=True))
    where = reverse("withdraw_settlement", args=[row.pk])
    assert chief.post(where, {"reason": "", "version": "2"}).status_code == 422
    assert "Sbagliata" in plain(chief.post(where, {"reason": "Sbagliata", "version": "2"}, follow=True))
    again = till.approve(till.prepare())
    where = reverse("cancel_settlement", args=[again.pk])
    told = {"reason": "Conto chiuso", "version": str(again.version)}
    assert chief.post(where, told).status_code == 403
    assert "Conto chiuso" in plain(head.post(where, told, follow=True))
    assert "Annullata" in text(head, "settlements", state="cancelled")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_filters_and_leaves_as_a_file(chief: Client, till: Till, kind: str) -> None:
    till.prepare()
    assert "2.401,18 €" in text(chief, "settlements", state="prepared", month="2026-05", q="inventata 1")
    assert "Nessuna liquidazione risponde" in text(chief, "settlements", state="paid")
    content = b"".join(chief.get(reverse(f"export_settlements_{kind}")))  # type: ignore[arg-type]
    assert content
    if kind == "csv":
        assert b"2401.18" in content


def test_the_money_of_a_contract_with_its_chart(chief: Client, till: Till) -> None:
    assert "Non è stato ancora liquidato nulla" in text(chief, "contract_money", till.contract.pk)
    till.approve(till.prepare())
    shown = text(chief, "contract_money", till.contract.pk)
    for words in ("10.000,00 €", "2.505,66 €", "7.494,34 €", "08/2026", "<svg", "I numeri in una tabella"):
        assert words in shown, words


def test_commitments_are_recorded_and_corrected(chief: Client, till: Till) -> None:
    told = {"year": "2026", "chapter": "2351/2", "reference": "D-8", "decided_on": "2026-03-01", "amount": "1500,50"}
    where = reverse("record_commitment", args=[till.contract.pk])
    assert "1.500,50 €" in plain(chief.post(where, told, follow=True))
    assert chief.post(where, told).status_code == 409
    row = Commitment.objects.get(reference="D-8")
    where = reverse("correct_commitment", args=[row.pk])
    told |= {"amount": "1600", "version": "1"}
    assert chief.post(where, told).status_code == 422
    assert "1.600,00 €" in plain(chief.post(where, told | {"reason": "Integrazione"}, follow=True))
    row.refresh_from_db()
    assert row.amount == Decimal(1600)


def test_another_prefecture_finds_nothing(
    till: Till, palermo: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    row, stranger = till.prepare(), signed_in(Till(palermo, make_user, 9).head_user)
    for name in ("settlement", "approve_settlement", "record_tax_check", "withdraw_settlement", "cancel_settlement",
                 "record_payment", "conformity_certificate", "payment_proposal", "export_settlement_xlsx"):  # fmt: skip
        assert stranger.get(reverse(name, args=[row.pk])).status_code == 404, name
    for name, args in (
        ("contract_money", [till.contract.pk]), ("record_commitment", [till.contract.pk]),
        ("prepare_settlement", [till.contract.pk, 2026, 5]), ("correct_commitment", [till.commitment.pk]),
    ):  # fmt: skip
        assert stranger.get(reverse(name, args=args)).status_code == 404, name


def test_a_body_sees_how_far_its_own_payments_are(
    till: Till, savona: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    mine, other = signed_in(till.desk.user), signed_in(Till(savona, make_user, 2).desk.user)
    assert "Nessun pagamento" in text(mine, "own_payments")
    row = till.prepare()
    assert "In preparazione" in text(mine, "own_payments")
    assert "2.401,18" not in text(mine, "own_payment", row.pk)
    till.approve(row)
    assert "2.401,18 €" in text(mine, "own_payment", row.pk)
    assert "2.401,18 €" not in text(other, "own_payments")
    assert other.get(reverse("own_payment", args=[row.pk])).status_code == 404
    assert mine.get(reverse("settlement", args=[row.pk])).status_code == 403
    assert mine.get(reverse("settlements")).status_code == 403


def test_the_whole_way_through_the_api(chief: Client, head: Client, till: Till) -> None:
    order = {
        "contract": str(till.contract.pk),
        "month": "2026-05-01",
        "charges": [{"commitment": str(till.commitment.pk)}],
    }
    made = chief.post("/api/v1/settlements", order, content_type="application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["payable"], told["state"]) == ("2401.18", "prepared")
    assert {one["colour"] for one in told["checks"]} <= {"green", "warning"}
    where = f"/api/v1/settlements/{told['id']}"
    tag = head.get(where).headers["ETag"]

    def send(browser: Client, act: str, value: dict[str, Any], tag: str) -> Any:
        headers = {"If-Match": tag, "Idempotency-Key": act}
        return browser.post(f"{where}/{act}", value, content_type="application/json", headers=headers)

    assert send(chief, "approve", {}, tag).status_code == 403
    done = send(head, "approve", {}, tag)
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    paid = {"paid_on": timezone.localdate().isoformat(), "reference": "OP 1"}
    assert send(chief, "payment", paid, tag).status_code == 412
    done = send(chief, "payment", paid, done.headers["ETag"])
    assert (done.status_code, done.json()["payment_reference"]) == (200, "OP 1")
    assert [one["id"] for one in chief.get("/api/v1/settlements?state=paid").json()["items"]] == [told["id"]]
    money = chief.get(f"/api/v1/contracts/{till.contract.pk}/money").json()
    assert (money["settled"], money["exhausted_in"]) == ("2505.66", "2026-08-01")


def test_a_body_reads_its_payments_through_the_api_and_no_other(
    till: Till, savona: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    row = till.prepare()
    mine, other = signed_in(till.desk.user), signed_in(Till(savona, make_user, 2).desk.user)
    assert mine.get(f"/api/v1/payments/{row.pk}").json()["payable"] is None
    till.approve(row)
    assert mine.get("/api/v1/payments").json()["items"][0]["payable"] == "2401.18"
    assert other.get(f"/api/v1/payments/{row.pk}").status_code == 404
    assert mine.get("/api/v1/settlements").status_code == 403
