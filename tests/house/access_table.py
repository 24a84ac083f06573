"""Who may open what: one row for each address, kept by hand.

A new address without a row makes the build fail. `roles` are those that may; the others get 403. An address with an
argument names in `of` the thing it is about: for a thing of another prefecture everybody gets what they would get for
one that does not exist. In `given` stand the other arguments. `$kind` is the identifier of a thing of that kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from approdo.core.access.roles import Role

EVERYBODY = frozenset(Role)
READS_DEFINITIONS = EVERYBODY - {
    Role.CENTRE_OPERATOR, Role.TRANSLATOR, Role.TRANSLATION_REVIEWER, Role.NETWORK_MEMBER,
}  # fmt: skip
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
READS_AUDIT = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR, Role.AUDITOR})
CONFIGURES = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})
SEES = frozenset({Role.EXECUTIVE, Role.OFFICER, Role.LEGAL_OPERATOR})  # case files and persons
PREPARES = SEES
SEES_PEOPLE = SEES | {Role.RECEPTION_OFFICER}
WORKS = frozenset({Role.EXECUTIVE, Role.OFFICER})
OBSERVES = frozenset({Role.NATIONAL_OBSERVER})
RECEIVES = frozenset({Role.EXECUTIVE, Role.RECEPTION_OFFICER})  # centres and contracts
CENTRES = RECEIVES | {Role.CENTRE_OPERATOR}  # those of one's own body
CLOSES = frozenset({Role.CENTRE_OPERATOR})
EXECUTIVE = frozenset({Role.EXECUTIVE})
REVIEWS = frozenset({Role.EXECUTIVE, Role.TRANSLATION_REVIEWER, Role.NETWORK_EDITOR})  # and writes the news
TRANSLATES = REVIEWS | {Role.TRANSLATOR}
EDITS_NETWORK = frozenset({Role.EXECUTIVE, Role.NETWORK_EDITOR})
KEEPS_RECORDS = EDITS_NETWORK | {Role.NETWORK_MEMBER}  # those of one's own organisation
SEES_MEDIATORS = SEES_PEOPLE | {Role.NETWORK_EDITOR}
SEES_NETWORK = SEES_MEDIATORS | {Role.NETWORK_MEMBER}


@dataclass(frozen=True)
class Row:
    """One kind of call of an address."""

    name: str
    roles: frozenset[Role]
    method: str = "GET"
    data: dict[str, Any] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)  # argument: kind of thing, see things.py
    given: dict[str, str] = field(default_factory=dict)


DAY = {"on": "2026-01-20"}
REASONED = {**DAY, "reason": "because of this"}
GROUNDS = {"reasons": "Why", "reason": "Why", "legal_basis": "Art. 29", "remedies": "TAR"}
PERSON = {"family_name": "Prova"}
CONTACT = {"kind": "phone", "value": "+39 019 111111"}
CASE = {"case_id": "case"}
OFFICE = {"office": "questura"}
BODY, CONTRACT, CENTRE = {"body_id": "body"}, {"contract_id": "contract"}, {"centre_id": "centre"}


def _act(name: str, roles: frozenset[Role], of: dict[str, str] | None = None, **given: str) -> list[Row]:
    """The form of an act on a case file, and the act."""
    about = CASE | (of or {})
    return [Row(name, roles, of=about, given=given), Row(name, roles, "POST", of=about, given=given)]


def _both(name: str, roles: frozenset[Role], of: dict[str, str] | None = None, /, **data: Any) -> list[Row]:
    """A page with a form, and what the form does."""
    return [Row(name, roles, of=of or {}), Row(name, roles, "POST", data, of or {})]


def _api(
    name: str, roles: frozenset[Role], data: Any = None, of: dict[str, str] | None = None, method: str = "POST",
    **given: str,
) -> Row:  # fmt: skip
    return Row(f"api:{name}", roles, method, data or {}, CASE if of is None else of, given)


REGISTER_OF = {"centre_id": "guest_centre"}
ABSENCE = {"absence_id": "absence"}
LIST = {"list_id": "list"}
NIGHT = {"night": "2026-05-09"}
MAY = {"month": "2026-05"}
MONTH = {"year": "2026", "month": "5"}

NOTICE, PROPOSAL = {"notice_id": "notice"}, {"proposal_id": "proposal"}
IN_PROPOSAL = PROPOSAL | {"group_id": "group"}
ANNOUNCED = {"reference": "N-9", "expected_on": "2026-05-09", "origin": "Prova", "announced": 3}

NEWS = {"title": "Avviso", "body": "Vieni domani.", "kind": "news", "published_from": "2026-01-01"}
BEGUN, ITEM = {"rendering_id": "begun"}, {"news_id": "news"}

# Texts of the network, their translations, its news
TEXTS = [
    Row("translations", TRANSLATES),
    Row("export_translations_csv", TRANSLATES),
    Row("export_translations_xlsx", TRANSLATES),
    Row("export_sentences_xliff", TRANSLATES),
    Row("export_sentences_csv", TRANSLATES),
    *_both("bring_translations", TRANSLATES),
    Row("translation_file", TRANSLATES, of={"file_id": "translations"}),
    Row("take_translation_file", TRANSLATES, "POST", of={"file_id": "translations"}),
    *_both("translation", TRANSLATES, BEGUN),
    *_both("translate_text", TRANSLATES, BEGUN),
    Row("machine_translate", TRANSLATES, "POST", of={"rendering_id": "lacking"}),
    Row("translation_history", TRANSLATES, of=BEGUN),
    *_both("review_translation", REVIEWS, BEGUN),
    *_both("reject_translation", REVIEWS, BEGUN),
    *_both("return_to_draft", REVIEWS, {"rendering_id": "accepted"}),
    Row("network_text", TRANSLATES, of={"text_id": "text"}),
    *_both("add_language", TRANSLATES, {"text_id": "text"}),
    Row("network_news", TRANSLATES),
    Row("export_news_csv", TRANSLATES),
    Row("export_news_xlsx", TRANSLATES),
    *_both("record_news", REVIEWS, None, **NEWS),
    Row("news_item", TRANSLATES, of=ITEM),
    *_both("correct_news", REVIEWS, ITEM),
    *_both("withdraw_news", REVIEWS, ITEM),
    Row("text_ease", TRANSLATES, "POST", {"body": "Vieni domani."}),
]

# Arrivals and placement
ARRIVALS = [
    Row("arrivals", RECEIVES),
    Row("export_arrivals_csv", RECEIVES),
    Row("export_arrivals_xlsx", RECEIVES),
    *_both("record_notice", RECEIVES),
    Row("arrival", RECEIVES, of=NOTICE),
    Row("arrival_list", RECEIVES, of=NOTICE),
    *_both("try_arrival_list", RECEIVES, NOTICE),
    Row("take_arrival_list", RECEIVES, "POST", of=NOTICE),
    *_both("count_arrived", RECEIVES, NOTICE),
    Row("propose_placement", RECEIVES, "POST", of=NOTICE),
    *_both("suppose_placement", RECEIVES, NOTICE),
    Row("write_orders", RECEIVES, "POST", of=NOTICE),
    Row("placement", RECEIVES, of=PROPOSAL),
    *_both("decide_placement", RECEIVES, IN_PROPOSAL),
    Row("accept_placement", RECEIVES, "POST", of=IN_PROPOSAL),
    Row("placement_orders", CENTRES),
    Row("placement_order", CENTRES, of={"order_id": "order"}),
    *_both("describe_offer", RECEIVES, {"centre_id": "centre"}),
    Row("comune_quotas", RECEIVES),
    Row("set_quota", RECEIVES, given={"comune": "009056"}),
    Row("set_quota", RECEIVES, "POST", given={"comune": "009056"}),
    _api("list_arrivals", RECEIVES, of={}, method="GET"),
    _api("announce", RECEIVES, ANNOUNCED, {}),
    _api("read_arrival", RECEIVES, of=NOTICE, method="GET"),
    _api("list_arrival_groups", RECEIVES, of=NOTICE, method="GET"),
    _api("try_arrival_list", RECEIVES, {"csv": "nucleo;cognome\nZ;Prova"}, NOTICE),
    _api("take_arrival_list", RECEIVES, {"document": "00000000-0000-0000-0000-000000000000"}, NOTICE),
    _api("count_people", RECEIVES, {"arrived_on": "2026-01-20", "counted": 1}, NOTICE, "PUT"),
    _api("propose_placement", RECEIVES, {}, NOTICE),
    _api("read_placement", RECEIVES, of=PROPOSAL, method="GET"),
    _api("decide_on_group", RECEIVES, {"group": "$group"}, PROPOSAL),
    _api("write_placement_orders", RECEIVES, None, NOTICE),
    _api("list_placement_orders", CENTRES, of={}, method="GET"),
    _api("read_placement_order", CENTRES, of={"order_id": "order"}, method="GET"),
    _api("describe_centre_offer", RECEIVES, {}, {"centre_id": "centre"}, "PUT"),
    Row("api:set_comune_quota", RECEIVES, "PUT", {"source": "ISTAT"}, {}, {"comune": "009056"}),
]

# Statements, findings, invoices
STATEMENT, FINDING, INVOICE = {"statement_id": "statement"}, {"finding_id": "finding"}, {"invoice_id": "invoice"}
PAID = {"contract_id": "paid_contract"}
ACCOUNTS = [
    Row("statements", RECEIVES),
    Row("export_statements_csv", RECEIVES),
    Row("export_statements_xlsx", RECEIVES),
    *_both("compute_statement", RECEIVES, contract="$paid_contract", month="2026-01"),
    Row("recompute_touched", RECEIVES, "POST"),
    Row("province", CENTRES),
    Row("export_province_csv", CENTRES, given={"table": "centres"}),
    Row("export_province_xlsx", CENTRES, given={"table": "nights"}),
    Row("province_forecast", RECEIVES),
    Row("national_reception", OBSERVES),
    _api("read_province", CENTRES, {"first": "2026-01-01", "last": "2026-02-01"}, {}, "GET"),
    _api("read_forecast", RECEIVES, of={}, method="GET"),
    _api("list_national_reception", OBSERVES, of={}, method="GET"),
    Row("statement", RECEIVES, of=STATEMENT),
    Row("verify_statement", RECEIVES, of=STATEMENT),
    Row("statement_guests", RECEIVES, of=STATEMENT),
    Row("export_statement_guests_csv", RECEIVES, of=STATEMENT),
    Row("export_statement_guests_xlsx", RECEIVES, of=STATEMENT),
    Row("statement_guest", RECEIVES, of={**STATEMENT, "guest_id": "counted"}),
    Row("findings", RECEIVES),
    Row("export_findings_csv", RECEIVES),
    Row("export_findings_xlsx", RECEIVES),
    *_both("finding", RECEIVES, FINDING, state="explained", reason="Why", version="1"),
    Row("record_signatures", RECEIVES, of={"centre_id": "paid_centre"}, given={"year": "2026", "month": "1"}),
    Row(
        "record_signatures",
        RECEIVES,
        "POST",
        {"guests": ["$counted"]},
        {"centre_id": "paid_centre"},
        {"year": "2026", "month": "1"},
    ),
    *_both("suspend_pocket_money", RECEIVES, {"guest_id": "counted"}, first="2026-01-02", reference="Decree 1"),
    Row("contract_evidence", RECEIVES, of=PAID),
    *_both("set_staff_row", RECEIVES, PAID, figure="Mediator", band_least="1", band_most="9", source="p. 1"),
    *_both("record_staff_hours", RECEIVES, PAID, month="2026-01", figure="Mediator", hours="1"),
    *_both("tell_vat_rate", RECEIVES, PAID, valid_from="2026-01-01", percent="5", source="p. 1"),
    Row("invoices", RECEIVES),
    Row("export_invoices_csv", RECEIVES),
    Row("export_invoices_xlsx", RECEIVES),
    *_both("receive_invoices", RECEIVES),
    Row("invoice_upload", RECEIVES, of={"upload_id": "upload"}),
    Row("unreadable_invoices", RECEIVES),
    *_both("resolve_arrival", RECEIVES, {"arrival_id": "arrival"}, resolution="Asked again"),
    *_both("set_billing_address", RECEIVES, tax_code="80009990099"),
    Row("invoice", RECEIVES, of=INVOICE),
    *_both("match_invoice", RECEIVES, INVOICE, contract="$paid_contract", month="2026-02", version="1"),
    *_both("assign_line", RECEIVES, INVOICE, number="1", component="other", version="1"),
    *_both("answer_invoice", RECEIVES, INVOICE, outcome="credit_note", version="1"),
    Row("invoice_file", RECEIVES, of=INVOICE),
    Row("invoice_letter", RECEIVES, of={"invoice_id": "answered"}),
    _api("list_statements", RECEIVES, of={}, method="GET"),
    _api("compute_month", RECEIVES, {"contract": "$paid_contract", "month": "2026-01-01"}, of={}),
    _api("read_statement", RECEIVES, of=STATEMENT, method="GET"),
    _api("list_statement_lines", RECEIVES, of=STATEMENT, method="GET"),
    _api("list_findings", RECEIVES, of={}, method="GET"),
    _api("read_finding", RECEIVES, of=FINDING, method="GET"),
    _api("answer_finding", RECEIVES, {"state": "explained", "reason": "Why"}, FINDING),
    _api("list_invoices", RECEIVES, of={}, method="GET"),
    _api("read_invoice", RECEIVES, of=INVOICE, method="GET"),
    _api("send_invoices", RECEIVES, {"received_on": "2026-01-20"}, {}),
    _api("read_invoice_file", RECEIVES, of={"upload_id": "upload"}, method="GET"),
    _api("give_invoice_answer", RECEIVES, {"outcome": "credit_note"}, INVOICE),
]
# Settlements, commitments, payments of a body
PREPARED, COMMITMENT = {"settlement_id": "settlement"}, {"commitment_id": "commitment"}
APPROVED, OWN = {"settlement_id": "approved_settlement"}, {"settlement_id": "own_settlement"}
ENDED, GIVING, GIVEN = {"contract_id": "ended_contract"}, {"release_id": "release"}, {"release_id": "approved_release"}
COMMITTED = {"year": "2026", "chapter": "1", "reference": "D-1", "decided_on": "2026-01-05", "amount": "10"}
SETTLED = {"year": "2026", "month": "2"}
REASON = {"reason": "Why", "version": "1"}
TOLD = {"outcome": "clear", "answered_on": "2026-03-01", "reference": "A-1"}
PAYMENTS = [
    Row("settlements", RECEIVES),
    Row("export_settlements_csv", RECEIVES),
    Row("export_settlements_xlsx", RECEIVES),
    Row("prepare_settlement", RECEIVES, of=PAID, given=SETTLED),
    Row("prepare_settlement", RECEIVES, "POST", {"commitment": "$commitment", "pay_days": "30"}, PAID, SETTLED),
    Row("settlement", RECEIVES, of=PREPARED),
    *_both("approve_settlement", EXECUTIVE, PREPARED, version="1"),
    *_both("record_tax_check", RECEIVES, PREPARED, **TOLD, version="1"),
    *_both("withdraw_settlement", RECEIVES, PREPARED, **REASON),
    *_both("cancel_settlement", EXECUTIVE, APPROVED, **REASON),
    *_both("record_payment", RECEIVES, APPROVED, paid_on="2026-03-02", payment_reference="OP 1", version="1"),
    Row("conformity_certificate", RECEIVES, of=PREPARED),
    Row("payment_proposal", RECEIVES, of=APPROVED),
    Row("export_settlement_xlsx", RECEIVES, of=PREPARED),
    Row("contract_money", RECEIVES, of=PAID),
    *_both("record_commitment", RECEIVES, PAID, **COMMITTED),
    *_both("correct_commitment", RECEIVES, COMMITMENT, **COMMITTED, **REASON),
    Row("own_payments", CLOSES),
    Row("own_payment", CLOSES, of=OWN),
    *_both("give_final_conformity", RECEIVES, ENDED, notes="Why"),
    *_both("prepare_release", RECEIVES, {"contract_id": "kept_contract"}),
    Row("final_conformity", RECEIVES, of={"conformity_id": "conformity"}),
    Row("release", RECEIVES, of=GIVING),
    *_both("approve_release", EXECUTIVE, GIVING, version="1"),
    *_both("record_release_tax_check", RECEIVES, GIVING, **TOLD, version="1"),
    *_both("withdraw_release", RECEIVES, GIVING, **REASON),
    *_both("cancel_release", EXECUTIVE, GIVEN, **REASON),
    *_both("record_release_payment", RECEIVES, GIVEN, paid_on="2026-03-02", payment_reference="OP 1", version="1"),
    Row("release_proposal", RECEIVES, of=GIVEN),
    _api("certify_contract", RECEIVES, {"notes": ""}, ENDED),
    _api("list_releases", RECEIVES, of=ENDED, method="GET"),
    _api("prepare_giving_back", RECEIVES, {"contract": "$kept_contract"}, {}),
    _api("read_release", RECEIVES, of=GIVING, method="GET"),
    _api("tell_release_tax_check", RECEIVES, TOLD, GIVING),
    _api("approve_giving_back", EXECUTIVE, {}, GIVING),
    _api("withdraw_giving_back", RECEIVES, {"reason": "Why"}, GIVING),
    _api("cancel_giving_back", EXECUTIVE, {"reason": "Why"}, GIVEN),
    _api("tell_release_payment", RECEIVES, {"paid_on": "2026-03-02", "reference": "OP 1"}, GIVEN),
    _api("list_settlements", RECEIVES, of={}, method="GET"),
    _api("prepare_month", RECEIVES,
         {"contract": "$paid_contract", "month": "2026-02-01", "charges": [{"commitment": "$commitment"}]}, {}),
    _api("read_settlement", RECEIVES, of=PREPARED, method="GET"),
    _api("tell_tax_check", RECEIVES, TOLD, PREPARED),
    _api("approve_prepared", EXECUTIVE, {}, PREPARED),
    _api("withdraw_prepared", RECEIVES, {"reason": "Why"}, PREPARED),
    _api("cancel_unpaid", EXECUTIVE, {"reason": "Why"}, APPROVED),
    _api("tell_payment", RECEIVES, {"paid_on": "2026-03-02", "reference": "OP 1"}, APPROVED),
    _api("read_money", RECEIVES, of=PAID, method="GET"),
    _api("commit_money", RECEIVES, {**COMMITTED, "year": 2026}, PAID),
    _api("read_commitment", RECEIVES, of=COMMITMENT, method="GET"),
    _api("change_commitment", RECEIVES, {**COMMITTED, "year": 2026, "reason": "Why"}, COMMITMENT, "PUT"),
    _api("list_own_payments", CLOSES, of={}, method="GET"),
    _api("read_own_payment", CLOSES, of=OWN, method="GET"),
]  # fmt: skip

UNTOLD, WRITTEN = {"deduction_id": "deduction_untold"}, {"deduction_id": "deduction_written"}
SENT, ARRIVED = {"deduction_id": "deduction_sent"}, {"deduction_id": "deduction_arrived"}
DEFENDED, JUDGED = {"deduction_id": "deduction_defended"}, {"deduction_id": "deduction_judged"}
TOLD = {"deduction_id": "deduction_told"}
ASKED = {"happened_on": "2026-01-10", "article": "Art. 1", "facts": "Why"}
LEFT = {"on": "2026-02-02", "delivery": "certified_mail"}
RULE = {
    "code": "meals",
    "name": "Meals",
    "percent_least": "1",
    "percent_most": "2",
    "repeat_factor": "1",
    "article": "1",
}

# Deductions
DEDUCTIONS = [
    Row("deductions", CENTRES),
    Row("export_deductions_csv", CENTRES),
    Row("export_deductions_xlsx", CENTRES),
    Row("begin_deduction", RECEIVES),
    *_both("propose_delay", RECEIVES, PAID, **ASKED, rate="1", days="3"),
    *_both("propose_breach", RECEIVES, PAID, **ASKED, code="minor", centre="$paid_centre", month="2026-01"),
    *_both("propose_recovery", RECEIVES, PAID, **ASKED, amount="5", reference="Prot. 9"),
    *_both("propose_breach_of_finding", RECEIVES, FINDING, **ASKED, code="minor"),
    *_both("propose_recovery_of_finding", RECEIVES, FINDING, **ASKED),
    *_both("set_penalty_rule", RECEIVES, PAID, **RULE),
    Row("deduction", CENTRES, of=SENT),
    *_both("withdraw_deduction", RECEIVES, UNTOLD, reason="Why", version="1"),
    *_both("write_contestation", RECEIVES, UNTOLD, version="1"),
    *_both("dispatch_contestation", RECEIVES, WRITTEN, **LEFT, version="1"),
    *_both("record_contestation_receipt", RECEIVES, SENT, received_on="2026-02-03", version="1"),
    *_both("answer_contestation", CLOSES, ARRIVED, answer="Why", version="1"),
    *_both("record_counter_arguments", RECEIVES, ARRIVED, on="2026-02-04", answer="Why", version="1"),
    *_both("decide_deduction", EXECUTIVE, DEFENDED, on="2026-02-14", amount="5", reasons="Why", version="1"),
    *_both("communicate_decision", RECEIVES, JUDGED, on="2026-02-14", delivery="in_hand", version="1"),
    *(
        Row(f"deduction_{one}", CENTRES, of=TOLD)
        for one in ("letter", "evidence", "answer_document", "decision_letter")
    ),
    _api("list_deductions", CENTRES, of={}, method="GET"),
    _api("read_deduction", CENTRES, of=SENT, method="GET"),
    _api(
        "propose_a_deduction",
        RECEIVES,
        {**ASKED, "contract": "$paid_contract", "kind": "delay", "rate": 1, "days": 3},
        {},
    ),
    _api("withdraw_a_proposal", RECEIVES, {"reason": "Why"}, UNTOLD),
    _api("contest_deduction", RECEIVES, {}, UNTOLD),
    _api("send_contestation", RECEIVES, LEFT, WRITTEN),
    _api("receive_contestation", RECEIVES, {"received_on": "2026-02-03"}, SENT),
    _api("answer_a_contestation", CLOSES, {"answer": "Why"}, ARRIVED),
    _api("record_the_answer", RECEIVES, {"on": "2026-02-04", "answer": "Why"}, ARRIVED),
    _api("decide_on_deduction", EXECUTIVE, {"on": "2026-02-14", "amount": 5, "reasons": "Why"}, DEFENDED),
    _api("communicate_a_decision", RECEIVES, {"on": "2026-02-14", "delivery": "in_hand"}, JUDGED),
    _api("write_penalty_rule", RECEIVES, RULE, PAID),
]
# The register
REGISTER = [
    Row("reception_to_do", CENTRES),
    Row("add_paper", CENTRES, of=REGISTER_OF, given=MONTH),
    Row("add_paper", CENTRES, "POST", of=REGISTER_OF, given=MONTH),
    Row("system_lists", RECEIVES),
    Row("export_guests_of_night_csv", RECEIVES),
    Row("export_guests_of_night_xlsx", RECEIVES),
    *_both("keep_list", RECEIVES),
    *_both("compare_list", RECEIVES, LIST),
    Row("system_list", RECEIVES, of=LIST),
    Row("take_numbers", RECEIVES, "POST", {}, LIST),
    Row("export_differences_csv", RECEIVES, of=LIST),
    Row("export_differences_xlsx", RECEIVES, of=LIST),
    Row("register_paper", CENTRES, of={"paper_id": "paper"}),
    Row("take_over_paper", CENTRES, "POST", {}, {"paper_id": "paper"}),
    Row("download_paper", CENTRES, of={"paper_id": "paper"}),
    Row("absences", CENTRES),
    *_both("register_night", CENTRES, REGISTER_OF, **NIGHT, source="operator", rest="on"),
    Row("confirm_night", CENTRES, "POST", NIGHT, REGISTER_OF),
    Row("register_month", CENTRES, of=REGISTER_OF),
    Row("night_sheet", CENTRES, of=REGISTER_OF),
    Row("month_sheet", CENTRES, of=REGISTER_OF),
    Row("close_month", CLOSES, "POST", MAY, REGISTER_OF),
    *_both("check_month", RECEIVES, REGISTER_OF, **MAY),
    Row("reopen_month", RECEIVES, "POST", {**MAY, "reason": "because of this"}, REGISTER_OF),
    Row("seal_month", RECEIVES, "POST", MAY, REGISTER_OF),
    Row("rectify_month", RECEIVES, "POST", {**MAY, "reason": "because of this"}, REGISTER_OF),
    *_both("ask_absence", CENTRES, REGISTER_OF),
    *_both("report_absence", CENTRES, REGISTER_OF),
    *_both("authorise_absence", RECEIVES, ABSENCE),
    *_both("refuse_absence", RECEIVES, ABSENCE),
    *_both("return_from_absence", CENTRES, ABSENCE),
    _api(
        "record_nights",
        CENTRES,
        {"first": "2026-05-09", "guests": [{"guest": "$guest", "state": "present"}]},
        REGISTER_OF,
    ),
    _api("confirm_night", CENTRES, NIGHT, REGISTER_OF),
    _api("read_register_month", CENTRES, of=REGISTER_OF, method="GET", year="2026", month="5"),
]

GUEST, MEASURE = {"guest_id": "guest"}, {"measure_id": "measure"}
TOLD, SIGNED = {"measure_id": "told"}, {"measure_id": "signed"}
WRITTEN, OF_DECISION = {"measure_id": "written"}, {"kind": "decision"}
SENT_BY_HAND = {"on": "2026-03-05", "channel": "in_hand"}
ABOUT = {"ground": "damage", "facts": "Why", "on": "2026-02-01"}

# Minors among adults, and measures
MEASURES = [
    Row("set_section", RECEIVES, "POST", {"minors_section": "on"}, {"centre_id": "centre", "unit_id": "unit"}),
    *_both("extend_section", RECEIVES, {"guest_id": "minor"}),
    _api("read_section_count", CENTRES, of={"guest_id": "minor"}, method="GET"),
    _api("extend_section_days", RECEIVES, {"on": "2026-02-01", "reason": "Why"}, {"guest_id": "minor"}),
    Row("reception_measures", RECEIVES),
    Row("export_measures_csv", RECEIVES),
    Row("export_measures_xlsx", RECEIVES),
    *_both("report_measure", CLOSES, GUEST),
    *_both("open_measure", RECEIVES, GUEST),
    Row("measure", RECEIVES, of=MEASURE),
    *_both("read_vulnerability", RECEIVES, {"measure_id": "assessed"}),
    *_both("take_up_report", RECEIVES, MEASURE),
    *_both("dismiss_measure", RECEIVES, MEASURE),
    *_both("record_measure_notice", RECEIVES, {"measure_id": "opened"}),
    Row("measure_letter", RECEIVES, of=WRITTEN, given=OF_DECISION),
    Row("write_measure_letter", RECEIVES, of=WRITTEN, given=OF_DECISION),
    Row("write_measure_letter", RECEIVES, "POST", of={"measure_id": "opened"}, given={"kind": "notice"}),
    Row("dispatch_measure_letter", RECEIVES, of=WRITTEN, given=OF_DECISION),
    Row("dispatch_measure_letter", RECEIVES, "POST", SENT_BY_HAND, WRITTEN, OF_DECISION),
    _api("write_letter_of_measure", RECEIVES, of={"measure_id": "opened"}, kind="notice"),
    _api("read_letter_of_measure", RECEIVES, of=WRITTEN, method="GET", kind="decision"),
    _api("send_letter_of_measure", RECEIVES, SENT_BY_HAND, WRITTEN, kind="decision"),
    *_both("record_voice", RECEIVES, TOLD),
    *_both("assess_measure", RECEIVES, TOLD),
    *_both("decide_measure", EXECUTIVE, TOLD),
    *_both("notify_measure", RECEIVES, SIGNED),
    *_both("carry_out_measure", RECEIVES, {"measure_id": "received"}),
    *_both("tell_commission", RECEIVES, SIGNED),
    *_both("record_traced", RECEIVES, SIGNED),
    *_both("decide_restoration", EXECUTIVE, {"measure_id": "back"}),
    _api("list_measures", RECEIVES, of={}, method="GET"),
    _api("read_measure", RECEIVES, of=MEASURE, method="GET"),
    _api("report_guest", CLOSES, {**ABOUT, "warned_on": "2026-02-01"}, GUEST),
    _api("open_guest_measure", RECEIVES, ABOUT, GUEST),
    _api("take_up", RECEIVES, {"on": "2026-02-01"}, MEASURE),
    _api("dismiss", RECEIVES, {"on": "2026-02-01", "reason": "Why"}, MEASURE),
    _api("receive_notice", RECEIVES, {"received_on": "2026-02-02", "delivery": "in_hand"}, {"measure_id": "opened"}),
    _api("hear_guest", RECEIVES, {"on": "2026-02-03", "voice": "memoir", "said": "Why"}, TOLD),
    _api(
        "assess",
        RECEIVES,
        {"on": "2026-03-03", "proportionality": "a", "lesser": "b", "vulnerable": False, "vulnerability": "c"},
        TOLD,
    ),
    _api("decide", EXECUTIVE, {"on": "2026-03-03", "reasons": "Why", "remedies": "TAR"}, TOLD),
    _api("receive_decision", RECEIVES, {"received_on": "2026-03-03", "delivery": "in_hand"}, MEASURE),
    _api("carry_decision_out", RECEIVES, {"on": "2026-03-03"}, MEASURE),
    _api("tell_the_commission", RECEIVES, {"on": "2026-03-03", "reference": "1"}, MEASURE),
    _api("trace", RECEIVES, {"on": "2026-03-03"}, MEASURE),
    _api("restore", EXECUTIVE, {"on": "2026-03-03", "restored": False, "reasons": "Why"}, MEASURE),
]

# The network
OWNER, HELP, SITE, SEAT = (
    {"organisation_id": "organisation"}, {"service_id": "service"}, {"place_id": "site"}, {"desk_id": "seat"},
)  # fmt: skip
MEDIATOR, FOCAL, CALLED = {"mediator_id": "mediator"}, {"focal_point_id": "focal_point"}, {"contact_id": "called"}
SLOT = SEAT | {"slot_id": "slot"}
NETWORK = [
    *(Row(name, SEES_NETWORK) for name in ("services", "organisations", "places", "focal_points")),
    *(Row(f"export_{name}_{kind}", SEES_NETWORK) for name in ("services", "organisations") for kind in ("csv", "xlsx")),
    *(Row(name, SEES_MEDIATORS) for name in ("mediators", "export_mediators_csv", "export_mediators_xlsx")),
    Row("service", SEES_NETWORK, of=HELP),
    *_both("change_service", KEEPS_RECORDS, HELP),
    Row("publish_service", KEEPS_RECORDS, "POST", of=HELP),
    Row("withdraw_service", KEEPS_RECORDS, "POST", of=HELP),
    Row("confirm_service", KEEPS_RECORDS, "POST", of=HELP),
    Row("protect_service", EDITS_NETWORK, "POST", of=HELP),
    *_both("transfer_service", EDITS_NETWORK, HELP),
    *_both("open_desk", KEEPS_RECORDS, HELP),
    *_both("change_desk", KEEPS_RECORDS, SEAT),
    Row("end_desk", KEEPS_RECORDS, "POST", of=SEAT),
    *_both("set_schedule", KEEPS_RECORDS, SEAT),
    *_both("add_slot_language", KEEPS_RECORDS, SLOT),
    Row("end_slot_language", KEEPS_RECORDS, "POST", of=SLOT),
    *_both("register_organisation", EDITS_NETWORK),
    Row("organisation", SEES_NETWORK, of=OWNER),
    *_both("change_organisation", KEEPS_RECORDS, OWNER),
    Row("publish_organisation", EDITS_NETWORK, "POST", of=OWNER),
    Row("withdraw_organisation", EDITS_NETWORK, "POST", of=OWNER),
    Row("confirm_organisation", KEEPS_RECORDS, "POST", of=OWNER),
    *_both("admit_network_member", EDITS_NETWORK, OWNER),
    Row("remove_network_member", EDITS_NETWORK, "POST", of=OWNER | {"member_id": "record_keeper"}),
    *_both("register_service", KEEPS_RECORDS, OWNER),
    *_both("register_place", KEEPS_RECORDS, OWNER),
    *_both("record_focal_point", KEEPS_RECORDS, OWNER),
    *_both("record_contact", KEEPS_RECORDS, OWNER),
    Row("place", SEES_NETWORK, of=SITE),
    *_both("change_place", KEEPS_RECORDS, SITE),
    Row("publish_place", KEEPS_RECORDS, "POST", of=SITE),
    Row("withdraw_place", KEEPS_RECORDS, "POST", of=SITE),
    Row("confirm_place", KEEPS_RECORDS, "POST", of=SITE),
    *_both("transfer_place", EDITS_NETWORK, SITE),
    *_both("read_place", KEEPS_RECORDS, {"place_id": "hidden_site"}, purpose="To check it"),
    *_both("change_focal_point", KEEPS_RECORDS, FOCAL),
    Row("end_focal_point", KEEPS_RECORDS, "POST", of=FOCAL),
    *_both("change_contact", KEEPS_RECORDS, CALLED),
    Row("end_contact", KEEPS_RECORDS, "POST", of=CALLED),
    *_both("register_mediator", EDITS_NETWORK),
    Row("mediator", SEES_MEDIATORS, of=MEDIATOR),
    *_both("change_mediator", EDITS_NETWORK, MEDIATOR),
    Row("end_mediator", EDITS_NETWORK, "POST", of=MEDIATOR),
    *(Row(name, KEEPS_RECORDS) for name in ("questions", "check_findings", "suggestions")),
    Row("network_freshness", SEES_NETWORK),
    *(Row(f"export_network_freshness_{kind}", SEES_NETWORK) for kind in ("csv", "xlsx")),
    Row("withdraw_question", EDITS_NETWORK, "POST", of={"question_id": "question"}),
    Row("dismiss_check_finding", KEEPS_RECORDS, "POST", of={"finding_id": "check_finding"}),
    *_both("suggestion", KEEPS_RECORDS, {"suggestion_id": "suggestion"}),
    Row("likely_duplicates", EDITS_NETWORK),
    Row("keep_records_apart", EDITS_NETWORK, "POST", of={"pair_id": "record_pair"}),
    *_both("merge_records", EDITS_NETWORK, {"pair_id": "record_pair"}),
]

# What the network shares: opportunities, outreach, protocols, roundtables
OFFER, STOP, PACT, ROUND = (
    {"opportunity_id": "opportunity"}, {"stop_id": "stop"}, {"protocol_id": "protocol"}, {"roundtable_id": "table"},
)  # fmt: skip
MEETS, TSEAT = {"meeting_id": "meeting"}, {"seat_id": "table_seat"}
SHARED = [
    *(Row(name, SEES_NETWORK) for name in ("opportunities", "outreach")),
    *(Row(f"export_{name}_{kind}", SEES_NETWORK) for name in ("opportunities", "outreach") for kind in ("csv", "xlsx")),
    *(Row(f"api:list_{name}", SEES_NETWORK) for name in ("opportunities", "outreach_stops")),
    Row("opportunity", SEES_NETWORK, of=OFFER),
    *_both("record_opportunity", KEEPS_RECORDS),
    *_both("change_opportunity", KEEPS_RECORDS, OFFER),
    Row("publish_opportunity", KEEPS_RECORDS, "POST", of=OFFER),
    *_both("withdraw_opportunity", KEEPS_RECORDS, OFFER),
    Row("outreach_stop", SEES_NETWORK, of=STOP),
    *_both("record_stop", KEEPS_RECORDS),
    *_both("change_stop", KEEPS_RECORDS, STOP),
    Row("publish_stop", KEEPS_RECORDS, "POST", of=STOP),
    Row("withdraw_stop", KEEPS_RECORDS, "POST", of=STOP),
    *_both("call_off_day", KEEPS_RECORDS, STOP),
    Row("restore_day", KEEPS_RECORDS, "POST", of=STOP | {"visit_id": "called_off"}),
    *_both("record_visit", KEEPS_RECORDS, STOP),
    Row("publish_figures", EDITS_NETWORK, "POST"),
    *(Row(name, KEEPS_RECORDS) for name in ("protocols", "roundtables", "network_expiries")),
    *(
        Row(f"export_{name}_{kind}", KEEPS_RECORDS)
        for name in ("protocols", "roundtables", "network_expiries")
        for kind in ("csv", "xlsx")
    ),
    Row("protocol", KEEPS_RECORDS, of=PACT),
    *_both("write_protocol", EDITS_NETWORK),
    *(row for name in ("change", "sign", "renew", "end") for row in _both(f"{name}_protocol", EDITS_NETWORK, PACT)),
    *_both("add_protocol_party", EDITS_NETWORK, PACT),
    Row("remove_protocol_party", EDITS_NETWORK, "POST", of=PACT | {"party_id": "party"}),
    Row("roundtable", KEEPS_RECORDS, of=ROUND),
    *_both("open_roundtable", EDITS_NETWORK),
    *_both("change_roundtable", EDITS_NETWORK, ROUND),
    *_both("close_roundtable", EDITS_NETWORK, ROUND),
    *_both("add_seat", EDITS_NETWORK, ROUND),
    *_both("change_seat", EDITS_NETWORK, TSEAT),
    *_both("end_seat", EDITS_NETWORK, TSEAT),
    Row("roundtable_meeting", KEEPS_RECORDS, of=MEETS),
    *_both("plan_meeting", EDITS_NETWORK, ROUND),
    *_both("change_meeting", EDITS_NETWORK, MEETS),
    *_both("write_minutes", EDITS_NETWORK, MEETS),
    *_both("cancel_meeting", EDITS_NETWORK, MEETS),
    *_both("agree_action", EDITS_NETWORK, ROUND),
    *_both("close_action", EDITS_NETWORK, {"action_id": "agreed"}),
]

TABLE = [
    *NETWORK,
    *SHARED,
    *TEXTS,
    *DEDUCTIONS,
    *REGISTER,
    *MEASURES,
    *ARRIVALS,
    Row("gallery", EVERYBODY),
    Row("list_users", ADMINISTRATOR),
    Row("invite_user", ADMINISTRATOR),
    Row("see_user", ADMINISTRATOR, of={"user_id": "user"}),
    Row("end_role", ADMINISTRATOR, "POST", {"membership": "$membership"}, of={"user_id": "user"}),
    Row("disable_user", ADMINISTRATOR, "POST", of={"user_id": "user"}),
    Row("enable_user", ADMINISTRATOR, "POST", of={"user_id": "user"}),
    Row("configure_office", CONFIGURES),
    Row("list_tokens", ADMINISTRATOR),
    Row("revoke_token", ADMINISTRATOR, "POST", of={"token_id": "token"}),
    Row("page_feedback", CONFIGURES | EDITS_NETWORK),
    Row("page_feedback_comments", CONFIGURES | EDITS_NETWORK),
    Row("unanswered_searches", CONFIGURES | EDITS_NETWORK),
    Row("papers", CONFIGURES | EDITS_NETWORK),
    Row("see_audit", READS_AUDIT),
    Row("see_access_log", READS_AUDIT),
    Row("api:read_me", EVERYBODY),
    Row("api:read_office", EVERYBODY),
    Row("api:change_office", CONFIGURES, "PATCH", {"reason": "because of this"}),
    Row("people", SEES_PEOPLE),
    *_both("record_person", SEES_PEOPLE),
    Row("possible_duplicates", SEES_PEOPLE),
    Row("person", SEES_PEOPLE, of={"person_id": "person"}),
    *_both("correct_person", SEES_PEOPLE, {"person_id": "person"}),
    *_both("add_alias", SEES_PEOPLE, {"person_id": "person"}),
    *_both("add_contact", SEES_PEOPLE, {"person_id": "person"}),
    *_both("correct_contact", SEES_PEOPLE, {"person_id": "person", "contact_id": "contact"}),
    Row("remove_contact", SEES_PEOPLE, "POST", of={"person_id": "person", "contact_id": "contact"}),
    Row("form_family", SEES_PEOPLE, "POST", of={"person_id": "person"}),
    *_both("add_family_member", SEES_PEOPLE, {"person_id": "person", "family_id": "family"}),
    Row(
        "remove_family_member",
        SEES_PEOPLE,
        "POST",
        of={"person_id": "person", "family_id": "family", "member_id": "member"},
    ),
    *_both("record_special_fact", WORKS, {"person_id": "person"}),
    *_both("read_special_fact", WORKS, {"person_id": "person", "fact_id": "fact"}, purpose="To check it"),
    Row("compare_persons", SEES_PEOPLE, of={"first_id": "person", "second_id": "other"}),
    Row("merge_persons", WORKS, "POST", of={"first_id": "person", "second_id": "other"}),
    Row("dismiss_duplicate", SEES_PEOPLE, "POST", {"reason": "Two"}, {"first_id": "person", "second_id": "other"}),
    Row("undo_merge", WORKS, "POST", of={"merge_id": "merge"}),
    *_both("open_case", PREPARES),
    Row("case", SEES, of=CASE),
    *_act("register", WORKS),
    *_act("assign", WORKS),
    *_act("prioritise", WORKS),
    *_act("admit", WORKS),
    *_act("record-event", WORKS),
    *_act("correct-event", WORKS, {"event_id": "event"}),
    *_act("pin-version", WORKS),
    *_act("extend-term", WORKS),
    *_act("answer-questions", PREPARES),
    *_act("check-document", PREPARES, document="passport_copy"),
    *_act("ask-opinion", WORKS, **OFFICE),
    *_act("solicit-opinion", WORKS, **OFFICE),
    *_act("receive-opinion", WORKS, **OFFICE),
    *_act("record-silence", WORKS, **OFFICE),
    *_act("read-opinion", WORKS, **OFFICE),
    *_act("request-integration", WORKS),
    *_act("receive-integration", WORKS),
    *_act("integration-expired", WORKS),
    *_act("propose", WORKS),
    *_act("sign", WORKS),
    *_act("notify-10bis", WORKS),
    *_act("receive-observations", WORKS),
    *_act("notify", WORKS),
    *_act("start-follow-up", WORKS),
    *_act("withdraw", WORKS),
    *_act("revoke", WORKS),
    *_act("close", WORKS),
    *_act("request-substitute-power", WORKS),
    *_act("record-litigation", WORKS),
    *_act("end-litigation", WORKS, {"litigation_id": "litigation"}),
    *_act("write-letter", PREPARES, kind="receipt_start_notice"),
    *_act("dispatch-letter", WORKS, {"letter_id": "letter"}),
    *_act("record-receipt", WORKS, {"letter_id": "letter"}),
    Row("solicit-all", WORKS, "POST", given=OFFICE),
    Row("letter", SEES, of={"letter_id": "letter"}),
    Row("measures", WORKS),
    Row("export_measures", WORKS),
    Row("definitions", READS_DEFINITIONS),
    Row("territory", READS_DEFINITIONS),
    Row("comune", READS_DEFINITIONS, given={"code": "009056"}),
    Row("api:list_comuni", READS_DEFINITIONS),
    Row("api:search_comuni", READS_DEFINITIONS, data={"q": "Savona"}),
    Row("api:find_comune_at", READS_DEFINITIONS, data={"lat": "44.3", "lon": "8.48"}),
    Row("api:read_comune", READS_DEFINITIONS, given={"code": "009056"}),
    Row("api:read_journey", READS_DEFINITIONS, data={"origin": "009056", "destination": "082053", "mode": "car"}),
    Row("api:read_province_boundaries", READS_DEFINITIONS, given={"sign": "SV"}),
    Row("definition", READS_DEFINITIONS, given={"procedure_id": "family_reunification"}),
    Row("imports", WORKS),
    *_both("import_new", WORKS),
    Row("import_sample", WORKS),
    Row("import_batch", WORKS, of={"batch_id": "batch"}),
    *_both("import_mapping", WORKS, {"batch_id": "batch"}),
    Row("import_run", WORKS, "POST", of={"batch_id": "batch"}),
    Row("import_resume", WORKS, "POST", of={"batch_id": "batch"}),
    Row("import_cancel", WORKS, "POST", of={"batch_id": "batch"}),
    Row("import_errors", WORKS, of={"batch_id": "batch"}),
    Row("worklist", EVERYBODY),  # who sees no case file is sent to the first page of their menu
    Row("peek", SEES, of=CASE),
    Row("act_on_many", WORKS, "POST", {"act": "prioritise", "chosen": ["$case"], "reason": "health"}),
    Row("act_on_many", WORKS, "POST", {"act": "assign", "chosen": ["$case"], "user": "$user"}),
    Row("export_worklist_csv", PREPARES),
    Row("export_worklist_xlsx", PREPARES),
    Row("saved_lists", SEES),
    Row("save_filter", SEES, "POST", {"name": "Mine"}),
    Row("rename_filter", SEES, "POST", {"name": "Mine"}, {"filter_id": "filter"}),
    Row("delete_filter", SEES, "POST", of={"filter_id": "filter"}),
    *_both("calendar_feed", SEES),
    Row("revoke_feed", SEES, "POST"),
    Row("feed", EVERYBODY, given={"secret": "$feed"}),  # the address is the key
    Row("day_plan", SEES),
    Row("search", SEES),
    Row("person_file", SEES_PEOPLE, of={"person_id": "person"}),
    Row("national", OBSERVES),
    *ACCOUNTS,
    *PAYMENTS,
    Row("guests", CENTRES),
    Row("export_guests_csv", CENTRES),
    Row("export_guests_xlsx", CENTRES),
    Row("find_guest", RECEIVES),
    *_both("register_guest", RECEIVES, {"person_id": "member"}),
    Row("guest", CENTRES, of={"guest_id": "guest"}),
    *_both("change_identifiers", RECEIVES, {"guest_id": "guest"}),
    *_both("plan_stay", RECEIVES, {"guest_id": "waiting"}),
    *_both("admit_guest", CENTRES, {"stay_id": "expected"}),
    Row("record_no_show", CENTRES, "POST", of={"stay_id": "expected"}),
    *_both("cancel_plan", RECEIVES, {"stay_id": "expected"}),
    *_both("choose_bed", CENTRES, {"stay_id": "stay"}),
    *_both("transfer_guest", RECEIVES, {"stay_id": "stay"}),
    *_both("end_stay", CENTRES, {"stay_id": "stay"}),
    *_both("correct_stay", RECEIVES, {"stay_id": "stay"}),
    _api("list_guests", CENTRES, of={}, method="GET"),
    _api("register_person", RECEIVES, {"person": "$member"}, of={}),
    _api("read_guest", CENTRES, of={"guest_id": "guest"}, method="GET"),
    _api("change_guest", RECEIVES, {"cui": "06A"}, {"guest_id": "guest"}, "PUT"),
    _api("list_stays", CENTRES, of={"guest_id": "guest"}, method="GET"),
    _api("read_stay", CENTRES, of={"stay_id": "stay"}, method="GET"),
    _api("read_history", CENTRES, of={"stay_id": "stay"}, method="GET"),
    _api(
        "place_guests",
        RECEIVES,
        {"guests": ["$waiting"], "centre": "$guest_centre", "planned_entry": "2026-01-20"},
        of={},
    ),
    _api("record_arrival", CENTRES, {"entry": "2026-01-20"}, {"stay_id": "expected"}),
    _api("record_absence_at_arrival", CENTRES, None, {"stay_id": "expected"}),
    _api("cancel_order", RECEIVES, {"reason": "Why"}, {"stay_id": "expected"}),
    _api("record_exit", CENTRES, {"left": "2026-02-01", "exit_reason": "detention"}, {"stay_id": "stay"}),
    _api(
        "transfer_guests",
        RECEIVES,
        {"stays": ["$stay"], "centre": "$target_centre", "on": "2026-02-01"},
        of={},
    ),
    _api("give_bed", CENTRES, {"bed": "$guest_bed", "since": "2026-01-21"}, {"stay_id": "stay"}),
    _api("change_bed", CENTRES, {"bed": "$guest_bed", "since": "2026-01-21"}, {"stay_id": "stay"}, "PUT"),
    _api("correct_past_stay", RECEIVES, {"entry": "2026-01-21", "reason": "Why"}, {"stay_id": "stay"}),
    _api("list_cases", SEES, of={}, method="GET"),
    _api(
        "open_case",
        PREPARES,
        {"procedure": "family_reunification", **DAY, "filed_on": "2026-01-20", "parties": [{"part": "applicant"}]},
        of={},
    ),
    _api("read_case", SEES, method="GET"),
    _api("read_term", SEES, method="GET"),
    _api("list_events", SEES, method="GET"),
    _api("list_documents", SEES, method="GET"),
    _api("list_opinions", SEES, method="GET"),
    _api("list_letters", SEES, method="GET"),
    _api("read_letter", SEES, of={"letter_id": "letter"}, method="GET"),
    _api("register_case", WORKS, {"protocol_number": "2026/9", **DAY}),
    _api("assign_case", WORKS, {"user_id": "$user"}),
    _api("prioritise_case", WORKS, {"reason": "health"}),
    _api("admit_case", WORKS),
    _api("answer_questions", PREPARES, {"answers": {}}),
    _api("record_event", WORKS, {"type": "visa_requested", **DAY}),
    _api("pin_version", WORKS, {"valid_from": None, "reason": "Why"}),
    _api("extend_term", WORKS, REASONED),
    _api("request_integration", WORKS),
    _api("receive_integration", WORKS, DAY),
    _api("integration_expired", WORKS),
    _api("propose_decision", WORKS, {"outcome": "granted", **GROUNDS}),
    _api("notify_10bis", WORKS, {"reasons": "Why"}),
    _api("receive_observations", WORKS, DAY),
    _api("sign_decision", WORKS, DAY),
    _api("notify_decision", WORKS, DAY),
    _api("start_follow_up", WORKS),
    _api("withdraw_case", WORKS, REASONED),
    _api("revoke_decision", WORKS, {**GROUNDS, **DAY}),
    _api("close_case", WORKS),
    _api("request_substitute_power", WORKS, {"asked_on": "2026-01-20"}),
    _api("record_litigation", WORKS, {"asked_on": "2026-01-20", "kind": "appeal", "court": "TAR"}),
    _api("correct_event", WORKS, {"right_date": None, "reason": "Why"}, CASE | {"event_id": "event"}),
    _api("check_document", PREPARES, {"status": "ok"}, document="passport_copy"),
    _api("ask_opinion", WORKS, DAY, **OFFICE),
    _api("solicit_opinion", WORKS, DAY, **OFFICE),
    _api("receive_opinion", WORKS, {"result": "received_positive", **DAY}, **OFFICE),
    _api("record_silence", WORKS, **OFFICE),
    _api("write_letter", PREPARES, {"kind": "receipt_start_notice"}),
    _api("dispatch_letter", WORKS, {"channel": "post", **DAY}, CASE | {"letter_id": "letter"}),
    _api("record_receipt", WORKS, DAY, CASE | {"letter_id": "letter"}),
    _api("end_litigation", WORKS, {"outcome": "won", **DAY}, CASE | {"litigation_id": "litigation"}),
    _api("list_people", SEES_PEOPLE, of={}, method="GET"),
    _api("search_people", SEES_PEOPLE, {"q": "Prova"}, of={}, method="GET"),
    _api("record_person", SEES_PEOPLE, PERSON, of={}),
    _api("read_person", SEES_PEOPLE, of={"person_id": "person"}, method="GET"),
    _api("correct_person", SEES_PEOPLE, {"birth_place": "Fes"}, {"person_id": "person"}, "PATCH"),
    _api("add_alias", SEES_PEOPLE, {"kind": "alias", **PERSON}, {"person_id": "person"}),
    _api("list_contacts", SEES_PEOPLE, of={"person_id": "person"}, method="GET"),
    _api("add_contact", SEES_PEOPLE, CONTACT, {"person_id": "person"}),
    _api("correct_contact", SEES_PEOPLE, CONTACT, {"person_id": "person", "contact_id": "contact"}, "PUT"),
    _api("remove_contact", SEES_PEOPLE, None, {"person_id": "person", "contact_id": "contact"}, "DELETE"),
    _api("merge_persons", WORKS, {"merged": "$other", "merged_version": 1}, {"person_id": "person"}),
    _api("undo_merge", WORKS, None, {"merge_id": "merge"}),
    # Places and contracts of reception
    Row("reception", CENTRES),
    Row("expiries", CENTRES),
    Row("export_expiries_csv", CENTRES),
    Row("export_expiries_xlsx", CENTRES),
    Row("managing_bodies", CENTRES),
    Row("export_bodies_csv", CENTRES),
    Row("export_bodies_xlsx", CENTRES),
    *_both("record_body", RECEIVES),
    Row("managing_body", CENTRES, of=BODY),
    *_both("correct_body", RECEIVES, BODY),
    *_both("record_compliance", RECEIVES, BODY),
    *_both("admit_member", RECEIVES, BODY),
    Row("remove_member", RECEIVES, "POST", of=BODY | {"member_id": "operator"}),
    Row("contracts", CENTRES),
    Row("export_contracts_csv", CENTRES),
    Row("export_contracts_xlsx", CENTRES),
    *_both("record_contract", RECEIVES),
    *_both("record_framework", RECEIVES),
    Row("contract", CENTRES, of=CONTRACT),
    *_both("correct_contract", RECEIVES, CONTRACT),
    *_both("set_price", RECEIVES, CONTRACT),
    *_both("set_policy", RECEIVES, CONTRACT),
    *_both("extend_contract", RECEIVES, CONTRACT),
    *_both("record_guarantee", RECEIVES, CONTRACT),
    Row("centres", CENTRES),
    Row("export_centres_csv", CENTRES),
    Row("export_centres_xlsx", CENTRES),
    *_both("open_centre", RECEIVES),
    Row("centre", CENTRES, of=CENTRE),
    *_both("correct_centre", RECEIVES, CENTRE),
    *_both("close_centre", RECEIVES, CENTRE),
    *_both("put_under_contract", RECEIVES, CENTRE),
    *_both("end_under_contract", RECEIVES, CENTRE | {"held_id": "held"}),
    *_both("set_capacity", RECEIVES, CENTRE),
    *_both("lay_out", RECEIVES, CENTRE),
    *_both("take_out_of_use", RECEIVES, CENTRE),
    *_both("return_to_use", RECEIVES, CENTRE | {"out_id": "out"}),
    *_both("record_certificate", RECEIVES, CENTRE),
    _api("list_centres", CENTRES, of={}, method="GET"),
    _api("read_centre", CENTRES, of=CENTRE, method="GET"),
    _api("set_centre_capacity", RECEIVES, {"valid_from": "2026-06-01", "authorised": 5}, CENTRE, "PUT"),
    _api("take_beds_out_of_use", RECEIVES, {"beds": ["$bed"], "first": "2026-08-01", "reason": "Why"}, CENTRE),
    _api("return_bed_to_use", RECEIVES, {"on": "2026-06-01"}, CENTRE | {"out_id": "out"}),
    _api("list_contracts", CENTRES, of={}, method="GET"),
    _api("read_contract", CENTRES, of=CONTRACT, method="GET"),
    _api("dismiss_duplicate", SEES_PEOPLE, {"other": "$other", "reason": "Two"}, {"person_id": "person"}),
]

# Pages about oneself or open to strangers (tests/house/test_urls_need_login.py), the same for every role.
WITHOUT_ROLE = (
    "account_", "mfa_", "socialaccount_", "openid_connect_", "choose_language", "status",
    "accessibility", "privacy", "licence", "portal_", "confirm_by_link",
)  # fmt: skip
WITHOUT_ROLE_API = ("api:openapi-json", "api:api-root")
