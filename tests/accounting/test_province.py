"""The province on one page, as the office, a managing body and the national observatory see it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approdo.accounting.models import Finding, MonthlyStatement
from approdo.accounting.queries.national import reception
from approdo.accounting.queries.province import Scope, province
from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import NotAllowed
from approdo.core.models import Prefecture, User
from approdo.reception.models import CentreCapacity, Extension
from approdo.reception.rules.vocabulary import MonthState
from tests.accounting.counting import FIRST, TODAY, Desk, compute, new_desk
from tests.reception.places import new_guest, new_place, new_stay

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MakeUser = Callable[..., User]
SignedIn = Callable[[User], Client]
MAY = {"first": "2026-05", "last": "2026-05"}
SCOPE = Scope(FIRST, FIRST)


@pytest.fixture
def desk(savona: Prefecture, make_user: MakeUser) -> Desk:
    """Two guests for the whole of May in a centre of four places, sealed and signed for."""
    return new_desk(savona, make_user)


def text(browser: Client, name: str = "province", status: int = 200, **query: str) -> str:
    answer = browser.get(reverse(name), query)
    assert answer.status_code == status
    return answer.content.decode().replace("\xa0", " ")


def rows(browser: Client, table: str, **query: str) -> list[list[str]]:
    """The rows of a table as the file of it holds them, without the headings."""
    answer = browser.get(reverse("export_province_csv", args=[table]), query)
    told = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(told), delimiter=";"))[1:]


def test_an_office_without_centres_is_told_what_to_do(
    make_user: MakeUser, savona: Prefecture, signed_in: SignedIn
) -> None:
    browser = signed_in(make_user("chief", savona, Role.RECEPTION_OFFICER))
    assert "Nessun centro" in text(browser)
    assert "Nessun centro" in text(browser, "province_forecast")


def test_what_one_month_was(desk: Desk, signed_in: SignedIn) -> None:
    row = compute(desk)
    Extension.objects.create(
        prefecture=desk.place.contract.prefecture, contract=desk.place.contract, kind="technical",
        decided_on=FIRST, ends_on=date(2027, 1, 31), value=Decimal(1000), reason="prova",
    )  # fmt: skip
    found = province(desk.chief, SCOPE, TODAY)
    assert (found.occupancy.whole.person_nights, found.occupancy.whole.place_nights) == (62, 124)
    assert [(one.month, one.state) for one in found.months] == [(FIRST, MonthState.SEALED)]
    cost = found.costs[0]
    # 62 nights at 30.64 and 2.50, a kit of 173 and a card of 5 for each of the two who entered in May.
    assert (cost.cost.nights, cost.cost.total, cost.unit) == (62, Decimal("2410.68"), Decimal("38.88"))
    assert (cost.middle, cost.outlier) == (None, 0), "one centre is compared with nobody"
    left = found.residuals[0]
    assert (left.value, left.recognised, left.months, left.through) == (
        Decimal(101000), row.gross, 1, FIRST,
    )  # fmt: skip
    assert left.residual == Decimal("101000.00") - row.gross
    shown = text(signed_in(desk.chief_user), **MAY)
    for words in ("2.410,68 €", "38,88 €", "50,0 %", "98.589,32 €"):
        assert words in shown


def test_what_is_not_done_and_does_not_agree(desk: Desk, savona: Prefecture, signed_in: SignedIn) -> None:
    CentreCapacity.objects.filter(centre=desk.centre).update(authorised=1)
    compute(desk)
    other = new_place(savona, 2)
    new_stay(other, new_guest(savona, "Terza"), date(2026, 4, 20), date(2026, 5, 3))
    found = province(desk.chief, Scope(date(2026, 4, 1), FIRST), TODAY)
    states = [(one.month.month, one.centre.pk, one.state) for one in found.months]
    assert states == [
        (4, other.centre.pk, MonthState.OPEN), (5, desk.centre, MonthState.SEALED), (5, other.centre.pk, MonthState.OPEN),
    ]  # fmt: skip
    assert [(one.kind, one.number, one.left_out) for one in found.findings] == [("over_capacity", 1, Decimal("949.84"))]
    assert found.occupancy.centres[0].whole.beyond == 31
    browser = signed_in(desk.chief_user)
    assert [row[0] for row in rows(browser, "unsealed", first="2026-04", last="2026-05")] == ["Centro inventato 2"] * 2
    assert rows(browser, "findings", **MAY)[0][1:] == ["1", "949.84", "0.00"]
    Finding.objects.update(state="explained", reason="Ordine")
    assert province(desk.chief, SCOPE, TODAY).findings == []


def test_a_month_that_goes_on_is_not_late(desk: Desk) -> None:
    assert province(desk.chief, SCOPE, date(2026, 5, 20)).months == []
    assert province(desk.chief, SCOPE, date(2026, 5, 20)).occupancy.over.until == date(2026, 5, 21)


def test_filters_take_a_body_or_a_centre(desk: Desk, savona: Prefecture, signed_in: SignedIn) -> None:
    other = new_place(savona, 2)
    new_stay(other, new_guest(savona, "Terza"), FIRST)
    compute(desk)
    browser = signed_in(desk.chief_user)
    everything = rows(browser, "centres", **MAY)
    assert [row[0] for row in everything] == ["Centro inventato 1", "Centro inventato 2"]
    one = rows(browser, "centres", **MAY, body=str(other.body.pk))
    assert one == everything[1:] == rows(browser, "centres", **MAY, centre=str(other.centre.pk))
    assert rows(browser, "costs", **MAY, centre=str(other.centre.pk)) == []
    assert len(rows(browser, "residuals", **MAY)) == 2
    assert [row[0] for row in rows(browser, "residuals", **MAY, centre=str(desk.centre))] == ["Convenzione inventata 1"]
    assert len(rows(browser, "nights", **MAY)) == 31


@pytest.mark.parametrize(
    "asked",
    [
        {"first": "2026-05", "last": "2026-04"}, {"first": "2025-01", "last": "2026-05"}, {"last": "2090-01"},
        {"first": "maggio"}, {"centre": "00000000-0000-0000-0000-000000000000"}, {"body": "x"},
    ],
)  # fmt: skip
def test_filters_that_make_no_sense_are_refused_in_words(
    desk: Desk, signed_in: SignedIn, asked: dict[str, str]
) -> None:
    browser = signed_in(desk.chief_user)
    assert "error-summary" in text(browser, status=400, **asked)
    assert browser.get(reverse("export_province_csv", args=["centres"]), asked).status_code == 422


def test_a_table_longer_than_a_year_of_months_is_folded(desk: Desk, savona: Prefecture, signed_in: SignedIn) -> None:
    browser = signed_in(desk.chief_user)
    for number in range(2, 13):
        new_place(savona, number)
    assert "Ogni centro nel periodo: " not in text(browser, **MAY)
    new_place(savona, 13)
    assert "Ogni centro nel periodo: 13" in text(browser, **MAY)


def test_a_managing_body_sees_its_own_centres_and_no_money(desk: Desk, savona: Prefecture, signed_in: SignedIn) -> None:
    CentreCapacity.objects.filter(centre=desk.centre).update(authorised=1)
    compute(desk)
    other = new_place(savona, 2)
    new_stay(other, new_guest(savona, "Terza"), FIRST)
    browser = signed_in(desk.user)
    shown = text(browser, **MAY)
    assert "Centro inventato 1" in shown
    assert "Centro inventato 2" not in shown
    assert "€" not in shown
    assert len(rows(browser, "centres", **MAY)) == 1
    for table in ("costs", "residuals", "findings", "nothing"):
        assert browser.get(reverse("export_province_csv", args=[table]), MAY).status_code == 404
    assert browser.get(reverse("province"), {"centre": str(other.centre.pk)}).status_code == 400
    told = browser.get("/api/v1/province", {"first": "2026-05-01", "last": "2026-05-01"}).json()
    assert (told["costs"], told["residuals"], told["findings"]) == ([], [], [])
    assert [one["centre"] for one in told["occupancy"]["centres"]] == [str(desk.centre)]


def test_the_same_through_the_api(desk: Desk, signed_in: SignedIn) -> None:
    compute(desk)
    browser = signed_in(desk.chief_user)
    told = browser.get("/api/v1/province", {"first": "2026-05-01", "last": "2026-05-31"}).json()
    assert told["occupancy"]["steps"] == [{"first": "2026-05-01", "until": "2026-06-01", "present": 2, "places": 4}]
    assert (told["costs"][0]["unit"], told["costs"][0]["total"]) == ("38.88", "2410.68")
    assert [(one["month"], one["state"]) for one in told["months"]] == [("2026-05-01", "sealed")]
    answer = browser.get("/api/v1/province", {"first": "2026-05-01", "last": "2090-05-31"})
    assert answer.status_code == 422


def test_the_forecast_on_its_page_and_through_the_api(desk: Desk, signed_in: SignedIn) -> None:
    browser = signed_in(desk.chief_user)
    shown = text(browser, "province_forecast", months="3", arrivals="1", departures="0")
    told = browser.get("/api/v1/province/forecast", {"months": 3, "arrivals": 1}).json()
    assert len(told) == 3
    assert told[-1]["at_end"] in (4, 5), "one on the first of each month, not this one's unless today is before it"
    for month in told:
        euros = f"{Decimal(month['total']):,.2f}".translate(str.maketrans(",.", ".,"))
        assert f"{euros} €" in shown
    assert "error-summary" in text(browser, "province_forecast", status=400, months="0")


def test_the_page_asks_twelve_times_at_most(desk: Desk, signed_in: SignedIn) -> None:
    compute(desk)
    browser = signed_in(desk.chief_user)
    text(browser, **MAY)  # what a process learns once it keeps
    with CaptureQueriesContext(connection) as found:
        text(browser, **MAY)
    told = [one["sql"] for one in found.captured_queries]
    asked = [sql for sql in told if "SAVEPOINT" not in sql and "set_config('role', 'none'" not in sql]
    assert len(asked) <= 12, "\n".join(sql[:90] for sql in asked)


def national(on: date) -> dict[str, tuple[int, ...]]:
    """What the observatory is told, asked under the role of the pages."""
    with transaction.atomic():
        tenancy.enter(tenancy.NATIONAL)
        found = reception(system_actor(tenancy.NATIONAL, Permission.NATIONAL_SEE), on)
        transaction.set_rollback(True)
    return {one.code: (one.centres, one.places, one.guests, one.not_sealed, one.findings) for one in found}


def test_the_observatory_counts_and_sees_nothing_else(
    desk: Desk, savona: Prefecture, palermo: Prefecture, make_user: MakeUser, signed_in: SignedIn
) -> None:
    CentreCapacity.objects.filter(centre=desk.centre).update(authorised=1)
    compute(desk)
    there = new_place(palermo, 9)
    new_stay(there, new_guest(palermo), FIRST)
    italy, _made = Prefecture.objects.get_or_create(
        code="IT", defaults={"name": "Osservatorio", "seat": "Roma", "seat_comune": "058091"}
    )
    observer = make_user("observer", italy, Role.NATIONAL_OBSERVER)
    assert national(TODAY) == {"SV": (1, 1, 2, 0, 1), "PA": (1, 4, 1, 1, 0)}
    browser = signed_in(observer)
    answer = browser.get(reverse("national_reception"))
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Centro inventato" not in shown
    assert "€" not in shown
    assert browser.get(reverse("province")).status_code == 403
    assert browser.get("/api/v1/national/reception").json()[0]["code"] in ("PA", "SV")


def test_no_office_is_told_the_counts_of_another(desk: Desk, savona: Prefecture) -> None:
    with transaction.atomic():
        tenancy.enter("SV")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounting_national_counts(%s)", [TODAY])
            assert cursor.fetchone() == (0,)
        transaction.set_rollback(True)
    with pytest.raises(NotAllowed):
        reception(desk.chief, TODAY)


def test_a_statement_that_was_replaced_counts_no_more(desk: Desk) -> None:
    row = compute(desk)
    MonthlyStatement.objects.filter(pk=row.pk).update(superseded_at=row.computed_at)
    assert province(desk.chief, SCOPE, TODAY).residuals[0].recognised == 0


def test_a_period_of_long_ago_is_empty_and_no_error(
    savona: Prefecture, make_user: MakeUser, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(make_user("chief", savona, Role.RECEPTION_OFFICER))
    assert browser.get("/accounting/province/?first=2000-01&last=2000-01").status_code == 200
    assert browser.get("/api/v1/province?first=2000-01-01&last=2000-01-01").status_code == 200


@pytest.mark.parametrize("month", ["0001-01", "1899-12", "1999-12"])
def test_a_period_before_every_register_is_refused_in_words(
    desk: Desk, savona: Prefecture, make_user: MakeUser, signed_in: Callable[[User], Client], month: str
) -> None:
    browser = signed_in(make_user("chief", savona, Role.RECEPTION_OFFICER))
    page = browser.get(f"/accounting/province/?first={month}&last={month}")
    assert "dal 2000 in poi" in page.content.decode()
    answer = browser.get(f"/api/v1/province?first={month}-01&last={month}-01")
    assert (answer.status_code, answer.json()["code"]) == (422, "period_not_read")
    assert browser.get(f"/accounting/province/renewals.csv?first={month}&last={month}").status_code == 422
