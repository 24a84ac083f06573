"""Accessibility, privacy and licence are read without signing in, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "italian", "english"),
    [
        ("/accessibility/", "Dichiarazione di accessibilità", "Accessibility statement"),
        ("/privacy/", "non carica nulla da altri siti", "Nothing is loaded from other sites"),
        ("/licence/", "EUPL-1.2", "EUPL-1.2"),
    ],
)
def test_a_stranger_reads_the_page(client: Client, address: str, italian: str, english: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert italian in answer.content.decode()
    client.cookies["approdo_language"] = "en"
    assert english in client.get(address).content.decode()


def test_every_page_links_them_at_its_foot(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    for address in ("/accessibility/", "/privacy/", "/licence/"):
        assert f'href="{address}"' in page


def test_they_are_only_read(client: Client) -> None:
    assert client.post("/privacy/").status_code in (403, 405)
