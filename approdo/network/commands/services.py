"""Services: written, shown to the public, hidden, protected, given to another organisation."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.saying import texts_said, wrong_fields
from approdo.network.commands.organisations import locked_organisation
from approdo.network.commands.places import seal_place
from approdo.network.commands.sources import retire_sources, write_source
from approdo.network.definitions import categories
from approdo.network.models import Location, Service, ServiceArea
from approdo.network.queries import services, texts
from approdo.network.records import (
    addresses_checked,
    changed_to,
    known_words,
    locked,
    not_in_state,
    one_line,
    phones_written,
    recorded,
    said_now,
    texts_checked,
)
from approdo.network.rules.directory import Cost, RecordState
from approdo.network.rules.eligibility import to_json
from approdo.network.rules.eligibility_words import COMUNE, unknown_words
from approdo.network.rules.facts import ServiceFacts
from approdo.network.rules.sources import HolderKind

KIND = "service"
PUBLISHED = RecordState.PUBLISHED.value
TEXTS = (
    "name", "alternate_name", "description", "eligibility_note", "fees_description", "cost_source",
    "required_documents", "application_process",
)  # fmt: skip
# What is translated, and as which kind of text. Who may use a service is a right: no translation that nobody read.
TRANSLATED = {
    "name": "label", "description": "description", "eligibility_note": "rights", "fees_description": "practical",
    "required_documents": "practical", "application_process": "practical",
}  # fmt: skip
SAFETY, EMERGENCY = "safety", "emergency"


@transaction.atomic
def register_service(
    *, by: Actor, organisation_id: UUID, facts: ServiceFacts, protected: bool = False, today: date | None = None
) -> Service:
    """Write a new service of an organisation down, as a draft. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.NETWORK_EDIT)
    organisation = locked_organisation(by, organisation_id, None)
    facts = _checked(facts, protected=protected)
    found = Service(prefecture_id=by.prefecture, organisation=organisation, protected=protected)
    changed_to(found, _told(facts))
    said_now(found, by, today)
    found.save()
    phones_written(found, facts.phones)
    _areas_written(found, facts.areas)
    audit.record(by, "service.registered", KIND, found.pk, version=found.version)
    return found


