"""What an answer says of being kept, and whether it is true: Cache-Control, ETag, Vary and 304."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client

# What the answer may depend on: nobody's cookie, but the language of the browser and whether it reads gzip.
OTHERWISE = {"Accept-Language": "fr", "Accept-Encoding": "gzip", "Cookie": "approdo_language=en"}
PUBLIC = re.compile(r"public, max-age=[1-9][0-9]*|no-cache")
# Asked again each time: what is open now, a form with its secret, a search, a paper made for somebody.
ASKED_AGAIN = {"portal_found", "portal_map", "portal_service", "portal_suggest", "portal_feedback", "portal_leaflet"}
# Pages offer themselves in the language that the browser prefers; files and data do not.
WITHOUT_OFFER = {"portal_calendar", "portal_eligible_rules", "portal_manifest", "portal_worker", "portal_emblem"}
DATA = ("portal_hsds_", "portal_open_data")
AFRAID = "/needs/safety/"  # must not stay in a browser that another person opens


def faults(client: Client, name: str, address: str) -> list[str]:
    """What is wrong in the answers of an address, in words."""
    first = client.get(address)
    keeps = str(first.headers.get("Cache-Control", ""))
    if first.status_code >= 300 or name in ASKED_AGAIN or AFRAID in address:
        wrong = first.status_code >= 500 or (first.status_code != 302 and keeps != "no-store")
        return [f"{address}: {first.status_code} {keeps or 'no Cache-Control'}, not no-store"] if wrong else []
    found = _of_kept(first) + _of_unchanged(client, address, first) + _of_vary(client, name, address, first)
    return [f"{address}: {one}" for one in found]


def _of_kept(first: HttpResponse) -> list[str]:
    found = []
    if not PUBLIC.fullmatch(first.headers.get("Cache-Control", "")):
        found.append(f"Cache-Control is {first.headers.get('Cache-Control')!r}")
    if not first.headers.get("ETag"):
        found.append("no ETag")
    if first.cookies:
        found.append("sets a cookie")
    return found


def _of_unchanged(client: Client, address: str, first: HttpResponse) -> list[str]:
    tag = first.headers.get("ETag", "")
    again = client.get(address, headers={"If-None-Match": tag})
    if again.status_code != 304 or b"".join(again):
        return [f"the same ETag gets {again.status_code}"]
    other = [
        f"304 says {header} {again.headers.get(header)!r}, 200 {first.headers.get(header)!r}"
        for header in ("Cache-Control", "ETag", "Vary", "Access-Control-Allow-Origin")
        if again.headers.get(header) != first.headers.get(header)
    ]
    changed = client.get(address, headers={"If-None-Match": 'W/"older"'})
    if not b"".join(changed) or changed.status_code != 200:
        other.append("another ETag does not get 200")
    return other


def _of_vary(client: Client, name: str, address: str, first: HttpResponse) -> list[str]:
    named = {one.strip() for one in first.headers.get("Vary", "").split(",")} - {""}
    body, found = b"".join(first), []
    for header, value in OTHERWISE.items():
        if b"".join(client.get(address, headers={header: value})) != body and header not in named:
            found.append(f"Vary has no {header}")
    page = name not in WITHOUT_OFFER and not name.startswith(DATA)
    many = named - {"Accept-Encoding", "Accept-Language" if page else ""}
    return found + [f"Vary has {one}, which changes nothing" for one in sorted(many)]
