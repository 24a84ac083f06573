"""From the bed to the payment: a month is closed on a phone, checked, disputed, credited, and paid by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from approdo.accounting.commands import commitments
from approdo.accounting.commands.commitments import CommitmentFacts
from approdo.accounting.models import Finding, Invoice, MonthlyStatement, Settlement
from approdo.accounting.rules.invoice import Party, Reference
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.reception.models import Compliance, RegisterMonth, Stay
from approdo.reception.rules.vocabulary import ExitReason
from tests.accounting.counting import FIRST, Desk, staffed
from tests.accounting.electronic_invoices import invoice, line, xml
from tests.journeys.conftest import OpenReader
from tests.journeys.reader import Reader, words_of
from tests.reception.places import new_guest, new_stay

pytestmark = [pytest.mark.journey, pytest.mark.slow]
MakeUser = Callable[..., User]
MONTH, LAST = "2026-05", date(2026, 5, 31)
ORDERED, MOVED = date(2026, 5, 16), date(2026, 5, 20)  # the day of the transfer as ordered, and as it really was
NIGHT = Decimal("30.64")
CLAIMED, DUE = 78, 74  # two guests for the whole of May and one for 16 nights; four of these were slept elsewhere


class Office:
    """Two centres of two bodies. A guest was ordered from the second to the first, and went there four days later."""

    def __init__(self, prefecture: Prefecture, make_user: MakeUser) -> None:
        self.first, self.second = Desk(prefecture, make_user, 1), Desk(prefecture, make_user, 2)
        self.officer_user = self.first.chief_user
        self.head_user = make_user("head", prefecture, Role.EXECUTIVE)
        self._named({
            self.first.user: "Operatore del centro", self.officer_user: "Funzionario dell’accoglienza",
            self.head_user: "Dirigente dell’ufficio",
        })  # fmt: skip
        for desk in (self.first, self.second):
            staffed(desk)
        self._the_guest_of_both(prefecture)
        self._payable(prefecture)

    def _named(self, names: dict[User, str]) -> None:
        """What each does, in place of a name: the pictures of the guide show it."""
        for user, name in names.items():
            user.full_name = name
            user.save()

    def _the_guest_of_both(self, prefecture: Prefecture) -> None:
        """The first centre wrote the nights from the order on; then the day was corrected, and the second sealed."""
        here, there = self.first, self.second
        guest = new_guest(prefecture, "Inventata Terza")
        left = new_stay(there.place, guest, FIRST, ORDERED, exit_reason=ExitReason.CAS_TRANSFER)
        came = new_stay(here.place, guest, ORDERED, by_transfer=True)
        here.say(FIRST, LAST)
        here.say(ORDERED, LAST, guests=[guest])
        for stay, changes in ((came, {"entry": MOVED}), (left, {"exit": MOVED})):
            Stay.objects.filter(pk=stay.pk).update(**changes)
        there.say(FIRST, MOVED, guests=[guest])
        there.sealed()

    def _payable(self, prefecture: Prefecture) -> None:
        """What a payment needs besides the month: an account, its traceability, a commitment."""
        place = self.first.place
        place.body.dedicated_iban = "IT60X0542811101000000123456"
        place.body.save()
        Compliance.objects.create(
            prefecture=prefecture, body=place.body, kind="traceability", issued_on=date(2026, 1, 1), reference="1"
        )
        facts = CommitmentFacts(2026, "2351/2", "D-1", date(2026, 1, 5), Decimal("10000.00"))
        commitments.record_commitment(by=self.first.chief, contract_id=place.contract.pk, facts=facts)

    def document(self, folder: Path, number: str, *lines: Any, **others: Any) -> Path:
        """A document of the first body as a file."""
        place = self.first.place
        cig = Reference("DatiContratto", "1", cig=place.contract.cig)
        told = {
            "supplier": Party(f"IT{place.body.tax_code}", "", place.body.name), "number": number, "issued_on": sent(),
            "references": (cig, *others.pop("references", ())),
        }  # fmt: skip
        file = folder / f"IT01234560099_{number.replace('/', '')}.xml"
        file.write_bytes(xml(invoice(*lines, **told, **others)))
        return file


def sent() -> date:
    """The day on which the documents of the body are delivered: the days to refuse are not over."""
    return timezone.localdate() - timedelta(days=2)


def claim(nights: int) -> list[Any]:
    """The lines of so many nights of May, with their pocket money."""
    pocket = line("Pocket money", str(nights), "2.50", number=2, rate="0.00", nature="N1")
    return [line(quantity=str(nights), rate="5.00", nature="", period=(FIRST, LAST)), pocket]


def entries() -> list[Any]:
    """The lines of the two guests who were new in May."""
    beside = {"rate": "0.00", "nature": "N1"}
    kits = line("Kit d'ingresso", "2", "173.00", number=3, **beside)
    return [kits, line("Schede telefoniche", "2", "5.00", number=4, **beside)]


@pytest.fixture
def office(committed: None, savona: Prefecture, make_user: MakeUser) -> Office:
    """The office on the morning of the journey."""
    return Office(savona, make_user)


def test_a_month_from_the_phone_of_the_centre_to_the_proposal_of_payment(
    committed: None, reader: OpenReader, office: Office, tmp_path: Path
) -> None:
    # Given an operator with a phone, and a centre where the last night of May is still to be written
    operator = reader(width=360, height=740)
    operator.signs_in(office.first.user.email, reverse("reception_to_do"))
    # When the operator completes the month and closes it
    _closes_the_month(operator, office)
    # then it waits for the prefecture
    expect(operator.page.locator("main")).to_contain_text("Ora lo controlla la prefettura")
    assert RegisterMonth.objects.get(centre=office.first.centre).state == "closed"

    # When the officer of Savona checks the month, seals it and computes what is due for it
    officer = reader()
    officer.signs_in(office.officer_user.email, reverse("reception"))
    _checks_and_seals(officer, office)
    statement = _computes(officer, office)
    # then the guest whom two centres claim is found, with an amount that is left out
    assert statement.paid_nights == DUE
    found = Finding.objects.get(contract=statement.contract, gone_at=None)
    assert (found.kind, found.nights, found.amount, found.withheld) == ("double_presence", 4, 4 * NIGHT, True)
    _answers_the_finding(officer, office, found)

    # When the invoice arrives, which asks for those nights too
    sent_too_much = office.document(tmp_path, "12/2026", *claim(CLAIMED), *entries())
    invoiced = _receives(officer, sent_too_much)
    # then its differences are told in words, and a credit note is asked by letter
    _asks_for_a_credit_note(officer, invoiced, tmp_path)

    # When the credit note arrives and is accepted
    link = Reference("DatiFattureCollegate", "12/2026")
    note = _receives(
        officer, office.document(tmp_path, "13/2026", *claim(CLAIMED - DUE), kind="TD04", references=(link,))
    )
    _answers(officer, note, "accept")
    # then the invoice is accepted with it
    invoiced.refresh_from_db()
    assert invoiced.state == "accepted"

    # When the officer prepares the settlement
    settlement = _prepares(officer, invoiced)
    # then who prepared it cannot approve it
    _cannot_approve(officer, settlement)
    # and a colleague approves it
    _approves(reader(), office.head_user, settlement)


def _closes_the_month(operator: Reader, office: Office) -> None:
    """From the list of things to do to the month, to its missing night, back to the month: closed."""
    centre, main = office.first.centre, operator.page.locator("main")
    month, night = reverse("register_month", args=[centre]), reverse("register_night", args=[centre])
    operator.presses(operator.link_to(f"{month}?month={MONTH}"))
    _stands_on_the_phone(operator, month)
    operator.takes_picture("centro-mese", first=main.locator("h1"))
    operator.presses(operator.link_to(f"{night}?on={LAST.isoformat()}"))
    _stands_on_the_phone(operator, night)
    operator.takes_picture("centro-notte", first=main.locator("h1"))
    operator.presses(main.locator("button[name=rest]"))
    confirm = reverse("confirm_night", args=[centre])
    operator.presses(main.locator(f"button[formaction='{confirm}']"))
    expect(main.locator(f"button[formaction='{confirm}']")).to_have_count(0)
    _stands_on_the_phone(operator, night)
    operator.presses(operator.link_to(f"{month}?month={MONTH}"))
    _stands_on_the_phone(operator, month)
    _one_button(operator, reverse("close_month", args=[centre]))
    expect(main.locator(f"form[action='{reverse('close_month', args=[centre])}']")).to_have_count(0)
    _stands_on_the_phone(operator, month)


def _stands_on_the_phone(operator: Reader, path: str) -> None:
    """The page is there, and nothing of it stands beside the screen."""
    operator.is_at(path)
    assert operator.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _one_button(reader: Reader, address: str) -> None:
    reader.presses(reader.page.locator(f"main form[action='{address}'] button"))


def _checks_and_seals(officer: Reader, office: Office) -> None:
    """The office has nothing to correct; sealed, the month has a fingerprint."""
    centre = office.first.centre
    month, check = reverse("register_month", args=[centre]), reverse("check_month", args=[centre])
    officer.opens(reverse("reception_to_do"))
    officer.presses(officer.link_to(f"{month}?month={MONTH}"))
    officer.is_at(month)
    expect(officer.page.locator("main")).to_contain_text("Terza")
    officer.presses(officer.link_to(f"{check}?month={MONTH}"))
    officer.is_at(check)
    officer.sends()
    officer.is_at(month)
    _one_button(officer, reverse("seal_month", args=[centre]))
    expect(officer.page.locator("main")).to_contain_text("SHA-256")
    officer.is_at(month)


def _computes(officer: Reader, office: Office) -> MonthlyStatement:
    """The statement is computed, the signatures for the pocket money are written, and it is computed again."""
    contract, centre = office.first.place.contract.pk, office.first.centre
    officer.presses(officer.page.locator(f"#menu a[href='{reverse('statements')}']"))
    officer.is_at(reverse("statements"))
    officer.presses(officer.link_to(reverse("compute_statement")))
    officer.is_at(reverse("compute_statement"))
    officer.chooses("contract", str(contract))
    officer.types("month", MONTH)
    officer.sends()
    officer.page.wait_for_url("**/accounting/statements/**")
    sheet = reverse("record_signatures", args=[centre, 2026, 5])
    officer.presses(officer.link_to(sheet))
    officer.is_at(sheet)
    for box in officer.page.locator("main [name=guests]").all():
        expect(box).to_be_checked()
    officer.sends()
    officer.page.wait_for_url(lambda url: sheet not in url)
    officer.opens(reverse("statements"))
    _one_button(officer, reverse("recompute_touched"))
    officer.is_at(reverse("statements"))
    row = MonthlyStatement.objects.get(contract=contract, superseded_at=None)
    officer.presses(officer.link_to(reverse("statement", args=[row.pk])))
    officer.is_at(reverse("statement", args=[row.pk]))
    officer.takes_picture("rendiconto", 840)
    return row


def _answers_the_finding(officer: Reader, office: Office, found: Finding) -> None:
    """From the list to the finding: whom, where else, which nights, how much. Then the office's answer."""
    officer.opens(reverse("findings"))
    officer.finds_no_barrier()
    officer.takes_picture("rilievi", 920)
    where = reverse("finding", args=[found.pk])
    officer.presses(officer.link_to(where))
    officer.is_at(where)
    shown = officer.page.locator("main")
    for words in ("Provetta Inventata Terza", office.second.place.centre.name, "122,56"):
        expect(shown).to_contain_text(words)
    officer.takes_picture("doppia-presenza", 900)
    officer.picks("state", "accepted")
    officer.types(
        "reason", "Il trasferimento è avvenuto il 20 maggio: fino ad allora la persona dormiva nell’altro centro."
    )
    officer.sends()
    officer.is_at(where)
    found.refresh_from_db()
    assert found.state == "accepted"


