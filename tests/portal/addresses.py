"""Every public address, in the table of addresses and here: pages, files and data. Who walks the portal begins here."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.test import Client
from django.urls import get_resolver

GUIDE = "guides/family_reunification/"
NOWHERE = "nowhere/"
WITHOUT_LANGUAGE = ("portal_hsds_", "portal_open_data")
HSDS, OPEN_DATA = "/hsds/v3/", "/open-data/"


def public_names() -> set[str]:
    """The names of the public addresses."""
    return {str(name) for name in get_resolver().reverse_dict if str(name).startswith("portal_")}


def pages(services: Sequence[UUID], offer: UUID) -> dict[str, list[str]]:
    """Each kind of page, at least once: after the language, or from the root where it begins with a stroke."""
    first = services[0]
    return {
        "portal_languages": ["/portal/"],
        "portal_home": [""],
        "portal_need": ["needs/safety/", "needs/health/"],
        "portal_category": ["needs/documents/residence_permit/"],
        "portal_services": ["services/?near=nowhere"],
        "portal_found": [
            "services/sv/", "services/sv/?q=inventato&near=17100&day=2026-11-28&time=10:00&permit=work&age=30",
            "services/sv/?q=zzzz&near=nowhere",
        ],
        "portal_service": [f"services/sv/{one}/" for one in services],
        "portal_map": ["services/sv/map/", "services/sv/map/?q=inventato&near=17100"],
        "portal_suggest": [f"services/sv/{first}/suggest/"],
        "portal_suggested": ["suggested/"],
        "portal_eligible_where": ["eligible/"],
        "portal_eligible": ["eligible/sv/"],
        "portal_guides": ["guides/"],
        "portal_guide": [GUIDE],
        "portal_documents": [f"{GUIDE}documents/"],
        "portal_opportunities": ["opportunities/"],
        "portal_opportunity": [f"opportunities/sv/{offer}/"],
        "portal_outreach": ["outreach/"],
        "portal_keep_where": ["offline/"],
        "portal_keep": ["offline/sv/"],
        "portal_copy": ["offline/sv/copy/"],
        "portal_widget": ["widget/sv/", "widget/sv/?need=health"],
        "portal_feedback": ["feedback/"],
        "portal_thanks": ["feedback/thanks/"],
        "portal_accessibility": ["accessibility/"],
        "portal_privacy": ["privacy/"],
        "portal_nothing": [NOWHERE],
    }  # fmt: skip


def files() -> dict[str, list[str]]:
    """What a language has beside its pages. The emblem is there only where an operator gave one."""
    return {
        "portal_emblem": ["/portal/emblem"],
        "portal_calendar": ["outreach/calendar.ics?area=sv"],
        "portal_eligible_rules": ["eligible/sv/conditions.json", "eligible/sv/conditions.json?need=health"],
        "portal_leaflet": ["services/sv/poster.pdf"],
        "portal_manifest": ["manifest.webmanifest"],
        "portal_worker": ["worker.js"],
    }


def data(client: Client) -> dict[str, list[str]]:
    """The open data, with one record of each list as the list itself names it."""
    found = {
        "portal_hsds_about": [HSDS],
        "portal_hsds_openapi": [f"{HSDS}openapi.json"],
        "portal_hsds_profile": [f"{HSDS}profile.json"],
        "portal_hsds_nothing": [f"{HSDS}nowhere"],
        "portal_open_data": [OPEN_DATA],
    }
    for several, one, path in (
        ("services", "service", "services"), ("organisations", "organisation", "organizations"),
        ("desks", "desk", "service_at_locations"), ("taxonomies", "taxonomy", "taxonomies"),
        ("terms", "term", "taxonomy_terms"),
    ):  # fmt: skip
        key = client.get(f"{HSDS}{path}").json()["contents"][0]["id"]
        found[f"portal_hsds_{several}"], found[f"portal_hsds_{one}"] = [f"{HSDS}{path}"], [f"{HSDS}{path}/{key}"]
    for name, file in (
        ("turtle", "catalogue.ttl"), ("procedures", "procedures.jsonld"), ("package", "hsds.zip"),
        ("ndjson", "services.ndjson"), ("csv", "services.csv"), ("geojson", "services.geojson"),
    ):  # fmt: skip
        found[f"portal_open_data_{name}"] = [f"{OPEN_DATA}{file}"]
    return found


def within(path: str, code: str) -> str:
    """The address of a path in a language."""
    return path if path.startswith("/") else f"/{code}/{path}"
