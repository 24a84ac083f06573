"""Pages of statements and findings, as the officer of reception uses them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from approdo.accounting.forms.invoices import MatchForm
from approdo.accounting.models import CentreMonth, Finding, MonthlyStatement, StaffRequirement
from approdo.core import tenancy
from approdo.core.models import Prefecture, User
from approdo.reception.models import CentreCapacity, PocketMoneySuspension
from tests.accounting.counting import FIRST, Desk, compute, found, new_desk, sign

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MakeUser = Callable[..., User]
SignedIn = Callable[[User], Client]


@pytest.fixture
def desk(savona: Prefecture, make_user: MakeUser) -> Desk:
    return new_desk(savona, make_user)


@pytest.fixture
def browser(desk: Desk, signed_in: SignedIn) -> Client:
    """The browser of the officer of reception."""
    return signed_in(desk.chief_user)


def text(browser: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode().replace("\xa0", " ")


def test_an_empty_list_teaches(browser: Client) -> None:
    assert "Nessun rendiconto ancora" in text(browser, "statements")
    assert "Non è stato trovato nulla" in text(browser, "findings")


def test_compute_a_statement_and_read_why_each_euro_is_due(browser: Client, desk: Desk) -> None:
    sent = {"contract": str(desk.place.contract.pk), "month": "2026-05"}
    answer = browser.post(reverse("compute_statement"), sent, follow=True)
    shown = answer.content.decode().replace("\xa0", " ")
    for words in ("2.410,68 €", "2.505,66 €", "94,98 €", "Scissione dei pagamenti".lower(), "62 notti pagate su 62"):
        assert words in shown.lower() if words.islower() else words in shown
    row = MonthlyStatement.objects.get()
    assert "949,84" in text(browser, "statement_guest", row.pk, desk.guests[0].pk)
    why = text(browser, "statement_guest", row.pk, desk.guests[0].pk)
    assert "31 notti nel registro sigillato × 30,64 €" in why
    assert "1.205,34 €" in why
    assert "Provetta" in text(browser, "statement_guests", row.pk)
    assert "Nessun ospite" in text(browser, "statement_guests", row.pk, q="altri")
    assert "Identico al byte" in text(browser, "verify_statement", row.pk)
    assert "Convenzione inventata 1" in text(browser, "statements", month="2026-05")
    assert "Nessun rendiconto risponde" in text(browser, "statements", month="2026-04")


def test_the_month_is_asked_with_the_browsers_field_of_a_month(browser: Client) -> None:
    """A field of a day would send a day, which no form of a month reads."""
    shown = text(browser, "compute_statement", month="2026-05")
    assert '<input type="month" name="month" value="2026-05"' in shown
    assert '<input type="month" name="month" value="2026-05"' in str(MatchForm(contracts=(), initial={"month": FIRST}))


def test_a_month_without_a_sealed_register_is_refused_in_words(browser: Client, desk: Desk) -> None:
    answer = browser.post(reverse("compute_statement"), {"contract": str(desk.place.contract.pk), "month": "2026-04"})
    assert answer.status_code == 409
    assert "sigillat" in answer.content.decode()
    assert not MonthlyStatement.objects.exists()


def test_compute_again_what_changed(browser: Client, desk: Desk) -> None:
    browser.post(reverse("recompute_touched"))
    assert CentreMonth.objects.count() == 1
    answer = browser.post(reverse("recompute_touched"), follow=True)
    assert "0 mesi" in answer.content.decode()


def test_find_filter_and_answer_what_does_not_agree(browser: Client, desk: Desk) -> None:
    CentreCapacity.objects.filter(centre=desk.centre).update(authorised=1)
    row = compute(desk)
    assert "949,84 €" in text(browser, "findings")
    assert "949,84 €" in text(browser, "findings", kind="over_capacity", state="open", month="2026-05")
    assert "949,84 €" not in text(browser, "findings", state="accepted")
    assert "949,84 €" in text(browser, "statement", row.pk)
    finding = Finding.objects.get()
    page = text(browser, "finding", finding.pk)
    assert "ordine" in page
    assert "Di nuovo aperto" not in page
    where = reverse("finding", args=[finding.pk])
    assert browser.post(where, {"state": "accepted", "reason": "", "version": "1"}).status_code == 422
    answer = browser.post(where, {"state": "accepted", "reason": "Giusto così", "version": "1"}, follow=True)
    assert "Giusto così" in answer.content.decode()
    assert "Di nuovo aperto" in answer.content.decode()
    assert browser.post(where, {"state": "open", "reason": "No", "version": "1"}).status_code == 412
    assert "più ospiti che posti" in text(browser, "statement_guest", row.pk, desk.guests[0].pk)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_leave_as_files(browser: Client, desk: Desk, kind: str) -> None:
    sign(desk, [])
    row = compute(desk)
    for name, args in (
        (f"export_statements_{kind}", ()), (f"export_findings_{kind}", ()), (f"export_statement_guests_{kind}", (row.pk,)),
    ):  # fmt: skip
        content = b"".join(browser.get(reverse(name, args=args)))  # type: ignore[arg-type]
        assert content
        if kind == "csv":
            assert b"2026-05-01" in content or b"Provetta" in content


def test_signatures_suspensions_staff_and_rates(browser: Client, desk: Desk) -> None:
    one, other = desk.guests
    where = reverse("record_signatures", args=[desk.centre, 2026, 5])
    assert "Provetta" in browser.get(where).content.decode()
    browser.post(where, {"guests": [str(one.pk)], "version": "1"})
    compute(desk)
    assert found(desk) == [("pocket_unsigned", 31, Decimal("77.50"), True)]
    assert browser.post(where, {"guests": [str(one.pk)], "version": "1"}).status_code == 412
    assert browser.get(reverse("record_signatures", args=[desk.centre, 2026, 4])).status_code == 404
    assert browser.get(reverse("record_signatures", args=[desk.centre, 7, 7])).status_code == 422
    browser.post(
        reverse("suspend_pocket_money", args=[other.pk]), {"first": "2026-05-10", "until": "", "reference": "Decreto 3"}
    )
    assert PocketMoneySuspension.objects.get().reference == "Decreto 3"
    contract = desk.place.contract.pk
    row = {"figure": "Medico", "band_least": "1", "band_most": "50", "weekly_hours": "", "source": "p. 7"}
    browser.post(reverse("set_staff_row", args=[contract]), row)
    assert StaffRequirement.objects.get(figure="Medico").weekly_hours is None
    browser.post(
        reverse("record_staff_hours", args=[contract]), {"month": "2026-05", "figure": "Medico", "hours": "7,5"}
    )
    browser.post(
        reverse("tell_vat_rate", args=[contract]), {"valid_from": "2026-01-01", "percent": "22", "source": "Nota"}
    )
    shown = text(browser, "contract_evidence", contract)
    assert all(words in shown for words in ("Medico", "p. 7", "7,5", "22 %", "05/2026"))


def test_the_register_of_another_prefecture_is_not_found(
    desk: Desk, palermo: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    row = compute(desk)
    stranger = signed_in(Desk(palermo, make_user, 9).chief_user)
    for name, args in (
        ("statement", [row.pk]), ("verify_statement", [row.pk]), ("statement_guests", [row.pk]),
        ("statement_guest", [row.pk, desk.guests[0].pk]), ("contract_evidence", [row.contract_id]),
        ("record_signatures", [desk.centre, FIRST.year, FIRST.month]),
        ("suspend_pocket_money", [desk.guests[0].pk]),
    ):  # fmt: skip
        assert stranger.get(reverse(name, args=args)).status_code == 404, name
    assert "Convenzione" not in stranger.get(reverse("statements")).content.decode()


def test_the_operator_of_a_centre_sees_no_accounting(desk: Desk, signed_in: SignedIn) -> None:
    compute(desk)
    assert signed_in(desk.user).get(reverse("statements")).status_code == 403


def test_the_wall_of_the_database_hides_what_the_code_would_show(
    desk: Desk, palermo: Prefecture, make_user: MakeUser
) -> None:
    compute(desk)
    sign(desk, [])
    compute(desk)
    with tenancy.within(palermo.code):
        assert not MonthlyStatement.objects.exists()
        assert not CentreMonth.objects.exists()
        assert not Finding.objects.exists()
    with tenancy.within("SV"):
        assert MonthlyStatement.objects.exists()
