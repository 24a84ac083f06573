"""The page of the measures and its workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.procedures.labels import STATES
from approdo.procedures.models import CaseFile
from approdo.procedures.rules.measure_catalogue import DEFINITIONS

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def measured(investigated: CaseFile) -> CaseFile:
    return investigated


def test_each_measure_has_its_definition_and_its_numbers(
    signed_in: SignIn, officer_user: User, measured: CaseFile
) -> None:
    page = signed_in(officer_user).get("/measures/").content.decode()
    for definition in DEFINITIONS:
        assert definition.name_it in page
        assert definition.formula_it[:40].replace("'", "&#39;") in page
    assert "Quanti fascicoli superano il termine, per mese?" in page
    assert "Nulla osta al ricongiungimento familiare" in page


def test_the_page_asks_the_database_at_most_twelve_times(
    signed_in: SignIn, officer_user: User, measured: CaseFile
) -> None:
    client = signed_in(officer_user)
    client.get("/measures/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/measures/")
    around = ("SAVEPOINT", "RELEASE", "SELECT set_config")
    questions = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(around)]
    assert len(questions) <= 12


def test_another_office_sees_an_empty_page(signed_in: SignIn, outsider_user: User, measured: CaseFile) -> None:
    page = signed_in(outsider_user).get("/measures/").content.decode()
    assert "Nessun fascicolo in questo periodo" in page
    assert "ricongiungimento familiare</th>" not in page


def test_a_role_that_does_not_measure_is_refused(
    make_user: Callable[..., User], savona: Prefecture, signed_in: SignIn
) -> None:
    operator = make_user("operator", savona, role=Role.LEGAL_OPERATOR)
    assert signed_in(operator).get("/measures/").status_code == 403
    assert signed_in(operator).get("/measures/export.xlsx").status_code == 403


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("start=2026-03-01&end=2026-02-01", "Il periodo finisce prima di cominciare"),
        ("start=2015-01-01&end=2026-02-01", "Scegli al massimo tre anni"),
        ("start=ieri", "Inserisci una data valida"),
        ("procedure=none", "none"),
    ],
)
def test_a_period_that_makes_no_sense_is_explained(
    signed_in: SignIn, officer_user: User, query: str, words: str
) -> None:
    answer = signed_in(officer_user).get(f"/measures/?{query}")
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_tomorrow_cannot_be_measured(signed_in: SignIn, officer_user: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = signed_in(officer_user).get(f"/measures/?end={tomorrow}").content.decode()
    assert "Il periodo finisce dopo oggi" in page


def test_the_workbook_holds_every_table_and_the_definitions(
    signed_in: SignIn, officer_user: User, measured: CaseFile
) -> None:
    answer = signed_in(officer_user).get("/measures/export.xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    about = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    assert about["Alla data del"].date() == timezone.localdate()
    assert set(about) >= {definition.name_it for definition in DEFINITIONS}
    backlog = list(book["Giacenza per procedimento e sta"].iter_rows(values_only=True))
    with override("it"):
        assert backlog[1] == ("Nulla osta al ricongiungimento familiare", str(STATES["investigation"]), 1)


def test_the_workbook_of_a_wrong_period_goes_back_to_the_page(signed_in: SignIn, officer_user: User) -> None:
    answer = signed_in(officer_user).get("/measures/export.xlsx?start=2026-03-01&end=2026-02-01")
    assert answer.status_code == 302
    assert answer["Location"] == "/measures/?start=2026-03-01&end=2026-02-01"