def _receives(officer: Reader, file: Path) -> Invoice:
    """A file arrives from the exchange system; the document in it."""
    officer.opens(reverse("invoices"))
    officer.finds_no_barrier()
    officer.presses(officer.link_to(reverse("receive_invoices")))
    officer.is_at(reverse("receive_invoices"))
    officer.field("file").set_input_files(file)
    officer.types("received_on", sent().isoformat())
    officer.sends()
    officer.page.wait_for_url("**/accounting/invoices/files/**")
    officer.finds_no_barrier()
    row = Invoice.objects.get(upload__name=file.name)
    officer.presses(officer.link_to(reverse("invoice", args=[row.pk])))
    officer.is_at(reverse("invoice", args=[row.pk]))
    return row


def _answers(officer: Reader, row: Invoice, outcome: str) -> None:
    """The answer that the page of the document proposes."""
    answer = reverse("answer_invoice", args=[row.pk])
    officer.presses(officer.link_to(answer))
    officer.is_at(answer)
    expect(officer.page.locator(f"main [name=outcome][value={outcome}]")).to_be_checked()
    officer.sends()
    officer.is_at(reverse("invoice", args=[row.pk]))


def _asks_for_a_credit_note(officer: Reader, row: Invoice, folder: Path) -> None:
    """What is asked beside what is due, the reasons, and the letter with the amount to be credited."""
    shown = officer.page.locator("main")
    for words in ("122,56", "6,13", "10,00", "nota di credito"):
        expect(shown).to_contain_text(words)
    officer.takes_picture("fattura", 1150)
    _answers(officer, row, "credit_note")
    row.refresh_from_db()
    assert (row.state, row.credit_asked) == ("credit_asked", Decimal("138.69"))
    letter = officer.downloads(officer.link_to(reverse("invoice_letter", args=[row.pk])), folder)
    for words in ("12/2026", "138,69", row.supplier_name):
        assert words in letter


