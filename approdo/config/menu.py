"""The main menu: each entry is a label, the name of an address and the permission one needs to see it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approdo.core.access.permissions import Permission

# An entry whose address does not exist in this installation is not shown.
ENTRIES: list[tuple[str | Promise, str, Permission]] = [
    (_("Worklist"), "worklist", Permission.CASE_SEE),
    (_("Search"), "search", Permission.CASE_SEE),
    (_("To do"), "reception_to_do", Permission.RECEPTION_SEE_OWN),
    (_("Reception"), "reception", Permission.RECEPTION_SEE),
    (_("Reception"), "reception", Permission.RECEPTION_SEE_OWN),
    (_("People"), "people", Permission.PERSON_SEE),
    (_("Translations"), "translations", Permission.NETWORK_TRANSLATE),
    (_("News"), "network_news", Permission.NETWORK_TRANSLATE),
    (_("Network"), "services", Permission.NETWORK_SEE),
    (_("Network"), "services", Permission.NETWORK_SEE_OWN),
    (_("Accounting"), "statements", Permission.ACCOUNTING_SEE),
    (_("Payments"), "own_payments", Permission.SETTLEMENT_SEE_OWN),
    (_("Deductions"), "deductions", Permission.DEDUCTION_ANSWER),
    (_("Measures"), "measures", Permission.CASE_MEASURE),
    (_("All prefectures"), "national", Permission.NATIONAL_SEE),
    (_("Procedures"), "definitions", Permission.DEFINITION_SEE),
    (_("Portal"), "page_feedback", Permission.FEEDBACK_SEE),
    (_("Imports"), "imports", Permission.CASE_IMPORT),
    (_("Territory"), "territory", Permission.OFFICE_CONFIGURE),
]
