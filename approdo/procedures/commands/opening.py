"""How a case file begins: opened by hand or by import, registered, assigned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import queries as core
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.people import queries as people
from approdo.procedures.commands import checklist
from approdo.procedures.commands.files import (
    add_event,
    conclude,
    day_or_today,
    lock_case,
    move,
    not_before,
    not_in_the_future,
    still_open,
)
from approdo.procedures.definitions import UnknownProcedure, procedure
from approdo.procedures.models import Assignment, CaseFile, CaseParty

PARTS = ("responsible", "collaborator")
PRIORITY_REASONS = ("health", "minor", "vulnerability", "work", "court_order", "other")


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part in a case file: a person already recorded, or a legal entity by name."""

    part: str
    person_id: UUID | None = None
    entity_name: str = ""
    entity_tax_code: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a case file when it is opened. `filed_on` is the date of the portal's receipt."""

    procedure: str
    filed_on: date
    parties: tuple[Party, ...]
    external_code: str = ""
    comune: str = ""
    ground: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    source: str = "hand"


@transaction.atomic
def open_case(*, by: Actor, opening: Opening, today: date | None = None) -> CaseFile:
    """Open a case file. Raises InvalidInput, or Refusal when the external code is already that of another file."""
    require(by, Permission.CASE_OPEN)
    now = day_or_today(today)
    _check(by, opening, now)
    definition = procedure(opening.procedure)
    case = CaseFile(
        prefecture_id=by.prefecture,
        procedure=definition.id,
        office=definition.office,
        external_code=opening.external_code.strip().upper(),
        comune=opening.comune,
        ground=opening.ground,
        filed_on=opening.filed_on,
        title=_title(by, opening.parties),
    )
    _save_new(case)
    for party in opening.parties:
        CaseParty.objects.create(
            prefecture_id=by.prefecture,
            case=case,
            part=party.part,
            relation=party.relation,
            person_id=party.person_id,
            entity_name=party.entity_name,
            entity_tax_code=party.entity_tax_code.upper(),
        )
    move(case, "file", by=by, on=opening.filed_on)
    add_event(case, "filed", opening.filed_on, by=by, today=now)
    checklist.build(case, opening.answers)
    return conclude(case, by=by, act="case.opened", today=now, procedure=definition.id, source=opening.source)


def _check(by: Actor, opening: Opening, today: date) -> None:
    not_in_the_future(opening.filed_on, today, "filed_on")
    try:
        definition = procedure(opening.procedure)
    except UnknownProcedure:
        raise InvalidInput(
            "unknown_procedure",
            _("This procedure does not exist. Choose one of the list of procedures."),
            fields={"procedure": _("Unknown procedure.")},
        ) from None
    if not definition.has_files:
        raise InvalidInput(
            "orientation_only",
            _("No case file is opened for this procedure: its page says how far Approdo follows it."),
            fields={"procedure": _("No case file is opened for this procedure.")},
        )
    if not any(party.part in ("applicant", "employer") for party in opening.parties):
        raise InvalidInput(
            "applicant_missing", _("Say who files the request."), fields={"applicant": _("Choose the applicant.")}
        )
    _check_parties(opening.parties)
    ids = {party.person_id for party in opening.parties if party.person_id}
    if people.visible_to(by).filter(pk__in=ids).count() != len(ids):
        raise NotFound("person_not_found", _("There is no such person in your prefecture."))


def _title(by: Actor, parties: tuple[Party, ...]) -> str:
    first = next(party for party in parties if party.part in ("applicant", "employer"))
    if first.person_id:
        return str(people.visible_to(by).get(pk=first.person_id))[:200]
    return first.entity_name


def _check_parties(parties: tuple[Party, ...]) -> None:
    told = [(party.part, party.person_id) for party in parties if party.person_id]
    if len(set(told)) < len(told) or any(bool(party.person_id) == bool(party.entity_name) for party in parties):
        raise InvalidInput(
            "parties_unclear",
            _("Each party is either a person or a body, and has a part only once."),
            fields={"parties": _("Check who takes part.")},
        )


