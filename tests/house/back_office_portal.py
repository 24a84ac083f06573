"""The pages that anybody reads, by the name of their address."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from approdo.network.definitions import categories
from tests.house.addresses import addresses

FILES = ("portal_calendar", "portal_leaflet", "portal_manifest", "portal_worker")
NOT_FOUND = ("portal_nothing",)


def public_pages(things: dict[str, object]) -> dict[str, str]:
    """In Italian, about what is published among those things; the list of services is asked in two ways."""
    category = next(one for one in categories().values() if one.need)
    known: dict[str, Any] = {
        "speech": "it", "area": "sv", "need": category.need, "category": category.id,
        "procedure_id": "family_reunification", "service_id": things["service_id"],
        "opportunity_id": things["published_opportunity"],
    }  # fmt: skip
    found = {
        address.name: address.path(known)
        for address in addresses()
        if address.pattern.startswith("<speech:") and address.name not in (*FILES, *NOT_FOUND)
    }
    services = reverse("portal_found", kwargs={"speech": "it", "area": "sv"})
    return found | {"portal_found, a question": f"{services}?q=sportelo&near=savona&lang=bn&age=20"}
