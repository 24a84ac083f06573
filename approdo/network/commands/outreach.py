"""Outreach stops: written, published, withdrawn; their days called off. Their words are texts, which are translated."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import NotFound, Refusal
from approdo.core.saying import reason_said, texts_said, wrong_fields
from approdo.network.commands.organisations import locked_organisation
from approdo.network.commands.places import locked_place
from approdo.network.commands.sources import retire_sources, write_source
from approdo.network.definitions import categories, languages
from approdo.network.models import OutreachStop, OutreachVisit
from approdo.network.queries import outreach
from approdo.network.records import changed_to, known_words, locked, not_in_state, one_line, recorded, texts_checked
from approdo.network.rules.directory import RecordState
from approdo.network.rules.eligibility_words import COMUNE
from approdo.network.rules.outreach import StopFacts, VisitState
from approdo.network.rules.phones import NotAPhone, read_phone
from approdo.network.rules.sentences import tidy
from approdo.network.rules.sources import HolderKind

KIND = "outreach_stop"
PUBLISHED = RecordState.PUBLISHED.value


@transaction.atomic
def record_stop(*, by: Actor, organisation_id: UUID, facts: StopFacts) -> OutreachStop:
    """Write a stop of an organisation down, as a draft. Raises NotAllowed, NotFound, InvalidInput, Refusal."""
    require(by, Permission.NETWORK_EDIT)
    organisation = locked_organisation(by, organisation_id, None)
    found = OutreachStop(prefecture_id=by.prefecture, organisation=organisation, written_by_id=by.user_id)
    changed_to(found, _told(_checked(by, facts)))
    found.save()
    _write(by, found, minor=False)
    audit.record(by, "outreach_stop.recorded", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_stop(
    *, by: Actor, stop_id: UUID, facts: StopFacts, minor: bool = False, expected_version: int | None = None
) -> OutreachStop:
    """Write a stop again. `minor`: only slips of the pen, no translation becomes stale.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (it would no longer come on days that were held).
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_stop(by, stop_id, expected_version)
    changed = changed_to(found, _told(_checked(by, facts)))
    if not changed:
        return found
    _place_shown(found)
    kept = set(found.visits.filter(state=VisitState.HELD.value).values_list("day", flat=True))
    if kept and not kept <= set(_days(found, min(kept), max(kept))):
        words = _("People were met on days on which it would no longer come. End it, and write a new stop.")
        raise Refusal("stop_has_visits", words, fields={"first_day": words})
    _write(by, found, minor=minor)
    return recorded(by, KIND, found, "outreach_stop.changed", changed)


@transaction.atomic
def publish_stop(*, by: Actor, stop_id: UUID, expected_version: int | None = None) -> OutreachStop:
    """Show a stop in the public calendar. Raises NotAllowed, NotFound, Stale, Refusal (shown already, or where it is
    or whose it is the public does not see).
    """
    require(by, Permission.NETWORK_PUBLISH)
    found = locked_stop(by, stop_id, expected_version)
    if found.state == PUBLISHED:
        raise not_in_state(_("It is published already."))
    if found.organisation.state != PUBLISHED:
        raise Refusal("organisation_not_published", _("Its organisation is not published: publish it first."))
    found.state = PUBLISHED
    _place_shown(found)
    _write(by, found, minor=False)
    return recorded(by, KIND, found, "outreach_stop.published", ["state"])


@transaction.atomic
def withdraw_stop(*, by: Actor, stop_id: UUID, expected_version: int | None = None) -> OutreachStop:
    """Take a stop and its translations out of the public calendar. Raises NotAllowed, NotFound, Stale, Refusal."""
    require(by, Permission.NETWORK_PUBLISH)
    found = locked_stop(by, stop_id, expected_version)
    if found.state != PUBLISHED:
        raise not_in_state(_("It is not published."))
    found.state = RecordState.WITHDRAWN.value
    retire_sources(by, HolderKind.OUTREACH, found.pk)
    return recorded(by, KIND, found, "outreach_stop.withdrawn", ["state"])


@transaction.atomic
def call_off_day(*, by: Actor, stop_id: UUID, day: date, reason: str) -> OutreachVisit:
    """A stop does not come on one of its days: the calendar says so, with the reason, which the public reads.

    Raises NotAllowed, NotFound, InvalidInput (no reason, or it does not come on that day), Refusal (told already).
    """
    require(by, Permission.NETWORK_EDIT)
    found = locked_stop(by, stop_id, None)
    coming_day(found, day)
    told = reason_said(reason)
    texts_checked({"reason": told})
    already = Refusal("day_told", _("This day was called off already, or people were met on it."))
    with refusing("visit_once_a_day", already):
        made = OutreachVisit.objects.create(
            prefecture_id=by.prefecture, stop=found, day=day, state=VisitState.CANCELLED.value, reason=told
        )
    recorded(by, KIND, found, "outreach_stop.day_called_off", ["visits"])
    return made


