"""Opportunities: written, published, withdrawn. They expire by themselves. Their words are texts, which are translated."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.saying import reason_said, texts_said, wrong_fields
from approdo.network.commands.organisations import locked_organisation
from approdo.network.commands.sources import retire_sources, write_source
from approdo.network.definitions import languages
from approdo.network.models import Opportunity
from approdo.network.queries import opportunities
from approdo.network.records import (
    addresses_checked,
    changed_to,
    known_words,
    locked,
    not_in_state,
    one_line,
    recorded,
    texts_checked,
)
from approdo.network.rules.directory import RecordState
from approdo.network.rules.eligibility_words import COMUNE
from approdo.network.rules.opportunities import OpportunityFacts, last_day
from approdo.network.rules.phones import NotAPhone, read_phone
from approdo.network.rules.sentences import tidy
from approdo.network.rules.sources import HolderKind

KIND = "opportunity"
PUBLISHED = RecordState.PUBLISHED.value
LONGEST_TITLE = 160
TEXTS = ("title", "body", "target", "how_to_apply")


@transaction.atomic
def record_opportunity(*, by: Actor, organisation_id: UUID, facts: OpportunityFacts) -> Opportunity:
    """Write an opportunity of an organisation down, as a draft. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.NETWORK_EDIT)
    organisation = locked_organisation(by, organisation_id, None)
    found = Opportunity(prefecture_id=by.prefecture, organisation=organisation, written_by_id=by.user_id)
    changed_to(found, _told(_checked(facts)))
    found.save()
    _write(by, found, minor=False)
    audit.record(by, "opportunity.recorded", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_opportunity(
    *, by: Actor, opportunity_id: UUID, facts: OpportunityFacts, minor: bool = False,
    expected_version: int | None = None,
) -> Opportunity:  # fmt: skip
    """Write an opportunity again. `minor`: only slips of the pen, no translation becomes stale.

    Raises NotAllowed, NotFound, Stale, InvalidInput (also a change that is not minor, or a published one without an end),
    Refusal (withdrawn).
    """
    require(by, Permission.NETWORK_EDIT)
    found = _locked(by, opportunity_id, expected_version)
    if found.state == RecordState.WITHDRAWN.value:
        raise not_in_state(_("It was withdrawn. Publish it again, or write a new one."))
    changed = changed_to(found, _told(_checked(facts)))
    if not changed:
        return found
    if found.state == PUBLISHED:
        _ends(found)
    _write(by, found, minor=minor)
    return recorded(by, KIND, found, "opportunity.changed", changed)


@transaction.atomic
def publish_opportunity(
    *, by: Actor, opportunity_id: UUID, expected_version: int | None = None, today: date | None = None
) -> Opportunity:
    """Show an opportunity to the public until its last day.

    Raises NotAllowed, NotFound, Stale, InvalidInput (it has no last day), Refusal (shown already, over, or of an
    organisation that the public does not see).
    """
    require(by, Permission.NETWORK_PUBLISH)
    found = _locked(by, opportunity_id, expected_version)
    today = today or timezone.localdate()
    if found.state == PUBLISHED:
        raise not_in_state(_("It is published already."))
    if found.organisation.state != PUBLISHED:
        raise Refusal("organisation_not_published", _("Its organisation is not published: publish it first."))
    if _ends(found) < today:
        raise Refusal("opportunity_over", _("Its last day is over: change its days first."))
    found.state, found.published_on, found.withdrawn_why = PUBLISHED, today, ""
    _write(by, found, minor=False)
    return recorded(by, KIND, found, "opportunity.published", ["state"])


@transaction.atomic
def withdraw_opportunity(
    *, by: Actor, opportunity_id: UUID, reason: str, expected_version: int | None = None
) -> Opportunity:
    """Take an opportunity and its translations away from the public before its last day.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (it is not shown).
    """
    require(by, Permission.NETWORK_PUBLISH)
    found = _locked(by, opportunity_id, expected_version)
    if found.state != PUBLISHED:
        raise not_in_state(_("It is not published."))
    found.withdrawn_why, found.state = reason_said(reason), RecordState.WITHDRAWN.value
    retire_sources(by, HolderKind.OPPORTUNITY, found.pk)
    return recorded(by, KIND, found, "opportunity.withdrawn", ["state"])


def _locked(by: Actor, identifier: UUID, version: int | None) -> Opportunity:
    rows = opportunities.visible_to(by)
    return locked(by, KIND, rows, identifier, version, opportunities.opportunity_not_found())


def _ends(found: Opportunity) -> date:
    """Its last day. Raises InvalidInput where it has none."""
    if found.last_day is None:
        words = _("Write the last day to apply, or the day on which it takes place: without it, it would never end.")
        raise wrong_fields("opportunity_endless", {"deadline": words})
    return found.last_day


def _told(facts: OpportunityFacts) -> dict[str, Any]:
    end = last_day(facts.deadline, facts.begins_on, facts.ends_on)
    return {**asdict(facts), "kind": facts.kind.value, "languages": list(facts.languages), "last_day": end}


def _checked(facts: OpportunityFacts) -> OpportunityFacts:
    facts = replace(
        facts, title=one_line(facts.title), body=tidy(facts.body), target=tidy(facts.target),
        how_to_apply=tidy(facts.how_to_apply), languages=tuple(dict.fromkeys(facts.languages)),
        city=one_line(facts.city),
    )  # fmt: skip
    texts_said(title=facts.title, body=facts.body, how_to_apply=facts.how_to_apply)
    texts_checked({name: getattr(facts, name) for name in (*TEXTS, "city")})
    addresses_checked({"link": facts.link}, {"email": facts.email})
    known_words("languages", facts.languages, languages())
    wrong: dict[str, object] = {}
    if len(facts.title) > LONGEST_TITLE:
        wrong["title"] = _("At most %(most)s signs.") % {"most": LONGEST_TITLE}
    if facts.ends_on is not None and (facts.begins_on is None or facts.ends_on < facts.begins_on):
        wrong["ends_on"] = _("It ends before it begins.") if facts.begins_on else _("Write its first day too.")
    if facts.comune_code and not COMUNE.fullmatch(facts.comune_code):
        wrong["comune_code"] = _("Write the ISTAT code of the comune, six digits.")
    elif bool(facts.comune_code) != bool(facts.city):
        wrong["city"] = _("Write both the comune and its code, or neither for the whole province.")
    if facts.phone:
        try:
            facts = replace(facts, phone=read_phone(facts.phone).number)
        except NotAPhone:
            wrong["phone"] = _("This is no telephone number.")
    if wrong:
        raise wrong_fields("opportunity_invalid", wrong)
    return facts


def _write(by: Actor, found: Opportunity, *, minor: bool) -> None:
    for field in TEXTS:
        write_source(
            by, HolderKind.OPPORTUNITY, found.pk, field, getattr(found, field), kind="opportunity", title=found.title,
            minor=minor, wanted_until=found.last_day,
        )  # fmt: skip
