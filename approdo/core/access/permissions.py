"""Every permission of Approdo, in plain words. The only such list."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do. The value is the name of the act."""

    CASE_SEE = "case.see"
    CASE_SEE_POLICE_OPINIONS = "case.see_police_opinions"
    CASE_OPEN = "case.open"
    CASE_REGISTER = "case.register"
    CASE_ASSIGN = "case.assign"
    CASE_WORK = "case.work"
    CASE_CHECK_DOCUMENTS = "case.check_documents"
    CASE_RECORD_EVENT = "case.record_event"
    CASE_CORRECT_EVENT = "case.correct_event"
    CASE_PIN_VERSION = "case.pin_version"
    CASE_PRIORITISE = "case.prioritise"
    CASE_WRITE_LETTER = "case.write_letter"
    CASE_DISPATCH_LETTER = "case.dispatch_letter"
    CASE_PROPOSE = "case.propose"
    CASE_DECIDE = "case.decide"
    CASE_LITIGATE = "case.litigate"
    CASE_IMPORT = "case.import"
    CASE_EXPORT = "case.export"
    CASE_MEASURE = "case.measure"
    NATIONAL_SEE = "national.see"
    PERSON_SEE = "person.see"
    PERSON_EDIT = "person.edit"
    PERSON_MERGE = "person.merge"
    PERSON_SEE_SPECIAL = "person.see_special"
    PERSON_EDIT_SPECIAL = "person.edit_special"
    DEFINITION_SEE = "definition.see"
    OFFICE_CONFIGURE = "office.configure"
    USER_MANAGE = "user.manage"
    TOKEN_MANAGE = "token.manage"  # noqa: S105 - the name of an act
    AUDIT_SEE = "audit.see"
