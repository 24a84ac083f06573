"""Words of imports: columns, states, and every reason not to take a row, each with what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approdo.core.pages import formats
from approdo.people import labels as people
from approdo.people.rules import person, tax_code
from approdo.procedures import labels
from approdo.procedures.definitions import UnknownProcedure, procedure
from approdo.procedures.rules.history import HistoryError

FIELDS: dict[str, Any] = {
    "procedure": _("Procedure"),
    "external_code": _("Portal code (ALI or K10)"),
    "protocol_number": _("Protocol number"),
    "protocol_date": _("Protocol date"),
    "filed_on": _("Filed on"),
    "quota_imputed_on": _("Charged to a quota on"),
    "family_name": _("Applicant: family name"),
    "given_name": _("Applicant: given name"),
    "birth_date": _("Applicant: birth date"),
    "citizenship": _("Applicant: citizenship"),
    "tax_code": _("Applicant: tax code"),
    "employer_name": _("Employer"),
    "employer_tax_code": _("Employer: tax code"),
    "comune": _("Comune (ISTAT code)"),
    "integration_requested_on": _("Papers asked, received by the person on"),
    "integration_received_on": _("Papers arrived on"),
    "preliminary_rejection_received_on": _("Notice before refusal received on"),
    "observations_received_on": _("Observations arrived on"),
    "decided_on": _("Decided on"),
    "outcome": _("Outcome"),
    "visa_issued_on": _("Visa issued on"),
    "entered_italy_on": _("Entered Italy on"),
    "oath_taken_on": _("Oath taken on"),
    "withdrawn_on": _("Withdrawn on"),
    "state": _("State"),
}
STATES: dict[str, Any] = {
    "uploaded": _("To map"),
    "mapped": _("Being checked"),
    "checked": _("Checked, not yet run"),
    "running": _("Running"),
    "done": _("Done"),
    "failed": pgettext_lazy("an import", "Stopped"),
    "cancelled": _("Given up"),
}
STATE_TONES = {
    "uploaded": "neutral", "mapped": "info", "checked": "warning", "running": "info", "done": "success",
    "failed": "danger", "cancelled": "stopped",
}  # fmt: skip
ROW_STATES: dict[str, Any] = {
    "would_create": _("To create"),
    "would_update": _("To update"),
    "unchanged": _("Unchanged"),
    "error": _("Not taken"),
    "created": _("Created"),
    "updated": _("Updated"),
}
ROW_TONES = {
    "would_create": "info", "would_update": "info", "unchanged": "neutral", "error": "danger",
    "created": "success", "updated": "success",
}  # fmt: skip
NOTES: dict[str, Any] = {
    "guessed_encoding": _(
        "The file does not say its encoding: it was read as %(encoding)s. Check the accented letters."
    ),
    "nul_dropped": _("Some invisible NUL characters were left out."),
    "formulas": _("The file holds %(count)s formulas: their last computed values are read."),
    "first_sheet": _("The file has %(count)s sheets: only the first one is read."),
}
PROBLEMS: dict[str, Any] = {
    "missing": _("The cell is empty and is needed."),
    "no_identity": _("Neither the portal code nor the protocol number is there: one of them recognises the case file."),
    "nobody": _("Neither the applicant's family name nor the employer is there: one of them is needed."),
    "not_a_date": _("“%(found)s” is not a date. Expected: 31/12/2026 or 2026-12-31, with the year in full."),
    "unknown_procedure": _("“%(found)s” is not a procedure known here. Expected: a name of the list of procedures."),
    "unknown_outcome": _("“%(found)s” is not an outcome known here. Expected: granted, denied, archived…"),
    "unknown_citizenship": _("“%(found)s” is not a country. Expected: its name in Italian or English, or two letters."),
    "comune_code": _("“%(found)s” is not the ISTAT code of a comune. Expected: six digits."),
    "too_long": _("The text has %(found)s characters. Expected: at most %(most)s."),
    "surplus": _("The row has more cells than there are columns (%(count)s more): a separator inside a text?"),
    "outcome_missing": _("There is a decision date without an outcome."),
    "decision_date_missing": _("There is an outcome without a decision date."),
    "outcome_of_another": _("This procedure cannot end with “%(found)s”."),
    "twice": _("An earlier row of this file is about the same case file. Keep only the right one."),
    "protocol_of_another": _("The protocol number %(found)s belongs to another case file."),
    "other_procedure": _("The case file found here is of another procedure: %(found)s."),
    "other_code": _("The case file with this protocol number has another portal code: %(found)s."),
    "other_protocol": _("The case file found here has another protocol number: %(found)s."),
    "several_here": _("This happened %(count)s times in the case file: correct the right one there by hand."),
    "decided_here": _("The decision was signed in Approdo: correct it there by hand if it is wrong."),
    "tax_code_differs": _("The tax code is of another person. It does not match: %(parts)s."),
    "tax_code_of_another": _("The tax code belongs here to a person with another name."),
    "person_known": _("Somebody with the same names and birth date is known: the case file goes to them."),
    "person_again": _("Somebody with the same names and birth date is known: a new person is written all the same."),
    "person_alike": _(
        "%(count)s known persons may be the same (likeness up to %(score)s in 100): judge them afterwards."
    ),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def problem(kept: Mapping[str, Any]) -> str:
    """The sentence of a problem kept beside a row."""
    code, params = kept["code"], dict(kept["params"])
    if code.startswith("history_"):
        dated = {name: date.fromisoformat(value) if _is_day(value) else value for name, value in params.items()}
        return labels.history_error(HistoryError(code.removeprefix("history_"), **dated))
    if code.startswith("person_") and code not in PROBLEMS:
        return str(people.FAULT[person.Fault(code.removeprefix("person_"))])
    if code.startswith("tax_code_") and code not in PROBLEMS:
        return str(people.TAX_CODE_FAULT[tax_code.Fault(code.removeprefix("tax_code_"))])
    if code == "tax_code_differs":
        params["parts"] = people.parts(tuple(tax_code.Part(part) for part in params["parts"].split()))
    if code in ("other_procedure", "outcome_of_another"):
        params["found"] = value(params["found"])
    return str(PROBLEMS[code]) % params


def value(kept: Any) -> str:
    """A value as it stands before or after a change: days, states, outcomes and procedures in words."""
    text = str(kept)
    if _is_day(text):
        return formats.short_date(date.fromisoformat(text))
    for table in (labels.STATES, labels.OUTCOMES):
        if text in table:
            return str(table[text])
    try:
        found = procedure(text)
    except UnknownProcedure:
        return text
    return found.name_it if (get_language() or "it").startswith("it") else found.name_en


def note(kept: tuple[str, Mapping[str, Any]]) -> str:
    """What the reader of a file found, in words."""
    code, params = kept
    return str(NOTES[code]) % params


def _is_day(text: Any) -> bool:
    return isinstance(text, str) and _DAY.fullmatch(text) is not None
