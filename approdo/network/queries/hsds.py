"""What the public may read of the directory as records of HSDS 3.0. Reads through `published` alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from approdo.network.definitions import categories, languages, node_types
from approdo.network.queries.published import PublicDesk, PublicOrganisation, PublicPlace, PublicService
from approdo.network.rules.eligibility import to_json
from approdo.network.rules.hsds import Record, ages, derived, schedules, told
from approdo.network.rules.phones import PhoneFacts
from approdo.territory.queries import comuni

NEEDS, NODES = derived("taxonomy", "needs"), derived("taxonomy", "node_types")
ACTIVE = "active"


@cache
def taxonomies() -> dict[str, Record]:
    """The lists of words that records are classified by, by identifier."""
    rows = (
        (NEEDS, "Bisogni e categorie di servizi", "What people need, and the categories of services under each need."),
        (NODES, "Tipi di enti della rete", "Kinds of organisations of the territorial network."),
    )
    return {key: {"id": key, "name": name, "description": words, "version": "1"} for key, name, words in rows}


@cache
def terms() -> dict[str, Record]:
    """The words themselves, by identifier."""
    found = [
        {
            **_term(NEEDS, one.id, one.labels["it"], one.labels["en"]),
            **({"parent_id": derived("term", NEEDS, one.need)} if one.need else {}),
            "x-labels": dict(one.labels),
        }
        for one in categories().values()
    ]
    for kind in node_types().values():
        row = _term(NODES, kind.id, kind.name_it, kind.name_en)
        parent = {"parent_id": derived("term", NODES, kind.part_of)} if kind.part_of else {}
        found.append({**row, **parent, "x-labels": {"it": kind.name_it, "en": kind.name_en}})
    return {row["id"]: row for row in found}


def _term(taxonomy: str, code: str, name: str, english: str) -> Record:
    return {
        "id": derived("term", taxonomy, code), "code": code, "name": name, "description": english,
        "taxonomy": taxonomies()[taxonomy]["name"], "taxonomy_id": taxonomy, "language": "it",
    }  # fmt: skip


def provinces_of(places: Iterable[PublicPlace], today: date) -> dict[str, str]:
    """The sign of the province of each place's comune, by ISTAT code, where the territory is loaded."""
    codes = {one.comune_code for one in places}
    if not codes:
        return {}
    return dict(comuni.on_day(today).filter(pk__in=codes).values_list("pk", "province__sign"))


def organisation_record(one: PublicOrganisation) -> Record:
    """An organisation with its one-to-one members."""
    return told(
        {
            "id": str(one.id), "name": one.name, "alternate_name": next(iter(one.alternate_names), ""),
            "description": one.description, "email": one.email, "website": one.website, "tax_id": one.tax_code,
            "parent_organization_id": str(one.parent_id) if one.parent_id else None,
            "x-alternate-names": list(one.alternate_names), "x-node-type": one.node_type,
            "x-last-modified": moment(one.changed_at),
        },
        ("description",),
    )  # fmt: skip


def whole_organisation(one: PublicOrganisation, places: Iterable[PublicPlace], provinces: dict[str, str]) -> Record:
    """An organisation with its telephones, places, codes and kind."""
    key = str(one.id)
    codes = (("IT-IPA", "IPA", one.ipa_code), ("IT-CF", "codice fiscale", one.tax_code))
    identifiers = [
        {
            "id": derived("identifier", key, scheme), "organization_id": key, "identifier_scheme": scheme,
            "identifier_type": kind, "identifier": code,
        }
        for scheme, kind, code in codes if code
    ]  # fmt: skip
    return organisation_record(one) | told(
        {
            "phones": [_phone(phone, key, "organization_id", n) for n, phone in enumerate(one.phones)],
            "locations": [whole_location(place, provinces) for place in places],
            "organization_identifiers": identifiers,
            "attributes": [_attribute(key, "organization", NODES, one.node_type)],
        }
    )


def service_record(one: PublicService) -> Record:
    """A service with its one-to-one members."""
    least, most = ages(one.facts.eligibility)
    return told(
        {
            "id": str(one.id), "organization_id": str(one.organisation.id), "name": one.facts.name,
            "alternate_name": one.facts.alternate_name, "description": one.facts.description, "url": one.facts.url,
            "email": one.facts.email, "status": ACTIVE, "application_process": one.facts.application_process,
            "fees_description": one.facts.fees_description, "eligibility_description": one.facts.eligibility_note,
            "minimum_age": least, "maximum_age": most,
            "assured_date": one.fresh.said_on.isoformat() if one.fresh.said_on else None,
            "last_modified": moment(one.changed_at), "organization": organisation_record(one.organisation),
            "x-cost": one.facts.cost.value, "x-cost-source": one.facts.cost_source, "x-capacity": one.facts.capacity,
            "x-ways-in": [way.value for way in one.facts.ways_in],
            "x-eligibility": to_json(one.facts.eligibility) if one.facts.eligibility else None,
            "x-whole-province": one.facts.whole_province, "x-freshness": one.fresh.state.value,
        }
    )  # fmt: skip


