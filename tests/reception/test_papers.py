"""The sheet of a month, sent by the centre: checked, taken over, kept; and a photograph that is only evidence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import Prefecture, User
from approdo.reception.commands import months, papers
from approdo.reception.models import NightRecord, RegisterPaper
from approdo.reception.queries import papers as queries
from tests.reception.desk import AFTER, FIRST, TODAY, Desk
from tests.reception.places import new_place
from tests.reception.staff import operator_of

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(64)


@pytest.fixture
def desk(savona: Prefecture, make_user: Callable[..., Any]) -> Desk:
    return Desk(savona, make_user)


def table(desk: Desk, *marks: str, head: str = "CUI;9;10;11", name: str = "foglio.csv") -> RegisterPaper:
    """A sheet of the first guest, whose CUI it names."""
    guest = desk.guests[0]
    guest.cui = "06TEST"
    guest.save()
    return kept(desk, f"{head}\n06TEST;{';'.join(marks)}\n".encode(), name)


def kept(desk: Desk, content: bytes, name: str) -> RegisterPaper:
    return papers.add_paper(by=desk.operator, centre_id=desk.centre, month=FIRST, name=name, content=content)


def standing(desk: Desk) -> list[tuple[int, int, str, str]]:
    rows = NightRecord.objects.filter(guest=desk.guests[0], superseded_at=None).order_by("during")
    return [(row.during.lower.day, row.during.upper.day, row.state, row.source) for row in rows]


def take(desk: Desk, paper: RegisterPaper) -> int:
    return papers.take_over(by=desk.operator, paper_id=paper.pk, today=TODAY)


def test_a_sheet_changes_nothing_until_it_is_taken_over(desk: Desk) -> None:
    paper = table(desk, "P", "P", "A")
    plan = queries.plan(desk.operator, paper, TODAY)
    assert (plan.new, plan.problems, NightRecord.objects.count()) == (3, [], 0)
    assert take(desk, paper) == 3
    assert standing(desk) == [(9, 11, "present", "signature_sheet"), (11, 12, "absent_unjustified", "signature_sheet")]
    assert RegisterPaper.objects.get().written_at is not None


def test_the_plan_says_what_stands_otherwise(desk: Desk) -> None:
    desk.say()
    [present, away] = queries.plan(desk.operator, table(desk, "P", "P", "H"), TODAY).changes
    assert (present.nights, present.same, present.against) == (2, 2, 0)
    assert (away.nights, away.same, away.against) == (1, 0, 1)


def test_what_is_right_is_written_and_the_rest_waits(desk: Desk) -> None:
    paper = table(desk, "P", "boh", "P")
    take(desk, paper)
    assert [row[0] for row in standing(desk)] == [9, 11]
    assert RegisterPaper.objects.get().problems == [
        {"row": 2, "column": "10", "fault": "mark_unknown", "found": "boh"}]  # fmt: skip


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    take(desk, table(desk, "P", "P", "A"))
    with pytest.raises(Refusal, match="paper_known"):
        table(desk, "P", "P", "A", name="altro nome.csv")
    again = table(desk, "P", "P", "A", head="CUI;09;10;11")
    assert take(desk, again) == 0
    assert NightRecord.objects.count() == 2


def test_a_sheet_from_a_spreadsheet(desk: Desk) -> None:
    book = Workbook()
    book.active.append(["Nominativo", 9, 10])  # type: ignore[union-attr]
    book.active.append([str(desk.guests[1].person), "P", "NF"])  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    take(desk, kept(desk, out.getvalue(), "foglio.xlsx"))
    states = NightRecord.objects.filter(guest=desk.guests[1]).order_by("during").values_list("state", flat=True)
    assert list(states) == ["present", "not_signed"]


def test_a_closed_month_takes_no_sheet(desk: Desk) -> None:
    paper = table(desk, "P", "P", "H")
    desk.say()
    months.close_month(by=desk.operator, centre_id=desk.centre, month=FIRST, today=AFTER)
    with pytest.raises(Refusal, match="month_closed"):
        take(desk, paper)


def test_a_photograph_is_evidence_and_never_data(desk: Desk) -> None:
    paper = kept(desk, PNG, "foglio.png")
    assert not paper.is_table
    with pytest.raises(InvalidInput, match="paper_is_a_picture"):
        take(desk, paper)


@pytest.mark.parametrize("name", ["foglio.html", "foglio.exe", "foglio.png"])
def test_a_file_of_another_kind_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInput, match="paper_of_another_kind"):
        kept(desk, b"<html><script>1</script></html>", name)


def test_a_sheet_that_says_nothing_is_refused_with_its_reason(desk: Desk) -> None:
    paper = kept(desk, b"Chi;Quando\nqualcuno;9\n", "foglio.csv")
    plan = queries.plan(desk.operator, paper, TODAY)
    assert (plan.has_guests, plan.has_nights) == (False, False)
    with pytest.raises(InvalidInput, match="sheet_says_nothing"):
        take(desk, paper)


def test_the_paper_of_another_centre_is_not_there(
    desk: Desk, make_user: Callable[..., User], savona: Prefecture
) -> None:
    paper, other = table(desk, "P", "P", "P"), new_place(savona, 9)
    stranger = operator_of(make_user, other.body, "stranger")
    with pytest.raises(NotFound):
        papers.take_over(by=stranger, paper_id=paper.pk, today=TODAY)
    with pytest.raises(NotFound):
        papers.add_paper(by=stranger, centre_id=desk.centre, month=FIRST, name="a.csv", content=b"CUI;9\n1;P\n")


def test_from_the_month_to_the_register_in_pages(desk: Desk, signed_in: Callable[[User], Client]) -> None:
    guest = desk.guests[0]
    guest.cui = "06TEST"
    guest.save()
    browser = signed_in(desk.user)
    month = browser.get(f"{reverse('register_month', args=[desk.centre])}?month=2026-05").content.decode()
    address = reverse("add_paper", args=[desk.centre, 2026, 5])
    assert address in month
    file = SimpleUploadedFile("foglio.csv", b"CUI;9;10\n06TEST;P;strano\nignoto;P;P\n")
    checked = browser.post(address, {"form_id": uuid4().hex, "file": file}, follow=True).content.decode()
    assert "strano" in checked
    assert "ignoto" in checked
    paper = RegisterPaper.objects.get()
    done = browser.post(reverse("take_over_paper", args=[paper.pk]), {"form_id": uuid4().hex}, follow=True)
    assert "strano" in done.content.decode()
    assert standing(desk) == [(9, 10, "present", "signature_sheet")]
    sent = browser.get(reverse("download_paper", args=[paper.pk]))
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert b"strano" in sent.getvalue()