def _save_new(case: CaseFile) -> None:
    refusal = Refusal(
        "external_code_taken",
        _("Another case file of this procedure already has the code %(code)s. Open that one, or check the code.")
        % {"code": case.external_code},
    )
    with refusing("external_code_once", refusal):
        case.save(force_insert=True)


@transaction.atomic
def register_case(
    *, by: Actor, case_id: UUID, protocol_number: str, on: date,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Give a case file its protocol number. Raises Refusal when the number is already that of another file."""
    require(by, Permission.CASE_REGISTER)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    number = protocol_number.strip()
    if not number:
        raise InvalidInput(
            "protocol_missing", _("Write the protocol number."), fields={"protocol_number": _("Required")}
        )
    not_in_the_future(on, now)
    not_before(on, case.filed_on)
    move(case, "register", by=by, on=on)
    case.protocol_number, case.protocol_date = number, on
    refusal = Refusal(
        "protocol_taken",
        _("The protocol number %(number)s already belongs to another case file. Check it and write the right one.")
        % {"number": number},
    )
    with refusing("protocol_number_once", refusal):
        case.save(update_fields=["protocol_number", "protocol_date"])
    return conclude(case, by=by, act="case.registered", today=now, protocol_number=number)


@transaction.atomic
def assign_case(
    *, by: Actor, case_id: UUID, user_id: UUID, part: str = "responsible",
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Put a case file in the hands of a colleague, as responsible officer or as collaborator."""
    require(by, Permission.CASE_ASSIGN)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    still_open(case)
    if part not in PARTS:
        raise InvalidInput("unknown_part", _("Choose one of the list."), fields={"part": _("Choose one of the list.")})
    user = core.holders(by.prefecture, Permission.CASE_SEE, now).filter(pk=user_id).first()
    if user is None:
        raise NotFound("user_not_found", _("There is no colleague of that name who may see case files."))
    if part == "responsible" and not core.holders(by.prefecture, Permission.CASE_WORK, now).filter(pk=user_id).exists():
        raise InvalidInput(
            "not_an_officer",
            _("Only who may work on case files can be the responsible officer."),
            fields={"user": _("Choose an officer, or make them a collaborator.")},
        )
    if part == "responsible":
        Assignment.objects.filter(case=case, until=None, part="responsible").update(until=now)
        case.responsible = user
    elif case.responsible_id == user.pk:
        case.responsible = None
    Assignment.objects.filter(case=case, until=None, user=user).update(until=now)
    Assignment.objects.create(prefecture_id=by.prefecture, case=case, user=user, part=part, since=now)
    if case.state == "registered" and part == "responsible":
        move(case, "assign", by=by, on=now)
    return conclude(case, by=by, act="case.assigned", today=now, user=user.pk, part=part)


@transaction.atomic
def end_assignment(
    *, by: Actor, case_id: UUID, user_id: UUID, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Take a colleague off a case file. Raises NotFound when they were not on it."""
    require(by, Permission.CASE_ASSIGN)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    if not Assignment.objects.filter(case=case, until=None, user_id=user_id).update(until=now):
        raise NotFound("not_assigned", _("This colleague does not work on the case file."))
    if case.responsible_id == user_id:
        case.responsible = None
    return conclude(case, by=by, act="case.assignment_ended", today=now, user=user_id)


@transaction.atomic
def prioritise(
    *, by: Actor, case_id: UUID, reason: str, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Let a case file be worked first, with a reason code; an empty reason takes the priority away."""
    require(by, Permission.CASE_PRIORITISE)
    case = lock_case(by, case_id, expected_version)
    still_open(case)
    if reason and reason not in PRIORITY_REASONS:
        raise InvalidInput("unknown_reason", _("Choose a reason of the list."), fields={"reason": _("Unknown reason.")})
    case.priority, case.priority_reason = bool(reason), reason
    return conclude(case, by=by, act="case.prioritised", today=day_or_today(today), reason=reason)
