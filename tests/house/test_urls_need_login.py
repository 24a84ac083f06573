"""A stranger sees nothing but a few listed pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.house.addresses import Address, addresses

# Name: why a stranger may.
OPEN = {
    "feed": "the secret of its address says whose it is; any other is not found",
    "status": "state of the service, for those who watch it",
    "choose_language": "the sign-in page speaks two languages",
    "api:openapi-json": "the description of the API holds no data",
    "account_login": "signing in",
    "account_signup": "says that nobody signs up by themselves",
    "account_inactive": "says that the user was disabled",
    "account_email_verification_sent": "a sentence of the login library",
    "account_confirm_email": "a link of a letter",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "a forgotten password",
    "account_reset_password_from_key": "a link of a letter",
    "account_reset_password_from_key_done": "a forgotten password",
    "socialaccount_login_cancelled": "what the identity provider answered",
    "socialaccount_login_error": "what the identity provider answered",
    "openid_connect_login": "signing in through the administration",
    "openid_connect_callback": "signing in through the administration",
    "mfa_login_webauthn": "signing in with a passkey",
    "accessibility": "the statement that the law wants public",
    "privacy": "the notice that the law wants public",
    "licence": "the licence of the program",
    "portal_languages": "the portal is for anybody",
    "portal_emblem": "who funds the portal",
    "portal_home": "the portal is for anybody",
    "portal_need": "the portal is for anybody",
    "portal_category": "the portal is for anybody",
    "portal_services": "the directory of services is for anybody",
    "portal_found": "services that are published, and nothing that is protected",
    "portal_map": "the same services on a map, without those that are protected",
    "portal_leaflet": "the same services on paper",
    "portal_service": "one of them",
    "portal_eligible_where": "who may use what, for anybody",
    "portal_eligible": "the conditions of published services; answers never leave the browser",
    "portal_eligible_rules": "the same conditions as data",
    "portal_guides": "guides to the procedures, made of the law alone",
    "portal_guide": "guides to the procedures, made of the law alone",
    "portal_documents": "documents by answers that are not kept",
    "portal_opportunities": "opportunities that are published",
    "portal_opportunity": "one of them",
    "portal_outreach": "the calendar of published stops",
    "portal_calendar": "the same for a calendar program",
    "portal_manifest": "the portal among the applications of a telephone",
    "portal_worker": "the script that answers without a connection",
    "portal_keep_where": "a copy of what is published, for anybody",
    "portal_keep": "a copy of what is published, for anybody",
    "portal_copy": "services that are published and not protected, with the guides",
    "portal_widget": "a search that other sites may show",
    "portal_feedback": "what a reader says of a page, kept without who says it",
    "portal_thanks": "a sentence",
    "portal_suggest": "what a reader says of a service, kept without who says it",
    "portal_suggested": "a sentence",
    "confirm_by_link": "the signed address of a letter is the key; any other is not found",
    "portal_accessibility": "the portal's own statement",
    "portal_privacy": "the portal's own notice",
    "portal_hsds_about": "open data: published and not protected",
    "portal_hsds_openapi": "open data: published and not protected",
    "portal_hsds_profile": "open data: published and not protected",
    "portal_hsds_services": "open data: published and not protected",
    "portal_hsds_service": "open data: published and not protected",
    "portal_hsds_organisations": "open data: published and not protected",
    "portal_hsds_organisation": "open data: published and not protected",
    "portal_hsds_desks": "open data: published and not protected",
    "portal_hsds_desk": "open data: published and not protected",
    "portal_hsds_taxonomies": "open data: published and not protected",
    "portal_hsds_taxonomy": "open data: published and not protected",
    "portal_hsds_terms": "open data: published and not protected",
    "portal_hsds_term": "open data: published and not protected",
    "portal_hsds_nothing": "open data: published and not protected",
    "portal_open_data": "open data: published and not protected",
    "portal_open_data_turtle": "open data: published and not protected",
    "portal_open_data_procedures": "open data: published and not protected",
    "portal_open_data_package": "open data: published and not protected",
    "portal_open_data_ndjson": "open data: published and not protected",
    "portal_open_data_csv": "open data: published and not protected",
    "portal_open_data_geojson": "open data: published and not protected",
    "portal_nothing": "says in the reader's language that the page does not exist",
}
REFUSALS = {301, 302, 401, 403, 404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("address", list(addresses()), ids=lambda address: address.pattern)
def test_a_stranger_is_sent_to_the_login_page(address: Address, savona: object) -> None:
    if address.name in OPEN:
        return
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address.path())
        assert answer.status_code in REFUSALS, address
        if not address.path().startswith(("/accounts/", "/api/")):
            assert answer.headers["Location"].startswith("/accounts/login/?next="), address


@pytest.mark.django_db
def test_an_address_of_a_calendar_that_nobody_made_is_unknown(savona: object) -> None:
    assert Client().get(f"/feeds/{'x' * 43}.ics").status_code == 404


def test_no_listed_page_is_a_page_of_work() -> None:
    listed = [address for address in addresses() if address.name in OPEN]
    assert len(listed) > 10
    assert not [address for address in listed if address.pattern.startswith("office/")]
