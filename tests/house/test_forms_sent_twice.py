"""Whatever form is sent twice acts once: each address of the URLconf that takes one stands in one of the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approdo.accounting.models import Finding
from approdo.core.access.roles import Role
from approdo.core.models import IdempotentCall, User
from approdo.people.models import Person
from approdo.reception.models import CentreContract
from tests.house.access_table import ASKED, LEFT, NEWS, RULE, TABLE, Row
from tests.house.accounting_things import change_staff
from tests.house.addresses import addresses
from tests.house.calls import path_of
from tests.house.conftest import World
from tests.procedures.import_tables import as_csv, line
from tests.procedures.test_two_at_once import FORMS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OFFICER, ADMINISTRATOR, EXECUTIVE = Role.OFFICER, Role.ADMINISTRATOR, Role.EXECUTIVE
RECEPTION = Role.RECEPTION_OFFICER
TRANSLATOR, REVIEWER = Role.TRANSLATOR, Role.TRANSLATION_REVIEWER
EDITOR = Role.NETWORK_EDITOR
SERVED = {
    "name": "Prova",
    "description": "Prova",
    "categories": ["residence_permit"],
    "cost": "free",
    "whole_province": "on",
}
SITED = {"name": "Prova", "address_1": "Via di prova 1", "comune_code": "Savona"}
MEDIATED = {
    "name": "Prova", "phone": "112", "sex": "female", "modes": ["phone"], "whole_province": "on", "l0_code": "bn",
    **{f"l{row}_level": "fluent" for row in range(4)},
}  # fmt: skip
OFFERED = {"kind": "course", "title": "Prova", "body": "Prova", "how_to_apply": "Prova"}
STOPPING = {
    "name": "Prova", "body": "Prova", "spot": "Prova", "comune_code": "Savona", "rhythm": "weekly",
    "first_day": "$stop_first_day", "opens": "09:00", "closes": "12:00",
}  # fmt: skip
AGREED = {"title": "Prova", "scope": "Prova", "renewal": "none"}
TABLED = {"name": "Prova", "kind": "minors", "mandate": "Prova", "established_on": "2026-01-01"}
# Acts that need a thing in another state: the kind of the thing, and the one that they are done on.
STANDING = {
    "withdraw_service": ("service", "published_service"), "withdraw_place": ("site", "published_site"),
    "publish_organisation": ("organisation", "draft_organisation"),
    "withdraw_organisation": ("organisation", "published_organisation"),
    "withdraw_opportunity": ("opportunity", "published_opportunity"), "withdraw_stop": ("stop", "published_stop"),
    "renew_protocol": ("protocol", "signed_protocol"), "change_roundtable": ("table", "idle_table"),
    "close_roundtable": ("table", "idle_table"),
}  # fmt: skip
BODY = {"name": "Ente di prova", "tax_code": "00743110157", "legal_form": "association"}
CONTRACT = {
    "title": "Convenzione", "cig": "B000000009", "scheme": "v2024", "lot_class": "cc_50", "places": "9",
    "starts_on": "2025-01-01", "ends_on": "2025-12-31", "value": "1000",
}  # fmt: skip
PRICE = {"base": "30", "discount_percent": "0", "price_source": "art. 1"}
POLICY = {
    "pocket_money_per_day": "2.50", "entry_kit": "173", "phone_card": "5", "abandonment_after_hours": "72",
    "paid_authorised": "0", "paid_hospital": "3", "policy_source": "art. 2",
}  # fmt: skip
CENTRE = {
    "name": "Centro", "code": "C9", "type": "cas", "address": "Via 1", "comune": "Savona", "opened_on": "2026-01-01",
    "sex_profile": "any",
}  # fmt: skip
COMMITMENT = {"year": "2026", "chapter": "1", "reference": "D-1", "decided_on": "2026-01-05", "amount": "1000"}
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
SETTINGS = {"saturday_rolls": "on", "citizenship_integration_effect": "suspend", "reason": "because of this"}
PERSON = {
    "family_name": "Prova",
    "script": "Latn",
    "transliteration": "passport",
    "sex": "male",
    "birth_precision": "unknown",
}
MAPPING = {
    "people": "reuse", "procedure": "0", "external_code": "1", "protocol_number": "2", "filed_on": "3", "family_name": "4",
    "given_name": "5", "birth_date": "6", "citizenship": "7",
}  # fmt: skip

# Name: who sends it and what. The forms of case files are those of tests/procedures/test_two_at_once.py.
SENT: dict[str, tuple[Role, dict[str, Any]]] = {
    "invite_user": (
        ADMINISTRATOR,
        {"email": "new@sv.example", "full_name": "Nuova Persona", "office": "sui", "role": "officer"},
    ),
    "see_user": (ADMINISTRATOR, {"role": "executive", "valid_from": TOMORROW}),
    "end_role": (ADMINISTRATOR, {"membership": "$membership"}),
    "disable_user": (ADMINISTRATOR, {}),
    "configure_office": (EXECUTIVE, {"version": "1", **SETTINGS}),
    "list_tokens": (ADMINISTRATOR, {"name": "A program", "role": "officer", "expires_on": TOMORROW}),
    "revoke_token": (ADMINISTRATOR, {}),
    "record_person": (OFFICER, PERSON),
    "correct_person": (OFFICER, {**PERSON, "version": "$version"}),
    "add_alias": (OFFICER, {"family_name": "Altra", "kind": "alias"}),
    "add_contact": (OFFICER, {"kind": "phone", "value": "+39 019 111111"}),
    "correct_contact": (OFFICER, {"kind": "phone", "value": "+39 019 222222", "version": "1"}),
    "remove_contact": (OFFICER, {}),
    "form_family": (OFFICER, {}),
    "add_family_member": (OFFICER, {"person": "$other", "relation": "sibling"}),
    "remove_family_member": (OFFICER, {}),
    "record_special_fact": (OFFICER, {"kind": "health", "text": "Inventato"}),
    "read_special_fact": (OFFICER, {"purpose": "To check it"}),
    "merge_persons": (OFFICER, {}),
    "undo_merge": (OFFICER, {}),
    "dismiss_duplicate": (OFFICER, {"reason": "Two"}),
    "read-opinion": (OFFICER, {"purpose": "To check it"}),
    "import_new": (OFFICER, {}),
    "import_mapping": (OFFICER, MAPPING),
    "import_cancel": (OFFICER, {}),
    "act_on_many": (OFFICER, {"act": "prioritise", "chosen": ["$case"], "reason": "health"}),
    "save_filter": (OFFICER, {"name": "Mine"}),
    "rename_filter": (OFFICER, {"name": "Mine"}),
    "delete_filter": (OFFICER, {}),
    "calendar_feed": (OFFICER, {}),
    "revoke_feed": (OFFICER, {}),
    # Places and contracts of reception
    "record_body": (RECEPTION, BODY),
    "correct_body": (RECEPTION, {**BODY, "version": "1"}),
    "record_compliance": (RECEPTION, {"kind": "durc", "issued_on": "2026-01-01", "expires_on": "2026-05-01"}),
    "admit_member": (RECEPTION, {"user": "$free"}),
    "remove_member": (RECEPTION, {}),
    "record_contract": (RECEPTION, {**CONTRACT, **PRICE, **POLICY, "body": "$body"}),
    "record_framework": (
        RECEPTION,
        {"title": "Q", "cig": "B000000008", "starts_on": "2025-01-01", "ends_on": "2026-01-01", "value": "1"},
    ),
    "correct_contract": (RECEPTION, {"title": "Altro titolo", "cig": "B000000007", "version": "1"}),
    "set_price": (RECEPTION, {**PRICE, "valid_from": "2026-06-01"}),
    "set_policy": (RECEPTION, {**POLICY, "valid_from": "2026-06-01"}),
    "extend_contract": (
        RECEPTION,
        {
            "kind": "fifth",
            "decided_on": "2026-01-20",
            "ends_on": "2026-12-31",
            "value": "1",
            "reason": "Why",
            "version": "1",
        },
    ),
    "record_guarantee": (
        RECEPTION,
        {"issuer": "Banca", "reference": "1", "amount": "10.00", "expires_on": "2027-01-01"},
    ),
    "open_centre": (RECEPTION, {**CENTRE, "body": "$body", "authorised": "4", "emergency": "0"}),
    "correct_centre": (RECEPTION, {**CENTRE, "version": "1"}),
    "close_centre": (RECEPTION, {"closed_on": "2026-12-01", "version": "1"}),
    "put_under_contract": (RECEPTION, {"contract": "$contract", "first": "2026-07-01"}),
    "end_under_contract": (RECEPTION, {"last": "2026-06-30"}),
    "set_capacity": (RECEPTION, {"valid_from": "2026-06-01", "authorised": "5", "emergency": "0", "version": "1"}),
    "lay_out": (RECEPTION, {"rooms": "B; 1; 2"}),
    "take_out_of_use": (RECEPTION, {"beds": ["$bed"], "first": "2026-06-01", "reason": "Perdita"}),
    "return_to_use": (RECEPTION, {"on": "2026-06-01"}),
    "record_certificate": (RECEPTION, {"kind": "Agibilità", "issued_on": "2026-01-01"}),
    "record_notice": (
        RECEPTION,
        {"reference": "N-9", "expected_on": "2026-05-09", "origin": "Prova", "announced": "3"},
    ),
    "try_arrival_list": (RECEPTION, {}),
    "take_arrival_list": (RECEPTION, {}),
    "count_arrived": (RECEPTION, {"arrived_on": "2026-01-20", "counted": "1"}),
    "suppose_placement": (RECEPTION, {"equity_percent": "50"}),
    "decide_placement": (RECEPTION, {"centre": "$target_centre", "motive": "Prova"}),
    "accept_placement": (RECEPTION, {}),
    "describe_offer": (RECEPTION, {"languages": "ar", "version": "1"}),
    "set_quota": (RECEPTION, {"residents": "100", "source": "ISTAT"}),
    # Accounting
    "compute_statement": (RECEPTION, {"contract": "$paid_contract", "month": "2026-01"}),
    "recompute_touched": (RECEPTION, {}),
    "finding": (RECEPTION, {"state": "explained", "reason": "Prova", "version": "1"}),
    "record_signatures": (RECEPTION, {"guests": ["$counted"]}),
    "suspend_pocket_money": (RECEPTION, {"first": "2026-01-02", "reference": "Decreto 1"}),
    "set_staff_row": (RECEPTION, {"figure": "Medico", "band_least": "1", "band_most": "9", "source": "p. 1"}),
    "record_staff_hours": (RECEPTION, {"month": "2026-01", "figure": "Medico", "hours": "1"}),
    "tell_vat_rate": (RECEPTION, {"valid_from": "2026-01-01", "percent": "5", "source": "p. 1"}),
    "receive_invoices": (RECEPTION, {"received_on": "2026-01-20"}),
    "resolve_arrival": (RECEPTION, {"resolution": "Chiesto"}),
    "set_billing_address": (RECEPTION, {"tax_code": "80009990099"}),
    "match_invoice": (RECEPTION, {"contract": "$paid_contract", "month": "2026-02", "version": "1"}),
    "assign_line": (RECEPTION, {"number": "1", "component": "other", "version": "1"}),
    "answer_invoice": (RECEPTION, {"outcome": "credit_note", "version": "1"}),
    "prepare_settlement": (RECEPTION, {"commitment": "$commitment", "pay_days": "30"}),
    "approve_settlement": (EXECUTIVE, {"version": "1"}),
    "record_tax_check": (
        RECEPTION,
        {"outcome": "clear", "answered_on": "2026-03-01", "reference": "A-1", "version": "1"},
    ),
    "withdraw_settlement": (RECEPTION, {"reason": "Prova", "version": "1"}),
    "cancel_settlement": (EXECUTIVE, {"reason": "Prova", "version": "1"}),
    "record_payment": (RECEPTION, {"paid_on": "2026-03-02", "payment_reference": "OP 1", "version": "1"}),
    "give_final_conformity": (RECEPTION, {"notes": "Prova"}),
    "prepare_release": (RECEPTION, {}),
    "approve_release": (EXECUTIVE, {"version": "1"}),
    "record_release_tax_check": (
        RECEPTION,
        {"outcome": "clear", "answered_on": "2026-03-01", "reference": "A-1", "version": "1"},
    ),
    "withdraw_release": (RECEPTION, {"reason": "Prova", "version": "1"}),
    "cancel_release": (EXECUTIVE, {"reason": "Prova", "version": "1"}),
    "record_release_payment": (RECEPTION, {"paid_on": "2026-03-02", "payment_reference": "OP 1", "version": "1"}),
    "record_commitment": (RECEPTION, COMMITMENT),
    "correct_commitment": (RECEPTION, {**COMMITMENT, "amount": "50000", "reason": "Prova", "version": "1"}),
    # Deductions
    "propose_delay": (RECEPTION, {**ASKED, "rate": "1", "days": "3"}),
    "propose_breach": (RECEPTION, {**ASKED, "code": "minor", "centre": "$paid_centre", "month": "2026-01"}),
    "propose_recovery": (RECEPTION, {**ASKED, "amount": "5", "reference": "Prot. 9"}),
    "propose_breach_of_finding": (
        RECEPTION,
        {**ASKED, "code": "minor", "centre": "$paid_centre", "month": "2026-01"},
    ),
    "propose_recovery_of_finding": (RECEPTION, ASKED),
    "set_penalty_rule": (RECEPTION, RULE),
    "withdraw_deduction": (RECEPTION, {"reason": "Prova", "version": "1"}),
    "write_contestation": (RECEPTION, {"version": "1"}),
    "dispatch_contestation": (RECEPTION, {**LEFT, "version": "1"}),
    "record_contestation_receipt": (RECEPTION, {"received_on": "2026-02-03", "version": "1"}),
    "answer_contestation": (Role.CENTRE_OPERATOR, {"answer": "Difesa", "version": "1"}),
    "record_counter_arguments": (RECEPTION, {"on": "2026-02-04", "answer": "Difesa", "version": "1"}),
    "decide_deduction": (EXECUTIVE, {"on": "2026-02-14", "amount": "5", "reasons": "Prova", "version": "1"}),
    "communicate_decision": (RECEPTION, {"on": "2026-02-14", "delivery": "in_hand", "version": "1"}),
    # Texts of the network
    "record_news": (REVIEWER, NEWS),
    "correct_news": (REVIEWER, {**NEWS, "title": "Altro avviso", "version": "1"}),
    "withdraw_news": (REVIEWER, {"reason": "Prova", "version": "1"}),
    "translation": (TRANSLATOR, {"s1": "Autre phrase.", "version": "2"}),
    "translate_text": (TRANSLATOR, {"words": "Une. Deux.", "version": "2"}),
    "machine_translate": (TRANSLATOR, {"version": "1"}),
    "review_translation": (REVIEWER, {"version": "2"}),
    "reject_translation": (REVIEWER, {"reason": "Prova", "version": "2"}),
    "return_to_draft": (REVIEWER, {"reason": "Prova", "version": "3"}),
    "add_language": (TRANSLATOR, {"language": "wo"}),
    "bring_translations": (TRANSLATOR, {}),
    "take_translation_file": (TRANSLATOR, {}),
    # The register, its papers and the lists of the Ministry's system
    "add_paper": (RECEPTION, {}),
    "keep_list": (RECEPTION, {"taken_on": "2026-01-20"}),
    "compare_list": (RECEPTION, {"cui": "0"}),
    "take_numbers": (RECEPTION, {}),
    "register_night": (RECEPTION, {"night": "2026-05-09", "source": "office", "rest": "on"}),
    "ask_absence": (
        RECEPTION,
        {"guest_id": "$guest", "first": "2026-06-01", "until": "2026-06-03", "note": "Una visita inventata"},
    ),
    "report_absence": (RECEPTION, {"guest_id": "$guest", "first": "2026-06-01", "kind": "unjustified"}),
    "authorise_absence": (RECEPTION, {"authorisation": "1/2026", "version": "1"}),
    "refuse_absence": (RECEPTION, {"reason": "Perché no", "version": "1"}),
    # Minors among adults, and measures
    "set_section": (RECEPTION, {"minors_section": "on"}),
    "extend_section": (RECEPTION, {"on": "2026-02-01", "reason": "Nessun posto"}),
    "report_measure": (
        Role.CENTRE_OPERATOR,
        {"ground": "damage", "facts": "Prova", "warned_on": "2026-02-01", "on": "2026-02-01"},
    ),
    "open_measure": (RECEPTION, {"ground": "damage", "facts": "Prova", "on": "2026-02-01"}),
    "read_vulnerability": (RECEPTION, {"purpose": "To check it"}),
    "take_up_report": (RECEPTION, {"on": "2026-02-01", "version": "1"}),
    "dismiss_measure": (RECEPTION, {"on": "2026-02-01", "reason": "Prova", "version": "1"}),
    "record_measure_notice": (RECEPTION, {"received_on": "2026-02-02", "delivery": "in_hand", "version": "1"}),
    "write_measure_letter": (RECEPTION, {"version": "1"}),
    "dispatch_measure_letter": (RECEPTION, {"on": "2026-03-05", "channel": "in_hand", "version": "1"}),
    "record_voice": (RECEPTION, {"on": "2026-02-02", "voice": "memoir", "said": "Prova", "version": "1"}),
    "assess_measure": (
        RECEPTION,
        {
            "on": "2026-03-02",
            "proportionality": "a",
            "lesser": "b",
            "vulnerable": "no",
            "vulnerability": "c",
            "version": "1",
        },
    ),
    "decide_measure": (EXECUTIVE, {"on": "2026-03-02", "reasons": "Prova", "remedies": "TAR", "version": "1"}),
    "notify_measure": (RECEPTION, {"received_on": "2026-03-05", "delivery": "in_hand", "version": "1"}),
    "carry_out_measure": (RECEPTION, {"on": "2026-03-06", "version": "1"}),
    "tell_commission": (RECEPTION, {"on": "2026-03-05", "reference": "1", "version": "1"}),
    "record_traced": (RECEPTION, {"on": "2026-03-05", "version": "1"}),
    "decide_restoration": (EXECUTIVE, {"on": "2026-03-06", "restored": "no", "reasons": "Prova", "version": "1"}),
    # The network
    "change_service": (EDITOR, {**SERVED, "version": "1"}),
    "publish_service": (EDITOR, {"version": "1"}),
    "withdraw_service": (EDITOR, {"version": "$published_version"}),
    "confirm_service": (EDITOR, {}),
    "protect_service": (EDITOR, {"version": "1"}),
    "transfer_service": (EDITOR, {"organisation": "$other_organisation", "version": "1"}),
    "open_desk": (EDITOR, {"attending": "in_person", "location_id": "$site"}),
    "change_desk": (EDITOR, {"attending": "phone", "phone": "113", "version": "2"}),
    "end_desk": (EDITOR, {"version": "2"}),
    "set_schedule": (EDITOR, {"on_holidays": "open", "p0_hours": "unknown", "version": "2"}),
    "add_slot_language": (EDITOR, {"language": "ur", "version": "2"}),
    "end_slot_language": (EDITOR, {"language": "bn", "version": "2"}),
    "register_organisation": (EDITOR, {"name": "Prova", "node_type": "ngo"}),
    "change_organisation": (EDITOR, {"name": "Prova", "node_type": "ngo", "version": "$organisation_version"}),
    "publish_organisation": (EDITOR, {"version": "1"}),
    "withdraw_organisation": (EDITOR, {"version": "2"}),
    "confirm_organisation": (EDITOR, {}),
    "admit_network_member": (EDITOR, {"user": "$free_keeper"}),
    "remove_network_member": (EDITOR, {}),
    "register_service": (EDITOR, SERVED),
    "register_place": (EDITOR, SITED),
    "change_place": (EDITOR, {**SITED, "version": "1"}),
    "publish_place": (EDITOR, {"version": "1"}),
    "withdraw_place": (EDITOR, {"version": "2"}),
    "confirm_place": (EDITOR, {}),
    "transfer_place": (EDITOR, {"organisation": "$other_organisation", "version": "1"}),
    "read_place": (EDITOR, {"purpose": "To check it"}),
    "record_focal_point": (EDITOR, {"name": "Prova", "role": "Prova", "phone": "112"}),
    "change_focal_point": (EDITOR, {"name": "Prova", "role": "Prova", "phone": "112", "version": "1"}),
    "end_focal_point": (EDITOR, {}),
    "record_contact": (EDITOR, {"name": "Prova", "phone": "112"}),
    "change_contact": (EDITOR, {"name": "Prova", "phone": "112", "version": "1"}),
    "end_contact": (EDITOR, {}),
    "withdraw_question": (EDITOR, {}),
    "dismiss_check_finding": (EDITOR, {}),
    "suggestion": (EDITOR, {"decision": "refused", "answer": "Resta così"}),
    "keep_records_apart": (EDITOR, {}),
    "merge_records": (EDITOR, {"keep": "$other_organisation", "sure": "on", "read": "$pair_versions"}),
    "register_mediator": (EDITOR, MEDIATED),
    "change_mediator": (EDITOR, {**MEDIATED, "version": "1"}),
    "end_mediator": (EDITOR, {}),
    # Opportunities, outreach, protocols, roundtables
    "record_opportunity": (EDITOR, {**OFFERED, "organisation": "$organisation"}),
    "change_opportunity": (EDITOR, {**OFFERED, "version": "1"}),
    "publish_opportunity": (EDITOR, {"version": "1"}),
    "withdraw_opportunity": (EDITOR, {"reason": "Prova", "version": "2"}),
    "record_stop": (EDITOR, {**STOPPING, "organisation": "$organisation"}),
    "change_stop": (EDITOR, {**STOPPING, "version": "$stop_version"}),
    "publish_stop": (EDITOR, {"version": "$stop_version"}),
    "withdraw_stop": (EDITOR, {"version": "$published_stop_version"}),
    "call_off_day": (EDITOR, {"day": "$coming_stop_day", "reason": "Pioggia"}),
    "restore_day": (EDITOR, {}),
    "record_visit": (EDITOR, {"day": "$stop_day", "contacts": "3", "sex_female": "2"}),
    "publish_figures": (EDITOR, {}),
    "write_protocol": (EDITOR, AGREED),
    "change_protocol": (EDITOR, {**AGREED, "version": "$protocol_version"}),
    "sign_protocol": (EDITOR, {"signed_on": "2026-01-01", "version": "$protocol_version"}),
    "renew_protocol": (EDITOR, {"reason": "Atto 1", "version": "$signed_version"}),
    "end_protocol": (EDITOR, {"on": "2026-02-01", "reason": "Prova", "version": "$protocol_version"}),
    "add_protocol_party": (EDITOR, {"name": "Ente di prova"}),
    "remove_protocol_party": (EDITOR, {}),
    "open_roundtable": (EDITOR, TABLED),
    "change_roundtable": (EDITOR, {**TABLED, "version": "1"}),
    "close_roundtable": (EDITOR, {"on": "2026-02-01", "version": "1"}),
    "add_seat": (EDITOR, {"body": "Ente", "role": "member", "since": "2026-02-01"}),
    "change_seat": (EDITOR, {"body": "Ente", "role": "chair", "since": "2026-02-01", "version": "1"}),
    "end_seat": (EDITOR, {"until": "2026-02-01", "version": "1"}),
    "plan_meeting": (EDITOR, {"on": "2026-02-01", "place": "Prova", "agenda": "Prova"}),
    "change_meeting": (EDITOR, {"on": "2026-02-01", "place": "Prova", "agenda": "Prova", "version": "1"}),
    "write_minutes": (EDITOR, {"minutes": "Prova", "version": "1"}),
    "cancel_meeting": (EDITOR, {"reason": "Prova", "version": "1"}),
    "agree_action": (EDITOR, {"what": "Prova", "who": "Prova", "due_on": "2026-02-01"}),
    "close_action": (EDITOR, {"became": "done", "on": "2026-02-01", "version": "1"}),
    # Guests and stays
    "register_guest": (RECEPTION, {"cui": "06A"}),
    "change_identifiers": (RECEPTION, {"cui": "06B", "version": "1"}),
    "plan_stay": (RECEPTION, {"centre": "$guest_centre", "planned_entry": "2026-01-20"}),
    "admit_guest": (RECEPTION, {"entry": "2026-01-20", "version": "1"}),
    "record_no_show": (RECEPTION, {}),
    "cancel_plan": (RECEPTION, {"reason": "Prova", "version": "1"}),
    "choose_bed": (RECEPTION, {"bed": "$guest_bed", "since": "2026-01-21", "version": "1"}),
    "transfer_guest": (RECEPTION, {"centre": "$target_centre", "on": "2026-02-01"}),
    "end_stay": (RECEPTION, {"exit": "2026-02-01", "exit_reason": "detention", "version": "1"}),
    "correct_stay": (RECEPTION, {"centre": "$guest_centre", "entry": "2026-01-21", "reason": "Prova", "version": "1"}),
}
PAPERS = {  # files sent along
    "import_new": as_csv([line(1)]),
    "try_arrival_list": b"nucleo;cognome\nZ;Prova\n",
    "receive_invoices": as_csv([line(1)]),
    "bring_translations": b"text;sentence;language;translation\nx;1-0;fr;Prova\n",
    "add_paper": b"Nominativo;9\nProva;P\n",
    "keep_list": b"CUI;Cognome\n06A;Prova\n",
}
# Name: why it is not sent below.
EXCEPTIONS = {
    "choose_language": "sets a cookie of the reader, the same each time",
    "propose_placement": "the same inputs give the proposal made before: tests/reception/test_arrivals.py",
    "write_orders": "needs a group decided before: tests/reception/test_arrivals.py",
    "enable_user": "needs a disabled user; a second request finds nothing to do",
    "import_run": "needs a worker, which takes the work once: tests/procedures/test_import_resume.py",
    "import_resume": "needs a worker, which takes the work once: tests/procedures/test_import_resume.py",
}
SIGNING_IN = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
)  # the sign-in library's: nobody has signed in yet
# Kept for the house itself, not effects of an act
ASIDE = {"core.idempotentcall", "core.ratecount", "core.auditchain", "sessions.session"}
ROWS = {row.name: row for row in TABLE}


def traces() -> dict[str, int]:
    """How many rows of each kind there are: every act leaves at least its audit record, every reading its entry."""
    return {
        model._meta.label_lower: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("core", "people", "network", "procedures", "reception", "accounting", "overview")
        and model._meta.label_lower not in ASIDE
    }


def pages() -> list[str]:
    """The names of every address outside the API and the sign-in library."""
    return [one.name for one in addresses() if one.name and not one.name.startswith(("api:", *SIGNING_IN))]


def test_the_tables_name_addresses_that_exist() -> None:
    assert set(SENT) | set(FORMS) | set(EXCEPTIONS) <= set(pages())


def senders() -> dict[Role, list[Row]]:
    """Every address that is in no table, by a role that may open it."""
    found: dict[Role, list[Row]] = defaultdict(list)
    for name in sorted(set(pages()) - set(SENT) - set(FORMS) - set(EXCEPTIONS)):
        row = ROWS.get(name, Row(name, frozenset(Role)))
        found[sorted(row.roles)[0]].append(row)
    return found


@pytest.mark.parametrize("role", sorted(senders()))
def test_an_address_that_is_in_no_table_does_nothing_when_a_form_is_sent_to_it(
    world: World, signed_in: Callable[[User], Client], role: Role
) -> None:
    things, client = world.things, signed_in(world.caller_as(role))
    acted, before = [], traces()
    for row in senders()[role]:
        client.post(path_of(row, things), {"form_id": uuid4().hex})
        after = traces()
        if after != before:
            acted.append(row.name)
        before = after
    assert acted == []


@pytest.mark.parametrize("name", SENT)
def test_a_form_sent_again_at_once_and_after_an_hour_acts_once(
    world: World, signed_in: Callable[[User], Client], name: str
) -> None:
    role, told = SENT[name]
    things, client = world.things, signed_in(world.caller_as(role))
    if name == "form_family":
        things["person"] = things["other"]
    if name in STANDING:
        things[STANDING[name][0]] = things[STANDING[name][1]]
    if name == "put_under_contract":
        CentreContract.objects.filter(centre=things["centre"]).delete()
    if name in ("compute_statement", "recompute_touched"):
        change_staff(things["paid_contract"])
    if name == "propose_recovery_of_finding":
        Finding.objects.filter(pk=things["finding"]).update(withheld=False)
    if name == "revoke_feed":
        client.post(reverse("calendar_feed"))
    things["version"] = Person.objects.get(pk=things["person"]).version
    form = {"form_id": uuid4().hex, **_filled(told, things)}
    address = path_of(next(row for row in TABLE if row.name == name), things)
    before = traces()

    def send() -> HttpResponse:
        papers = {"file": SimpleUploadedFile("prova.csv", PAPERS[name])} if name in PAPERS else {}
        return client.post(address, {**form, **papers})

    first = send()
    assert first.status_code in (200, 302), first.content.decode()
    once = traces()
    assert once != before or name == "import_mapping"
    again = [send()]
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=1))
    again.append(send())
    assert traces() == once
    assert [answer.headers.get("Location") for answer in again] == [first.headers.get("Location")] * 2
    shown = client.get(again[0].headers["Location"], follow=True) if again[0].status_code == 302 else again[0]
    assert "era già stato inviato" in shown.content.decode()


def readers() -> dict[Role, list[Row]]:
    """Every page by a role that may open it."""
    found: dict[Role, list[Row]] = defaultdict(list)
    for row in TABLE:
        if row.method == "GET" and not row.name.startswith("api:"):
            found[sorted(row.roles)[0]].append(row)
    return found


@pytest.mark.parametrize("role", sorted(readers()))
def test_every_form_of_a_page_carries_its_identifier(
    world: World, signed_in: Callable[[User], Client], role: Role
) -> None:
    things, client = world.things, signed_in(world.caller_as(role))
    wrong = [row.name for row in readers()[role] if not _identified(client.get(path_of(row, things)))]
    assert wrong == []


def _identified(answer: HttpResponse) -> bool:
    shown = answer.getvalue()  # read to its end, which closes a file
    if "html" not in answer.headers.get("Content-Type", ""):
        return True
    forms = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', shown.decode(), re.DOTALL)
    elsewhere = (reverse("choose_language"), "/accounts/")
    names = [
        re.findall(r'name="form_id" value="([^"]+)"', form)
        for form in forms
        if not any(a in form.split(">")[0] for a in elsewhere)
    ]
    return all(len(found) == 1 for found in names) and len({found[0] for found in names}) == len(names)


def _filled(told: dict[str, Any], things: dict[str, Any]) -> dict[str, Any]:
    def value(one: Any) -> Any:
        if isinstance(one, list):
            return [value(item) for item in one]
        return str(things[one[1:]]) if one.startswith("$") else one

    return {name: value(one) for name, one in told.items()}
