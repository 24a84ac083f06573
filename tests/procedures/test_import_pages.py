"""The pages of an import, walked by who may and refused to who may not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import ImportBatch, StoredDocument, User
from approdo.procedures.jobs.imports import work_through
from approdo.procedures.models import CaseFile
from approdo.procedures.queries.imports import visible_batch
from tests.procedures.import_tables import as_csv, check, line, run, start

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def send(client: Client, content: bytes, name: str = "elenco.csv") -> object:
    """Send a file through the form."""
    return client.post(reverse("import_new"), {"file": SimpleUploadedFile(name, content)})


def test_from_the_file_to_the_result(signed_in: SignIn, officer: Actor, officer_user: User) -> None:
    client = signed_in(officer_user)
    assert "Ancora nessuna importazione" in client.get(reverse("imports")).content.decode()
    sent = client.post(reverse("import_new"), {"file": SimpleUploadedFile("elenco.csv", as_csv([line(1), line(2)]))})
    batch = ImportBatch.objects.get()
    assert sent.headers["Location"] == reverse("import_mapping", args=[batch.pk])
    mapping = client.get(sent.headers["Location"]).content.decode()
    assert "Codice ALI" in mapping
    chosen = {name: str(place) for name, place in batch.columns.items()}
    mapped = client.post(sent.headers["Location"], {**chosen, "people": "reuse"})
    page = reverse("import_batch", args=[batch.pk])
    assert mapped.headers["Location"] == page
    assert 'hx-trigger="every 2s"' in client.get(page).content.decode()
    work_through(officer, visible_batch(officer, batch.pk))
    dry = client.get(page).content.decode()
    assert "SV000001" in dry
    assert reverse("import_run", args=[batch.pk]) in dry
    client.post(reverse("import_run", args=[batch.pk]))
    work_through(officer, visible_batch(officer, batch.pk))
    result = client.get(page).content.decode()
    assert reverse("case", args=[CaseFile.objects.get(external_code="SV000001").pk]) in result
    assert "hx-trigger" not in result


def test_rows_are_filtered_by_what_happens_to_them(signed_in: SignIn, officer: Actor, officer_user: User) -> None:
    batch = check(officer, as_csv([line(1), line(2, Procedimento="Magia")]))
    page = reverse("import_batch", args=[batch.pk])
    wrong = signed_in(officer_user).get(f"{page}?state=error").content.decode()
    assert "Magia" in wrong
    assert "SV000001" not in wrong


def test_the_page_asks_as_many_queries_for_two_rows_as_for_fifty(
    signed_in: SignIn, officer: Actor, officer_user: User
) -> None:
    client = signed_in(officer_user)
    asked = []
    for count in (2, 60):
        batch = check(officer, as_csv([line(number) for number in range(count)]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("import_batch", args=[batch.pk]))
        asked.append([query["sql"] for query in queries if " FROM " in query["sql"]])
    assert len(asked[0]) == len(asked[1])
    assert len(asked[1]) <= 12


def test_the_part_that_refreshes_itself_is_told_alone(signed_in: SignIn, officer: Actor, officer_user: User) -> None:
    batch = start(officer, as_csv([line(1)]))
    page = reverse("import_batch", args=[batch.pk])
    part = signed_in(officer_user).get(page, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<div id="progress"')
    assert "HX-Refresh" not in part.headers
    work_through(officer, visible_batch(officer, batch.pk))
    assert signed_in(officer_user).get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_errors_are_saved_by_row_and_column(signed_in: SignIn, officer: Actor, officer_user: User) -> None:
    batch = check(officer, as_csv([line(1), line(2, **{"Data domanda": "=CMD()"})]))
    answer = signed_in(officer_user).get(reverse("import_errors", args=[batch.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))  # type: ignore[attr-defined]
    assert rows[1][:2] == ["3", "D"]
    assert "=CMD()" in rows[1][3]
    assert not rows[1][3].startswith("=")


def test_a_file_that_cannot_be_read_is_explained_on_the_form(signed_in: SignIn, officer_user: User) -> None:
    answer = send(signed_in(officer_user), b"%PDF-1.7", "elenco.xlsx")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "XLSX" in answer.content.decode()  # type: ignore[attr-defined]
    assert not ImportBatch.objects.exists()
    assert not StoredDocument.objects.exists()


def test_half_a_gigabyte_is_refused_before_it_is_read(signed_in: SignIn, officer_user: User, settings: object) -> None:
    class Unread(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("the body was read")

    answer = signed_in(officer_user).generic(
        "POST", reverse("import_new"), b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="500000000", **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "50 MB" in answer.content.decode()
    assert not StoredDocument.objects.exists()


def test_an_outsider_finds_no_page(signed_in: SignIn, officer: Actor, outsider_user: User) -> None:
    batch = start(officer, as_csv([line(1)]))
    client = signed_in(outsider_user)
    for name in ("import_batch", "import_mapping", "import_errors"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 404
    for name in ("import_run", "import_resume", "import_cancel"):
        assert client.post(reverse(name, args=[batch.pk])).status_code == 404
    assert "elenco.csv" not in client.get(reverse("imports")).content.decode()


def test_who_may_not_import_is_kept_out(signed_in: SignIn, make_user: Callable[..., User], savona: object) -> None:
    helper = make_user("helper", savona, Role.LEGAL_OPERATOR)
    client = signed_in(helper)
    assert [client.get(reverse(name)).status_code for name in ("imports", "import_new", "import_sample")] == [403] * 3
    assert client.post(reverse("import_new"), {"file": SimpleUploadedFile("a.csv", b"a")}).status_code == 403


def test_the_sample_can_be_imported_as_it_is(signed_in: SignIn, officer: Actor, officer_user: User) -> None:
    answer = signed_in(officer_user).get(reverse("import_sample"))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    batch = run(officer, content, name="case-files.xlsx")
    assert batch.counts == {"created": 39, "error": 1}
    assert {case.clock for case in CaseFile.objects.all()} == {"running", "stopped", "ended"}


def test_two_officers_who_run_the_same_import_have_one_effect(
    signed_in: SignIn, officer: Actor, officer_user: User, colleague_user: User
) -> None:
    batch = check(officer, as_csv([line(1)]))
    address = reverse("import_run", args=[batch.pk])
    assert signed_in(officer_user).post(address).status_code == 302
    late = signed_in(colleague_user).post(address)
    assert late.status_code == 409
    work_through(officer, visible_batch(officer, batch.pk))
    assert CaseFile.objects.count() == 1
