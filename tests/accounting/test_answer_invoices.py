"""An invoice compared with the statement of its month, and what the office answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.accounting.commands.invoices import answer_invoice, assign_line, match_invoice, set_billing_address
from approdo.accounting.commands.receiving import receive_invoices
from approdo.accounting.invoices import wording
from approdo.accounting.models import Invoice
from approdo.accounting.queries import invoices
from approdo.accounting.rules.invoice import Party, Reference, Summary
from approdo.accounting.rules.invoice_lines import Component
from approdo.accounting.rules.reconciliation import Outcome
from approdo.core import documents
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal, Stale
from approdo.core.models import AuditRecord, Prefecture, User
from tests.accounting.counting import FIRST, Desk, compute, new_desk
from tests.accounting.electronic_invoices import archive, invoice, line, xml

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MakeUser = Callable[..., User]
SignedIn = Callable[[User], Client]
TODAY, DELIVERED = date(2026, 6, 10), date(2026, 6, 8)
LAST = date(2026, 6, 23)


@pytest.fixture
def desk(savona: Prefecture, make_user: MakeUser) -> Desk:
    """A centre whose May is sealed and computed: 62 nights at 30.64, 155.00 of pocket money, two kits and cards."""
    desk = new_desk(savona, make_user)
    compute(desk)
    return desk


def month_lines(nights: str = "62") -> list[Any]:
    """What the centre may ask for May."""
    beside = {"rate": "0.00", "nature": "N1"}
    return [
        line(quantity=nights, rate="5.00", nature="", period=(FIRST, date(2026, 5, 31))),
        line("Pocket money", None, "155.00", number=2, **beside),
        line("Kit d'ingresso", "2", "173.00", number=3, **beside),
        line("Schede telefoniche", "2", "5.00", number=4, **beside),
    ]


def send(desk: Desk, *lines: Any, **others: Any) -> Invoice:
    """An invoice of the centre arrives."""
    place = desk.place
    sent = invoice(
        *(lines or month_lines()),
        **{
            "supplier": Party(f"IT{place.body.tax_code}", "", place.body.name),
            "references": (Reference("DatiContratto", "1", cig=place.contract.cig),),
        }
        | others,
    )
    found = receive_invoices(by=desk.chief, name="IT01.xml", content=xml(sent), received_on=DELIVERED, today=TODAY)
    arrived = found.upload.arrivals.get().invoice
    assert arrived is not None
    return arrived


def answer(desk: Desk, row: Invoice, outcome: Outcome, **values: Any) -> Invoice:
    """What the officer answers."""
    told = {"by": desk.chief, "reason": "", "today": TODAY, **values}
    return answer_invoice(invoice_id=row.pk, outcome=outcome, **told)


def test_a_right_invoice_is_accepted(desk: Desk) -> None:
    row = send(desk)
    exam = invoices.examined(desk.chief, row, TODAY)
    assert (exam.findings, exam.reconciliation.credit, exam.answer.outcome) == ((), 0, Outcome.ACCEPT)
    assert answer(desk, row, Outcome.ACCEPT).state == "accepted"
    assert AuditRecord.objects.filter(act="invoice.accepted", object_id=str(row.pk)).count() == 1


def test_too_many_nights_are_credited_with_a_letter_that_says_why(desk: Desk) -> None:
    row = send(desk, *month_lines("65"))
    exam = invoices.examined(desk.chief, row, TODAY)
    # Three nights at 30.64 with their tax
    assert (exam.answer.outcome, exam.answer.credit) == (Outcome.CREDIT_NOTE, Decimal("96.52"))
    done = answer(desk, row, Outcome.CREDIT_NOTE)
    assert (done.state, done.credit_asked) == ("credit_asked", Decimal("96.52"))
    assert done.letter is not None
    assert documents.read(desk.chief, done.letter).startswith(b"%PDF")
    assert done.letter.file_name == "richiesta-di-nota-di-credito-sulla-fattura-n-122026-del-5-giugno-2026.pdf"


def test_the_credit_note_that_was_asked_closes_the_matter(desk: Desk) -> None:
    row = send(desk, *month_lines("65"))
    answer(desk, row, Outcome.CREDIT_NOTE)
    note = send(
        desk, line(quantity="3", rate="5.00", nature="", period=(FIRST, date(2026, 5, 31))), kind="TD04",
        number="13/2026",
        references=(
            Reference("DatiContratto", "1", cig=desk.place.contract.cig),
            Reference("DatiFattureCollegate", "12/2026"),
        ),
    )  # fmt: skip
    exam = invoices.examined(desk.chief, note, TODAY)
    assert ([one.pk for one in exam.together], exam.reconciliation.credit) == ([row.pk, note.pk], 0)
    answer(desk, note, Outcome.ACCEPT)
    row.refresh_from_db()
    assert (row.state, note.corrects_id) == ("accepted", row.pk)


def note_of(desk: Desk, nights: str, *corrects: Reference) -> Invoice:
    return send(
        desk, line(quantity=nights, rate="5.00", nature="", period=(FIRST, date(2026, 5, 31))), kind="TD04",
        number="13/2026", references=(Reference("DatiContratto", "1", cig=desk.place.contract.cig), *corrects),
    )  # fmt: skip


def test_a_credit_note_that_is_too_small_is_accepted_and_the_invoice_goes_on_being_asked(desk: Desk) -> None:
    row = send(desk, *month_lines("65"))
    answer(desk, row, Outcome.CREDIT_NOTE)
    note = note_of(desk, "2", Reference("DatiFattureCollegate", "12/2026"))
    exam = invoices.examined(desk.chief, note, TODAY)
    # One of the three nights is still asked too much (30.64, and 99.58 - 3.06 - 94.98 of tax), but not by the note
    assert (exam.reconciliation.credit, exam.answer.outcome) == (Decimal("32.18"), Outcome.ACCEPT)
    assert wording.answered(exam.answer, "it") == "La nota di credito si può accettare."
    answer(desk, note, Outcome.ACCEPT)
    row.refresh_from_db()
    assert (row.state, note.corrects_id) == ("credit_asked", row.pk)


def test_no_credit_note_is_asked_of_a_credit_note(desk: Desk) -> None:
    note = note_of(desk, "3")
    exam = invoices.examined(desk.chief, note, TODAY)
    assert wording.answered(exam.answer, "it") == "Chiedere di emettere di nuovo la nota di credito."
    done = answer(desk, note, Outcome.CREDIT_NOTE)
    assert done.letter is not None
    assert done.letter.file_name.startswith("richiesta-di-emettere-di-nuovo-la-nota-di-credito-n-132026")


def test_a_wrong_cig_is_refused_within_the_days_of_the_law_and_not_after(desk: Desk) -> None:
    row = send(desk, references=(Reference("DatiContratto", "1", cig="Z999999999"),))
    assert row.contract == desk.place.contract  # known by its supplier
    assert invoices.examined(desk.chief, row, TODAY).answer.outcome is Outcome.REFUSE
    late = invoices.examined(desk.chief, row, LAST + timedelta(days=1)).answer
    assert (late.outcome, late.whole) == (Outcome.CREDIT_NOTE, True)
    with pytest.raises(Refusal, match="too_late_to_refuse"):
        answer(desk, row, Outcome.REFUSE, today=LAST + timedelta(days=1))
    done = answer(desk, row, Outcome.REFUSE, today=LAST)
    assert (done.state, done.letter is None) == ("refused", False)


def test_no_cause_of_the_law_no_refusal(desk: Desk) -> None:
    with pytest.raises(Refusal, match="no_cause_to_refuse"):
        answer(desk, send(desk, *month_lines("65")), Outcome.REFUSE, reason="Non piace")


def test_the_number_of_a_refused_invoice_is_free_again(desk: Desk) -> None:
    wrong = send(desk, references=(Reference("DatiContratto", "1", cig="Z999999999"),))
    again = send(desk)
    assert again.state == "duplicate"
    with pytest.raises(Refusal, match="invoice_duplicate"):
        answer(desk, again, Outcome.ACCEPT, reason="Va bene")
    answer(desk, wrong, Outcome.REFUSE)
    again.refresh_from_db()
    assert again.state == "received"
    assert answer(desk, again, Outcome.ACCEPT).state == "accepted"


def test_a_duplicate_is_refused(desk: Desk) -> None:
    first = send(desk)
    other = send(desk, *month_lines("61"))
    assert other.state == "duplicate"
    assert answer(desk, other, Outcome.REFUSE).state == "refused"
    assert invoices.examined(desk.chief, first, TODAY).answer.outcome is Outcome.ACCEPT


def test_another_answer_than_the_one_worked_out_needs_a_reason(desk: Desk) -> None:
    row = send(desk, *month_lines("65"))
    with pytest.raises(InvalidInput, match="reason_missing"):
        answer(desk, row, Outcome.ACCEPT)
    assert answer(desk, row, Outcome.ACCEPT, reason="Concordato").answer_reason == "Concordato"


def test_nothing_is_accepted_without_a_whole_statement(savona: Prefecture, make_user: MakeUser) -> None:
    desk = new_desk(savona, make_user)
    row = send(desk)
    with pytest.raises(Refusal, match="statement_missing"):
        answer(desk, row, Outcome.ACCEPT)
    compute(desk)
    with pytest.raises(Refusal, match="nothing_to_credit"):
        answer(desk, row, Outcome.CREDIT_NOTE, reason="Prova")
    assert answer(desk, row, Outcome.ACCEPT).state == "accepted"


def test_an_invoice_of_nobody_known_is_put_with_its_contract(desk: Desk) -> None:
    row = send(desk, supplier=Party("IT09999999999", "", "Altri"), references=())
    assert row.contract is None
    with pytest.raises(Refusal, match="invoice_unmatched"):
        answer(desk, row, Outcome.REFUSE)
    done = match_invoice(by=desk.chief, invoice_id=row.pk, contract_id=desk.place.contract.pk, month=FIRST)
    checks = {one.check.value for one in invoices.examined(desk.chief, done, TODAY).findings}
    assert {"cig_missing", "supplier_wrong"} <= checks


def test_a_line_whose_words_do_not_tell_is_recognised_by_the_officer(desk: Desk) -> None:
    first, *rest = month_lines()
    row = send(desk, replace(first, description="Prestazioni del mese"), *rest)
    assert invoices.examined(desk.chief, row, TODAY).reconciliation.credit > 1000
    with pytest.raises(InvalidInput, match="line_unknown"):
        assign_line(by=desk.chief, invoice_id=row.pk, number=9, component=Component.PER_DIEM)
    assign_line(by=desk.chief, invoice_id=row.pk, number=1, component=Component.PER_DIEM)
    row.refresh_from_db()
    assert invoices.examined(desk.chief, row, TODAY).reconciliation.credit == 0


def test_the_addressee_is_checked_once_it_is_written(desk: Desk) -> None:
    row = send(desk)
    with pytest.raises(InvalidInput, match="tax_code_impossible"):
        set_billing_address(by=desk.chief, tax_code="12", office_code="")
    set_billing_address(by=desk.chief, tax_code="92000000099", office_code="XXXXXX")
    found = {one.check.value for one in invoices.examined(desk.chief, row, TODAY).findings}
    assert found == {"customer_wrong", "office_wrong"}
    with pytest.raises(Stale):
        set_billing_address(by=desk.chief, tax_code="80009990099", office_code="", expected_version=7)


def test_who_may_not_and_what_was_answered_already(
    desk: Desk, palermo: Prefecture, make_user: MakeUser, officer: Any
) -> None:
    row = send(desk)
    with pytest.raises(NotAllowed):
        answer(desk, row, Outcome.ACCEPT, by=officer)
    with pytest.raises(NotFound):
        answer(desk, row, Outcome.ACCEPT, by=Desk(palermo, make_user, 9).chief)
    with pytest.raises(Stale):
        answer(desk, row, Outcome.ACCEPT, expected_version=7)
    answer(desk, row, Outcome.ACCEPT, expected_version=1)
    with pytest.raises(Refusal, match="invoice_answered"):
        answer(desk, row, Outcome.ACCEPT)


def test_a_refused_upload_says_that_the_file_is_to_be_chosen_again(desk: Desk, signed_in: SignedIn) -> None:
    browser = signed_in(desk.chief_user)
    again = "Scegli di nuovo il file"
    assert again not in browser.get(reverse("receive_invoices")).content.decode()
    upload = SimpleUploadedFile("mese.xml", xml(invoice()))
    refused = browser.post(reverse("receive_invoices"), {"file": upload, "received_on": "2099-01-01"})
    assert refused.status_code == 422
    assert again in refused.content.decode()


def test_the_pages_an_officer_walks(desk: Desk, signed_in: SignedIn) -> None:
    browser = signed_in(desk.chief_user)
    assert "Nessuna fattura ancora" in browser.get(reverse("invoices")).content.decode()
    place = desk.place
    sent = invoice(
        *month_lines("65"), supplier=Party(f"IT{place.body.tax_code}", "", place.body.name),
        references=(Reference("DatiContratto", "1", cig=place.contract.cig),),
    )  # fmt: skip
    upload = SimpleUploadedFile("mese.zip", archive({"a.xml": xml(sent), "rotta.xml": b"<a>"}))
    today = timezone.localdate().isoformat()
    shown = browser.post(reverse("receive_invoices"), {"file": upload, "received_on": today}, follow=True)
    assert "rotta.xml" in shown.content.decode()
    assert "12/2026" in shown.content.decode()
    row = Invoice.objects.get()
    page = browser.get(reverse("invoice", args=[row.pk])).content.decode().replace("\xa0", " ")
    for words in ("Chiedere una nota di credito di 96,52 €.", "65 giornate a 30,64 € invece di 62: 91,92 € in più."):
        assert words in page
    assert "12/2026" in browser.get(reverse("invoices"), {"q": "inventato", "state": "received"}).content.decode()
    assert "rotta.xml" in browser.get(reverse("unreadable_invoices")).content.decode()
    browser.post(reverse("assign_line", args=[row.pk]), {"number": "1", "component": "per_diem", "version": "1"})
    where = reverse("answer_invoice", args=[row.pk])
    assert browser.post(where, {"outcome": "accept", "reason": "", "version": "2"}).status_code == 422
    assert browser.post(where, {"outcome": "credit_note", "reason": "", "version": "1"}).status_code == 412
    done = browser.post(where, {"outcome": "credit_note", "reason": "", "version": "2"}, follow=True)
    assert "Nota di credito chiesta" in done.content.decode()
    letter = browser.get(reverse("invoice_letter", args=[row.pk]))
    assert b"".join(letter).startswith(b"%PDF")  # type: ignore[arg-type]
    assert letter.headers["Content-Disposition"].startswith("attachment")
    assert letter.headers["Cache-Control"] == "no-store"
    assert b"".join(browser.get(reverse("invoice_file", args=[row.pk]))).startswith(b"PK")  # type: ignore[arg-type]
    for kind in ("csv", "xlsx"):
        assert b"".join(browser.get(reverse(f"export_invoices_{kind}")))  # type: ignore[arg-type]


def test_a_summary_that_does_not_add_up_is_issued_again(desk: Desk) -> None:
    wrong = (
        Summary(Decimal("5.00"), Decimal(1), Decimal("0.05"), "", "S"),
        Summary(Decimal(0), Decimal(511), Decimal(0), "N1"),
    )
    exam = invoices.examined(desk.chief, send(desk, summaries=wrong), TODAY)
    assert (exam.answer.outcome, exam.answer.whole) == (Outcome.CREDIT_NOTE, True)