def _prepares(officer: Reader, row: Invoice) -> Settlement:
    """The settlement of the invoice with its credit note."""
    assert row.contract is not None
    where = reverse("prepare_settlement", args=[row.contract.pk, 2026, 5])
    officer.opens(reverse("invoice", args=[row.pk]))
    officer.presses(officer.link_to(where))
    officer.is_at(where)
    officer.sends()
    officer.page.wait_for_url("**/accounting/settlements/**")
    made = Settlement.objects.get(contract=row.contract)
    officer.is_at(reverse("settlement", args=[made.pk]))
    return made


def _cannot_approve(officer: Reader, made: Settlement) -> None:
    """The page says that a colleague has to, offers no button, and the address answers nothing else."""
    approve = reverse("approve_settlement", args=[made.pk])
    expect(officer.page.locator("main")).to_contain_text("chi prepara non approva")
    expect(officer.link_to(approve)).to_have_count(0)
    answer = officer.opens(approve)
    assert answer.status == 403
    officer.finds_no_barrier()
    made.refresh_from_db()
    assert made.state == "prepared"


def _approves(head: Reader, user: User, made: Settlement) -> None:
    """A colleague sees the reckoning and the checks, approves, and has the proposal of payment."""
    where, approve = reverse("settlement", args=[made.pk]), reverse("approve_settlement", args=[made.pk])
    head.signs_in(user.email)
    head.opens(reverse("settlements"))
    head.finds_no_barrier()
    head.presses(head.link_to(where))
    head.is_at(where)
    head.takes_picture("liquidazione", 1600)
    head.presses(head.link_to(approve))
    head.is_at(approve)
    head.sends()
    head.is_at(where)
    made.refresh_from_db()
    assert (made.state, made.approved_by_id) == ("approved", user.pk)
    proposal = head.page.request.get(f"{head.address}{reverse('payment_proposal', args=[made.pk])}")
    paid = words_of(proposal.body())
    for words in ("2.797,02", "113,37", user.full_name):
        assert words in paid
