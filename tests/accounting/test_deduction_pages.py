"""The pages and the API of deductions: the whole way from a finding to the decision, and who sees what."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.accounting.models import Deduction, Finding
from approdo.core import documents
from approdo.core.models import Prefecture, User
from tests.accounting.proceedings import PDF, Court, new_court, still_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MakeUser = Callable[..., User]
SignIn = Callable[[User], Client]
API = settings.API_URLCONF


@pytest.fixture
def court(savona: Prefecture, make_user: MakeUser) -> Court:
    return new_court(savona, make_user)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\xa0", " ")


def send(client: Client, name: str, identifier: object, /, **told: object) -> None:
    """Open the form of an act and send it on the version shown."""
    address = reverse(name, args=[identifier])
    page = client.get(address).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    answer = client.post(address, {**told, **({"version": version[1]} if version else {})})
    assert answer.status_code == 302, re.findall(r'invalid-feedback">([^<]+)', answer.content.decode())


def test_a_recovery_goes_its_whole_way_through_the_pages(court: Court, signed_in: SignIn) -> None:
    finding, today = still_in(court), timezone.localdate()
    day = today.isoformat()
    officer, body, head = (signed_in(user) for user in (court.desk.chief_user, court.desk.user, court.head_user))
    page = shown(officer, reverse("finding", args=[finding.pk]))
    assert "Proponi un recupero" in page
    form = officer.get(reverse("propose_recovery_of_finding", args=[finding.pk])).content.decode()
    assert "Pocket money senza firma" in form  # what happened is written already
    send(
        officer, "propose_recovery_of_finding", finding.pk, happened_on=day, article="Art. 2033 c.c.", facts="Senza firma",
    )  # fmt: skip
    row = Deduction.objects.get()
    key, here = row.pk, reverse("deduction", args=[row.pk])
    assert "Recupero di somme non dovute" in shown(officer, reverse("finding", args=[finding.pk]))
    assert body.get(here).status_code == 404
    send(officer, "write_contestation", key)
    send(officer, "dispatch_contestation", key, on=day, delivery="certified_mail")
    assert "Senza firma" in shown(body, here)
    send(officer, "record_contestation_receipt", key, received_on=day)
    page = shown(officer, here)
    assert "Passaggio 3 di 5" in page
    assert "L. 241/1990 art. 7, 8 e 10" in page
    send(body, "answer_contestation", key, answer="Firmato altrove", file=SimpleUploadedFile("difesa.pdf", PDF))
    page = shown(officer, here)
    assert "Firmato altrove" in page
    assert "La firma un dirigente." in page
    assert officer.get(reverse("decide_deduction", args=[key])).status_code == 403
    send(head, "decide_deduction", key, on=day, amount="10,00", reasons="In parte")
    send(officer, "communicate_decision", key, on=day, delivery="certified_mail")
    page = shown(body, here)
    assert "Confermata in parte." in page
    assert "10,00" in page
    for name in ("deduction_letter", "deduction_decision_letter", "deduction_answer_document"):
        assert body.get(reverse(name, args=[key])).getvalue().startswith(b"%PDF")
    assert body.get(reverse("deduction_evidence", args=[key])).status_code == 404


def test_the_amount_says_why(court: Court, signed_in: SignIn) -> None:
    row = court.proposed()
    page = shown(signed_in(court.desk.chief_user), reverse("deduction", args=[row.pk]))
    assert "100.000,00 €, il valore netto del contratto × 1 per mille × 5 giorni di ritardo = 500,00 €" in page
    assert "D.Lgs. 36/2023 art. 126" in page
    assert "al massimo il 10 % di 100.000,00 €" in page


def test_a_refusal_keeps_what_was_typed(court: Court, signed_in: SignIn) -> None:
    row = court.received()
    address = reverse("decide_deduction", args=[row.pk])
    told = {"on": "2026-06-10", "amount": "500", "reasons": "Scritto", "version": str(row.version)}
    answer = signed_in(court.head_user).post(address, told)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "può rispondere fino al 15 giu 2026" in page
    assert "Scritto" in page


def test_what_a_colleague_did_is_told(court: Court, signed_in: SignIn) -> None:
    row = court.contested()
    told = {"received_on": "2026-06-05", "version": "1"}
    answer = signed_in(court.desk.chief_user).post(reverse("record_contestation_receipt", args=[row.pk]), told)
    assert answer.status_code == 412
    assert "Contestazione inviata" in answer.content.decode()


def test_a_proposal_from_the_list(court: Court, signed_in: SignIn) -> None:
    client, contract = signed_in(court.desk.chief_user), court.desk.place.contract.pk
    answer = client.get(reverse("begin_deduction"), {"contract": str(contract), "kind": "breach"})
    assert answer.headers["Location"] == reverse("propose_breach", args=[contract])
    assert "Inadempimento lieve" in shown(client, reverse("propose_breach", args=[contract]))
    send(
        client, "set_penalty_rule", contract, code="meals", name="Pasti freddi", percent_least="2", percent_most="6",
        repeat_factor="1,5", article="Art. 9",
    )  # fmt: skip
    assert "Pasti freddi" in shown(client, reverse("contract_evidence", args=[contract]))
    told = {
        "centre": court.desk.centre,
        "month": "2026-05",
        "code": "meals",
        "article": "Art. 9",
        "facts": "Cibo freddo",
    }
    send(client, "propose_breach", contract, happened_on="2026-05-20", **told)
    assert str(Deduction.objects.get().amount) == "37.99"
    assert "2 % per questo inadempimento" in shown(client, reverse("deduction", args=[Deduction.objects.get().pk]))


def test_the_list_filters_sorts_and_leaves_as_a_file(court: Court, signed_in: SignIn) -> None:
    client, address = signed_in(court.desk.chief_user), reverse("deductions")
    assert "Nessuna trattenuta in corso" in shown(client, address)
    row = court.contested()
    for query in ("kind=delay", "state=contested", "q=Convenzione", f"contract={row.contract_id}", "sort=-amount"):
        assert reverse("deduction", args=[row.pk]) in shown(client, f"{address}?{query}"), query
    for query in ("kind=breach", "state=confirmed", "q=assente", f"contract={uuid4()}"):
        assert "Nessuna trattenuta risponde" in shown(client, f"{address}?{query}"), query
    sheet = b"".join(client.get(reverse("export_deductions_csv"))).decode()  # type: ignore[arg-type]
    assert "Penale per ritardo" in sheet
    assert "500,00" in sheet or "500.00" in sheet


def test_a_body_has_its_own_list_and_file(
    court: Court, savona: Prefecture, make_user: MakeUser, signed_in: SignIn
) -> None:
    other = new_court(savona, make_user, 2)
    mine, theirs = court.contested(), other.contested()
    client = signed_in(court.desk.user)
    page = shown(client, reverse("deductions"))
    assert reverse("deduction", args=[mine.pk]) in page
    assert reverse("deduction", args=[theirs.pk]) not in page
    sheet = b"".join(client.get(reverse("export_deductions_csv"))).decode()  # type: ignore[arg-type]
    assert mine.contract.cig in sheet
    assert theirs.contract.cig not in sheet
    for name in ("deduction", "answer_contestation", "deduction_letter"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404, name
    assert court.desk.chief_user.full_name not in shown(client, reverse("deduction", args=[mine.pk]))
    assert client.get(reverse("findings")).status_code == 403


def test_a_file_that_is_no_document_is_refused(court: Court, signed_in: SignIn) -> None:
    row = court.contested()
    told = {"answer": "Difesa", "version": row.version, "file": SimpleUploadedFile("difesa.pdf", b"MZ\x90")}
    answer = signed_in(court.desk.user).post(reverse("answer_contestation", args=[row.pk]), told)
    assert answer.status_code == 422
    assert "PDF, JPEG o PNG" in answer.content.decode()


# The API


def ask(client: Client, name: str, version: int | None = None, key: Any = None, **told: Any) -> Any:
    """Send JSON to an address of the API."""
    headers = {"Idempotency-Key": uuid4().hex, **({"If-Match": f'"{version}"'} if version else {})}
    address = reverse(f"api:{name}", API, args=[key] if key else [])
    return client.post(address, told, content_type="application/json", headers=headers)


def test_the_whole_way_through_the_api(court: Court, signed_in: SignIn) -> None:
    officer, body, head = (signed_in(user) for user in (court.desk.chief_user, court.desk.user, court.head_user))
    day, earlier = timezone.localdate().isoformat(), (timezone.localdate() - timedelta(days=1)).isoformat()
    told = {
        "contract": str(court.desk.place.contract.pk), "kind": "delay", "happened_on": earlier, "article": "Art. 1",
        "facts": "Ritardo", "rate": "1", "days": 5, "source": {"kind": "inspection", "reference": "V-1"},
    }  # fmt: skip
    told["document"] = {"name": "verbale.pdf", "content": b64encode(PDF).decode()}
    made = ask(officer, "propose_a_deduction", **told)
    assert made.status_code == 201
    again = ask(officer, "propose_a_deduction", **told)
    assert (again.status_code, again.json()["code"]) == (409, "proposed_already")
    key = made.json()["id"]
    assert ask(officer, "contest_deduction", 1, key).status_code == 200
    assert ask(officer, "send_contestation", 2, key, on=day, delivery="in_hand").status_code == 200
    assert ask(officer, "receive_contestation", 3, key, received_on=day).status_code == 200
    assert ask(body, "answer_a_contestation", 3, key, answer="Difesa").status_code == 412
    spoilt = {"name": "difesa.pdf", "content": b64encode(b"MZ\x90").decode()}
    assert ask(body, "answer_a_contestation", 4, key, answer="Difesa", document=spoilt).status_code == 422
    paper = {"name": "difesa.pdf", "content": b64encode(PDF).decode()}
    assert ask(body, "answer_a_contestation", 4, key, answer="Difesa", document=paper).status_code == 200
    assert ask(head, "decide_on_deduction", 5, key, on=day, amount="500.00", reasons="Sì").status_code == 200
    assert ask(officer, "communicate_a_decision", 6, key, on=day, delivery="in_hand").status_code == 200
    row = Deduction.objects.get(pk=key)
    assert [documents.read(court.head, one) for one in (row.evidence, row.answer_document) if one] == [PDF, PDF]
    found = body.get(reverse("api:read_deduction", API, args=[key])).json()
    assert (found["state"], found["decided_amount"], found["step"]) == ("confirmed", "500.00", "done")
    assert [one["term"] for one in found["terms"]] == ["contestation", "counter_arguments", "decision", "communication"]
    assert found["why"][0]["source"].startswith("D.Lgs. 36/2023 art. 126")
    listed = officer.get(reverse("api:list_deductions", API), {"state": "confirmed", "kind": "delay"}).json()
    assert [one["id"] for one in listed["items"]] == [key]


def test_the_api_knows_no_deduction_of_another(
    court: Court, savona: Prefecture, make_user: MakeUser, signed_in: SignIn
) -> None:
    other, row = new_court(savona, make_user, 2), court.contested()
    client = signed_in(other.desk.user)
    assert client.get(reverse("api:read_deduction", API, args=[row.pk])).status_code == 404
    assert ask(client, "answer_a_contestation", 1, row.pk, answer="Difesa").status_code == 404
    assert client.get(reverse("api:list_deductions", API)).json()["items"] == []


def test_findings_tell_only_of_their_own_deductions(court: Court, signed_in: SignIn) -> None:
    still_in(court)
    court.proposed()
    row = Finding.objects.get(gone_at__isnull=True)
    assert "Penale per ritardo" not in shown(signed_in(court.desk.chief_user), reverse("finding", args=[row.pk]))
    assert row.month == date(2026, 5, 1)
