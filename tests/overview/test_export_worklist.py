"""The list taken away as a file: what was filtered, as text that computes nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from approdo.core.access.roles import Role
from approdo.core.models import AuditRecord, Prefecture, User
from tests.overview.conftest import MakeCase

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
EVIL = ('=HYPERLINK("http://x")', "+1+1", "-1", "@SUM(A1)", "\t=1", "Bell\x07", 'Punto;e "virgola"\nriga')


def rows_of(client: Client, kind: str, query: str = "") -> list[list[str]]:
    response = client.get(f"/worklist/export.{kind}?{query}")
    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    if kind == "csv":
        assert body.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = load_workbook(io.BytesIO(body)).active
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_filtered_row_and_no_formula(
    palermo: Prefecture, officer_user: User, make_case: MakeCase, signed_in: SignIn, kind: str
) -> None:
    for place, title in enumerate(EVIL):
        make_case(title=title, protocol_number=f"=2+{place}")
    make_case(title="Marcatore Altro", procedure="work_seasonal")
    make_case(title="Marcatore Estraneo", prefecture_id="PA")
    head, *rows = rows_of(signed_in(officer_user), kind, "procedure=family_reunification")
    assert len(rows) == len(EVIL)
    assert len(head) == len(rows[0]) == 12
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)
        assert not any(cell.startswith("-") and not cell[1:].isdigit() for cell in row)
    assert not any("Marcatore" in cell for row in rows for cell in row)


def test_the_export_is_written_down_without_the_name_looked_for(
    officer_user: User, make_case: MakeCase, signed_in: SignIn
) -> None:
    make_case()
    rows_of(signed_in(officer_user), "csv", "bucket=late&text=Provetta")
    record = AuditRecord.objects.get(act="case.exported")
    details = json.loads(record.payload)["details"]
    assert details == {"format": "csv", "query": "bucket=late", "text": True}


def test_who_may_not_export(make_user: Callable[..., User], savona: Prefecture, signed_in: SignIn) -> None:
    auditor = make_user("auditor", savona, Role.AUDITOR)
    assert signed_in(auditor).get("/worklist/export.csv").status_code == 403
    assert not AuditRecord.objects.filter(act="case.exported").exists()


def test_other_formats_do_not_exist(officer_user: User, signed_in: SignIn) -> None:
    assert signed_in(officer_user).get("/worklist/export.pdf").status_code == 404