@transaction.atomic
def change_service(*, by: Actor, service_id: UUID, facts: ServiceFacts, expected_version: int | None = None) -> Service:
    """Replace what is written of a service. Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (no way left)."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_service(by, service_id, expected_version)
    facts = _checked(facts, protected=found.protected)
    changed = changed_to(found, _told(facts))
    if phones_written(found, facts.phones):
        changed.append("phones")
    if _areas_written(found, facts.areas):
        changed.append("areas")
    if not changed:
        return found
    reachable(found)
    if found.state == PUBLISHED and set(changed) & {*TRANSLATED, "categories"}:
        _texts_written(by, found)
    return recorded(by, KIND, found, "service.changed", changed)


@transaction.atomic
def publish_service(
    *, by: Actor, service_id: UUID, expected_version: int | None = None, today: date | None = None
) -> Service:
    """Show a service to the public, with the places of its desks that were drafts.

    Raises NotAllowed, NotFound, Stale, Refusal: it is shown already, its organisation is not, one of its places was
    withdrawn, or nobody could reach it.
    """
    require(by, Permission.NETWORK_PUBLISH)
    found = locked_service(by, service_id, expected_version)
    if found.state == PUBLISHED:
        raise not_in_state(_("It is published already."))
    if found.organisation.state != PUBLISHED:
        words = _("Its organisation is not published: the editors of the network publish it first.")
        raise Refusal("organisation_not_published", words)
    _publish_places(by, found, today)
    found.state = PUBLISHED
    reachable(found)
    said_now(found, by, today)
    _texts_written(by, found)
    return recorded(by, KIND, found, "service.published", ["state"])


@transaction.atomic
def withdraw_service(*, by: Actor, service_id: UUID, expected_version: int | None = None) -> Service:
    """Hide a service from the public. Raises NotAllowed, NotFound, Stale, Refusal (it is not shown)."""
    require(by, Permission.NETWORK_PUBLISH)
    found = locked_service(by, service_id, expected_version)
    if found.state != PUBLISHED:
        raise not_in_state(_("It is not published."))
    found.state = RecordState.WITHDRAWN.value
    retire_sources(by, HolderKind.SERVICE, found.pk)
    return recorded(by, KIND, found, "service.withdrawn", ["state"])


@transaction.atomic
def confirm_service(*, by: Actor, service_id: UUID, today: date | None = None) -> Service:
    """Say that what is written of a service is still right. Raises NotAllowed, NotFound."""
    require(by, Permission.NETWORK_EDIT)
    found = locked_service(by, service_id, None)
    said_now(found, by, today)
    return recorded(by, KIND, found, "service.confirmed", [])


@transaction.atomic
def protect_service(*, by: Actor, service_id: UUID, expected_version: int | None = None) -> Service:
    """Hide for ever where and when a service is met. Its places must be protected places, or have no other service.

    Raises NotAllowed, NotFound, Stale, InvalidInput (its texts say where), Refusal (a place is shared, no way is left).
    """
    require(by, Permission.NETWORK_MANAGE)
    found = locked_service(by, service_id, expected_version)
    if found.protected:
        raise not_in_state(_("It is protected already."))
    texts_checked({name: getattr(found, name) for name in TEXTS}, protected=True)
    met = Location.objects.select_for_update().filter(pk__in=found.desks.values("location"), protected=False)
    shared = [one.name for one in met if one.desks.exclude(service=found).exists() or one.outreach_stops.exists()]
    if shared:
        words = _("Other services are met there too: %(places)s. Write protected places of its own first.")
        raise Refusal("place_shared", words % {"places": ", ".join(shared)})
    found.protected = True
    reachable(found)
    if found.state == PUBLISHED:
        _texts_written(by, found)
    recorded(by, KIND, found, "service.protected", ["protected"])
    for one in met:
        seal_place(by, one)
    return found


@transaction.atomic
def transfer_service(
    *, by: Actor, service_id: UUID, organisation_id: UUID, expected_version: int | None = None
) -> Service:
    """Give a service to another organisation, which answers for it from now on.

    Raises NotAllowed, NotFound, Stale, Refusal (it is shown and the other organisation is not).
    """
    require(by, Permission.NETWORK_MANAGE)
    found = locked_service(by, service_id, expected_version)
    organisation = locked_organisation(by, organisation_id, None)
    if found.state == PUBLISHED and organisation.state != PUBLISHED:
        raise Refusal("organisation_not_published", _("The other organisation is not published."))
    if organisation.pk == found.organisation_id:
        raise not_in_state(_("It belongs to this organisation already."))
    found.organisation = organisation
    return recorded(by, KIND, found, "service.transferred", ["organisation"])


def locked_service(by: Actor, identifier: UUID, version: int | None) -> Service:
    """The service, locked until the transaction ends. Raises NotFound, Stale."""
    rows = services.visible_to(by).select_related("organisation")
    return locked(by, KIND, rows, identifier, version, services.service_not_found())


def reachable(found: Service) -> None:
    """Refuse to leave a published service that nobody can reach. Raises Refusal."""
    if found.state == PUBLISHED and not services.ways_to(found):
        words = _("Nobody could reach it: write a telephone, an e-mail, a web page, or a desk with its place.")
        if found.protected:
            words = _(
                "Nobody could reach it: a protected service needs a telephone, an e-mail or a web page of its own."
            )
        raise Refusal("no_way_to_reach", words)


def _publish_places(by: Actor, found: Service, today: date | None) -> None:
    met = Location.objects.select_for_update().filter(
        pk__in=found.desks.filter(ended_on__isnull=True).values("location")
    )
    for one in met:
        if one.state == PUBLISHED:
            continue
        if one.state == RecordState.WITHDRAWN.value:
            words = _("The place %(place)s was withdrawn: publish it again, or close the desk.")
            raise Refusal("place_withdrawn", words % {"place": one.name})
        one.state = PUBLISHED
        said_now(one, by, today)
        recorded(by, "place", one, "place.published", ["state"])


def _texts_written(by: Actor, found: Service) -> None:
    """Bring the Italian of a published service to who translates it. What is on safety is never read unreviewed."""
    safety = found.protected or any(categories()[one].need == SAFETY for one in found.categories)
    before = set(texts.of_holder(by, HolderKind.SERVICE, found.pk).values_list("field", flat=True))
    for field, kind in TRANSLATED.items():
        told = getattr(found, field)
        words = told if isinstance(told, str) else "\n".join(f"- {one}" for one in told)
        if words or field in before:
            write_source(
                by, HolderKind.SERVICE, found.pk, field, words, kind=EMERGENCY if safety else kind, title=found.name
            )


def _checked(facts: ServiceFacts, *, protected: bool) -> ServiceFacts:
    facts = replace(
        facts, name=one_line(facts.name), alternate_name=one_line(facts.alternate_name),
        description=facts.description.strip(), areas=() if facts.whole_province else tuple(dict.fromkeys(facts.areas)),
        required_documents=tuple(one_line(one) for one in facts.required_documents if one.strip()),
        categories=tuple(dict.fromkeys(facts.categories)),
    )  # fmt: skip
    texts_said(name=facts.name, description=facts.description, categories=" ".join(facts.categories))
    known_words("categories", facts.categories, [one.id for one in categories().values() if one.need])
    texts = {name: getattr(facts, name) for name in TEXTS}
    texts_checked({**texts, "phones": [one.description for one in facts.phones]}, protected=protected)
    addresses_checked({"url": facts.url}, {"email": facts.email})
    wrong: dict[str, object] = {}
    if unknown := unknown_words(facts.eligibility):
        wrong["eligibility"] = _("Not known: %(words)s.") % {"words": ", ".join(word for _asks, word in unknown)}
    if not facts.whole_province and not facts.areas:
        wrong["areas"] = _("Write for which comuni it is, or say that it is for the whole province.")
    if any(not COMUNE.fullmatch(one) for one in facts.areas):
        wrong["areas"] = _("Write ISTAT codes of comuni, six digits each.")
    if facts.cost_amount is not None and (facts.cost_amount <= 0 or facts.cost in (Cost.FREE, Cost.UNKNOWN)):
        wrong["cost_amount"] = _("An amount is more than zero, and stands only where one pays.")
    if wrong:
        raise wrong_fields("service_invalid", wrong)
    return facts


def _told(facts: ServiceFacts) -> dict[str, object]:
    told = {name: value for name, value in asdict(facts).items() if name not in ("phones", "areas")}
    return {
        **told, "eligibility": to_json(facts.eligibility), "categories": list(facts.categories),
        "required_documents": list(facts.required_documents), "ways_in": [one.value for one in facts.ways_in],
        "cost": facts.cost.value,
    }  # fmt: skip


def _areas_written(found: Service, codes: tuple[str, ...]) -> bool:
    before = {one.comune_code for one in found.areas.all()}
    if before == set(codes):
        return False
    found.areas.exclude(comune_code__in=codes).delete()
    ServiceArea.objects.bulk_create(
        ServiceArea(prefecture_id=found.prefecture_id, service=found, comune_code=code)
        for code in codes
        if code not in before
    )
    return True
