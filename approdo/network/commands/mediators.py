"""Mediators: never public. The audit names columns, not what is said of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.saying import texts_said, wrong_fields
from approdo.network.definitions import languages
from approdo.network.models import Mediator, MediatorHours, MediatorLanguage
from approdo.network.queries import mediators, organisations
from approdo.network.records import (
    addresses_checked,
    changed_to,
    known_words,
    locked,
    not_in_state,
    one_line,
    recorded,
    said_now,
    texts_checked,
)
from approdo.network.rules.eligibility_words import COMUNE
from approdo.network.rules.facts import HoursFacts, MediatorFacts
from approdo.network.rules.phones import NotAPhone, read_phone

KIND = "mediator"
ROWS = ("languages", "hours")  # in tables of their own


@transaction.atomic
def register_mediator(*, by: Actor, facts: MediatorFacts, today: date | None = None) -> Mediator:
    """Write a mediator down. Raises NotAllowed, NotFound (the organisation), InvalidInput."""
    require(by, Permission.MEDIATOR_EDIT)
    facts = _checked(by, facts, today)
    found = Mediator(prefecture_id=by.prefecture)
    changed_to(found, _told(facts))
    said_now(found, by, today)
    found.save()
    _rows_written(found, facts)
    audit.record(by, "mediator.registered", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_mediator(
    *, by: Actor, mediator_id: UUID, facts: MediatorFacts, expected_version: int | None = None,
    today: date | None = None,
) -> Mediator:  # fmt: skip
    """Replace what is written of a mediator. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal."""
    require(by, Permission.MEDIATOR_EDIT)
    found = _locked(by, mediator_id, expected_version)
    facts = _checked(by, facts, today)
    before = mediators.facts_of(found)
    changed = changed_to(found, _told(facts))
    changed += [name for name in ROWS if set(getattr(before, name)) != set(getattr(facts, name))]
    if not changed:
        return found
    _rows_written(found, facts)
    return recorded(by, KIND, found, "mediator.changed", changed)


@transaction.atomic
def end_mediator(*, by: Actor, mediator_id: UUID, today: date | None = None) -> Mediator:
    """A mediator works no more. Raises NotAllowed, NotFound, Refusal."""
    require(by, Permission.MEDIATOR_EDIT)
    found = _locked(by, mediator_id, None)
    found.ended_on = today or timezone.localdate()
    return recorded(by, KIND, found, "mediator.ended", ["ended_on"])


def _locked(by: Actor, identifier: UUID, version: int | None) -> Mediator:
    rows = mediators.visible_to(by)
    found = locked(by, KIND, rows, identifier, version, mediators.mediator_not_found())
    if found.ended_on is not None:
        raise not_in_state(_("This mediator works no more."))
    return found


def _rows_written(found: Mediator, facts: MediatorFacts) -> None:
    common = {"prefecture_id": found.prefecture_id, "mediator": found}
    found.languages.all().delete()
    found.hours.all().delete()
    MediatorLanguage.objects.bulk_create(
        MediatorLanguage(code=code, level=level.value, **common) for code, level in facts.languages
    )
    MediatorHours.objects.bulk_create(MediatorHours(**asdict(one), **common) for one in facts.hours)


def _told(facts: MediatorFacts) -> dict[str, Any]:
    told = {name: value for name, value in asdict(facts).items() if name not in ROWS}
    return {
        **told, "modes": [one.value for one in facts.modes], "sex": facts.sex.value, "comuni": list(facts.comuni),
        "conflicts": list(facts.conflicts),
    }  # fmt: skip


def _checked(by: Actor, facts: MediatorFacts, today: date | None) -> MediatorFacts:
    facts = replace(
        facts, name=one_line(facts.name), comuni=() if facts.whole_province else facts.comuni,
        conflicts=tuple(one_line(one) for one in facts.conflicts if one.strip()),
        hours=tuple(sorted(facts.hours, key=lambda one: (one.weekday, one.opens))),
    )  # fmt: skip
    texts_said(name=facts.name)
    texts_checked({name: getattr(facts, name) for name in ("name", "availability_note", "conflicts")})
    addresses_checked({}, {"email": facts.email})
    known_words("languages", [code for code, _level in facts.languages], languages())
    if facts.organisation_id is not None:
        organisations.organisation(by, facts.organisation_id)
    if facts.phone:
        try:
            facts = replace(facts, phone=read_phone(facts.phone).number)
        except NotAPhone:
            raise wrong_fields("mediator_invalid", {"phone": _("This is no telephone number.")}) from None
    wrong = _wrong(facts, today or timezone.localdate())
    if wrong:
        raise wrong_fields("mediator_invalid", wrong)
    return facts


def _wrong(facts: MediatorFacts, today: date) -> dict[str, object]:
    wrong: dict[str, object] = {}
    codes = [code for code, _level in facts.languages]
    if not codes or len(set(codes)) < len(codes):
        wrong["languages"] = _("Write each language once, and at least one.")
    if not facts.modes:
        wrong["modes"] = _("Say how this mediator works.")
    if not facts.phone and not facts.email:
        wrong["phone"] = _("Write a telephone or an e-mail.")
    if not facts.whole_province and not (facts.comuni and all(COMUNE.fullmatch(one) for one in facts.comuni)):
        wrong["comuni"] = _("Write ISTAT codes of comuni, six digits each.")
    if facts.ethics_signed_on is not None and facts.ethics_signed_on > today:
        wrong["ethics_signed_on"] = _("This day is still to come.")
    if not _in_order(facts.hours):
        wrong["hours"] = _("Hours end after they begin, and do not overlap.")
    return wrong


def _in_order(hours: Iterable[HoursFacts]) -> bool:
    rows = list(hours)
    return all(one.opens < one.closes for one in rows) and all(
        one.weekday != other.weekday or one.closes <= other.opens for one, other in pairwise(rows)
    )