@transaction.atomic
def restore_day(*, by: Actor, stop_id: UUID, visit_id: UUID) -> None:
    """A day that was called off comes after all. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_stop(by, stop_id, None)
    gone, _kinds = found.visits.filter(pk=visit_id, state=VisitState.CANCELLED.value).delete()
    if not gone:
        raise NotFound("visit_not_found", _("This day is not called off any more."))
    recorded(by, KIND, found, "outreach_stop.day_restored", ["visits"])


def locked_stop(by: Actor, identifier: UUID, version: int | None) -> OutreachStop:
    """The stop, locked until the transaction ends. Raises NotFound, Stale."""
    return locked(by, KIND, outreach.visible_to(by), identifier, version, outreach.stop_not_found())


def coming_day(found: OutreachStop, day: date) -> None:
    """Refuse a day on which a stop does not come. Raises InvalidInput."""
    if day not in outreach.days_between(found, day, day):
        raise wrong_fields("not_a_day_of_it", {"day": _("It does not come on this day.")})


def _days(found: OutreachStop, first: date, last: date) -> list[date]:
    """As many days as one asks for, a year at a time."""
    found_days: list[date] = []
    while first <= last:
        end = min(last, date.fromordinal(first.toordinal() + 365))
        found_days += outreach.days_between(found, first, end)
        first = date.fromordinal(end.toordinal() + 1)
    return found_days


def _place_shown(found: OutreachStop) -> None:
    """A published stop is at a place that the public sees."""
    if found.state == PUBLISHED and found.location is not None and found.location.state != PUBLISHED:
        words = _("This place is not published: publish the place first.")
        raise Refusal("place_not_published", words, fields={"location_id": words})


def _told(facts: StopFacts) -> dict[str, Any]:
    return {
        **asdict(facts), "rhythm": facts.rhythm.value, "languages": list(facts.languages), "needs": list(facts.needs),
    }  # fmt: skip


def _checked(by: Actor, facts: StopFacts) -> StopFacts:
    facts = replace(
        facts, name=one_line(facts.name), body=tidy(facts.body), city=one_line(facts.city), spot=one_line(facts.spot),
        languages=tuple(dict.fromkeys(facts.languages)), needs=tuple(dict.fromkeys(facts.needs)),
    )  # fmt: skip
    texts_said(name=facts.name, body=facts.body)
    texts_checked({name: getattr(facts, name) for name in ("name", "body", "city", "spot")})
    known_words("languages", facts.languages, languages())
    known_words("needs", facts.needs, [one.id for one in categories().values() if not one.need])
    wrong = _wrong(facts)
    if facts.phone:
        try:
            facts = replace(facts, phone=read_phone(facts.phone).number)
        except NotAPhone:
            wrong["phone"] = _("This is no telephone number.")
    if wrong:
        raise wrong_fields("stop_invalid", wrong)
    if facts.location_id is not None and locked_place(by, facts.location_id, None).protected:
        raise wrong_fields("stop_invalid", {"location_id": _("This place is protected: nobody is told to go there.")})
    return facts


def _wrong(facts: StopFacts) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if facts.closes <= facts.opens:
        wrong["closes"] = _("It ends before it begins.")
    if facts.last_day is not None and facts.last_day < facts.first_day:
        wrong["last_day"] = _("It ends before it begins.")
    spot = (facts.comune_code, facts.city, facts.spot)
    if facts.location_id is not None:
        if any(spot):
            wrong["location_id"] = _("Choose a place, or write a spot: not both.")
    elif not all(spot):
        wrong["spot"] = _("Choose a place, or write the spot with its comune and the code of the comune.")
    elif not COMUNE.fullmatch(facts.comune_code):
        wrong["comune_code"] = _("Write the ISTAT code of the comune, six digits.")
    return wrong


def _write(by: Actor, found: OutreachStop, *, minor: bool) -> None:
    for field in ("name", "body"):
        write_source(
            by, HolderKind.OUTREACH, found.pk, field, getattr(found, field), kind="practical", title=found.name,
            minor=minor, wanted_until=found.last_day,
        )  # fmt: skip