def whole_service(one: PublicService, provinces: dict[str, str]) -> Record:
    """A service with everything that hangs on it."""
    key, facts = str(one.id), one.facts
    areas = [
        {"id": derived("area", key, code), "service_id": key, "extent": code, "extent_type": "ISTAT"}
        for code in facts.areas
    ]
    if facts.whole_province:
        area = {"id": derived("area", key, one.prefecture), "service_id": key, "extent": one.prefecture}
        areas.insert(0, {**area, "extent_type": "province"})
    cost = {"id": derived("cost", key), "service_id": key, "currency": "EUR"}
    return service_record(one) | told(
        {
            "phones": [_phone(phone, key, "service_id", n) for n, phone in enumerate(facts.phones)],
            "service_areas": areas,
            "service_at_locations": [whole_desk(desk, one, provinces) for desk in one.desks],
            "languages": [_language(code, key) for code in spoken(one.desks)],
            "cost_options": [{**cost, "amount": float(facts.cost_amount)}] if facts.cost_amount is not None else [],
            "required_documents": [
                {"id": derived("document", key, n), "service_id": key, "document": words}
                for n, words in enumerate(facts.required_documents)
            ],
            "attributes": [_attribute(key, "service", NEEDS, code) for code in facts.categories],
        }
    )


def desk_record(desk: PublicDesk, service: PublicService) -> Record:
    """A service at its place with its one-to-one members. One without a place has a virtual one."""
    place = location_record(desk.place) if desk.place else _virtual(desk)
    return told(
        {
            "id": str(desk.id), "service_id": str(service.id), "location_id": place["id"],
            "description": desk.description, "location": place, "x-attending": desk.attending.value,
            "x-link": desk.link, "x-on-holidays": desk.schedule.on_holidays.value,
            "x-languages": list(desk.schedule.languages), "x-last-modified": moment(desk.changed_at),
        }
    )  # fmt: skip


def whole_desk(desk: PublicDesk, service: PublicService, provinces: dict[str, str]) -> Record:
    """A service at its place with its hours, telephone and the whole place."""
    key = str(desk.id)
    phones = [_phone(PhoneFacts(desk.phone), key, "service_at_location_id", 0)] if desk.phone else []
    place = {"location": whole_location(desk.place, provinces)} if desk.place else {}
    rows = schedules(desk.schedule, key, desk.attending.value)
    return desk_record(desk, service) | place | told({"phones": phones, "schedules": rows})


def location_record(place: PublicPlace) -> Record:
    """A place with its one-to-one members."""
    return told(
        {
            "id": str(place.id), "location_type": "physical", "organization_id": str(place.organisation_id),
            "name": place.name, "transportation": place.directions,
            "latitude": None if place.latitude is None else float(place.latitude),
            "longitude": None if place.longitude is None else float(place.longitude),
            "external_identifier": place.comune_code, "external_identifier_type": "ISTAT",
        }
    )  # fmt: skip


def whole_location(place: PublicPlace, provinces: dict[str, str]) -> Record:
    """A place with its address and what it offers to who is disabled."""
    key = str(place.id)
    address = {
        "id": derived("address", key), "location_id": key, "address_1": place.address_1,
        "address_2": place.address_2, "city": place.city, "postal_code": place.postal_code,
        "state_province": provinces.get(place.comune_code, ""), "country": "IT", "address_type": "physical",
    }  # fmt: skip
    facts = [(fact.value, answer.value) for fact, answer in place.accessibility.items()]
    if place.accessibility_note:
        facts.append(("note", place.accessibility_note))
    return location_record(place) | told(
        {
            "addresses": [told(address, ("state_province", "postal_code"))],
            "accessibility": [
                {"id": derived("access", key, name), "location_id": key, "description": name, "details": words}
                for name, words in facts
            ],
        }
    )


def spoken(desks: Iterable[PublicDesk]) -> list[str]:
    """The languages spoken at some desk at some hour, in order."""
    found: dict[str, None] = {}
    for desk in desks:
        slots = [slot for period in desk.schedule.periods for slot in period.slots]
        for codes in (desk.schedule.languages, *(slot.languages or () for slot in slots)):
            found.update(dict.fromkeys(codes))
    return list(found)


def moment(at: datetime) -> str:
    """A moment (with its time zone) in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _virtual(desk: PublicDesk) -> Record:
    return told({"id": derived("virtual", desk.id), "location_type": "virtual", "url": desk.link})


def _phone(phone: PhoneFacts, owner: str, member: str, number: int) -> Record:
    row: dict[str, Any] = {"id": derived("phone", owner, number), member: owner, "number": phone.number}
    return told({**row, "type": "voice", "description": phone.description})


def _language(code: str, service: str) -> Record:
    known = languages().get(code)
    key = derived("language", service, code)
    return {"id": key, "service_id": service, "code": code, "name": known.name if known else code}


def _attribute(owner: str, entity: str, taxonomy: str, code: str) -> Record:
    term = derived("term", taxonomy, code)
    row: Record = {"id": derived("attribute", owner, term), "link_id": owner, "link_entity": entity}
    whole = {"taxonomy_term": terms()[term]} if term in terms() else {}
    return {**row, "link_type": "taxonomy_term", "taxonomy_term_id": term, "value": code, **whole}
